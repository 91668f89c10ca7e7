//! Answers that are held back. Pure; time is passed in.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

/// The answers that are to be sent later.
#[derive(Debug, Default)]
pub struct Later {
    /// By when they are due; the number keeps those apart that are due at once.
    waiting: BTreeMap<(Instant, u64), String>,
    next: u64,
    bytes: usize,
}

/// Others may not make us hold back more answers, or longer ones.
const MOST: usize = 1_000;
const MOST_BYTES: usize = 4 << 20;

impl Later {
    /// Holds an answer back; false when too many are held back already, and it is dropped.
    pub fn hold(&mut self, xml: String, delay: Duration, now: Instant) -> bool {
        if self.waiting.len() >= MOST || self.bytes + xml.len() > MOST_BYTES {
            return false;
        }
        self.bytes += xml.len();
        self.next += 1;
        let _ = self.waiting.insert((now + delay, self.next), xml);
        true
    }

    /// When the next one is due.
    pub fn due(&self) -> Option<Instant> {
        self.waiting.first_key_value().map(|((at, _), _)| *at)
    }

    /// Takes out one that is due.
    pub fn take(&mut self, now: Instant) -> Option<String> {
        let first = self.waiting.first_entry().filter(|first| first.key().0 <= now)?;
        let xml = first.remove();
        self.bytes -= xml.len();
        Some(xml)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
mod tests {
    use super::*;

    #[test]
    fn answers_come_out_when_they_are_due_and_no_more_are_held_than_may_be() {
        let (mut later, now) = (Later::default(), Instant::now());
        let second = Duration::from_secs(1);
        assert!(later.hold("late".to_owned(), second * 3, now));
        assert!(later.hold("soon".to_owned(), second, now));
        assert!(later.hold("soon too".to_owned(), second, now));
        assert_eq!(later.due(), Some(now + second));
        assert_eq!(later.take(now), None);
        assert_eq!(later.take(now + second).as_deref(), Some("soon"));
        assert_eq!(later.take(now + second).as_deref(), Some("soon too"));
        assert_eq!(later.take(now + second), None);
        assert_eq!(later.take(now + second * 4).as_deref(), Some("late"));
        assert_eq!((later.due(), later.bytes), (None, 0));
        for _ in 0..MOST {
            assert!(later.hold("x".to_owned(), second, now));
        }
        assert!(!later.hold("x".to_owned(), second, now));
        let mut later = Later::default();
        assert!(later.hold("x".repeat(MOST_BYTES), second, now));
        assert!(!later.hold("x".to_owned(), second, now));
    }
}
