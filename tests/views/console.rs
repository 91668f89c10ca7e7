//! The stanza console: what is listed, filtered, paused, chosen and saved.

use std::{fs, time::Instant};

use cpu_time::ProcessTime;
use discoscope::{
    app::{
        Message as AppMessage, Options,
        files::{self, Chooser, DialogMessage, chooser::Answer},
        screen::explore::{
            self, Explore, Message,
            console::{self, filter::Part},
            shortcut::Shortcut,
        },
        widget::tree,
    },
    session::{Direction, Event, Wired},
};
use jiff::Timestamp;
use tempfile::TempDir;

use crate::{
    answers::screen,
    app::Window,
    seen::{Seen, has, lacks},
};

fn wired(direction: Direction, name: &str, peer: &str, xml: &str) -> Wired {
    Wired {
        at: Timestamp::UNIX_EPOCH,
        direction,
        name: name.into(),
        kind: Some("get".into()),
        id: Some("d1".into()),
        peer: Some(peer.into()),
        payload: Some(("query".into(), "http://jabber.org/protocol/disco#info".into())),
        xml: xml.into(),
        bytes: xml.len(),
    }
}

fn texts(explore: &Explore) -> Vec<String> {
    Seen::new(explore.view()).texts()
}

fn tell(explore: &mut Explore, message: console::Message) {
    let _ = explore.update(Message::Console(message));
}

/// Three stanzas.
pub fn some() -> Event {
    Event::Wire(vec![
        wired(Direction::Sent, "iq", "rooms.example", "<iq type='get' id='d1'/>"),
        wired(Direction::Received, "iq", "rooms.example", "<iq type='result' id='d1'>secret words</iq>"),
        wired(Direction::Received, "message", "bob@b.example\u{202e}", "<message>hello</message>"),
    ])
}

/// The rows of the list: everything that names a direction.
fn rows(explore: &Explore) -> usize {
    texts(explore).iter().filter(|text| text.contains("  sent  ") || text.contains("  received  ")).count()
}

#[tokio::test]
async fn it_opens_below_the_tree_and_lists_what_goes_over_the_wire() {
    let mut explore = screen(None).await;
    lacks(&texts(&explore), &["Pause", "Hide stanzas"]);
    for message in Seen::new(explore.view()).click("Stanzas") {
        let _ = explore.update(message);
    }
    has(
        &texts(&explore),
        &["Hide stanzas", "Nothing has gone over the wire since this was opened.", "Choose a stanza to read it."],
    );
    let _ = explore.heard(vec![some()]);
    let shown = texts(&explore);
    assert_eq!(rows(&explore), 3, "{shown:#?}");
    has(&shown, &["3 stanzas · logins are left out", "rooms.example · http://jabber.org/protocol/disco#info"]);
    assert!(shown.iter().any(|text| text.contains("bob@b.example⟨U+202E⟩")), "{shown:#?}");
    let _ = explore.update(Message::Pressed(Shortcut::Console));
    lacks(&texts(&explore), &["Hide stanzas", "Pause"]);
    let _ = explore.update(Message::Pressed(Shortcut::Console));
    assert_eq!(rows(&explore), 3, "it keeps what it has");
}

#[tokio::test]
async fn while_it_is_closed_nothing_is_kept_and_a_line_says_so() {
    let gaps = |explore: &Explore| {
        let words = "  not recorded while the console was closed";
        texts(explore).iter().filter(|text| text.ends_with(words)).count()
    };
    let mut explore = screen(None).await;
    let _ = explore.heard(vec![some()]);
    tell(&mut explore, console::Message::Toggled);
    assert_eq!((rows(&explore), gaps(&explore)), (0, 0), "nothing was missed before it was opened at all");
    let _ = explore.heard(vec![some()]);
    tell(&mut explore, console::Message::Toggled);
    let _ = explore.heard(vec![some()]);
    tell(&mut explore, console::Message::Toggled);
    assert_eq!((rows(&explore), gaps(&explore)), (3, 1));
    // Nothing came in between: one line is enough.
    tell(&mut explore, console::Message::Toggled);
    tell(&mut explore, console::Message::Toggled);
    assert_eq!((rows(&explore), gaps(&explore)), (3, 1));
    let _ = explore.heard(vec![some()]);
    tell(&mut explore, console::Message::Toggled);
    tell(&mut explore, console::Message::Toggled);
    assert_eq!((rows(&explore), gaps(&explore)), (6, 2));
}

