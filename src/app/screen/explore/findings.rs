//! The findings of the chosen entity as rows: what is wrong, and below it the rule and what exactly.

use super::wrong::severity;
use crate::{
    app::{
        icon::Icon,
        widget::tree::{Badge, Row, Rows, Weight},
    },
    disco::{
        finding::{self, EntityFindings, Finding, Severity},
        reply::At,
        state::{Entity, Kind},
    },
};

/// Everything that is wrong with an entity.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    all: Vec<(Kind, Finding)>,
    /// In the order of the lines: of a list that is wrong everywhere a table of hashes takes longer than a frame.
    marks: Vec<(Line, Badge)>,
}

/// A line of a reply, in an order in which it can be looked up.
type Line = (Kind, (u8, usize, usize));

impl Findings {
    /// The findings of an entity, those that no reply shows by itself among them.
    pub fn of(entity: &Entity, strays: &[Finding]) -> Self {
        let EntityFindings { info, items } = finding::of_entity(entity);
        let info = info.into_iter().chain(strays.iter().cloned()).map(|finding| (Kind::Info, finding));
        let all: Vec<_> = info.chain(items.into_iter().map(|finding| (Kind::Items, finding))).collect();
        let mark = |(kind, finding): &(Kind, Finding)| {
            ((*kind, finding::position(finding.at)), Badge { count: 1, severity: severity(finding.severity) })
        };
        let mut marks: Vec<(Line, Badge)> = all.iter().map(mark).collect();
        marks.sort_by_key(|(line, _)| *line);
        marks.dedup_by(|(line, badge), (before, sum)| {
            if line != before {
                return false;
            }
            sum.count += badge.count;
            sum.severity = sum.severity.max(badge.severity);
            true
        });
        Self { all, marks }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.all.len()
    }

    /// The mark of a line of a reply.
    pub fn mark(&self, kind: Kind, at: At) -> Option<Badge> {
        let index = self.marks.binary_search_by_key(&(kind, finding::position(at)), |(line, _)| *line).ok()?;
        self.marks.get(index).map(|(_, badge)| *badge)
    }

    /// The line of which reply a row is about.
    pub fn target(&self, row: usize) -> Option<(Kind, At)> {
        self.all.get(row / 2).map(|(kind, finding)| (*kind, finding.at))
    }

    /// A row as text to copy.
    pub fn copy(&self, row: usize) -> Option<String> {
        let (_, Finding { rule, detail, .. }) = self.all.get(row / 2)?;
        Some(format!("{}: {detail} ({}, {})", rule.id(), rule.explanation(), rule.clause()))
    }
}

impl Rows for Findings {
    fn len(&self) -> usize {
        self.all.len() * 2
    }

    fn row(&self, index: usize) -> Row<'_> {
        let Some((_, finding)) = self.all.get(index / 2) else { return Row::new(0, "") };
        if index % 2 == 1 {
            let wire = (&*finding.detail).into();
            return Row { icon: None, weight: Weight::Detail, wire, ..Row::new(1, finding.rule.id()) };
        }
        let icon = match finding.severity {
            Severity::Note => Icon::Note,
            Severity::Warning => Icon::Warning,
            Severity::Error => Icon::Error,
        };
        Row {
            icon: Some(icon),
            severity: Some(severity(finding.severity)),
            word: finding.rule.clause().into(),
            ..Row::new(0, finding.rule.explanation())
        }
    }

    fn key(&self, index: usize) -> u64 {
        u64::try_from(index).unwrap_or(u64::MAX)
    }

    fn index_of(&self, key: u64) -> Option<usize> {
        usize::try_from(key).ok().filter(|index| *index < self.len())
    }

    fn depth(&self, index: usize) -> u16 {
        u16::from(index % 2 == 1)
    }
}
