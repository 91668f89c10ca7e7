//! The documents side by side, one of which is shown.

use super::document::{Document, DocumentId, kept::Opened};
use crate::{
    disco::address::Address,
    session::{Online, Session},
};

/// The documents in the order of their tabs: the live one first.
#[derive(Debug, Default)]
pub struct Documents {
    all: Vec<Document>,
    active: usize,
    next: u64,
}

impl Documents {
    /// All of them, in the order of their tabs.
    pub fn all(&self) -> &[Document] {
        &self.all
    }

    /// The one that is shown.
    pub fn active(&self) -> Option<&Document> {
        self.all.get(self.active)
    }

    /// The one that is shown, to change it.
    pub fn active_mut(&mut self) -> Option<&mut Document> {
        self.all.get_mut(self.active)
    }

    /// One of them.
    pub fn get(&self, id: DocumentId) -> Option<&Document> {
        self.all.iter().find(|document| document.id == id)
    }

    /// One of them, to change it.
    pub fn get_mut(&mut self, id: DocumentId) -> Option<&mut Document> {
        self.all.iter_mut().find(|document| document.id == id)
    }

    /// The live one.
    pub fn live(&self) -> Option<&Document> {
        self.all.iter().find(|document| document.live().is_some())
    }

    /// The live one, to change it.
    pub fn live_mut(&mut self) -> Option<&mut Document> {
        self.all.iter_mut().find(|document| document.live().is_some())
    }

    /// Makes the tree of a session the live one; shows it when asked to, or when there is no other.
    pub fn set_live(&mut self, session: Session, online: Online, address: Option<Address>, appears: bool, shows: bool) {
        self.drop_live();
        let id = self.number();
        self.all.insert(0, Document::of_session(id, session, online, address, appears));
        self.active = if shows || self.all.len() == 1 { 0 } else { self.active + 1 };
    }

    /// Adds a snapshot and shows it; one that was read from the same file before makes room.
    pub fn open(&mut self, opened: Opened) {
        let id = self.number();
        let is_same = |document: &Document| document.kept().is_some_and(|kept| *kept.path == *opened.path());
        let same = self.all.iter().position(is_same);
        let document = Document::of_snapshot(id, opened);
        if let Some((index, place)) = same.and_then(|index| Some((index, self.all.get_mut(index)?))) {
            *place = document;
            self.active = index;
        } else {
            self.all.push(document);
            self.active = self.all.len() - 1;
        }
    }

    /// Shows another one.
    pub fn show(&mut self, id: DocumentId) {
        if let Some(index) = self.all.iter().position(|document| document.id == id) {
            self.active = index;
        }
    }

    /// Shows the next one, or the one before; after the last comes the first.
    pub fn step(&mut self, is_forward: bool) {
        let count = self.all.len();
        if count > 0 {
            self.active = (self.active + if is_forward { 1 } else { count - 1 }) % count;
        }
    }

    /// Takes a snapshot away; the live one stays.
    pub fn close(&mut self, id: DocumentId) {
        let Some(index) = self.all.iter().position(|document| document.id == id && document.live().is_none()) else {
            return;
        };
        self.take(index);
    }

    /// Takes the live one away.
    pub fn drop_live(&mut self) {
        if let Some(index) = self.all.iter().position(|document| document.live().is_some()) {
            self.take(index);
        }
    }

    fn take(&mut self, index: usize) {
        if index < self.all.len() {
            let _ = self.all.remove(index);
        }
        if self.active > index || self.active >= self.all.len() {
            self.active = self.active.saturating_sub(1);
        }
    }

    fn number(&mut self) -> DocumentId {
        self.next += 1;
        DocumentId::new(self.next)
    }
}
