//! Trees that last: what was seen, as a value that can be written, read again, compared and handed over.

use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
};

use jiff::Timestamp;

pub mod compare;
mod decode;
mod document;
mod encode;
pub mod error;
pub mod export;
pub mod file;
mod hide;
mod indent;
mod reach;
mod text;
pub mod watch;

pub use error::Error;
pub use watch::Watch;

use crate::disco::{
    address::{self, Address},
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
    /// The JID that asked, an account's full one or that of a component's domain; none when it was left out.
    pub account: Option<Arc<str>>,
    /// The domain of the account's server; of a component, its own.
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
        let entities = reach::reached(&part);
        Self::made(part, origin, entities)
    }

    /// The same of a whole tree that was a snapshot before: what it held although no row leads there stays in it.
    pub fn again(part: Part, origin: Origin) -> Self {
        let asked = part.entities.iter().filter(|entity| reach::was_asked(entity));
        let entities = asked.cloned().collect();
        Self::made(part, origin, entities)
    }

    fn made(part: Part, origin: Origin, mut entities: Vec<Arc<Entity>>) -> Self {
        entities.sort_by(|one, other| one.address.cmp(&other.address));
        let earlier = part
            .earlier
            .into_iter()
            .filter(|(address, _)| entities.binary_search_by(|entity| entity.address.cmp(address)).is_ok());
        let earlier = earlier.collect();
        let taken_at = entities.iter().filter_map(|entity| last_event(entity)).max().map(to_the_millisecond);
        let origin = Origin { taken_at, ..origin };
        Self { origin, roots: part.roots, unfolded: part.unfolded, entities, earlier, ..Self::default() }
    }

    /// The same with what is known besides, as far as it is shown: of contacts those whose rows are in it, all of them
    /// under their heading; of what the server announces and of replies that nobody waited for what is about its
    /// entities. Who saves one room does not hand out a roster.
    pub fn with(self, contacts: &Contacts, announced: &[Announced], strays: BTreeMap<Address, Vec<Finding>>) -> Self {
        let server = self.origin.server.clone().map(Address::new);
        let has_server = server.is_some_and(|server| self.find(&server).is_some());
        let announced = if has_server { announced.to_vec() } else { Vec::new() };
        let strays = strays.into_iter().filter(|(address, _)| self.find(address).is_some()).collect();
        let contacts = if self.roots.contains(&Named::Folder(Folder::Contacts)) {
            contacts.clone()
        } else {
            let bare = |jid: &str| address::normal(jid.split('/').next().unwrap_or_default());
            let shown: HashSet<_> = self.entities.iter().map(|entity| bare(&entity.address.jid)).collect();
            contacts.only(|jid| shown.contains(&bare(jid)))
        };
        Self { contacts, announced, strays, ..self }
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

/// Files hold times to the millisecond; what was read again must equal what was written.
fn to_the_millisecond(at: Timestamp) -> Timestamp {
    Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(at)
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
