//! Strings that come again and again are kept once: features, categories, types, the names of fields.

use std::{cell::RefCell, collections::HashSet, sync::Arc};

/// Longer strings hardly come twice.
const LONGEST_BYTES: usize = 256;
/// A server that never says the same twice must not make the table grow for ever.
const MOST_STRINGS: usize = 16_384;

thread_local! {
    static TABLE: RefCell<HashSet<Arc<str>>> = RefCell::default();
}

/// The one copy of a string that this thread knows.
pub fn intern(text: &str) -> Arc<str> {
    if text.len() > LONGEST_BYTES {
        return text.into();
    }
    TABLE.with_borrow_mut(|table| {
        if let Some(known) = table.get(text) {
            return known.clone();
        }
        if table.len() >= MOST_STRINGS {
            table.clear();
        }
        let new: Arc<str> = text.into();
        let _ = table.insert(new.clone());
        new
    })
}
