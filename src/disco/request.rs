//! The stanzas that ask.

use super::{address::Address, namespace, state::Kind, xml::escape};

impl Kind {
    /// The namespace of the question; for what an entity offers besides disco, also its feature.
    pub fn namespace(self) -> &'static str {
        match self {
            Self::Info => namespace::INFO,
            Self::Items => namespace::ITEMS,
            Self::Version => namespace::VERSION,
            Self::Time => namespace::TIME,
            Self::LastActivity => namespace::LAST,
        }
    }

    /// The element that asks.
    pub fn element(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::Info | Self::Items | Self::Version | Self::LastActivity => "query",
        }
    }
}

/// The question as it goes out (XEP-0030 §3.1, §4.1): nothing in it that the protocol does not demand, because stock
/// servers limit the bytes a client may send.
pub fn xml(kind: Kind, address: &Address, id: &str) -> String {
    let node = address.node.as_deref().map(|node| format!(" node='{}'", escape(node))).unwrap_or_default();
    let (to, element, namespace) = (escape(&address.jid), kind.element(), kind.namespace());
    format!("<iq type='get' id='{}' to='{to}'><{element} xmlns='{namespace}'{node}/></iq>", escape(id))
}
