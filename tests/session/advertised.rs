//! What we say of ourselves while online: changed, announced, held back, told of.

use std::time::Duration;

use discoscope::{
    demo::{self, Command, DOMAIN, Demo, Kick, Query},
    disco::{
        advertised::{Part, Profile, Told, Wanted},
        state::Kind,
    },
    session::{Advertised, Asked, Event, Settings},
};

use crate::live::{Heard, Wire, soon};

struct Said {
    demo: Demo,
    wire: Wire,
    heard: Heard,
    advertised: Advertised,
}

impl Said {
    async fn start(profile: Profile, change: impl FnOnce(&mut Settings)) -> Self {
        let demo = demo::start().await.unwrap();
        let wire = Wire::to(demo.port()).await;
        let (mut settings, passwords) = demo.session();
        wire.end(&mut settings);
        settings.advertised = Advertised::new(profile);
        change(&mut settings);
        let advertised = settings.advertised.clone();
        let mut heard = Heard::start(settings, passwords);
        let _ = heard.online().await;
        Self { demo, wire, heard, advertised }
    }

    fn presences(&self) -> usize {
        self.wire.said().matches("<presence><priority>-1</priority><c ").count()
    }

    /// A question and its answer: whatever was to be said before has been.
    async fn goes_on(&mut self) {
        self.heard.ask(Kind::Info, DOMAIN, None);
        let _ = self.heard.answer().await;
    }
}

fn with(feature: &str) -> Profile {
    let mut profile = Profile::default();
    profile.add(None, None, Part::Feature(feature.into()));
    profile
}

#[tokio::test]
async fn a_change_is_announced_to_those_who_see_us_and_only_when_hashes_change() {
    let mut said = Said::start(Profile::default(), |settings| settings.appears = true).await;
    let ver = |said: &Said| said.advertised.served().caps("").nodes[0].rsplit('#').next().unwrap().to_owned();
    let first = ver(&said);
    said.wire.until(|words| words.contains(&format!("ver='{first}'"))).await;
    said.advertised.set(with("urn:new"));
    let second = ver(&said);
    said.wire.until(|words| words.contains(&format!("ver='{second}'"))).await;
    // Another rule is no other hash.
    let rule = "[[rule]]\nwho = 'x'\nsilent = true\n";
    said.advertised.set(Profile::from_toml(&(with("urn:new").to_toml() + rule)).unwrap());
    said.goes_on().await;
    assert_eq!((said.presences(), first == second), (2, false));

    said.heard.session.as_ref().unwrap().appear(false);
    said.wire.until(|words| words.contains("unavailable")).await;
    said.advertised.set(with("urn:other"));
    said.goes_on().await;
    assert_eq!(said.presences(), 2, "nobody sees us");
    said.heard.session.as_ref().unwrap().appear(true);
    said.wire.until(|words| words.contains(&format!("ver='{}'", ver_of(&with("urn:other"))))).await;
}

fn ver_of(profile: &Profile) -> String {
    let nodes = Advertised::new(profile.clone()).served().caps("").nodes.clone();
    nodes[0].rsplit('#').next().unwrap().to_owned()
}

#[tokio::test]
async fn what_changes_without_a_connection_is_said_by_the_next_one() {
    let mut said = Said::start(Profile::default(), |settings| settings.appears = true).await;
    said.demo.control().tell(Command::Kick(Kick::Close));
    let _ = said.heard.offline().await;
    said.advertised.set(with("urn:new"));
    said.heard.session.as_ref().unwrap().reconnect();
    let _ = said.heard.online().await;
    said.wire.until(|words| words.contains(&format!("ver='{}'", ver_of(&with("urn:new"))))).await;
    let answer = soon(said.demo.control().ask(Query::Info(None))).await.unwrap();
    assert!(answer.contains("urn:new"), "{answer}");
}

#[tokio::test]
async fn answers_that_are_held_back_hold_nothing_else_back_and_all_is_told() {
    let text = Profile::default().to_toml()
        + "[[rule]]\nwho = '*'\nkind = 'info'\ndelay_ms = 700\n[[rule]]\nwho = '*'\nnode = 'silent'\nsilent = true\n";
    let mut said = Said::start(Profile::from_toml(&text).unwrap(), |_| {}).await;
    let say = |id: &str, query: &str| {
        said.demo.control().tell(Command::Say(format!("<iq type='get' id='{id}' from='a@b/c'>{query}</iq>")));
    };
    say("late", "<query xmlns='http://jabber.org/protocol/disco#info'/>");
    say("never", "<query xmlns='http://jabber.org/protocol/disco#info' node='silent'/>");
    say("soon", "<query xmlns='http://jabber.org/protocol/disco#items'/>");
    say("other", "<x xmlns='urn:x'/>");
    said.wire.until(|words| words.contains("id='soon'") && words.contains("id='other'")).await;
    assert!(!said.wire.said().contains("id='late'"));
    said.wire.until(|words| words.contains("<iq type='result' id='late' to='a@b/c'>")).await;
    said.goes_on().await;
    assert!(!said.wire.said().contains("id='never'"));
    let told: Vec<_> = said
        .heard
        .inquiries
        .iter()
        .map(|one| (one.wanted.clone(), one.node.as_deref(), one.told, one.rule, one.delay_ms))
        .collect();
    assert_eq!(
        told,
        [
            (Wanted::Info, None, Told::Answered, Some(1), 700),
            (Wanted::Info, Some("silent"), Told::Silence, Some(2), 0),
            (Wanted::Items, None, Told::Answered, None, 0),
            (Wanted::Other("urn:x".into()), None, Told::Refused, None, 0),
        ]
    );
    let last = said.heard.inquiries.last().unwrap();
    assert_eq!((last.asker(), last.condition.as_deref()), ("a@b/c", Some("service-unavailable")));
    assert!(last.question_xml.contains("urn:x") && last.answer_xml.as_ref().unwrap().contains("id='other'"));
}

