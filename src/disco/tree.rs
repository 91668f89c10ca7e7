//! The tree: places over entities. An entity is stored once and may stand in many places; cycles are normal.

use std::{collections::HashMap, sync::Arc};

use jiff::Timestamp;

use super::{
    address::{self, Address},
    known::{self, Known},
    reply::Item,
    state::{Answer, Entity, Kind, Outcome, Question},
};

/// An entity's number in its [`Tree`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EntityId(u32);

/// A place's number in its [`Tree`]; never used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PlaceId(u32);

impl PlaceId {
    /// The number itself, for lists that are keyed by numbers.
    pub fn number(self) -> u64 {
        u64::from(self.0)
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
    /// A heading of ours over others.
    Folder(Folder),
}

/// A heading of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Folder {
    /// The account's roster.
    Contacts,
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
    parent: Option<PlaceId>,
    children: Vec<PlaceId>,
    depth: u16,
}

impl Place {
    /// Whether anything is known to stand below.
    pub fn has_children(&self) -> bool {
        !self.children.is_empty()
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

/// Everything known, and what of it is unfolded.
#[derive(Debug, Default)]
pub struct Tree {
    entities: Vec<Entity>,
    /// By JIDs in their normal form: another spelling is no other entity.
    by_address: HashMap<Address, EntityId>,
    /// Where each entity stands, by its number.
    standing: Vec<Vec<PlaceId>>,
    places: HashMap<PlaceId, Place>,
    next_place: u32,
    roots: Vec<PlaceId>,
    rows: Vec<Row>,
    positions: HashMap<PlaceId, usize>,
    is_settled: bool,
    waiting: usize,
    /// Who is known to be below an entity without being listed: clients by their presence.
    present: HashMap<EntityId, Vec<Known>>,
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
            self.is_settled = false;
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
        self.is_settled = false;
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
        self.is_settled = false;
    }

    /// The roots in the order they were added.
    pub fn roots(&self) -> &[PlaceId] {
        &self.roots
    }

    /// The visible lines, as of the last [`Self::settle`].
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Which line a place stands on, if it is visible.
    pub fn position(&self, place: PlaceId) -> Option<usize> {
        self.positions.get(&place).copied()
    }

    /// Which line the place of that number stands on, if it is visible.
    pub fn position_of(&self, number: u64) -> Option<usize> {
        u32::try_from(number).ok().and_then(|number| self.position(PlaceId(number)))
    }

    /// A place.
    pub fn get(&self, place: PlaceId) -> Option<&Place> {
        self.places.get(&place)
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
            if let Some(ancestor) = self.places.get_mut(&ancestor) {
                ancestor.is_open = true;
            }
            above = self.parent(ancestor);
        }
        self.is_settled = false;
    }

    /// The entity at a place, if one stands there.
    pub fn entity_at(&self, place: PlaceId) -> Option<EntityId> {
        match self.get(place)?.subject {
            Subject::Entity(entity) => Some(entity),
            Subject::Item | Subject::Folder(_) => None,
        }
    }

    /// An entity.
    pub fn entity(&self, id: EntityId) -> Option<&Entity> {
        self.entities.get(id.0 as usize)
    }

    /// The entity of an address, if it was ever met in any spelling.
    pub fn find(&self, address: &Address) -> Option<&Entity> {
        self.by_address.get(&normal(address)).and_then(|id| self.entity(*id))
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
        if let Some(place) = self.places.get_mut(&place).filter(|place| place.subject != Subject::Item) {
            place.is_open = true;
        }
        self.is_settled = false;
        let Some(entity) = self.entity_at(place) else { return Vec::new() };
        // Places that have children are kept up to date by every answer, open or not.
        if self.children(place).is_empty() {
            self.fill(place);
        }
        self.ask_first(entity, &[Kind::Info, Kind::Items], now)
    }

    /// Hides the children of a place.
    pub fn close(&mut self, place: PlaceId) {
        if let Some(place) = self.places.get_mut(&place) {
            place.is_open = false;
            self.is_settled = false;
        }
    }

