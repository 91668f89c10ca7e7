//! What lines are taken in for: to be counted, or to be shown.

use std::sync::Arc;

use super::{
    Mark,
    detail::{self, Sink, Values},
    line::{Group, Heading, Line},
    options::Options,
};
use crate::disco::state::{Entity, Kind};

/// What a comparison of two entities comes to.
pub struct Weight {
    pub mark: Mark,
    pub differences: usize,
    pub is_partial: bool,
    pub headings: Headings,
}

/// A set of headings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Headings(u16);

impl Headings {
    /// Whether a heading is among them.
    pub fn has(self, heading: Heading) -> bool {
        self.0 & (1 << heading as u16) != 0
    }

    fn add(&mut self, heading: Heading) {
        self.0 |= 1 << heading as u16;
    }
}

/// Counts what differs between two entities.
pub fn of(left: &Arc<Entity>, right: &Arc<Entity>, options: &Options) -> Weight {
    let mut counter = Counter::default();
    if Arc::ptr_eq(left, right) && options.mapping.is_empty() {
        counter.is_compared = is_known(left);
    } else {
        detail::compare(Some(left), Some(right), Mark::Unknown, options, &mut counter);
    }
    let mark = match &counter {
        Counter { differences: 1.., .. } => Mark::Changed,
        Counter { is_compared: true, .. } => Mark::Same,
        _ => Mark::Unknown,
    };
    let is_partial = counter.has_unknown && mark != Mark::Unknown;
    Weight { mark, differences: counter.differences, is_partial, headings: counter.headings }
}

/// What is only on one side.
pub fn alone(mark: Mark) -> Weight {
    let differences = usize::from(mark.differs());
    Weight { mark, differences, is_partial: false, headings: Headings::default() }
}

fn is_known(entity: &Entity) -> bool {
    let besides = || entity.besides.values().any(detail::is_known);
    detail::is_known(&entity.info) || detail::is_known(&entity.items) || besides()
}

#[derive(Default)]
struct Counter {
    heading: Option<Heading>,
    headings: Headings,
    differences: usize,
    has_unknown: bool,
    is_compared: bool,
    is_main: bool,
}

impl Sink for Counter {
    const WANTS_ALL: bool = false;

    fn group(&mut self, kind: Kind, heading: Heading, _: Option<&Arc<str>>) {
        self.heading = Some(heading);
        self.is_main = matches!(kind, Kind::Info | Kind::Items);
    }

    fn line(&mut self, mark: Mark, _: impl FnOnce() -> Values) {
        if mark.differs() {
            self.differences += 1;
            self.heading.into_iter().for_each(|heading| self.headings.add(heading));
        }
        // What clients are asked besides is asked only when somebody looks at them.
        self.has_unknown |= mark == Mark::Unknown && self.is_main && self.heading == Some(Heading::State);
    }

    fn compared(&mut self) {
        self.is_compared = true;
    }

    fn differences(&self) -> usize {
        self.differences
    }
}

/// Takes lines in to show them.
#[derive(Default)]
pub struct Gathered {
    groups: Vec<Group>,
    differences: usize,
}

impl Gathered {
    /// The groups that have lines.
    pub fn groups(self) -> Vec<Group> {
        self.groups.into_iter().filter(|group| !group.lines.is_empty()).collect()
    }
}

impl Sink for Gathered {
    const WANTS_ALL: bool = true;

    fn group(&mut self, kind: Kind, heading: Heading, name: Option<&Arc<str>>) {
        self.groups.push(Group { kind, heading, name: name.cloned(), lines: Vec::new() });
    }

    fn line(&mut self, mark: Mark, values: impl FnOnce() -> Values) {
        let Some(group) = self.groups.last_mut() else { return };
        self.differences += usize::from(mark.differs() && group.heading != Heading::Findings);
        let (what, left, right) = values();
        group.lines.push(Line { what, left, right, mark });
    }

    fn compared(&mut self) {}

    fn differences(&self) -> usize {
        self.differences
    }
}
