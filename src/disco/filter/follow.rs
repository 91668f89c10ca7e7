//! Taking in what changed in the tree, without looking at what did not.

use std::collections::{HashMap, HashSet};

use super::{Filter, Judge, rows::Line};
use crate::disco::tree::{EntityId, Place, PlaceId, Tree};

/// So many children of one parent are looked for one by one; for more, its children are gone through once.
const FEW: usize = 4;

/// The nearest sibling before a place that has a row.
#[derive(Clone, Copy)]
enum Before {
    /// It is to be looked for.
    ToFind,
    /// There is none.
    Nobody,
    /// This one.
    Sibling(PlaceId),
}

impl Filter {
    /// Brings everything up to date with the tree.
    pub(super) fn follow(&mut self, tree: &mut Tree, judge: Judge<'_>) {
        loop {
            let changes = tree.changes();
            let mut entities = changes.entities;
            entities.extend(self.judged.drain());
            if entities.is_empty() && changes.places.is_empty() && changes.gone.is_empty() && changes.filled.is_empty()
            {
                return;
            }
            let mut places: HashSet<PlaceId> = changes.places.into_iter().collect();
            for entity in entities {
                self.take(tree, judge, entity, &mut places);
            }
            if self.lens.is_none() {
                continue;
            }
            // Those below first: who stands above has no row left then, unless it was found itself.
            for place in changes.gone.into_iter().rev() {
                self.refresh(tree, place, Before::ToFind);
            }
            for parent in changes.filled.into_iter().collect::<HashSet<_>>() {
                self.rearrange(tree, parent);
            }
            self.refresh_all(tree, places);
        }
    }

    /// Takes in an entity of which something else is known, and notes the places to be looked at again.
    fn take(&mut self, tree: &mut Tree, judge: Judge<'_>, entity: EntityId, places: &mut HashSet<PlaceId>) {
        let standing: Vec<_> = tree.standing(entity).collect();
        let known = tree.entity(entity).filter(|_| !standing.is_empty());
        self.offers.take(entity, known, judge(entity));
        let first = standing.first().filter(|_| standing.iter().all(|place| tree.children(*place).is_empty()));
        if let Some(first) = first {
            tree.make_children(*first);
        }
        places.extend(standing);
    }

    /// Looks again at places, parent by parent.
    fn refresh_all(&mut self, tree: &Tree, places: HashSet<PlaceId>) {
        let mut families: HashMap<Option<PlaceId>, HashSet<PlaceId>> = HashMap::new();
        for place in places {
            let _ = families.entry(tree.parent(place)).or_default().insert(place);
        }
        for (parent, family) in families {
            if family.len() <= FEW {
                for place in family {
                    self.refresh(tree, place, Before::ToFind);
                }
                continue;
            }
            let mut before = Before::Nobody;
            for child in siblings(tree, parent) {
                if family.contains(child) {
                    self.refresh(tree, *child, before);
                }
                if self.rows.spot(*child).is_some() {
                    before = Before::Sibling(*child);
                }
            }
        }
    }

    /// Holds a place against the query again.
    fn refresh(&mut self, tree: &Tree, place: PlaceId, before: Before) {
        let is_found = tree.get(place).is_some_and(|place| self.holds(tree, place));
        match (self.rows.spot(place).is_some(), is_found) {
            (false, false) => {}
            (false, true) => {
                self.found += 1;
                self.add(tree, place, before);
            }
            (true, _) => {
                if self.rows.mark(place, is_found) {
                    self.found = if is_found { self.found + 1 } else { self.found.saturating_sub(1) };
                }
                self.prune(place);
            }
        }
    }

    /// Gives a place a row that was found, and those above it where they have none.
    fn add(&mut self, tree: &Tree, place: PlaceId, before: Before) {
        let mut missing = vec![place];
        let mut above = tree.parent(place);
        while let Some(parent) = above.filter(|parent| self.rows.spot(*parent).is_none()) {
            missing.push(parent);
            above = tree.parent(parent);
        }
        let mut parent = above;
        for (left, id) in missing.iter().copied().enumerate().rev() {
            let before = match before {
                Before::Sibling(sibling) if missing.len() == 1 => Some(sibling),
                Before::Nobody if missing.len() == 1 => None,
                _ => self.before(tree, parent, id),
            };
            let end = |place| Some(self.rows.position(place)? + 1 + self.rows.spot(place)?.below);
            let index = match (before, parent) {
                (Some(before), _) => end(before),
                (None, Some(parent)) => self.rows.position(parent).map(|parent| parent + 1),
                (None, None) => Some(0),
            };
            let depth = tree.get(id).map_or(0, Place::depth);
            self.rows.insert(index.unwrap_or_default(), Line { place: id, depth, is_found: left == 0 }, parent);
            parent = Some(id);
            self.count_above(id, 1);
        }
    }

    /// The nearest sibling before a place that has a row.
    fn before(&self, tree: &Tree, parent: Option<PlaceId>, place: PlaceId) -> Option<PlaceId> {
        let siblings = siblings(tree, parent);
        let index = siblings.iter().position(|sibling| *sibling == place)?;
        siblings.iter().take(index).rev().copied().find(|sibling| self.rows.spot(*sibling).is_some())
    }

    /// Takes the rows away, from this place upwards, that are neither found nor above what is.
    fn prune(&mut self, place: PlaceId) {
        let mut next = Some(place);
        while let Some(place) = next {
            let Some(spot) = self.rows.spot(place).filter(|spot| spot.below == 0) else { return };
            let index = self.rows.position(place);
            if index.and_then(|index| self.rows.get(index)).is_none_or(|line| line.is_found) {
                return;
            }
            self.count_above(place, -1);
            self.rows.remove(place);
            next = spot.parent;
        }
    }

    fn count_above(&mut self, place: PlaceId, by: isize) {
        let mut above = self.rows.spot(place).and_then(|spot| spot.parent);
        while let Some(parent) = above {
            self.rows.count_below(parent, by);
            above = self.rows.spot(parent).and_then(|spot| spot.parent);
        }
    }

    /// Brings the children of a place into the order that they have now, each with everything below it.
    fn rearrange(&mut self, tree: &Tree, parent: PlaceId) {
        let (Some(position), Some(spot)) = (self.rows.position(parent), self.rows.spot(parent)) else { return };
        let (start, end) = (position + 1, position + 1 + spot.below);
        let mut blocks = Vec::new();
        let mut index = start;
        while index < end {
            let Some(line) = self.rows.get(index) else { return };
            let after = index + 1 + self.rows.spot(line.place).map_or(0, |spot| spot.below);
            blocks.push((line.place, index..after));
            index = after;
        }
        if blocks.len() < 2 {
            return;
        }
        let ranks: HashMap<_, _> =
            tree.children(parent).iter().enumerate().map(|(rank, child)| (*child, rank)).collect();
        if blocks.is_sorted_by_key(|(child, _)| ranks.get(child)) {
            return;
        }
        blocks.sort_by_key(|(child, _)| ranks.get(child).copied());
        let lines = blocks.into_iter().flat_map(|(_, rows)| rows).filter_map(|index| self.rows.get(index));
        let lines: Vec<_> = lines.collect();
        self.rows.rearrange(start, &lines);
    }
}

fn siblings(tree: &Tree, parent: Option<PlaceId>) -> &[PlaceId] {
    parent.map_or_else(|| tree.roots(), |parent| tree.children(parent))
}
