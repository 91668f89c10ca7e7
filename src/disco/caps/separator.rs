use super::verification_string::SEPARATOR;
use crate::disco::reply::Info;

/// Where in a reply a string stands; all numbers count from 0 in wire order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// Category, type, language or name of an identity.
    Identity(usize),
    /// The `var` of a feature.
    Feature(usize),
    /// The `var` of a form's field.
    Field {
        /// The form.
        form: usize,
        /// The field.
        field: usize,
    },
    /// A value of a form's field.
    Value {
        /// The form.
        form: usize,
        /// The field.
        field: usize,
        /// The value.
        value: usize,
    },
}

/// The strings that contain what XEP-0115 puts between strings, so that another reply has the same hash (§9.3): `<`
/// anywhere, and `/` in the parts of an identity before its name.
pub fn poisonable(info: &Info) -> Vec<Place> {
    let mut places = Vec::new();
    for (index, identity) in info.identities.iter().enumerate() {
        let lang = identity.lang.as_ref().map(crate::disco::reply::Lang::tag);
        let head = [identity.category.as_ref(), identity.kind.as_ref(), lang];
        let is_ambiguous = head.into_iter().flatten().any(|part| part.contains([SEPARATOR, '/']));
        if is_ambiguous || identity.name.as_ref().is_some_and(|name| name.contains(SEPARATOR)) {
            places.push(Place::Identity(index));
        }
    }
    let features = info.features.iter().enumerate();
    let features = features.filter(|(_, var)| var.as_ref().is_some_and(|var| var.contains(SEPARATOR)));
    places.extend(features.map(|(index, _)| Place::Feature(index)));
    for (form, fields) in info.forms.iter().map(|form| &form.fields).enumerate() {
        for (index, field) in fields.iter().enumerate() {
            if field.var.as_ref().is_some_and(|var| var.contains(SEPARATOR)) {
                places.push(Place::Field { form, field: index });
            }
            let values = field.values.iter().enumerate().filter(|(_, value)| value.contains(SEPARATOR));
            places.extend(values.map(|(value, _)| Place::Value { form, field: index, value }));
        }
    }
    places
}
