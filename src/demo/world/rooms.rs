//! `rooms.demo.localhost`: chat rooms (XEP-0045).

use super::{
    account,
    entity::{Entity, Item},
    form::Form,
    missing,
};
use crate::{
    demo::{
        answer::Answer,
        question::{Question, refusal},
    },
    disco::state::Kind,
};

const MUC: &str = "http://jabber.org/protocol/muc";
const NICKNAME: &str = "x-roomuser-item";
const TRAFFIC: &str = "http://jabber.org/protocol/muc#traffic";
const ROOMS: &str = "http://jabber.org/protocol/muc#rooms";
/// Who is in the lobby: nickname, and the resource of an account whose client answers for it.
const OCCUPANTS: [(&str, &str); 4] =
    [("Alice", "desktop"), ("Bernd", "laptop"), ("Chioma", "phone"), ("Demo on the phone", "phone")];

struct Room {
    local: &'static str,
    name: &'static str,
    description: &'static str,
    lang: &'static str,
    occupants: u16,
    features: &'static [&'static str],
}

const fn room(local: &'static str, name: &'static str, description: &'static str) -> Room {
    const OPEN: &[&str] = &["muc_open", "muc_public", "muc_persistent", "muc_unmoderated", "muc_nonanonymous"];
    Room { local, name, description, lang: "en", occupants: 0, features: OPEN }
}

const LIST: [Room; 12] = [
    Room { occupants: 4, ..room("lobby", "Lobby", "Where everybody arrives; its occupants can be explored") },
    Room { occupants: 2, ..room("support", "Support", "Questions about this server") },
    room("operators", "Operators", "For people who run servers"),
    room("developers", "Developers", "For people who write clients and servers"),
    room("tea", "Tea", "Does not say what it lets through (muc#traffic is refused)"),
    room("books", "Books", "What we read, and what we would rather not have read"),
    room("music", "Music", "Listening together"),
    Room { lang: "de", ..room("stammtisch", "Stammtisch", "Auf Deutsch, über alles") },
    Room { lang: "ja", ..room("ocha", "お茶の間", "日本語でどうぞ") },
    Room { lang: "ar", ..room("majlis", "مجلس", "غرفة باللغة العربية") },
    Room {
        features: &["muc_moderated", "muc_passwordprotected", "muc_public", "muc_temporary", "muc_semianonymous"],
        ..room("lectures", "Lectures (moderated, with a password)", "Only speakers speak")
    },
    Room {
        features: &["muc_membersonly", "muc_public", "muc_persistent", "muc_unmoderated", "muc_nonanonymous"],
        ..room("members", "Members only", "Shows itself, but not who is in it (items are forbidden)")
    },
];

/// The answer to a question.
pub fn answer(question: &Question) -> Answer {
    match question.local() {
        None if question.node().is_none() => service().answer(question),
        None => missing(),
        Some(local) => match LIST.iter().find(|room| room.local == local) {
            Some(room) => in_room(question, room),
            None => refusal("cancel", "item-not-found", "There is no such room."),
        },
    }
}

fn service() -> Entity {
    Entity::new("conference", "text", "Chat rooms")
        .features([MUC, "http://jabber.org/protocol/muc#unique", "urn:xmpp:mam:2", "urn:xmpp:occupant-id:0"])
        .form(
            Form::new("http://jabber.org/network/serverinfo")
                .list("support-addresses", &["xmpp:support@rooms.demo.localhost?join"]),
        )
        .items(LIST.iter().map(|room| {
            let people = if room.occupants == 0 { String::new() } else { format!(" ({})", room.occupants) };
            Item::new(jid(room), format!("{}{people}", room.name))
        }))
}

fn in_room(question: &Question, room: &Room) -> Answer {
    if let Some(nickname) = question.resource() {
        return occupant(question, room, nickname);
    }
    match question.node() {
        None if room.local == "members" && question.kind == Kind::Items => {
            refusal("auth", "forbidden", "Only members may see who is here.")
        }
        None => entity(room).answer(question),
        Some(NICKNAME) if question.is_asker_known() && room.local == "lobby" => {
            Entity::new("conference", "text", "Demi").answer(question)
        }
        // Whoever has not reserved a nickname gets a result that says nothing (XEP-0045, reserved room nickname).
        Some(NICKNAME) => question.result(""),
        Some(TRAFFIC) => traffic(question, room),
        Some(_) => missing(),
    }
}

fn entity(room: &Room) -> Entity {
    let occupants = if room.local == "lobby" { &OCCUPANTS[..] } else { &[] };
    Entity::new("conference", "text", room.name)
        .features([MUC, "http://jabber.org/protocol/muc#stable_id", "urn:xmpp:mam:2", "vcard-temp"])
        .features(room.features.iter().copied())
        .form(
            Form::new("http://jabber.org/protocol/muc#roominfo")
                .labelled("muc#roominfo_description", "text-single", "Description", room.description)
                .labelled("muc#roominfo_occupants", "text-single", "Number of occupants", &room.occupants.to_string())
                .labelled("muc#roominfo_lang", "text-single", "Language of the discussion", room.lang)
                .labelled("muc#roominfo_subject", "text-single", "Subject", "")
                .labelled("muc#roominfo_changesubject", "boolean", "Occupants may change the subject", "1")
                .list("muc#roominfo_contactjid", &["alice@demo.localhost", "demo@demo.localhost"]),
        )
        .items(occupants.iter().map(|(nickname, _)| Item::new(format!("{}/{nickname}", jid(room)), *nickname)))
}

/// A question to an occupant goes through to the client.
fn occupant(question: &Question, room: &Room, nickname: &str) -> Answer {
    let here = OCCUPANTS.iter().find(|(here, _)| room.local == "lobby" && *here == nickname);
    match here {
        Some(_) if question.node() == Some(ROOMS) => question.result(""),
        Some((_, resource)) => account::client(question, resource),
        None => refusal("cancel", "item-not-found", "Nobody of that nickname is here."),
    }
}

fn traffic(question: &Question, room: &Room) -> Answer {
    match (room.local, question.kind) {
        ("tea", _) => refusal("cancel", "feature-not-implemented", "This room does not say what it lets through."),
        ("lobby", Kind::Info) => {
            let allowed = ["http://jabber.org/protocol/xhtml-im", "jabber:x:data", "urn:xmpp:reactions:0"];
            question.result(&allowed.map(super::entity::feature_xml).concat())
        }
        _ => question.result(""),
    }
}

fn jid(room: &Room) -> String {
    format!("{}@rooms.demo.localhost", room.local)
}
