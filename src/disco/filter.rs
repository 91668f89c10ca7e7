//! What a query finds in a tree, as rows: the places that are found and those above them.
//!
//! The tree's own rows, and what of it is open, stay as they are. The work is cut into steps, so that who types need not
//! wait for a million rows; once it is done, only what changes in the tree is looked at again.

use std::collections::HashSet;

use super::{
    offers::Offers,
    search::{Lens, Query, Rules, Subject as Sought},
    state::Entity,
    tree::{EntityId, Origin, Place, PlaceId, Subject, Tree},
};

mod follow;
mod rows;

pub use rows::Line;

use rows::Rows;

/// A view of one tree: who offers what in it, and what a query finds in it.
#[derive(Debug)]
pub struct Filter {
    offers: Offers,
    lens: Option<Lens>,
    rows: Rows,
    found: usize,
    phase: Phase,
    /// Entities of which only the findings changed.
    judged: HashSet<EntityId>,
}

#[derive(Debug)]
enum Phase {
    /// Everything is being looked at for the first time.
    Gathering { to_visit: Vec<PlaceId>, seen: Vec<bool> },
    /// It is known who offers what; every place is being held against the query.
    Walking { to_visit: Vec<PlaceId>, path: Vec<Step> },
    /// Everything was looked at; changes are taken in as they come.
    Following,
}

/// A place on the way to the one that is looked at.
#[derive(Clone, Copy, Debug)]
struct Step {
    place: PlaceId,
    depth: u16,
    /// Its row's index, once it has one.
    row: Option<usize>,
}

/// Which rules an entity breaks.
pub type Judge<'a> = &'a dyn Fn(EntityId) -> Rules;

impl Filter {
    /// A view of a tree that is to be gathered by [`Self::work`]; the tree notes its changes for it from now on.
    pub fn new(tree: &mut Tree) -> Self {
        tree.watch();
        let phase = Phase::Gathering { to_visit: roots(tree), seen: Vec::new() };
        let (offers, rows) = (Offers::default(), Rows::default());
        Self { offers, lens: None, rows, found: 0, phase, judged: HashSet::new() }
    }

    /// Looks for something else; an empty query finds nothing and costs nothing.
    pub fn look_for(&mut self, tree: &Tree, query: Query) {
        self.lens = (!query.is_empty()).then(|| Lens::new(query));
        if !matches!(self.phase, Phase::Gathering { .. }) {
            self.begin(tree);
        }
    }

    fn begin(&mut self, tree: &Tree) {
        self.rows = Rows::default();
        self.found = 0;
        self.phase = match self.lens {
            Some(_) => Phase::Walking { to_visit: roots(tree), path: Vec::new() },
            None => Phase::Following,
        };
    }

    /// Something else is wrong with an entity.
    pub fn judged(&mut self, entity: EntityId) {
        let _ = self.judged.insert(entity);
    }

    /// Goes on with what is to be done, for so many places at most; says whether all is done.
    pub fn work(&mut self, tree: &mut Tree, judge: Judge<'_>, places: usize) -> bool {
        let mut left = places;
        while left > 0 {
            match &mut self.phase {
                Phase::Gathering { to_visit, .. } => match to_visit.pop() {
                    Some(place) => self.gather(tree, judge, place),
                    None => self.begin(tree),
                },
                Phase::Walking { to_visit, .. } => match to_visit.pop() {
                    Some(place) => self.walk(tree, place),
                    None => self.arrive(),
                },
                Phase::Following => {
                    self.follow(tree, judge);
                    return true;
                }
            }
            left -= 1;
        }
        false
    }

    /// Whether something is still to be looked at, but for changes.
    pub fn is_working(&self) -> bool {
        !matches!(self.phase, Phase::Following)
    }

    /// Whether it is not known yet who offers what.
    pub fn is_gathering(&self) -> bool {
        matches!(self.phase, Phase::Gathering { .. })
    }

