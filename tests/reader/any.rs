//! Whatever a reply is made of: nothing panics, the record is JSON, what was read can be written back.

use std::{fmt::Write, sync::Arc};

use discoscope::disco::{
    address::Address,
    read,
    state::{Entity, State},
    xml::{Child, Element, pretty},
};
use proptest::{
    prelude::*,
    sample::{Index, select},
};

use crate::{
    document,
    record::{json, reply, unanswered},
};

const NAMES: &[&str] = &[
    "query",
    "identity",
    "feature",
    "item",
    "x",
    "field",
    "value",
    "reported",
    "title",
    "instructions",
    "set",
    "first",
    "count",
    "error",
    "text",
    "gone",
    "media",
    "uri",
    "Ünï-1.x",
    "_",
];
const SPACES: &[&str] = &[
    crate::INFO,
    crate::ITEMS,
    "jabber:x:data",
    "http://jabber.org/protocol/rsm",
    "urn:ietf:params:xml:ns:xmpp-stanzas",
    "urn:xmpp:media-element",
    "jabber:client",
    "urn:odd'&quot;",
    "",
];
const ATTRIBUTES: &[&str] = &[
    "node",
    "jid",
    "name",
    "var",
    "category",
    "type",
    "label",
    "index",
    "by",
    "code",
    "action",
    "xml:lang",
    "p:jid",
    "q:jid",
    "xml:space",
];
const TEXTS: &[&str] = &[
    "",
    " ",
    "a",
    "0",
    "2",
    "18446744073709551616",
    "-1",
    "a@b@c",
    "rooms.example",
    "FORM_TYPE",
    "en",
    "\u{202e}abc",
    "]]>",
    "\r\n\t",
    "&<>'\"",
];

#[derive(Clone, Debug)]
enum Node {
    Text(String),
    Element { name: usize, space: usize, attributes: Vec<(usize, String)>, children: Vec<Node> },
}

fn text() -> impl Strategy<Value = String> {
    let any = prop::collection::vec(any::<char>(), 0..6)
        .prop_map(|text| text.into_iter().filter(|character| is_allowed(*character)).collect());
    prop_oneof![3 => select(TEXTS).prop_map(str::to_owned), 1 => any]
}

/// XML 1.0 §2.2.
fn is_allowed(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..)
}

fn node() -> impl Strategy<Value = Node> {
    let leaf = prop_oneof![text().prop_map(Node::Text), element(Just(Vec::new()))];
    leaf.prop_recursive(5, 40, 6, |inner| element(prop::collection::vec(inner, 0..6)))
}

fn element(children: impl Strategy<Value = Vec<Node>>) -> impl Strategy<Value = Node> {
    let attributes = prop::collection::vec((0..ATTRIBUTES.len(), text()), 0..4).prop_map(|mut list| {
        list.sort_by_key(|(name, _)| *name);
        list.dedup_by_key(|(name, _)| *name);
        list
    });
    (any::<Index>(), any::<Index>(), attributes, children).prop_map(|(name, space, attributes, children)| {
        let (name, space) = (name.index(NAMES.len()), space.index(SPACES.len()));
        Node::Element { name, space, attributes, children }
    })
}

/// Every character but the plainest as a reference, so that the source itself leaves nothing to chance.
fn quoted(text: &str) -> String {
    text.chars().fold(String::new(), |mut quoted, character| {
        if character.is_ascii_alphanumeric() {
            quoted.push(character);
        } else {
            let _ = write!(quoted, "&#x{:X};", character as u32);
        }
        quoted
    })
}

fn source(node: &Node) -> String {
    match node {
        Node::Text(text) => quoted(text),
        Node::Element { name, space, attributes, children } => {
            let attributes =
                attributes.iter().map(|(name, value)| format!(" {}='{}'", ATTRIBUTES[*name], quoted(value)));
            let attributes = attributes.collect::<Vec<_>>().concat();
            let inner: String = children.iter().map(source).collect();
            let (name, space) = (NAMES[*name], quoted(SPACES[*space]));
            format!("<{name} xmlns='{space}' xmlns:p='urn:p' xmlns:q='urn:q'{attributes}>{inner}</{name}>")
        }
    }
}

/// An element as nothing but what it means.
fn meaning(element: Element<'_>) -> String {
    let mut attributes: Vec<_> = element.attributes().collect();
    attributes.sort_unstable();
    let children = element.children().map(|child| match child {
        Child::Element(child) => meaning(child),
        Child::Text(text) => format!("{text:?}"),
    });
    let children: Vec<_> = children.collect();
    format!("({:?} {:?} {attributes:?} {children:?})", element.namespace(), element.name())
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: ProptestConfig::default().cases.max(600),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]
    #[test]
    fn any_reply_is_read_recorded_and_written_back(
        children in prop::collection::vec(node(), 0..4),
        lang in prop::option::of(text()),
    ) {
        let xml = format!("<iq type='result' id='d1'>{}</iq>", children.iter().map(source).collect::<Vec<_>>().concat());
        let document = document(&xml, lang.as_deref());
        let iq = document.root().unwrap();

        let (info, items, refusal) = (read::info(iq), read::items(iq), Arc::new(read::refusal(iq)));
        let extras = info.extras.iter().chain(&items.extras).cloned().map(std::sync::Arc::from);
        let extras: Vec<std::sync::Arc<str>> = extras.chain(refusal.application.iter().cloned()).collect();
        let mut entity = Entity::new(Address::new("a.example"));
        entity.info = State::Answered(reply(Arc::new(info)));
        entity.items = State::Answered(reply(Arc::new(items)));
        let _ = json(&entity);
        for (info, items) in unanswered(&refusal).into_iter().zip(unanswered(&refusal)) {
            let _ = json(&Entity { info, items, ..entity.clone() });
        }

        let written = iq.to_xml();
        let again = crate::document(&written, lang.as_deref());
        prop_assert_eq!(meaning(again.root().unwrap()), meaning(iq), "{}", written);
        for extra in extras {
            prop_assert!(crate::document(&extra, None).root().is_some());
        }
        let _ = crate::document(&pretty(iq), None);
    }
}
