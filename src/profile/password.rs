//! Where a session has its password from: what somebody typed, or the keyring. It is held no longer than it must be.

use std::sync::{
    Arc, Mutex, MutexGuard, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use futures::FutureExt;

use super::{accounts::Id, keyring::Keyring};
use crate::session::{Error, Passwords, Secret};

/// The source of one session's password.
#[derive(Clone, Debug)]
pub struct Source {
    id: Id,
    keyring: Keyring,
    /// What was typed; nothing where the keyring has it.
    typed: Arc<Mutex<Option<Secret>>>,
    /// Whether the server refused it: then it is not sent once more.
    is_refused: Arc<AtomicBool>,
}

impl Source {
    /// What somebody typed. It is held while the session lasts, so that the session can come back, until the keyring has it.
    pub fn typed(id: Id, keyring: Keyring, secret: Secret) -> Self {
        Self { id, keyring, typed: Arc::new(Mutex::new(Some(secret))), is_refused: Arc::default() }
    }

    /// The keyring.
    pub fn kept(id: Id, keyring: Keyring) -> Self {
        Self { id, keyring, typed: Arc::default(), is_refused: Arc::default() }
    }

    /// Whose password it is.
    pub fn id(&self) -> &Id {
        &self.id
    }

    /// Whether the keyring is asked.
    pub fn is_kept(&self) -> bool {
        self.held().is_none()
    }

    /// The server refused it: it is held no more, and not sent once more.
    pub fn refuse(&self) {
        self.is_refused.store(true, Ordering::Relaxed);
        *self.held() = None;
    }

    /// Puts what was typed into the keyring, and holds it no more.
    pub async fn keep(&self) -> Result<(), super::keyring::Trouble> {
        let Some(secret) = self.held().clone() else { return Ok(()) };
        self.keyring.write(self.id.clone(), secret).await?;
        *self.held() = None;
        Ok(())
    }

    /// The password as a session asks for it, once for each login.
    pub fn passwords(&self) -> Passwords {
        let source = self.clone();
        Arc::new(move || {
            let source = source.clone();
            async move {
                if source.is_refused.load(Ordering::Relaxed) {
                    let why = "the server refused the one that was given; log out, and log in with the right one";
                    return Err(source.none(why.to_owned()));
                }
                let typed = source.held().clone();
                match typed {
                    Some(secret) => Ok(secret),
                    None => source.kept_one().await,
                }
            }
            .boxed()
        })
    }

    async fn kept_one(&self) -> Result<Secret, Error> {
        self.keyring.read(self.id.clone()).await.map_err(|trouble| self.none(trouble.to_string()))
    }

    fn none(&self, why: String) -> Error {
        Error::NoPassword { account: self.id.jid.clone(), why }
    }

    fn held(&self) -> MutexGuard<'_, Option<Secret>> {
        self.typed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
