//! Finding one's way: shortcuts, the palette, the help, links, back and forward, and a keyboard that reaches everything.

use std::{collections::BTreeSet, fmt::Debug, path::Path};

use discoscope::{
    app::{
        Message as Top, Options,
        comfort::TextSize,
        files, guide,
        screen::{
            connect::{self, Action, Connect, Key, Kind},
            explore::{
                AskerMessage, Explore, Message, SearchMessage, Wish, bookmarks, console, crawl,
                document::kept::Opened,
                ourselves::{self, Edit, FieldEdit, LineEdit, Page, RuleEdit, Section, ThenKind, Whose},
            },
        },
        shortcut::{LINES, Shortcut},
        theme::{Appearance, Contrast},
        widget::{
            button::button,
            checkbox::checkbox,
            choice::{Height, choice},
            pointed::pointed,
            sight, tree,
        },
    },
    disco::{address::Address, advertised::Told, link::Request, tree::Scope},
    profile::{accounts::Account, recent::Recent},
    session::{self, Next, Reason, Settings, Tls},
    snapshot::Watch,
};
use iced::{
    Element, Event, Point, Size,
    keyboard::key::Named,
    widget::{column, container, scrollable},
};

use crate::{
    answers::{info, items, screen},
    app::Window,
    hands::Hands,
    hold::{failure, problem},
    ourselves::{inquiry, opened, send},
    seen::{Seen, has, lacks},
    sessions::{ALICE, BOB, component, log_in, tells_who_asked},
};

const WIDE: Size = Size::new(1280.0, 800.0);

fn texts(explore: &Explore) -> Vec<String> {
    Seen::new(explore.view()).texts()
}

fn press(explore: &mut Explore, shortcut: Shortcut) {
    let _ = explore.update(Message::Pressed(shortcut));
}

fn written(explore: &Explore) -> String {
    Seen::new(explore.view()).written("address-jid").unwrap()
}

/// A server with two services, of which one lists a room.
async fn server() -> Explore {
    let mut explore = screen(None).await;
    let _ = explore.heard(vec![
        info("a.example", "<identity category='server' type='im' name='Lab'/><feature var='urn:xmpp:ping'/>"),
        items("a.example", "<item jid='rooms.example' name='Meetings'/><item jid='b.example' name='Other'/>"),
        info("rooms.example", "<identity category='conference' type='text'/>"),
        items("rooms.example", "<item jid='lobby@rooms.example' name='The Lobby'/>"),
        info("lobby@rooms.example", "<identity category='conference' type='text'/>"),
    ]);
    explore
}

fn snapshot(explore: &mut Explore, name: &str) -> Opened {
    let wish = Wish { document: explore.live().unwrap().0, scope: Scope::Whole, is_again: false };
    let snapshot = explore.content(wish).unwrap().snapshot();
    Opened::of(Path::new(name), snapshot, &Watch::default()).unwrap()
}

/// What is said by whom the keyboard does not go to: rows of lists, which have keys of their own, fields that say that
/// they have the keyboard, and what lies around an open list, as which Esc is as good.
fn is_of_a_list(message: &str) -> bool {
    ["Bookmarks(Toggled)", "Select(", "Context(", "Toggle(", "Activate(", "Visible(", "Focused(", "Taken(", "Pointed("]
        .iter()
        .any(|word| message.contains(word))
}

/// Goes through all that can have the keyboard and presses it; then clicks on every text: whatever that says must have been
/// said to the keyboard, too.
#[track_caller]
fn keys_reach_what_clicks_reach<'a, M: Debug + 'a>(what: &str, view: impl Fn() -> Element<'a, M>) {
    let _ = said_to_keys(what, view);
}

/// The same; gives what the keyboard says.
#[track_caller]
pub fn said_to_keys<'a, M: Debug + 'a>(what: &str, view: impl Fn() -> Element<'a, M>) -> BTreeSet<String> {
    let said = keys_say(what, &view);
    clicks_say_no_more(what, &view, &said);
    said
}

#[track_caller]
fn keys_say<'a, M: Debug + 'a>(what: &str, view: impl Fn() -> Element<'a, M>) -> BTreeSet<String> {
    let all = Hands::on(view(), WIDE).all();
    assert!(!all.is_empty(), "{what}: nothing can have the keyboard");
    let mut hands = Hands::on(view(), WIDE);
    let mut visited = BTreeSet::new();
    let mut said = BTreeSet::new();
    for _ in 0..=all.len() {
        hands.tab();
        let bounds = hands.focused().unwrap_or_else(|| panic!("{what}: Tab leads nowhere"));
        let _ = visited.insert(format!("{bounds:?}"));
        for key in [Named::Enter, Named::ArrowDown, Named::ArrowUp] {
            said.extend(hands.press(key).iter().map(|message| format!("{message:?}")));
        }
    }
    for (bounds, _) in &all {
        assert!(visited.contains(&format!("{bounds:?}")), "{what}: Tab passes over what is at {bounds:?}");
    }
    said
}

