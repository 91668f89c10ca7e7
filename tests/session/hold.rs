//! What is done for a connection to hold: which ends of a stream are followed by another try, and what sleep does.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant, SystemTime},
};

use discoscope::{
    demo::{self, Command, DOMAIN, Fault, Kick},
    disco::state::{Kind, State},
    session::{Error, Event, Next},
};

use crate::live::{Heard, Live, Wire, info, soon};

/// Every condition of RFC 6120 §4.9.3 that a server may end a stream with, and whether it is worth coming back.
const CONDITIONS: &[(&str, bool)] = &[
    ("bad-format", true),
    ("bad-namespace-prefix", true),
    ("conflict", false),
    ("connection-timeout", true),
    ("host-gone", false),
    ("host-unknown", false),
    ("improper-addressing", true),
    ("internal-server-error", true),
    ("invalid-from", false),
    ("invalid-namespace", false),
    ("invalid-xml", true),
    ("not-authorized", false),
    ("not-well-formed", true),
    ("policy-violation", true),
    ("remote-connection-failed", true),
    ("reset", true),
    ("resource-constraint", true),
    ("restricted-xml", true),
    ("system-shutdown", true),
    ("undefined-condition", true),
    ("unsupported-encoding", false),
    ("unsupported-feature", false),
    ("unsupported-stanza-type", true),
    ("unsupported-version", false),
    ("of-their-own", true),
];

#[tokio::test]
async fn every_stream_error_is_told_in_words_and_only_some_are_followed_by_another_try() {
    for (condition, comes_back) in CONDITIONS {
        let mut live = Live::start().await;
        live.control.tell(Command::Kick(Kick::StreamError((*condition).to_owned())));
        let (why, next) = live.heard.offline().await;
        let sentence = why.to_string();
        assert!(sentence.contains(condition) && sentence.contains("“A test ends this stream.”"), "{sentence}");
        assert!(sentence.ends_with('.') && sentence.split_whitespace().count() > 10, "{sentence}");
        assert_eq!(matches!(next, Next::Retry { .. }), *comes_back, "{condition}: {next:?}");
        live.heard.session.as_ref().unwrap().reconnect();
        let _ = live.heard.online().await;
    }
}

#[tokio::test]
async fn a_server_with_too_much_to_do_is_left_alone_for_a_while() {
    for condition in ["policy-violation", "resource-constraint"] {
        let mut live = Live::start().await;
        live.control.tell(Command::Kick(Kick::StreamError(condition.to_owned())));
        let (_, next) = live.heard.offline().await;
        assert!(matches!(next, Next::Retry { after } if after >= Duration::from_secs(12)), "{condition}: {next:?}");
    }
}

#[tokio::test]
async fn what_a_server_says_at_the_end_is_made_safe_to_show() {
    let mut live = Live::start().await;
    let xml = format!(
        "<stream:error><policy-violation xmlns='urn:ietf:params:xml:ns:xmpp-streams'/><text \
         xmlns='urn:ietf:params:xml:ns:xmpp-streams'>turned \u{202e} and {}</text></stream:error>",
        "long ".repeat(100_000)
    );
    live.control.tell(Command::Say(xml));
    let (why, _) = live.heard.offline().await;
    let sentence = why.to_string();
    assert!(sentence.contains("turned ⟨U+202E⟩ and long") && sentence.len() < 1000, "{sentence}");
}

#[tokio::test]
async fn nobody_is_followed_elsewhere_without_tls() {
    let mut live = Live::start().await;
    live.control.tell(Command::Say(
        "<stream:error><see-other-host xmlns='urn:ietf:params:xml:ns:xmpp-streams'>127.0.0.1:1</see-other-host>\
         </stream:error>"
            .to_owned(),
    ));
    let (why, next) = live.heard.offline().await;
    assert_eq!(next, Next::Rest);
    assert!(matches!(&why, Error::NotFollowed { place, .. } if place == "127.0.0.1:1"), "{why}");
    assert!(why.to_string().contains("without TLS"), "{why}");
    live.heard.session.as_ref().unwrap().reconnect();
    let _ = live.heard.online().await;
    live.goes_on().await;
}

