//! What we say when others ask us (XEP-0030 §3, RFC 6120 §8.2.3: every get and set is answered).

use crate::disco::{
    namespace::{INFO, ITEMS, PING, STANZAS, VERSION},
    xml::{Element, Read, Stanza, escape},
};

/// The reply to an iq of type get or set; none for any other stanza. A component says as whom it answers.
pub fn reply(stanza: &Stanza, as_whom: Option<&str>) -> Option<String> {
    let kind = stanza.kind.as_deref()?;
    if stanza.name != "iq" || !matches!(kind, "get" | "set") {
        return None;
    }
    let payload = match &stanza.content {
        Read::Whole { document, .. } => document.root().and_then(|root| root.elements().next()),
        Read::Cut { .. } => None,
    };
    let answer = payload.filter(|_| kind == "get").map_or_else(unknown, known);
    let to = stanza.from.as_deref().map(|from| format!(" to='{}'", escape(from))).unwrap_or_default();
    let from = as_whom.map(|from| format!(" from='{}'", escape(from))).unwrap_or_default();
    let id = escape(stanza.id.as_deref().unwrap_or_default()).into_owned();
    Some(match answer {
        Reply::Result(content) => format!("<iq type='result' id='{id}'{from}{to}>{content}</iq>"),
        Reply::Error(echo, condition) => format!(
            "<iq type='error' id='{id}'{from}{to}>{echo}<error type='cancel'><{condition} xmlns='{STANZAS}'/></error></iq>"
        ),
    })
}

enum Reply {
    Result(String),
    Error(String, &'static str),
}

fn unknown() -> Reply {
    Reply::Error(String::new(), "service-unavailable")
}

fn known(payload: Element<'_>) -> Reply {
    match (payload.name(), payload.namespace(), payload.attribute("node")) {
        ("query", space @ (INFO | ITEMS), Some(node)) => {
            Reply::Error(format!("<query xmlns='{space}' node='{}'/>", escape(node)), "item-not-found")
        }
        ("query", INFO, None) => Reply::Result(about_ourselves()),
        ("query", ITEMS, None) => Reply::Result(format!("<query xmlns='{ITEMS}'/>")),
        ("ping", PING, _) => Reply::Result(String::new()),
        ("query", VERSION, _) => Reply::Result(format!(
            "<query xmlns='{VERSION}'><name>Discoscope</name><version>{}</version></query>",
            env!("CARGO_PKG_VERSION")
        )),
        _ => unknown(),
    }
}

fn about_ourselves() -> String {
    let features = [INFO, ITEMS, PING, VERSION].map(|feature| format!("<feature var='{feature}'/>")).concat();
    format!("<query xmlns='{INFO}'><identity category='client' type='pc' name='Discoscope'/>{features}</query>")
}
