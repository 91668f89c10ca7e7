//! Opening, logging in, binding, saying goodbye.

use discoscope::demo::{self, Mechanism, Options};
use discoscope::disco::xml::Part;
use sasl::common::ChannelBinding;
use xmpp_parsers::{minidom::Element, stream_features::StreamFeatures};

use crate::raw_client::{RawClient, xml};

#[tokio::test]
async fn every_mechanism_logs_in_whatever_the_client_says_of_channel_binding() {
    let demo = demo::start().await.unwrap();
    let mechanisms = [("SCRAM-SHA-256", "demo"), ("SCRAM-SHA-1", "alice"), ("PLAIN", "demo"), ("ANONYMOUS", "")];
    for (mechanism, local) in mechanisms {
        for binding in [ChannelBinding::None, ChannelBinding::Unsupported] {
            let mut client = RawClient::connect(demo.port()).await;
            let end = client.authenticate(mechanism, local, local, binding).await;
            assert_eq!(end.name, "success", "{mechanism}: {}", xml(&end));
            let jid = client.bind("here").await;
            let expected = if local.is_empty() { "guest-".to_owned() } else { format!("{local}@demo.localhost/here") };
            assert!(jid.starts_with(&expected), "{jid}");
        }
    }
    assert_eq!(demo.control().counts().logins, 8);
}

#[tokio::test]
async fn wrong_passwords_unknown_accounts_and_bound_channels_are_not_authorized() {
    let demo = demo::start().await.unwrap();
    for (local, password) in [("demo", "wrong"), ("nobody", "demo"), ("demo", "alice"), ("alice", "")] {
        for mechanism in ["SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN"] {
            let mut client = RawClient::connect(demo.port()).await;
            let end = client.authenticate(mechanism, local, password, ChannelBinding::None).await;
            assert_eq!(end.name, "failure");
            assert!(xml(&end).contains("<not-authorized/>"), "{mechanism} {local}: {}", xml(&end));
        }
    }
    let mut client = RawClient::connect(demo.port()).await;
    let binding = ChannelBinding::TlsUnique(b"channel".to_vec());
    let end = client.authenticate("SCRAM-SHA-1", "demo", "demo", binding).await;
    assert!(xml(&end).contains("<not-authorized/>"));
    assert_eq!(demo.control().counts().login_attempts, 13);
    assert_eq!(demo.control().counts().logins, 0);
}

#[tokio::test]
async fn a_third_failure_ends_the_stream() {
    let demo = demo::start().await.unwrap();
    let mut client = RawClient::connect(demo.port()).await;
    let _ = client.open().await;
    for expected in ["invalid-mechanism", "incorrect-encoding", "aborted"] {
        let sent = match expected {
            "invalid-mechanism" => "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='X-MAGIC'/>",
            "incorrect-encoding" => "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>***</auth>",
            _ => "<abort xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>",
        };
        let failure = client.exchange(sent).await;
        assert!(failure.contains(&format!("<{expected}/>")), "{failure}");
    }
    assert!(xml(&client.stanza().await).contains("policy-violation"));
    assert!(matches!(client.next().await, Some(Part::Footer)));
    assert!(client.next().await.is_none());
}

#[tokio::test]
async fn tokio_xmpp_understands_the_features_and_the_capabilities_can_be_asked_for() {
    let demo = demo::start_with(Options { mechanisms: vec![Mechanism::Plain], ..Options::default() }).await.unwrap();
    let mut client = RawClient::connect(demo.port()).await;
    let features = |stanza: &discoscope::disco::xml::Stanza| {
        let text = xml(stanza).replacen(
            "<stream:features",
            "<stream:features xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'",
            1,
        );
        StreamFeatures::try_from(text.parse::<Element>().unwrap()).unwrap()
    };
    let before = features(&client.open().await);
    assert_eq!(before.sasl_mechanisms.iter().collect::<Vec<_>>(), ["PLAIN"]);
    let mut client = RawClient::connect(demo.port()).await;
    assert_eq!(client.authenticate("PLAIN", "demo", "demo", ChannelBinding::None).await.name, "success");
    let after = features(&client.open().await);
    assert!(after.can_bind());
    let caps = after.others.iter().find(|other| other.name() == "c").unwrap();
    let node = format!("{}#{}", caps.attr("node").unwrap(), caps.attr("ver").unwrap());

    client.send("<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>").await;
    let _ = client.stanza().await;
    let answer = client.answer("info", "demo.localhost", Some(&node)).await;
    let iq: Element = xml(&answer).replacen("<iq", "<iq xmlns='jabber:client'", 1).parse().unwrap();
    let info = xmpp_parsers::disco::DiscoInfoResult::try_from(iq.children().next().unwrap().clone()).unwrap();
    assert_eq!(info.node.as_deref(), Some(&*node));
}

#[tokio::test]
async fn resources_are_as_wished_and_never_shared() {
    let demo = demo::start().await.unwrap();
    let mut jids = Vec::new();
    let mut clients = Vec::new();
    for _ in 0..3 {
        let mut client = RawClient::connect(demo.port()).await;
        let _ = client.authenticate("PLAIN", "demo", "demo", ChannelBinding::None).await;
        jids.push(client.bind("same").await);
        clients.push(client);
    }
    assert_eq!(jids[0], "demo@demo.localhost/same");
    jids.dedup();
    assert_eq!(jids.len(), 3);
    let again = "<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>";
    assert!(clients[0].exchange(again).await.contains("not-allowed"));
}

#[tokio::test]
async fn clients_reach_each_other_and_see_each_other_below_their_account() {
    let demo = demo::start().await.unwrap();
    let mut one = RawClient::log_in(demo.port(), "demo").await;
    let mut two = RawClient::log_in(demo.port(), "alice").await;
    let items = xml(&one.answer("items", "demo@demo.localhost", None).await);
    assert!(items.contains("jid='demo@demo.localhost/test' name='This very client'"), "{items}");
    let id = one.ask("info", "alice@demo.localhost/test", Some("a&b")).await;
    let question = xml(&two.stanza().await);
    assert!(question.contains("from='demo@demo.localhost/test'") && question.contains("node='a&amp;b'"), "{question}");
    two.send(&format!("<iq type='result' id='{id}' to='demo@demo.localhost/test'><query xmlns='x'/></iq>")).await;
    let answer = one.stanza().await;
    assert_eq!((answer.id.as_deref(), answer.from.as_deref()), (Some(&*id), Some("alice@demo.localhost/test")));
}

#[tokio::test]
async fn a_goodbye_is_answered_and_dropping_the_server_closes_everything() {
    let demo = demo::start().await.unwrap();
    let mut leaver = RawClient::log_in(demo.port(), "demo").await;
    leaver.send("</stream:stream>").await;
    assert!(matches!(leaver.next().await, Some(Part::Footer)));
    assert!(leaver.next().await.is_none());
    let mut stayer = RawClient::log_in(demo.port(), "demo").await;
    let port = demo.port();
    drop(demo);
    assert!(stayer.next().await.is_none());
    assert!(tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_err());
}