#[tokio::test]
async fn a_login_that_cannot_be_checked_for_a_while_is_tried_again() {
    let mut live = Live::start().await;
    live.control.tell(Command::Begin(Fault::RefuseLogin("temporary-auth-failure".to_owned())));
    live.control.tell(Command::Kick(Kick::Close));
    let _ = live.heard.offline().await;
    live.heard.session.as_ref().unwrap().reconnect();
    assert!(matches!(live.heard.next().await, Event::Connecting { .. }));
    let (why, next) = live.heard.offline().await;
    assert!(matches!(why, Error::LoginLater { .. }), "{why}");
    assert!(matches!(next, Next::Retry { .. }), "{next:?}");
}

/// A wall clock that can be put forward, as it is after a sleep.
macro_rules! wall {
    ($name:ident) => {{
        static AHEAD_S: AtomicU64 = AtomicU64::new(0);
        fn $name() -> SystemTime {
            SystemTime::now() + Duration::from_secs(AHEAD_S.load(Ordering::Relaxed))
        }
        ($name as fn() -> SystemTime, &AHEAD_S)
    }};
}

const NIGHT_S: u64 = 8 * 3600;

#[tokio::test]
async fn after_a_sleep_the_connection_is_checked_at_once() {
    let (wall, ahead) = wall!(checked);
    let demo = demo::start().await.unwrap();
    let wire = Wire::to(demo.port()).await;
    let (mut settings, passwords) = demo.session();
    wire.end(&mut settings);
    (settings.wall, settings.silence) = (wall, Duration::from_secs(3600));
    let mut heard = Heard::start(settings, passwords);
    let _ = heard.online().await;
    assert!(!wire.said().contains("<ping"));
    ahead.store(NIGHT_S, Ordering::Relaxed);
    // Without the sleep it would be asked in an hour.
    wire.until(|said| said.contains("<ping xmlns='urn:xmpp:ping'/>")).await;
    heard.ask(Kind::Info, DOMAIN, None);
    assert!(matches!(info(&heard.answer().await), State::Answered(_)), "who is there is kept");
}

#[tokio::test]
async fn a_connection_that_did_not_survive_a_sleep_is_given_up_soon() {
    let (wall, ahead) = wall!(gone);
    let mut live = Live::with(|settings| (settings.wall, settings.silence) = (wall, Duration::from_secs(3600))).await;
    live.control.tell(Command::Begin(Fault::StopAnswering));
    live.ask(Kind::Info, DOMAIN, None);
    soon(live.control.until(|counts| counts.questions == 1)).await;
    ahead.store(NIGHT_S, Ordering::Relaxed);
    let answer = live.heard.answer().await;
    let State::CutOff { why, .. } = info(&answer) else { panic!("{answer:?}") };
    assert!(why.contains("after this machine woke up"), "{why}");
    assert!(matches!(live.heard.offline().await.1, Next::Retry { .. }));
    live.control.tell(Command::Behave);
    let _ = live.heard.online().await;
    live.goes_on().await;
}

#[tokio::test]
async fn who_waits_for_another_try_does_not_sleep_it_away() {
    let (wall, ahead) = wall!(waited);
    let mut live = Live::with(|settings| settings.wall = wall).await;
    live.control.tell(Command::Kick(Kick::StreamError("resource-constraint".to_owned())));
    let (_, next) = live.heard.offline().await;
    let Next::Retry { after } = next else { panic!("{next:?}") };
    let since = Instant::now();
    ahead.store(NIGHT_S, Ordering::Relaxed);
    let _ = live.heard.online().await;
    assert!(since.elapsed() < after, "{:?} of {after:?}", since.elapsed());
}
