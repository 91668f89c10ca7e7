//! What we say of ourselves, on the screen.

use std::{sync::Arc, time::Duration};

use discoscope::{
    app::{
        screen::explore::{
            Action, Explore, Message,
            ourselves::{self, Edit, LineEdit, Page, Section, Value, Whose},
            shortcut::Shortcut,
        },
        widget::tree,
    },
    disco::advertised::{Inquiry, Told, Wanted},
    profile::ourselves::Store,
    session::{Asked, Event, Unlisted},
};
use futures::StreamExt;
use iced::{Task, widget::text_editor};
use jiff::Timestamp;

use crate::{
    answers::screen,
    seen::{Seen, has, lacks},
};

pub fn texts(explore: &Explore) -> Vec<String> {
    Seen::new(explore.view()).texts()
}

pub fn told(explore: &mut Explore) -> Vec<String> {
    explore.told().iter().map(|notice| notice.words().to_owned()).collect()
}

/// Takes in a message and everything that follows from it.
pub async fn send(explore: &mut Explore, message: ourselves::Message) {
    let action = explore.update(Message::Ourselves(message));
    settle(explore, action).await;
}

/// Takes in messages, one after the other, and everything that follows from each.
pub async fn follow(explore: &mut Explore, messages: Vec<Message>) {
    for message in messages {
        let action = explore.update(message);
        settle(explore, action).await;
    }
}

async fn settle(explore: &mut Explore, action: Action) {
    if let Action::Run(task) = action {
        run(explore, task).await;
    }
}

/// Runs a task to its end, as far as it sends messages.
async fn run(explore: &mut Explore, task: Task<Message>) {
    let Some(mut stream) = iced_test::runtime::task::into_stream(task) else { return };
    let mut messages = Vec::new();
    let all = async {
        while let Some(action) = stream.next().await {
            if let iced_test::runtime::Action::Output(message) = action {
                messages.push(message);
            }
        }
    };
    let _ = tokio::time::timeout(Duration::from_secs(20), all).await;
    for message in messages {
        let action = explore.update(message);
        Box::pin(settle(explore, action)).await;
    }
}

pub async fn opened() -> Explore {
    let mut explore = screen(None).await;
    let action = explore.update(Message::Pressed(Shortcut::Ourselves));
    settle(&mut explore, action).await;
    explore
}

/// Writes a text in the place of all that is written.
pub async fn write(explore: &mut Explore, text: &str) {
    send(explore, ourselves::Message::TextEdited(text_editor::Action::SelectAll)).await;
    let paste = text_editor::Edit::Paste(Arc::new(text.to_owned()));
    send(explore, ourselves::Message::TextEdited(text_editor::Action::Edit(paste))).await;
}

fn features(explore: &Explore) -> Vec<String> {
    let served = explore.advertised().served();
    served.profile().main().map(|main| main.features.iter().map(ToString::to_string).collect()).unwrap_or_default()
}

const GOOD: &str = "# mine\n[[node]]\nidentities = [{ category = 'client', type = 'bot', name = 'Mine' }]\n\
    features = ['http://jabber.org/protocol/disco#info', 'http://jabber.org/protocol/disco#items', 'urn:mine']\n\
    [[rule]]\nwho = 'bob@example.org'\nmain = true\nerror = { condition = 'forbidden' }\ndelay_ms = 20\n";

#[tokio::test]
async fn what_is_said_by_default_is_there_with_its_preview() {
    let mut explore = opened().await;
    has(
        &texts(&explore),
        &[
            "What you say of yourself",
            "Main node",
            "The main node",
            "Identities",
            "Features",
            "Items",
            "Rules: who hears something else",
            "This is what you say of yourself now.",
            "Overview",
        ],
    );
    // The preview is that of any entity: what others see, with the hashes that are announced.
    let tab = discoscope::app::screen::explore::DetailsMessage::TabNumber(3);
    send(&mut explore, ourselves::Message::Preview(tab)).await;
    let seen = texts(&explore);
    assert!(
        seen.iter().any(|text| text.contains("sha-1")) && seen.iter().any(|text| text.contains("sha3-256")),
        "{seen:?}"
    );
    let action = explore.update(Message::Ourselves(ourselves::Message::Pressed(Shortcut::Leave)));
    settle(&mut explore, action).await;
    lacks(&texts(&explore), &["What you say of yourself"]);
}

