//! What came of a crawl, as lines: who was silent, who refused, whom a fence stopped; each leads to its entity.

use std::{collections::HashSet, fmt::Write as _, time::Duration};

use crate::{
    app::widget::tree::{Expander, Mark, Row, Rows, Weight},
    crawl::{Group, State, Summary},
    disco::{
        address::Address,
        state::{Kind, Question},
    },
};

/// What came of a crawl.
#[derive(Debug)]
pub struct Outcome {
    /// Whether it came to its end by itself.
    pub is_whole: bool,
    /// What was expanded, and how it ended.
    pub title: String,
    /// How many, how long.
    pub words: String,
    lines: Vec<Line>,
    shown: Vec<usize>,
    closed: HashSet<usize>,
    /// The chosen line.
    pub chosen: Option<usize>,
}

#[derive(Debug)]
enum Line {
    Heading { words: String, mark: Mark },
    Entity { address: Address, asked: String },
    More(usize),
}

/// So many of a kind are named.
const NAMED: usize = 200;
/// A longer list is closed at first.
const OPEN: usize = 20;

impl Outcome {
    /// What came of expanding what is called `name`.
    pub fn new(name: &str, summary: &Summary) -> Self {
        let title = match summary.state {
            State::Cancelled => format!("Expanding {name} was cancelled"),
            State::Running | State::Paused | State::Done => format!("Expanded {name}"),
        };
        let mut outcome = Self {
            is_whole: summary.state == State::Done,
            title,
            words: words(summary),
            lines: Vec::new(),
            shown: Vec::new(),
            closed: HashSet::new(),
            chosen: None,
        };
        let findings = &summary.findings;
        outcome.questions("No answer in time", &findings.silent, Mark::TimedOut);
        for (condition, group) in &findings.refused {
            outcome.questions(&format!("Refused, {condition}"), group, Mark::Refused);
        }
        outcome.questions("Replies that could not be read", &findings.unreadable, Mark::Unreadable);
        outcome.questions("Given up, because the connection went each time", &findings.cut_off, Mark::CutOff);
        outcome.addresses("Gave a part of the list only (XEP-0059)", &findings.in_part, Mark::Answered);
        for (fence, group) in &findings.stopped {
            outcome.addresses(&format!("Not asked, {}", fence.words()), group, Mark::Idle);
        }
        outcome.refold();
        outcome
    }

    /// How many lines there are, open or not.
    pub fn lines(&self) -> usize {
        self.lines.len()
    }

    /// The entity that a shown line names.
    pub fn address(&self, index: usize) -> Option<&Address> {
        match self.line(index)? {
            Line::Entity { address, .. } => Some(address),
            Line::Heading { .. } | Line::More(_) => None,
        }
    }

    /// Opens or closes the list below a shown heading.
    pub fn toggle(&mut self, index: usize) {
        let Some(line) = self.shown.get(index).copied() else { return };
        if !matches!(self.lines.get(line), Some(Line::Heading { .. })) {
            return;
        }
        if !self.closed.remove(&line) {
            let _ = self.closed.insert(line);
        }
        self.refold();
    }

    /// A shown line as text to copy.
    pub fn copy(&self, index: usize) -> Option<String> {
        Some(match self.line(index)? {
            Line::Heading { words, .. } => words.clone(),
            Line::Entity { address, .. } => address.to_string(),
            Line::More(count) => more(*count),
        })
    }

    /// An entity may have left two questions open; it is named once.
    fn questions(&mut self, title: &str, group: &Group<Question>, mark: Mark) {
        let mut entities: Vec<(Address, String)> = Vec::new();
        let mut named = 0;
        for question in &group.first {
            let known = entities.iter().rposition(|(address, _)| *address == question.address);
            if let Some((_, asked)) = known.and_then(|index| entities.get_mut(index)) {
                *asked = format!("{asked} and {}", asked_for(question.kind));
            } else if entities.len() < NAMED {
                entities.push((question.address.clone(), asked_for(question.kind).to_owned()));
            } else {
                break;
            }
            named += 1;
        }
        self.group(format!("{title}: {}", counted(group.count, "question")), entities, group.count - named, mark);
    }

