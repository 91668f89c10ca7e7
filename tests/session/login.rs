//! Logging in, failing to, and leaving.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use discoscope::{
    demo::{self, Command, DOMAIN, Fault, Mechanism, Options},
    disco::state::{Kind, State},
    session::{Account, Endpoint, Error, Event, Next, Passwords, Secret},
};
use futures::FutureExt;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use crate::live::{Heard, Live, Wire, info, password, soon};

fn only(mechanism: Mechanism) -> Options {
    Options { mechanisms: vec![mechanism], ..Options::default() }
}

#[tokio::test]
async fn each_mechanism_logs_in_at_the_first_attempt() {
    for mechanism in Mechanism::ALL {
        let is_anonymous = mechanism == Mechanism::Anonymous;
        let mut live = Live::at(only(mechanism), |settings| {
            if is_anonymous {
                settings.account = Account::anonymous(DOMAIN).unwrap();
            }
        })
        .await;
        let start = if is_anonymous { "guest-1@demo.localhost/" } else { "demo@demo.localhost/" };
        assert!(live.online.jid.starts_with(start), "{mechanism:?}: {}", live.online.jid);
        assert_eq!(&*live.online.server, DOMAIN);
        assert_eq!(&*live.online.security, "no TLS, this machine only");
        assert!(live.online.features_xml.contains("urn:ietf:params:xml:ns:xmpp-bind"), "{:?}", live.online);
        assert_eq!(live.control.counts().login_attempts, 1);
        live.goes_on().await;
    }
}

#[tokio::test]
async fn the_resource_is_as_wished_and_else_the_servers_choice() {
    let live =
        Live::with(|settings| settings.account = Account::password("demo@demo.localhost/here & now").unwrap()).await;
    assert_eq!(&*live.online.jid, "demo@demo.localhost/here & now");
}

#[tokio::test]
async fn a_wrong_password_is_tried_once_and_again_only_when_told() {
    for mechanism in [Mechanism::ScramSha256, Mechanism::ScramSha1, Mechanism::Plain] {
        let demo = demo::start_with(only(mechanism)).await.unwrap();
        let asked = Arc::new(AtomicUsize::new(0));
        let counter = asked.clone();
        let passwords: Passwords = Arc::new(move || {
            let _ = counter.fetch_add(1, Ordering::SeqCst);
            async { Ok(Secret::new("wrong".to_owned())) }.boxed()
        });
        let mut heard = Heard::start(demo.session().0, passwords);
        for attempts in 1..3 {
            let (why, next) = match (heard.next().await, heard.next().await) {
                (Event::Connecting { .. }, Event::Offline { why, next }) => (why, next),
                other => panic!("{other:?}"),
            };
            assert_eq!(
                why.to_string(),
                "demo@demo.localhost was refused: the password is wrong, or there is no such account; it was tried \
                 once and will not be tried again by itself."
            );
            assert_eq!(next, Next::Rest);
            let counts = demo.control().counts();
            assert_eq!((counts.login_attempts, counts.connections), (attempts, attempts));
            assert_eq!(asked.load(Ordering::SeqCst) as u64, attempts, "the password is asked for once a login");
            heard.session.as_ref().unwrap().reconnect();
        }
    }
}

#[tokio::test]
async fn every_reason_to_refuse_a_login_has_its_sentence() {
    let mut sentences = Vec::new();
    for condition in [
        "bad-auth",
        "made-up",
        "aborted",
        "account-disabled",
        "credentials-expired",
        "encryption-required",
        "incorrect-encoding",
        "invalid-authzid",
        "invalid-mechanism",
        "malformed-request",
        "mechanism-too-weak",
        "not-authorized",
        "temporary-auth-failure",
    ] {
        let faults = vec![Fault::RefuseLogin(condition.to_owned())];
        let demo = demo::start_with(Options { faults, ..Options::default() }).await.unwrap();
        let (settings, passwords) = demo.session();
        let mut heard = Heard::start(settings, passwords);
        let (why, next) = heard.failure().await;
        assert_eq!(next, Next::Rest, "{condition}");
        assert_eq!(why.is_final(), condition != "temporary-auth-failure", "{condition}: {why}");
        let sentence = why.to_string();
        assert!(sentence.contains("demo@demo.localhost") && sentence.ends_with('.'), "{condition}: {sentence}");
        assert!(!sentence.contains(['{', '<']), "{condition}: {sentence}");
        assert_eq!(demo.control().counts().login_attempts, 1, "{condition}");
        sentences.push(sentence);
    }
    let known = sentences.split_off(2);
    assert_eq!(sentences[0], sentences[1], "both are unknown");
    let different: std::collections::HashSet<_> = known.iter().collect();
    assert_eq!(different.len(), known.len(), "{known:#?}");
}

