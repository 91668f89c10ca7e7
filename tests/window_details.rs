//! What the window shows of one entity, in each of its tabs, and of a contact's client at a real server.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::time::Instant;

use tempfile::TempDir;

use display::{Display, Opened, PATIENCE};
use look::{CONTENT, DETAILS, Look, OPENING, TREE, middle, picture_file, program, rows};
use phone::Phone;
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
#[path = "support/phone.rs"]
mod phone;
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

/// The lower part of the details: nothing but the list, or the text, of the tab.
const LIST: Region = Region { x: 548, y: 220, width: 700, height: 520 };

/// What is below the field for the JID in the form to log in: the cursor that blinks there is not in it.
const BELOW_JID: Region = Region { x: 420, y: 202, width: 440, height: 330 };

/// The line of the details that holds the tabs, and the one below: title, JID and summary are above.
const TABS: usize = 3;
const XML_BAR: usize = 4;

/// More lines than any entity here has.
const MOST_LINES: usize = 120;

/// Waits until the entity that was named is shown, answered, and at rest.
#[track_caller]
fn shown(window: &Opened<'_>) -> Picture {
    aside(window);
    window.until("details", PATIENCE, |picture| (!rows(picture).is_empty() && picture.ink(LIST) > 500).then_some(()));
    window.still(CONTENT)
}

/// Puts the pointer where nothing lights up.
fn aside(window: &Opened<'_>) {
    window.point(640, 788);
}

fn save(window: &Opened<'_>, home: &TempDir, name: &str) {
    aside(window);
    let _ = window.still(CONTENT);
    window.save(&picture_file(home, name));
}

/// Presses a button in a line of the details and waits for what it does below; both are counted from 0, the line from
/// above, the button from the right.
#[track_caller]
fn press(window: &Opened<'_>, line: usize, button: usize) -> Picture {
    let before = window.still(DETAILS);
    let row = &before.rows(DETAILS)[line];
    let words = before.words(row, DETAILS, 9);
    let word = &words[words.len() - 1 - button];
    window.click(usize::midpoint(word.start, word.end), middle(row));
    window.changed(&before, LIST)
}

/// Shows another tab by its key, 1 to 5.
#[track_caller]
fn tab(window: &Opened<'_>, number: usize) -> Picture {
    let before = window.still(DETAILS);
    window.key(&format!("ctrl+{number}"));
    window.changed(&before, DETAILS)
}

/// Gives the keyboard to the list in the details, its first line chosen.
#[track_caller]
fn focus_list(window: &Opened<'_>) {
    window.click(LIST.x + LIST.width / 2, LIST.y + LIST.height - 12);
    window.key("Home");
}

/// Walks down the list and copies line for line, until a line satisfies; gives all copied so far.
#[track_caller]
fn copied(window: &Opened<'_>, what: &str, is_last: impl Fn(&str) -> bool) -> Vec<String> {
    let mut lines = Vec::new();
    for _ in 0..MOST_LINES {
        let line = window.copy();
        let found = is_last(&line);
        lines.push(line);
        if found {
            return lines;
        }
        window.key("Down");
    }
    panic!("no line with {what} among the lines: {lines:#?}");
}

/// The lines from the first on to the one that is this text.
#[track_caller]
fn lines_to(window: &Opened<'_>, text: &str) -> Vec<String> {
    focus_list(window);
    copied(window, text, |line| line == text)
}

#[track_caller]
fn assert_has(lines: &[String], wanted: &[&str]) {
    for wanted in wanted {
        assert!(lines.iter().any(|line| line == wanted), "no “{wanted}” in {lines:#?}");
    }
}

#[test]
fn overview_groups_features_by_document() {
    let (display, home) = (Display::start(), TempDir::new().unwrap());
    let window = display.open(program(&home, Look::Light, &["--demo", "demo.localhost"]));
    let _ = shown(&window);
    save(&window, &home, "overview");
    let lines = lines_to(&window, "http://jabber.org/network/serverinfo");
    assert_eq!(lines[..5], ["Identities", "server/im", "server/im", "pubsub/pep", "Features"]);
    // What one document defines stands together, in the order of the documents; then as it was sent.
    let at = |lines: &[String], var: &str| lines.iter().position(|line| line == var).expect("a feature");
    let near = |lines: &[String]| at(lines, "vcard-temp").abs_diff(at(lines, "vcard-temp:x:update"));
    assert!(near(&lines) > 1, "{lines:#?}");
    assert!(at(&lines, "vcard-temp") < at(&lines, "urn:xmpp:carbons:2"), "{lines:#?}");
    let _ = press(&window, TABS, 0);
    let sent = lines_to(&window, "http://jabber.org/network/serverinfo");
    assert_eq!(near(&sent), 1, "{sent:#?}");
    assert!(at(&sent, "vcard-temp") > at(&sent, "urn:xmpp:carbons:2"), "{sent:#?}");
    let sorted = |mut lines: Vec<String>| {
        lines.sort();
        lines
    };
    assert_eq!(sorted(lines), sorted(sent), "another order has other lines");
    window.close();
}

