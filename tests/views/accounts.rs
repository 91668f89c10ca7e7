//! What is kept: saved accounts on the first screen, favourites and recent addresses on the main one.

use std::{
    collections::HashMap,
    path::Path,
    sync::{Arc, Mutex},
};

use discoscope::{
    app::{
        Message, Options, guide,
        profile::Kept,
        screen::{
            connect::{self, Action, Answer, Connect, Key},
            explore::{self, bookmarks, shortcut::Shortcut},
        },
        theme::{Appearance, Contrast},
    },
    disco::address::Address,
    profile::{
        accounts::{Account, Id, Password},
        keyring::{Keyring, Trouble, Vault},
        recent,
        settings::{Loaded, Settings, Store},
    },
    session::{self, Endpoint, Event, Next, Reason, Secret, Tls},
};
use tempfile::TempDir;

use crate::{
    app::Window,
    component_server::{ComponentServer, DOMAIN, SECRET},
    hold::{failure, problem},
    seen::{Seen, has, lacks},
};

/// A keyring in memory, or none.
#[derive(Clone, Default)]
struct Fake {
    passwords: Arc<Mutex<HashMap<String, String>>>,
    is_absent: bool,
}

impl Vault for Fake {
    fn check(&self) -> Result<(), Trouble> {
        if self.is_absent { Err(Trouble::Absent { why: "no bus".to_owned() }) } else { Ok(()) }
    }

    fn read(&self, id: &Id) -> Result<Secret, Trouble> {
        self.check()?;
        let password = self.passwords.lock().unwrap().get(&id.in_keyring()).cloned();
        password.map(Secret::new).ok_or(Trouble::Nothing)
    }

    fn write(&self, id: &Id, secret: &Secret) -> Result<(), Trouble> {
        self.check()?;
        let _ = self.passwords.lock().unwrap().insert(id.in_keyring(), secret.reveal().to_owned());
        Ok(())
    }

    fn remove(&self, id: &Id) -> Result<(), Trouble> {
        self.check()?;
        let _ = self.passwords.lock().unwrap().remove(&id.in_keyring());
        Ok(())
    }
}

fn account(jid: &str, password: Password) -> Account {
    let settings = session::Settings::new(session::Account::password(jid).unwrap());
    let mut account = Account::of(&settings);
    account.password = password;
    account
}

/// A window of somebody who saved these accounts, the last one first.
fn window(folder: &TempDir, fake: &Fake, accounts: &[Account]) -> Window {
    let store = Store::at(folder.path().join("settings.toml"));
    let accounts = accounts.to_vec();
    let save = |settings: &mut Settings| accounts.into_iter().rev().for_each(|account| settings.accounts.save(account));
    let settings = store.change(save).unwrap();
    let loaded = Loaded { settings, warnings: vec!["settings.toml: `theme` is broken.".to_owned()] };
    let kept = Kept { store: Some(store), loaded, keyring: Keyring::of(fake.clone()) };
    Window::open(Options { kept, ..Options::default() })
}

fn press(window: &mut Window, key: Key) {
    window.update(Message::Connect(connect::Message::Pressed(key)));
}

fn file(folder: &TempDir) -> String {
    std::fs::read_to_string(folder.path().join("settings.toml")).unwrap_or_default()
}

#[tokio::test]
async fn saved_accounts_are_listed_with_what_is_known_of_them_and_warnings_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let accounts = [account("a@x.org", Password::InKeyring), account("b@x.org", Password::Asked)];
    let window = window(&folder, &Fake::default(), &accounts);
    has(
        &window.texts(),
        &[
            "Your accounts",
            "a@x.org",
            "password in the keyring",
            "b@x.org",
            "the password is asked for",
            "Another account…",
        ],
    );
    has(&window.texts(), &["settings.toml: `theme` is broken."]);
    lacks(&window.texts(), &["JID", "Password"]);
}

