//! One entity side by side: what each side says, line by line.

use std::{borrow::Cow, collections::HashSet};

use super::lines::mark;
use crate::{
    app::{
        icon::Icon,
        widget::tree::{Mark, Row, Rows, Weight},
    },
    snapshot::compare::{Group, Line, Value},
};

/// The lines that are shown.
#[derive(Debug, Default)]
pub struct Pairs {
    rows: Vec<Pair>,
}

#[derive(Debug)]
enum Pair {
    Heading {
        title: String,
        differing: usize,
    },
    /// Its values become text when it is seen: there may be many.
    Line(Line),
}

impl Pairs {
    /// The lines of these groups; without what is the same unless all of it is to be shown.
    pub fn of(groups: Vec<Group>, shows_all: bool) -> Self {
        let mut rows = Vec::new();
        let mut seen = HashSet::new();
        for group in groups {
            let differing = group.lines.iter().filter(|line| line.mark.differs()).count();
            if !shows_all && differing == 0 || group.lines.is_empty() {
                continue;
            }
            let title = match &group.name {
                Some(name) => format!("{} {name}", group.title()),
                None => group.title().to_owned(),
            };
            if seen.insert(title.clone()) || differing > 0 {
                rows.push(Pair::Heading { title, differing });
            }
            let lines = group.lines.into_iter().filter(|line| shows_all || line.mark.differs());
            rows.extend(lines.map(Pair::Line));
        }
        Self { rows }
    }

    /// The row at an index as text.
    pub fn copy(&self, index: usize) -> Option<String> {
        Some(match self.rows.get(index)? {
            Pair::Heading { title, .. } => title.clone(),
            Pair::Line(Line { what, left, right, .. }) => {
                let [left, right] = [left, right].map(|value| text(value.as_ref()));
                if what.is_empty() { format!("{left}\t{right}") } else { format!("{what}\t{left}\t{right}") }
            }
        })
    }
}

fn text(value: Option<&Value>) -> String {
    value.map(ToString::to_string).unwrap_or_default()
}

impl Rows for Pairs {
    fn len(&self) -> usize {
        self.rows.len()
    }

    fn row(&self, index: usize) -> Row<'_> {
        match self.rows.get(index) {
            None => Row::new(0, ""),
            Some(Pair::Heading { title, differing }) => {
                let word = match differing {
                    0 => Cow::Borrowed(""),
                    1 => Cow::Borrowed("1 difference"),
                    count => Cow::Owned(format!("{count} differences")),
                };
                Row { icon: None, weight: Weight::Heading, word, ..Row::new(0, title.as_str()) }
            }
            Some(Pair::Line(line)) => {
                let mark = mark(line.mark);
                Row {
                    icon: Some(icon(mark)),
                    weight: Weight::Detail,
                    wire: text(line.left.as_ref()).into(),
                    beside: Some(text(line.right.as_ref()).into()),
                    mark,
                    ..Row::new(1, &*line.what)
                }
            }
        }
    }

    fn key(&self, index: usize) -> u64 {
        u64::try_from(index).unwrap_or(u64::MAX)
    }

    fn index_of(&self, key: u64) -> Option<usize> {
        usize::try_from(key).ok().filter(|index| *index < self.len())
    }

    fn depth(&self, index: usize) -> u16 {
        u16::from(matches!(self.rows.get(index), Some(Pair::Line(_))))
    }

    fn column_share(&self) -> f32 {
        0.24
    }
}

fn icon(mark: Mark) -> Icon {
    match mark {
        Mark::Added => Icon::Add,
        Mark::Removed => Icon::Removed,
        Mark::Changed => Icon::Changed,
        Mark::Unsure => Icon::NotKnownYet,
        _ => Icon::Same,
    }
}
