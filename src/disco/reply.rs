//! What an entity said: disco#info, disco#items and errors, in wire order, duplicates and gaps kept.

use std::sync::Arc;

use serde::Serialize;

use super::{finding::Judged, intern::Features};

mod extra;
mod paging;

pub use extra::{At, Extra, Odd, QueryShape};
pub use paging::{Page, Paging, Rest, Set};

/// A disco#info result (XEP-0030 §3.1).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Info {
    /// How the query was found.
    pub query: QueryShape,
    /// The `node` of the reply.
    pub node_echoed: Option<Arc<str>>,
    /// Every identity.
    pub identities: Vec<Identity>,
    /// Every feature's `var`; none where the attribute is absent.
    pub features: Features,
    /// Every data form (XEP-0128).
    pub forms: Vec<Form>,
    /// What else stood in the reply.
    pub extras: Vec<Extra>,
}

/// One identity (XEP-0030 §3.1).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identity {
    /// `category`.
    pub category: Option<Arc<str>>,
    /// `type`.
    pub kind: Option<Arc<str>>,
    /// `name`.
    pub name: Option<Arc<str>>,
    /// The language of the name.
    pub lang: Option<Lang>,
}

/// A language tag and where it was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lang {
    /// On the identity itself.
    Own(Arc<str>),
    /// On an ancestor or the stream.
    Inherited(Arc<str>),
}

impl Lang {
    /// The tag.
    pub fn tag(&self) -> &Arc<str> {
        match self {
            Self::Own(tag) | Self::Inherited(tag) => tag,
        }
    }
}

/// A disco#items result (XEP-0030 §4.1).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Items {
    /// How the query was found.
    pub query: QueryShape,
    /// The `node` of the reply.
    pub node_echoed: Option<Arc<str>>,
    /// Every item.
    pub items: Vec<Arc<Item>>,
    /// What result set management says of the list.
    pub paging: Paging,
    /// What else stood in the reply.
    pub extras: Vec<Extra>,
    /// What is known to be wrong with the items.
    pub judged: Judged,
}

/// One item (XEP-0030 §4.1).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Item {
    /// `jid`.
    pub jid: Option<Arc<str>>,
    /// `node`.
    pub node: Option<Arc<str>>,
    /// `name`.
    pub name: Option<Arc<str>>,
    /// `action`, of a feature that was withdrawn (XEP-0030 2.4).
    pub action: Option<Arc<str>>,
    /// Whether `jid` is a JID at all.
    pub valid_jid: bool,
}

/// A data form (XEP-0004 §3).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Form {
    /// The value of `FORM_TYPE`, hidden or not (XEP-0068).
    pub form_type: Option<Arc<str>>,
    /// `type`.
    #[serde(rename = "type")]
    pub kind: Option<Arc<str>>,
    /// `title`.
    pub title: Option<Arc<str>>,
    /// Every `instructions`.
    pub instructions: Vec<Arc<str>>,
    /// Every field.
    pub fields: Vec<Field>,
    /// The columns of a table.
    pub reported: Vec<Field>,
    /// The rows of a table.
    pub rows: Vec<Vec<Field>>,
}

/// A field of a form (XEP-0004 §3.2).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Field {
    /// `var`.
    pub var: Option<Arc<str>>,
    /// `type` as sent, unknown ones too.
    #[serde(rename = "type")]
    pub kind: Option<Arc<str>>,
    /// `label`.
    pub label: Option<Arc<str>>,
    /// Every `value`.
    pub values: Vec<Arc<str>>,
    /// The addresses of media elements (XEP-0221).
    pub media: Vec<Arc<str>>,
}

/// An error reply (RFC 6120 §8.3).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// `type`: auth, cancel, continue, modify, wait, or what was sent instead.
    #[serde(rename = "type")]
    pub kind: Option<Arc<str>>,
    /// The condition's element name, unknown ones too; none when there is none.
    pub condition: Option<Arc<str>>,
    /// Every text.
    pub text: Vec<Text>,
    /// Who raised the error.
    pub by: Option<Arc<str>>,
    /// Application-specific children, as XML.
    pub application: Vec<Arc<str>>,
    /// The numeric `code` of old protocols (XEP-0086).
    pub legacy_code: Option<Arc<str>>,
    /// Where the error was found.
    #[serde(skip)]
    pub place: ErrorPlace,
}

/// Where the `error` of an error reply was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ErrorPlace {
    /// Nowhere.
    #[default]
    Nowhere,
    /// Right inside the stanza, where it belongs.
    InStanza,
    /// Inside the query.
    InQuery,
}

/// A text in a language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Text {
    /// The language in force.
    pub lang: Option<Arc<str>>,
    /// The words.
    pub text: Arc<str>,
}

impl Refusal {
    /// The shortest name of what went wrong: the condition, else that there is none.
    pub fn short(&self) -> &str {
        self.condition.as_deref().unwrap_or("error without condition")
    }
}

impl Info {
    /// The identity that says most about the entity: the first one.
    pub fn primary(&self) -> Option<&Identity> {
        self.identities.first()
    }

    /// Whether a feature is among those advertised.
    pub fn has(&self, feature: &str) -> bool {
        self.features.iter().flatten().any(|var| &**var == feature)
    }
}
