//! Answers that nobody gave, for the main screen.

use std::{sync::Arc, time::Duration};

use discoscope::{
    app::screen::explore::Explore,
    demo,
    disco::{
        address::Address,
        read,
        reply::Info,
        state::{Answer, Asked, Outcome, Reply, State, Timing},
        xml::{Limits, Read, parse},
    },
    session::{self, Event, Online},
};
use jiff::Timestamp;

const INFO: &str = "http://jabber.org/protocol/disco#info";
const ITEMS: &str = "http://jabber.org/protocol/disco#items";

/// A session of alice that is up.
pub fn online() -> Online {
    Online {
        jid: "alice@a.example/x7".into(),
        server: "a.example".into(),
        security: "TLS 1.3".into(),
        features_xml: "".into(),
        caps: Vec::new(),
    }
}

/// The screen over a session that never comes online; its questions go nowhere.
pub async fn screen(address: Option<Address>) -> Explore {
    let (settings, passwords) = demo::start().await.unwrap().session();
    let (session, ..) = session::start(settings, passwords);
    let mut explore = Explore::default();
    let _ = explore.set_live(session, online(), address, false, true);
    explore
}

/// A question.
pub fn asked() -> Asked {
    Asked { at: Timestamp::UNIX_EPOCH, request_xml: Some("<iq type='get'/>".into()) }
}

/// A reply that holds that.
pub fn reply<T>(body: T, timing: Timing) -> Reply<T> {
    let took = Duration::from_micros(4200);
    Reply { asked: asked(), took, timing, reply_xml: Some("<iq type='result'/>".into()), reply_bytes: 19, body }
}

/// What the session tells of an answer.
pub fn answer(jid: &str, outcome: Outcome) -> Event {
    Event::Answer(Answer { address: Address::new(jid), outcome })
}

/// An answer to disco#info whose query holds `content`.
pub fn info(jid: &str, content: &str) -> Event {
    let info = Arc::new(read_info(content));
    answer(jid, Outcome::Info(State::Answered(reply(info, Timing::InTime))))
}

/// An answer to disco#items whose query holds `content`.
pub fn items(jid: &str, content: &str) -> Event {
    let xml = format!("<iq><query xmlns='{ITEMS}'>{content}</query></iq>");
    let Read::Whole { document, .. } = parse(&xml, None, Limits::default()).unwrap().content else { panic!() };
    let items = Arc::new(read::items(document.root().unwrap()));
    answer(jid, Outcome::Items(State::Answered(reply(items, Timing::InTime))))
}

/// What disco#info says whose query holds `content`.
pub fn read_info(content: &str) -> Info {
    let xml = format!("<iq><query xmlns='{INFO}'>{content}</query></iq>");
    let Read::Whole { document, .. } = parse(&xml, None, Limits::default()).unwrap().content else { panic!() };
    read::info(document.root().unwrap())
}
