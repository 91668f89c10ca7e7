//! What a reply comes to: believed or not, read or not.

use std::{sync::Arc, time::Duration};

use discoscope::{
    demo::{Command, DOMAIN, Fault, Options, Twist},
    disco::{
        reply::Lang,
        state::{Kind, State, Timing},
        xml::Unreadable,
    },
    session::Stray,
};

use crate::live::{Live, ODD, info, items, soon, word};

const SILENT: Option<&str> = Some("silent/always");

#[tokio::test]
async fn both_questions_are_answered_with_their_bytes_and_times() {
    let mut live = Live::start().await;
    let answer = live.answer(Kind::Info, DOMAIN, None).await;
    let State::Answered(reply) = info(&answer) else { panic!("{answer:?}") };
    assert_eq!(reply.timing, Timing::InTime);
    assert!(!reply.took.is_zero() && reply.took < Duration::from_secs(10));
    assert_eq!(
        reply.asked.request_xml.as_ref().unwrap().text(),
        "<iq type='get' id='d1' to='demo.localhost'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>"
    );
    let xml = reply.reply_xml.as_ref().unwrap().text();
    assert!(xml.starts_with("<iq type='result' id='d1'") && xml.ends_with("</iq>"));
    assert_eq!(reply.reply_bytes, xml.len());
    assert!(reply.body.has("http://jabber.org/protocol/disco#info") && reply.body.primary().is_some());

    let answer = live.answer(Kind::Items, DOMAIN, None).await;
    let State::Answered(reply) = items(&answer) else { panic!("{answer:?}") };
    assert!(reply.body.items.iter().any(|item| item.jid.as_deref() == Some(ODD)));
    let answer = live.answer(Kind::Items, DOMAIN, Some("a node & that's \"none\"")).await;
    let State::Refused(reply) = items(&answer) else { panic!("{answer:?}") };
    assert_eq!(reply.body.condition.as_deref(), Some("item-not-found"));
}

#[tokio::test]
async fn every_one_of_many_questions_is_answered_once() {
    let mut live = Live::with(|settings| settings.window = 7).await;
    for number in 1..=1000 {
        live.ask(Kind::Info, ODD, Some(&format!("big/1000/{number}")));
    }
    let mut answered = std::collections::HashSet::new();
    for _ in 0..1000 {
        let answer = live.heard.answer().await;
        assert_eq!(word(&answer), "answered");
        assert!(answered.insert(answer.address));
    }
    live.goes_on().await;
}

#[tokio::test]
async fn never_more_questions_are_open_than_the_window_has_room_for() {
    let mut live = Live::with(|settings| settings.window = 4).await;
    live.control.tell(Command::Begin(Fault::StopAnswering));
    for _ in 0..20 {
        live.ask(Kind::Info, DOMAIN, None);
    }
    soon(live.control.until(|counts| counts.questions >= 4)).await;
    assert!(soon(live.control.ask(discoscope::demo::Query::Ping)).await.is_some(), "what was sent before has arrived");
    assert_eq!(live.control.counts().questions, 4);
    live.control.tell(Command::Behave);
    live.control.tell(Command::Say("<iq type='result' id='d1' from='demo.localhost'/>".to_owned()));
    assert_eq!(word(&live.heard.answer().await), "answered");
    assert_eq!(word(&live.heard.answer().await), "answered", "the place of the first is free for the fifth");
}

#[tokio::test]
async fn an_answer_by_somebody_else_is_told_and_not_believed() {
    let mut live = Live::start().await;
    for kind in [Kind::Info, Kind::Items] {
        live.ask(kind, ODD, Some("replies/forged-first"));
        let notice = live.heard.notice().await;
        assert_eq!(notice.stray, Stray::Forged { from: Some("mallory@demo.localhost/forger".into()) });
        assert_eq!((notice.kind, &*notice.address.jid), (kind, ODD));
        assert!(notice.xml.contains("mallory@demo.localhost/forger"));
        let answer = live.heard.answer().await;
        assert_eq!((word(&answer), &*answer.address.jid), ("answered", ODD), "the true answer still counts");
    }
}

#[tokio::test]
async fn another_spelling_of_the_same_sender_is_believed() {
    let mut live = Live::start().await;
    let answer = live.answer(Kind::Info, ODD, Some("replies/other-spelling")).await;
    assert_eq!(word(&answer), "answered");
    let answer = live.answer(Kind::Info, "DEMO.localhost", None).await;
    assert_eq!((word(&answer), &*answer.address.jid), ("answered", "DEMO.localhost"));
}

#[tokio::test]
async fn who_forges_after_the_time_out_or_the_answer_is_not_believed_either() {
    let mut live = Live::with(|settings| settings.timeout = Duration::from_millis(100)).await;
    let answer = live.answer(Kind::Info, ODD, SILENT).await;
    assert_eq!(word(&answer), "timed-out");
    let forged = |id: u8| Command::Say(format!("<iq type='result' id='d{id}' from='mallory@demo.localhost/x'/>"));
    live.control.tell(forged(1));
    assert!(matches!(live.heard.notice().await.stray, Stray::Forged { .. }));
    live.control.tell(Command::Say(format!("<iq type='result' id='d1' from='{ODD}'/>")));
    assert!(matches!(info(&live.heard.answer().await), State::Answered(reply) if reply.timing == Timing::Late));
    live.control.tell(forged(1));
    assert!(matches!(live.heard.notice().await.stray, Stray::Forged { .. }));
    live.goes_on().await;
}

