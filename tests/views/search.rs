//! The filter over the tree and the panel that says who offers what.

use std::{path::Path, sync::Arc, time::Duration};

use discoscope::{
    app::{
        screen::explore::{
            Explore, Message, OffersMessage, SearchMessage, Wish, document::kept::Opened, shortcut::Shortcut,
        },
        widget::{
            field::{Event as FieldEvent, Key},
            tree,
        },
    },
    disco::{
        offers::{Order, Sort},
        reply::Refusal,
        state::{Outcome, State, Timing},
        tree::Scope,
    },
    snapshot::Watch,
};

use crate::{
    answers::{answer, asked, info, items, reply, screen},
    seen::{Seen, has, lacks},
};

/// What stands in the field while nothing is written.
const EMPTY: &str = "Filter (Ctrl+F): a name, a JID, xep:0313 …";

const ROOM: &str = "<identity category='conference' type='text' name='Own name'/><feature var='urn:xmpp:mam:2'/>";

fn texts(explore: &Explore) -> Vec<String> {
    Seen::new(explore.view()).texts()
}

fn search(explore: &mut Explore, message: SearchMessage) {
    let _ = explore.update(Message::Search(message));
}

fn press(explore: &mut Explore, shortcut: Shortcut) {
    let _ = explore.update(Message::Pressed(shortcut));
}

fn click(explore: &mut Explore, text: &str) {
    for message in Seen::new(explore.view()).click(text) {
        let _ = explore.update(message);
    }
}

/// Replaces what is written in the filter.
fn write(explore: &mut Explore, line: &str) {
    search(explore, SearchMessage::Edited(line.to_owned()));
}

fn told(explore: &mut Explore) -> Vec<String> {
    explore.told().iter().map(|notice| notice.words().to_owned()).collect()
}

/// What the address bar says is chosen.
fn chosen(explore: &Explore) -> String {
    Seen::new(explore.view()).written("address-jid").unwrap()
}

/// A server with two services; below the one that is closed stand two rooms.
async fn server() -> Explore {
    let mut explore = screen(None).await;
    let refusal = Refusal { condition: Some("forbidden".into()), kind: Some("auth".into()), ..Refusal::default() };
    let silent = State::TimedOut { asked: asked(), after: Duration::from_secs(30) };
    let _ = explore.heard(vec![
        info("a.example", "<identity category='server' type='im' name='Lab'/><feature var='urn:xmpp:ping'/>"),
        items("a.example", "<item jid='rooms.example' name='Meetings'/><item jid='b.example' name='Refuses'/>"),
        info("rooms.example", "<identity category='conference' type='text'/><feature var='urn:xmpp:mam:2'/>"),
        items(
            "rooms.example",
            "<item jid='lobby@rooms.example' name='The Lobby'/><item jid='hall@rooms.example' name='The Hall'/>",
        ),
        info("lobby@rooms.example", ROOM),
        answer("hall@rooms.example", Outcome::Info(silent)),
        answer("b.example", Outcome::Info(State::Refused(reply(Arc::new(refusal), Timing::InTime)))),
    ]);
    explore
}

#[tokio::test]
async fn what_is_written_filters_the_tree_and_clearing_gives_it_back() {
    let mut explore = server().await;
    let whole = texts(&explore);
    has(&whole, &["Lab", "Meetings", "Refuses", "Who offers what"]);
    lacks(&whole, &["The Lobby"]);
    for message in Seen::new(explore.view()).write("filter", "hall") {
        let _ = explore.update(message);
    }
    let found = texts(&explore);
    has(&found, &["Lab", "Meetings", "The Hall", "1 of 7"]);
    lacks(&found, &["The Lobby", "Refuses"]);
    for (line, shown, hidden) in [
        ("feature:urn:xmpp:mam:2", &["Lab", "Meetings", "The Lobby", "2 of 7"][..], &["The Hall", "Refuses"][..]),
        ("state:silent", &["The Hall", "1 of 7"], &["The Lobby"]),
        ("state:refused", &["Refuses", "1 of 7"], &["Meetings"]),
        ("-category:conference example", &["Refuses", "The Hall", "4 of 7"], &["The Lobby"]),
        ("name:\"the lobby\"", &["The Lobby", "1 of 7"], &["The Hall"]),
        ("finding:any", &["Lab", "3 of 7"], &["Refuses"]),
        ("nobody", &["0 of 7", "Nothing that is known so far matches. Esc shows the whole tree again."], &["Meetings"]),
    ] {
        write(&mut explore, line);
        let seen = texts(&explore);
        has(&seen, shown);
        lacks(&seen, hidden);
    }
    search(&mut explore, SearchMessage::Cleared);
    let again = texts(&explore);
    has(&again, &["Lab", "Meetings", "Refuses"]);
    lacks(&again, &["The Lobby", "0 of 7"]);
}

