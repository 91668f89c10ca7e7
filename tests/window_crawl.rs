//! Expanding everything below a row, in the real window, by keyboard.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::time::Duration;

use tempfile::TempDir;

use display::{Display, Opened, PATIENCE};
use look::{DETAILS, Look, picture_file, program, rows};
use picture::{Picture, Region};

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

/// The panel in the middle of the screen; a cursor blinks in it.
const CARD: Region = Region { x: 360, y: 250, width: 560, height: 300 };
/// The upper part of the tree, whatever stands below it.
const TOP: Region = Region { x: 4, y: 46, width: 516, height: 400 };
/// How a crawl proceeds; comes to rest when it does.
const BAR: Region = Region { x: 0, y: 728, width: 1280, height: 46 };
/// Where what came of a crawl is listed.
const OUTCOME: Region = Region { x: 0, y: 580, width: 1280, height: 180 };
/// A part of it where nothing is written, while the details above have something there.
const EMPTY: Region = Region { x: 700, y: 640, width: 400, height: 100 };

#[track_caller]
fn explored(window: &Opened<'_>) {
    window.point(640, 795);
    let is_there = |picture: &Picture| (rows(picture).len() > 3 && picture.ink(DETAILS) > 2000).then_some(());
    window.until("the tree", PATIENCE, is_there);
    let _ = window.still(TOP);
}

fn save(window: &Opened<'_>, home: &TempDir, name: &str) {
    window.save(&picture_file(home, name));
}

/// Opens the panel and waits until it is there.
#[track_caller]
fn panel(window: &Opened<'_>) {
    let before = window.still(TOP);
    window.key("ctrl+e");
    window.until("the panel", PATIENCE, |picture| picture.differs(&before, CARD).then_some(()));
    std::thread::sleep(Duration::from_millis(300));
}

/// Waits until what came of a crawl is shown.
#[track_caller]
fn finished(window: &Opened<'_>) {
    window.until("the end", PATIENCE, |picture| (picture.ink(EMPTY) == 0).then_some(()));
    let _ = window.still(OUTCOME);
}

#[test]
fn everything_below_a_row_is_expanded_by_keyboard() {
    for look in [Look::Light, Look::Dark] {
        let name = format!("{look:?}").to_lowercase();
        let (display, home) = (Display::start(), TempDir::new().unwrap());
        let window = display.open(program(&home, look, &["--demo", "--timeout", "3", "demo.localhost"]));
        explored(&window);
        save(&window, &home, &format!("crawl-idle-{name}"));
        panel(&window);
        save(&window, &home, &format!("crawl-panel-{name}"));
        window.type_text("deep");
        std::thread::sleep(Duration::from_millis(300));
        save(&window, &home, &format!("crawl-wrong-{name}"));
        window.key("ctrl+a");
        window.type_text("2");
        window.key("Tab");
        std::thread::sleep(Duration::from_millis(300));
        window.type_text("400");
        let closed = window.picture();
        window.key("Return");
        window.until("the crawl", PATIENCE, |picture| picture.differs(&closed, CARD).then_some(()));
        window.key("ctrl+p");
        let _ = window.still(BAR);
        save(&window, &home, &format!("crawl-paused-{name}"));
        window.key("ctrl+p");
        std::thread::sleep(Duration::from_millis(500));
        save(&window, &home, &format!("crawl-running-{name}"));
        finished(&window);
        save(&window, &home, &format!("crawl-over-{name}"));
        // The row that was chosen still is, and everything it lists stands open below it.
        assert_eq!(window.copy(), "demo.localhost");
        window.key("Home");
        window.key("Down");
        window.key("Right");
        let _ = window.still(TOP);
        let copied = window.copy();
        assert!(copied.ends_with("rooms.demo.localhost") && copied != "demo.localhost", "{copied}");
        window.resize(640, 400);
        std::thread::sleep(Duration::from_millis(500));
        save(&window, &home, &format!("crawl-over-small-{name}"));
        window.resize(1280, 800);
        std::thread::sleep(Duration::from_millis(500));
        window.key("ctrl+shift+e");
        let is_closed = |picture: &Picture| (picture.ink(EMPTY) > 0).then_some(());
        window.until("the details again", PATIENCE, is_closed);
        save(&window, &home, &format!("crawl-closed-{name}"));
        assert!(window.is_alive());
        drop(window);
    }
}

#[test]
fn a_large_branch_is_cancelled_by_key() {
    let (display, home) = (Display::start(), TempDir::new().unwrap());
    let arguments = ["--demo", "odd.demo.localhost", "wide/all"];
    let window = display.open(program(&home, Look::Light, &arguments));
    explored(&window);
    panel(&window);
    window.key("Return");
    std::thread::sleep(Duration::from_millis(2500));
    window.key("Escape");
    std::thread::sleep(Duration::from_millis(500));
    save(&window, &home, "crawl-large");
    window.resize(640, 400);
    std::thread::sleep(Duration::from_millis(500));
    save(&window, &home, "crawl-running-small");
    window.resize(1280, 800);
    std::thread::sleep(Duration::from_millis(500));
    window.key("ctrl+shift+e");
    let _ = window.still(BAR);
    save(&window, &home, "crawl-cancelled");
    assert_eq!(window.copy(), "odd.demo.localhost");
    assert!(window.is_alive(), "{}", window.said());
}
