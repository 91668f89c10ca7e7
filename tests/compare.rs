//! Two snapshots, or two entities, held against each other.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

#[path = "compare/any.rs"]
mod any;
#[path = "compare/entities.rs"]
mod entities;
#[path = "compare/mapping.rs"]
mod mapping;
#[path = "compare/record.rs"]
mod record;
#[path = "support/schema.rs"]
mod schema;
#[path = "compare/seen.rs"]
mod seen;
#[path = "compare/trees.rs"]
mod trees;
