//! The main screen, fed with answers that nobody gave.

use std::{sync::Arc, time::Duration};

use discoscope::{
    app::{
        screen::explore::{DetailsMessage, Explore, Message},
        widget::tree,
    },
    disco::{
        address::Address,
        reply::Refusal,
        state::{Kind, Outcome, State, Timing},
        xml::Unreadable,
    },
    session::{Error, Event, Next, Notice, Online, Stray},
};
use jiff::Timestamp;

use crate::{
    answers::{answer, asked, info, items, online, read_info, reply, screen},
    seen::{Seen, has, lacks},
};

fn texts(explore: &Explore) -> Vec<String> {
    Seen::new(explore.view()).texts()
}

/// What is to be told at the edge of the window.
fn told(explore: &mut Explore) -> Vec<String> {
    explore.told().iter().map(|notice| notice.words().to_owned()).collect()
}

fn click(explore: &mut Explore, text: &str) {
    for message in Seen::new(explore.view()).click(text) {
        let _ = explore.update(message);
    }
}

/// A server, its children and their answers, one in each state.
async fn server() -> Explore {
    let mut explore = screen(None).await;
    let refusal = Refusal { condition: Some("forbidden".into()), kind: Some("auth".into()), ..Refusal::default() };
    let late = Arc::new(read_info("<identity category='client' type='pc' name='Late client'/>"));
    let timed_out = State::TimedOut { asked: asked(), after: Duration::from_secs(30) };
    let cut_off = State::CutOff { at: Timestamp::UNIX_EPOCH, asked: None, why: "it was unplugged".into() };
    let events = vec![
        info("a.example", "<identity category='server' type='im' name='Lab'/><feature var='urn:xmpp:ping'/>"),
        items(
            "a.example",
            "<item jid='rooms.example' name='Rooms'/><item jid='b.example' name='Refuses'/>\
             <item jid='c.example' name='Silent'/><item jid='d.example' name='Gone'/><item jid='e.example' name='Deep'/>\
             <item jid='f.example' name='Late'/><item jid='a@b@c' name='Broken'/><item name='Nowhere'/>\
             <item jid='a.example' name='Back'/><item jid='g.example'/>",
        ),
        answer("b.example", Outcome::Info(State::Refused(reply(Arc::new(refusal), Timing::InTime)))),
        answer("c.example", Outcome::Info(timed_out)),
        answer("d.example", Outcome::Info(cut_off)),
        answer("e.example", Outcome::Info(State::Unreadable(reply(Unreadable::TooDeep(128), Timing::InTime)))),
        answer("f.example", Outcome::Info(State::Answered(reply(late, Timing::Late)))),
    ];
    let _ = explore.heard(events);
    explore
}

#[tokio::test]
async fn rows_show_names_addresses_and_a_word_for_each_state() {
    let explore = server().await;
    let texts = texts(&explore);
    has(
        &texts,
        &[
            "Lab",
            "a.example",
            "Rooms",
            "rooms.example",
            "Refuses",
            "forbidden",
            "Silent",
            "no answer",
            "Gone",
            "cut off",
            "Deep",
            "unreadable",
            "Late",
            "Broken",
            "not a JID",
            "Nowhere",
            "no JID",
            "Back",
            "loops back",
            "g.example",
        ],
    );
    assert_eq!(explore.title(), "alice@a.example/x7 – Discoscope");
}

#[tokio::test]
async fn the_chosen_row_tells_all_in_the_details() {
    let mut explore = server().await;
    has(&texts(&explore), &["Identities", "Features", "server/im", "urn:xmpp:ping", "Overview", "Items 10", "XML"]);
    has(&texts(&explore), &["disco#info", "disco#items", "answered", "Took 4.2 ms; 19 bytes"]);
    has(&texts(&explore), &["10 listed; the tab Items shows them."]);
    for (row, words) in [
        ("Refuses", &["disco#info refused: forbidden", "Condition", "forbidden", "Type", "auth"][..]),
        ("Silent", &["disco#info no answer", "No answer within 30 s; one that comes later will still be shown."]),
        ("Gone", &["disco#info cut off", "Cut off: it was unplugged"]),
        ("Deep", &["disco#info unreadable", "The reply was not read: it is nested deeper than 128 elements."]),
        ("Late", &["answered late", "Calls itself", "Late client", "Took 4.2 ms, after the time-out; 19 bytes"]),
        ("Rooms", &["disco#info waiting", "disco#items not asked", "Asked; the answer is still to come."]),
        ("Broken", &["a@b@c", "The list above names this item, but without a JID that could be asked."]),
        ("Nowhere", &["The list above names this item, but without a JID that could be asked."]),
    ] {
        click(&mut explore, row);
        has(&texts(&explore), words);
    }
}

#[tokio::test]
async fn the_tabs_show_items_and_xml() {
    let mut explore = server().await;
    click(&mut explore, "Items 10");
    lacks(&texts(&explore), &["Identities"]);
    assert_eq!(texts(&explore).iter().filter(|text| *text == "Rooms").count(), 2, "in the tree and in the list");
    click(&mut explore, "XML");
    has(&texts(&explore), &["Pretty", "Exact", "Copy all"]);
    click(&mut explore, "Overview");
    has(&texts(&explore), &["Identities"]);
    for (number, word) in [(4, "Exact"), (1, "loops back"), (0, "Identities")] {
        let _ = explore.update(Message::Details(DetailsMessage::TabNumber(number)));
        has(&texts(&explore), &[word]);
    }
}