    fn addresses(&mut self, title: &str, group: &Group<Address>, mark: Mark) {
        let entities: Vec<_> = group.first.iter().take(NAMED).map(|address| (address.clone(), String::new())).collect();
        let unnamed = group.count - entities.len();
        self.group(format!("{title}: {}", entities_counted(group.count)), entities, unnamed, mark);
    }

    fn group(&mut self, words: String, entities: Vec<(Address, String)>, unnamed: usize, mark: Mark) {
        if entities.is_empty() {
            return;
        }
        if entities.len() > OPEN {
            let _ = self.closed.insert(self.lines.len());
        }
        self.lines.push(Line::Heading { words, mark });
        let named = entities.into_iter().map(|(address, asked)| Line::Entity { address, asked });
        self.lines.extend(named);
        if unnamed > 0 {
            self.lines.push(Line::More(unnamed));
        }
    }

    fn line(&self, index: usize) -> Option<&Line> {
        self.shown.get(index).and_then(|line| self.lines.get(*line))
    }

    fn refold(&mut self) {
        let mut is_open = true;
        let mut shown = Vec::new();
        for (number, line) in self.lines.iter().enumerate() {
            if matches!(line, Line::Heading { .. }) {
                is_open = !self.closed.contains(&number);
                shown.push(number);
            } else if is_open {
                shown.push(number);
            }
        }
        self.shown = shown;
        self.chosen = self.chosen.filter(|chosen| *chosen < self.shown.len());
    }
}

impl Rows for Outcome {
    fn len(&self) -> usize {
        self.shown.len()
    }

    fn row(&self, index: usize) -> Row<'_> {
        match self.line(index) {
            Some(Line::Heading { words, mark }) => {
                let is_closed = self.shown.get(index).is_some_and(|line| self.closed.contains(line));
                let expander = if is_closed { Expander::Closed } else { Expander::Open };
                Row { expander, icon: None, mark: *mark, weight: Weight::Heading, ..Row::new(0, words.as_str()) }
            }
            Some(Line::Entity { address, asked }) => Row {
                icon: None,
                wire: address.node.as_deref().unwrap_or_default().into(),
                word: asked.as_str().into(),
                ..Row::new(1, &*address.jid)
            },
            Some(Line::More(count)) => Row { icon: None, is_dimmed: true, ..Row::new(1, more(*count)) },
            None => Row::new(0, ""),
        }
    }

    fn key(&self, index: usize) -> u64 {
        self.shown.get(index).and_then(|line| u64::try_from(*line).ok()).unwrap_or(u64::MAX)
    }

    fn index_of(&self, key: u64) -> Option<usize> {
        self.shown.binary_search(&usize::try_from(key).ok()?).ok()
    }

    fn depth(&self, index: usize) -> u16 {
        u16::from(!matches!(self.line(index), Some(Line::Heading { .. })))
    }
}

fn more(count: usize) -> String {
    format!("and {count} more")
}

fn asked_for(kind: Kind) -> &'static str {
    match kind {
        Kind::Info => "info",
        Kind::Items => "items",
        Kind::ItemCount => "count",
        Kind::Version => "version",
        Kind::Time => "time",
        Kind::LastActivity => "last activity",
    }
}

fn words(summary: &Summary) -> String {
    let Summary { counts, took, .. } = summary;
    let mut words = format!(
        "{} and {} in {}",
        entities_counted(counts.entities),
        counted(counts.asked, "question"),
        duration(*took)
    );
    for (count, word) in [
        (counts.answered, "answered"),
        (counts.refused, "refused"),
        (counts.silent, "silent"),
        (counts.unreadable, "unreadable"),
        (counts.cut_off, "cut off"),
        (counts.known, "known before"),
    ] {
        if count > 0 {
            let _ = write!(words, " · {count} {word}");
        }
    }
    words
}

/// A number of things.
pub fn counted(count: usize, word: &str) -> String {
    if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
}

fn entities_counted(count: usize) -> String {
    if count == 1 { "1 entity".to_owned() } else { format!("{count} entities") }
}

/// A time as people say it.
fn duration(took: Duration) -> String {
    let seconds = took.as_secs();
    match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
        (0, 0, _) => format!("{:.1} s", took.as_secs_f64()),
        (0, minutes, seconds) => format!("{minutes} min {seconds} s"),
        (hours, minutes, _) => format!("{hours} h {minutes} min"),
    }
}
