//! Two entities held against each other, line by line, for whoever counts the differences or shows them.

use std::sync::Arc;

use super::{
    Mark,
    line::{Heading, Value},
    options::{Aspect, Options},
};
use crate::disco::{
    finding::{self, Finding},
    reply::{Extra, Info, Items, Refusal},
    state::{Entity, Facts, Kind, State},
    xml::Unreadable,
};

mod facts;
mod findings;
mod form;
mod info;
mod items;
mod list;
mod refusal;
mod state;

pub use state::is_known;

/// What takes lines in.
pub trait Sink {
    /// Whether lines that are the same are wanted, too, and findings.
    const WANTS_ALL: bool;

    /// Begins a group.
    fn group(&mut self, kind: Kind, heading: Heading, name: Option<&Arc<str>>);

    /// Adds a line to the group; its values are made only where they are kept.
    fn line(&mut self, mark: Mark, values: impl FnOnce() -> Values);

    /// Says that both sides know the end of a question, so that it could be compared.
    fn compared(&mut self);

    /// How many lines differ by now, those of findings left out.
    fn differences(&self) -> usize;
}

/// What a line says: of what, and each side's value.
pub type Values = (Arc<str>, Option<Value>, Option<Value>);

/// What the lines are marked with that one side alone has.
#[derive(Clone, Copy)]
struct Marks {
    left: Mark,
    right: Mark,
}

impl Marks {
    const BOTH: Self = Self { left: Mark::Removed, right: Mark::Added };
    const UNKNOWN: Self = Self { left: Mark::Unknown, right: Mark::Unknown };

    fn all(mark: Mark) -> Self {
        Self { left: mark, right: mark }
    }

    /// Whether both sides are known.
    fn are_of_two(self) -> bool {
        self.left == Mark::Removed && self.right == Mark::Added
    }
}

/// A line's mark: that of the one side that has it, else whether it is the same on both.
fn mark_of<T: Copy>(left: Option<T>, right: Option<T>, marks: Marks, is_same: impl FnOnce(T, T) -> bool) -> Mark {
    match (left, right) {
        (Some(left), Some(right)) if !is_same(left, right) => Mark::Changed,
        (Some(_), None) => marks.left,
        (None, Some(_)) => marks.right,
        (Some(_), Some(_)) | (None, None) => Mark::Same,
    }
}

/// The questions of two entities; an entity that one side lacks altogether has all its lines marked `alone`.
pub fn compare(left: Option<&Entity>, right: Option<&Entity>, alone: Mark, options: &Options, sink: &mut impl Sink) {
    let alone = (left.is_none() || right.is_none()).then_some(alone);
    let found = Found::of(left, right, sink);
    let info = Question { kind: Kind::Info, alone, options };
    let states = (left.map(|entity| &entity.info), right.map(|entity| &entity.info));
    let (ours, theirs) = (found.left.info.as_slice(), found.right.info.as_slice());
    info.compare(states, (ours, theirs), Info::eq, info::compare, sink);
    let items = Question { kind: Kind::Items, alone, options };
    let states = (left.map(|entity| &entity.items), right.map(|entity| &entity.items));
    let (ours, theirs) = (found.left.items.as_slice(), found.right.items.as_slice());
    let is_equal = |one: &Items, other: &Items| one == other && items::is_equal(&one.items, &other.items, options);
    items.compare(states, (ours, theirs), is_equal, items::compare, sink);
    for kind in [Kind::Version, Kind::Time, Kind::LastActivity, Kind::ItemCount] {
        let aspect = match kind {
            Kind::Time | Kind::LastActivity => Some(Aspect::Times),
            Kind::ItemCount => Some(Aspect::Counts),
            _ => None,
        };
        if aspect.is_some_and(|aspect| options.ignores(aspect)) {
            continue;
        }
        let states = [left, right].map(|entity| entity.and_then(|entity| entity.besides.get(&kind)));
        let [left, right] = states;
        Question { kind, alone, options }.compare((left, right), (&[], &[]), Facts::eq, facts::compare, sink);
    }
}

/// The findings of both sides, where they are wanted.
struct Found {
    left: finding::EntityFindings,
    right: finding::EntityFindings,
}

impl Found {
    fn of<S: Sink>(left: Option<&Entity>, right: Option<&Entity>, _: &S) -> Self {
        let of = |entity: Option<&Entity>| entity.filter(|_| S::WANTS_ALL).map(finding::of_entity).unwrap_or_default();
        Self { left: of(left), right: of(right) }
    }
}

/// One question, asked of both.
struct Question<'a> {
    kind: Kind,
    /// The mark of every line where one side has no such entity at all.
    alone: Option<Mark>,
    options: &'a Options,
}

