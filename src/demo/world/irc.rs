//! `irc.demo.localhost`: a gateway with networks and channels.

use super::{
    entity::{Entity, Item},
    missing,
};
use crate::{
    demo::{answer::Answer, question::Question},
    disco::namespace::{COMMANDS, PING},
};

const JID: &str = "irc.demo.localhost";
const MUC: &str = "http://jabber.org/protocol/muc";
const NETWORKS: [(&str, &str, &[&str]); 2] = [
    ("libera.example", "Libera (made up)", &["#xmpp", "#rust", "#prosody", "#debian"]),
    ("oftc.example", "OFTC (made up)", &["#tor", "#kernelnewbies"]),
];

/// The answer to a question.
pub fn answer(question: &Question) -> Answer {
    match (question.local(), question.node()) {
        (None, None) => Entity::new("conference", "irc", "IRC channels")
            .identity("gateway", "irc", "Gateway to IRC", "")
            .features([MUC, "jabber:iq:gateway", COMMANDS, PING])
            .items(NETWORKS.iter().map(|(network, name, _)| Item::new(format!("{network}@{JID}"), *name)))
            .answer(question),
        (Some(local), None) => match local.split_once('%') {
            Some((channel, network)) => channel_answer(question, channel, network),
            None => network_answer(question, local),
        },
        _ => missing(),
    }
}

fn network_answer(question: &Question, local: &str) -> Answer {
    let Some((network, name, channels)) = NETWORKS.iter().find(|(network, ..)| *network == local) else {
        return missing();
    };
    Entity::new("conference", "irc", *name)
        .features([MUC, PING])
        .items(channels.iter().map(|channel| Item::new(format!("{channel}%{network}@{JID}"), *channel)))
        .answer(question)
}

fn channel_answer(question: &Question, channel: &str, network: &str) -> Answer {
    let known = NETWORKS.iter().find(|(name, ..)| *name == network);
    if !known.is_some_and(|(_, _, channels)| channels.contains(&channel)) {
        return missing();
    }
    Entity::new("conference", "irc", format!("{channel} on {network}"))
        .features([MUC, "muc_public", "muc_persistent"])
        .answer(question)
}
