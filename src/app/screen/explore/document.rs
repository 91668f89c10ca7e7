//! One tree, with what belongs to it: what is chosen, what the details show, where it comes from.

use std::collections::BTreeMap;

use iced::Task;
use jiff::{Timestamp, tz::TimeZone};

use super::{
    address_bar::AddressBar,
    details::{self, Details},
    search::Search,
    wrong::Wrong,
};
use crate::{
    app::icon::Icon,
    disco::{
        address::Address,
        caps::Announced,
        contact::Contacts,
        tree::{PlaceId, Scope, Tree},
    },
};

pub mod content;
pub mod kept;
pub mod live;

use content::Content;
use kept::Kept;
use live::Live;

/// The number of a document; never used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DocumentId(u64);

impl DocumentId {
    /// The number itself.
    pub fn number(self) -> u64 {
        self.0
    }

    /// The document with that number.
    pub(super) fn new(number: u64) -> Self {
        Self(number)
    }
}

/// One tree beside others.
#[derive(Debug)]
pub struct Document {
    pub(super) id: DocumentId,
    pub(super) about: About,
    pub(super) tree: Tree,
    pub(super) contacts: Contacts,
    pub(super) wrong: Wrong,
    pub(super) selected: Option<PlaceId>,
    pub(super) history: History,
    pub(super) bar: AddressBar,
    pub(super) details: Details,
    pub(super) search: Search,
}

/// Where a tree comes from.
#[derive(Debug)]
pub enum About {
    /// A session fills it.
    Live(Box<Live>),
    /// It was kept in a file; nobody is asked for it.
    Snapshot(Box<Kept>),
}

/// What rows and details have to know of that.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Source {
    /// A session; contacts see us, or not.
    Live {
        /// Whether they do.
        appears: bool,
    },
    /// A file.
    #[default]
    Kept,
}

/// The rows that were chosen, for going back and forward.
#[derive(Debug, Default)]
pub struct History {
    pub(super) back: Vec<PlaceId>,
    pub(super) forward: Vec<PlaceId>,
}

impl Document {
    fn new(id: DocumentId, about: About, tree: Tree) -> Self {
        Self {
            id,
            about,
            tree,
            contacts: Contacts::default(),
            wrong: Wrong::default(),
            selected: None,
            history: History::default(),
            bar: AddressBar::default(),
            details: Details::default(),
            search: Search::default(),
        }
    }

    /// The session's part, if it is the live tree.
    pub fn live(&self) -> Option<&Live> {
        match &self.about {
            About::Live(live) => Some(live),
            About::Snapshot(_) => None,
        }
    }

    /// The session's part, to change it.
    pub(super) fn live_mut(&mut self) -> Option<&mut Live> {
        match &mut self.about {
            About::Live(live) => Some(live),
            About::Snapshot(_) => None,
        }
    }

    /// The file's part, if it is a snapshot.
    pub fn kept(&self) -> Option<&Kept> {
        match &self.about {
            About::Snapshot(kept) => Some(kept),
            About::Live(_) => None,
        }
    }

    /// What rows and details have to know of where it comes from.
    pub fn source(&self) -> Source {
        match &self.about {
            About::Live(live) => Source::Live { appears: live.appears },
            About::Snapshot(_) => Source::Kept,
        }
    }

    /// Its name in the window's title.
    pub fn title(&self) -> String {
        match &self.about {
            About::Live(live) => live.status.account().to_owned(),
            About::Snapshot(kept) => kept.name().into_owned(),
        }
    }

    /// Its name on its tab.
    pub fn short_title(&self) -> String {
        match &self.about {
            About::Live(live) => live.asker_name().to_owned(),
            About::Snapshot(kept) => kept.name().into_owned(),
        }
    }

    /// Who asked: an account without its resource, which may have changed, or the JID of a component.
    pub fn asked_as(&self) -> Option<&str> {
        match &self.about {
            About::Live(live) => Some(live.asker_name()),
            About::Snapshot(kept) => kept.asked_as(),
        }
    }

