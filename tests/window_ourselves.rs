//! What we say of ourselves in the real window: written there, told to slixmpp at a real Prosody, listed, kept.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::{fs, thread, time::Duration};

use serde_json::json;
use tempfile::TempDir;

use display::{Display, Opened, PATIENCE};
use look::{CONTENT, Look, picture_file, program};
use picture::{Picture, Region};
use prosody::SHARED;
use serve::Requester;

#[path = "support/display.rs"]
#[allow(dead_code, reason = "a toolbox of which each test binary takes a part")]
mod display;
#[path = "support/keeper.rs"]
#[allow(dead_code, reason = "a toolbox of which each test binary takes a part")]
mod keeper;
#[path = "support/look.rs"]
#[allow(dead_code, reason = "a toolbox of which each test binary takes a part")]
mod look;
#[path = "support/picture.rs"]
#[allow(dead_code, reason = "a toolbox of which each test binary takes a part")]
mod picture;
#[path = "support/program.rs"]
#[allow(dead_code, reason = "a toolbox of which each test binary takes a part")]
mod program;
#[path = "support/prosody.rs"]
#[allow(dead_code, reason = "a toolbox of which each test binary takes a part")]
mod prosody;
#[path = "support/raw.rs"]
#[allow(dead_code, reason = "a toolbox of which each test binary takes a part")]
mod raw;
#[path = "support/serve.rs"]
#[allow(dead_code, reason = "a toolbox of which each test binary takes a part")]
mod serve;

/// The left part of the screen, and the list of who asked.
const LEFT: Region = Region { x: 4, y: 46, width: 600, height: 680 };
/// The line at the bottom that says how what is written stands.
const STATUS: Region = Region { x: 4, y: 778, width: 1200, height: 18 };

/// What is typed into the editor; indented lines would be indented more by nobody.
const WRITTEN: &str = "[[node]]\nidentities = [{ category = 'client', type = 'bot', name = 'Window' }]\n\
    features = ['http://jabber.org/protocol/disco#info', 'http://jabber.org/protocol/disco#items', 'urn:window']\n\
    [[node]]\nname = 'more'\nidentities = [{ category = 'hierarchy', type = 'leaf' }]\n\
    [[rule]]\nwho = 'admin@localhost'\nerror = { condition = 'forbidden' }\n";

fn save(window: &Opened<'_>, home: &TempDir, name: &str) {
    // Nothing lights up there.
    window.point(640, 788);
    let _ = window.still(CONTENT);
    window.save(&picture_file(home, name));
}

/// Types a text, line by line.
fn write(window: &Opened<'_>, text: &str) {
    for line in text.lines() {
        window.type_text(line);
        window.key("Return");
    }
}

#[test]
fn what_is_written_in_the_window_is_what_others_hear() {
    for (look, name) in [(Look::Light, "light"), (Look::Dark, "dark")] {
        let (display, home) = (Display::start(), TempDir::new().unwrap());
        let (account, connect) = (format!("alice@localhost/{name}"), format!("127.0.0.1:{}", SHARED.starttls));
        let ca = SHARED.ca();
        let arguments = ["--account", &account, "--connect", &connect, "--ca", ca.to_str().unwrap()];
        let window = display.open(program(&home, look, &arguments));
        window.until("the form", PATIENCE, |picture| (picture.ink(CONTENT) > 1000).then_some(()));
        let _ = window.still(CONTENT);
        // From the JID to the password, and from there to the server.
        window.key("Return");
        thread::sleep(Duration::from_millis(500));
        window.type_text("alicepw");
        window.key("Return");
        let is_online = keeper::until(PATIENCE, || window.title().starts_with("alice@localhost").then_some(()));
        assert!(is_online.is_some(), "no session: {}; {}", window.title(), window.said());

        let mut bob = Requester::at(SHARED.starttls, &ca, &format!("bob@localhost/{name}"), "bobpw");
        let mut admin = Requester::at(SHARED.starttls, &ca, &format!("admin@localhost/{name}"), "adminpw");
        assert_eq!(bob.ask("info", &account, None)["identities"], json!([["client", "pc", "Discoscope", null]]));

        let before = window.still(LEFT);
        window.key("ctrl+u");
        let nodes = window.changed(&before, LEFT);
        save(&window, &home, &format!("ourselves-nodes-{name}"));
        window.key("ctrl+2");
        let _ = window.changed(&nodes, LEFT);
        window.key("ctrl+a");
        write(&window, "[[node]]\nfeature = []");
        let wrong = window.still(STATUS);
        save(&window, &home, &format!("ourselves-wrong-{name}"));
        window.key("ctrl+a");
        write(&window, WRITTEN);
        let _ = window.changed(&wrong, STATUS);
        save(&window, &home, &format!("ourselves-file-{name}"));
        assert_eq!(bob.ask("info", &account, None)["features"].as_array().unwrap().len(), 6, "not applied yet");
        window.key("ctrl+s");
        let kept = home.path().join(".config/discoscope/ourselves.toml");
        let is_kept = keeper::until(PATIENCE, || kept.exists().then_some(()));
        assert!(is_kept.is_some(), "nothing was kept; {}", window.said());
        assert_eq!(fs::read_to_string(&kept).unwrap().trim_end(), WRITTEN.trim_end());

        let heard = bob.ask("info", &account, None);
        assert_eq!(heard["identities"], json!([["client", "bot", "Window", null]]));
        assert_eq!(heard["features"][2], "urn:window");
        assert_eq!(admin.ask("info", &account, Some("more"))["condition"], "forbidden");

        let file = window.still(LEFT);
        window.key("ctrl+3");
        let list = window.changed(&file, LEFT);
        let rows = |picture: &Picture| (picture.rows(LEFT).len() >= 4).then_some(());
        window.until("who asked", PATIENCE, rows);
        let _ = list;
        window.key("Down");
        thread::sleep(Duration::from_millis(500));
        save(&window, &home, &format!("ourselves-asked-{name}"));
        window.key("ctrl+1");
        thread::sleep(Duration::from_millis(500));
        save(&window, &home, &format!("ourselves-written-{name}"));
        window.close();
    }
}
