//! A session behind TLS: which certificates are trusted, what is said of those that are not, which single one may be
//! trusted all the same, and where the server may send us.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use discoscope::{
    demo::{self, Command, DOMAIN, Demo},
    disco::state::{Kind, State},
    session::{Endpoint, Error, Event, Fingerprint, Next, Reason, Settings, Tls},
};

use live::{Heard, info, soon};
use secure::{Behind, Certificates, Secure, see_other_host};

#[path = "session/live.rs"]
#[allow(dead_code, reason = "a toolbox of which each test binary takes a part")]
mod live;
#[path = "support/secure.rs"]
#[allow(dead_code, reason = "a toolbox of which each test binary takes a part")]
mod secure;

/// The demo server behind TLS, and what a session needs to get there.
struct Stage {
    certificates: Certificates,
    demo: Demo,
    secure: Secure,
}

impl Stage {
    async fn with(name: &str) -> Self {
        let certificates = Certificates::make();
        let demo = demo::start().await.unwrap();
        let secure = Secure::start(&certificates, name, Behind::Server(demo.port())).await;
        Self { certificates, demo, secure }
    }

    fn settings(&self) -> Settings {
        let (mut settings, _) = self.demo.session();
        settings.endpoint = Endpoint::At { host: "127.0.0.1".to_owned(), port: self.secure.port };
        (settings.tls, settings.ca_file) = (Tls::Direct, Some(self.certificates.ca()));
        settings
    }

    fn start(&self, settings: Settings) -> Heard {
        Heard::start(settings, self.demo.session().1)
    }

    /// Tries to log in, which fails; nothing of the login may have arrived.
    async fn failure(&self, settings: Settings) -> Error {
        let before = self.demo.control().counts().login_attempts;
        let (why, next) = self.start(settings).failure().await;
        assert_eq!((next, self.demo.control().counts().login_attempts), (Next::Rest, before), "{why}");
        why
    }

    async fn security(&self, settings: Settings) -> String {
        let mut heard = self.start(settings);
        let online = heard.online().await;
        heard.ask(Kind::Info, DOMAIN, None);
        assert!(matches!(info(&heard.answer().await), State::Answered(_)));
        online.security.to_string()
    }

    /// A second place of the same service.
    async fn another(&self, name: &str, behind: Behind) -> Secure {
        Secure::start(&self.certificates, name, behind).await
    }
}

fn place(secure: &Secure) -> String {
    format!("127.0.0.1:{}", secure.port)
}

#[tokio::test]
async fn a_good_certificate_needs_no_words() {
    let stage = Stage::with("good").await;
    assert_eq!(stage.security(stage.settings()).await, "TLS 1.3");
}

#[tokio::test]
async fn each_bad_certificate_is_shown_with_its_reason() {
    let stage = Stage::with("good").await;
    stage.certificates.self_signed(
        "authority",
        "/O=Self & Sons/CN=demo.localhost",
        &["subjectAltName=DNS:demo.localhost"],
    );
    for (name, has_ca, reason, words, names) in [
        ("expired", true, Reason::Expired, "it has expired", "localhost, *.localhost, anon.localhost"),
        ("early", true, Reason::NotValidYet, "it is not valid yet", "localhost, *.localhost"),
        ("wrong-host", true, Reason::OtherName, "it was made for example.org, not for demo.localhost", "example.org"),
        ("self-signed", true, Reason::SelfSigned, "it is self-signed", "localhost, *.localhost"),
        ("authority", true, Reason::SelfSigned, "it is self-signed", "demo.localhost"),
        ("good", false, Reason::UnknownIssuer, "its issuer is unknown here", "localhost, *.localhost"),
    ] {
        stage.secure.show(&stage.certificates, name);
        let settings = Settings { ca_file: stage.settings().ca_file.filter(|_| has_ca), ..stage.settings() };
        let why = stage.failure(settings).await;
        let problem = why.untrusted().unwrap_or_else(|| panic!("{name}: {why}"));
        assert_eq!((problem.reason, problem.can_be_pinned(), problem.is_another), (reason, true, false), "{name}");
        assert!(why.to_string().contains(words), "{name}: {why}");
        let lines = problem.certificate.lines();
        let line = |name: &str| lines.iter().find(|(known, _)| *known == name).unwrap().1.clone();
        assert!(line("Made for").starts_with(names), "{lines:?}");
        assert_eq!(line("SHA-256"), stage.certificates.fingerprint(name));
        let issuer = if reason == Reason::SelfSigned { "itself" } else { "CN=Discoscope test CA" };
        assert_eq!(line("Issued by"), issuer);
        let valid = line("Valid");
        assert!(valid.starts_with("from 20") && valid.contains(" until 20") && valid.ends_with(" UTC"), "{valid}");
    }
    stage.secure.show(&stage.certificates, "authority");
    let why = stage.failure(stage.settings()).await;
    let holder = &why.untrusted().unwrap().certificate.subject;
    assert!(holder.contains("Self & Sons"), "{holder}");
}

