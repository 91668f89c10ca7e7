//! Who asked us what, and what they were told.

use std::{fmt, sync::Arc};

use jiff::Timestamp;
use serde::Serialize;

use crate::disco::{
    namespace::{INFO, ITEMS, PING, VERSION},
    record,
    text::visible_within,
};

/// A question of somebody else and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Inquiry {
    /// When it came.
    #[serde(serialize_with = "instant")]
    pub at: Timestamp,
    /// Who asked, or the beginning of that; none for our server.
    pub from: Option<Arc<str>>,
    /// Which of our JIDs was asked.
    pub to: Option<Arc<str>>,
    /// What was asked.
    #[serde(rename = "question")]
    pub wanted: Wanted,
    /// About which node, or the beginning of its name.
    pub node: Option<Arc<str>>,
    /// What was answered.
    pub told: Told,
    /// The condition of the error that was the answer, if it was one.
    pub condition: Option<Arc<str>>,
    /// Which rule decided, counted from 1; none where everybody is told the same.
    pub rule: Option<usize>,
    /// How long the answer is held back.
    pub delay_ms: u64,
    /// The question, or its beginning.
    pub question_xml: Arc<str>,
    /// The answer, or its beginning; none where there is none.
    pub answer_xml: Option<Arc<str>>,
}

/// What somebody wants to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// disco#info.
    Info,
    /// disco#items.
    Items,
    /// Software version (XEP-0092).
    Version,
    /// Whether we are there (XEP-0199).
    Ping,
    /// Something of that namespace, which we know nothing of.
    Other(Arc<str>),
}

/// What was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Told {
    /// A result.
    Answered,
    /// An error.
    Refused,
    /// Nothing, because a rule wants it so.
    Silence,
    /// Nothing, because too many answers are held back already, or are not taken.
    Dropped,
}

/// No more of a stanza is kept.
const KEPT_BYTES: usize = 16 << 10;
/// No more of a node or a JID is kept; no JID that is one is longer than 3,071 bytes (RFC 7622 §3.1).
const KEPT_NAME_BYTES: usize = 4 << 10;

impl Inquiry {
    /// As much of a stanza as is kept.
    pub fn kept(xml: &str) -> Arc<str> {
        within(xml, KEPT_BYTES)
    }

    /// As much of a node or a JID as is kept.
    pub fn kept_name(name: &str) -> Arc<str> {
        within(name, KEPT_NAME_BYTES)
    }

    /// Who asked, in words.
    pub fn asker(&self) -> &str {
        self.from.as_deref().unwrap_or("our server")
    }

    /// What they were told, in words.
    pub fn told_words(&self) -> String {
        let told = match (self.told, self.condition.as_deref()) {
            (Told::Answered, _) => "answered".to_owned(),
            (Told::Refused, Some(condition)) => format!("refused: {condition}"),
            (Told::Refused, None) => "refused".to_owned(),
            (Told::Silence, _) => "silence".to_owned(),
            (Told::Dropped, _) => "dropped: too many answers wait".to_owned(),
        };
        let delay = if self.delay_ms > 0 { format!(", after {} ms", self.delay_ms) } else { String::new() };
        let rule = self.rule.map(|rule| format!(", by rule {rule}")).unwrap_or_default();
        told + &delay + &rule
    }
}

/// A text of at most so many bytes, or its beginning and a sign that there is more.
fn within(text: &str, most: usize) -> Arc<str> {
    if text.len() <= most {
        return text.into();
    }
    let end = (0..=most).rev().find(|end| text.is_char_boundary(*end)).unwrap_or_default();
    format!("{}…", text.get(..end).unwrap_or_default()).into()
}

fn instant<S: serde::Serializer>(at: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&record::instant(*at))
}

impl Wanted {
    /// What somebody asks for whose query has that namespace.
    pub fn of(namespace: &str) -> Self {
        match namespace {
            INFO => Self::Info,
            ITEMS => Self::Items,
            VERSION => Self::Version,
            PING => Self::Ping,
            other => Self::Other(other.chars().take(200).collect::<String>().into()),
        }
    }
}

impl fmt::Display for Wanted {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Info => formatter.write_str("disco#info"),
            Self::Items => formatter.write_str("disco#items"),
            Self::Version => formatter.write_str("version"),
            Self::Ping => formatter.write_str("ping"),
            Self::Other(namespace) if namespace.is_empty() => formatter.write_str("nothing"),
            Self::Other(namespace) => formatter.write_str(&visible_within(namespace, 80)),
        }
    }
}

impl Serialize for Wanted {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