#[tokio::test]
async fn only_so_many_answers_are_held_back() {
    let text = Profile::default().to_toml() + "[[rule]]\nwho = '*'\ndelay_ms = 600000\n";
    let mut said = Said::start(Profile::from_toml(&text).unwrap(), |_| {}).await;
    for number in 0..1_005 {
        let query = "<query xmlns='http://jabber.org/protocol/disco#items'/>";
        said.demo.control().tell(Command::Say(format!("<iq type='get' id='{number}' from='a@b/c'>{query}</iq>")));
    }
    soon(async {
        while said.heard.inquiries.len() < 1_005 {
            match said.heard.events.recv().await {
                Some(Event::Asked(Asked::One(inquiry, _))) => said.heard.inquiries.push(*inquiry),
                other => panic!("{other:?}"),
            }
        }
    })
    .await;
    let dropped = said.heard.inquiries.iter().filter(|one| one.told == Told::Dropped).count();
    assert_eq!(dropped, 5);
    // The goodbye does not wait for them.
    tokio::time::timeout(Duration::from_secs(20), said.heard.drop_session()).await.unwrap();
}

#[tokio::test]
async fn of_what_others_name_only_the_beginning_is_kept_however_long_it_is() {
    let mut said = Said::start(Profile::default(), |_| {}).await;
    let (node, from) = ("ü".repeat(5_000), format!("a@b/{}", "r".repeat(10_000)));
    let query = format!("<query xmlns='http://jabber.org/protocol/disco#info' node='{node}'/>");
    said.demo.control().tell(Command::Say(format!("<iq type='get' id='long' from='{from}'>{query}</iq>")));
    // Whoever asks gets all of it back.
    said.wire.until(|words| words.contains("id='long'") && words.contains(&format!("node='{node}'"))).await;
    said.goes_on().await;
    let told = said.heard.inquiries.last().unwrap();
    for kept in [told.node.as_deref().unwrap(), told.asker()] {
        assert!((4_000..4_200).contains(&kept.len()) && kept.ends_with('…'), "{} bytes", kept.len());
    }
}

#[tokio::test]
async fn questions_that_nobody_takes_are_answered_and_counted() {
    let mut said = Said::start(Profile::default(), |_| {}).await;
    let control = said.demo.control();
    let ask = |id: String| {
        let query = "<query xmlns='http://jabber.org/protocol/disco#items'/>";
        control.tell(Command::Say(format!("<iq type='get' id='{id}' from='a@b/c'>{query}</iq>")));
    };
    (0..2_500).for_each(|number| ask(format!("n{number}")));
    said.wire.until(|words| words.contains("id='n2499' to='a@b/c'")).await;
    let (mut listed, mut unlisted) = (0, None);
    while unlisted.is_none() {
        match soon(said.heard.events.recv()).await {
            Some(Event::Asked(Asked::One(..))) => listed += 1,
            Some(Event::Asked(Asked::More(more))) => unlisted = Some(more),
            other => panic!("{other:?}"),
        }
    }
    let more = unlisted.unwrap();
    assert_eq!((listed, more.take(), more.take()), (2_000, 500, 0));
    assert!(said.heard.events.try_recv().is_err());
    // They were taken: the next ones are told again.
    ask("next".to_owned());
    assert!(matches!(soon(said.heard.events.recv()).await, Some(Event::Asked(Asked::One(..)))));
    said.wire.until(|words| words.matches(" to='a@b/c'").count() == 2_501).await;

    // A number that nobody takes any more holds back nothing either.
    (0..2_001).for_each(|number| ask(format!("m{number}")));
    said.wire.until(|words| words.contains("id='m2000' to='a@b/c'")).await;
    while said.heard.events.try_recv().is_ok() {}
    ask("last".to_owned());
    assert!(matches!(soon(said.heard.events.recv()).await, Some(Event::Asked(Asked::One(..)))));
}
