//! The fields of a form. What is not written here, such as columns and rows, stays as it is.

use super::{lines::written, sendable};
use crate::disco::{
    advertised::form_type,
    reply::{Field, Form},
};

/// A change of a form's fields, which are counted from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldEdit {
    /// One more field.
    Add,
    /// A field goes.
    Remove(usize),
    /// Something of a field is written.
    Write(usize, FieldValue, String),
    /// One more value.
    AddValue(usize),
    /// A value goes.
    RemoveValue(usize, usize),
}

/// Something of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FieldValue {
    /// `var`.
    Var,
    /// `type`.
    Type,
    /// `label`.
    Label,
    /// One of its values, from 0.
    Value(usize),
}

/// A form that says nothing yet.
pub fn blank_form() -> Form {
    Form { kind: Some("result".into()), ..Form::default() }
}

/// Whether a field of a form has a line; the first one need not if it only says what the form is about.
pub fn is_shown(number: usize, field: &Field) -> bool {
    number > 0 || !form_type::is_plain(field)
}

/// Makes a change.
pub fn change(form: &mut Form, edit: FieldEdit) {
    match edit {
        FieldEdit::Add => form.fields.push(Field::default()),
        FieldEdit::Remove(number) if number < form.fields.len() => drop(form.fields.remove(number)),
        FieldEdit::Write(number, value, text) => {
            if let Some(field) = form.fields.get_mut(number) {
                write(field, value, &sendable(&text));
            }
        }
        FieldEdit::AddValue(number) => {
            if let Some(field) = form.fields.get_mut(number) {
                field.values.push("".into());
            }
        }
        FieldEdit::RemoveValue(number, value) => {
            if let Some(field) = form.fields.get_mut(number).filter(|field| value < field.values.len()) {
                let _ = field.values.remove(value);
            }
        }
        FieldEdit::Remove(_) => {}
    }
    form.form_type = form_type::of(&form.fields);
}

fn write(field: &mut Field, value: FieldValue, text: &str) {
    match value {
        FieldValue::Var => field.var = written(text),
        FieldValue::Type => field.kind = written(text),
        FieldValue::Label => field.label = written(text),
        // An empty line among others says something, one alone does not.
        FieldValue::Value(0) if field.values.len() < 2 => field.values = written(text).into_iter().collect(),
        FieldValue::Value(number) => {
            if let Some(value) = field.values.get_mut(number) {
                *value = text.into();
            }
        }
    }
}

/// Writes what a form is about, into the field that says so.
pub fn write_form_type(form: &mut Form, text: &str) {
    let fields = &mut form.fields;
    let number = fields.iter().position(|field| field.var.as_deref() == Some(form_type::VAR));
    match number.and_then(|number| Some((number, fields.get_mut(number)?))) {
        Some((0, field)) if text.is_empty() && form_type::is_plain(field) => drop(fields.remove(0)),
        Some((_, field)) if text.is_empty() => field.values = field.values.iter().skip(1).cloned().collect(),
        Some((_, field)) => match field.values.first_mut() {
            Some(value) => *value = text.into(),
            None => field.values.push(text.into()),
        },
        None if text.is_empty() => {}
        None => fields.insert(0, form_type::plain(text.into())),
    }
    form.form_type = form_type::of(&form.fields);
}
