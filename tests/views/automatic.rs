//! What is asked by itself: the rows on the screen, after a rest, and no others.

use std::time::Duration;

use discoscope::{
    app::{
        screen::explore::{Action, Explore, Message, automatic, crawl, shortcut::Shortcut},
        widget::tree,
    },
    disco::{
        caps::{Announced, Version},
        contact::{Availability, Contact, Presence},
        namespace::OFFLINE,
    },
    session::{Error, Event, Next},
};

use crate::{
    answers::{info, items, online, screen},
    seen::{Seen, has},
};

const SERVER: &str = "<identity category='server' type='im' name='Lab'/>";
/// What the clients are that announce the same.
const PHONE: &str = "<identity category='client' type='phone' name='Fon'/><feature var='urn:xmpp:ping'/>";

fn texts(explore: &Explore) -> Vec<String> {
    Seen::new(explore.view()).texts()
}

/// How many questions wait, as the status line says.
fn waiting(explore: &Explore) -> usize {
    let texts = texts(explore);
    let count = |text: &String| text.split(" · ").next()?.strip_suffix(" waiting")?.parse().ok();
    texts.iter().find_map(count).unwrap_or(0)
}

/// These rows are seen, for long enough.
fn rest(explore: &mut Explore, rows: std::ops::Range<usize>) {
    let _ = explore.update(Message::Tree(tree::Event::Visible(rows)));
    rested(explore);
}

fn rested(explore: &mut Explore) {
    std::thread::sleep(Duration::from_millis(320));
    let _ = explore.update(Message::Automatic(automatic::Message::Rested));
}

async fn server(list: &str) -> Explore {
    let mut explore = screen(None).await;
    let _ = explore.heard(vec![info("a.example", SERVER), items("a.example", list)]);
    assert_eq!(waiting(&explore), 0);
    explore
}

fn many() -> String {
    (0..100).map(|number| format!("<item jid='u{number}@a.example'/>")).collect::<Vec<_>>().concat()
}

#[tokio::test]
async fn rows_on_the_screen_are_asked_after_a_rest_and_no_others() {
    let mut explore = server(&many()).await;
    let _ = explore.update(Message::Tree(tree::Event::Visible(0..30)));
    let _ = explore.update(Message::Automatic(automatic::Message::Rested));
    assert_eq!(waiting(&explore), 0, "the scroll has not rested");
    rested(&mut explore);
    assert_eq!(waiting(&explore), 29, "the server is known");
    // Never more than rows on the screen, wherever they were when they were asked.
    rest(&mut explore, 40..70);
    assert_eq!(waiting(&explore), 30);
    let _ = explore.heard((0..10).map(|number| info(&format!("u{number}@a.example"), SERVER)).collect());
    assert_eq!(waiting(&explore), 20);
    rested(&mut explore);
    assert_eq!(waiting(&explore), 30);
    assert!(explore.live().unwrap().1.answers() <= 2, "nobody is sorry to lose what came by itself");
}

#[tokio::test]
async fn it_can_be_switched_off() {
    let mut explore = server(&many()).await;
    for message in Seen::new(explore.view()).click("Ask the rows on the screen what they are") {
        let _ = explore.update(message);
    }
    rest(&mut explore, 0..30);
    assert_eq!(waiting(&explore), 0);
    let _ = explore.update(Message::Pressed(Shortcut::Automatic));
    rested(&mut explore);
    assert_eq!(waiting(&explore), 29);
}

#[tokio::test]
async fn nothing_is_asked_that_has_a_side_effect_or_is_no_entity() {
    let list = format!(
        "<item jid='a.example' node='{OFFLINE}' name='Offline messages'/><item jid='a.example' node='n' name='A node'/>\
         <item name='Nowhere'/><item jid='a@b@c'/>"
    );
    let mut explore = server(&list).await;
    rest(&mut explore, 0..30);
    // The node, and our own account below the heading that is closed is not on the screen.
    assert_eq!(waiting(&explore), 1, "{:?}", texts(&explore));
}

