//! The JSON contract of a comparison (assets/compare.schema.json).

use serde::{Serialize, Serializer, ser::SerializeSeq};

use super::{Aspect, Comparison, EntityChange, Group, Line, Mark, Options, Side, Value};
use crate::{disco::state::Entity, snapshot::Origin};

/// A comparison as it is written. Entities are made one by one, so that writing takes no more memory than the largest.
#[derive(Serialize)]
pub struct Document<'a> {
    format: &'static str,
    version: u32,
    left: Source<'a>,
    right: Source<'a>,
    map: Vec<Mapped<'a>>,
    ignored: Vec<&'static str>,
    summary: Totals,
    entities: Entities<'a>,
}

#[derive(Serialize)]
struct Source<'a> {
    name: &'a str,
    taken_at: Option<String>,
    account: Option<&'a str>,
    server: Option<&'a str>,
}

#[derive(Serialize)]
struct Mapped<'a> {
    left: &'a str,
    right: &'a str,
}

#[derive(Serialize)]
struct Totals {
    same: usize,
    changed: usize,
    added: usize,
    removed: usize,
    unknown: usize,
    partial: usize,
}

struct Entities<'a> {
    changes: &'a [EntityChange],
    options: &'a Options,
    is_whole: bool,
}

#[derive(Serialize)]
struct EntityRecord<'a> {
    mark: &'static str,
    left: Option<Place<'a>>,
    right: Option<Place<'a>>,
    partial: bool,
    groups: Vec<GroupRecord<'a>>,
}

#[derive(Serialize)]
struct Place<'a> {
    jid: &'a str,
    node: Option<&'a str>,
}

#[derive(Serialize)]
struct GroupRecord<'a> {
    question: &'static str,
    heading: &'static str,
    name: Option<&'a str>,
    lines: Vec<LineRecord<'a>>,
}

#[derive(Serialize)]
struct LineRecord<'a> {
    mark: &'static str,
    what: &'a str,
    left: Option<ValueRecord<'a>>,
    right: Option<ValueRecord<'a>>,
}

#[derive(Serialize)]
struct ValueRecord<'a> {
    text: String,
    value: &'a Value,
}

impl<'a> Document<'a> {
    /// Two snapshots by name, and what became of them. Only what differs is written, or everything.
    pub fn new(
        (left, right): ((&'a str, &'a Origin), (&'a str, &'a Origin)),
        comparison: &'a Comparison,
        is_whole: bool,
    ) -> Self {
        let Comparison { changes, options, summary } = comparison;
        let rules = options.mapping.rules().iter();
        Self {
            format: "discoscope-comparison",
            version: 1,
            left: Source::new(left),
            right: Source::new(right),
            map: rules.map(|rule| Mapped { left: rule.side(Side::Left), right: rule.side(Side::Right) }).collect(),
            ignored: options.ignored.iter().copied().map(Aspect::word).collect(),
            summary: Totals {
                same: summary.same,
                changed: summary.changed,
                added: summary.added,
                removed: summary.removed,
                unknown: summary.unknown,
                partial: summary.partial,
            },
            entities: Entities { changes, options, is_whole },
        }
    }
}

impl<'a> Source<'a> {
    fn new((name, origin): (&'a str, &'a Origin)) -> Self {
        Self {
            name,
            taken_at: origin.taken_at.map(|at| format!("{at:.3}")),
            account: origin.account.as_deref(),
            server: origin.server.as_deref(),
        }
    }
}

impl Serialize for Entities<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(None)?;
        for change in self.changes.iter().filter(|change| self.is_whole || change.mark.differs()) {
            let groups = change.groups(self.options);
            list.serialize_element(&EntityRecord {
                mark: change.mark.word(),
                left: change.left.as_deref().map(place),
                right: change.right.as_deref().map(place),
                partial: change.is_partial,
                groups: groups.iter().filter_map(|group| self.group(group)).collect(),
            })?;
        }
        list.end()
    }
}

impl Entities<'_> {
    fn group<'g>(&self, group: &'g Group) -> Option<GroupRecord<'g>> {
        let lines = group.lines.iter().filter(|line| self.is_whole || line.mark != Mark::Same);
        let lines: Vec<_> = lines.map(line).collect();
        let name = group.name.as_deref();
        let (question, heading) = (group.kind.word(), group.heading.word());
        (!lines.is_empty()).then_some(GroupRecord { question, heading, name, lines })
    }
}

fn place(entity: &Entity) -> Place<'_> {
    Place { jid: &entity.address.jid, node: entity.address.node.as_deref() }
}

fn line(line: &Line) -> LineRecord<'_> {
    LineRecord {
        mark: line.mark.word(),
        what: &line.what,
        left: line.left.as_ref().map(side),
        right: line.right.as_ref().map(side),
    }
}

fn side(value: &Value) -> ValueRecord<'_> {
    ValueRecord { text: value.to_string(), value }
}
