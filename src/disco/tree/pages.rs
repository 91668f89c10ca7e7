//! Lists that come in pages: asking for the next one, and showing what came when it is time.

use std::sync::Arc;

use jiff::Timestamp;

use super::{EntityId, Origin, PlaceId, Subject, Tree};
use crate::disco::{
    paging::Portion,
    state::{Kind, Question},
};

/// While the next page is on its way, a list that is shown grows by so many parts of itself at once: all the work of
/// showing it then grows with its length, however many pages it takes.
const PARTS: usize = 4;

impl Tree {
    /// The question for the next page of a list, which counts as asked from now on; none where there is no such page.
    pub fn ask_page(&mut self, entity: EntityId, max: u32, now: Timestamp) -> Option<Question> {
        let entity = self.entities.get_mut(entity.0 as usize).filter(|entity| entity.has_next_page())?;
        let question = Arc::make_mut(entity).begin_page(max, now)?;
        self.waiting += 1;
        Some(question)
    }

    /// The same questions, but that lists begin with a page of so many items where the entity is known to give pages.
    pub fn in_pages(&self, mut questions: Vec<Question>, max: u32) -> Vec<Question> {
        for question in &mut questions {
            if question.kind == Kind::Items
                && question.portion == Portion::All
                && let Some(entity) = self.find(&question.address)
            {
                question.portion = entity.first_portion(max);
            }
        }
        questions
    }

    /// The entity whose list goes on at a place.
    pub fn continued_at(&self, place: PlaceId) -> Option<EntityId> {
        match self.get(place)?.subject {
            Subject::More => self.entity_at(self.parent(place)?),
            _ => None,
        }
    }

    /// Whose lists show more since this was asked last.
    pub fn take_grown(&mut self) -> Vec<EntityId> {
        std::mem::take(&mut self.grown)
    }

    /// Notes that a page came, or failed to; what it brought is shown by the next [`Self::settle`] for which it is time.
    pub(super) fn grows(&mut self, id: EntityId, shown: usize) {
        let _ = self.growing.entry(id).or_insert(shown);
    }

    /// Shows what lists have grown by.
    pub(super) fn grow(&mut self) {
        let mut due: Vec<(EntityId, usize)> = Vec::new();
        self.growing.retain(|id, shown| {
            let Some(entity) = self.entities.get_mut(id.0 as usize) else { return false };
            let length = entity.items.answer().map_or(0, |list| list.items.len());
            let is_due = !entity.items.is_waiting() || length.saturating_sub(*shown) > *shown / PARTS;
            if is_due {
                Arc::make_mut(entity).revision += 1;
                due.push((*id, *shown));
            }
            !is_due
        });
        // In the order in which they were met, whatever the order of the table.
        due.sort_unstable();
        for (id, shown) in due {
            for place in self.standing_places(id) {
                if !self.append(place, id, shown) {
                    self.refill(id);
                }
            }
            self.grown.push(id);
        }
    }

    /// Lets the items that follow so many others become places; false where the places are not just those of the others,
    /// so that they have to be made anew.
    fn append(&mut self, id: PlaceId, number: EntityId, shown: usize) -> bool {
        let (Some(place), Some(entity)) = (self.get(id), self.entity(number)) else { return true };
        if !place.is_open && !place.has_children() || self.goes_on_at(id) {
            return true;
        }
        // Who is known without being listed stands first, and may be among the new ones.
        let is_listed = |child: &PlaceId| self.get(*child).is_some_and(|child| child.origin == Origin::Listed);
        let ends_with_rest = place.children.last().is_some_and(|last| self.continued_at(*last).is_some());
        let is_same = place.children.first().is_some_and(is_listed) && place.children.len() == shown + 1;
        let Some(list) = entity.items.answer() else { return false };
        if !ends_with_rest || !is_same || list.paging.more.is_empty() {
            return false;
        }
        self.add_from(id, shown);
        true
    }
}
