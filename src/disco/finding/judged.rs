//! What is wrong with the items of a long list, found out where its reply is read and as pages follow: whoever shows it
//! need not look through all of it.

use std::{fmt, mem, sync::Arc};

use super::{Finding, Rule, Sink, Tally, items::Seen};
use crate::disco::{
    address::Address,
    reply::{At, Item, Items},
};

/// What is wrong with a list's items, as far as somebody looked; it follows from the list, and so it is no part of what
/// makes two lists the same.
#[derive(Clone, Debug, Default)]
pub struct Judged(Option<Arc<Lines>>);

/// What is wrong with each of the items, in their order.
#[derive(Clone, Debug)]
pub struct Lines {
    /// Whose list it is.
    owner: Address,
    /// How many items were looked at.
    done: usize,
    tally: Tally,
    found: Vec<Finding>,
    /// What the items after these are compared with, while more may follow.
    seen: Option<Seen>,
}

/// A shorter list is looked through whenever somebody wants to know.
const LONG: usize = 64;

impl PartialEq for Judged {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Judged {
    /// What is wrong with the items of a list, where that is known.
    pub(super) fn of<'a>(list: &'a Items, owner: &Address) -> Option<&'a Lines> {
        let lines = list.judged.0.as_deref()?;
        (lines.done == list.items.len() && lines.owner == *owner).then_some(lines)
    }
}

impl Lines {
    /// Tells of everything that is wrong.
    pub(super) fn tell(&self, sink: &mut impl Sink) {
        sink.add_all(&self.found, self.tally);
    }

    fn new(owner: &Address) -> Self {
        Self { owner: owner.clone(), done: 0, tally: Tally::default(), found: Vec::new(), seen: None }
    }

    fn go_on(&mut self, items: &[Arc<Item>]) {
        let mut seen = self.seen.take().unwrap_or_else(|| Seen::of(items, self.done));
        let done = mem::replace(&mut self.done, items.len());
        let owner = self.owner.clone();
        super::items::lines(items, done, &owner, &mut seen, self);
        self.seen = Some(seen);
    }
}

impl Sink for Lines {
    fn add(&mut self, rule: Rule, at: At, detail: fmt::Arguments<'_>) {
        self.tally.add(rule, at, detail);
        self.found.add(rule, at, detail);
    }

    fn add_all(&mut self, found: &[Finding], tally: Tally) {
        self.tally.add_all(found, tally);
        self.found.add_all(found, tally);
    }
}

impl Items {
    /// Finds out what is wrong with the items that came since this was done last, if they are many altogether; takes
    /// time with their number.
    pub fn judge(&mut self, owner: &Address) {
        if self.items.len() < LONG {
            return;
        }
        let lines = Arc::make_mut(self.judged.0.get_or_insert_with(|| Arc::new(Lines::new(owner))));
        if lines.owner != *owner || lines.done > self.items.len() {
            *lines = Lines::new(owner);
        }
        if lines.done < self.items.len() {
            lines.go_on(&self.items);
        }
        if !self.paging.rest.goes_on() {
            lines.seen = None;
            lines.found.shrink_to_fit();
        }
    }
}
