//! Expanding everything below a row: the panel that starts it, the bar while it runs, what came of it.
//!
//! The walk itself is [`crate::crawl`]; here it is fed with what the session says and told by people.

use std::{
    collections::VecDeque,
    iter,
    time::{Duration, Instant},
};

use iced::{Subscription, Task, widget::operation};

mod bar;
mod form;
mod outcome;
mod panel;
mod run;

pub use bar::{OUTCOME, Wish, view as bar};
pub use form::Field;
pub use panel::{keys as panel_keys, view as panel};

use form::Form;
use outcome::Outcome;
use run::{Run, Start};

use super::{
    Action, Explore, TREE,
    document::{About, Document},
};
use crate::{
    app::widget::{reach, tree},
    crawl::{Fence, Stops},
    disco::{
        address::Address,
        tree::{PlaceId, Subject},
    },
    session::Event,
};

/// The crawl of a session: at most one at a time.
#[derive(Debug, Default)]
pub struct Crawl {
    stage: Stage,
    /// Whom the fences of crawls before stopped, the latest crawl last.
    stops: VecDeque<Stops>,
}

#[derive(Debug, Default)]
enum Stage {
    #[default]
    Idle,
    Running(Box<Run>),
    Over(Box<Outcome>),
}

/// What the window remembers of crawls: what was written, and whether the panel is open.
#[derive(Debug, Default)]
pub struct Desk {
    form: Form,
    start: Option<Start>,
}

/// What happened.
#[derive(Clone, Debug)]
pub enum Message {
    /// Everything below the chosen row is to be expanded.
    Wanted,
    /// A field of the panel was edited.
    Edited(Field, String),
    /// Whether to stay on the domain was switched.
    ReachSwitched,
    /// The keyboard is to go to the next field of the panel, or the one before.
    Stepped(bool),
    /// The crawl is to start.
    Started,
    /// The panel was left.
    Left,
    /// The crawl is to pause, or to go on.
    PausedOrResumed,
    /// The crawl is to be cancelled, or what came of it put away.
    Ended,
    /// Something in the list of what came of it.
    Outcome(tree::Event),
    /// Time went by.
    Ticked,
}

/// A crawl that has something to do goes on so often.
const TICK: Duration = Duration::from_millis(50);
/// Whoever has nothing to do for longer is asked more rarely whether there is.
const LONG: Duration = Duration::from_secs(1);
/// Of so many crawls it is remembered whom fences stopped.
const MOST_STOPS: usize = 16;

impl Crawl {
    /// Whether a crawl runs, or is paused.
    pub fn is_running(&self) -> bool {
        matches!(self.stage, Stage::Running(_))
    }

    /// Whether nothing runs and nothing came of what ran.
    pub fn is_idle(&self) -> bool {
        matches!(self.stage, Stage::Idle)
    }

    /// Whether it is over and there is a list of what came of it.
    pub fn has_outcome(&self) -> bool {
        matches!(&self.stage, Stage::Over(outcome) if outcome.lines() > 0)
    }

    /// How many lists came whose rows are still to be opened.
    pub fn behind(&self) -> usize {
        match &self.stage {
            Stage::Running(run) => run.behind(),
            Stage::Idle | Stage::Over(_) => 0,
        }
    }

    /// The fence at which a crawl ended before an address, if one did.
    pub fn fence(&self, address: &Address) -> Option<Fence> {
        let before = || {
            let in_any = |address: &Address| self.stops.iter().rev().find_map(|stops| stops.get(address)).copied();
            if self.stops.is_empty() { None } else { in_any(address).or_else(|| in_any(&address.normal())) }
        };
        match &self.stage {
            Stage::Running(run) if run.is_inside(address) => None,
            Stage::Running(run) => run.fence(address).or_else(before),
            Stage::Idle | Stage::Over(_) => before(),
        }
    }

    /// Takes in whatever the session says, before the tree does.
    pub fn hear(&mut self, event: &Event, now: Instant) {
        if let Stage::Running(run) = &mut self.stage {
            run.hear(event, now);
        }
    }

    fn run_mut(&mut self) -> Option<&mut Run> {
        match &mut self.stage {
            Stage::Running(run) => Some(run),
            Stage::Idle | Stage::Over(_) => None,
        }
    }

