//! Contacts, what presence tells of them, and the places that nobody lists.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

#[path = "contacts/known.rs"]
mod known;
#[path = "contacts/places.rs"]
mod places;
#[path = "contacts/presence.rs"]
mod presence;
#[path = "contacts/roster.rs"]
mod roster;

use std::{sync::Arc, time::Duration};

use discoscope::disco::{
    address::Address,
    known::Known,
    read,
    reply::{Info, Items},
    state::{Asked, Entity, Reply, State, Timing},
    xml::{Document, Limits, Read, parse},
};
use jiff::Timestamp;

fn document(xml: &str) -> (Document, Arc<str>) {
    match parse(xml, None, Limits::default()).expect(xml).content {
        Read::Whole { document, xml } => (document, xml),
        Read::Cut { why, .. } => panic!("{why}"),
    }
}

fn answered<T>(body: T) -> State<T> {
    let asked = Asked { at: Timestamp::UNIX_EPOCH, request_xml: Some("<iq/>".into()) };
    let (took, timing, body) = (Duration::from_millis(1), Timing::InTime, Arc::new(body));
    State::Answered(Reply { asked, took, timing, reply_xml: Some("<iq/>".into()), reply_bytes: 5, body })
}

/// What an entity says that is `category/type` and has these features.
fn info(identities: &[&str], features: &[&str]) -> Info {
    let identities = identities.iter().map(|identity| {
        let (category, kind) = identity.split_once('/').unwrap();
        format!("<identity category='{category}' type='{kind}'/>")
    });
    let features = features.iter().map(|feature| format!("<feature var='{feature}'/>"));
    let content: String = identities.chain(features).collect();
    let iq = format!("<iq><query xmlns='http://jabber.org/protocol/disco#info'>{content}</query></iq>");
    read::info(document(&iq).0.root().unwrap())
}

/// A list of items, each `jid` or `jid#node`.
fn items(list: &[&str]) -> Items {
    let item = |text: &&str| match text.split_once('#') {
        Some((jid, node)) => format!("<item jid='{jid}' node='{node}'/>"),
        None => format!("<item jid='{text}'/>"),
    };
    let content: String = list.iter().map(item).collect();
    let iq = format!("<iq><query xmlns='http://jabber.org/protocol/disco#items'>{content}</query></iq>");
    read::items(document(&iq).0.root().unwrap())
}

fn entity(address: Address, info: State<Info>, items: State<Items>) -> Entity {
    Entity { info, items, ..Entity::new(address) }
}

/// For tables: `address = words`.
fn shown(known: &[Known]) -> Vec<String> {
    known.iter().map(|known| format!("{} = {}", known.address, known.words)).collect()
}
