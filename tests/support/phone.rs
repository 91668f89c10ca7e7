//! Bob's phone: a second client that is online, announces its capabilities and answers questions about itself.

use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use base64::{Engine, engine::general_purpose::STANDARD};
use sha1::{Digest, Sha1};

use crate::prosody::Prosody;
use crate::raw::{Login, Raw, attribute};

/// Its full JID.
pub const JID: &str = "bob@localhost/phone";
/// Its software's name.
pub const SOFTWARE: &str = "Pocket Talk";
/// What it offers, in the order of the verification string.
pub const FEATURES: [&str; 4] =
    ["http://jabber.org/protocol/caps", "http://jabber.org/protocol/disco#info", "jabber:iq:version", "urn:xmpp:time"];
const NODE: &str = "https://example.org/pocket-talk";

/// The phone, online until it is dropped.
pub struct Phone {
    orders: Option<Sender<String>>,
    thread: Option<JoinHandle<()>>,
}

impl Phone {
    /// Makes alice and bob contacts of each other and brings the phone online.
    pub fn start(prosody: &Prosody, show: &str, status: &str) -> Self {
        let login = Login {
            port: prosody.starttls,
            ca: Some(prosody.ca()),
            account: Some(("bob", "bobpw")),
            resource: Some("phone"),
            ..Login::default()
        };
        let mut bob = Raw::log_in(&login).expect("bob logs in");
        assert_eq!(bob.jid, JID);
        befriend(&mut prosody.raw("alice"), &mut bob);
        let (orders, receiver) = channel();
        let thread = thread::spawn(move || serve(bob, &receiver));
        let phone = Self { orders: Some(orders), thread: Some(thread) };
        phone.appear(show, status);
        phone
    }

    /// Sends presence with its capabilities.
    pub fn appear(&self, show: &str, status: &str) {
        let ver = ver();
        let presence = format!(
            "<presence><show>{show}</show><status>{status}</status><priority>5</priority>\
             <c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='{NODE}' ver='{ver}'/></presence>"
        );
        self.orders.as_ref().expect("there until it is dropped").send(presence).expect("the phone is online");
    }
}

impl Drop for Phone {
    fn drop(&mut self) {
        drop(self.orders.take());
        let ended = self.thread.take().map(JoinHandle::join);
        if !thread::panicking() {
            assert!(matches!(ended, Some(Ok(()))), "the phone failed");
        }
    }
}

/// The hash of what it answers (XEP-0115 §5.1): an identity without language, the features, no form.
pub fn ver() -> String {
    let features: String = FEATURES.iter().flat_map(|feature| [*feature, "<"]).collect();
    STANDARD.encode(Sha1::digest(format!("client/phone//{SOFTWARE}<{features}")))
}

/// Both ask, both agree; each step waits for the other's.
fn befriend(alice: &mut Raw, bob: &mut Raw) {
    let _ = alice.ask("set", "", "<query xmlns='jabber:iq:roster'><item jid='bob@localhost' name='Bob'/></query>");
    for raw in [&mut *alice, &mut *bob] {
        // Only who has asked for the roster is told of requests, and only who is there.
        let _ = raw.ask("get", "", "<query xmlns='jabber:iq:roster'/>");
        raw.send("<presence/>");
    }
    ask_and_agree((&mut *alice, "alice@localhost"), (&mut *bob, "bob@localhost"));
    ask_and_agree((bob, "bob@localhost"), (alice, "alice@localhost"));
}

fn ask_and_agree((one, one_jid): (&mut Raw, &str), (other, other_jid): (&mut Raw, &str)) {
    one.send(&format!("<presence type='subscribe' to='{other_jid}'/>"));
    other.wait_for("'subscribe'");
    other.send(&format!("<presence type='subscribed' to='{one_jid}'/>"));
    one.wait_for("'subscribed'");
}

fn serve(mut bob: Raw, orders: &Receiver<String>) {
    loop {
        match orders.try_recv() {
            Ok(xml) => bob.send(&xml),
            Err(TryRecvError::Disconnected) => return,
            Err(TryRecvError::Empty) => {}
        }
        while let Some(question) = bob.next_question(Duration::from_millis(20)) {
            bob.send(&answer(&question));
        }
    }
}

fn answer(question: &str) -> String {
    let [id, from] = ["id", "from"].map(|name| attribute(question, name).expect("a question of somebody"));
    let (_, payload) = question.split_once('>').expect("a tag");
    let node = attribute(payload, "node").map(|node| format!(" node='{node}'")).unwrap_or_default();
    let body = match attribute(payload, "xmlns").unwrap_or_default() {
        "http://jabber.org/protocol/disco#info" => {
            let features = FEATURES.map(|feature| format!("<feature var='{feature}'/>")).concat();
            format!(
                "<query xmlns='http://jabber.org/protocol/disco#info'{node}>\
                 <identity category='client' type='phone' name='{SOFTWARE}'/>{features}</query>"
            )
        }
        "jabber:iq:version" => format!(
            "<query xmlns='jabber:iq:version'><name>{SOFTWARE}</name><version>7.1</version><os>Android 16</os></query>"
        ),
        "urn:xmpp:time" => {
            "<time xmlns='urn:xmpp:time'><tzo>+02:00</tzo><utc>2026-07-01T10:00:00Z</utc></time>".to_owned()
        }
        _ => {
            let condition = "<service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>";
            return format!("<iq type='error' id='{id}' to='{from}'><error type='cancel'>{condition}</error></iq>");
        }
    };
    format!("<iq type='result' id='{id}' to='{from}'>{body}</iq>")
}