#[tokio::test]
async fn keys_walk_from_match_to_match_and_leave_with_the_row_in_view() {
    let mut explore = server().await;
    press(&mut explore, Shortcut::NextMatch);
    assert_eq!(told(&mut explore), Vec::<String>::new(), "without a filter the key goes to its field");
    write(&mut explore, "jid:@rooms");
    for jid in ["lobby@rooms.example", "hall@rooms.example", "lobby@rooms.example"] {
        press(&mut explore, Shortcut::NextMatch);
        assert_eq!(chosen(&explore), jid);
    }
    press(&mut explore, Shortcut::PreviousMatch);
    assert_eq!(chosen(&explore), "hall@rooms.example");
    press(&mut explore, Shortcut::Leave);
    let whole = texts(&explore);
    has(&whole, &["Lab", "Meetings", "The Lobby", "The Hall", "Refuses"]);
    assert_eq!(Seen::new(explore.view()).written("filter").as_deref(), Some(EMPTY));

    write(&mut explore, "nobody");
    press(&mut explore, Shortcut::NextMatch);
    assert_eq!(told(&mut explore), ["Nothing that is known so far matches the filter."]);
}

#[tokio::test]
async fn a_row_that_was_found_can_be_shown_in_the_whole_tree() {
    let mut explore = server().await;
    write(&mut explore, "lobby");
    // Lab, Meetings, The Lobby
    let _ = explore.update(Message::Tree(tree::Event::Activate(2)));
    assert_eq!(chosen(&explore), "lobby@rooms.example");
    has(&texts(&explore), &["The Lobby", "The Hall", "Refuses"]);

    // Whoever goes elsewhere sees where that is.
    write(&mut explore, "lobby");
    let _ = explore.update(Message::JidEdited("b.example".to_owned()));
    let _ = explore.update(Message::Went);
    assert_eq!(chosen(&explore), "b.example");
    has(&texts(&explore), &["The Hall", "Refuses"]);
}

#[tokio::test]
async fn a_filter_that_was_only_looked_at_leaves_the_tree_as_it_was() {
    let mut explore = server().await;
    let _ = explore.update(Message::Tree(tree::Event::Select(1)));
    let _ = explore.update(Message::Tree(tree::Event::Close(0)));
    lacks(&texts(&explore), &["Refuses"]);
    write(&mut explore, "the");
    has(&texts(&explore), &["The Lobby", "The Hall"]);
    press(&mut explore, Shortcut::Leave);
    lacks(&texts(&explore), &["Refuses", "The Hall"]);
}

#[tokio::test]
async fn what_means_nothing_is_told_at_the_field_and_left_out() {
    let mut explore = server().await;
    write(&mut explore, "state:happy");
    has(&texts(&explore), &["Meetings", "Refuses"]);
    for (line, said) in [
        (
            "state:happy",
            "“happy” is no state; write not-asked, waiting, answered, refused, silent, cut-off, unreadable or late.",
        ),
        (
            "featur:urn:xmpp:mam:2",
            "“featur:” is no term; write feature: or, to look for it as it stands, put the word in quotes.",
        ),
    ] {
        write(&mut explore, &format!("{line} lobby"));
        has(&texts(&explore), &[said, "The Lobby", "1 of 7"]);
        lacks(&texts(&explore), &["Refuses"]);
    }
    write(&mut explore, "state:silent");
    has(&texts(&explore), &["The Hall", "1 of 7"]);
    assert!(texts(&explore).iter().all(|text| !text.contains(" is no ")));
}

#[tokio::test]
async fn answers_come_into_the_filter_as_they_arrive() {
    let mut explore = server().await;
    write(&mut explore, "feature:urn:xmpp:mam:2");
    lacks(&texts(&explore), &["The Hall"]);
    let _ = explore.heard(vec![info("hall@rooms.example", ROOM)]);
    has(&texts(&explore), &["The Hall", "The Lobby", "3 of 7"]);
    let _ = explore.heard(vec![info("lobby@rooms.example", "")]);
    lacks(&texts(&explore), &["The Lobby"]);
    // What is new below a closed row is found, too.
    let _ =
        explore.heard(vec![items("b.example", "<item jid='new.example' name='New one'/>"), info("new.example", ROOM)]);
    has(&texts(&explore), &["Refuses", "New one", "3 of 8"]);
}

#[tokio::test]
async fn each_tree_has_a_filter_of_its_own() {
    let mut explore = server().await;
    let wish = Wish { document: explore.live().unwrap().0, scope: Scope::Whole, is_again: false };
    let snapshot = explore.content(wish).unwrap().snapshot();
    write(&mut explore, "hall");
    let opened = Opened::of(Path::new("/tmp/lab.json"), snapshot, &Watch::default()).unwrap();
    let _ = explore.open(opened);
    assert_eq!(Seen::new(explore.view()).written("filter").as_deref(), Some(EMPTY));
    write(&mut explore, "identity:conference/text name:own");
    has(&texts(&explore), &["The Lobby", "Meetings", "Lab"]);
    lacks(&texts(&explore), &["The Hall", "Refuses"]);
    press(&mut explore, Shortcut::NextDocument);
    assert_eq!(Seen::new(explore.view()).written("filter").as_deref(), Some("hall"));
    has(&texts(&explore), &["The Hall"]);
    lacks(&texts(&explore), &["The Lobby"]);
}

