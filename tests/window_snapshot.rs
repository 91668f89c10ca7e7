//! Trees that are saved, opened again and shown side by side, in the real window.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use display::{Display, Opened, PATIENCE};
use drop::Drag;
use look::{CONTENT, DETAILS, Look, TREE, picture_file, program, rows};
use picture::{Picture, Region};

#[path = "support/display.rs"]
#[allow(dead_code, reason = "a toolbox of which each test binary takes a part")]
mod display;
#[path = "support/drop.rs"]
mod drop;
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

/// The dialog's card in the middle of the screen, whether it holds a path or not; its cursor blinks.
const CARD: Region = Region { x: 340, y: 150, width: 600, height: 500 };
/// Waits until the demo's tree is shown and answered.
#[track_caller]
fn explored(window: &Opened<'_>) -> Picture {
    aside(window);
    let is_there = |picture: &Picture| (rows(picture).len() > 5 && picture.ink(DETAILS) > 2000).then_some(());
    window.until("the tree", PATIENCE, is_there);
    window.still(CONTENT)
}

/// Puts the pointer where nothing lights up.
fn aside(window: &Opened<'_>) {
    window.point(640, 788);
}

fn save(window: &Opened<'_>, home: &TempDir, name: &str) {
    aside(window);
    std::thread::sleep(std::time::Duration::from_millis(300));
    window.save(&picture_file(home, name));
}

/// Presses a key and waits until the dialog is open.
#[track_caller]
fn dialog(window: &Opened<'_>, key: &str) -> Picture {
    let before = window.still(CONTENT);
    window.key(key);
    window.until("a dialog", PATIENCE, |picture| picture.differs(&before, CARD).then_some(()));
    std::thread::sleep(std::time::Duration::from_millis(300));
    window.picture()
}

/// Writes a path into the dialog in place of what stands there, and sends it off.
#[track_caller]
fn answer(window: &Opened<'_>, path: &Path) {
    window.key("ctrl+a");
    window.type_text(&path.display().to_string());
    window.key("Return");
}

#[track_caller]
fn written(path: &Path) -> String {
    let is_there = keeper::until(PATIENCE, || path.is_file().then_some(()));
    assert!(is_there.is_some(), "{} was not written", path.display());
    fs::read_to_string(path).expect("a text")
}

#[test]
fn what_was_saved_is_the_same_when_it_is_opened_again() {
    for (look, name) in [(Look::Light, "light"), (Look::Dark, "dark")] {
        let (display, home) = (Display::start(), TempDir::new().unwrap());
        let file = home.path().join("lab.json");
        let window = display.open(program(&home, look, &["--demo"]));
        let _ = explored(&window);
        let _ = dialog(&window, "ctrl+s");
        save(&window, &home, &format!("save-{name}"));
        answer(&window, &file);
        assert!(written(&file).contains("discoscope-snapshot"));
        save(&window, &home, &format!("saved-{name}"));
        let live = window.still(TREE);
        window.close();

        let window = display.open(program(&home, look, &["--open", "lab.json"]));
        window.until("the snapshot", PATIENCE, |picture| (rows(picture).len() > 5).then_some(()));
        let kept = window.still(CONTENT);
        save(&window, &home, &format!("snapshot-{name}"));
        assert!(rows(&kept).len() >= rows(&live).len(), "rows are missing");
        window.close();
    }
}

/// Saves the demo's tree and opens it beside the live one.
#[track_caller]
fn beside<'a>(display: &'a Display, home: &TempDir, look: Look) -> Opened<'a> {
    let file = home.path().join("lab.json");
    let window = display.open(program(home, look, &["--demo"]));
    let _ = explored(&window);
    let _ = dialog(&window, "ctrl+s");
    answer(&window, &file);
    let _ = written(&file);
    let _ = dialog(&window, "ctrl+o");
    window.type_text("lab");
    std::thread::sleep(std::time::Duration::from_millis(300));
    save(&window, home, &format!("open-{look:?}").to_lowercase());
    window.key("Tab");
    // The field takes Return at once, the window hears of Tab a moment later.
    std::thread::sleep(std::time::Duration::from_millis(300));
    window.key("Return");
    until_title(&window, "lab.json – Discoscope");
    window
}

#[track_caller]
fn until_title(window: &Opened<'_>, start: &str) {
    let is_there = keeper::until(PATIENCE, || window.title().starts_with(start).then_some(()));
    assert!(is_there.is_some(), "the title stays {:?}; {}", window.title(), window.said());
}

#[track_caller]
fn ends(window: &Opened<'_>) {
    let ended = keeper::until(PATIENCE, || (!window.is_alive()).then_some(()));
    assert!(ended.is_some(), "it goes on: {}", window.said());
}

