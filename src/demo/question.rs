//! A question of service discovery, as the world is asked it.

use xmpp_parsers::jid::Jid;

use super::answer::Answer;
use crate::disco::{
    namespace::{RSM, STANZAS},
    state::Kind,
    xml::{Element, escape},
};

/// Who asks whom for what.
#[derive(Clone, Debug)]
pub struct Question {
    /// What is wanted.
    pub kind: Kind,
    /// Whom it goes to.
    pub to: Jid,
    /// The node, if there is one.
    pub node: Option<String>,
    /// The full JID of the client.
    pub asker: String,
    /// The page of the list that is wanted (XEP-0059).
    pub page: Option<Page>,
    /// The full JIDs of the clients of the account that is asked, when it is one.
    pub online: Vec<String>,
}

/// A page of a list (XEP-0059 §2).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// At most so many items.
    pub max: Option<usize>,
    /// Those that follow this one.
    pub after: Option<String>,
    /// Those that precede this one; the last ones of all when empty.
    pub before: Option<String>,
}

impl Page {
    /// The `set` inside a query.
    pub fn read(query: Element<'_>) -> Option<Self> {
        let set = query.child("set", RSM)?;
        let text = |name| set.child(name, RSM).map(|child| child.text().into_owned());
        Some(Self {
            max: text("max").and_then(|max| max.trim().parse().ok()),
            after: text("after"),
            before: text("before"),
        })
    }
}

impl Question {
    /// The part before the @.
    pub fn local(&self) -> Option<&str> {
        self.to.node().map(|local| local.as_str())
    }

    /// The domain.
    pub fn domain(&self) -> &str {
        self.to.domain().as_str()
    }

    /// The part after the /.
    pub fn resource(&self) -> Option<&str> {
        self.to.resource().map(|resource| resource.as_str())
    }

    /// The node.
    pub fn node(&self) -> Option<&str> {
        self.node.as_deref()
    }

    /// The account of whoever asks.
    pub fn asker_bare(&self) -> &str {
        self.asker.split_once('/').map_or(self.asker.as_str(), |(bare, _)| bare)
    }

    /// Whether whoever asks has one of the accounts.
    pub fn is_asker_known(&self) -> bool {
        [super::ACCOUNT, super::ALICE]
            .iter()
            .any(|account| self.asker_bare() == format!("{}@{}", account.local, super::DOMAIN))
    }

    /// The `query` element around its content, the node echoed as it must be (XEP-0030 §3.2).
    pub fn query(&self, inner: &str) -> String {
        self.query_with_node(self.node(), inner)
    }

    /// The `query` element with a node of choice.
    pub fn query_with_node(&self, node: Option<&str>, inner: &str) -> String {
        let node = node.map(|node| format!(" node='{}'", escape(node))).unwrap_or_default();
        format!("<query xmlns='{}'{node}>{inner}</query>", self.kind.namespace())
    }

    /// A result with this content of the query.
    pub fn result(&self, inner: &str) -> Answer {
        Answer::result(self.query(inner))
    }
}

/// A plain stanza error (RFC 6120 §8.3.3).
pub fn refusal(kind: &str, condition: &str, text: &str) -> Answer {
    Answer::error(error_xml(kind, condition, text))
}

/// The element of a plain stanza error; `text` may be empty.
pub fn error_xml(kind: &str, condition: &str, text: &str) -> String {
    let text = match text {
        "" => String::new(),
        text => format!("<text xmlns='{STANZAS}' xml:lang='en'>{}</text>", escape(text)),
    };
    format!("<error type='{kind}'><{condition} xmlns='{STANZAS}'/>{text}</error>")
}
