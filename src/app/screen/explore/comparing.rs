//! Two trees, or two entities, held against each other: one tree with marks, and what differs side by side.

use std::{
    sync::{Arc, LazyLock},
    time::{Duration, Instant},
};

use iced::{Task, clipboard};

use super::{
    document::{DocumentId, content::Content},
    history::History,
};
use crate::{
    app::widget::tree,
    snapshot::{
        Watch,
        compare::{Aspect, Mapping, Options, Rule},
        watch::Cancelled,
    },
};

mod lines;
mod made;
mod pairs;
mod view;

pub use view::{status, view};

pub use made::{Made, Sides};

use lines::Lines;
use made::{Maker, Sources, made};
use pairs::Pairs;

/// A comparison beside the trees.
#[derive(Debug)]
pub struct Comparing {
    /// Its number among the documents.
    pub id: DocumentId,
    names: [String; 2],
    sources: Sources,
    options: Options,
    /// What stands for what, as it is being written.
    rule: String,
    /// Whether what is the same is shown, too.
    shows_all: bool,
    phase: Phase,
    /// Which making is the newest; older ones that end later are dropped.
    turn: u64,
    /// The lines that were looked at; made anew, they are others.
    history: History<usize>,
}

#[derive(Debug)]
enum Phase {
    /// It is being made.
    Working(Watch),
    /// It is there.
    Ready(Box<Sheet>),
    /// Somebody stopped it.
    Stopped,
}

#[derive(Debug)]
struct Sheet {
    made: Arc<Made>,
    lines: Lines,
    chosen: Option<usize>,
    details: Details,
    chosen_pair: Option<usize>,
}

/// What differs in the chosen line. Of two entities with many items it takes time, so it is made in another thread;
/// until then what was there stays.
#[derive(Debug, Default)]
struct Details {
    pairs: Arc<Pairs>,
    /// What the pairs are of.
    shown: Option<Wanted>,
    wanted: Option<Wanted>,
    /// Since when it is being made; one at a time.
    since: Option<Instant>,
}

/// Of which line, and whether with what is the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    line: usize,
    shows_all: bool,
}

/// The lists, from left to right.
pub const PANES: [&str; 2] = ["compared", "pairs"];
/// What is over sooner is not shown.
const SHORT: Duration = Duration::from_millis(200);

impl From<Sides> for Sources {
    fn from(sides: Sides) -> Self {
        match sides {
            Sides::Trees(contents) => {
                let maker: Maker = Box::new(move || contents.map(Content::snapshot));
                Self::Trees(Arc::new(LazyLock::new(maker)))
            }
            Sides::Entities(entities) => Self::Entities(entities),
        }
    }
}

/// What happened.
#[derive(Clone, Debug)]
pub enum Message {
    /// The comparison is made, or was stopped.
    Made {
        /// Which making.
        turn: u64,
        /// What came of it.
        made: Result<Arc<Made>, Cancelled>,
    },
    /// What differs in a line is there.
    Detailed {
        /// Of which making.
        turn: u64,
        /// What it is of.
        wanted: Wanted,
        /// What differs.
        pairs: Arc<Pairs>,
    },
    /// It is to be made anew.
    Again,
    /// Something in the tree.
    Line(tree::Event),
    /// Something in the details.
    Pair(tree::Event),
    /// What is the same is to be shown, or not.
    ShowAll(bool),
    /// The rule was edited.
    RuleEdited(String),
    /// The rule holds from now on.
    RuleGiven,
    /// The rule that was suggested holds from now on.
    SuggestionTaken,
    /// Something is to be left out, or not.
    Ignored(Aspect, bool),
    /// The next difference, or the one before.
    Stepped(bool),
    /// What was looked at before, or after.
    Walked(bool),
    /// It is to be stopped.
    Cancelled,
}

/// What the comparison wants of its screen.
pub enum Action {
    /// Nothing.
    None,
    /// To run a task.
    Run(Task<Message>),
    /// To tell something.
    Tell(String),
}

impl Comparing {
    /// A comparison that is being made from now on.
    pub fn new(id: DocumentId, names: [String; 2], sides: Sides) -> (Self, Task<Message>) {
        let mut comparing = Self {
            id,
            names,
            sources: sides.into(),
            options: Options::default(),
            rule: String::new(),
            shows_all: false,
            phase: Phase::Stopped,
            turn: 0,
            history: History::default(),
        };
        let task = comparing.make();
        (comparing, task)
    }

