//! Two snapshots held against each other, in the real window.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::{fs, path::Path};

use tempfile::TempDir;

use display::{Display, Opened, PATIENCE};
use look::{CONTENT, DETAILS, Look, TREE, picture_file, program, rows};
use picture::Picture;
use program::Program;

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

/// Crawls the demo's rooms, and makes a second snapshot in which one of them lost a feature and another is gone.
fn two_snapshots(folder: &Path) {
    let monday = folder.join("monday.json");
    let crawled =
        Program::new(["--demo", "--timeout", "1", "-q", "crawl", "rooms.demo.localhost", "--out"]).arg(&monday).run();
    assert_eq!(crawled.status, Some(0), "{}", crawled.stderr);
    let text = fs::read_to_string(&monday).unwrap();
    let mam = |quote: &str| format!("{quote}urn:xmpp:mam:2{quote}");
    assert!(text.contains(&mam("'")) && text.contains(&mam("\"")));
    let other = ["'", "\""]
        .iter()
        .fold(text, |text, quote| text.replacen(&mam(quote), &format!("{quote}urn:example:new{quote}"), 1));
    fs::write(folder.join("tuesday.json"), other).unwrap();
}

#[track_caller]
fn until_title(window: &Opened<'_>, start: &str) {
    let is_there = keeper::until(PATIENCE, || window.title().starts_with(start).then_some(()));
    assert!(is_there.is_some(), "the title stays {:?}; {}", window.title(), window.said());
}

#[test]
fn two_snapshots_are_compared() {
    for (look, name) in [(Look::Light, "light"), (Look::Dark, "dark")] {
        let (display, home) = (Display::start(), TempDir::new().unwrap());
        two_snapshots(home.path());
        let window = display.open(program(&home, look, &["--open", "monday.json", "--open", "tuesday.json"]));
        until_title(&window, "tuesday.json");
        window.point(640, 788);
        let is_there = |picture: &Picture| (rows(picture).len() > 1).then_some(());
        window.until("the snapshot", PATIENCE, is_there);
        let before = window.still(CONTENT);

        window.key("ctrl+d");
        until_title(&window, "monday.json ↔ tuesday.json");
        let differs = |picture: &Picture| (picture.differs(&before, TREE) && picture.ink(DETAILS) > 200).then_some(());
        window.until("the comparison", PATIENCE, differs);
        let first = window.still(CONTENT);
        window.save(&picture_file(&home, &format!("compare-{name}")));

        // Back among the trees nothing has changed, and the comparison is still there.
        window.key("ctrl+Page_Up");
        until_title(&window, "tuesday.json");
        window.key("ctrl+Page_Down");
        until_title(&window, "monday.json ↔ tuesday.json");
        assert!(!window.still(CONTENT).differs(&first, TREE), "the comparison lost what it showed");
        window.key("ctrl+w");
        until_title(&window, "tuesday.json");
        window.close();
    }
}
