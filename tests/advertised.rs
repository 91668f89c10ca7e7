//! What we say of ourselves: reading and writing it, what is served, and who hears what.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

#[path = "advertised/any.rs"]
mod any;
#[path = "advertised/example.rs"]
mod example;
#[path = "advertised/told.rs"]
mod told;
#[path = "advertised/wrong.rs"]
mod wrong;