#[tokio::test]
async fn a_reply_without_sender_speaks_for_the_account_and_the_server_only() {
    let mut live = Live::with(|settings| settings.timeout = Duration::from_secs(1)).await;
    for own in ["demo@demo.localhost", DOMAIN, "DEMO@demo.localhost"] {
        live.control.tell(Command::Next(Twist::WithoutFrom));
        assert_eq!(word(&live.answer(Kind::Info, own, None).await), "answered", "{own}");
    }
    for other in [ODD, "alice@demo.localhost"] {
        live.control.tell(Command::Next(Twist::WithoutFrom));
        live.ask(Kind::Info, other, None);
        assert_eq!(live.heard.notice().await.stray, Stray::Forged { from: None }, "{other}");
        assert_eq!(word(&live.heard.answer().await), "timed-out", "{other}");
    }
}

#[tokio::test]
async fn a_second_answer_is_told_and_changes_nothing() {
    let mut live = Live::start().await;
    live.control.tell(Command::Next(Twist::Twice));
    assert_eq!(word(&live.answer(Kind::Info, DOMAIN, None).await), "answered");
    let notice = live.heard.notice().await;
    assert_eq!((notice.stray, &*notice.address.jid), (Stray::Twice, DOMAIN));
    live.goes_on().await;
}

#[tokio::test]
async fn replies_to_nothing_and_other_stanzas_are_passed_over() {
    let mut live = Live::start().await;
    for stray in [
        "<iq type='result' id='d77' from='demo.localhost'/>",
        "<iq type='result' id='d01' from='demo.localhost'/>",
        "<iq type='result' id='dffffffffffffffffffff' from='demo.localhost'/>",
        "<iq type='error' from='demo.localhost'/>",
        "<iq type='other' id='d1'/>",
        "<iq/>",
        "<message from='alice@demo.localhost'><body>Hello</body></message>",
        "<presence type='subscribe' from='alice@demo.localhost'/>",
        "<thing xmlns='urn:example'/>",
        " \n ",
    ] {
        live.control.tell(Command::Say(stray.to_owned()));
    }
    live.goes_on().await;
}

#[tokio::test]
async fn presence_tells_who_is_there() {
    let mut live = Live::start().await;
    let said = "<presence from='alice@demo.localhost/x'><show>dnd</show><status>Busy</status></presence>";
    live.control.tell(Command::Say(said.to_owned()));
    let presence = live.heard.presence().await;
    assert_eq!(
        (&*presence.from, presence.word(), presence.status.as_deref()),
        ("alice@demo.localhost/x", "busy", Some("Busy"))
    );
    assert_eq!(presence.xml.as_deref(), Some(said));
    live.control.tell(Command::Say("<presence from='alice@demo.localhost/x' type='unavailable'/>".to_owned()));
    assert_eq!(live.heard.presence().await.word(), "offline");
    live.goes_on().await;
}

#[tokio::test]
async fn an_answer_that_is_too_deep_is_unreadable_and_the_session_goes_on() {
    let mut live = Live::start().await;
    for node in ["replies/deep/10000", "replies/deep/100000"] {
        let answer = live.answer(Kind::Items, ODD, Some(node)).await;
        let State::Unreadable(reply) = items(&answer) else { panic!("{answer:?}") };
        assert_eq!(reply.body, Unreadable::TooDeep(128));
        assert!(reply.reply_bytes > 70_000 && reply.reply_xml.as_ref().unwrap().text().len() <= 4096);
        live.goes_on().await;
    }
    assert_eq!(word(&live.answer(Kind::Info, ODD, Some("replies/deep/100")).await), "answered");
}

#[tokio::test]
async fn an_answer_that_is_too_large_is_unreadable_and_the_session_goes_on() {
    let mut live = Live::with(|settings| settings.limits.bytes = 20_000).await;
    let answer = live.answer(Kind::Items, ODD, Some("big/1000")).await;
    assert!(matches!(items(&answer), State::Unreadable(reply) if reply.body == Unreadable::TooLarge(20_000)));
    live.goes_on().await;
}

#[tokio::test]
async fn attributes_of_megabytes_are_read() {
    let mut live = Live::start().await;
    live.ask(Kind::Info, ODD, SILENT);
    soon(live.control.until(|counts| counts.questions == 1)).await;
    let name = "n".repeat(3 << 20);
    live.control.tell(Command::Say(format!(
        "<iq type='result' id='d1' from='{ODD}'><query xmlns='http://jabber.org/protocol/disco#info'>\
         <identity category='a' type='b' name='{name}'/></query></iq>"
    )));
    let answer = live.heard.answer().await;
    let State::Answered(reply) = info(&answer) else { panic!("{answer:?}") };
    assert_eq!(reply.body.primary().unwrap().name.as_deref().map(str::len), Some(3 << 20));
    live.goes_on().await;
}

#[tokio::test]
async fn the_streams_language_is_handed_down() {
    for (lang, expected) in [(Some("fr"), Some(Lang::Inherited(Arc::from("fr")))), (None, None)] {
        let faults = vec![Fault::StreamLang(lang.map(str::to_owned))];
        let mut live = Live::at(Options { faults, ..Options::default() }, |_| {}).await;
        let answer = live.answer(Kind::Info, ODD, Some("replies/twice")).await;
        let State::Answered(reply) = info(&answer) else { panic!("{answer:?}") };
        assert_eq!(reply.body.primary().unwrap().lang, expected);
    }
}
