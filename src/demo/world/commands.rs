//! The server's ad-hoc commands (XEP-0050), listed and described but not run.

use super::{
    entity::{Entity, Item},
    missing,
};
use crate::{
    demo::{
        DOMAIN,
        answer::Answer,
        question::{Question, refusal},
    },
    disco::namespace::{COMMANDS, DATA},
};

const LIST: [(&str, &str); 8] = [
    ("http://jabber.org/protocol/admin#add-user", "Add a user"),
    ("http://jabber.org/protocol/admin#delete-user", "Delete a user"),
    ("http://jabber.org/protocol/admin#change-user-password", "Change a user’s password"),
    ("http://jabber.org/protocol/admin#get-online-users-list", "List the users who are online"),
    ("http://jabber.org/protocol/admin#announce", "Announce something to everybody online"),
    ("http://jabber.org/protocol/admin#shutdown", "Shut the service down"),
    ("uptime", "Show how long the server has been running"),
    ("ping", "Ping another server"),
];

/// Whether a node is that of a command.
pub fn is_command(node: &str) -> bool {
    LIST.iter().any(|(command, _)| *command == node)
}

/// The answer to a question for the list or for one command.
pub fn answer(question: &Question) -> Answer {
    if !question.is_asker_known() {
        return refusal("auth", "forbidden", "Guests may not see the commands; log in as demo.");
    }
    match question.node().and_then(|node| LIST.iter().find(|(command, _)| *command == node)) {
        Some((_, name)) => Entity::new("automation", "command-node", *name).features([COMMANDS, DATA]).answer(question),
        None if question.node() == Some(COMMANDS) => Entity::new("automation", "command-list", "Ad-hoc commands")
            .features([COMMANDS])
            .items(LIST.iter().map(|(node, name)| Item::new(DOMAIN, *name).node(*node)))
            .answer(question),
        None => missing(),
    }
}