#[tokio::test]
async fn items_of_a_pubsub_node_are_not_asked() {
    let mut explore = server("<item jid='p.a.example' node='news' name='News'/>").await;
    let _ = explore.update(Message::Tree(tree::Event::Open(1)));
    rest(&mut explore, 0..1);
    let leaf = "<identity category='pubsub' type='leaf'/>";
    let list =
        (0..9).map(|number| format!("<item jid='p.a.example' name='item {number}'/>")).collect::<Vec<_>>().concat();
    let mut answers = vec![info("p.a.example", leaf), items("p.a.example", &list)];
    for event in &mut answers {
        let Event::Answer(answer) = event else { panic!() };
        answer.address.node = Some("news".into());
    }
    let _ = explore.heard(answers);
    has(&texts(&explore), &["item 8"]);
    rest(&mut explore, 0..30);
    assert_eq!(waiting(&explore), 0);
}

#[tokio::test]
async fn nobody_is_asked_while_a_crawl_runs_or_whom_its_fences_stopped() {
    let mut explore = server("<item jid='b.a.example'/><item jid='c.other' name='Sea'/>").await;
    let _ = explore.update(Message::Pressed(Shortcut::Expand));
    let _ = explore.update(Message::Crawl(crawl::Message::Started));
    rest(&mut explore, 0..30);
    assert_eq!(waiting(&explore), 2, "info and items of b.a.example, by the crawl");
    let _ = explore.heard(vec![info("b.a.example", SERVER), items("b.a.example", "")]);
    rest(&mut explore, 0..30);
    assert_eq!(waiting(&explore), 0);
    has(&texts(&explore), &["other domain"]);
}

#[tokio::test]
async fn nobody_is_asked_without_a_connection() {
    let mut explore = server(&many()).await;
    let why = Error::Lost { why: "it was unplugged".into() };
    let _ = explore.heard(vec![Event::Offline { why, next: Next::Retry { after: Duration::from_secs(9) } }]);
    rest(&mut explore, 0..30);
    let _ = explore.heard(vec![Event::Online(online())]);
    assert_eq!(waiting(&explore), 0);
    rested(&mut explore);
    assert_eq!(waiting(&explore), 29);
}

fn phone(from: &str, ver: &str) -> Event {
    let caps = Announced::Version(Version {
        node: Some("https://fon.example".into()),
        ver: Some(ver.into()),
        hash: Some("sha-1".into()),
        ext: None,
    });
    Event::Presence(Presence {
        from: from.into(),
        availability: Availability::Online(None),
        status: None,
        priority: None,
        caps: vec![caps],
        xml: None,
    })
}

#[tokio::test]
async fn of_clients_that_announce_the_same_one_is_asked() {
    let ver = discoscope::disco::caps::Algorithm::Sha1
        .base64(discoscope::disco::caps::verification_string(&crate::answers::read_info(PHONE)).as_bytes());
    let mut explore = server("").await;
    let _ = explore.update(Message::Appeared(true));
    let contacts = ["b", "c", "d"].map(|name| Contact {
        jid: format!("{name}@a.example").into(),
        name: Some(format!("Contact {name}").into()),
        subscription: "both".into(),
    });
    let mut events = vec![Event::Roster(contacts.to_vec())];
    events.extend(["b", "c", "d"].map(|name| phone(&format!("{name}@a.example/fon"), &ver)));
    let _ = explore.heard(events);
    // The heading, and below it our own account, then the contacts with their clients.
    let _ = explore.update(Message::Tree(tree::Event::Open(1)));
    for index in [3, 5, 7] {
        let _ = explore.update(Message::Tree(tree::Event::Open(index)));
    }
    for name in ["b", "c", "d"] {
        let jid = format!("{name}@a.example");
        let _ = explore.heard(vec![info(&jid, SERVER), items(&jid, "")]);
    }
    has(&texts(&explore), &["Contact b", "Contact c", "Contact d", "fon"]);
    rest(&mut explore, 0..30);
    assert_eq!(waiting(&explore), 2, "our own account, and one client for all three: {:?}", texts(&explore));
    let _ = explore.heard(vec![info("b@a.example/fon", PHONE), info("alice@a.example", SERVER)]);
    rested(&mut explore);
    assert_eq!(waiting(&explore), 0, "what the others announce is proved");
    // Whoever is chosen is asked.
    let action = explore.update(Message::Tree(tree::Event::Select(6)));
    assert!(matches!(action, Action::Run(_)));
    assert_eq!(waiting(&explore), 1);
}
