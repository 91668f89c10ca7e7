//! Reading data forms (XEP-0004).

use std::sync::Arc;

use super::{
    odd::{keep_alone, keep_unless, keep_words},
    shared, surplus,
};
use crate::disco::{
    intern::intern,
    namespace::{DATA, MEDIA, VALIDATE},
    reply::{At, Extra, Field, Form},
    xml::Element,
};

/// Reads the form that is the `number`th of its reply.
pub fn form(element: Element<'_>, number: usize, extras: &mut Vec<Extra>) -> Form {
    let mut form = Form { kind: shared(element, "type"), ..Form::default() };
    let at = At::Form(number);
    keep_alone(element, at, &["type"], extras);
    for child in element.elements() {
        match (child.name(), child.namespace()) {
            ("title", DATA) if form.title.is_none() => {
                keep_words(child, at, extras);
                form.title = Some(Arc::from(&*child.text()));
            }
            ("instructions", DATA) => {
                keep_words(child, at, extras);
                form.instructions.push(Arc::from(&*child.text()));
            }
            ("field", DATA) => {
                keep_field(child, At::Field { form: number, field: form.fields.len() }, extras);
                form.fields.push(field(child));
            }
            ("reported", DATA) => form.reported.extend(fields(child, at, extras)),
            ("item", DATA) => form.rows.push(fields(child, at, extras)),
            _ => extras.push(Extra { at, ..surplus(child) }),
        }
    }
    let form_type = form.fields.iter().find(|field| field.var.as_deref() == Some("FORM_TYPE"));
    form.form_type = form_type.and_then(|field| field.values.first().cloned());
    form
}

fn fields(element: Element<'_>, at: At, extras: &mut Vec<Extra>) -> Vec<Field> {
    keep_unless(element, at, &[], |child| child.is("field", DATA), extras);
    let fields = element.elements().filter(|child| child.is("field", DATA));
    fields
        .map(|child| {
            keep_field(child, at, extras);
            field(child)
        })
        .collect()
}

/// Options, descriptions and the like belong to forms that are to be filled in; a field that has them is no odd one.
fn keep_field(element: Element<'_>, at: At, extras: &mut Vec<Extra>) {
    let is_known = |child: Element<'_>| {
        matches!(
            (child.name(), child.namespace()),
            ("value" | "option" | "required" | "desc", DATA) | ("media", MEDIA) | ("validate", VALIDATE)
        )
    };
    keep_unless(element, at, &["var", "type", "label"], is_known, extras);
    for value in element.elements().filter(|child| child.is("value", DATA)) {
        keep_words(value, at, extras);
    }
}

fn field(element: Element<'_>) -> Field {
    let values = element.elements().filter(|child| child.is("value", DATA));
    let media = element.elements().filter(|child| child.is("media", MEDIA)).flat_map(Element::elements);
    Field {
        var: shared(element, "var"),
        kind: shared(element, "type"),
        label: shared(element, "label"),
        values: values.map(|value| intern(&value.text())).collect(),
        media: media.filter(|uri| uri.is("uri", MEDIA)).map(|uri| Arc::from(uri.text().trim())).collect(),
    }
}
