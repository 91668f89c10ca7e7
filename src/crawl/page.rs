//! Lists that come in pages: each page is a question like others, as long as there is room for what it may bring.

use jiff::Timestamp;

use super::{Expansion, Job, Kind, Step, Walk};
use crate::disco::{
    reply::Rest,
    state::{Answer, Outcome, Question, State},
    tree::Tree,
};

/// So many items of a list are asked for at once. The first question asks for all there is: 65 bytes more in each
/// would be a third fewer questions with servers that limit bytes, and most lists are short.
pub const PAGE: u32 = 1000;

/// A list of which something came.
#[derive(Clone, Copy, Debug)]
pub struct Grown {
    met: u32,
    /// Whether it was a page, and not the failure of one.
    is_page: bool,
}

impl Walk {
    /// A question for a list, or for the rest of one, came to its end.
    pub(super) fn list_came(&mut self, answer: &Answer, met: u32) {
        match &answer.outcome {
            Outcome::Items(State::Answered(reply)) => {
                let listed = u32::try_from(reply.body.items.len()).unwrap_or(u32::MAX);
                if let Some(met) = self.met.get_mut(met as usize) {
                    met.listed = listed;
                }
                if !reply.body.paging.is_complete() {
                    self.grown.push(Grown { met, is_page: true });
                }
            }
            Outcome::Page(_, state) => {
                self.grown.push(Grown { met, is_page: matches!(state, State::Answered(_)) });
            }
            Outcome::Info(_) | Outcome::Items(_) | Outcome::Besides(..) => {}
        }
    }

    /// A list was known before the walk came by; its rest may not be.
    pub(super) fn list_was_known(&mut self, met: u32) {
        self.grown.push(Grown { met, is_page: true });
    }

    /// Looks at the lists of which something came, now that the tree has them.
    pub(super) fn look_at_lists(&mut self, tree: &Tree) {
        for Grown { met: number, is_page } in std::mem::take(&mut self.grown) {
            let Some(met) = self.met.get_mut(number as usize) else { continue };
            let Some(entity) = tree.entity(met.entity) else { continue };
            let Some(list) = entity.items.answer() else { continue };
            let (before, now) = (met.listed as usize, list.items.len());
            met.listed = u32::try_from(now).unwrap_or(u32::MAX);
            let unseen = now.saturating_sub(before);
            if met.is_expanded && unseen > 0 {
                self.unseen += unseen;
                self.to_expand.push_back(Expansion { met: number, next: before, unseen });
            }
            let goes_on = if is_page { list.paging.rest.goes_on() } else { list.paging.rest == Rest::Ahead };
            if goes_on && list.paging.cursor().is_some() {
                self.to_page.push(number);
            } else if !list.paging.is_complete() {
                self.findings.in_part.add(entity.address.clone());
            }
        }
    }

    /// Queues the next page of every list, unless what is known fills the room that is left already.
    pub(super) fn turn_pages(&mut self, tree: &Tree) {
        if self.to_page.is_empty() {
            return;
        }
        let room = self.judge.room(self.met.len());
        let longest = self.judge.room(0);
        for number in std::mem::take(&mut self.to_page) {
            let Some(met) = self.met.get_mut(number as usize) else { continue };
            if room == 0 || met.listed as usize >= longest {
                if let Some(entity) = tree.entity(met.entity) {
                    self.findings.in_part.add(entity.address.clone());
                }
            } else if self.unseen >= room {
                self.to_page.push(number);
            } else {
                met.items = Step::Part;
                self.last_job += 1;
                let job = Job { number: self.last_job, met: number, kind: Kind::Items };
                self.queue.push(met.target, job);
            }
        }
    }

    /// The question for the next page, unless somebody else has asked it; a list that somebody else brought to its end
    /// needs none.
    pub(super) fn ask_page(&mut self, job: Job, tree: &mut Tree, at: Timestamp) -> Option<Question> {
        let (entity, target) = self.met.get(job.met as usize).map(|met| (met.entity, met.target))?;
        let question = tree.ask_page(entity, PAGE, at);
        let is_open = question.is_some() || tree.entity(entity).is_some_and(|entity| entity.items.is_waiting());
        if is_open {
            let is_again = self.tries.contains_key(&(job.met, job.kind));
            *(if is_again { &mut self.counts.again } else { &mut self.counts.asked }) += 1;
        } else {
            let _ = self.open.remove(&(job.met, job.kind));
            self.queue.closed(target);
            if let Some(step) = self.step(job.met, job.kind) {
                *step = Step::Ended;
            }
            self.grown.push(Grown { met: job.met, is_page: false });
        }
        question
    }
}
