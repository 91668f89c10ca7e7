//! What a stream is made of, and what can be wrong with it.

use std::sync::Arc;

use super::Document;

/// How much of one stanza is read before the rest of it is passed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Elements nested in each other, the stanza itself counted.
    pub depth: usize,
    /// Bytes of the whole stanza.
    pub bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { depth: 128, bytes: 64 << 20 }
    }
}

/// A piece of the stream.
#[derive(Debug)]
pub enum Part {
    /// The peer opened its stream.
    Header(Header),
    /// A whole first-level element.
    Stanza(Stanza),
    /// The peer closed its stream.
    Footer,
}

/// What the peer says when it opens its stream (RFC 6120 §4.7).
#[derive(Clone, Debug, Default)]
pub struct Header {
    /// Whether the root really is `stream` in the streams namespace.
    pub is_stream: bool,
    /// The peer's name for itself.
    pub from: Option<String>,
    /// Whom the peer addresses.
    pub to: Option<String>,
    /// The stream's id.
    pub id: Option<String>,
    /// The default language of everything in the stream.
    pub lang: Option<Arc<str>>,
}

/// A first-level element: its header is always known, its content only within the limits.
#[derive(Debug)]
pub struct Stanza {
    /// `iq`, `message`, `presence` or another name.
    pub name: String,
    /// The namespace of that name.
    pub namespace: String,
    /// `id` as sent.
    pub id: Option<String>,
    /// `from` as sent.
    pub from: Option<String>,
    /// `to` as sent.
    pub to: Option<String>,
    /// `type` as sent.
    pub kind: Option<String>,
    /// Its length on the wire.
    pub bytes: usize,
    /// The content.
    pub content: Read,
}

/// The content of a stanza, or why it was passed over.
#[derive(Debug)]
pub enum Read {
    /// All of it.
    Whole {
        /// The element.
        document: Document,
        /// The bytes as they came.
        xml: Arc<str>,
    },
    /// It broke a limit.
    Cut {
        /// Which one.
        why: Unreadable,
        /// The first bytes, to show.
        start: Arc<str>,
    },
}

/// Why a stanza was passed over although it is well-formed XML.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// More elements nested in each other than [`Limits::depth`].
    #[error("nested deeper than {0} elements")]
    TooDeep(usize),
    /// Longer than [`Limits::bytes`].
    #[error("longer than {0} bytes")]
    TooLarge(usize),
}

impl std::str::FromStr for Unreadable {
    type Err = ();

    fn from_str(words: &str) -> Result<Self, ()> {
        let number: usize = words.split(' ').find_map(|word| word.parse().ok()).ok_or(())?;
        let known = [Self::TooDeep(number), Self::TooLarge(number)];
        known.into_iter().find(|unreadable| unreadable.to_string() == words).ok_or(())
    }
}

/// Why the stream cannot be read any further.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Problem {
    /// The bytes are no well-formed XML of the kind XMPP allows (RFC 6120 §11).
    #[error("the XML is not well-formed: {0}")]
    Xml(rxml::Error),
    /// One stanza grew beyond what even skipping it may cost.
    #[error("a single stanza is longer than {0} bytes")]
    Endless(usize),
    /// The bytes end before the element does.
    #[error("the XML ends in the middle of an element")]
    Unfinished,
}

impl Stanza {
    /// The stanza that was read as a whole.
    pub(super) fn of(document: Document, bytes: usize) -> Self {
        let xml = document.raw.clone();
        let root = document.root();
        let attribute = |name| root.and_then(|root| root.attribute(name)).map(str::to_owned);
        Self {
            name: root.map(|root| root.name().to_owned()).unwrap_or_default(),
            namespace: root.map(|root| root.namespace().to_owned()).unwrap_or_default(),
            id: attribute("id"),
            from: attribute("from"),
            to: attribute("to"),
            kind: attribute("type"),
            bytes,
            content: Read::Whole { xml, document },
        }
    }
}
