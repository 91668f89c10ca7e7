//! A record as it stands in the file: names and types, nothing of what they mean.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, de};

use crate::snapshot::text::Text;

/// The longest time that is believed: a hundred years.
const LONGEST_MS: f64 = 100.0 * 366.0 * 86_400_000.0;

/// One entity.
#[derive(Deserialize)]
pub struct Record<'a> {
    #[serde(borrow)]
    pub jid: Text<'a>,
    pub node: Option<Text<'a>>,
    pub info: InfoRecord<'a>,
    pub items: ItemsRecord<'a>,
}

/// What an entity said besides disco.
#[derive(Deserialize)]
pub struct Beside<'a> {
    #[serde(borrow)]
    pub jid: Text<'a>,
    pub node: Option<Text<'a>>,
    pub question: Question,
    #[serde(flatten)]
    pub answer: FactsRecord<'a>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Question {
    Version,
    Time,
    LastActivity,
    ItemCount,
}

macro_rules! answer {
    ($name:ident { $($field:ident: $kind:ty),* }) => {
        #[derive(Deserialize)]
        pub struct $name<'a> {
            pub state: Word,
            pub asked_at: Option<Instant>,
            pub took_ms: Option<Milliseconds>,
            pub late: bool,
            #[serde(borrow)]
            pub node_echoed: Option<Text<'a>>,
            pub extras: Vec<Text<'a>>,
            pub error: Option<ErrorRecord<'a>>,
            pub findings: Vec<FindingRecord<'a>>,
            pub problem: Option<Text<'a>>,
            pub reply_bytes: Option<usize>,
            pub request_xml: Option<Text<'a>>,
            pub reply_xml: Option<Text<'a>>,
            $(pub $field: $kind,)*
        }

        impl<'a> $name<'a> {
            pub fn split(self) -> (Common<'a>, ($($kind,)*)) {
                let Self {
                    state, asked_at, took_ms, late, node_echoed, extras, error, findings, problem, reply_bytes,
                    request_xml, reply_xml, $($field,)*
                } = self;
                let common = Common {
                    state, asked_at, took_ms, late, node_echoed, extras, error, findings, problem, reply_bytes,
                    request_xml, reply_xml, has_langs: false,
                };
                (common, ($($field,)*))
            }
        }
    };
}

answer!(InfoRecord { identities: Vec<IdentityRecord<'a>>, features: Vec<Option<Text<'a>>>, forms: Vec<FormRecord<'a>> });
answer!(ItemsRecord { items: Vec<ItemRecord<'a>>, paging: Option<PagingRecord<'a>> });
answer!(FactsRecord { facts: Vec<(Text<'a>, Text<'a>)> });

/// What all answers have in common.
pub struct Common<'a> {
    pub state: Word,
    pub asked_at: Option<Instant>,
    pub took_ms: Option<Milliseconds>,
    pub late: bool,
    pub node_echoed: Option<Text<'a>>,
    pub extras: Vec<Text<'a>>,
    pub error: Option<ErrorRecord<'a>>,
    pub findings: Vec<FindingRecord<'a>>,
    pub problem: Option<Text<'a>>,
    pub reply_bytes: Option<usize>,
    pub request_xml: Option<Text<'a>>,
    pub reply_xml: Option<Text<'a>>,
    /// Whether a language stands in it: the stanza tells whose it is.
    pub has_langs: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Word {
    NotAsked,
    Waiting,
    Answered,
    Refused,
    TimedOut,
    CutOff,
    Unreadable,
}

#[derive(Deserialize)]
pub struct IdentityRecord<'a> {
    #[serde(borrow)]
    pub category: Option<Text<'a>>,
    #[serde(rename = "type")]
    pub kind: Option<Text<'a>>,
    pub name: Option<Text<'a>>,
    pub lang: Option<Text<'a>>,
}

#[derive(Deserialize)]
pub struct FormRecord<'a> {
    #[serde(borrow)]
    pub form_type: Option<Text<'a>>,
    #[serde(rename = "type")]
    pub kind: Option<Text<'a>>,
    pub title: Option<Text<'a>>,
    pub instructions: Vec<Text<'a>>,
    pub fields: Vec<FieldRecord<'a>>,
    pub reported: Vec<FieldRecord<'a>>,
    pub rows: Vec<Vec<FieldRecord<'a>>>,
}

