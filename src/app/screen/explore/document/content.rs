//! What is written of a document: taken from it at once, made a snapshot of in another thread.

use std::collections::BTreeMap;

use crate::{
    disco::{address::Address, caps::Announced, contact::Contacts, finding::Finding, tree::Part},
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
    /// The snapshot; takes time with the number of entities.
    pub fn snapshot(self) -> Snapshot {
        let Self { part, origin, contacts, announced, strays, is_whole, was_kept } = self;
        let snapshot = if is_whole && was_kept { Snapshot::again(part, origin) } else { Snapshot::of(part, origin) };
        snapshot.with(&contacts, &announced, strays)
    }
}
