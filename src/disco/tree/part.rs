//! A part of the tree as values, to be kept, and a tree made of such values again.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use super::{EntityId, Folder, Origin, Place, PlaceId, Subject, Tree};
use crate::disco::{address::Address, known::Known, reply::Item, state::Entity};

/// Rows that lie deeper are not unfolded by a file.
const MOST_LEVELS: usize = 256;
/// A file unfolds no more once there are so many places.
const MOST_PLACES: usize = 1_000_000;

/// Which part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// All of it.
    Whole,
    /// A place and everything below it.
    Below(PlaceId),
    /// What stands at a place, alone.
    Only(PlaceId),
}

/// What stands at a place, by name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Named {
    /// Somebody who can be asked.
    Entity(Address),
    /// A heading of ours.
    Folder(Folder),
}

/// A row whose children are shown, or one on the way to such a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfolded {
    /// 0 for a root; every other one stands below the nearest one before it that has one less.
    pub depth: u16,
    /// What stands there.
    pub named: Named,
    /// How many of its siblings before it have the same name: a list may name an entity twice.
    pub nth: u32,
    /// Whether its children are shown.
    pub is_open: bool,
}

/// A part of a tree; entities are shared with it until it changes them.
#[derive(Clone, Debug, Default)]
pub struct Part {
    /// What stands at the top.
    pub roots: Vec<Named>,
    /// Which rows are open, in the order of the tree.
    pub unfolded: Vec<Unfolded>,
    /// Every entity that was ever met, also those outside the part.
    pub entities: Vec<Arc<Entity>>,
    /// Who is known to be below an entity without being listed.
    pub present: Vec<(Address, Vec<Known>)>,
    /// The lists that entities gave before they refused or fell silent; their rows still stand.
    pub earlier: Vec<(Address, Vec<Arc<Item>>)>,
    /// Who stands below a heading of ours.
    pub folder: Vec<Address>,
    /// Whether nothing that stands below the roots belongs to the part.
    pub is_single: bool,
}

impl Tree {
    /// A part of what is known. Takes time with the number of entities and of places below open rows.
    pub fn part(&self, scope: Scope) -> Part {
        let tops = match scope {
            Scope::Whole => self.roots.clone(),
            Scope::Below(place) | Scope::Only(place) => vec![place],
        };
        let is_single = matches!(scope, Scope::Only(_));
        let present = self.present.iter().filter(|(_, known)| !known.is_empty());
        let present = present.filter_map(|(id, known)| Some((self.entity(*id)?.address.clone(), known.clone())));
        Part {
            roots: tops.iter().filter_map(|top| self.named(*top)).collect(),
            unfolded: if is_single { Vec::new() } else { self.unfolded(&tops) },
            entities: self.entities.clone(),
            present: present.collect(),
            earlier: self.earlier(),
            folder: self.below_folders(&tops),
            is_single,
        }
    }

    /// A tree of entities that were known elsewhere; its rows are as they were there.
    pub fn restored(
        entities: impl IntoIterator<Item = Arc<Entity>>,
        earlier: impl IntoIterator<Item = (Address, Vec<Arc<Item>>)>,
        roots: &[Named],
    ) -> Self {
        let mut tree = Self::new();
        for entity in entities {
            let id = tree.intern(entity.address.clone());
            tree.waiting += usize::from(entity.info.is_waiting()) + usize::from(entity.items.is_waiting());
            if let Some(known) = tree.entities.get_mut(id.0 as usize) {
                *known = entity;
            }
        }
        for (address, items) in earlier {
            let id = tree.intern(address);
            let _ = tree.earlier.insert(id, items);
        }
        let mut seen = HashSet::new();
        for root in roots {
            match root {
                Named::Entity(address) => {
                    let entity = tree.intern(address.clone());
                    if seen.insert(entity) {
                        let place = tree.place(Subject::Entity(entity), None, Origin::Root, None);
                        tree.roots.push(place);
                    }
                }
                Named::Folder(folder) => drop(tree.set_folder(*folder, &[])),
            }
        }
        tree
    }

    /// Opens the rows that were open elsewhere, as far as they stand here too; asks nobody. What lies very deep, or would
    /// make very many rows, stays closed: whoever opens it by hand sees it all the same.
    pub fn unfold(&mut self, unfolded: &[Unfolded]) {
        let mut way: Vec<PlaceId> = Vec::new();
        let mut names: Vec<HashMap<Named, Vec<PlaceId>>> = vec![self.by_name(&self.roots)];
        for step in unfolded {
            let depth = usize::from(step.depth);
            if depth > way.len() || depth > MOST_LEVELS {
                continue;
            }
            if self.places.len() > MOST_PLACES {
                break;
            }
            way.truncate(depth);
            names.truncate(depth + 1);
            if names.len() <= depth {
                names.push(way.last().map(|parent| self.by_name(self.children(*parent))).unwrap_or_default());
            }
            let same = names.last().and_then(|names| names.get(&step.named));
            let Some(place) = same.and_then(|same| same.get(step.nth as usize)).copied() else { continue };
            self.fill(place);
            if let Some(place) = self.places.get_mut(place) {
                place.is_open = step.is_open;
            }
            way.push(place);
        }
        self.visible.change_all();
    }

