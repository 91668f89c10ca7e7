use super::verification_string::SEPARATOR;
use crate::disco::reply::{At, Info, Lang};

/// The lines with strings that contain what XEP-0115 puts between strings, so that another reply has the same hash (§9.3): `<`
/// anywhere, and `/` in the parts of an identity before its name.
pub fn poisonable(info: &Info) -> Vec<At> {
    let mut places = Vec::new();
    for (index, identity) in info.identities.iter().enumerate() {
        let lang = identity.lang.as_ref().map(Lang::tag);
        let head = [identity.category.as_ref(), identity.kind.as_ref(), lang];
        let is_ambiguous = head.into_iter().flatten().any(|part| part.contains([SEPARATOR, '/']));
        if is_ambiguous || identity.name.as_ref().is_some_and(|name| name.contains(SEPARATOR)) {
            places.push(At::Identity(index));
        }
    }
    let features = info.features.iter().enumerate();
    let features = features.filter(|(_, var)| var.as_ref().is_some_and(|var| var.contains(SEPARATOR)));
    places.extend(features.map(|(index, _)| At::Feature(index)));
    for (form, fields) in info.forms.iter().map(|form| &form.fields).enumerate() {
        for (index, field) in fields.iter().enumerate() {
            if field.var.iter().chain(&field.values).any(|text| text.contains(SEPARATOR)) {
                places.push(At::Field { form, field: index });
            }
        }
    }
    places
}
