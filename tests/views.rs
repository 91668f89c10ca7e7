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
#[path = "support/component_server.rs"]
#[allow(dead_code, reason = "a toolbox of which each test binary takes a part")]
mod component_server;
#[path = "views/connect.rs"]
mod connect;
#[path = "views/console.rs"]
mod console;
#[path = "views/crawl.rs"]
mod crawl;
#[path = "views/explore.rs"]
mod explore;
#[path = "views/files.rs"]
mod files;
#[path = "support/hands.rs"]
mod hands;
#[path = "views/hold.rs"]
mod hold;
#[path = "views/ourselves.rs"]
mod ourselves;
#[path = "views/ourselves_fields.rs"]
mod ourselves_fields;
#[path = "support/pages.rs"]
mod pages;
#[path = "views/paging.rs"]
mod paging;
#[path = "views/search.rs"]
mod search;
#[path = "views/seen.rs"]
mod seen;
#[path = "views/sessions.rs"]
mod sessions;
#[path = "views/snapshots.rs"]
mod snapshots;
#[path = "views/way.rs"]
mod way;
