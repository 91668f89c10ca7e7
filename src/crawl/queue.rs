//! Who is asked next: first come, first served, and each target within a window of its own.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
    time::{Duration, Instant},
};

use super::{
    Manners, fence,
    window::{Trip, Window},
};
use crate::disco::state::Kind;

/// A question of a walk; those that were found earlier come first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Job {
    /// Unique, in the order of finding.
    pub number: u64,
    /// Who is asked, by the walk's count.
    pub met: u32,
    /// What is asked.
    pub kind: Kind,
}

/// A target's number.
pub type TargetId = u32;

const FIRST_SIZE: usize = 4;
/// Whoever answers the first question at once gets more.
const SIZE_OF_PROMPT: usize = 16;
const PROMPT: Duration = Duration::from_millis(500);
/// A client of somebody, perhaps on a telephone, is not asked more at once.
const CLIENT_CEILING: usize = 4;
/// After so many time-outs in a row a target gets few questions at a time.
const SILENT_IN_ROW: u32 = 3;
const FEW: usize = 4;
const LONGEST_REST: Duration = Duration::from_secs(10);

#[derive(Debug)]
struct Target {
    jobs: BTreeSet<Job>,
    window: Window,
    open: usize,
    /// The quickest answer ever.
    base: Option<Duration>,
    silent_in_row: u32,
    rest: Duration,
    rests_until: Option<Instant>,
    listed: Listed,
}

/// Which of the queue's lists a target stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Listed {
    Nowhere,
    Ready(u64),
    Resting(Instant),
}

/// The questions that wait.
#[derive(Debug)]
pub struct Queue {
    manners: Manners,
    targets: Vec<Target>,
    by_name: HashMap<Arc<str>, TargetId>,
    ready: BTreeSet<(u64, TargetId)>,
    resting: BTreeSet<(Instant, TargetId)>,
    len: usize,
}

impl Queue {
    /// An empty queue.
    pub fn new(manners: Manners) -> Self {
        let (ready, resting) = (BTreeSet::new(), BTreeSet::new());
        Self { manners, targets: Vec::new(), by_name: HashMap::new(), ready, resting, len: 0 }
    }

    /// How many questions wait.
    pub fn len(&self) -> usize {
        self.len
    }

    /// The target that a JID in normal form belongs to: a client is one of its own, others share that of their domain.
    pub fn target(&mut self, jid: &str) -> TargetId {
        let is_client = jid.contains('/');
        let name = if is_client { jid } else { fence::domain(jid) };
        if let Some(known) = self.by_name.get(name) {
            return *known;
        }
        let ceiling = if is_client { CLIENT_CEILING.min(self.manners.window) } else { self.manners.window };
        let id = TargetId::try_from(self.targets.len()).unwrap_or(TargetId::MAX);
        self.targets.push(Target {
            jobs: BTreeSet::new(),
            window: Window::new(FIRST_SIZE, ceiling, self.manners.timeout),
            open: 0,
            base: None,
            silent_in_row: 0,
            rest: Duration::ZERO,
            rests_until: None,
            listed: Listed::Nowhere,
        });
        let _ = self.by_name.insert(name.into(), id);
        id
    }

    /// Adds a question, or one again.
    pub fn push(&mut self, target: TargetId, job: Job) {
        self.change(target, |target| {
            let _ = target.jobs.insert(job);
        });
        self.len += 1;
    }

    /// The question that was found first among those that may be asked now.
    pub fn pop(&mut self, now: Instant) -> Option<(TargetId, Job)> {
        while let Some((until, id)) = self.resting.first().copied()
            && until <= now
        {
            self.change(id, |target| target.rests_until = None);
        }
        let (_, id) = self.ready.first().copied()?;
        let mut job = None;
        self.change(id, |target| {
            job = target.jobs.pop_first();
            target.open += 1;
        });
        self.len = self.len.saturating_sub(1);
        job.map(|job| (id, job))
    }

    /// When a target that rests may be asked again, if nobody else can be.
    pub fn wake(&self) -> Option<Instant> {
        if !self.ready.is_empty() {
            return None;
        }
        self.resting.first().map(|(until, _)| *until)
    }

    /// A question that was popped is not open any more, whatever became of it.
    pub fn closed(&mut self, target: TargetId) {
        self.change(target, |target| target.open = target.open.saturating_sub(1));
    }

    /// An answer came; gives how it came, seen against the quickest one.
    pub fn answered(&mut self, target: TargetId, given: Instant, took: Duration, now: Instant) -> Trip {
        let mut trip = Trip { given, took, delay: Duration::ZERO };
        self.change(target, |target| {
            let base = target.base.map_or(took, |base| base.min(took));
            if target.base.replace(base).is_none() && took < PROMPT {
                target.window.widen(SIZE_OF_PROMPT);
            }
            trip.delay = took.saturating_sub(base);
            target.silent_in_row = 0;
            target.window.answered(trip, now);
        });
        trip
    }

    /// An answer was no plea to wait.
    pub fn calm(&mut self, target: TargetId) {
        let shortest = self.manners.pause / 10;
        self.change(target, |target| {
            target.rest = target.rest * 7 / 8;
            if target.rest < shortest {
                target.rest = Duration::ZERO;
            }
        });
    }

    /// The target asked us to wait.
    pub fn strained(&mut self, target: TargetId, given: Instant, now: Instant) {
        let shortest = self.manners.pause / 10;
        self.change(target, |target| {
            if target.window.halve(given, now) {
                target.rest = (target.rest * 2).max(shortest).min(LONGEST_REST);
                target.rests_until = Some(now + target.rest);
            }
        });
    }

    /// No answer came in time.
    pub fn silent(&mut self, target: TargetId) {
        self.change(target, |target| {
            target.silent_in_row += 1;
            if target.silent_in_row >= SILENT_IN_ROW {
                target.window.narrow(FEW);
            }
        });
    }

    /// Changes a target and puts it on the list where it then belongs.
    fn change(&mut self, id: TargetId, change: impl FnOnce(&mut Target)) {
        let Some(target) = self.targets.get_mut(id as usize) else { return };
        change(target);
        let listed = match (target.jobs.first(), target.rests_until) {
            (None, _) => Listed::Nowhere,
            (Some(_), _) if target.open >= target.window.size() => {
                target.window.fill();
                Listed::Nowhere
            }
            (Some(_), Some(until)) => Listed::Resting(until),
            (Some(job), None) => Listed::Ready(job.number),
        };
        let before = std::mem::replace(&mut target.listed, listed);
        if before == listed {
            return;
        }
        let _ = match before {
            Listed::Nowhere => false,
            Listed::Ready(number) => self.ready.remove(&(number, id)),
            Listed::Resting(until) => self.resting.remove(&(until, id)),
        };
        let _ = match listed {
            Listed::Nowhere => false,
            Listed::Ready(number) => self.ready.insert((number, id)),
            Listed::Resting(until) => self.resting.insert((until, id)),
        };
    }
}
