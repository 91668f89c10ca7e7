//! Rules about data forms in a reply to disco#info (XEP-0128).

use std::collections::HashSet;

use super::{Rule, Shown, Sink, text};
use crate::disco::reply::{At, Field, Form};

const FORM_TYPE: &str = "FORM_TYPE";
/// The types that a field can have (XEP-0004 §3.3).
pub const TYPES: [&str; 10] = [
    "boolean",
    "fixed",
    "hidden",
    "jid-multi",
    "jid-single",
    "list-multi",
    "list-single",
    "text-multi",
    "text-private",
    "text-single",
];

/// Checks every form.
pub fn check(forms: &[Form], sink: &mut impl Sink) {
    let mut types = HashSet::with_capacity(forms.len());
    for (number, form) in forms.iter().enumerate() {
        let at = At::Form(number);
        match form.kind.as_deref() {
            Some("result") => {}
            Some(kind) => sink.add(Rule::FormNotResult, at, format_args!("{}", Shown(kind))),
            None => sink.add(Rule::FormNotResult, at, format_args!("no type")),
        }
        form_type(form, number, sink);
        if let Some(form_type) = form.form_type.as_deref()
            && !types.insert(form_type)
        {
            sink.add(Rule::FormTypeDuplicate, at, format_args!("{}", Shown(form_type)));
        }
        if let Some(title) = &form.title {
            text::name(sink, at, "title", title);
        }
        for instructions in &form.instructions {
            text::block(sink, at, "instructions", instructions);
        }
        fields(form, number, sink);
    }
}

fn form_type(form: &Form, number: usize, sink: &mut impl Sink) {
    if form.form_type.is_none() {
        sink.add(Rule::FormWithoutFormType, At::Form(number), format_args!("no FORM_TYPE"));
    }
    let mut found: Option<&str> = None;
    for (field_number, field) in form.fields.iter().enumerate() {
        if field.var.as_deref() != Some(FORM_TYPE) {
            continue;
        }
        let at = At::Field { form: number, field: field_number };
        match field.kind.as_deref() {
            Some("hidden") => {}
            Some(kind) => sink.add(Rule::FormTypeNotHidden, at, format_args!("{}", Shown(kind))),
            None => sink.add(Rule::FormTypeNotHidden, at, format_args!("no type")),
        }
        for value in &field.values {
            match found {
                None => found = Some(value),
                Some(first) if first != &**value => {
                    sink.add(Rule::FormTypeConflicting, at, format_args!("{} and {}", Shown(first), Shown(value)));
                    break;
                }
                Some(_) => {}
            }
        }
    }
}

fn fields(form: &Form, number: usize, sink: &mut impl Sink) {
    let mut seen = HashSet::with_capacity(form.fields.len());
    for (field_number, field) in form.fields.iter().enumerate() {
        let at = At::Field { form: number, field: field_number };
        if let Some(var) = field.var.as_deref()
            && !seen.insert(var)
        {
            sink.add(Rule::FormFieldDuplicate, at, format_args!("{}", Shown(var)));
        }
        self::field(field, at, sink);
    }
    for field in form.reported.iter().chain(form.rows.iter().flatten()) {
        self::field(field, At::Form(number), sink);
    }
}

fn field(field: &Field, at: At, sink: &mut impl Sink) {
    if let Some(kind) = field.kind.as_deref()
        && !TYPES.contains(&kind)
    {
        sink.add(Rule::FormFieldUnknownType, at, format_args!("{}", Shown(kind)));
    }
    if let Some(var) = &field.var {
        text::line(sink, at, "field's name", var);
    }
    if let Some(label) = &field.label {
        text::name(sink, at, "label", label);
    }
    for value in &field.values {
        text::block(sink, at, "value", value);
    }
}