#[track_caller]
fn clicks_say_no_more<'a, M: Debug + 'a>(what: &str, view: impl Fn() -> Element<'a, M>, said: &BTreeSet<String>) {
    let mut places = Vec::new();
    let mut seen = Seen::new(view());
    for text in seen.texts() {
        places.extend(seen.bounds(&text).map(|bounds| (text, bounds.center())));
    }
    for (text, at) in places {
        for message in Hands::on(view(), WIDE).click(at) {
            let message = format!("{message:?}");
            let is_known = is_of_a_list(&message) || said.contains(&message);
            assert!(is_known, "{what}: only a click on “{text}” says {message}; the keyboard says {said:#?}");
        }
    }
}

#[tokio::test]
async fn the_keyboard_reaches_what_the_pointer_reaches() {
    let mut connect = Connect::default();
    let recents = [Recent { path: "/tmp/lab.json".into(), words: "the lab".to_owned(), is_missing: false }];
    keys_reach_what_clicks_reach("the first screen", || connect.view(&recents, 2));
    let _ = connect.update(connect::Message::AdvancedToggled);
    keys_reach_what_clicks_reach("its advanced part", || connect.view(&recents, 2));
    let _ = connect.update(connect::Message::DemoChosen);
    keys_reach_what_clicks_reach("connecting", || connect.view(&recents, 0));

    let mut explore = server().await;
    for tab in 0..5 {
        press(&mut explore, Shortcut::Tab(tab));
        keys_reach_what_clicks_reach(&format!("tab {tab} of the details"), || explore.view());
    }
    press(&mut explore, Shortcut::Tab(0));
    press(&mut explore, Shortcut::Offers);
    keys_reach_what_clicks_reach("who offers what", || explore.view());
    press(&mut explore, Shortcut::Offers);
    let _ = explore.update(Message::Search(SearchMessage::Edited("lobby".to_owned())));
    keys_reach_what_clicks_reach("the filter", || explore.view());
    press(&mut explore, Shortcut::Leave);
    for message in Seen::new(explore.view()).click("Contacts") {
        let _ = explore.update(message);
    }
    keys_reach_what_clicks_reach("the contacts", || explore.view());
    let _ = explore.update(Message::Tree(tree::Event::Select(0)));
    press(&mut explore, Shortcut::Expand);
    keys_reach_what_clicks_reach("the panel of the crawl", || explore.view());

    let mut explore = server().await;
    let kept = snapshot(&mut explore, "/tmp/lab.json");
    let _ = explore.open(kept);
    keys_reach_what_clicks_reach("a snapshot", || explore.view());
    let kept = snapshot(&mut explore, "/tmp/other.json");
    let _ = explore.open(kept);
    press(&mut explore, Shortcut::Compare);
    keys_reach_what_clicks_reach("a comparison", || explore.view());
    let live = explore.live().unwrap().0;
    let _ = explore.drop_live(live);
    press(&mut explore, Shortcut::Document(0));
    keys_reach_what_clicks_reach("a snapshot without a session", || explore.view());
}

