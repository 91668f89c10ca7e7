//! Accounts: one JID is one account, the last one used is the first.

use std::path::PathBuf;

use discoscope::{
    disco::address::Address,
    profile::{
        accounts::{Account, Accounts, Id, Password},
        settings::{Forgotten, Settings, Store},
    },
    session::{self, Endpoint, Fingerprint, Tls},
};

fn account(jid: &str) -> Account {
    Account::of(&session::Settings::new(session::Account::password(jid).unwrap()))
}

fn component(domain: &str, sender: Option<&str>) -> Account {
    Account::of(&session::Settings::new(session::Account::component(domain, sender).unwrap()))
}

fn jids(accounts: &Accounts) -> Vec<&str> {
    accounts.all().iter().map(Account::jid).collect()
}

#[test]
fn the_last_one_used_is_the_first() {
    let mut accounts = Accounts::default();
    for jid in ["a@x.org", "b@x.org", "c@x.org"] {
        accounts.save(account(jid));
    }
    assert_eq!(jids(&accounts), ["c@x.org", "b@x.org", "a@x.org"]);
    accounts.used(&account("a@x.org").id());
    accounts.used(&account("nobody@x.org").id());
    assert_eq!(jids(&accounts), ["a@x.org", "c@x.org", "b@x.org"]);
    accounts.save(account("b@x.org/elsewhere"));
    assert_eq!(jids(&accounts), ["b@x.org/elsewhere", "a@x.org", "c@x.org"]);
    assert!(accounts.remove(&account("B@X.org/whatever").id()));
    assert!(!accounts.remove(&account("b@x.org").id()));
    assert_eq!(jids(&accounts), ["a@x.org", "c@x.org"]);
}

#[test]
fn an_account_and_an_anonymous_session_are_two_things() {
    let anonymous = session::Account::anonymous("x.org").unwrap();
    let (one, other) = (Id::of(&anonymous), account("x@x.org").id());
    assert_ne!(one, other);
    assert_ne!(one.in_keyring(), other.in_keyring());
    assert!(other.has_password() && !one.has_password());
}

#[test]
fn everything_of_an_account_comes_back_from_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::at(folder.path().join("settings.toml"));
    let mut saved = account("alice@example.org/lab");
    saved.endpoint = Endpoint::At { host: "::1".to_owned(), port: 5223 };
    saved.tls = Tls::Direct;
    saved.ca_file = Some(PathBuf::from("/tmp/ca with blanks \"and quotes\".pem"));
    saved.appears = true;
    saved.password = Password::Refused;
    saved.pins = vec![Fingerprint::of(b"one"), Fingerprint::of(b"another")];
    let kept = saved.clone();
    let _ = store.change(move |settings| settings.accounts.save(kept.clone())).unwrap();
    let loaded = store.load();
    assert_eq!((loaded.warnings.len(), loaded.settings.accounts.all()), (0, &[saved.clone()][..]));
    let settings = loaded.settings.accounts.all()[0].settings();
    assert_eq!((settings.account, settings.endpoint, settings.tls), (saved.who, saved.endpoint, saved.tls));
    assert_eq!((settings.ca_file, settings.appears, settings.pins), (saved.ca_file, true, saved.pins));
}

#[test]
fn a_component_is_an_account_with_a_secret_and_perhaps_a_sender() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::at(folder.path().join("settings.toml"));
    let itself = component("gate.example.org", None);
    let mut named = component("irc.example.org", Some("bob@irc.example.org/x"));
    named.tls = Tls::Direct;
    named.endpoint = Endpoint::At { host: "127.0.0.1".to_owned(), port: 5347 };
    named.password = Password::InKeyring;
    // Nobody sees a component, whatever the file says.
    named.appears = true;
    let kept = [itself.clone(), named.clone()];
    let save =
        move |settings: &mut Settings| kept.into_iter().rev().for_each(|account| settings.accounts.save(account));
    let _ = store.change(save).unwrap();
    let loaded = store.load();
    assert_eq!((loaded.warnings, loaded.settings.accounts.all()), (Vec::new(), &[itself.clone(), named.clone()][..]));
    assert_eq!((itself.tls, itself.jid(), itself.sender()), (Tls::None, "gate.example.org", None));
    assert_eq!((named.jid(), named.sender()), ("irc.example.org", Some("bob@irc.example.org/x")));
    assert!(!named.settings().appears && !named.is_anonymous());
    assert_eq!(named.settings().account, named.who);
    let id = named.id();
    assert!(id.has_password() && id.is_component());
    assert_eq!((id.in_keyring().as_str(), id.password_name()), ("component:irc.example.org", "secret"));
    assert_eq!(id, component("irc.example.org", None).id(), "one domain is one component, whoever asks");
    assert_ne!(id, Id::of(&session::Account::anonymous("irc.example.org").unwrap()));
}

/// The form knows nothing of pins and of what a newer version wrote: saving it again must not lose them.
#[test]
fn saving_again_keeps_what_the_form_does_not_know() {
    let mut accounts = Accounts::default();
    let mut pinned = account("a@x.org");
    pinned.pins = vec![Fingerprint::of(b"one")];
    accounts.save(pinned);
    accounts.save(account("a@x.org"));
    assert_eq!(accounts.all()[0].pins, [Fingerprint::of(b"one")]);
    // What was trusted since comes to them.
    let mut pinned = account("a@x.org");
    pinned.pin(&[Fingerprint::of(b"one"), Fingerprint::of(b"another")]);
    accounts.save(pinned);
    assert_eq!(accounts.all()[0].pins, [Fingerprint::of(b"one"), Fingerprint::of(b"another")]);
}

#[test]
fn of_too_many_certificates_the_oldest_are_not_trusted_any_more() {
    let mut account = account("a@x.org");
    for number in 0..60_u8 {
        account.pin(&[Fingerprint::of(&[number])]);
    }
    assert_eq!(account.pins.len(), 50);
    assert_eq!((account.pins[0], account.pins[49]), (Fingerprint::of(&[10]), Fingerprint::of(&[59])));
}

#[test]
fn forgetting_leaves_nothing_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("settings.toml");
    let store = Store::at(&file);
    let id = account("alice@example.org").id();
    let put_in = |settings: &mut Settings| {
        settings.accounts.save(account("alice@example.org"));
        settings.accounts.save(account("bob@example.org"));
        for jid in ["alice@example.org", "bob@example.org"] {
            settings.addresses.visit(Address::new(format!("rooms.of.{}", &jid[..3])), Some(jid));
            settings.addresses.favour(Address::new(format!("news.of.{}", &jid[..3])), Some(jid), true);
        }
    };
    let settings = store.change(put_in).unwrap();
    assert_eq!(settings.addresses.count("alice@example.org"), (1, 1));
    // What is left of a damaged file is forgotten with it.
    std::fs::write(file.with_extension("toml.damaged"), "jid = \"alice@example.org").unwrap();
    let Forgotten { settings, left } = store.forget(&id).unwrap();
    assert_eq!(left, Vec::<String>::new());
    assert_eq!(jids(&settings.accounts), ["bob@example.org"]);
    assert_eq!(settings.addresses.count("bob@example.org"), (1, 1));
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        assert!(!text.contains("ali"), "{text}");
    }
}

#[test]
fn nothing_of_an_account_that_is_printed_is_what_somebody_wrote_into_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("settings.toml");
    std::fs::write(&file, "[[account]]\nkind = \"password\"\njid = \"a@x.org\"\nsecret = \"hunter2\"\n").unwrap();
    let loaded = Store::at(&file).load();
    assert!(!format!("{loaded:?}").contains("hunter2"), "{loaded:?}");
}
