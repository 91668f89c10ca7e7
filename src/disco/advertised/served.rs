//! A profile at work: with its hashes, and those that were announced before.

use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
};

use super::{
    Caps, Profile,
    answer::{Decision, Question, is_ours, main_of},
};
use crate::disco::reply::Info;

/// A profile with all that follows from it.
#[derive(Clone, Debug, Default)]
pub struct Served {
    profile: Arc<Profile>,
    /// Each main node, because each of our JIDs may have its own.
    mains: Vec<Arc<Main>>,
    /// Those that were announced before, the newest first: somebody may still ask.
    older: VecDeque<Arc<Main>>,
    /// What is announced where there is no main node.
    nothing: Caps,
}

/// A main node that is announced, or was.
#[derive(Debug)]
struct Main {
    /// Which of our JIDs has it; none for all that have no other.
    jid: Option<Arc<str>>,
    caps: Caps,
    /// What the hashes stand for.
    info: Arc<Info>,
}

/// So many are remembered of each JID.
const MOST_OLDER: usize = 8;

impl Served {
    /// A profile that nothing was announced before.
    pub fn new(profile: Arc<Profile>) -> Self {
        let mains = profile.nodes.iter().filter(|node| node.name.is_none()).map(|node| {
            let info = node.info();
            let caps = Caps::new(&profile.caps_node, &info);
            Arc::new(Main { jid: node.jid.clone(), caps, info: Arc::new(info) })
        });
        Self { mains: mains.collect(), profile, older: VecDeque::new(), nothing: Caps::default() }
    }

    /// Another profile in the place of this one.
    pub fn replaced_by(&self, profile: Arc<Profile>) -> Self {
        let mut next = Self { older: self.older.clone(), ..Self::new(profile) };
        for main in &self.mains {
            let is_same = |other: &Arc<Main>| other.jid == main.jid && other.caps.nodes == main.caps.nodes;
            if !next.mains.iter().any(is_same) {
                next.older.push_front(main.clone());
            }
        }
        let mut counts: HashMap<_, usize> = HashMap::new();
        next.older.retain(|main| {
            let count = counts.entry(main.jid.clone()).or_default();
            *count += 1;
            *count <= MOST_OLDER
        });
        next
    }

    /// The profile.
    pub fn profile(&self) -> &Arc<Profile> {
        &self.profile
    }

    /// The hashes that one of our JIDs announces, in its normal form: those of the main node that it has.
    pub fn caps(&self, own: &str) -> &Caps {
        let Some(node) = self.profile.main_of(own) else { return &self.nothing };
        self.mains.iter().find(|main| main.jid == node.jid).map_or(&self.nothing, |main| &main.caps)
    }

    /// What somebody is told who asks.
    ///
    /// A node that stands for a hash of ours says what the main node says (XEP-0115 §6.2), or said when the hash was announced.
    pub fn decide(&self, question: &Question<'_>) -> Decision {
        let now = self.profile.main_of(question.to);
        let is_asked = |nodes: &[String]| question.node.is_some_and(|asked| nodes.iter().any(|node| node == asked));
        if is_asked(&self.caps(question.to).nodes) {
            return self.profile.decide(question, now);
        }
        // The JID that is asked may have announced what is now that of others only.
        let main =
            self.mains.iter().chain(&self.older).find(|main| {
                main.jid.as_deref().is_none_or(|jid| is_ours(jid, question.to)) && is_asked(&main.caps.nodes)
            });
        let main = main.map(|main| main_of(&main.info, now));
        self.profile.decide(question, main.as_ref())
    }
}
