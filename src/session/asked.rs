//! What is told of those who ask us: each question as long as somebody takes them, else how many there were.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use crate::disco::advertised::Inquiry;

/// That somebody asked us something.
#[derive(Clone, Debug)]
pub enum Asked {
    /// One question; it counts as untaken until this is dropped.
    One(Box<Inquiry>, Untaken),
    /// Questions that are not told one by one, because too many others were not taken yet.
    More(Unlisted),
}

/// Counts a question as one that nobody has taken yet.
#[derive(Clone, Debug, Default)]
pub struct Untaken(Arc<()>);

/// How many questions were answered and not told one by one; it grows until somebody takes it.
#[derive(Clone, Debug)]
pub struct Unlisted(Arc<AtomicU64>);

/// Decides which questions are told one by one.
#[derive(Debug, Default)]
pub struct Listing {
    untaken: Untaken,
    unlisted: Option<Unlisted>,
}

/// So many that nobody has taken yet are told one by one.
const MOST_UNTAKEN: usize = 2_000;
/// In the place of a number that was taken.
const TAKEN: u64 = u64::MAX;

impl From<Inquiry> for Asked {
    fn from(inquiry: Inquiry) -> Self {
        Self::One(Box::new(inquiry), Untaken::default())
    }
}

impl Unlisted {
    /// So many.
    pub fn of(count: u64) -> Self {
        Self(Arc::new(AtomicU64::new(count)))
    }

    /// How many there were, once; from now on questions are told one by one again.
    pub fn take(&self) -> u64 {
        let count = self.0.swap(TAKEN, Ordering::Relaxed);
        if count == TAKEN { 0 } else { count }
    }

    /// Counts one more, unless the number was taken, or nobody is left who could take it.
    fn counts_one_more(&self) -> bool {
        let more = |count| (count != TAKEN).then(|| count + 1);
        Arc::strong_count(&self.0) > 1 && self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more).is_ok()
    }
}

impl Listing {
    /// What is to be told of a question; nothing where it is only counted.
    pub fn next(&mut self, inquiry: Inquiry) -> Option<Asked> {
        if self.unlisted.as_ref().is_some_and(Unlisted::counts_one_more) {
            return None;
        }
        self.unlisted = None;
        // One of them is ours.
        if Arc::strong_count(&self.untaken.0) <= MOST_UNTAKEN {
            return Some(Asked::One(Box::new(inquiry), self.untaken.clone()));
        }
        let unlisted = Unlisted::of(1);
        self.unlisted = Some(unlisted.clone());
        Some(Asked::More(unlisted))
    }
}
