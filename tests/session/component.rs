//! Components (XEP-0114): the handshake, who asks, who is believed, what we answer.

use std::time::Duration;

use discoscope::{
    disco::{
        address::Address,
        state::{Kind, Question, State},
        xml::{Limits, parse},
    },
    session::{Account, Endpoint, Error, Event, Next, Session, Settings, Stray, Tls},
};
use tokio::{net::TcpListener, sync::mpsc::UnboundedReceiver};

use crate::{
    component_server::{ComponentServer, DOMAIN, HEADER, PROOF, SECRET, attribute},
    live::{Heard, info, password, soon, word},
};

const INFO: &str = "http://jabber.org/protocol/disco#info";

fn settings(port: u16) -> Settings {
    let mut settings = Settings::new(Account::component(DOMAIN, None).unwrap());
    settings.endpoint = Endpoint::At { host: "127.0.0.1".to_owned(), port };
    settings
}

fn start(server: &ComponentServer) -> Heard {
    Heard::start(settings(server.port), password(SECRET))
}

/// Tells everybody the JID that asked, as the name of an identity.
fn who_asked(stanza: &str) -> String {
    let [id, from, to] = ["id", "from", "to"].map(|name| attribute(stanza, name));
    format!(
        "<iq type='result' id='{id}' from='{to}' to='{from}'><query xmlns='{INFO}'>\
         <identity category='component' type='generic' name='{from}'/><feature var='{INFO}'/></query></iq>"
    )
}

fn name(state: &State<discoscope::disco::reply::Info>) -> String {
    let State::Answered(reply) = state else { panic!("{state:?}") };
    reply.body.identities[0].name.as_deref().unwrap().to_owned()
}

async fn ask(voice: &mut (Session, UnboundedReceiver<Event>), jid: &str) -> Event {
    voice.0.ask(Question::new(Kind::Info, Address::new(jid)));
    soon(voice.1.recv()).await.expect("the session ended")
}

#[tokio::test]
async fn a_component_proves_its_secret_and_asks_from_its_domain() {
    let server = ComponentServer::start(who_asked);
    let mut heard = start(&server);
    let online = heard.online().await;
    assert_eq!((&*online.jid, &*online.server, &*online.features_xml), (DOMAIN, DOMAIN, ""));
    assert_eq!(&*online.security, "no TLS, this machine only");
    heard.ask(Kind::Info, "localhost", None);
    let answer = heard.answer().await;
    assert_eq!(name(info(&answer)), DOMAIN);
    let State::Answered(reply) = info(&answer) else { panic!("{answer:?}") };
    let request = reply.asked.request_xml.as_ref().unwrap().text();
    assert!(request.starts_with("<iq type='get' id='d1' from='gate.localhost' to='localhost'><query "), "{request}");
    heard.drop_session().await;
    let said = server.heard();
    assert!(said.contains("xmlns='jabber:component:accept'") && said.contains("to='gate.localhost'"), "{said}");
    assert!(said.contains(PROOF) && !said.contains(SECRET), "{said}");
    assert!(!said.contains("<bind") && !said.contains("<presence") && !said.contains("roster"), "{said}");
    assert!(said.ends_with("</stream:stream>"), "{said}");
}

#[tokio::test]
async fn each_voice_asks_from_its_own_jid_and_hears_its_own_answers() {
    let server = ComponentServer::start(who_asked);
    let mut heard = start(&server);
    let _ = heard.online().await;
    let session = heard.session.clone().unwrap();
    let mut voices = Vec::new();
    for jid in ["alice@gate.localhost", "Bob@Gate.localhost/phone & co"] {
        let (voice, mut events) = session.asking_from(jid).unwrap();
        let Some(Event::Online(online)) = soon(events.recv()).await else { panic!("no word of the connection") };
        assert_eq!(*online.jid, *voice.component().unwrap().sender());
        voices.push((online.jid, (voice, events)));
    }
    for _ in 0..3 {
        for (jid, voice) in &mut voices {
            let Event::Answer(answer) = ask(voice, "localhost").await else { panic!("no answer") };
            assert_eq!(name(info(&answer)), **jid);
        }
    }
    heard.ask(Kind::Info, "localhost", None);
    assert_eq!(name(info(&heard.answer().await)), DOMAIN, "the first voice heard nothing of the others' answers");

    // Who leaves ends nobody else's session; the last one says goodbye.
    drop((session, voices.remove(0)));
    heard.session = None;
    let (_, mut last) = voices.remove(0);
    assert!(matches!(ask(&mut last, "localhost").await, Event::Answer(answer) if word(&answer) == "answered"));
    assert!(!server.heard().contains("</stream:stream>"));
    drop(last);
    soon(&mut heard.task).await.unwrap();
    assert!(server.heard().ends_with("</stream:stream>"));
}

