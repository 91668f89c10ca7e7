//! Several sessions in one window: two accounts, a component with two senders, and what leaving does to each of them.

use discoscope::{
    app::{
        Message, Options, ending,
        screen::explore::{self, AskerMessage, shortcut::Shortcut},
        widget::tree,
    },
    session::Tls,
};

use crate::{
    answers::info,
    app::Window,
    component_server::{ComponentServer, DOMAIN, SECRET, attribute},
    seen::{has, lacks},
};

const ALICE: &str = "alice@gate.localhost";
const BOB: &str = "bob@gate.localhost/phone";

/// Says the JID that asked as the name of an identity, and lists one item.
fn tells_who_asked() -> ComponentServer {
    ComponentServer::start(|stanza| {
        let [id, from, to] = ["id", "from", "to"].map(|name| attribute(stanza, name));
        let kind = if stanza.contains("disco#items") { "items" } else { "info" };
        let space = format!("http://jabber.org/protocol/disco#{kind}");
        let content = if kind == "items" && to == "localhost" {
            "<item jid='room.localhost' name='A room'/>".to_owned()
        } else if kind == "items" {
            String::new()
        } else {
            format!("<identity category='server' type='im' name='As {from} sees it'/><feature var='{space}'/>")
        };
        format!("<iq type='result' id='{id}' from='{to}' to='{from}'><query xmlns='{space}'>{content}</query></iq>")
    })
}

fn component(server: &ComponentServer) -> Options {
    Options {
        component: Some(DOMAIN.to_owned()),
        from: Some(ALICE.to_owned()),
        connect: format!("127.0.0.1:{}", server.port),
        tls: Tls::None,
        ..Options::default()
    }
}

async fn log_in(window: &mut Window, words: &str) {
    window.write("component-secret", SECRET);
    window.click("Connect");
    window.until_shown(words).await;
}

fn press(window: &mut Window, shortcut: Shortcut) {
    window.update(Message::Explore(explore::Message::Pressed(shortcut)));
}

/// How often a text is shown.
fn count(window: &Window, words: &str) -> usize {
    window.texts().iter().filter(|text| *text == words).count()
}

/// Opens the menu of the row at an index.
fn menu(window: &mut Window, index: usize) {
    let context = tree::Event::Context(index, iced::Point::new(10.0, 10.0));
    window.update(Message::Explore(explore::Message::Tree(context)));
}

#[tokio::test]
async fn one_more_account_comes_beside_the_first_and_goes_without_it() {
    let mut window = Window::open(Options { demo: true, ..Options::default() });
    window.until_shown("odd.demo.localhost").await;
    let first = window.app.title();
    press(&mut window, Shortcut::Connect);
    has(&window.texts(), &["Open the demo", "Back to the open tree"]);
    // There and back again.
    window.update(Message::EscapePressed);
    assert_eq!(window.app.title(), first);
    press(&mut window, Shortcut::Connect);
    window.click("Back to the open tree");
    assert_eq!(window.app.title(), first);

    press(&mut window, Shortcut::Connect);
    window.click("Open the demo");
    window.until("two tabs", |window| count(window, "demo@demo.localhost") >= 2).await;
    assert_eq!(count(&window, "Log out"), 1);
    press(&mut window, Shortcut::NextDocument);
    // The first can still ask.
    window.click("odd.demo.localhost");
    window.until_shown("component/generic").await;
    window.click("Log out");
    // The second is there, where nobody chose that row.
    lacks(&window.texts(), &["Open the demo", "component/generic"]);
    window.until_shown("odd.demo.localhost").await;
    window.click("odd.demo.localhost");
    window.until_shown("component/generic").await;
    window.click("Log out");
    has(&window.texts(), &["Open the demo"]);
    lacks(&window.texts(), &["Back to the open tree"]);
}

