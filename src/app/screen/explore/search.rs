//! The filter over a tree: what is written in it, what it finds, and walking from one match to the next.

use std::time::{Duration, Instant};

use iced::{Task, widget::operation};

use super::{
    Action, Explore, TREE,
    document::{Document, DocumentId},
    offers::{self, Panel},
    wrong::Wrong,
};
use crate::{
    app::widget::field::{self, Key},
    disco::{
        filter::Filter,
        search::{Problem, Query, Suggestion, suggestions},
        tree::{EntityId, PlaceId, Tree},
    },
};

mod view;

pub use view::{number, view};

/// The filter of one tree.
#[derive(Debug, Default)]
pub struct Search {
    line: String,
    problem: Option<Problem>,
    /// Made when it is first wanted: whoever never searches pays nothing for it.
    filter: Option<Box<Filter>>,
    /// Whether the field has the keyboard.
    is_typing: bool,
    suggested: Vec<Suggestion>,
    chosen: Option<usize>,
    /// How often something was begun to be looked for; each time its rows are a list of its own.
    turn: u64,
    /// Whether a message is on its way that goes on with the work.
    is_scheduled: bool,
    /// What was chosen in the whole tree when the filter came over it, and what was when somebody looked last.
    before: Option<PlaceId>,
    last: Option<PlaceId>,
    pub(super) panel: Panel,
}

/// What happened.
#[derive(Clone, Debug)]
pub enum Message {
    /// The line was edited.
    Edited(String),
    /// Enter was pressed in the field.
    Entered,
    /// Something else in the field.
    Field(field::Event),
    /// The pointer came to a suggestion.
    Pointed(usize),
    /// A suggestion was taken.
    Taken(usize),
    /// The next match, or the one before.
    Stepped(bool),
    /// The filter is to be taken off.
    Cleared,
    /// It is time to go on with the work on a tree.
    Worked(DocumentId),
    /// Something in the panel that says who offers what.
    Offers(offers::Message),
}

/// The field.
pub const FIELD: &str = "filter";
/// So many suggestions are shown.
const MOST: usize = 15;
/// Who types does not notice a pause of this length.
const FIRST: Duration = Duration::from_millis(40);
/// The rest of the work leaves time for frames in between.
const NEXT: Duration = Duration::from_millis(12);
/// Of which so much goes into rows of long lists, because the lines that show them are made in the same turn.
const ROWS: Duration = Duration::from_millis(9);
/// So many places between two looks at the clock.
const STEP: usize = 1_024;

impl Search {
    /// What is shown instead of the whole tree, if anything is.
    pub fn shown(&self) -> Option<&Filter> {
        self.filter.as_deref().filter(|filter| filter.query().is_some())
    }

    /// Whether it is not known yet who offers what.
    pub fn is_gathering(&self) -> bool {
        self.filter.as_ref().is_some_and(|filter| filter.is_gathering())
    }

    /// The number of the list that the rows are.
    pub fn list(&self, document: DocumentId) -> u64 {
        // Documents and turns are counted from 1; neither comes near 2^32.
        if self.shown().is_some() { (self.turn << 32) | document.number() } else { document.number() }
    }

    /// Something else is wrong with an entity.
    pub fn judged(&mut self, entity: EntityId) {
        if let Some(filter) = &mut self.filter {
            filter.judged(entity);
        }
    }

    /// Begins to gather who offers what, if that was not done yet.
    pub(super) fn prepare(&mut self, tree: &mut Tree) {
        let _ = self.filter.get_or_insert_with(|| Box::new(Filter::new(tree)));
    }

    /// Looks for what is written.
    fn write(&mut self, line: String, tree: &mut Tree, selected: Option<PlaceId>) {
        self.line = line;
        // A term that means nothing is left out: an empty tree would say that there is nothing.
        let (query, problem) = Query::read(&self.line);
        self.problem = problem;
        self.prepare(tree);
        let was_shown = self.shown().is_some();
        let Some(filter) = &mut self.filter else { return };
        let is_same = filter.query().map_or(query.is_empty(), |known| *known == query);
        if is_same {
            return;
        }
        filter.look_for(tree, query);
        if !was_shown {
            (self.turn, self.before, self.last) = (self.turn + 1, selected, selected);
        }
    }

