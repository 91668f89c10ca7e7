//! The world that the demo server shows: for each address an answer, from data that reads like a table of contents.
//!
//! Each domain has its file; [`odd`] holds everything that misbehaves. To add an entity, list it in the items of its
//! parent and answer for it in the same file.

use std::sync::LazyLock;

use xmpp_parsers::jid::Jid;

use super::{
    DOMAIN,
    answer::Answer,
    question::{Question, refusal},
};
use crate::disco::xml::escape;

mod account;
mod bots;
mod caps;
mod commands;
mod entity;
mod form;
mod irc;
mod mix;
mod odd;
mod pubsub;
mod rooms;
mod server;
mod services;

/// The answer to a question.
pub fn answer(question: &Question) -> Answer {
    let Some(service) = service(question.domain()) else {
        return refusal("cancel", "remote-server-not-found", "The demo server knows no server but itself.");
    };
    match service {
        "" if question.local().is_some() => account::answer(question),
        "" => server::answer(question),
        "rooms" => rooms::answer(question),
        "pubsub" => pubsub::answer(question),
        "upload" => services::upload(question),
        "proxy" => services::proxy(question),
        "search" => services::search(question),
        "irc" => irc::answer(question),
        "bots" => bots::answer(question),
        "mix" => mix::answer(question),
        "odd" => odd::answer(question),
        _ => refusal("cancel", "remote-server-not-found", "The demo server has no such service."),
    }
}

/// Whether a domain is the server's or one of its services'.
pub fn is_ours(domain: &str) -> bool {
    service(domain).is_some()
}

/// The server's capabilities as it advertises them when a stream opens (XEP-0115 §6.3).
pub fn server_caps() -> &'static str {
    static CAPS: LazyLock<String> = LazyLock::new(|| caps::element(server::NODE, &server::entity()));
    &CAPS
}

/// The answer to a version query (XEP-0092).
pub fn version(to: &Jid) -> String {
    let resource = to.resource().map(|resource| resource.as_str());
    let name = resource.and_then(account::software).unwrap_or("Discoscope demo server");
    let version = env!("CARGO_PKG_VERSION");
    format!("<query xmlns='jabber:iq:version'><name>{}</name><version>{version}</version></query>", escape(name))
}

/// The part before the server's domain; empty for the server itself, none for a foreign domain.
fn service(domain: &str) -> Option<&str> {
    let before = domain.strip_suffix(DOMAIN)?;
    if before.is_empty() { Some("") } else { before.strip_suffix('.') }
}

/// What an address that does not exist answers.
fn missing() -> Answer {
    refusal("cancel", "item-not-found", "There is nothing at this address.")
}