#[tokio::test]
async fn the_keyboard_reaches_accounts_addresses_and_questions() {
    let mut connect = Connect::default();
    let accounts =
        ["a@x.org", "b@x.org"].map(|jid| Account::of(&Settings::new(session::Account::password(jid).unwrap())));
    connect.set_accounts(&accounts);
    let mut said = BTreeSet::new();
    for _ in &accounts {
        said.extend(keys_say("the accounts", || connect.view(&[], 0)));
        let _ = connect.update(connect::Message::Pressed(Key::Down));
    }
    clicks_say_no_more("the accounts", || connect.view(&[], 0), &said);
    for word in ["AccountChosen(", "EditWanted(", "ForgetWanted(", "AnotherWanted", "Guided(Settings)", "Guided(Help)"]
    {
        assert!(said.iter().any(|message| message.contains(word)), "{word}: {said:#?}");
    }
    let _ = connect.update(connect::Message::EditWanted(accounts[0].id()));
    keys_reach_what_clicks_reach("a saved account", || connect.view(&[], 0));
    let _ = connect.update(connect::Message::ListWanted);
    connect.ask_forget(accounts[0].id(), vec!["its password".to_owned()]);
    let said = said_to_keys("whether to forget an account", || connect.view(&[], 0));
    assert!(said.iter().all(|message| message.starts_with("ForgetAnswered(")) && said.len() == 2, "{said:#?}");

    let mut window = Window::open(Options { demo: true, ..Options::default() });
    window.until_shown("odd.demo.localhost").await;
    window.update(Top::Explore(Message::Pressed(Shortcut::Favour)));
    window.update(Top::Explore(Message::Pressed(Shortcut::Bookmarks)));
    let said = said_to_keys("the addresses", || window.app.view());
    assert!(said.iter().any(|message| message.contains("Bookmarks(Removed(")), "{said:#?}");
    assert!(said.iter().all(|message| message.contains("Bookmarks(") || is_of_a_list(message)), "{said:#?}");
    window.update(Top::Explore(Message::Bookmarks(bookmarks::Message::Toggled)));
    window.update(Top::Explore(Message::Pressed(Shortcut::SaveAs)));
    keys_reach_what_clicks_reach("where to save", || window.app.view());
    window.update(Top::Files(files::Message::Dialog(files::DialogMessage::Cancelled)));
}

/// Del and F2 mean the account that is chosen; no other one may look as if it had the keyboard.
#[test]
fn the_account_that_has_the_keyboard_is_the_one_that_is_chosen() {
    let jids = ["a@x.org", "b@x.org", "c@x.org"];
    let accounts = jids.map(|jid| Account::of(&Settings::new(session::Account::password(jid).unwrap())));
    let mut connect = Connect::default();
    connect.set_accounts(&accounts);
    for chosen in 0..jids.len() {
        let said = keys_say("the accounts", || connect.view(&[], 0));
        for (index, jid) in jids.iter().enumerate() {
            let words = ["AccountChosen(", "EditWanted(", "ForgetWanted("];
            let said = words.map(|word| said.iter().any(|message| message.contains(word) && message.contains(jid)));
            assert_eq!(said, [index == chosen; 3], "{jid} while {} is chosen", jids[chosen]);
        }
        let forgets = connect.update(connect::Message::Pressed(Key::Forget));
        assert!(matches!(forgets, Action::AskForget(id) if id.jid == jids[chosen]));
        // The keyboard goes along.
        assert!(matches!(connect.update(connect::Message::Pressed(Key::Down)), Action::Run(_)));
    }
}

#[tokio::test]
async fn the_keyboard_reaches_the_form_of_a_component_and_certificates() {
    let form = Connect::new(String::new(), String::new(), Tls::None, None, false);
    let mut connect = form.as_component("gate.example".to_owned(), String::new());
    keys_reach_what_clicks_reach("the form of a component", || connect.view(&[], 1));
    let direct = connect::ComponentMessage::TlsChosen(connect::Mode(Tls::Direct));
    let _ = connect.update(connect::Message::Component(direct));
    keys_reach_what_clicks_reach("that of one over TLS", || connect.view(&[], 1));
    assert!(connect.hindrance(Shortcut::Certificate).is_some());

    let why = failure(&problem(Reason::SelfSigned, false));
    connect.failed(&why);
    connect.distrust(why.untrusted());
    let said = said_to_keys("a certificate on the first screen", || connect.view(&[], 0));
    assert!(said.iter().any(|message| message.starts_with("Trusted(")), "{said:#?}");
    has(&Seen::new(connect.view(&[], 0)).texts(), &["Trust this one certificate for gate.example"]);
    assert_eq!(connect.hindrance(Shortcut::Certificate), None);

    let mut explore = server().await;
    assert!(explore.hindrance(Shortcut::Certificate).is_some());
    let _ = explore.heard(vec![session::Event::Offline { why, next: Next::Rest }]);
    let said = said_to_keys("a certificate over the status line", || explore.view());
    assert!(said.iter().any(|message| message.starts_with("Trusted(")), "{said:#?}");
    assert_eq!(explore.hindrance(Shortcut::Certificate), None);
}

