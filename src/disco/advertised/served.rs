//! A profile at work: with its hashes, and those that were announced before.

use std::{collections::VecDeque, sync::Arc};

use super::{
    Caps, Node, Profile,
    answer::{Decision, Question, main_of},
};
use crate::disco::reply::Info;

/// A profile with all that follows from it.
#[derive(Clone, Debug, Default)]
pub struct Served {
    profile: Arc<Profile>,
    caps: Caps,
    /// What was announced before, with what it stood for, the newest first: somebody may still ask.
    older: VecDeque<(Vec<String>, Arc<Info>)>,
}

/// So many are remembered.
const MOST_OLDER: usize = 8;

impl Served {
    /// A profile that nothing was announced before.
    pub fn new(profile: Arc<Profile>) -> Self {
        Self { caps: Caps::of(&profile), profile, older: VecDeque::new() }
    }

    /// Another profile in the place of this one.
    pub fn replaced_by(&self, profile: Arc<Profile>) -> Self {
        let mut next = Self { older: self.older.clone(), ..Self::new(profile) };
        if next.caps.nodes != self.caps.nodes
            && let Some(main) = self.profile.main()
        {
            next.older.push_front((self.caps.nodes.clone(), Arc::new(main.info())));
            next.older.truncate(MOST_OLDER);
        }
        next
    }

    /// The profile.
    pub fn profile(&self) -> &Arc<Profile> {
        &self.profile
    }

    /// Its hashes.
    pub fn caps(&self) -> &Caps {
        &self.caps
    }

    /// What somebody is told who asks.
    ///
    /// A node that stands for a hash of ours says what the main node says (XEP-0115 §6.2), or said when the hash was announced.
    pub fn decide(&self, question: &Question<'_>) -> Decision {
        let now = self.profile.main();
        let is_asked = |nodes: &[String]| question.node.is_some_and(|asked| nodes.iter().any(|node| node == asked));
        if is_asked(&self.caps.nodes) {
            return self.profile.decide(question, now);
        }
        let older = self.older.iter().find(|(nodes, _)| is_asked(nodes));
        let older: Option<Node> = older.map(|(_, info)| main_of(info, now));
        self.profile.decide(question, older.as_ref())
    }
}