#[tokio::test]
async fn what_cannot_log_in_does_not_try() {
    let demo = demo::start_with(only(Mechanism::Anonymous)).await.unwrap();
    let (settings, passwords) = demo.session();
    let (why, next) = Heard::start(settings.clone(), passwords).failure().await;
    assert!(matches!(&why, Error::NoMechanism { offered, .. } if offered == "ANONYMOUS"), "{why}");
    assert_eq!(next, Next::Rest);
    let (why, _) = Heard::start(settings.clone(), password("")).failure().await;
    assert!(matches!(why, Error::EmptyPassword), "{why}");
    let no_password: Passwords =
        Arc::new(|| async { Err(Error::NoPassword { account: "x".into(), why: "no terminal".into() }) }.boxed());
    let (why, _) = Heard::start(settings, no_password).failure().await;
    assert!(why.to_string().starts_with("There is no password for x: no terminal."), "{why}");
    let demo_with_passwords = demo::start_with(only(Mechanism::Plain)).await.unwrap();
    let (mut settings, passwords) = demo_with_passwords.session();
    settings.account = Account::anonymous(DOMAIN).unwrap();
    let (why, _) = Heard::start(settings, passwords).failure().await;
    assert!(matches!(why, Error::NoMechanism { .. }), "{why}");
    assert_eq!(demo.control().counts().login_attempts + demo_with_passwords.control().counts().login_attempts, 0);
}

#[tokio::test]
async fn a_domain_that_is_not_served_is_said_to_be_so() {
    let demo = demo::start().await.unwrap();
    let (mut settings, passwords) = demo.session();
    settings.account = Account::password("demo@elsewhere.localhost").unwrap();
    let (why, next) = Heard::start(settings, passwords).failure().await;
    assert!(matches!(&why, Error::Stream { condition, .. } if condition == "host-unknown"), "{why}");
    assert!(why.to_string().contains("does not serve this domain"), "{why}");
    assert_eq!(next, Next::Rest);
}

#[tokio::test]
async fn a_first_connection_that_fails_is_not_repeated_by_itself() {
    let port = TcpListener::bind(("127.0.0.1", 0)).await.unwrap().local_addr().unwrap().port();
    let demo = demo::start().await.unwrap();
    let (mut settings, passwords) = demo.session();
    settings.endpoint = discoscope::session::Endpoint::At { host: "127.0.0.1".to_owned(), port };
    let mut heard = Heard::start(settings, passwords);
    let (why, next) = heard.failure().await;
    assert!(matches!(why, Error::Connect { .. }), "{why}");
    assert_eq!(next, Next::Rest);
    heard.ask(Kind::Info, DOMAIN, None);
    let answer = heard.answer().await;
    assert!(matches!(info(&answer), State::CutOff { asked: None, why, .. } if why.contains("cannot be reached")));
    heard.drop_session().await;
}

#[tokio::test]
async fn a_question_before_the_login_is_cut_off_at_once() {
    let silent = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let demo = demo::start().await.unwrap();
    let (mut settings, passwords) = demo.session();
    settings.endpoint =
        discoscope::session::Endpoint::At { host: "127.0.0.1".to_owned(), port: silent.local_addr().unwrap().port() };
    let mut heard = Heard::start(settings, passwords);
    assert!(matches!(heard.next().await, Event::Connecting { attempt: 1 }));
    heard.ask(Kind::Info, DOMAIN, None);
    let answer = heard.answer().await;
    assert!(matches!(info(&answer), State::CutOff { asked: None, .. }), "{answer:?}");
    let start = Instant::now();
    heard.drop_session().await;
    assert!(start.elapsed() < Duration::from_millis(500), "giving up a connection takes no time");
}

