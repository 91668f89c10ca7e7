//! Saving an account, and what becomes of its password.

use iced::Task;

use super::{Message, Profile, changed};
use crate::{
    app::notice::Notice,
    profile::{
        accounts::{Account, Id, Password},
        keyring::{Keyring, Trouble},
        password::Source,
        settings::Settings,
    },
};

/// An account that is to be saved.
#[derive(Clone, Debug)]
pub struct Wish {
    /// The account.
    pub account: Account,
    /// Whether the keyring is to have the password.
    pub remembers: bool,
}

/// Why a password is not where it was to be.
#[derive(Clone, Debug)]
pub enum Unkept {
    /// The keyring did not take it.
    Refused(Trouble),
    /// The keyring did not let go of it.
    Held(Trouble),
    /// None was written that could be remembered.
    Missing(Id),
}

impl Profile {
    /// Saves an account; with its password where that is wanted and there is one.
    pub fn save(&mut self, wish: Wish, source: Option<Source>) -> Task<Message> {
        let (store, keyring, known) = (self.store.clone(), self.keyring.clone(), self.settings.clone());
        let order = self.order.clone();
        let Wish { account, remembers } = wish;
        let id = account.id();
        self.saving.push(id.clone());
        let saved = id.clone();
        let before = known.accounts.get(&id).map(|account| account.password).unwrap_or_default();
        // What cannot be remembered today is no reason to forget what was remembered before.
        let is_untouched = remembers && self.lacks_keyring();
        let work = async move {
            let (password, unkept) = match source {
                _ if is_untouched => (None, None),
                Some(source) if remembers => remember(source).await,
                None if remembers => (None, (before == Password::Asked).then_some(Unkept::Missing(id))),
                _ if before == Password::Asked => (None, None),
                _ => remove(&keyring, id).await,
            };
            let change = move |settings: &mut Settings| {
                let mut account = account.clone();
                let before = settings.accounts.get(&account.id()).map(|account| account.password);
                account.password = password.or(before).unwrap_or_default();
                settings.accounts.save(account);
            };
            let _turn = order.place().await;
            (changed(store, known, change).await, unkept)
        };
        Task::perform(work, |(settings, unkept)| Message::Saved { id: saved, settings, unkept })
    }

    /// Whether an account with that JID, given without resource, is being saved.
    pub fn is_saving(&self, jid: &str) -> bool {
        self.saving.iter().any(|id| id.jid == jid)
    }

    pub(super) fn note_saved(&mut self, id: &Id) {
        if let Some(index) = self.saving.iter().position(|saving| saving == id) {
            let _ = self.saving.remove(index);
        }
    }

    /// What is to be said of an account that was saved, or was not.
    pub(super) fn saved(&mut self, settings: Result<Box<Settings>, String>, unkept: Option<Unkept>) -> Option<Notice> {
        match settings {
            Ok(settings) => self.settings = *settings,
            Err(why) => return Some(Notice::problem(why)),
        }
        match unkept? {
            Unkept::Refused(trouble @ Trouble::Absent { .. }) => self.tell_absence(&trouble),
            Unkept::Refused(trouble) => {
                Some(Notice::problem(format!("The password that was written is not in the keyring: {trouble}.")))
            }
            Unkept::Held(trouble @ Trouble::Absent { .. }) => Some(Notice::problem(format!(
                "What the keyring has of the password stays there: {trouble}. Save the account so once more when one does."
            ))),
            Unkept::Missing(id) => Some(Notice::problem(format!(
                "No {} of {} was written that could be remembered, so it is asked for with the next login.",
                id.password_name(),
                id.jid
            ))),
            Unkept::Held(trouble) => Some(Notice::problem(format!(
                "The password could not be removed from the keyring: {trouble}. Look there for “discoscope”."
            ))),
        }
    }
}

/// Puts a password into the keyring; gives where it is from now on, none for where it was before, and why that is so.
async fn remember(source: Source) -> (Option<Password>, Option<Unkept>) {
    match source.keep().await {
        Ok(()) => (Some(Password::InKeyring), None),
        // A keyring that is locked or gone today has what it had all the same.
        Err(trouble) => (None, Some(Unkept::Refused(trouble))),
    }
}

/// What the keyring has is none of its business any more; gives the same.
async fn remove(keyring: &Keyring, id: Id) -> (Option<Password>, Option<Unkept>) {
    match keyring.remove(id).await {
        Ok(()) => (Some(Password::Asked), None),
        Err(trouble @ Trouble::Absent { .. }) => (None, Some(Unkept::Held(trouble))),
        Err(trouble) => (Some(Password::Asked), Some(Unkept::Held(trouble))),
    }
}
