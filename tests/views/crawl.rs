//! Expanding everything below a row, on the screen.

use std::{sync::Arc, time::Duration};

use discoscope::{
    app::{
        screen::explore::{
            Explore, MenuKey, Message,
            crawl::{self, Field},
            shortcut::Shortcut,
        },
        widget::tree,
    },
    disco::{
        address::Address,
        contact::{Availability, Presence},
        reply::Refusal,
        state::{Answer, Outcome, State, Timing},
    },
    session::{Error, Event, Next},
};
use jiff::Timestamp;

use crate::{
    answers::{answer, asked, info, items, online, reply, screen},
    seen::{Seen, has, lacks},
};

const SERVER: &str = "<identity category='server' type='im' name='Lab'/>";

fn texts(explore: &Explore) -> Vec<String> {
    Seen::new(explore.view()).texts()
}

fn told(explore: &mut Explore) -> Vec<String> {
    explore.told().iter().map(|notice| notice.words().to_owned()).collect()
}

fn click(explore: &mut Explore, text: &str) {
    for message in Seen::new(explore.view()).click(text) {
        let _ = explore.update(message);
    }
}

fn press(explore: &mut Explore, shortcut: Shortcut) {
    let _ = explore.update(Message::Pressed(shortcut));
}

fn write(explore: &mut Explore, field: Field, text: &str) {
    let _ = explore.update(Message::Crawl(crawl::Message::Edited(field, text.to_owned())));
}

fn refused(jid: &str, condition: &str, is_info: bool) -> Event {
    let refusal = Arc::new(Refusal { condition: Some(condition.into()), ..Refusal::default() });
    let reply = reply(refusal, Timing::InTime);
    answer(jid, if is_info { Outcome::Info(State::Refused(reply)) } else { Outcome::Items(State::Refused(reply)) })
}

fn silent(jid: &str) -> Event {
    answer(jid, Outcome::Info(State::TimedOut { asked: asked(), after: Duration::from_secs(30) }))
}

/// A server that has been asked and lists three.
async fn server() -> Explore {
    let mut explore = screen(None).await;
    let list = "<item jid='b.a.example' name='Bee'/><item jid='c.a.example' name='Sea'/><item jid='d.other'/>";
    let _ = explore.heard(vec![info("a.example", SERVER), items("a.example", list)]);
    explore
}

/// The same, being expanded.
async fn expanding() -> Explore {
    let mut explore = server().await;
    press(&mut explore, Shortcut::Expand);
    click(&mut explore, "Start");
    explore
}

/// What the bar counts.
fn counts(explore: &Explore) -> String {
    texts(explore).into_iter().find(|text| text.contains("still to ask")).unwrap_or_default()
}

#[tokio::test]
async fn the_panel_opens_by_key_menu_and_button() {
    let mut explore = server().await;
    for way in 0..3 {
        match way {
            0 => press(&mut explore, Shortcut::Expand),
            1 => click(&mut explore, "Expand all below…"),
            _ => {
                let _ = explore.update(Message::Tree(tree::Event::Context(0, iced::Point::ORIGIN)));
                for _ in 0..20 {
                    let _ = explore.update(Message::MenuPressed(MenuKey::Down));
                }
                click_last(&mut explore, "Expand all below…");
            }
        }
        has(&texts(&explore), &["Expand all below a.example", "Stay on a.example and its subdomains", "Start"]);
        let _ = explore.update(Message::Crawl(crawl::Message::Left));
        lacks(&texts(&explore), &["Start"]);
    }
    has(&texts(&explore), &["Expand all below…"]);
}

/// The menu says the same as the bar below it.
fn click_last(explore: &mut Explore, text: &str) {
    has(&texts(explore), &[text, "Ask again", "Copy JID"]);
    let _ = explore.update(Message::Chosen(discoscope::app::screen::explore::MenuEntry::ExpandAll));
}