    /// Its name on its tab.
    pub fn title(&self) -> String {
        let [left, right] = &self.names;
        format!("{left} ↔ {right}")
    }

    /// Whether it is being made, or a part of it.
    pub fn is_working(&self) -> bool {
        match &self.phase {
            Phase::Working(_) => true,
            Phase::Ready(sheet) => sheet.details.since.is_some(),
            Phase::Stopped => false,
        }
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message) -> Action {
        match message {
            Message::Made { turn, made } if turn == self.turn => return self.show(made),
            Message::Detailed { turn, wanted, pairs } if turn == self.turn => {
                let Phase::Ready(sheet) = &mut self.phase else { return Action::None };
                return sheet.detailed(turn, wanted, pairs);
            }
            Message::Made { .. } | Message::Detailed { .. } => {}
            Message::Again => return self.again(),
            Message::Cancelled => {
                if let Phase::Working(watch) = &self.phase {
                    watch.cancel();
                    // What was done all the same when it was stopped is not shown.
                    self.turn += 1;
                    self.phase = Phase::Stopped;
                }
            }
            Message::RuleEdited(rule) => self.rule = rule,
            Message::RuleGiven => return self.give_rule(),
            Message::SuggestionTaken => {
                if let Some(rule) = self.sheet().and_then(|sheet| sheet.made.suggested.clone()) {
                    self.rule = rule.to_string();
                    return self.give_rule();
                }
            }
            Message::Ignored(aspect, is_ignored) => {
                let _ =
                    if is_ignored { self.options.ignored.insert(aspect) } else { self.options.ignored.remove(&aspect) };
                return self.again();
            }
            Message::ShowAll(shows_all) => {
                self.shows_all = shows_all;
                if let Phase::Ready(sheet) = &mut self.phase {
                    sheet.lines.show_all(shows_all);
                    return sheet.choose(self.turn, sheet.chosen, shows_all);
                }
            }
            Message::Stepped(is_forward) => return self.step(is_forward),
            Message::Walked(is_forward) => return self.walk(is_forward),
            Message::Line(event) => return self.line_event(&event),
            Message::Pair(event) => return self.pair_event(&event),
        }
        Action::None
    }

    fn sheet(&self) -> Option<&Sheet> {
        match &self.phase {
            Phase::Ready(sheet) => Some(sheet),
            Phase::Working(_) | Phase::Stopped => None,
        }
    }

    fn show(&mut self, made: Result<Arc<Made>, Cancelled>) -> Action {
        let Ok(made) = made else {
            self.phase = Phase::Stopped;
            return Action::None;
        };
        self.history.clear();
        let lines = Lines::new(made.clone(), self.shows_all);
        let mut sheet = Sheet { made, lines, chosen: None, details: Details::default(), chosen_pair: None };
        let first = sheet.made.comparison.next_change(None, true).or(Some(0));
        let action = sheet.choose(self.turn, first, self.shows_all);
        self.phase = Phase::Ready(Box::new(sheet));
        action
    }

    /// Makes it, in another thread.
    fn make(&mut self) -> Task<Message> {
        self.turn += 1;
        let sources = self.sources.clone();
        let (turn, options, watch) = (self.turn, self.options.clone(), Watch::default());
        self.phase = Phase::Working(watch.clone());
        let work = tokio::task::spawn_blocking(move || made(&sources, options, &watch).map(Arc::new));
        Task::perform(work, move |made| Message::Made { turn, made: made.unwrap_or(Err(Cancelled)) })
    }

    fn again(&mut self) -> Action {
        if let Phase::Working(watch) = &self.phase {
            watch.cancel();
        }
        Action::Run(self.make())
    }

    fn give_rule(&mut self) -> Action {
        let wanted = self.rule.trim();
        let rules =
            if wanted.is_empty() { Ok(Vec::new()) } else { wanted.split_whitespace().map(str::parse).collect() };
        let mapping = rules.map_err(|error: <Rule as std::str::FromStr>::Err| error.to_string());
        match mapping.and_then(|rules: Vec<Rule>| Mapping::new(rules).map_err(|error| error.to_string())) {
            Ok(mapping) => {
                self.options.mapping = mapping;
                self.again()
            }
            Err(words) => Action::Tell(words),
        }
    }

