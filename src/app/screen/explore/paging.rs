//! Lists that come in pages: loading the next page or all of them, and counting without loading.

use std::collections::HashSet;

use iced::Task;
use jiff::Timestamp;

use super::{Action, Explore, document::Document};
use crate::disco::{
    reply::Rest,
    state::{Entity, Kind, Question},
    tree::{EntityId, PlaceId},
};

mod row;
mod view;

pub use row::row;
pub use view::{bar, pane};

/// So many items are asked for when a list is opened and by “Load more”: seven screens full, below 20 kB, so that even a
/// phone or a server that writes 10 kB a second shows something within two seconds; and short lists come whole.
pub const PAGE: u32 = 200;
/// So many when all of the list is wanted: at 100 ms a round trip 100,000 items then take ten seconds, not fifty.
pub const LARGE_PAGE: u32 = 1000;

/// What can be done with a list of which a part is here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// To load the next page.
    More,
    /// To load page after page until the list is whole.
    All,
    /// To load no more after the page that is on its way.
    Stop,
    /// To ask for the list from its beginning.
    Again,
    /// To ask how long the list is, and for none of its items.
    Count,
}

/// Which lists are being loaded page after page.
#[derive(Debug, Default)]
pub struct Loading {
    whole: HashSet<EntityId>,
}

impl Loading {
    /// Whether page after page of a list is being loaded.
    pub fn is_on(&self, entity: EntityId) -> bool {
        self.whole.contains(&entity)
    }
}

/// How a list of which a part is here goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The next page can be asked for.
    Rests,
    /// A page is on its way.
    Waits,
    /// Page after page is being loaded.
    Runs,
    /// There is no way on, only a new beginning.
    Stuck,
}

impl Stage {
    /// How the list of an entity goes on.
    pub fn of(entity: &Entity, is_loading: bool) -> Self {
        match (entity.items.is_waiting(), is_loading) {
            (true, true) => Self::Runs,
            (true, false) => Self::Waits,
            (false, _) if entity.has_next_page() => Self::Rests,
            (false, _) => Self::Stuck,
        }
    }
}

impl Document {
    /// The same questions, but that lists of those who are known to give pages begin with one.
    pub(super) fn in_pages(&self, questions: Vec<Question>) -> Vec<Question> {
        self.tree.in_pages(questions, PAGE)
    }

    /// Does what is wished with the list of an entity of the live tree.
    fn page(&mut self, entity: EntityId, wish: Wish) {
        let now = Timestamp::now();
        let questions: Vec<_> = match wish {
            Wish::More => self.tree.ask_page(entity, PAGE, now).into_iter().collect(),
            Wish::All => self.tree.ask_page(entity, LARGE_PAGE, now).into_iter().collect(),
            Wish::Stop => Vec::new(),
            Wish::Again => {
                let questions = self.tree.ask(entity, &[Kind::Items], now);
                self.in_pages(questions)
            }
            Wish::Count => self.tree.ask(entity, &[Kind::ItemCount], now),
        };
        let Some(live) = self.live_mut() else { return };
        match wish {
            Wish::All => drop(live.loading.whole.insert(entity)),
            Wish::Stop | Wish::Again => drop(live.loading.whole.remove(&entity)),
            Wish::More | Wish::Count => {}
        }
        live.ask(questions);
    }

    /// A page came, or failed to: where all of the list is wanted the next one is asked for, unless this one was a
    /// failure.
    pub(super) fn turn_page(&mut self, entity: EntityId) {
        let Some(live) = self.live_mut().filter(|live| live.loading.is_on(entity)) else { return };
        let _ = live.loading.whole.remove(&entity);
        let rest = self.tree.entity(entity).and_then(|entity| Some(entity.items.answer()?.paging.rest));
        if rest == Some(Rest::Ahead) {
            self.page(entity, Wish::All);
        }
    }

    /// What of which list is at a place: of the one that goes on there, else of the one of whom stands there.
    fn list_at(&self, place: PlaceId) -> Option<EntityId> {
        self.tree.continued_at(place).or_else(|| self.tree.entity_at(place))
    }

    /// What the key does that opens a row, where a list goes on.
    fn next_wish(&self, entity: EntityId) -> Option<Wish> {
        let known = self.tree.entity(entity)?;
        match Stage::of(known, false) {
            Stage::Rests => Some(Wish::More),
            Stage::Stuck => Some(Wish::Again),
            Stage::Waits | Stage::Runs => None,
        }
    }
}

impl Explore {
    /// Does what is wished with the list at a place of the tree that is shown.
    pub(super) fn page(&mut self, place: PlaceId, wish: Wish) -> Action {
        let Some(document) = self.documents.active_mut() else { return Action::None };
        let Some(entity) = document.list_at(place) else { return Action::None };
        if document.live().is_none() {
            return self
                .tell("The rest of this list was not loaded when the snapshot was taken; the live tree can load it.");
        }
        document.page(entity, wish);
        self.run(Task::none())
    }

    /// Goes on with the list whose rest the row stands for; nothing for other rows.
    pub(super) fn go_on_at(&mut self, index: usize) -> Option<Action> {
        let document = self.documents.active()?;
        let place = document.place_at(index)?;
        let entity = document.tree.continued_at(place)?;
        let wish = document.next_wish(entity);
        Some(wish.map_or(Action::None, |wish| self.page(place, wish)))
    }

    /// As [`Self::page`], for the row that is chosen.
    pub(super) fn page_chosen(&mut self, wish: Wish) -> Action {
        let chosen = self.documents.active().and_then(|document| document.selected);
        chosen.map_or(Action::None, |place| self.page(place, wish))
    }
}
