//! What clients offer besides disco: software version, time, last activity.

use std::time::Duration;

use discoscope::{
    demo::{self, Command, DOMAIN, Demo, Fault, Kick},
    disco::{
        state::{Answer, Facts, Kind, Outcome, State, Timing},
        xml::Unreadable,
    },
    session::Stray,
};

use crate::live::{Heard, Live, Wire, word};

const KINDS: [Kind; 3] = [Kind::Version, Kind::Time, Kind::LastActivity];
const CLIENT: &str = "alice@demo.localhost/no-such";

/// A session at a server that answers nothing by itself.
struct Silent {
    demo: Demo,
    wire: Wire,
    heard: Heard,
}

impl Silent {
    async fn start(timeout: Duration) -> Self {
        let demo = demo::start().await.unwrap();
        let wire = Wire::to(demo.port()).await;
        let (mut settings, passwords) = demo.session();
        wire.end(&mut settings);
        settings.timeout = timeout;
        let mut heard = Heard::start(settings, passwords);
        let _ = heard.online().await;
        demo.control().tell(Command::Begin(Fault::StopAnswering));
        Self { demo, wire, heard }
    }

    /// Asks, and waits until the question is out.
    async fn ask(&self, kind: Kind, id: &str) {
        self.heard.ask(kind, CLIENT, None);
        self.wire.until(|said| said.contains(&format!(" id='{id}' "))).await;
    }

    fn reply(&self, id: &str, content: &str) {
        self.say(&format!("<iq type='result' id='{id}' from='{CLIENT}'>{content}</iq>"));
    }

    fn say(&self, xml: &str) {
        self.demo.control().tell(Command::Say(xml.to_owned()));
    }
}

fn besides(answer: &Answer, asked: Kind) -> &State<Facts> {
    match &answer.outcome {
        Outcome::Besides(kind, state) if *kind == asked => state,
        _ => panic!("{answer:?}"),
    }
}

fn shown(facts: &Facts) -> Vec<String> {
    facts.iter().map(|(name, value)| format!("{name} = {value}")).collect()
}

fn version(name: &str) -> String {
    format!("<query xmlns='jabber:iq:version'><name>{name}</name></query>")
}

#[tokio::test]
async fn each_is_asked_in_its_own_words_and_read() {
    const PATIENT: Duration = Duration::from_secs(20);
    let mut silent = Silent::start(PATIENT).await;
    let cases = [
        (
            Kind::Version,
            "<query xmlns='jabber:iq:version'/>",
            "<query xmlns='jabber:iq:version'><name>Talk &amp; Co</name><version>1.2</version><os/></query>",
            vec!["name = Talk & Co", "version = 1.2", "os = "],
        ),
        (
            Kind::Time,
            "<time xmlns='urn:xmpp:time'/>",
            "<time xmlns='urn:xmpp:time'> <tzo>+02:00</tzo> <utc>2026-11-22T10:00:00Z</utc> </time>",
            vec!["tzo = +02:00", "utc = 2026-11-22T10:00:00Z"],
        ),
        (
            Kind::LastActivity,
            "<query xmlns='jabber:iq:last'/>",
            "<query xmlns='jabber:iq:last' seconds='903'>Heading home</query>",
            vec!["seconds = 903", "text = Heading home"],
        ),
        (Kind::LastActivity, "<query xmlns='jabber:iq:last'/>", "<query xmlns='jabber:iq:last'/>", vec![]),
        (Kind::Version, "<query xmlns='jabber:iq:version'/>", "", vec![]),
    ];
    for (number, (kind, question, reply, expected)) in cases.into_iter().enumerate() {
        let id = format!("d{}", number + 1);
        silent.ask(kind, &id).await;
        silent.reply(&id, reply);
        let answer = silent.heard.answer().await;
        let State::Answered(reply) = besides(&answer, kind) else { panic!("{answer:?}") };
        assert_eq!(shown(&reply.body), expected, "{kind:?}");
        assert_eq!((&*answer.address.jid, &answer.address.node, reply.timing), (CLIENT, &None, Timing::InTime));
        let request = format!("<iq type='get' id='{id}' to='{CLIENT}'>{question}</iq>");
        assert_eq!(reply.asked.request_xml, Some((&*request).into()));
        assert!(silent.wire.said().contains(&request));
        assert_eq!(reply.reply_bytes, reply.reply_xml.as_ref().unwrap().text().len());
    }
}

