//! What outlives a run, and what is on the disk beside it. Everything here blocks, but for the questions to the keyring; no
//! file ever holds a password.

pub mod accounts;
pub mod addresses;
pub mod folder;
pub mod keyring;
mod lock;
pub mod ourselves;
pub mod password;
pub mod preferences;
pub mod recent;
pub mod settings;