#[tokio::test]
async fn a_connection_that_is_given_up_or_fails_leaves_the_others() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let connect = silent.local_addr().unwrap().to_string();
    let options = Options { account: "a@example.org".to_owned(), connect, tls: Tls::None, ..Options::default() };
    let mut window = Window::open(options);
    window.click("Open the demo");
    window.until_shown("odd.demo.localhost").await;
    let title = window.app.title();
    press(&mut window, Shortcut::Connect);
    window.write("connect-password", "secret");
    window.click("Connect");
    has(&window.texts(), &["Connecting to example.org…"]);
    window.click("Cancel");
    window.click("Back to the open tree");
    assert_eq!(window.app.title(), title);
    window.click("odd.demo.localhost");
    window.until_shown("component/generic").await;

    press(&mut window, Shortcut::Connect);
    drop(silent);
    window.click("Connect");
    window.until("the reason", |window| window.texts().iter().any(|text| text.contains("cannot be reached"))).await;
    window.click("Back to the open tree");
    assert_eq!(window.app.title(), title);
}

#[tokio::test]
async fn a_component_asks_from_two_jids_and_their_answers_stand_side_by_side() {
    let server = tells_who_asked();
    let mut window = Window::open(component(&server));
    has(&window.texts(), &["Domain of the component", "Secret", "Asks as (any JID of the domain)", "Component"]);
    log_in(&mut window, &format!("As {ALICE} sees it")).await;
    window.until_shown("A room").await;
    has(&window.texts(), &["Asked as", ALICE, "Open as…"]);
    lacks(&window.texts(), &["Contacts"]);
    assert!(window.app.title().starts_with(ALICE), "{}", window.app.title());

    // Only a JID of the domain, and only one that is written.
    window.click("Open as…");
    let edited = |jid: &str| Message::Explore(explore::Message::Asker(AskerMessage::Edited(jid.to_owned())));
    window.update(edited("eve@localhost"));
    window.click("Open as…");
    let sentence = "“eve@localhost” is not of the component’s domain; a component asks from gate.localhost or from any \
                    JID there, as in name@gate.localhost.";
    has(&window.texts(), &[sentence, "eve@localhost"]);
    window.update(edited(BOB));
    window.click("Open as…");
    window.until_shown(&format!("As {BOB} sees it")).await;
    assert!(window.app.title().starts_with(BOB), "{}", window.app.title());
    window.until_shown("A room").await;
    has(&window.texts(), &[ALICE, BOB]);

    // Who asked goes along with what is copied.
    menu(&mut window, 0);
    window.click("Copy all below as text");
    window.until("the copy", |window| window.copied.is_some()).await;
    let copied = window.copied.take().unwrap();
    assert!(copied.starts_with(&format!("Asked as {BOB}\n")) && copied.contains("A room"), "{copied}");

    // What alice was told of the room is asked first: nobody has.
    menu(&mut window, 1);
    let label = format!("Compare as seen by {ALICE}");
    has(&window.texts(), &[&label]);
    window.click(&label);
    let title = format!("{BOB} ↔ {ALICE} – Discoscope");
    window.until(&title, |window| window.app.title() == title).await;
    let [left, right] = [BOB, ALICE].map(|jid| format!("As {jid} sees it"));
    window
        .until("both names", |window| {
            let texts = window.texts();
            [&left, &right].iter().all(|name| texts.iter().any(|text| text.contains(name.as_str())))
        })
        .await;

    // One of the two trees can be closed; the session goes on.
    press(&mut window, Shortcut::CloseDocument);
    assert!(window.app.title().starts_with(BOB) || window.app.title().starts_with(ALICE));
    while !window.app.title().starts_with(BOB) {
        press(&mut window, Shortcut::NextDocument);
    }
    press(&mut window, Shortcut::CloseDocument);
    assert!(window.app.title().starts_with(ALICE), "{}", window.app.title());
    press(&mut window, Shortcut::Refresh);
    window.until("the answer", |window| count(window, "answered") == 2).await;
    assert!(!server.heard().contains("</stream:stream>"));
    press(&mut window, Shortcut::CloseDocument);
    assert!(window.app.title().starts_with(ALICE), "the last tree is closed by logging out");
    window.click("Log out");
    has(&window.texts(), &["Connect"]);
    let is_gone = || server.heard().ends_with("</stream:stream>");
    for _ in 0..100 {
        if is_gone() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert!(is_gone());
}

#[tokio::test]
async fn logging_a_component_out_closes_all_its_trees_and_no_other() {
    let server = tells_who_asked();
    let mut window = Window::open(component(&server));
    log_in(&mut window, &format!("As {ALICE} sees it")).await;
    let edited = explore::Message::Asker(AskerMessage::Edited(BOB.to_owned()));
    window.update(Message::Explore(edited));
    window.click("Open as…");
    window.until_shown(&format!("As {BOB} sees it")).await;
    press(&mut window, Shortcut::Connect);
    window.click("Open the demo");
    window.until_shown("odd.demo.localhost").await;
    assert!(window.app.title().starts_with("demo@demo.localhost/"));
    press(&mut window, Shortcut::PreviousDocument);
    window.click("Log out");
    assert!(window.app.title().starts_with("demo@demo.localhost/"), "{}", window.app.title());
    lacks(&window.texts(), &[ALICE, BOB]);
    window.click("odd.demo.localhost");
    window.until_shown("component/generic").await;
}

#[tokio::test]
async fn quitting_says_goodbye_to_everybody() {
    let server = tells_who_asked();
    let mut window = Window::open(component(&server));
    log_in(&mut window, &format!("As {ALICE} sees it")).await;
    press(&mut window, Shortcut::Connect);
    window.click("Open the demo");
    window.until_shown("odd.demo.localhost").await;
    window.update(Message::CloseRequested);
    window.until("the end", |window| window.has_ended).await;
    assert!(server.heard().ends_with("</stream:stream>"), "{}", server.heard());
}

#[tokio::test]
async fn before_quitting_each_tree_that_is_worth_it_is_asked_about() {
    let server = tells_who_asked();
    let mut window = Window::open(component(&server));
    log_in(&mut window, &format!("As {ALICE} sees it")).await;
    press(&mut window, Shortcut::Connect);
    window.click("Open the demo");
    window.until_shown("odd.demo.localhost").await;
    let many = || (0..600).map(|number| info(&format!("u{number}.x"), "<feature var='f'/>")).collect();
    // The demo server takes a number when it is started, and one for its session.
    for turn in [1, 3] {
        window.update(Message::Heard { turn, events: many() });
    }
    // What a session tells that is not there (any more) is dropped.
    window.update(Message::Heard { turn: 77, events: many() });
    let question = |window: &Window, account: &str| {
        let start = format!("The tree of {account} holds ");
        window.texts().iter().any(|text| text.starts_with(&start))
    };
    for last in [ending::Answer::Stay, ending::Answer::Discard] {
        window.update(Message::CloseRequested);
        assert!(question(&window, ALICE), "{:#?}", window.texts());
        window.update(Message::Departure(ending::Answer::Discard));
        assert!(question(&window, "demo@demo.localhost"), "{:#?}", window.texts());
        window.update(Message::Departure(last));
    }
    window.until("the end", |window| window.has_ended).await;

    // Logging one out asks about its own alone.
    let mut window = Window::open(Options { demo: true, ..Options::default() });
    window.until_shown("odd.demo.localhost").await;
    press(&mut window, Shortcut::Connect);
    window.click("Open the demo");
    window.until("two tabs", |window| count(window, "demo@demo.localhost") >= 2).await;
    window.update(Message::Heard { turn: 2, events: many() });
    window.click("Log out");
    lacks(&window.texts(), &["Save what you saw?"]);
    window.click("Log out");
    has(&window.texts(), &["Save what you saw?"]);
}