    fn step(&mut self, is_forward: bool) -> Action {
        let shows_all = self.shows_all;
        let Phase::Ready(sheet) = &mut self.phase else { return Action::None };
        match sheet.made.comparison.next_change(sheet.chosen, is_forward) {
            Some(line) => {
                sheet.lines.uncover(line);
                self.history.leave_for(sheet.chosen, Some(&line));
                sheet.choose(self.turn, Some(line), shows_all)
            }
            None => Action::Tell("The two do not differ.".to_owned()),
        }
    }

    /// Whether there is a line to go back, or forward, to.
    pub fn has_way(&self, is_forward: bool) -> bool {
        self.sheet().is_some() && self.history.next(is_forward, |_| true).is_some()
    }

    /// Goes back to a line that was looked at, or forward again.
    fn walk(&mut self, is_forward: bool) -> Action {
        let shows_all = self.shows_all;
        let Phase::Ready(sheet) = &mut self.phase else { return Action::None };
        match self.history.step(is_forward, sheet.chosen, |_| true) {
            Some(line) => {
                sheet.lines.uncover(line);
                sheet.choose(self.turn, Some(line), shows_all)
            }
            None => Action::None,
        }
    }

    fn line_event(&mut self, event: &tree::Event) -> Action {
        let shows_all = self.shows_all;
        let Phase::Ready(sheet) = &mut self.phase else { return Action::None };
        match *event {
            tree::Event::Select(index) | tree::Event::Context(index, _) => {
                let line = sheet.lines.line(index);
                self.history.leave_for(sheet.chosen, line.as_ref());
                return sheet.choose(self.turn, line, shows_all);
            }
            tree::Event::Toggle(index) | tree::Event::Activate(index) => sheet.lines.toggle(index),
            tree::Event::Open(index) => sheet.lines.open(index, true),
            tree::Event::Close(index) => sheet.lines.open(index, false),
            tree::Event::Copy(index) => {
                return sheet.lines.copy(index).map_or(Action::None, |text| Action::Run(clipboard::write(text)));
            }
            tree::Event::Visible(_) => {}
        }
        Action::None
    }

    fn pair_event(&mut self, event: &tree::Event) -> Action {
        let Phase::Ready(sheet) = &mut self.phase else { return Action::None };
        match *event {
            tree::Event::Select(index) | tree::Event::Context(index, _) => sheet.chosen_pair = Some(index),
            tree::Event::Copy(index) => {
                return sheet
                    .details
                    .pairs
                    .copy(index)
                    .map_or(Action::None, |text| Action::Run(clipboard::write(text)));
            }
            tree::Event::Toggle(_)
            | tree::Event::Activate(_)
            | tree::Event::Open(_)
            | tree::Event::Close(_)
            | tree::Event::Visible(_) => {}
        }
        Action::None
    }
}

impl Sheet {
    fn choose(&mut self, turn: u64, line: Option<usize>, shows_all: bool) -> Action {
        self.chosen = line;
        let wanted = line.map(|line| Wanted { line, shows_all });
        if wanted == self.details.wanted {
            return Action::None;
        }
        self.details.wanted = wanted;
        self.detail(turn)
    }

    /// Makes what is wanted, unless something is being made: its end comes here again.
    fn detail(&mut self, turn: u64) -> Action {
        let details = &mut self.details;
        let Some(wanted) = details.wanted.filter(|_| details.since.is_none() && details.wanted != details.shown) else {
            return Action::None;
        };
        details.since = Some(Instant::now());
        let made = self.made.clone();
        let work = tokio::task::spawn_blocking(move || {
            Arc::new(Pairs::of(made.comparison.groups(wanted.line), wanted.shows_all))
        });
        let detailed = move |pairs: Result<_, _>| Message::Detailed { turn, wanted, pairs: pairs.unwrap_or_default() };
        Action::Run(Task::perform(work, detailed))
    }

    fn detailed(&mut self, turn: u64, made: Wanted, pairs: Arc<Pairs>) -> Action {
        let details = &mut self.details;
        details.since = None;
        if details.wanted == Some(made) {
            (details.pairs, details.shown) = (pairs, Some(made));
            self.chosen_pair = None;
        }
        self.detail(turn)
    }
}