    /// The questions of these kinds that nobody asked of an entity; they count as asked from now on.
    pub fn ask_first(&mut self, entity: EntityId, kinds: &[Kind], now: Timestamp) -> Vec<Question> {
        let Some(known) = self.entity(entity) else { return Vec::new() };
        let open: Vec<_> = kinds.iter().copied().filter(|kind| known.is_not_asked(*kind)).collect();
        self.ask(entity, &open, now)
    }

    /// These questions again, but for those that wait already; nothing for a JID that is none.
    pub fn ask(&mut self, entity: EntityId, kinds: &[Kind], now: Timestamp) -> Vec<Question> {
        let Some(entity) = self.entities.get_mut(entity.0 as usize).filter(|entity| entity.address.is_valid()) else {
            return Vec::new();
        };
        let mut questions = Vec::new();
        for kind in kinds.iter().copied() {
            if entity.begin(kind, now) {
                questions.push(Question { kind, address: entity.address.clone() });
            }
        }
        self.waiting += questions.len();
        questions
    }

    /// Takes an answer in; the lines change with the next [`Self::settle`].
    pub fn answer(&mut self, answer: Answer) {
        let id = self.intern(answer.address);
        let Some(entity) = self.entities.get_mut(id.0 as usize) else { return };
        let before = (lists_published_items(entity), known::below(entity).len());
        let has_items = matches!(answer.outcome, Outcome::Items(_));
        if entity.take(answer.outcome) {
            self.waiting = self.waiting.saturating_sub(1);
        }
        let after = (lists_published_items(entity), known::below(entity).len());
        // What the entity says that it is may change what its list means, whichever of the two came first.
        if has_items || before != after {
            self.refill(id);
        }
    }

    fn refill(&mut self, id: EntityId) {
        for place in self.standing_places(id) {
            if self.get(place).is_some_and(|place| place.is_open || !place.children.is_empty()) {
                self.fill(place);
            }
        }
        self.is_settled = false;
    }

    /// Brings the visible lines up to date; cheap when nothing changed.
    pub fn settle(&mut self) {
        if std::mem::replace(&mut self.is_settled, true) {
            return;
        }
        self.rows.clear();
        let mut to_visit: Vec<_> = self.roots.iter().rev().copied().collect();
        while let Some(id) = to_visit.pop() {
            let Some(place) = self.places.get(&id) else { continue };
            self.rows.push(Row { place: id, depth: place.depth });
            if place.is_open {
                to_visit.extend(place.children.iter().rev());
            }
        }
        self.positions.clear();
        self.positions.extend(self.rows.iter().enumerate().map(|(index, row)| (row.place, index)));
    }

    /// Makes the children of a place those of its entity's list, keeping the places that stay.
    fn fill(&mut self, id: PlaceId) {
        let Some(number) = self.entity_at(id) else { return };
        let Some(entity) = self.entity(number) else { return };
        let (jid, publishes) = (entity.address.normal_jid(), lists_published_items(entity));
        let items = entity.items.answer().map(|list| list.items.iter().cloned().map(Arc::new).collect::<Vec<_>>());
        let mut known = known::below(entity);
        known.extend(self.present.get(&number).into_iter().flatten().cloned());
        let mut wanted = self.known_children(&known);
        // Silence or an error takes no row away that an earlier answer brought.
        let mut listed = if items.is_none() { self.listed_children(id) } else { Vec::new() };
        for item in items.into_iter().flatten() {
            let subject = match &item.jid {
                Some(target)
                    if item.valid_jid && !(publishes && item.node.is_none() && address::normal(target) == jid) =>
                {
                    Subject::Entity(self.intern(Address { jid: target.clone(), node: item.node.clone() }))
                }
                _ => Subject::Item,
            };
            listed.push((subject, Some(item), Origin::Listed));
        }
        // Servers list the clients of an account that its presence tells of, too.
        wanted.retain(|(known, ..)| listed.iter().all(|(subject, ..)| subject != known));
        wanted.append(&mut listed);
        self.become_children(id, wanted);
    }