    /// Who saw it, without resource, if that is known.
    pub fn account(&self) -> Option<String> {
        match &self.about {
            About::Live(live) => Some(bare(live.status.account()).to_owned()),
            About::Snapshot(kept) => kept.origin.account.as_deref().map(|account| bare(account).to_owned()),
        }
    }

    /// What a file that holds a part of it may be called.
    pub fn file_name(&self, scope: Scope) -> String {
        let (server, at) = match &self.about {
            About::Live(live) => (Some(live.status.server()), Some(Timestamp::now())),
            About::Snapshot(kept) => (kept.origin.server.as_deref(), kept.origin.taken_at),
        };
        let row = match scope {
            Scope::Whole => None,
            Scope::Below(place) | Scope::Only(place) => self.address_at(place),
        };
        let name = row.as_ref().map(|address| &*address.jid).or(server).unwrap_or("snapshot");
        let day = at.map(|at| at.to_zoned(TimeZone::system()).strftime("-%Y-%m-%d").to_string());
        // The name may be a stranger's word.
        let is_plain = |character: &char| character.is_alphanumeric() || matches!(character, '.' | '-' | '@' | '_');
        let name: String = name.chars().filter(is_plain).take(60).collect();
        format!("{}{}.json", name.trim_start_matches('.'), day.unwrap_or_default())
    }

    /// Its icon.
    pub fn icon(&self) -> Icon {
        match &self.about {
            About::Live(_) => Icon::Link,
            About::Snapshot(_) => Icon::Snapshot,
        }
    }

    /// The capabilities that are announced for an address elsewhere than in presence.
    pub fn announced(&self, address: &Address) -> &[Announced] {
        match &self.about {
            About::Live(live) => live.status.announced(address),
            About::Snapshot(kept) => kept.announced(address),
        }
    }

    /// Brings everything that follows from the tree up to date.
    pub fn changed(&mut self) -> Task<details::Message> {
        self.ask_besides();
        self.settle();
        self.judge_grown();
        if self.selected.is_some_and(|place| self.tree.get(place).is_none()) {
            self.selected = None;
        }
        let (waiting, source) = (self.tree.waiting(), self.source());
        if let Some(live) = self.live_mut() {
            live.status.waiting(waiting);
        }
        let shown =
            self.selected.and_then(|place| self.tree.entity_at(place)).and_then(|entity| self.tree.entity(entity));
        let announced = match (&self.about, shown) {
            (_, None) => &[],
            (About::Live(live), Some(entity)) => live.status.announced(&entity.address),
            (About::Snapshot(kept), Some(entity)) => kept.announced(&entity.address),
        };
        let fence = match (&self.about, shown) {
            (About::Live(live), Some(entity)) => live.crawl.fence(&entity.address),
            _ => None,
        };
        let asked_as = match &self.about {
            About::Live(live) => Some(live.asker_name()),
            About::Snapshot(kept) => kept.asked_as(),
        };
        let (tree, wrong, contacts) = (&self.tree, &self.wrong, &self.contacts);
        let known = details::Known { tree, wrong, contacts, source, asked_as, fence };
        self.details.show(&known, self.selected, announced)
    }

    /// A part of it as it is now, to be written; none when the row is gone.
    pub fn content(&mut self, scope: Scope) -> Option<Content> {
        self.tree.finish();
        if let Scope::Below(place) | Scope::Only(place) = scope {
            let _ = self.tree.get(place)?;
        }
        let (origin, announced) = match &self.about {
            About::Live(live) => (live.origin(), live.status.all_announced().to_vec()),
            About::Snapshot(kept) => (kept.origin.clone(), kept.all_announced().to_vec()),
        };
        let strays: BTreeMap<_, _> = self.wrong.strays(&self.tree).collect();
        let is_whole = scope == Scope::Whole;
        Some(Content {
            part: self.tree.part(scope),
            origin,
            contacts: self.contacts.clone(),
            announced,
            strays,
            is_whole,
            was_kept: self.kept().is_some(),
        })
    }
}

/// A JID without its resource.
pub fn bare(jid: &str) -> &str {
    jid.split_once('/').map_or(jid, |(bare, _)| bare)
}