#[tokio::test]
async fn whoever_drops_the_session_has_it_say_goodbye_at_once() {
    for goes in ["the session", "the events"] {
        let demo = demo::start().await.unwrap();
        let wire = Wire::to(demo.port()).await;
        let (mut settings, passwords) = demo.session();
        wire.end(&mut settings);
        let mut heard = Heard::start(settings, passwords);
        let _ = heard.online().await;
        let start = Instant::now();
        if goes == "the session" {
            heard.session = None;
        } else {
            heard.events.close();
            heard.ask(Kind::Info, DOMAIN, None);
        }
        soon(&mut heard.task).await.unwrap();
        assert!(start.elapsed() < Duration::from_millis(500), "{goes}: {:?}", start.elapsed());
        wire.until(|said| said.ends_with("</stream:stream>")).await;
        soon(demo.control().until(|counts| counts.open == 0)).await;
    }
}

/// Opens a stream, offers a login, and never answers it.
async fn never_lets_in(listener: &TcpListener) -> TcpStream {
    let (mut client, _) = listener.accept().await.unwrap();
    let mut said = String::new();
    for (wanted, answer) in [
        (
            "version='1.0'",
            "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' from='demo.localhost' \
             id='1' version='1.0'><stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>\
             <mechanism>SCRAM-SHA-1</mechanism></mechanisms></stream:features>",
        ),
        ("</auth>", ""),
    ] {
        let mut bytes = [0; 4096];
        while !said.contains(wanted) && !said.contains(&wanted.replace('\'', "\"")) {
            let count = client.read(&mut bytes).await.unwrap();
            assert!(count > 0, "{said}");
            said.push_str(&String::from_utf8_lossy(&bytes[..count]));
        }
        client.write_all(answer.as_bytes()).await.unwrap();
    }
    client
}

#[tokio::test]
async fn who_gives_a_login_up_leaves_nobody_behind_who_goes_on_with_it() {
    for is_given_up in [true, false] {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let demo = demo::start().await.unwrap();
        let (mut settings, passwords) = demo.session();
        let port = listener.local_addr().unwrap().port();
        settings.endpoint = Endpoint::At { host: "127.0.0.1".to_owned(), port };
        if !is_given_up {
            settings.step_timeout = Duration::from_millis(300);
        }
        let mut heard = Heard::start(settings, passwords);
        let mut client = soon(never_lets_in(&listener)).await;
        if is_given_up {
            heard.drop_session().await;
        } else {
            let _ = heard.failure().await;
        }
        let read = soon(client.read(&mut [0; 64])).await;
        assert!(matches!(read, Ok(0) | Err(_)), "the connection is still there: {read:?}");
    }
}

#[tokio::test]
async fn a_goodbye_to_a_deaf_server_is_bounded() {
    let mut live = Live::start().await;
    live.control.tell(Command::Begin(Fault::StopReading));
    live.ask(Kind::Info, DOMAIN, None);
    let start = Instant::now();
    live.heard.drop_session().await;
    assert!(start.elapsed() < Duration::from_millis(900), "{:?}", start.elapsed());
}

#[tokio::test]
async fn a_server_that_says_nothing_is_not_waited_for_without_end() {
    let silent = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let demo = demo::start().await.unwrap();
    let (mut settings, passwords) = demo.session();
    settings.endpoint =
        discoscope::session::Endpoint::At { host: "127.0.0.1".to_owned(), port: silent.local_addr().unwrap().port() };
    settings.step_timeout = Duration::from_millis(200);
    let (why, next) = Heard::start(settings, passwords).failure().await;
    assert_eq!(
        why.to_string(),
        "The server said nothing for 0.2 s while opening the stream; check host and port, or try again later."
    );
    assert_eq!(next, Next::Rest);
}
