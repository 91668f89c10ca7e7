//! The crawl: its pure core on made-up graphs, and the whole of it against the demo server.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]
#![allow(clippy::unchecked_time_subtraction, reason = "a test's clock goes forward")]

#[path = "crawl/toy.rs"]
mod toy;

#[path = "crawl/any.rs"]
mod any;
#[path = "crawl/cuts.rs"]
mod cuts;
#[path = "crawl/demo.rs"]
mod demo;
#[path = "crawl/fences.rs"]
mod fences;
#[path = "crawl/list_pages.rs"]
mod list_pages;
#[path = "crawl/manners.rs"]
mod manners;
#[path = "support/pages.rs"]
mod pages;
#[path = "crawl/steps.rs"]
mod steps;
