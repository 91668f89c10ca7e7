//! Entities that let one wait.

use std::time::Duration;

use super::{Branch, Entry, both, info, items, leaf, nothing_else};
use crate::demo::{answer::Answer, question::Question};

const LONGEST: Duration = Duration::from_secs(600);

/// Answers that come after a while, any number of milliseconds.
pub const SLOW: Branch = Branch {
    node: "slow",
    name: "Slow: answers after a while",
    entries: &[
        both("500", "Answers after half a second", |question| wait(question, 500)),
        both("3000", "Answers after 3 seconds", |question| wait(question, 3_000)),
        both("10000", "Answers after 10 seconds", |question| wait(question, 10_000)),
        info("info", "Answers disco#info after 3 seconds, disco#items at once", |question| wait(question, 3_000)),
        items("items", "Answers disco#info at once, disco#items after 3 seconds", |question| wait(question, 3_000)),
    ],
    other: any_time,
};

/// Answers that come when most have stopped waiting.
pub const LATE: Branch = Branch {
    node: "late",
    name: "Late: answers when most have given up",
    entries: &[
        both("35000", "Answers after 35 seconds", |question| wait(question, 35_000)),
        both("65000", "Answers after 65 seconds", |question| wait(question, 65_000)),
    ],
    other: any_time,
};

const SILENT_ENTRIES: &[Entry] = &[
    both("always", "Never answers", never),
    info("info", "Never answers disco#info, only disco#items", never),
    items("items", "Never answers disco#items, only disco#info", never),
];

/// Answers that never come.
pub const SILENT: Branch =
    Branch { node: "silent", name: "Silent: never answers", entries: SILENT_ENTRIES, other: nothing_else };

fn any_time(question: &Question, rest: &str) -> Option<Answer> {
    rest.parse().ok().map(|milliseconds| wait(question, milliseconds))
}

fn wait(question: &Question, milliseconds: u64) -> Answer {
    let delay = Duration::from_millis(milliseconds).min(LONGEST);
    leaf(format!("Answered after {} ms", delay.as_millis())).answer(question).after(delay)
}

fn never(question: &Question) -> Answer {
    question.result("").unsent()
}
