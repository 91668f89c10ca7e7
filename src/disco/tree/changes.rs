//! What changed in a tree, for who keeps something that follows from it.

use std::collections::HashSet;

use super::{EntityId, PlaceId, Tree};

/// What changed since somebody asked last; it is noted as often as it happened.
#[derive(Debug, Default)]
pub struct Changes {
    /// Entities of which something else is known now, or that stand elsewhere.
    pub entities: HashSet<EntityId>,
    /// Places that are new, or of which the list above says something else.
    pub places: Vec<PlaceId>,
    /// Places that went; one that stood above comes before those below it.
    pub gone: Vec<PlaceId>,
    /// Places whose children may stand in another order now.
    pub filled: Vec<PlaceId>,
}

impl Changes {
    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.entities.is_empty() && self.places.is_empty() && self.gone.is_empty() && self.filled.is_empty()
    }
}

impl Tree {
    /// Notes from now on what changes, until it is asked for with [`Self::changes`].
    pub fn watch(&mut self) {
        let _ = self.changes.get_or_insert_default();
    }

    /// What changed since this was asked last; nothing in a tree that is not watched.
    pub fn changes(&mut self) -> Changes {
        self.changes.as_deref_mut().map(std::mem::take).unwrap_or_default()
    }

    /// How many places there are, shown or not.
    pub fn places(&self) -> usize {
        self.places.len()
    }

    /// Where an entity stands.
    pub fn standing(&self, entity: EntityId) -> impl Iterator<Item = PlaceId> {
        let standing = self.standing.get(entity.number()).into_iter().flatten().copied();
        standing.filter(|place| self.places.contains(*place))
    }
}

/// Notes that something else is known of an entity.
pub fn touch(changes: &mut Option<Box<Changes>>, entity: EntityId) {
    if let Some(changes) = changes {
        let _ = changes.entities.insert(entity);
    }
}
