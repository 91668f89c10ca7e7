//! Clients that do not behave get an answer or a stream error, and the server stays.

use std::time::Duration;

use discoscope::demo;
use discoscope::disco::xml::Part;

use crate::raw_client::{RawClient, xml};

#[tokio::test]
async fn what_is_no_xmpp_is_a_stream_error() {
    let demo = demo::start().await.unwrap();
    let stream = "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'";
    let openings = [
        ("GET / HTTP/1.1\r\nHost: demo.localhost\r\n\r\n".to_owned(), "not-well-formed"),
        ("\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}".to_owned(), "not-well-formed"),
        ("<html>".to_owned(), "invalid-namespace"),
        (format!("{stream} to='elsewhere.example'>"), "host-unknown"),
        (format!("{stream} to='demo.localhost'><iq type='get' id='1'><a/></iq>"), "not-authorized"),
        (format!("{stream}><a><b></a>"), "not-well-formed"),
        (format!("{stream}><a b='&#0;'/>"), "not-well-formed"),
        (format!("{stream}><a>{}", "x".repeat(3 << 20)), "policy-violation"),
        (format!("{stream} a='{}", "x".repeat(3 << 20)), "policy-violation"),
        (format!("<{}", "x".repeat(3 << 20)), "policy-violation"),
    ];
    for (opening, expected) in openings {
        let mut client = RawClient::connect(demo.port()).await;
        let _ = tokio::io::AsyncWriteExt::write_all(&mut client.socket, opening.as_bytes()).await;
        let mut said = String::new();
        while let Some(part) = client.next().await {
            match part {
                Part::Stanza(stanza) => said.push_str(&xml(&stanza)),
                Part::Header(header) => assert_eq!(header.from.as_deref(), Some("demo.localhost")),
                Part::Footer => said.push_str("end"),
            }
        }
        let start: String = opening.chars().take(60).collect();
        assert!(said.contains(expected) && said.ends_with("end"), "{start}: {said}");
    }
    let _ = RawClient::log_in(demo.port(), "demo").await;
}

#[tokio::test]
async fn bad_stanzas_get_errors_and_good_ones_answers() {
    let demo = demo::start().await.unwrap();
    let mut client = RawClient::log_in(demo.port(), "demo").await;
    let exchanges = [
        ("<iq type='get' id='a'/>", "bad-request"),
        ("<iq type='get' id='b'><a/><b/></iq>", "bad-request"),
        ("<iq type='get'><a xmlns='x'/></iq>", "bad-request"),
        ("<iq type='fetch' id='c'><a xmlns='x'/></iq>", "bad-request"),
        ("<iq type='get' id='d' to='a@b@c'><a xmlns='x'/></iq>", "jid-malformed"),
        ("<iq type='get' id='e'><a xmlns='urn:unknown'/></iq>", "service-unavailable"),
        ("<iq type='set' id='f'><a xmlns='urn:unknown'/></iq>", "service-unavailable"),
        ("<iq type='set' id='g'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>", "service-unavailable"),
        ("<iq type='get' id='h' to='example.org'><ping xmlns='urn:xmpp:ping'/></iq>", "remote-server-not-found"),
        ("<iq type='get' id='i' to='demo.localhost'><ping xmlns='urn:xmpp:ping'/></iq>", "type='result' id='i'"),
        ("<iq type='get' id='j' to='demo.localhost'><query xmlns='jabber:iq:version'/></iq>", "Discoscope demo server"),
        ("<iq type='get' id='&lt;&quot;&apos;&amp;'><ping xmlns='urn:xmpp:ping'/></iq>", "&lt;&quot;&apos;&amp;"),
    ];
    for (sent, expected) in exchanges {
        let answer = client.exchange(sent).await;
        assert!(answer.contains(expected), "{sent}: {answer}");
    }
    let deep = format!("<iq type='get' id='k'>{}{}</iq>", "<a>".repeat(100), "</a>".repeat(100));
    assert!(client.exchange(&deep).await.contains("policy-violation"));
    let large = format!("<iq type='get' id='l'><a xmlns='x' b='{}'/></iq>", "x".repeat(100 << 10));
    assert!(client.exchange(&large).await.contains("policy-violation"));
    client.send("<message><body>Hello</body></message><presence/><iq type='result' id='unasked'/>").await;
    assert!(client.is_silent_for(Duration::from_millis(100)).await);
    assert!(client.exchange("<hello xmlns='jabber:client'/>").await.contains("unsupported-stanza-type"));
}

#[tokio::test]
async fn a_client_that_says_it_is_somebody_else_is_sent_away() {
    let demo = demo::start().await.unwrap();
    let mut client = RawClient::log_in(demo.port(), "demo").await;
    let ping = "<ping xmlns='urn:xmpp:ping'/>";
    let own = client.exchange(&format!("<iq type='get' id='a' from='demo@demo.localhost'>{ping}</iq>")).await;
    assert!(own.contains("result"));
    let other = client.exchange(&format!("<iq type='get' id='a' from='alice@demo.localhost'>{ping}</iq>")).await;
    assert!(other.contains("invalid-from"));
}

#[tokio::test]
async fn a_client_that_asks_for_much_and_reads_nothing_does_not_hinder_others() {
    let demo = demo::start().await.unwrap();
    let mut glutton = RawClient::log_in(demo.port(), "demo").await;
    for _ in 0..20 {
        let _ = glutton.ask("items", "odd.demo.localhost", Some("big/10000")).await;
    }
    let mut other = RawClient::log_in(demo.port(), "alice").await;
    let answer = other.answer("info", "demo.localhost", None).await;
    assert_eq!(answer.kind.as_deref(), Some("result"));
    for _ in 0..20 {
        assert!(glutton.stanza().await.bytes > 600_000);
    }
}