    /// Makes what is known to stand below a place, and takes in what its entity offers.
    fn gather(&mut self, tree: &mut Tree, judge: Judge<'_>, place: PlaceId) {
        let Phase::Gathering { to_visit, seen } = &mut self.phase else { return };
        if let Some(entity) = tree.entity_at(place) {
            if seen.len() <= entity.number() {
                seen.resize(entity.number() + 1, false);
            }
            // An entity that stands in many places has its children below the first of them, because cycles never end.
            let was_seen = seen.get_mut(entity.number()).is_some_and(|seen| std::mem::replace(seen, true));
            if !was_seen {
                self.offers.take(entity, tree.entity(entity), judge(entity));
                tree.make_children(place);
            }
        }
        to_visit.extend(tree.children(place).iter().rev());
    }

    fn walk(&mut self, tree: &Tree, id: PlaceId) {
        let Some(place) = tree.get(id) else { return };
        let depth = place.depth();
        self.leave(depth);
        let is_found = self.holds(tree, place);
        let Phase::Walking { to_visit, path } = &mut self.phase else { return };
        to_visit.extend(place.children().iter().rev());
        path.push(Step { place: id, depth, row: None });
        if is_found {
            self.found += 1;
            let last = path.len() - 1;
            let mut parent = None;
            for (number, step) in path.iter_mut().enumerate() {
                if step.row.is_none() {
                    step.row = Some(self.rows.len());
                    let line = Line { place: step.place, depth: step.depth, is_found: number == last };
                    self.rows.push(line, parent);
                }
                parent = Some(step.place);
            }
        }
    }

    /// Leaves the places of the path that a place of this depth does not stand below.
    fn leave(&mut self, depth: u16) {
        let Phase::Walking { path, .. } = &mut self.phase else { return };
        while let Some(step) = path.pop_if(|step| step.depth >= depth) {
            if let Some(row) = step.row {
                self.rows.count_below(step.place, (self.rows.len() - row - 1).try_into().unwrap_or_default());
            }
        }
    }

    fn arrive(&mut self) {
        self.leave(0);
        self.phase = Phase::Following;
    }

    fn holds(&mut self, tree: &Tree, place: &Place) -> bool {
        let Some(lens) = &mut self.lens else { return false };
        let item = place.item.as_deref();
        match place.subject {
            Subject::Entity(id) => match tree.entity(id) {
                Some(entity) if is_guess(place, entity) => false,
                entity => {
                    let rules = self.offers.rules(id);
                    lens.holds(&self.offers, Some(id), Sought { entity, item, rules })
                }
            },
            Subject::Item => lens.holds(&self.offers, None, Sought { entity: None, item, rules: Rules::default() }),
            // A heading of ours is nothing that anybody said.
            Subject::Folder(_) | Subject::More => false,
        }
    }

    /// Who offers what.
    pub fn offers(&self) -> &Offers {
        &self.offers
    }

    /// What is looked for, if anything is.
    pub fn query(&self) -> Option<&Query> {
        self.lens.as_ref().map(Lens::query)
    }

    /// How many places were found.
    pub fn found(&self) -> usize {
        self.found
    }

    /// How many rows there are: what was found, and what stands above.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.rows.len() == 0
    }

    /// The row at an index.
    pub fn line(&self, index: usize) -> Option<Line> {
        self.rows.get(index)
    }

    /// Which row a place stands on, if it has one.
    pub fn position(&self, place: PlaceId) -> Option<usize> {
        self.rows.position(place)
    }

    /// The row that a row stands below.
    pub fn parent(&self, index: usize) -> Option<usize> {
        self.rows.spot(self.rows.get(index)?.place)?.parent.and_then(|parent| self.rows.position(parent))
    }

    /// The next place that was found, behind the row `from` or before it; after the last comes the first.
    pub fn next_found(&self, from: Option<usize>, is_forward: bool) -> Option<PlaceId> {
        let next = self.rows.next_found(from, is_forward)?;
        self.rows.get(next).map(|line| line.place)
    }
}

/// A well-known node that nobody lists and nobody asked: it is offered to be opened, but nothing says that it is there.
fn is_guess(place: &Place, entity: &Entity) -> bool {
    matches!(place.origin, Origin::Known(_))
        && entity.address.node.is_some()
        && entity.info.is_not_asked()
        && entity.items.is_not_asked()
}

fn roots(tree: &Tree) -> Vec<PlaceId> {
    tree.roots().iter().rev().copied().collect()
}
