//! Connections to real servers that are restarted, stopped, cut, taken over and sent elsewhere.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::{
    process::Command,
    time::{Duration, Instant},
};

use discoscope::{
    disco::state::{Answer, Kind, State},
    session::{Account, Endpoint, Error, Event, Next, Settings},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use ejabberd::Ejabberd;
use live::{Heard, info, password, soon};
use prosody::{Certificate, Prosody};
use relay::Relay;
use secure::sends_to;

#[path = "support/ejabberd.rs"]
#[allow(dead_code, reason = "a toolbox of which each test binary takes a part")]
mod ejabberd;
#[path = "support/keeper.rs"]
#[allow(dead_code, reason = "a toolbox of which each test binary takes a part")]
mod keeper;
#[path = "session/live.rs"]
#[allow(dead_code, reason = "a toolbox of which each test binary takes a part")]
mod live;
#[path = "support/prosody.rs"]
#[allow(dead_code, reason = "a toolbox of which each test binary takes a part")]
mod prosody;
#[path = "support/raw.rs"]
#[allow(dead_code, reason = "a toolbox of which each test binary takes a part")]
mod raw;
#[path = "support/relay.rs"]
#[allow(dead_code, reason = "a toolbox of which each test binary takes a part")]
mod relay;
#[path = "support/secure.rs"]
#[allow(dead_code, reason = "a toolbox of which each test binary takes a part")]
mod secure;

const NEVER: Option<&str> = Some("never");

fn at(port: u16, account: &str, ca: std::path::PathBuf) -> Settings {
    Settings {
        endpoint: Endpoint::At { host: "127.0.0.1".to_owned(), port },
        ca_file: Some(ca),
        timeout: Duration::from_secs(600),
        ..Settings::new(Account::password(account).unwrap())
    }
}

fn alice(server: &Prosody) -> Settings {
    at(server.starttls, "alice@localhost", server.ca())
}

async fn online(settings: Settings) -> Heard {
    let mut heard = Heard::start(settings, password("alicepw"));
    let _ = heard.online().await;
    heard
}

/// Questions that are never answered, some of them still waiting for their turn, and one answer to know that they arrived.
async fn ask_in_vain(heard: &mut Heard) {
    for _ in 0..5 {
        heard.ask(Kind::Info, "odd.localhost", NEVER);
    }
    heard.ask(Kind::Info, "localhost", None);
    assert!(matches!(info(&heard.answer().await), State::Answered(_)));
}

/// Everything that was open ends with a reason; gives what comes then.
async fn all_cut(heard: &mut Heard) -> (Error, Next) {
    for _ in 0..5 {
        let answer: Answer = heard.answer().await;
        let State::CutOff { asked: Some(_), why, .. } = info(&answer) else { panic!("{answer:?}") };
        assert!(why.ends_with('.'), "{why}");
    }
    heard.offline().await
}

/// Waits until it is back, however many tries that takes, and asks again.
async fn back(heard: &mut Heard) {
    let come_back = async {
        loop {
            match heard.events.recv().await.expect("the session ended") {
                Event::Online(_) => return,
                Event::Offline { why, next: Next::Rest } => panic!("{why}"),
                _ => {}
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(120), come_back).await.expect("it does not come back");
    heard.ask(Kind::Info, "localhost", None);
    assert!(matches!(info(&heard.answer().await), State::Answered(_)));
}

fn signal(pid: u32, name: &str) {
    assert!(Command::new("kill").args([name, &pid.to_string()]).status().unwrap().success());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_restarted_is_found_again() {
    let mut server = Prosody::start(Certificate::Good);
    let mut heard = online(alice(&server)).await;
    ask_in_vain(&mut heard).await;
    server.stop();
    let (why, next) = all_cut(&mut heard).await;
    assert!(matches!(&why, Error::Stream { condition, .. } if condition == "system-shutdown"), "{why}");
    assert!(matches!(next, Next::Retry { .. }), "{next:?}");
    // While it is away, nobody gives up.
    while !matches!(heard.next().await, Event::Offline { why: Error::Connect { .. }, next: Next::Retry { .. } }) {}
    server.start_again();
    back(&mut heard).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_stands_still_is_noticed_within_a_minute() {
    let server = Prosody::start(Certificate::Good);
    let mut heard = online(alice(&server)).await;
    ask_in_vain(&mut heard).await;
    signal(server.keeper().pid(), "-STOP");
    let since = Instant::now();
    let cut = tokio::time::timeout(Duration::from_secs(60), heard.events.recv()).await;
    let (elapsed, cut) = (since.elapsed(), cut.expect("it was not noticed within a minute").unwrap());
    signal(server.keeper().pid(), "-CONT");
    assert!(elapsed < Duration::from_secs(60), "{elapsed:?}");
    let Event::Answer(answer) = cut else { panic!("{cut:?}") };
    assert!(matches!(info(&answer), State::CutOff { why, .. } if why.contains("gave no sign of life")), "{answer:?}");
    back(&mut heard).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_is_cut_comes_back() {
    let server = Prosody::start(Certificate::Good);
    let relay = Relay::start(server.starttls, Duration::ZERO);
    let mut heard = online(Settings { endpoint: at(relay.port, "a@b", server.ca()).endpoint, ..alice(&server) }).await;
    for _ in 0..2 {
        ask_in_vain(&mut heard).await;
        relay.cut();
        let (why, next) = all_cut(&mut heard).await;
        assert!(matches!(why, Error::Lost { .. }), "{why}");
        assert!(matches!(next, Next::Retry { .. }), "{next:?}");
        back(&mut heard).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_clients_do_not_fight_for_a_resource() {
    let server = Prosody::start(Certificate::Good);
    let settings = || at(server.starttls, "alice@localhost/desk", server.ca());
    let mut first = online(settings()).await;
    let mut second = online(settings()).await;
    let (why, next) = first.offline().await;
    assert!(matches!(&why, Error::Stream { condition, .. } if condition == "conflict"), "{why}");
    assert_eq!(next, Next::Rest);
    second.ask(Kind::Info, "localhost", None);
    assert!(matches!(info(&second.answer().await), State::Answered(_)), "who came last stays");
    assert_eq!(server.logins().iter().filter(|line| line.starts_with("success localhost")).count(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_named_before_tls_is_gone_to_and_has_to_prove_itself_there() {
    let (server, wrong) = (Prosody::start(Certificate::Good), Prosody::start(Certificate::WrongHost));
    for (port, is_right) in [(server.starttls, true), (wrong.starttls, false)] {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let first = listener.local_addr().unwrap().port();
        drop(tokio::spawn(async move {
            while let Ok((mut client, _)) = listener.accept().await {
                let _ = client.read(&mut [0; 4096]).await;
                let _ = client.write_all(sends_to(&format!("localhost:{port}")).as_bytes()).await;
                let _ = client.shutdown().await;
                let _ = client.read(&mut [0; 4096]).await;
            }
        }));
        let mut heard = Heard::start(at(first, "alice@localhost", server.ca()), password("alicepw"));
        if is_right {
            let online = heard.online().await;
            assert!(online.security.ends_with(&format!("at localhost:{port} where the server sent us")), "{online:?}");
        } else {
            let (why, next) = heard.failure().await;
            assert!(matches!(why, Error::Certificate { .. }), "{why}");
            assert_eq!(next, Next::Rest);
            assert!(wrong.logins().is_empty());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ejabberd_is_held_on_to_as_well() {
    let server = Ejabberd::start();
    let relay = Relay::start(server.free, Duration::ZERO);
    let settings = Settings {
        endpoint: Endpoint::At { host: "127.0.0.1".to_owned(), port: relay.port },
        ca_file: Some(server.ca()),
        ..Settings::new(Account::anonymous("localhost").unwrap())
    };
    let mut heard = online(settings).await;
    relay.cut();
    let (why, _) = soon(heard.offline()).await;
    assert!(matches!(why, Error::Lost { .. }), "{why}");
    back(&mut heard).await;
}
