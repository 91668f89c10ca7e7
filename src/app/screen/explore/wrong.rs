//! What is wrong with which entity: counted when an answer comes, so that no row has to be judged while it is drawn.

use std::collections::HashMap;

use crate::{
    app::widget::tree::{Badge, Severity},
    disco::{
        finding::{self, Counts, Finding},
        tree::{EntityId, Tree},
    },
    session::{Notice, Stray},
};

/// The counts of findings, and the findings that no reply shows by itself.
#[derive(Debug, Default)]
pub struct Wrong {
    counts: HashMap<EntityId, Counts>,
    strays: HashMap<EntityId, Vec<Finding>>,
}

/// Replies that nobody waited for are remembered up to so many an entity: a forger may send any number.
const MOST_STRAYS: usize = 50;

impl Wrong {
    /// Judges an entity anew.
    pub fn judge(&mut self, tree: &Tree, id: EntityId) {
        let Some(entity) = tree.entity(id) else { return };
        let counts = finding::count(entity);
        if counts.total() == 0 {
            let _ = self.counts.remove(&id);
        } else {
            let _ = self.counts.insert(id, counts);
        }
    }

    /// Remembers a reply that nobody waited for.
    pub fn stray(&mut self, id: EntityId, notice: &Notice) {
        let finding = match &notice.stray {
            Stray::Twice => Finding::reply_twice(),
            Stray::Forged { from } => Finding::reply_forged(from.as_deref()),
        };
        let strays = self.strays.entry(id).or_default();
        if strays.len() < MOST_STRAYS {
            strays.push(finding);
        }
    }

    /// The findings of an entity that no reply shows by itself.
    pub fn strays(&self, id: EntityId) -> &[Finding] {
        self.strays.get(&id).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether anything is wrong with an entity beyond what is merely unusual.
    pub fn has_any(&self, id: EntityId) -> bool {
        self.counts.contains_key(&id) || self.strays.contains_key(&id)
    }

    /// The mark of a row.
    pub fn badge(&self, id: EntityId) -> Option<Badge> {
        let counts = self.counts.get(&id).copied().unwrap_or_default();
        let strays = self.strays(id);
        let count = u32::try_from(counts.total() + strays.len()).unwrap_or(u32::MAX);
        let worst = counts.worst().into_iter().chain(strays.iter().map(|stray| stray.severity)).max()?;
        Some(Badge { count, severity: severity(worst) })
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
