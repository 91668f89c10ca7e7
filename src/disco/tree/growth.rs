//! How places come to be and go: an answer's list becomes the places below it, and those that stay keep theirs.

use std::{collections::HashMap, sync::Arc};

use smallvec::SmallVec;

use super::{EntityId, Origin, Place, PlaceId, Subject, Tree, changes};
use crate::disco::{
    address::{self, Address},
    known::{self, Known},
    reply::Item,
    state::Entity,
};

/// A child to be: what stands there, what the list says of it, how it came there.
pub type Wanted = (Subject, Option<Arc<Item>>, Origin);

impl Tree {
    pub(super) fn refill(&mut self, id: EntityId) {
        for place in self.standing_places(id) {
            if self.get(place).is_some_and(|place| place.is_open || !place.children.is_empty()) {
                self.fill(place);
            }
        }
    }

    /// Makes the children of a place those of its entity's list, keeping the places that stay.
    pub(super) fn fill(&mut self, id: PlaceId) {
        let Some(number) = self.entity_at(id) else { return };
        let Some(entity) = self.entity(number) else { return };
        let leads = Leads::of(entity);
        let items = entity.items.answer().map(|list| list.items.clone());
        let mut known = known::below(entity);
        let has_more = entity.items.answer().is_some_and(|list| !list.paging.is_complete());
        let items = match items {
            Some(items) => {
                drop(self.earlier.remove(&number));
                Some(items)
            }
            None => self.earlier.get(&number).cloned(),
        };
        known.extend(self.present.get(&number).into_iter().flatten().cloned());
        let mut wanted = self.known_children(&known);
        // Silence or an error takes no row away that an earlier answer brought.
        let mut listed = if items.is_none() { self.listed_children(id) } else { Vec::new() };
        let (most, length) = (self.at_once(id), items.as_ref().map_or(0, Vec::len));
        for item in items.into_iter().flatten().take(most) {
            let subject = leads.to(&item).map_or(Subject::Item, |target| Subject::Entity(self.intern(target)));
            listed.push((subject, Some(item), Origin::Listed));
        }
        // Servers list the clients of an account that its presence tells of, too.
        wanted.retain(|(known, ..)| listed.iter().all(|(subject, ..)| subject != known));
        wanted.append(&mut listed);
        if has_more {
            wanted.push((Subject::More, None, Origin::Listed));
        }
        self.become_children(id, wanted);
        self.stopped(id, most.min(length), length);
    }

    pub(super) fn listed_children(&self, id: PlaceId) -> Vec<Wanted> {
        let children = self.children(id).iter().filter_map(|child| self.get(*child));
        let listed = children.filter(|child| child.origin == Origin::Listed && child.subject != Subject::More);
        listed.map(|child| (child.subject.clone(), child.item.clone(), Origin::Listed)).collect()
    }

    pub(super) fn known_children(&mut self, known: &[Known]) -> Vec<Wanted> {
        let entity = |known: &Known| Subject::Entity(self.intern(known.address.clone()));
        let subjects: Vec<_> = known.iter().map(entity).collect();
        subjects
            .into_iter()
            .zip(known)
            .map(|(subject, known)| (subject, None, Origin::Known(known.words.clone())))
            .collect()
    }

    pub(super) fn become_children(&mut self, id: PlaceId, wanted: Vec<Wanted>) {
        let old = self.places.get_mut(id).map(|place| std::mem::take(&mut place.children)).unwrap_or_default();
        let mut reusable: HashMap<(Subject, Option<Arc<Item>>), Vec<PlaceId>> = HashMap::new();
        for child in old.iter().rev() {
            if let Some(place) = self.get(*child) {
                let key = identity_of(place.subject.clone(), place.item.as_ref());
                reusable.entry(key).or_default().push(*child);
            }
        }
        let mut children = Vec::with_capacity(wanted.len());
        for (subject, item, origin) in wanted {
            let kept = reusable.get_mut(&identity_of(subject.clone(), item.as_ref())).and_then(Vec::pop);
            let child = match kept {
                Some(kept) => {
                    if let Some(place) = self.places.get_mut(kept) {
                        if let Some(changes) = self.changes.as_mut().filter(|_| place.item != item) {
                            changes.places.push(kept);
                        }
                        (place.item, place.origin) = (item, origin);
                    }
                    kept
                }
                None => self.place(subject, item, origin, Some(id)),
            };
            children.push(child);
        }
        self.forget(reusable.into_values().flatten().collect());
        if let Some(changes) = self.changes.as_mut().filter(|_| !old.is_empty()) {
            changes.filled.push(id);
        }
        if let Some(place) = self.places.get_mut(id) {
            place.children = children;
        }
        self.visible.change(id);
    }

