//! Saved accounts in the real window: with gnome-keyring on a D-Bus session of its own, and a real Prosody.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use tempfile::TempDir;

use display::{Display, Opened, PATIENCE};
use keeper::until;
use keyring::Keyring;
use look::{CONTENT, Look, picture_file, program};
use prosody::{Certificate, LONG, Prosody};

#[path = "support/display.rs"]
#[allow(dead_code, reason = "a toolbox of which each test binary takes a part")]
mod display;
#[path = "support/keeper.rs"]
#[allow(dead_code, reason = "a toolbox of which each test binary takes a part")]
mod keeper;
#[path = "support/keyring.rs"]
#[allow(dead_code, reason = "a toolbox of which each test binary takes a part")]
mod keyring;
#[path = "support/look.rs"]
#[allow(dead_code, reason = "a toolbox of which each test binary takes a part")]
mod look;
#[path = "support/memory_of.rs"]
mod memory_of;
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

const JID: &str = "carol@localhost";

/// A server, a screen and somebody's home.
struct Place {
    prosody: Prosody,
    display: Display,
    home: TempDir,
}

impl Place {
    fn new() -> Self {
        let (prosody, display) = (Prosody::start(Certificate::Good), Display::start());
        Self { prosody, display, home: TempDir::new().unwrap() }
    }

    fn settings_file(&self) -> PathBuf {
        self.home.path().join(".config/discoscope/settings.toml")
    }

    fn settings(&self) -> String {
        fs::read_to_string(self.settings_file()).unwrap_or_default()
    }

    /// As if the account had been saved before.
    fn save(&self, password: &str) {
        let (port, ca) = (self.prosody.starttls, self.prosody.ca());
        let text = format!(
            "[[account]]\nkind = \"password\"\njid = \"{JID}\"\nconnect = \"127.0.0.1:{port}\"\nca_file = \"{}\"\n\
             password = \"{password}\"\n",
            ca.display()
        );
        fs::create_dir_all(self.settings_file().parent().unwrap()).unwrap();
        fs::write(self.settings_file(), text).unwrap();
    }

    fn command(&self, keyring: Option<&Keyring>, arguments: &[&str]) -> Command {
        let mut command = program(&self.home, Look::Light, arguments);
        if let Some(keyring) = keyring {
            keyring.give_to(&mut command);
        }
        command
    }

    /// Opens the window and waits for the first screen.
    #[track_caller]
    fn open(&self, command: Command) -> Opened<'_> {
        let window = self.display.open(command);
        window.until("the first screen", PATIENCE, |picture| (picture.ink(CONTENT) > 1000).then_some(()));
        let _ = window.still(CONTENT);
        window
    }

    /// The form, with what the command line says of this server.
    #[track_caller]
    fn open_form(&self, keyring: Option<&Keyring>) -> Opened<'_> {
        let ca = self.prosody.ca();
        let endpoint = format!("127.0.0.1:{}", self.prosody.starttls);
        let arguments = ["--account", JID, "--connect", &endpoint, "--ca", ca.to_str().unwrap(), "-d"];
        self.open(self.command(keyring, &arguments))
    }

    #[track_caller]
    fn until_logged_in(&self, window: &Opened<'_>, count: usize) {
        let seen = until(PATIENCE, || window.title().contains(JID).then_some(()));
        let logins = self.prosody.logins();
        window.save(&picture_file(&self.home, "accounts-login"));
        assert!(seen.is_some(), "not logged in: {logins:?}; {}", window.said());
        assert_eq!(logins.iter().filter(|line| line.starts_with("success")).count(), count, "{logins:?}");
    }

    #[track_caller]
    fn until_settings(&self, words: &str) {
        let seen = until(PATIENCE, || self.settings().contains(words).then_some(()));
        assert!(seen.is_some(), "{words} is not in the settings: {}", self.settings());
    }

    /// The password stands neither in what the program holds nor in anything that it wrote or said.
    #[track_caller]
    fn assert_traceless(&self, window: &Opened<'_>) {
        let (_, password) = LONG;
        // What freeing overwrites is the beginning; so the end is looked for, too.
        for wanted in [password, &password[password.len() / 2..]] {
            let found = until(Duration::from_secs(5), || {
                let found = memory_of::in_process(window.pid(), wanted.as_bytes());
                found.is_empty().then_some(())
            });
            let left = memory_of::in_process(window.pid(), wanted.as_bytes());
            assert!(found.is_some(), "{wanted:?} is in memory: {left:#?}");
        }
        assert!(!window.said().contains(password), "it was said");
        assert_eq!(memory_of::in_files(self.home.path(), password.as_bytes()), Vec::<String>::new());
    }
}