#[tokio::test]
async fn the_keyboard_reaches_the_stanzas() {
    let mut explore = server().await;
    assert!(explore.hindrance(Shortcut::PauseStanzas).is_some());
    press(&mut explore, Shortcut::Console);
    keys_reach_what_clicks_reach("the empty console", || explore.view());
    let _ = explore.heard(vec![crate::console::some()]);
    let _ = explore.update(Message::Console(console::Message::Line(tree::Event::Select(0))));
    keys_reach_what_clicks_reach("the console", || explore.view());
    press(&mut explore, Shortcut::PauseStanzas);
    has(&texts(&explore), &["Resume"]);
    press(&mut explore, Shortcut::ClearStanzas);
    has(&texts(&explore), &["Paused: what goes over the wire is not kept."]);
}

/// What the keyboard says when a form, a rule that refuses and a rule that answers are open.
async fn said_to_keys_of_a_form_and_rules(explore: &mut Explore) -> BTreeSet<String> {
    let form = |whose| Edit::Lines(whose, LineEdit::Add(Section::Forms));
    for edit in [
        form(Whose::Node),
        Edit::Lines(Whose::Node, LineEdit::Field(0, FieldEdit::Add)),
        Edit::Lines(Whose::Node, LineEdit::Field(0, FieldEdit::AddValue(0))),
        Edit::AddRule,
        Edit::Rule(0, RuleEdit::Then(ThenKind::Error)),
        Edit::AddRule,
        Edit::Rule(1, RuleEdit::Then(ThenKind::Answer)),
        Edit::Rule(1, RuleEdit::Part(Section::Identities, true)),
        Edit::Rule(1, RuleEdit::Part(Section::Forms, true)),
    ] {
        send(explore, ourselves::Message::Edited(edit)).await;
    }
    said_to_keys("our forms and rules", || explore.view())
}

#[tokio::test]
async fn the_keyboard_reaches_what_we_say_of_ourselves() {
    let mut explore = opened().await;
    send(&mut explore, ourselves::Message::Edited(Edit::Lines(Whose::Node, LineEdit::Add(Section::Items)))).await;
    send(&mut explore, ourselves::Message::NewNodeEdited("more".to_owned())).await;
    assert!(explore.is_free(), "it is a screen of its own, on which the keys of the window mean what they always do");
    keys_reach_what_clicks_reach("our nodes", || explore.view());
    let said = said_to_keys_of_a_form_and_rules(&mut explore).await;
    for word in [
        "Folded(Form(Node, 0))",
        "Folded(Form(Rule(1), 0))",
        "Folded(Rule(0))",
        "Field(0, Add)",
        "Field(0, AddValue(0))",
        "Field(0, RemoveValue(0, 0))",
        "Field(0, Write(0, Type,",
        "Remove(Forms, 0)",
        "Rule(0, About(",
        "Rule(0, Question(",
        "Rule(0, Then(",
        "Rule(0, Write(ErrorType,",
        "Rule(0, Write(Condition,",
        "Rule(1, Part(Features, true))",
        "Lines(Rule(1), Add(Identities))",
        "MoveRule(0, Down)",
        "MoveRule(1, Up)",
        "AddRule",
        "RemoveRule(1)",
    ] {
        assert!(said.iter().any(|message| message.contains(word)), "{word}: {said:#?}");
    }
    send(&mut explore, ourselves::Message::PageChosen(Page::File)).await;
    send(&mut explore, ourselves::Message::PathEdited("/tmp/ourselves.toml".to_owned())).await;
    keys_reach_what_clicks_reach("our file", || explore.view());
    send(&mut explore, ourselves::Message::PageChosen(Page::Asked)).await;
    let _ = explore.heard(vec![inquiry("bob@example.org/phone", Told::Answered)]);
    send(&mut explore, ourselves::Message::Asked(tree::Event::Select(0))).await;
    keys_reach_what_clicks_reach("who asked", || explore.view());
}

#[tokio::test]
async fn the_keyboard_and_the_palette_reach_who_asks() {
    let server = tells_who_asked();
    let mut window = Window::open(component(&server));
    log_in(&mut window, &format!("As {ALICE} sees it")).await;
    window.until_shown("A room").await;
    assert_eq!(window.app.hindrance(Shortcut::AskAs), None);
    let said = said_to_keys("the tree of a component", || window.app.view());
    assert!(said.iter().any(|message| message.contains("Asker(Submitted)")), "{said:#?}");
    window.update(Top::Explore(Message::Asker(AskerMessage::Edited(BOB.to_owned()))));
    window.click("Open as…");
    window.until_shown(&format!("As {BOB} sees it")).await;
    window.until_shown("A room").await;

    window.update(Top::Explore(Message::Tree(tree::Event::Select(1))));
    take(&mut window, "compare seen alice");
    let title = format!("{BOB} ↔ {ALICE} – Discoscope");
    window.until(&title, |window| window.app.title() == title).await;
}

