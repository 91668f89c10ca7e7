//! What was looked at, for going back and forward.

use std::collections::VecDeque;

/// What was looked at before what is looked at now, and what after it; a stop is what one of them is found by.
#[derive(Debug)]
pub struct History<S> {
    /// The nearest last.
    back: VecDeque<S>,
    /// The nearest last.
    forward: Vec<S>,
}

/// Nobody goes further back.
pub const MOST: usize = 200;

impl<S> Default for History<S> {
    fn default() -> Self {
        Self { back: VecDeque::new(), forward: Vec::new() }
    }
}

impl<S> History<S> {
    /// Somebody goes from `stop` to somewhere new: whatever came after it is not the way any more.
    pub fn leave(&mut self, stop: S) {
        self.forward.clear();
        self.remember(stop);
    }

    /// The same where something may have been looked at, and something else is to be.
    pub fn leave_for(&mut self, from: Option<S>, to: Option<&S>)
    where
        S: PartialEq,
    {
        if from.as_ref() != to
            && let Some(from) = from
        {
            self.leave(from);
        }
    }

    /// Forgets all of it.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Where a step leads; what is not there any more is passed over.
    pub fn next(&self, is_forward: bool, is_there: impl Fn(&S) -> bool) -> Option<&S> {
        if is_forward {
            self.forward.iter().rev().find(|stop| is_there(stop))
        } else {
            self.back.iter().rev().find(|stop| is_there(stop))
        }
    }

    /// Takes a step from `now`, which lies on the other side afterwards; what is not there any more is forgotten.
    pub fn step(&mut self, is_forward: bool, now: Option<S>, is_there: impl Fn(&S) -> bool) -> Option<S> {
        loop {
            let stop = if is_forward { self.forward.pop() } else { self.back.pop_back() }?;
            if !is_there(&stop) {
                continue;
            }
            if let Some(now) = now {
                if is_forward { self.remember(now) } else { self.forward.push(now) }
            }
            return Some(stop);
        }
    }

    fn remember(&mut self, stop: S) {
        self.back.push_back(stop);
        if self.back.len() > MOST {
            let _ = self.back.pop_front();
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
mod tests {
    use super::*;

    /// Goes to each of them in turn; gives where that ended.
    fn walked(stops: &[u32]) -> (History<u32>, u32) {
        let mut history = History::default();
        for stop in &stops[..stops.len() - 1] {
            history.leave(*stop);
        }
        (history, stops[stops.len() - 1])
    }

    #[test]
    fn steps_lead_back_and_forward_and_end() {
        let (mut history, mut now) = walked(&[1, 2, 3]);
        for (is_forward, wanted) in [
            (true, None),
            (false, Some(2)),
            (false, Some(1)),
            (false, None),
            (true, Some(2)),
            (true, Some(3)),
            (true, None),
        ] {
            assert_eq!(history.next(is_forward, |_| true).copied(), wanted);
            let stop = history.step(is_forward, Some(now), |_| true);
            assert_eq!(stop, wanted);
            now = stop.unwrap_or(now);
        }
    }

    #[test]
    fn who_goes_elsewhere_cuts_what_came_after() {
        let (mut history, now) = walked(&[1, 2, 3]);
        assert_eq!(history.step(false, Some(now), |_| true), Some(2));
        history.leave(2);
        assert_eq!(history.next(true, |_| true), None);
        assert_eq!(history.step(false, Some(4), |_| true), Some(2));
        assert_eq!(history.step(true, Some(2), |_| true), Some(4));
    }

    #[test]
    fn what_is_gone_is_passed_over() {
        let (mut history, now) = walked(&[1, 2, 3, 4]);
        let is_there = |stop: &u32| *stop != 2 && *stop != 3;
        assert_eq!(history.next(false, is_there), Some(&1));
        assert_eq!(history.step(false, Some(now), is_there), Some(1));
        assert_eq!(history.step(false, Some(1), is_there), None);
        assert_eq!(history.step(true, Some(1), is_there), Some(4));
        // Nothing is chosen any more: the way back is still there, and no gap is remembered.
        let (mut history, _) = walked(&[1, 2, 3]);
        assert_eq!(history.step(false, None, |_| true), Some(2));
        assert_eq!(history.next(true, |_| true), None);
    }

    #[test]
    fn only_so_much_is_remembered() {
        let all: Vec<_> = (0..1_000).collect();
        let (mut history, mut now) = walked(&all);
        let mut count = 0;
        while let Some(stop) = history.step(false, Some(now), |_| true) {
            (now, count) = (stop, count + 1);
        }
        assert_eq!((count, now), (MOST, 999 - u32::try_from(MOST).unwrap()));
        while let Some(stop) = history.step(true, Some(now), |_| true) {
            now = stop;
        }
        assert_eq!(now, 999);
    }
}
