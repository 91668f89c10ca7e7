//! Finding one's way in the real window: back and forward, links, the palette, the help, the settings, the desktop's own
//! way of opening links.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

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

/// Where the palette, the help and the settings open, but for their fields, whose cursor blinks.
const CARD: Region = Region { x: 420, y: 80, width: 440, height: 120 };
/// The whole screen.
const ALL: Region = Region { x: 0, y: 0, width: 1280, height: 800 };

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
    std::thread::sleep(Duration::from_millis(400));
    window.save(&picture_file(home, name));
}

/// Presses a key and waits for what it does there.
#[track_caller]
fn press(window: &Opened<'_>, key: &str, region: Region) -> Picture {
    let before = window.still(region);
    window.key(key);
    window.changed(&before, region)
}

/// Writes into what has the keyboard.
fn write(window: &Opened<'_>, text: &str) {
    std::thread::sleep(Duration::from_millis(300));
    window.type_text(text);
    std::thread::sleep(Duration::from_millis(300));
}

#[test]
fn back_and_forward_lead_by_keys_and_by_the_mouse() {
    let (display, home) = (Display::start(), TempDir::new().unwrap());
    let window = display.open(program(&home, Look::Light, &["--demo"]));
    explored(&window);
    let names = ["demo.localhost", "rooms.demo.localhost", "pubsub.demo.localhost"];
    for _ in 1..names.len() {
        let _ = press(&window, "Down", TREE);
    }
    assert_eq!(window.copy(), names[2]);
    let _ = press(&window, "alt+Left", TREE);
    assert_eq!(window.copy(), names[1]);
    let _ = press(&window, "alt+Left", TREE);
    assert_eq!(window.copy(), names[0]);
    save(&window, &home, "way-back");
    let _ = press(&window, "alt+Right", TREE);
    assert_eq!(window.copy(), names[1]);
    // The buttons 8 and 9 of the mouse.
    let before = window.still(TREE);
    window.press_button(8, 300, 300);
    let _ = window.changed(&before, TREE);
    assert_eq!(window.copy(), names[0]);
    let before = window.still(TREE);
    window.press_button(9, 300, 300);
    let _ = window.changed(&before, TREE);
    assert_eq!(window.copy(), names[1]);
    // Where the buttons lead is said.
    window.point(24, 20);
    std::thread::sleep(Duration::from_millis(900));
    save(&window, &home, "way-back-tip");
    window.close();
}

#[test]
fn links_lead_from_the_command_line_and_from_the_address_bar() {
    let (display, home) = (Display::start(), TempDir::new().unwrap());
    let link = "xmpp:odd.demo.localhost?disco;request=items;type=get";
    let window = display.open(program(&home, Look::Light, &["--demo", link]));
    explored(&window);
    assert_eq!(window.copy(), "odd.demo.localhost");
    save(&window, &home, "way-link-argument");
    window.key("ctrl+l");
    write(&window, "xmpp:rooms.demo.localhost?message;body=hi");
    window.key("Return");
    std::thread::sleep(Duration::from_millis(500));
    save(&window, &home, "way-link-refused");
    window.key("ctrl+a");
    write(&window, "xmpp:rooms.demo.localhost?disco;request=info");
    window.key("Return");
    let _ = window.still(CONTENT);
    assert_eq!(window.copy(), "rooms.demo.localhost");
    // The link of the row is the same again, but for the request.
    window.key("ctrl+shift+c");
    let link = "xmpp:rooms.demo.localhost?disco;type=get";
    let copied = keeper::until(PATIENCE, || Some(window.clipboard()).filter(|text| text == link));
    assert!(copied.is_some(), "{}", window.clipboard());
    window.close();

    let window = display.open(program(&home, Look::Dark, &["xmpp:rooms.example?disco;node=a%20b;request=items"]));
    aside(&window);
    window.until("the first screen", PATIENCE, |picture| (picture.ink(CONTENT) > 1000).then_some(()));
    save(&window, &home, "way-link-first");
    window.close();
    let window = display.open(program(&home, Look::Light, &["xmpp:rooms.example?message"]));
    aside(&window);
    window.until("the first screen", PATIENCE, |picture| (picture.ink(CONTENT) > 1000).then_some(()));
    save(&window, &home, "way-link-first-refused");
    window.close();
}

