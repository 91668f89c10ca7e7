//! The book of questions: which wait, which are open, which reply belongs to which. Pure; time is passed in.

use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
    time::{Duration, Instant},
};

use jiff::Timestamp;

use super::{Notice, Stray, due::Due, voices::Voice};
use crate::disco::{
    address,
    intern::{Said, intern_reply},
    paging::Portion,
    read,
    reply::Items,
    request,
    state::{Answer, Asked, Kind, Outcome, Question, Reply, State, Timing},
    xml::{Element, Read, Stanza},
};

/// What a reply turned out to be.
#[derive(Clone, Debug)]
pub enum Match {
    /// The end of a question.
    Answer(Box<Answer>),
    /// A reply that no question waits for.
    Notice(Notice),
    /// No reply to any question of ours.
    Unknown,
}

/// The book of one session.
#[derive(Debug)]
pub struct Questions {
    window: usize,
    timeout: Duration,
    /// None of a component, to which nothing comes without a sender.
    own: Option<Own>,
    last_id: u64,
    waiting: VecDeque<(Voice, Question)>,
    open: HashMap<u64, Open>,
    due: Due,
    closed: HashMap<u64, Closed>,
    closed_order: VecDeque<u64>,
}

/// The addresses that a reply without `from` can only come from (RFC 6120 §8.1.2.1).
#[derive(Clone, Debug, Default)]
struct Own {
    bare: String,
    full: String,
    server: String,
}

#[derive(Debug)]
struct Open {
    voice: Voice,
    question: Question,
    sender: String,
    request_xml: Arc<str>,
    /// When it left.
    sent: Option<(Instant, Timestamp)>,
}

impl Open {
    fn asked(&self, at: Timestamp) -> Asked {
        Asked { at, request_xml: Some((&*self.request_xml).into()) }
    }
}

#[derive(Debug)]
struct Closed {
    voice: Voice,
    question: Question,
    sender: String,
    fate: Fate,
}

#[derive(Debug)]
enum Fate {
    Answered,
    TimedOut { sent: Instant, asked: Asked },
}

/// So many ended questions are remembered, for replies that come late, twice or forged.
const MEMORY: usize = 20_000;

impl Questions {
    /// An empty book; `full` is our own JID as bound.
    pub fn new(window: usize, timeout: Duration, full: &str) -> Self {
        let bare = full.split('/').next().unwrap_or_default();
        let server = bare.rsplit('@').next().unwrap_or_default();
        let own = Own { bare: address::normal(bare), full: address::normal(full), server: address::normal(server) };
        Self { own: Some(own), ..Self::of_component(window, timeout) }
    }

    /// An empty book of a component, whose voices each have their JID.
    pub fn of_component(window: usize, timeout: Duration) -> Self {
        Self {
            window: window.max(1),
            timeout,
            own: None,
            last_id: 0,
            waiting: VecDeque::new(),
            open: HashMap::new(),
            due: Due::new(timeout),
            closed: HashMap::new(),
            closed_order: VecDeque::new(),
        }
    }

    /// The same book whose ids go on after that one.
    pub fn after(self, last_id: u64) -> Self {
        Self { last_id, ..self }
    }

    /// The id that was given out last.
    pub fn last_id(&self) -> u64 {
        self.last_id
    }

    /// Takes a question of ourselves in; it goes out when the window has room.
    pub fn push(&mut self, question: Question) {
        self.push_as(Voice::default(), question);
    }

    /// Takes a question in that is asked with a voice.
    pub fn push_as(&mut self, voice: Voice, question: Question) {
        self.waiting.push_back((voice, question));
    }

    /// A voice is not there any more: what it wanted to ask is not asked.
    pub fn forget(&mut self, voice: u64) {
        self.waiting.retain(|(asking, _)| asking.number != voice);
    }

    /// With which voice the question was asked that a reply names.
    pub fn whose(&self, stanza: &Stanza) -> u64 {
        let id = stanza.id.as_deref().and_then(number);
        let open = id.and_then(|id| self.open.get(&id)).map(|open| &open.voice);
        open.or_else(|| self.closed.get(&id?).map(|closed| &closed.voice)).map_or(0, |voice| voice.number)
    }

    /// The next stanza to write and its id, if the window has room.
    pub fn take(&mut self) -> Option<(u64, Arc<str>)> {
        if self.open.len() >= self.window {
            return None;
        }
        let (voice, question) = self.waiting.pop_front()?;
        self.last_id += 1;
        let id = self.last_id;
        let request_xml: Arc<str> = request::xml(&question, &name(id), voice.jid.as_deref()).into();
        let sender = question.address.normal_jid();
        let open = Open { voice, question, sender, request_xml: request_xml.clone(), sent: None };
        let _ = self.open.insert(id, open);
        Some((id, request_xml))
    }

