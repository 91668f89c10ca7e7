//! The JSON record of an entity: the contract of `--format json` and of snapshots.

use std::{borrow::Cow, sync::Arc, time::Duration};

use jiff::Timestamp;
use serde::Serialize;

mod paging;

use paging::PagingRecord;

use super::{
    address::Address,
    finding::{self, Finding},
    reply::{Extra, Form, Identity, Info, Item, Items, Refusal},
    state::{Asked, Entity, Facts, Kind, Reply, State, Timing},
    xml::Kept,
};

/// One entity.
#[derive(Debug, Serialize)]
pub struct Record<'a> {
    /// The JID as asked.
    pub jid: &'a str,
    /// The node as asked.
    pub node: Option<&'a str>,
    /// The answer to disco#info.
    pub info: Answer<'a, InfoBody<'a>>,
    /// The answer to disco#items.
    pub items: Answer<'a, ItemsBody<'a>>,
}

/// One answer: what both kinds have in common, around what differs.
#[derive(Debug, Serialize)]
pub struct Answer<'a, B> {
    state: &'static str,
    asked_at: Option<String>,
    took_ms: Option<f64>,
    late: bool,
    node_echoed: Option<Arc<str>>,
    #[serde(flatten)]
    body: B,
    extras: &'a [Extra],
    error: Option<Arc<Refusal>>,
    findings: Vec<Finding>,
    problem: Option<String>,
    reply_bytes: Option<usize>,
    request_xml: Option<Cow<'a, str>>,
    reply_xml: Option<Cow<'a, str>>,
}

/// What only disco#info has.
#[derive(Debug, Default, Serialize)]
pub struct InfoBody<'a> {
    identities: Vec<IdentityRecord<'a>>,
    features: &'a [Option<Arc<str>>],
    forms: &'a [Form],
}

/// An identity with its language as plain text.
#[derive(Debug, Serialize)]
pub struct IdentityRecord<'a> {
    category: Option<&'a str>,
    #[serde(rename = "type")]
    kind: Option<&'a str>,
    name: Option<&'a str>,
    lang: Option<&'a str>,
}

/// What only disco#items has.
#[derive(Debug, Default, Serialize)]
pub struct ItemsBody<'a> {
    items: &'a [Arc<Item>],
    paging: Option<PagingRecord<'a>>,
}

impl<'a> Record<'a> {
    /// The record of an entity as it is known now; while a question is repeated, as it was known before.
    pub fn new(entity: &'a Entity) -> Self {
        let findings = finding::of_entity(entity);
        Self {
            jid: &entity.address.jid,
            node: entity.address.node.as_deref(),
            info: answer(&entity.info, findings.info, info_body, |info| (&info.node_echoed, &info.extras)),
            items: answer(&entity.items, findings.items, items_body, |items| (&items.node_echoed, &items.extras)),
        }
    }
}

/// What an entity said besides disco, as it stands in snapshots.
#[derive(Debug, Serialize)]
pub struct BesideRecord<'a> {
    jid: &'a str,
    node: Option<&'a str>,
    question: &'static str,
    #[serde(flatten)]
    answer: Answer<'a, FactsBody<'a>>,
}

/// What only these answers have.
#[derive(Debug, Default, Serialize)]
pub struct FactsBody<'a> {
    facts: &'a [(Arc<str>, Arc<str>)],
}

impl<'a> BesideRecord<'a> {
    /// The record of one answer.
    pub fn new(address: &'a Address, kind: Kind, state: &'a State<Facts>) -> Self {
        static NEITHER: (Option<Arc<str>>, Vec<Extra>) = (None, Vec::new());
        let body = |facts: &'a Facts| FactsBody { facts };
        let answer = answer(state, Vec::new(), body, |_| (&NEITHER.0, &NEITHER.1));
        Self { jid: &address.jid, node: address.node.as_deref(), question: kind.word(), answer }
    }

    /// Whom was asked: JID and node.
    pub fn address(&self) -> (&'a str, Option<&'a str>) {
        (self.jid, self.node)
    }

    /// The record without the stanzas.
    pub fn without_xml(mut self) -> Self {
        (self.answer.request_xml, self.answer.reply_xml) = (None, None);
        self
    }
}

