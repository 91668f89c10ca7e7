use std::{collections::HashMap, sync::LazyLock};

use super::{
    table::{Document, document, lines},
    words,
};
use crate::disco::{address, reply::Field};

/// What is known of a field of a well-known form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FormField {
    /// What it says, in our words.
    pub label: &'static str,
    /// What its values are.
    pub kind: Kind,
    /// The document that defines it.
    pub document: Option<Document>,
}

/// What a value is, and so how it reads best.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Words, or something that only its sender understands.
    Text,
    /// A number.
    Number,
    /// A number of bytes.
    Size,
    /// A number of seconds.
    Seconds,
    /// A point in time (XEP-0082).
    Date,
    /// Yes or no.
    Boolean,
    /// The address of a person or service: a URI of mail, XMPP, telephone or the web.
    Address,
    /// A JID.
    Jid,
    /// A URI.
    Uri,
}

/// A value made readable; the raw one stays in its field at the same place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Readable {
    /// The value in words; as it was sent where it is not what its field should hold.
    pub words: String,
    /// What it is.
    pub kind: Kind,
    /// The URI that leads there.
    pub link: Option<String>,
}

/// The fields of each form.
static FIELDS: LazyLock<HashMap<(&'static str, &'static str), FormField>> = LazyLock::new(|| {
    let lines = lines(include_str!("../../../assets/registry/forms.tsv"));
    let fields = lines.map(|[form_type, var, kind, number, label]| {
        ((form_type, var), FormField { label, kind: Kind::named(kind), document: document(number) })
    });
    fields.collect()
});

/// Fields whose name says which form they are of, whatever form they stand in.
static UNIQUE: LazyLock<HashMap<&'static str, FormField>> = LazyLock::new(|| {
    let fields = FIELDS.iter().filter(|((_, var), _)| var.contains('#'));
    fields.map(|((_, var), field)| (*var, *field)).collect()
});

/// What a field means in the form of that `FORM_TYPE`.
pub fn form_field(form_type: &str, var: &str) -> Option<FormField> {
    FIELDS.get(&(form_type, var)).or_else(|| UNIQUE.get(var)).copied()
}

/// Every value of a field in words, one for one, in their order.
pub fn readable(form_type: Option<&str>, field: &Field) -> Vec<Readable> {
    let known = field.var.as_deref().and_then(|var| form_field(form_type.unwrap_or_default(), var));
    let kind = known.map_or_else(|| Kind::of(field.kind.as_deref()), |known| known.kind);
    field.values.iter().map(|value| kind.read(value)).collect()
}

impl Kind {
    fn named(name: &str) -> Self {
        match name {
            "number" => Self::Number,
            "size" => Self::Size,
            "seconds" => Self::Seconds,
            "date" => Self::Date,
            "boolean" => Self::Boolean,
            "address" => Self::Address,
            "jid" => Self::Jid,
            "uri" => Self::Uri,
            _ => Self::Text,
        }
    }

    /// What the type of a field tells of its values (XEP-0004 §3.3).
    fn of(field_type: Option<&str>) -> Self {
        match field_type {
            Some("boolean") => Self::Boolean,
            Some("jid-single" | "jid-multi") => Self::Jid,
            _ => Self::Text,
        }
    }

    fn read(self, value: &str) -> Readable {
        let trimmed = value.trim();
        let words = match self {
            Self::Text | Self::Address | Self::Jid | Self::Uri => None,
            Self::Number => trimmed.parse().ok().map(words::number),
            Self::Size => trimmed.parse().ok().map(words::size),
            Self::Seconds => trimmed.parse().ok().map(words::seconds),
            Self::Date => words::date(trimmed),
            Self::Boolean => words::boolean(trimmed),
        };
        match words {
            Some(words) => Readable { words: words.into_owned(), kind: self, link: None },
            None => self.linked(value, trimmed),
        }
    }

    /// What leads somewhere; anything that does not is text.
    fn linked(self, value: &str, trimmed: &str) -> Readable {
        let linked = match self {
            Self::Address | Self::Uri => words::scheme(trimmed).map(|(scheme, rest)| {
                let is_jid = scheme == "xmpp" && self == Self::Address;
                let words = match scheme {
                    "xmpp" if is_jid => rest.split(['?', '#']).next().unwrap_or(rest),
                    "mailto" | "tel" if self == Self::Address => rest,
                    _ => trimmed,
                };
                let kind = if is_jid { Self::Jid } else { self };
                Readable { words: words.to_owned(), kind, link: Some(trimmed.to_owned()) }
            }),
            Self::Jid => address::check(trimmed).is_ok().then(|| Readable {
                words: value.to_owned(),
                kind: self,
                link: Some(words::jid_uri(trimmed)),
            }),
            _ => None,
        };
        linked.unwrap_or_else(|| Readable { words: value.to_owned(), kind: Self::Text, link: None })
    }
}