#[tokio::test]
async fn fields_add_and_remove_nodes_and_what_they_hold() {
    let mut explore = opened().await;
    let edit = ourselves::Message::Edited;
    for change in [
        Edit::AddNode("commands".to_owned()),
        Edit::Lines(Whose::Node, LineEdit::Add(Section::Identities)),
        Edit::Lines(Whose::Node, LineEdit::Write(Section::Identities, 0, Value::Category, "automation".to_owned())),
        Edit::Lines(Whose::Node, LineEdit::Write(Section::Identities, 0, Value::Type, "command-list".to_owned())),
        Edit::Lines(Whose::Node, LineEdit::Write(Section::Identities, 0, Value::Name, "Commands".to_owned())),
        Edit::Lines(Whose::Node, LineEdit::Write(Section::Identities, 0, Value::Lang, "en".to_owned())),
        Edit::Lines(Whose::Node, LineEdit::Add(Section::Features)),
        Edit::Lines(Whose::Node, LineEdit::Write(Section::Features, 0, Value::Var, "urn:x".to_owned())),
        Edit::Lines(Whose::Node, LineEdit::Add(Section::Items)),
        Edit::Lines(Whose::Node, LineEdit::Write(Section::Items, 0, Value::Jid, "a.example".to_owned())),
        Edit::Lines(Whose::Node, LineEdit::Write(Section::Items, 0, Value::Node, "n".to_owned())),
        Edit::Lines(Whose::Node, LineEdit::Add(Section::Items)),
        Edit::Lines(Whose::Node, LineEdit::Remove(Section::Items, 1)),
    ] {
        send(&mut explore, edit(change)).await;
    }
    has(&texts(&explore), &["commands", "Node “commands”", "Not said yet: “Apply” (Ctrl+S) says it from now on."]);
    let before = explore.advertised().served().profile().nodes.len();
    for message in Seen::new(explore.view()).click("Apply") {
        let action = explore.update(message);
        settle(&mut explore, action).await;
    }
    assert_eq!(told(&mut explore), ["From now on this is what you say of yourself."]);
    let served = explore.advertised().served();
    assert_eq!((before, served.profile().nodes.len()), (1, 2));
    let node = served.profile().node(None, Some("commands")).unwrap();
    assert_eq!((node.identities[0].name.as_deref(), &*node.features[0]), (Some("Commands"), "urn:x"));
    assert_eq!((node.items.len(), node.items[0].node.as_deref()), (1, Some("n")));

    send(&mut explore, edit(Edit::RemoveNode)).await;
    send(&mut explore, ourselves::Message::Pressed(Shortcut::Save)).await;
    assert_eq!(explore.advertised().served().profile().nodes.len(), 1);
}

#[tokio::test]
async fn what_breaks_rules_is_said_and_can_be_said_on_purpose() {
    let mut explore = opened().await;
    let edit = ourselves::Message::Edited;
    send(&mut explore, edit(Edit::Lines(Whose::Node, LineEdit::Add(Section::Features)))).await;
    send(
        &mut explore,
        edit(Edit::Lines(Whose::Node, LineEdit::Write(Section::Features, 6, Value::Var, "urn:xmpp:ping".to_owned()))),
    )
    .await;
    let seen = texts(&explore);
    assert!(seen.iter().any(|text| text.contains("The same feature stands in the reply more than once")), "{seen:?}");
    has(&seen, &["Mend it, or take “Keep the rules” off to say it as it is."]);
    send(&mut explore, ourselves::Message::Pressed(Shortcut::Save)).await;
    let told = told(&mut explore);
    assert!(told[0].contains("or write “strict = false”"), "{told:?}");
    assert_eq!(features(&explore).len(), 6);
    send(&mut explore, edit(Edit::Strict(false))).await;
    send(&mut explore, ourselves::Message::Pressed(Shortcut::Save)).await;
    assert_eq!(features(&explore).len(), 7);
}

#[tokio::test]
async fn the_file_is_checked_as_it_is_written_and_nothing_is_lost_on_an_error() {
    let mut explore = opened().await;
    send(&mut explore, ourselves::Message::PageChosen(Page::File)).await;
    write(&mut explore, GOOD).await;
    has(&texts(&explore), &["Not said yet: “Apply” (Ctrl+S) says it from now on."]);
    send(&mut explore, ourselves::Message::Pressed(Shortcut::Save)).await;
    assert_eq!(features(&explore)[2], "urn:mine");
    let _ = told(&mut explore);

    write(&mut explore, "# kept\n[[node]]\nfeature = 'x'\n").await;
    let seen = texts(&explore);
    assert!(seen.iter().any(|text| text.starts_with("Line 3, node.feature: no field has this name")), "{seen:?}");
    send(&mut explore, ourselves::Message::Pressed(Shortcut::Save)).await;
    assert!(told(&mut explore)[0].starts_with("Line 3, node.feature"));
    // Fields cannot change what cannot be read, and say so; the text stays.
    send(&mut explore, ourselves::Message::Edited(Edit::Lines(Whose::Node, LineEdit::Add(Section::Items)))).await;
    assert!(told(&mut explore)[0].contains("Nothing was changed"));
    send(&mut explore, ourselves::Message::PageChosen(Page::Nodes)).await;
    assert!(texts(&explore).iter().any(|text| text.contains("Until the file can be read")));
    assert_eq!(features(&explore)[2], "urn:mine");
    for message in Seen::new(explore.view()).click("Go to line 3") {
        let action = explore.update(message);
        settle(&mut explore, action).await;
    }
    // There, what is typed lands in the line that is wrong.
    let paste = text_editor::Edit::Paste(Arc::new("#".to_owned()));
    send(&mut explore, ourselves::Message::TextEdited(text_editor::Action::Edit(paste))).await;
    assert!(!texts(&explore).iter().any(|text| text.starts_with("Line 3")));
    send(&mut explore, ourselves::Message::ExampleWanted).await;
    has(&texts(&explore), &["Not said yet: “Apply” (Ctrl+S) says it from now on."]);
    send(&mut explore, ourselves::Message::Reverted).await;
    send(&mut explore, ourselves::Message::PageChosen(Page::Nodes)).await;
    has(
        &texts(&explore),
        &[
            "This is what you say of yourself now.",
            "1. To bob@example.org about the main node: the error forbidden after 20 ms",
        ],
    );
}

