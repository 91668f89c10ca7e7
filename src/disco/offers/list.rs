//! What is offered as lists to be read.

use std::{cmp::Reverse, sync::Arc};

use super::{Offers, Pair};
use crate::disco::{
    finding::Severity,
    search::{Text, term},
};

/// What a list is of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// Features.
    #[default]
    Features,
    /// Categories and types of identities.
    Identities,
    /// The XEPs and RFCs that define the features.
    Documents,
    /// Broken rules.
    Findings,
}

impl Sort {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Features, Self::Identities, Self::Documents, Self::Findings];
}

/// In which order a list is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// What most entities have comes first.
    #[default]
    Count,
    /// By its name.
    Name,
}

/// One line of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// As it came over the wire, or is cited.
    pub name: Arc<str>,
    /// What it means; empty where nothing is known.
    pub words: &'static str,
    /// The category of an identity.
    pub category: Option<Arc<str>>,
    /// How bad a finding is.
    pub severity: Option<Severity>,
    /// How many entities have it.
    pub count: u32,
    /// The term that finds them.
    pub term: String,
}

impl Offers {
    /// How many different ones there are.
    pub fn len(&self, sort: Sort) -> usize {
        match sort {
            Sort::Features => self.features.counted().count(),
            Sort::Identities => self.pairs.counted().count(),
            Sort::Documents => self.documents.counted().count(),
            Sort::Findings => self.rules.values().filter(|count| **count > 0).count(),
        }
    }

    /// Those that have a text in their name or in what they mean, in some order, `most` of them at most; and how many
    /// there are without that limit.
    pub fn list(&self, sort: Sort, order: Order, text: &str, most: usize) -> (Vec<Offer>, usize) {
        let wanted = Text::somewhere(text);
        let mut keys: Vec<Key> = match sort {
            Sort::Features => self.features.counted().map(|(number, _, count)| Key { number, count }).collect(),
            Sort::Identities => self.pairs.counted().map(|(number, _, count)| Key { number, count }).collect(),
            Sort::Documents => self.documents.counted().map(|(number, _, count)| Key { number, count }).collect(),
            Sort::Findings => {
                let counted = self.rules.iter().filter(|(_, count)| **count > 0);
                counted.map(|(rule, count)| Key { number: *rule as u32, count: *count }).collect()
            }
        };
        if !text.is_empty() {
            keys.retain(|key| {
                let (name, words) = self.named(sort, *key);
                wanted.is_in(&name) || wanted.is_in(words)
            });
        }
        let total = keys.len();
        if order == Order::Count && total > most {
            let _ = keys.select_nth_unstable_by_key(most, |key| Reverse(key.count));
            keys.truncate(most);
        }
        let mut offers: Vec<_> = keys.into_iter().filter_map(|key| self.offer(sort, key)).collect();
        match order {
            Order::Count => {
                offers.sort_by(|one, two| (Reverse(one.count), &one.name).cmp(&(Reverse(two.count), &two.name)));
            }
            Order::Name => offers.sort_by(|one, two| one.name.cmp(&two.name)),
        }
        offers.truncate(most);
        (offers, total)
    }

    fn named(&self, sort: Sort, key: Key) -> (Arc<str>, &'static str) {
        match sort {
            Sort::Features => {
                let name = self.feature_named(key.number).cloned().unwrap_or_default();
                let words = self.meanings.get(key.number as usize).and_then(|meaning| meaning.words);
                let title = || self.document_of(key.number).map_or("", |document| document.title);
                (name, words.unwrap_or_else(title))
            }
            Sort::Identities => (self.pair(key.number).map(joined).unwrap_or_default(), ""),
            Sort::Documents => {
                let title = self.titles.get(key.number as usize);
                title.map(|document| (document.number.into(), document.title)).unwrap_or_default()
            }
            Sort::Findings => rule(key).map(|rule| (rule.id().into(), rule.explanation())).unwrap_or_default(),
        }
    }

    fn offer(&self, sort: Sort, key: Key) -> Option<Offer> {
        let (name, words) = self.named(sort, key);
        let mut offer = Offer { name, words, category: None, severity: None, count: key.count, term: String::new() };
        offer.term = match sort {
            Sort::Features => term("feature", &format!("={}", offer.name)),
            Sort::Identities => {
                offer.category.clone_from(&self.pair(key.number)?.0);
                term("identity", &format!("={}", offer.name))
            }
            Sort::Documents => {
                let (kind, number) = offer.name.split_once(['-', ' '])?;
                term(&kind.to_lowercase(), number)
            }
            Sort::Findings => {
                offer.severity = rule(key).map(super::Rule::severity);
                term("finding", &offer.name)
            }
        };
        Some(offer)
    }
}

#[derive(Clone, Copy)]
struct Key {
    number: u32,
    count: u32,
}

fn rule(key: Key) -> Option<super::Rule> {
    super::Rule::ALL.get(key.number as usize).copied()
}

/// A category and a type as people write them.
fn joined((category, kind): &Pair) -> Arc<str> {
    format!("{}/{}", category.as_deref().unwrap_or_default(), kind.as_deref().unwrap_or_default()).into()
}
