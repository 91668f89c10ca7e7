//! The tree: places over entities. An entity is stored once and may stand in many places; cycles are normal.

mod changes;
mod gradual;
mod growth;
mod look;
mod pages;
mod part;
mod people;
mod place;
mod places;
mod visible;

pub use changes::Changes;
pub use growth::{Leads, lists_published_items};
pub use part::{Named, Part, Scope, Unfolded};
pub use place::{Folder, Origin, Place, PlaceId, Row, Subject};

use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
};

use jiff::Timestamp;
use smallvec::SmallVec;

use gradual::Unfinished;
use places::Places;
use visible::Visible;

use super::{
    address::Address,
    known::{self, Known},
    reply::Item,
    shards::Shards,
    state::{Answer, Entity, Kind, Outcome, Question},
};

/// An entity's number in its [`Tree`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EntityId(u32);

impl EntityId {
    /// The number itself, counted from 0 in the order in which entities were met.
    pub fn number(self) -> usize {
        self.0 as usize
    }
}

/// Everything known, and what of it is unfolded.
#[derive(Debug, Default)]
pub struct Tree {
    /// Shared with snapshots; copied when one of them still needs what is about to change.
    entities: Vec<Arc<Entity>>,
    /// By JIDs in their normal form: another spelling is no other entity.
    by_address: Shards<Address, EntityId>,
    /// Where each entity stands, by its number.
    standing: Vec<SmallVec<[PlaceId; 4]>>,
    places: Places,
    next_place: u32,
    roots: Vec<PlaceId>,
    visible: Visible,
    waiting: usize,
    /// Who is known to be below an entity without being listed: clients by their presence.
    present: HashMap<EntityId, Vec<Known>>,
    /// The lists that a snapshot kept of entities that had given one before they refused or fell silent.
    earlier: HashMap<EntityId, Vec<Arc<Item>>>,
    /// Lists of which pages came since they were shown last, with their lengths then.
    growing: HashMap<EntityId, usize>,
    /// Whose lists show more since somebody asked.
    grown: Vec<EntityId>,
    /// What changed, if somebody wants to know.
    changes: Option<Box<Changes>>,
    /// How many items of a new list become places at once, if not all.
    at_once: Option<usize>,
    /// Where items of long lists are still to become places.
    unfinished: VecDeque<Unfinished>,
}

impl Tree {
    /// An empty tree.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a root, or finds the one that is there.
    pub fn add_root(&mut self, address: Address) -> PlaceId {
        let entity = self.intern(address);
        let known = self.roots.iter().copied().find(|root| self.entity_at(*root) == Some(entity));
        known.unwrap_or_else(|| {
            let place = self.place(Subject::Entity(entity), None, Origin::Root, None);
            self.roots.push(place);
            self.visible.change_all();
            place
        })
    }

    /// Makes these the places below one of our headings, which becomes a root if it is none yet.
    pub fn set_folder(&mut self, folder: Folder, below: &[Known]) -> PlaceId {
        let root = self
            .roots
            .iter()
            .copied()
            .find(|root| self.get(*root).is_some_and(|place| place.subject == Subject::Folder(folder)));
        let root = root.unwrap_or_else(|| {
            let place = self.place(Subject::Folder(folder), None, Origin::Root, None);
            self.roots.push(place);
            place
        });
        let wanted = self.known_children(below);
        self.become_children(root, wanted);
        self.visible.change_all();
        root
    }

    /// Makes these the ones that are known to be below an entity without being listed.
    pub fn set_present(&mut self, address: &Address, below: Vec<Known>) {
        let id = self.intern(address.clone());
        let _ = self.present.insert(id, below);
        self.refill(id);
    }

    /// Takes a root away, with everything below it; what is known of its entities stays. Other places stay, too.
    pub fn remove_root(&mut self, root: PlaceId) {
        if !self.roots.contains(&root) {
            return;
        }
        self.roots.retain(|other| *other != root);
        self.forget(vec![root]);
        self.visible.change_all();
    }

    /// The roots in the order they were added.
    pub fn roots(&self) -> &[PlaceId] {
        &self.roots
    }

    /// The visible lines, as of the last [`Self::settle`].
    pub fn rows(&self) -> &[Row] {
        self.visible.rows()
    }

    /// Which line a place stands on, if it is visible.
    pub fn position(&self, place: PlaceId) -> Option<usize> {
        self.visible.position(place)
    }

    /// Which line the place of that number stands on, if it is visible.
    pub fn position_of(&self, number: u64) -> Option<usize> {
        u32::try_from(number).ok().and_then(|number| self.position(PlaceId(number)))
    }

    /// A place.
    pub fn get(&self, place: PlaceId) -> Option<&Place> {
        self.places.get(place)
    }

    /// The place above.
    pub fn parent(&self, place: PlaceId) -> Option<PlaceId> {
        self.get(place)?.parent
    }

    /// The places below, shown or not.
    pub fn children(&self, place: PlaceId) -> &[PlaceId] {
        self.get(place).map(|place| place.children.as_slice()).unwrap_or_default()
    }

    /// Opens everything above a place, so that it is visible.
    pub fn uncover(&mut self, place: PlaceId) {
        let mut above = self.parent(place);
        while let Some(ancestor) = above {
            if let Some(place) = self.places.get_mut(ancestor)
                && !std::mem::replace(&mut place.is_open, true)
            {
                self.visible.change(ancestor);
            }
            above = self.parent(ancestor);
        }
    }

    /// The entity at a place, if one stands there.
    pub fn entity_at(&self, place: PlaceId) -> Option<EntityId> {
        match self.get(place)?.subject {
            Subject::Entity(entity) => Some(entity),
            Subject::Item | Subject::More | Subject::Folder(_) => None,
        }
    }

