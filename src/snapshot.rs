//! Trees that last: what was seen, as a value that can be written, read again, compared and handed over.

use std::{collections::BTreeMap, sync::Arc};

use jiff::Timestamp;

pub mod compare;
pub mod error;
pub mod file;
mod reach;
pub mod watch;

pub use error::Error;
pub use watch::Watch;

use crate::disco::{
    address::Address,
    caps::Announced,
    contact::Contacts,
    finding::Finding,
    reply::Item,
    state::{Entity, State},
    tree::{Folder, Named, Part, Tree, Unfolded},
};

/// Everything that was seen through one account, or a part of it.
///
/// Its entities are shared with the tree that it was made from, so making one costs little; it never changes.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    /// Where it comes from.
    pub origin: Origin,
    /// What stands at the top of the tree, in its order.
    pub roots: Vec<Named>,
    /// Which rows were open, in the order of the tree.
    pub unfolded: Vec<Unfolded>,
    /// Every entity that was asked anything, by JID and node.
    pub entities: Vec<Arc<Entity>>,
    /// The lists that entities gave before they refused or fell silent.
    pub earlier: BTreeMap<Address, Vec<Arc<Item>>>,
    /// The roster, and who was online.
    pub contacts: Contacts,
    /// The capabilities that the account's server announced in its stream features.
    pub announced: Vec<Announced>,
    /// Replies that nobody waited for.
    pub strays: BTreeMap<Address, Vec<Finding>>,
}

/// Where a snapshot comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The program that made it, with its version.
    pub program: Arc<str>,
    /// When the last answer in it came, or failed to; none when nothing was asked.
    pub taken_at: Option<Timestamp>,
    /// The full JID that asked; none when it was left out.
    pub account: Option<Arc<str>>,
    /// The domain of the account's server.
    pub server: Option<Arc<str>>,
}

impl Origin {
    /// Of a session of ours with that full JID at that server.
    pub fn of(account: &str, server: &str) -> Self {
        Self {
            program: concat!("discoscope ", env!("CARGO_PKG_VERSION")).into(),
            taken_at: None,
            account: Some(account.into()),
            server: Some(server.into()),
        }
    }
}

impl Snapshot {
    /// What is known in a part of a tree: the entities that its rows lead to and that were asked. Takes time with the
    /// number of entities and their items.
    pub fn of(part: Part, origin: Origin) -> Self {
        let mut entities = reach::reached(&part);
        entities.sort_by(|one, other| one.address.cmp(&other.address));
        let earlier = part
            .earlier
            .into_iter()
            .filter(|(address, _)| entities.binary_search_by(|entity| entity.address.cmp(address)).is_ok());
        let earlier = earlier.collect();
        let taken_at = entities.iter().filter_map(|entity| last_event(entity)).max();
        let origin = Origin { taken_at, ..origin };
        Self { origin, roots: part.roots, unfolded: part.unfolded, entities, earlier, ..Self::default() }
    }

    /// An entity, if it was asked.
    pub fn find(&self, address: &Address) -> Option<&Arc<Entity>> {
        let index = self.entities.binary_search_by(|entity| entity.address.cmp(address)).ok()?;
        self.entities.get(index)
    }

    /// The tree as it was, with the rows that were open.
    pub fn tree(&self) -> Tree {
        let earlier = self.earlier.iter().map(|(address, items)| (address.clone(), items.clone()));
        let mut tree = Tree::restored(self.entities.iter().cloned(), earlier, &self.roots);
        let own = self.origin.account.as_deref().unwrap_or_default();
        if self.roots.contains(&Named::Folder(Folder::Contacts)) {
            let _ = tree.show_roster(&self.contacts, own.split('/').next().unwrap_or_default());
        }
        tree.show_everybody(&self.contacts);
        tree.unfold(&self.unfolded);
        tree.settle();
        tree
    }
}

/// When the last thing that is known of an entity came to be known.
fn last_event(entity: &Entity) -> Option<Timestamp> {
    let besides = entity.besides.values().filter_map(ended_at);
    besides.chain(ended_at(&entity.info)).chain(ended_at(&entity.items)).max()
}

fn ended_at<T>(state: &State<T>) -> Option<Timestamp> {
    match state.known() {
        State::NotAsked => None,
        State::Waiting { since, .. } => Some(*since),
        State::Answered(reply) => Some(reply.asked.at + reply.took),
        State::Refused(reply) => Some(reply.asked.at + reply.took),
        State::Unreadable(reply) => Some(reply.asked.at + reply.took),
        State::TimedOut { asked, after } => Some(asked.at + *after),
        State::CutOff { at, .. } => Some(*at),
    }
}
