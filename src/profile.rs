//! What outlives a run, and what is on the disk beside it. Everything here blocks; it never holds a password.

pub mod folder;
pub mod ourselves;
pub mod recent;
