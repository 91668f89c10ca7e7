//! What became of a question on both sides, and the frame of the replies.

use std::sync::Arc;

use super::{Lines, Mark, Sink, unreadable_of};
use crate::{
    disco::{reply::QueryShape, state::State, xml::Unreadable},
    snapshot::compare::line::Value,
};

/// Whether it is known what an entity makes of the question. A connection that went says nothing of the entity.
pub fn is_known<T>(state: &State<T>) -> bool {
    match state {
        State::Answered(_) | State::Refused(_) | State::Unreadable(_) | State::TimedOut { .. } => true,
        State::NotAsked | State::Waiting { .. } | State::CutOff { .. } => false,
    }
}

/// Whether there is nothing to say of a question.
pub fn is_silent<T>(state: &State<T>) -> bool {
    matches!(state, State::NotAsked | State::Waiting { .. })
}

/// Whether a reply, if there is one, was kept with its stanza.
pub fn has_stanza<T>(state: &State<T>) -> bool {
    match state {
        State::Answered(reply) => reply.reply_xml.is_some(),
        State::Refused(reply) => reply.reply_xml.is_some(),
        _ => true,
    }
}

/// The line of the two states.
pub fn compare<T, S: Sink>(left: &State<T>, right: &State<T>, lines: &Lines<'_>, sink: &mut S) {
    let sides = (Some(left).filter(|state| !is_silent(state)), Some(right).filter(|state| !is_silent(state)));
    let mark = match sides {
        (Some(_), None) => lines.marks.left,
        (None, Some(_)) => lines.marks.right,
        _ if !is_known(left) || !is_known(right) => Mark::Unknown,
        _ if left.word() == right.word() && same_limit(unreadable_of(left), unreadable_of(right)) => Mark::Same,
        _ => Mark::Changed,
    };
    sink.line(mark, || ("state".into(), sides.0.map(words), sides.1.map(words)));
}

/// The line of how the query was found, where that is unusual.
pub fn shape<S: Sink>(left: Option<&QueryShape>, right: Option<&QueryShape>, lines: &Lines<'_>, sink: &mut S) {
    let is_usual = |shape: Option<&QueryShape>| shape.is_none_or(|shape| *shape == QueryShape::One);
    if (is_usual(left) && is_usual(right)) || !lines.has_stanzas {
        return;
    }
    let mark = super::mark_of(left, right, lines.marks, |left, right| left == right);
    sink.line(mark, || ("query".into(), left.map(shape_words), right.map(shape_words)));
}

/// The line of the node that the replies name.
pub fn node<S: Sink>(
    left: Option<&Option<Arc<str>>>,
    right: Option<&Option<Arc<str>>>,
    lines: &Lines<'_>,
    sink: &mut S,
) {
    if left.is_none_or(Option::is_none) && right.is_none_or(Option::is_none) {
        return;
    }
    let same =
        |left: &Option<Arc<str>>, right: &Option<Arc<str>>| lines.options.same(left.as_deref(), right.as_deref());
    let mark = super::mark_of(left, right, lines.marks, same);
    let value = |node: &Option<Arc<str>>| Value::of(node.as_ref());
    sink.line(mark, || ("node".into(), left.map(value), right.map(value)));
}

/// Limits may differ from program to program; which of them was broken is what counts.
fn same_limit(left: Option<&Unreadable>, right: Option<&Unreadable>) -> bool {
    left.map(std::mem::discriminant) == right.map(std::mem::discriminant)
}

fn words<T>(state: &State<T>) -> Value {
    let words = match state {
        State::NotAsked | State::Waiting { .. } => "not asked".to_owned(),
        State::Answered(_) => "answered".to_owned(),
        State::Refused(reply) => format!("refused: {}", reply.body.short()),
        State::Unreadable(reply) => format!("unreadable: {}", reply.body),
        State::TimedOut { .. } => "no answer".to_owned(),
        State::CutOff { .. } => "cut off".to_owned(),
    };
    Value::Text(words.into())
}

fn shape_words(shape: &QueryShape) -> Value {
    let words = match shape {
        QueryShape::One => "one".to_owned(),
        QueryShape::Missing => "none".to_owned(),
        QueryShape::WrongNamespace(namespace) => format!("of {namespace}"),
        QueryShape::Repeated(count) => count.to_string(),
    };
    Value::Text(words.into())
}
