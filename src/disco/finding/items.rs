//! Rules about items.

use std::collections::HashSet;

use super::{Rule, Shown, Sink, text};
use crate::disco::{
    address::{self, Address},
    namespace::ITEMS,
    reply::{At, Item, Items},
    state::Entity,
};

/// Checks what a reply to disco#items lists.
pub fn check(items: &Items, entity: &Entity, sink: &mut impl Sink) {
    // Without any feature nothing can be told from the absence of one; "feature-missing" says so.
    let hides =
        |entity: &Entity| entity.info.answer().is_some_and(|info| !info.features.is_empty() && !info.has(ITEMS));
    if !items.items.is_empty() && hides(entity) {
        sink.add(Rule::ItemsNotAdvertised, At::Reply, format_args!("{} items", items.items.len()));
    }
    let own = address::normal_form(&entity.address.jid);
    let mut seen = HashSet::with_capacity(items.items.len());
    for (number, item) in items.items.iter().enumerate() {
        let at = At::Item(number);
        match item.jid.as_deref() {
            None => sink.add(Rule::ItemWithoutJid, at, format_args!("absent")),
            Some("") => sink.add(Rule::ItemWithoutJid, at, format_args!("empty")),
            Some(jid) if !item.valid_jid => sink.add(Rule::ItemJidMalformed, at, format_args!("{}", Shown(jid))),
            Some(jid) => {
                let jid = address::normal_form(jid);
                if jid == own && item.node == entity.address.node {
                    sink.add(Rule::ItemSelf, at, format_args!("{}", address_words(&entity.address)));
                }
                if !seen.insert((jid, item.node.as_deref(), item.name.as_deref())) {
                    sink.add(Rule::ItemDuplicate, at, format_args!("{}", item_words(item)));
                }
            }
        }
        parts(item, at, sink);
    }
}

fn parts(item: &Item, at: At, sink: &mut impl Sink) {
    match item.node.as_deref() {
        Some("") => sink.add(Rule::ItemNodeEmpty, at, format_args!("node=''")),
        Some(node) => text::line(sink, at, "node", node),
        None => {}
    }
    if let Some(action) = &item.action {
        sink.add(Rule::ItemWithAction, at, format_args!("{}", Shown(action)));
    }
    if let Some(name) = &item.name {
        text::name(sink, at, "name", name);
    }
}

fn address_words(address: &Address) -> String {
    match &address.node {
        Some(node) => format!("{} node {}", Shown(&address.jid), Shown(node)),
        None => Shown(&address.jid).to_string(),
    }
}

fn item_words(item: &Item) -> String {
    let jid = Shown(item.jid.as_deref().unwrap_or_default());
    match (item.node.as_deref(), item.name.as_deref()) {
        (Some(node), _) => format!("{jid} node {}", Shown(node)),
        (None, Some(name)) => format!("{jid} “{}”", Shown(name)),
        (None, None) => jid.to_string(),
    }
}
