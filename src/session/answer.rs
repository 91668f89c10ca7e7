//! What we say when others ask us (RFC 6120 §8.2.3: every get and set is answered, unless somebody wants silence).

use std::time::Duration;

use jiff::Timestamp;

use crate::disco::{
    address,
    advertised::{Content, Decision, Inquiry, Page, Question, Served, Told, Wanted},
    namespace::{STANZAS, VERSION},
    state::Kind,
    xml::{Element, Read, Stanza, escape},
};

/// What becomes of a question of somebody else.
#[derive(Debug)]
pub struct Reply {
    /// The stanza to send; none for silence.
    pub xml: Option<String>,
    /// How long it is held back.
    pub delay: Duration,
    /// What is to be told of it.
    pub inquiry: Inquiry,
}

/// What becomes of an iq of type get or set; none of any other stanza.
///
/// `own` is the JID that is meant where the stanza names none, in its normal form; a component says as whom it answers.
pub fn reply(stanza: &Stanza, served: &Served, own: &str, as_whom: Option<&str>) -> Option<Reply> {
    let kind = stanza.kind.as_deref()?;
    if stanza.name != "iq" || !matches!(kind, "get" | "set") {
        return None;
    }
    let (payload, question_xml) = match &stanza.content {
        Read::Whole { document, xml } => (document.root().and_then(|root| root.elements().next()), xml),
        Read::Cut { start, .. } => (None, start),
    };
    let space = payload.map(Element::namespace).unwrap_or_default();
    let Decision { content, rule, delay_ms } =
        payload.filter(|_| kind == "get").map_or_else(unknown, |payload| known(payload, stanza, served, own));
    let (told, condition) = match &content {
        Some(Content::Result(_)) => (Told::Answered, None),
        Some(Content::Error(_, condition)) => (Told::Refused, Some(condition.clone())),
        None => (Told::Silence, None),
    };
    let xml = content.map(|content| write(stanza, &content, as_whom));
    let inquiry = Inquiry {
        at: Timestamp::now(),
        from: stanza.from.as_deref().map(Inquiry::kept_name),
        to: stanza.to.as_deref().map(Inquiry::kept_name),
        wanted: Wanted::of(space),
        node: payload.and_then(|payload| payload.attribute("node")).map(Inquiry::kept_name),
        told,
        condition,
        rule: rule.map(|rule| rule + 1),
        delay_ms,
        question_xml: Inquiry::kept(question_xml),
        answer_xml: xml.as_deref().map(Inquiry::kept),
    };
    Some(Reply { xml, delay: Duration::from_millis(delay_ms), inquiry })
}

fn write(stanza: &Stanza, content: &Content, as_whom: Option<&str>) -> String {
    let to = stanza.from.as_deref().map(|from| format!(" to='{}'", escape(from))).unwrap_or_default();
    let from = as_whom.map(|from| format!(" from='{}'", escape(from))).unwrap_or_default();
    let id = escape(stanza.id.as_deref().unwrap_or_default()).into_owned();
    match content {
        Content::Result(children) => format!("<iq type='result' id='{id}'{from}{to}>{children}</iq>"),
        Content::Error(children, _) => format!("<iq type='error' id='{id}'{from}{to}>{children}</iq>"),
    }
}

fn at_once(content: Content) -> Decision {
    Decision { content: Some(content), rule: None, delay_ms: 0 }
}

fn unknown() -> Decision {
    let condition = "service-unavailable";
    let error = format!("<error type='cancel'><{condition} xmlns='{STANZAS}'/></error>");
    at_once(Content::Error(error, condition.into()))
}

fn known(payload: Element<'_>, stanza: &Stanza, served: &Served, own: &str) -> Decision {
    let kind = match (payload.name(), Wanted::of(payload.namespace())) {
        ("query", Wanted::Info) => Kind::Info,
        ("query", Wanted::Items) => Kind::Items,
        ("ping", Wanted::Ping) => return at_once(Content::Result(String::new())),
        ("query", Wanted::Version) => {
            let version = env!("CARGO_PKG_VERSION");
            let name = "<name>Discoscope</name>";
            let query = format!("<query xmlns='{VERSION}'>{name}<version>{version}</version></query>");
            return at_once(Content::Result(query));
        }
        _ => return unknown(),
    };
    let from = stanza.from.as_deref().map(address::normal_form).unwrap_or_default();
    let to = stanza.to.as_deref().map_or(own.into(), address::normal_form);
    let (node, page) = (payload.attribute("node"), Page::read(payload));
    served.decide(&Question { from: &from, to: &to, kind, node, page })
}
