//! What two replies to disco#info say.

use super::{Lines, Sink, form, list, mark_of, state};
use crate::{
    disco::reply::{Identity, Info},
    snapshot::compare::{
        line::{Heading, Value},
        mapping::Side,
        pair::Pairing,
    },
};

/// Compares part by part.
pub fn compare<S: Sink>(left: Option<&Info>, right: Option<&Info>, lines: &Lines<'_>, sink: &mut S) {
    state::shape(left.map(|info| &info.query), right.map(|info| &info.query), lines, sink);
    state::node(left.map(|info| &info.node_echoed), right.map(|info| &info.node_echoed), lines, sink);
    let nothing = Info::default();
    let (left, right) = (left.unwrap_or(&nothing), right.unwrap_or(&nothing));
    if S::WANTS_ALL || left.identities != right.identities {
        identities(&left.identities, &right.identities, lines, sink);
    }
    if S::WANTS_ALL || left.features != right.features {
        features(left, right, lines, sink);
    }
    if S::WANTS_ALL || left.forms != right.forms {
        form::compare(&left.forms, &right.forms, lines, sink);
    }
    lines.extras(&left.extras, &right.extras, sink);
}

fn identities<S: Sink>(left: &[Identity], right: &[Identity], lines: &Lines<'_>, sink: &mut S) {
    let options = lines.options;
    sink.group(lines.kind, Heading::Identities, None);
    // A language counts for what it says, not for where it was said.
    let lang = |identity: &Identity| identity.lang.as_ref().map(|lang| lang.tag().clone());
    let kind = |identity: &Identity| (identity.category.clone(), identity.kind.clone());
    let whole = |identity: &Identity| (kind(identity), lang(identity), identity.name.clone());
    let same_kind = |one: &Identity, other: &Identity| kind(one) == kind(other) && lang(one) == lang(other);
    let mut pairing = Pairing::new(left.len(), right.len(), |one, other| match (left.get(one), right.get(other)) {
        (Some(one), Some(other)) => same_kind(one, other) && one.name == other.name,
        _ => false,
    });
    pairing.pass(|at| left.get(at).map(whole), |at| right.get(at).map(whole));
    if !options.mapping.is_empty() {
        let mapped = |side: Side, identity: &Identity| {
            let name = identity.name.as_deref().map(|name| options.mapping.text(side, name).into_owned());
            (kind(identity), lang(identity), name)
        };
        pairing.pass(
            |at| left.get(at).map(|identity| mapped(Side::Left, identity)),
            |at| right.get(at).map(|identity| mapped(Side::Right, identity)),
        );
    }
    let without_name = |identity: &Identity| (kind(identity), lang(identity));
    pairing.pass(|at| left.get(at).map(without_name), |at| right.get(at).map(without_name));
    pairing.pass(|at| left.get(at).map(kind), |at| right.get(at).map(kind));
    for (one, other) in pairing.lines() {
        let (one, other) = (one.and_then(|at| left.get(at)), other.and_then(|at| right.get(at)));
        let mark = mark_of(one, other, lines.marks, |one, other| {
            same_kind(one, other) && options.same_words(one.name.as_deref(), other.name.as_deref())
        });
        let value = |identity: &Identity| Value::Identity(identity.clone());
        sink.line(mark, || ("".into(), one.map(value), other.map(value)));
    }
    let name = |at| left.get(at).map(|identity: &Identity| Value::Identity(identity.clone()).to_string());
    list::order(&pairing, lines, |at| name(at).unwrap_or_default().into(), sink);
}

fn features<S: Sink>(left: &Info, right: &Info, lines: &Lines<'_>, sink: &mut S) {
    let (left, right) = (&left.features, &right.features);
    let mapping = &lines.options.mapping;
    sink.group(lines.kind, Heading::Features, None);
    let mut pairing = Pairing::new(left.len(), right.len(), |one, other| left.get(one) == right.get(other));
    pairing.pass(|at| left.get(at), |at| right.get(at));
    if !mapping.is_empty() {
        pairing.pass(
            |at| left.get(at)?.as_deref().map(|var| mapping.text(Side::Left, var)),
            |at| right.get(at)?.as_deref().map(|var| mapping.text(Side::Right, var)),
        );
    }
    for (one, other) in pairing.lines() {
        let (one, other) = (one.and_then(|at| left.get(at)), other.and_then(|at| right.get(at)));
        let mark = mark_of(one, other, lines.marks, |_, _| true);
        let value = |var: &Option<_>| Value::of(var.as_ref());
        sink.line(mark, || ("".into(), one.map(value), other.map(value)));
    }
    list::order(&pairing, lines, |at| left.get(at).and_then(Clone::clone).unwrap_or_default(), sink);
}
