//! Lists that come in pages, on the main screen.

use discoscope::{
    app::{
        screen::explore::{
            Explore, MenuKey, Message,
            paging::{LARGE_PAGE, PAGE},
            shortcut::Shortcut,
        },
        widget::tree,
    },
    disco::{
        address::Address,
        paging::Portion,
        state::{Answer, Kind, Outcome, Question, State, Timing},
        xml::Unreadable,
    },
    session::Event,
};
use iced::Point;

use crate::{
    answers::{reply, screen},
    pages::{RSM, answer, page, piece},
    seen::{Seen, has, lacks},
};

const SERVER: &str = "a.example";
const GONE: &str = "<error type='cancel'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>";

fn texts(explore: &Explore) -> Vec<String> {
    Seen::new(explore.view()).texts()
}

fn click(explore: &mut Explore, text: &str) {
    for message in Seen::new(explore.view()).click(text) {
        let _ = explore.update(message);
    }
}

fn says(explore: &mut Explore, kind: Kind, portion: Portion, content: &str) {
    let question = Question { portion, ..Question::new(kind, Address::new(SERVER)) };
    let _ = explore.heard(vec![Event::Answer(answer(&question, content))]);
}

fn turns(explore: &mut Explore, cursor: usize, max: u32, content: &str) {
    says(explore, Kind::Items, Portion::After(cursor.to_string().into(), max), content);
}

/// A server that gave five of twenty rows.
async fn part() -> Explore {
    let mut explore = screen(None).await;
    let info = format!("<identity category='server' type='im' name='Lab'/><feature var='{RSM}'/>");
    says(&mut explore, Kind::Info, Portion::All, &info);
    says(&mut explore, Kind::Items, Portion::All, &piece(0..5, Some(20)));
    explore
}

#[tokio::test]
async fn a_row_at_the_end_says_how_much_is_here_and_enter_loads_more() {
    let mut explore = part().await;
    has(&texts(&explore), &["Item 4", "5 of 20 items", "Enter loads more"]);
    let rest = 6;
    let _ = explore.update(Message::Tree(tree::Event::Activate(rest)));
    has(&texts(&explore), &["5 of 20 items", "loading…"]);
    lacks(&texts(&explore), &["Enter loads more"]);
    turns(&mut explore, 4, PAGE, &piece(5..10, Some(20)));
    has(&texts(&explore), &["Item 4", "Item 9", "10 of 20 items", "Enter loads more"]);
    let _ = explore.update(Message::Tree(tree::Event::Activate(11)));
    turns(&mut explore, 9, PAGE, &piece(10..20, Some(20)));
    has(&texts(&explore), &["Item 19"]);
    lacks(&texts(&explore), &["Enter loads more", "10 of 20 items"]);
}

#[tokio::test]
async fn a_list_too_long_for_one_reply_comes_in_pages_when_it_is_asked_again() {
    let mut explore = screen(None).await;
    let too_large = Unreadable::TooLarge(8 << 20);
    let list = Outcome::Items(State::Unreadable(reply(too_large, Timing::InTime)));
    let _ = explore.heard(vec![Event::Answer(Answer { address: Address::new(SERVER), outcome: list })]);
    let hint = "It gives its lists in pages (XEP-0059): F5 asks for the first one.";
    lacks(&texts(&explore), &[hint]);
    let info = format!("<identity category='server' type='im' name='Lab'/><feature var='{RSM}'/>");
    says(&mut explore, Kind::Info, Portion::All, &info);
    has(&texts(&explore), &["The reply was not read: it is longer than 8388608 bytes.", hint]);
    let _ = explore.update(Message::Pressed(Shortcut::Refresh));
    says(&mut explore, Kind::Items, Portion::First(PAGE), &piece(0..5, Some(20)));
    has(&texts(&explore), &["Item 4", "5 of 20 items"]);
}

#[tokio::test]
async fn the_details_of_that_row_load_more_or_all_and_stop() {
    let mut explore = part().await;
    click(&mut explore, "5 of 20 items");
    has(&texts(&explore), &["Load 200 more", "Load all, 1000 at a time"]);
    click(&mut explore, "Load 200 more");
    turns(&mut explore, 4, PAGE, &piece(5..8, Some(20)));
    click(&mut explore, "Load all, 1000 at a time");
    has(&texts(&explore), &["Stop loading", "loading all…"]);
    turns(&mut explore, 7, LARGE_PAGE, &piece(8..11, Some(20)));
    has(&texts(&explore), &["Stop loading", "loading all…", "11 of 20 items"]);
    click(&mut explore, "Stop loading");
    has(&texts(&explore), &["loading…"]);
    turns(&mut explore, 10, LARGE_PAGE, &piece(11..14, Some(20)));
    has(&texts(&explore), &["Enter loads more", "Item 13", "14 of 20 items"]);
}

