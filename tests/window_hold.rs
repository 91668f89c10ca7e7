//! Connections that hold, in the real window: a certificate to decide about, a server that goes and comes back.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::time::Duration;

use tempfile::TempDir;

use display::{Display, Opened, PATIENCE};
use keeper::until;
use look::{CONTENT, DETAILS, Look, TREE, picture_file, program, rows};
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

fn logging_in<'a>(display: &'a Display, home: &TempDir, look: Look, server: &Prosody) -> Opened<'a> {
    let at = format!("127.0.0.1:{}", server.starttls);
    let ca = server.ca();
    let arguments = ["--account", "alice@localhost", "--connect", &at, "--ca", ca.to_str().unwrap()];
    let window = display.open(program(home, look, &arguments));
    window.point(640, 798);
    let _ = window.still(CONTENT);
    // The JID is there already: Enter goes on to the password.
    press(&window, "Return");
    window.type_text("alicepw");
    window.key("Return");
    window
}

/// Presses a key and waits until the keyboard has come to where it leads: fields take keys at once, the window hears of them
/// a moment later.
fn press(window: &Opened<'_>, key: &str) {
    window.key(key);
    std::thread::sleep(Duration::from_millis(600));
    let _ = window.still(CONTENT);
}

#[track_caller]
fn explored(window: &Opened<'_>) -> Picture {
    let is_there = |picture: &Picture| (rows(picture).len() > 3 && picture.ink(DETAILS) > 2000).then_some(());
    window.until("the tree", PATIENCE, is_there);
    window.still(CONTENT)
}

#[test]
fn one_certificate_can_be_trusted_on_the_first_screen() {
    for (look, name) in [(Look::Light, "light"), (Look::Dark, "dark")] {
        let server = Prosody::start(Certificate::SelfSigned);
        let (display, home) = (Display::start(), TempDir::new().unwrap());
        let window = logging_in(&display, &home, look, &server);
        // The failure, with the certificate and a button.
        std::thread::sleep(Duration::from_secs(2));
        let failed = window.still(CONTENT);
        window.save(&picture_file(&home, &format!("certificate-{name}")));
        assert!(failed.ink(CONTENT) > 5000);
        assert!(server.logins().is_empty());
        trust(&window);
        let _ = explored(&window);
        assert_eq!(server.logins().len(), 1, "{:?}", server.logins());
        window.save(&picture_file(&home, &format!("certificate-trusted-{name}")));
        window.close();
    }
}

/// Trusts the certificate that is shown: the palette leads to it, and Tab to the button.
fn trust(window: &Opened<'_>) {
    for key in ["ctrl+k", "certificate", "Return", "Tab", "Return"] {
        if key == "certificate" {
            window.type_text(key);
        } else {
            press(window, key);
        }
    }
}

#[test]
fn a_server_that_comes_back_is_asked_again_what_was_cut_off() {
    for (look, name) in [(Look::Light, "light"), (Look::Dark, "dark")] {
        let mut server = Prosody::start(Certificate::Good);
        let (display, home) = (Display::start(), TempDir::new().unwrap());
        let window = logging_in(&display, &home, look, &server);
        let _ = explored(&window);
        // A question that is never answered is open when the server goes.
        press(&window, "ctrl+l");
        window.type_text("xmpp:odd.localhost?disco;node=never");
        window.key("Return");
        std::thread::sleep(Duration::from_millis(1500));
        let online = window.still(TREE);
        server.stop();
        let gone = window.changed(&online, STATUS);
        window.save(&picture_file(&home, &format!("gone-{name}")));
        server.start_again();
        let is_back = until(Duration::from_secs(120), || (server.logins().len() == 2).then_some(()));
        assert!(is_back.is_some(), "it does not come back: {}", window.said());
        // The status line counts the seconds for which it waits; what it says once it is back stays.
        window.until("that it is back", PATIENCE, |picture| picture.differs(&gone, STATUS).then_some(()));
        std::thread::sleep(Duration::from_secs(2));
        let _ = window.still(STATUS);
        window.save(&picture_file(&home, &format!("back-{name}")));
        let before = window.picture();
        window.key("ctrl+shift+r");
        window.until("the waiting rows", PATIENCE, |picture| picture.differs(&before, TREE).then_some(()));
        std::thread::sleep(Duration::from_millis(500));
        window.save(&picture_file(&home, &format!("again-{name}")));
        assert!(window.is_alive(), "{}", window.said());
        window.close();
    }
}

#[test]
fn a_certificate_that_changes_meanwhile_is_shown_and_can_be_trusted() {
    for (look, name) in [(Look::Light, "light"), (Look::Dark, "dark")] {
        let mut server = Prosody::start(Certificate::Good);
        let (display, home) = (Display::start(), TempDir::new().unwrap());
        let window = logging_in(&display, &home, look, &server);
        let _ = explored(&window);
        server.stop();
        for ending in ["pem", "key"] {
            let file = |name: &str| server.folder().join(format!("certificates/{name}.{ending}"));
            // Into the file that is there: its owner stays.
            std::fs::write(file("good"), std::fs::read(file("self-signed")).unwrap()).unwrap();
        }
        let before = window.picture();
        server.start_again();
        // It tries again after a while that grows each time.
        window.until("the certificate", Duration::from_secs(120), |picture| {
            (picture.differs(&before, CARD) && picture.ink(CARD) > 1500).then_some(())
        });
        std::thread::sleep(Duration::from_millis(500));
        window.save(&picture_file(&home, &format!("changed-{name}")));
        assert_eq!(server.logins().len(), 1, "{:?}", server.logins());
        trust(&window);
        let is_back = until(PATIENCE, || (server.logins().len() == 2).then_some(()));
        assert!(is_back.is_some(), "it does not come back: {}", window.said());
        // The card goes, and the tree has its room again.
        window.until("the tree", PATIENCE, |picture| (!picture.differs(&before, LOWER)).then_some(()));
        window.save(&picture_file(&home, &format!("changed-trusted-{name}")));
        window.close();
    }
}

/// The lower part of the tree, where the card comes over it.
const LOWER: Region = Region { x: 8, y: 560, width: 500, height: 120 };
/// The card over the status line.
const CARD: Region = Region { x: 20, y: 570, width: 1000, height: 150 };

/// The status line, without who we are.
const STATUS: Region = Region { x: 260, y: 770, width: 1020, height: 28 };
