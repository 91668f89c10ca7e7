//! What the window does about connections that go: certificates, and asking again what was cut off.

use std::{fs, time::Duration};

use discoscope::{
    app::screen::{
        connect::{Action as ConnectAction, Connect, Message as ConnectMessage},
        explore::{Action, Explore, Message, shortcut::Shortcut},
    },
    disco::{
        paging::Portion,
        state::{Outcome, State},
    },
    session::{Certificate, Error, Event, Next, Reason, Tls, Untrusted},
};
use jiff::Timestamp;

use crate::{
    answers::{answer, info, items, online, screen},
    seen::{Seen, has, lacks},
};

fn texts(explore: &Explore) -> Vec<String> {
    Seen::new(explore.view()).texts()
}

fn told(explore: &mut Explore) -> Vec<String> {
    explore.told().iter().map(|notice| notice.words().to_owned()).collect()
}

fn cut<T>() -> State<T> {
    State::CutOff { at: Timestamp::UNIX_EPOCH, asked: None, why: "it was unplugged".into() }
}

fn offline() -> Event {
    Event::Offline {
        why: Error::Lost { why: "it was unplugged".into() },
        next: Next::Retry { after: Duration::from_secs(9) },
    }
}

/// A tree of which three questions were cut off: one that stands twice in it, one for a page.
async fn with_cuts() -> Explore {
    let mut explore = screen(None).await;
    let _ = explore.heard(vec![
        info(
            "a.example",
            "<identity category='server' type='im' name='Lab'/><feature var='http://jabber.org/protocol/rsm'/>",
        ),
        items("a.example", "<item jid='b.example' name='B'/><item jid='c.example' name='C'/>"),
        answer("b.example", Outcome::Info(cut())),
        answer("b.example", Outcome::Items(cut())),
        answer("c.example", Outcome::Info(cut())),
    ]);
    explore
}

const AGAIN: &str = "Ask again what was cut off (3)";

#[tokio::test]
async fn what_was_cut_off_is_counted_and_asked_again_in_one_go() {
    let mut explore = with_cuts().await;
    has(&texts(&explore), &[AGAIN]);
    let _ = explore.heard(vec![offline()]);
    lacks(&texts(&explore), &[AGAIN]);
    let _ = explore.update(Message::Pressed(Shortcut::AskAgain));
    assert!(told(&mut explore)[0].starts_with("Nobody can be asked again without a connection"));
    let _ = explore.heard(vec![Event::Online(online())]);
    has(&texts(&explore), &[AGAIN, "cut off"]);
    for message in Seen::new(explore.view()).click(AGAIN) {
        let _ = explore.update(message);
    }
    let shown = texts(&explore);
    lacks(&shown, &[AGAIN, "cut off"]);
    assert!(shown.iter().any(|text| text.starts_with("3 waiting")), "{shown:?}");
    let _ = explore.update(Message::Pressed(Shortcut::AskAgain));
    assert_eq!(told(&mut explore), ["Nothing was cut off that was not answered since."]);
    // What is cut off again is counted again, what is answered is not.
    let _ = explore.heard(vec![
        info("b.example", "<identity category='x' type='y'/>"),
        answer("b.example", Outcome::Items(cut())),
        answer("c.example", Outcome::Info(cut())),
    ]);
    has(&texts(&explore), &["Ask again what was cut off (2)"]);
}

#[tokio::test]
async fn an_answer_from_elsewhere_leaves_nothing_to_ask_again() {
    let mut explore = with_cuts().await;
    let _ = explore.heard(vec![
        info("b.example", "<identity category='x' type='y'/>"),
        items("b.example", ""),
        info("c.example", "<identity category='x' type='y'/>"),
    ]);
    assert!(texts(&explore).iter().all(|text| !text.contains("cut off")), "{:?}", texts(&explore));
    // A page is a question of its own.
    let portion = Portion::After("cursor".into(), 200);
    let _ = explore.heard(vec![answer("a.example", Outcome::Page(portion, cut()))]);
    has(&texts(&explore), &["Ask again what was cut off (1)"]);
}

