//! What is written of a document: taken from it at once, made a snapshot of in another thread.

use std::collections::{BTreeMap, HashSet};

use super::bare;
use crate::{
    disco::{
        address::{self, Address},
        caps::Announced,
        contact::Contacts,
        finding::Finding,
        tree::{Folder, Named, Part},
    },
    snapshot::{Origin, Snapshot},
};

/// A part of a document as it was at one moment; its entities are shared with the tree.
#[derive(Debug)]
pub struct Content {
    /// The part of the tree.
    pub part: Part,
    /// Where it comes from.
    pub origin: Origin,
    /// The whole roster, and everybody who is online.
    pub contacts: Contacts,
    /// What the server announces.
    pub announced: Vec<Announced>,
    /// Replies that nobody waited for.
    pub strays: BTreeMap<Address, Vec<Finding>>,
    /// Whether it is all of the tree.
    pub is_whole: bool,
    /// Whether the tree was a snapshot already.
    pub was_kept: bool,
}

impl Content {
    /// The snapshot; takes time with the number of entities. Of contacts and strays a part has only those that it
    /// shows: who saves one room does not hand out a roster.
    pub fn snapshot(self) -> Snapshot {
        let Self { part, origin, contacts, announced, strays, is_whole, was_kept } = self;
        let has_roster = is_whole || part.roots.contains(&Named::Folder(Folder::Contacts));
        let mut snapshot =
            if is_whole && was_kept { Snapshot::again(part, origin) } else { Snapshot::of(part, origin) };
        if is_whole {
            (snapshot.announced, snapshot.strays) = (announced, strays);
        } else {
            let server = snapshot.origin.server.clone().map(Address::new);
            if server.is_some_and(|server| snapshot.find(&server).is_some()) {
                snapshot.announced = announced;
            }
            snapshot.strays = strays.into_iter().filter(|(address, _)| snapshot.find(address).is_some()).collect();
        }
        snapshot.contacts = if has_roster { contacts } else { only_shown(&contacts, &snapshot) };
        snapshot
    }
}

fn only_shown(contacts: &Contacts, snapshot: &Snapshot) -> Contacts {
    let normal = |jid: &str| address::normal(bare(jid));
    let shown: HashSet<_> = snapshot.entities.iter().map(|entity| normal(&entity.address.jid)).collect();
    let mut only = Contacts::default();
    let _ = only.roster(contacts.entries().filter(|contact| shown.contains(&normal(&contact.jid))).cloned().collect());
    for presence in contacts.presences().into_iter().filter(|presence| shown.contains(&normal(&presence.from))) {
        let _ = only.presence(presence.clone());
    }
    only
}
