//! Two trees, or two entities, held against each other on a tab of their own.

use super::{
    Action, Explore, Message,
    comparing::{self, Comparing, Sides},
    document::{Document, DocumentId},
};
use crate::disco::tree::Scope;

impl Explore {
    /// Holds the tree that is shown against another one; the older of two snapshots stands on the left, what is live on
    /// the right.
    pub(super) fn compare_trees(&mut self, other: DocumentId) -> Action {
        let (Some(one), Some(other)) = (self.documents.active(), self.documents.get(other)) else {
            return Action::None;
        };
        let age =
            |document: &Document| (document.live().is_some(), document.kept().and_then(|kept| kept.origin.taken_at));
        let (left, right) = if age(other) <= age(one) { (other, one) } else { (one, other) };
        let names = [left.short_title(), right.short_title()];
        let (left, right) = (left.id, right.id);
        let mut content = |id| self.documents.get_mut(id)?.content(Scope::Whole);
        match (content(left), content(right)) {
            (Some(left), Some(right)) => self.compare(names, Sides::Trees(Box::new([left, right]))),
            _ => Action::None,
        }
    }

    pub(super) fn compare(&mut self, names: [String; 2], sides: Sides) -> Action {
        self.menu = None;
        let (id, task) = self.documents.compare(|id| Comparing::new(id, names, sides));
        Action::Run(task.map(move |message| Message::Compared(id, message)))
    }

    pub(super) fn comparing_message(&mut self, id: Option<DocumentId>, message: comparing::Message) -> Action {
        let comparing = match id {
            Some(id) => self.documents.comparing_mut(id),
            None => self.documents.comparison_mut(),
        };
        let Some(comparing) = comparing else { return Action::None };
        let id = comparing.id;
        match comparing.update(message) {
            comparing::Action::None => Action::None,
            comparing::Action::Run(task) => Action::Run(task.map(move |message| Message::Compared(id, message))),
            comparing::Action::Tell(words) => self.tell(words),
        }
    }
}