#[test]
fn trees_stand_side_by_side() {
    for look in [Look::Light, Look::Dark] {
        let (display, home) = (Display::start(), TempDir::new().unwrap());
        let window = beside(&display, &home, look);
        let _ = window.still(TREE);
        save(&window, &home, &format!("tabs-{look:?}").to_lowercase());
        for (key, title) in [
            ("ctrl+Tab", "demo@demo.localhost/"),
            ("ctrl+shift+Tab", "lab.json – "),
            ("ctrl+Page_Down", "demo@demo.localhost/"),
            ("ctrl+Page_Up", "lab.json – "),
        ] {
            window.key(key);
            until_title(&window, title);
        }
        // Asking again goes to the live tree; the row that was chosen is asked there.
        window.key("Down");
        let _ = window.still(TREE);
        assert_eq!(window.copy(), "rooms.demo.localhost");
        window.key("F5");
        until_title(&window, "demo@demo.localhost/");
        let _ = window.still(TREE);
        assert_eq!(window.copy(), "rooms.demo.localhost");
        save(&window, &home, &format!("asked-again-{look:?}").to_lowercase());

        // At the least size everything is still there.
        window.key("ctrl+Tab");
        until_title(&window, "lab.json – ");
        window.resize(640, 400);
        std::thread::sleep(std::time::Duration::from_millis(500));
        save(&window, &home, &format!("tabs-small-{look:?}").to_lowercase());
        window.key("ctrl+o");
        std::thread::sleep(std::time::Duration::from_millis(500));
        save(&window, &home, &format!("open-small-{look:?}").to_lowercase());
        window.key("Escape");
        std::thread::sleep(std::time::Duration::from_millis(500));
        window.key("ctrl+shift+s");
        std::thread::sleep(std::time::Duration::from_millis(500));
        save(&window, &home, &format!("save-small-{look:?}").to_lowercase());
        window.key("Escape");
        std::thread::sleep(std::time::Duration::from_millis(500));
        window.key("ctrl+w");
        until_title(&window, "demo@demo.localhost/");
        // Asking again brought something that is in no file.
        window.key("ctrl+q");
        std::thread::sleep(std::time::Duration::from_millis(500));
        assert!(window.is_alive(), "nobody was asked");
        window.key("ctrl+d");
        ends(&window);
    }
}

#[test]
fn a_file_that_is_dropped_is_opened_and_a_broken_one_says_why() {
    for look in [Look::Light, Look::Dark] {
        let (display, home) = (Display::start(), TempDir::new().unwrap());
        let (good, broken) = (home.path().join("lab.json"), home.path().join("broken.json"));
        let window = display.open(program(&home, look, &["--demo"]));
        let _ = explored(&window);
        let _ = dialog(&window, "ctrl+s");
        answer(&window, &good);
        let text = written(&good);
        fs::write(&broken, &text[..text.len() / 2]).unwrap();
        window.close();

        // Without any account: the first screen, with what was saved before.
        let window = display.open(program(&home, look, &[]));
        window.until("the first screen", PATIENCE, |picture| (picture.ink(CONTENT) > 1000).then_some(()));
        save(&window, &home, &format!("recent-{look:?}").to_lowercase());
        let drag = Drag::over(display.name(), &broken);
        save(&window, &home, &format!("drag-{look:?}").to_lowercase());
        drag.leave();
        let drag = Drag::over(display.name(), &broken);
        drag.release();
        std::thread::sleep(std::time::Duration::from_millis(800));
        save(&window, &home, &format!("broken-{look:?}").to_lowercase());
        assert_eq!(window.title(), "Discoscope", "nothing else was opened");

        Drag::over(display.name(), &good).release();
        until_title(&window, "lab.json – ");
        window.close();
    }
}

#[test]
fn what_was_saved_and_changed_since_is_asked_for() {
    let (display, home) = (Display::start(), TempDir::new().unwrap());
    let file = home.path().join("lab.json");
    let window = display.open(program(&home, Look::Light, &["--demo"]));
    let _ = explored(&window);
    let _ = dialog(&window, "ctrl+s");
    answer(&window, &file);
    let first = written(&file);
    let _ = window.still(TREE);
    // What rows on the screen answered by themselves is nothing to be sorry for; a list is that somebody opened.
    window.key("Down");
    window.key("Right");
    let _ = window.still(CONTENT);
    let _ = dialog(&window, "ctrl+q");
    save(&window, &home, "question");
    window.key("Escape");
    let _ = window.still(TREE);
    let _ = dialog(&window, "ctrl+q");
    // The same file, and then it ends.
    window.key("Return");
    ends(&window);
    assert!(fs::read_to_string(&file).unwrap().len() > first.len(), "what came later is not in the file");
}
