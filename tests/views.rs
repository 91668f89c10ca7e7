//! The screens without a window: what is written where, and what clicks and keys do.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

#[path = "views/accounts.rs"]
mod accounts;
#[path = "support/answers.rs"]
mod answers;
#[path = "views/app.rs"]
mod app;
#[path = "views/automatic.rs"]
mod automatic;
#[path = "views/comparing.rs"]
mod comparing;
#[path = "views/connect.rs"]
mod connect;
#[path = "views/crawl.rs"]
mod crawl;
#[path = "views/explore.rs"]
mod explore;
#[path = "views/files.rs"]
mod files;
#[path = "support/pages.rs"]
mod pages;
#[path = "views/paging.rs"]
mod paging;
#[path = "views/search.rs"]
mod search;
#[path = "views/seen.rs"]
mod seen;
#[path = "views/snapshots.rs"]
mod snapshots;
