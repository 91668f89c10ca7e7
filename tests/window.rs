//! The real window on a screen without a monitor, driven by mouse and keys as by a person.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::env;
use std::time::Duration;

use tempfile::TempDir;

use display::{Display, Opened, PATIENCE};
use look::{CONTENT, DETAILS, Look, OPENING, TREE, middle, picture_file, program, rows};
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

/// The rows of a tree whose server is closed: the server, and the heading of the contacts.
const CLOSED: usize = 2;

/// Waits for the tree, closes its first root and leaves it selected, wherever the program begins.
#[track_caller]
fn closed_root(window: &Opened<'_>) -> Picture {
    // What is in the middle of the screen while the program connects is no tree.
    let at_top = |picture: &Picture| rows(picture).first().map(middle).filter(|y| *y < TREE.y + 40);
    let first = window.until("a row in the tree", PATIENCE, at_top);
    let _ = window.still(TREE);
    window.click(200, first);
    window.key("Home");
    let before = window.still(TREE);
    if rows(&before).len() > CLOSED {
        window.key("Left");
        window.until("a closed root", PATIENCE, |picture| (rows(picture).len() == CLOSED).then_some(()));
    }
    window.still(TREE)
}

/// Whether there are more rows than before within the time that a row may take to open.
fn opens(window: &Opened<'_>, count: usize) -> bool {
    keeper::until(OPENING, || (rows(&window.picture()).len() > count).then_some(())).is_some()
}

/// Opens the next row that has children, beginning below the row `from`; gives its index.
#[track_caller]
fn open_next(window: &Opened<'_>, from: usize, open: impl Fn(usize, &Picture)) -> usize {
    for index in from..from + 12 {
        let before = window.still(TREE);
        let count = rows(&before).len();
        if index >= count {
            break;
        }
        open(index, &before);
        if opens(window, count) {
            let _ = window.still(TREE);
            return index;
        }
    }
    let seen = env::temp_dir().join("discoscope-not-opened.png");
    window.save(&seen);
    panic!("no row below row {from} could be opened, see {}; the program said: {}", seen.display(), window.said());
}

#[track_caller]
fn assert_indented(picture: &Picture, parent: usize) {
    let rows = rows(picture);
    let [outer, inner] = [parent, parent + 1].map(|index| picture.left(&rows[index], TREE));
    assert!(inner > outer + 3, "row {} is not indented below its parent: {inner} against {outer}", parent + 1);
}

#[test]
fn three_levels_open_with_the_keyboard() {
    let (display, home) = (Display::start(), TempDir::new().unwrap());
    let window = display.open(program(&home, Look::Light, &["--demo"]));
    assert!(window.title().contains("Discoscope"), "{}", window.title());
    let closed = closed_root(&window);
    assert_eq!(rows(&closed).len(), CLOSED, "one server and the contacts");
    window.key("ctrl+c");
    assert_eq!(window.clipboard().trim(), "demo.localhost");

    // Right opens the selected row, Down goes one on; the children of a row stand right below it.
    window.key("Right");
    assert!(opens(&window, CLOSED), "the root did not open; {}", window.said());
    let mut level = 0;
    for _ in 1..3 {
        assert_indented(&window.still(TREE), level);
        level = open_next(&window, level + 1, |_, _| {
            window.key("Down");
            window.key("Right");
        });
    }
    let open = window.still(TREE);
    assert_indented(&open, level);
    window.save(&picture_file(&home, "keyboard"));

    // Down into the third level: other details, another JID; Left goes back to the parent.
    window.key("Down");
    let details = window.changed(&open, DETAILS);
    assert!(details.ink(DETAILS) > 500, "the details are nearly empty");
    window.key("Left");
    let back = window.changed(&details, CONTENT);
    window.key("Left");
    let shut = window.changed(&back, TREE);
    assert!(rows(&shut).len() < rows(&open).len(), "Left did not close the row");
    for key in ["End", "Page_Up", "Page_Down", "Home", "Return", "Up", "F1", "Escape", "Tab"] {
        window.key(key);
    }
    let _ = window.still(TREE);
    window.close();
}