    /// Remembers whom fences stopped; to put them all into one map would take longer than a frame.
    fn keep(&mut self, stops: Stops) {
        if stops.is_empty() {
            return;
        }
        if self.stops.len() >= MOST_STOPS {
            let _ = self.stops.pop_front();
        }
        self.stops.push_back(stops);
    }

    /// Turns a crawl that came to its end into what came of it.
    fn settle(&mut self, now: Instant) {
        self.stage = match std::mem::take(&mut self.stage) {
            Stage::Running(run) if run.is_over() => {
                let name = run.name().to_owned();
                let (summary, stops) = run.end(now);
                self.keep(stops);
                Stage::Over(Box::new(Outcome::new(&name, &summary)))
            }
            stage => stage,
        };
    }
}

impl Document {
    /// Lets the crawl go on, if one runs.
    pub(super) fn crawl_on(&mut self, now: Instant) {
        let About::Live(live) = &mut self.about else { return };
        let Some(run) = live.crawl.run_mut() else { return };
        let questions = run.step(&mut self.tree, now);
        live.ask(questions);
        live.crawl.settle(now);
    }

    fn start_crawl(&mut self, start: Start, options: crate::crawl::Options, now: Instant) {
        let About::Live(live) = &mut self.about else { return };
        live.crawl.stage = Stage::Running(Box::new(Run::new(start, options, &mut self.tree)));
        self.crawl_on(now);
    }

    /// Where a crawl of a row would begin; none for mere items. Clients that are online stand below an account without
    /// being listed by it, so each is a beginning of its own.
    fn crawl_start(&self, place: PlaceId) -> Option<Start> {
        let name = |address: &Address| crate::disco::text::visible_within(&address.to_string(), 80).into_owned();
        match self.tree.get(place)?.subject {
            Subject::Entity(entity) => {
                let address = self.tree.entity(entity)?.address.clone();
                let clients = self.tree.clients_of(&address);
                let name = name(&address);
                address.is_valid().then(|| Start { place, name, roots: iter::once(address).chain(clients).collect() })
            }
            Subject::Folder(_) => {
                let children = self.tree.children(place).iter();
                let contacts = children.filter_map(|child| self.address_at(*child));
                let with_clients = contacts.flat_map(|contact| {
                    let clients = self.tree.clients_of(&contact);
                    iter::once(contact).chain(clients)
                });
                let roots: Vec<_> = with_clients.collect();
                (!roots.is_empty()).then(|| Start { place, name: "all contacts".to_owned(), roots })
            }
            Subject::Item | Subject::More => None,
        }
    }

    /// Chooses a place where an entity stands.
    fn show_entity(&mut self, address: &Address) -> bool {
        let Some(place) = self.tree.number(address).and_then(|entity| self.tree.a_place_of(entity)) else {
            return false;
        };
        self.tree.uncover(place);
        self.select(place, true);
        true
    }
}

impl Explore {
    /// Takes in what happened to a crawl.
    pub(super) fn crawl_message(&mut self, message: Message) -> Action {
        let now = Instant::now();
        match message {
            Message::Wanted => {
                return match self.documents.active().and_then(|document| document.selected) {
                    Some(place) => self.expand_all(place),
                    None => self.tell("Choose the row first whose tree is to be expanded."),
                };
            }
            Message::Edited(field, text) => self.desk.form.edit(field, text),
            Message::ReachSwitched => self.desk.form.switch_reach(),
            Message::Stepped(is_forward) => return Action::Run(reach::next(is_forward)),
            Message::Started => return self.start_crawl(now),
            Message::Left => return self.leave_panel(),
            Message::PausedOrResumed => self.with_crawl(|crawl| {
                if let Some(run) = crawl.run_mut() {
                    run.pause_or_resume(now);
                }
            }),
            Message::Ended => {
                let had_focus = self.end_crawl(now);
                return self.run(if had_focus { operation::focus(TREE) } else { Task::none() });
            }
            Message::Outcome(event) => return self.outcome_event(&event),
            Message::Ticked => {}
        }
        for document in self.documents.lives_mut() {
            document.crawl_on(now);
        }
        self.run(Task::none())
    }

