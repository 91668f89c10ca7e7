//! What is kept of somebody's use of the program: accounts, preferences, addresses. Files and the keyring are asked in
//! other threads; here is what is known of them.

use std::time::Duration;

use futures::FutureExt;
use iced::Task;
use tokio::{task::spawn_blocking, time::timeout};

use super::{notice::Notice, order::Order};
use crate::profile::{
    accounts::{Id, Password},
    keyring::{Keyring, Trouble},
    preferences::Preferences,
    settings::{Loaded, Settings, Store},
};

mod forget;
pub mod look;
mod save;

pub use forget::{Forgotten, Outcome};
pub use save::{Unkept, Wish};

/// What is known when the window opens.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    /// The settings' file; without it nothing is kept.
    pub store: Option<Store>,
    /// What was in it.
    pub loaded: Loaded,
    /// The keyring.
    pub keyring: Keyring,
}

/// What is kept, as far as it is known.
#[derive(Debug)]
pub struct Profile {
    store: Option<Store>,
    keyring: Keyring,
    settings: Settings,
    order: Order,
    /// Accounts that are being saved.
    saving: Vec<Id>,
    /// Whether it was said that there is no keyring.
    is_absence_told: bool,
    /// Whether it was said that the settings cannot be written.
    is_failure_told: bool,
    /// This window's, whatever another one writes.
    preferences: Preferences,
    /// What of them this window found in the file, or wrote last.
    written: Preferences,
    /// Counts the changes of the window, so that they are written once it rests.
    changes: u64,
}

/// What happened.
#[derive(Clone, Debug)]
pub enum Message {
    /// The settings were written, or not.
    Written(Result<Box<Settings>, String>),
    /// The preferences of this window were written with them, or not.
    WindowWritten(Preferences, Result<Box<Settings>, String>),
    /// Whether there is a keyring.
    Checked(Result<(), Trouble>),
    /// A password was put into the keyring, or not, and its account saved, or not.
    Saved {
        /// Which account.
        id: Id,
        /// What is in the file now.
        settings: Result<Box<Settings>, String>,
        /// Why its password is not where it was to be, if that is so.
        unkept: Option<Unkept>,
    },
    /// An account was forgotten, or not.
    Forgotten(Box<Forgotten>),
    /// The window has rested since that change.
    Rested(u64),
}

/// While somebody drags an edge the size changes with each frame; it is written once they have stopped.
const REST: Duration = Duration::from_secs(1);
/// Whoever quits waits no longer for a disk, or for another window that writes.
const PATIENCE: Duration = Duration::from_secs(6);

impl Profile {
    /// What is known when the window opens, and what is to be said of it.
    pub fn new(kept: Kept) -> (Self, Vec<Notice>) {
        let Kept { store, loaded: Loaded { settings, warnings }, keyring } = kept;
        let notices = warnings.into_iter().map(Notice::problem).collect();
        let (order, saving) = (Order::default(), Vec::new());
        let (preferences, written) = (settings.preferences, settings.preferences);
        let (is_absence_told, is_failure_told, changes) = (false, false, 0);
        let profile = Self {
            store,
            keyring,
            settings,
            order,
            saving,
            is_absence_told,
            is_failure_told,
            preferences,
            written,
            changes,
        };
        (profile, notices)
    }

    /// The settings, as far as they are known.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The keyring.
    pub fn keyring(&self) -> &Keyring {
        &self.keyring
    }

    /// Whether it is known that there is no keyring.
    pub fn lacks_keyring(&self) -> bool {
        self.is_absence_told
    }

    /// Looks whether there is a keyring, if any account has its password there.
    pub fn check(&self) -> Task<Message> {
        let is_needed = self.settings.accounts.all().iter().any(|account| account.password == Password::InKeyring);
        if is_needed { self.check_now() } else { Task::none() }
    }

    /// Looks whether there is a keyring.
    pub fn check_now(&self) -> Task<Message> {
        let keyring = self.keyring.clone();
        Task::perform(async move { keyring.check().await }, Message::Checked)
    }

    /// Takes in what happened; gives what is to be said.
    pub fn update(&mut self, message: Message) -> (Option<Notice>, Task<Message>) {
        match message {
            Message::WindowWritten(preferences, written) => {
                if written.is_ok() {
                    self.written = preferences;
                }
                return (self.written(written), Task::none());
            }
            Message::Written(written) => return (self.written(written), Task::none()),
            Message::Checked(Err(trouble)) => return (self.tell_absence(&trouble), Task::none()),
            Message::Saved { id, settings, unkept } => {
                self.note_saved(&id);
                return (self.saved(settings, unkept), Task::none());
            }
            Message::Forgotten(forgotten) => return (Some(self.forgotten(*forgotten)), Task::none()),
            Message::Rested(changes) if changes == self.changes => return (None, self.write_window()),
            Message::Checked(Ok(())) | Message::Rested(_) => {}
        }
        (None, Task::none())
    }