#[tokio::test]
async fn bad_values_are_said_beside_their_field_and_nothing_starts() {
    let mut explore = server().await;
    press(&mut explore, Shortcut::Expand);
    for (field, bad, words, good) in [
        (Field::Depth, "deep", "Write a whole number from 0 to 65535.", "2"),
        (Field::Entities, "0", "Write a whole number above 0.", "50"),
        (Field::Rate, "-2", "Write a number above 0, or nothing.", "10"),
        (Field::LeaveOut, "*", "“*” leaves out everything below.", "irc.*"),
    ] {
        write(&mut explore, field, bad);
        has(&texts(&explore), &[words]);
        let _ = explore.update(Message::Crawl(crawl::Message::Started));
        has(&texts(&explore), &["Start"]);
        write(&mut explore, field, good);
        lacks(&texts(&explore), &[words]);
    }
    let _ = explore.update(Message::Crawl(crawl::Message::Left));
    press(&mut explore, Shortcut::Expand);
    assert_eq!(Seen::new(explore.view()).written("crawl-depth").as_deref(), Some("2"), "it is remembered");
    assert_eq!(Seen::new(explore.view()).written("crawl-leave-out").as_deref(), Some("irc.*"));
}

#[tokio::test]
async fn rows_open_as_the_answers_come_and_the_end_says_what_came_of_it() {
    let mut explore = expanding().await;
    has(&texts(&explore), &["Expanding a.example", "Pause", "Cancel", "Bee", "b.a.example", "d.other"]);
    has(&texts(&explore), &["other domain"]);
    assert!(counts(&explore).starts_with("4 asked · 0 answered"), "{}", counts(&explore));
    let _ = explore.heard(vec![
        info("b.a.example", SERVER),
        items("b.a.example", "<item jid='deep.b.a.example' name='Deep'/>"),
        refused("c.a.example", "forbidden", true),
        refused("c.a.example", "forbidden", false),
    ]);
    has(&texts(&explore), &["Deep", "deep.b.a.example", "forbidden"]);
    assert!(counts(&explore).starts_with("6 asked · 2 answered · 2 refused · 0 silent"), "{}", counts(&explore));
    let _ = explore.heard(vec![silent("deep.b.a.example"), items("deep.b.a.example", "")]);
    let shown = texts(&explore);
    has(&shown, &["Expanded a.example", "Close", "No answer in time: 1 question", "Refused, forbidden: 2 questions"]);
    has(&shown, &["Not asked, of another domain: 1 entity", "info and items"]);
    assert!(shown.iter().any(|text| text.starts_with("4 entities and 6 questions in ")), "{shown:?}");
    assert_eq!(explore.title(), "alice@a.example/x7 – Discoscope");
    // The second line is who was silent.
    let _ = explore.update(Message::Crawl(crawl::Message::Outcome(tree::Event::Select(1))));
    has(&texts(&explore), &["disco#info no answer"]);
    let _ = explore.update(Message::Crawl(crawl::Message::Outcome(tree::Event::Select(5))));
    has(&texts(&explore), &["The crawl ended here: of another domain.", "other domain"]);
    click(&mut explore, "Close");
    lacks(&texts(&explore), &["Expanded a.example"]);
    has(&texts(&explore), &["Expand all below…", "other domain"]);
}

#[tokio::test]
async fn it_pauses_goes_on_and_is_cancelled() {
    let mut explore = expanding().await;
    press(&mut explore, Shortcut::PauseCrawl);
    has(&texts(&explore), &["Paused: expanding a.example", "Resume"]);
    let _ = explore.heard(vec![items("b.a.example", "<item jid='deep.b.a.example' name='Deep'/>")]);
    assert!(counts(&explore).starts_with("4 asked · 1 answered"), "nobody is asked: {}", counts(&explore));
    press(&mut explore, Shortcut::Leave);
    has(&texts(&explore), &["Paused: expanding a.example"]);
    press(&mut explore, Shortcut::PauseCrawl);
    assert!(counts(&explore).starts_with("6 asked · 1 answered"), "{}", counts(&explore));
    press(&mut explore, Shortcut::EndCrawl);
    has(&texts(&explore), &["Expanding a.example was cancelled"]);
    let _ = explore.heard(vec![items("deep.b.a.example", "<item jid='deeper.b.a.example' name='Deeper'/>")]);
    press(&mut explore, Shortcut::EndCrawl);
    lacks(&texts(&explore), &["Expanding a.example was cancelled", "Deeper"]);
}

