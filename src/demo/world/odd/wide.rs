//! A tree that fans out: fifty below each of fifty below each of fifty.

use super::{Branch, JID, both};
use crate::demo::{
    answer::Answer,
    question::Question,
    world::entity::{Entity, Item},
};

const FAN: usize = 50;
const LEVELS: usize = 3;

/// 127,550 entities, on demand.
pub const BRANCH: Branch = Branch {
    node: "wide",
    name: "Wide: fifty below each, three levels deep",
    entries: &[both("all", "Fifty branches of fifty branches of fifty leaves", |question| {
        fan(question, "wide/all", 0)
    })],
    other: below,
};

fn below(question: &Question, rest: &str) -> Option<Answer> {
    let numbers = rest.strip_prefix("all/")?.split('/');
    let level = numbers.clone().count();
    let is_there = |number: &str| number.parse::<usize>().is_ok_and(|number| (1..=FAN).contains(&number));
    let node = question.node()?;
    (level <= LEVELS && numbers.clone().all(is_there)).then(|| fan(question, node, level))
}

fn fan(question: &Question, node: &str, level: usize) -> Answer {
    if level == LEVELS {
        return super::leaf(format!("Leaf {node}")).answer(question);
    }
    let word = if level + 1 == LEVELS { "Leaf" } else { "Branch" };
    let items = (1..=FAN).map(|number| Item::new(JID, format!("{word} {number}")).node(format!("{node}/{number}")));
    Entity::new("hierarchy", "branch", format!("Fifty below {node}")).items(items).answer(question)
}
