//! Changing a profile field by field.

mod aside;
mod field;
mod lines;
mod rule;

pub use aside::{Asides, Fold};
pub use field::{FieldEdit, FieldValue, is_shown};
pub use lines::{LineEdit, Lines, Section, Value};
pub use rule::{AboutKind, Question, RuleEdit, RuleValue, ThenKind, text};

use lines::LinesMut;

use crate::disco::advertised::{Node, Profile, Rule, Then, is_sendable};

/// A change that somebody makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// A node of that name comes into being; without a name, the main node.
    AddNode(String),
    /// The chosen node goes.
    RemoveNode,
    /// The protocol's rules have to be kept, or not.
    Strict(bool),
    /// Something in the lines of a node or of a rule's answer.
    Lines(Whose, LineEdit),
    /// One more rule comes into being, the last one.
    AddRule,
    /// A rule goes.
    RemoveRule(usize),
    /// A rule changes places with the next one, or with the one before.
    MoveRule(usize, Direction),
    /// Something in a rule.
    Rule(usize, RuleEdit),
}

/// Whose lines they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Whose {
    /// Those of the chosen node.
    Node,
    /// Those of the answer that a rule gives, from 0.
    Rule(usize),
}

/// Where a rule goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// To the first one.
    Up,
    /// To the last one.
    Down,
}

/// Makes a change; gives which node is the chosen one from now on.
pub fn change(profile: &mut Profile, asides: &mut Asides, chosen: usize, edit: Edit) -> usize {
    match edit {
        Edit::AddNode(name) => {
            asides.close_forms();
            return add_node(profile, &sendable(&name));
        }
        Edit::RemoveNode if chosen < profile.nodes.len() => {
            asides.close_forms();
            let _ = profile.nodes.remove(chosen);
            return chosen.min(profile.nodes.len().saturating_sub(1));
        }
        Edit::Strict(is_strict) => profile.is_strict = is_strict,
        Edit::Lines(whose, edit) => {
            // What is added where there is no node makes the main node.
            if whose == Whose::Node && profile.nodes.is_empty() && matches!(edit, LineEdit::Add(_)) {
                profile.nodes.push(Node::default());
            }
            if let Some(mut lines) = lines_mut(profile, chosen, whose) {
                asides.follow(whose, &edit, lines.read().count(Section::Forms).unwrap_or_default());
                lines.change(edit);
            }
        }
        Edit::AddRule => {
            profile.rules.push(Rule::default());
            asides.open_rule(profile.rules.len() - 1);
        }
        Edit::RemoveRule(number) if number < profile.rules.len() => {
            let _ = profile.rules.remove(number);
            asides.rule_removed(number);
        }
        Edit::MoveRule(number, direction) => {
            let other = match direction {
                Direction::Up => number.checked_sub(1),
                Direction::Down => number.checked_add(1),
            };
            if let Some(other) = other.filter(|other| number.max(*other) < profile.rules.len()) {
                profile.rules.swap(number, other);
                asides.rules_swapped(number, other);
            }
        }
        Edit::Rule(number, edit) => rule::change(profile, asides, number, edit),
        Edit::RemoveNode | Edit::RemoveRule(_) => {}
    }
    chosen
}

/// The lines of the chosen node or of a rule's answer, if there are any.
pub fn lines(profile: &Profile, chosen: usize, whose: Whose) -> Option<Lines<'_>> {
    match whose {
        Whose::Node => profile.nodes.get(chosen).map(Lines::from),
        Whose::Rule(number) => match &profile.rules.get(number)?.then {
            Then::Answer(parts) => Some(Lines::from(parts)),
            Then::AsUsual | Then::Error(_) | Then::Silence => None,
        },
    }
}

fn lines_mut(profile: &mut Profile, chosen: usize, whose: Whose) -> Option<LinesMut<'_>> {
    match whose {
        Whose::Node => profile.nodes.get_mut(chosen).map(LinesMut::from),
        Whose::Rule(number) => match &mut profile.rules.get_mut(number)?.then {
            Then::Answer(parts) => Some(LinesMut::from(parts)),
            Then::AsUsual | Then::Error(_) | Then::Silence => None,
        },
    }
}

fn add_node(profile: &mut Profile, name: &str) -> usize {
    let name = Some(name).filter(|name| !name.is_empty());
    profile.change_node(None, name, |_| {});
    profile.nodes.iter().position(|node| node.is(None, name)).unwrap_or_default()
}

/// What is typed, without what XML cannot carry, which nobody would see.
fn sendable(text: &str) -> String {
    text.chars().filter(|character| is_sendable(*character)).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
mod tests;
