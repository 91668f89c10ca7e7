//! A crawl that runs: what is heard goes to the walk, its questions to the session, and rows open as it proceeds.

use std::{
    collections::{HashMap, VecDeque},
    iter, thread,
    time::Instant,
};

use jiff::Timestamp;

use crate::{
    crawl::{self, Fence, Options, Progress, Stops, Summary, Walk},
    disco::{
        address::Address,
        state::Question,
        tree::{EntityId, PlaceId, Tree},
    },
    session::Event,
};

/// Where a crawl begins.
#[derive(Clone, Debug)]
pub struct Start {
    /// The row.
    pub place: PlaceId,
    /// Whom to ask first.
    pub roots: Vec<Address>,
    /// What it is called.
    pub name: String,
}

/// A crawl that runs.
#[derive(Debug)]
pub struct Run {
    walk: Walk,
    start: Start,
    /// Where each entity stands below the start: one place each, so that cycles end.
    places: HashMap<EntityId, PlaceId>,
    /// Whose rows are to be opened.
    to_show: VecDeque<EntityId>,
}

/// So many rows come in one turn, and a list that begins before: opening takes time with the number of rows.
const MOST_ROWS: usize = 500;

impl Run {
    /// A crawl that has not asked anything.
    pub fn new(start: Start, options: Options, tree: &mut Tree) -> Self {
        let walk = Walk::new(&start.roots, options);
        let mut run = Self { walk, start, places: HashMap::new(), to_show: VecDeque::new() };
        if let Some(entity) = tree.entity_at(run.start.place) {
            let _ = run.places.insert(entity, run.start.place);
        } else {
            tree.show(run.start.place);
            let _ = run.note_children(run.start.place, tree);
        }
        run
    }

    /// What is expanded.
    pub fn name(&self) -> &str {
        &self.start.name
    }

    /// Takes in whatever the session says, before the tree does.
    pub fn hear(&mut self, event: &Event, now: Instant) {
        self.walk.hear(event, now);
    }

    /// Goes on: gives the questions to ask now, and opens rows.
    pub fn step(&mut self, tree: &mut Tree, now: Instant) -> Vec<Question> {
        if tree.get(self.start.place).is_none() {
            self.cancel(now);
        }
        let questions = self.walk.questions(tree, now, Timestamp::now());
        self.to_show.extend(self.walk.take_followed());
        let mut shown = 0;
        while shown < MOST_ROWS
            && !tree.is_unfinished()
            && let Some(entity) = self.to_show.pop_front()
        {
            if let Some(place) = self.place_of(entity, tree) {
                tree.show(place);
                shown += self.note_children(place, tree);
            }
        }
        questions
    }

    /// Asks nothing for now, or goes on.
    pub fn pause_or_resume(&mut self, now: Instant) {
        match self.walk.state() {
            crawl::State::Running => self.walk.pause(now),
            crawl::State::Paused => self.walk.resume(now),
            crawl::State::Cancelled | crawl::State::Done => {}
        }
    }

    /// Asks nothing more.
    pub fn cancel(&mut self, now: Instant) {
        self.walk.cancel(now);
        self.to_show.clear();
    }

    /// Whether it has come to its end, and all rows are open.
    pub fn is_over(&self) -> bool {
        self.walk.is_over() && self.to_show.is_empty()
    }

    /// When it has something to do even if nothing is heard.
    pub fn wake(&self) -> Option<Instant> {
        if self.to_show.is_empty() { self.walk.wake() } else { Some(Instant::now()) }
    }

    /// How many lists came whose rows are still to be opened.
    pub fn behind(&self) -> usize {
        self.to_show.len()
    }

    /// Whether an address is among those that were or will be asked.
    pub fn is_inside(&self, address: &Address) -> bool {
        self.walk.is_inside(address)
    }

    /// What stopped an address from being asked, if a fence did.
    pub fn fence(&self, address: &Address) -> Option<Fence> {
        self.walk.fence(address)
    }

    /// How far it has come.
    pub fn progress(&self, now: Instant) -> Progress {
        self.walk.progress(now)
    }

    /// What came of it, and whom fences stopped.
    pub fn end(mut self, now: Instant) -> (Summary, Stops) {
        let (summary, stops) = (self.walk.summary(now), self.walk.take_stops());
        // To let go of a hundred thousand addresses takes longer than a frame; where there is no thread, it is done here.
        drop(thread::Builder::new().spawn(move || drop(self)));
        (summary, stops)
    }

    /// The one place below the start where the children of an entity are shown; it may have come after its parent's were
    /// noted, with a later page of the list.
    fn place_of(&self, entity: EntityId, tree: &Tree) -> Option<PlaceId> {
        let noted = self.places.get(&entity).copied().filter(|place| tree.get(*place).is_some());
        noted.or_else(|| tree.standing(entity).find(|place| self.is_below_start(*place, tree)))
    }

    fn is_below_start(&self, place: PlaceId, tree: &Tree) -> bool {
        iter::successors(Some(place), |place| tree.parent(*place)).any(|place| place == self.start.place)
    }

    fn note_children(&mut self, place: PlaceId, tree: &Tree) -> usize {
        let children = tree.children(place);
        for child in children {
            if let Some(entity) = tree.entity_at(*child) {
                let _ = self.places.entry(entity).or_insert(*child);
            }
        }
        children.len()
    }
}
