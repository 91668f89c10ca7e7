//! Two snapshots, or two entities, held against each other.
//!
//! What is compared is what entities say: identities, features, forms, items, errors, and whether they answer at all.
//! Rosters, presence and stray replies belong to an account or a moment, not to the entity, so they are left out; whoever
//! was asked because of a roster is compared like everybody else. What one side never asked is unknown there, not gone.

use std::sync::Arc;

use super::{
    Snapshot,
    watch::{Cancelled, Watch},
};
use crate::disco::state::Entity;

mod detail;
mod line;
mod link;
mod mapping;
mod options;
mod order;
mod pair;
pub mod record;
mod weight;

pub use line::{Group, Heading, Line, Value};
pub use mapping::{Error as MappingError, Mapping, Rule, Side};
pub use options::{Aspect, Options};

/// How two things compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Mark {
    /// On both sides, and nothing differs.
    Same,
    /// On both sides, and something differs.
    Changed,
    /// On the right only.
    Added,
    /// On the left only.
    Removed,
    /// Nobody knows: one side was not asked, or could not be told.
    Unknown,
}

/// Two snapshots held against each other: one tree, from top to bottom, of every entity that either side asked.
#[derive(Clone, Debug, Default)]
pub struct Comparison {
    /// The lines of the tree. An entity stands in it once, where it is met first; what stands below it follows it, one
    /// deeper.
    pub changes: Vec<EntityChange>,
    /// How it was compared.
    pub options: Options,
    /// How many lines have which mark.
    pub summary: Summary,
}

/// One entity on both sides, or two entities.
#[derive(Clone, Debug)]
pub struct EntityChange {
    /// The left's, if it was asked there.
    pub left: Option<Arc<Entity>>,
    /// The right's, if it was asked there.
    pub right: Option<Arc<Entity>>,
    /// How they compare. `Removed` and `Added` only where the other side's lists came whole and do not name it.
    pub mark: Mark,
    /// How many lines of [`EntityChange::groups`] differ; 1 for what only one side has.
    pub differences: usize,
    /// Whether one of the two asked more of it than the other, so that a part could not be compared.
    pub is_partial: bool,
    /// What the list above calls it; of two names the left's. A stranger chose it.
    pub named: Option<Arc<str>>,
    /// 0 for a root.
    pub depth: u16,
    /// The line of what it stands below.
    pub parent: Option<usize>,
    /// How many of the lines below it, at any depth, differ.
    pub changes_below: usize,
    headings: weight::Headings,
}

/// How many entities have which mark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Nothing differs.
    pub same: usize,
    /// Something differs.
    pub changed: usize,
    /// On the right only.
    pub added: usize,
    /// On the left only.
    pub removed: usize,
    /// Not asked on one of the sides.
    pub unknown: usize,
    /// Of the same and the changed: those of which one side asked more than the other.
    pub partial: usize,
}

/// Compares two snapshots. Takes time with the number of entities and their items, so it is not for the window's own
/// thread; stops when the watch says so.
pub fn compare(left: &Snapshot, right: &Snapshot, options: Options, watch: &Watch) -> Result<Comparison, Cancelled> {
    watch.begin(3 * (left.entities.len() + right.entities.len()));
    let links = link::Links::new(left, right, &options.mapping, watch)?;
    let mut steps = link::Steps::new(watch);
    let mut changes = Vec::with_capacity(links.pairs.len());
    for place in order::places(&links) {
        let Some(pair) = links.pairs.get(place.pair) else { continue };
        let sides = [(left, pair.left), (right, pair.right)];
        let [left, right] = sides.map(|(snapshot, place)| snapshot.entities.get(place?).cloned());
        for _ in left.iter().chain(&right) {
            steps.step()?;
        }
        let alone = match (&left, &right) {
            (Some(_), None) if pair.is_gone() => Mark::Removed,
            (None, Some(_)) if pair.is_gone() => Mark::Added,
            _ => Mark::Unknown,
        };
        let change = EntityChange::of(left, right, alone, &options);
        changes.push(EntityChange { named: pair.named.clone(), depth: place.depth, parent: place.parent, ..change });
    }
    steps.finish()?;
    count_below(&mut changes);
    let summary = Summary::of(&changes);
    drop(links);
    Ok(Comparison { changes, options, summary })
}

/// Compares any two entities: two clients, two servers, one entity as two accounts see it.
pub fn entities(left: &Arc<Entity>, right: &Arc<Entity>, options: &Options) -> EntityChange {
    EntityChange::of(Some(left.clone()), Some(right.clone()), Mark::Unknown, options)
}