fn save_picture(window: &Opened<'_>, place: &Place, name: &str) {
    window.save(&picture_file(&place.home, &format!("accounts-{name}")));
}

#[test]
fn an_account_is_saved_offered_connected_and_forgotten() {
    let (place, keyring) = (Place::new(), Keyring::start());
    // The form: Ctrl+S saves, Return goes from the JID to the password, and from there to the server.
    let window = place.open_form(Some(&keyring));
    window.key("ctrl+s");
    window.key("Return");
    // The keyboard is there only once the window shows it there.
    let _ = window.still(CONTENT);
    window.type_text(LONG.1);
    let _ = window.still(CONTENT);
    save_picture(&window, &place, "form");
    // It is in the form, so whoever looks for it must find it: else to find nothing later would prove nothing.
    assert_ne!(memory_of::in_process(window.pid(), LONG.1.as_bytes()), Vec::<String>::new());
    window.key("Return");
    place.until_logged_in(&window, 1);
    place.until_settings("password = \"keyring\"");
    assert_eq!(keyring.password(JID).as_deref(), Some(LONG.1));
    place.assert_traceless(&window);
    window.close();

    // The next day: one key, also for who names the account once more.
    let window = place.open(place.command(Some(&keyring), &["--account", JID, "-d"]));
    save_picture(&window, &place, "list");
    window.key("Return");
    place.until_logged_in(&window, 2);
    place.assert_traceless(&window);
    window.close();

    // The day after: one click.
    let window = place.open(place.command(Some(&keyring), &[]));
    let before = window.still(CONTENT);
    window.click(560, chosen_row(&before));
    place.until_logged_in(&window, 3);
    window.close();

    let window = place.open(place.command(Some(&keyring), &[]));
    let before = window.still(CONTENT);
    window.key("Delete");
    let asked = window.changed(&before, CONTENT);
    save_picture(&window, &place, "forget");
    window.key("Escape");
    let _ = window.changed(&asked, CONTENT);
    assert!(place.settings().contains(JID), "Escape keeps it");
    window.key("Delete");
    let _ = window.changed(&before, CONTENT);
    window.key("Return");
    let gone = until(PATIENCE, || (!place.settings().contains(JID)).then_some(()));
    assert!(gone.is_some(), "{}", place.settings());
    assert_eq!(keyring.password(JID), None);
    window.close();
    assert_eq!(memory_of::in_files(place.home.path(), JID.as_bytes()), Vec::<String>::new());
}

/// Without a keyring the window holds the password, once, so that the session can come back; and no longer than the session
/// lasts. PLAIN is the mechanism that says it to the server.
#[test]
fn a_password_that_is_not_remembered_is_held_once_while_it_is_needed() {
    let (place, jid) = (Place::new(), "carol@plain.localhost");
    let ca = place.prosody.ca();
    let endpoint = format!("127.0.0.1:{}", place.prosody.starttls);
    let arguments = ["--account", jid, "--connect", &endpoint, "--ca", ca.to_str().unwrap(), "-d"];
    let window = place.open(place.command(None, &arguments));
    window.key("Return");
    let _ = window.still(CONTENT);
    window.type_text(LONG.1);
    let _ = window.still(CONTENT);
    window.key("Return");
    let seen = until(PATIENCE, || window.title().contains(jid).then_some(()));
    assert!(seen.is_some(), "{:?}; {}", place.prosody.logins(), window.said());
    let held = until(Duration::from_secs(5), || {
        (memory_of::in_process(window.pid(), LONG.1.as_bytes()).len() == 1).then_some(())
    });
    let left = memory_of::in_process(window.pid(), LONG.1.as_bytes());
    assert!(held.is_some(), "held {} times: {left:#?}", left.len());
    assert!(!window.said().contains(LONG.1));
    assert_eq!(memory_of::in_files(place.home.path(), LONG.1.as_bytes()), Vec::<String>::new());
    window.close();
}

