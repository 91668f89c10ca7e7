//! Passwords in the system's keyring: on Linux the Secret Service, that of GNOME or KDE.
//!
//! A keyring answers when it likes, because it may have to ask its owner first. So every question to it goes from a
//! thread of its own, and whoever waits for the answer does so for a limited time.

use std::{sync::Arc, thread, time::Duration};

use tokio::{sync::oneshot, time::timeout};

use super::accounts::Id;
use crate::session::Secret;

mod system;

/// A keyring.
#[derive(Clone)]
pub struct Keyring {
    vault: Arc<dyn Vault>,
    patience: Duration,
}

/// What a keyring does; each call may block for as long as its owner does not answer.
pub trait Vault: Send + Sync {
    /// Looks whether there is a keyring at all.
    fn check(&self) -> Result<(), Trouble>;
    /// Gives a password.
    fn read(&self, id: &Id) -> Result<Secret, Trouble>;
    /// Keeps a password, in the place of the one before.
    fn write(&self, id: &Id, secret: &Secret) -> Result<(), Trouble>;
    /// Forgets a password; to have none is no trouble.
    fn remove(&self, id: &Id) -> Result<(), Trouble>;
}

/// Why the keyring gave nothing, or took nothing; each says what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// There is none.
    #[error("no keyring service answers here ({why})")]
    Absent {
        /// What was tried, in the system's words.
        why: String,
    },
    /// It is locked, and its owner did not open it.
    #[error("the keyring is locked and was not opened; unlock it and try again")]
    Locked,
    /// It has nothing.
    #[error("the keyring has none")]
    Nothing,
    /// It did not answer in time.
    #[error(
        "the keyring did not answer within {} s; it may be waiting for its own password to be entered",
        after.as_secs()
    )]
    Silent {
        /// The limit.
        after: Duration,
    },
    /// Anything else.
    #[error("the keyring failed ({why})")]
    Failed {
        /// In the system's words.
        why: String,
    },
}

/// Time enough to find and enter the keyring's own password, and not so long that nobody remembers what it is about.
pub const PATIENCE: Duration = Duration::from_secs(60);
/// Whether there is a keyring is known without asking anybody.
const CHECK_PATIENCE: Duration = Duration::from_secs(5);

impl Keyring {
    /// That of the system.
    pub fn of_system() -> Self {
        Self::of(system::System)
    }

    /// Another one.
    pub fn of(vault: impl Vault + 'static) -> Self {
        Self { vault: Arc::new(vault), patience: PATIENCE }
    }

    /// The same, waited for so long.
    pub fn patient(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// Looks whether there is a keyring at all.
    pub async fn check(&self) -> Result<(), Trouble> {
        self.ask(self.patience.min(CHECK_PATIENCE), |vault| vault.check()).await
    }

    /// Gives the password of an account.
    pub async fn read(&self, id: Id) -> Result<Secret, Trouble> {
        self.ask(self.patience, move |vault| vault.read(&id)).await
    }

    /// Keeps the password of an account.
    pub async fn write(&self, id: Id, secret: Secret) -> Result<(), Trouble> {
        self.ask(self.patience, move |vault| vault.write(&id, &secret)).await
    }

    /// Forgets the password of an account.
    pub async fn remove(&self, id: Id) -> Result<(), Trouble> {
        self.ask(self.patience, move |vault| vault.remove(&id)).await
    }

    /// Asks from a thread of its own: one of the runtime's, waiting for an answer that never comes, would keep the program
    /// from ending.
    async fn ask<T: Send + 'static>(
        &self,
        patience: Duration,
        question: impl FnOnce(&dyn Vault) -> Result<T, Trouble> + Send + 'static,
    ) -> Result<T, Trouble> {
        let (give, answer) = oneshot::channel();
        let vault = self.vault.clone();
        let started = thread::Builder::new().name("keyring".to_owned()).spawn(move || {
            let _ = give.send(question(&*vault));
        });
        if let Err(error) = started {
            return Err(Trouble::Failed { why: format!("no thread could be started: {error}") });
        }
        match timeout(patience, answer).await {
            Ok(Ok(answered)) => answered,
            Ok(Err(_)) => Err(Trouble::Failed { why: "its library broke off".to_owned() }),
            Err(_) => Err(Trouble::Silent { after: patience }),
        }
    }
}

impl std::fmt::Debug for Keyring {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Keyring(…)")
    }
}

impl Default for Keyring {
    fn default() -> Self {
        Self::of_system()
    }
}