impl Record<'_> {
    /// The record without the stanzas; everything that was read from them stays.
    pub fn without_xml(mut self) -> Self {
        (self.info.request_xml, self.info.reply_xml) = (None, None);
        (self.items.request_xml, self.items.reply_xml) = (None, None);
        self.items.body.paging = self.items.body.paging.map(PagingRecord::without_xml);
        self
    }
}

fn info_body(info: &Info) -> InfoBody<'_> {
    InfoBody {
        identities: info.identities.iter().map(identity).collect(),
        features: &info.features,
        forms: &info.forms,
    }
}

fn identity(identity: &Identity) -> IdentityRecord<'_> {
    IdentityRecord {
        category: identity.category.as_deref(),
        kind: identity.kind.as_deref(),
        name: identity.name.as_deref(),
        lang: identity.lang.as_ref().map(|lang| &**lang.tag()),
    }
}

fn items_body(items: &Items) -> ItemsBody<'_> {
    ItemsBody { items: &items.items, paging: Some(PagingRecord::of(&items.paging)) }
}

fn answer<'a, T, B: Default>(
    state: &'a State<T>,
    findings: Vec<Finding>,
    body: impl Fn(&'a T) -> B,
    common: impl Fn(&'a T) -> (&'a Option<Arc<str>>, &'a Vec<Extra>),
) -> Answer<'a, B> {
    let blank = Answer {
        state: state.known().word(),
        asked_at: None,
        took_ms: None,
        late: false,
        node_echoed: None,
        body: B::default(),
        extras: &[],
        error: None,
        findings: Vec::new(),
        problem: None,
        reply_bytes: None,
        request_xml: None,
        reply_xml: None,
    };
    match state.known() {
        State::NotAsked => blank,
        State::Waiting { since, .. } => Answer { asked_at: Some(instant(*since)), ..blank },
        State::Answered(reply) => {
            let (node_echoed, extras) = common(&reply.body);
            let blank = Answer { node_echoed: node_echoed.clone(), extras, findings, ..blank };
            Answer { body: body(&reply.body), ..replied(blank, reply) }
        }
        State::Refused(reply) => Answer { error: Some(reply.body.clone()), findings, ..replied(blank, reply) },
        State::Unreadable(reply) => Answer { problem: Some(reply.body.to_string()), findings, ..replied(blank, reply) },
        State::TimedOut { asked, after } => {
            let problem = format!("no reply within {} s", after.as_secs_f64());
            Answer { problem: Some(problem), took_ms: Some(milliseconds(*after)), ..sent(blank, asked) }
        }
        State::CutOff { at, asked, why } => {
            let blank = Answer { problem: Some(why.to_string()), ..blank };
            match asked {
                Some(asked) => {
                    let took = Duration::try_from(at.duration_since(asked.at)).unwrap_or_default();
                    Answer { took_ms: Some(milliseconds(took)), ..sent(blank, asked) }
                }
                None => Answer { asked_at: Some(instant(*at)), ..blank },
            }
        }
    }
}

fn sent<'a, B>(blank: Answer<'a, B>, asked: &'a Asked) -> Answer<'a, B> {
    Answer { asked_at: Some(instant(asked.at)), request_xml: asked.request_xml.as_ref().map(Kept::text), ..blank }
}

fn replied<'a, B, T>(blank: Answer<'a, B>, reply: &'a Reply<T>) -> Answer<'a, B> {
    Answer {
        took_ms: Some(milliseconds(reply.took)),
        late: reply.timing == Timing::Late,
        reply_bytes: Some(reply.reply_bytes),
        reply_xml: reply.reply_xml.as_ref().map(Kept::text),
        ..sent(blank, &reply.asked)
    }
}

impl<T> State<T> {
    /// The state's name in the JSON contract.
    pub fn word(&self) -> &'static str {
        match self {
            Self::NotAsked => "not-asked",
            Self::Waiting { .. } => "waiting",
            Self::Answered(_) => "answered",
            Self::Refused(_) => "refused",
            Self::Unreadable(_) => "unreadable",
            Self::TimedOut { .. } => "timed-out",
            Self::CutOff { .. } => "cut-off",
        }
    }
}

/// Milliseconds to three places, as they are shown and written.
pub fn milliseconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1_000_000.0).round() / 1000.0
}

/// A time as it is written, to the millisecond.
pub fn instant(at: Timestamp) -> String {
    format!("{at:.3}")
}
