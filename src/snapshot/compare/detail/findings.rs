//! Which rules the replies of both sides break.

use super::{Lines, Mark, Sink, mark_of};
use crate::{
    disco::finding::{Finding, Rule},
    snapshot::compare::{
        line::{Heading, Value},
        pair::Pairing,
    },
};

/// Compares by rules; details and lines may differ. Where the replies do not differ, their findings do not either.
pub fn compare<S: Sink>(left: &[Finding], right: &[Finding], differs: bool, lines: &Lines<'_>, sink: &mut S) {
    sink.group(lines.kind, Heading::Findings, None);
    // How fast a reply came is never compared.
    let counted = |finding: &&Finding| finding.rule != Rule::ReplyLate;
    let left: Vec<&Finding> = left.iter().filter(counted).collect();
    let right: Vec<&Finding> = right.iter().filter(counted).collect();
    let mut pairing = Pairing::new(left.len(), right.len(), |one, other| left.get(one) == right.get(other));
    let rule_and_detail = |finding: &&'_ Finding| (finding.rule, finding.detail.clone());
    pairing.pass(|at| left.get(at).map(rule_and_detail), |at| right.get(at).map(rule_and_detail));
    pairing.pass(|at| left.get(at).map(|finding| finding.rule), |at| right.get(at).map(|finding| finding.rule));
    for (one, other) in pairing.lines() {
        let (one, other) = (one.and_then(|at| left.get(at)), other.and_then(|at| right.get(at)));
        let mark = mark_of(one, other, lines.marks, |_, _| true);
        let mark = if differs || mark == Mark::Unknown { mark } else { Mark::Same };
        let rule = one.or(other).map_or("", |finding| finding.rule.id());
        let value = |finding: &&Finding| Value::Text(finding.detail.clone());
        sink.line(mark, || (rule.into(), one.map(value), other.map(value)));
    }
}
