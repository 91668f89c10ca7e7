//! What stands in a tree, and where.

use std::sync::Arc;

use super::EntityId;
use crate::disco::reply::Item;

/// A place's number in its [`Tree`](super::Tree); never used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PlaceId(pub(super) u32);

impl PlaceId {
    /// The number itself, for lists that are keyed by numbers.
    pub fn number(self) -> u64 {
        u64::from(self.0)
    }

    /// The place of that number, which may not be there.
    pub fn numbered(number: u64) -> Option<Self> {
        u32::try_from(number).ok().map(Self)
    }
}

/// What stands at a place.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// Somebody who can be asked.
    Entity(EntityId),
    /// An item of a list that is no entity: a published item of a pubsub node (XEP-0060 §5.5) or one without a JID
    /// that could be asked.
    Item,
    /// The rest of the list above, which was not asked for.
    More,
    /// A heading of ours over others.
    Folder(Folder),
}

/// A heading of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Folder {
    /// The account's roster.
    Contacts,
}

impl Folder {
    /// Its name in files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Contacts => "contacts",
        }
    }
}

/// How a place came to stand where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Somebody put it there.
    Root,
    /// The entity above lists it.
    Listed,
    /// The entity above does not list it, but it is known to be there; in our words.
    Known(Arc<str>),
}

/// One place of the tree.
#[derive(Clone, Debug)]
pub struct Place {
    /// What stands there.
    pub subject: Subject,
    /// What the parent's list says of it; none for a root.
    pub item: Option<Arc<Item>>,
    /// How it came to stand here.
    pub origin: Origin,
    /// Whether the same entity stands further up on the way to the root.
    pub repeats_ancestor: bool,
    /// Whether its children are shown.
    pub is_open: bool,
    pub(super) parent: Option<PlaceId>,
    pub(super) children: Vec<PlaceId>,
    pub(super) depth: u16,
}

impl Place {
    /// Whether anything is known to stand below.
    pub fn has_children(&self) -> bool {
        !self.children.is_empty()
    }

    /// The places below.
    pub fn children(&self) -> &[PlaceId] {
        &self.children
    }

    /// How many places stand above it.
    pub fn depth(&self) -> u16 {
        self.depth
    }
}

/// A visible line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// The place.
    pub place: PlaceId,
    /// 0 for a root.
    pub depth: u16,
}
