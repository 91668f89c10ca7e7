//! Rules about items.

use std::{
    collections::{HashMap, hash_map::Entry},
    hash::{BuildHasher, RandomState},
    sync::Arc,
};

use super::{Rule, Shown, Sink, judged::Judged, text};
use crate::disco::{
    address::{self, Address},
    namespace::ITEMS,
    reply::{At, Item, Items},
    state::Entity,
};

/// Checks what a reply to disco#items lists.
pub fn check(list: &Items, entity: &Entity, sink: &mut impl Sink) {
    // Without any feature nothing can be told from the absence of one; "feature-missing" says so.
    let hides =
        |entity: &Entity| entity.info.answer().is_some_and(|info| !info.features.is_empty() && !info.has(ITEMS));
    if !list.items.is_empty() && hides(entity) {
        sink.add(Rule::ItemsNotAdvertised, At::Reply, format_args!("{} items", list.items.len()));
    }
    match Judged::of(list, &entity.address) {
        Some(judged) => judged.tell(sink),
        None => lines(&list.items, 0, &entity.address, &mut Seen::with_room(list.items.len()), sink),
    }
}

/// Checks the items of a list from that one on; those before it have been seen.
pub fn lines(items: &[Arc<Item>], from: usize, owner: &Address, seen: &mut Seen, sink: &mut impl Sink) {
    let own = address::normal_form(&owner.jid);
    for (number, item) in items.iter().enumerate().skip(from) {
        let at = At::Item(number);
        match item.jid.as_deref() {
            None => sink.add(Rule::ItemWithoutJid, at, format_args!("absent")),
            Some("") => sink.add(Rule::ItemWithoutJid, at, format_args!("empty")),
            Some(jid) if !item.valid_jid => sink.add(Rule::ItemJidMalformed, at, format_args!("{}", Shown(jid))),
            Some(jid) => {
                let jid = address::normal_form(jid);
                if jid == own && item.node == owner.node {
                    sink.add(Rule::ItemSelf, at, format_args!("{}", address_words(owner)));
                }
                if !seen.is_first(items, number, &jid) {
                    sink.add(Rule::ItemDuplicate, at, format_args!("{}", item_words(item)));
                }
            }
        }
        parts(item, at, sink);
    }
}

/// The items of a list that stand there for the first time.
#[derive(Clone, Debug)]
pub struct Seen {
    hasher: RandomState,
    /// Their places by their hashes; where two hashes are the same, the later one stands by the next that is free.
    places: HashMap<u64, usize>,
}

impl Seen {
    /// The first items of a list, so many of them.
    pub fn of(items: &[Arc<Item>], count: usize) -> Self {
        let mut seen = Self::with_room(items.len());
        for (number, item) in items.iter().enumerate().take(count) {
            if let Some(jid) = item.jid.as_deref().filter(|jid| item.valid_jid && !jid.is_empty()) {
                let _ = seen.is_first(items, number, &address::normal_form(jid));
            }
        }
        seen
    }

    fn with_room(count: usize) -> Self {
        Self { hasher: RandomState::new(), places: HashMap::with_capacity(count) }
    }

    /// Whether no item before it says the same, its JID in normal form.
    fn is_first(&mut self, items: &[Arc<Item>], number: usize, jid: &str) -> bool {
        let Some(item) = items.get(number) else { return true };
        let is_same = |other: &Arc<Item>| {
            let other_jid = other.jid.as_deref().map(address::normal_form);
            other_jid.as_deref() == Some(jid) && other.node == item.node && other.name == item.name
        };
        let mut hash = self.hasher.hash_one((jid, &item.node, &item.name));
        loop {
            match self.places.entry(hash) {
                Entry::Vacant(free) => {
                    let _ = free.insert(number);
                    return true;
                }
                Entry::Occupied(taken) if items.get(*taken.get()).is_some_and(is_same) => return false,
                Entry::Occupied(_) => hash = hash.wrapping_add(1),
            }
        }
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
