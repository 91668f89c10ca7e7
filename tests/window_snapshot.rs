//! Trees that are saved, opened again and shown side by side, in the real window.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use display::{Display, Opened, PATIENCE};
use look::{CONTENT, DETAILS, Look, TREE, picture_file, program, rows};
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

/// The dialog's card in the middle of the screen, whether it holds a path or not; its cursor blinks.
const CARD: Region = Region { x: 340, y: 150, width: 600, height: 500 };
/// The rows of the tree below tabs and banner.
const ROWS: Region = Region { x: 4, y: 110, width: 516, height: 650 };

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
