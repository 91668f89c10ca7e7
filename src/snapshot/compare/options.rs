//! What is compared and what is left out.

use std::{collections::BTreeSet, sync::Arc};

use super::mapping::{Mapping, Rule, Side};
use crate::{
    disco::{address::Address, state::Entity, tree::Named},
    snapshot::Snapshot,
};

/// Something that can be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Aspect {
    /// What counts who or what is there right now: occupants, subscribers, the number of items that a list claims.
    Counts,
    /// What a clock changes: entity time, last activity, uptimes. When a question was asked and how long its answer took
    /// is never compared.
    Times,
    /// The order of identities, features, forms, fields, values and items.
    Order,
    /// Words for people: names, titles, labels, instructions, the texts of errors.
    Words,
    /// What a reply holds besides what the protocol foresees.
    Extras,
}

/// How two snapshots, or two entities, are compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Which addresses stand for which.
    pub mapping: Mapping,
    /// What is left out.
    pub ignored: BTreeSet<Aspect>,
}

impl Default for Options {
    fn default() -> Self {
        Self { mapping: Mapping::default(), ignored: BTreeSet::from([Aspect::Times, Aspect::Order]) }
    }
}

impl Aspect {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Counts, Self::Times, Self::Order, Self::Words, Self::Extras];

    /// The aspect of that name.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|aspect| aspect.word() == word)
    }

    /// Its name on the command line and in the JSON contract.
    pub fn word(self) -> &'static str {
        match self {
            Self::Counts => "counts",
            Self::Times => "times",
            Self::Order => "order",
            Self::Words => "words",
            Self::Extras => "extras",
        }
    }
}

impl Options {
    /// The rule that two snapshots ask for: each has one root, and the roots differ. It holds only when somebody adds it
    /// to a mapping.
    pub fn suggested(left: &Snapshot, right: &Snapshot) -> Option<Rule> {
        let rule = Rule::new(&only_root(left)?.jid, &only_root(right)?.jid).ok()?;
        (rule.side(Side::Left) != rule.side(Side::Right)).then_some(rule)
    }

    /// The entity of the right that stands for an address of the left.
    pub fn counterpart<'a>(&self, address: &Address, right: &'a Snapshot) -> Option<&'a Arc<Entity>> {
        let jid = self.mapping.jid(Side::Left, &address.jid);
        let stands = |entity: &&Arc<Entity>, is_literal: bool| {
            let nodes = (address.node.as_deref(), entity.address.node.as_deref());
            let same_node = if is_literal { nodes.0 == nodes.1 } else { self.same(nodes.0, nodes.1) };
            same_node && self.mapping.jid(Side::Right, &entity.address.jid) == jid
        };
        let mut entities = right.entities.iter();
        entities.clone().find(|entity| stands(entity, true)).or_else(|| entities.find(|entity| stands(entity, false)))
    }

    /// Whether something is left out.
    pub fn ignores(&self, aspect: Aspect) -> bool {
        self.ignored.contains(&aspect)
    }

    /// Whether words for people count as the same.
    pub(super) fn same_words(&self, left: Option<&str>, right: Option<&str>) -> bool {
        self.ignores(Aspect::Words) || self.same(left, right)
    }

    /// Whether texts that may be absent say the same.
    pub(super) fn same(&self, left: Option<&str>, right: Option<&str>) -> bool {
        match (left, right) {
            (Some(left), Some(right)) => self.mapping.same_text(left, right),
            (left, right) => left == right,
        }
    }

    /// Whether the values of a form's field are left out.
    pub(super) fn ignores_field(&self, var: &str) -> bool {
        (self.ignores(Aspect::Counts) && is_count(var)) || (self.ignores(Aspect::Times) && is_clock(var))
    }
}

fn only_root(snapshot: &Snapshot) -> Option<&Address> {
    let mut roots = snapshot.roots.iter().filter_map(|root| match root {
        Named::Entity(address) => Some(address),
        Named::Folder(_) => None,
    });
    roots.next().filter(|_| roots.next().is_none())
}

/// Whether a field counts who or what is there right now; no register says it, so the words of its name have to.
fn is_count(var: &str) -> bool {
    let counts = |word: &str| {
        let words = ["count", "num", "number", "occupants", "subscribers", "members", "users", "sessions", "online"];
        words.iter().any(|known| word.eq_ignore_ascii_case(known))
    };
    let limits = |word: &str| ["max", "min", "limit"].iter().any(|known| word.to_ascii_lowercase().starts_with(known));
    words(var).any(counts) && !words(var).any(limits)
}

/// Whether a field changes with the clock.
fn is_clock(var: &str) -> bool {
    words(var).any(|word| ["uptime", "idle", "timestamp", "now"].iter().any(|known| word.eq_ignore_ascii_case(known)))
}

/// The words of a field's name, those of its namespace left out.
fn words(var: &str) -> impl Iterator<Item = &str> {
    var.rsplit(['#', '/', '}']).next().unwrap_or(var).split(['_', '-', '.', ':', ' '])
}
