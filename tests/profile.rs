//! What outlives a run: the settings' file, whatever somebody did to it, and the passwords beside it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

#[path = "profile/accounts.rs"]
mod accounts;
#[path = "profile/addresses.rs"]
mod addresses;
#[path = "profile/file.rs"]
mod file;
#[path = "profile/password.rs"]
mod password;
#[path = "profile/settings.rs"]
mod settings;