    /// What goes on by itself is told once, not with each step that somebody takes.
    fn written(&mut self, written: Result<Box<Settings>, String>) -> Option<Notice> {
        match written {
            Ok(settings) => {
                self.settings = *settings;
                None
            }
            Err(why) => {
                tracing::warn!("{why}");
                let is_told = std::mem::replace(&mut self.is_failure_told, true);
                (!is_told).then(|| Notice::problem(why))
            }
        }
    }

    /// Says once that there is no keyring.
    pub fn tell_absence(&mut self, trouble: &Trouble) -> Option<Notice> {
        let is_absent = matches!(trouble, Trouble::Absent { .. });
        if !is_absent || std::mem::replace(&mut self.is_absence_told, true) {
            return None;
        }
        Some(Notice::problem(format!(
            "Passwords are not remembered, and are asked for each time: {trouble}. A desktop with GNOME Keyring or KWallet \
             brings one."
        )))
    }

    /// Changes the settings, in memory at once and on the disk soon.
    pub fn change(&mut self, change: impl Fn(&mut Settings) + Send + 'static) -> Task<Message> {
        Task::perform(self.write(change), Message::Written)
    }

    /// What goes with an account that is to be forgotten, one thing a line.
    pub fn belongings(&self, id: &Id) -> Vec<String> {
        let mut words = vec!["how it connects, and whether contacts see you".to_owned()];
        let account = self.settings.accounts.get(id);
        if account.is_some_and(|account| account.password != Password::Asked) {
            words.push(format!("its {} in the system’s keyring", id.password_name()));
        }
        match account.map_or(0, |account| account.pins.len()) {
            0 => {}
            1 => words.push("the certificate that is trusted by its fingerprint".to_owned()),
            count => words.push(format!("{count} certificates that are trusted by their fingerprints")),
        }
        let (favourites, recent) = self.settings.addresses.count(&id.jid);
        for (count, one, many) in
            [(favourites, "favourite address", "favourite addresses"), (recent, "recent address", "recent addresses")]
        {
            match count {
                0 => {}
                1 => words.push(format!("one {one} that was reached through it")),
                count => words.push(format!("{count} {many} that were reached through it")),
            }
        }
        words
    }

    /// The window has another size, or is split otherwise.
    pub fn window(&mut self, change: impl FnOnce(Preferences) -> Preferences) -> Task<Message> {
        let preferences = change(self.preferences);
        if preferences == self.preferences {
            return Task::none();
        }
        self.preferences = preferences;
        self.changes += 1;
        let changes = self.changes;
        Task::perform(tokio::time::sleep(REST), move |()| Message::Rested(changes))
    }

    /// Writes what of the window is not written yet; what another window wrote of the rest stays.
    fn write_window(&mut self) -> Task<Message> {
        let now = self.preferences;
        match self.window_change() {
            Some(change) => Task::perform(self.write(change), move |written| Message::WindowWritten(now, written)),
            None => Task::none(),
        }
    }

    fn window_change(&self) -> Option<impl Fn(&mut Settings) + Send + use<>> {
        let (written, now) = (self.written, self.preferences);
        let change = move |settings: &mut Settings| settings.preferences = settings.preferences.changed(&written, &now);
        (now != written).then_some(change)
    }

    /// Writes what is not written yet; the future ends when all of it is, or when that takes too long.
    pub fn finish(&mut self) -> impl Future<Output = ()> + Send + use<> {
        let last = match self.window_change() {
            Some(change) => self.write(change).map(drop).boxed(),
            None => self.order.place().map(drop).boxed(),
        };
        async {
            let _ = timeout(PATIENCE, last).await;
        }
    }

    /// Changes the settings in memory, and gives what changes them on the disk once its turn has come.
    fn write<Change: Fn(&mut Settings) + Send + 'static>(
        &mut self,
        change: Change,
    ) -> impl Future<Output = Result<Box<Settings>, String>> + Send + use<Change> {
        change(&mut self.settings);
        let (store, known, place) = (self.store.clone(), self.settings.clone(), self.order.place());
        async move {
            let _turn = place.await;
            changed(store, known, change).await
        }
    }
}

/// Changes the file, or, where there is none, only what is known.
async fn changed(
    store: Option<Store>,
    known: Settings,
    change: impl Fn(&mut Settings) + Send + 'static,
) -> Result<Box<Settings>, String> {
    let Some(store) = store else {
        let mut known = known;
        change(&mut known);
        return Ok(Box::new(known));
    };
    let work = move || store.change(change).map(Box::new).map_err(|error| error.to_string());
    spawn_blocking(work).await.unwrap_or_else(|error| Err(error.to_string()))
}
