//! The session against the demo server: logging in, asking, timing, disbelief, being cut off, answering others.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

#[path = "support/component_server.rs"]
#[allow(dead_code, reason = "a toolbox of which each test binary takes a part")]
mod component_server;
#[path = "session/live.rs"]
mod live;

#[path = "session/advertised.rs"]
mod advertised;
#[path = "session/answers.rs"]
mod answers;
#[path = "session/asked.rs"]
mod asked;
#[path = "session/besides.rs"]
mod besides;
#[path = "session/clock.rs"]
mod clock;
#[path = "session/component.rs"]
mod component;
#[path = "session/cut_off.rs"]
mod cut_off;
#[path = "session/hold.rs"]
mod hold;
#[path = "session/login.rs"]
mod login;
#[path = "session/pages.rs"]
mod pages;
#[path = "session/roster.rs"]
mod roster;
#[path = "session/wire.rs"]
mod wire;