#[test]
fn keys_choose_connect_change_and_forget() {
    let mut connect = Connect::default();
    let accounts = [account("a@x.org", Password::InKeyring), account("b@x.org", Password::Asked)];
    connect.set_accounts(&accounts);
    let press = |connect: &mut Connect, key| connect.update(connect::Message::Pressed(key));
    assert!(matches!(press(&mut connect, Key::Enter), Action::Choose(id) if id == accounts[0].id()));
    for _ in 0..3 {
        let _ = press(&mut connect, Key::Down);
    }
    assert!(matches!(press(&mut connect, Key::Enter), Action::Choose(id) if id == accounts[1].id()));
    let _ = press(&mut connect, Key::Up);
    assert!(matches!(press(&mut connect, Key::Forget), Action::AskForget(id) if id == accounts[0].id()));
    connect.ask_forget(accounts[0].id(), vec!["its password".to_owned()]);
    has(&Seen::new(connect.view(&[], 0)).texts(), &["Forget this account?", "• its password", "Keep"]);
    let kept = connect.update(connect::Message::ForgetAnswered(Answer::Keep));
    assert!(matches!(kept, Action::Run(_)));
    connect.ask_forget(accounts[0].id(), Vec::new());
    let forgotten = connect.update(connect::Message::ForgetAnswered(Answer::Forget));
    assert!(matches!(forgotten, Action::ForgetAccount(id) if id == accounts[0].id()));
    let _ = press(&mut connect, Key::Edit);
    has(&Seen::new(connect.view(&[], 0)).texts(), &["a@x.org", "Save", "Connect", "in the keyring", "Your accounts"]);
    // The keyring has its password: none need be written.
    assert!(
        matches!(connect.update(connect::Message::Submitted), Action::Connect(_, login) if login.secret.is_empty())
    );
}

#[tokio::test]
async fn an_account_of_the_command_line_that_is_saved_is_chosen() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::at(folder.path().join("settings.toml"));
    let save = |settings: &mut Settings| {
        for jid in ["b@x.org/home", "a@x.org"] {
            settings.accounts.save(account(jid, Password::Asked));
        }
    };
    let settings = store.change(save).unwrap();
    let open = |jid: &str| {
        let kept = Kept { loaded: Loaded { settings: settings.clone(), ..Loaded::default() }, ..Kept::default() };
        Window::open(Options { account: jid.to_owned(), chosen: Some(jid.to_owned()), kept, ..Options::default() })
    };
    for jid in ["b@x.org", "b@x.org/home", "B@X.org"] {
        let mut window = open(jid);
        has(&window.texts(), &["Your accounts", "a@x.org", "b@x.org/home"]);
        press(&mut window, Key::Enter);
        has(&window.texts(), &["Password", "b@x.org/home"]);
        lacks(&window.texts(), &["a@x.org"]);
    }
    // Nobody saved these.
    for jid in ["c@x.org", "b@x.org/elsewhere", "no JID"] {
        has(&open(jid).texts(), &["Password", jid]);
    }
}

#[tokio::test]
async fn a_password_that_is_nowhere_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = window(&folder, &Fake::default(), &[account("a@x.org", Password::Asked)]);
    press(&mut window, Key::Enter);
    has(&window.texts(), &["JID", "Password", "a@x.org"]);
    window.update(Message::Pressed(Shortcut::Leave));
    window.update(Message::Pressed(Shortcut::Leave));
    has(&window.texts(), &["Another account…"]);
}

#[tokio::test]
async fn a_refused_password_is_not_used() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = window(&folder, &Fake::default(), &[account("a@x.org", Password::Refused)]);
    press(&mut window, Key::Enter);
    has(&window.texts(), &["The server refused the password that the keyring has; write the right one.", "Password"]);
}

#[tokio::test]
async fn without_a_keyring_it_is_said_once() {
    let folder = tempfile::tempdir().unwrap();
    let fake = Fake { is_absent: true, ..Fake::default() };
    let mut window = window(&folder, &fake, &[account("a@x.org", Password::InKeyring)]);
    let said = "Passwords are not remembered, and are asked for each time: no keyring service answers here (no bus). A desktop \
                with GNOME Keyring or KWallet brings one.";
    window.until_shown(said).await;
    press(&mut window, Key::Enter);
    has(&window.texts(), &["Password", "Remember the password (no keyring answers here)"]);
    let count = window.texts().iter().filter(|text| text.contains("no bus")).count();
    assert_eq!(count, 1, "{:#?}", window.texts());
}

/// Whoever logs in while the keyring is away loses nothing of what it has.
#[tokio::test]
async fn what_an_absent_keyring_has_is_there_when_it_is_back() {
    let folder = tempfile::tempdir().unwrap();
    let fake = Fake { is_absent: true, ..Fake::default() };
    let server = ComponentServer::start(|_| String::new());
    let accounts = [account("a@x.org", Password::Asked), component(server.port, Password::InKeyring)];
    let mut window = window(&folder, &fake, &accounts);
    window.until("that there is none", |window| window.texts().iter().any(|text| text.contains("no bus"))).await;
    press(&mut window, Key::Down);
    press(&mut window, Key::Enter);
    window.write("component-secret", SECRET);
    window.click("Connect");
    window.until("the tree", |window| window.app.title().starts_with(DOMAIN)).await;
    window.click("Log out");
    let is_first = |window: &Window| {
        let texts = window.texts();
        let at = |words: &str| texts.iter().position(|text| text == words);
        at(DOMAIN) < at("a@x.org")
    };
    window.until("it as the one that was used last", is_first).await;
    assert!(file(&folder).contains("password = \"keyring\""), "{}", file(&folder));
    let said = window.texts().iter().filter(|text| text.contains("keyring")).count();
    assert_eq!(said, 2, "that there is none, and where the secret is: {:#?}", window.texts());
}