#[derive(Deserialize)]
pub struct FieldRecord<'a> {
    #[serde(borrow)]
    pub var: Option<Text<'a>>,
    #[serde(rename = "type")]
    pub kind: Option<Text<'a>>,
    pub label: Option<Text<'a>>,
    pub values: Vec<Text<'a>>,
    pub media: Vec<Text<'a>>,
}

/// An item, also of the lists that are kept beside the records.
#[derive(Deserialize)]
pub struct ItemRecord<'a> {
    #[serde(borrow)]
    pub jid: Option<Text<'a>>,
    pub node: Option<Text<'a>>,
    pub name: Option<Text<'a>>,
    pub action: Option<Text<'a>>,
    pub valid_jid: bool,
}

#[derive(Deserialize)]
pub struct PagingRecord<'a> {
    pub count: Option<u64>,
    pub complete: bool,
    #[serde(borrow)]
    pub rest: Option<Text<'a>>,
    pub first_page: Option<PageRecord<'a>>,
    #[serde(default)]
    pub more_pages: Vec<ReplyRecord<'a>>,
}

#[derive(Deserialize)]
pub struct PageRecord<'a> {
    pub max: Option<u32>,
    pub received: usize,
    pub taken: usize,
    #[serde(borrow)]
    pub set: Option<SetRecord<'a>>,
}

#[derive(Deserialize)]
pub struct SetRecord<'a> {
    #[serde(borrow)]
    pub first: Option<Text<'a>>,
    pub index: Option<u64>,
    pub last: Option<Text<'a>>,
    pub count: Option<u64>,
}

#[derive(Deserialize)]
pub struct ReplyRecord<'a> {
    pub asked_at: Instant,
    pub took_ms: Milliseconds,
    pub late: bool,
    #[serde(flatten, borrow)]
    pub page: PageRecord<'a>,
    pub reply_bytes: usize,
    pub request_xml: Option<Text<'a>>,
    pub reply_xml: Option<Text<'a>>,
}

#[derive(Deserialize)]
pub struct ErrorRecord<'a> {
    #[serde(rename = "type", borrow)]
    pub kind: Option<Text<'a>>,
    pub condition: Option<Text<'a>>,
    pub text: Vec<WordsRecord<'a>>,
    pub by: Option<Text<'a>>,
    pub application: Vec<Text<'a>>,
    pub legacy_code: Option<Text<'a>>,
}

#[derive(Deserialize)]
pub struct WordsRecord<'a> {
    #[serde(borrow)]
    pub lang: Option<Text<'a>>,
    pub text: Text<'a>,
}

/// A finding; those of rules that are not known here are passed over.
#[derive(Deserialize)]
pub struct FindingRecord<'a> {
    #[serde(borrow)]
    pub rule: Text<'a>,
    pub detail: Text<'a>,
}

/// A time as RFC 3339 has it.
pub struct Instant(pub Timestamp);

pub struct Milliseconds(pub Duration);

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Text::deserialize(deserializer)?;
        let expected = &"a time such as 2026-11-22T10:00:00.123Z";
        text.parse().map(Self).map_err(|_| de::Error::invalid_value(de::Unexpected::Str(&text), expected))
    }
}

impl<'de> Deserialize<'de> for Milliseconds {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = f64::deserialize(deserializer)?;
        if !(0.0..=LONGEST_MS).contains(&number) {
            let expected = "a number of milliseconds, at most a hundred years";
            return Err(de::Error::invalid_value(de::Unexpected::Float(number), &expected));
        }
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within the range that was checked")]
        Ok(Self(Duration::from_micros((number * 1000.0).round() as u64)))
    }
}
