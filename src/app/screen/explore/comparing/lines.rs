//! The tree of a comparison: every entity that either side asked, with what became of it.

use std::{borrow::Cow, collections::HashSet, sync::Arc};

use super::Made;
use crate::{
    app::{
        screen::explore::places,
        widget::tree::{Expander, Mark, Row, Rows},
    },
    disco::state::Entity,
    snapshot::compare::{self, EntityChange},
};

/// The lines that are shown.
#[derive(Debug)]
pub struct Lines {
    made: Arc<Made>,
    shows_all: bool,
    closed: HashSet<usize>,
    /// The numbers of the lines, in their order.
    shown: Vec<usize>,
}

impl Lines {
    /// The lines of a comparison; without what is the same unless all of it is to be shown.
    pub fn new(made: Arc<Made>, shows_all: bool) -> Self {
        let mut lines = Self { made, shows_all, closed: HashSet::new(), shown: Vec::new() };
        lines.fill();
        lines
    }

    /// Shows what is the same, too, or no more.
    pub fn show_all(&mut self, shows_all: bool) {
        self.shows_all = shows_all;
        self.fill();
    }

    /// The number of the line at an index.
    pub fn line(&self, index: usize) -> Option<usize> {
        self.shown.get(index).copied()
    }

    /// Where a line stands, if it is shown.
    pub fn position(&self, line: usize) -> Option<usize> {
        self.shown.binary_search(&line).ok()
    }

    /// Opens or closes the line at an index.
    pub fn toggle(&mut self, index: usize) {
        let is_closed = self.line(index).is_some_and(|line| self.closed.contains(&line));
        self.open(index, is_closed);
    }

    /// Opens the line at an index, or closes it.
    pub fn open(&mut self, index: usize, is_open: bool) {
        let Some(line) = self.line(index) else { return };
        let _ = if is_open { self.closed.remove(&line) } else { self.closed.insert(line) };
        self.fill();
    }

    /// Opens everything above a line.
    pub fn uncover(&mut self, line: usize) {
        let mut above = self.change(line).and_then(|change| change.parent);
        while let Some(parent) = above {
            let _ = self.closed.remove(&parent);
            above = self.change(parent).and_then(|change| change.parent);
        }
        self.fill();
    }

    /// The line at an index as text.
    pub fn copy(&self, index: usize) -> Option<String> {
        let change = self.change(self.line(index)?)?;
        Some(change.entity()?.address.to_string())
    }

    fn change(&self, line: usize) -> Option<&EntityChange> {
        self.made.comparison.changes.get(line)
    }

    fn fill(&mut self) {
        let comparison = &self.made.comparison;
        self.shown.clear();
        let mut next = 0;
        while let Some(change) = comparison.changes.get(next) {
            let line = next;
            let is_wanted = self.shows_all || change.mark.differs() || change.changes_below > 0;
            if is_wanted {
                self.shown.push(line);
            }
            next = if self.closed.contains(&line) || !is_wanted { comparison.end_of(line) } else { line + 1 };
        }
    }

    fn has_below(&self, line: usize) -> bool {
        let Some(change) = self.change(line) else { return false };
        let next = self.change(line + 1).is_some_and(|next| next.depth > change.depth);
        next && (self.shows_all || change.changes_below > 0)
    }
}

impl Rows for Lines {
    fn len(&self) -> usize {
        self.shown.len()
    }

    fn row(&self, index: usize) -> Row<'_> {
        let Some((line, change)) = self.line(index).and_then(|line| Some((line, self.change(line)?))) else {
            return Row::new(0, "");
        };
        let Some(entity) = change.entity() else { return Row::new(change.depth, "") };
        // What a list further down calls the root is no name for it here.
        let named = change.named.as_deref().filter(|name| !name.is_empty() && change.depth > 0);
        let wire = match &entity.address.node {
            Some(node) => Cow::Owned(format!("{} · {node}", entity.address.jid)),
            None => Cow::Borrowed(&*entity.address.jid),
        };
        let (title, wire) = match named.or_else(|| own_name(entity)) {
            Some(name) => (Cow::Borrowed(name), wire),
            None => (wire, Cow::Borrowed("")),
        };
        let is_closed = self.closed.contains(&line);
        let expander = match (self.has_below(line), is_closed) {
            (false, _) => Expander::None,
            (true, true) => Expander::Closed,
            (true, false) => Expander::Open,
        };
        Row {
            expander,
            icon: Some(places::icon(entity)),
            wire,
            mark: mark(change.mark),
            word: word(change, is_closed).into(),
            is_dimmed: !change.mark.differs(),
            ..Row::new(change.depth, title)
        }
    }

    fn key(&self, index: usize) -> u64 {
        self.line(index).and_then(|line| u64::try_from(line).ok()).unwrap_or(u64::MAX)
    }

    fn index_of(&self, key: u64) -> Option<usize> {
        usize::try_from(key).ok().and_then(|line| self.position(line))
    }

    fn depth(&self, index: usize) -> u16 {
        self.line(index).and_then(|line| self.change(line)).map_or(0, |change| change.depth)
    }

    fn parent(&self, index: usize) -> Option<usize> {
        self.line(index).and_then(|line| self.change(line)?.parent).and_then(|parent| self.position(parent))
    }
}

fn own_name(entity: &Entity) -> Option<&str> {
    let names = entity.info.answer()?.identities.iter().filter_map(|identity| identity.name.as_deref());
    names.into_iter().find(|name| !name.is_empty())
}

/// The mark as the list draws it.
pub fn mark(mark: compare::Mark) -> Mark {
    match mark {
        compare::Mark::Same => Mark::Idle,
        compare::Mark::Changed => Mark::Changed,
        compare::Mark::Added => Mark::Added,
        compare::Mark::Removed => Mark::Removed,
        compare::Mark::Unknown => Mark::Unsure,
    }
}

fn word(change: &EntityChange, is_closed: bool) -> String {
    let own = match change.mark {
        compare::Mark::Same => String::new(),
        compare::Mark::Changed if change.differences == 1 => "1 difference".to_owned(),
        compare::Mark::Changed => format!("{} differences", change.differences),
        compare::Mark::Added => "right only".to_owned(),
        compare::Mark::Removed => "left only".to_owned(),
        compare::Mark::Unknown if change.left.is_none() => "not asked on the left".to_owned(),
        compare::Mark::Unknown => "not asked on the right".to_owned(),
    };
    match (is_closed && change.changes_below > 0, own.is_empty()) {
        (false, _) => own,
        (true, true) => format!("{} below", change.changes_below),
        (true, false) => format!("{own}, {} below", change.changes_below),
    }
}
