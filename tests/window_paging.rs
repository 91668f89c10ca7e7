//! Lists that come in pages, in the real window.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use tempfile::TempDir;

use display::{Display, Opened, PATIENCE};
use look::{DETAILS, Look, TREE, picture_file, program, rows};
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

/// The upper rows of the tree, where nothing changes when a list grows at its end; without the scrollbar.
const UPPER: Region = Region { x: TREE.x, y: TREE.y, width: 480, height: 500 };

/// A list of the demo server, and the last row but the heading of the contacts chosen.
#[track_caller]
fn at_the_end(window: &Opened<'_>) -> Picture {
    window.until("the list", PATIENCE, |picture| (rows(picture).len() > 20).then_some(()));
    window.point(640, 788);
    let before = window.still(TREE);
    window.key("End");
    let last = window.changed(&before, TREE);
    window.key("Up");
    window.changed(&last, TREE)
}

#[test]
fn enter_loads_more_where_the_list_ends() {
    for (look, name) in [(Look::Light, "light"), (Look::Dark, "dark")] {
        let (display, home) = (Display::start(), TempDir::new().unwrap());
        let window = display.open(program(&home, look, &["--demo", "odd.demo.localhost", "pages/partial"]));
        let part = at_the_end(&window);
        assert!(part.ink(DETAILS) > 500, "the row says nothing of itself");
        window.save(&picture_file(&home, &format!("paging-part-{name}")));

        // More rows come below; those that are read stay where they are.
        window.key("Return");
        let more = window.changed(&part, TREE);
        window.save(&picture_file(&home, &format!("paging-more-{name}")));
        assert!(!more.differs(&part, UPPER), "the rows moved");
        for _ in 0..4 {
            window.key("Return");
            let _ = window.still(TREE);
        }
        window.key("End");
        let _ = window.still(TREE);
        window.save(&picture_file(&home, &format!("paging-whole-{name}")));
        window.close();
    }
}

#[test]
fn a_long_list_is_loaded_whole_and_can_be_stopped() {
    let (display, home) = (Display::start(), TempDir::new().unwrap());
    let window = display.open(program(&home, Look::Light, &["--demo", "odd.demo.localhost", "pages/many"]));
    let part = at_the_end(&window);
    // The menu's third entry loads all.
    window.key("shift+F10");
    let _ = window.changed(&part, TREE);
    for key in ["Down", "Down", "Down", "Return"] {
        window.key(key);
    }
    let running = window.changed(&part, DETAILS);
    window.save(&picture_file(&home, "paging-all"));
    window.key("Home");
    window.until("the first row", PATIENCE, |picture| picture.differs(&running, TREE).then_some(()));
    assert!(window.is_alive(), "{}", window.said());
    window.key("End");
    window.key("Up");
    window.save(&picture_file(&home, "paging-all-end"));
    window.close();
}

#[test]
fn what_goes_wrong_with_a_page_is_told() {
    for (node, name) in [("pages/expired", "lost"), ("pages/again", "repeated")] {
        let (display, home) = (Display::start(), TempDir::new().unwrap());
        let window = display.open(program(&home, Look::Dark, &["--demo", "odd.demo.localhost", node]));
        let part = at_the_end(&window);
        window.key("Return");
        let told = window.changed(&part, DETAILS);
        assert!(told.differs(&part, TREE), "the row says nothing");
        window.save(&picture_file(&home, &format!("paging-{name}")));
        window.close();
    }
}
