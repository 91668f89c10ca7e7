//! Places that an entity does not list but that are known to be there: clients by their presence, and well-known nodes.

use std::sync::Arc;

use super::{
    address::{self, Address},
    namespace::COMMANDS,
    reply::Info,
    state::Entity,
};

/// Somebody to be asked whom no list names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Whom.
    pub address: Address,
    /// What it is, in our words; empty when there is nothing to say.
    pub words: Arc<str>,
}

const MUC: &str = "http://jabber.org/protocol/muc";
const PUBSUB: &str = "http://jabber.org/protocol/pubsub";
const MIX: &str = "urn:xmpp:mix:core:1";

/// The well-known nodes of an entity, as its own answer to disco#info lets expect them, those that it lists left out.
/// The node of the offline messages is never among them: to ask it changes what the server does (XEP-0013 §2.1).
pub fn below(entity: &Entity) -> Vec<Known> {
    let Some(info) = entity.info.answer() else { return Vec::new() };
    if entity.address.node.is_some() {
        return Vec::new();
    }
    let jid = &entity.address.jid;
    let own = entity.address.normal_jid();
    let listed = |node: &str| {
        let mut items = entity.items.answer().into_iter().flat_map(|items| &items.items);
        items.any(|item| {
            item.node.as_deref() == Some(node) && item.jid.as_deref().is_some_and(|jid| address::normal(jid) == own)
        })
    };
    let nodes = nodes(info, jid).into_iter().filter(|(node, _)| !listed(node));
    nodes.map(|(node, words)| Known { address: Address::with_node(jid.clone(), node), words: words.into() }).collect()
}

fn nodes(info: &Info, jid: &str) -> Vec<(&'static str, &'static str)> {
    let is = |category: &str, kind: &str| {
        info.identities.iter().any(|identity| {
            identity.category.as_deref() == Some(category)
                && (kind.is_empty() || identity.kind.as_deref() == Some(kind))
        })
    };
    let mut nodes = Vec::new();
    if info.has(COMMANDS) {
        nodes.push((COMMANDS, "Commands (XEP-0050)"));
    }
    if info.has(MUC) && is("conference", "text") && jid.contains('@') {
        nodes.push(("http://jabber.org/protocol/muc#traffic", "Traffic that the room lets through (XEP-0045)"));
        nodes.push(("x-roomuser-item", "Reserved nickname (XEP-0045)"));
    }
    if info.has(PUBSUB) && is("pubsub", "service") {
        nodes.push(("pubsub/nodes", "All nodes (XEP-0060)"));
    }
    if is("client", "") && info.has(MUC) {
        nodes.push(("http://jabber.org/protocol/muc#rooms", "Rooms it is in (XEP-0045)"));
    }
    if info.has(MIX) && jid.contains('@') {
        nodes.push(("mix", "Channel nodes (XEP-0369)"));
    }
    nodes
}
