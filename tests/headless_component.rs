//! External components at a real Prosody and a real ejabberd: the handshake, who asks, what each of them is told.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::{path::Path, sync::Arc, time::Duration};

use discoscope::{
    disco::{
        address::Address,
        state::{Kind, Outcome, Question, State},
    },
    session::{self, Account, Endpoint, Event, Next, Passwords, Secret, Settings},
};
use futures::FutureExt;
use tempfile::TempDir;
use tokio::{sync::mpsc::UnboundedReceiver, time::timeout};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        crypto::ring,
        pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    },
};

use ejabberd::Ejabberd;
use program::Program;
use prosody::{Certificate, Prosody};
use raw::{Login, Raw};

#[path = "support/ejabberd.rs"]
#[allow(dead_code, reason = "a toolbox of which each test binary takes a part")]
mod ejabberd;
#[path = "support/keeper.rs"]
#[allow(dead_code, reason = "a toolbox of which each test binary takes a part")]
mod keeper;
#[path = "support/program.rs"]
#[allow(dead_code, reason = "a toolbox of which each test binary takes a part")]
mod program;
#[path = "support/prosody.rs"]
#[allow(dead_code, reason = "a toolbox of which each test binary takes a part")]
mod prosody;
#[path = "support/raw.rs"]
#[allow(dead_code, reason = "a toolbox of which each test binary takes a part")]
mod raw;

const DOMAIN: &str = "component.localhost";
const SECRET: &str = "component-secret";
const PATIENCE: Duration = Duration::from_secs(20);

/// The command as the component at that port.
fn asking(port: u16, command: &[&str]) -> Program {
    let to = format!("127.0.0.1:{port}");
    Program::new(["--component", DOMAIN, "--connect", &to].iter().chain(command)).password(SECRET)
}

struct Live {
    session: session::Session,
    events: UnboundedReceiver<Event>,
}

impl Live {
    /// That others asked us is all that was told since.
    fn nothing_but_questions(&mut self, words: &str) {
        while let Ok(event) = self.events.try_recv() {
            assert!(matches!(event, Event::Asked(_)), "{words}: {event:?}");
        }
    }

    /// A component that is online, and pings after so long.
    async fn start(port: u16, silence: Duration) -> Self {
        let mut settings = Settings::new(Account::component(DOMAIN, None).unwrap());
        settings.endpoint = Endpoint::At { host: "127.0.0.1".to_owned(), port };
        settings.silence = silence;
        let passwords: Passwords = Arc::new(|| async { Ok(Secret::new(SECRET.to_owned())) }.boxed());
        let (session, events, _) = session::start(settings, passwords);
        let mut live = Self { session, events };
        assert!(matches!(live.next().await, Event::Connecting { .. }));
        match live.next().await {
            Event::Online(_) => live,
            other => panic!("{other:?}"),
        }
    }

    async fn next(&mut self) -> Event {
        timeout(PATIENCE, self.events.recv()).await.expect("nothing came").expect("the session ended")
    }