#[derive(Clone, Debug, PartialEq)]
enum Said {
    Pressed,
    Ticked(bool),
    Chosen(u8),
}

fn pieces<'a>(is_on: bool) -> Element<'a, Said> {
    static NUMBERS: [u8; 3] = [1, 2, 3];
    column![
        button("press").on_press_maybe(is_on.then_some(Said::Pressed)),
        checkbox(false).label("tick").on_toggle(Said::Ticked),
        choice(Height::Form, &NUMBERS, 2, Said::Chosen),
    ]
    .into()
}

#[test]
fn what_has_the_keyboard_is_pressed_by_it() {
    let mut hands = Hands::on(pieces(true), WIDE);
    assert_eq!(hands.press(Named::Enter), [], "nothing has the keyboard yet");
    hands.tab();
    assert_eq!(hands.press(Named::Enter), [Said::Pressed]);
    assert_eq!(hands.press(Named::Space), [Said::Pressed]);
    assert_eq!(hands.press(Named::ArrowDown), []);
    hands.tab();
    assert_eq!(hands.press(Named::Space), [Said::Ticked(true)]);
    hands.tab();
    assert_eq!(hands.press(Named::ArrowDown), [Said::Chosen(3)]);
    assert_eq!(hands.press(Named::ArrowUp), [Said::Chosen(1)]);
    hands.tab();
    assert_eq!(hands.press(Named::Enter), [Said::Pressed], "after the last comes the first");
    // A click elsewhere takes the keyboard away.
    assert_eq!(hands.click(Point::new(900.0, 700.0)), []);
    assert_eq!(hands.press(Named::Enter), []);

    let mut off = Hands::on(pieces(false), WIDE);
    assert_eq!(off.all().len(), 2, "what cannot be pressed is passed over");
    off.tab();
    assert_eq!(off.press(Named::Enter), [Said::Ticked(true)]);
}

#[test]
fn what_has_the_keyboard_comes_into_sight() {
    let buttons = (0..40).map(|number| button("press").on_press(Said::Chosen(number)).into());
    let mut hands = Hands::on(scrollable(column(buttons)), Size::new(300.0, 200.0));
    for _ in 0..30 {
        hands.tab();
    }
    let lowest = Point::new(10.0, 184.0);
    assert_ne!(hands.click(lowest), [Said::Chosen(29)], "nobody has scrolled yet");
    for _ in 0..30 {
        hands.tab();
    }
    hands.run(sight::operation());
    assert_eq!(hands.click(lowest), [Said::Chosen(29)]);
    // After the last comes the first.
    for _ in 0..41 {
        hands.tab();
    }
    hands.run(sight::operation());
    assert_eq!(hands.click(Point::new(10.0, 10.0)), [Said::Chosen(0)]);
}

/// Who goes through a list by keys is not called back by a pointer that rests over it.
#[test]
fn a_list_that_opens_below_a_resting_pointer_is_not_chosen_from() {
    let lines = (0..9).map(|number| pointed(container("press").height(20), Said::Chosen(number)));
    let mut hands = Hands::on(scrollable(column(lines)), Size::new(300.0, 100.0));
    let at = Point::new(10.0, 50.0);
    assert_eq!(hands.rests(at), []);
    assert_eq!(hands.click(at), [Said::Chosen(2)]);
    assert_eq!(hands.rests(at), []);
}

#[tokio::test]
async fn the_buttons_of_the_status_line_keep_their_width_in_the_smallest_window() {
    let mut window = Window::open(Options { demo: true, ..Options::default() });
    window.until_shown("Discoscope demo server").await;
    let widths = |size| {
        let all = Hands::on(window.app.view(), size).all();
        all.iter().rev().take(3).map(|(bounds, _)| bounds.width).collect::<Vec<_>>()
    };
    assert_eq!(widths(Size::new(560.0, 350.0)), widths(WIDE));
}

