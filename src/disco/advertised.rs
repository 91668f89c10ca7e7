//! What we say of ourselves when others ask (XEP-0030): nodes with what they hold, and rules for who hears something else.
//!
//! It may be against the protocol on purpose: whoever tests a client wants to see what that client makes of it. Nothing is
//! sorted, completed or left out on the way from here to the wire.

use std::sync::Arc;

use super::{
    address,
    caps::{CAPS, CAPS_2},
    namespace::{INFO, ITEMS, PING, VERSION},
    reply::{Form, Identity, Info, Item},
    state::Kind,
};

mod answer;
mod caps;
mod check;
pub mod form_type;
mod inquiry;
mod page;
mod read;
mod ruled;
mod served;
mod stanza;
mod write;

pub use answer::{Content, Decision, Question};
pub use caps::Caps;
pub use check::{Preview, Problem};
pub use inquiry::{Inquiry, Told, Wanted};
pub use page::Page;
pub use read::Error;
pub use served::Served;
pub use stanza::{XML_CHARACTERS, is_sendable};

/// All that we say of ourselves.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// Whether it has to keep the rules of the protocol; without that it may be as wrong as somebody wants it.
    pub is_strict: bool,
    /// The `node` of XEP-0115, which names the software.
    pub caps_node: Arc<str>,
    /// The nodes; no two of them have both the same name and the same JID.
    pub nodes: Vec<Node>,
    /// Who hears something else.
    pub rules: Vec<Rule>,
}

/// A node, or what is said when none is named.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Node {
    /// Which of our JIDs has it; none for all of them.
    pub jid: Option<Arc<str>>,
    /// Its name; the main node has none.
    pub name: Option<Arc<str>>,
    /// What it is.
    pub identities: Vec<Identity>,
    /// What it can do.
    pub features: Vec<Arc<str>>,
    /// What else is to be known of it (XEP-0128).
    pub forms: Vec<Form>,
    /// What it lists.
    pub items: Vec<Item>,
}

/// What some hear instead of what all hear.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// Who asks.
    pub who: Who,
    /// Which of our JIDs is asked; none for all of them.
    pub jid: Option<Arc<str>>,
    /// Which node is asked about.
    pub about: About,
    /// disco#info or disco#items; none for both.
    pub kind: Option<Kind>,
    /// What they are told.
    pub then: Then,
    /// How long that takes, in milliseconds.
    pub delay_ms: u64,
}

/// Who asks, the most specific last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// Anybody.
    Anybody,
    /// All JIDs of a domain.
    Domain(Arc<str>),
    /// All clients of a bare JID.
    Bare(Arc<str>),
    /// One full JID.
    Full(Arc<str>),
}

/// Which node is asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// Any, those included that do not exist.
    Anything,
    /// The main node, and the nodes that stand for its hashes.
    Main,
    /// The node of that name.
    Node(Arc<str>),
}

/// What somebody is told.
#[derive(Clone, Debug, PartialEq)]
pub enum Then {
    /// What everybody is told, only later.
    AsUsual,
    /// What the node holds, with these parts in the place of its own.
    Answer(Parts),
    /// An error.
    Error(Refused),
    /// Nothing, ever.
    Silence,
}

/// The parts of an answer that a rule replaces.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parts {
    /// What it is.
    pub identities: Option<Vec<Identity>>,
    /// What it can do.
    pub features: Option<Vec<Arc<str>>>,
    /// What else is to be known of it.
    pub forms: Option<Vec<Form>>,
    /// What it lists.
    pub items: Option<Vec<Item>>,
}

/// An error that somebody gets (RFC 6120 §8.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// `type`.
    pub kind: Arc<str>,
    /// The condition.
    pub condition: Arc<str>,
    /// Words for people.
    pub text: Option<Arc<str>>,
    /// The language of the words.
    pub lang: Option<Arc<str>>,
}

/// Something that is added to a node, which comes into being by that.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    /// An identity.
    Identity(Identity),
    /// A feature.
    Feature(Arc<str>),
    /// A form.
    Form(Form),
    /// An item.
    Item(Item),
}

/// The `node` of XEP-0115 that stands for this program.
pub const CAPS_NODE: &str = "urn:discoscope";
/// Nobody is kept waiting longer than this.
pub const MOST_DELAY_MS: u64 = 600_000;
/// A profile that is longer is not read.
pub const MOST_BYTES: usize = 1 << 20;

impl Default for Profile {
    /// What this program really is and does.
    fn default() -> Self {
        let identity = Identity {
            category: Some("client".into()),
            kind: Some("pc".into()),
            name: Some("Discoscope".into()),
            lang: None,
        };
        let features = [INFO, ITEMS, PING, VERSION, CAPS, CAPS_2].map(Arc::from).to_vec();
        let main = Node { identities: vec![identity], features, ..Node::default() };
        Self { is_strict: true, caps_node: CAPS_NODE.into(), nodes: vec![main], rules: Vec::new() }
    }
}