/// Asks, and counts the stanzas that were told as having gone over the wire until the answer comes, and after it.
async fn wired(voice: &mut (Session, UnboundedReceiver<Event>), listens: bool) -> usize {
    voice.0.ask(Question::new(Kind::Info, Address::new("localhost")));
    let (mut count, mut is_answered) = (0, false);
    while !is_answered || (listens && count < 2) {
        match soon(voice.1.recv()).await.expect("the session ended") {
            Event::Wire(wired) => count += wired.len(),
            Event::Answer(_) => is_answered = true,
            other => panic!("{other:?}"),
        }
    }
    count
}

#[tokio::test]
async fn only_those_voices_hear_the_wire_that_listen_to_it() {
    let server = ComponentServer::start(who_asked);
    let mut heard = start(&server);
    let _ = heard.online().await;
    let session = heard.session.take().unwrap();
    let mut voices = Vec::new();
    for jid in ["alice@gate.localhost", "bob@gate.localhost"] {
        let mut voice = session.asking_from(jid).unwrap();
        assert!(matches!(soon(voice.1.recv()).await, Some(Event::Online(_))));
        voices.push(voice);
    }
    let [mut alice, mut bob] = <[_; 2]>::try_from(voices).unwrap();
    alice.0.listen(true);
    assert_eq!((wired(&mut alice, true).await, wired(&mut bob, false).await), (2, 0));
    // What the others of the component send and get is heard, too.
    let Some(Event::Wire(of_bob)) = soon(alice.1.recv()).await else { panic!("alice heard nothing of bob") };
    assert!(of_bob.iter().any(|wired| wired.xml.contains("bob@gate.localhost")), "{of_bob:?}");

    bob.0.listen(true);
    assert_eq!(wired(&mut bob, true).await, 2);
    bob.0.listen(false);
    while alice.1.try_recv().is_ok() {}
    assert!(wired(&mut alice, true).await >= 2, "one who closes the own console closes nobody else's");

    // Who leaves while listening takes that along.
    bob.0.listen(true);
    assert_eq!(wired(&mut bob, true).await, 2);
    drop(bob);
    alice.0.listen(false);
    let _ = wired(&mut alice, false).await;
    assert_eq!(wired(&mut alice, false).await, 0);
    heard.session = Some(session);
    heard.ask(Kind::Info, "localhost", None);
    assert_eq!(word(&heard.answer().await), "answered");
}

#[tokio::test]
async fn a_lost_connection_is_told_to_each_voice_and_comes_back_for_all() {
    let server = ComponentServer::start(|stanza| match attribute(stanza, "to").as_str() {
        "silent.localhost" => String::new(),
        "end.localhost" => "</stream:stream>".to_owned(),
        _ => who_asked(stanza),
    });
    let mut heard = start(&server);
    let _ = heard.online().await;
    let (alice, mut events) = heard.session.as_ref().unwrap().asking_from("alice@gate.localhost").unwrap();
    assert!(matches!(soon(events.recv()).await, Some(Event::Online(_))));
    alice.ask(Question::new(Kind::Info, Address::new("silent.localhost")));
    heard.ask(Kind::Info, "end.localhost", None);
    let answer = heard.answer().await;
    assert_eq!((word(&answer), &*answer.address.jid), ("cut-off", "end.localhost"));
    let Some(Event::Answer(answer)) = soon(events.recv()).await else { panic!("no answer for alice") };
    assert_eq!((word(&answer), &*answer.address.jid), ("cut-off", "silent.localhost"));
    assert!(matches!(heard.offline().await.1, Next::Retry { .. }));
    assert!(matches!(soon(events.recv()).await, Some(Event::Offline { next: Next::Retry { .. }, .. })));

    // Who comes while there is no connection is told so, and asks in vain.
    let (bob, mut his) = alice.asking_from("bob@gate.localhost").unwrap();
    assert!(matches!(soon(his.recv()).await, Some(Event::Offline { .. })));
    bob.ask(Question::new(Kind::Info, Address::new("localhost")));
    assert!(matches!(soon(his.recv()).await, Some(Event::Answer(answer)) if word(&answer) == "cut-off"));
    bob.reconnect();
    for (jid, events) in [("alice@gate.localhost", &mut events), ("bob@gate.localhost", &mut his)] {
        assert!(matches!(soon(events.recv()).await, Some(Event::Connecting { .. })));
        let Some(Event::Online(online)) = soon(events.recv()).await else { panic!("{jid} is not online") };
        assert_eq!(*online.jid, *jid);
    }
    assert_eq!(&*heard.online().await.jid, DOMAIN);
    heard.ask(Kind::Info, "localhost", None);
    assert_eq!(name(info(&heard.answer().await)), DOMAIN);
}