#[test]
fn the_palette_the_help_and_the_settings_open_and_close() {
    for (look, name) in [(Look::Light, "light"), (Look::Dark, "dark")] {
        let (display, home) = (Display::start(), TempDir::new().unwrap());
        let window = display.open(program(&home, look, &["--demo"]));
        explored(&window);
        let _ = press(&window, "F1", CARD);
        save(&window, &home, &format!("way-help-{name}"));
        write(&window, "tree");
        save(&window, &home, &format!("way-help-searched-{name}"));
        let _ = press(&window, "Escape", CARD);

        let _ = press(&window, "ctrl+k", CARD);
        save(&window, &home, &format!("way-palette-{name}"));
        write(&window, "go to rooms");
        save(&window, &home, &format!("way-palette-places-{name}"));
        window.key("Return");
        let _ = window.still(CONTENT);
        assert_eq!(window.copy(), "rooms.demo.localhost", "the palette goes there, and the tree has the keyboard");

        // Tab reaches the buttons; the ring is seen.
        for _ in 0..3 {
            window.key("Tab");
        }
        save(&window, &home, &format!("way-ring-{name}"));
        let _ = press(&window, "ctrl+comma", CARD);
        save(&window, &home, &format!("way-settings-{name}"));
        let _ = press(&window, "ctrl+plus", ALL);
        let _ = press(&window, "Escape", ALL);
        window.key("ctrl+0");
        let _ = window.still(CONTENT);
        for key in ["F6", "F6", "F6", "shift+F6"] {
            window.key(key);
            std::thread::sleep(Duration::from_millis(200));
        }
        save(&window, &home, &format!("way-panes-{name}"));
        window.close();
    }
}

#[test]
fn the_layout_holds_when_everything_is_twice_as_large() {
    let names = [
        (Look::Light, "usual", "light"),
        (Look::Dark, "usual", "dark"),
        (Look::Light, "high", "light-high"),
        (Look::Dark, "high", "dark-high"),
    ];
    for (look, contrast, name) in names {
        let (display, home) = (Display::start(), TempDir::new().unwrap());
        let arguments = ["--demo", "--text-size", "200", "--contrast", contrast];
        let window = display.open(program(&home, look, &arguments));
        aside(&window);
        window.until("the tree", PATIENCE, |picture| (picture.ink(ALL) > 20_000).then_some(()));
        let _ = window.still(Region { height: 680, ..ALL });
        save(&window, &home, &format!("way-large-{name}"));
        // Everything is twice as large as what the window shows usually: less of it is seen.
        window.key("ctrl+0");
        explored(&window);
        save(&window, &home, &format!("way-usual-{name}"));
        window.resize(640, 400);
        for _ in 0..5 {
            window.key("ctrl+plus");
        }
        std::thread::sleep(Duration::from_millis(700));
        save(&window, &home, &format!("way-small-{name}"));
        assert!(window.is_alive());
        window.close();
    }
}

