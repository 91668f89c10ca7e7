//! Connections that go.

use std::time::Duration;

use discoscope::{
    demo::{Command, DOMAIN, Fault, Kick},
    disco::state::{Kind, State},
    session::{Event, Next},
};

use crate::live::{Live, ODD, info, items, soon, word};

const SILENT: Option<&str> = Some("silent/always");

/// Each way to lose a connection, and words of the reason.
fn ways() -> Vec<(Command, &'static str)> {
    vec![
        (Command::Kick(Kick::Close), "the server closed the connection"),
        (Command::Kick(Kick::StreamError("system-shutdown".to_owned())), "system-shutdown"),
        (Command::Kick(Kick::StreamError("made-up".to_owned())), "made-up"),
        (Command::Kick(Kick::BrokenXml), "the XML is not well-formed"),
        (Command::Say("<iq><undeclared:prefix/></iq>".to_owned()), "the XML is not well-formed"),
        (Command::Say("<iq>&#0;</iq>".to_owned()), "the XML is not well-formed"),
        (Command::Say("</stream:stream>".to_owned()), "the server closed the stream"),
    ]
}

#[tokio::test]
async fn every_open_question_ends_with_the_reason_and_a_new_connection_serves() {
    for (way, words) in ways() {
        let mut live = Live::with(|settings| settings.window = 2).await;
        live.ask(Kind::Info, ODD, SILENT);
        live.ask(Kind::Items, ODD, SILENT);
        live.ask(Kind::Info, DOMAIN, None);
        soon(live.control.until(|counts| counts.questions == 2)).await;
        live.control.tell(way);

        let answer = live.heard.answer().await;
        let State::CutOff { asked: Some(asked), why, .. } = info(&answer) else { panic!("{answer:?}") };
        assert!(why.contains(words), "{why} / {words}");
        assert!(asked.request_xml.as_ref().unwrap().text().contains("id='d1'"));
        let State::CutOff { asked: Some(_), .. } = items(&live.heard.answer().await) else { panic!("{words}") };
        let State::CutOff { asked: None, .. } = info(&live.heard.answer().await) else { panic!("{words}") };
        let (why, next) = live.heard.offline().await;
        assert!(why.to_string().contains(words), "{why}");
        assert!(why.to_string().ends_with('.'), "{why}");
        assert!(matches!(next, Next::Retry { .. }), "{words}: {next:?}");

        live.ask(Kind::Info, DOMAIN, None);
        let answer = live.heard.answer().await;
        assert!(matches!(info(&answer), State::CutOff { asked: None, why, .. } if why.contains(words)), "{answer:?}");
        live.heard.session.as_ref().unwrap().reconnect();
        let online = live.heard.online().await;
        assert_eq!(&*online.server, DOMAIN);
        live.goes_on().await;
        let answer = live.answer(Kind::Items, ODD, None).await;
        let State::Answered(reply) = items(&answer) else { panic!("{answer:?}") };
        // What comes late for the connection of before must not answer a question of this one.
        let request = reply.asked.request_xml.as_ref().unwrap().text();
        assert!(["d1", "d2", "d3"].iter().all(|id| !request.contains(&format!("id='{id}'"))), "{request}");
        assert_eq!(live.control.counts().logins, 2);
    }
}

#[tokio::test]
async fn it_comes_back_by_itself_after_a_while() {
    let mut live = Live::start().await;
    live.control.tell(Command::Kick(Kick::Close));
    let (_, next) = live.heard.offline().await;
    let Next::Retry { after } = next else { panic!("{next:?}") };
    assert!(after >= Duration::from_millis(700) && after <= Duration::from_millis(1300), "{after:?}");
    let _ = live.heard.online().await;
    live.goes_on().await;
    live.control.tell(Command::Kick(Kick::Close));
    let (_, next) = live.heard.offline().await;
    assert!(matches!(next, Next::Retry { after } if after > Duration::from_millis(1500)), "it backs off: {next:?}");
}

#[tokio::test]
async fn a_try_that_fails_is_followed_by_another_unless_the_login_was_refused() {
    let mut live = Live::start().await;
    live.control.tell(Command::Begin(Fault::RefuseLogin("not-authorized".to_owned())));
    live.control.tell(Command::Kick(Kick::Close));
    assert!(matches!(live.heard.offline().await.1, Next::Retry { .. }));
    live.heard.session.as_ref().unwrap().reconnect();
    assert!(matches!(live.heard.next().await, Event::Connecting { .. }));
    let (why, next) = live.heard.offline().await;
    assert_eq!(next, Next::Rest, "{why}");
    assert_eq!(live.control.counts().login_attempts, 2);
    live.control.tell(Command::Behave);
    live.heard.session.as_ref().unwrap().reconnect();
    let _ = live.heard.online().await;
}

#[tokio::test]
async fn a_session_that_was_replaced_does_not_fight_back() {
    let mut live = Live::start().await;
    live.control.tell(Command::Kick(Kick::StreamError("conflict".to_owned())));
    let (why, next) = live.heard.offline().await;
    assert_eq!(next, Next::Rest);
    assert!(why.to_string().contains("another session took over"), "{why}");
    live.heard.session.as_ref().unwrap().reconnect();
    let _ = live.heard.online().await;
}

#[tokio::test]
async fn reconnecting_while_connected_does_nothing() {
    let mut live = Live::start().await;
    live.heard.session.as_ref().unwrap().reconnect();
    live.goes_on().await;
    assert_eq!(live.control.counts().connections, 1);
}

#[tokio::test]
async fn the_server_that_vanishes_takes_nothing_along() {
    let mut live = Live::start().await;
    live.ask(Kind::Info, ODD, SILENT);
    soon(live.control.until(|counts| counts.questions == 1)).await;
    drop(live.demo);
    assert_eq!(word(&live.heard.answer().await), "cut-off");
    assert!(matches!(live.heard.offline().await.1, Next::Retry { .. }));
    live.heard.drop_session().await;
}
