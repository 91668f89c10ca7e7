//! `mix.demo.localhost`: channels of Mediated Information Exchange (XEP-0369).

use super::{
    entity::{Entity, Item},
    missing,
};
use crate::demo::{answer::Answer, question::Question};

const CORE: &str = "urn:xmpp:mix:core:1";
const CHANNELS: [(&str, &str); 3] =
    [("coven", "A dark cave"), ("heath", "Upon the heath"), ("castle", "Inverness, a hall in the castle")];
const NODES: [(&str, &str); 4] = [
    ("urn:xmpp:mix:nodes:info", "Information"),
    ("urn:xmpp:mix:nodes:messages", "Messages"),
    ("urn:xmpp:mix:nodes:participants", "Participants"),
    ("urn:xmpp:mix:nodes:presence", "Presence"),
];

/// The answer to a question.
pub fn answer(question: &Question) -> Answer {
    match (question.local(), question.node()) {
        (None, None) => Entity::new("conference", "mix", "Channels")
            .features([CORE, "urn:xmpp:mix:core:1#searchable", "urn:xmpp:mix:core:1#create-channel"])
            .items(CHANNELS.iter().map(|(local, name)| Item::new(jid(local), *name)))
            .answer(question),
        (Some(local), node) => match CHANNELS.iter().find(|(channel, _)| *channel == local) {
            Some((channel, name)) => in_channel(question, channel, name, node),
            None => missing(),
        },
        _ => missing(),
    }
}

fn in_channel(question: &Question, channel: &str, name: &'static str, node: Option<&str>) -> Answer {
    let entity = Entity::new("conference", "mix", name).features([CORE, "urn:xmpp:mam:2"]);
    let nodes = || NODES.iter().map(|(node, name)| Item::new(jid(channel), *name).node(*node));
    match node {
        None => entity.items([Item::new(jid(channel), "Nodes of this channel").node("mix")]).answer(question),
        // XEP-0369 §6.3: the nodes of a channel are listed below the node `mix`.
        Some("mix") => entity.items(nodes()).answer(question),
        Some(node) => match NODES.iter().find(|(known, _)| *known == node) {
            Some((_, name)) => Entity::new("pubsub", "leaf", *name).answer(question),
            None => missing(),
        },
    }
}

fn jid(channel: &str) -> String {
    format!("{channel}@mix.demo.localhost")
}