    /// An entity.
    pub fn entity(&self, id: EntityId) -> Option<&Entity> {
        self.entities.get(id.0 as usize).map(Arc::as_ref)
    }

    /// All entities, in the order in which they were met.
    pub fn entities(&self) -> impl Iterator<Item = &Entity> {
        self.entities.iter().map(Arc::as_ref)
    }

    /// An entity, shared: what becomes of the tree's own does not change it.
    pub fn shared(&self, id: EntityId) -> Option<Arc<Entity>> {
        self.entities.get(id.0 as usize).cloned()
    }

    /// The entity of an address, if it was ever met in any spelling.
    pub fn find(&self, address: &Address) -> Option<&Entity> {
        self.by_address.get(&address.normal()).and_then(|id| self.entity(*id))
    }

    /// The number of the entity of an address, if it was ever met in any spelling.
    pub fn number(&self, address: &Address) -> Option<EntityId> {
        self.by_address.get(&address.normal()).copied()
    }

    /// The number of the entity of an address, which may be new and need not stand anywhere.
    pub fn meet(&mut self, address: Address) -> EntityId {
        self.intern(address)
    }

    /// The next place in the order of the whole tree, closed parts included, that a test finds; after the last comes
    /// the first. Takes time with the number of places.
    pub fn next_place(
        &self,
        from: Option<PlaceId>,
        is_forward: bool,
        test: impl Fn(PlaceId, &Place) -> bool,
    ) -> Option<PlaceId> {
        let mut order = Vec::new();
        let mut to_visit: Vec<_> = self.roots.iter().rev().copied().collect();
        while let Some(id) = to_visit.pop() {
            order.push(id);
            to_visit.extend(self.children(id).iter().rev());
        }
        if !is_forward {
            order.reverse();
        }
        let start = from.and_then(|from| order.iter().position(|id| *id == from)).map_or(0, |position| position + 1);
        let (before, after) = order.split_at(start.min(order.len()));
        let hit = |id: &&PlaceId| self.get(**id).is_some_and(|place| test(**id, place));
        after.iter().chain(before).find(hit).copied()
    }

    /// How many questions wait for their answers.
    pub fn waiting(&self) -> usize {
        self.waiting
    }

    /// How many entities were met.
    pub fn len(&self) -> usize {
        self.entities.len()
    }

    /// Whether no entity was ever met.
    pub fn is_empty(&self) -> bool {
        self.entities.is_empty()
    }

    /// Shows the children of a place; gives the questions that nobody asked before.
    pub fn open(&mut self, place: PlaceId, now: Timestamp) -> Vec<Question> {
        self.show(place);
        let Some(entity) = self.entity_at(place) else { return Vec::new() };
        self.ask_first(entity, &[Kind::Info, Kind::Items], now)
    }

    /// Hides the children of a place.
    pub fn close(&mut self, place: PlaceId) {
        if let Some(closed) = self.places.get_mut(place) {
            closed.is_open = false;
            self.visible.change(place);
        }
    }

    /// The questions of these kinds that nobody asked of an entity; they count as asked from now on.
    pub fn ask_first(&mut self, entity: EntityId, kinds: &[Kind], now: Timestamp) -> Vec<Question> {
        let Some(known) = self.entity(entity) else { return Vec::new() };
        let open: Vec<_> = kinds.iter().copied().filter(|kind| known.is_not_asked(*kind)).collect();
        self.ask(entity, &open, now)
    }

    /// These questions again, but for those that wait already; nothing for a JID that is none.
    pub fn ask(&mut self, id: EntityId, kinds: &[Kind], now: Timestamp) -> Vec<Question> {
        let Some(entity) = self.entities.get_mut(id.0 as usize).filter(|entity| entity.address.is_valid()) else {
            return Vec::new();
        };
        let mut questions = Vec::new();
        changes::touch(&mut self.changes, id);
        for kind in kinds.iter().copied() {
            if Arc::make_mut(entity).begin(kind, now) {
                questions.push(Question::new(kind, entity.address.clone()));
            }
        }
        self.waiting += questions.len();
        questions
    }

    /// Takes an answer in; the lines change with the next [`Self::settle`].
    pub fn answer(&mut self, answer: Answer) {
        let id = self.intern(answer.address);
        changes::touch(&mut self.changes, id);
        // What the next list does not take away stays, and so it has to be there.
        if matches!(answer.outcome, Outcome::Items(_)) && self.standing(id).any(|place| self.goes_on_at(place)) {
            self.finish();
        }
        let Some(entity) = self.entities.get_mut(id.0 as usize).map(Arc::make_mut) else { return };
        if matches!(answer.outcome, Outcome::Page(..)) {
            let shown = entity.items.answer().map_or(0, |list| list.items.len());
            let was_waiting = entity.take(answer.outcome);
            self.waiting = self.waiting.saturating_sub(usize::from(was_waiting));
            return self.grows(id, shown);
        }
        let before = (growth::lists_published_items(entity), known::below(entity).len());
        let has_items = matches!(answer.outcome, Outcome::Items(_));
        if entity.take(answer.outcome) {
            self.waiting = self.waiting.saturating_sub(1);
        }
        let after = (growth::lists_published_items(entity), known::below(entity).len());
        // What the entity says that it is may change what its list means, whichever of the two came first.
        if has_items || before != after {
            self.refill(id);
        }
    }

    /// Brings the visible lines up to date; takes time with what changed and with the lines after it.
    pub fn settle(&mut self) {
        self.grow();
        self.visible.settle(&self.roots, &self.places);
    }
}
