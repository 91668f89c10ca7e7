//! Which entity of one snapshot is which of the other, what is below what, and who is really gone.

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
    sync::Arc,
};

use super::mapping::{Mapping, Side};
use crate::{
    disco::{address::Address, reply::Item, state::Entity, tree::Named},
    snapshot::{
        Snapshot,
        watch::{Cancelled, Watch},
    },
};

/// So many steps are done before somebody may stop the work.
pub const STEPS: usize = 1024;

/// What an entity is found by: its JID, mapped, and its node.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Key<'a> {
    jid: Cow<'a, str>,
    node: Option<Cow<'a, str>>,
}

/// An entity of one side or of both, by its place in the snapshots.
#[derive(Default)]
pub struct Pair {
    /// Its place on the left.
    pub left: Option<usize>,
    /// Its place on the right.
    pub right: Option<usize>,
    /// What a list calls it.
    pub named: Option<Arc<str>>,
    /// The pairs below it, those of the left first; some may stand there twice.
    pub below: Vec<usize>,
    /// Whether a list of either side names it.
    is_listed: bool,
    /// Whether the side that did not ask it knows it all the same, or may know it.
    is_doubtful: bool,
}

/// All entities of two snapshots.
pub struct Links<'a> {
    /// Every entity once.
    pub pairs: Vec<Pair>,
    /// Those at the top.
    pub roots: Vec<usize>,
    left: Index<'a>,
    right: Index<'a>,
}

/// One side's entities.
struct Index<'a> {
    side: Side,
    snapshot: &'a Snapshot,
    mapping: &'a Mapping,
    /// The pair of each key, nodes to the letter.
    by_key: HashMap<Key<'a>, usize>,
    /// The pair of each key, nodes mapped, of those whose nodes have something to be mapped.
    by_mapped: HashMap<Key<'a>, usize>,
}

impl Pair {
    /// Whether an entity that one side lacks is really not there, and not only not asked.
    pub fn is_gone(&self) -> bool {
        self.is_listed && !self.is_doubtful
    }
}

impl<'a> Links<'a> {
    /// Finds which entity is which; `watch` counts each entity of both sides twice.
    pub fn new(
        left: &'a Snapshot,
        right: &'a Snapshot,
        mapping: &'a Mapping,
        watch: &Watch,
    ) -> Result<Self, Cancelled> {
        let mut ours = Index::new(Side::Left, left, mapping);
        let mut theirs = Index::new(Side::Right, right, mapping);
        let mut pairs: Vec<Pair> = Vec::with_capacity(left.entities.len().max(right.entities.len()));
        let mut steps = Steps::new(watch);
        for (place, entity) in left.entities.iter().enumerate() {
            steps.step()?;
            ours.insert(&entity.address, pairs.len());
            pairs.push(Pair { left: Some(place), ..Pair::default() });
        }
        let mut alone = Vec::new();
        for (place, entity) in right.entities.iter().enumerate() {
            steps.step()?;
            let number = ours.by_key.get(&theirs.key(&entity.address)).copied();
            match number.filter(|number| is_free(&pairs, *number)) {
                Some(number) => {
                    pairs.get_mut(number).into_iter().for_each(|pair| pair.right = Some(place));
                    theirs.insert(&entity.address, number);
                }
                None => alone.push((place, &entity.address)),
            }
        }
        // What is equal to the letter comes first; only then nodes in which one address stands for another.
        for (place, address) in alone {
            let number = theirs.mapped(address).and_then(|key| ours.by_mapped.get(&key).copied());
            let number = number.filter(|number| is_free(&pairs, *number)).unwrap_or_else(|| {
                pairs.push(Pair::default());
                pairs.len() - 1
            });
            pairs.get_mut(number).into_iter().for_each(|pair| pair.right = Some(place));
            theirs.insert(address, number);
        }
        steps.finish()?;
        let mut links = Self { pairs, roots: Vec::new(), left: ours, right: theirs };
        links.connect(Side::Left, watch)?;
        links.connect(Side::Right, watch)?;
        links.find_roots();
        links.doubt();
        links.hang_loose();
        Ok(links)
    }