#[tokio::test]
async fn forgetting_takes_the_password_and_the_addresses_along() {
    let folder = tempfile::tempdir().unwrap();
    let fake = Fake::default();
    let (one, other) = (account("a@x.org", Password::InKeyring), account("b@x.org", Password::InKeyring));
    for id in [one.id(), other.id()] {
        fake.write(&id, &Secret::new("p".to_owned())).unwrap();
    }
    let store = Store::at(folder.path().join("settings.toml"));
    let visit = |settings: &mut Settings| settings.addresses.visit(Address::new("rooms.x.org"), Some("a@x.org"));
    let _ = store.change(visit).unwrap();
    let mut window = window(&folder, &fake, &[one, other]);
    press(&mut window, Key::Forget);
    has(
        &window.texts(),
        &[
            "Forget this account?",
            "• its password in the system’s keyring",
            "• one recent address that was reached through it",
        ],
    );
    window.click("Forget");
    window.until_shown("a@x.org was forgotten.").await;
    assert!(!file(&folder).contains("a@x.org") && !file(&folder).contains("rooms.x.org"), "{}", file(&folder));
    assert!(file(&folder).contains("b@x.org"));
    let left: Vec<_> = fake.passwords.lock().unwrap().keys().cloned().collect();
    assert_eq!(left, ["b@x.org"]);
}

/// Forgets the first account and gives what is said of it.
async fn forget(window: &mut Window) -> String {
    press(window, Key::Forget);
    window.click("Forget");
    let said = |window: &Window| window.texts().into_iter().find(|text| text.contains("forgotten"));
    window.until("the outcome", |window| said(window).is_some()).await;
    said(window).unwrap()
}

#[tokio::test]
async fn what_names_an_account_after_it_was_forgotten_is_told() {
    let (folder, fake) = (tempfile::tempdir().unwrap(), Fake::default());
    let recents = recent::Store::at(folder.path().join("recent.json"));
    let _ = recents.add(Path::new("/lab.json"), "as a@x.org saw it").unwrap();
    let store = Store::at(folder.path().join("settings.toml"));
    let settings = store.change(|settings| settings.accounts.save(account("a@x.org", Password::Asked))).unwrap();
    // Where a folder stands no file can be read or locked, by nobody.
    std::fs::create_dir(folder.path().join("settings.toml.damaged")).unwrap();
    std::fs::remove_file(folder.path().join(".recent.json.lock")).unwrap();
    std::fs::create_dir(folder.path().join(".recent.json.lock")).unwrap();
    let loaded = Loaded { settings, warnings: Vec::new() };
    let kept = Kept { store: Some(store), loaded, keyring: Keyring::of(fake) };
    let mut window = Window::open(Options { kept, store: Some(recents), ..Options::default() });
    let said = forget(&mut window).await;
    assert!(!file(&folder).contains("a@x.org"), "{}", file(&folder));
    assert!(said.starts_with("a@x.org was forgotten, but “") && said.contains("settings.toml.damaged"), "{said}");
    assert!(said.contains("Besides, the list of recent snapshots names it still."), "{said}");
}

#[tokio::test]
async fn a_password_that_is_gone_is_told_where_its_account_is_not() {
    let (folder, fake) = (tempfile::tempdir().unwrap(), Fake::default());
    let saved = account("a@x.org", Password::InKeyring);
    fake.write(&saved.id(), &Secret::new("p".to_owned())).unwrap();
    let mut window = window(&folder, &fake, &[saved]);
    std::fs::remove_file(folder.path().join(".settings.toml.lock")).unwrap();
    std::fs::create_dir(folder.path().join(".settings.toml.lock")).unwrap();
    let said = forget(&mut window).await;
    assert!(fake.passwords.lock().unwrap().is_empty() && file(&folder).contains("a@x.org"));
    assert!(said.starts_with("a@x.org was not forgotten; only its password has left the keyring."), "{said}");
}