    fn by_name(&self, siblings: &[PlaceId]) -> HashMap<Named, Vec<PlaceId>> {
        let mut names: HashMap<Named, Vec<PlaceId>> = HashMap::new();
        for place in siblings {
            if let Some(name) = self.named(*place) {
                names.entry(name).or_default().push(*place);
            }
        }
        names
    }

    fn named(&self, place: PlaceId) -> Option<Named> {
        match &self.get(place)?.subject {
            Subject::Entity(id) => Some(Named::Entity(self.entity(*id)?.address.clone())),
            Subject::Folder(folder) => Some(Named::Folder(*folder)),
            Subject::Item | Subject::More => None,
        }
    }

    /// The open rows and those above them. A closed row without an open one below says nothing, so it is left out.
    fn unfolded(&self, tops: &[PlaceId]) -> Vec<Unfolded> {
        let mut rows: Vec<Unfolded> = Vec::new();
        let mut to_visit: Vec<(PlaceId, u16, u32)> = self.numbered(tops, 0).collect();
        to_visit.reverse();
        while let Some((id, depth, nth)) = to_visit.pop() {
            let Some(place) = self.get(id).filter(|place| place.is_open || place.has_children()) else { continue };
            drop_idle(&mut rows, depth);
            if let Some(named) = self.named(id) {
                rows.push(Unfolded { depth, named, nth, is_open: place.is_open });
                let below = to_visit.len();
                to_visit.extend(self.numbered(&place.children, depth.saturating_add(1)));
                if let Some(below) = to_visit.get_mut(below..) {
                    below.reverse();
                }
            }
        }
        drop_idle(&mut rows, 0);
        rows
    }

    /// Places that may be open, with how many siblings of the same name stand before each.
    fn numbered<'a>(&'a self, siblings: &'a [PlaceId], depth: u16) -> impl Iterator<Item = (PlaceId, u16, u32)> + 'a {
        let mut seen: HashMap<EntityId, u32> = HashMap::new();
        siblings.iter().filter_map(move |id| {
            let place = self.get(*id)?;
            let nth = match place.subject {
                Subject::Entity(entity) => {
                    let count = seen.entry(entity).or_default();
                    *count += 1;
                    *count - 1
                }
                Subject::Folder(_) => 0,
                Subject::Item | Subject::More => return None,
            };
            (place.is_open || place.has_children()).then_some((*id, depth, nth))
        })
    }

    fn earlier(&self) -> Vec<(Address, Vec<Arc<Item>>)> {
        let mut earlier = Vec::new();
        for (number, entity) in self.entities.iter().enumerate() {
            if entity.items.answer().is_some() || entity.items.is_not_asked() {
                continue;
            }
            let id = EntityId(u32::try_from(number).unwrap_or(u32::MAX));
            let standing = self.standing.get(number).into_iter().flatten();
            let listed = standing.map(|place| self.listed_items(*place)).find(|items| !items.is_empty());
            if let Some(items) = listed.or_else(|| self.earlier.get(&id).cloned()) {
                earlier.push((entity.address.clone(), items));
            }
        }
        earlier
    }

    fn below_folders(&self, tops: &[PlaceId]) -> Vec<Address> {
        let folders =
            tops.iter().filter(|top| matches!(self.get(**top), Some(Place { subject: Subject::Folder(_), .. })));
        let below = folders.flat_map(|folder| self.children(*folder)).filter_map(|child| self.entity_at(*child));
        below.filter_map(|id| Some(self.entity(id)?.address.clone())).collect()
    }

    fn listed_items(&self, place: PlaceId) -> Vec<Arc<Item>> {
        let children = self.children(place).iter().filter_map(|child| self.get(*child));
        children.filter_map(|child: &Place| child.item.clone().filter(|_| child.origin == Origin::Listed)).collect()
    }
}

/// Takes closed rows off the end that have nothing open below them, now that a row of `depth` follows.
fn drop_idle(rows: &mut Vec<Unfolded>, depth: u16) {
    while rows.last().is_some_and(|last| !last.is_open && last.depth >= depth) {
        let _ = rows.pop();
    }
}
