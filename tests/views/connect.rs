//! The first screen.

use discoscope::{
    app::screen::connect::{Action, Connect, Kind, Message},
    session::{Account, Endpoint, Settings, Tls},
};

use crate::seen::{Seen, has, lacks};

const JID: &str = "connect-jid";
const PASSWORD: &str = "connect-password";
const HOST: &str = "connect-host";
const CA: &str = "connect-ca";

fn texts(connect: &Connect) -> Vec<String> {
    Seen::new(connect.view(&[], 0)).texts()
}

fn written(connect: &Connect, field: &'static str) -> String {
    Seen::new(connect.view(&[], 0)).written(field).unwrap_or_else(|| panic!("there is no field {field}"))
}

/// Takes messages in; the last action is what came of them.
fn take(connect: &mut Connect, messages: Vec<Message>) -> Action {
    messages.into_iter().fold(Action::None, |_, message| connect.update(message))
}

fn click(connect: &mut Connect, text: &str) -> Action {
    let messages = Seen::new(connect.view(&[], 0)).click(text);
    take(connect, messages)
}

/// Types into a field key by key, the view being made anew after each as in the window.
fn write(connect: &mut Connect, field: &'static str, text: &str) {
    for character in text.chars() {
        let messages = Seen::new(connect.view(&[], 0)).write(field, &character.to_string());
        let _ = take(connect, messages);
    }
}

fn enter(connect: &mut Connect, field: &'static str) -> Action {
    let messages = Seen::new(connect.view(&[], 0)).enter(field);
    take(connect, messages)
}

fn settings(action: Action) -> Settings {
    match action {
        Action::Connect(settings, _) => *settings,
        _ => panic!("it does not connect"),
    }
}

#[test]
fn everything_has_its_label() {
    let mut connect = Connect::default();
    has(
        &texts(&connect),
        &["Discoscope", "JID", "Password", "Advanced", "Connect", "No account at hand?", "Open the demo"],
    );
    lacks(&texts(&connect), &["Host and port", "Cancel"]);
    assert!(matches!(click(&mut connect, "Advanced"), Action::None));
    has(&texts(&connect), &["Host and port", "Protection", "CA file (PEM)"]);
    assert!(matches!(click(&mut connect, "Advanced"), Action::None));
    lacks(&texts(&connect), &["Host and port"]);
}

#[test]
fn what_the_command_line_says_is_in_the_form() {
    let ca = Some("/tmp/ca.pem".into());
    let connect = Connect::new("a@example.org".to_owned(), "127.0.0.1:5222".to_owned(), Tls::Direct, ca, false);
    assert_eq!(written(&connect, JID), "a@example.org");
    assert_eq!(written(&connect, HOST), "127.0.0.1:5222");
    assert_eq!(written(&connect, CA), "/tmp/ca.pem");
    let anonymous = Connect::new("example.org".to_owned(), String::new(), Tls::StartTls, None, true);
    has(&texts(&anonymous), &["Domain"]);
    lacks(&texts(&anonymous), &["Password", "JID"]);
}

#[test]
fn what_is_typed_is_sent_off() {
    let mut connect = Connect::default();
    let _ = click(&mut connect, "Advanced");
    write(&mut connect, JID, "alice@example.org/here");
    write(&mut connect, PASSWORD, "secret");
    write(&mut connect, HOST, "[::1]:5223");
    write(&mut connect, CA, "ca.pem");
    let sent = settings(click(&mut connect, "Connect"));
    assert_eq!(sent.account, Account::password("alice@example.org/here").unwrap());
    assert_eq!(sent.endpoint, Endpoint::At { host: "::1".to_owned(), port: 5223 });
    assert_eq!((sent.tls, sent.ca_file), (Tls::StartTls, Some("ca.pem".into())));
    has(&texts(&connect), &["Connecting to example.org…", "Cancel"]);
    assert!(matches!(click(&mut connect, "Cancel"), Action::Cancel));
    lacks(&texts(&connect), &["Connecting to example.org…", "Cancel"]);
    assert_eq!(written(&connect, JID), "alice@example.org/here");
    assert!(matches!(enter(&mut connect, PASSWORD), Action::Connect(..)), "Enter sends it off, too");
}

#[test]
fn nothing_can_be_edited_or_sent_twice_while_it_connects() {
    let mut connect = Connect::new("a@example.org".to_owned(), String::new(), Tls::StartTls, None, false);
    write(&mut connect, PASSWORD, "secret");
    let _ = settings(click(&mut connect, "Connect"));
    for label in ["Connect", "Open the demo"] {
        assert!(Seen::new(connect.view(&[], 0)).click(label).is_empty(), "{label}");
    }
    assert!(Seen::new(connect.view(&[], 0)).write(JID, "x").is_empty());
}

#[test]
fn the_other_ways_in() {
    let mut connect = Connect::default();
    assert!(matches!(click(&mut connect, "Open the demo"), Action::Demo));
    has(&texts(&connect), &["Starting the demo server…"]);

    let mut connect = Connect::default();
    let _ = take(&mut connect, vec![Message::KindChosen(Kind::Anonymous)]);
    write(&mut connect, JID, "example.org");
    let sent = settings(enter(&mut connect, JID));
    assert_eq!(sent.account, Account::anonymous("example.org").unwrap());
    assert_eq!(sent.endpoint, Endpoint::Lookup);
}

#[test]
fn enter_in_the_jid_goes_on_to_the_password() {
    let mut connect = Connect::default();
    write(&mut connect, JID, "a@example.org");
    assert!(matches!(enter(&mut connect, JID), Action::Run(_)));
    lacks(&texts(&connect), &["The password is empty; enter the password of the account."]);
}

