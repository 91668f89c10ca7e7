//! What is wrong with which entity: counted when an answer comes, so that no row has to be judged while it is drawn.

use std::collections::{HashMap, HashSet};

use crate::{
    app::widget::tree::{Badge, Severity},
    disco::{
        address::Address,
        caps::{self, Announced, Verdict},
        contact::Contacts,
        finding::{self, Counts, Finding, Rule},
        reply::{At, Info},
        search::Rules,
        tree::{EntityId, Tree},
    },
    session::Notice,
};

/// The counts of findings, and the findings that no reply shows by itself.
#[derive(Debug, Default)]
pub struct Wrong {
    counts: HashMap<EntityId, (Counts, Rules)>,
    strays: HashMap<EntityId, Vec<Finding>>,
    promises: HashMap<EntityId, Vec<Finding>>,
}

/// Replies that nobody waited for are remembered up to so many an entity: a forger may send any number.
const MOST_STRAYS: usize = 50;

impl Wrong {
    /// Judges an entity anew, also by what is announced for it in presence and elsewhere.
    pub fn judge_all(
        &mut self,
        tree: &Tree,
        contacts: &Contacts,
        announced: &[Announced],
        id: EntityId,
        address: &Address,
    ) {
        self.judge(tree, id);
        if address.node.is_none() {
            let present = contacts.of(&address.jid).into_iter().flat_map(|presence| &presence.caps);
            self.compare(tree, id, present.chain(announced));
        }
    }

    fn judge(&mut self, tree: &Tree, id: EntityId) {
        let Some(entity) = tree.entity(id) else { return };
        let (counts, rules) = finding::tally(entity);
        if counts.total() == 0 {
            let _ = self.counts.remove(&id);
        } else {
            let _ = self.counts.insert(id, (counts, rules));
        }
    }

    /// Remembers a reply that nobody waited for.
    pub fn stray(&mut self, id: EntityId, notice: &Notice) {
        let strays = self.strays.entry(id).or_default();
        if strays.len() < MOST_STRAYS {
            strays.push(notice.finding());
        }
    }

    /// The replies that nobody waited for, by whose they claim to be.
    pub fn strays(&self, tree: &Tree) -> impl Iterator<Item = (Address, Vec<Finding>)> {
        self.strays.iter().filter_map(|(id, findings)| Some((tree.entity(*id)?.address.clone(), findings.clone())))
    }

    /// Takes over the replies that nobody waited for from a file.
    pub fn kept_strays(&mut self, id: EntityId, findings: Vec<Finding>) {
        let _ = self.strays.insert(id, findings);
    }

    /// With how many entities something is wrong.
    pub fn len(&self) -> usize {
        let all = self.counts.keys().chain(self.strays.keys()).chain(self.promises.keys());
        all.collect::<HashSet<_>>().len()
    }

    /// Compares an entity's reply with the capabilities that are announced for it (XEP-0115 §5.4, XEP-0390 §4.4).
    fn compare<'a>(&mut self, tree: &Tree, id: EntityId, announced: impl Iterator<Item = &'a Announced>) {
        let Some(info) = tree.entity(id).and_then(|entity| entity.info.answer()) else { return };
        let broken: Vec<_> = announced.filter_map(|announced| broken(announced, info)).collect();
        if broken.is_empty() {
            let _ = self.promises.remove(&id);
        } else {
            let _ = self.promises.insert(id, broken);
        }
    }

    /// The findings of an entity that no reply shows by itself.
    pub fn besides(&self, id: EntityId) -> Vec<Finding> {
        [&self.promises, &self.strays].into_iter().filter_map(|findings| findings.get(&id)).flatten().cloned().collect()
    }

    /// Whether anything is wrong with an entity beyond what is merely unusual.
    pub fn has_any(&self, id: EntityId) -> bool {
        self.counts.contains_key(&id) || self.strays.contains_key(&id) || self.promises.contains_key(&id)
    }

    /// Which rules an entity breaks.
    pub fn rules(&self, id: EntityId) -> Rules {
        let (_, rules) = self.counts.get(&id).copied().unwrap_or_default();
        let besides = [&self.promises, &self.strays].into_iter().filter_map(|findings| findings.get(&id)).flatten();
        rules.and(Rules::of(besides))
    }

    /// The mark of a row.
    pub fn badge(&self, id: EntityId) -> Option<Badge> {
        let (counts, _) = self.counts.get(&id).copied().unwrap_or_default();
        let besides = [&self.promises, &self.strays].into_iter().filter_map(|findings| findings.get(&id)).flatten();
        let (more, worst) =
            besides.fold((0, None), |(more, worst), finding| (more + 1, worst.max(Some(finding.severity))));
        let count = u32::try_from(counts.total() + more).unwrap_or(u32::MAX);
        let worst = counts.worst().max(worst)?;
        Some(Badge { count, severity: severity(worst) })
    }
}

fn broken(announced: &Announced, info: &Info) -> Option<Finding> {
    match caps::verify(announced, info) {
        Verdict::Mismatch(mismatch) => {
            let detail = format!("announced {}, computed {}", mismatch.announced, mismatch.computed);
            Some(Finding::new(Rule::CapsMismatch, At::Reply, &detail))
        }
        Verdict::IllFormed(wrong) => {
            let detail = wrong.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
            Some(Finding::new(Rule::CapsIllFormed, At::Reply, &detail))
        }
        Verdict::Match(_) | Verdict::UnknownHash(_) | Verdict::Legacy | Verdict::NotApplicable(_) => None,
    }
}

/// The severity as the list draws it.
pub fn severity(severity: finding::Severity) -> Severity {
    match severity {
        finding::Severity::Note => Severity::Note,
        finding::Severity::Warning => Severity::Warning,
        finding::Severity::Error => Severity::Error,
    }
}
