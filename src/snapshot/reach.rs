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
    let mut to_visit: Vec<Stop> = Vec::new();
    // Whoever was never met leads nowhere, and a list may name very many of them.
    let mut meet = |address: Address, to_visit: &mut Vec<Stop>| {
        let stop = if let Some(index) = known.get(&address) {
            let seen = seen.get_mut(*index).filter(|seen| !**seen);
            seen.map(|seen| {
                *seen = true;
                Stop::Known(*index)
            })
        } else {
            let is_told_of = present.contains_key(&address) || earlier.contains_key(&address);
            (is_told_of && seen_besides.insert(address.clone())).then(|| Stop::Besides(Box::new(address)))
        };
        to_visit.extend(stop);
    };
    for root in &part.roots {
        match root {
            Named::Entity(address) => meet(address.normal(), &mut to_visit),
            // Whoever is in the roster stands below the heading.
            Named::Folder(Folder::Contacts) => {
                part.folder.iter().for_each(|address| meet(address.normal(), &mut to_visit));
            }
        }
    }
    while let Some(stop) = to_visit.pop() {
        let entity = match stop {
            Stop::Known(index) => part.entities.get(index),
            Stop::Besides(_) => None,
        };
        found.extend(entity.filter(|entity| was_asked(entity)).cloned());
        if part.is_single {
            continue;
        }
        let address = match (stop, entity) {
            (Stop::Besides(address), _) => *address,
            (Stop::Known(_), Some(entity)) => entity.address.normal(),
            (Stop::Known(_), None) => continue,
        };
        let clients = present.get(&address).into_iter().flat_map(|below| below.iter().cloned());
        let known = entity.into_iter().flat_map(|entity| known::below(entity));
        clients.chain(known).for_each(|known| meet(known.address.normal(), &mut to_visit));
        let before = earlier.get(&address).into_iter().flat_map(|items| items.iter());
        let items = entity.and_then(|entity| entity.items.answer()).into_iter().flat_map(|items| &items.items);
        items.chain(before).filter_map(|item| target(item)).for_each(|address| meet(address, &mut to_visit));
    }
    found
}

/// Where the way goes on.
enum Stop {
    /// At the entity of that number.
    Known(usize),
    /// At an address of which more is known than that it was met.
    Besides(Box<Address>),
}

fn target(item: &Item) -> Option<Address> {
    let jid = item.jid.as_ref().filter(|_| item.valid_jid)?;
    Some(Address { jid: jid.clone(), node: item.node.clone() }.normal())
}

/// Whether anything was asked of an entity.
pub fn was_asked(entity: &Entity) -> bool {
    !(entity.info.is_not_asked() && entity.items.is_not_asked() && entity.besides.is_empty())
}