#[tokio::test]
async fn a_lost_connection_is_waited_for() {
    let mut explore = expanding().await;
    let cut_off = |jid: &str, is_info: bool| {
        let (at, why) = (Timestamp::UNIX_EPOCH, Arc::from("it was unplugged"));
        let outcome = if is_info {
            Outcome::Info(State::CutOff { at, asked: None, why })
        } else {
            Outcome::Items(State::CutOff { at, asked: None, why })
        };
        answer(jid, outcome)
    };
    let why = Error::Lost { why: "it was unplugged".into() };
    let mut events: Vec<_> =
        ["b.a.example", "c.a.example"].iter().flat_map(|jid| [cut_off(jid, true), cut_off(jid, false)]).collect();
    events.push(Event::Offline { why: why.clone(), next: Next::Retry { after: Duration::from_secs(9) } });
    let _ = explore.heard(events);
    has(&texts(&explore), &["Expanding a.example: waiting for the connection"]);
    let _ = explore.heard(vec![Event::Connecting { attempt: 2 }, Event::Online(online())]);
    has(&texts(&explore), &["Expanding a.example"]);
    let _ = explore.heard(vec![
        info("b.a.example", SERVER),
        items("b.a.example", ""),
        info("c.a.example", SERVER),
        items("c.a.example", ""),
    ]);
    let shown = texts(&explore);
    has(&shown, &["Expanded a.example"]);
    assert!(shown.iter().any(|text| text.starts_with("3 entities and 4 questions in ")), "{shown:?}");
    // Logging out takes the tree and the crawl with it.
    press(&mut explore, Shortcut::Expand);
    let live = explore.live().unwrap().0;
    let _ = explore.drop_live(live);
    assert!(explore.is_empty());
    lacks(&texts(&explore), &["Start"]);
}

#[tokio::test]
async fn only_one_crawl_runs_at_a_time() {
    let mut explore = expanding().await;
    press(&mut explore, Shortcut::Expand);
    lacks(&texts(&explore), &["Start"]);
    assert_eq!(
        told(&mut explore),
        ["a.example is being expanded, and only one crawl runs at a time: wait for its end or cancel it first."]
    );
}

#[tokio::test]
async fn a_row_that_is_taken_away_ends_its_crawl() {
    let mut explore = expanding().await;
    let _ = explore.update(Message::Tree(tree::Event::Context(0, iced::Point::ORIGIN)));
    let _ = explore.update(Message::Chosen(discoscope::app::screen::explore::MenuEntry::RemoveRoot));
    let _ = explore.heard(vec![info("b.a.example", SERVER)]);
    has(&texts(&explore), &["Expanding a.example was cancelled"]);
}

#[tokio::test]
async fn fences_hold_and_the_rows_say_which() {
    let mut explore = server().await;
    press(&mut explore, Shortcut::Expand);
    write(&mut explore, Field::Depth, "0");
    click(&mut explore, "Start");
    has(&texts(&explore), &["Expanded a.example", "beyond the depth", "other domain"]);
    press(&mut explore, Shortcut::Expand);
    write(&mut explore, Field::Depth, "9");
    write(&mut explore, Field::LeaveOut, "b.*");
    let _ = explore.update(Message::Crawl(crawl::Message::ReachSwitched));
    click(&mut explore, "Start");
    has(&texts(&explore), &["Expanding a.example", "left out"]);
    lacks(&texts(&explore), &["beyond the depth", "other domain"]);
}

#[tokio::test]
async fn cycles_open_once() {
    let mut explore = screen(None).await;
    let _ = explore.heard(vec![info("a.example", SERVER), items("a.example", "<item jid='b.a.example'/>")]);
    press(&mut explore, Shortcut::Expand);
    click(&mut explore, "Start");
    let _ = explore.heard(vec![
        info("b.a.example", SERVER),
        items("b.a.example", "<item jid='a.example' name='Again'/><item jid='b.a.example' name='Myself'/>"),
    ]);
    let shown = texts(&explore);
    has(&shown, &["Expanded a.example", "Again", "Myself", "loops back"]);
    assert_eq!(shown.iter().filter(|text| *text == "Again").count(), 1);
}

