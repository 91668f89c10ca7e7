//! Trees and comparisons side by side, one of which is shown.

use super::{
    comparing::Comparing,
    document::{Document, DocumentId, kept::Opened},
};
use crate::{
    disco::address::Address,
    session::{Online, Session},
};

/// What stands on a tab.
#[derive(Debug)]
pub enum Sheet {
    /// A tree.
    Tree(Box<Document>),
    /// Two of them held against each other.
    Comparison(Box<Comparing>),
}

impl Sheet {
    /// Its number.
    pub fn id(&self) -> DocumentId {
        match self {
            Self::Tree(document) => document.id,
            Self::Comparison(comparing) => comparing.id,
        }
    }

    /// The tree, if it is one.
    pub fn tree(&self) -> Option<&Document> {
        match self {
            Self::Tree(document) => Some(document),
            Self::Comparison(_) => None,
        }
    }

    fn tree_mut(&mut self) -> Option<&mut Document> {
        match self {
            Self::Tree(document) => Some(document),
            Self::Comparison(_) => None,
        }
    }

    fn is_live(&self) -> bool {
        self.tree().is_some_and(|document| document.live().is_some())
    }
}

/// What stands side by side, in the order of the tabs: the live trees first.
#[derive(Debug, Default)]
pub struct Documents {
    all: Vec<Sheet>,
    active: usize,
    /// The live tree that was shown last.
    last_live: Option<DocumentId>,
    next: u64,
}

impl Documents {
    /// All of them, in the order of their tabs.
    pub fn all(&self) -> &[Sheet] {
        &self.all
    }

    /// The trees among them.
    pub fn trees(&self) -> impl Iterator<Item = &Document> {
        self.all.iter().filter_map(Sheet::tree)
    }

    /// What is shown.
    pub fn shown(&self) -> Option<&Sheet> {
        self.all.get(self.active)
    }

    /// The comparison that is shown, to change it.
    pub fn comparison_mut(&mut self) -> Option<&mut Comparing> {
        match self.all.get_mut(self.active) {
            Some(Sheet::Comparison(comparing)) => Some(comparing),
            _ => None,
        }
    }

    /// One of the comparisons, to change it.
    pub fn comparing_mut(&mut self, id: DocumentId) -> Option<&mut Comparing> {
        self.all.iter_mut().find_map(|sheet| match sheet {
            Sheet::Comparison(comparing) if comparing.id == id => Some(&mut **comparing),
            _ => None,
        })
    }

    /// Adds a comparison, which is made with its number, and shows it.
    pub fn compare<T>(&mut self, make: impl FnOnce(DocumentId) -> (Comparing, T)) -> (DocumentId, T) {
        let id = self.number();
        let (comparing, task) = make(id);
        self.all.push(Sheet::Comparison(Box::new(comparing)));
        self.activate(self.all.len() - 1);
        (id, task)
    }

    /// The tree on the nearest tab before the tree that is shown; before the first comes the last.
    pub fn before_active(&self) -> Option<DocumentId> {
        let active = self.active()?.id;
        let (ahead, before) = self.all.split_at(self.active.min(self.all.len()));
        let others = ahead.iter().rev().chain(before.iter().rev()).filter_map(Sheet::tree);
        others.map(|document| document.id).find(|id| *id != active)
    }

    /// The tree that is shown, if it is a tree.
    pub fn active(&self) -> Option<&Document> {
        self.shown().and_then(Sheet::tree)
    }

    /// The tree that is shown, to change it.
    pub fn active_mut(&mut self) -> Option<&mut Document> {
        self.all.get_mut(self.active).and_then(Sheet::tree_mut)
    }

    /// One of them.
    pub fn get(&self, id: DocumentId) -> Option<&Document> {
        self.trees().find(|document| document.id == id)
    }

    /// One of them, to change it.
    pub fn get_mut(&mut self, id: DocumentId) -> Option<&mut Document> {
        self.all.iter_mut().filter_map(Sheet::tree_mut).find(|document| document.id == id)
    }

