//! Walking many entities through a session: whom to ask next, how fast, and where it ends.
//!
//! [`Walk`] is pure: it is told what the session says and what time it is, and gives the questions to ask; the window
//! and [`run()`] both use it so. Answers land in a tree, where the walk also looks up what is below.

use std::{
    collections::{BTreeSet, HashMap, VecDeque},
    time::{Duration, Instant},
};

use page::Grown;
use queue::{Job, Queue, TargetId};
use report::Clock;
use window::{Bucket, Window};

use crate::disco::{address::Address, shards::Shards, state::Kind, tree::EntityId};

mod expand;
mod fence;
mod give;
mod hear;
mod page;
mod pattern;
mod queue;
mod report;
mod run;
mod window;

pub use fence::{Domains, Fence, Fences, domain};
pub use page::PAGE;
pub use pattern::Pattern;
pub use report::{Counts, Findings, Group, Progress, Summary};
pub use run::{Control, End, Line, run};

/// What a walk is to do.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// How far it goes.
    pub fences: Fences,
    /// How fast it goes.
    pub manners: Manners,
    /// Whether what is known is asked again; else it is walked through.
    pub ask_known: bool,
}

/// How fast a walk goes.
#[derive(Clone, Debug, PartialEq)]
pub struct Manners {
    /// How many questions may ever be open at once; how many are is found out.
    pub window: usize,
    /// How many questions go out in a second at most.
    pub rate: Option<f64>,
    /// How often a question is repeated to somebody who asks to wait.
    pub retries: u32,
    /// How long the first such wait is; the next one is twice as long.
    pub pause: Duration,
    /// How long the session waits for an answer.
    pub timeout: Duration,
}

impl Default for Manners {
    fn default() -> Self {
        Self { window: 512, rate: None, retries: 3, pause: Duration::from_secs(1), timeout: Duration::from_secs(30) }
    }
}

/// What a walk does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It asks, or waits for answers or a connection.
    Running,
    /// It asks nothing more for now; answers still count.
    Paused,
    /// It was stopped.
    Cancelled,
    /// Everything inside the fences was asked.
    Done,
}

/// A walk through everything below some roots, breadth first, each entity once.
#[derive(Debug)]
pub struct Walk {
    manners: Manners,
    ask_known: bool,
    judge: fence::Judge,
    state: State,
    is_connected: bool,
    is_stuck: bool,
    /// Asked first.
    roots: Vec<Address>,
    met: Vec<Met>,
    /// Their numbers by addresses with JIDs in normal form.
    numbers: Shards<Address, u32>,
    /// Who was stopped, by the same.
    stops: Stops,
    to_expand: VecDeque<Expansion>,
    /// Lists of which something came that was not looked at.
    grown: Vec<Grown>,
    /// Lists of which the next page is to be asked for.
    to_page: Vec<u32>,
    /// Items of lists that were not looked at.
    unseen: usize,
    /// Whose lists were followed since somebody asked.
    followed: Vec<EntityId>,
    queue: Queue,
    last_job: u64,
    open: HashMap<(u32, Kind), Open>,
    again: BTreeSet<(Instant, Job)>,
    /// Questions that were open each time the connection went; they are asked alone.
    suspects: VecDeque<Job>,
    tries: HashMap<(u32, Kind), Tries>,
    window: Window,
    bucket: Bucket,
    wake: Option<Instant>,
    clock: Clock,
    counts: Counts,
    findings: Findings,
}

/// Addresses with JIDs in normal form, and the fence that stopped each.
pub type Stops = Shards<Address, Fence>;

/// What became of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    Met(u32),
    Stopped(Fence),
}

/// An entity inside the fences.
#[derive(Debug)]
struct Met {
    entity: EntityId,
    target: TargetId,
    /// Of the shortest way that was found to it.
    depth: u16,
    has_node: bool,
    info: Step,
    items: Step,
    /// How many items its list has.
    listed: u32,
    /// Whether its list was followed, or is about to be.
    is_expanded: bool,
}

/// How far a question has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    NotAsked,
    Asked,
    /// A part of a list came, and the next one is to be asked for.
    Part,
    Silent,
    Ended,
}

/// A list that is being followed.
#[derive(Clone, Copy, Debug)]
struct Expansion {
    met: u32,
    next: usize,
    /// Items that were counted as not looked at.
    unseen: usize,
}

/// A question that was handed out.
#[derive(Clone, Copy, Debug)]
struct Open {
    job: Job,
    given: Instant,
}

/// How often a question failed in a way that passes.
#[derive(Clone, Copy, Debug, Default)]
struct Tries {
    waits: u32,
    cuts: u32,
}

/// The window at first; it grows with every round trip.
const FIRST_SIZE: usize = 16;

