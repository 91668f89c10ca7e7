//! What a walk says of itself: while it runs, and at the end.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
    time::{Duration, Instant},
};

use super::{State, fence::Fence};
use crate::disco::{address::Address, state::Question};

/// How many questions came to what; a question that is asked again counts once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Entities inside the fences that were found so far.
    pub entities: usize,
    /// Questions that were asked.
    pub asked: usize,
    /// Results, late ones too.
    pub answered: usize,
    /// Errors that stand.
    pub refused: usize,
    /// Nothing in time.
    pub silent: usize,
    /// Replies that broke a limit.
    pub unreadable: usize,
    /// Cut off again and again, and given up.
    pub cut_off: usize,
    /// Not asked because the answer was known.
    pub known: usize,
    /// How often a question was asked once more, after a plea to wait or a lost connection.
    pub again: usize,
    /// Entities that a fence stopped.
    pub stopped: usize,
}

impl Counts {
    /// Questions that came to an end.
    pub fn ended(&self) -> usize {
        self.answered + self.refused + self.silent + self.unreadable + self.cut_off
    }
}

/// How far a walk has come.
#[derive(Clone, Debug, PartialEq)]
pub struct Progress {
    /// What it does.
    pub state: State,
    /// How many questions came to what.
    pub counts: Counts,
    /// Questions that wait for their answers.
    pub open: usize,
    /// Questions that are known to be left, those to be repeated included; it may turn out that fewer are.
    pub left: usize,
    /// Answers a second, of late.
    pub rate: f64,
    /// For how long it has been running, pauses left out.
    pub took: Duration,
    /// Whether the server takes our questions more slowly than we could ask.
    pub is_held_back: bool,
    /// Whether there is a connection.
    pub is_connected: bool,
}

impl Progress {
    /// The share of what is known to be there that is done, from 0 to 1.
    #[allow(clippy::cast_precision_loss, reason = "a share for a progress bar")]
    pub fn share(&self) -> f32 {
        let done = self.counts.ended() + self.counts.known;
        let total = done + self.open + self.left;
        if total == 0 { 0.0 } else { done as f32 / total as f32 }
    }
}

/// Things of a kind: how many, and the first of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group<T> {
    /// How many there are.
    pub count: usize,
    /// The first ones, at most [`Group::MOST`].
    pub first: Vec<T>,
}

impl<T> Default for Group<T> {
    fn default() -> Self {
        Self { count: 0, first: Vec::new() }
    }
}

impl<T: PartialEq> Group<T> {
    /// So many are kept.
    pub const MOST: usize = 1000;

    pub(super) fn add(&mut self, one: T) {
        self.count += 1;
        if self.first.len() < Self::MOST {
            self.first.push(one);
        }
    }

    pub(super) fn remove(&mut self, one: &T) {
        self.count = self.count.saturating_sub(1);
        self.first.retain(|other| other != one);
    }
}

/// What came of a walk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// Who gave no answer in time.
    pub silent: Group<Question>,
    /// Who refused, by condition.
    pub refused: BTreeMap<Arc<str>, Group<Question>>,
    /// Whose replies broke a limit.
    pub unreadable: Group<Question>,
    /// Whose questions were given up because the connection went each time.
    pub cut_off: Group<Question>,
    /// Who gave a part of a list only (XEP-0059).
    pub in_part: Group<Address>,
    /// Whom each fence stopped.
    pub stopped: BTreeMap<Fence, Group<Address>>,
}

/// What a walk says when it is over, or so far.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// How it ended.
    pub state: State,
    /// How many questions came to what.
    pub counts: Counts,
    /// What came of it.
    pub findings: Findings,
    /// How long it ran, pauses left out.
    pub took: Duration,
    /// Answers a second, over all that time.
    pub rate: f64,
}

/// The time that a walk runs, and how much came of late.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    before: Duration,
    since: Option<Instant>,
    marks: VecDeque<(Instant, usize)>,
}

const SPAN: Duration = Duration::from_secs(5);
const STEP: Duration = Duration::from_millis(250);

impl Clock {
    /// Runs from now on; does nothing when it runs already.
    pub fn start(&mut self, now: Instant) {
        let _ = self.since.get_or_insert(now);
    }

    /// Stands still.
    pub fn stop(&mut self, now: Instant) {
        self.before = self.took(now);
        self.since = None;
        self.marks.clear();
    }

    /// How long it ran.
    pub fn took(&self, now: Instant) -> Duration {
        self.before + self.since.map_or(Duration::ZERO, |since| now.saturating_duration_since(since))
    }

    /// Notes how much there is by now.
    pub fn mark(&mut self, count: usize, now: Instant) {
        if self.marks.back().is_none_or(|(at, _)| now.saturating_duration_since(*at) >= STEP) {
            self.marks.push_back((now, count));
        }
        while self.marks.front().is_some_and(|(at, _)| now.saturating_duration_since(*at) > SPAN) {
            let _ = self.marks.pop_front();
        }
    }

    /// How much more a second there was of late.
    pub fn rate(&self, count: usize, now: Instant) -> f64 {
        let recent = self.marks.iter().find(|(at, _)| now.saturating_duration_since(*at) <= SPAN);
        let Some((at, before)) = recent else { return 0.0 };
        per_second(count.saturating_sub(*before), now.saturating_duration_since(*at))
    }
}

/// So many in that time, as a rate.
#[allow(clippy::cast_precision_loss, reason = "for display")]
pub fn per_second(count: usize, span: Duration) -> f64 {
    if span.is_zero() { 0.0 } else { count as f64 / span.as_secs_f64() }
}
