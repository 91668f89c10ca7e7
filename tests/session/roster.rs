//! Being seen or not, and whose word on the roster counts.

use discoscope::{
    demo::{self, Command, DOMAIN, Demo, Kick},
    disco::{
        contact::Contact,
        state::{Kind, State},
    },
    session::Event,
};

use crate::live::{Heard, Wire, info, soon};

const SHOWN: &str =
    "<iq type='get' id='roster'><query xmlns='jabber:iq:roster'/></iq><presence><priority>-1</priority><c ";
const HIDDEN: &str = "<presence type='unavailable'/>";

struct Seen {
    demo: Demo,
    wire: Wire,
    heard: Heard,
}

impl Seen {
    /// A session that is online and, so far, appears or does not.
    async fn start(appears: bool) -> Self {
        let demo = demo::start().await.unwrap();
        let wire = Wire::to(demo.port()).await;
        let (mut settings, passwords) = demo.session();
        wire.end(&mut settings);
        settings.appears = appears;
        let mut heard = Heard::start(settings, passwords);
        let _ = heard.online().await;
        Self { demo, wire, heard }
    }

    fn appear(&self, is_shown: bool) {
        self.heard.session.as_ref().unwrap().appear(is_shown);
    }

    fn say(&self, xml: &str) {
        self.demo.control().tell(Command::Say(xml.to_owned()));
    }

    /// A question and its answer: whatever was to be said and heard before has been.
    async fn goes_on(&mut self) {
        self.heard.ask(Kind::Info, DOMAIN, None);
        let answer = self.heard.answer().await;
        assert!(matches!(info(&answer), State::Answered(_)), "{answer:?}");
    }

    /// Everything said so far that shows or hides us, in order.
    fn appearances(&self) -> Vec<&'static str> {
        let said = self.wire.said();
        let mut found: Vec<_> =
            [SHOWN, HIDDEN].iter().flat_map(|what| said.match_indices(*what).map(|(at, _)| (at, *what))).collect();
        found.sort_unstable();
        assert_eq!(said.matches("<presence").count(), found.len(), "no other presence: {said}");
        assert_eq!(said.matches("jabber:iq:roster").count(), said.matches(SHOWN).count(), "{said}");
        found.into_iter().map(|(_, what)| what).collect()
    }

    async fn roster(&mut self) -> Vec<Contact> {
        match self.heard.next().await {
            Event::Roster(contacts) => contacts,
            other => panic!("{other:?}"),
        }
    }

    async fn push(&mut self) -> Vec<Contact> {
        match self.heard.next().await {
            Event::Push(contacts) => contacts,
            other => panic!("{other:?}"),
        }
    }

    async fn come_back(&mut self) {
        self.demo.control().tell(Command::Kick(Kick::Close));
        let _ = self.heard.offline().await;
        self.heard.session.as_ref().unwrap().reconnect();
        let _ = soon(self.heard.online()).await;
    }
}

fn contact(jid: &str, name: Option<&str>, subscription: &str) -> Contact {
    Contact { jid: jid.into(), name: name.map(Into::into), subscription: subscription.into() }
}

#[tokio::test]
async fn who_does_not_appear_says_nothing_and_asks_for_no_roster() {
    let mut seen = Seen::start(false).await;
    seen.goes_on().await;
    assert_eq!(seen.appearances(), [""; 0]);
    seen.come_back().await;
    seen.goes_on().await;
    assert_eq!(seen.appearances(), [""; 0]);
}

#[tokio::test]
async fn who_appears_asks_for_the_roster_and_is_shown_with_a_priority_that_takes_no_messages() {
    let mut seen = Seen::start(true).await;
    seen.goes_on().await;
    assert_eq!(seen.appearances(), [SHOWN]);
}

#[tokio::test]
async fn to_appear_and_to_hide_can_be_changed_at_any_time_and_hold_for_later_connections() {
    let mut seen = Seen::start(false).await;
    seen.appear(true);
    seen.goes_on().await;
    assert_eq!(seen.appearances(), [SHOWN]);
    seen.come_back().await;
    seen.goes_on().await;
    assert_eq!(seen.appearances(), [SHOWN, SHOWN]);
    seen.appear(false);
    seen.goes_on().await;
    assert_eq!(seen.appearances(), [SHOWN, SHOWN, HIDDEN]);
    seen.come_back().await;
    seen.goes_on().await;
    assert_eq!(seen.appearances(), [SHOWN, SHOWN, HIDDEN], "a new connection is hidden anyway");
}

