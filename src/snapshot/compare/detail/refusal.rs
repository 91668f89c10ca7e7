//! What two errors say.

use std::sync::Arc;

use super::{Lines, Sink, list, mark_of};
use crate::{
    disco::reply::{ErrorPlace, Refusal, Text},
    snapshot::compare::{
        line::{Heading, Value},
        mapping::Side,
        options::Aspect,
        pair::Pairing,
    },
};

/// Compares part by part.
pub fn compare<S: Sink>(left: Option<&Refusal>, right: Option<&Refusal>, lines: &Lines<'_>, sink: &mut S) {
    if left.is_none() && right.is_none() {
        return;
    }
    sink.group(lines.kind, Heading::Error, None);
    let part = |of: fn(&Refusal) -> &Option<Arc<str>>| {
        [left, right].map(|refusal| refusal.and_then(|refusal| of(refusal).as_ref()))
    };
    let literal = |one: &str, other: &str| one == other;
    let [ours, theirs] = part(|refusal| &refusal.kind);
    lines.text("type", (ours, theirs), None, literal, sink);
    let [ours, theirs] = part(|refusal| &refusal.condition);
    lines.text("condition", (ours, theirs), None, literal, sink);
    let nothing = Refusal::default();
    let [ours, theirs] = [left, right].map(|refusal| refusal.unwrap_or(&nothing));
    texts(&ours.text, &theirs.text, lines, sink);
    list::texts(&ours.application, &theirs.application, "application", lines, sink);
    let [ours, theirs] = part(|refusal| &refusal.legacy_code);
    lines.text("code", (ours, theirs), None, literal, sink);
    let [ours, theirs] = part(|refusal| &refusal.by);
    let mapping = &lines.options.mapping;
    lines.text(
        "by",
        (ours, theirs),
        None,
        |one, other| mapping.jid(Side::Left, one) == mapping.jid(Side::Right, other),
        sink,
    );
    place(left, right, lines, sink);
}

fn texts<S: Sink>(left: &[Text], right: &[Text], lines: &Lines<'_>, sink: &mut S) {
    let mut pairing = Pairing::new(left.len(), right.len(), |one, other| left.get(one) == right.get(other));
    let whole = |text: &Text| (text.lang.clone(), text.text.clone());
    pairing.pass(|at| left.get(at).map(whole), |at| right.get(at).map(whole));
    pairing.pass(|at| left.get(at).map(|text| text.lang.clone()), |at| right.get(at).map(|text| text.lang.clone()));
    for (one, other) in pairing.lines() {
        let (one, other) = (one.and_then(|at| left.get(at)), other.and_then(|at| right.get(at)));
        let mark =
            mark_of(one, other, lines.marks, |one, other| lines.options.same_words(Some(&one.text), Some(&other.text)));
        let mark = lines.unless_ignored(Aspect::Words, mark);
        let value = |text: &Text| Value::Text(text.text.clone());
        let lang = one.or(other).and_then(|text| text.lang.as_deref());
        let what = lang.map_or_else(|| "text".into(), |lang| format!("text [{lang}]").into());
        sink.line(mark, || (what, one.map(value), other.map(value)));
    }
}

/// Where the errors stood, if not where they belong.
fn place<S: Sink>(left: Option<&Refusal>, right: Option<&Refusal>, lines: &Lines<'_>, sink: &mut S) {
    let [ours, theirs] = [left, right].map(|refusal| refusal.map(|refusal| refusal.place));
    let is_usual = [ours, theirs].into_iter().flatten().all(|place| place == ErrorPlace::InStanza);
    if is_usual || !lines.has_stanzas {
        return;
    }
    let words = |place: ErrorPlace| {
        Value::Text(
            match place {
                ErrorPlace::Nowhere => "nowhere",
                ErrorPlace::InStanza => "in the stanza",
                ErrorPlace::InQuery => "in the query",
            }
            .into(),
        )
    };
    let mark = mark_of(ours, theirs, lines.marks, |one, other| one == other);
    sink.line(mark, || ("place".into(), ours.map(words), theirs.map(words)));
}
