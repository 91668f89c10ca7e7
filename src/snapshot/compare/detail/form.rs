//! Data forms, field by field.

use std::sync::Arc;

use super::{Lines, Mark, Sink, list, mark_of};
use crate::{
    disco::reply::{Field, Form},
    snapshot::compare::{
        line::{Heading, Value},
        mapping::Side,
        options::Aspect,
        pair::Pairing,
    },
};

/// Compares forms of the same `FORM_TYPE`; of several, and of those without one, the first with the first.
pub fn compare<S: Sink>(left: &[Form], right: &[Form], lines: &Lines<'_>, sink: &mut S) {
    let mapping = &lines.options.mapping;
    let mut pairing = Pairing::new(left.len(), right.len(), |one, other| left.get(one) == right.get(other));
    let form_type =
        |side: Side, form: &Form| form.form_type.as_deref().map(|text| mapping.text(side, text).into_owned());
    let whole = |side: Side, form: &Form| (form_type(side, form), contents(&form.fields, side, lines));
    pairing.pass(
        |at| left.get(at).map(|form| whole(Side::Left, form)),
        |at| right.get(at).map(|form| whole(Side::Right, form)),
    );
    pairing.pass(|at| left.get(at).map(|form| &form.form_type), |at| right.get(at).map(|form| &form.form_type));
    pairing.pass(
        |at| left.get(at).map(|form| form_type(Side::Left, form)),
        |at| right.get(at).map(|form| form_type(Side::Right, form)),
    );
    for (one, other) in pairing.lines() {
        let (one, other) = (one.and_then(|at| left.get(at)), other.and_then(|at| right.get(at)));
        if S::WANTS_ALL || one != other {
            form(one, other, lines, sink);
        }
    }
    if pairing.disorder().is_some() {
        sink.group(lines.kind, Heading::Form, None);
        let name = |at: usize| left.get(at).and_then(|form: &Form| form.form_type.clone()).unwrap_or_default();
        list::order(&pairing, lines, name, sink);
    }
}

fn form<S: Sink>(left: Option<&Form>, right: Option<&Form>, lines: &Lines<'_>, sink: &mut S) {
    let name = [left, right].into_iter().flatten().find_map(|form| form.form_type.as_ref());
    sink.group(lines.kind, Heading::Form, name);
    let kind = |form: &Form| Value::of(form.kind.as_ref());
    let mark = mark_of(left, right, lines.marks, |one, other| one.kind == other.kind);
    sink.line(mark, || ("form".into(), left.map(kind), right.map(kind)));
    let [ours, theirs] = [left, right].map(|form| form.and_then(|form| form.title.as_ref()));
    lines.words("title", ours, theirs, sink);
    let nothing = Form::default();
    let [ours, theirs] = [left, right].map(|form| form.unwrap_or(&nothing));
    for at in 0..ours.instructions.len().max(theirs.instructions.len()) {
        lines.words("instructions", ours.instructions.get(at), theirs.instructions.get(at), sink);
    }
    fields("", &ours.fields, &theirs.fields, lines, sink);
    fields("column ", &ours.reported, &theirs.reported, lines, sink);
    rows(&ours.rows, &theirs.rows, lines, sink);
}

/// Fields of the same name; of several the first with the first, but those with the same values before others.
fn fields<S: Sink>(prefix: &str, left: &[Field], right: &[Field], lines: &Lines<'_>, sink: &mut S) {
    let mapping = &lines.options.mapping;
    let mut pairing = Pairing::new(left.len(), right.len(), |one, other| left.get(one) == right.get(other));
    let whole = |field: &Field| (field.var.clone(), field.values.clone());
    pairing.pass(|at| left.get(at).map(whole), |at| right.get(at).map(whole));
    if !mapping.is_empty() {
        let mapped = |side: Side, field: &Field| {
            let values: Vec<_> = field.values.iter().map(|value| mapping.text(side, value).into_owned()).collect();
            (field.var.clone(), values)
        };
        pairing.pass(
            |at| left.get(at).map(|field| mapped(Side::Left, field)),
            |at| right.get(at).map(|field| mapped(Side::Right, field)),
        );
    }
    pairing.pass(|at| left.get(at).map(|field| &field.var), |at| right.get(at).map(|field| &field.var));
    for (one, other) in pairing.lines() {
        let (one, other) = (one.and_then(|at| left.get(at)), other.and_then(|at| right.get(at)));
        field(prefix, one, other, lines, sink);
    }
    let name = |at: usize| left.get(at).and_then(|field: &Field| field.var.clone()).unwrap_or_default();
    list::order(&pairing, lines, name, sink);
}