#[tokio::test]
async fn every_shortcut_is_heard_and_does_something_harmless() {
    let mut window = Window::open(Options { demo: true, ..Options::default() });
    window.until_shown("Discoscope demo server").await;
    for line in LINES {
        let Some(does) = line.does.filter(|does| !matches!(does, Shortcut::LogOut | Shortcut::Quit)) else { continue };
        for stroke in line.strokes {
            let (messages, is_taken) = {
                let mut hands = Hands::on(window.app.view(), WIDE);
                hands.hears(Event::Keyboard(stroke.event()))
            };
            let heard = messages.iter().any(|message| matches!(message, Top::Pressed(pressed) if *pressed == does));
            assert_eq!((heard, is_taken), (stroke.comes_first(), stroke.comes_first()), "{stroke}: {messages:?}");
        }
        window.update(Top::Pressed(does));
        // Whatever it opened is closed again.
        window.update(Top::Guide(guide::Message::Left));
        window.update(Top::Files(files::Message::Dialog(files::DialogMessage::Cancelled)));
        window.update(Top::Explore(Message::Crawl(crawl::Message::Left)));
        window.update(Top::Explore(Message::MenuLeft));
        window.update(Top::Explore(Message::Bookmarks(bookmarks::Message::Pressed(bookmarks::Key::Close))));
        window.update(Top::Connect(connect::Message::Returned));
        window.update(Top::Pressed(Shortcut::Leave));
    }
    assert!(!window.texts().is_empty());
}

#[tokio::test]
async fn back_and_forward_lead_through_what_was_looked_at() {
    let mut explore = server().await;
    press(&mut explore, Shortcut::Back);
    assert_eq!(written(&explore), "a.example", "there is no way back yet");
    let _ = explore.update(Message::Tree(tree::Event::Select(1)));
    press(&mut explore, Shortcut::Tab(1));
    // From the list of items to the item.
    for message in Seen::new(explore.view()).click("The Lobby") {
        let _ = explore.update(message);
    }
    let _ = explore.update(Message::JidEdited("lobby@rooms.example".to_owned()));
    let _ = explore.update(Message::Went);
    assert_eq!(written(&explore), "lobby@rooms.example");
    press(&mut explore, Shortcut::Tab(0));
    press(&mut explore, Shortcut::Back);
    assert_eq!(written(&explore), "rooms.example");
    has(&texts(&explore), &["The Lobby", "Items 1"]);
    assert_eq!(explore.hindrance(Shortcut::Forward), None);
    press(&mut explore, Shortcut::Back);
    assert_eq!(written(&explore), "a.example");
    assert!(explore.hindrance(Shortcut::Back).is_some());
    press(&mut explore, Shortcut::Forward);
    press(&mut explore, Shortcut::Forward);
    assert_eq!(written(&explore), "lobby@rooms.example");
    // Going elsewhere cuts the way forward.
    press(&mut explore, Shortcut::Back);
    let _ = explore.update(Message::Tree(tree::Event::Select(0)));
    assert!(explore.hindrance(Shortcut::Forward).is_some());
    press(&mut explore, Shortcut::Back);
    assert_eq!(written(&explore), "rooms.example");

    // A snapshot has a way of its own.
    let kept = snapshot(&mut explore, "/tmp/lab.json");
    let _ = explore.open(kept);
    assert!(explore.hindrance(Shortcut::Back).is_some());
    let _ = explore.update(Message::Tree(tree::Event::Select(1)));
    press(&mut explore, Shortcut::Back);
    assert_eq!(written(&explore), "a.example");
    press(&mut explore, Shortcut::Document(0));
    assert_eq!(written(&explore), "rooms.example");
}

#[tokio::test]
async fn links_lead_where_they_say_and_nowhere_else() {
    let mut explore = server().await;
    for (link, jid, shown) in [
        ("xmpp:rooms.example?disco;request=items;type=get", "rooms.example", "The Lobby"),
        ("xmpp:a.example?disco;request=info", "a.example", "Identities"),
        (" xmpp:new.example?disco;node=x%20y ", "new.example", "Node"),
    ] {
        let _ = explore.update(Message::JidEdited(link.to_owned()));
        let _ = explore.update(Message::NodeEdited("left over".to_owned()));
        let _ = explore.update(Message::Went);
        assert_eq!(written(&explore), jid, "{link}");
        has(&texts(&explore), &[shown]);
    }
    assert_eq!(Seen::new(explore.view()).written("address-node").as_deref(), Some("x y"));
    for (link, why) in [
        ("xmpp:a.example?message;body=hi", "This link asks for “message”"),
        ("xmpp:a.example?disco;type=set", "This link asks for a discovery of type “set”"),
        ("xmpp://me@a.example/b.example", "This link says which account"),
    ] {
        let _ = explore.update(Message::JidEdited(link.to_owned()));
        let _ = explore.update(Message::Went);
        let texts = texts(&explore);
        assert!(texts.iter().any(|text| text.starts_with(why)), "{link}: {texts:#?}");
        assert_eq!(written(&explore), link, "it stays written");
    }
    assert!(explore.told().is_empty(), "it is said at the field");
}

