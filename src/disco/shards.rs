//! A map that grows in small steps: a map that doubles moves all it holds at once, and who moves a hundred thousand
//! addresses keeps a window from drawing. Here each of many small maps doubles in its own time.

use std::{
    collections::HashMap,
    hash::{BuildHasher, Hash, RandomState},
};

/// A map of many small ones.
#[derive(Clone, Debug)]
pub struct Shards<K, V> {
    hasher: RandomState,
    /// None of them before the first entry.
    all: Vec<HashMap<K, V, RandomState>>,
    len: usize,
}

/// How many small maps there are; a power of two.
const COUNT: usize = 256;
/// The small maps find their slots by the lowest bits of the same hash and mark them with the highest, so that these
/// must not be the same all over a map.
const SHIFT: u32 = 40;

impl<K, V> Default for Shards<K, V> {
    fn default() -> Self {
        Self { hasher: RandomState::new(), all: Vec::new(), len: 0 }
    }
}

impl<K: Eq + Hash, V> Shards<K, V> {
    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is no entry.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The value of a key.
    pub fn get(&self, key: &K) -> Option<&V> {
        // Who holds nothing is asked often, and a hash takes time.
        if self.is_empty() { None } else { self.all.get(self.number(key))?.get(key) }
    }

    /// Whether the key has a value.
    pub fn contains_key(&self, key: &K) -> bool {
        self.get(key).is_some()
    }

    /// Gives a key a value; gives the one that it had.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        if self.all.is_empty() {
            self.all.resize_with(COUNT, || HashMap::with_hasher(self.hasher.clone()));
        }
        let number = self.number(&key);
        let before = self.all.get_mut(number)?.insert(key, value);
        self.len += usize::from(before.is_none());
        before
    }

    /// Takes a key and its value away.
    pub fn remove(&mut self, key: &K) -> Option<V> {
        let number = self.number(key);
        let removed = self.all.get_mut(number)?.remove(key)?;
        self.len -= 1;
        Some(removed)
    }

    fn number(&self, key: &K) -> usize {
        let bits = self.hasher.hash_one(key) >> SHIFT;
        usize::try_from(bits).unwrap_or_default() % COUNT
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_entry_waits_until_many_others_are_moved() {
        let mut shards = Shards::default();
        let mut most = 0;
        for key in 0..200_000_u32 {
            let before: Vec<_> =
                shards.all.get(shards.number(&key)).map(|one| (one.capacity(), one.len())).into_iter().collect();
            assert_eq!(shards.insert(key, key), None);
            let after = shards.all.get(shards.number(&key)).map_or(0, HashMap::capacity);
            let moved = before.first().filter(|(capacity, _)| *capacity != after).map_or(0, |(_, len)| *len);
            most = most.max(moved);
        }
        assert_eq!(shards.len(), 200_000);
        assert!(most < 2_000, "{most} were moved at once");
    }

    #[test]
    fn it_holds_what_a_map_holds() {
        let (mut shards, mut map) = (Shards::default(), HashMap::new());
        for step in 0..10_000_u32 {
            let key = step.wrapping_mul(7_919) % 1_000;
            if step % 3 == 0 {
                assert_eq!(shards.remove(&key), map.remove(&key));
            } else {
                assert_eq!(shards.insert(key, step), map.insert(key, step));
            }
            assert_eq!((shards.len(), shards.is_empty()), (map.len(), map.is_empty()));
        }
        for key in 0..1_000 {
            assert_eq!((shards.get(&key), shards.contains_key(&key)), (map.get(&key), map.contains_key(&key)));
        }
    }
}
