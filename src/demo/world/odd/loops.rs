//! Trees that never end although little is in them.

use super::{Branch, JID, both, nothing_else};
use crate::demo::{
    answer::Answer,
    question::Question,
    world::{
        entity::{Entity, Item},
        missing,
    },
};

/// Entities that list their own ancestors.
pub const BRANCH: Branch = Branch {
    node: "loops",
    name: "Loops: lists that lead back",
    entries: &[
        both("a", "A lists B, and B lists A", |question| to(question, "A", [node("B", "loops/b")])),
        both("b", "B lists A, and A lists B", |question| to(question, "B", [node("A", "loops/a")])),
        both("self", "Lists itself", |question| to(question, "Itself", [node("Itself again", "loops/self")])),
        both("up", "Lists the branch above it", |question| {
            to(question, "The branch above", [node("The branch above", "loops")])
        }),
        both("root", "Lists the server it came from", |question| {
            to(question, "The server", [Item::new("demo.localhost", "The server it came from")])
        }),
        both("addresses", "Two addresses that list each other, without nodes", |question| {
            to(question, "Two addresses", [Item::new(PING, "Ping lists Pong"), Item::new(PONG, "Pong lists Ping")])
        }),
        both("spelling", "Lists itself in capital letters", |question| {
            let same = Item::new("ODD.Demo.LocalHost", "Itself, spelt otherwise").node("loops/spelling");
            to(question, "Itself, spelt otherwise", [same])
        }),
    ],
    other: nothing_else,
};

/// A list that goes deeper without end, and never repeats itself.
pub const CHAIN: Branch = Branch {
    node: "chain",
    name: "Chain: each link lists the next, without end",
    entries: &[both("1", "Link 1 of an endless chain", |question| link(question, 1))],
    other: |question, rest| rest.parse().ok().map(|number| link(question, number)),
};

/// A list that goes deeper without end, under names that grow.
pub const GROWTH: Branch = Branch {
    node: "growth",
    name: "Growth: each entity lists one whose node is longer, without end",
    entries: &[both("a", "Lists a node that is two characters longer, which does the same", grow)],
    other: |question, rest| rest.split('/').all(|part| part == "a").then(|| grow(question)),
};

const PING: &str = "ping@odd.demo.localhost";
const PONG: &str = "pong@odd.demo.localhost";

/// The answer of the entities that have an address of their own.
pub fn by_address(question: &Question) -> Answer {
    match (question.local(), question.node()) {
        (Some("ping"), None) => to(question, "Ping", [Item::new(PONG, "Pong lists Ping")]),
        (Some("pong"), None) => to(question, "Pong", [Item::new(PING, "Ping lists Pong")]),
        _ => missing(),
    }
}

fn link(question: &Question, number: u64) -> Answer {
    let next = number.saturating_add(1);
    let item = Item::new(JID, format!("Link {next} of an endless chain")).node(format!("chain/{next}"));
    Entity::new("hierarchy", "branch", format!("Link {number} of an endless chain")).items([item]).answer(question)
}

fn grow(question: &Question) -> Answer {
    let node = question.node().unwrap_or_default();
    let item = Item::new(JID, format!("{} characters", node.len() + 2)).node(format!("{node}/a"));
    Entity::new("hierarchy", "branch", format!("{} characters", node.len())).items([item]).answer(question)
}

fn to<const N: usize>(question: &Question, name: &'static str, items: [Item; N]) -> Answer {
    Entity::new("hierarchy", "branch", name).items(items).answer(question)
}

fn node(name: &'static str, node: &'static str) -> Item {
    Item::new(JID, name).node(node)
}
