//! How far a question has come; an entity is two of them.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use jiff::Timestamp;

use super::{
    address::Address,
    finding::EntityFindings,
    paging::Portion,
    reply::{Info, Items, Refusal},
    xml::{Kept, Unreadable},
};

/// One of the two questions of service discovery, or of those that clients offer besides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// disco#info (XEP-0030 §3).
    Info,
    /// disco#items (XEP-0030 §4).
    Items,
    /// Software version (XEP-0092).
    Version,
    /// Entity time (XEP-0202).
    Time,
    /// Last activity (XEP-0012).
    LastActivity,
    /// How many items disco#items has, without them (XEP-0059 §2.7).
    ItemCount,
}

impl Kind {
    /// Its name in files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Items => "items",
            Self::Version => "version",
            Self::Time => "time",
            Self::LastActivity => "last-activity",
            Self::ItemCount => "item-count",
        }
    }
}

/// What an entity says besides, as pairs of a name and a value.
pub type Facts = Vec<(Arc<str>, Arc<str>)>;

/// A question that left the socket.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// When it left.
    pub at: Timestamp,
    /// Its bytes; none in a snapshot that was kept without them.
    pub request_xml: Option<Kept>,
}

/// A reply to a question.
#[derive(Clone, Debug, PartialEq)]
pub struct Reply<T> {
    /// The question.
    pub asked: Asked,
    /// From leaving the socket to the reply's last byte.
    pub took: Duration,
    /// Whether it came within the time-out.
    pub timing: Timing,
    /// The reply's bytes; of an unreadable one the first few; none in a snapshot that was kept without them.
    pub reply_xml: Option<Kept>,
    /// The reply's length in bytes.
    pub reply_bytes: usize,
    /// What was read from it.
    pub body: T,
}

/// Whether a reply came within the time-out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timing {
    /// Within it.
    InTime,
    /// After it: the entity had been shown as silent.
    Late,
}

/// How far a question has come.
#[derive(Clone, Debug, PartialEq)]
pub enum State<T> {
    /// Nobody asked.
    NotAsked,
    /// Asked or about to be; what was known before is kept until the reply comes.
    Waiting {
        /// Since when.
        since: Timestamp,
        /// The state before the question was asked again; never `Waiting`.
        before: Option<Box<State<T>>>,
    },
    /// A result came.
    Answered(Reply<Arc<T>>),
    /// An error came.
    Refused(Reply<Arc<Refusal>>),
    /// A reply came that broke a limit.
    Unreadable(Reply<Unreadable>),
    /// Nothing came in time.
    TimedOut {
        /// The question.
        asked: Asked,
        /// The time-out.
        after: Duration,
    },
    /// The connection went before a reply came.
    CutOff {
        /// When it was seen.
        at: Timestamp,
        /// The question, if it had left the socket.
        asked: Option<Asked>,
        /// Why the connection went.
        why: Arc<str>,
    },
}

impl<T> State<T> {
    /// What is known now: while a question is repeated, what was known before.
    pub fn known(&self) -> &Self {
        match self {
            Self::Waiting { before: Some(before), .. } => before,
            other => other,
        }
    }

    /// The result, also while the question is being repeated.
    pub fn answer(&self) -> Option<&T> {
        match self.known() {
            Self::Answered(reply) => Some(&reply.body),
            _ => None,
        }
    }

    /// When the question left the socket, if it did.
    pub fn asked_at(&self) -> Option<Timestamp> {
        match self.known() {
            Self::NotAsked | Self::Waiting { .. } => None,
            Self::Answered(reply) => Some(reply.asked.at),
            Self::Refused(reply) => Some(reply.asked.at),
            Self::Unreadable(reply) => Some(reply.asked.at),
            Self::TimedOut { asked, .. } => Some(asked.at),
            Self::CutOff { asked, .. } => asked.as_ref().map(|asked| asked.at),
        }
    }

    /// Takes the end of a question in, unless it is the late reply to an older question than what is known; tells
    /// whether it was waited for.
    fn end(&mut self, state: Self) -> bool {
        if state.is_late() && state.asked_at() < self.asked_at() {
            return false;
        }
        std::mem::replace(self, state).is_waiting()
    }

