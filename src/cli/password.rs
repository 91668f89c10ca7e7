//! Where a headless command has the password, or a component's secret, from: the keyring where it was saved, else the
//! environment, else the terminal.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use futures::FutureExt;

use crate::{
    profile::{
        accounts::{self, Password},
        keyring::Keyring,
        settings::Store,
    },
    session::{self, Error, Passwords, Secret, Settings},
};

/// The password of one headless login.
#[derive(Clone, Debug)]
pub struct Source {
    id: accounts::Id,
    saved: Option<accounts::Account>,
    keyring: Keyring,
    /// Whether the keyring gave it.
    was_kept: Arc<AtomicBool>,
    /// Whether it was said that the keyring did not.
    is_told: Arc<AtomicBool>,
}

/// The account as it was saved in the window, if it was.
pub fn saved(who: &session::Account) -> Option<accounts::Account> {
    Store::of_user()?.load().settings.accounts.get(&accounts::Id::of(who)).cloned()
}

impl Source {
    /// Of whoever these settings log in.
    pub fn of(settings: &Settings, saved: Option<accounts::Account>) -> Self {
        Self::with(accounts::Id::of(&settings.account), saved, Keyring::of_system())
    }

    fn with(id: accounts::Id, saved: Option<accounts::Account>, keyring: Keyring) -> Self {
        Self { id, saved, keyring, was_kept: Arc::default(), is_told: Arc::default() }
    }

    /// The password as a session asks for it.
    pub fn passwords(&self) -> Passwords {
        let source = self.clone();
        Arc::new(move || {
            let source = source.clone();
            async move {
                if let Some(secret) = source.kept().await {
                    return Ok(secret);
                }
                let asked = tokio::task::spawn_blocking(move || ask(&source.id));
                asked.await.unwrap_or(Err(Error::EmptyPassword))
            }
            .boxed()
        })
    }

    /// A password that the keyring gave and the server refused is not sent again, in no later run either.
    pub fn refused(&self, why: &Error) {
        let was_kept = self.was_kept.load(Ordering::Relaxed);
        let Some(saved) = self.saved.as_ref().filter(|_| was_kept && why.is_wrong_password()) else { return };
        let id = saved.id();
        let noted = Store::of_user().map(|store| {
            store.change(|settings| {
                if let Some(account) = settings.accounts.get_mut(&id) {
                    account.password = Password::Refused;
                }
            })
        });
        if let Some(Err(error)) = noted {
            tracing::warn!("It cannot be noted that the password was refused: {error}");
        }
    }

    async fn kept(&self) -> Option<Secret> {
        // What is asked for next may be typed, and a wrong one says nothing of the keyring's.
        self.was_kept.store(false, Ordering::Relaxed);
        let saved = self.saved.as_ref()?;
        let why = match saved.password {
            Password::Asked => return None,
            Password::Refused => {
                "the server refused the one that the keyring has; log in with the right one in the window, \
                                  and let it be remembered"
                    .to_owned()
            }
            Password::InKeyring => match self.keyring.read(saved.id()).await {
                Ok(secret) => {
                    self.was_kept.store(true, Ordering::Relaxed);
                    return Some(secret);
                }
                Err(trouble) => trouble.to_string(),
            },
        };
        if !self.is_told.swap(true, Ordering::Relaxed) {
            tracing::warn!("The {} of {} is asked for: {why}.", self.id.password_name(), self.id.jid);
        }
        None
    }
}

fn ask(id: &accounts::Id) -> Result<Secret, Error> {
    if let Ok(password) = std::env::var("DISCOSCOPE_PASSWORD") {
        return Ok(Secret::new(password));
    }
    let what = if id.is_component() { "Secret" } else { "Password" };
    let Ok(password) = rpassword::prompt_password(format!("{what} of {}: ", id.jid)) else {
        let why = "there is no terminal to ask on; set DISCOSCOPE_PASSWORD, or run it in a terminal".to_owned();
        return Err(Error::NoPassword { account: id.jid.clone(), why });
    };
    Ok(Secret::new(password))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
mod tests {
    use super::*;
    use crate::profile::keyring::{Trouble, Vault};

    /// A keyring that is locked after it was read once.
    struct Once(AtomicBool);

    impl Vault for Once {
        fn check(&self) -> Result<(), Trouble> {
            Ok(())
        }

        fn read(&self, _: &accounts::Id) -> Result<Secret, Trouble> {
            if self.0.swap(true, Ordering::Relaxed) { Err(Trouble::Locked) } else { Ok(Secret::new("p".to_owned())) }
        }

        fn write(&self, _: &accounts::Id, _: &Secret) -> Result<(), Trouble> {
            Err(Trouble::Locked)
        }

        fn remove(&self, _: &accounts::Id) -> Result<(), Trouble> {
            Err(Trouble::Locked)
        }
    }

    /// A session that comes back asks again; what is typed then may be wrong without the keyring's being so.
    #[tokio::test]
    async fn only_what_the_keyring_gave_last_is_held_against_it() {
        let settings = Settings::new(session::Account::password("a@x.org").unwrap());
        let mut saved = accounts::Account::of(&settings);
        saved.password = Password::InKeyring;
        let source = Source::with(saved.id(), Some(saved), Keyring::of(Once(AtomicBool::new(false))));
        assert!(source.kept().await.is_some() && source.was_kept.load(Ordering::Relaxed));
        assert!(source.kept().await.is_none() && !source.was_kept.load(Ordering::Relaxed));
    }
}