#[test]
fn three_levels_open_with_the_mouse() {
    let (display, home) = (Display::start(), TempDir::new().unwrap());
    let window = display.open(program(&home, Look::Light, &["--demo"]));
    let _ = closed_root(&window);
    let arrow = |index: usize, picture: &Picture| {
        let row = &rows(picture)[index];
        window.click(picture.left(row, TREE) + 5, middle(row));
    };
    let mut level = open_next(&window, 0, arrow);
    for _ in 1..3 {
        assert_indented(&window.still(TREE), level);
        level = open_next(&window, level + 1, arrow);
    }
    assert_indented(&window.still(TREE), level);

    // A click on the words selects; every one of the first rows has something to say.
    let mut before = window.still(CONTENT);
    for row in rows(&before).iter().take(level + 2) {
        window.click(380, middle(row));
        before = window.changed(&before, CONTENT);
        assert!(before.ink(DETAILS) > 300, "nothing in the details of the row at {row:?}");
    }
    window.scroll(200, 400, 5);
    window.scroll(200, 400, -5);
    window.scroll(900, 400, 5);
    window.right_click(200, middle(&rows(&window.still(TREE))[0]));
    let _ = window.still(TREE);
    window.close();
}

#[test]
fn light_and_dark_are_light_and_dark() {
    for (look, range) in [(Look::Light, 160..256), (Look::Dark, 0..96)] {
        let (display, home) = (Display::start(), TempDir::new().unwrap());
        let name = format!("{look:?}").to_lowercase();

        let start = display.open(program(&home, look, &[]));
        start.until("the first screen", PATIENCE, |picture| (picture.ink(CONTENT) > 1000).then_some(()));
        let picture = start.still(CONTENT);
        assert!(range.contains(&picture.brightness(CONTENT)), "{look:?}: {:?}", picture.background(CONTENT));
        start.save(&picture_file(&home, &format!("start-{name}")));
        start.close();

        let window = display.open(program(&home, look, &["--demo"]));
        let _ = closed_root(&window);
        window.key("Right");
        assert!(opens(&window, CLOSED), "the root did not open; {}", window.said());
        let picture = window.still(TREE);
        for region in [TREE, DETAILS] {
            assert!(range.contains(&picture.brightness(region)), "{look:?}: {:?}", picture.background(region));
        }
        window.save(&picture_file(&home, &format!("demo-{name}")));
        window.close();
    }
}

#[test]
fn window_survives_every_size() {
    let (display, home) = (Display::start(), TempDir::new().unwrap());
    let window = display.open(program(&home, Look::Light, &["--demo"]));
    let _ = closed_root(&window);
    window.key("Right");
    for (width, height) in [(640, 400), (200, 150), (1, 1), (1280, 60), (60, 800), (1280, 800)] {
        window.resize(width, height);
        std::thread::sleep(Duration::from_millis(300));
        assert!(window.is_alive(), "gone at {width} × {height}: {}", window.said());
    }
    window.until("the tree again", PATIENCE, |picture| (rows(picture).len() > CLOSED).then_some(()));
    window.close();
}

/// The budget is half a second on a machine that does nothing else; here two cores may be building.
#[test]
fn window_is_there_soon() {
    let (display, home) = (Display::start(), TempDir::new().unwrap());
    let window = display.open(program(&home, Look::Light, &["--demo"]));
    assert!(window.after < Duration::from_secs(5), "{:?}", window.after);
    window.close();
}

/// Without a screen: one sentence with what is missing, the packages, and what works without one.
#[test]
fn no_screen_is_one_sentence() {
    let nowhere: &[(&str, &str)] = &[("DISPLAY", ":987")];
    let empty: &[(&str, &str)] = &[("DISPLAY", "")];
    let nonsense: &[(&str, &str)] = &[("DISPLAY", "no display at all")];
    let no_wayland: &[(&str, &str)] = &[("WAYLAND_DISPLAY", "wayland-987"), ("XDG_RUNTIME_DIR", "/nonexistent")];
    for variables in [&[], nowhere, empty, nonsense, no_wayland] {
        for arguments in [&["--demo"] as &[&str], &[], &["demo.localhost"]] {
            let mut run = Program::new(arguments).limit(Duration::from_secs(20));
            for (name, value) in variables {
                run = run.env(name, value);
            }
            let output = run.run().expect(2);
            let sentence = output.sentence().to_lowercase();
            for words in [&["display"] as &[&str], &["lib", "xvfb", "apt"], &["discoscope"], &[" all ", " info "]] {
                let is_said = words.iter().any(|word| sentence.contains(word));
                assert!(is_said, "{variables:?} {arguments:?}: none of {words:?} in: {sentence}");
            }
        }
    }
}
