//! Searching everything that is known: which terms hold for what.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::time::Duration;

use discoscope::disco::{
    address::Address,
    finding,
    reply::Item,
    search::{Query, Rules, Subject, Text, term},
    state::{Entity, Reply, State},
};
use proptest::prelude::*;

#[path = "search/filter.rs"]
mod filter;
#[path = "search/offers.rs"]
mod offers;
#[path = "support/seen.rs"]
mod seen;
#[path = "search/suggest.rs"]
mod suggest;

const ROOM: &str = "<identity category='conference' type='text' name='The Lobby' xml:lang='en'/>\
    <feature var='http://jabber.org/protocol/disco#info'/><feature var='urn:xmpp:mam:2'/><feature var='muc_public'/>\
    <feature var='urn:example:Äpfel'/>\
    <x xmlns='jabber:x:data' type='result'><field var='FORM_TYPE' type='hidden'>\
    <value>http://jabber.org/protocol/muc#roominfo</value></field>\
    <field var='muc#roominfo_occupants'><value>3</value></field></x>";

fn room() -> Entity {
    let mut entity = Entity::new(Address::new("lobby@rooms.example.org"));
    entity.info = slow(seen::info(1, &entity.address, ROOM), 700);
    let error = "<error type='auth'><forbidden xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>";
    entity.items = seen::refused(2, &entity.address, seen::ITEMS, error);
    entity
}

fn slow<T>(state: State<T>, milliseconds: u64) -> State<T> {
    let State::Answered(reply) = state else { panic!() };
    State::Answered(Reply { took: Duration::from_millis(milliseconds), ..reply })
}

fn silent() -> Entity {
    let mut entity = Entity::new(Address::with_node("irc.example.org", "Channels"));
    let asked = seen::asked(3, &entity.address, seen::INFO);
    entity.info = State::TimedOut { asked, after: Duration::from_secs(30) };
    entity
}

fn listed() -> Item {
    let text = |text: &str| Some(text.into());
    Item {
        jid: text("lobby@rooms.example.org"),
        node: None,
        name: text("Eingangs-Halle"),
        action: None,
        valid_jid: true,
    }
}

fn holds(line: &str, entity: &Entity, item: Option<&Item>) -> bool {
    let rules = Rules::of(finding::of_entity(entity).iter());
    Query::parse(line).unwrap().holds(Subject { entity: Some(entity), item, rules })
}

#[test]
fn terms_hold_for_what_they_name() {
    let (room, item) = (room(), listed());
    for line in [
        "",
        "   ",
        "lobby",
        "LOBBY",
        "the rooms.example",
        "\"The Lobby\"",
        "eingangs",
        "äpfel",
        "urn:xmpp:mam",
        "http://jabber.org",
        "3",
        "jid:rooms",
        "jid:=LOBBY@rooms.example.org",
        "name:lobby",
        "name:eingangs-halle",
        "feature:urn:xmpp:mam:2",
        "feature:=urn:xmpp:mam:2",
        "category:conference type:text",
        "identity:conference/text",
        "identity:=Conference/Text",
        "state:ref",
        "-\"the hall\"",
        "\"urn:xmpp:mam:2\"",
        "feature:\"urn:xmpp:mam:2\"",
        "lang:en",
        "form:muc#roominfo_occupants",
        "form:muc#roominfo",
        "form:occupants=3",
        "form:=muc#roominfo_occupants==3",
        "xep:0313",
        "xep:313",
        "xep:XEP-0313",
        "-xep:0163 state:answered",
        "state:refused",
        "error:forbidden",
        "-finding:disco-info-not-advertised -state:silent",
        "slower:500ms",
        "slower:0.5s",
        "slower:0.5",
        "-slower:2s",
        "-nothing",
        "state:",
        "xep:",
        "feature:",
        "-",
        "-unknown:key",
    ] {
        assert!(holds(line, &room, Some(&item)), "{line}");
    }
    for line in [
        "hall lobbyist",
        "-lobby",
        "jid:the",
        "jid:=lobby",
        "node:x",
        "name:rooms",
        "feature:=urn:xmpp:mam",
        "category:=conf",
        "identity:text/conference",
        "identity:=conference",
        "\"-lobby\"",
        "\"featur:x\"",
        "type:conference",
        "lang:de",
        "form:occupants=4",
        "form:=muc#roominfo",
        "xep:0163",
        "rfc:313",
        "state:silent",
        "state:late",
        "error:gone",
        "finding:node-not-echoed",
        "finding:error",
        "finding:any",
        "slower:701ms",
        "unknown:key",
    ] {
        assert!(!holds(line, &room, Some(&item)), "{line}");
    }
}