#[tokio::test]
async fn a_wish_to_appear_without_a_connection_is_kept_for_the_next() {
    let mut seen = Seen::start(false).await;
    seen.demo.control().tell(Command::Kick(Kick::Close));
    let _ = seen.heard.offline().await;
    seen.appear(true);
    seen.heard.session.as_ref().unwrap().reconnect();
    let _ = soon(seen.heard.online()).await;
    seen.goes_on().await;
    assert_eq!(seen.appearances(), [SHOWN]);
}

#[tokio::test]
async fn the_roster_is_taken_from_our_own_account_only() {
    let mut seen = Seen::start(true).await;
    let roster = |from: &str, jid: &str| {
        format!("<iq type='result' id='roster'{from}><query xmlns='jabber:iq:roster'><item jid='{jid}'/></query></iq>")
    };
    for from in
        ["alice@demo.localhost", "alice@demo.localhost/x", DOMAIN, "demo@example.org", "demo@demo.localhost/x", ""]
    {
        seen.say(&roster(&format!(" from='{from}'"), "forged@example.org"));
    }
    seen.say("<iq type='error' id='roster'/>");
    seen.say("<iq type='result' id='roster'><query xmlns='urn:x'/></iq>");
    seen.say(
        "<iq type='result' id='other'><query xmlns='jabber:iq:roster'><item jid='forged@example.org'/></query></iq>",
    );
    seen.goes_on().await;
    for from in ["", " from='demo@demo.localhost'", " from='DEMO@Demo.localhost'"] {
        seen.say(&roster(from, "a@example.org"));
        assert_eq!(seen.roster().await, [contact("a@example.org", None, "none")], "{from}");
    }
    seen.say("<iq type='result' id='roster'><query xmlns='jabber:iq:roster'/></iq>");
    assert_eq!(seen.roster().await, [], "nobody is in it");
    seen.goes_on().await;
}

#[tokio::test]
async fn a_push_of_our_own_account_is_answered_and_taken_in() {
    let mut seen = Seen::start(true).await;
    let push = |id: &str, from: &str, item: &str| {
        format!("<iq type='set' id='{id}'{from}><query xmlns='jabber:iq:roster'><item {item}/></query></iq>")
    };
    for (id, from, item, expected) in [
        ("p1", "", "jid='a@example.org' name='Ann' subscription='both'", contact("a@example.org", Some("Ann"), "both")),
        ("p2", " from='demo@demo.localhost'", "jid='a@example.org'", contact("a@example.org", None, "none")),
        (
            "a&apos;b",
            " from='DEMO@demo.localhost'",
            "jid='a@example.org' subscription='remove'",
            contact("a@example.org", None, "remove"),
        ),
    ] {
        seen.say(&push(id, from, item));
        assert_eq!(seen.push().await, [expected], "{id}");
        let answer = format!("<iq type='result' id='{id}'/>");
        seen.wire.until(|said| said.contains(&answer)).await;
    }
    seen.goes_on().await;
    assert_eq!(seen.wire.said().matches("<iq type='result'").count(), 3, "each is answered once");
    assert!(!seen.wire.said().contains("type='error'"));
}

#[tokio::test]
async fn a_push_of_somebody_else_is_refused_and_not_taken_in() {
    let mut seen = Seen::start(true).await;
    let senders =
        ["alice@demo.localhost", "alice@demo.localhost/x", DOMAIN, "demo@example.org", "demo@demo.localhost/other"];
    for (number, from) in senders.iter().enumerate() {
        seen.say(&format!(
            "<iq type='set' id='p{number}' from='{from}'><query xmlns='jabber:iq:roster'>\
             <item jid='forged@example.org'/></query></iq>"
        ));
        let refusal = format!(
            "<iq type='error' id='p{number}' to='{from}'><error type='cancel'>\
             <service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>"
        );
        seen.wire.until(|said| said.contains(&refusal)).await;
    }
    // The answer is the next event: no roster came before it.
    seen.goes_on().await;
    assert!(!seen.wire.said().contains("<iq type='result'"));
}
