//! Entity capabilities: what is announced, and whether a disco#info reply is what the announcement stands for
//! (XEP-0115, XEP-0390).

use std::sync::Arc;

use base64::{Engine, engine::general_purpose::STANDARD};

use super::{reply::Info, xml::Element};

mod algorithm;
mod hash_input;
mod mistake;
mod separator;
mod verification_string;
mod verify;

pub use algorithm::Algorithm;
pub use mistake::Mistake;
pub use separator::poisonable;
pub use verify::{IllFormed, Matched, Mismatch, NotApplicable, Verdict, verify};

/// The namespace of XEP-0115.
pub const CAPS: &str = "http://jabber.org/protocol/caps";
/// The namespace of XEP-0390, and what its nodes begin with.
pub const CAPS_2: &str = "urn:xmpp:caps";
/// The namespace of hashes (XEP-0300).
pub const HASHES: &str = "urn:xmpp:hashes:2";

/// What an entity announces of itself in its presence or a server in its stream features.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Announced {
    /// A `c` of XEP-0115.
    Version(Version),
    /// A `c` of XEP-0390: hashes of one and the same input.
    Hashes(Vec<Hash>),
}

/// The attributes of a `c` of XEP-0115 (§4) as sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Version {
    /// `node`: the software.
    pub node: Option<Arc<str>>,
    /// `ver`: the hash, or in the legacy format (§13) the software's version.
    pub ver: Option<Arc<str>>,
    /// `hash`: the algorithm; none in the legacy format.
    pub hash: Option<Arc<str>>,
    /// `ext`: feature bundles of the legacy format.
    pub ext: Option<Arc<str>>,
}

/// One `hash` of XEP-0300 as sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hash {
    /// `algo`.
    pub algo: Option<Arc<str>>,
    /// The Base64 text, white space removed.
    pub value: Arc<str>,
}

/// Every `c` that is a child of a presence stanza or of stream features, in wire order.
pub fn announced(stanza: Element<'_>) -> Vec<Announced> {
    let attribute = |element: Element<'_>, name| element.attribute(name).map(Arc::from);
    let announced = stanza.elements().filter(|child| child.name() == "c");
    let announced = announced.filter_map(|c| match c.namespace() {
        CAPS => Some(Announced::Version(Version {
            node: attribute(c, "node"),
            ver: attribute(c, "ver"),
            hash: attribute(c, "hash"),
            ext: attribute(c, "ext"),
        })),
        CAPS_2 => {
            let hashes = c.elements().filter(|child| child.is("hash", HASHES));
            let hashes = hashes.map(|hash| Hash {
                algo: attribute(hash, "algo"),
                value: hash.text().split_ascii_whitespace().collect::<String>().into(),
            });
            Some(Announced::Hashes(hashes.collect()))
        }
        _ => None,
    });
    announced.collect()
}

/// The node that stands for what is announced: `node#ver` (XEP-0115 §6.2) or `urn:xmpp:caps#algo.value` (XEP-0390 §4.3)
/// of the first hash that can be computed here, else of the first; none where a part of it was not sent.
pub fn query_node(announced: &Announced) -> Option<String> {
    match announced {
        Announced::Version(Version { node: Some(node), ver: Some(ver), .. }) => Some(format!("{node}#{ver}")),
        Announced::Version(_) => None,
        Announced::Hashes(hashes) => {
            let known = hashes.iter().find(|hash| hash.algorithm().is_some());
            let hash = known.or(hashes.first())?;
            Some(format!("{CAPS_2}#{}.{}", hash.algo.as_deref()?, hash.value))
        }
    }
}

/// Algorithm and value in a node of XEP-0390; the last dot divides them (§4.3).
pub fn hash_of_node(node: &str) -> Option<(&str, &str)> {
    node.strip_prefix(CAPS_2)?.strip_prefix('#')?.rsplit_once('.')
}

/// Whether a text can be the hash of one of the algorithms in Base64, as the node of XEP-0115 ends in one.
pub fn is_hash(base64: &str) -> bool {
    STANDARD
        .decode(base64)
        .is_ok_and(|octets| Algorithm::ALL.iter().any(|algorithm| algorithm.octets() == octets.len()))
}

/// The string S of a reply that XEP-0115 §5.1 puts through the hash.
pub fn verification_string(info: &Info) -> String {
    verification_string::build(info, None)
}

/// The octets of a reply that XEP-0390 §4.1 puts through the hash; always UTF-8, with control characters between the parts.
pub fn hash_input(info: &Info) -> Result<String, Vec<IllFormed>> {
    let wrong = hash_input::ill_formed(info);
    if wrong.is_empty() { Ok(hash_input::build(info, None)) } else { Err(wrong) }
}

impl Announced {
    /// A set of several hashes as sets of one, so that each can be verified; others stay what they are.
    pub fn each(&self) -> Vec<Self> {
        match self {
            Self::Version(_) => vec![self.clone()],
            Self::Hashes(hashes) => hashes.iter().map(|hash| Self::Hashes(vec![hash.clone()])).collect(),
        }
    }
}

impl Hash {
    /// The algorithm, if it can be computed here.
    pub fn algorithm(&self) -> Option<Algorithm> {
        self.algo.as_deref().and_then(Algorithm::named)
    }
}