/// The first row of the list stands where a picture of the list shows its frame; it is looked for by its ink.
fn chosen_row(picture: &picture::Picture) -> usize {
    let list = picture::Region { x: 430, y: 200, width: 250, height: 200 };
    let rows = picture.rows(list);
    let first = rows.iter().find(|row| row.len() > 20 && row.len() < 80).unwrap_or_else(|| panic!("no row: {rows:?}"));
    usize::midpoint(first.start, first.end)
}

#[test]
fn a_wrong_saved_password_is_sent_once_and_then_asked_for() {
    let (place, keyring) = (Place::new(), Keyring::start());
    place.save("keyring");
    keyring.put(JID, "not the right one");
    let window = place.open(place.command(Some(&keyring), &[]));
    window.key("Return");
    place.until_settings("password = \"refused\"");
    save_picture(&window, &place, "refused");
    std::thread::sleep(Duration::from_secs(3));
    assert_eq!(place.prosody.logins().len(), 1, "{:?}", place.prosody.logins());
    window.close();

    // In another run it is not sent either: Return asks.
    let window = place.open(place.command(Some(&keyring), &[]));
    let before = window.still(CONTENT);
    window.key("Return");
    let _ = window.changed(&before, CONTENT);
    save_picture(&window, &place, "asked-anew");
    assert_eq!(place.prosody.logins().len(), 1, "{:?}", place.prosody.logins());
    window.type_text(LONG.1);
    window.key("Return");
    place.until_logged_in(&window, 1);
    place.until_settings("password = \"keyring\"");
    assert_eq!(keyring.password(JID).as_deref(), Some(LONG.1), "the right one is remembered");
    assert_eq!(place.prosody.logins().len(), 2);
    window.close();
}

#[test]
fn a_locked_keyring_is_told_and_the_password_asked_for() {
    let (place, mut keyring) = (Place::new(), Keyring::start());
    place.save("keyring");
    keyring.put(JID, LONG.1);
    keyring.locked();
    let window = place.open(place.command(Some(&keyring), &[]));
    let before = window.still(CONTENT);
    window.key("Return");
    let _ = window.changed(&before, CONTENT);
    std::thread::sleep(Duration::from_secs(1));
    save_picture(&window, &place, "locked");
    assert!(place.prosody.logins().is_empty(), "nothing was sent");
    window.type_text(LONG.1);
    window.key("Return");
    place.until_logged_in(&window, 1);
    std::thread::sleep(Duration::from_secs(2));
    window.close();
    // What was locked today is there tomorrow.
    assert!(place.settings().contains("password = \"keyring\""), "{}", place.settings());
    keyring.unlocked();
    let window = place.open(place.command(Some(&keyring), &[]));
    window.key("Return");
    place.until_logged_in(&window, 2);
    window.close();
}

#[test]
fn without_a_keyring_the_password_is_asked_for_each_time() {
    let nobody = Keyring::without_keyring();
    for keyring in [None, Some(&nobody)] {
        let place = Place::new();
        place.save("keyring");
        let window = place.open(place.command(keyring, &[]));
        let before = window.still(CONTENT);
        save_picture(&window, &place, "absent");
        window.key("Return");
        let _ = window.changed(&before, CONTENT);
        window.type_text(LONG.1);
        window.key("Return");
        place.until_logged_in(&window, 1);
        place.until_settings("version = 1");
        assert_eq!(window.said(), "", "what the window says need not be said twice");
        window.close();
        // Another keyring, or the same one tomorrow, has what it had.
        assert!(place.settings().contains("password = \"keyring\""), "{}", place.settings());
    }
}

