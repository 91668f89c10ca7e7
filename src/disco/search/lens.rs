//! A query that remembers what it found out: features and identities come again and again, and each is judged once.

use super::{Query, Subject, Text, What, is_document, is_in, is_said};
use crate::disco::{
    offers::{Offers, Pair, Sight},
    tree::EntityId,
};

/// A query over one tree's [`Offers`].
#[derive(Debug, Default)]
pub struct Lens {
    query: Query,
    /// By the number of the term.
    known: Vec<Known>,
}

/// What a term holds for, by numbers: of features or identities, and of sets of them.
#[derive(Clone, Debug, Default)]
struct Known {
    ones: Vec<Option<bool>>,
    sets: Vec<Option<bool>>,
}

impl Lens {
    /// Looks for that.
    pub fn new(query: Query) -> Self {
        let known = vec![Known::default(); query.terms.len()];
        Self { query, known }
    }

    /// What is looked for.
    pub fn query(&self) -> &Query {
        &self.query
    }

    /// Whether every term holds: the same as [`Query::holds`], faster for an entity that `offers` knows as it is now.
    pub fn holds(&mut self, offers: &Offers, id: Option<EntityId>, subject: Subject<'_>) -> bool {
        let sight = id.and_then(|id| offers.sight(id));
        self.query.terms.iter().zip(&mut self.known).all(|(term, known)| {
            let holds = match sight {
                Some(sight) => known.holds(&term.what, offers, sight, subject),
                None => term.what.holds(subject),
            };
            holds != term.is_negated
        })
    }
}

impl Known {
    fn holds(&mut self, what: &What, offers: &Offers, sight: Sight, subject: Subject<'_>) -> bool {
        let of_feature = |text: &Text, feature: u32| offers.feature_named(feature).is_some_and(|name| text.is_in(name));
        match what {
            What::Text(text) => {
                self.any(sight.features, |set| offers.features_of(set), |feature| of_feature(text, feature))
                    || is_said(subject, text)
            }
            What::Feature(text) => {
                self.any(sight.features, |set| offers.features_of(set), |feature| of_feature(text, feature))
            }
            What::Document { kind, number } => {
                let is_of = |feature| {
                    offers.document_of(feature).is_some_and(|document| is_document(document.number, kind, *number))
                };
                self.any(sight.features, |set| offers.features_of(set), is_of)
            }
            What::Category(text) => self.any_pair(offers, sight, |(category, _)| is_in(category.as_ref(), text)),
            What::Type(text) => self.any_pair(offers, sight, |(_, kind)| is_in(kind.as_ref(), text)),
            What::Identity(text) => self.any_pair(offers, sight, |(category, kind)| text.is_in_pair(category, kind)),
            other => other.holds(subject),
        }
    }

    fn any_pair(&mut self, offers: &Offers, sight: Sight, holds: impl Fn(&Pair) -> bool) -> bool {
        self.any(sight.pairs, |set| offers.pairs_of(set), |pair| offers.pair(pair).is_some_and(&holds))
    }

    /// Whether it holds for a member of a set.
    fn any<'a>(&mut self, set: u32, members: impl Fn(u32) -> &'a [u32], holds: impl Fn(u32) -> bool) -> bool {
        if let Some(known) = self.sets.get(set as usize).copied().flatten() {
            return known;
        }
        let found = members(set).iter().any(|one| match self.ones.get(*one as usize).copied().flatten() {
            Some(known) => known,
            None => remember(&mut self.ones, *one, holds(*one)),
        });
        remember(&mut self.sets, set, found)
    }
}

fn remember(known: &mut Vec<Option<bool>>, number: u32, holds: bool) -> bool {
    let number = number as usize;
    if known.len() <= number {
        known.resize(number + 1, None);
    }
    if let Some(place) = known.get_mut(number) {
        *place = Some(holds);
    }
    holds
}
