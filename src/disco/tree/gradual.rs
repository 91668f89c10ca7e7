//! Long lists become places bit by bit, so that a window that shows the tree can draw in between.

use super::{Leads, Origin, PlaceId, Subject, Tree};

/// A place below which more items of its entity's list are still to stand.
#[derive(Debug)]
pub struct Unfinished {
    place: PlaceId,
    /// How many of the items have places.
    next: usize,
}

impl Tree {
    /// From now on, of a list that is new, so many items become places at once and the others in [`Self::work`].
    pub fn take_time(&mut self, at_once: usize) {
        self.at_once = Some(at_once);
    }

    /// Whether items of some list are still to become places.
    pub fn is_unfinished(&self) -> bool {
        !self.unfinished.is_empty()
    }

    /// Makes so many items places at most; says whether all are.
    pub fn work(&mut self, most: usize) -> bool {
        let mut left = most;
        while left > 0
            && let Some(Unfinished { place, next }) = self.unfinished.pop_front()
        {
            let made = self.go_on(place, next, left);
            left -= made.min(left);
        }
        self.unfinished.is_empty()
    }

    /// Makes all items places that still are to become some.
    pub fn finish(&mut self) {
        let _ = self.work(usize::MAX);
    }

    /// Whether items of the list at a place are still to become places.
    pub(super) fn goes_on_at(&self, id: PlaceId) -> bool {
        self.unfinished.iter().any(|unfinished| unfinished.place == id)
    }

    /// Lets the items from `next` on become places; where time is taken and they are many, the last ones in [`Self::work`].
    pub(super) fn add_from(&mut self, id: PlaceId, next: usize) {
        let _ = self.go_on(id, next, self.at_once.unwrap_or(usize::MAX));
    }

    /// How many items of its list a place has below it until [`Self::work`] goes on.
    pub(super) fn at_once(&self, id: PlaceId) -> usize {
        match self.unfinished.iter().find(|unfinished| unfinished.place == id) {
            Some(unfinished) => unfinished.next,
            None => self.at_once.filter(|_| self.children(id).is_empty()).unwrap_or(usize::MAX),
        }
    }

    /// Notes how many of its list's items a place has below it now, if those are not all.
    pub(super) fn stopped(&mut self, place: PlaceId, next: usize, length: usize) {
        self.unfinished.retain(|unfinished| unfinished.place != place);
        if next < length {
            self.unfinished.push_back(Unfinished { place, next });
        }
    }

    /// Gives places to the items from `next` on, so many at most; gives how many.
    fn go_on(&mut self, id: PlaceId, next: usize, most: usize) -> usize {
        let Some(entity) = self.entity_at(id).and_then(|entity| self.entity(entity)) else { return 0 };
        let Some(list) = entity.items.answer() else { return 0 };
        let (leads, length, is_complete) = (Leads::of(entity), list.items.len(), list.paging.is_complete());
        let items: Vec<_> = list.items.iter().skip(next).take(most).cloned().collect();
        let end = next + items.len();
        let Some(place) = self.places.get_mut(id) else { return 0 };
        let mut children = std::mem::take(&mut place.children);
        let rest = children.pop_if(|last| self.continued_at(*last).is_some());
        let mut known = self.known_among(&children);
        for item in items {
            let subject = leads.to(&item).map_or(Subject::Item, |target| Subject::Entity(self.intern(target)));
            // Servers list the clients of an account that its presence tells of, too.
            while let Some(index) = known.iter().position(|(known, _)| *known == subject) {
                let (_, double) = known.swap_remove(index);
                children.retain(|child| *child != double);
                self.forget(vec![double]);
            }
            children.push(self.place(subject, Some(item), Origin::Listed, Some(id)));
        }
        match rest {
            Some(rest) if end >= length && is_complete => self.forget(vec![rest]),
            Some(rest) => children.push(rest),
            None => {}
        }
        if let Some(changes) = &mut self.changes {
            changes.filled.push(id);
        }
        if let Some(place) = self.places.get_mut(id) {
            place.children = children;
        }
        self.visible.change(id);
        self.stopped(id, end, length);
        end - next
    }

    /// Who stands among these without being listed.
    fn known_among(&self, children: &[PlaceId]) -> Vec<(Subject, PlaceId)> {
        let places = children.iter().map_while(|child| Some((self.get(*child)?, *child)));
        let known = places.take_while(|(place, _)| matches!(place.origin, Origin::Known(_)));
        known.map(|(place, child)| (place.subject.clone(), child)).collect()
    }
}