    /// Goes on with the work for a while.
    fn work(&mut self, tree: &mut Tree, wrong: &Wrong, limit: Duration) {
        let Some(filter) = &mut self.filter else { return };
        let began = Instant::now();
        while !filter.work(tree, &|entity| wrong.rules(entity), STEP) && began.elapsed() < limit {}
        self.panel.refresh(filter.offers());
    }

    fn suggest(&mut self) {
        self.chosen = None;
        let offers = self.filter.as_ref().map(|filter| filter.offers());
        self.suggested = offers.map(|offers| suggestions(&self.line, offers, MOST)).unwrap_or_default();
    }

    /// Whether suggestions are shown.
    fn is_suggesting(&self) -> bool {
        self.is_typing && !self.suggested.is_empty()
    }
}

impl Document {
    /// What stands on a row that is shown.
    pub(super) fn place_at(&self, index: usize) -> Option<PlaceId> {
        match self.search.shown() {
            Some(filter) => filter.line(index).map(|line| line.place),
            None => self.tree.rows().get(index).map(|row| row.place),
        }
    }

    /// Brings what is found up to date, and the visible rows of the whole tree where they are shown.
    pub(super) fn settle(&mut self) {
        let is_new = self.selected != self.search.last;
        self.search.last = self.selected;
        self.tree.settle();
        let limit = if self.search.is_scheduled { Duration::ZERO } else { FIRST };
        self.search.work(&mut self.tree, &self.wrong, limit);
        let went_elsewhere = is_new
            && self.selected.is_some_and(|place| {
                self.search.shown().is_some_and(|filter| !filter.is_working() && filter.position(place).is_none())
            });
        if went_elsewhere {
            self.take_filter_off();
        }
        if self.search.shown().is_none() {
            self.tree.settle();
        }
    }

    /// Goes on for a while with what takes time: rows of long lists, then what is found.
    fn work(&mut self, limit: Duration) {
        let began = Instant::now();
        if self.tree.is_unfinished() {
            while !self.tree.work(STEP) && began.elapsed() < limit.min(ROWS) {}
            self.tree.settle();
        }
        self.search.work(&mut self.tree, &self.wrong, limit.saturating_sub(began.elapsed()));
    }

    /// A message that goes on with the work, where some is left and none is on its way.
    pub(super) fn go_on(&mut self) -> Task<super::Message> {
        let is_working = self.search.filter.as_ref().is_some_and(|filter| filter.is_working());
        if !(is_working || self.tree.is_unfinished()) || std::mem::replace(&mut self.search.is_scheduled, true) {
            return Task::none();
        }
        Task::done(super::Message::Search(Message::Worked(self.id)))
    }

    fn look_for(&mut self, line: String) {
        self.search.write(line, &mut self.tree, self.selected);
        if self.search.shown().is_none() {
            self.uncover_selected();
        }
    }

    /// Shows the whole tree again, with the chosen row in view.
    pub(super) fn take_filter_off(&mut self) {
        self.look_for(String::new());
        self.search.suggest();
    }

    fn uncover_selected(&mut self) {
        // A row that was chosen before the filter came is left as it was, even where it was not to be seen.
        if let Some(selected) = self.selected.filter(|selected| self.search.before != Some(*selected)) {
            self.tree.uncover(selected);
        }
        self.search.before = self.selected;
        self.tree.settle();
    }

    /// Chooses the next match, or the one before; says whether there is one.
    fn step_found(&mut self, is_forward: bool) -> bool {
        let Some(filter) = self.search.shown() else { return false };
        let from = self.selected.and_then(|place| filter.position(place));
        let Some(place) = filter.next_found(from, is_forward) else { return false };
        self.select(place, true);
        true
    }
}

impl Explore {
    pub(super) fn search_message(&mut self, message: Message) -> Action {
        if let Message::Worked(id) = message {
            return self.worked(id);
        }
        let Some(document) = self.documents.active_mut() else { return Action::None };
        match message {
            Message::Edited(line) => {
                document.look_for(line);
                document.settle();
                document.search.suggest();
            }
            Message::Entered => match document.search.chosen.filter(|_| document.search.is_suggesting()) {
                Some(index) => return self.take(index),
                None => return self.enter_found(),
            },
            Message::Field(field::Event::Focused(is_typing)) => {
                document.search.is_typing = is_typing;
                document.search.chosen = None;
                if is_typing {
                    document.search.prepare(&mut document.tree);
                    document.settle();
                    document.search.suggest();
                }
            }
            Message::Field(field::Event::Pressed(key)) => return self.field_key(key),
            Message::Pointed(index) => {
                document.search.chosen = Some(index);
                return Action::None;
            }
            Message::Taken(index) => return self.take(index),
            Message::Stepped(is_forward) => return self.step_match(is_forward),
            Message::Cleared => return self.clear_filter(),
            Message::Worked(_) => {}
            Message::Offers(message) => return self.offers_message(message),
        }
        self.run(Task::none())
    }