impl Question<'_> {
    fn compare<T, S: Sink>(
        &self,
        (left, right): (Option<&State<T>>, Option<&State<T>>),
        findings: (&[Finding], &[Finding]),
        is_equal: impl Fn(&T, &T) -> bool,
        body: impl Fn(Option<&T>, Option<&T>, &Lines<'_>, &mut S),
        sink: &mut S,
    ) {
        let left = left.map_or(&State::NotAsked, State::known);
        let right = right.map_or(&State::NotAsked, State::known);
        let (is_left_known, is_right_known) = (state::is_known(left), state::is_known(right));
        if state::is_silent(left) && state::is_silent(right) {
            return;
        }
        if is_left_known && is_right_known {
            sink.compared();
        }
        if let (State::Answered(left), State::Answered(right)) = (left, right)
            && !S::WANTS_ALL
            && is_equal(&left.body, &right.body)
        {
            return;
        }
        let marks = match self.alone {
            Some(alone) => Marks::all(alone),
            None if is_left_known && is_right_known => Marks::BOTH,
            None => Marks::UNKNOWN,
        };
        let before = sink.differences();
        let has_stanzas = state::has_stanza(left) && state::has_stanza(right);
        let lines = Lines { kind: self.kind, marks, has_stanzas, options: self.options };
        sink.group(self.kind, Heading::State, None);
        state::compare(left, right, &lines, sink);
        let refusals = (refusal_of(left), refusal_of(right));
        refusal::compare(refusals.0, refusals.1, &lines, sink);
        let answers = (left.answer(), right.answer());
        // Where a refusal stands against an answer, nobody can tell what the one who refused would have said.
        let is_one_sided = answers.0.is_some() != answers.1.is_some();
        let marks = if self.alone.is_none() && is_one_sided { Marks::UNKNOWN } else { marks };
        let lines = Lines { marks, ..lines };
        body(answers.0, answers.1, &lines, sink);
        if S::WANTS_ALL {
            let differs = self.alone.is_some() || sink.differences() > before;
            findings::compare(findings.0, findings.1, differs, &lines, sink);
        }
    }
}

/// What the lines of a question have in common.
struct Lines<'a> {
    kind: Kind,
    marks: Marks,
    /// Whether no reply was kept without its stanza, which alone tells what is wrong with its frame.
    has_stanzas: bool,
    options: &'a Options,
}

impl Lines<'_> {
    /// A line of one text on each side, left out where neither has it; what is of an ignored aspect does not differ.
    fn text<S: Sink>(
        &self,
        what: &str,
        (left, right): (Option<&Arc<str>>, Option<&Arc<str>>),
        aspect: Option<Aspect>,
        is_same: impl FnOnce(&str, &str) -> bool,
        sink: &mut S,
    ) {
        if left.is_none() && right.is_none() {
            return;
        }
        let mark = mark_of(left, right, self.marks, |left, right| is_same(left, right));
        let mark = aspect.map_or(mark, |aspect| self.unless_ignored(aspect, mark));
        let value = |text: &Arc<str>| Value::Text(text.clone());
        sink.line(mark, || (what.into(), left.map(value), right.map(value)));
    }

    /// A line of words for people.
    fn words<S: Sink>(&self, what: &str, left: Option<&Arc<str>>, right: Option<&Arc<str>>, sink: &mut S) {
        self.text(what, (left, right), Some(Aspect::Words), |left, right| self.same_text(left, right), sink);
    }

    /// The mark of something that both sides could have, unless it is left out.
    fn unless_ignored(&self, aspect: Aspect, mark: Mark) -> Mark {
        let is_left_out = self.options.ignores(aspect) && self.marks.are_of_two();
        if is_left_out && mark.differs() { Mark::Same } else { mark }
    }

    fn same_text(&self, left: &str, right: &str) -> bool {
        self.options.mapping.same_text(left, right)
    }

    /// Elements that the protocol does not foresee.
    fn extras<S: Sink>(&self, left: &[Extra], right: &[Extra], sink: &mut S) {
        if self.options.ignores(Aspect::Extras) {
            return;
        }
        sink.group(self.kind, Heading::Extras, None);
        let xml = |extras: &[Extra]| extras.iter().map(|extra| extra.xml.clone()).collect::<Vec<_>>();
        list::texts(&xml(left), &xml(right), "", self, sink);
    }
}

fn refusal_of<T>(state: &State<T>) -> Option<&Refusal> {
    match state {
        State::Refused(reply) => Some(&reply.body),
        _ => None,
    }
}

fn unreadable_of<T>(state: &State<T>) -> Option<&Unreadable> {
    match state {
        State::Unreadable(reply) => Some(&reply.body),
        _ => None,
    }
}
