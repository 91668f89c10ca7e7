//! Names and values: software version, time, last activity.

use super::{Lines, Sink, mark_of};
use crate::{
    disco::state::Facts,
    snapshot::compare::{
        line::{Heading, Value},
        pair::Pairing,
    },
};

/// Compares fact by fact.
pub fn compare<S: Sink>(left: Option<&Facts>, right: Option<&Facts>, lines: &Lines<'_>, sink: &mut S) {
    let left = left.map(Vec::as_slice).unwrap_or_default();
    let right = right.map(Vec::as_slice).unwrap_or_default();
    sink.group(lines.kind, Heading::Facts, None);
    let mut pairing = Pairing::new(left.len(), right.len(), |one, other| left.get(one) == right.get(other));
    pairing.pass(|at| left.get(at), |at| right.get(at));
    pairing.pass(|at| left.get(at).map(|(name, _)| name), |at| right.get(at).map(|(name, _)| name));
    for (one, other) in pairing.lines() {
        let (one, other) = (one.and_then(|at| left.get(at)), other.and_then(|at| right.get(at)));
        let mark = mark_of(one, other, lines.marks, |(_, one), (_, other)| lines.same_text(one, other));
        let value = |(_, value): &(_, std::sync::Arc<str>)| Value::Text(value.clone());
        let name = one.or(other).map(|(name, _)| name.clone()).unwrap_or_default();
        sink.line(mark, || (name, one.map(value), other.map(value)));
    }
}
