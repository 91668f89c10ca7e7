//! Snapshots beside the live tree, and without one.

use std::path::Path;

use discoscope::{
    app::screen::explore::{
        Action, Explore, MenuKey, Message, Wish,
        document::{DocumentId, kept::Opened, live::Saved},
        shortcut::Shortcut,
    },
    app::widget::tree,
    disco::{address::Address, tree::Scope},
    snapshot::{Snapshot, Watch, file::Keep},
};

use crate::{
    answers::{info, items, screen},
    seen::{Seen, has, lacks},
};

/// A live tree: a server that answered, one of its two items that answered, too.
async fn live() -> Explore {
    let mut explore = screen(None).await;
    let _ = explore.heard(vec![
        info("a.example", "<identity category='server' type='im' name='Lab'/><feature var='urn:xmpp:ping'/>"),
        items("a.example", "<item jid='rooms.example' name='Rooms'/><item jid='b.example' name='Never asked'/>"),
        info(
            "rooms.example",
            "<identity category='conference' type='text' name='Rooms'/><feature var='f'/><feature var='f'/>",
        ),
    ]);
    explore
}

fn live_id(explore: &Explore) -> DocumentId {
    explore.live().expect("a live tree").0
}

fn kept(explore: &mut Explore) -> Snapshot {
    let wish = Wish { document: live_id(explore), scope: Scope::Whole, is_again: false };
    explore.content(wish).expect("a tree").snapshot()
}

fn open(explore: &mut Explore, snapshot: Snapshot, path: &str) {
    let opened = Opened::of(Path::new(path), snapshot, &Watch::default()).expect("nobody stops it");
    let _ = explore.open(opened);
}

fn texts(explore: &Explore) -> Vec<String> {
    Seen::new(explore.view()).texts()
}

fn press(explore: &mut Explore, shortcut: Shortcut) -> Action {
    explore.update(Message::Pressed(shortcut))
}

fn told(explore: &mut Explore) -> Vec<String> {
    explore.told().iter().map(|notice| notice.words().to_owned()).collect()
}

#[tokio::test]
async fn a_snapshot_opens_beside_the_live_tree_and_says_what_it_is() {
    let mut explore = live().await;
    let alone = texts(&explore);
    lacks(&alone, &["alice@a.example"]);
    let snapshot = kept(&mut explore);
    open(&mut explore, snapshot, "/tmp/lab.json");
    let seen = texts(&explore);
    has(&seen, &["alice@a.example", "lab.json", "/tmp/lab.json", "Lab", "Rooms", "Never asked", "not asked"]);
    has(&seen, &["urn:xmpp:ping", "server/im", "“Ask again” goes to the live tree"]);
    let is_banner = |text: &String| text.starts_with("Snapshot of ") && text.ends_with(", as alice@a.example saw it");
    assert!(seen.iter().any(is_banner), "{seen:#?}");
    assert!(seen.iter().any(|text| text.starts_with("2 entities asked · findings in 2 · made by discoscope ")));
    assert_eq!(explore.title(), "lab.json – Discoscope");

    let _ = press(&mut explore, Shortcut::NextDocument);
    assert_eq!(explore.title(), "alice@a.example/x7 – Discoscope");
    lacks(&texts(&explore), &["/tmp/lab.json", "not asked"]);
    let _ = press(&mut explore, Shortcut::PreviousDocument);
    assert_eq!(explore.title(), "lab.json – Discoscope");

    // The same file again takes the place of its tab; closing it leaves the live tree.
    let snapshot = kept(&mut explore);
    open(&mut explore, snapshot, "/tmp/lab.json");
    assert_eq!(explore.count(), 2);
    let _ = press(&mut explore, Shortcut::CloseDocument);
    assert_eq!((explore.count(), explore.title().as_str()), (1, "alice@a.example/x7 – Discoscope"));
    let _ = press(&mut explore, Shortcut::CloseDocument);
    assert_eq!(explore.count(), 1);
    assert!(told(&mut explore)[0].starts_with("The live tree belongs to the session"));
}

#[tokio::test]
async fn nobody_is_asked_for_a_snapshot() {
    let mut explore = live().await;
    let snapshot = kept(&mut explore);
    let _ = explore.drop_live();
    open(&mut explore, snapshot, "/tmp/lab.json");
    // Choosing and opening leave everything as it was.
    for index in 0..4 {
        for event in [tree::Event::Select(index), tree::Event::Open(index), tree::Event::Toggle(index)] {
            let _ = explore.update(Message::Tree(event));
        }
        lacks(&texts(&explore), &["disco#info waiting", "disco#items waiting"]);
    }
    let _ = explore.update(Message::Tree(tree::Event::Open(0)));
    let _ = explore.update(Message::Tree(tree::Event::Select(2)));
    has(&texts(&explore), &["Not asked when the snapshot was taken; F5 asks it in the live tree.", "Connect…"]);

    let _ = press(&mut explore, Shortcut::Refresh);
    assert_eq!(
        told(&mut explore),
        ["Nobody can ask b.example without a session; press “Connect…” below, log in, and ask again."]
    );
    // What is wrong is found without the session, too.
    let _ = press(&mut explore, Shortcut::NextFinding);
    let _ = press(&mut explore, Shortcut::NextFinding);
    has(&texts(&explore), &["conference/text", "Findings 2"]);

    // An address that the snapshot does not have is not asked either.
    for (jid, is_known) in [("rooms.example", true), ("nobody.example", false)] {
        let _ = explore.update(Message::JidEdited(jid.to_owned()));
        let _ = explore.update(Message::Went);
        assert_eq!(told(&mut explore).is_empty(), is_known, "{jid}");
    }
    let _ = press(&mut explore, Shortcut::CloseDocument);
    assert!(explore.is_empty());
}

