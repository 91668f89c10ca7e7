//! The system's keyring, through the crate `keyring`.

use keyring::{Entry, Error};
use zeroize::Zeroize;

use super::{Trouble, Vault};
use crate::{profile::accounts::Id, session::Secret};

/// The system's keyring.
pub struct System;

/// Under this name its entries are found there.
const SERVICE: &str = "discoscope";

impl Vault for System {
    fn check(&self) -> Result<(), Trouble> {
        match Entry::store_status() {
            Ok(()) => Ok(()),
            Err(error) => Err(Trouble::Absent { why: words(error) }),
        }
    }

    fn read(&self, id: &Id) -> Result<Secret, Trouble> {
        entry(id)?.get_password().map(Secret::new).map_err(trouble)
    }

    fn write(&self, id: &Id, secret: &Secret) -> Result<(), Trouble> {
        entry(id)?.set_password(secret.reveal()).map_err(trouble)
    }

    fn remove(&self, id: &Id) -> Result<(), Trouble> {
        match entry(id)?.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(trouble(error)),
        }
    }
}

fn entry(id: &Id) -> Result<Entry, Trouble> {
    System.check()?;
    Entry::new(SERVICE, &id.in_keyring()).map_err(trouble)
}

fn trouble(error: Error) -> Trouble {
    match error {
        Error::NoEntry => Trouble::Nothing,
        Error::NoDefaultStore => Trouble::Absent { why: "it was not there when the program started".to_owned() },
        Error::NoStorageAccess(_) => Trouble::Locked,
        // What was read may be half a password.
        Error::BadEncoding(mut bytes) | Error::BadDataFormat(mut bytes, _) => {
            bytes.zeroize();
            Trouble::Failed { why: "what it has is no text".to_owned() }
        }
        Error::Ambiguous(_) => Trouble::Failed { why: "it has several passwords for this account".to_owned() },
        error => Trouble::Failed { why: words(&error) },
    }
}

/// What the system says, in one line.
fn words(error: &Error) -> String {
    let said = error.to_string();
    let said = said.trim_start_matches("Platform failure: ").trim_start_matches("zbus error: ");
    let said = said.split(" (os error").next().unwrap_or(said).replace('`', "");
    said.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(300).collect()
}