fn field<S: Sink>(prefix: &str, left: Option<&Field>, right: Option<&Field>, lines: &Lines<'_>, sink: &mut S) {
    let var = left.or(right).and_then(|field| field.var.as_deref());
    let what = |part: &str| -> Arc<str> { format!("{prefix}{}{part}", var.unwrap_or("(no var)")).into() };
    let is_ignored = var.is_some_and(|var| lines.options.ignores_field(var));
    let mark = mark_of(left, right, lines.marks, |one, other| is_ignored || same_values(one, other, lines));
    let values = |field: &Field| Value::Texts(field.values.clone());
    sink.line(mark, || (what(""), left.map(values), right.map(values)));
    let (Some(left), Some(right)) = (left, right) else { return };
    if left.kind != right.kind {
        let kind = |field: &Field| Some(Value::of(field.kind.as_ref()));
        sink.line(Mark::Changed, || (what(" (type)"), kind(left), kind(right)));
    }
    if !lines.options.same_words(left.label.as_deref(), right.label.as_deref()) {
        let label = |field: &Field| Some(Value::of(field.label.as_ref()));
        sink.line(Mark::Changed, || (what(" (label)"), label(left), label(right)));
    }
    if !(left.media.is_empty() && right.media.is_empty()) {
        let mark = if list::same_texts(&left.media, &right.media, lines) { Mark::Same } else { Mark::Changed };
        let media = |field: &Field| Some(Value::Texts(field.media.clone()));
        sink.line(mark, || (what(" (media)"), media(left), media(right)));
    }
}

/// Whether two fields have the same values. The lines of a long text have an order whatever is ignored.
fn same_values(left: &Field, right: &Field, lines: &Lines<'_>) -> bool {
    let is_text = |field: &Field| field.kind.as_deref() == Some("text-multi");
    if left.values == right.values {
        return true;
    }
    if is_text(left) || is_text(right) || !lines.options.ignores(Aspect::Order) {
        let mut pairs = left.values.iter().zip(&right.values);
        return left.values.len() == right.values.len() && pairs.all(|(one, other)| lines.same_text(one, other));
    }
    list::same_texts(&left.values, &right.values, lines)
}

/// Rows of a table: those that say the same, then those with the same first cell.
fn rows<S: Sink>(left: &[Vec<Field>], right: &[Vec<Field>], lines: &Lines<'_>, sink: &mut S) {
    let mut pairing = Pairing::new(left.len(), right.len(), |one, other| left.get(one) == right.get(other));
    let whole = |side: Side, row: &Vec<Field>| contents(row, side, lines);
    pairing.pass(
        |at| left.get(at).map(|row| whole(Side::Left, row)),
        |at| right.get(at).map(|row| whole(Side::Right, row)),
    );
    let first =
        |side: Side, row: &Vec<Field>| row.first().map(|cell| contents(std::slice::from_ref(cell), side, lines));
    pairing.pass(
        |at| left.get(at).and_then(|row| first(Side::Left, row)),
        |at| right.get(at).and_then(|row| first(Side::Right, row)),
    );
    for (one, other) in pairing.lines() {
        let (one, other) = (one.and_then(|at| left.get(at)), other.and_then(|at| right.get(at)));
        let mark = mark_of(one, other, lines.marks, |one, other| whole(Side::Left, one) == whole(Side::Right, other));
        let value = |row: &Vec<Field>| Value::Row(row.clone());
        sink.line(mark, || ("row".into(), one.map(value), other.map(value)));
    }
    let name = |at: usize| left.get(at).map(|row| Value::Row(row.clone()).to_string()).unwrap_or_default().into();
    list::order(&pairing, lines, name, sink);
}

/// What some fields say, in an order that does not depend on theirs; what is ignored is left out.
fn contents(fields: &[Field], side: Side, lines: &Lines<'_>) -> Vec<(Option<Arc<str>>, Vec<String>)> {
    let ignores = |field: &Field| field.var.as_deref().is_some_and(|var| lines.options.ignores_field(var));
    let values = |field: &Field| {
        let values = field.values.iter().filter(|_| !ignores(field));
        values.map(|value| lines.options.mapping.text(side, value).into_owned()).collect::<Vec<_>>()
    };
    let mut contents: Vec<_> = fields.iter().map(|field| (field.var.clone(), values(field))).collect();
    contents.sort();
    contents
}
