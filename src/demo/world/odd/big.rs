//! Lists of any length.

use super::{Branch, JID, both, leaf};
use crate::{
    demo::{
        answer::Answer,
        question::Question,
        world::entity::{Entity, Item},
    },
    disco::state::Kind,
};

const MOST: usize = 100_000;

/// Up to 100,000 items, made when they are asked for.
pub const BRANCH: Branch = Branch {
    node: "big",
    name: "Big: lists of a thousand items and more",
    entries: &[
        both("1000", "1,000 items", |question| list(question, 1_000)),
        both("10000", "10,000 items", |question| list(question, 10_000)),
        both("100000", "100,000 items", |question| list(question, MOST)),
    ],
    other: below,
};

fn below(question: &Question, rest: &str) -> Option<Answer> {
    match rest.split_once('/') {
        None => count(rest).map(|length| list(question, length)),
        Some((length, number)) => {
            let (length, number) = (count(length)?, count(number)?);
            (1..=length).contains(&number).then(|| leaf(format!("Item {number} of {length}")).answer(question))
        }
    }
}

fn count(text: &str) -> Option<usize> {
    text.parse().ok().filter(|count| *count <= MOST)
}

fn list(question: &Question, length: usize) -> Answer {
    let entity = Entity::new("hierarchy", "branch", format!("A list of {length} items"));
    if question.kind == Kind::Info {
        return entity.answer(question);
    }
    let item = |number| Item::new(JID, format!("Item {number}")).node(format!("big/{length}/{number}"));
    entity.items((1..=length).map(item)).answer(question)
}