#[tokio::test]
async fn a_stranger_s_words_in_a_certificate_are_made_safe_and_short() {
    let stage = Stage::with("good").await;
    let names: Vec<_> = (0..200).map(|number| format!("DNS:host{number}.example")).collect();
    let names = format!("subjectAltName={}", names.join(","));
    stage.certificates.self_signed("hostile", "/CN=turned \u{202e}over/O=two\tcolumns", &[&names]);
    stage.secure.show(&stage.certificates, "hostile");
    let why = stage.failure(stage.settings()).await;
    let certificate = &why.untrusted().unwrap().certificate;
    assert_eq!((certificate.names.len(), certificate.more_names), (8, 192));
    let all = format!("{why} {:?}", certificate.lines());
    assert!(all.contains("turned ⟨U+202E⟩over") && all.contains("and 192 more"), "{all}");
    assert!(!all.contains(['\u{202e}', '\t', '\n']) && all.len() < 3000, "{all}");
}

#[tokio::test]
async fn one_certificate_is_trusted_by_its_fingerprint_and_no_other() {
    let stage = Stage::with("good").await;
    stage.certificates.self_signed("authority", "/CN=demo.localhost", &[]);
    let pinned = |name: &str| -> Settings {
        let pin: Fingerprint = stage.certificates.fingerprint(name).parse().unwrap();
        Settings { ca_file: None, pins: vec![pin], ..stage.settings() }
    };
    for name in ["expired", "wrong-host", "self-signed", "authority", "good"] {
        stage.secure.show(&stage.certificates, name);
        assert_eq!(stage.security(pinned(name)).await, "TLS 1.3, trusted only by its fingerprint", "{name}");
    }
    // Another certificate is a failure that says that it has changed.
    stage.secure.show(&stage.certificates, "self-signed");
    let why = stage.failure(pinned("authority")).await;
    assert!(why.untrusted().unwrap().is_another, "{why}");
    assert!(why.to_string().contains("so it has changed, and it is self-signed"), "{why}");
    // One that the authorities vouch for needs no pin.
    stage.secure.show(&stage.certificates, "good");
    let vouched = Settings { ca_file: Some(stage.certificates.ca()), ..pinned("authority") };
    assert_eq!(stage.security(vouched).await, "TLS 1.3");
}

#[tokio::test]
async fn a_pinned_certificate_without_its_key_proves_nothing() {
    let stage = Stage::with("self-signed").await;
    let pin = stage.certificates.fingerprint("self-signed").parse().unwrap();
    let settings = Settings { pins: vec![pin], ..stage.settings() };
    assert!(stage.security(settings.clone()).await.contains("only by its fingerprint"));
    stage.secure.forge(&stage.certificates, "self-signed", "good");
    let before = stage.demo.control().counts().login_attempts;
    let (why, _) = stage.start(settings).failure().await;
    assert!(matches!(why, Error::Tls { .. }), "{why}");
    assert_eq!(stage.demo.control().counts().login_attempts, before);
}

#[tokio::test]
async fn a_certificate_that_changes_while_we_are_away_can_be_trusted_then() {
    let stage = Stage::with("good").await;
    let mut heard = stage.start(stage.settings());
    let _ = heard.online().await;
    stage.secure.show(&stage.certificates, "self-signed");
    stage.demo.control().tell(Command::Kick(demo::Kick::Close));
    let _ = heard.offline().await;
    let session = heard.session.clone().unwrap();
    session.reconnect();
    assert!(matches!(heard.next().await, Event::Connecting { .. }));
    let (why, next) = heard.offline().await;
    assert_eq!(next, Next::Rest, "{why}");
    session.trust(why.untrusted().unwrap().certificate.fingerprint);
    session.reconnect();
    assert!(heard.online().await.security.contains("only by its fingerprint"));
}

