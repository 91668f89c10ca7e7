//! A crawl of a real Prosody over a connection that breaks again and again.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::{sync::Arc, time::Duration, time::Instant};

use discoscope::{
    crawl::{self, Counts, Line, Manners, Options, Progress, State, Walk},
    disco::{address::Address, tree::Tree},
    session::{self, Account, Endpoint, Secret, Session, Settings},
};
use tokio::sync::mpsc;

use prosody::{Certificate, Prosody};
use raw::attribute;
use relay::Relay;

#[path = "support/keeper.rs"]
#[allow(dead_code, reason = "a toolbox of which each test binary takes a part")]
mod keeper;
#[path = "support/prosody.rs"]
#[allow(dead_code, reason = "a toolbox of which each test binary takes a part")]
mod prosody;
#[path = "support/raw.rs"]
#[allow(dead_code, reason = "a toolbox of which each test binary takes a part")]
mod raw;
#[path = "support/relay.rs"]
#[allow(dead_code, reason = "a toolbox of which each test binary takes a part")]
mod relay;

const CUTS: usize = 20;
const WINDOW: usize = 32;
const ITEMS: usize = 2500;
const QUESTIONS: usize = 2 * (ITEMS + 1);

fn settings(server: &Prosody, port: u16) -> Settings {
    Settings {
        endpoint: Endpoint::At { host: "127.0.0.1".to_owned(), port },
        ca_file: Some(server.ca()),
        ..Settings::new(Account::password("alice@localhost").unwrap())
    }
}

/// Crawls, telling each progress.
fn crawl(settings: Settings, rate: Option<f64>, mut tell: impl FnMut(&Progress, &Session)) -> (Counts, Tree) {
    let root = Address::with_node("tree.localhost", format!("big/{ITEMS}"));
    let manners = Manners { window: WINDOW, rate, ..Manners::default() };
    let (mut walk, mut tree) = (Walk::new(&[root], Options { manners, ..Options::default() }), Tree::new());
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let passwords = Arc::new(|| -> futures::future::BoxFuture<'static, _> {
            Box::pin(async { Ok(Secret::new("alicepw".to_owned())) })
        });
        let (session, events, _) = session::start(settings, passwords);
        let (_held, controls) = mpsc::unbounded_channel();
        let told = session.clone();
        let line = Line { session, events, controls };
        let end = crawl::run(&mut walk, &mut tree, line, |progress| tell(progress, &told)).await.unwrap();
        assert!(end.lost.is_none(), "{end:?}");
    });
    let summary = walk.summary(Instant::now());
    assert_eq!(summary.state, State::Done);
    (summary.counts, tree)
}

/// How many questions the server has got so far.
fn arrived(server: &Prosody) -> usize {
    let answer = server.raw("bob").disco("info", "tree.localhost", Some("asked"));
    let identity = &answer[answer.find("<identity").unwrap()..];
    attribute(identity, "name").unwrap().parse().unwrap()
}

#[test]
fn twenty_lost_connections_lose_nothing() {
    let server = Prosody::start(Certificate::Good);
    let (whole, seen_whole) = crawl(settings(&server, server.starttls), None, |_, _| {});
    assert_eq!((whole.answered, whole.again), (QUESTIONS, 0));
    let before = arrived(&server);

    let relay = Relay::start(server.starttls, Duration::ZERO);
    let (mut cuts, mut ended) = (0, 0);
    // So slowly that there is time to break in.
    let (counts, seen) = crawl(settings(&server, relay.port), Some(700.0), |progress, session| {
        // Nobody here wants to wait as long as one does for a server that comes back some time.
        session.reconnect();
        if progress.is_connected && cuts < CUTS && progress.counts.ended() > ended + 20 {
            (cuts, ended) = (cuts + 1, progress.counts.ended());
            relay.cut();
        }
    });
    let after = arrived(&server);
    assert_eq!(cuts, CUTS, "the crawl was over too soon");
    assert!(relay.taken() > CUTS, "{} connections", relay.taken());
    assert_eq!((counts.answered, counts.ended()), (QUESTIONS, QUESTIONS), "{counts:?}");
    // Asked again is only what was open when the connection went, and that is never more than the window.
    assert!(counts.again <= CUTS * WINDOW, "{counts:?}");
    let arrived = after - before;
    assert!((QUESTIONS..=QUESTIONS + counts.again).contains(&arrived), "{arrived} questions arrived, {counts:?}");

    assert_eq!(seen.len(), seen_whole.len());
    for jid in (0..ITEMS).map(|number| format!("i{number}@tree.localhost")) {
        let address = Address::new(jid);
        let (one, other) = (seen.find(&address).unwrap(), seen_whole.find(&address).unwrap());
        assert_eq!((one.info.answer(), one.items.answer()), (other.info.answer(), other.items.answer()));
        assert!(one.info.answer().is_some() && one.items.answer().is_some(), "{one:?}");
    }
}