    fn is_late(&self) -> bool {
        match self {
            Self::Answered(reply) => reply.timing == Timing::Late,
            Self::Refused(reply) => reply.timing == Timing::Late,
            Self::Unreadable(reply) => reply.timing == Timing::Late,
            Self::NotAsked | Self::Waiting { .. } | Self::TimedOut { .. } | Self::CutOff { .. } => false,
        }
    }

    /// Whether the question was never asked.
    pub fn is_not_asked(&self) -> bool {
        matches!(self, Self::NotAsked)
    }

    /// Whether a reply is still to come.
    pub fn is_waiting(&self) -> bool {
        matches!(self, Self::Waiting { .. })
    }

    /// Turns to waiting and keeps what was known; tells whether it was not waiting already.
    pub fn begin(&mut self, since: Timestamp) -> bool {
        if self.is_waiting() {
            return false;
        }
        let before = match std::mem::replace(self, Self::NotAsked) {
            Self::NotAsked => None,
            Self::Waiting { before, .. } => before,
            known => Some(Box::new(known)),
        };
        *self = Self::Waiting { since, before };
        true
    }
}

/// Everything known about one address.
#[derive(Clone, Debug)]
pub struct Entity {
    /// Whom the questions go to.
    pub address: Address,
    /// The answer to disco#info.
    pub info: State<Info>,
    /// The answer to disco#items.
    pub items: State<Items>,
    /// The answers to the other questions that were asked.
    pub besides: BTreeMap<Kind, State<Facts>>,
    /// What was found wrong while the stanzas were still there: of an entity whose snapshot was kept without them.
    pub recorded: Option<Arc<EntityFindings>>,
    /// Grows with every change, so that who shows the entity need not compare it.
    pub revision: u64,
}

impl Entity {
    /// An entity that nobody asked yet.
    pub fn new(address: Address) -> Self {
        Self {
            address,
            info: State::NotAsked,
            items: State::NotAsked,
            besides: BTreeMap::new(),
            recorded: None,
            revision: 0,
        }
    }

    /// Whether a question was never asked.
    pub fn is_not_asked(&self, kind: Kind) -> bool {
        match kind {
            Kind::Info => self.info.is_not_asked(),
            Kind::Items => self.items.is_not_asked(),
            other => self.besides.get(&other).is_none_or(State::is_not_asked),
        }
    }

    /// Marks a question as asked; tells whether it was not waiting already.
    pub fn begin(&mut self, kind: Kind, now: Timestamp) -> bool {
        self.revision += 1;
        match kind {
            Kind::Info => self.info.begin(now),
            Kind::Items => self.items.begin(now),
            other => self.besides.entry(other).or_insert(State::NotAsked).begin(now),
        }
    }

    /// Takes the end of a question in; tells whether it was waited for.
    ///
    /// A page leaves the revision as it is: whoever shows a list decides when it is time to show more of it.
    pub fn take(&mut self, outcome: Outcome) -> bool {
        if !matches!(outcome, Outcome::Page(..)) {
            self.revision += 1;
        }
        self.recorded = None;
        match outcome {
            Outcome::Info(state) => self.info.end(state),
            Outcome::Items(state) => self.items.end(state),
            Outcome::Page(portion, state) => self.take_page(&portion, state),
            Outcome::Besides(kind, state) => self.besides.entry(kind).or_insert(State::NotAsked).end(state),
        }
    }
}

/// A question to be asked.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Question {
    /// info or items.
    pub kind: Kind,
    /// Whom to ask.
    pub address: Address,
    /// Which part of the list is wanted, where one is asked for.
    pub portion: Portion,
}

impl Question {
    /// A question for all there is.
    pub fn new(kind: Kind, address: Address) -> Self {
        Self { kind, address, portion: Portion::All }
    }
}

/// The end of a question.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Whom it went to.
    pub address: Address,
    /// What came of it.
    pub outcome: Outcome,
}

/// What a question came to.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// Of a disco#info question.
    Info(State<Info>),
    /// Of a disco#items question.
    Items(State<Items>),
    /// Of a question for what follows in a list of which the beginning is known.
    Page(Portion, State<Items>),
    /// Of another question.
    Besides(Kind, State<Facts>),
}
