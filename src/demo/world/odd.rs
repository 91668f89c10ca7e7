//! `odd.demo.localhost`: everything that breaks explorers, each thing at a node of its own that says what it shows.
//!
//! A branch is a file; an entry is a line in its table: the node below the branch, a name that explains it, and what
//! it answers to either question where that is not ordinary.

use super::{
    entity::{Entity, Item},
    missing,
};
use crate::{
    demo::{answer::Answer, question::Question},
    disco::state::Kind,
};

mod big;
mod forms;
mod info;
mod items;
mod loops;
mod names;
mod pages;
mod refuses;
mod replies;
mod timing;
mod wide;

/// The service's address.
pub const JID: &str = "odd.demo.localhost";

/// What answers a question.
pub type Give = fn(&Question) -> Answer;

/// Entries that belong together.
pub struct Branch {
    /// The node, and the first part of its entries' nodes.
    pub node: &'static str,
    /// What it is about.
    pub name: &'static str,
    /// What it lists.
    pub entries: &'static [Entry],
    /// Answers for nodes below it that are not listed, given what follows the slash.
    pub other: fn(&Question, &str) -> Option<Answer>,
}

/// Something odd.
pub struct Entry {
    /// The node without the branch and the slash.
    pub node: &'static str,
    /// What it shows.
    pub name: &'static str,
    /// The answer to disco#info where it is odd.
    pub info: Option<Give>,
    /// The answer to disco#items where it is odd.
    pub items: Option<Give>,
}

/// A table's line whose disco#info is odd.
pub const fn info(node: &'static str, name: &'static str, give: Give) -> Entry {
    Entry { node, name, info: Some(give), items: None }
}

/// A table's line whose disco#items is odd.
pub const fn items(node: &'static str, name: &'static str, give: Give) -> Entry {
    Entry { node, name, info: None, items: Some(give) }
}

/// A table's line that is odd either way.
pub const fn both(node: &'static str, name: &'static str, give: Give) -> Entry {
    Entry { node, name, info: Some(give), items: Some(give) }
}

const BRANCHES: [&Branch; 15] = [
    &timing::SLOW,
    &timing::LATE,
    &timing::SILENT,
    &refuses::BRANCH,
    &loops::BRANCH,
    &loops::CHAIN,
    &loops::GROWTH,
    &wide::BRANCH,
    &big::BRANCH,
    &info::BRANCH,
    &items::BRANCH,
    &names::BRANCH,
    &forms::BRANCH,
    &replies::BRANCH,
    &pages::BRANCH,
];

/// The answer to a question.
pub fn answer(question: &Question) -> Answer {
    if question.local().is_some() {
        return loops::by_address(question);
    }
    let Some(node) = question.node() else {
        let branches = BRANCHES.iter().map(|branch| Item::new(JID, branch.name).node(branch.node));
        return Entity::new("component", "generic", "Odd entities, for trying").items(branches).answer(question);
    };
    let (branch, rest) = node.split_once('/').map_or((node, None), |(branch, rest)| (branch, Some(rest)));
    let Some(branch) = BRANCHES.iter().find(|known| known.node == branch) else {
        return missing();
    };
    let Some(rest) = rest else {
        let entries = branch.entries.iter().map(|entry| branch.item(entry));
        return Entity::new("hierarchy", "branch", branch.name).items(entries).answer(question);
    };
    match branch.entries.iter().find(|entry| entry.node == rest) {
        Some(entry) => entry.answer(question),
        None => (branch.other)(question, rest).unwrap_or_else(missing),
    }
}

impl Branch {
    fn item(&self, entry: &Entry) -> Item {
        Item::new(JID, entry.name).node(format!("{}/{}", self.node, entry.node))
    }
}

impl Entry {
    fn answer(&self, question: &Question) -> Answer {
        let odd = match question.kind {
            Kind::Info => self.info,
            _ => self.items,
        };
        odd.map_or_else(|| leaf(self.name).answer(question), |give| give(question))
    }
}

/// An ordinary entity without items.
pub fn leaf(name: impl Into<std::borrow::Cow<'static, str>>) -> Entity {
    Entity::new("hierarchy", "leaf", name)
}

/// For branches that have no more than what they list.
pub fn nothing_else(_: &Question, _: &str) -> Option<Answer> {
    None
}
