//! Two trees side by side as one, without a window.

use std::path::Path;

use discoscope::{
    app::screen::explore::{
        Action, Explore, Message, Wish,
        comparing::Message as Comparing,
        document::{DocumentId, kept::Opened},
        shortcut::Shortcut,
    },
    disco::tree::Scope,
    snapshot::{Snapshot, Watch},
};
use futures::StreamExt;
use iced_test::runtime::{Action as Runtime, task};

use crate::{
    answers::{info, items, screen},
    seen::{Seen, has, lacks},
};

/// The tree of a server with a room that has this name and these features.
async fn tree(name: &str, features: &str) -> Explore {
    let mut explore = screen(None).await;
    let _ = explore.heard(vec![
        info("a.example", "<identity category='server' type='im' name='Lab'/><feature var='urn:xmpp:ping'/>"),
        items("a.example", "<item jid='rooms.example' name='Rooms'/>"),
        info("rooms.example", &format!("<identity category='conference' type='text' name='{name}'/>{features}")),
        items("rooms.example", ""),
    ]);
    explore
}

fn kept(explore: &Explore) -> Snapshot {
    let (document, _): (DocumentId, _) = explore.live().expect("a live tree");
    explore.content(Wish { document, scope: Scope::Whole, is_again: false }).expect("a tree").snapshot()
}

/// Runs what an action asks for, and everything that follows, to its end.
async fn run(explore: &mut Explore, action: Action) {
    let Action::Run(task) = action else { return };
    let Some(mut stream) = task::into_stream(task) else { return };
    while let Some(action) = stream.next().await {
        if let Runtime::Output(message) = action {
            Box::pin(run_message(explore, message)).await;
        }
    }
}

async fn run_message(explore: &mut Explore, message: Message) {
    let action = explore.update(message);
    run(explore, action).await;
}

fn texts(explore: &Explore) -> Vec<String> {
    Seen::new(explore.view()).texts()
}

async fn compared() -> Explore {
    let old = kept(&tree("Rooms", "<feature var='muc_public'/><feature var='urn:xmpp:mam:1'/>").await);
    let mut explore = tree("Räume", "<feature var='muc_public'/><feature var='urn:xmpp:mam:2'/>").await;
    let opened = Opened::of(Path::new("/tmp/old.json"), old, &Watch::default()).expect("nobody stops it");
    let _ = explore.open(opened);
    run_message(&mut explore, Message::Pressed(Shortcut::Compare)).await;
    explore
}

#[tokio::test]
async fn a_snapshot_and_the_live_tree_are_one_tree_with_marks() {
    let mut explore = compared().await;
    assert_eq!(explore.title(), "old.json ↔ alice@a.example – Discoscope");
    let seen = texts(&explore);
    has(&seen, &["1 changed · 1 the same", "Rooms", "3 differences", "urn:xmpp:mam:1", "urn:xmpp:mam:2"]);
    lacks(&seen, &["muc_public"]);

    run_message(&mut explore, Message::Comparing(Comparing::ShowAll(true))).await;
    has(&texts(&explore), &["muc_public"]);

    run_message(&mut explore, Message::Pressed(Shortcut::NextFinding)).await;
    has(&texts(&explore), &["urn:xmpp:mam:2"]);
    run_message(&mut explore, Message::Pressed(Shortcut::CloseDocument)).await;
    assert_eq!(explore.title(), "old.json – Discoscope");
}

#[tokio::test]
async fn a_rule_that_is_none_is_told_and_changes_nothing() {
    let mut explore = compared().await;
    let before = texts(&explore);
    run_message(&mut explore, Message::Comparing(Comparing::RuleEdited("nonsense".to_owned()))).await;
    run_message(&mut explore, Message::Comparing(Comparing::RuleGiven)).await;
    assert_eq!(explore.told().len(), 1);
    run_message(&mut explore, Message::Comparing(Comparing::RuleEdited(String::new()))).await;
    assert_eq!(texts(&explore), before);
}