/// What a file manager or a browser does with a link, where the desktop file is in its place.
#[test]
fn the_desktop_opens_links_with_the_program() {
    let (display, home) = (Display::start(), TempDir::new().unwrap());
    let applications = home.path().join(".local/share/applications");
    fs::create_dir_all(&applications).unwrap();
    fs::create_dir_all(home.path().join(".config")).unwrap();
    let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets");
    let _ = fs::copy(assets.join("discoscope.desktop"), applications.join("discoscope.desktop")).unwrap();
    let bare = program(&home, Look::Light, &[]);
    let folder = Path::new(bare.get_program()).parent().unwrap().to_owned();
    // gio starts it and goes; something has to stay for as long as the test looks.
    let mut command = Command::new("sh");
    let _ = command.args([
        "-c",
        "xdg-mime default discoscope.desktop x-scheme-handler/xmpp && gio open \"$1\" && while sleep 1; do :; done",
        "sh",
        "xmpp:rooms.example?disco;node=x",
    ]);
    for (name, value) in bare.get_envs() {
        let _ = match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    let path = format!("{}:/usr/local/bin:/usr/bin:/bin", folder.display());
    let _ = command.env("HOME", home.path()).env("PATH", path).env("XDG_DATA_DIRS", "/nowhere");
    let _ = command.env_remove("XDG_DATA_HOME").env_remove("XDG_CONFIG_HOME").env_remove("XDG_CURRENT_DESKTOP");
    let window = display.open(command);
    aside(&window);
    window.until("the first screen", PATIENCE, |picture| (picture.ink(CONTENT) > 1000).then_some(()));
    assert_eq!(window.title(), "Discoscope");
    save(&window, &home, "way-desktop");
    window.key("ctrl+q");
    let is_gone = keeper::until(PATIENCE, || (window.picture().ink(ALL) < 100).then_some(()));
    assert!(is_gone.is_some(), "the window stays");
}

/// The console's bars, below the tree.
const CONSOLE: Region = Region { x: 4, y: 470, width: 1260, height: 60 };

#[test]
fn keys_alone_lead_through_the_stanzas_ourselves_and_the_form_of_a_component() {
    for (look, name) in [(Look::Light, "light"), (Look::Dark, "dark")] {
        let (display, home) = (Display::start(), TempDir::new().unwrap());
        let window = display.open(program(&home, look, &["--demo"]));
        explored(&window);
        let _ = press(&window, "F12", CONSOLE);
        let _ = press(&window, "F5", Region { y: 550, height: 180, ..CONSOLE });
        let before = window.still(CONSOLE);
        palette(&window, "stanzas pause");
        let _ = window.changed(&before, CONSOLE);
        // From the address bar round the window backwards: the last part of it is the list of stanzas.
        for key in ["ctrl+l", "shift+F6"] {
            window.key(key);
            std::thread::sleep(Duration::from_millis(300));
        }
        window.key("Home");
        let _ = window.still(CONTENT);
        assert!(window.copy().starts_with("<iq "), "{}", window.clipboard());
        for _ in 0..4 {
            window.key("shift+Tab");
        }
        save(&window, &home, &format!("way-console-{name}"));
        let _ = press(&window, "F12", CONSOLE);

        let _ = press(&window, "ctrl+u", ALL);
        for _ in 0..4 {
            window.key("Tab");
        }
        save(&window, &home, &format!("way-ourselves-{name}"));
        // On and on, past what is in sight.
        for _ in 0..24 {
            window.key("Tab");
        }
        save(&window, &home, &format!("way-ourselves-below-{name}"));
        let _ = press(&window, "ctrl+2", CONTENT);
        let _ = press(&window, "ctrl+k", CARD);
        save(&window, &home, &format!("way-ourselves-palette-{name}"));
        let _ = press(&window, "Escape", CARD);
        let _ = press(&window, "alt+Left", CONTENT);

        palette(&window, "connect component");
        let first = keeper::until(PATIENCE, || (window.title() == "Discoscope").then_some(()));
        assert!(first.is_some(), "{}", window.title());
        write(&window, "gate.example");
        for _ in 0..5 {
            window.key("Tab");
        }
        save(&window, &home, &format!("way-component-{name}"));
        window.key("Escape");
        let back = keeper::until(PATIENCE, || window.title().starts_with("demo@").then_some(()));
        assert!(back.is_some(), "{}", window.title());
        window.close();
    }
}

/// Takes what is called so from the palette.
fn palette(window: &Opened<'_>, words: &str) {
    let _ = press(window, "ctrl+k", CARD);
    write(window, words);
    window.key("Return");
}
