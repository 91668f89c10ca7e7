//! Taking in what the session says.

use std::time::{Duration, Instant};

use super::{Job, Kind, Mark, Open, State, Step, Walk};
use crate::{
    disco::{
        reply::Refusal,
        state::{self, Answer, Outcome, Question, Timing},
    },
    session::Event,
};

/// A question that was open so often when the connection went is asked alone from then on …
const CUTS_IN_COMPANY: u32 = 2;
/// … and given up after so many times.
const CUTS: u32 = 5;
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// What a question came to, as far as a walk cares.
enum Ending<'a> {
    Answered,
    Refused(&'a Refusal),
    Unreadable,
    Silent,
    /// Whether it had left the socket.
    CutOff(bool),
}

struct Heard<'a> {
    ending: Ending<'a>,
    took: Option<Duration>,
    is_late: bool,
}

impl Walk {
    /// Takes in whatever the session says, before the tree does.
    pub fn hear(&mut self, event: &Event, now: Instant) {
        match event {
            Event::Answer(answer) => self.answer(answer, now),
            Event::Online(_) => self.is_connected = true,
            Event::Connecting { .. } | Event::Offline { .. } => (self.is_connected, self.is_stuck) = (false, false),
            Event::HeldBack(is_stuck) => self.is_stuck = *is_stuck,
            Event::Notice(_)
            | Event::Roster(_)
            | Event::Push(_)
            | Event::Presence(_)
            | Event::Wire(_)
            | Event::Asked(_) => {}
        }
    }

    fn answer(&mut self, answer: &Answer, now: Instant) {
        let (kind, heard) = match &answer.outcome {
            Outcome::Info(state) => (Kind::Info, heard(state)),
            Outcome::Items(state) | Outcome::Page(_, state) => (Kind::Items, heard(state)),
            Outcome::Besides(..) => return,
        };
        let (Some(heard), Some(Mark::Met(number))) = (heard, self.mark(&answer.address)) else { return };
        if matches!(heard.ending, Ending::CutOff(_)) {
            // The session says so a little later; until then questions would only be cut off, too.
            self.is_connected = false;
        }
        match self.open.remove(&(number, kind)) {
            Some(open) => self.close(answer, &open, &heard, now),
            None => self.correct(answer, number, kind, &heard),
        }
        self.clock.mark(self.counts.ended(), now);
    }

    /// A question that was open came to an end.
    fn close(&mut self, answer: &Answer, open: &Open, heard: &Heard<'_>, now: Instant) {
        let (job, target) = (open.job, self.target(open.job.met));
        self.queue.closed(target);
        if let Some(took) = heard.took.filter(|_| !heard.is_late) {
            let trip = self.queue.answered(target, open.given, took, now);
            self.window.answered(trip, now);
        }
        let is_again = match &heard.ending {
            Ending::Refused(refusal) if asks_to_wait(refusal) => self.wait(refusal, open, now),
            Ending::CutOff(had_left) => self.cut_off(job, *had_left),
            Ending::Silent => {
                self.queue.silent(target);
                false
            }
            Ending::Answered | Ending::Refused(_) | Ending::Unreadable => {
                self.queue.calm(target);
                false
            }
        };
        if !is_again {
            self.settle(answer, job.met, job.kind, heard);
        }
    }

    /// Counts how a question ended, and follows what it brought.
    fn settle(&mut self, answer: &Answer, number: u32, kind: Kind, heard: &Heard<'_>) {
        let _ = self.tries.remove(&(number, kind));
        let question = || Question::new(kind, answer.address.clone());
        match &heard.ending {
            Ending::Answered => self.counts.answered += 1,
            Ending::Refused(refusal) => {
                self.counts.refused += 1;
                self.findings.refused.entry(refusal.short().into()).or_default().add(question());
            }
            Ending::Unreadable => {
                self.counts.unreadable += 1;
                self.findings.unreadable.add(question());
            }
            Ending::Silent => {
                self.counts.silent += 1;
                self.findings.silent.add(question());
            }
            Ending::CutOff(_) => {
                self.counts.cut_off += 1;
                self.findings.cut_off.add(question());
            }
        }
        if let Some(step) = self.step(number, kind) {
            *step = if matches!(heard.ending, Ending::Silent) { Step::Silent } else { Step::Ended };
        }
        self.list_came(answer, number);
        self.follow(number);
    }

    /// Somebody who counted as silent answered after all.
    fn correct(&mut self, answer: &Answer, number: u32, kind: Kind, heard: &Heard<'_>) {
        let is_silent = self.step(number, kind).is_some_and(|step| *step == Step::Silent);
        if is_silent && heard.is_late {
            self.counts.silent = self.counts.silent.saturating_sub(1);
            self.findings.silent.remove(&Question::new(kind, answer.address.clone()));
            self.settle(answer, number, kind, heard);
        }
    }

    /// Somebody asked us to wait: fewer questions at once, and this one again after a pause, a few times.
    fn wait(&mut self, refusal: &Refusal, open: &Open, now: Instant) -> bool {
        self.queue.strained(self.target(open.job.met), open.given, now);
        if matches!(refusal.condition.as_deref(), Some("resource-constraint" | "policy-violation")) {
            let _ = self.window.halve(open.given, now);
        }
        let tries = self.tries.entry((open.job.met, open.job.kind)).or_default();
        if self.state == State::Cancelled || tries.waits >= self.manners.retries {
            return false;
        }
        let pause = self.manners.pause.saturating_mul(2_u32.saturating_pow(tries.waits));
        tries.waits += 1;
        let _ = self.again.insert((now + pause.min(LONGEST_PAUSE), open.job));
        true
    }

    /// The connection went. Whatever was open is asked again; if a question was open each time, its answer may be what
    /// breaks the stream, so it is asked alone, and at last given up.
    fn cut_off(&mut self, job: Job, had_left: bool) -> bool {
        if self.state == State::Cancelled {
            return false;
        }
        let tries = self.tries.entry((job.met, job.kind)).or_default();
        tries.cuts += u32::from(had_left);
        let cuts = tries.cuts;
        if cuts >= CUTS {
            return false;
        }
        if cuts >= CUTS_IN_COMPANY {
            self.suspects.push_back(job);
        } else {
            self.queue.push(self.target(job.met), job);
        }
        true
    }
}

/// What came of a question; none while nothing came.
fn heard<T>(state: &state::State<T>) -> Option<Heard<'_>> {
    let in_reply = |ending, took, timing| Heard { ending, took: Some(took), is_late: timing == Timing::Late };
    let without = |ending| Heard { ending, took: None, is_late: false };
    Some(match state {
        state::State::Answered(reply) => in_reply(Ending::Answered, reply.took, reply.timing),
        state::State::Refused(reply) => in_reply(Ending::Refused(&reply.body), reply.took, reply.timing),
        state::State::Unreadable(reply) => in_reply(Ending::Unreadable, reply.took, reply.timing),
        state::State::TimedOut { .. } => without(Ending::Silent),
        state::State::CutOff { asked, .. } => without(Ending::CutOff(asked.is_some())),
        state::State::NotAsked | state::State::Waiting { .. } => return None,
    })
}

/// Whether an error is one that passes (RFC 6120 §8.3.2); the conditions count where the type is missing.
fn asks_to_wait(refusal: &Refusal) -> bool {
    if let Some(kind) = refusal.kind.as_deref() {
        return kind == "wait";
    }
    matches!(refusal.condition.as_deref(), Some("resource-constraint" | "policy-violation" | "remote-server-timeout"))
}