#[tokio::test]
async fn only_a_component_chooses_and_only_among_its_own() {
    let server = ComponentServer::start(who_asked);
    let mut heard = start(&server);
    let _ = heard.online().await;
    let session = heard.session.clone().unwrap();
    for (jid, words) in [
        ("alice@localhost", "“alice@localhost” is not of the component’s domain"),
        ("alice@sub.gate.localhost", "from gate.localhost or from any JID there"),
        ("", "There is no JID"),
        ("@", "is not a JID"),
    ] {
        let sentence = session.asking_from(jid).unwrap_err().to_string();
        assert!(sentence.contains(words), "{jid}: {sentence}");
    }
    let live = crate::live::Live::start().await;
    let client = live.heard.session.as_ref().unwrap();
    assert!(matches!(client.asking_from("demo@demo.localhost"), Err(Error::NoComponent)));
    assert!(client.component().is_none());
    assert!(!server.heard().contains("<iq"), "nobody was asked");
}

#[tokio::test]
async fn who_is_not_asked_or_answers_somebody_else_is_not_believed() {
    let server = ComponentServer::start(|stanza| {
        let [id, from, to] = ["id", "from", "to"].map(|name| attribute(stanza, name));
        let reply = |sender: &str, to: &str| {
            let sender = if sender.is_empty() { String::new() } else { format!(" from='{sender}'") };
            let to = if to.is_empty() { String::new() } else { format!(" to='{to}'") };
            format!("<iq type='result' id='{id}'{sender}{to}><query xmlns='{INFO}'/></iq>")
        };
        [
            reply("mallory@localhost", &from),
            reply("", &from),
            reply(&to, "other@gate.localhost"),
            reply(&to, ""),
            reply(&to.to_uppercase(), &from.to_uppercase()),
            reply(&to, &from),
        ]
        .concat()
    });
    let mut heard = start(&server);
    let _ = heard.online().await;
    heard.ask(Kind::Info, "localhost", None);
    for stray in [
        Stray::Forged { from: Some("mallory@localhost".into()) },
        Stray::Forged { from: None },
        Stray::Misaddressed { to: Some("other@gate.localhost".into()) },
        Stray::Misaddressed { to: None },
    ] {
        assert_eq!(heard.notice().await.stray, stray);
    }
    let answer = heard.answer().await;
    assert_eq!((word(&answer), &*answer.address.jid), ("answered", "localhost"));
    assert_eq!(heard.notice().await.stray, Stray::Twice);
}

#[tokio::test]
async fn late_and_silent_are_what_they_are_for_clients() {
    let server = ComponentServer::start(|stanza| {
        if stanza.contains("id='d1'") {
            return String::new();
        }
        let first = stanza.replacen("id='d2'", "id='d1'", 1);
        who_asked(&first) + &who_asked(stanza)
    });
    let mut changed = settings(server.port);
    changed.timeout = Duration::from_millis(100);
    let mut heard = Heard::start(changed, password(SECRET));
    let _ = heard.online().await;
    heard.ask(Kind::Info, "localhost", None);
    assert_eq!(word(&heard.answer().await), "timed-out");
    heard.ask(Kind::Info, "localhost", None);
    let late = heard.answer().await;
    assert!(matches!(info(&late), State::Answered(reply) if reply.timing == discoscope::disco::state::Timing::Late));
    assert_eq!(word(&heard.answer().await), "answered");
}

#[tokio::test]
async fn a_wrong_secret_is_tried_once() {
    let server = ComponentServer::start(who_asked);
    let mut heard = Heard::start(settings(server.port), password("wrong"));
    let (why, next) = heard.failure().await;
    assert_eq!(
        why.to_string(),
        "The component gate.localhost was refused: the secret is wrong, or the server has no such component; it was tried \
         once and will not be tried again by itself."
    );
    assert_eq!((next, why.is_final()), (Next::Rest, true));
    assert_eq!(server.heard().matches("<handshake>").count(), 1);
    assert!(!format!("{why:?}").contains("wrong\""), "{why:?}");
    let (why, _) = Heard::start(settings(server.port), password("")).failure().await;
    assert!(matches!(why, Error::EmptySecret), "{why}");
}

