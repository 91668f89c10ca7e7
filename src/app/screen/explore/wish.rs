//! What there is to save, and how it is called.

use super::{
    Explore,
    document::{Document, DocumentId, content::Content, live::Saved},
};
use crate::disco::tree::Scope;

/// What is to be saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish {
    /// Of which tree.
    pub document: DocumentId,
    /// How much of it.
    pub scope: Scope,
    /// Whether to the same file as before, if there is one.
    pub is_again: bool,
}

/// What is to be saved, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Described {
    /// What it is.
    pub words: String,
    /// Who saw it, without resource, if that is known.
    pub account: Option<String>,
    /// What the file may be called.
    pub name: String,
}

impl Explore {
    /// What there is to save; none when it is not there any more.
    pub fn content(&mut self, wish: Wish) -> Option<Content> {
        self.documents.get_mut(wish.document)?.content(wish.scope)
    }

    /// Where the whole of a tree was saved to before.
    pub fn saved(&self, document: DocumentId) -> Option<&Saved> {
        self.documents.get(document)?.live()?.saved()
    }

    /// Somebody who is about to leave has said what becomes of a tree.
    pub fn settle_whether_to_save(&mut self, document: DocumentId) {
        if let Some(live) = self.documents.get_mut(document).and_then(Document::live_mut) {
            live.settle_whether_to_save(true);
        }
    }

    /// Somebody who was about to leave stays.
    pub fn reopen_whether_to_save(&mut self) {
        for live in self.documents.lives_mut().filter_map(Document::live_mut) {
            live.settle_whether_to_save(false);
        }
    }

    /// The session's tree was saved as a whole.
    pub fn was_saved(&mut self, document: DocumentId, saved: Saved) {
        if let Some(live) = self.documents.get_mut(document).and_then(Document::live_mut) {
            live.was_saved(saved);
        }
    }

    /// What is to be saved, in words; none when it is not there any more.
    pub fn describe(&self, wish: Wish) -> Option<Described> {
        let document = self.documents.get(wish.document)?;
        let account = document.account();
        let named = |place| match document.address_at(place) {
            Some(address) => address.to_string(),
            None => "this".to_owned(),
        };
        let words = match wish.scope {
            Scope::Whole => match (&account, document.kept()) {
                (_, Some(_)) => "a copy of the snapshot".to_owned(),
                (Some(account), None) => format!("the whole tree of {account}"),
                (None, None) => "the whole tree".to_owned(),
            },
            Scope::Below(place) => format!("{} and everything below", named(place)),
            Scope::Only(place) => format!("{} alone", named(place)),
        };
        Some(Described { words, account, name: document.file_name(wish.scope) })
    }
}
