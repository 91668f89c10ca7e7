//! The whole of it, against the demo server.

use std::time::{Duration, Instant};

use discoscope::{
    crawl::{self, Control, End, Fence, Fences, Line, Manners, Options, Pattern, State, Summary, Walk},
    demo::{self, Command, Control as Server, DOMAIN, Fault, Kick},
    disco::{
        address::Address,
        state::{self, Kind},
        tree::Tree,
    },
    session::{self, Error, Session},
};
use tokio::{sync::mpsc, time::timeout};

use crate::toy::address;

const ODD: &str = "odd.demo.localhost";

/// A crawl that is over.
struct Over {
    walk: Walk,
    tree: Tree,
    summary: Summary,
    end: Result<End, Error>,
    demo: demo::Demo,
}

/// A crawl under way, for those who want to disturb it.
struct Under {
    server: Server,
    session: Session,
    controls: mpsc::UnboundedSender<Control>,
}

async fn over(root: Address, options: Options, disturb: impl FnOnce(Under)) -> Over {
    let demo = demo::start().await.unwrap();
    let (mut settings, passwords) = demo.session();
    settings.timeout = options.manners.timeout;
    let (session, events, _) = session::start(settings, passwords);
    let (controls, told) = mpsc::unbounded_channel();
    disturb(Under { server: demo.control(), session: session.clone(), controls });
    let (mut walk, mut tree) = (Walk::new(&[root], options), Tree::new());
    let line = Line { session, events, controls: told };
    let end = timeout(Duration::from_secs(60), crawl::run(&mut walk, &mut tree, line, |_| {})).await.expect("it hangs");
    let summary = walk.summary(Instant::now());
    Over { walk, tree, summary, end, demo }
}

fn quick() -> Options {
    let manners = Manners { timeout: Duration::from_secs(2), pause: Duration::from_millis(50), ..Manners::default() };
    Options { manners, ..Options::default() }
}

fn fenced(fences: Fences) -> Options {
    Options { fences, ..quick() }
}

#[tokio::test]
async fn the_whole_demo_world() {
    let leave_out = ["odd.* wide*", "odd.* big*", "odd.* chain*"].map(Pattern::new).to_vec();
    let over = over(Address::new(DOMAIN), fenced(Fences { leave_out, ..Fences::default() }), drop).await;
    assert!(over.end.unwrap().lost.is_none());
    assert_eq!(over.summary.state, State::Done);
    let counts = over.summary.counts;
    assert!(counts.entities > 300 && counts.ended() == counts.asked, "{counts:?}");
    let silent: Vec<_> =
        over.summary.findings.silent.first.iter().map(|question| question.address.to_string()).collect();
    assert!(silent.contains(&format!("{ODD} node silent/always")), "{silent:?}");
    assert_eq!(over.tree.waiting(), 0);
    let asked = over.demo.control().counts();
    assert_eq!(
        asked.asked(Kind::Info, &Address::with_node("demo@demo.localhost", "http://jabber.org/protocol/offline")),
        0
    );
    let twice: Vec<_> =
        asked.by_address.iter().filter(|(_, times)| **times > 1).map(|(key, _)| key.1.to_string()).collect();
    let is_expected = |whom: &String| whom.contains("refuses/remote-timeout") || whom.contains("node pages/");
    assert!(twice.iter().all(is_expected), "{twice:?}");
    assert_eq!(over.walk.fence(&Address::with_node(ODD, "wide")), Some(Fence::LeftOut));
}

#[tokio::test]
async fn trees_without_end_end_at_a_fence() {
    for (node, fences, entities, fence) in [
        ("chain/1", Fences { depth: 100, ..Fences::default() }, 101, Some(Fence::Depth)),
        ("wide/all", Fences { entities: 3000, ..Fences::default() }, 3000, Some(Fence::Entities)),
        ("wide/all", Fences { depth: 2, ..Fences::default() }, 2551, Some(Fence::Depth)),
        ("growth/a", Fences { depth: 30, ..Fences::default() }, 31, Some(Fence::Depth)),
        ("growth/a", Fences { bytes: 218, ..Fences::default() }, 97, Some(Fence::Bytes)),
        ("loops/a", Fences::default(), 2, None),
        ("loops/spelling", Fences::default(), 1, None),
        ("big/10000", Fences::default(), 10_001, None),
    ] {
        let fences = Fences { depth: if fences.bytes == 218 { 1000 } else { fences.depth }, ..fences };
        let over = over(Address::with_node(ODD, node), fenced(fences), drop).await;
        assert_eq!(over.summary.state, State::Done, "{node}");
        assert_eq!(over.summary.counts.entities, entities, "{node}");
        assert_eq!(over.summary.findings.stopped.keys().next().copied(), fence, "{node}");
        assert_eq!(over.demo.control().counts().questions, 2 * entities as u64, "{node}");
    }
}