    /// Puts below each entity what its list names.
    fn connect(&mut self, side: Side, watch: &Watch) -> Result<(), Cancelled> {
        let (own, other) = match side {
            Side::Left => (&self.left, &self.right),
            Side::Right => (&self.right, &self.left),
        };
        let mut steps = Steps::new(watch);
        for entity in &own.snapshot.entities {
            steps.step()?;
            let Some(above) = own.find(&entity.address) else { continue };
            for item in own.list(entity) {
                let Some(address) = target(item) else { continue };
                let asked = own.find(&address);
                let Some(below) = asked.or_else(|| other.find_from(own, &address)) else { continue };
                if let Some(pair) = self.pairs.get_mut(below) {
                    pair.is_listed = true;
                    // Somebody names it here who never asked it.
                    pair.is_doubtful |= asked.is_none();
                    if pair.named.is_none() {
                        pair.named.clone_from(&item.name);
                    }
                }
                self.pairs.get_mut(above).into_iter().for_each(|pair| pair.below.push(below));
            }
        }
        steps.finish()
    }

    fn find_roots(&mut self) {
        let mut seen = HashSet::new();
        for side in [Side::Left, Side::Right] {
            let (own, other) = match side {
                Side::Left => (&self.left, &self.right),
                Side::Right => (&self.right, &self.left),
            };
            for root in &own.snapshot.roots {
                let Named::Entity(address) = root else { continue };
                let asked = own.find(address);
                let Some(number) = asked.or_else(|| other.find_from(own, address)) else { continue };
                if let Some(pair) = self.pairs.get_mut(number).filter(|_| asked.is_none()) {
                    pair.is_doubtful = true;
                }
                if seen.insert(number) {
                    self.roots.push(number);
                }
            }
        }
    }

    /// Whoever stands in a list whose counterpart did not come whole may be there; so may what is below.
    fn doubt(&mut self) {
        let mut to_visit: Vec<usize> = Vec::new();
        for (number, pair) in self.pairs.iter().enumerate() {
            let is_open = match (pair.left, pair.right) {
                (Some(left), Some(right)) => {
                    let whole = |index: &Index<'_>, place| index.has_whole_list(place);
                    !(whole(&self.left, left) && whole(&self.right, right))
                }
                _ => pair.is_doubtful || !pair.is_listed,
            };
            if is_open {
                to_visit.push(number);
            }
        }
        let mut seen: HashSet<usize> = to_visit.iter().copied().collect();
        while let Some(number) = to_visit.pop() {
            let Some(above) = self.pairs.get(number) else { continue };
            let lacks =
                |index: &Index<'_>, place: Option<usize>| place.is_some_and(|place| !index.has_whole_list(place));
            let is_pair = above.left.is_some() && above.right.is_some();
            let (no_left, no_right) = (lacks(&self.left, above.left), lacks(&self.right, above.right));
            for below in above.below.clone() {
                let Some(pair) = self.pairs.get_mut(below) else { continue };
                let is_unsure = match (pair.left, pair.right) {
                    (Some(_), None) => !is_pair || no_right,
                    (None, Some(_)) => !is_pair || no_left,
                    _ => false,
                };
                if is_unsure {
                    pair.is_doubtful = true;
                    if seen.insert(below) {
                        to_visit.push(below);
                    }
                }
            }
        }
    }

