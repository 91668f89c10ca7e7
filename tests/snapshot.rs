//! Snapshots: what is written, what is read again, and what happens to files that are broken, full disks and killed programs.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

#[path = "support/schema.rs"]
mod schema;
#[path = "support/seen.rs"]
mod seen;
#[path = "support/pages.rs"]
mod support;

#[path = "snapshot/broken.rs"]
mod broken;
#[path = "snapshot/disk.rs"]
mod disk;
#[path = "snapshot/hidden.rs"]
mod hidden;
#[path = "snapshot/pages.rs"]
mod pages;
#[path = "snapshot/people.rs"]
mod people;
#[path = "snapshot/round_trip.rs"]
mod round_trip;
#[path = "snapshot/scope.rs"]
mod scope;
