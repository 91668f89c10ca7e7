use std::{cmp::Ordering, collections::HashSet};

use super::{
    IllFormed,
    mistake::{Mistake, compare, identity, rest, spelled},
};
use crate::disco::reply::{Field, Form, Info};

/// What ends each token, and nothing protects it (XEP-0115 §9.3).
pub(super) const SEPARATOR: char = '<';

/// The string S (XEP-0115 §5.1), or what it becomes by a mistake.
///
/// Of `xml:lang` only a tag on the identity itself counts. The text says no more than "`xml:lang` (if it exists)", and the
/// entity hashes its own list before it is in any stanza: what the identity inherits on the way to us is often put there by a
/// server, which adds the stream's language to a stanza that has none (RFC 6120 §8.1.5). Existing programs read it so, too,
/// and XEP-0390 §4.1 had to say that there it is different. An identity that differs by an inherited tag is therefore
/// believed as well, but said to be so: see [`super::Matched::by_inherited_lang`].
pub(super) fn build(info: &Info, mistake: Option<Mistake>) -> String {
    let mut text = Text { text: String::new(), mistake };
    text.identities(info);
    text.features(info);
    let mut forms = rest(&info.forms, Mistake::FormLeftOut, mistake);
    forms.retain(|form| counts(form, mistake));
    forms.sort_by(|a, b| text.compare(form_type(a).unwrap_or_default(), form_type(b).unwrap_or_default()));
    for form in forms {
        text.form(form);
    }
    if mistake == Some(Mistake::LastSeparatorMissing) {
        let _ = text.text.pop();
    }
    text.text
}

/// What makes the whole reply ill-formed (XEP-0115 §5.4, steps 3.3 to 3.5).
pub(super) fn ill_formed(info: &Info) -> Vec<IllFormed> {
    let mut wrong = Vec::new();
    let mut identities = HashSet::new();
    let mut features = HashSet::new();
    let mut forms = HashSet::new();
    for (index, one) in info.identities.iter().enumerate() {
        if !identities.insert(identity(one, false, None)) {
            wrong.push(IllFormed::IdentityTwice(index));
        }
    }
    for (index, feature) in info.features.iter().enumerate() {
        if feature.as_ref().is_some_and(|feature| !features.insert(feature)) {
            wrong.push(IllFormed::FeatureTwice(index));
        }
    }
    for (index, form) in info.forms.iter().enumerate() {
        if form_type(form).is_some_and(|form_type| !forms.insert(form_type)) {
            wrong.push(IllFormed::FormTwice(index));
        }
        let mut values = form_types(form).flat_map(|field| &field.values);
        let first = values.next();
        if values.any(|value| Some(value) != first) {
            wrong.push(IllFormed::FormTypeDiffers(index));
        }
    }
    wrong
}

/// The fields that should say what the form is; there may be too many.
pub(super) fn form_types(form: &Form) -> impl Iterator<Item = &Field> {
    form.fields.iter().filter(|field| is_form_type(field))
}

fn is_form_type(field: &Field) -> bool {
    field.var.as_deref() == Some("FORM_TYPE")
}

fn form_type(form: &Form) -> Option<&str> {
    form_types(form).flat_map(|field| &field.values).next().map(|value| &**value)
}

/// A form without a hidden `FORM_TYPE` is ignored (XEP-0115 §5.4, step 3.6).
fn counts(form: &Form, mistake: Option<Mistake>) -> bool {
    let hidden = form_types(form).next().is_some_and(|field| field.kind.as_deref() == Some("hidden"));
    match mistake {
        Some(Mistake::FormsIgnored) => false,
        Some(Mistake::FormsNotHidden) => form_type(form).is_some(),
        _ => hidden && form_type(form).is_some(),
    }
}

struct Text {
    text: String,
    mistake: Option<Mistake>,
}

impl Text {
    fn compare(&self, a: &str, b: &str) -> Ordering {
        compare(a, b, self.mistake)
    }

    fn token(&mut self, token: &str) {
        self.text.push_str(&spelled(token, self.mistake));
        self.text.push(SEPARATOR);
    }

    fn identities(&mut self, info: &Info) {
        let identities = rest(&info.identities, Mistake::IdentityLeftOut, self.mistake);
        let mut identities: Vec<_> = identities.into_iter().map(|one| identity(one, false, self.mistake)).collect();
        if matches!(self.mistake, Some(Mistake::IdentitiesSortedAsText | Mistake::SeparatorSorted)) {
            identities.sort_by_cached_key(|parts| parts.join("/"));
        } else {
            identities.sort_by(|a, b| {
                let parts = a.iter().zip(b);
                parts.fold(Ordering::Equal, |order, (a, b)| order.then_with(|| self.compare(a, b)))
            });
        }
        for parts in identities {
            self.token(&parts.join("/"));
        }
    }

    fn features(&mut self, info: &Info) {
        let features = rest(&info.features, Mistake::FeatureLeftOut, self.mistake);
        let mut features: Vec<&str> = features.into_iter().map(|var| var.as_deref().unwrap_or_default()).collect();
        if let Some(Mistake::FeatureMissing(feature)) = self.mistake {
            features.push(feature);
        }
        features.sort_by(|a, b| self.compare(a, b));
        for feature in features {
            self.token(feature);
        }
    }

    fn values<'a>(&self, field: &'a Field) -> Vec<&'a str> {
        let mut values: Vec<&str> = field.values.iter().map(|value| &**value).collect();
        if self.mistake != Some(Mistake::ValuesNotSorted) {
            values.sort_by(|a, b| self.compare(a, b));
        }
        values
    }

    fn form(&mut self, form: &Form) {
        let as_field = self.mistake == Some(Mistake::FormTypeAsField);
        if !as_field {
            self.token(form_type(form).unwrap_or_default());
        }
        let fields = form.fields.iter().filter(|field| as_field || !is_form_type(field));
        let mut fields: Vec<(&str, Vec<&str>)> =
            fields.map(|field| (field.var.as_deref().unwrap_or_default(), self.values(field))).collect();
        fields.sort_by(|(a, a_values), (b, b_values)| match self.mistake {
            Some(Mistake::NotSorted) => Ordering::Equal,
            _ => self.compare(a, b).then_with(|| a_values.cmp(b_values)),
        });
        for (var, values) in fields {
            self.token(var);
            for value in values {
                self.token(value);
            }
        }
    }
}