#[tokio::test]
async fn a_server_may_send_us_on_once_to_who_has_the_right_certificate() {
    let stage = Stage::with("good").await;
    let other = stage.another("good", Behind::Server(stage.demo.port())).await;
    stage.secure.lead(Behind::SendsTo(place(&other)));
    let security = stage.security(stage.settings()).await;
    assert_eq!(security, format!("TLS 1.3, at {} where the server sent us", place(&other)));
    assert_eq!((stage.secure.taken(), other.taken()), (1, 1));

    // The names by which the new place is proved are those of the old one.
    for (name, reason) in [("wrong-host", Reason::OtherName), ("self-signed", Reason::SelfSigned)] {
        other.show(&stage.certificates, name);
        let why = stage.failure(stage.settings()).await;
        assert_eq!(why.untrusted().map(|problem| problem.reason), Some(reason), "{why}");
    }
    // Never down to a connection without TLS.
    stage.secure.lead(Behind::SendsTo(format!("127.0.0.1:{}", stage.demo.port())));
    let before = stage.demo.control().counts();
    let (why, _) = stage.start(stage.settings()).failure().await;
    assert!(matches!(why, Error::Tls { .. }), "{why}");
    assert_eq!(stage.demo.control().counts().login_attempts, before.login_attempts);
}

#[tokio::test]
async fn nobody_is_sent_in_circles_or_nowhere() {
    let stage = Stage::with("good").await;
    let other = stage.another("good", Behind::Server(stage.demo.port())).await;
    // To itself, from one to the other and back, and to a third.
    for next in [place(&stage.secure), "127.0.0.1:1".to_owned()] {
        stage.secure.lead(Behind::SendsTo(place(&other)));
        other.lead(Behind::SendsTo(next));
        let why = stage.failure(stage.settings()).await;
        assert!(matches!(&why, Error::NotFollowed { why, .. } if why.contains("circle")), "{why}");
    }
    stage.secure.lead(Behind::SendsTo(place(&stage.secure)));
    let before = stage.secure.taken();
    let why = stage.failure(stage.settings()).await;
    assert!(matches!(why, Error::NotFollowed { .. }), "{why}");
    assert_eq!(stage.secure.taken() - before, 2);
    for (nowhere, words) in
        [("", "the host is missing"), ("[::1", "IPv6"), ("a b", "no host name"), ("b:99999", "65535")]
    {
        stage.secure.lead(Behind::SendsTo(nowhere.to_owned()));
        let why = stage.failure(stage.settings()).await;
        assert!(matches!(&why, Error::NotFollowed { why, .. } if why.contains(words)), "{nowhere}: {why}");
    }
}

#[tokio::test]
async fn who_was_let_in_can_be_sent_on_too() {
    let stage = Stage::with("good").await;
    let other = stage.another("good", Behind::Server(stage.demo.port())).await;
    let mut heard = stage.start(stage.settings());
    let _ = heard.online().await;
    heard.ask(Kind::Info, "odd.demo.localhost", Some("silent/always"));
    soon(stage.demo.control().until(|counts| counts.questions == 1)).await;
    stage.demo.control().tell(Command::Say(see_other_host(&place(&other))));
    assert!(matches!(info(&heard.answer().await), State::CutOff { .. }));
    let (why, next) = heard.offline().await;
    assert_eq!(why.to_string(), format!("The server sends us to {}.", place(&other)));
    assert!(matches!(next, Next::Retry { .. }), "{next:?}");
    assert!(heard.online().await.security.contains("where the server sent us"));
    assert_eq!(other.taken(), 1);
    // Once: to be sent back at once is a circle. Whoever then wants to goes to where it all began.
    stage.demo.control().tell(Command::Say(see_other_host(&place(&stage.secure))));
    let (why, next) = heard.offline().await;
    assert!(matches!(why, Error::NotFollowed { .. }), "{why}");
    assert_eq!(next, Next::Rest);
    heard.session.as_ref().unwrap().reconnect();
    assert_eq!(&*heard.online().await.security, "TLS 1.3");
    assert_eq!((stage.secure.taken(), other.taken()), (2, 1));
}