#[tokio::test]
async fn what_is_changed_is_saved_without_connecting() {
    let folder = tempfile::tempdir().unwrap();
    let fake = Fake::default();
    let mut window = window(&folder, &fake, &[account("a@x.org", Password::Asked)]);
    press(&mut window, Key::Edit);
    window.update(Message::Connect(connect::Message::HostEdited("127.0.0.1:5299".to_owned())));
    window.update(Message::Connect(connect::Message::RemembersToggled(true)));
    window.update(Message::Connect(connect::Message::PasswordEdited(Secret::new("new".to_owned()))));
    window.click("Save");
    let written = |_: &Window| file(&folder).contains("127.0.0.1:5299") && file(&folder).contains("\"keyring\"");
    window.until("the change in the file", written).await;
    assert_eq!(fake.passwords.lock().unwrap().get("a@x.org").map(String::as_str), Some("new"));
    window.until_shown("127.0.0.1:5299 · password in the keyring").await;
}

/// Changes the host of the first account without writing its password, and waits until that is in the file.
async fn save_without_password(window: &mut Window, folder: &TempDir, remembers: bool) {
    press(window, Key::Edit);
    window.update(Message::Connect(connect::Message::HostEdited("127.0.0.1:5299".to_owned())));
    window.update(Message::Connect(connect::Message::RemembersToggled(remembers)));
    window.click("Save");
    window.until("the change in the file", |_| file(folder).contains("127.0.0.1:5299")).await;
}

#[tokio::test]
async fn what_is_saved_without_a_password_remembers_none() {
    for (before, name, words) in [
        (Password::InKeyring, "keyring", "127.0.0.1:5299 · password in the keyring"),
        (Password::Refused, "refused", "127.0.0.1:5299 · the password was refused and is asked for"),
        (Password::Asked, "asked", "127.0.0.1:5299 · the password is asked for"),
    ] {
        let (folder, fake) = (tempfile::tempdir().unwrap(), Fake::default());
        let mut window = window(&folder, &fake, &[account("a@x.org", before)]);
        save_without_password(&mut window, &folder, true).await;
        assert!(file(&folder).contains(&format!("password = \"{name}\"")), "{}", file(&folder));
        window.until_shown(words).await;
        let is_told = window.texts().iter().any(|text| text.starts_with("No password of a@x.org was written"));
        assert_eq!(is_told, before == Password::Asked, "{:#?}", window.texts());
    }
}

#[tokio::test]
async fn what_is_not_to_be_remembered_leaves_the_keyring() {
    for before in [Password::InKeyring, Password::Refused] {
        let (folder, fake) = (tempfile::tempdir().unwrap(), Fake::default());
        let saved = account("a@x.org", before);
        fake.write(&saved.id(), &Secret::new("p".to_owned())).unwrap();
        let mut window = window(&folder, &fake, &[saved]);
        save_without_password(&mut window, &folder, false).await;
        assert!(file(&folder).contains("password = \"asked\""), "{}", file(&folder));
        assert!(fake.passwords.lock().unwrap().is_empty(), "{before:?}");
    }
}

#[tokio::test]
async fn favourites_and_recent_addresses_are_offered_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::at(folder.path().join("settings.toml"));
    let kept = Kept { store: Some(store), ..Kept::default() };
    let mut window = Window::open(Options { demo: true, kept, ..Options::default() });
    window.until_shown("odd.demo.localhost").await;
    let tell = |window: &mut Window, message| window.update(Message::Explore(message));
    tell(&mut window, explore::Message::Pressed(Shortcut::Favour));
    tell(&mut window, explore::Message::JidEdited("rooms.demo.localhost".to_owned()));
    tell(&mut window, explore::Message::NodeEdited("a node".to_owned()));
    tell(&mut window, explore::Message::Went);
    let written = |_: &Window| file(&folder).contains("[[favourite]]") && file(&folder).contains("a node");
    window.until("both in the file", written).await;
    window.update(Message::Pressed(Shortcut::Palette));
    window.update(Message::Guide(guide::Message::Edited("a node".to_owned())));
    let words = "Go to rooms.demo.localhost node a node";
    assert_eq!(window.texts().iter().filter(|text| *text == words).count(), 1, "it is remembered and in the tree");
    window.update(Message::Guide(guide::Message::Left));
    tell(&mut window, explore::Message::Pressed(Shortcut::Bookmarks));
    has(&window.texts(), &["Enter goes there, Del removes, Esc closes", "a node"]);
    let key = |key| explore::Message::Bookmarks(bookmarks::Message::Pressed(key));
    tell(&mut window, key(bookmarks::Key::Down));
    tell(&mut window, key(bookmarks::Key::Remove));
    window.until("the file without it", |_| !file(&folder).contains("a node")).await;
    tell(&mut window, key(bookmarks::Key::Enter));
    lacks(&window.texts(), &["Enter goes there, Del removes, Esc closes"]);
    assert!(file(&folder).contains("demo.localhost"));
    // The demo server's own account is nobody's.
    assert!(!file(&folder).contains("account ="), "{}", file(&folder));
}