#[tokio::test]
async fn a_link_that_was_given_waits_for_a_session() {
    let address = Address::new("rooms.demo.localhost");
    let options = Options { address: Some(address), request: Some(Request::Items), ..Options::default() };
    let mut window = Window::open(options);
    has(&window.texts(), &["Once you are connected, this is shown: rooms.demo.localhost, its items"]);
    window.click("Open the demo");
    window.until_shown("Chat rooms").await;
    window.until("its items", |window| window.texts().iter().any(|text| text.starts_with("Items "))).await;
    let mut window = Window::open(Options { refused: Some("No, not that.".to_owned()), ..Options::default() });
    window.until_shown("No, not that.").await;
}

#[tokio::test]
async fn the_palette_finds_does_and_explains() {
    let mut window = Window::open(Options { demo: true, ..Options::default() });
    window.until_shown("Discoscope demo server").await;
    window.update(Top::Pressed(Shortcut::Palette));
    has(&window.texts(), &["Ask again", "F5", "– nothing is being expanded", "Log out"]);
    lacks(&window.texts(), &["Do something…", "Third tree"]);
    let edit = |window: &mut Window, text: &str| window.update(Top::Guide(guide::Message::Edited(text.to_owned())));
    edit(&mut window, "co li");
    has(&window.texts(), &["Copy link", "Ctrl+Shift+C"]);
    lacks(&window.texts(), &["Copy JID"]);
    edit(&mut window, "rooms");
    has(&window.texts(), &["Go to rooms.demo.localhost"]);
    edit(&mut window, "xmpp:a@b?message");
    let said = |window: &Window, words: &str| window.texts().iter().any(|text| text.contains(words));
    assert!(said(&window, "This link asks for “message”"));
    window.update(Top::Guide(guide::Message::Taken(None)));
    assert!(said(&window, "This link asks for “message”"), "what cannot be done is not done");
    edit(&mut window, "no such thing");
    has(&window.texts(), &["Nothing is called so."]);
    edit(&mut window, "details");
    for _ in 0..3 {
        window.update(Top::Guide(guide::Message::Moved(1)));
    }
    window.update(Top::Guide(guide::Message::Moved(-1)));
    window.update(Top::Guide(guide::Message::Taken(None)));
    lacks(&window.texts(), &["Details: Findings"]);
    has(&window.texts(), &["Nothing that this entity said breaks a rule."]);
    window.update(Top::Pressed(Shortcut::Palette));
    edit(&mut window, "go to rooms");
    window.update(Top::Guide(guide::Message::Taken(None)));
    has(&window.texts(), &["Chat rooms"]);
    assert_eq!(Seen::new(window.app.view()).written("address-jid").as_deref(), Some("rooms.demo.localhost"));
    window.update(Top::Pressed(Shortcut::Palette));
    edit(&mut window, "keys");
    window.click("Keys and what they do");
    has(&window.texts(), &["Going somewhere", "Alt+←", "In panels and dialogs"]);
    edit(&mut window, "f8");
    has(&window.texts(), &["Finding", "Shift+F8"]);
    lacks(&window.texts(), &["Going somewhere"]);
    window.update(Top::Pressed(Shortcut::Help));
    lacks(&window.texts(), &["Keys and what they do"]);
}

/// Takes the first thing from the palette that is called so.
fn take(window: &mut Window, words: &str) {
    window.update(Top::Pressed(Shortcut::Palette));
    window.update(Top::Guide(guide::Message::Edited(words.to_owned())));
    window.update(Top::Guide(guide::Message::Taken(None)));
}