    /// Puts the keyboard into the field, with all of it marked.
    pub(super) fn find(&mut self) -> Action {
        if self.documents.active().is_none() {
            return self.tell("A comparison has no filter; “Differences” shows what differs.");
        }
        self.menu = None;
        Action::Run(Task::batch([operation::focus(FIELD), operation::select_all(FIELD)]))
    }

    /// Whether there was a filter to be taken off.
    pub(super) fn leave_filter(&mut self) -> Option<Action> {
        let search = &self.documents.active()?.search;
        (!search.line.is_empty() || search.shown().is_some()).then(|| self.clear_filter())
    }

    /// Shows a row of the filter in the whole tree.
    pub(super) fn show_in_tree(&mut self, place: PlaceId) -> Action {
        self.with(|document| {
            document.select(place, true);
            document.take_filter_off();
        });
        self.run(operation::focus(TREE))
    }

    /// Whether rows of a long list are still to come.
    pub fn is_growing(&self) -> bool {
        self.documents.active().is_some_and(|document| document.tree.is_unfinished())
    }

    /// Goes on with the work on a tree, which may not be the one that is shown.
    fn worked(&mut self, id: DocumentId) -> Action {
        let Some(document) = self.documents.get_mut(id) else { return Action::None };
        document.search.is_scheduled = false;
        document.work(NEXT);
        if document.search.is_suggesting() && document.search.chosen.is_none() {
            document.search.suggest();
        }
        Action::Run(document.go_on())
    }

    fn clear_filter(&mut self) -> Action {
        self.with(Document::take_filter_off);
        self.run(operation::focus(TREE))
    }

    /// Goes from the field to the first match.
    fn enter_found(&mut self) -> Action {
        let Some(document) = self.documents.active_mut() else { return Action::None };
        let is_on_match = document.search.shown().is_some_and(|filter| {
            let row = document.selected.and_then(|place| filter.position(place));
            row.and_then(|row| filter.line(row)).is_some_and(|line| line.is_found)
        });
        if !is_on_match {
            let _ = document.step_found(true);
        }
        self.run(operation::focus(TREE))
    }

    pub(super) fn step_match(&mut self, is_forward: bool) -> Action {
        let Some(document) = self.documents.active_mut() else { return Action::None };
        if document.search.shown().is_none() {
            return self.find();
        }
        if document.step_found(is_forward) {
            return self.run(Task::none());
        }
        self.tell("Nothing that is known so far matches the filter.")
    }

    fn field_key(&mut self, key: Key) -> Action {
        let Some(document) = self.documents.active_mut() else { return Action::None };
        let search = &mut document.search;
        match key {
            Key::Leave if search.line.is_empty() => return Action::Run(operation::focus(TREE)),
            Key::Leave => {
                document.take_filter_off();
                return self.run(Task::none());
            }
            Key::Complete => {
                let index = search.chosen.unwrap_or_default();
                return self.take(index);
            }
            Key::Up | Key::Down if search.is_suggesting() => {
                let last = search.suggested.len() - 1;
                search.chosen = match (search.chosen, key) {
                    (None, Key::Down) => Some(0),
                    (None | Some(0), _) => Some(last),
                    (Some(index), Key::Up) => Some(index - 1),
                    (Some(index), _) => Some(if index == last { 0 } else { index + 1 }),
                };
            }
            Key::Up => {}
            Key::Down => return self.enter_found(),
        }
        Action::None
    }

    fn take(&mut self, index: usize) -> Action {
        let Some(document) = self.documents.active_mut() else { return Action::None };
        let Some(suggestion) = document.search.suggested.get(index) else { return Action::None };
        let line = suggestion.line.clone();
        document.look_for(line);
        document.settle();
        document.search.suggest();
        self.run(Task::batch([operation::focus(FIELD), operation::move_cursor_to_end(FIELD)]))
    }

    /// Shows who has what was chosen in the panel.
    pub(super) fn look_for(&mut self, term: String) -> Action {
        self.with(|document| {
            document.look_for(term);
            document.search.suggested.clear();
        });
        self.run(Task::none())
    }
}
