//! Trees as a session would have made them: every entity is read from the stanzas that it keeps.
#![allow(dead_code)]

use std::{fmt::Write, sync::Arc, time::Duration};

use discoscope::disco::{
    address::Address,
    intern::intern_reply,
    read,
    reply::{Info, Items, Refusal},
    state::{Answer, Asked, Outcome, Reply, State, Timing},
    tree::Tree,
    xml::{self, Element, Limits, Read},
};
use jiff::Timestamp;

pub const INFO: &str = "http://jabber.org/protocol/disco#info";
pub const ITEMS: &str = "http://jabber.org/protocol/disco#items";

/// When the question number `n` left.
pub fn at(n: u64) -> Timestamp {
    let start: Timestamp = "2026-11-22T10:00:00.123Z".parse().unwrap();
    start + Duration::from_millis(n * 7)
}

pub fn asked(n: u64, address: &Address, namespace: &str) -> Asked {
    let node = address.node.as_deref().map(|node| format!(" node='{}'", xml::escape(node))).unwrap_or_default();
    let request = format!(
        "<iq type='get' id='d{n:x}' to='{}'><query xmlns='{namespace}'{node}/></iq>",
        xml::escape(&address.jid)
    );
    Asked { at: at(n), request_xml: Some((&*request).into()) }
}

pub fn reply<T>(n: u64, address: &Address, namespace: &str, stanza: &str, body: T) -> Reply<T> {
    Reply {
        asked: asked(n, address, namespace),
        took: Duration::from_micros(1200 + n % 1000),
        timing: if n % 11 == 10 { Timing::Late } else { Timing::InTime },
        reply_xml: Some(stanza.into()),
        reply_bytes: stanza.len(),
        body,
    }
}

fn parsed<T>(stanza: &str, lang: Option<&str>, read: impl Fn(Element<'_>) -> T) -> T {
    let Read::Whole { document, .. } = xml::parse(stanza, lang, Limits::default()).unwrap().content else { panic!() };
    read(document.root().unwrap())
}

/// A result to disco#info whose query holds `content`, over a stream of that language.
pub fn info_over(n: u64, address: &Address, content: &str, lang: Option<&str>) -> State<Info> {
    let stanza = result(n, address, INFO, content);
    let body = intern_reply(parsed(&stanza, lang, read::info));
    State::Answered(reply(n, address, INFO, &stanza, body))
}

pub fn info(n: u64, address: &Address, content: &str) -> State<Info> {
    info_over(n, address, content, None)
}

pub fn items(n: u64, address: &Address, content: &str) -> State<Items> {
    let stanza = result(n, address, ITEMS, content);
    let body = intern_reply(parsed(&stanza, None, read::items));
    State::Answered(reply(n, address, ITEMS, &stanza, body))
}

pub fn refused<T>(n: u64, address: &Address, namespace: &str, error: &str) -> State<T> {
    let stanza = format!("<iq type='error' id='d{n:x}' from='{}'>{error}</iq>", xml::escape(&address.jid));
    let body: Arc<Refusal> = Arc::new(parsed(&stanza, None, read::refusal));
    State::Refused(reply(n, address, namespace, &stanza, body))
}

fn result(n: u64, address: &Address, namespace: &str, content: &str) -> String {
    let jid = xml::escape(&address.jid);
    let node = address.node.as_deref().map(|node| format!(" node='{}'", xml::escape(node))).unwrap_or_default();
    format!("<iq type='result' id='d{n:x}' from='{jid}'><query xmlns='{namespace}'{node}>{content}</query></iq>")
}

pub fn take_info(tree: &mut Tree, address: &Address, state: State<Info>) {
    tree.answer(Answer { address: address.clone(), outcome: Outcome::Info(state) });
}

pub fn take_items(tree: &mut Tree, address: &Address, state: State<Items>) {
    tree.answer(Answer { address: address.clone(), outcome: Outcome::Items(state) });
}

/// A server with so many rooms, each fully asked, with 20 features; the server's row is open.
pub fn rooms(count: u64) -> Tree {
    let mut tree = Tree::new();
    let server = Address::new("rooms.example.org");
    let top = tree.add_root(server.clone());
    let mut list = String::new();
    for n in 0..count {
        let _ = write!(list, "<item jid='room-{n}@rooms.example.org' name='Room {n}'/>");
    }
    take_info(&mut tree, &server, info(0, &server, &features("Chat rooms", 0)));
    take_items(&mut tree, &server, items(0, &server, &list));
    let _ = tree.open(top, at(0));
    for n in 0..count {
        let room = Address::new(format!("room-{n}@rooms.example.org"));
        take_info(&mut tree, &room, info(n, &room, &features(&format!("Room {n}"), n)));
        take_items(&mut tree, &room, items(n, &room, ""));
    }
    tree.settle();
    tree
}

/// An identity and twenty features, as rooms have them.
pub fn features(name: &str, n: u64) -> String {
    const FEATURES: [&str; 19] = [
        "http://jabber.org/protocol/disco#info",
        "http://jabber.org/protocol/disco#items",
        "http://jabber.org/protocol/muc",
        "http://jabber.org/protocol/muc#request",
        "http://jabber.org/protocol/muc#stable_id",
        "http://jabber.org/protocol/muc#self-ping-optimization",
        "muc_persistent",
        "muc_public",
        "muc_open",
        "muc_unmoderated",
        "muc_semianonymous",
        "muc_unsecured",
        "urn:xmpp:mam:2",
        "urn:xmpp:mam:2#extended",
        "urn:xmpp:sid:0",
        "urn:xmpp:occupant-id:0",
        "urn:xmpp:ping",
        "vcard-temp",
        "jabber:iq:register",
    ];
    let mut content = format!("<identity category='conference' type='text' name='{name}'/>");
    for feature in FEATURES {
        let _ = write!(content, "<feature var='{feature}'/>");
    }
    let _ = write!(content, "<feature var='urn:example:of:{}'/>", n % 7);
    content
}
