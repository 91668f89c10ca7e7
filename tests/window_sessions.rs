//! Several sessions in the real window, at a real Prosody: two accounts, and a component that asks from two JIDs.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::time::Duration;

use tempfile::TempDir;

use display::{Display, Opened, PATIENCE};
use look::{CONTENT, DETAILS, Look, TREE, middle, picture_file, program, rows};
use picture::Picture;
use prosody::{Certificate, Prosody};

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

#[track_caller]
fn until_title(window: &Opened<'_>, start: &str) {
    let is_there = keeper::until(PATIENCE, || window.title().starts_with(start).then_some(()));
    assert!(is_there.is_some(), "the title stays {:?} instead of {start}; {}", window.title(), window.said());
}

#[track_caller]
fn until_answered(window: &Opened<'_>) -> Picture {
    let is_there = |picture: &Picture| (!rows(picture).is_empty() && picture.ink(DETAILS) > 1000).then_some(());
    window.until("a tree with an answer", PATIENCE, is_there);
    window.still(CONTENT)
}

/// Opens the menu of the first row below a height, a root, and chooses what stands so many entries above its end.
fn choose(window: &Opened<'_>, below: usize, steps: usize) {
    let first = rows(&window.still(TREE)).iter().map(middle).find(|y| *y > below).unwrap();
    window.right_click(200, first);
    let _ = window.still(CONTENT);
    window.key("End");
    for _ in 0..steps {
        window.key("Up");
    }
}

/// Presses a key that moves the keyboard to another field, and waits until it is there.
fn go_on(window: &Opened<'_>, key: &str) {
    let before = window.still(CONTENT);
    window.key(key);
    let _ = window.changed(&before, CONTENT);
    std::thread::sleep(Duration::from_millis(300));
}

/// Below the tabs and the filter, and below the line that says who asks.
const BELOW_TABS: usize = 108;
const BELOW_ASKER: usize = 140;
/// From its end: ourselves, remove, save this row, save all below, and then as another session sees it.
const AS_SEEN_BY: usize = 4;

#[test]
fn two_accounts_see_the_same_entity_side_by_side() {
    let prosody = Prosody::start(Certificate::Good);
    let (ca, connect) = (prosody.ca().display().to_string(), format!("127.0.0.1:{}", prosody.starttls));
    for (look, name) in [(Look::Light, "light"), (Look::Dark, "dark")] {
        let (display, home) = (Display::start(), TempDir::new().unwrap());
        let start = ["--account", "alice@localhost", "--connect", &connect, "--ca", &ca, "odd.localhost", "who"];
        let window = display.open(program(&home, look, &start));
        window.until("the first screen", PATIENCE, |picture| (picture.ink(CONTENT) > 1000).then_some(()));
        let _ = window.still(CONTENT);
        go_on(&window, "Return");
        window.type_text("alicepw");
        window.key("Return");
        until_title(&window, "alice@localhost/");
        let _ = until_answered(&window);

        window.key("ctrl+n");
        until_title(&window, "Discoscope");
        let _ = window.still(CONTENT);
        window.save(&picture_file(&home, &format!("another-account-{name}")));
        window.key("ctrl+a");
        window.type_text("bob@localhost");
        go_on(&window, "Return");
        window.type_text("bobpw");
        let _ = window.still(CONTENT);
        window.save(&picture_file(&home, &format!("bob-{name}")));
        window.key("Return");
        until_title(&window, "bob@localhost/");
        let _ = until_answered(&window);
        window.save(&picture_file(&home, &format!("two-accounts-{name}")));

        choose(&window, BELOW_TABS, AS_SEEN_BY);
        window.save(&picture_file(&home, &format!("as-seen-by-{name}")));
        window.key("Return");
        until_title(&window, "bob@localhost ↔ alice@localhost");
        let differs = |picture: &Picture| (picture.ink(TREE) > 100 && picture.ink(DETAILS) > 200).then_some(());
        window.until("the comparison", PATIENCE, differs);
        let _ = window.still(CONTENT);
        window.save(&picture_file(&home, &format!("side-by-side-{name}")));

        // The first account is still there, and one goes without the other.
        window.key("ctrl+w");
        until_title(&window, "bob@localhost/");
        window.key("ctrl+Page_Up");
        until_title(&window, "alice@localhost/");
        let before = window.still(CONTENT);
        window.key("F5");
        let _ = window.still(CONTENT);
        assert!(before.ink(DETAILS) > 1000);
        window.close();
    }
    let logins = prosody.logins();
    assert_eq!(logins.iter().filter(|line| line.starts_with("success localhost")).count(), 4, "{logins:?}");
}

#[test]
fn a_component_asks_from_two_jids() {
    let prosody = Prosody::start(Certificate::Good);
    let connect = format!("127.0.0.1:{}", prosody.component);
    for (look, name) in [(Look::Light, "light"), (Look::Dark, "dark")] {
        let (display, home) = (Display::start(), TempDir::new().unwrap());
        let component = ["--component", "component.localhost", "--from", "friend@component.localhost"];
        let start = [&component[..], &["--connect", &connect, "bob@localhost"]].concat();
        let window = display.open(program(&home, look, &start));
        window.until("the first screen", PATIENCE, |picture| (picture.ink(CONTENT) > 1000).then_some(()));
        go_on(&window, "Tab");
        window.type_text("component-secret");
        let _ = window.still(CONTENT);
        window.save(&picture_file(&home, &format!("component-{name}")));
        window.key("Return");
        until_title(&window, "friend@component.localhost");
        let _ = until_answered(&window);

        // From the address bar on: the node, then who else is to ask.
        for key in ["ctrl+l", "Tab", "Tab"] {
            go_on(&window, key);
        }
        window.type_text("stranger@component.localhost");
        let _ = window.still(CONTENT);
        window.save(&picture_file(&home, &format!("open-as-{name}")));
        window.key("Return");
        until_title(&window, "stranger@component.localhost");
        let _ = until_answered(&window);
        window.save(&picture_file(&home, &format!("stranger-{name}")));

        choose(&window, BELOW_ASKER, AS_SEEN_BY);
        window.key("Return");
        until_title(&window, "stranger@component.localhost ↔ friend@component.localhost");
        let differs = |picture: &Picture| (picture.ink(TREE) > 100 && picture.ink(DETAILS) > 200).then_some(());
        window.until("the comparison", PATIENCE, differs);
        let _ = window.still(CONTENT);
        window.save(&picture_file(&home, &format!("two-senders-{name}")));
        window.close();
        let is_gone = keeper::until(PATIENCE, || {
            prosody.log().contains("component disconnected: component.localhost").then_some(())
        });
        assert!(is_gone.is_some(), "the server heard no goodbye");
    }
}