#[tokio::test]
async fn connections_that_go_lose_nothing() {
    let over = over(Address::with_node(ODD, "big/3000"), quick(), |under| {
        drop(tokio::spawn(async move {
            for cut in 1..=20 {
                under.server.until(|counts| counts.questions >= cut * 250).await;
                under.server.tell(Command::Kick(if cut % 2 == 0 { Kick::Close } else { Kick::BrokenXml }));
                under.server.until(|counts| counts.open == 0).await;
                while under.server.counts().logins <= cut {
                    under.session.reconnect();
                    tokio::time::sleep(Duration::from_millis(10)).await;
                }
            }
        }));
    })
    .await;
    assert_eq!(over.summary.state, State::Done);
    let counts = over.summary.counts;
    assert_eq!((counts.answered, counts.entities), (6002, 3001), "{counts:?}");
    assert_eq!(over.demo.control().counts().logins, 21);
    assert!(counts.again < 20 * 512, "{counts:?}");
    let is_whole = |number: usize| {
        let entity = over.tree.find(&Address::with_node(ODD, format!("big/3000/{number}"))).unwrap();
        matches!((&entity.info, &entity.items), (state::State::Answered(_), state::State::Answered(_)))
    };
    assert!((1..=3000).all(is_whole));
}

#[tokio::test]
async fn a_connection_that_does_not_come_back_ends_it() {
    let over = over(Address::with_node(ODD, "wide/all"), quick(), |under| {
        drop(tokio::spawn(async move {
            under.server.until(|counts| counts.questions >= 500).await;
            under.server.tell(Command::Begin(Fault::RefuseLogin("not-authorized".into())));
            under.server.tell(Command::Kick(Kick::Close));
        }));
    })
    .await;
    assert!(over.end.unwrap().lost.is_some());
    assert_eq!(over.summary.state, State::Cancelled);
    assert!(over.summary.counts.answered > 100);
}

#[tokio::test]
async fn no_connection_at_first_is_an_error() {
    let demo = demo::start().await.unwrap();
    let (settings, passwords) = demo.session();
    drop(demo);
    let (session, events, _) = session::start(settings, passwords);
    let (_controls, controls) = mpsc::unbounded_channel();
    let (mut walk, mut tree) = (Walk::new(&[address(DOMAIN)], quick()), Tree::new());
    let end = crawl::run(&mut walk, &mut tree, Line { session, events, controls }, |_| {}).await;
    assert!(end.is_err(), "{end:?}");
}

#[tokio::test]
async fn cancelling_leaves_nothing_waiting() {
    let over = over(Address::with_node(ODD, "wide/all"), quick(), |under| {
        drop(tokio::spawn(async move {
            under.server.until(|counts| counts.questions >= 1000).await;
            let _ = under.controls.send(Control::Cancel);
        }));
    })
    .await;
    assert_eq!(over.summary.state, State::Cancelled);
    assert!(over.end.unwrap().lost.is_none());
    assert!(over.summary.counts.ended() >= 900 && over.summary.counts.entities < 30_000, "{:?}", over.summary.counts);
    assert_eq!(over.tree.waiting(), 0, "what was open is cut off");
}

#[tokio::test]
async fn pausing_asks_nothing_until_it_goes_on() {
    let over = over(Address::with_node(ODD, "big/10000"), quick(), |under| {
        drop(tokio::spawn(async move {
            under.server.until(|counts| counts.questions >= 1000).await;
            let _ = under.controls.send(Control::Pause);
            tokio::time::sleep(Duration::from_millis(200)).await;
            let before = under.server.counts().questions;
            tokio::time::sleep(Duration::from_millis(300)).await;
            assert_eq!(under.server.counts().questions, before);
            let _ = under.controls.send(Control::Resume);
        }));
    })
    .await;
    assert_eq!((over.summary.state, over.summary.counts.answered), (State::Done, 20_002));
}