    /// The question was handed to the transport, which may still hold it back.
    pub fn written(&mut self, id: u64, now: Instant, at: Timestamp) {
        if let Some(open) = self.open.get_mut(&id) {
            open.sent = Some((now, at));
        }
    }

    /// The question left the socket: its time-out begins.
    pub fn sent(&mut self, id: u64, now: Instant, at: Timestamp) {
        if self.open.contains_key(&id) {
            self.written(id, now, at);
            self.due.sent(id, now);
        }
    }

    /// Finds the question that an iq of type result or error belongs to, by id and sender.
    pub fn reply(&mut self, stanza: &Stanza, now: Instant) -> Match {
        let Some(id) = stanza.id.as_deref().and_then(number) else { return Match::Unknown };
        if let Some(open) = self.open.get(&id) {
            if let Some(stray) = self.stray(stanza, &open.sender, &open.voice) {
                return Match::Notice(notice(&open.question, stray, stanza));
            }
            return self.close(id, stanza, now);
        }
        let Some(closed) = self.closed.get(&id) else { return Match::Unknown };
        if let Some(stray) = self.stray(stanza, &closed.sender, &closed.voice) {
            return Match::Notice(notice(&closed.question, stray, stanza));
        }
        let Some(closed) = self.closed.get_mut(&id) else { return Match::Unknown };
        match std::mem::replace(&mut closed.fate, Fate::Answered) {
            Fate::Answered => Match::Notice(notice(&closed.question, Stray::Twice, stanza)),
            Fate::TimedOut { sent, asked } => {
                let took = now.saturating_duration_since(sent);
                Match::Answer(Box::new(answer(closed.question.clone(), asked, took, Timing::Late, stanza)))
            }
        }
    }

    /// Why a reply is not believed to answer a question that went to `sender`, asked with that voice.
    fn stray(&self, stanza: &Stanza, sender: &str, voice: &Voice) -> Option<Stray> {
        let (from, to) = (stanza.from.as_deref(), stanza.to.as_deref());
        let is_believed = match (&self.own, from) {
            (Some(own), from) => own.believes(from, sender),
            (None, from) => from.is_some_and(|from| is_same(from, sender)),
        };
        if !is_believed {
            return Some(Stray::Forged { from: from.map(Arc::from) });
        }
        let is_ours = voice.jid.as_deref().is_none_or(|jid| to.is_some_and(|to| is_same(to, jid)));
        (!is_ours).then(|| Stray::Misaddressed { to: to.map(Arc::from) })
    }

    fn close(&mut self, id: u64, stanza: &Stanza, now: Instant) -> Match {
        let Some(open) = self.open.remove(&id) else { return Match::Unknown };
        self.due.answered(id, now);
        // A reply to a question that never went out can only be a guess of the id, yet from the right sender.
        let (sent, at) = open.sent.unwrap_or_else(|| (now, Timestamp::now()));
        let asked = open.asked(at);
        let took = now.saturating_duration_since(sent);
        let Open { voice, question, sender, .. } = open;
        self.remember(id, Closed { voice, question: question.clone(), sender, fate: Fate::Answered });
        Match::Answer(Box::new(answer(question, asked, took, Timing::InTime, stanza)))
    }

    /// The questions whose time is over, each with the number of its voice.
    pub fn expire(&mut self, now: Instant) -> Vec<(u64, Answer)> {
        let mut answers = Vec::new();
        while let Some(id) = self.due.take(now) {
            let Some(open) = self.open.remove(&id) else { continue };
            let Some((sent, at)) = open.sent else { continue };
            let asked = open.asked(at);
            let Open { voice, question, sender, .. } = open;
            answers.push((voice.number, timed_out(question.clone(), asked.clone(), self.timeout)));
            self.remember(id, Closed { voice, question, sender, fate: Fate::TimedOut { sent, asked } });
        }
        answers
    }

    /// When [`Self::expire`] has something to do next.
    pub fn deadline(&self) -> Option<Instant> {
        self.due.next()
    }

    /// Ends every question because the connection went, each with the number of its voice; the book is then empty.
    pub fn cut_off(&mut self, why: &Arc<str>) -> Vec<(u64, Answer)> {
        let at = Timestamp::now();
        let mut open: Vec<_> = self.open.drain().collect();
        open.sort_by_key(|(id, _)| *id);
        let open = open.into_iter().map(|(_, open)| {
            let asked = open.sent.map(|(_, at)| open.asked(at));
            (open.voice, open.question, asked)
        });
        let waiting = self.waiting.drain(..).map(|(voice, question)| (voice, question, None));
        self.due = Due::new(self.timeout);
        let all = open.chain(waiting);
        all.map(|(voice, question, asked)| (voice.number, cut_off(question, asked, at, why))).collect()
    }