impl Mark {
    /// Its name in the JSON contract.
    pub fn word(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Changed => "changed",
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Unknown => "unknown",
        }
    }

    /// Whether the sides are known to differ.
    pub fn differs(self) -> bool {
        matches!(self, Self::Changed | Self::Added | Self::Removed)
    }

    /// What it is when the sides are exchanged.
    pub fn swapped(self) -> Self {
        match self {
            Self::Added => Self::Removed,
            Self::Removed => Self::Added,
            other => other,
        }
    }
}

impl Comparison {
    /// Of two entities alone.
    pub fn of(change: EntityChange, options: Options) -> Self {
        let changes = vec![change];
        let summary = Summary::of(&changes);
        Self { changes, options, summary }
    }

    /// One line's entity side by side; made anew with each call, so keep it while it is shown.
    pub fn groups(&self, line: usize) -> Vec<Group> {
        self.changes.get(line).map(|change| change.groups(&self.options)).unwrap_or_default()
    }

    /// The next line that differs, forwards or backwards; after the last comes the first.
    pub fn next_change(&self, from: Option<usize>, is_forward: bool) -> Option<usize> {
        let count = self.changes.len();
        let start = from.filter(|from| *from < count);
        let ahead = (1..=count).map(|step| match (start, is_forward) {
            (Some(start), true) => (start + step) % count,
            (None, true) => step - 1,
            (Some(start), false) => (start + count - step) % count,
            (None, false) => count - step,
        });
        ahead.into_iter().find(|line| self.changes.get(*line).is_some_and(|change| change.mark.differs()))
    }

    /// The line after the last one below a line.
    pub fn end_of(&self, line: usize) -> usize {
        let Some(depth) = self.changes.get(line).map(|change| change.depth) else { return self.changes.len() };
        let below = self.changes.iter().skip(line + 1).take_while(|change| change.depth > depth);
        line + 1 + below.count()
    }

    /// Whether a question about any entity was answered on both sides, or refused, or met with silence.
    pub fn has_common(&self) -> bool {
        self.summary.same + self.summary.changed > 0
    }

    /// Whether the sides are known to differ.
    pub fn differs(&self) -> bool {
        self.summary.differing() > 0
    }
}

impl EntityChange {
    fn of(left: Option<Arc<Entity>>, right: Option<Arc<Entity>>, alone: Mark, options: &Options) -> Self {
        let weighed = match (&left, &right) {
            (Some(left), Some(right)) => weight::of(left, right, options),
            _ => weight::alone(alone),
        };
        let weight::Weight { mark, differences, is_partial, headings } = weighed;
        let (named, depth, parent, changes_below) = (None, 0, None, 0);
        Self { left, right, mark, differences, is_partial, named, depth, parent, changes_below, headings }
    }

    /// The two side by side, line by line; what is the same is there, too.
    pub fn groups(&self, options: &Options) -> Vec<Group> {
        let mut gathered = weight::Gathered::default();
        let (left, right) = (self.left.as_deref(), self.right.as_deref());
        detail::compare(left, right, self.mark, options, &mut gathered);
        gathered.groups()
    }

    /// Under which headings lines differ, for a word on the row. Nothing for what only one side has.
    pub fn headings(&self) -> impl Iterator<Item = Heading> {
        let headings = self.headings;
        Heading::ALL.into_iter().filter(move |heading| headings.has(*heading))
    }

    /// The entity to name the line by: the left's, unless only the right has it.
    pub fn entity(&self) -> Option<&Arc<Entity>> {
        self.left.as_ref().or(self.right.as_ref())
    }
}

impl Summary {
    fn of(changes: &[EntityChange]) -> Self {
        let mut summary = Self::default();
        for change in changes {
            *match change.mark {
                Mark::Same => &mut summary.same,
                Mark::Changed => &mut summary.changed,
                Mark::Added => &mut summary.added,
                Mark::Removed => &mut summary.removed,
                Mark::Unknown => &mut summary.unknown,
            } += 1;
            summary.partial += usize::from(change.is_partial);
        }
        summary
    }

    /// How many are known to differ.
    pub fn differing(self) -> usize {
        self.changed + self.added + self.removed
    }

    /// How many there are.
    pub fn total(self) -> usize {
        self.same + self.unknown + self.differing()
    }
}

fn count_below(changes: &mut [EntityChange]) {
    // Whatever stands below a line comes after it, so its own count is whole once it is handed on.
    for line in (0..changes.len()).rev() {
        let Some(change) = changes.get(line) else { continue };
        let (count, parent) = (change.changes_below + usize::from(change.mark.differs()), change.parent);
        if let Some(parent) = parent.and_then(|parent| changes.get_mut(parent)) {
            parent.changes_below += count;
        }
    }
}