#[tokio::test]
async fn many_silent_entities_are_cut_with_a_count() {
    let mut explore = screen(None).await;
    let list = (0..300).map(|number| format!("<item jid='u{number}@a.example'/>")).collect::<Vec<_>>().concat();
    let _ = explore.heard(vec![info("a.example", SERVER), items("a.example", &list)]);
    press(&mut explore, Shortcut::Expand);
    write(&mut explore, Field::Entities, "11");
    click(&mut explore, "Start");
    for number in 0..10 {
        let jid = format!("u{number}@a.example");
        let _ = explore.heard(vec![silent(&jid), items(&jid, "")]);
    }
    let shown = texts(&explore);
    has(&shown, &["No answer in time: 10 questions", "beyond the number"]);
    // The list of those whom the fence stopped is long and closed; open, its end says how many more there are.
    has(&Seen::sized(explore.view(), iced::Size::new(1280.0, 800.0)).texts(), &["Expanded a.example"]);
    let _ = explore.update(Message::Crawl(crawl::Message::Outcome(tree::Event::Toggle(11))));
    let _ = explore.update(Message::Crawl(crawl::Message::Outcome(tree::Event::Toggle(0))));
    let _ = explore.update(Message::Crawl(crawl::Message::Outcome(tree::Event::Select(202))));
    has(&texts(&explore), &["and 90 more"]);
}

#[tokio::test]
async fn the_status_line_says_that_the_server_holds_us_back() {
    let mut explore = expanding().await;
    let _ = explore.heard(vec![Event::HeldBack(true)]);
    let is_said = |explore: &Explore| {
        let words = "The server is holding us back: it takes no questions since ";
        texts(explore).iter().any(|text| text.starts_with(words))
    };
    assert!(is_said(&explore));
    has(&texts(&explore), &["Expanding a.example: the server is holding us back"]);
    let _ = explore.heard(vec![Event::HeldBack(false)]);
    assert!(!is_said(&explore));
    has(&texts(&explore), &["connected, TLS 1.3", "Expanding a.example"]);
    let _ = explore.heard(vec![Event::HeldBack(true), Event::Online(online())]);
    assert!(!is_said(&explore), "another connection");
}

#[tokio::test]
async fn contacts_are_expanded_from_their_heading() {
    let mut explore = screen(None).await;
    let _ = explore.heard(vec![info("a.example", SERVER), items("a.example", "")]);
    // The heading comes after the server; our own account is always below it.
    let _ = explore.update(Message::Tree(tree::Event::Select(1)));
    press(&mut explore, Shortcut::Expand);
    has(&texts(&explore), &["Expand all below all contacts", "Stay on a.example and its subdomains"]);
    click(&mut explore, "Start");
    has(&texts(&explore), &["Expanding all contacts", "My account"]);
    let item = "<item jid='alice@a.example' node='n' name='A node of mine'/>";
    let _ = explore.heard(vec![info("alice@a.example", SERVER), items("alice@a.example", item)]);
    has(&texts(&explore), &["A node of mine"]);
}

#[tokio::test]
async fn clients_that_only_their_presence_tells_of_are_asked_too() {
    let mut explore = screen(None).await;
    let presence = |from: &str| {
        let availability = Availability::Online(None);
        let (status, priority, caps, xml) = (None, None, Vec::new(), None);
        Event::Presence(Presence { from: from.into(), availability, status, priority, caps, xml })
    };
    let _ = explore.heard(vec![info("a.example", SERVER), items("a.example", "")]);
    let _ = explore.heard(vec![presence("alice@a.example/phone"), presence("alice@a.example/tablet")]);
    let _ = explore.update(Message::Tree(tree::Event::Select(1)));
    press(&mut explore, Shortcut::Expand);
    has(&texts(&explore), &["Stay on a.example and its subdomains"]);
    click(&mut explore, "Start");
    assert!(counts(&explore).starts_with("6 asked"), "the account and two clients: {}", counts(&explore));
}

#[tokio::test]
async fn an_answer_of_somebody_else_changes_nothing() {
    let mut explore = expanding().await;
    let stranger = Answer {
        address: Address::new("stranger.example"),
        outcome: Outcome::Info(State::TimedOut { asked: asked(), after: Duration::from_secs(1) }),
    };
    let _ = explore.heard(vec![Event::Answer(stranger)]);
    assert!(counts(&explore).starts_with("4 asked · 0 answered · 0 refused · 0 silent"), "{}", counts(&explore));
}