    /// Opens the panel for a row, unless it cannot be expanded now; says why then.
    pub(super) fn expand_all(&mut self, place: PlaceId) -> Action {
        let Some(document) = self.documents.active() else { return Action::None };
        let Some(live) = document.live() else {
            let has_session = self.documents.live().is_some();
            return self.tell(if has_session {
                "A snapshot is not asked, so it cannot be expanded further; the live tree can."
            } else {
                "A snapshot is not asked, so it cannot be expanded further; press “Connect…” below, log in, and expand \
                 the live tree."
            });
        };
        if let Stage::Running(run) = &live.crawl.stage {
            let words = format!(
                "{} is being expanded, and only one crawl runs at a time: wait for its end or cancel it first.",
                run.name()
            );
            return self.tell(words);
        }
        let Some(start) = document.crawl_start(place) else {
            return self.tell("This row is no entity that could be asked; choose another one to expand.");
        };
        self.desk.start = Some(start);
        self.run(panel::focus())
    }

    fn start_crawl(&mut self, now: Instant) -> Action {
        let Some(options) = self.desk.form.options() else { return Action::None };
        if let (Some(start), Some(document)) = (self.desk.start.take(), self.documents.live_mut()) {
            document.start_crawl(start, options, now);
        }
        self.run(operation::focus(TREE))
    }

    /// Closes the panel; the keyboard goes back to the tree.
    fn leave_panel(&mut self) -> Action {
        self.desk.start = None;
        Action::Run(operation::focus(TREE))
    }

    fn with_crawl(&mut self, change: impl FnOnce(&mut Crawl)) {
        if let Some(live) = self.documents.live_mut().and_then(Document::live_mut) {
            change(&mut live.crawl);
        }
    }

    /// Cancels the crawl that runs; else puts away what came of the last one, and tells whether there was something.
    fn end_crawl(&mut self, now: Instant) -> bool {
        let mut was_over = false;
        self.with_crawl(|crawl| match &mut crawl.stage {
            Stage::Running(run) => {
                run.cancel(now);
                crawl.settle(now);
            }
            Stage::Over(_) => {
                crawl.stage = Stage::Idle;
                was_over = true;
            }
            Stage::Idle => {}
        });
        was_over
    }

    fn outcome_event(&mut self, event: &tree::Event) -> Action {
        let Some(document) = self.documents.live_mut() else { return Action::None };
        let About::Live(live) = &mut document.about else { return Action::None };
        let Stage::Over(outcome) = &mut live.crawl.stage else { return Action::None };
        match *event {
            tree::Event::Select(index) => {
                outcome.chosen = Some(index);
                let address = outcome.address(index).cloned();
                if let Some(address) = address
                    && !document.show_entity(&address)
                {
                    return self.tell(format!("{address} does not stand in the tree any more."));
                }
            }
            tree::Event::Toggle(index)
            | tree::Event::Open(index)
            | tree::Event::Close(index)
            | tree::Event::Activate(index) => outcome.toggle(index),
            tree::Event::Copy(index) => {
                return outcome.copy(index).map_or(Action::None, |text| Action::Run(iced::clipboard::write(text)));
            }
            tree::Event::Context(..) | tree::Event::Visible(_) => return Action::None,
        }
        self.run(Task::none())
    }

    /// The clock of a crawl that has something to do even if nothing is heard.
    pub(super) fn crawl_clock(&self) -> Subscription<Message> {
        let lives = self.documents.lives().filter_map(Document::live);
        let wakes = lives.filter_map(|live| match &live.crawl.stage {
            Stage::Running(run) => run.wake(),
            Stage::Idle | Stage::Over(_) => None,
        });
        match wakes.min().map(|wake| wake.saturating_duration_since(Instant::now())) {
            None => Subscription::none(),
            Some(rest) if rest > LONG => iced::time::every(LONG).map(|_| Message::Ticked),
            Some(_) => iced::time::every(TICK).map(|_| Message::Ticked),
        }
    }
}

impl Desk {
    /// Where the crawl begins whose panel is open, if one is.
    pub fn panel(&self) -> Option<(&Start, &Form)> {
        Some((self.start.as_ref()?, &self.form))
    }

    /// Closes the panel.
    pub fn close(&mut self) {
        self.start = None;
    }
}
