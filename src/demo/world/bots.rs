//! `bots.demo.localhost`: two bots, one of them with a node for each city.

use super::{
    entity::{Entity, Item},
    missing,
};
use crate::{
    demo::{answer::Answer, question::Question},
    disco::namespace::{COMMANDS, PING},
};

const ECHO: &str = "Echo (says what you say)";
const WEATHER: &str = "Weather (a node for each city)";
const CITIES: [(&str, &str); 5] =
    [("berlin", "Berlin"), ("lagos", "Lagos"), ("lima", "Lima"), ("osaka", "大阪"), ("reykjavik", "Reykjavík")];

/// The answer to a question.
pub fn answer(question: &Question) -> Answer {
    match (question.local(), question.node()) {
        (None, None) => Entity::new("component", "generic", "Bots")
            .items([Item::new("echo@bots.demo.localhost", ECHO), Item::new("weather@bots.demo.localhost", WEATHER)])
            .answer(question),
        (Some("echo"), None) => {
            Entity::new("client", "bot", ECHO).features([PING, "urn:xmpp:receipts"]).answer(question)
        }
        (Some("weather"), None) => Entity::new("client", "bot", WEATHER)
            .features([PING, COMMANDS])
            .items(CITIES.iter().map(|(node, name)| Item::new("weather@bots.demo.localhost", *name).node(*node)))
            .answer(question),
        (Some("weather"), Some(node)) => match CITIES.iter().find(|(city, _)| *city == node) {
            Some((_, name)) => Entity::new("hierarchy", "leaf", format!("The weather in {name}")).answer(question),
            None => missing(),
        },
        _ => missing(),
    }
}
