//! The stanzas that ask.

use super::{
    namespace,
    paging::Portion,
    state::{Kind, Question},
    xml::escape,
};

impl Kind {
    /// The namespace of the question; for what an entity offers besides disco, also its feature.
    pub fn namespace(self) -> &'static str {
        match self {
            Self::Info => namespace::INFO,
            Self::Items | Self::ItemCount => namespace::ITEMS,
            Self::Version => namespace::VERSION,
            Self::Time => namespace::TIME,
            Self::LastActivity => namespace::LAST,
        }
    }

    /// The element that asks.
    pub fn element(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::Info | Self::Items | Self::Version | Self::LastActivity | Self::ItemCount => "query",
        }
    }
}

/// The question as it goes out (XEP-0030 §3.1, §4.1): nothing in it that the protocol does not demand, because stock
/// servers limit the bytes a client may send. A component says who asks, which of a client the server knows.
pub fn xml(question: &Question, id: &str, from: Option<&str>) -> String {
    let Question { kind, address, portion } = question;
    let node = address.node.as_deref().map(|node| format!(" node='{}'", escape(node))).unwrap_or_default();
    let from = from.map(|from| format!(" from='{}'", escape(from))).unwrap_or_default();
    let (to, element, namespace) = (escape(&address.jid), kind.element(), kind.namespace());
    let end = match set(*kind, portion) {
        None => "/>".to_owned(),
        Some(set) => format!("><set xmlns='{}'>{set}</set></{element}>", namespace::RSM),
    };
    format!("<iq type='get' id='{}'{from} to='{to}'><{element} xmlns='{namespace}'{node}{end}</iq>", escape(id))
}

/// What is asked of result set management (XEP-0059 §2): so many items, so many after that one, or their number alone.
fn set(kind: Kind, portion: &Portion) -> Option<String> {
    match (kind, portion) {
        (Kind::ItemCount, _) => Some("<max>0</max>".to_owned()),
        (Kind::Items, Portion::First(max)) => Some(format!("<max>{max}</max>")),
        (Kind::Items, Portion::After(cursor, max)) => {
            Some(format!("<max>{max}</max><after>{}</after>", escape(cursor)))
        }
        _ => None,
    }
}