#[tokio::test]
async fn every_way_to_be_refused_has_its_sentence() {
    const BARE: &str = "<?xml version='1.0'?><stream:stream xmlns='jabber:component:accept' \
        xmlns:stream='http://etherx.jabber.org/streams'>";
    for (greeting, words) in [
        ("", "closed the connection while opening the stream"),
        ("220 mail.example.org ESMTP ready\r\n", "does not speak XMPP (it says “220 mail.example.org ESMTP ready”)"),
        ("<html><body>Bad</body></html>", "does not speak XMPP (it opens no stream)"),
        ("<?xml version='1.0'?><a></b>", "does not speak XMPP ("),
        (BARE, "opened the stream without an id"),
        ("@bare@<stream:features/>", "opened the stream without an id"),
        ("@bare@@error@host-unknown@", "no external component of that name"),
        ("@header@@error@host-unknown@", "no external component of that name"),
        ("@header@@error@conflict@", "another connection serves that component already"),
        ("@header@@error@invalid-namespace@", "not for components"),
        ("@header@@error@policy-violation@", "its policy forbids what was done (policy-violation)"),
        ("@header@</stream:stream>", "closed the connection while checking the secret"),
        ("@header@", "closed the connection while checking the secret"),
    ] {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (before, condition) = greeting.split_once("@error@").unwrap_or((greeting, ""));
        let mut said = before.replace("@bare@", BARE).replace("@header@", HEADER);
        if !condition.is_empty() {
            let condition = condition.trim_matches('@');
            let space = "urn:ietf:params:xml:ns:xmpp-streams";
            for part in [
                format!("<stream:error><{condition} xmlns='{space}'/>"),
                format!("<text xmlns='{space}'>As I say</text></stream:error>"),
            ] {
                said.push_str(&part);
            }
        }
        let _peer = tokio::spawn(async move {
            use tokio::io::{AsyncReadExt, AsyncWriteExt};
            let (mut socket, _) = listener.accept().await.unwrap();
            let mut bytes = [0; 1024];
            let _ = socket.read(&mut bytes).await;
            let _ = socket.write_all(said.as_bytes()).await;
            let _ = tokio::time::timeout(Duration::from_millis(200), socket.read(&mut bytes)).await;
            let _ = socket.shutdown().await;
        });
        let (why, next) = Heard::start(settings(port), password(SECRET)).failure().await;
        let sentence = why.to_string();
        assert!(sentence.contains(words) && sentence.ends_with('.'), "{greeting}: {sentence}");
        assert_eq!(sentence.contains("“As I say”"), !condition.is_empty(), "{sentence}");
        assert!(!sentence.contains(SECRET) && !format!("{why:?}").contains(SECRET));
        assert_eq!(next, Next::Rest);
    }
}

#[tokio::test]
async fn a_server_that_says_nothing_is_not_waited_for_without_end() {
    for (header, step) in [("", "opening the stream"), (HEADER, "checking the secret of the component")] {
        let server = ComponentServer::greeting(header, "", who_asked);
        let mut changed = settings(server.port);
        changed.step_timeout = Duration::from_millis(300);
        let (why, _) = Heard::start(changed, password(SECRET)).failure().await;
        assert!(matches!(&why, Error::Silent { step: while_what, .. } if *while_what == step), "{why}");
    }
}

#[tokio::test]
async fn what_a_component_cannot_have_is_refused_before_anything_is_sent() {
    let server = ComponentServer::start(who_asked);
    let mut starttls = settings(server.port);
    starttls.tls = Tls::StartTls;
    let (why, next) = Heard::start(starttls, password(SECRET)).failure().await;
    assert!(matches!(why, Error::ComponentStartTls), "{why}");
    assert_eq!(next, Next::Rest);
    let mut elsewhere = settings(server.port);
    elsewhere.endpoint = Endpoint::At { host: "192.0.2.1".to_owned(), port: 5347 };
    let (why, _) = Heard::start(elsewhere, password(SECRET)).failure().await;
    assert!(why.to_string().contains("192.0.2.1 is another machine") && why.to_string().contains("tunnel"), "{why}");
    assert!(matches!(Account::component("alice@gate.localhost", None), Err(Error::NotDomain { .. })));
    assert!(matches!(Account::component(DOMAIN, Some("alice@localhost")), Err(Error::Sender { .. })));
    assert_eq!(server.heard(), "");
}

