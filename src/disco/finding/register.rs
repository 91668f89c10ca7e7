//! The registered identities, with words for people.

use std::{collections::HashMap, sync::LazyLock};

const TABLE: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/registry/identities.tsv"));

static WORDS: LazyLock<HashMap<(&str, &str), &str>> = LazyLock::new(|| {
    let lines = TABLE.lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| {
            let mut cells = line.split('\t');
            Some(((cells.next()?, cells.next()?), cells.next()?))
        })
        .collect()
});

/// What an identity's category and type mean in words; none when nobody registered them.
pub fn words(category: &str, kind: &str) -> Option<&'static str> {
    WORDS.get(&(category, kind)).copied()
}