#[tokio::test]
async fn all_is_loaded_page_after_page_until_the_end() {
    let mut explore = part().await;
    click(&mut explore, "5 of 20 items");
    click(&mut explore, "Load all, 1000 at a time");
    for cursor in [4, 9, 14] {
        turns(&mut explore, cursor, LARGE_PAGE, &page(&Portion::After(cursor.to_string().into(), 5), 5, 20));
    }
    has(&texts(&explore), &["Item 19"]);
    lacks(&texts(&explore), &["loading all…", "Enter loads more"]);
}

#[tokio::test]
async fn trouble_is_told_and_the_list_can_be_begun_again() {
    for (content, words, title) in [
        (GONE, "place lost · Enter starts again", "Start again"),
        (&*piece(0..5, Some(20)), "page repeated · Enter starts again", "Start again"),
        ("silence", "no answer · Enter tries again", "Load 200 more"),
        ("cut", "cut off · Enter tries again", "Load 200 more"),
    ] {
        let mut explore = part().await;
        click(&mut explore, "5 of 20 items");
        click(&mut explore, "Load all, 1000 at a time");
        turns(&mut explore, 4, LARGE_PAGE, content);
        has(&texts(&explore), &[words, title, "Item 4", "5 of 20 items"]);
        let _ = explore.update(Message::Tree(tree::Event::Activate(6)));
        has(&texts(&explore), &["loading…"]);
        if title == "Start again" {
            says(&mut explore, Kind::Items, Portion::First(PAGE), &piece(0..20, Some(20)));
            has(&texts(&explore), &["Item 19"]);
        }
    }
}

#[tokio::test]
async fn the_menu_has_what_the_row_can_do() {
    let mut explore = part().await;
    let _ = explore.update(Message::Tree(tree::Event::Context(6, Point::new(100.0, 200.0))));
    let shown = texts(&explore);
    has(&shown, &["Load more items", "Load all items", "Load the list from its beginning"]);
    lacks(&shown, &["Copy JID", "Count the items", "Ask again"]);
    let _ = explore.update(Message::MenuPressed(MenuKey::Down));
    let _ = explore.update(Message::MenuPressed(MenuKey::Down));
    let _ = explore.update(Message::MenuPressed(MenuKey::Down));
    let _ = explore.update(Message::MenuPressed(MenuKey::Enter));
    has(&texts(&explore), &["loading all…"]);
    let _ = explore.update(Message::Tree(tree::Event::Context(0, Point::new(100.0, 200.0))));
    has(&texts(&explore), &["Count the items", "Copy JID", "Ask again"]);
}

#[tokio::test]
async fn items_are_counted_on_demand() {
    let mut explore = part().await;
    let _ = explore.update(Message::Tree(tree::Event::Context(0, Point::new(100.0, 200.0))));
    click(&mut explore, "Count the items");
    says(&mut explore, Kind::ItemCount, Portion::All, &format!("<set xmlns='{RSM}'><count>2345</count></set>"));
    has(&texts(&explore), &["Counted without loading", "2345", "5 of 20 items"]);
}

#[tokio::test]
async fn the_tab_of_items_says_what_is_missing_and_the_xml_is_shown_by_pages() {
    let mut explore = part().await;
    let _ = explore.update(Message::Tree(tree::Event::Activate(6)));
    turns(&mut explore, 4, PAGE, &piece(5..10, Some(20)));
    has(&texts(&explore), &["10 of 20 listed.", "It came in 2 pages; the tab XML shows each."]);
    click(&mut explore, "Items 10");
    has(&texts(&explore), &["10 of 20 items are here.", "Load more", "Load all"]);
    click(&mut explore, "XML");
    click(&mut explore, "disco#items");
    has(&texts(&explore), &["Page 1 of 2"]);
    click(&mut explore, "disco#info");
    lacks(&texts(&explore), &["Page 1 of 2"]);
}