#[tokio::test]
async fn both_errors_are_shown() {
    let mut explore = screen(None).await;
    let refused = |condition: &str| Arc::new(Refusal { condition: Some(condition.into()), ..Refusal::default() });
    let _ = explore.heard(vec![
        answer("a.example", Outcome::Info(State::Refused(reply(refused("item-not-found"), Timing::InTime)))),
        answer("a.example", Outcome::Items(State::Refused(reply(refused("not-allowed"), Timing::InTime)))),
    ]);
    has(&texts(&explore), &["disco#info refused: item-not-found", "disco#items refused: not-allowed"]);
}

#[tokio::test]
async fn strays_are_told() {
    for (stray, words) in [
        (
            Stray::Forged { from: Some("mallory@m.example/x".into()) },
            "mallory@m.example/x sent an answer to a question that went to a.example; it is not believed.",
        ),
        (Stray::Forged { from: None }, "Somebody without a name answered a question to a.example; it is not believed."),
        (Stray::Twice, "a.example answered the same question twice; the first answer counts."),
    ] {
        let mut explore = server().await;
        let notice =
            Notice { address: Address::new("a.example"), kind: Kind::Info, stray, xml: "<iq type='result'/>".into() };
        let _ = explore.heard(vec![Event::Notice(notice)]);
        assert_eq!(told(&mut explore), [words]);
        assert!(told(&mut explore).is_empty(), "it is told once");
    }
}

#[tokio::test]
async fn the_status_line_says_who_is_connected_and_what_follows_when_nobody_is() {
    let mut explore = server().await;
    has(&texts(&explore), &["alice@a.example/x7", "connected, TLS 1.3", "Log out"]);
    assert!(
        texts(&explore).iter().any(|text| text.starts_with("4 answered · 1 refused · 1 silent · 1 cut off · ")),
        "{:?}",
        texts(&explore)
    );
    let why = || Error::Lost { why: "the server closed the connection".into() };
    let _ = explore.heard(vec![Event::Offline { why: why(), next: Next::Retry { after: Duration::from_secs(90) } }]);
    let shown = texts(&explore);
    assert!(
        shown.iter().any(|text| text.starts_with("Not connected, trying again in 8")
            && text.ends_with(" s. The connection was lost: the server closed the connection.")),
        "{shown:?}"
    );
    has(&shown, &["Reconnect", "Log out"]);
    let _ = explore.heard(vec![Event::Offline { why: why(), next: Next::Rest }]);
    assert_eq!(told(&mut explore), ["The connection was lost: the server closed the connection."]);
    let _ = explore.heard(vec![Event::Connecting { attempt: 2 }]);
    has(&texts(&explore), &["connecting…"]);
    let _ = explore.heard(vec![Event::Online(Online { security: "TLS 1.2".into(), ..online() })]);
    has(&texts(&explore), &["connected, TLS 1.2", "Rooms"]);
}

#[tokio::test]
async fn the_address_bar_opens_roots_and_refuses_what_is_no_jid() {
    let mut explore = server().await;
    for (jid, node) in [("b.example", "a node"), ("b.example", "")] {
        let _ = explore.update(Message::JidEdited(jid.to_owned()));
        let _ = explore.update(Message::NodeEdited(node.to_owned()));
        click(&mut explore, "Go");
    }
    has(&texts(&explore), &["b.example · a node", "b.example", "Lab"]);
    let _ = explore.update(Message::JidEdited("a@b@c".to_owned()));
    click(&mut explore, "Go");
    let said =
        |explore: &Explore| texts(explore).iter().any(|text| text.starts_with("“a@b@c” is not a JID: it has more"));
    assert!(said(&explore), "it is said at the field");
    assert_eq!(Seen::new(explore.view()).written("address-jid").as_deref(), Some("a@b@c"), "it stays written");
    let _ = explore.update(Message::JidEdited("a@b".to_owned()));
    assert!(!said(&explore), "until something else is written");
}

#[tokio::test]
async fn rows_open_and_close() {
    let mut explore = server().await;
    let _ = explore.update(Message::Tree(tree::Event::Toggle(0)));
    lacks(&texts(&explore), &["Rooms", "loops back"]);
    let _ = explore.update(Message::Tree(tree::Event::Open(0)));
    let _ = explore.update(Message::Tree(tree::Event::Open(1)));
    let _ = explore.heard(vec![items("rooms.example", "<item jid='lobby@rooms.example' name='Lobby'/>")]);
    has(&texts(&explore), &["Rooms", "Lobby"]);
    let _ = explore.update(Message::Tree(tree::Event::Close(1)));
    lacks(&texts(&explore), &["Lobby"]);
    let _ = explore.update(Message::Tree(tree::Event::Select(usize::MAX)));
    let _ = explore.update(Message::Tree(tree::Event::Open(99)));
}

#[tokio::test]
async fn odd_names_are_shown_on_one_line() {
    let mut explore = screen(None).await;
    let long = "n".repeat(1 << 20);
    let content = format!(
        "<item jid='b.example' name='two&#10;lines'/><item jid='c.example' name='&#x202e;turned'/>\
         <item jid='d.example' name=''/><item jid='e.example' name='{long}'/>"
    );
    let _ = explore.heard(vec![items("a.example", &content)]);
    let shown = texts(&explore);
    has(&shown, &["two␊lines", "⟨U+202E⟩turned", "d.example"]);
    assert!(shown.iter().any(|text| text.starts_with("nnnn") && text.ends_with('…') && text.len() < 2000));
}