    async fn info(&mut self, jid: &str) -> State<discoscope::disco::reply::Info> {
        self.session.ask(Question::new(Kind::Info, Address::new(jid)));
        match self.next().await {
            Event::Answer(answer) => match answer.outcome {
                Outcome::Info(state) => state,
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn prosody_tells_each_sender_its_own() {
    let prosody = Prosody::start(Certificate::Good);
    let port = prosody.component;
    for (sender, asked_as) in [
        (None, DOMAIN),
        (Some("friend@component.localhost"), "friend@component.localhost"),
        (Some("Component.localhost/x y"), "component.localhost/x y"),
    ] {
        let mut program = asking(port, &["info", "odd.localhost", "who", "--format", "json"]);
        if let Some(sender) = sender {
            program = program.arg("--from").arg(sender);
        }
        let record = program.run().expect(0).json();
        assert_eq!(record["info"]["identities"][0]["name"], asked_as, "{record}");
        let request = record["info"]["request_xml"].as_str().unwrap();
        assert!(request.contains(&format!(" from='{asked_as}' to='odd.localhost'>")), "{request}");
    }
    // An account answers those whom it lets see it, and nobody else (XEP-0030 §8).
    let bob = |sender: &str| asking(port, &["all", "bob@localhost", "--format", "json", "--from", sender]).run();
    let friend = bob("friend@component.localhost").expect(0).json();
    assert_eq!(friend["info"]["identities"][0]["category"], "account", "{friend}");
    let stranger = bob("stranger@component.localhost").expect(1).json();
    assert_eq!(stranger["info"]["state"], "refused", "{stranger}");
}

#[test]
fn what_two_senders_were_told_is_compared() {
    let prosody = Prosody::start(Certificate::Good);
    prosody.fill();
    let folder = TempDir::new().unwrap();
    let crawl = |sender: &str, file: &Path| {
        let output = asking(prosody.component, &["crawl", "bob@localhost", "--timeout", "5", "-q", "--out"])
            .arg(file)
            .arg("--from")
            .arg(sender)
            .run();
        assert!(matches!(output.status, Some(0 | 1)), "{output:?}");
        let document: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
        assert_eq!(document["account"], sender);
        assert_eq!(document["server"], DOMAIN);
    };
    let [friend, stranger] = ["friend", "stranger"].map(|name| folder.path().join(format!("{name}.json")));
    crawl("friend@component.localhost", &friend);
    crawl("stranger@component.localhost", &stranger);
    let compared = Program::new(["compare"]).arg(&friend).arg(&stranger).run().expect(1);
    for word in ["friend@component.localhost", "stranger@component.localhost", "bob@localhost"] {
        assert!(compared.stdout.contains(word), "{word}: {}", compared.stdout);
    }
    // What one sender was told before against what another is told now.
    let now = asking(prosody.component, &["compare", "--from", "stranger@component.localhost"]).arg(&friend).run();
    assert!(now.expect(1).stdout.contains("bob@localhost"));

    // The own address is left out where that is wanted, also if it is a mere domain.
    let hidden = folder.path().join("hidden.json");
    let done = asking(prosody.component, &["crawl", "bob@localhost", "-q", "--no-address", "--out"]).arg(&hidden).run();
    assert!(matches!(done.status, Some(0 | 1)), "{done:?}");
    let text = std::fs::read_to_string(&hidden).unwrap();
    assert!(text.contains("own-component.hidden.invalid") && !text.contains(DOMAIN), "{text}");
}

#[test]
fn prosody_refuses_with_a_sentence() {
    let prosody = Prosody::start(Certificate::Good);
    let port = prosody.component;
    let wrong = asking(port, &["info", "localhost"]).password("wrong").run().expect(2);
    assert!(wrong.sentence().contains("The component component.localhost was refused"), "{wrong:?}");
    assert!(
        wrong.sentence().contains("the secret is wrong, or the server has no such component; it was tried once"),
        "{wrong:?}"
    );
    assert_eq!(prosody.log().matches("authentication failed for component.localhost").count(), 1);
    for domain in ["nowhere.localhost", "rooms.localhost", "localhost"] {
        let unknown = Program::new(["info", "localhost", "--component", domain, "--connect"])
            .arg(format!("127.0.0.1:{port}"))
            .password(SECRET)
            .run()
            .expect(2);
        assert!(unknown.sentence().contains("no external component of that name"), "{domain}: {unknown:?}");
    }
    // The port of the clients, by mistake.
    let clients = asking(prosody.starttls, &["info", "localhost"]).run().expect(2);
    assert!(clients.sentence().ends_with('.') && !clients.sentence().contains(SECRET), "{clients:?}");
    let direct = asking(prosody.direct, &["info", "localhost", "--timeout", "5"]).run().expect(2);
    assert!(direct.sentence().ends_with('.'), "{direct:?}");
    let nobody = asking(port, &["info", "localhost"]).password("").run().expect(2);
    assert!(nobody.sentence().contains("The secret is empty"), "{nobody:?}");
}

/// A port with TLS in front of the server's component port, as a tunnel makes it, with the server's certificate.
fn with_tls(prosody: &Prosody) -> u16 {
    let read = |name| std::fs::read(prosody.folder().join("certificates").join(name)).unwrap();
    let chain = CertificateDer::pem_slice_iter(&read("good.pem")).collect::<Result<Vec<_>, _>>().unwrap();
    let key = PrivateKeyDer::from_pem_slice(&read("good.key")).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let to = prosody.component;
    let _ = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async move {
            listener.set_nonblocking(true).unwrap();
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            while let Ok((client, _)) = listener.accept().await {
                if let Ok(mut client) = acceptor.accept(client).await {
                    let mut server = tokio::net::TcpStream::connect(("127.0.0.1", to)).await.unwrap();
                    let _ = tokio::io::copy_bidirectional(&mut client, &mut server).await;
                }
            }
        });
    });
    port
}

#[test]
fn direct_tls_leads_to_the_host_that_was_named() {
    let prosody = Prosody::start(Certificate::Good);
    let port = with_tls(&prosody);
    let ask = |host: &str| {
        Program::new(["info", "odd.localhost", "who", "--component", DOMAIN, "--tls", "direct", "--connect"])
            .arg(format!("{host}:{port}"))
            .arg("--ca")
            .arg(prosody.ca())
            .password(SECRET)
            .run()
    };
    assert!(ask("localhost").expect(0).stdout.contains(DOMAIN));
    let other = ask("127.0.0.1").expect(2);
    assert!(other.sentence().contains("certificate of 127.0.0.1"), "{other:?}");
}

#[tokio::test]
async fn prosody_holds_answers_and_lets_one_in_at_a_time() {
    let prosody = Prosody::start(Certificate::Good);
    let mut live = Live::start(prosody.component, Duration::from_millis(400)).await;
    let port = prosody.component;
    let second = tokio::task::spawn_blocking(move || asking(port, &["info", "localhost"]).run().expect(2));
    let second = second.await.unwrap();
    assert!(second.sentence().contains("another connection serves that component already"), "{second:?}");

    // Anybody may ask any JID of ours.
    let mut alice = tokio::task::spawn_blocking(move || (prosody.raw("alice"), prosody)).await.unwrap();
    let asked = tokio::task::spawn_blocking(move || {
        let answers = ["component.localhost", "someone@component.localhost", "someone@component.localhost/x"]
            .map(|jid| (jid, alice.0.disco("info", jid, None)));
        (alice.1, answers)
    });
    let (prosody, answers) = asked.await.unwrap();
    for (jid, answer) in answers {
        assert!(answer.contains("type='result'") || answer.contains("type=\"result\""), "{jid}: {answer}");
        assert!(answer.contains(jid) && answer.contains("http://jabber.org/protocol/disco#info"), "{answer}");
    }

    // Silence on both sides for several pings.
    tokio::time::sleep(Duration::from_secs(3)).await;
    live.nothing_but_questions("the connection was lost although the server was there");
    assert!(matches!(live.info("localhost").await, State::Answered(_)));
    drop(prosody);
    loop {
        if let Event::Offline { next, .. } = live.next().await {
            assert!(matches!(next, Next::Retry { .. }));
            break;
        }
    }
}

#[tokio::test]
async fn ejabberd_takes_components_too() {
    let (ejabberd, port) = tokio::task::spawn_blocking(|| {
        let ejabberd = Ejabberd::start();
        let port = ejabberd.component;
        let info = |sender: &str| asking(port, &["info", "localhost", "--format", "json", "--from", sender]).run();
        for sender in [DOMAIN, "alice@component.localhost/x"] {
            let record = info(sender).expect(0).json();
            let names = record["info"]["identities"].as_array().unwrap().iter().map(|identity| &identity["name"]);
            assert!(names.into_iter().any(|name| name == "Test ejabberd"), "{record}");
        }
        let items = asking(port, &["items", "localhost"]).run().expect(0);
        assert!(items.stdout.contains("rooms.localhost"), "{}", items.stdout);
        let wrong = asking(port, &["info", "localhost"]).password("wrong").run().expect(2);
        assert!(wrong.sentence().contains("the secret is wrong"), "{wrong:?}");
        let unknown = Program::new(["info", "localhost", "--component", "nowhere.localhost", "--connect"])
            .arg(format!("127.0.0.1:{port}"))
            .password(SECRET)
            .run()
            .expect(2);
        assert!(unknown.sentence().contains("or the server has no such component"), "{unknown:?}");
        (ejabberd, port)
    })
    .await
    .unwrap();
    let mut live = Live::start(port, Duration::from_millis(400)).await;
    let asked = tokio::task::spawn_blocking(move || {
        let login = Login { port: ejabberd.free, ca: Some(ejabberd.ca()), ..Login::default() };
        let mut raw = Raw::log_in(&login).expect("a login");
        let answer = raw.disco("info", "someone@component.localhost/x", None);
        (ejabberd, answer)
    });
    let (ejabberd, answer) = asked.await.unwrap();
    assert!(answer.contains("result") && answer.contains("someone@component.localhost/x"), "{answer}");
    tokio::time::sleep(Duration::from_secs(3)).await;
    live.nothing_but_questions("the connection was lost although the server was there");
    assert!(matches!(live.info("localhost").await, State::Answered(_)));
    let _ = tokio::task::spawn_blocking(move || drop(ejabberd)).await;
}

#[test]
fn what_cannot_be_meant_is_one_sentence() {
    for (arguments, words) in [
        (&["--from", "a@x.example"] as &[&str], "--from chooses who asks, which only a component can"),
        (&["--account", "a@x.example", "--from", "b@x.example"], "which only a component can"),
        (&["--component", "x.example", "--account", "a@x.example"], "--component is a session of its own kind"),
        (&["--component", "x.example", "--demo"], "--component is a session of its own kind"),
        (&["--component", "x.example", "--from", "a@y.example"], "“a@y.example” is not of the component’s domain"),
        (&["--component", "x.example", "--from", "a@sub.x.example"], "asks from x.example or from any JID there"),
        (&["--component", "a@x.example"], "is an address, not a domain"),
        (&["--component", "x.example", "--from", "@"], "is not a JID"),
        (&["--component", "x.example", "--tls", "starttls"], "has no STARTTLS"),
        (&["--component", "x.example", "--connect", "192.0.2.1:5347"], "192.0.2.1 is another machine"),
    ] {
        for command in [&["info", "localhost"] as &[&str], &["crawl", "localhost", "--out", "x.json"]] {
            let output = Program::new(command.iter().chain(arguments)).password("s").run().expect(2);
            assert!(output.sentence().contains(words), "{arguments:?}: {output:?}");
        }
    }
}
