//! The stanza console in the real window.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::time::Duration;

use tempfile::TempDir;

use display::{Display, Opened, PATIENCE};
use look::{CONTENT, DETAILS, Look, picture_file, program, rows};
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

/// The console's list, and beside it the stanza that was chosen.
const LINES: Region = Region { x: 4, y: 550, width: 740, height: 180 };
const STANZA: Region = Region { x: 790, y: 560, width: 470, height: 160 };

#[track_caller]
fn opened(window: &Opened<'_>) -> Picture {
    window.point(640, 798);
    let is_there = |picture: &Picture| (rows(picture).len() > 5 && picture.ink(DETAILS) > 2000).then_some(());
    window.until("the tree", PATIENCE, is_there);
    let before = window.still(CONTENT);
    window.key("F12");
    window.changed(&before, LINES)
}

#[test]
fn what_goes_over_the_wire_is_listed_read_copied_filtered_and_saved() {
    for (look, name) in [(Look::Light, "light"), (Look::Dark, "dark")] {
        let (display, home) = (Display::start(), TempDir::new().unwrap());
        let window = display.open(program(&home, look, &["--demo"]));
        let empty = opened(&window);
        window.save(&picture_file(&home, &format!("console-empty-{name}")));
        window.key("F5");
        let filled = window.changed(&empty, LINES);
        assert!(filled.ink(LINES) > empty.ink(LINES), "no line came");
        // The keyboard is in the list: the first line, and what it says beside it.
        window.key("Home");
        let chosen = window.changed(&filled, STANZA);
        window.key("Down");
        window.key("Down");
        let _ = window.changed(&chosen, STANZA);
        std::thread::sleep(Duration::from_millis(300));
        window.save(&picture_file(&home, &format!("console-{name}")));
        let copied = window.copy();
        assert!(copied.starts_with("<iq ") && copied.ends_with("</iq>"), "{copied}");
        window.close();
    }
}

#[test]
fn lines_that_come_are_followed_and_what_is_looked_at_stays() {
    let (display, home) = (Display::start(), TempDir::new().unwrap());
    let window = display.open(program(&home, Look::Light, &["--demo"]));
    let first = opened(&window);
    window.point(300, 640);
    for _ in 0..6 {
        window.key("F5");
    }
    let end = window.changed(&first, LINES);
    window.key("F5");
    let followed = window.changed(&end, LINES);
    // Away from the end nothing moves.
    window.scroll(300, 640, -10);
    let above = window.changed(&followed, LINES);
    window.key("F5");
    std::thread::sleep(Duration::from_millis(1500));
    assert!(!window.picture().differs(&above, Region { width: 700, ..LINES }), "what is looked at moved");
    window.save(&picture_file(&home, "console-above"));
    window.close();
}