#[tokio::test]
async fn asking_again_goes_to_the_live_tree() {
    let mut explore = live().await;
    let snapshot = kept(&mut explore);
    open(&mut explore, snapshot, "/tmp/lab.json");
    let _ = explore.update(Message::Tree(tree::Event::Select(2)));
    has(&texts(&explore), &["disco#info not asked"]);
    let _ = press(&mut explore, Shortcut::Refresh);
    assert_eq!(explore.title(), "alice@a.example/x7 – Discoscope");
    has(&texts(&explore), &["b.example", "disco#info waiting", "disco#items waiting"]);
}

#[tokio::test]
async fn what_is_saved_of_a_long_list_is_shown_too() {
    let mut explore = screen(None).await;
    let list = (0..3_000).fold(String::new(), |list, number| list + &format!("<item jid='i{number}.example'/>"));
    let _ = explore.heard(vec![items("a.example", &list)]);
    let _ = explore.update(Message::Tree(tree::Event::Select(3_000)));
    assert!(explore.is_growing(), "the last rows are still to come");
    lacks(&texts(&explore), &["i2999.example"]);
    let snapshot = kept(&mut explore);
    assert!(snapshot.tree().find(&Address::new("i2999.example")).is_some() && !explore.is_growing());
    let _ = explore.update(Message::Tree(tree::Event::Select(3_000)));
    has(&texts(&explore), &["i2999.example"]);
}

#[tokio::test]
async fn a_row_is_saved_without_its_neighbours() {
    let mut explore = live().await;
    let _ = explore.update(Message::Tree(tree::Event::Context(1, iced::Point::new(10.0, 10.0))));
    for (entry, entities) in [("Save this row…", 1), ("Save this and all below…", 1)] {
        let _ = explore.update(Message::Tree(tree::Event::Context(1, iced::Point::new(10.0, 10.0))));
        let messages = Seen::new(explore.view()).click(entry);
        let action = messages.into_iter().fold(Action::None, |_, message| explore.update(message));
        let Action::Save(wish) = action else { panic!("{entry} saves nothing") };
        let snapshot = explore.content(wish).unwrap().snapshot();
        assert_eq!(snapshot.entities.len(), entities, "{entry}");
        assert_eq!(&*snapshot.entities[0].address.jid, "rooms.example");
        assert_eq!(snapshot.roots.len(), 1);
    }
    for (shortcut, is_again) in [(Shortcut::Save, true), (Shortcut::SaveAs, false)] {
        let document = live_id(&explore);
        let Action::Save(wish) = press(&mut explore, shortcut) else { panic!("{shortcut:?}") };
        assert_eq!(wish, Wish { document, scope: Scope::Whole, is_again });
    }
}

#[tokio::test]
async fn only_what_somebody_would_be_sorry_to_lose_is_asked_for() {
    let mut explore = live().await;
    assert!(!explore.live().unwrap().1.is_unsaved(), "whoever looked around is not asked");
    let saved = |answers| Saved { path: "/tmp/lab.json".into(), keep: Keep::default(), answers };
    let (id, answers) = (live_id(&explore), explore.live().unwrap().1.answers());
    explore.was_saved(id, saved(answers));
    assert!(!explore.live().unwrap().1.is_unsaved());
    let _ = explore.heard(vec![info("b.example", "<feature var='f'/>")]);
    assert!(explore.live().unwrap().1.is_unsaved(), "saved before, and changed since");

    let mut explore = live().await;
    let many = (0..600).map(|number| info(&format!("{number}.example"), "<feature var='f'/>")).collect();
    let _ = explore.heard(many);
    assert!(explore.live().unwrap().1.is_unsaved(), "so many answers were work");
}

#[tokio::test]
async fn the_menu_of_a_row_is_walked_through_by_keyboard() {
    let mut explore = live().await;
    let before = texts(&explore);
    let context = || Message::Tree(tree::Event::Context(1, iced::Point::new(10.0, 10.0)));
    let press = |explore: &mut Explore, keys: &[MenuKey]| {
        keys.iter().fold(Action::None, |_, key| explore.update(Message::MenuPressed(*key)))
    };
    let _ = explore.update(Message::Tree(tree::Event::Select(1)));
    let selected = texts(&explore);
    assert_ne!(selected, before);
    for keys in [
        &[MenuKey::Last, MenuKey::Up, MenuKey::Enter][..],
        &[MenuKey::First, MenuKey::Up, MenuKey::Up, MenuKey::Enter],
        &[MenuKey::Up, MenuKey::Down, MenuKey::Up, MenuKey::Up, MenuKey::Enter],
    ] {
        let _ = explore.update(context());
        let Action::Save(wish) = press(&mut explore, keys) else { panic!("{keys:?} saves nothing") };
        assert!(matches!(wish.scope, Scope::Only(_)), "{keys:?}");
        lacks(&texts(&explore), &["Save this row…"]);
    }
    let _ = explore.update(context());
    assert!(matches!(press(&mut explore, &[MenuKey::Enter]), Action::None), "nothing is chosen yet");
    has(&texts(&explore), &["Save this row…"]);
    let _ = press(&mut explore, &[MenuKey::Down, MenuKey::Close]);
    assert_eq!(texts(&explore), selected);
}
