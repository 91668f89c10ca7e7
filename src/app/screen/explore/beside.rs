//! The same entity as seen by two sessions, side by side: whoever was not asked yet in one of them is asked first.

use iced::Task;
use jiff::Timestamp;

use super::{
    Action, Explore, Message,
    comparing::Sides,
    document::{About, Document, DocumentId},
};
use crate::disco::{
    address::Address,
    state::{Entity, Kind},
    tree::PlaceId,
};

/// A comparison that waits for its answers.
#[derive(Clone, Debug)]
pub struct Awaited {
    address: Address,
    sides: [DocumentId; 2],
}

/// Another session that can be asked, and its name.
#[derive(Clone, Debug)]
pub struct Other {
    /// Its tree.
    pub document: DocumentId,
    /// As whom it asks.
    pub name: String,
}

/// So many others are offered.
const MOST_OTHERS: usize = 5;

const KINDS: [Kind; 2] = [Kind::Info, Kind::Items];

impl Explore {
    /// The sessions whose answers can be held against what the tree that is shown has.
    pub(super) fn others(&self) -> Vec<Other> {
        let active = self.documents.active().map(|document| document.id);
        let others = self.documents.lives().filter(|document| Some(document.id) != active);
        let other = |document: &Document| Other { document: document.id, name: document.short_title() };
        others.take(MOST_OTHERS).map(other).collect()
    }

    /// Holds what a row says against what it says to another session, as soon as both are known.
    pub(super) fn compare_beside(&mut self, place: PlaceId, other: DocumentId) -> Action {
        let Some(document) = self.documents.active_mut() else { return Action::None };
        let Some(address) = document.address_at(place) else { return Action::None };
        let sides = [document.id, other];
        for side in sides {
            if let Some(document) = self.documents.get_mut(side) {
                document.ask_aside(&address);
            }
        }
        let name = self.documents.get(other).map(Document::short_title).unwrap_or_default();
        self.awaited.push(Awaited { address: address.clone(), sides });
        let task = self.compare_answered();
        if self.awaited.is_empty() {
            return Action::Run(task);
        }
        let changed = Task::batch([self.changed(), task]);
        let _ =
            self.tell_done(&format!("Asking {address} as {name}; the comparison opens when both have their answers."));
        Action::Run(changed)
    }

    /// Opens the comparisons whose answers are there, and forgets those that nobody answers any more.
    pub(super) fn compare_answered(&mut self) -> Task<Message> {
        let mut tasks = Vec::new();
        for awaited in std::mem::take(&mut self.awaited) {
            let [left, right] = awaited.sides.map(|id| self.documents.get(id));
            let (Some(left), Some(right)) = (left, right) else { continue };
            let names = [left.short_title(), right.short_title()];
            match [left, right].map(|document| document.settled(&awaited.address)) {
                [Some(left), Some(right)] => {
                    if let Action::Run(task) = self.compare(names, Sides::Entities([left, right])) {
                        tasks.push(task);
                    }
                }
                _ => self.awaited.push(awaited),
            }
        }
        Task::batch(tasks)
    }
}

impl Document {
    /// Asks an address what nobody asked it yet, wherever it stands; a snapshot is not asked.
    fn ask_aside(&mut self, address: &Address) {
        let About::Live(live) = &self.about else { return };
        let entity = self.tree.meet(address.clone());
        let questions = self.tree.ask_first(entity, &KINDS, Timestamp::now());
        live.ask(self.in_pages(questions));
    }

    /// What is known of an address, unless an answer is still to come; of a snapshot, whatever it has.
    fn settled(&self, address: &Address) -> Option<std::sync::Arc<Entity>> {
        let entity = self.tree.number(address).and_then(|id| self.tree.shared(id));
        match self.about {
            About::Snapshot(_) => entity,
            About::Live(_) => entity.filter(|entity| !entity.info.is_waiting() && !entity.items.is_waiting()),
        }
    }
}
