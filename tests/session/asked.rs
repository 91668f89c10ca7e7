//! What we say when others ask us.

use discoscope::{
    demo::{self, Command, Query},
    disco::{
        read,
        state::{Kind, State},
        xml::{Document, Limits, Read, parse},
    },
};

use crate::live::{Heard, Live, Wire, info, soon};

async fn ask(live: &Live, query: Query) -> (String, Document) {
    let xml = soon(live.control.ask(query)).await.expect("an answer");
    let Read::Whole { document, xml } = parse(&xml, None, Limits::default()).unwrap().content else { panic!("{xml}") };
    (xml.to_string(), document)
}

#[tokio::test]
async fn we_say_what_we_are_and_no_more_than_is_true() {
    let live = Live::start().await;
    let (xml, document) = ask(&live, Query::Info(None)).await;
    let info = read::info(document.root().unwrap());
    assert_eq!(document.root().unwrap().attribute("type"), Some("result"), "{xml}");
    let identity = info.primary().unwrap();
    assert_eq!((identity.category.as_deref(), identity.kind.as_deref()), (Some("client"), Some("pc")));
    assert_eq!((info.identities.len(), info.node_echoed.as_deref(), info.extras.len()), (1, None, 0), "{xml}");
    let features: Vec<_> = info.features.iter().flatten().map(|feature| &**feature).collect();
    assert_eq!(
        features,
        [
            "http://jabber.org/protocol/disco#info",
            "http://jabber.org/protocol/disco#items",
            "urn:xmpp:ping",
            "jabber:iq:version",
            "http://jabber.org/protocol/caps",
            "urn:xmpp:caps"
        ]
    );
}

#[tokio::test]
async fn we_have_no_nodes_and_no_items() {
    let live = Live::start().await;
    for node in ["http://example.org/#ver", "a'b\"<&>", ""] {
        for query in [Query::Info(Some(node.to_owned())), Query::Items(Some(node.to_owned()))] {
            let (xml, document) = ask(&live, query).await;
            let iq = document.root().unwrap();
            assert_eq!(iq.attribute("type"), Some("error"), "{xml}");
            assert_eq!(iq.elements().next().unwrap().attribute("node"), Some(node), "{xml}");
            let refusal = read::refusal(iq);
            assert_eq!(
                (refusal.condition.as_deref(), refusal.kind.as_deref()),
                (Some("item-not-found"), Some("cancel"))
            );
        }
    }
    let (xml, document) = ask(&live, Query::Items(None)).await;
    let items = read::items(document.root().unwrap());
    assert_eq!((items.items.len(), items.extras.len(), items.paging.is_complete()), (0, 0, true), "{xml}");
    assert!(xml.contains("disco#items"), "{xml}");
}

#[tokio::test]
async fn pings_and_version_are_answered_and_all_else_refused() {
    let live = Live::start().await;
    let (xml, document) = ask(&live, Query::Ping).await;
    let pong = document.root().unwrap();
    assert_eq!((pong.attribute("type"), pong.elements().count()), (Some("result"), 0), "{xml}");
    let (xml, _) = ask(&live, Query::Version).await;
    assert!(xml.contains(&format!("<name>Discoscope</name><version>{}</version>", env!("CARGO_PKG_VERSION"))), "{xml}");
    for query in [Query::UnknownGet, Query::UnknownSet] {
        let (xml, document) = ask(&live, query).await;
        let refusal = read::refusal(document.root().unwrap());
        assert_eq!(refusal.condition.as_deref(), Some("service-unavailable"), "{xml}");
    }
}

#[tokio::test]
async fn we_are_asked_while_we_wait_and_even_by_ourselves() {
    let mut live = Live::start().await;
    live.ask(Kind::Info, crate::live::ODD, Some("slow/500"));
    let _ = ask(&live, Query::Ping).await;
    assert!(matches!(info(&live.heard.answer().await), State::Answered(_)));
    let own = live.online.jid.clone();
    let answer = live.answer(Kind::Info, &own, None).await;
    let State::Answered(reply) = info(&answer) else { panic!("{answer:?}") };
    assert_eq!(reply.body.primary().unwrap().category.as_deref(), Some("client"));
}

#[tokio::test]
async fn even_what_cannot_be_read_gets_its_answer_and_what_is_no_question_none() {
    let demo = demo::start().await.unwrap();
    let wire = Wire::to(demo.port()).await;
    let (mut settings, passwords) = demo.session();
    wire.end(&mut settings);
    let mut heard = Heard::start(settings, passwords);
    let _ = heard.online().await;
    let deep = "<a>".repeat(500) + &"</a>".repeat(500);
    for (id, kind, content) in [
        ("no", "result", ""),
        ("no", "error", ""),
        ("no", "other", ""),
        ("deep", "get", &*deep),
        ("none", "get", ""),
        ("set", "set", "<query xmlns='http://jabber.org/protocol/disco#info'/>"),
        ("a&apos;b", "get", "<x xmlns='urn:x'/>"),
    ] {
        let xml = format!("<iq type='{kind}' id='{id}' from='alice@demo.localhost/x'>{content}</iq>");
        demo.control().tell(Command::Say(xml));
    }
    for id in ["deep", "none", "set", "a&apos;b"] {
        let start =
            format!("<iq type='error' id='{id}' to='alice@demo.localhost/x'><error type='cancel'><service-unavailable");
        wire.until(|said| said.contains(&start)).await;
    }
    assert!(!wire.said().contains("id='no'"));
}