/// A certificate that openssl has just made.
pub fn problem(reason: Reason, is_another: bool) -> Untrusted {
    let folder = tempfile::TempDir::new().unwrap();
    let (key, der) = (folder.path().join("key"), folder.path().join("der"));
    let status = std::process::Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-outform",
            "DER",
        ])
        .args(["-subj", "/CN=a.example", "-addext", "subjectAltName=DNS:a.example,DNS:*.a.example"])
        .arg("-keyout")
        .arg(&key)
        .arg("-out")
        .arg(&der)
        .output()
        .unwrap();
    assert!(status.status.success());
    let certificate = Certificate::read(&fs::read(&der).unwrap());
    Untrusted { reason, certificate, domain: "a.example".to_owned(), is_another }
}

/// Why nobody logs in whose server has it.
pub fn failure(problem: &Untrusted) -> Error {
    Error::Certificate { host: "a.example".to_owned(), problem: Box::new(problem.clone()) }
}

#[test]
fn the_first_screen_shows_the_certificate_and_trusts_this_one_only() {
    let problem = problem(Reason::SelfSigned, false);
    let fingerprint = problem.certificate.fingerprint;
    let mut connect = Connect::new("alice@a.example".to_owned(), String::new(), Tls::StartTls, None, false);
    let _ = connect.update(ConnectMessage::PasswordEdited(discoscope::session::Secret::new("secret".to_owned())));
    let why = failure(&problem);
    connect.failed(&why);
    connect.distrust(why.untrusted());
    let shown = Seen::new(connect.view(&[], 0)).texts();
    has(&shown, &["The certificate", "Made for", "a.example, *.a.example", "Issued by", "itself", "SHA-256"]);
    has(&shown, &[&fingerprint.grouped(), "Copy", "Trust this one certificate for alice@a.example"]);
    let messages = Seen::new(connect.view(&[], 0)).click("Trust this one certificate for alice@a.example");
    let action = messages.into_iter().map(|message| connect.update(message)).last();
    let Some(ConnectAction::Trust(settings, _, trusted)) = action else { panic!() };
    assert_eq!((trusted, settings.account.bare().as_str()), (fingerprint, "alice@a.example"));
    lacks(&Seen::new(connect.view(&[], 0)).texts(), &["The certificate"]);

    // Another failure, or an edit, puts the certificate away.
    connect.failed(&why);
    connect.distrust(why.untrusted());
    let _ = connect.update(ConnectMessage::JidEdited("bob@a.example".to_owned()));
    lacks(&Seen::new(connect.view(&[], 0)).texts(), &["The certificate"]);
    connect.failed(&"Something else.");
    connect.distrust(None);
    lacks(&Seen::new(connect.view(&[], 0)).texts(), &["The certificate"]);
}

#[test]
fn what_was_revoked_cannot_be_trusted_at_all() {
    let mut connect = Connect::new("alice@a.example".to_owned(), String::new(), Tls::StartTls, None, false);
    let why = failure(&problem(Reason::Revoked, false));
    connect.failed(&why);
    connect.distrust(why.untrusted());
    let shown = Seen::new(connect.view(&[], 0)).texts();
    has(&shown, &["The certificate", "It cannot be trusted by its fingerprint either."]);
    assert!(shown.iter().all(|text| !text.starts_with("Trust this")), "{shown:?}");
}

#[tokio::test]
async fn a_certificate_that_changed_is_shown_over_the_status_line() {
    let mut explore = screen(None).await;
    let problem = problem(Reason::SelfSigned, true);
    let why = failure(&problem);
    let _ = explore.heard(vec![Event::Offline { why, next: Next::Rest }]);
    let shown = texts(&explore);
    has(&shown, &["The certificate", &problem.certificate.fingerprint.grouped(), "Reconnect"]);
    assert!(told(&mut explore)[0].contains("so it has changed"), "it says so");
    let trust = "Trust this one certificate for alice@a.example";
    let action = Seen::new(explore.view()).click(trust).into_iter().map(|message| explore.update(message)).last();
    assert!(matches!(action, Some(Action::Trust(fingerprint)) if fingerprint == problem.certificate.fingerprint));
    let _ = explore.heard(vec![Event::Connecting { attempt: 2 }]);
    lacks(&texts(&explore), &["The certificate"]);
}
