//! The demo server: logging in, the world, faults, and clients that do not behave.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

#[path = "demo/faults.rs"]
mod faults;
#[path = "demo/login.rs"]
mod login;
#[path = "support/raw_client.rs"]
mod raw_client;
#[path = "demo/rude.rs"]
mod rude;
#[path = "demo/world.rs"]
mod world;
