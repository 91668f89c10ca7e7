//! Each command does what it says.

use std::time::{Duration, Instant};

use discoscope::demo::{self, Command, Control, Demo, Fault, Kick, Options, Query, Twist};
use discoscope::disco::{address::Address, state::Kind, xml::Part};

use crate::raw_client::{PATIENCE, RawClient, xml};

const BRIEFLY: Duration = Duration::from_millis(100);

async fn start() -> (Demo, Control, RawClient) {
    let demo = demo::start().await.unwrap();
    let control = demo.control();
    let client = RawClient::log_in(demo.port(), "demo").await;
    (demo, control, client)
}

#[tokio::test]
async fn everybody_is_kicked_in_three_ways() {
    let (demo, control, mut client) = start().await;
    control.tell(Command::Kick(Kick::Close));
    assert!(client.next().await.is_none());
    control.until(|counts| counts.open == 0).await;

    let mut client = RawClient::log_in(demo.port(), "demo").await;
    control.tell(Command::Kick(Kick::StreamError("system-shutdown".to_owned())));
    assert!(xml(&client.stanza().await).contains("<system-shutdown "));
    assert!(matches!(client.next().await, Some(Part::Footer)));
    assert!(client.next().await.is_none());

    let mut client = RawClient::log_in(demo.port(), "demo").await;
    control.tell(Command::Kick(Kick::BrokenXml));
    let broken = tokio::spawn(async move { client.next().await.is_some() }).await;
    assert!(broken.is_err_and(|error| error.is_panic()), "what came was well-formed");
    assert_eq!(control.counts().connections, 3);
}

#[tokio::test]
async fn it_stops_reading_and_goes_on() {
    let (_demo, control, mut client) = start().await;
    control.tell(Command::Begin(Fault::StopReading));
    let id = client.ask("info", "demo.localhost", None).await;
    assert!(client.is_silent_for(BRIEFLY).await);
    assert_eq!(control.counts().questions, 0);
    control.tell(Command::Behave);
    assert_eq!(client.stanza().await.id, Some(id));
}

#[tokio::test]
async fn it_stops_answering_and_still_counts() {
    let (_demo, control, mut client) = start().await;
    control.tell(Command::Begin(Fault::StopAnswering));
    let _ = client.ask("items", "demo.localhost", Some("a")).await;
    let _ = client.ask("items", "demo.localhost", Some("a")).await;
    let _ = client.ask("info", "demo.localhost", None).await;
    control.until(|counts| counts.questions == 3).await;
    let counts = control.counts();
    assert_eq!(counts.asked(Kind::Items, &Address::with_node("demo.localhost", "a")), 2);
    assert_eq!(counts.asked(Kind::Info, &Address::new("demo.localhost")), 1);
    assert_eq!(counts.asked(Kind::Info, &Address::with_node("demo.localhost", "a")), 0);
    assert!(client.is_silent_for(BRIEFLY).await);
}

#[tokio::test]
async fn each_twist_is_for_one_answer() {
    let (_demo, control, mut client) = start().await;
    let twists = [
        Twist::From("mallory@demo.localhost/x".to_owned()),
        Twist::WithoutFrom,
        Twist::Twice,
        Twist::After(Duration::from_millis(120)),
        Twist::Never,
    ];
    for twist in twists {
        control.tell(Command::Next(twist));
    }
    let forged = client.answer("info", "demo.localhost", None).await;
    assert_eq!(forged.from.as_deref(), Some("mallory@demo.localhost/x"));
    assert_eq!(client.answer("info", "demo.localhost", None).await.from, None);
    let first = client.answer("info", "demo.localhost", None).await;
    let second = client.stanza().await;
    assert_eq!((first.id.clone(), xml(&first)), (second.id.clone(), xml(&second)));
    let asked = Instant::now();
    let _ = client.answer("info", "demo.localhost", None).await;
    assert!(asked.elapsed() >= Duration::from_millis(120));
    let _ = client.ask("info", "demo.localhost", None).await;
    let honest = client.answer("info", "demo.localhost", None).await;
    assert_eq!(honest.from.as_deref(), Some("demo.localhost"));
    assert!(client.is_silent_for(BRIEFLY).await);
}

#[tokio::test]
async fn logins_are_refused_for_any_reason() {
    let refused = vec![Fault::RefuseLogin("account-disabled".to_owned())];
    let demo = demo::start_with(Options { faults: refused, ..Options::default() }).await.unwrap();
    let mut client = RawClient::connect(demo.port()).await;
    let binding = sasl::common::ChannelBinding::None;
    let failure = client.authenticate("PLAIN", "demo", "demo", binding).await;
    assert!(xml(&failure).contains("<account-disabled/>"));
    assert_eq!(demo.control().counts().login_attempts, 1);
    demo.control().tell(Command::Behave);
    let _ = RawClient::log_in(demo.port(), "demo").await;
}

#[tokio::test]
async fn the_stream_says_any_language_or_none() {
    let demo = demo::start().await.unwrap();
    for lang in [Some("fr".to_owned()), None] {
        demo.control().tell(Command::Begin(Fault::StreamLang(lang.clone())));
        let mut client = RawClient::connect(demo.port()).await;
        client.send("<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>").await;
        let Some(Part::Header(header)) = client.next().await else { panic!("no header") };
        assert_eq!(header.lang.as_deref(), lang.as_deref());
    }
}

#[tokio::test]
async fn it_asks_its_client_and_hands_the_reply_back() {
    let (_demo, control, mut client) = start().await;
    let queries = [
        (Query::Info(Some("n'".to_owned())), "disco#info\" node=\"n'\""),
        (Query::Info(None), "disco#info"),
        (Query::Items(None), "disco#items"),
        (Query::Ping, "urn:xmpp:ping"),
        (Query::Version, "jabber:iq:version"),
        (Query::UnknownGet, "type='get'"),
        (Query::UnknownSet, "type='set'"),
    ];
    for (query, expected) in queries {
        let control = control.clone();
        let asking = tokio::spawn(async move { control.ask(query).await });
        let question = client.stanza().await;
        let text = xml(&question).replace('\'', "\"").replace("n&apos;", "n'");
        assert!(text.contains(&expected.replace("='get'", "=\"get\"").replace("='set'", "=\"set\"")), "{text}");
        client.send(&format!("<iq type='result' id='{}'><said/></iq>", question.id.unwrap())).await;
        let reply = tokio::time::timeout(PATIENCE, asking).await.unwrap().unwrap().unwrap();
        assert!(reply.contains("<said/>"), "{reply}");
    }
    drop(client);
    control.until(|counts| counts.open == 0).await;
    assert_eq!(control.ask(Query::Ping).await, None);
}

#[tokio::test]
async fn it_says_any_bytes() {
    let (_demo, control, mut client) = start().await;
    control.tell(Command::Say("<message id='m'/>".to_owned()));
    assert_eq!(client.stanza().await.id.as_deref(), Some("m"));
}