#[tokio::test]
async fn nobody_named_means_this_machine() {
    let account = Account::component("gate.localhost", Some("a@gate.localhost")).unwrap();
    let settings = Settings::new(account.clone());
    assert_eq!((settings.endpoint, settings.tls), (Endpoint::Lookup, Tls::None));
    assert_eq!(account.domain(), "gate.localhost");
    assert_eq!(account.as_component().unwrap().sender(), "a@gate.localhost");
}

#[tokio::test]
async fn whoever_asks_one_of_our_jids_is_answered_by_that_one() {
    let server = ComponentServer::greeting(
        HEADER,
        "<handshake/><iq type='get' id='q1' from='carol@localhost/x' to='alice@gate.localhost/y'>\
         <query xmlns='http://jabber.org/protocol/disco#info'/></iq>\
         <iq type='set' id='q2' from='carol@localhost/x' to='gate.localhost'><x xmlns='urn:example:x'/></iq>\
         <iq type='set' id='roster' to='gate.localhost'><query xmlns='jabber:iq:roster'><item jid='a@b'/></query></iq>\
         <presence from='carol@localhost/x' to='alice@gate.localhost'/><message from='carol@localhost/x'/>",
        |stanza| if stanza.contains("type='get'") { who_asked(stanza) } else { String::new() },
    );
    let mut heard = start(&server);
    let _ = heard.online().await;
    heard.ask(Kind::Info, "localhost", None);
    // Neither a roster nor anybody's presence is told of.
    let answer = heard.answer().await;
    assert_eq!(word(&answer), "answered");
    heard.drop_session().await;
    let said = server.heard();
    let reply = |id: &str| {
        let start = said.find(&format!("id='{id}'")).unwrap_or_else(|| panic!("{id} was not answered: {said}"));
        let start = said[..start].rfind("<iq").unwrap();
        let end = said[start..].find("</iq>").unwrap();
        parse(&said[start..start + end + 5], None, Limits::default()).unwrap()
    };
    let told = reply("q1");
    assert_eq!(told.kind.as_deref(), Some("result"), "{said}");
    assert_eq!((told.from.as_deref(), told.to.as_deref()), (Some("alice@gate.localhost/y"), Some("carol@localhost/x")));
    let told = reply("q2");
    assert_eq!((told.kind.as_deref(), told.from.as_deref()), (Some("error"), Some(DOMAIN)), "{said}");
    assert_eq!(reply("roster").kind.as_deref(), Some("error"), "{said}");
}

#[tokio::test]
async fn a_component_that_hears_nothing_pings_itself() {
    let server = ComponentServer::start(str::to_owned);
    let mut changed = settings(server.port);
    changed.silence = Duration::from_millis(150);
    let mut heard = Heard::start(changed, password(SECRET));
    let _ = heard.online().await;
    tokio::time::sleep(Duration::from_millis(800)).await;
    let ping = "<iq type='get' id='ping' from='gate.localhost' to='gate.localhost'><ping xmlns='urn:xmpp:ping'/></iq>";
    assert!(server.heard().matches(ping).count() > 1, "{}", server.heard());
    assert!(heard.events.try_recv().is_err(), "the connection holds");
    // Our own ping came round, and was answered.
    assert!(server.heard().contains("<iq type='result' id='ping' from='gate.localhost' to='gate.localhost'>"));
}

#[tokio::test]
async fn odd_replies_are_read_as_those_of_a_client_are() {
    let odd = |from: &str, rest: &str| {
        format!("<iq type='result' id='d1' from='localhost' to='{from}'>{rest}<query xmlns='{INFO}'/><stray/></iq>")
    };
    // The second has a prefix, so that only the tokenizer reads it, the third says its namespace itself.
    for rest in ["", "<a:b xmlns:a='urn:example:a'/>", "<x xmlns='jabber:component:accept'/>"] {
        let server = ComponentServer::start(move |stanza| odd(&attribute(stanza, "from"), rest));
        let mut heard = start(&server);
        let _ = heard.online().await;
        heard.ask(Kind::Info, "localhost", None);
        let answer = heard.answer().await;
        let State::Answered(reply) = info(&answer) else { panic!("{answer:?}") };
        let last = reply.body.extras.last().unwrap();
        assert_eq!(&*last.xml, "<stray xmlns='jabber:client'/>", "{:?}", reply.body.extras);
        assert!(reply.reply_xml.as_ref().unwrap().text().contains("<stray/></iq>"), "the bytes stay what they were");
    }
}