#[test]
fn what_cannot_be_gets_its_sentence_and_stays_written() {
    for (jid, password, host, sentence) in [
        ("", "p", "", "There is no JID; write one such as example.org or room@chat.example.org."),
        (
            "a@b@c",
            "p",
            "",
            "“a@b@c” is not a JID: it has more than one @. A JID looks like name@example.org/resource, or example.org \
             alone.",
        ),
        (
            "@example.org",
            "p",
            "",
            "“@example.org” is not a JID: nothing stands before the @. A JID looks like name@example.org/resource, or \
             example.org alone.",
        ),
        (
            "example.org",
            "p",
            "",
            "“example.org” names a server, not an account; write name@example.org, or log in anonymously.",
        ),
        ("a@example.org", "", "", "The password is empty; enter the password of the account."),
        (
            "a@example.org",
            "p",
            "x.org:70000",
            "“x.org:70000” is not HOST:PORT: the port is above 65535. Write for instance xmpp.example.org:5222.",
        ),
        (
            "a@example.org",
            "p",
            "x.org:0",
            "“x.org:0” is not HOST:PORT: port 0 does not exist. Write for instance xmpp.example.org:5222.",
        ),
        (
            "a@example.org",
            "p",
            "x.org",
            "“x.org” is not HOST:PORT: the port is missing. Write for instance xmpp.example.org:5222.",
        ),
        (
            "a@example.org",
            "p",
            "x.org:-1",
            "“x.org:-1” is not HOST:PORT: the port is not a number. Write for instance xmpp.example.org:5222.",
        ),
        (
            "a@example.org",
            "p",
            "a b:5222",
            "“a b:5222” is not HOST:PORT: the host is missing or has characters that no host name has. Write for \
             instance xmpp.example.org:5222.",
        ),
        (
            "a@example.org",
            "p",
            "::1:5222",
            "“::1:5222” is not HOST:PORT: an IPv6 address needs brackets, as in [::1]:5222. Write for instance \
             xmpp.example.org:5222.",
        ),
    ] {
        let mut connect = Connect::new(jid.to_owned(), host.to_owned(), Tls::Direct, None, false);
        write(&mut connect, PASSWORD, password);
        assert!(matches!(click(&mut connect, "Connect"), Action::None), "{jid} {host}");
        has(&texts(&connect), &[sentence]);
        let or = |text: &str, hint: &str| if text.is_empty() { hint.to_owned() } else { text.to_owned() };
        assert_eq!(written(&connect, JID), or(jid, "name@example.org"));
        assert_eq!(written(&connect, PASSWORD), "•".repeat(password.len()));
        assert_eq!(written(&connect, HOST), or(host, "as DNS says"));
        write(&mut connect, JID, "x");
        lacks(&texts(&connect), &[sentence]);
    }
}

#[test]
fn a_failure_is_shown_and_can_be_tried_again() {
    let mut connect = Connect::new("a@example.org".to_owned(), String::new(), Tls::StartTls, None, false);
    write(&mut connect, PASSWORD, "secret");
    let _ = settings(click(&mut connect, "Connect"));
    connect.failed(&"It did not work; try again.");
    has(&texts(&connect), &["It did not work; try again."]);
    lacks(&texts(&connect), &["Cancel", "Connecting to example.org…"]);
    assert_eq!(written(&connect, PASSWORD), "••••••");
    let _ = settings(click(&mut connect, "Connect"));
}

#[test]
fn a_component_has_a_form_of_its_own() {
    let mut connect = Connect::default();
    write(&mut connect, JID, "alice@example.org");
    assert!(matches!(click(&mut connect, "Component"), Action::Run(_)));
    has(&texts(&connect), &["Domain of the component", "Secret", "Asks as (any JID of the domain)", "Host and port"]);
    lacks(&texts(&connect), &["JID", "Password", "CA file (PEM)", "Advanced"]);
    for (domain, secret, sender, sentence) in [
        ("", "", "", "There is no JID; write one such as example.org or room@chat.example.org."),
        (
            "a@gate.example.org",
            "",
            "",
            "“a@gate.example.org” is an address, not a domain; a component is named by its domain alone, as in \
             gateway.example.org.",
        ),
        ("gate.example.org", "", "", "The secret is empty; enter the one that the server has for the component."),
        (
            "gate.example.org",
            "s",
            "bob@example.org",
            "“bob@example.org” is not of the component’s domain; a component asks from gate.example.org or from any JID \
             there, as in name@gate.example.org.",
        ),
    ] {
        let mut connect = Connect::default().as_component(domain.to_owned(), sender.to_owned());
        write(&mut connect, "component-secret", secret);
        assert!(matches!(click(&mut connect, "Connect"), Action::None));
        has(&texts(&connect), &[sentence]);
        let left = if domain.is_empty() { "gateway.example.org" } else { domain };
        assert_eq!(written(&connect, "component-domain"), left, "the field, or its hint");
    }
    write(&mut connect, "component-domain", "gate.example.org");
    write(&mut connect, "component-secret", "s");
    write(&mut connect, "component-sender", "bob@gate.example.org/x");
    let sent = settings(enter(&mut connect, "component-sender"));
    assert_eq!(sent.account, Account::component("gate.example.org", Some("bob@gate.example.org/x")).unwrap());
    assert_eq!((sent.endpoint, sent.tls), (Endpoint::Lookup, Tls::None));
    has(&texts(&connect), &["Connecting to gate.example.org…"]);
    assert!(Seen::new(connect.view(&[], 0)).click("Account").is_empty(), "nothing changes while it connects");

    // What was written for an account is still there.
    let _ = click(&mut connect, "Cancel");
    let _ = click(&mut connect, "Account");
    assert_eq!(written(&connect, JID), "alice@example.org");
}
