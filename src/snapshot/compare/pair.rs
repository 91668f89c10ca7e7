//! Which entry of one list is which of the other.

use std::{collections::HashMap, hash::Hash};

/// Two lists whose entries find each other in passes, the strictest first.
pub struct Pairing {
    /// For each of the left, its partner.
    right_of: Vec<Option<usize>>,
    /// For each of the right, its partner.
    left_of: Vec<Option<usize>>,
    open: usize,
}

/// A line of two lists side by side: an entry of each, or of one alone.
pub type Line = (Option<usize>, Option<usize>);

impl Pairing {
    /// Two lists of these lengths. What is equal at their beginnings and their ends is paired at once.
    pub fn new(left: usize, right: usize, is_equal: impl Fn(usize, usize) -> bool) -> Self {
        let mut pairing = Self { right_of: vec![None; left], left_of: vec![None; right], open: left.min(right) };
        let head = (0..left.min(right)).take_while(|at| is_equal(*at, *at)).count();
        let ends = (0..left.min(right) - head).take_while(|back| is_equal(left - 1 - back, right - 1 - back));
        let tail = ends.count();
        (0..head).for_each(|at| pairing.join(at, at));
        (0..tail).for_each(|back| pairing.join(left - 1 - back, right - 1 - back));
        pairing
    }

    /// Pairs what is still alone and has the same key; of several with one key the first with the first. What has no key
    /// stays alone.
    pub fn pass<K: Hash + Eq>(&mut self, left: impl Fn(usize) -> Option<K>, right: impl Fn(usize) -> Option<K>) {
        if self.open == 0 {
            return;
        }
        let mut waiting: HashMap<K, Vec<usize>> = HashMap::new();
        for at in alone(&self.left_of).rev() {
            if let Some(key) = right(at) {
                waiting.entry(key).or_default().push(at);
            }
        }
        let found: Vec<(usize, usize)> =
            alone(&self.right_of).filter_map(|at| Some((at, waiting.get_mut(&left(at)?)?.pop()?))).collect();
        for (left, right) in found {
            self.join(left, right);
        }
    }

    /// Whether nothing is alone.
    pub fn is_whole(&self) -> bool {
        self.right_of.iter().chain(&self.left_of).all(Option::is_some)
    }

    /// Both lists as one, in the order of the left; what the right alone has after what it follows there. Between two
    /// pairs the left comes first.
    pub fn lines(&self) -> Vec<Line> {
        // What the right alone has after each entry of the left; the first list is for what comes before all of them.
        let mut after: Vec<Vec<usize>> = vec![Vec::new(); self.right_of.len() + 1];
        let mut anchor = 0;
        for (at, partner) in self.left_of.iter().enumerate() {
            match partner {
                Some(left) => anchor = left + 1,
                None => after.get_mut(anchor).into_iter().for_each(|after| after.push(at)),
            }
        }
        let mut lines: Vec<Line> = Vec::with_capacity(self.right_of.len() + self.left_of.len());
        let mut after = after.into_iter();
        let mut added = after.next().unwrap_or_default();
        for ((at, partner), next) in self.right_of.iter().enumerate().zip(after) {
            if partner.is_some() {
                lines.extend(added.drain(..).map(|at| (None, Some(at))));
                added = next;
            }
            lines.push((Some(at), *partner));
        }
        lines.extend(added.into_iter().map(|at| (None, Some(at))));
        lines
    }

    /// The first two entries of the left, one right after the other, that stand the other way round on the right.
    pub fn disorder(&self) -> Option<(usize, usize)> {
        let pairs: Vec<(usize, usize)> =
            self.right_of.iter().enumerate().filter_map(|(at, partner)| Some((at, (*partner)?))).collect();
        let mut following = pairs.iter().zip(pairs.iter().skip(1));
        following.find(|(one, next)| one.1 > next.1).map(|(one, next)| (one.0, next.0))
    }

    fn join(&mut self, left: usize, right: usize) {
        if let (Some(partner), Some(of)) = (self.right_of.get_mut(left), self.left_of.get_mut(right)) {
            *partner = Some(right);
            *of = Some(left);
            self.open = self.open.saturating_sub(1);
        }
    }
}

fn alone(partners: &[Option<usize>]) -> impl DoubleEndedIterator<Item = usize> + '_ {
    partners.iter().enumerate().filter(|(_, partner)| partner.is_none()).map(|(at, _)| at)
}