/// What is wanted in quick succession is written in that order, and all of it before the window closes.
#[tokio::test]
async fn the_last_of_many_quick_changes_is_the_last_that_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let kept = Kept { store: Some(Store::at(folder.path().join("settings.toml"))), ..Kept::default() };
    let mut window = Window::open(Options { demo: true, kept, ..Options::default() });
    window.until_shown("odd.demo.localhost").await;
    let addresses: Vec<_> = (0..20).map(|number| format!("r{number}.localhost")).collect();
    for address in &addresses {
        window.update(Message::Explore(explore::Message::JidEdited(address.clone())));
        window.update(Message::Explore(explore::Message::Went));
    }
    window.update(Message::CloseRequested);
    window.until("the end", |window| window.has_ended).await;
    let offers = Store::at(folder.path().join("settings.toml")).load().settings.addresses.offers();
    let written: Vec<_> = offers.iter().map(|offer| offer.address.to_string()).take(20).collect();
    assert_eq!(written, addresses.into_iter().rev().collect::<Vec<_>>());
}

/// Of an account that nobody saved, or that was forgotten, nothing is written: nobody could forget it.
#[tokio::test]
async fn an_address_names_no_account_that_is_not_saved() {
    let (folder, fake) = (tempfile::tempdir().unwrap(), Fake::default());
    let server = ComponentServer::start(|_| String::new());
    let saved = kept_component(&fake, server.port);
    let mut window = window(&folder, &fake, &[saved]);
    press(&mut window, Key::Enter);
    window.until("the tree", |window| window.app.title().starts_with(DOMAIN)).await;
    let go = async |window: &mut Window, address: &str| {
        window.update(Message::Explore(explore::Message::JidEdited(address.to_owned())));
        window.update(Message::Explore(explore::Message::Went));
        window.until("the address in the file", |_| file(&folder).contains(address)).await;
    };
    go(&mut window, "one.localhost").await;
    assert!(file(&folder).contains(&format!("account = \"{DOMAIN}\"")), "{}", file(&folder));
    window.update(Message::Explore(explore::Message::Pressed(Shortcut::Connect)));
    press(&mut window, Key::Forget);
    window.click("Forget");
    window.until_shown(&format!("{DOMAIN} was forgotten.")).await;
    assert!(!file(&folder).contains(DOMAIN), "{}", file(&folder));
    window.update(Message::Connect(connect::Message::Returned));
    go(&mut window, "other.localhost").await;
    assert!(!file(&folder).contains(DOMAIN), "{}", file(&folder));
}

#[tokio::test]
async fn an_appearance_that_is_chosen_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = window(&folder, &Fake::default(), &[]);
    window.update(Message::Pressed(Shortcut::Appearance(Appearance::Dark)));
    assert_eq!(window.app.theme(), *discoscope::app::theme::DARK);
    window.update(Message::Pressed(Shortcut::Larger));
    window.update(Message::Pressed(Shortcut::Contrast(Contrast::High)));
    let parts = ["theme = \"dark\"", "text_size = 110", "contrast = \"high\""];
    window.until("it in the file", |_| parts.iter().all(|part| file(&folder).contains(part))).await;
    let loaded = Store::at(folder.path().join("settings.toml")).load();
    let kept = Kept { loaded, ..Kept::default() };
    let comfort = Window::open(Options { kept, ..Options::default() }).app.comfort();
    assert_eq!((comfort.appearance, comfort.contrast), (Appearance::Dark, Contrast::High));
    assert_eq!(comfort.text_size.percent(), 110);
}

/// Each window writes what was changed in it, and nothing of what it knew when it was opened.
#[tokio::test]
async fn what_one_window_changes_another_one_leaves() {
    let folder = tempfile::tempdir().unwrap();
    let (mut one, mut other) = (window(&folder, &Fake::default(), &[]), window(&folder, &Fake::default(), &[]));
    let is_written = |words: &'static str| {
        let folder = folder.path().join("settings.toml");
        move |_: &Window| std::fs::read_to_string(&folder).unwrap_or_default().contains(words)
    };
    one.update(Message::Pressed(Shortcut::Appearance(Appearance::Dark)));
    one.until("the theme in the file", is_written("theme = \"dark\"")).await;
    other.update(Message::Pressed(Shortcut::Larger));
    other.until("the size in the file", is_written("text_size = 110")).await;
    one.update(Message::Pressed(Shortcut::Contrast(Contrast::High)));
    one.until("the contrast in the file", is_written("contrast = \"high\"")).await;
    other.update(Message::Pressed(Shortcut::Appearance(Appearance::Light)));
    other.until("the other theme in the file", is_written("theme = \"light\"")).await;
    let kept = Store::at(folder.path().join("settings.toml")).load().settings.preferences;
    assert_eq!((kept.text_size, kept.contrast), (110, discoscope::profile::preferences::Contrast::High));
    assert_eq!(one.app.theme(), *discoscope::app::theme::DARK_HIGH, "a window looks as it was told to");
}

