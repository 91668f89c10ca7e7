//! Looking at what is known without asking anybody: what a tree that was kept needs.

use std::collections::HashSet;

use super::{EntityId, PlaceId, Subject, Tree};
use crate::disco::state::Entity;

impl Tree {
    /// Shows the children of a place, as far as they are known; asks nobody.
    pub fn show(&mut self, place: PlaceId) {
        if let Some(place) =
            self.places.get_mut(place).filter(|place| !matches!(place.subject, Subject::Item | Subject::More))
        {
            place.is_open = true;
        }
        self.visible.change(place);
        // Places that have children are kept up to date by every answer, open or not.
        if self.children(place).is_empty() {
            self.fill(place);
        }
    }

    /// Makes the children of a place whose entity is known to have some, unless they are there: what is searched has to
    /// stand somewhere. Opens nothing and asks nobody, and does not make what only might be there.
    pub fn make_children(&mut self, place: PlaceId) {
        let Some(id) = self.entity_at(place).filter(|_| self.children(place).is_empty()) else { return };
        let lists = |entity: &Entity| entity.items.answer().is_some_and(|items| !items.items.is_empty());
        let is_followed =
            self.present.get(&id).is_some_and(|present| !present.is_empty()) || self.earlier.contains_key(&id);
        if is_followed || self.entity(id).is_some_and(lists) {
            self.fill(place);
        }
    }

    /// Makes the children of everything that is known, so that walking through the tree leads everywhere; rows that are
    /// closed stay so. An entity that stands in many places has its children below the first of them only, because
    /// cycles never end. Takes time with the number of items.
    pub fn fill_in(&mut self) {
        let mut seen: HashSet<EntityId> = HashSet::new();
        let mut to_visit: Vec<_> = self.roots.iter().rev().copied().collect();
        while let Some(place) = to_visit.pop() {
            if let Some(entity) = self.entity_at(place) {
                if !seen.insert(entity) {
                    continue;
                }
                if self.children(place).is_empty() {
                    self.fill(place);
                }
            }
            to_visit.extend(self.children(place).iter().rev());
        }
    }

    /// A place where an entity stands, if there is any; not always the first in the order of the tree.
    pub fn a_place_of(&self, entity: EntityId) -> Option<PlaceId> {
        let standing = self.standing.get(entity.0 as usize)?;
        standing.iter().copied().find(|place| self.places.contains(*place))
    }

    /// The first place in the order of the whole tree where an entity stands. Takes time with the number of places.
    pub fn place_of(&self, entity: EntityId) -> Option<PlaceId> {
        self.next_place(None, true, |_, place| place.subject == Subject::Entity(entity))
    }
}
