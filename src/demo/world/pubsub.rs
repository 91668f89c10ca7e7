//! `pubsub.demo.localhost`: nodes, collections and what was published (XEP-0060, XEP-0248).

use super::{
    entity::{Entity, Item},
    form::Form,
    missing,
};
use crate::{
    demo::{
        answer::Answer,
        question::{Question, refusal},
    },
    disco::{namespace::RSM, state::Kind},
};

const JID: &str = "pubsub.demo.localhost";
const PUBSUB: &str = "http://jabber.org/protocol/pubsub";
const FEATURES: [&str; 12] = [
    "collections",
    "config-node",
    "create-nodes",
    "delete-items",
    "item-ids",
    "meta-data",
    "persistent-items",
    "publish",
    "retrieve-items",
    "retrieve-subscriptions",
    "subscribe",
    "subscription-notifications",
];

enum Content {
    Collection,
    Leaf(&'static [&'static str]),
    Secret,
}

struct Node {
    name: &'static str,
    parent: Option<&'static str>,
    title: &'static str,
    content: Content,
}

const NODES: [Node; 9] = [
    Node { name: "news", parent: None, title: "News (a collection)", content: Content::Collection },
    Node {
        name: "news/releases",
        parent: Some("news"),
        title: "Releases",
        content: Content::Leaf(&["discoscope-0.1.0", "demo-world-1"]),
    },
    Node {
        name: "news/events",
        parent: Some("news"),
        title: "Events",
        content: Content::Leaf(&["2027-01-30-summit", "2027-02-01-fosdem"]),
    },
    Node { name: "news/archive", parent: Some("news"), title: "Archive (a collection)", content: Content::Collection },
    Node {
        name: "news/archive/2025",
        parent: Some("news/archive"),
        title: "News of 2025",
        content: Content::Leaf(&["a", "b", "c"]),
    },
    Node {
        name: "princely_musings",
        parent: None,
        title: "Atom feed of a prince",
        content: Content::Leaf(&[
            "368866411b877c30064a5f62b917cffe",
            "3300659945416e274474e469a1f0154c",
            "4e30f35051b7b8b42abe083742187228",
        ]),
    },
    Node {
        name: "temperature",
        parent: None,
        title: "Temperature of the server room",
        content: Content::Leaf(&["current"]),
    },
    Node { name: "drafts", parent: None, title: "Drafts (nothing published yet)", content: Content::Leaf(&[]) },
    Node { name: "secret", parent: None, title: "Secret (its items are forbidden)", content: Content::Secret },
];

/// The answer to a question.
pub fn answer(question: &Question) -> Answer {
    if question.local().is_some() {
        return missing();
    }
    let Some(node) = question.node() else {
        return service().answer(question);
    };
    match NODES.iter().find(|known| known.name == node) {
        Some(Node { content: Content::Secret, .. }) if question.kind == Kind::Items => {
            refusal("auth", "forbidden", "Only subscribers may see what was published here.")
        }
        Some(node) => entity(node).answer(question),
        None => missing(),
    }
}

fn service() -> Entity {
    Entity::new("pubsub", "service", "News and data")
        .features([PUBSUB, RSM])
        .features(FEATURES.map(|feature| format!("{PUBSUB}#{feature}")))
        .items(children(None))
}

fn entity(node: &Node) -> Entity {
    let (kind, items) = match node.content {
        Content::Collection => ("collection", children(Some(node.name))),
        // What was published is no entity: it bears the service's JID, no node, and its id as the name (XEP-0060 §5.5).
        Content::Leaf(items) => ("leaf", items.iter().map(|id| Item::new(JID, *id)).collect()),
        Content::Secret => ("leaf", Vec::new()),
    };
    Entity::new("pubsub", kind, node.title)
        .features([PUBSUB])
        .form(
            Form::new("http://jabber.org/protocol/pubsub#meta-data")
                .labelled("pubsub#title", "text-single", "A short name for the node", node.title)
                .labelled("pubsub#description", "text-single", "A description of the node", "Made up for the demo")
                .labelled("pubsub#type", "text-single", "Payload type", "http://www.w3.org/2005/Atom")
                .labelled("pubsub#creator", "jid-single", "Who made it", "alice@demo.localhost")
                .labelled("pubsub#creation_date", "text-single", "When", "2026-11-22T10:00:00Z")
                .labelled("pubsub#num_subscribers", "text-single", "Number of subscribers", "42")
                .list("pubsub#owner", &["alice@demo.localhost", "demo@demo.localhost"]),
        )
        .items(items)
}

fn children(parent: Option<&str>) -> Vec<Item> {
    let children = NODES.iter().filter(|node| node.parent == parent);
    children.map(|node| Item::new(JID, node.title).node(node.name)).collect()
}