    fn listed_children(&self, id: PlaceId) -> Vec<Wanted> {
        let children = self.children(id).iter().filter_map(|child| self.get(*child));
        let listed = children.filter(|child| child.origin == Origin::Listed);
        listed.map(|child| (child.subject.clone(), child.item.clone(), Origin::Listed)).collect()
    }

    fn known_children(&mut self, known: &[Known]) -> Vec<Wanted> {
        let entity = |known: &Known| Subject::Entity(self.intern(known.address.clone()));
        let subjects: Vec<_> = known.iter().map(entity).collect();
        subjects
            .into_iter()
            .zip(known)
            .map(|(subject, known)| (subject, None, Origin::Known(known.words.clone())))
            .collect()
    }

    fn become_children(&mut self, id: PlaceId, wanted: Vec<Wanted>) {
        let old = self.places.get_mut(&id).map(|place| std::mem::take(&mut place.children)).unwrap_or_default();
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
                    if let Some(place) = self.places.get_mut(&kept) {
                        (place.item, place.origin) = (item, origin);
                    }
                    kept
                }
                None => self.place(subject, item, origin, Some(id)),
            };
            children.push(child);
        }
        self.forget(reusable.into_values().flatten().collect());
        if let Some(place) = self.places.get_mut(&id) {
            place.children = children;
        }
    }

    /// Where an entity stands now; places that were dropped since the last call are struck off.
    fn standing_places(&mut self, id: EntityId) -> Vec<PlaceId> {
        let Some(standing) = self.standing.get_mut(id.0 as usize) else { return Vec::new() };
        standing.retain(|place| self.places.contains_key(place));
        standing.clone()
    }

    fn intern(&mut self, address: Address) -> EntityId {
        let key = normal(&address);
        if let Some(known) = self.by_address.get(&key) {
            return *known;
        }
        let id = EntityId(u32::try_from(self.entities.len()).unwrap_or(u32::MAX));
        self.entities.push(Entity::new(address));
        self.standing.push(Vec::new());
        let _ = self.by_address.insert(key, id);
        id
    }

    fn place(&mut self, subject: Subject, item: Option<Arc<Item>>, origin: Origin, parent: Option<PlaceId>) -> PlaceId {
        let id = PlaceId(self.next_place);
        self.next_place += 1;
        let mut repeats_ancestor = false;
        if let Subject::Entity(entity) = subject {
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
        let _ = self.places.insert(id, place);
        id
    }

    /// Drops places with everything below them.
    fn forget(&mut self, mut doomed: Vec<PlaceId>) {
        while let Some(id) = doomed.pop() {
            let Some(place) = self.places.remove(&id) else { continue };
            doomed.extend(place.children);
        }
    }
}

/// A child to be: what stands there, what the list says of it, how it came there.
type Wanted = (Subject, Option<Arc<Item>>, Origin);

/// What makes a child of the new list the same as one of the old: its entity, or for a mere item all of it.
fn identity_of(subject: Subject, item: Option<&Arc<Item>>) -> (Subject, Option<Arc<Item>>) {
    match subject {
        Subject::Entity(_) | Subject::Folder(_) => (subject, None),
        Subject::Item => (subject, item.cloned()),
    }
}

/// The address by which an entity is known whatever the spelling.
fn normal(address: &Address) -> Address {
    let jid = address.normal_jid();
    let jid = if *address.jid == *jid { address.jid.clone() } else { Arc::from(jid) };
    Address { jid, node: address.node.clone() }
}

/// Whether items of this list that carry the entity's own JID and no node are published items: so it is with pubsub
/// nodes (XEP-0060 §5.5). Unless the entity says that it is something else, a node is taken for one, because a false
/// link back to the service's root is the worse mistake.
fn lists_published_items(entity: &Entity) -> bool {
    let says_otherwise = entity.info.answer().is_some_and(|info| {
        !info.identities.is_empty()
            && !info.identities.iter().any(|identity| identity.category.as_deref() == Some("pubsub"))
    });
    entity.address.node.is_some() && !says_otherwise
}