#[test]
fn form_is_read_and_closed() {
    let (display, home) = (Display::start(), TempDir::new().unwrap());
    let window = display.open(program(&home, Look::Light, &["--demo", "lobby@rooms.demo.localhost"]));
    let _ = shown(&window);
    save(&window, &home, "form");
    let lines = lines_to(&window, "disco#info");
    let start = lines.iter().position(|line| line == "http://jabber.org/protocol/muc#roominfo").expect("a form");
    let description = "Where everybody arrives; its occupants can be explored";
    let form = [description, "4", "en", "Subject", "1", "alice@demo.localhost", "demo@demo.localhost", "disco#info"];
    assert_eq!(lines[start + 1..], form);

    // The form folds into its heading.
    let _ = lines_to(&window, "http://jabber.org/protocol/muc#roominfo");
    let open = window.still(LIST);
    window.key("Return");
    let _ = window.changed(&open, LIST);
    window.key("Down");
    assert_eq!(window.copy(), "disco#info");
    window.close();
}

#[test]
fn findings_are_walked_and_told() {
    for (look, name) in [(Look::Light, "findings"), (Look::Dark, "findings-dark")] {
        let (display, home) = (Display::start(), TempDir::new().unwrap());
        let window = display.open(program(&home, look, &["--demo", "odd.demo.localhost", "refuses"]));
        let quiet = shown(&window);
        // A row that is chosen is asked; the last one is the heading of the contacts.
        let children = rows(&quiet).len() - 2;
        assert!(children > 15, "only {children} ways to refuse");
        for _ in 0..children {
            window.key("Down");
        }
        let _ = window.changed(&quiet, TREE);
        window.key("Home");
        let _ = window.still(CONTENT);

        let before = tab(&window, 3);
        window.key("F8");
        let first = window.changed(&before, DETAILS);
        assert!(first.differs(&before, TREE), "F8 chose no other row");
        focus_list(&window);
        assert!(window.copy().starts_with("error-condition-unknown: "), "{}", window.copy());
        save(&window, &home, name);

        let before = window.still(CONTENT);
        window.key("F8");
        let second = window.changed(&before, CONTENT);
        assert!(second.differs(&before, TREE), "F8 chose no other row");
        window.key("Home");
        assert!(window.copy().starts_with("error-"), "{}", window.copy());
        window.key("shift+F8");
        let _ = window.changed(&second, TREE);
        window.key("Home");
        assert!(window.copy().starts_with("error-condition-unknown: "), "{}", window.copy());

        // Return goes to the line that the finding is about.
        let findings = window.still(CONTENT);
        window.key("Return");
        let _ = window.changed(&findings, DETAILS);
        focus_list(&window);
        assert_has(&copied(&window, "the condition", |line| line == "full-moon"), &["disco#info"]);
        window.close();
    }
}

#[test]
fn xml_is_pretty_and_exact() {
    let (display, home) = (Display::start(), TempDir::new().unwrap());
    let window = display.open(program(&home, Look::Light, &["--demo", "demo.localhost"]));
    let _ = shown(&window);
    let _ = tab(&window, 5);
    window.until("text", PATIENCE, |picture| (picture.ink(LIST) > 5000).then_some(()));
    save(&window, &home, "xml");
    let pretty = whole_text(&window);
    assert!(pretty.starts_with("<iq ") && pretty.contains("type='get'"), "{pretty}");
    assert!(pretty.contains("\n    <feature var='urn:xmpp:carbons:2'/>\n"), "{pretty}");

    let _ = press(&window, XML_BAR, 1);
    let exact = whole_text(&window);
    let lines: Vec<_> = exact.trim_end().lines().collect();
    let [request, "", reply] = lines[..] else { panic!("not a request and a reply: {exact}") };
    assert!(request.starts_with("<iq ") && request.ends_with("</iq>"), "{request}");
    assert!(reply.contains("<feature var='urn:xmpp:carbons:2'/>"), "{reply}");
    let _ = press(&window, XML_BAR, 2);
    assert_eq!(whole_text(&window), pretty);
    window.close();
}

/// Selects everything in the text below and copies it.
#[track_caller]
fn whole_text(window: &Opened<'_>) -> String {
    window.click(LIST.x + LIST.width / 2, LIST.y + LIST.height / 2);
    window.key("ctrl+a");
    let text = window.copy();
    aside(window);
    text
}

