//! What comes again and again, kept once and called by a number.

use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher},
    sync::Arc,
};

/// Things with their numbers, and how many entities have each.
#[derive(Debug)]
pub struct Table<T> {
    numbers: HashMap<T, u32>,
    all: Vec<T>,
    counts: Vec<u32>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { numbers: HashMap::new(), all: Vec::new(), counts: Vec::new() }
    }
}

impl<T: Clone + Eq + Hash> Table<T> {
    /// The number of a thing, and whether it is a new one.
    pub fn number(&mut self, thing: &T) -> (u32, bool) {
        if let Some(known) = self.numbers.get(thing) {
            return (*known, false);
        }
        let number = next(self.all.len());
        self.all.push(thing.clone());
        self.counts.push(0);
        let _ = self.numbers.insert(thing.clone(), number);
        (number, true)
    }

    /// The thing of that number.
    pub fn get(&self, number: u32) -> Option<&T> {
        self.all.get(number as usize)
    }

    /// One entity more, or one less, has these.
    pub fn count(&mut self, numbers: &[u32], is_more: bool) {
        for number in numbers {
            if let Some(count) = self.counts.get_mut(*number as usize) {
                *count = if is_more { count.saturating_add(1) } else { count.saturating_sub(1) };
            }
        }
    }

    /// Those that some entity has: number, thing, how many.
    pub fn counted(&self) -> impl Iterator<Item = (u32, &T, u32)> {
        let all = self.all.iter().zip(&self.counts).enumerate();
        all.filter(|(_, (_, count))| **count > 0).map(|(number, (thing, count))| (next(number), thing, *count))
    }
}

/// Sets of numbers.
#[derive(Debug, Default)]
pub struct Sets {
    numbers: HashMap<Arc<[u32]>, u32>,
    all: Vec<Arc<[u32]>>,
}

impl Sets {
    /// The number of the set of these members, in whatever order and however often they stand there, and whether it is
    /// a new one.
    pub fn number(&mut self, mut members: Vec<u32>) -> (u32, bool) {
        members.sort_unstable();
        members.dedup();
        if let Some(known) = self.numbers.get(members.as_slice()) {
            return (*known, false);
        }
        let (number, members) = (next(self.all.len()), Arc::<[u32]>::from(members));
        self.all.push(members.clone());
        let _ = self.numbers.insert(members, number);
        (number, true)
    }

    /// The members of a set, in ascending order.
    pub fn members(&self, set: u32) -> &[u32] {
        self.all.get(set as usize).map(|members| &**members).unwrap_or_default()
    }
}

/// Lists of interned strings that were seen before, found again without looking at what the strings say.
#[derive(Debug, Default)]
pub struct Lists {
    known: HashMap<u64, Vec<(List, u32)>>,
    count: usize,
}

type List = Box<[Option<Arc<str>>]>;

/// More lists are not kept: somebody whose strings are never the same is found by their content.
const MOST_LISTS: usize = 4_096;

impl Lists {
    /// The set of a list of the very same strings.
    pub fn find(&self, list: &[Option<Arc<str>>]) -> Option<u32> {
        let same = self.known.get(&hash(list))?;
        same.iter().find(|(known, _)| is_same(known, list)).map(|(_, set)| *set)
    }

    /// Remembers the set of a list. The strings stay in memory with it, so that no other one can take their place.
    pub fn keep(&mut self, list: &[Option<Arc<str>>], set: u32) {
        if self.count < MOST_LISTS {
            self.count += 1;
            self.known.entry(hash(list)).or_default().push((list.into(), set));
        }
    }
}

fn hash(list: &[Option<Arc<str>>]) -> u64 {
    let mut hash = 0_u64;
    for string in list {
        let address = string.as_ref().map_or(0, |string| Arc::as_ptr(string).addr());
        hash = (hash.rotate_left(5) ^ address as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
    let mut hasher = DefaultHasher::new();
    hash.hash(&mut hasher);
    hasher.finish()
}

fn is_same(one: &[Option<Arc<str>>], other: &[Option<Arc<str>>]) -> bool {
    one.len() == other.len()
        && one.iter().zip(other).all(|pair| match pair {
            (Some(one), Some(other)) => Arc::ptr_eq(one, other),
            (None, None) => true,
            _ => false,
        })
}

fn next(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