    /// Where an entity stands now; places that were dropped since the last call are struck off.
    pub(super) fn standing_places(&mut self, id: EntityId) -> SmallVec<[PlaceId; 4]> {
        let Some(standing) = self.standing.get_mut(id.0 as usize) else { return SmallVec::new() };
        standing.retain(|place| self.places.contains(*place));
        standing.clone()
    }

    pub(super) fn intern(&mut self, address: Address) -> EntityId {
        let key = address.normal();
        if let Some(known) = self.by_address.get(&key) {
            return *known;
        }
        let id = EntityId(u32::try_from(self.entities.len()).unwrap_or(u32::MAX));
        self.entities.push(Arc::new(Entity::new(address)));
        self.standing.push(SmallVec::new());
        let _ = self.by_address.insert(key, id);
        id
    }

    pub(super) fn place(
        &mut self,
        subject: Subject,
        item: Option<Arc<Item>>,
        origin: Origin,
        parent: Option<PlaceId>,
    ) -> PlaceId {
        let id = PlaceId(self.next_place);
        self.next_place += 1;
        if let Some(changes) = &mut self.changes {
            changes.places.push(id);
        }
        let mut repeats_ancestor = false;
        if let Subject::Entity(entity) = subject {
            changes::touch(&mut self.changes, entity);
            if let Some(standing) = self.standing.get_mut(entity.0 as usize) {
                standing.push(id);
            }
            let mut above = parent;
            while let Some(ancestor) = above {
                repeats_ancestor |= self.entity_at(ancestor) == Some(entity);
                above = self.parent(ancestor);
            }
        }
        let depth = parent.and_then(|parent| self.get(parent)).map_or(0, |parent| parent.depth.saturating_add(1));
        let place =
            Place { subject, item, origin, repeats_ancestor, is_open: false, parent, children: Vec::new(), depth };
        self.places.insert(id, place);
        id
    }

    /// Drops places with everything below them.
    pub(super) fn forget(&mut self, mut doomed: Vec<PlaceId>) {
        while let Some(id) = doomed.pop() {
            let Some(place) = self.places.remove(id) else { continue };
            if let Some(changes) = &mut self.changes {
                changes.gone.push(id);
                if let Subject::Entity(entity) = place.subject {
                    let _ = changes.entities.insert(entity);
                }
            }
            doomed.extend(place.children);
        }
    }
}

/// What makes a child of the new list the same as one of the old: its entity, or for a mere item all of it.
fn identity_of(subject: Subject, item: Option<&Arc<Item>>) -> (Subject, Option<Arc<Item>>) {
    match subject {
        Subject::Entity(_) | Subject::More | Subject::Folder(_) => (subject, None),
        Subject::Item => (subject, item.cloned()),
    }
}

/// Whether items of this list that carry the entity's own JID and no node are published items: so it is with pubsub
/// nodes (XEP-0060 §5.5). Unless the entity says that it is something else, a node is taken for one, because a false
/// link back to the service's root is the worse mistake.
pub fn lists_published_items(entity: &Entity) -> bool {
    let says_otherwise = entity.info.answer().is_some_and(|info| {
        !info.identities.is_empty()
            && !info.identities.iter().any(|identity| identity.category.as_deref() == Some("pubsub"))
    });
    entity.address.node.is_some() && !says_otherwise
}

/// Which items of an entity's list are entities.
#[derive(Clone, Debug)]
pub struct Leads {
    /// Its own JID in normal form, if it lists published items.
    publisher: Option<String>,
}

impl Leads {
    /// For the list of this entity.
    pub fn of(entity: &Entity) -> Self {
        Self { publisher: lists_published_items(entity).then(|| entity.address.normal_jid()) }
    }

    /// The entity that an item leads to; none when it is a mere item.
    pub fn to(&self, item: &Item) -> Option<Address> {
        let jid = item.jid.as_ref().filter(|_| item.valid_jid)?;
        let is_own = || self.publisher.as_ref().is_some_and(|own| address::normal(jid) == *own);
        (item.node.is_some() || !is_own()).then(|| Address { jid: jid.clone(), node: item.node.clone() })
    }
}