impl Profile {
    /// The node of that name and JID.
    pub fn node(&self, jid: Option<&str>, name: Option<&str>) -> Option<&Node> {
        self.nodes.iter().find(|node| node.is(jid, name))
    }

    /// Changes the node of that name and JID, which is made if it is not there yet.
    pub fn change_node(&mut self, jid: Option<&str>, name: Option<&str>, change: impl FnOnce(&mut Node)) {
        if !self.nodes.iter().any(|node| node.is(jid, name)) {
            self.nodes.push(Node { jid: jid.map(Arc::from), name: name.map(Arc::from), ..Node::default() });
        }
        if let Some(node) = self.nodes.iter_mut().find(|node| node.is(jid, name)) {
            change(node);
        }
    }

    /// Adds something to a node, which comes into being by that.
    pub fn add(&mut self, jid: Option<&str>, name: Option<&str>, part: Part) {
        self.change_node(jid, name, |node| match part {
            Part::Identity(identity) => node.identities.push(identity),
            Part::Feature(feature) => node.features.push(feature),
            Part::Form(form) => node.forms.push(form),
            Part::Item(item) => node.items.push(item),
        });
    }

    /// What is said of us when no node is named, whichever of our JIDs is asked.
    pub fn main(&self) -> Option<&Node> {
        self.node(None, None)
    }
}

impl Node {
    /// Whether it has that name and JID.
    pub fn is(&self, jid: Option<&str>, name: Option<&str>) -> bool {
        self.jid.as_deref() == jid && self.name.as_deref() == name
    }

    /// What disco#info says of it, as whoever asks reads it.
    pub fn info(&self) -> Info {
        Info {
            node_echoed: self.name.clone(),
            identities: self.identities.clone(),
            features: self.features.iter().cloned().map(Some).collect(),
            forms: self.forms.clone(),
            ..Info::default()
        }
    }

    /// Its name, in words.
    pub fn words(&self) -> String {
        let name = self.name.as_deref().map_or_else(|| "The main node".to_owned(), |name| format!("Node “{name}”"));
        self.jid.as_deref().map_or_else(|| name.clone(), |jid| format!("{name} of {jid}"))
    }
}

impl Who {
    /// Reads `*`, a domain, a bare JID or a full JID.
    pub fn parse(text: &str) -> Result<Self, address::Error> {
        if text == "*" {
            return Ok(Self::Anybody);
        }
        let jid = address::check(text)?;
        let normal: Arc<str> = jid.as_str().into();
        Ok(match (jid.node(), jid.resource()) {
            (_, Some(_)) => Self::Full(normal),
            (Some(_), None) => Self::Bare(normal),
            (None, None) => Self::Domain(normal),
        })
    }

    /// Whether a JID in its normal form is meant.
    pub fn is_meant(&self, jid: &str) -> bool {
        let bare = jid.split('/').next().unwrap_or_default();
        match self {
            Self::Anybody => true,
            Self::Domain(domain) => bare.rsplit('@').next() == Some(domain),
            Self::Bare(wanted) => bare == &**wanted,
            Self::Full(wanted) => jid == &**wanted,
        }
    }

    /// As it is written.
    pub fn text(&self) -> &str {
        match self {
            Self::Anybody => "*",
            Self::Domain(jid) | Self::Bare(jid) | Self::Full(jid) => jid,
        }
    }

    fn rank(&self) -> u8 {
        match self {
            Self::Anybody => 0,
            Self::Domain(_) => 1,
            Self::Bare(_) => 2,
            Self::Full(_) => 3,
        }
    }
}

impl About {
    /// Whether a node that was asked about is meant, which may stand for the main node.
    pub fn is_meant(&self, node: Option<&str>, is_main: bool) -> bool {
        match self {
            Self::Anything => true,
            Self::Main => is_main,
            Self::Node(wanted) => node == Some(wanted),
        }
    }
}

impl Default for Rule {
    /// Everybody is told the usual.
    fn default() -> Self {
        Self { who: Who::Anybody, jid: None, about: About::Anything, kind: None, then: Then::AsUsual, delay_ms: 0 }
    }
}

impl Rule {
    /// Whether it is as narrow as another one, so that the first of them counts where both hold.
    pub fn is_as_narrow_as(&self, other: &Self) -> bool {
        self.rank() == other.rank()
    }

    /// How narrow it is: of two rules that both hold the narrower one counts, of two as narrow the first. Who asks counts most, then
    /// the node, then the question, then which of our JIDs was asked.
    fn rank(&self) -> (u8, bool, bool, bool) {
        (self.who.rank(), self.about != About::Anything, self.kind.is_some(), self.jid.is_some())
    }
}
