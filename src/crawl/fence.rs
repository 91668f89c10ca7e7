//! Where a walk ends although there is more.

use super::pattern::Pattern;
use crate::disco::{
    address::{self, Address},
    namespace::OFFLINE,
};

/// How far a walk may go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fences {
    /// How many levels below a root are asked.
    pub depth: u16,
    /// How many entities are asked, the roots included.
    pub entities: usize,
    /// Which domains are asked.
    pub domains: Domains,
    /// Who is left out.
    pub leave_out: Vec<Pattern>,
    /// How many bytes a JID and a node may have together: servers end a stream over a stanza that is too long for them.
    pub bytes: usize,
}

impl Default for Fences {
    fn default() -> Self {
        Self { depth: 32, entities: 100_000, domains: Domains::default(), leave_out: Vec::new(), bytes: 8 << 10 }
    }
}

/// Which domains are asked; the roots always are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Domains {
    /// Those of the roots and those below them.
    #[default]
    OfRoots,
    /// These and those below them.
    These(Vec<String>),
    /// All.
    Anywhere,
}

/// What stopped an entity from being asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Fence {
    /// To ask it has a side effect (XEP-0013 §2.1).
    SideEffect,
    /// A pattern leaves it out.
    LeftOut,
    /// It is of another domain.
    Domain,
    /// Its address is too long.
    Bytes,
    /// It stands too deep.
    Depth,
    /// There were too many before it.
    Entities,
}

impl Fence {
    /// Why the entity was not asked, as short as a row has room for.
    pub fn word(self) -> &'static str {
        match self {
            Self::SideEffect => "side effect",
            Self::LeftOut => "left out",
            Self::Domain => "other domain",
            Self::Bytes => "address too long",
            Self::Depth => "beyond the depth",
            Self::Entities => "beyond the number",
        }
    }

    /// Why the entity was not asked, as part of a sentence.
    pub fn words(self) -> &'static str {
        match self {
            Self::SideEffect => "asking has a side effect (XEP-0013)",
            Self::LeftOut => "left out, as wished",
            Self::Domain => "of another domain",
            Self::Bytes => "the address is too long to ask",
            Self::Depth => "deeper than the crawl went",
            Self::Entities => "beyond the number of entities that the crawl asked",
        }
    }
}

/// The fences around certain roots.
#[derive(Debug)]
pub struct Judge {
    fences: Fences,
    /// None for all.
    domains: Option<Vec<String>>,
}

impl Judge {
    /// The fences around these roots.
    pub fn new(fences: Fences, roots: &[Address]) -> Self {
        let domains = match &fences.domains {
            Domains::Anywhere => None,
            Domains::OfRoots => Some(roots.iter().map(|root| domain(&root.normal_jid()).to_owned()).collect()),
            Domains::These(these) => Some(these.iter().map(|this| address::normal(this)).collect()),
        };
        Self { fences, domains }
    }

    /// What stops an entity at that depth when so many were let in before; its JID is in normal form.
    pub fn stops(&self, address: &Address, depth: u16, entities: usize) -> Option<Fence> {
        let node_bytes = address.node.as_ref().map_or(0, |node| node.len());
        if address.node.as_deref() == Some(OFFLINE) {
            Some(Fence::SideEffect)
        } else if address.jid.len().saturating_add(node_bytes) > self.fences.bytes {
            Some(Fence::Bytes)
        } else if self.fences.leave_out.iter().any(|pattern| pattern.matches(address)) {
            Some(Fence::LeftOut)
        } else if !self.is_inside(domain(&address.jid)) {
            Some(Fence::Domain)
        } else if depth > self.fences.depth {
            Some(Fence::Depth)
        } else if entities >= self.fences.entities {
            Some(Fence::Entities)
        } else {
            None
        }
    }

    /// How many more entities may be let in after so many.
    pub fn room(&self, entities: usize) -> usize {
        self.fences.entities.saturating_sub(entities)
    }

    fn is_inside(&self, domain: &str) -> bool {
        let Some(domains) = &self.domains else { return true };
        domains.iter().any(|wanted| {
            domain.strip_suffix(wanted.as_str()).is_some_and(|before| before.is_empty() || before.ends_with('.'))
        })
    }
}

/// The domain of a JID in normal form.
pub fn domain(jid: &str) -> &str {
    let bare = jid.split('/').next().unwrap_or_default();
    bare.rsplit('@').next().unwrap_or_default()
}