#[tokio::test]
async fn the_palette_leads_to_stanzas_to_ourselves_and_to_other_kinds_of_login() {
    let mut window = Window::open(Options { demo: true, ..Options::default() });
    window.until_shown("Discoscope demo server").await;
    assert_eq!(window.app.hindrance(Shortcut::PauseStanzas), Some("the stanzas are not shown"));
    take(&mut window, "show stanzas");
    has(&window.texts(), &["Pause", "Hide stanzas"]);
    take(&mut window, "stanzas pause");
    has(&window.texts(), &["Resume"]);

    take(&mut window, "yourself file");
    has(&window.texts(), &["What you say of yourself", "Show an example"]);
    // Nothing is done meanwhile to the tree that is not seen.
    window.update(Top::Pressed(Shortcut::Palette));
    window.update(Top::Guide(guide::Message::Edited("expand all below".to_owned())));
    has(&window.texts(), &["– leave what you say of yourself first"]);
    window.update(Top::Guide(guide::Message::Left));
    window.update(Top::Pressed(Shortcut::Tab(0)));
    has(&window.texts(), &["Main node"]);
    assert_eq!(window.app.hindrance(Shortcut::Apply), Some("it is being looked through"));
    window.until("the look", |window| window.app.hindrance(Shortcut::Apply) == Some("it is said already")).await;
    window.update(Top::Pressed(Shortcut::Back));
    lacks(&window.texts(), &["What you say of yourself"]);
    window.update(Top::Pressed(Shortcut::Ourselves));
    take(&mut window, "go to rooms");
    lacks(&window.texts(), &["What you say of yourself"]);
    has(&window.texts(), &["Chat rooms"]);

    for (words, shown) in [("component", "Domain of the component"), ("anonymously", "Domain"), ("password", "JID")] {
        take(&mut window, &format!("connect {words}"));
        has(&window.texts(), &[shown, "Back to the open tree"]);
        window.update(Top::Pressed(Shortcut::Leave));
        lacks(&window.texts(), &["Back to the open tree"]);
    }
    // Nothing is changed of a form that is being sent.
    window.update(Top::Pressed(Shortcut::Connect));
    window.click("Open the demo");
    window.update(Top::Pressed(Shortcut::ConnectAs(Kind::Component)));
    lacks(&window.texts(), &["Domain of the component"]);
    assert!(window.app.hindrance(Shortcut::ConnectAs(Kind::Component)).is_some());
}

#[tokio::test]
async fn the_palette_works_on_the_first_screen_too() {
    let mut window = Window::open(Options::default());
    window.update(Top::Pressed(Shortcut::Palette));
    has(&window.texts(), &["Open a snapshot…", "– no tree is shown", "Quit"]);
    window.update(Top::Guide(guide::Message::Edited("dark".to_owned())));
    window.update(Top::Guide(guide::Message::Taken(None)));
    assert_eq!(window.app.comfort().appearance, Appearance::Dark);
    lacks(&window.texts(), &["Theme: dark"]);
}

#[tokio::test]
async fn the_look_is_chosen_by_keys_and_in_the_settings() {
    let options = Options { text_size: Some(TextSize::of(150)), contrast: Some(Contrast::High), ..Options::default() };
    let mut window = Window::open(options);
    assert_eq!(window.app.comfort().text_size.percent(), 150);
    window.update(Top::Pressed(Shortcut::Settings));
    has(&window.texts(), &["Settings", "150 %", "Smaller", "Larger"]);
    window.click("Larger");
    window.click("Larger");
    has(&window.texts(), &["200 %"]);
    window.click("Usual");
    window.click("Light");
    let comfort = window.app.comfort();
    assert_eq!((comfort.appearance, comfort.contrast), (Appearance::Light, Contrast::Usual));
    assert!((window.app.scale() - 2.0).abs() < f32::EPSILON);
    // The window's size is told in pixels as they are drawn.
    window.update(Top::Resized(Size::new(320.0, 200.0)));
    assert!(window.app.scale() < 1.2, "{}", window.app.scale());
    assert!(
        window.texts().iter().any(|text| text.starts_with("In a window of this size everything is drawn at 114 %"))
    );
    window.click("100 %");
    window.click("Close");
    lacks(&window.texts(), &["Settings"]);
    for (shortcut, percent) in
        [(Shortcut::Larger, 110), (Shortcut::Smaller, 100), (Shortcut::Smaller, 90), (Shortcut::UsualSize, 100)]
    {
        window.update(Top::Pressed(shortcut));
        assert_eq!(window.app.comfort().text_size.percent(), percent);
    }
}

/// What is behind a dialog does not get the keyboard.
#[tokio::test]
async fn the_keyboard_stays_in_what_is_open() {
    let mut window = Window::open(Options::default());
    let before = Hands::on(window.app.view(), WIDE).all().len();
    window.update(Top::Pressed(Shortcut::Settings));
    let during = Hands::on(window.app.view(), WIDE).all().len();
    assert_eq!(during, 8, "three themes, two steps, two contrasts, “Close”; there is no way back to 100 % from there");
    assert!(before > 3);
}

#[tokio::test]
async fn panels_take_the_keys_for_themselves() {
    let mut explore = server().await;
    assert!(explore.is_free());
    press(&mut explore, Shortcut::Expand);
    assert!(!explore.is_free());
    let all = Hands::on(explore.view(), WIDE).all().len();
    assert_eq!(all, 7, "four fields, a box, two buttons");
}