#[test]
fn capabilities_of_the_server_match() {
    let (display, home) = (Display::start(), TempDir::new().unwrap());
    let window = display.open(program(&home, Look::Light, &["--demo", "demo.localhost"]));
    let _ = shown(&window);
    let _ = tab(&window, 4);
    save(&window, &home, "capabilities");
    let lines = capability_lines(&window, "http://jabber.org/protocol/commands<");
    assert_eq!(lines[0], "Entity capabilities (XEP-0115)");
    let [ver, hash, node, asked, computed] = &lines[1..6] else { unreachable!() };
    assert_eq!((hash.as_str(), computed), ("sha-1", ver));
    assert_eq!(*asked, format!("{node}#{ver}"));
    window.close();
}

/// The lines of the tab Capabilities, from the first to this one.
#[track_caller]
fn capability_lines(window: &Opened<'_>, last: &str) -> Vec<String> {
    let lines = lines_to(window, last);
    assert!(lines.iter().all(|line| !line.contains("explains the difference") && !line.contains("no Base64")));
    lines
}

#[test]
fn client_of_a_contact_is_seen() {
    let prosody = Prosody::start(Certificate::Good);
    let phone = Phone::start(&prosody, "away", "On the train");
    let (display, home) = (Display::start(), TempDir::new().unwrap());
    let (connect, ca) = (format!("127.0.0.1:{}", prosody.starttls), prosody.ca().display().to_string());
    let arguments = ["--account", "alice@localhost", "--connect", &connect, "--ca", &ca];
    let window = display.open(program(&home, Look::Light, &arguments));
    log_in(&window, "alicepw");

    let _ = shown(&window);
    window.key("End");
    open_row(&window);
    choose(&window, "bob@localhost");
    open_row(&window);
    choose(&window, phone::JID);
    let _ = window.still(CONTENT);

    let overview = lines_to(&window, phone::FEATURES[3]);
    let client = ["Client", "away", "On the train", "5", phone::SOFTWARE, "7.1", "Android 16"];
    assert_eq!(overview[..client.len()], client);
    assert_has(&overview, &["client/phone", "2026-07-01T10:00:00Z", "+02:00"]);
    assert_has(&overview, &phone::FEATURES);
    window.key("Home");
    save(&window, &home, "contacts");

    let _ = tab(&window, 4);
    save(&window, &home, "contacts-capabilities");
    let capabilities = capability_lines(&window, &format!("client/phone//{}<", phone::SOFTWARE));
    let ver = phone::ver();
    assert_eq!(capabilities.iter().filter(|line| **line == ver).count(), 2, "announced, computed: {capabilities:#?}");
    assert!(capabilities.iter().all(|line| !line.contains("matches only if")), "{capabilities:#?}");

    // The row changes by itself when the phone does, and so do the details.
    let _ = tab(&window, 1);
    aside(&window);
    let before = window.still(CONTENT);
    phone.appear("dnd", "In the cinema");
    let after = window.changed(&before, TREE);
    assert_eq!(rows(&after).len(), rows(&before).len());
    let _ = window.changed(&before, DETAILS);
    assert_eq!(lines_to(&window, "In the cinema"), ["Client", "busy", "In the cinema"]);

    // Gone with its connection, and with it its row.
    drop(phone);
    window.until("one row less", PATIENCE, |picture| (rows(picture).len() < rows(&after).len()).then_some(()));
    window.close();
}

/// Return goes from the JID to the password, and from the password to the server.
#[track_caller]
fn log_in(window: &Opened<'_>, password: &str) {
    aside(window);
    window.until("the form", PATIENCE, |picture| (picture.ink(CONTENT) > 1000).then_some(()));
    let before = window.still(BELOW_JID);
    window.key("Return");
    let focused = window.changed(&before, BELOW_JID);
    window.type_text(password);
    let _ = window.changed(&focused, BELOW_JID);
    window.key("Return");
}

/// Opens the chosen row.
#[track_caller]
fn open_row(window: &Opened<'_>) {
    let closed = window.still(TREE);
    window.key("Right");
    window.until("rows below", PATIENCE, |picture| (rows(picture).len() > rows(&closed).len()).then_some(()));
    let _ = window.still(TREE);
}

/// Chooses the row of this JID in the tree, as soon as it is there: down from where we are, and up again.
#[track_caller]
fn choose(window: &Opened<'_>, jid: &str) {
    let end = Instant::now() + PATIENCE;
    let (mut key, mut last) = ("Down", String::new());
    let mut seen = Vec::new();
    while Instant::now() < end {
        window.key(key);
        // The heading of the contacts has nothing to copy.
        let found = window.copy_within(OPENING).unwrap_or_default();
        if found == jid {
            return;
        }
        if found == last {
            key = if key == "Down" { "Up" } else { "Down" };
        }
        last.clone_from(&found);
        seen.push(found);
    }
    let file = std::env::temp_dir().join("discoscope-not-chosen.png");
    window.save(&file);
    panic!("{jid} is not among {seen:?}, see {}; the program said: {}", file.display(), window.said());
}
