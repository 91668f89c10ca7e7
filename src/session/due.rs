//! When questions are overdue. Pure; time is passed in.

use std::{
    collections::{BTreeSet, VecDeque},
    time::{Duration, Instant},
};

/// The clock of each question that left the socket.
///
/// A server reads questions in their order, and one that limits its clients reads them late: what left the socket may lie
/// in the buffers of the network for longer than any time-out. As long as answers come to questions that left before,
/// and to none that left after, a question may not have been read, so its clock begins anew with each of them.
#[derive(Debug)]
pub struct Due {
    timeout: Duration,
    /// Questions that may not have been read, in the order of leaving, and when they left.
    ahead: VecDeque<(u64, Instant)>,
    /// Questions that were overtaken by an answer, by the end of their time.
    read: BTreeSet<(Instant, u64)>,
    answered_at: Option<Instant>,
}

impl Due {
    /// No question is open.
    pub fn new(timeout: Duration) -> Self {
        Self { timeout, ahead: VecDeque::new(), read: BTreeSet::new(), answered_at: None }
    }

    /// A question left the socket; their numbers grow.
    pub fn sent(&mut self, id: u64, now: Instant) {
        self.ahead.push_back((id, now));
    }

    /// A question was answered, so all before it have been read.
    pub fn answered(&mut self, id: u64, now: Instant) {
        while let Some((read, sent)) = self.ahead.front().copied()
            && read <= id
        {
            let _ = self.ahead.pop_front();
            if read < id {
                let _ = self.read.insert((self.end(sent), read));
            }
        }
        self.answered_at = Some(now);
    }

    /// When the next question is overdue, if none is answered until then; it may be one that was answered already.
    pub fn next(&self) -> Option<Instant> {
        let ahead = self.ahead.front().map(|(_, sent)| self.end(*sent));
        let read = self.read.first().map(|(end, _)| *end);
        [ahead, read].into_iter().flatten().min()
    }

    /// Takes out a question that is overdue, which may be one that was answered already.
    pub fn take(&mut self, now: Instant) -> Option<u64> {
        if self.read.first().is_some_and(|(end, _)| *end <= now) {
            return self.read.pop_first().map(|(_, id)| id);
        }
        let (_, sent) = self.ahead.front().copied()?;
        if self.end(sent) > now {
            return None;
        }
        self.ahead.pop_front().map(|(id, _)| id)
    }

    fn end(&self, sent: Instant) -> Instant {
        self.answered_at.map_or(sent, |answered| answered.max(sent)) + self.timeout
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
mod tests {
    use super::*;

    /// What is overdue at that second.
    fn overdue(due: &mut Due, start: Instant, second: u64) -> Vec<u64> {
        std::iter::from_fn(|| due.take(start + Duration::from_secs(second))).collect()
    }

    #[test]
    fn a_silent_server_is_silent_after_the_time_out() {
        let (mut due, start) = (Due::new(Duration::from_secs(10)), Instant::now());
        due.sent(1, start);
        due.sent(2, start + Duration::from_secs(1));
        assert_eq!(due.next(), Some(start + Duration::from_secs(10)));
        assert!(overdue(&mut due, start, 9).is_empty());
        assert_eq!(overdue(&mut due, start, 10), [1]);
        assert_eq!(overdue(&mut due, start, 11), [2]);
        assert_eq!(due.next(), None);
    }

    #[test]
    fn a_server_that_reads_slowly_is_not_silent() {
        let (mut due, start) = (Due::new(Duration::from_secs(10)), Instant::now());
        (1..=5).for_each(|id| due.sent(id, start));
        for id in 1..=4 {
            due.answered(id, start + Duration::from_secs(8 * id));
            assert!(overdue(&mut due, start, 8 * id + 9).is_empty(), "{id}");
        }
        assert_eq!(overdue(&mut due, start, 42), [5]);
    }

    #[test]
    fn who_was_overtaken_has_the_time_since_its_turn_came() {
        let (mut due, start) = (Due::new(Duration::from_secs(10)), Instant::now());
        (1..=4).for_each(|id| due.sent(id, start));
        due.answered(1, start + Duration::from_secs(5));
        due.answered(3, start + Duration::from_secs(6));
        // Later answers to others change nothing for the second, which the server has read.
        due.answered(4, start + Duration::from_secs(14));
        assert_eq!(due.next(), Some(start + Duration::from_secs(15)));
        assert!(overdue(&mut due, start, 14).is_empty());
        assert_eq!(overdue(&mut due, start, 15), [2]);
    }
}
