//! Giving out questions.

use std::time::Instant;

use jiff::Timestamp;

use super::{Job, Kind, Open, State, Step, TargetId, Walk};
use crate::disco::{
    state::{self, Question},
    tree::Tree,
};

/// What one call may do besides giving out questions, so that a window stays fluid and a server is not kept waiting.
const STEPS: usize = 1024;

impl Walk {
    /// The questions to ask now; they count as asked, in the tree, too. To be called after answers came and were given
    /// to the tree, and when [`Walk::wake`] says so.
    pub fn questions(&mut self, tree: &mut Tree, now: Instant, at: Timestamp) -> Vec<Question> {
        let mut questions = Vec::new();
        self.wake = None;
        if self.state != State::Running || !self.is_connected {
            return questions;
        }
        self.clock.start(now);
        self.clock.mark(self.counts.ended(), now);
        self.give_again(now);
        self.look_at_lists(tree);
        let mut steps = STEPS;
        loop {
            self.expand(tree, &mut steps);
            self.turn_pages(tree);
            if self.open.len() >= self.window.size() {
                self.window.fill();
                break;
            }
            if let Some(next) = self.bucket.next(now) {
                self.wake = Some(next);
                break;
            }
            let Some((target, job)) = self.next_job(now) else {
                self.wake = (steps == 0).then_some(now);
                break;
            };
            if !self.is_known(job, tree) {
                questions.extend(self.ask(job, tree, now, at));
                continue;
            }
            self.queue.closed(target);
            self.pass(job, tree);
            steps = steps.saturating_sub(1);
            if steps == 0 {
                self.wake = Some(now);
                break;
            }
        }
        self.look_ahead(now);
        questions
    }

    /// Puts questions back into the queue whose pause is over.
    fn give_again(&mut self, now: Instant) {
        while let Some((due, job)) = self.again.first().copied()
            && due <= now
        {
            let _ = self.again.pop_first();
            self.queue.push(self.target(job.met), job);
        }
    }

    fn next_job(&mut self, now: Instant) -> Option<(TargetId, Job)> {
        if self.suspects.is_empty() {
            return self.queue.pop(now);
        }
        if !self.open.is_empty() {
            return None;
        }
        self.suspects.pop_front().map(|job| (self.target(job.met), job))
    }

    /// Whether the answer is there already and shall not be asked for again.
    fn is_known(&self, job: Job, tree: &Tree) -> bool {
        let is_first = self.met.get(job.met as usize).is_some_and(|met| match job.kind {
            Kind::Info => met.info == Step::NotAsked,
            _ => met.items == Step::NotAsked,
        });
        let entity = self.met.get(job.met as usize).and_then(|met| tree.entity(met.entity));
        let is_answered = entity.is_some_and(|entity| match job.kind {
            Kind::Info => matches!(entity.info, state::State::Answered(_)),
            _ => matches!(entity.items, state::State::Answered(_)),
        });
        is_first && is_answered && !self.ask_known
    }

    fn pass(&mut self, job: Job, tree: &Tree) {
        self.counts.known += 1;
        if let Some(step) = self.step(job.met, job.kind) {
            *step = Step::Ended;
        }
        if job.kind == Kind::Items
            && let Some(met) = self.met.get_mut(job.met as usize)
        {
            let list = tree.entity(met.entity).and_then(|entity| entity.items.answer());
            met.listed = list.map_or(0, |list| u32::try_from(list.items.len()).unwrap_or(u32::MAX));
            if list.is_some_and(|list| !list.paging.is_complete()) {
                self.list_was_known(job.met);
            }
        }
        self.follow(job.met);
    }

    /// A question that waits already, asked by somebody else, is not asked twice; its answer counts.
    fn ask(&mut self, job: Job, tree: &mut Tree, now: Instant, at: Timestamp) -> Vec<Question> {
        let Some((entity, items)) = self.met.get(job.met as usize).map(|met| (met.entity, met.items)) else {
            return Vec::new();
        };
        self.bucket.take();
        let _ = self.open.insert((job.met, job.kind), Open { job, given: now });
        if (job.kind, items) == (Kind::Items, Step::Part) {
            return self.ask_page(job, tree, at).into_iter().collect();
        }
        let step = self.step(job.met, job.kind);
        let is_first = step.is_some_and(|step| std::mem::replace(step, Step::Asked) == Step::NotAsked);
        let count = if is_first { &mut self.counts.asked } else { &mut self.counts.again };
        *count += 1;
        tree.ask(entity, &[job.kind], at)
    }

    /// Notes when there is something to do even if nothing is heard, or that nothing is left.
    fn look_ahead(&mut self, now: Instant) {
        let is_idle = self.open.is_empty() && self.queue.len() == 0 && self.suspects.is_empty();
        let has_lists = !(self.to_expand.is_empty() && self.grown.is_empty() && self.to_page.is_empty());
        if is_idle && self.again.is_empty() && !has_lists {
            return self.end(State::Done, now);
        }
        let due = self.again.first().map(|(due, _)| *due);
        let has_room = self.suspects.is_empty() && self.open.len() < self.window.size();
        let rested = if has_room { self.queue.wake() } else { None };
        let list = (!self.grown.is_empty()).then_some(now);
        self.wake = [self.wake, due, rested, list].into_iter().flatten().min();
    }
}