#[tokio::test]
async fn a_server_that_knows_them_answers_and_one_that_does_not_refuses() {
    let mut live = Live::start().await;
    let answer = live.answer(Kind::Version, DOMAIN, None).await;
    let State::Answered(reply) = besides(&answer, Kind::Version) else { panic!("{answer:?}") };
    let expected = format!("version = {}", env!("CARGO_PKG_VERSION"));
    assert_eq!(shown(&reply.body), ["name = Discoscope demo server", &expected]);
    for (kind, whom, condition) in [
        (Kind::Time, DOMAIN, "service-unavailable"),
        (Kind::LastActivity, DOMAIN, "service-unavailable"),
        (Kind::Version, "example.org", "remote-server-not-found"),
        (Kind::Time, "example.org", "remote-server-not-found"),
        (Kind::LastActivity, "example.org", "remote-server-not-found"),
    ] {
        let answer = live.answer(kind, whom, None).await;
        let State::Refused(reply) = besides(&answer, kind) else { panic!("{answer:?}") };
        assert_eq!((reply.body.condition.as_deref(), &*answer.address.jid), (Some(condition), whom), "{kind:?}");
        assert!(reply.reply_xml.as_ref().unwrap().text().starts_with("<iq type='error'"));
    }
    live.goes_on().await;
}

#[tokio::test]
async fn our_own_version_is_what_we_say_it_is() {
    let mut live = Live::start().await;
    let own = live.online.jid.clone();
    let answer = live.answer(Kind::Version, &own, None).await;
    let State::Answered(reply) = besides(&answer, Kind::Version) else { panic!("{answer:?}") };
    assert_eq!(shown(&reply.body), ["name = Discoscope", &format!("version = {}", env!("CARGO_PKG_VERSION"))]);
    for kind in [Kind::Time, Kind::LastActivity] {
        let answer = live.answer(kind, &own, None).await;
        let State::Refused(reply) = besides(&answer, kind) else { panic!("{answer:?}") };
        assert_eq!(reply.body.condition.as_deref(), Some("service-unavailable"), "we do not offer {kind:?}");
    }
}

#[tokio::test]
async fn silence_times_out_once_and_a_late_answer_still_counts() {
    const TIMEOUT: Duration = Duration::from_millis(100);
    let mut silent = Silent::start(TIMEOUT).await;
    for (number, kind) in KINDS.into_iter().enumerate() {
        let id = format!("d{}", number + 1);
        silent.ask(kind, &id).await;
        let answer = silent.heard.answer().await;
        let State::TimedOut { asked, after } = besides(&answer, kind) else { panic!("{answer:?}") };
        assert_eq!(*after, TIMEOUT);
        let asked = asked.clone();
        silent.reply(&id, &version("late"));
        let answer = silent.heard.answer().await;
        let State::Answered(reply) = besides(&answer, kind) else { panic!("{answer:?}") };
        assert_eq!(
            (reply.timing, &reply.asked, shown(&reply.body)),
            (Timing::Late, &asked, vec!["name = late".into()])
        );
        assert!(reply.took >= TIMEOUT);
    }
}

#[tokio::test]
async fn who_was_not_asked_is_not_believed_and_a_second_answer_changes_nothing() {
    let mut silent = Silent::start(Duration::from_secs(20)).await;
    for (number, kind) in KINDS.into_iter().enumerate() {
        let id = format!("d{}", number + 1);
        silent.ask(kind, &id).await;
        for from in [Some("mallory@demo.localhost/x"), Some("alice@demo.localhost"), None] {
            let attribute = from.map(|from| format!(" from='{from}'")).unwrap_or_default();
            silent.say(&format!("<iq type='result' id='{id}'{attribute}>{}</iq>", version("forged")));
            let notice = silent.heard.notice().await;
            assert_eq!((notice.stray, notice.kind), (Stray::Forged { from: from.map(Into::into) }, kind));
            assert_eq!(&*notice.address.jid, CLIENT);
        }
        silent.reply(&id, &version("true"));
        let answer = silent.heard.answer().await;
        let State::Answered(reply) = besides(&answer, kind) else { panic!("{answer:?}") };
        assert_eq!(shown(&reply.body), ["name = true"]);
        silent.reply(&id, &version("second"));
        let notice = silent.heard.notice().await;
        assert_eq!((notice.stray, notice.kind), (Stray::Twice, kind));
    }
}

#[tokio::test]
async fn what_is_too_deep_is_unreadable_and_what_is_open_is_cut_off_with_the_connection() {
    let mut silent = Silent::start(Duration::from_secs(20)).await;
    silent.ask(Kind::Version, "d1").await;
    silent.reply("d1", &("<a>".repeat(200) + &"</a>".repeat(200)));
    let answer = silent.heard.answer().await;
    let State::Unreadable(reply) = besides(&answer, Kind::Version) else { panic!("{answer:?}") };
    assert_eq!(reply.body, Unreadable::TooDeep(128));
    for (number, kind) in KINDS.into_iter().enumerate() {
        silent.ask(kind, &format!("d{}", number + 2)).await;
    }
    silent.demo.control().tell(Command::Kick(Kick::Close));
    for kind in KINDS {
        let answer = silent.heard.answer().await;
        assert!(matches!(besides(&answer, kind), State::CutOff { asked: Some(_), .. }), "{answer:?}");
    }
    let _ = silent.heard.offline().await;
    silent.heard.ask(Kind::Time, CLIENT, None);
    let answer = silent.heard.answer().await;
    assert!(matches!(besides(&answer, Kind::Time), State::CutOff { asked: None, .. }), "{}", word(&answer));
}
