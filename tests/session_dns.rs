//! Where a session looks for its server: what DNS says, asked of a DNS server of our own.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use discoscope::{
    disco::state::State,
    session::{Account, Error, Settings, Tls},
};
use hickory_resolver::proto::rr::RecordType;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use dns::{Answer, Dns, address, srv};
use live::{Heard, info, password};

#[path = "support/dns.rs"]
mod dns;
#[path = "session/live.rs"]
#[allow(dead_code, reason = "a toolbox of which each test binary takes a part")]
mod live;

const CLIENTS: &str = "_xmpp-client._tcp.shop.example";
const SECURE_CLIENTS: &str = "_xmpps-client._tcp.shop.example";

/// Who was called, in order.
type Calls = Arc<Mutex<Vec<&'static str>>>;

/// A listener that notes that it was called, by whoever wants shop.example, and hangs up.
async fn host(at: &str, name: &'static str, calls: &Calls) -> u16 {
    let listener = TcpListener::bind((at, 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let calls = calls.clone();
    drop(tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            let mut bytes = vec![0; 4096];
            let count = client.read(&mut bytes).await.unwrap_or_default();
            let said = String::from_utf8_lossy(&bytes[..count]).into_owned();
            if said.contains("shop.example") {
                calls.lock().unwrap().push(name);
            }
            let _ = client.shutdown().await;
        }
    }));
    port
}

async fn closed() -> u16 {
    TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port()
}

async fn failure(dns: &Dns, tls: Tls) -> Error {
    let mut settings = Settings::new(Account::password("me@shop.example").unwrap());
    (settings.tls, settings.dns) = (tls, Some(dns.address));
    Heard::start(settings, password("secret")).failure().await.0
}

fn records(records: &[hickory_resolver::proto::rr::RData]) -> Answer {
    Answer::Records(records.to_vec())
}

#[tokio::test]
async fn hosts_are_tried_by_priority_until_one_does() {
    let calls = Calls::default();
    let (first, second) = (host("127.0.0.1", "first", &calls).await, host("127.0.0.1", "second", &calls).await);
    let dns = Dns::start(vec![
        (
            CLIENTS,
            RecordType::SRV,
            records(&[
                srv(20, 0, second, "b.shop.example."),
                srv(5, 0, closed().await, "a.shop.example."),
                srv(10, 0, first, "a.shop.example."),
                srv(1, 0, first, "gone.shop.example."),
            ]),
        ),
        ("a.shop.example", RecordType::A, records(&[address("127.0.0.1")])),
        ("b.shop.example", RecordType::A, records(&[address("127.0.0.1")])),
    ])
    .await;
    let _ = failure(&dns, Tls::StartTls).await;
    assert_eq!(*calls.lock().unwrap(), ["first", "second"]);
    assert_eq!(dns.asked()[0], format!("{CLIENTS} SRV"));
}

#[tokio::test]
async fn both_families_of_addresses_are_tried() {
    let calls = Calls::default();
    let Ok(_) = TcpListener::bind("[::1]:0").await else { return };
    let six = host("::1", "six", &calls).await;
    // The same port is closed on every other address.
    let dns = Dns::start(vec![
        (CLIENTS, RecordType::SRV, records(&[srv(1, 1, six, "both.shop.example.")])),
        ("both.shop.example", RecordType::A, records(&[address("127.9.9.1"), address("127.9.9.2")])),
        ("both.shop.example", RecordType::AAAA, records(&[address("::1")])),
    ])
    .await;
    let _ = failure(&dns, Tls::StartTls).await;
    assert_eq!(*calls.lock().unwrap(), ["six"]);
}

#[tokio::test]
async fn direct_tls_has_records_of_its_own() {
    let calls = Calls::default();
    // The name stands in the first message of TLS, too.
    let (secure, plain) = (host("127.0.0.1", "secure", &calls).await, host("127.0.0.1", "plain", &calls).await);
    let dns = Dns::start(vec![
        (SECURE_CLIENTS, RecordType::SRV, records(&[srv(1, 1, secure, "a.shop.example.")])),
        (CLIENTS, RecordType::SRV, records(&[srv(1, 1, plain, "a.shop.example.")])),
        ("a.shop.example", RecordType::A, records(&[address("127.0.0.1")])),
    ])
    .await;
    let _ = failure(&dns, Tls::Direct).await;
    let _ = failure(&dns, Tls::StartTls).await;
    assert_eq!(*calls.lock().unwrap(), ["secure", "plain"]);
}

#[tokio::test]
async fn a_domain_that_offers_no_such_service_is_believed() {
    let dns = Dns::start(vec![
        (CLIENTS, RecordType::SRV, records(&[srv(0, 0, 0, ".")])),
        ("shop.example", RecordType::A, records(&[address("127.0.0.1")])),
    ])
    .await;
    let why = failure(&dns, Tls::StartTls).await;
    assert!(matches!(why, Error::NoService { .. }), "{why}");
    assert!(dns.asked().iter().all(|asked| asked.contains("SRV")), "{:?}", dns.asked());
}

#[tokio::test]
async fn without_records_the_domain_itself_is_tried() {
    let dns = Dns::start(vec![("shop.example", RecordType::A, records(&[address("127.77.99.3")]))]).await;
    for (tls, port) in [(Tls::StartTls, 5222), (Tls::Direct, 5223)] {
        let why = failure(&dns, tls).await.to_string();
        assert!(why.starts_with(&format!("shop.example port {port} cannot be reached: ")), "{why}");
        assert!(!why.contains("DNS"), "{why}");
    }
    let nothing = Dns::start(Vec::new()).await;
    let why = failure(&nothing, Tls::StartTls).await.to_string();
    assert!(why.starts_with("No address was found for shop.example: the name has no address."), "{why}");
}

#[tokio::test]
async fn when_dns_fails_that_is_said() {
    for (answer, words) in [(Answer::Failure, ""), (Answer::Silence, "gave no answer within 4 s")] {
        let dns = Dns::start(vec![
            (CLIENTS, RecordType::SRV, answer.clone()),
            ("shop.example", RecordType::A, records(&[address("127.77.99.4")])),
        ])
        .await;
        let why = failure(&dns, Tls::StartTls).await.to_string();
        assert!(why.contains("; DNS did not say where the XMPP service is ("), "{answer:?}: {why}");
        assert!(why.contains(words), "{why}");
    }
    let dns = Dns::start(vec![
        ("shop.example", RecordType::A, Answer::Failure),
        ("shop.example", RecordType::AAAA, Answer::Failure),
    ])
    .await;
    let why = failure(&dns, Tls::StartTls).await;
    assert!(matches!(why, Error::Lookup { .. }) && why.to_string().contains("Check the name and the network"), "{why}");
}

#[tokio::test]
async fn a_question_meanwhile_is_cut_off_and_giving_up_takes_no_time() {
    let dns = Dns::start(vec![(CLIENTS, RecordType::SRV, Answer::Silence)]).await;
    let mut settings = Settings::new(Account::password("me@shop.example").unwrap());
    settings.dns = Some(dns.address);
    let mut heard = Heard::start(settings, password("secret"));
    let _ = heard.next().await;
    heard.ask(discoscope::disco::state::Kind::Info, "shop.example", None);
    assert!(matches!(info(&heard.answer().await), State::CutOff { asked: None, .. }));
    let start = std::time::Instant::now();
    heard.drop_session().await;
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
}
