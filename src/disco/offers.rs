//! Who offers what: the features, identities, documents and findings of a whole tree, each with how many entities have it.
//!
//! It is kept up by entity: what one offered before is taken away, what it offers now is added, and nobody else is looked
//! at. Entities that advertise the same features share one set of them, so that a search asks each set once, not each
//! entity.

use std::{collections::HashMap, sync::Arc};

use super::{
    finding::Rule,
    names::{self, Document},
    reply::{Identity, Info},
    search::Rules,
    state::Entity,
    tree::EntityId,
};

mod list;
mod sets;

pub use list::{Offer, Order, Sort};

use sets::{Lists, Sets, Table};

/// A category and a type, as they were sent.
pub type Pair = (Option<Arc<str>>, Option<Arc<str>>);

/// Who offers what.
#[derive(Debug, Default)]
pub struct Offers {
    features: Table<Arc<str>>,
    /// What each feature means, by its number.
    meanings: Vec<Meaning>,
    pairs: Table<Pair>,
    documents: Table<&'static str>,
    titles: Vec<Document>,
    feature_sets: Sets,
    /// The documents that define the features of each set.
    documents_of: Vec<Box<[u32]>>,
    pair_sets: Sets,
    lists: Lists,
    rules: HashMap<Rule, u32>,
    /// By the entity's number.
    entities: Vec<Option<Sight>>,
    broken: HashMap<EntityId, Rules>,
    answered: usize,
    revision: u64,
}

/// What an entity that answered offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sight {
    /// The number of its set of features.
    pub features: u32,
    /// The number of its set of identities.
    pub pairs: u32,
}

#[derive(Clone, Copy, Debug)]
struct Meaning {
    document: Option<u32>,
    words: Option<&'static str>,
}

impl Offers {
    /// Takes in what is known of an entity now, in place of what was known before; none when it stands nowhere any more.
    pub fn take(&mut self, id: EntityId, entity: Option<&Entity>, rules: Rules) {
        self.revision += 1;
        self.forget(id);
        let Some(entity) = entity else { return };
        if !rules.is_empty() {
            rules.iter().for_each(|rule| *self.rules.entry(rule).or_default() += 1);
            let _ = self.broken.insert(id, rules);
        }
        let Some(info) = entity.info.answer() else { return };
        let sight = Sight { features: self.feature_set(info), pairs: self.pair_set(info) };
        self.count(sight, true);
        let number = id.number();
        if self.entities.len() <= number {
            self.entities.resize(number + 1, None);
        }
        if let Some(place) = self.entities.get_mut(number) {
            *place = Some(sight);
        }
    }

    fn forget(&mut self, id: EntityId) {
        for rule in self.broken.remove(&id).into_iter().flat_map(Rules::iter) {
            if let Some(count) = self.rules.get_mut(&rule) {
                *count = count.saturating_sub(1);
            }
        }
        if let Some(sight) = self.entities.get_mut(id.number()).and_then(Option::take) {
            self.count(sight, false);
        }
    }

    fn count(&mut self, sight: Sight, is_more: bool) {
        self.answered = if is_more { self.answered + 1 } else { self.answered.saturating_sub(1) };
        self.features.count(self.feature_sets.members(sight.features), is_more);
        self.pairs.count(self.pair_sets.members(sight.pairs), is_more);
        let documents = self.documents_of.get(sight.features as usize).map(|of| &**of).unwrap_or_default();
        self.documents.count(documents, is_more);
    }

    fn feature_set(&mut self, info: &Info) -> u32 {
        if let Some(known) = self.lists.find(&info.features) {
            return known;
        }
        let mut members = Vec::with_capacity(info.features.len());
        for feature in info.features.iter().flatten() {
            members.push(self.feature(feature));
        }
        let (set, is_new) = self.feature_sets.number(members);
        if is_new {
            let features = self.feature_sets.members(set).iter();
            let documents = features.filter_map(|feature| self.meanings.get(*feature as usize)?.document);
            let mut documents: Vec<_> = documents.collect();
            documents.sort_unstable();
            documents.dedup();
            self.documents_of.push(documents.into());
        }
        self.lists.keep(&info.features, set);
        set
    }

    fn feature(&mut self, feature: &Arc<str>) -> u32 {
        let (number, is_new) = self.features.number(feature);
        if is_new {
            let known = names::feature(feature);
            let document = known.document.map(|document| {
                let (number, is_new) = self.documents.number(&document.number);
                if is_new {
                    self.titles.push(document);
                }
                number
            });
            self.meanings.push(Meaning { document, words: known.words });
        }
        number
    }

    fn pair_set(&mut self, info: &Info) -> u32 {
        let pair = |identity: &Identity| (identity.category.clone(), identity.kind.clone());
        let members = info.identities.iter().map(|identity| self.pairs.number(&pair(identity)).0).collect();
        self.pair_sets.number(members).0
    }

    /// What an entity offers, if it answered.
    pub fn sight(&self, id: EntityId) -> Option<Sight> {
        self.entities.get(id.number()).copied().flatten()
    }

    /// Which rules an entity breaks.
    pub fn rules(&self, id: EntityId) -> Rules {
        // Most trees are without fault, and a look into an empty table costs time, too.
        if self.broken.is_empty() { Rules::default() } else { self.broken.get(&id).copied().unwrap_or_default() }
    }

    /// Grows whenever something was taken in, so that who shows the lists need not make them anew.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// How many entities answered.
    pub fn answered(&self) -> usize {
        self.answered
    }

    /// The numbers of the features of a set.
    pub fn features_of(&self, set: u32) -> &[u32] {
        self.feature_sets.members(set)
    }

    /// A feature by its number.
    pub fn feature_named(&self, number: u32) -> Option<&Arc<str>> {
        self.features.get(number)
    }

    /// The document that defines a feature, by the feature's number.
    pub fn document_of(&self, feature: u32) -> Option<Document> {
        let document = self.meanings.get(feature as usize)?.document?;
        self.titles.get(document as usize).copied()
    }

    /// The numbers of the identities of a set.
    pub fn pairs_of(&self, set: u32) -> &[u32] {
        self.pair_sets.members(set)
    }

    /// The category and the type of an identity by its number.
    pub fn pair(&self, number: u32) -> Option<&Pair> {
        self.pairs.get(number)
    }
}
