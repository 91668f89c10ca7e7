use super::{
    IllFormed,
    mistake::{Mistake, compare, identity, rest, spelled},
    verification_string::form_types,
};
use crate::disco::reply::{At, Field, Form, Info, Odd};

const UNIT: char = '\u{1f}';
const RECORD: char = '\u{1e}';
const GROUP: char = '\u{1d}';
const FILE: char = '\u{1c}';

/// The input of the hash functions (XEP-0390 §4.1), or what it becomes by a mistake.
pub(super) fn build(info: &Info, mistake: Option<Mistake>) -> String {
    let writer = Writer { mistake };
    let features = rest(&info.features, Mistake::FeatureLeftOut, mistake);
    let mut features: Vec<String> =
        features.into_iter().map(|var| writer.unit(var.as_deref().unwrap_or_default())).collect();
    if let Some(Mistake::FeatureMissing(feature)) = mistake {
        features.push(writer.unit(feature));
    }
    let identities = rest(&info.identities, Mistake::IdentityLeftOut, mistake);
    let identities = identities.into_iter().map(|one| writer.identity(identity(one, true, mistake))).collect();
    let mut forms = rest(&info.forms, Mistake::FormLeftOut, mistake);
    forms.retain(|_| mistake != Some(Mistake::FormsIgnored));
    let forms = forms.into_iter().map(|form| writer.form(form)).collect();
    let mut input = [features, identities, forms].map(|block| writer.joined(block, FILE)).concat();
    if mistake == Some(Mistake::LastSeparatorMissing) {
        let _ = input.pop();
    }
    input
}

/// What ends the algorithm with an error (XEP-0390 §4.1, steps 1 to 3).
pub(super) fn ill_formed(info: &Info) -> Vec<IllFormed> {
    let is_child = |odd: &Odd| matches!(odd, Odd::Child(..) | Odd::Error(_) | Odd::Query);
    let extras = info.extras.iter().enumerate();
    let children = extras.filter(|(_, extra)| extra.at == At::Reply && extra.odd.iter().any(is_child));
    let mut wrong: Vec<IllFormed> = children.map(|(index, _)| IllFormed::ChildUnknown(index)).collect();
    for (index, form) in info.forms.iter().enumerate() {
        if !form.reported.is_empty() || !form.rows.is_empty() {
            wrong.push(IllFormed::FormWithTable(index));
        }
        wrong.extend(unlike_xep_0068(form).map(|wrong| wrong(index)));
    }
    wrong
}

/// XEP-0068 §3.1: one hidden field `FORM_TYPE` with one value.
fn unlike_xep_0068(form: &Form) -> Option<fn(usize) -> IllFormed> {
    let mut fields = form_types(form);
    let Some(field) = fields.next() else {
        return Some(IllFormed::FormTypeMissing);
    };
    if field.kind.as_deref() != Some("hidden") {
        return Some(IllFormed::FormTypeNotHidden);
    }
    (fields.next().is_some() || field.values.len() != 1).then_some(IllFormed::FormTypeNotOne)
}

#[derive(Clone, Copy)]
struct Writer {
    mistake: Option<Mistake>,
}

impl Writer {
    fn unit(self, text: &str) -> String {
        let mut unit = spelled(text, self.mistake).into_owned();
        unit.push(UNIT);
        unit
    }

    fn identity(self, parts: [&str; 4]) -> String {
        let mut identity = parts.map(|part| self.unit(part)).concat();
        identity.push(RECORD);
        identity
    }

    fn form(self, form: &Form) -> String {
        self.joined(form.fields.iter().map(|field| self.field(field)).collect(), GROUP)
    }

    fn field(self, field: &Field) -> String {
        let mut values: Vec<String> = field.values.iter().map(|value| self.unit(value)).collect();
        if self.mistake != Some(Mistake::ValuesNotSorted) {
            self.sort(&mut values);
        }
        let mut text = self.unit(field.var.as_deref().unwrap_or_default()) + &values.concat();
        text.push(RECORD);
        text
    }

    fn joined(self, mut parts: Vec<String>, end: char) -> String {
        self.sort(&mut parts);
        let mut text = parts.concat();
        text.push(end);
        text
    }

    /// The separators take part in the order: a line feed stands before them in the alphabet.
    fn sort(self, parts: &mut [String]) {
        parts.sort_by(|a, b| compare(a, b, self.mistake));
    }
}