#[tokio::test]
async fn what_is_said_is_kept_for_the_next_run_and_files_are_opened_and_saved() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::at(folder.path().join("config/ourselves.toml"));
    let mut explore = opened().await;
    let task = explore.load_ourselves(Some(store.clone()));
    run(&mut explore, task).await;
    write(&mut explore, GOOD).await;
    send(&mut explore, ourselves::Message::Pressed(Shortcut::Save)).await;
    assert_eq!(store.read().unwrap().as_deref(), Some(GOOD));

    let mut next = Explore::default();
    let task = next.load_ourselves(Some(store.clone()));
    run(&mut next, task).await;
    assert_eq!(features(&next)[2], "urn:mine");
    // A file that somebody broke is there to be mended, and not said.
    std::fs::write(folder.path().join("config/ourselves.toml"), "node = 1").unwrap();
    let mut broken = Explore::default();
    let task = broken.load_ourselves(Some(store));
    run(&mut broken, task).await;
    assert_eq!(features(&broken).len(), 6);
    let said = told(&mut broken);
    assert!(
        said[0].contains("was kept, but cannot be said: Line 1, node: it is no list") && said[0].contains("Ctrl+U"),
        "{said:?}"
    );

    let file = folder.path().join("mine.toml").display().to_string();
    send(&mut explore, ourselves::Message::PathEdited(file.clone())).await;
    send(&mut explore, ourselves::Message::SavePressed).await;
    assert_eq!(std::fs::read_to_string(&file).unwrap(), GOOD);
    std::fs::write(&file, GOOD.replace("urn:mine", "urn:else")).unwrap();
    send(&mut explore, ourselves::Message::OpenPressed).await;
    send(&mut explore, ourselves::Message::Pressed(Shortcut::Save)).await;
    assert_eq!(features(&explore)[2], "urn:else");
    let _ = told(&mut explore);
    send(&mut explore, ourselves::Message::PathEdited("/no/such".to_owned())).await;
    send(&mut explore, ourselves::Message::OpenPressed).await;
    assert!(told(&mut explore)[0].contains("“/no/such” cannot be read"));
}

pub fn inquiry(from: &str, told: Told) -> Event {
    let inquiry = Inquiry {
        at: Timestamp::now(),
        from: Some(from.into()),
        to: None,
        wanted: Wanted::Info,
        node: Some("n".into()),
        told,
        condition: None,
        rule: Some(2),
        delay_ms: 0,
        question_xml: "<iq id='q'><query/></iq>".into(),
        answer_xml: (told == Told::Answered).then(|| "<iq id='a'/>".into()),
    };
    Event::Asked(inquiry.into())
}

#[tokio::test]
async fn who_asked_is_listed_newest_first_and_no_more_than_can_be_kept() {
    let mut explore = opened().await;
    send(&mut explore, ourselves::Message::PageChosen(Page::Asked)).await;
    assert!(texts(&explore).iter().any(|text| text.starts_with("Nobody has asked you anything yet")));
    let _ = explore
        .heard(vec![inquiry("bob@example.org/phone", Told::Answered), inquiry("eve@example.org", Told::Silence)]);
    let seen = texts(&explore);
    has(&seen, &["Who asked 2"]);
    let position =
        |words: &str| seen.iter().position(|text| text.contains(words)).unwrap_or_else(|| panic!("{words}: {seen:?}"));
    assert!(position("eve@example.org") < position("bob@example.org/phone"));
    assert!(seen.iter().any(|text| text.contains("answered, by rule 2")), "{seen:?}");
    send(&mut explore, ourselves::Message::Asked(tree::Event::Select(1))).await;
    lacks(&texts(&explore), &["Choose a question to see it and its answer as they went over the wire."]);

    let _ =
        explore.heard((0..2_000).map(|number| inquiry(&format!("n{number}@example.org"), Told::Answered)).collect());
    has(&texts(&explore), &["Who asked 2002"]);
    lacks(&texts(&explore), &["1500 more questions were answered and not listed."]);
    let _ = explore.heard(vec![Event::Asked(Asked::More(Unlisted::of(1_500)))]);
    has(&texts(&explore), &["Who asked 3502", "1500 more questions were answered and not listed."]);
    send(&mut explore, ourselves::Message::Cleared).await;
    has(&texts(&explore), &["Who asked"]);
}
