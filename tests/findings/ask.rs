//! Entities as a session leaves them, without one: replies go through the book of questions.

use std::time::{Duration, Instant};

use discoscope::{
    disco::{
        address::Address,
        finding::{self, EntityFindings, Finding, Rule},
        reply::At,
        state::{Answer, Entity, Kind, Question},
        xml::{Limits, parse},
    },
    session::{Match, Questions},
};
use jiff::Timestamp;

pub const JID: &str = "e.example.org";
pub const TIMEOUT: Duration = Duration::from_secs(30);

/// What the book makes of a reply to its first question, so much later.
pub fn matched(address: &Address, kind: Kind, reply: &str, after: Duration, limits: Limits) -> (Questions, Match) {
    let mut questions = Questions::new(1, TIMEOUT, "me@example.org/x");
    let start = Instant::now();
    questions.push(Question::new(kind, address.clone()));
    let (id, _) = questions.take().unwrap();
    questions.sent(id, start, Timestamp::now());
    let _ = questions.expire(start + after);
    let stanza = parse(reply, Some("en"), limits).unwrap_or_else(|error| panic!("{error}: {reply}"));
    let found = questions.reply(&stanza, start + after);
    (questions, found)
}

/// Puts an answer where it belongs.
pub fn apply(entity: &mut Entity, answer: Answer) {
    let _ = entity.take(answer.outcome);
}

/// Lets an entity answer with this stanza.
pub fn answer(entity: &mut Entity, kind: Kind, reply: &str) {
    let (_, found) = matched(&entity.address, kind, reply, Duration::from_millis(5), Limits::default());
    let Match::Answer(answer) = found else { panic!("{found:?} for {reply}") };
    apply(entity, *answer);
}

/// The findings, after a look whether counting comes to the same.
#[track_caller]
pub fn findings(entity: &Entity) -> EntityFindings {
    let findings = finding::of_entity(entity);
    assert_eq!(finding::count(entity), findings.counts());
    findings
}

/// Rule and place of each.
pub fn places(findings: &[Finding]) -> Vec<(Rule, At)> {
    findings.iter().map(|finding| (finding.rule, finding.at)).collect()
}

/// Each as a line.
pub fn lines(findings: &[Finding]) -> Vec<String> {
    findings.iter().map(|finding| format!("{} {:?}: {}", finding.rule, finding.at, finding.detail)).collect()
}
