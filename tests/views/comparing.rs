//! Two trees side by side as one, without a window.

use std::path::Path;

use discoscope::{
    app::screen::explore::{
        Action, Explore, Message, Wish,
        comparing::Message as Comparing,
        document::{DocumentId, kept::Opened},
        shortcut::Shortcut,
    },
    app::widget::tree,
    disco::tree::Scope,
    snapshot::{Snapshot, Watch, compare::Aspect, watch::Cancelled},
};
use futures::StreamExt;
use iced::Size;
use iced_test::runtime::{Action as Runtime, task};

use crate::{
    answers::{info, items, screen},
    seen::{Seen, has, lacks},
};

/// The tree of a server with a room that has this name and these features.
async fn lab(name: &str, features: &str) -> Explore {
    let mut explore = screen(None).await;
    let _ = explore.heard(vec![
        info("a.example", "<identity category='server' type='im' name='Lab'/><feature var='urn:xmpp:ping'/>"),
        items("a.example", "<item jid='rooms.example' name='Rooms'/>"),
        info("rooms.example", &format!("<identity category='conference' type='text' name='{name}'/>{features}")),
        items("rooms.example", ""),
    ]);
    explore
}

fn kept(explore: &mut Explore) -> Snapshot {
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
    let old = kept(&mut lab("Rooms", "<feature var='muc_public'/><feature var='urn:xmpp:mam:1'/>").await);
    let mut explore = lab("Räume", "<feature var='muc_public'/><feature var='urn:xmpp:mam:2'/>").await;
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

#[tokio::test]
async fn a_comparison_that_was_stopped_can_be_made_anew() {
    let mut explore = compared().await;
    let before = texts(&explore);
    for (turn, click) in [(2, "Compare again"), (4, "words")] {
        let _ = explore.update(Message::Comparing(Comparing::Again));
        let _ = explore.update(Message::Comparing(Comparing::Cancelled));
        // What the task says that was stopped in time.
        run_message(&mut explore, Message::Comparing(Comparing::Made { turn, made: Err(Cancelled) })).await;
        has(&texts(&explore), &["The comparison was stopped.", "Compare again"]);
        for message in Seen::new(explore.view()).click(click) {
            run_message(&mut explore, message).await;
        }
        if click == "Compare again" {
            assert_eq!(texts(&explore), before);
        }
    }
    has(&texts(&explore), &["2 differences"]);
}

#[tokio::test]
async fn what_is_changed_while_it_is_made_holds() {
    let mut explore = compared().await;
    let first = explore.update(Message::Comparing(Comparing::Again));
    let second = explore.update(Message::Comparing(Comparing::Ignored(Aspect::Words, true)));
    run(&mut explore, second).await;
    let seen = texts(&explore);
    has(&seen, &["2 differences"]);
    lacks(&seen, &["Comparing…"]);
    run(&mut explore, first).await;
    assert_eq!(texts(&explore), seen, "the older one is dropped");
}

#[tokio::test]
async fn what_is_chosen_last_is_what_is_shown() {
    let mut explore = compared().await;
    let shown = texts(&explore);
    let select = |index| Message::Comparing(Comparing::Line(tree::Event::Select(index)));
    let first = explore.update(select(0));
    let second = explore.update(select(1));
    assert!(matches!(second, Action::None), "one at a time");
    run(&mut explore, first).await;
    assert_eq!(texts(&explore), shown);
    assert!(matches!(explore.update(select(1)), Action::None), "nothing changed");
}

#[tokio::test]
async fn nothing_of_the_options_is_cut_in_the_smallest_window() {
    let explore = compared().await;
    let [mut small, mut large] =
        [Size::new(640.0, 400.0), Size::new(1280.0, 800.0)].map(|size| Seen::sized(explore.view(), size));
    for aspect in Aspect::ALL {
        let [small, large] = [&mut small, &mut large].map(|seen| seen.bounds(aspect.word()).expect("it is there"));
        assert!((small.width - large.width).abs() < 0.5, "{aspect:?} is cut");
        assert!(small.x + small.width < 640.0, "{aspect:?} ends at {}", small.x + small.width);
    }
}