#[test]
fn who_never_answered_is_found_too() {
    let silent = silent();
    for line in [
        "state:silent",
        "state:timed-out",
        "state:not-asked",
        "node:channels",
        "channels irc",
        "slower:29s",
        "-state:answered",
    ] {
        assert!(holds(line, &silent, None), "{line}");
    }
    let nobody = Subject { entity: None, item: Some(&listed()), rules: Rules::default() };
    let holds = |line: &str| Query::parse(line).unwrap().holds(nobody);
    assert!(holds("halle") && holds("jid:lobby") && holds("-state:answered") && !holds("state:answered"));
}

#[test]
fn what_means_nothing_is_told() {
    for (line, said) in [
        (
            "state:happy",
            "“happy” is no state; write not-asked, waiting, answered, refused, silent, cut-off, unreadable or late.",
        ),
        ("finding:bad", "“bad” is no rule; write a rule's name such as node-not-echoed, or any, note, warning, error."),
        ("slower:fast", "“fast” is no time; write 500ms or 2s."),
        ("slower:-1s", "“-1s” is no time; write 500ms or 2s."),
        ("slower:infs", "“infs” is no time; write 500ms or 2s."),
        (
            "featur:urn:xmpp:mam:2",
            "“featur:” is no term; write feature: or, to look for it as it stands, put the word in quotes.",
        ),
        ("fomr:x", "“fomr:” is no term; write form: or, to look for it as it stands, put the word in quotes."),
        ("-stat:", "“stat:” is no term; write state: or, to look for it as it stands, put the word in quotes."),
        ("xep:mam", "“mam” is no document's number; write xep:0313 or rfc:6121."),
    ] {
        assert_eq!(Query::parse(line).unwrap_err().to_string(), said, "{line}");
    }
}

#[test]
fn what_is_full_of_colons_is_text() {
    for line in ["urn:xmpp:mam:2", "http://jabber.org", "xmpp:a@b.example", "jabber:iq:roster", "muc:x", "a:b", "tel:1"]
    {
        assert!(Query::parse(line).is_ok(), "{line}");
    }
}

#[test]
fn a_term_can_hold_whatever_was_sent() {
    for value in ["urn:xmpp:mam:2", "two words", "a\"b", "\"", "=x", "tab\there", " ", "a\"\"b c\""] {
        let mut item = listed();
        item.name = Some(value.into());
        let subject = Subject { entity: None, item: Some(&item), rules: Rules::default() };
        let line = term("name", &format!("={value}"));
        assert!(Query::parse(&line).unwrap().holds(subject), "{line}");
        item.name = Some(format!("{value}.").into());
        let subject = Subject { entity: None, item: Some(&item), rules: Rules::default() };
        assert!(!Query::parse(&line).unwrap().holds(subject), "{line}");
    }
}

#[test]
fn a_text_says_where_it_stands() {
    for (text, found, at) in [
        ("the Lobby", "lobby", Some(4..9)),
        ("Der Große Saal", "GROSSE", None),
        ("Der Große Saal", "große", Some(4..10)),
        ("ÄÖÜ", "öü", Some(2..6)),
        ("ΟΔΟΣ", "οδος", Some(0..8)),
        ("\u{212a}elvin", "kelvin", Some(0..8)),
        ("x", "", None),
        ("", "x", None),
    ] {
        assert_eq!(Text::somewhere(found).find(text), at, "{found} in {text}");
    }
}

proptest! {
    #[test]
    fn no_line_is_too_strange(line in "[-a-z:\"= ä\\u{202e}0-9]{0,40}|\\PC{0,40}") {
        if let Ok(query) = Query::parse(&line) {
            let subject = Subject { entity: Some(&room()), item: None, rules: Rules::default() };
            let _ = query.holds(subject);
        }
    }

    #[test]
    fn a_text_is_found_wherever_it_stands(before in "[a-zÄß ]{0,9}", text in "[a-zA-ZÄ]{1,6}", after in "[A-Z ]{0,9}") {
        let mut item = listed();
        item.name = Some(format!("{before}{text}{after}").into());
        let subject = Subject { entity: None, item: Some(&item), rules: Rules::default() };
        let (with, without) = (format!("name:{}", text.to_lowercase()), format!("-name:{text}"));
        prop_assert!(Query::parse(&with).unwrap().holds(subject));
        prop_assert!(!Query::parse(&without).unwrap().holds(subject));
    }
}