    /// How many questions wait for a reply or for their turn.
    pub fn unanswered(&self) -> usize {
        self.open.len() + self.waiting.len()
    }

    fn remember(&mut self, id: u64, closed: Closed) {
        let _ = self.closed.insert(id, closed);
        self.closed_order.push_back(id);
        while self.closed_order.len() > MEMORY
            && let Some(oldest) = self.closed_order.pop_front()
        {
            let _ = self.closed.remove(&oldest);
        }
    }
}

impl Own {
    /// Whether a reply from there may answer a question to `sender`.
    fn believes(&self, from: Option<&str>, sender: &str) -> bool {
        match from {
            Some(from) => is_same(from, sender),
            None => sender == self.bare || sender == self.server || sender == self.full,
        }
    }
}

/// Whether a JID as it came is one in its normal form.
fn is_same(came: &str, normal: &str) -> bool {
    came == normal || address::normal(came) == normal
}

/// The answer to a question that was never asked because there is no connection.
pub fn cut_off(question: Question, asked: Option<Asked>, at: Timestamp, why: &Arc<str>) -> Answer {
    let why = why.clone();
    let outcome = match question.kind {
        Kind::Info => Outcome::Info(State::CutOff { at, asked, why }),
        Kind::Items => of_items(question.portion, State::CutOff { at, asked, why }),
        other => Outcome::Besides(other, State::CutOff { at, asked, why }),
    };
    Answer { address: question.address, outcome }
}

fn timed_out(question: Question, asked: Asked, after: Duration) -> Answer {
    let outcome = match question.kind {
        Kind::Info => Outcome::Info(State::TimedOut { asked, after }),
        Kind::Items => of_items(question.portion, State::TimedOut { asked, after }),
        other => Outcome::Besides(other, State::TimedOut { asked, after }),
    };
    Answer { address: question.address, outcome }
}

fn answer(question: Question, asked: Asked, took: Duration, timing: Timing, stanza: &Stanza) -> Answer {
    let outcome = match question.kind {
        Kind::Info => Outcome::Info(state(asked, took, timing, stanza, read::info)),
        Kind::Items => {
            let (max, address) = (question.portion.max(), &question.address);
            let read = |stanza: Element<'_>| {
                let mut items = read::items(stanza);
                items.paging.first.max = max;
                items.judge(address);
                items
            };
            of_items(question.portion, state(asked, took, timing, stanza, read))
        }
        Kind::ItemCount => Outcome::Besides(Kind::ItemCount, state(asked, took, timing, stanza, read::item_count)),
        other => Outcome::Besides(other, state(asked, took, timing, stanza, read::facts)),
    };
    Answer { address: question.address, outcome }
}

/// A page that follows others is no list of its own.
fn of_items(portion: Portion, state: State<Items>) -> Outcome {
    match portion {
        Portion::All | Portion::First(_) => Outcome::Items(state),
        Portion::After(..) => Outcome::Page(portion, state),
    }
}

fn state<T: Said>(
    asked: Asked,
    took: Duration,
    timing: Timing,
    stanza: &Stanza,
    read: impl Fn(Element<'_>) -> T,
) -> State<T> {
    let reply_bytes = stanza.bytes;
    match &stanza.content {
        Read::Cut { why, start } => State::Unreadable(Reply {
            asked,
            took,
            timing,
            reply_xml: Some((&**start).into()),
            reply_bytes,
            body: *why,
        }),
        Read::Whole { document, xml } => {
            let reply_xml = Some((&**xml).into());
            let root = document.root();
            if stanza.kind.as_deref() == Some("error") {
                let body = Arc::new(root.map(read::refusal).unwrap_or_default());
                return State::Refused(Reply { asked, took, timing, reply_xml, reply_bytes, body });
            }
            match root {
                Some(root) => {
                    let body = intern_reply(read(root));
                    State::Answered(Reply { asked, took, timing, reply_xml, reply_bytes, body })
                }
                None => State::NotAsked,
            }
        }
    }
}

fn notice(question: &Question, stray: Stray, stanza: &Stanza) -> Notice {
    let xml = match &stanza.content {
        Read::Whole { xml, .. } => xml.clone(),
        Read::Cut { start, .. } => start.clone(),
    };
    Notice { address: question.address.clone(), kind: question.kind, stray, xml }
}

/// Ids are short because every byte counts with rate limits, and plain so that they can be read in a log.
fn name(id: u64) -> String {
    format!("d{id:x}")
}

fn number(id: &str) -> Option<u64> {
    let digits = id.strip_prefix('d')?;
    let number = u64::from_str_radix(digits, 16).ok()?;
    (name(number) == id).then_some(number)
}
