//! Which entities belong to a part of a tree: those that its roots lead to.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use crate::disco::{
    address::Address,
    known::{self, Known},
    reply::Item,
    state::Entity,
    tree::{Folder, Named, Part},
};

/// The entities that were asked and that the roots of a part lead to, in no order.
pub fn reached(part: &Part) -> Vec<Arc<Entity>> {
    let known: HashMap<Address, usize> =
        part.entities.iter().enumerate().map(|(index, entity)| (entity.address.normal(), index)).collect();
    let present: HashMap<Address, &Vec<Known>> =
        part.present.iter().map(|(address, below)| (address.normal(), below)).collect();
    let earlier: HashMap<Address, &Vec<Arc<Item>>> =
        part.earlier.iter().map(|(address, items)| (address.normal(), items)).collect();
    let mut seen = vec![false; part.entities.len()];
    let mut seen_besides: HashSet<Address> = HashSet::new();
    let mut found = Vec::new();
    let mut to_visit: Vec<Address> = Vec::new();
    for root in &part.roots {
        match root {
            Named::Entity(address) => to_visit.push(address.normal()),
            // Whoever is in the roster stands below the heading.
            Named::Folder(Folder::Contacts) => {
                to_visit.extend(part.folder.iter().map(Address::normal));
            }
        }
    }
    while let Some(address) = to_visit.pop() {
        let index = known.get(&address).copied();
        let was_seen = match index.and_then(|index| seen.get_mut(index)) {
            Some(seen) => std::mem::replace(seen, true),
            None => !seen_besides.insert(address.clone()),
        };
        if was_seen {
            continue;
        }
        let entity = index.and_then(|index| part.entities.get(index));
        found.extend(entity.filter(|entity| was_asked(entity)).cloned());
        if !part.is_single {
            let clients = present.get(&address).into_iter().flat_map(|below| below.iter().cloned());
            let known = entity.into_iter().flat_map(|entity| known::below(entity));
            to_visit.extend(clients.chain(known).map(|known| known.address.normal()));
            let before = earlier.get(&address).into_iter().flat_map(|items| items.iter());
            let items = entity.and_then(|entity| entity.items.answer()).into_iter().flat_map(|items| &items.items);
            to_visit.extend(items.chain(before).filter_map(|item| target(item)));
        }
    }
    found
}

fn target(item: &Item) -> Option<Address> {
    let jid = item.jid.as_ref().filter(|_| item.valid_jid)?;
    Some(Address { jid: jid.clone(), node: item.node.clone() }.normal())
}

/// Whether anything was asked of an entity.
pub fn was_asked(entity: &Entity) -> bool {
    !(entity.info.is_not_asked() && entity.items.is_not_asked() && entity.besides.is_empty())
}
