//! `demo.localhost`: the server itself.

use super::{
    caps, commands,
    entity::{Entity, Item},
    form::Form,
    missing, services,
};
use crate::{
    demo::{DOMAIN, answer::Answer, question::Question},
    disco::namespace::{COMMANDS, PING, VERSION},
};

/// The node of the server's capabilities.
pub const NODE: &str = "https://example.org/discoscope/demo";

const FEATURES: [&str; 21] = [
    "http://jabber.org/protocol/pubsub#access-presence",
    "http://jabber.org/protocol/pubsub#auto-create",
    "http://jabber.org/protocol/pubsub#auto-subscribe",
    "http://jabber.org/protocol/pubsub#persistent-items",
    "http://jabber.org/protocol/pubsub#publish",
    "http://jabber.org/protocol/pubsub#publish-options",
    "jabber:iq:last",
    "jabber:iq:private",
    "jabber:iq:register",
    "jabber:iq:roster",
    "msgoffline",
    "urn:xmpp:blocking",
    "urn:xmpp:carbons:2",
    "urn:xmpp:carbons:rules:0",
    "urn:xmpp:extdisco:2",
    "urn:xmpp:invite",
    "urn:xmpp:mam:2",
    "urn:xmpp:push:0",
    "urn:xmpp:time",
    "vcard-temp",
    "vcard-temp:x:update",
];

/// The answer to a question.
pub fn answer(question: &Question) -> Answer {
    let server = entity();
    match question.node() {
        None => server.answer(question),
        Some(node) if node == COMMANDS || commands::is_command(node) => commands::answer(question),
        // Capabilities are a virtual node: it answers info, and lists nothing (XEP-0115 §6.2).
        Some(node) if caps::is_node(node, NODE, &server) => Entity { items: Vec::new(), ..server }.answer(question),
        Some(_) => missing(),
    }
}

/// The server as it is seen without a node.
pub fn entity() -> Entity {
    Entity::new("server", "im", "Discoscope demo server")
        .identity("server", "im", "Discoscope-Vorführserver", "de")
        .identity("pubsub", "pep", "Personal eventing", "")
        .features([COMMANDS, PING, VERSION])
        .features(FEATURES)
        .form(
            Form::new("http://jabber.org/network/serverinfo")
                .list("abuse-addresses", &["mailto:abuse@example.org", "xmpp:abuse@example.org"])
                .list("admin-addresses", &["xmpp:admin@example.org"])
                .list("feedback-addresses", &[])
                .list("security-addresses", &["mailto:security@example.org"])
                .list("support-addresses", &["https://example.org/support", "xmpp:help@rooms.example.org?join"]),
        )
        .form(
            Form::new("urn:xmpp:dataforms:softwareinfo")
                .field("software", "Discoscope demo server")
                .field("software_version", env!("CARGO_PKG_VERSION"))
                .field("os", std::env::consts::OS),
        )
        .items([
            Item::new("rooms.demo.localhost", "Chat rooms"),
            Item::new("pubsub.demo.localhost", "News and data (publish-subscribe)"),
            Item::new(DOMAIN, "Commands for administrators (ad-hoc)").node(COMMANDS),
            Item::new("upload.demo.localhost", services::UPLOAD),
            Item::new("proxy.demo.localhost", services::PROXY),
            Item::new("search.demo.localhost", services::SEARCH),
            Item::new("irc.demo.localhost", "Gateway to IRC"),
            Item::new("mix.demo.localhost", "Channels (MIX)"),
            Item::new("bots.demo.localhost", "Bots"),
            Item::new("demo@demo.localhost", "The account “demo”"),
            Item::new("alice@demo.localhost", "Alice’s account"),
            Item::new("odd.demo.localhost", "Odd entities, for trying"),
        ])
}
