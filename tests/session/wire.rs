//! Listening to what goes over the wire.

use discoscope::{
    demo::{Command, DOMAIN, Kick, Query},
    disco::state::Kind,
    session::{Direction, Event, Wired},
};

use crate::live::{Heard, Live, soon};

/// Everything that is told until a stanza comes that is like this.
async fn until(heard: &mut Heard, is_last: impl Fn(&Wired) -> bool) -> Vec<Wired> {
    let mut told = Vec::new();
    while !told.iter().any(&is_last) {
        if let Event::Wire(wired) = soon(heard.events.recv()).await.expect("the session ended") {
            told.extend(wired);
        }
    }
    told
}

#[tokio::test]
async fn whoever_listens_hears_all_stanzas_and_nothing_of_the_login() {
    let demo = discoscope::demo::start().await.unwrap();
    let (settings, passwords) = demo.session();
    let mut heard = Heard::start(settings, passwords);
    // Before there is a connection: the login goes by unheard.
    heard.session.as_ref().unwrap().listen(true);
    let _ = heard.online().await;
    heard.ask(Kind::Info, DOMAIN, None);
    let told = until(&mut heard, |wired| wired.direction == Direction::Received).await;
    let [question, answer] = &told[..] else { panic!("{told:#?}") };
    let sent = "<iq type='get' id='d1' to='demo.localhost'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>";
    assert_eq!((question.direction, &*question.xml, question.bytes), (Direction::Sent, sent, sent.len()));
    assert_eq!((&*question.name, question.peer.as_deref()), ("iq", Some(DOMAIN)));
    assert_eq!(
        (answer.kind.as_deref(), answer.id.as_deref(), answer.peer.as_deref()),
        (Some("result"), Some("d1"), Some(DOMAIN))
    );
    assert_eq!(answer.payload, Some(("query".into(), "http://jabber.org/protocol/disco#info".into())));
    assert!(answer.xml.starts_with("<iq ") && answer.xml.ends_with("</iq>") && answer.bytes == answer.xml.len());

    // What others ask and what we answer, presence, and the end of the stream with its reason.
    let control = demo.control();
    let asked = tokio::spawn(async move { control.ask(Query::Version).await });
    let told = until(&mut heard, |wired| wired.direction == Direction::Sent).await;
    assert!(told[1].xml.contains("<name>Discoscope</name>"), "{told:#?}");
    assert!(soon(asked).await.unwrap().is_some_and(|reply| reply.contains("<name>Discoscope</name>")));
    heard.session.as_ref().unwrap().appear(true);
    let told = until(&mut heard, |wired| &*wired.name == "presence").await;
    assert!(told.iter().any(|wired| wired.xml.contains("jabber:iq:roster")), "{told:#?}");
    demo.control().tell(Command::Kick(Kick::StreamError("reset".to_owned())));
    let told = until(&mut heard, |wired| &*wired.name == "error").await;
    assert!(told.last().unwrap().xml.contains("<reset "), "{told:#?}");
}

#[tokio::test]
async fn nobody_is_told_who_does_not_listen_any_more_and_a_new_connection_is_heard_too() {
    let mut live = Live::start().await;
    live.goes_on().await;
    let session = live.heard.session.clone().unwrap();
    session.listen(true);
    live.control.tell(Command::Kick(Kick::Close));
    while !matches!(soon(live.heard.events.recv()).await, Some(Event::Online(_))) {}
    live.ask(Kind::Info, DOMAIN, None);
    let told = until(&mut live.heard, |wired| wired.direction == Direction::Received).await;
    assert!(told.iter().all(|wired| !wired.xml.contains("sasl") && !wired.xml.contains("xmpp-bind")), "{told:#?}");
    session.listen(false);
    // Only the answer comes.
    live.goes_on().await;
    live.goes_on().await;
}

#[tokio::test]
async fn a_stanza_that_broke_a_limit_is_told_by_its_beginning() {
    let mut live = Live::with(|settings| settings.limits.bytes = 10_000).await;
    live.heard.session.as_ref().unwrap().listen(true);
    live.control.tell(Command::Say(format!("<message from='a@b'><body>{}</body></message>", "x".repeat(30_000))));
    let told = until(&mut live.heard, |wired| &*wired.name == "message").await;
    let message = told.last().unwrap();
    assert!(message.bytes > 30_000 && message.xml.len() < 10_000, "{} {}", message.bytes, message.xml.len());
    assert!(message.xml.starts_with("<message from='a@b'><body>xxx"));
}
