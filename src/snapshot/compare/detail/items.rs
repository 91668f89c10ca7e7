//! What two replies to disco#items list.

use std::sync::Arc;

use super::{Lines, Mark, Marks, Sink, list, mark_of, state};
use crate::{
    disco::reply::{Item, Items, Paging},
    snapshot::compare::{
        line::{Heading, Value},
        mapping::Side,
        options::{Aspect, Options},
        pair::Pairing,
    },
};

/// Compares item by item.
pub fn compare<S: Sink>(left: Option<&Items>, right: Option<&Items>, lines: &Lines<'_>, sink: &mut S) {
    state::shape(left.map(|items| &items.query), right.map(|items| &items.query), lines, sink);
    state::node(left.map(|items| &items.node_echoed), right.map(|items| &items.node_echoed), lines, sink);
    sink.group(lines.kind, Heading::Items, None);
    paging(left.map(|items| &items.paging), right.map(|items| &items.paging), lines, sink);
    let nothing = Items::default();
    let (left, right) = (left.unwrap_or(&nothing), right.unwrap_or(&nothing));
    if S::WANTS_ALL || !is_equal(&left.items, &right.items, lines.options) {
        items(left, right, lines, sink);
    }
    lines.extras(&left.extras, &right.extras, sink);
}

/// Whether two lists are equal to the letter and so the same; with a mapping the same JID is not the same place.
pub fn is_equal(left: &[Arc<Item>], right: &[Arc<Item>], options: &Options) -> bool {
    left == right && (options.mapping.is_empty() || left.is_empty())
}

fn paging<S: Sink>(left: Option<&Paging>, right: Option<&Paging>, lines: &Lines<'_>, sink: &mut S) {
    let count = |paging: Option<&Paging>| paging.and_then(Paging::count).map(|count| count.to_string().into());
    let (ours, theirs): (Option<Arc<str>>, Option<Arc<str>>) = (count(left), count(right));
    lines.text("count", (ours.as_ref(), theirs.as_ref()), Some(Aspect::Counts), |one, other| one == other, sink);
    let is_part = |paging: Option<&Paging>| paging.is_some_and(|paging| !paging.is_complete());
    if is_part(left) || is_part(right) {
        let words = |paging: &Paging| Value::Text(if paging.is_complete() { "whole" } else { "in part" }.into());
        let mark = mark_of(left, right, lines.marks, |one, other| one.is_complete() == other.is_complete());
        sink.line(mark, || ("list".into(), left.map(words), right.map(words)));
    }
}

fn items<S: Sink>(left: &Items, right: &Items, lines: &Lines<'_>, sink: &mut S) {
    // What a list that came in part does not name may well be there.
    let marks = Marks {
        left: if right.paging.is_complete() { lines.marks.left } else { Mark::Unknown },
        right: if left.paging.is_complete() { lines.marks.right } else { Mark::Unknown },
    };
    let (left, right) = (&left.items, &right.items);
    let pairing = pair(left, right, lines.options);
    let value = |item: &Arc<Item>| Value::Item((**item).clone());
    for (one, other) in pairing.lines() {
        let (one, other) = (one.and_then(|at| left.get(at)), other.and_then(|at| right.get(at)));
        let mark = mark_of(one, other, marks, |one, other| {
            lines.options.same_words(one.name.as_deref(), other.name.as_deref()) && one.action == other.action
        });
        sink.line(mark, || ("".into(), one.map(value), other.map(value)));
    }
    let name = |at| left.get(at).map(|item| value(item).to_string());
    list::order(&pairing, lines, |at| name(at).unwrap_or_default().into(), sink);
}

fn pair(left: &[Arc<Item>], right: &[Arc<Item>], options: &Options) -> Pairing {
    let mapping = &options.mapping;
    let is_mapped = !mapping.is_empty();
    let mut pairing = Pairing::new(left.len(), right.len(), |one, other| match (left.get(one), right.get(other)) {
        (Some(one), Some(other)) => is_equal(std::slice::from_ref(one), std::slice::from_ref(other), options),
        _ => false,
    });
    let jid = |side: Side, item: &'_ Item| item.jid.as_deref().map(|jid| mapping.jid(side, jid).into_owned());
    let place = |side: Side, item: &Item| (jid(side, item), item.node.clone());
    let whole = |side: Side, item: &Item| (place(side, item), item.name.clone());
    pairing.pass(
        |at| left.get(at).map(|item| whole(Side::Left, item)),
        |at| right.get(at).map(|item| whole(Side::Right, item)),
    );
    if is_mapped {
        let text =
            |side: Side, text: &Option<Arc<str>>| text.as_deref().map(|text| mapping.text(side, text).into_owned());
        let mapped = |side: Side, item: &Item| (jid(side, item), text(side, &item.node), text(side, &item.name));
        pairing.pass(
            |at| left.get(at).map(|item| mapped(Side::Left, item)),
            |at| right.get(at).map(|item| mapped(Side::Right, item)),
        );
    }
    pairing.pass(
        |at| left.get(at).map(|item| place(Side::Left, item)),
        |at| right.get(at).map(|item| place(Side::Right, item)),
    );
    if is_mapped {
        let node = |side: Side, item: &Item| item.node.as_deref().map(|node| mapping.text(side, node).into_owned());
        let mapped = |side: Side, item: &Item| (jid(side, item), node(side, item));
        pairing.pass(
            |at| left.get(at).map(|item| mapped(Side::Left, item)),
            |at| right.get(at).map(|item| mapped(Side::Right, item)),
        );
    }
    pairing
}