#[tokio::test]
async fn the_field_helps_with_its_terms() {
    let mut explore = server().await;
    lacks(&texts(&explore), &["form:muc#roominfo_occupants"]);
    search(&mut explore, SearchMessage::Field(FieldEvent::Focused(true)));
    has(&texts(&explore), &["form:muc#roominfo_occupants", "finding:node-not-echoed", "who advertises a feature"]);
    write(&mut explore, "feat");
    has(&texts(&explore), &["feature:"]);
    search(&mut explore, SearchMessage::Field(FieldEvent::Pressed(Key::Complete)));
    assert_eq!(Seen::new(explore.view()).written("filter").as_deref(), Some("feature:"));
    has(&texts(&explore), &["feature:=urn:xmpp:mam:2", "feature:=urn:xmpp:ping"]);
    for key in [Key::Down, Key::Down, Key::Up, Key::Down] {
        search(&mut explore, SearchMessage::Field(FieldEvent::Pressed(key)));
    }
    search(&mut explore, SearchMessage::Entered);
    assert_eq!(Seen::new(explore.view()).written("filter").as_deref(), Some("feature:=urn:xmpp:ping "));
    has(&texts(&explore), &["1 of 7"]);
    lacks(&texts(&explore), &["feature:=urn:xmpp:mam:2"]);
    // Escape clears, and Escape again leaves.
    search(&mut explore, SearchMessage::Field(FieldEvent::Pressed(Key::Leave)));
    assert_eq!(Seen::new(explore.view()).written("filter").as_deref(), Some(EMPTY));
    search(&mut explore, SearchMessage::Field(FieldEvent::Focused(false)));
    lacks(&texts(&explore), &["form:muc#roominfo_occupants"]);
}

#[tokio::test]
async fn a_suggestion_is_taken_with_the_pointer() {
    let mut explore = server().await;
    search(&mut explore, SearchMessage::Field(FieldEvent::Focused(true)));
    click(&mut explore, "state:silent");
    assert_eq!(Seen::new(explore.view()).written("filter").as_deref(), Some("state:"));
}

#[tokio::test]
async fn the_panel_says_who_offers_what_and_a_click_shows_them() {
    let mut explore = server().await;
    press(&mut explore, Shortcut::Offers);
    let panel = texts(&explore);
    has(
        &panel,
        &["Who offers what", "among 3 entities that answered", "Features 2", "Identities 2", "XEPs and RFCs 2"],
    );
    has(&panel, &["Message Archive Management", "urn:xmpp:ping"]);
    click(&mut explore, "Message Archive Management");
    has(&texts(&explore), &["The Lobby", "2 of 7", "feature:=urn:xmpp:mam:2"]);
    lacks(&texts(&explore), &["The Hall"]);

    // It is kept up to date, and what was chosen stays chosen.
    let more = format!("{ROOM}<feature var='urn:xmpp:ping'/><feature var='vcard-temp'/>");
    let _ = explore.heard(vec![info("hall@rooms.example", &more)]);
    has(&texts(&explore), &["among 4 entities that answered", "Features 3", "vcard-temp", "The Hall", "3 of 7"]);

    click(&mut explore, "Identities 2");
    search(&mut explore, SearchMessage::Offers(OffersMessage::Line(tree::Event::Select(1))));
    has(&texts(&explore), &["identity:=server/im", "1 of 7"]);
    search(&mut explore, SearchMessage::Offers(OffersMessage::Sorted(Sort::Documents)));
    search(&mut explore, SearchMessage::Offers(OffersMessage::Ordered(Order::Name)));
    click(&mut explore, "XEP-0313  Message Archive Management");
    has(&texts(&explore), &["xep:0313", "3 of 7"]);
    search(&mut explore, SearchMessage::Offers(OffersMessage::Edited("vcard".to_owned())));
    lacks(&texts(&explore), &["XEP-0313  Message Archive Management"]);
    search(&mut explore, SearchMessage::Offers(OffersMessage::Edited("nothing".to_owned())));
    has(&texts(&explore), &["Nothing that is offered has this text."]);
    search(&mut explore, SearchMessage::Offers(OffersMessage::Edited(String::new())));
    search(&mut explore, SearchMessage::Offers(OffersMessage::Sorted(Sort::Findings)));
    click(&mut explore, "disco-info-not-advertised");
    has(&texts(&explore), &["finding:disco-info-not-advertised", "4 of 7"]);

    press(&mut explore, Shortcut::Offers);
    lacks(&texts(&explore), &["among 4 entities that answered"]);
}

#[tokio::test]
async fn an_empty_panel_says_what_would_fill_it() {
    let mut explore = screen(None).await;
    press(&mut explore, Shortcut::Offers);
    has(&texts(&explore), &["Nobody was asked yet: open or choose rows of the tree."]);
    let _ = explore.heard(vec![info("a.example", "")]);
    has(&texts(&explore), &["Nobody who answered advertises a feature.", "in the one entity that answered"]);
}