impl Walk {
    /// A walk that has not asked anything.
    pub fn new(roots: &[Address], options: Options) -> Self {
        let Options { fences, manners, ask_known } = options;
        Self {
            judge: fence::Judge::new(fences, roots),
            state: State::Running,
            is_connected: true,
            is_stuck: false,
            roots: roots.to_vec(),
            met: Vec::new(),
            numbers: Shards::default(),
            stops: Stops::default(),
            to_expand: VecDeque::new(),
            grown: Vec::new(),
            to_page: Vec::new(),
            unseen: 0,
            followed: Vec::new(),
            queue: Queue::new(manners.clone()),
            last_job: 0,
            open: HashMap::new(),
            again: BTreeSet::new(),
            suspects: VecDeque::new(),
            tries: HashMap::new(),
            window: Window::new(FIRST_SIZE, manners.window, manners.timeout),
            bucket: Bucket::new(manners.rate),
            wake: None,
            clock: Clock::default(),
            counts: Counts::default(),
            findings: Findings::default(),
            manners,
            ask_known,
        }
    }

    /// What the walk does.
    pub fn state(&self) -> State {
        self.state
    }

    /// Whether it has come to its end, one way or the other.
    pub fn is_over(&self) -> bool {
        matches!(self.state, State::Cancelled | State::Done)
    }

    /// Asks nothing more until it is told to go on.
    pub fn pause(&mut self, now: Instant) {
        if self.state == State::Running {
            self.state = State::Paused;
            self.clock.stop(now);
        }
    }

    /// Goes on.
    pub fn resume(&mut self, now: Instant) {
        if self.state == State::Paused {
            self.state = State::Running;
            self.clock.start(now);
        }
    }

    /// Asks nothing more at all.
    pub fn cancel(&mut self, now: Instant) {
        if !self.is_over() {
            self.end(State::Cancelled, now);
        }
    }

    /// When to ask for questions again even if nothing is heard.
    pub fn wake(&self) -> Option<Instant> {
        self.wake
    }

    /// What stopped an address from being asked, if it was met and a fence did.
    pub fn fence(&self, address: &Address) -> Option<Fence> {
        match self.mark(address)? {
            Mark::Stopped(fence) => Some(fence),
            Mark::Met(_) => None,
        }
    }

    /// Whether an address is among those that were or will be asked.
    pub fn is_inside(&self, address: &Address) -> bool {
        matches!(self.mark(address), Some(Mark::Met(_)))
    }

    /// Entities inside the fences that list something, by now understood; each comes once, above what it lists. For
    /// whoever shows the tree while it grows.
    pub fn take_followed(&mut self) -> Vec<EntityId> {
        std::mem::take(&mut self.followed)
    }

    /// Whom fences stopped, so that rows can tell when the walk is over; they are the walk's no more.
    pub fn take_stops(&mut self) -> Stops {
        std::mem::take(&mut self.stops)
    }

    /// How many questions are in memory that wait for their turn; never more than [`Walk::MOST_WAITING`].
    pub fn waiting(&self) -> usize {
        self.queue.len()
    }

    /// How far it has come.
    pub fn progress(&self, now: Instant) -> Progress {
        let unseen = self.unseen.min(self.judge.room(self.met.len()));
        Progress {
            state: self.state,
            counts: self.counts,
            open: self.open.len(),
            left: self.queue.len()
                + self.again.len()
                + self.suspects.len()
                + self.to_page.len()
                + 2 * (unseen + self.roots.len()),
            rate: self.clock.rate(self.counts.ended(), now),
            took: self.clock.took(now),
            is_held_back: self.is_stuck || self.window.is_held_back(),
            is_connected: self.is_connected,
        }
    }

    /// What came of it, so far or at the end.
    pub fn summary(&self, now: Instant) -> Summary {
        let took = self.clock.took(now);
        Summary {
            state: self.state,
            counts: self.counts,
            findings: self.findings.clone(),
            took,
            rate: report::per_second(self.counts.ended(), took),
        }
    }

    fn end(&mut self, state: State, now: Instant) {
        self.state = state;
        self.wake = None;
        self.clock.stop(now);
    }

    fn mark(&self, address: &Address) -> Option<Mark> {
        self.mark_of(address).or_else(|| self.mark_of(&address.normal()))
    }

    /// What became of an address in normal form.
    fn mark_of(&self, normal: &Address) -> Option<Mark> {
        let met = self.numbers.get(normal).copied().map(Mark::Met);
        met.or_else(|| self.stops.get(normal).copied().map(Mark::Stopped))
    }

    fn step(&mut self, met: u32, kind: Kind) -> Option<&mut Step> {
        let met = self.met.get_mut(met as usize)?;
        match kind {
            Kind::Info => Some(&mut met.info),
            Kind::Items => Some(&mut met.items),
            Kind::Version | Kind::Time | Kind::LastActivity | Kind::ItemCount => None,
        }
    }

    fn target(&self, met: u32) -> TargetId {
        self.met.get(met as usize).map_or(TargetId::MAX, |met| met.target)
    }
}
