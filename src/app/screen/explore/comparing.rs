//! Two trees, or two entities, held against each other: one tree with marks, and what differs side by side.

use std::sync::Arc;

use iced::{Task, clipboard};

use super::document::{DocumentId, content::Content};
use crate::{
    app::widget::tree,
    disco::state::Entity,
    snapshot::{
        Snapshot, Watch,
        compare::{self, Aspect, Comparison, Mapping, Options, Rule},
        watch::Cancelled,
    },
};

mod lines;
mod pairs;
mod view;

pub use view::{status, view};

use lines::Lines;
use pairs::Pairs;

/// A comparison beside the trees.
#[derive(Debug)]
pub struct Comparing {
    /// Its number among the documents.
    pub id: DocumentId,
    names: [String; 2],
    options: Options,
    /// What stands for what, as it is being written.
    rule: String,
    /// Whether what is the same is shown, too.
    shows_all: bool,
    phase: Phase,
    /// Which making is the newest; older ones that end later are dropped.
    turn: u64,
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
    suggested: Option<Rule>,
    lines: Lines,
    chosen: Option<usize>,
    pairs: Pairs,
    chosen_pair: Option<usize>,
}

/// What is held against what.
#[derive(Debug)]
pub enum Sides {
    /// Two trees as they are now.
    Trees(Box<[Content; 2]>),
    /// The same two once more.
    Again(Arc<Made>),
    /// Two entities.
    Entities([Arc<Entity>; 2]),
}

/// What was compared, and what came of it.
#[derive(Debug)]
pub struct Made {
    sources: Sources,
    comparison: Comparison,
}

#[derive(Clone, Debug)]
enum Sources {
    Trees([Arc<Snapshot>; 2]),
    Entities([Arc<Entity>; 2]),
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
            options: Options::default(),
            rule: String::new(),
            shows_all: false,
            phase: Phase::Stopped,
            turn: 0,
        };
        let task = comparing.make(sides);
        (comparing, task)
    }

    /// Its name on its tab.
    pub fn title(&self) -> String {
        let [left, right] = &self.names;
        format!("{left} ↔ {right}")
    }

    /// Whether it is being made.
    pub fn is_working(&self) -> bool {
        matches!(self.phase, Phase::Working(_))
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message) -> Action {
        match message {
            Message::Made { turn, made } if turn == self.turn => self.show(made),
            Message::Made { .. } => {}
            Message::Cancelled => {
                if let Phase::Working(watch) = &self.phase {
                    watch.cancel();
                }
            }
            Message::RuleEdited(rule) => self.rule = rule,
            Message::RuleGiven => return self.give_rule(),
            Message::SuggestionTaken => {
                if let Some(rule) = self.sheet().and_then(|sheet| sheet.suggested.clone()) {
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
                    sheet.choose(sheet.chosen, shows_all);
                }
            }
            Message::Stepped(is_forward) => return self.step(is_forward),
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

    fn show(&mut self, made: Result<Arc<Made>, Cancelled>) {
        let Ok(made) = made else {
            self.phase = Phase::Stopped;
            return;
        };
        let suggested = match &made.sources {
            Sources::Trees([left, right]) => {
                Options::suggested(left, right).filter(|_| self.options.mapping.is_empty())
            }
            Sources::Entities(_) => None,
        };
        let lines = Lines::new(made.clone(), self.shows_all);
        let mut sheet = Sheet { made, suggested, lines, chosen: None, pairs: Pairs::default(), chosen_pair: None };
        let first = sheet.made.comparison.next_change(None, true).or(Some(0));
        sheet.choose(first, self.shows_all);
        self.phase = Phase::Ready(Box::new(sheet));
    }

    /// Makes it, in another thread.
    fn make(&mut self, sides: Sides) -> Task<Message> {
        self.turn += 1;
        let (turn, options, watch) = (self.turn, self.options.clone(), Watch::default());
        self.phase = Phase::Working(watch.clone());
        let work = tokio::task::spawn_blocking(move || made(sides, options, &watch).map(Arc::new));
        Task::perform(work, move |made| Message::Made { turn, made: made.unwrap_or(Err(Cancelled)) })
    }

    fn again(&mut self) -> Action {
        match &self.phase {
            Phase::Ready(sheet) => {
                let sides = Sides::Again(sheet.made.clone());
                Action::Run(self.make(sides))
            }
            Phase::Working(_) | Phase::Stopped => Action::None,
        }
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
                sheet.choose(Some(line), shows_all);
                Action::None
            }
            None => Action::Tell("The two do not differ.".to_owned()),
        }
    }

    fn line_event(&mut self, event: &tree::Event) -> Action {
        let shows_all = self.shows_all;
        let Phase::Ready(sheet) = &mut self.phase else { return Action::None };
        match *event {
            tree::Event::Select(index) | tree::Event::Context(index, _) => {
                sheet.choose(sheet.lines.line(index), shows_all);
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
                return sheet.pairs.copy(index).map_or(Action::None, |text| Action::Run(clipboard::write(text)));
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
    fn choose(&mut self, line: Option<usize>, shows_all: bool) {
        if line != self.chosen {
            self.chosen_pair = None;
        }
        self.chosen = line;
        let groups = line.map(|line| self.made.comparison.groups(line)).unwrap_or_default();
        self.pairs = Pairs::of(groups, shows_all);
    }
}

fn made(sides: Sides, options: Options, watch: &Watch) -> Result<Made, Cancelled> {
    let sources = match sides {
        Sides::Trees(contents) => Sources::Trees(contents.map(|content| Arc::new(content.snapshot()))),
        Sides::Again(made) => made.sources.clone(),
        Sides::Entities(entities) => Sources::Entities(entities),
    };
    let comparison = match &sources {
        Sources::Trees([left, right]) => compare::compare(left, right, options, watch)?,
        Sources::Entities([left, right]) => {
            let mut options = options;
            // Who is held against somebody else stands for them, unless a rule says otherwise.
            if options.mapping.is_empty()
                && let Ok(rule) = Rule::new(&left.address.jid, &right.address.jid)
                && let Ok(mapping) = Mapping::new([rule])
            {
                options.mapping = mapping;
            }
            Comparison::of(compare::entities(left, right, &options), options)
        }
    };
    Ok(Made { sources, comparison })
}
