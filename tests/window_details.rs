//! What the window shows of one entity, in each of its tabs, and of a contact's client at a real server.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::time::Instant;

use tempfile::TempDir;

use display::{Display, Opened, PATIENCE};
use look::{CONTENT, DETAILS, Look, TREE, picture_file, program, rows};
use phone::Phone;
use picture::{Picture, Region};
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
#[path = "support/phone.rs"]
mod phone;
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

/// The lower part of the details: nothing but the list, or the text, of the tab.
const LIST: Region = Region { x: 548, y: 220, width: 700, height: 540 };

/// More lines than any entity here has.
const MOST_LINES: usize = 120;

/// Waits until the entity that was named is shown, answered, and at rest.
#[track_caller]
fn shown(window: &Opened<'_>) -> Picture {
    window.until("details", PATIENCE, |picture| (!rows(picture).is_empty() && picture.ink(LIST) > 500).then_some(()));
    window.still(CONTENT)
}

/// Shows another tab by its key, 1 to 5.
#[track_caller]
fn tab(window: &Opened<'_>, number: usize) -> Picture {
    let before = window.still(DETAILS);
    window.key(&format!("ctrl+{number}"));
    window.changed(&before, DETAILS)
}

/// Gives the keyboard to the list in the details, its first line chosen.
#[track_caller]
fn focus_list(window: &Opened<'_>) {
    window.click(LIST.x + LIST.width / 2, LIST.y + LIST.height - 12);
    window.key("Home");
}

/// Walks down the list and copies line for line, until a line satisfies; gives all copied so far.
#[track_caller]
fn copied(window: &Opened<'_>, what: &str, is_last: impl Fn(&str) -> bool) -> Vec<String> {
    let mut lines = Vec::new();
    for _ in 0..MOST_LINES {
        let line = window.copy();
        let found = is_last(&line);
        lines.push(line);
        if found {
            return lines;
        }
        window.key("Down");
    }
    panic!("no line with {what} among the lines: {lines:#?}");
}

/// The lines from the first on to the one that is this text.
#[track_caller]
fn lines_to(window: &Opened<'_>, text: &str) -> Vec<String> {
    focus_list(window);
    copied(window, text, |line| line == text)
}

#[track_caller]
fn assert_has(lines: &[String], wanted: &[&str]) {
    for wanted in wanted {
        assert!(lines.iter().any(|line| line == wanted), "no “{wanted}” in {lines:#?}");
    }
}

#[test]
fn overview_groups_features_by_document() {
    let (display, home) = (Display::start(), TempDir::new().unwrap());
    let window = display.open(program(&home, Look::Light, &["--demo", "demo.localhost"]));
    let by_document = shown(&window);
    window.save(&picture_file(&home, "overview"));
    let lines = lines_to(&window, "http://jabber.org/network/serverinfo");
    assert_eq!(lines[..5], ["Identities", "server/im", "server/im", "pubsub/pep", "Features"]);
    assert_has(&lines, &["urn:xmpp:carbons:2", "urn:xmpp:carbons:rules:0", "urn:xmpp:mam:2", "vcard-temp"]);
    // What one document defines stands together, wherever it was sent.
    let at = |var: &str| lines.iter().position(|line| line == var).unwrap();
    assert_eq!(at("urn:xmpp:carbons:2").abs_diff(at("urn:xmpp:carbons:rules:0")), 1);
    assert!(by_document.ink(LIST) > 5000, "the overview is nearly empty");
    window.close();
}