#[tokio::test]
async fn what_the_command_line_says_of_the_look_holds_for_that_run_only() {
    let folder = tempfile::tempdir().unwrap();
    let kept = Kept { store: Some(Store::at(folder.path().join("settings.toml"))), ..Kept::default() };
    let mut window = Window::open(Options { kept, appearance: Some(Appearance::Dark), ..Options::default() });
    window.update(Message::Pressed(Shortcut::Larger));
    assert_eq!(window.app.theme(), *discoscope::app::theme::DARK);
    window.until("the size in the file", |_| file(&folder).contains("text_size = 110")).await;
    assert!(file(&folder).contains("theme = \"system\""), "{}", file(&folder));
}

#[tokio::test]
async fn a_disk_that_takes_nothing_is_told_once() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("in the way"), "").unwrap();
    let kept = Kept { store: Some(Store::at(folder.path().join("in the way/settings.toml"))), ..Kept::default() };
    let mut window = Window::open(Options { kept, ..Options::default() });
    for appearance in [Appearance::Dark, Appearance::Light] {
        window.update(Message::Pressed(Shortcut::Appearance(appearance)));
    }
    let is_told = |window: &Window| window.texts().iter().any(|text| text.contains("could not be saved"));
    window.until("why", is_told).await;
    assert_eq!(window.app.theme(), *discoscope::app::theme::LIGHT, "it holds for this run all the same");
}

/// A component at a port, as it was saved.
fn component(port: u16, password: Password) -> Account {
    let mut settings = session::Settings::new(session::Account::component(DOMAIN, None).unwrap());
    settings.endpoint = Endpoint::At { host: "127.0.0.1".to_owned(), port };
    let mut account = Account::of(&settings);
    account.password = password;
    account
}

/// A component whose secret the keyring has.
fn kept_component(fake: &Fake, port: u16) -> Account {
    let saved = component(port, Password::InKeyring);
    fake.write(&saved.id(), &Secret::new(SECRET.to_owned())).unwrap();
    saved
}

const NAME: &str = "component:gate.localhost";

#[tokio::test]
async fn a_component_is_saved_with_its_secret_and_connects_with_one_key() {
    let (folder, fake) = (tempfile::tempdir().unwrap(), Fake::default());
    let server = ComponentServer::start(|_| String::new());
    let kept = Kept {
        store: Some(Store::at(folder.path().join("settings.toml"))),
        loaded: Loaded::default(),
        keyring: Keyring::of(fake.clone()),
    };
    let mut first = Window::open(Options {
        component: Some(DOMAIN.to_owned()),
        from: Some("bob@gate.localhost".to_owned()),
        connect: format!("127.0.0.1:{}", server.port),
        tls: Tls::None,
        kept,
        ..Options::default()
    });
    first.update(Message::Connect(connect::Message::SavesSwitched));
    has(&first.texts(), &["Remember the secret in the system’s keyring"]);
    first.write("component-secret", SECRET);
    first.click("Connect");
    first.until("the tree", |window| window.app.title().starts_with("bob@gate.localhost")).await;
    first.until("it in the file", |_| file(&folder).contains("password = \"keyring\"")).await;
    assert!(file(&folder).contains("kind = \"component\"") && file(&folder).contains("bob@gate.localhost"));
    assert!(!file(&folder).contains(SECRET), "{}", file(&folder));
    assert_eq!(fake.passwords.lock().unwrap().get(NAME).map(String::as_str), Some(SECRET));
    first.click("Log out");
    first.until_shown("Your accounts").await;
    has(&first.texts(), &[DOMAIN]);
    drop(first);

    let loaded = Store::at(folder.path().join("settings.toml")).load();
    let mut second = window(&folder, &fake, loaded.settings.accounts.all());
    let words = format!("component · asks as bob@gate.localhost · 127.0.0.1:{} · secret in the keyring", server.port);
    has(&second.texts(), &[DOMAIN, &words]);
    // What is to be changed has its secret already, and its domain stays.
    press(&mut second, Key::Edit);
    has(&second.texts(), &["Domain of the component", "Save", "in the keyring"]);
    second.update(Message::Pressed(Shortcut::Leave));
    second.update(Message::Pressed(Shortcut::Leave));
    press(&mut second, Key::Enter);
    second.until("the tree", |window| window.app.title().starts_with("bob@gate.localhost")).await;
    assert_eq!(server.heard().matches("<handshake>").count(), 2);
}

