//! Findings: each rule fires and keeps quiet, real servers' replies have exactly theirs, the demo's odd ones too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

#[path = "findings/ask.rs"]
mod ask;
#[path = "findings/long.rs"]
mod long;
#[path = "findings/odd.rs"]
mod odd;
#[path = "support/pages.rs"]
mod pages;
#[path = "findings/real.rs"]
mod real;
#[path = "findings/record.rs"]
mod record;
#[path = "findings/rules.rs"]
mod rules;
#[path = "support/schema.rs"]
mod schema;
