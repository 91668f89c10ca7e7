//! Which rules an entity breaks, small enough to be kept for every row.

use crate::disco::finding::{self, Finding, Rule};

/// A set of rules.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rules(u128);

impl Rules {
    /// The rules of findings.
    pub fn of<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> Self {
        findings.into_iter().fold(Self::default(), |rules, finding| rules.with(finding.rule))
    }

    /// These and one more.
    pub fn with(self, rule: Rule) -> Self {
        Self(self.0 | bit(rule))
    }

    /// These and those.
    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether a rule is among them.
    pub fn has(self, rule: Rule) -> bool {
        self.0 & bit(rule) != 0
    }

    /// Whether one of those is among them.
    pub fn has_any(self, others: Self) -> bool {
        self.0 & others.0 != 0
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Each of them.
    pub fn iter(self) -> impl Iterator<Item = Rule> {
        Rule::ALL.iter().copied().filter(move |rule| self.has(*rule))
    }
}

fn bit(rule: finding::Rule) -> u128 {
    1_u128.checked_shl(rule as u32).unwrap_or_default()
}
