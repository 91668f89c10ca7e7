//! The accounts and the clients that seem to be logged in to them.

use super::{
    caps,
    entity::{Entity, Item},
    form::Form,
    missing,
};
use crate::{
    demo::{
        ACCOUNT, ALICE, Account, DOMAIN,
        answer::Answer,
        question::{Question, refusal},
    },
    disco::{
        namespace::{PING, VERSION},
        state::Kind,
    },
};

const OFFLINE: &str = "http://jabber.org/protocol/offline";
const NODE: &str = "https://example.org/discoscope/demo-client";

struct Client {
    resource: &'static str,
    kind: &'static str,
    software: &'static str,
    os: &'static str,
    features: &'static [&'static str],
}

const CLIENTS: [Client; 5] = [
    Client {
        resource: "desktop",
        kind: "pc",
        software: "Desk Talk",
        os: "Linux",
        features: &["http://jabber.org/protocol/chatstates", "urn:xmpp:jingle:1", "urn:xmpp:receipts"],
    },
    Client {
        resource: "laptop",
        kind: "console",
        software: "Line Talk",
        os: "OpenBSD",
        features: &["http://jabber.org/protocol/chatstates", "jabber:iq:last"],
    },
    Client {
        resource: "phone",
        kind: "phone",
        software: "Pocket Talk",
        os: "Android",
        features: &["eu.siacs.conversations.axolotl.devicelist+notify", "urn:xmpp:jingle:1", "urn:xmpp:receipts"],
    },
    Client { resource: "tablet", kind: "phone", software: "Pocket Talk", os: "iOS", features: &["urn:xmpp:receipts"] },
    Client {
        resource: "web",
        kind: "web",
        software: "Page Talk",
        os: "",
        features: &["urn:xmpp:avatar:metadata+notify"],
    },
];

/// What is published under an account (XEP-0163).
const PEP: [(&str, &str); 4] = [
    ("urn:xmpp:avatar:metadata", "Avatar"),
    ("http://jabber.org/protocol/nick", "Nickname"),
    ("urn:xmpp:bookmarks:1", "Bookmarks"),
    ("http://jabber.org/protocol/tune", "What is playing"),
];

/// The answer to a question for an account or one of its clients.
pub fn answer(question: &Question) -> Answer {
    let account = [ACCOUNT, ALICE].into_iter().find(|account| question.local() == Some(account.local));
    match account {
        Some(account) if question.is_asker_known() => known(question, account),
        // Whether an account exists is told to contacts only (XEP-0030 §8).
        _ if question.kind == Kind::Items && question.resource().is_none() => question.result(""),
        _ => refusal("cancel", "service-unavailable", ""),
    }
}

/// The software of a resource.
pub fn software(resource: &str) -> Option<&'static str> {
    CLIENTS.iter().find(|client| client.resource == resource).map(|client| client.software)
}

/// The answer of a client.
pub fn client(question: &Question, resource: &str) -> Answer {
    let Some(client) = CLIENTS.iter().find(|client| client.resource == resource) else {
        return refusal("cancel", "service-unavailable", "");
    };
    let entity = Entity::new("client", client.kind, client.software)
        .features(["http://jabber.org/protocol/caps", "http://jabber.org/protocol/muc", PING, VERSION])
        .features(client.features.iter().copied())
        .form(
            Form::new("urn:xmpp:dataforms:softwareinfo")
                .field("software", client.software)
                .field("software_version", "1.0")
                .field("os", client.os),
        );
    match question.node() {
        None => entity.answer(question),
        Some(node) if caps::is_node(node, NODE, &entity) => entity.answer(question),
        Some(_) => missing(),
    }
}

fn known(question: &Question, account: Account) -> Answer {
    if let Some(resource) = question.resource() {
        return if is_seen(account, resource) {
            client(question, resource)
        } else {
            refusal("cancel", "service-unavailable", "No client of that resource is connected.")
        };
    }
    match question.node() {
        None => entity(question, account).answer(question),
        Some(OFFLINE) => offline().answer(question),
        Some(node) => match PEP.iter().find(|(known, _)| *known == node) {
            Some((_, name)) => Entity::new("pubsub", "leaf", *name).answer(question),
            None => missing(),
        },
    }
}

fn entity(question: &Question, account: Account) -> Entity {
    let jid = format!("{}@{DOMAIN}", account.local);
    let name = if account == ALICE { "Alice" } else { "Demo" };
    let seen = CLIENTS.iter().filter(|client| is_seen(account, client.resource));
    let clients = seen.map(|client| {
        let ver = format!("{} ({})", client.software, client.resource);
        Item::new(format!("{jid}/{}", client.resource), ver)
    });
    let online = question.online.iter().map(|full| {
        let name = if *full == question.asker { "This very client" } else { "A client that is connected now" };
        Item::new(full.clone(), name)
    });
    let offline = (account == ACCOUNT).then(|| {
        Item::new(jid.clone(), "Offline messages (asking for them has a side effect: XEP-0013)").node(OFFLINE)
    });
    Entity::new("account", "registered", name)
        .identity("pubsub", "pep", "", "")
        .features(["http://jabber.org/protocol/pubsub#publish", "urn:xmpp:mam:2", "urn:xmpp:bookmarks:1#compat"])
        .items(PEP.iter().map(|(node, name)| Item::new(jid.clone(), *name).node(*node)))
        .items(clients)
        .items(online)
        .items(offline)
}

fn is_seen(account: Account, resource: &str) -> bool {
    let resources: &[&str] = if account == ALICE { &["desktop", "laptop", "tablet", "web"] } else { &["phone"] };
    resources.contains(&resource)
}

fn offline() -> Entity {
    Entity::new("automation", "message-list", "Offline messages")
        .features([OFFLINE])
        .form(Form::new(OFFLINE).field("number_of_messages", "0"))
}
