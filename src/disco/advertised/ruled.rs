//! What is wrong with what rules answer in the place of a node.

use std::{borrow::Cow, collections::BTreeSet, sync::Arc};

use super::{
    About, Node, Parts, Problem, Profile, Rule, Then,
    answer::is_ours,
    check::{is_serious, lacks, seen_by_others},
};
use crate::disco::{
    finding::{self, Finding},
    state::Kind,
};

/// No more answers of rules are looked at, each to one node.
const MOST_JUDGED: usize = 20_000;
/// The JID of ours where any of them is meant.
const ANY_OF_OURS: &str = "user@example.org/client";

/// A node that a rule answers about.
struct Case<'a> {
    node: Cow<'a, Node>,
    /// Whether there is such a node without the rule.
    exists: bool,
    words: String,
}

impl Profile {
    /// Everything that the protocol forbids of what rules answer, unless it is wrong with the node anyway.
    pub(super) fn rule_problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut left = MOST_JUDGED;
        for (number, rule) in self.rules.iter().enumerate() {
            let Then::Answer(parts) = &rule.then else { continue };
            let mut known = BTreeSet::new();
            for case in self.cases(rule) {
                if left == 0 {
                    problems.push(too_many());
                    return problems;
                }
                left -= 1;
                for (why, clause) in case.judge(rule, parts) {
                    if known.insert(why.clone()) {
                        let place = format!("The answer of rule {} about {}", number + 1, case.words);
                        problems.push(Problem { place, why, clause });
                    }
                }
            }
        }
        problems
    }

    /// The nodes that a rule may answer about, and what it makes up where there is none.
    fn cases<'a>(&'a self, rule: &'a Rule) -> impl Iterator<Item = Case<'a>> {
        let is_meant = |node: &&Node| {
            rule.about.is_meant(node.name.as_deref(), node.name.is_none())
                && may_be_same(rule.jid.as_deref(), node.jid.as_deref())
        };
        let existing = self.nodes.iter().filter(is_meant);
        let existing = existing.map(|node| Case { node: Cow::Borrowed(node), exists: true, words: words(node) });
        existing.chain(self.made_up(rule))
    }

    /// What a rule makes up; that there is no main node is said without rules.
    fn made_up(&self, rule: &Rule) -> Option<Case<'static>> {
        let has_all = |name: &Arc<str>| {
            self.nodes.iter().any(|node| {
                node.name.as_ref() == Some(name)
                    && node.jid.as_deref().is_none_or(|of| rule.jid.as_deref().is_some_and(|asked| is_ours(of, asked)))
            })
        };
        let (name, words) = match &rule.about {
            About::Main => return None,
            About::Node(name) if has_all(name) => return None,
            About::Node(name) => (name.clone(), format!("node “{name}” where it does not exist")),
            About::Anything => ("unknown".into(), "a node that does not exist".to_owned()),
        };
        let node = Node { name: Some(name), ..Node::default() };
        Some(Case { node: Cow::Owned(node), exists: false, words })
    }
}

impl Case<'_> {
    /// What is wrong with the node as a rule answers it, and not without the rule; each with its clause.
    fn judge(&self, rule: &Rule, parts: &Parts) -> Vec<(String, &'static str)> {
        let answered = parts.instead_of(&self.node);
        let usual = if self.exists { found(rule, &self.node) } else { Vec::new() };
        let is_new = |finding: &Finding| {
            !usual.iter().any(|usual| (usual.rule, &usual.detail) == (finding.rule, &finding.detail))
        };
        let found = found(rule, &answered);
        let serious = found.iter().filter(|finding| is_serious(finding) && is_new(finding));
        let mut wrong: Vec<_> = serious
            .map(|finding| (format!("{} {}", finding.rule.explanation(), finding.detail), finding.rule.clause()))
            .collect();
        if self.node.name.is_none() && parts.features.is_some() && rule.kind != Some(Kind::Items) {
            wrong.extend(lacks(&answered));
        }
        wrong
    }
}

/// What is wrong with the answers that a rule is about.
fn found(rule: &Rule, node: &Node) -> Vec<Finding> {
    let findings = finding::of_entity(&seen_by_others(node, ANY_OF_OURS));
    match rule.kind {
        Some(Kind::Info) => findings.info,
        Some(Kind::Items) => findings.items,
        _ => [findings.info, findings.items].concat(),
    }
}

/// Whether one JID can be both that of a rule and that of a node.
fn may_be_same(one: Option<&str>, other: Option<&str>) -> bool {
    one.zip(other).is_none_or(|(one, other)| is_ours(one, other) || is_ours(other, one))
}

fn words(node: &Node) -> String {
    let words = node.words();
    let mut characters = words.chars();
    characters.next().map(|first| first.to_lowercase().chain(characters).collect()).unwrap_or_default()
}

fn too_many() -> Problem {
    let why = format!("There are more than {MOST_JUDGED} pairs of an answer and a node; that is too much to look at.");
    Problem { place: "The rules".to_owned(), why, clause: "XEP-0030 §3.1" }
}
