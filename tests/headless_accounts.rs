//! Headless commands with accounts that were saved in the window: a real keyring, a real Prosody.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::fs;
use std::process::Command;

use tempfile::TempDir;

use keyring::Keyring;
use program::Program;
use prosody::{Certificate, LONG, Prosody};

#[path = "support/keeper.rs"]
#[allow(dead_code, reason = "a toolbox of which each test binary takes a part")]
mod keeper;
#[path = "support/keyring.rs"]
#[allow(dead_code, reason = "a toolbox of which each test binary takes a part")]
mod keyring;
#[path = "support/memory_of.rs"]
#[allow(dead_code, reason = "a toolbox of which each test binary takes a part")]
mod memory_of;
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

/// Somebody who saved the account in the window, with its password there.
struct Owner {
    prosody: Prosody,
    config: TempDir,
}

impl Owner {
    fn new(password: &str) -> Self {
        Self::with(Certificate::Good, |prosody| {
            let (port, ca) = (prosody.starttls, prosody.ca());
            format!(
                "kind = \"password\"\njid = \"{JID}\"\nconnect = \"127.0.0.1:{port}\"\nca_file = \"{}\"\n\
                 password = \"{password}\"\n",
                ca.display()
            )
        })
    }

    fn component() -> Self {
        Self::with(Certificate::Good, |prosody| {
            format!(
                "kind = \"component\"\njid = \"component.localhost\"\nfrom = \"friend@component.localhost\"\n\
                 connect = \"127.0.0.1:{}\"\npassword = \"keyring\"\n",
                prosody.component
            )
        })
    }

    /// Somebody who saved this.
    fn with(certificate: Certificate, account: impl Fn(&Prosody) -> String) -> Self {
        let owner = Self { prosody: Prosody::start(certificate), config: TempDir::new().unwrap() };
        let text = format!("[[account]]\n{}", account(&owner.prosody));
        fs::create_dir(owner.config.path().join("discoscope")).unwrap();
        fs::write(owner.config.path().join("discoscope/settings.toml"), text).unwrap();
        owner
    }

    fn asks(&self, keyring: Option<&Keyring>) -> Program {
        self.runs(keyring, &["info", "localhost", "--account", JID])
    }

    fn runs(&self, keyring: Option<&Keyring>, arguments: &[&str]) -> Program {
        let program = Program::new(arguments).env("XDG_CONFIG_HOME", self.config.path());
        let variables = keyring.map(Keyring::variables).into_iter().flatten();
        variables.fold(program, |program, (name, value)| program.env(name, value))
    }

    fn settings(&self) -> String {
        fs::read_to_string(self.config.path().join("discoscope/settings.toml")).unwrap()
    }
}

#[test]
fn a_saved_account_needs_nothing_but_its_name() {
    let (owner, keyring) = (Owner::new("keyring"), Keyring::start());
    keyring.put(JID, LONG.1);
    let output = owner.asks(Some(&keyring)).arg("-d").run().expect(0);
    assert!(output.stdout.contains("http://jabber.org/protocol/disco#info"), "{output:?}");
    assert!(!format!("{output:?}").contains(LONG.1), "the password was said");
    assert_eq!(memory_of::in_files(owner.config.path(), LONG.1.as_bytes()), Vec::<String>::new());
    // What an option says goes before what was saved.
    let refused = owner.asks(Some(&keyring)).arg("--connect").arg("127.0.0.1:1").run().expect(2);
    assert!(refused.sentence().contains("port 1"), "{refused:?}");
}

#[test]
fn a_wrong_saved_password_is_sent_once_in_all_runs() {
    let (owner, keyring) = (Owner::new("keyring"), Keyring::start());
    keyring.put(JID, "Zaunkönig7");
    let output = owner.asks(Some(&keyring)).run().expect(2);
    assert!(output.sentence().contains(JID) && !output.sentence().contains("Zaun"), "{output:?}");
    assert_eq!(owner.prosody.logins().len(), 1, "{:?}", owner.prosody.logins());
    assert!(owner.settings().contains("password = \"refused\""), "{}", owner.settings());

    // Nobody is there to be asked, so nothing is sent.
    let output = owner.asks(Some(&keyring)).run().expect(2);
    assert!(output.stderr.contains("the server refused the one that the keyring has"), "{output:?}");
    assert_eq!(owner.prosody.logins().len(), 1, "{:?}", owner.prosody.logins());
    let output = owner.asks(Some(&keyring)).password(LONG.1).run().expect(0);
    assert!(output.stderr.contains("the server refused the one that the keyring has"), "{output:?}");
    assert_eq!(owner.prosody.logins().len(), 2);
}