#[test]
fn size_and_appearance_outlive_the_run() {
    let place = Place::new();
    let window = place.open(bare(&place));
    window.resize(1000, 700);
    place.until_settings("width = 1000");
    place.until_settings("height = 700");
    window.resize(1100, 720);
    std::thread::sleep(Duration::from_millis(200));
    // What is not written yet is written at the end.
    window.close();
    assert!(place.settings().contains("width = 1100"), "{}", place.settings());
    let text = place.settings().replace("theme = \"system\"", "theme = \"dark\"");
    fs::write(place.settings_file(), text).unwrap();
    let window = place.open(bare(&place));
    let picture = window.still(CONTENT);
    assert!(picture.brightness(CONTENT) < 96, "the window is not dark");
    window.close();
    // For one run the command line decides.
    let window = place.open(place.command(None, &[]));
    let picture = window.still(CONTENT);
    assert!(picture.brightness(CONTENT) > 160, "the window is not light");
    window.close();
    assert!(place.settings().contains("theme = \"dark\""), "{}", place.settings());
}

/// The program without --theme.
fn bare(place: &Place) -> Command {
    program::bare_command(&place.home)
}

/// What holds no password has to ask for it again; what the keyring says then is what counts.
#[test]
fn a_session_that_comes_back_reads_the_keyring_again() {
    let (place, keyring) = (Place::new(), Keyring::start());
    place.save("keyring");
    keyring.put(JID, LONG.1);
    let file = place.settings_file();
    let Place { mut prosody, display, home } = place;
    let mut command = program(&home, Look::Light, &["-d"]);
    keyring.give_to(&mut command);
    let window = display.open(command);
    window.until("the first screen", PATIENCE, |picture| (picture.ink(CONTENT) > 1000).then_some(()));
    let _ = window.still(CONTENT);
    window.key("Return");
    let count = |prosody: &Prosody, what: &str| prosody.logins().iter().filter(|line| line.starts_with(what)).count();
    let until_logins = |prosody: &Prosody, what: &str, wanted: usize| {
        let seen = until(PATIENCE, || (count(prosody, what) == wanted).then_some(()));
        assert!(seen.is_some(), "{what}: {:?}; {}", prosody.logins(), window.said());
    };
    until_logins(&prosody, "success", 1);
    // Only a session that was there comes back; who is cut off while logging in is told so.
    let is_online = until(PATIENCE, || window.title().contains(JID).then_some(()));
    assert!(is_online.is_some(), "{:?}; {}", window.title(), window.said());
    prosody.stop();
    prosody.start_again();
    until_logins(&prosody, "success", 2);
    // Somebody changed the password in the keyring, wrongly: it is sent once, and noted.
    prosody.stop();
    keyring.put(JID, "not the right one");
    prosody.start_again();
    until_logins(&prosody, "failure", 1);
    let refused = || fs::read_to_string(&file).unwrap_or_default().contains("password = \"refused\"");
    assert!(until(PATIENCE, || refused().then_some(())).is_some(), "{}", fs::read_to_string(&file).unwrap());
    std::thread::sleep(Duration::from_secs(3));
    assert_eq!((count(&prosody, "success"), count(&prosody, "failure")), (2, 1));
    assert!(!window.said().contains(LONG.1));
    window.close();
}

/// Where the tree ends and the details begin.
#[test]
fn the_split_outlives_the_run() {
    let place = Place::new();
    let open = || {
        let window = place.display.open(place.command(None, &["--demo"]));
        let seen = until(PATIENCE, || window.title().contains("demo@demo.localhost").then_some(()));
        assert!(seen.is_some(), "{:?}; {}", window.title(), window.said());
        let _ = window.still(CONTENT);
        window
    };
    let split = |text: &str| {
        let value = text.lines().find_map(|line| line.strip_prefix("split = "));
        value.and_then(|value| value.parse::<f64>().ok()).unwrap_or_default()
    };
    let window = open();
    window.drag((537, 400), (700, 400), CONTENT);
    let seen = until(PATIENCE, || (split(&place.settings()) > 0.5).then_some(()));
    assert!(seen.is_some(), "{}", place.settings());
    window.close();
    // Only where it was left can it be taken hold of.
    let window = open();
    window.drag((700, 400), (600, 400), CONTENT);
    let seen = until(PATIENCE, || (split(&place.settings()) < 0.5).then_some(()));
    assert!(seen.is_some(), "{}", place.settings());
    window.close();
    assert!((split(&place.settings()) - 600.0 / 1280.0).abs() < 0.02, "{}", place.settings());
}