    /// The live ones, in the order of their tabs.
    pub fn lives(&self) -> impl Iterator<Item = &Document> {
        self.trees().filter(|document| document.live().is_some())
    }

    /// The live ones, to change them.
    pub fn lives_mut(&mut self) -> impl Iterator<Item = &mut Document> {
        self.all.iter_mut().filter_map(Sheet::tree_mut).filter(|document| document.live().is_some())
    }

    /// The live one that is meant where none is named: the one that is shown, else the one that was shown last.
    pub fn live(&self) -> Option<&Document> {
        let id = self.last_live;
        self.lives().find(|document| Some(document.id) == id).or_else(|| self.lives().next())
    }

    /// The same, to change it.
    pub fn live_mut(&mut self) -> Option<&mut Document> {
        let id = self.live()?.id;
        self.get_mut(id)
    }

    /// The trees of the connection that fills a tree, itself among them.
    pub fn siblings(&self, id: DocumentId) -> Vec<DocumentId> {
        let Some(live) = self.get(id).and_then(Document::live) else { return Vec::new() };
        let is_sibling =
            |document: &&Document| document.live().is_some_and(|other| other.session.shares_connection(&live.session));
        self.lives().filter(is_sibling).map(|document| document.id).collect()
    }

    /// Adds the tree of a session; shows it when asked to, or when there is no other.
    pub fn add_live(
        &mut self,
        session: Session,
        online: Online,
        address: Option<Address>,
        appears: bool,
        shows: bool,
    ) -> DocumentId {
        let id = self.number();
        let document = Document::of_session(id, session, online, address, appears);
        let index = self.lives().count();
        self.all.insert(index, Sheet::Tree(Box::new(document)));
        let active = if self.active >= index && self.all.len() > 1 { self.active + 1 } else { self.active };
        self.activate(if shows || self.all.len() == 1 { index } else { active });
        id
    }

    /// Adds a snapshot and shows it; one that was read from the same file before makes room.
    pub fn open(&mut self, opened: Opened) {
        let id = self.number();
        let is_same =
            |sheet: &Sheet| sheet.tree().and_then(Document::kept).is_some_and(|kept| *kept.path == *opened.path());
        let same = self.all.iter().position(is_same);
        let document = Sheet::Tree(Box::new(Document::of_snapshot(id, opened)));
        if let Some((index, place)) = same.and_then(|index| Some((index, self.all.get_mut(index)?))) {
            *place = document;
            self.activate(index);
        } else {
            self.all.push(document);
            self.activate(self.all.len() - 1);
        }
    }

    /// Shows another one.
    pub fn show(&mut self, id: DocumentId) {
        if let Some(index) = self.all.iter().position(|sheet| sheet.id() == id) {
            self.activate(index);
        }
    }

    /// Shows the next one, or the one before; after the last comes the first.
    pub fn step(&mut self, is_forward: bool) {
        let count = self.all.len();
        if count > 0 {
            self.activate((self.active + if is_forward { 1 } else { count - 1 }) % count);
        }
    }

    /// Takes a snapshot or a comparison away; live trees stay.
    pub fn close(&mut self, id: DocumentId) {
        let Some(index) = self.all.iter().position(|sheet| sheet.id() == id && !sheet.is_live()) else {
            return;
        };
        self.take(index);
    }

    /// Takes a live one away.
    pub fn drop_live(&mut self, id: DocumentId) {
        if let Some(index) = self.all.iter().position(|sheet| sheet.id() == id && sheet.is_live()) {
            self.take(index);
        }
    }

    fn activate(&mut self, index: usize) {
        self.active = index;
        if let Some(document) = self.active().filter(|document| document.live().is_some()) {
            self.last_live = Some(document.id);
        }
    }

    fn take(&mut self, index: usize) {
        if index < self.all.len() {
            let _ = self.all.remove(index);
        }
        let is_behind = self.active > index || self.active >= self.all.len();
        self.activate(self.active.saturating_sub(usize::from(is_behind)));
    }

    fn number(&mut self) -> DocumentId {
        self.next += 1;
        DocumentId::new(self.next)
    }
}