#[tokio::test]
async fn it_is_filtered_paused_and_cleared() {
    let mut explore = screen(None).await;
    tell(&mut explore, console::Message::Toggled);
    let _ = explore.heard(vec![some()]);
    tell(&mut explore, console::Message::TextEdited("SECRET".to_owned()));
    assert_eq!(rows(&explore), 1);
    has(&texts(&explore), &["1 of 3 stanzas · logins are left out"]);
    tell(&mut explore, console::Message::JidEdited("bob".to_owned()));
    has(&texts(&explore), &["No stanza matches the filter."]);
    tell(&mut explore, console::Message::TextEdited(String::new()));
    assert_eq!(rows(&explore), 1);
    tell(&mut explore, console::Message::JidEdited(String::new()));
    for (part, left) in [(Part::Sent, 2), (Part::Message, 1)] {
        for message in Seen::new(explore.view()).click(part.name()) {
            let _ = explore.update(message);
        }
        assert_eq!(rows(&explore), left);
        let _ = part;
    }
    for part in [Part::Sent, Part::Message] {
        tell(&mut explore, console::Message::Switched(part));
    }
    tell(&mut explore, console::Message::Paused);
    let _ = explore.heard(vec![some()]);
    assert_eq!(rows(&explore), 3);
    has(&texts(&explore), &["Resume", "3 stanzas · paused, 3 passed meanwhile · logins are left out"]);
    tell(&mut explore, console::Message::Paused);
    assert!(texts(&explore).iter().any(|text| text.ends_with("3 stanzas passed while paused")));
    let _ = explore.heard(vec![some()]);
    assert_eq!(rows(&explore), 6);
    tell(&mut explore, console::Message::Cleared);
    assert_eq!(rows(&explore), 0);
}

#[tokio::test]
async fn a_snapshot_has_none() {
    let mut explore = Explore::default();
    tell(&mut explore, console::Message::Toggled);
    assert!(explore.told().is_empty(), "there is nothing at all");
}

#[tokio::test]
async fn a_hundred_thousand_lines_are_no_burden() {
    let mut explore = screen(None).await;
    tell(&mut explore, console::Message::Toggled);
    let line = |number: usize| {
        let jid = format!("i{number}@rooms.example");
        wired(Direction::Received, "iq", &jid, &format!("<iq type='result' from='{jid}'>{}</iq>", "x".repeat(60)))
    };
    for batch in 0..200 {
        let _ = explore.heard(vec![Event::Wire((0..500).map(|number| line(batch * 500 + number)).collect())]);
    }
    has(&texts(&explore), &["100000 stanzas · logins are left out"]);
    assert!(rows(&explore) < 30, "only what is seen is drawn");
    let (cpu, _) = (ProcessTime::now(), Instant::now());
    for text in ["i", "i9", "i99", "i999", "i9999", "i99999@"] {
        tell(&mut explore, console::Message::TextEdited(text.to_owned()));
    }
    // Generous: unoptimised, and other tests run meanwhile in this process.
    assert!(cpu.elapsed().as_secs() < 20, "{:?}", cpu.elapsed());
    has(&texts(&explore), &["1 of 100000 stanzas · logins are left out"]);
}

#[tokio::test]
async fn a_real_session_is_listened_to_read_and_saved() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("wire");
    let chooser = Chooser::Other(std::sync::Arc::new(|_| Answer::Unavailable));
    let mut window = Window::open(Options { demo: true, chooser, ..Options::default() });
    window.until_shown("urn:xmpp:ping").await;
    let press = |window: &mut Window, message| window.update(AppMessage::Explore(explore::Message::Console(message)));
    press(&mut window, console::Message::SaveWanted);
    window.until_shown("There is no stanza to save; nothing is shown.").await;
    press(&mut window, console::Message::Toggled);
    window.update(AppMessage::Explore(explore::Message::Pressed(Shortcut::Refresh)));
    let received =
        |window: &Window| window.texts().iter().filter(|text| text.contains("  received  iq result")).count();
    window.until("both answers", |window| received(window) == 2).await;
    press(&mut window, console::Message::Line(tree::Event::Select(0)));
    window.until("the stanza", |window| window.texts().iter().any(|text| text.starts_with("sent, "))).await;

    press(&mut window, console::Message::SaveWanted);
    has(&window.texts(), &["Save what the console shows: 4 stanzas"]);
    window.update(AppMessage::Files(files::Message::Dialog(DialogMessage::Edited(file.display().to_string()))));
    window.until_shown("“wire.xml” will be made: XML, with when and which way in comments.").await;
    window.update(AppMessage::Files(files::Message::Dialog(DialogMessage::Confirmed)));
    let written = file.with_extension("xml");
    window.until_shown(&format!("Exported to {}.", written.display())).await;
    let text = fs::read_to_string(&written).unwrap();
    assert!(text.starts_with("<!-- Discoscope: 4 stanzas of demo@demo.localhost/"), "{text}");
    assert_eq!(text.matches(" sent -->\n<iq type='get' ").count(), 2, "{text}");
    assert_eq!(text.matches(" received -->\n<iq type='result' ").count(), 2, "{text}");
    assert!(!text.contains("sasl"), "{text}");
}