#[tokio::test]
async fn a_secret_that_is_refused_is_asked_for_and_not_sent_again() {
    let (folder, fake) = (tempfile::tempdir().unwrap(), Fake::default());
    let server = ComponentServer::start(|_| String::new());
    let saved = component(server.port, Password::InKeyring);
    fake.write(&saved.id(), &Secret::new("not the right one".to_owned())).unwrap();
    let mut window = window(&folder, &fake, &[saved]);
    press(&mut window, Key::Enter);
    window.until("the file", |_| file(&folder).contains("password = \"refused\"")).await;
    has(&window.texts(), &["Secret", "Domain of the component", DOMAIN]);
    window.update(Message::Pressed(Shortcut::Leave));
    window.update(Message::Pressed(Shortcut::Leave));
    let words = format!("component · 127.0.0.1:{} · the secret was refused and is asked for", server.port);
    has(&window.texts(), &[&words]);
    press(&mut window, Key::Enter);
    has(&window.texts(), &["The server refused the secret that the keyring has; write the right one."]);
    assert_eq!(server.heard().matches("<handshake>").count(), 1);
    window.write("component-secret", SECRET);
    window.click("Connect");
    window.until("the tree", |window| window.app.title().starts_with(DOMAIN)).await;
    window.until("the file", |_| file(&folder).contains("password = \"keyring\"")).await;
    assert_eq!(fake.passwords.lock().unwrap().get(NAME).map(String::as_str), Some(SECRET));
}

/// What the first connection of a window tells.
fn tell(window: &mut Window, turn: u64, why: session::Error) {
    window.update(Message::Heard { turn, events: vec![Event::Offline { why, next: Next::Rest }] });
}

#[tokio::test]
async fn a_certificate_that_is_trusted_for_a_saved_account_stays_trusted() {
    let (folder, fake) = (tempfile::tempdir().unwrap(), Fake::default());
    // Nobody answers there before the test does.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let mut saved = account("a@x.org", Password::InKeyring);
    saved.endpoint = Endpoint::At { host: "127.0.0.1".to_owned(), port: silent.local_addr().unwrap().port() };
    let id = saved.id();
    fake.write(&id, &Secret::new("p".to_owned())).unwrap();
    let mut window = window(&folder, &fake, &[saved]);
    press(&mut window, Key::Enter);
    let problem = problem(Reason::SelfSigned, false);
    let pin = problem.certificate.fingerprint;
    tell(&mut window, 1, failure(&problem));
    let trust = "Trust this one certificate for a@x.org";
    has(&window.texts(), &["Your accounts", "The certificate", trust]);
    window.click(trust);
    has(&window.texts(), &["Connecting to x.org…"]);
    lacks(&window.texts(), &["The certificate"]);
    window.until("it in the file", |_| file(&folder).contains(&pin.to_string())).await;
    let saved = Store::at(folder.path().join("settings.toml")).load().settings.accounts;
    assert_eq!(saved.get(&id).unwrap().settings().pins, [pin]);
    // It goes with the account.
    window.click("Cancel");
    press(&mut window, Key::Forget);
    has(&window.texts(), &["• the certificate that is trusted by its fingerprint"]);
    window.click("Forget");
    window.until("the file without it", |_| !file(&folder).contains(&pin.to_string())).await;
}

#[tokio::test]
async fn a_certificate_that_is_trusted_at_one_host_is_trusted_at_no_other() {
    let (folder, fake) = (tempfile::tempdir().unwrap(), Fake::default());
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let saved = account("a@x.org", Password::InKeyring);
    let id = saved.id();
    fake.write(&id, &Secret::new("p".to_owned())).unwrap();
    let mut window = window(&folder, &fake, &[saved]);
    // The same JID, at a machine for trying things out.
    window.click("Another account…");
    let edit = |window: &mut Window, message| window.update(Message::Connect(message));
    edit(&mut window, connect::Message::JidEdited("a@x.org".to_owned()));
    edit(&mut window, connect::Message::PasswordEdited(Secret::new("p".to_owned())));
    let host = format!("127.0.0.1:{}", silent.local_addr().unwrap().port());
    edit(&mut window, connect::Message::HostEdited(host));
    window.click("Connect");
    let problem = problem(Reason::SelfSigned, false);
    tell(&mut window, 1, failure(&problem));
    window.click("Trust this one certificate for a@x.org");
    has(&window.texts(), &["Connecting to x.org…"]);
    // Whatever is written of it is written by then.
    window.update(Message::Pressed(Shortcut::Appearance(Appearance::Dark)));
    window.until("the settings", |_| file(&folder).contains("theme = \"dark\"")).await;
    let settings = Store::at(folder.path().join("settings.toml")).load().settings;
    assert_eq!(settings.accounts.get(&id).unwrap().settings().pins, []);
}

