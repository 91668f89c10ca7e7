//! What is wrong with what we say of ourselves: the same rules that others are held to.

use std::{fmt, sync::Arc, time::Duration};

use jiff::Timestamp;

use super::{Node, Profile, Then, stanza};
use crate::disco::{
    address::Address,
    finding::{self, Finding, Severity},
    namespace::{INFO, ITEMS},
    read,
    reply::Refusal,
    request,
    state::{Asked, Entity, Kind, Question, Reply, State, Timing},
    xml::{self, Limits, Read, Stanza},
};

/// Something that the protocol forbids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What it is about, in words.
    pub place: String,
    /// What is wrong, a sentence.
    pub why: String,
    /// The document and its section.
    pub clause: &'static str,
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {} ({})", self.place, self.why.trim_end_matches('.'), self.clause)?;
        formatter.write_str(".")
    }
}

/// A node as whoever asks about it sees it.
#[derive(Clone, Debug)]
pub struct Preview {
    /// Both answers.
    pub entity: Entity,
    /// What breaks a rule.
    pub findings: Vec<Finding>,
}

impl Profile {
    /// Everything that the protocol forbids, the main node's first.
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = self.main_problems();
        for node in &self.nodes {
            let findings = Preview::of(node, "user@example.org/client").findings;
            problems
                .extend(findings.iter().filter(|finding| is_serious(finding)).map(|finding| problem(node, finding)));
        }
        for (number, rule) in self.rules.iter().enumerate() {
            let Then::Error(refused) = &rule.then else { continue };
            let xml = format!("<iq xmlns='jabber:client' type='error' id='1'>{}</iq>", stanza::error(refused));
            let mut entity = Entity::new(Address::new("user@example.org/client"));
            entity.info = state(Kind::Info, &entity.address, &xml, |_| Arc::default());
            let findings = finding::of_entity(&entity).info;
            problems.extend(findings.iter().filter(|finding| is_serious(finding)).map(|finding| Problem {
                place: format!("The error of rule {}", number + 1),
                why: format!("{} {}", finding.rule.explanation(), finding.detail),
                clause: finding.rule.clause(),
            }));
        }
        problems.extend(self.rule_problems());
        problems
    }

    /// What every entity has to say of itself, and does.
    fn main_problems(&self) -> Vec<Problem> {
        let place = "The main node".to_owned();
        let Some(main) = self.main() else {
            let why = "It is missing: there is no [[node]] without name and JID, so nobody can be told what this is.";
            return vec![Problem { place, why: why.to_owned(), clause: "XEP-0030 §3.1" }];
        };
        lacks(main).map(|(why, clause)| Problem { place: place.clone(), why, clause }).collect()
    }
}

/// What a main node does not say though everybody has to, with its clause.
pub(super) fn lacks(main: &Node) -> impl Iterator<Item = (String, &'static str)> {
    let lacks = |feature: &str| !main.features.iter().any(|there| &**there == feature);
    let all = [(INFO, "XEP-0030 §3.1"), (ITEMS, "XEP-0030 §4.1")].into_iter();
    all.filter(move |(feature, _)| lacks(feature))
        .map(|(feature, clause)| (format!("It does not have the feature {feature}, though that is answered."), clause))
}

pub(super) fn is_serious(finding: &Finding) -> bool {
    finding.severity >= Severity::Warning
}

fn problem(node: &Node, finding: &Finding) -> Problem {
    let why = format!("{} {}", finding.rule.explanation(), finding.detail);
    Problem { place: node.words(), why, clause: finding.rule.clause() }
}

impl Preview {
    /// A node, asked for by somebody of whom no rule speaks, as a node of that JID of ours.
    pub fn of(node: &Node, own: &str) -> Self {
        let entity = seen_by_others(node, own);
        let findings = finding::of_entity(&entity).iter().cloned().collect();
        Self { entity, findings }
    }
}

/// Both answers about a node, as a node of that JID of ours.
pub(super) fn seen_by_others(node: &Node, own: &str) -> Entity {
    let jid: Arc<str> = node.jid.clone().unwrap_or_else(|| own.into());
    let address = Address { jid, node: node.name.clone() };
    let mut entity = Entity::new(address.clone());
    let name = node.name.as_deref();
    let result = |query: String| {
        let from = xml::escape(&address.jid);
        format!("<iq xmlns='jabber:client' type='result' id='preview' from='{from}'>{query}</iq>")
    };
    let (info, items) = (result(stanza::info(node, name)), result(stanza::items(&node.items, name, "")));
    entity.info = state(Kind::Info, &address, &info, |root| Arc::new(read::info(root)));
    entity.items = state(Kind::Items, &address, &items, |root| Arc::new(read::items(root)));
    entity
}

/// An answer of ours as it is read by whoever gets it.
fn state<T>(kind: Kind, address: &Address, xml: &str, read: impl Fn(xml::Element<'_>) -> Arc<T>) -> State<T> {
    let Ok(Stanza { content: Read::Whole { document, xml }, bytes, kind: answer, .. }) =
        xml::parse(xml, None, Limits::default())
    else {
        return State::NotAsked;
    };
    let Some(root) = document.root() else { return State::NotAsked };
    let request = request::xml(&Question::new(kind, address.clone()), "preview", None);
    let asked = Asked { at: Timestamp::now(), request_xml: Some((&*request).into()) };
    let reply_xml = Some((&*xml).into());
    let (took, timing, reply_bytes) = (Duration::ZERO, Timing::InTime, bytes);
    if answer.as_deref() == Some("error") {
        let body: Arc<Refusal> = Arc::new(read::refusal(root));
        return State::Refused(Reply { asked, took, timing, reply_xml, reply_bytes, body });
    }
    State::Answered(Reply { asked, took, timing, reply_xml, reply_bytes, body: read(root) })
}
