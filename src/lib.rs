//! Discoscope, an explorer for XMPP service discovery (XEP-0030).
//!
//! Layers point one way: [`disco`] ← [`snapshot`], [`session`] ← [`crawl`] ← [`app`], [`cli`]; [`profile`] is what
//! outlives a run, [`demo`] a server for trying the program.

pub mod app;
pub mod cli;
pub mod crawl;
pub mod demo;
pub mod disco;
pub mod profile;
pub mod session;
pub mod snapshot;
