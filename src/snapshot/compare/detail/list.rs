//! Lists of which the order may or may not count.

use std::sync::Arc;

use super::{Lines, Mark, Sink, mark_of};
use crate::snapshot::compare::{line::Value, mapping::Side, options::Aspect, pair::Pairing};

/// Texts that each count for themselves, duplicates too.
pub fn texts<S: Sink>(left: &[Arc<str>], right: &[Arc<str>], what: &str, lines: &Lines<'_>, sink: &mut S) {
    let pairing = pair_texts(left, right, lines);
    for (one, other) in pairing.lines() {
        let (one, other) = (one.and_then(|at| left.get(at)), other.and_then(|at| right.get(at)));
        let mark = mark_of(one, other, lines.marks, |_, _| true);
        let value = |text: &Arc<str>| Value::Text(text.clone());
        sink.line(mark, || (what.into(), one.map(value), other.map(value)));
    }
    order(&pairing, lines, |at| left.get(at).map_or_else(|| "".into(), Arc::clone), sink);
}

/// Whether two lists of texts are the same, with duplicates, in any order.
pub fn same_texts(left: &[Arc<str>], right: &[Arc<str>], lines: &Lines<'_>) -> bool {
    left.len() == right.len() && pair_texts(left, right, lines).is_whole()
}

fn pair_texts(left: &[Arc<str>], right: &[Arc<str>], lines: &Lines<'_>) -> Pairing {
    let mapping = &lines.options.mapping;
    let mut pairing = Pairing::new(left.len(), right.len(), |one, other| left.get(one) == right.get(other));
    pairing.pass(|at| left.get(at), |at| right.get(at));
    if !mapping.is_empty() {
        pairing.pass(
            |at| left.get(at).map(|text| mapping.text(Side::Left, text)),
            |at| right.get(at).map(|text| mapping.text(Side::Right, text)),
        );
    }
    pairing
}

/// A line that says where the order differs first, if that is wanted.
pub fn order<S: Sink>(pairing: &Pairing, lines: &Lines<'_>, name: impl Fn(usize) -> Arc<str>, sink: &mut S) {
    if lines.options.ignores(Aspect::Order) {
        return;
    }
    if let Some((one, next)) = pairing.disorder() {
        sink.line(Mark::Changed, || {
            let (one, next) = (name(one), name(next));
            let (left, right) = (vec![one.clone(), next.clone()], vec![next, one]);
            ("order".into(), Some(Value::Texts(left)), Some(Value::Texts(right)))
        });
    }
}
