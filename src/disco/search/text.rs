//! A text that is looked for in others, upper and lower case being the same.

use std::sync::Arc;

/// A text that is to stand somewhere in another, or to be all of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    folded: String,
    is_whole: bool,
}

impl Text {
    /// One that may stand anywhere.
    pub fn somewhere(text: &str) -> Self {
        Self { folded: text.chars().flat_map(fold).collect(), is_whole: false }
    }

    /// One that may stand anywhere, or with a `=` before it must be the whole.
    pub fn of(text: &str) -> Self {
        match text.strip_prefix('=') {
            Some(whole) => Self { is_whole: true, ..Self::somewhere(whole) },
            None => Self::somewhere(text),
        }
    }

    /// Whether it stands in every text.
    pub fn is_anything(&self) -> bool {
        self.folded.is_empty() && !self.is_whole
    }

    /// Whether it stands in a text. Nothing is allocated: it is asked for every row.
    pub fn is_in(&self, text: &str) -> bool {
        if self.is_anything() {
            return true;
        }
        if !text.is_ascii() {
            return if self.is_whole { self.ends_within(text) == Some(0) } else { self.find(text).is_some() };
        }
        if self.is_whole {
            return text.eq_ignore_ascii_case(&self.folded);
        }
        find_ascii(text.as_bytes(), self.folded.as_bytes()).is_some()
    }

    /// Whether it stands in a category and a type with a `/` between them.
    pub fn is_in_pair(&self, category: &Option<Arc<str>>, kind: &Option<Arc<str>>) -> bool {
        self.is_in(&format!("{}/{}", category.as_deref().unwrap_or_default(), kind.as_deref().unwrap_or_default()))
    }

    /// Where in a text it stands first, in bytes.
    pub fn find(&self, text: &str) -> Option<std::ops::Range<usize>> {
        if self.folded.is_empty() {
            return None;
        }
        if text.is_ascii() {
            let start = find_ascii(text.as_bytes(), self.folded.as_bytes())?;
            return Some(start..start + self.folded.len());
        }
        let starts = text.char_indices().map(|(start, _)| start);
        starts.into_iter().find_map(|start| {
            let rest = text.get(start..)?;
            Some(start..text.len() - self.ends_within(rest)?)
        })
    }

    /// How many bytes follow in a text that begins with this one.
    fn ends_within(&self, text: &str) -> Option<usize> {
        let mut wanted = self.folded.chars();
        let mut rest = text.chars();
        while !wanted.as_str().is_empty() {
            for folded in fold(rest.next()?) {
                // What a letter folds to may be longer than what is left to be found.
                match wanted.next() {
                    Some(next) if next == folded => {}
                    None => break,
                    Some(_) => return None,
                }
            }
        }
        Some(rest.as_str().len())
    }
}

/// Where bytes in lower case stand first.
fn find_ascii(text: &[u8], wanted: &[u8]) -> Option<usize> {
    let Some((first, rest)) = wanted.split_first() else { return Some(0) };
    let last = text.len().checked_sub(wanted.len())?;
    let starts = text.get(..=last)?;
    starts.iter().enumerate().position(|(start, byte)| {
        byte.to_ascii_lowercase() == *first
            && text.get(start + 1..start + wanted.len()).is_some_and(|found| found.eq_ignore_ascii_case(rest))
    })
}

/// The character in lower case; both small letters sigma are one.
fn fold(character: char) -> impl Iterator<Item = char> {
    character.to_lowercase().map(|lower| if lower == 'ς' { 'σ' } else { lower })
}
