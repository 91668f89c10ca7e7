//! Forgetting an account: its password, its settings, and wherever else it is named.

use iced::Task;
use tokio::task::spawn_blocking;

use super::{Message, Profile};
use crate::{
    app::notice::Notice,
    profile::{
        accounts::{Id, Password},
        keyring::Trouble,
        recent::{self, Recent},
        settings::{self, Settings, Store},
    },
};

/// What became of an account that was to be forgotten.
#[derive(Clone, Debug)]
pub struct Forgotten {
    /// Which.
    pub id: Id,
    /// How far it came.
    pub outcome: Outcome,
}

/// How far forgetting came.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// The keyring did not let go of its password, so nothing was changed.
    Held(Trouble),
    /// The settings could not be changed.
    Unwritten {
        /// Why.
        why: String,
        /// Whether its password had left the keyring by then.
        is_password_gone: bool,
    },
    /// It is forgotten.
    Done {
        /// What is left in the settings.
        settings: Box<Settings>,
        /// The snapshots that are still remembered, where that is known.
        recents: Option<Vec<Recent>>,
        /// Where it may be named all the same: what goes on after “but”, each with why.
        left: Vec<String>,
    },
}

impl Profile {
    /// Forgets an account and everything of it.
    pub fn forget(&self, id: Id, recents: Option<recent::Store>) -> Task<Message> {
        let (store, keyring, known) = (self.store.clone(), self.keyring.clone(), self.settings.clone());
        let (order, of) = (self.order.clone(), id.clone());
        let has_password = known.accounts.get(&id).is_some_and(|account| account.password != Password::Asked);
        let work = async move {
            let removed = if id.has_password() { keyring.remove(id.clone()).await } else { Ok(()) };
            let mut left = Vec::new();
            match &removed {
                Err(trouble @ Trouble::Absent { .. }) if has_password => left.push(format!(
                    "if a keyring has its {} it is still there: {trouble}. Look there for “discoscope”.",
                    id.password_name()
                )),
                Ok(()) | Err(Trouble::Absent { .. }) => {}
                Err(trouble) => return Outcome::Held(trouble.clone()),
            }
            let _turn = order.place().await;
            let is_password_gone = has_password && removed.is_ok();
            let work = move || {
                let forgotten = match written(store, known, &id) {
                    Ok(forgotten) => forgotten,
                    Err(why) => return Outcome::Unwritten { why, is_password_gone },
                };
                left.extend(forgotten.left);
                let recents = recents.and_then(|store| match store.forget_account(&id.jid) {
                    Ok(recents) => Some(recents),
                    Err(error) => {
                        left.push(format!("the list of recent snapshots names it still. {error}"));
                        None
                    }
                });
                Outcome::Done { settings: Box::new(forgotten.settings), recents, left }
            };
            let broken = |why: tokio::task::JoinError| Outcome::Unwritten { why: why.to_string(), is_password_gone };
            spawn_blocking(work).await.unwrap_or_else(broken)
        };
        Task::perform(work, move |outcome| Message::Forgotten(Box::new(Forgotten { id: of.clone(), outcome })))
    }

    /// What is to be said of it.
    pub(super) fn forgotten(&mut self, forgotten: Forgotten) -> Notice {
        let Forgotten { id, outcome } = forgotten;
        let (jid, what) = (&id.jid, id.password_name());
        match outcome {
            Outcome::Held(trouble) => {
                Notice::problem(format!("{jid} was not forgotten, because its {what} could not be removed: {trouble}."))
            }
            Outcome::Unwritten { why, is_password_gone: false } => {
                Notice::problem(format!("{jid} was not forgotten. {why}"))
            }
            Outcome::Unwritten { why, is_password_gone: true } => {
                Notice::problem(format!("{jid} was not forgotten; only its {what} has left the keyring. {why}"))
            }
            Outcome::Done { settings, left, .. } => {
                self.settings = *settings;
                match left.as_slice() {
                    [] => Notice::done(format!("{jid} was forgotten.")),
                    left => Notice::problem(format!("{jid} was forgotten, but {}", left.join(" Besides, "))),
                }
            }
        }
    }
}

fn written(store: Option<Store>, mut known: Settings, id: &Id) -> Result<settings::Forgotten, String> {
    if let Some(store) = store {
        return store.forget(id).map_err(|error| error.to_string());
    }
    known.forget(id);
    Ok(settings::Forgotten { settings: known, left: Vec::new() })
}