/// A password that somebody typed wrong says nothing of the one in the keyring.
#[test]
fn a_wrong_typed_password_leaves_the_saved_one() {
    let owner = Owner::new("asked");
    let _ = owner.asks(None).password("wrong").run().expect(2);
    assert!(owner.settings().contains("password = \"asked\""), "{}", owner.settings());
}

#[test]
fn without_a_keyring_it_is_said_once_and_the_environment_helps() {
    let nobody = Keyring::without_keyring();
    let mut locked = Keyring::start();
    locked.put(JID, LONG.1);
    locked.locked();
    for (keyring, words) in [
        (None, "no keyring service answers here"),
        (Some(&nobody), "no keyring service answers here"),
        (Some(&locked), "the keyring is locked"),
    ] {
        let owner = Owner::new("keyring");
        let output = owner.asks(keyring).password(LONG.1).run().expect(0);
        assert!(output.sentence().contains(words), "{output:?}");
        assert_eq!(owner.prosody.logins().len(), 1);
    }
}

/// Who saved nothing hears nothing of keyrings.
#[test]
fn without_a_saved_password_nothing_is_said_of_a_keyring() {
    let owner = Owner::new("asked");
    let output = owner.asks(None).password(LONG.1).run().expect(0);
    assert_eq!(output.stderr, "");
}

#[test]
fn a_saved_component_needs_nothing_but_its_domain() {
    let (owner, keyring) = (Owner::component(), Keyring::start());
    keyring.put("component:component.localhost", "component-secret");
    // Bob answers the one who is saved as the asker, and nobody else.
    let command = ["all", "bob@localhost", "--component", "component.localhost"];
    let output = owner.runs(Some(&keyring), &command).arg("-d").run().expect(0);
    assert!(!format!("{output:?}").contains("component-secret"), "the secret was said");
    let stranger = owner.runs(Some(&keyring), &command).arg("--from").arg("stranger@component.localhost").run();
    let _ = stranger.expect(1);
    assert_eq!(memory_of::in_files(owner.config.path(), b"component-secret"), Vec::<String>::new());
}

#[test]
fn a_wrong_saved_secret_is_sent_once_in_all_runs() {
    let (owner, keyring) = (Owner::component(), Keyring::start());
    keyring.put("component:component.localhost", "Zaunkönig7");
    let command = ["info", "localhost", "--component", "component.localhost"];
    let output = owner.runs(Some(&keyring), &command).run().expect(2);
    assert!(output.sentence().contains("the secret is wrong") && !output.sentence().contains("Zaun"), "{output:?}");
    assert!(owner.settings().contains("password = \"refused\""), "{}", owner.settings());
    let failures = || owner.prosody.log().matches("authentication failed for component.localhost").count();
    assert_eq!(failures(), 1);
    let output = owner.runs(Some(&keyring), &command).run().expect(2);
    let words = "The secret of component.localhost is asked for: the server refused the one that the keyring has";
    assert!(output.stderr.contains(words), "{output:?}");
    assert_eq!(failures(), 1);
}

#[test]
fn a_certificate_that_was_trusted_in_the_window_is_trusted_here() {
    let owner = Owner::with(Certificate::SelfSigned, |prosody| {
        let file = prosody.folder().join("certificates/self-signed.pem");
        let output =
            Command::new("openssl").args(["x509", "-noout", "-fingerprint", "-sha256", "-in"]).arg(file).output();
        let said = String::from_utf8(output.unwrap().stdout).unwrap();
        let pin = said.trim().rsplit('=').next().unwrap();
        let port = prosody.starttls;
        format!("kind = \"password\"\njid = \"{JID}\"\nconnect = \"127.0.0.1:{port}\"\npins = [\"{pin}\"]\n")
    });
    let _ = owner.asks(None).password(LONG.1).run().expect(0);
    // Of another account nothing is trusted.
    let arguments = ["info", "localhost", "--account", "alice@localhost", "--connect"];
    let other = owner.runs(None, &arguments).arg(format!("127.0.0.1:{}", owner.prosody.starttls)).password("alicepw");
    assert!(other.run().expect(2).sentence().contains("it is self-signed"));
    assert_eq!(owner.prosody.logins().len(), 1);
}
