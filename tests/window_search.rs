//! Searching a tree in the real window, with the keyboard alone: the demo server's, and one that was kept.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use tempfile::TempDir;

use display::{Display, Opened, PATIENCE};
use look::{CONTENT, DETAILS, Look, OPENING, TREE, picture_file, program, rows};
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

/// The filter over the tree, with a banner above it or without, but for its field, whose cursor blinks.
const COUNT: Region = Region { x: 284, y: 46, width: 120, height: 60 };
/// The lower half of the details, where the panel opens.
const PANEL: Region = Region { x: 548, y: 420, width: 700, height: 330 };

/// Waits until the demo's tree is shown and answered.
#[track_caller]
fn explored(window: &Opened<'_>) {
    aside(window);
    let is_there = |picture: &Picture| (rows(picture).len() > 5 && picture.ink(DETAILS) > 2000).then_some(());
    window.until("the tree", PATIENCE, is_there);
    let _ = window.still(CONTENT);
}

/// Puts the pointer where nothing lights up.
fn aside(window: &Opened<'_>) {
    window.point(640, 788);
}

fn save(window: &Opened<'_>, home: &TempDir, name: &str) {
    std::thread::sleep(std::time::Duration::from_millis(300));
    window.save(&picture_file(home, name));
}

/// Writes a line into the filter in place of what stands there, and waits for its count and its rows.
#[track_caller]
fn filter(window: &Opened<'_>, line: &str) -> Picture {
    let before = window.picture();
    window.key("ctrl+f");
    std::thread::sleep(std::time::Duration::from_millis(300));
    window.type_text(line);
    let _ = window.changed(&before, COUNT);
    // Suggestions lie over the rows until the keyboard goes to the tree.
    window.key("Return");
    std::thread::sleep(std::time::Duration::from_millis(300));
    window.still(TREE)
}

/// Opens the chosen row and waits for what is below.
fn open(window: &Opened<'_>) {
    let before = rows(&window.still(TREE)).len();
    window.key("Right");
    window.until("the rows below", OPENING, |picture| (rows(picture).len() > before).then_some(()));
    let _ = window.still(TREE);
}

/// Presses a key that chooses another row, and waits for it.
#[track_caller]
fn walk(window: &Opened<'_>, key: &str) {
    let before = window.still(TREE);
    window.key(key);
    let _ = window.changed(&before, TREE);
    let _ = window.still(TREE);
}

fn searches(window: &Opened<'_>, home: &TempDir, name: &str) {
    let whole = rows(&window.still(TREE)).len();

    window.key("slash");
    std::thread::sleep(std::time::Duration::from_millis(500));
    save(window, home, &format!("search-{name}-terms"));
    window.key("Escape");

    let found = filter(window, "lobby");
    assert!(rows(&found).len() < whole, "nothing was left out");
    let first = window.copy();
    assert!(first.contains("lobby"), "Enter chooses the first match: {first}");
    save(window, home, &format!("search-{name}-text"));
    window.key("Escape");
    window.until("the whole tree", PATIENCE, |picture| (rows(picture).len() >= whole).then_some(()));
    let _ = window.still(TREE);
    assert_eq!(window.copy(), first, "the row stays chosen, and in view");

    let _ = filter(window, "feature:http://jabber.org/protocol/muc");
    let one = window.copy();
    walk(window, "F3");
    let two = window.copy();
    assert_ne!(one, two, "F3 goes to the next match");
    walk(window, "shift+F3");
    assert_eq!(window.copy(), one, "and Shift+F3 back");
    save(window, home, &format!("search-{name}-feature"));

    window.key("ctrl+f");
    std::thread::sleep(std::time::Duration::from_millis(300));
    window.type_text("state:happy");
    std::thread::sleep(std::time::Duration::from_millis(300));
    save(window, home, &format!("search-{name}-mistyped"));
    window.key("Escape");
    window.key("Escape");
    std::thread::sleep(std::time::Duration::from_millis(500));

    let before = window.still(CONTENT);
    window.key("ctrl+shift+f");
    window.until("the panel", PATIENCE, |picture| picture.differs(&before, PANEL).then_some(()));
    let _ = window.still(CONTENT);
    save(window, home, &format!("search-{name}-panel"));
    // Choosing a line shows who has it.
    window.key("Down");
    window.key("Down");
    let _ = window.changed(&before, COUNT);
    assert_ne!(rows(&window.still(TREE)).len(), 0, "nobody has what somebody offers");
    save(window, home, &format!("search-{name}-offered"));
    window.key("ctrl+shift+f");
    let _ = window.still(CONTENT);
    window.key("Escape");
    let _ = window.still(TREE);
}

#[test]
fn live_trees_and_kept_ones_are_searched() {
    for (look, name) in [(Look::Light, "light"), (Look::Dark, "dark")] {
        let (display, home) = (Display::start(), TempDir::new().unwrap());
        let file = home.path().join("lab.json");
        let window = display.open(program(&home, look, &["--demo"]));
        explored(&window);
        // The rooms of the demo server, so that there is something to be found below a row.
        window.key("Down");
        open(&window);
        window.key("Left");
        let _ = window.still(TREE);
        searches(&window, &home, name);

        window.key("ctrl+s");
        std::thread::sleep(std::time::Duration::from_millis(500));
        window.key("ctrl+a");
        window.type_text(&file.display().to_string());
        window.key("Return");
        let is_written = keeper::until(PATIENCE, || file.is_file().then_some(()));
        assert!(is_written.is_some(), "nothing was saved");
        window.close();

        let window = display.open(program(&home, look, &["--open", "lab.json"]));
        explored(&window);
        searches(&window, &home, &format!("kept-{name}"));
        window.close();
    }
}
