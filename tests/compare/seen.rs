//! What somebody saw, made of XML, for whoever needs a snapshot without a server.

use std::{sync::Arc, time::Duration};

use discoscope::{
    disco::{
        address::Address,
        read,
        state::{Answer, Asked, Kind, Outcome, Reply, State, Timing},
        tree::{Scope, Tree},
        xml::{Document, Limits, Read, Unreadable, parse},
    },
    snapshot::{Origin, Snapshot},
};
use jiff::Timestamp;

const INFO: &str = "http://jabber.org/protocol/disco#info";
const ITEMS: &str = "http://jabber.org/protocol/disco#items";

/// A tree that is being filled.
#[derive(Debug, Default)]
pub struct Seen {
    tree: Tree,
}

/// An address, as `jid` or `jid#node`.
pub fn address(text: &str) -> Address {
    match text.split_once('#') {
        Some((jid, node)) => Address::with_node(jid, node),
        None => Address::new(text),
    }
}

impl Seen {
    /// A tree with these roots.
    pub fn new(roots: &[&str]) -> Self {
        let mut tree = Tree::new();
        for root in roots {
            let _ = tree.add_root(address(root));
        }
        Self { tree }
    }

    /// An answer to disco#info whose query holds `content`.
    pub fn info(self, whom: &str, content: &str) -> Self {
        let xml = query(INFO, content);
        let info = read::info(document(&xml).root().unwrap());
        self.outcome(whom, Outcome::Info(State::Answered(reply(Arc::new(info), &xml))))
    }

    /// An answer to disco#items whose query holds `content`.
    pub fn items(self, whom: &str, content: &str) -> Self {
        let xml = query(ITEMS, content);
        let items = read::items(document(&xml).root().unwrap());
        self.outcome(whom, Outcome::Items(State::Answered(reply(Arc::new(items), &xml))))
    }

    /// An answer to disco#items with items of these addresses, in short.
    pub fn lists(self, whom: &str, items: &[&str]) -> Self {
        let item = |text: &&str| match address(text) {
            Address { jid, node: Some(node) } => format!("<item jid='{jid}' node='{node}'/>"),
            Address { jid, node: None } => format!("<item jid='{jid}'/>"),
        };
        self.items(whom, &items.iter().map(item).collect::<Vec<_>>().concat())
    }

    /// An error in place of an answer.
    pub fn refuses(self, whom: &str, kind: Kind, error: &str) -> Self {
        let xml = format!("<iq type='error' xmlns='jabber:client'>{error}</iq>");
        let refusal = Arc::new(read::refusal(document(&xml).root().unwrap()));
        let outcome = match kind {
            Kind::Info => Outcome::Info(State::Refused(reply(refusal, &xml))),
            _ => Outcome::Items(State::Refused(reply(refusal, &xml))),
        };
        self.outcome(whom, outcome)
    }

    /// Names and values, as an answer to one of the other questions.
    pub fn facts(self, whom: &str, kind: Kind, facts: &[(&str, &str)]) -> Self {
        let facts = facts.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        self.outcome(whom, Outcome::Besides(kind, State::Answered(reply(Arc::new(facts), "<iq/>"))))
    }

    /// Any end of a question.
    pub fn outcome(mut self, whom: &str, outcome: Outcome) -> Self {
        self.tree.answer(Answer { address: address(whom), outcome });
        self
    }

    /// What was seen.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot::of(self.tree.part(Scope::Whole), Origin::of("me@a.example/x7", "a.example"))
    }
}

/// A reply that holds that; no two took the same time.
pub fn reply<T>(body: T, xml: &str) -> Reply<T> {
    let at = Timestamp::now();
    let took = Duration::from_nanos(u64::from(at.subsec_nanosecond().unsigned_abs()));
    Reply { asked: asked(), took, timing: Timing::InTime, reply_xml: Some(xml.into()), reply_bytes: xml.len(), body }
}

/// A question.
pub fn asked() -> Asked {
    Asked { at: Timestamp::now(), request_xml: Some("<iq/>".into()) }
}

/// Silence.
pub fn silent<T>() -> State<T> {
    State::TimedOut { asked: asked(), after: Duration::from_secs(10) }
}

/// A connection that went.
pub fn cut_off<T>() -> State<T> {
    State::CutOff { at: Timestamp::now(), asked: None, why: "gone".into() }
}

/// A reply with too much in it.
pub fn too_large<T>(limit: usize) -> State<T> {
    State::Unreadable(reply(Unreadable::TooLarge(limit), "<iq"))
}

fn query(namespace: &str, content: &str) -> String {
    if content.starts_with("<iq") {
        return content.to_owned();
    }
    format!("<iq><query xmlns='{namespace}'>{content}</query></iq>")
}

fn document(xml: &str) -> Document {
    let Read::Whole { document, .. } = parse(xml, None, Limits::default()).unwrap().content else { panic!("{xml}") };
    document
}