#[tokio::test]
async fn whoever_presses_twice_connects_once() {
    let (folder, fake) = (tempfile::tempdir().unwrap(), Fake::default());
    let server = ComponentServer::start(|_| String::new());
    let saved = kept_component(&fake, server.port);
    let mut window = window(&folder, &fake, &[saved]);
    press(&mut window, Key::Enter);
    press(&mut window, Key::Enter);
    window.update(Message::Connect(connect::Message::Submitted));
    window.until("the tree", |window| window.app.title().starts_with("gate.localhost")).await;
    assert_eq!(server.heard().matches("<handshake>").count(), 1);
}

#[tokio::test]
async fn logging_out_leaves_alone_who_is_connecting() {
    let (folder, fake) = (tempfile::tempdir().unwrap(), Fake::default());
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let mut saved = account("a@x.org", Password::InKeyring);
    saved.endpoint = Endpoint::At { host: "127.0.0.1".to_owned(), port: silent.local_addr().unwrap().port() };
    fake.write(&saved.id(), &Secret::new("p".to_owned())).unwrap();
    let mut window = window(&folder, &fake, &[saved]);
    window.click("Open the demo");
    window.until_shown("odd.demo.localhost").await;
    window.update(Message::Explore(explore::Message::Pressed(Shortcut::Connect)));
    press(&mut window, Key::Enter);
    window.click("Back to the open tree");
    window.click("Log out");
    has(&window.texts(), &["Connecting to x.org…", "Cancel"]);
}

#[tokio::test]
async fn whether_contacts_see_an_account_is_kept_of_the_one_that_was_switched() {
    let (folder, fake) = (tempfile::tempdir().unwrap(), Fake::default());
    let server = ComponentServer::start(|_| String::new());
    let demo = discoscope::demo::start().await.unwrap();
    let (settings, passwords) = demo.session();
    let mut saved = Account::of(&settings);
    (saved.appears, saved.password) = (true, Password::InKeyring);
    fake.write(&saved.id(), &passwords().await.unwrap()).unwrap();
    let gate = component(server.port, Password::InKeyring);
    fake.write(&gate.id(), &Secret::new(SECRET.to_owned())).unwrap();
    let mut window = window(&folder, &fake, &[saved, gate]);
    press(&mut window, Key::Enter);
    window.until_shown("odd.demo.localhost").await;
    window.update(Message::Explore(explore::Message::Pressed(Shortcut::Connect)));
    press(&mut window, Key::Down);
    press(&mut window, Key::Enter);
    window.until("the component", |window| window.app.title().starts_with(DOMAIN)).await;
    let appears = |_: &Window| file(&folder).contains("appears = true");
    window.update(Message::Explore(explore::Message::Appeared(false)));
    assert!(appears(&window), "nobody sees a component: {}", file(&folder));
    window.update(Message::Explore(explore::Message::Pressed(Shortcut::PreviousDocument)));
    assert!(window.app.title().starts_with("demo@demo.localhost"), "{}", window.app.title());
    window.update(Message::Explore(explore::Message::Appeared(false)));
    window.until("it in the file", |window| !appears(window)).await;
}

#[tokio::test]
async fn what_fails_for_one_account_leaves_the_tree_of_another() {
    let (folder, fake) = (tempfile::tempdir().unwrap(), Fake::default());
    let server = ComponentServer::start(|_| String::new());
    let saved = component(server.port, Password::InKeyring);
    fake.write(&saved.id(), &Secret::new("not the right one".to_owned())).unwrap();
    let mut window = window(&folder, &fake, &[saved]);
    window.click("Open the demo");
    window.until_shown("odd.demo.localhost").await;
    let title = window.app.title();
    window.update(Message::Explore(explore::Message::Pressed(Shortcut::Connect)));
    has(&window.texts(), &["Your accounts", DOMAIN, "Back to the open tree"]);
    press(&mut window, Key::Enter);
    window.until("the file", |_| file(&folder).contains("password = \"refused\"")).await;
    has(&window.texts(), &["Secret", "Domain of the component", DOMAIN]);
    // The notice of the broken field, then the form, then the list.
    for _ in 0..3 {
        window.update(Message::Pressed(Shortcut::Leave));
    }
    assert_eq!(window.app.title(), title);
    window.click("odd.demo.localhost");
    window.until_shown("component/generic").await;
}
