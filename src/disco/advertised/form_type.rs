//! What a form is about (XEP-0068).

use std::sync::Arc;

use crate::disco::reply::Field;

/// The field that says it.
pub const VAR: &str = "FORM_TYPE";

/// The hidden field that says it and nothing else.
pub fn plain(form_type: Arc<str>) -> Field {
    Field { var: Some(VAR.into()), kind: Some("hidden".into()), values: vec![form_type], ..Field::default() }
}

/// Whether a field is such a one.
pub fn is_plain(field: &Field) -> bool {
    field.var.as_deref() == Some(VAR)
        && field.kind.as_deref() == Some("hidden")
        && field.label.is_none()
        && field.values.len() == 1
}

/// What fields say that the form is about.
pub fn of(fields: &[Field]) -> Option<Arc<str>> {
    fields.iter().find(|field| field.var.as_deref() == Some(VAR))?.values.first().cloned()
}