    /// Puts what no list names where it belongs: a node below its JID, a client below its account.
    fn hang_loose(&mut self) {
        let is_root: HashSet<usize> = self.roots.iter().copied().collect();
        let mut hung = Vec::new();
        for (number, pair) in self.pairs.iter().enumerate() {
            if pair.is_listed || is_root.contains(&number) {
                continue;
            }
            let (index, place) = match (pair.left, pair.right) {
                (Some(left), _) => (&self.left, left),
                (None, Some(right)) => (&self.right, right),
                (None, None) => continue,
            };
            let Some(address) = index.snapshot.entities.get(place).map(|entity| &entity.address) else { continue };
            let above = match (&address.node, address.jid.split_once('/')) {
                (Some(_), _) => index.find(&Address::new(address.jid.clone())),
                (None, Some((bare, _))) => index.find(&Address::new(bare)),
                (None, None) => None,
            };
            hung.extend(above.filter(|above| *above != number).map(|above| (above, number)));
        }
        for (above, number) in hung {
            self.pairs.get_mut(above).into_iter().for_each(|pair| pair.below.push(number));
        }
    }
}

impl<'a> Index<'a> {
    fn new(side: Side, snapshot: &'a Snapshot, mapping: &'a Mapping) -> Self {
        let count = snapshot.entities.len();
        Self { side, snapshot, mapping, by_key: HashMap::with_capacity(count), by_mapped: HashMap::new() }
    }

    /// Of two with one key the first one keeps it.
    fn insert(&mut self, address: &'a Address, pair: usize) {
        let _ = self.by_key.entry(self.key(address)).or_insert(pair);
        if let Some(key) = self.mapped(address) {
            let _ = self.by_mapped.entry(key).or_insert(pair);
        }
    }

    fn key<'k>(&self, address: &'k Address) -> Key<'k> {
        Key { jid: self.mapping.jid(self.side, &address.jid), node: address.node.as_deref().map(Cow::Borrowed) }
    }

    /// The key with the node mapped, if that makes a difference.
    fn mapped<'k>(&self, address: &'k Address) -> Option<Key<'k>> {
        let node = self.mapping.text(self.side, address.node.as_deref()?);
        matches!(node, Cow::Owned(_)).then(|| Key { jid: self.mapping.jid(self.side, &address.jid), node: Some(node) })
    }

    /// The pair of an address of this side.
    fn find(&self, address: &Address) -> Option<usize> {
        self.by_key.get(&self.key(address)).copied()
    }

    /// The pair of an address of the other side.
    fn find_from(&self, other: &Self, address: &Address) -> Option<usize> {
        let mapped = || self.by_mapped.get(&other.mapped(address)?);
        self.by_key.get(&other.key(address)).or_else(mapped).copied()
    }

    /// What an entity lists, or listed before it refused.
    fn list(&self, entity: &'a Entity) -> impl Iterator<Item = &'a Item> + use<'a> {
        let snapshot: &'a Snapshot = self.snapshot;
        let answered = entity.items.answer();
        let earlier = if answered.is_none() { snapshot.earlier.get(&entity.address) } else { None };
        let earlier = earlier.into_iter().flatten();
        answered.into_iter().flat_map(|items| &items.items).chain(earlier).map(Arc::as_ref)
    }

    fn has_whole_list(&self, place: usize) -> bool {
        let list = self.snapshot.entities.get(place).and_then(|entity| entity.items.answer());
        list.is_some_and(|items| items.paging.is_complete() && items.query.is_readable())
    }
}

/// Steps told to a watch in batches.
pub struct Steps<'a> {
    watch: &'a Watch,
    open: usize,
}

impl<'a> Steps<'a> {
    /// None done yet.
    pub fn new(watch: &'a Watch) -> Self {
        Self { watch, open: 0 }
    }

    /// One more.
    pub fn step(&mut self) -> Result<(), Cancelled> {
        self.open += 1;
        if self.open < STEPS { Ok(()) } else { self.watch.step(std::mem::take(&mut self.open)) }
    }

    /// The rest.
    pub fn finish(self) -> Result<(), Cancelled> {
        self.watch.step(self.open)
    }
}

fn is_free(pairs: &[Pair], number: usize) -> bool {
    pairs.get(number).is_some_and(|pair| pair.right.is_none())
}

fn target(item: &Item) -> Option<Address> {
    let jid = item.jid.as_ref().filter(|_| item.valid_jid)?;
    Some(Address { jid: jid.clone(), node: item.node.clone() })
}
