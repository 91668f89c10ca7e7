//! A server that is a function, and a clock that goes as fast as there is something to do.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
    time::{Duration, Instant},
};

use discoscope::{
    crawl::{Options, Walk},
    disco::{
        address::Address,
        reply::{Identity, Info, Item, Items, Refusal},
        state::{Answer, Asked, Kind, Outcome, Question, Reply, State, Timing},
        tree::Tree,
    },
    session::{Event, Next, Online},
};
use jiff::Timestamp;

/// What a server says to a question.
#[derive(Clone, Debug)]
pub enum Say {
    /// An identity of this category.
    Info(&'static str),
    /// This list: `jid`, `jid#node`.
    Items(Vec<String>),
    /// An error: type and condition.
    No(&'static str, &'static str),
    /// Nothing.
    Nothing,
}

pub fn address(text: &str) -> Address {
    match text.split_once('#') {
        Some((jid, node)) => Address::with_node(jid, node),
        None => Address::new(text),
    }
}

/// The opposite of [`address`].
pub fn text(address: &Address) -> String {
    match &address.node {
        Some(node) => format!("{}#{node}", address.jid),
        None => address.jid.to_string(),
    }
}

/// A run of a walk against a function.
pub struct Play {
    pub walk: Walk,
    pub tree: Tree,
    pub start: Instant,
    pub now: Instant,
    /// Every question that was given out, in order.
    pub asked: Vec<Question>,
    pub most_waiting: usize,
    pub most_open: usize,
    pub timeout: Duration,
    coming: BTreeMap<(Instant, u64), Answer>,
    number: u64,
}

impl Play {
    pub fn new(roots: &[&str], options: Options) -> Self {
        let roots: Vec<_> = roots.iter().map(|root| address(root)).collect();
        let start = Instant::now();
        Self {
            timeout: options.manners.timeout,
            walk: Walk::new(&roots, options),
            tree: Tree::new(),
            start,
            now: start,
            asked: Vec::new(),
            most_waiting: 0,
            most_open: 0,
            coming: BTreeMap::new(),
            number: 0,
        }
    }

    /// Lets it run to its end, each answer coming after the time that the server says.
    pub fn run(&mut self, mut server: impl FnMut(&Question, Duration) -> (Duration, Say)) {
        while self.step(&mut server) {}
        assert!(self.walk.is_over(), "{:?}", self.walk.progress(self.now));
    }

    /// Gives out questions and takes in what comes next; false when nothing more happens.
    pub fn step(&mut self, server: &mut impl FnMut(&Question, Duration) -> (Duration, Say)) -> bool {
        self.give(server);
        self.go_on()
    }

    /// Gives out questions.
    pub fn give(&mut self, server: &mut impl FnMut(&Question, Duration) -> (Duration, Say)) {
        let questions = self.walk.questions(&mut self.tree, self.now, Timestamp::UNIX_EPOCH);
        self.most_waiting = self.most_waiting.max(self.walk.waiting());
        for question in questions {
            let (took, say) = server(&question, self.now - self.start);
            let (took, answer) = self.answer(&question, took, say);
            self.number += 1;
            let _ = self.coming.insert((self.now + took, self.number), answer);
            self.asked.push(question);
        }
        self.most_open = self.most_open.max(self.coming.len());
    }

    /// Takes in what comes next; false when nothing more happens.
    pub fn go_on(&mut self) -> bool {
        let next = self.coming.first_key_value().map(|((at, _), _)| *at);
        match (next, self.walk.wake()) {
            (Some(at), wake) if wake.is_none_or(|wake| at <= wake) => {
                self.now = self.now.max(at);
                let (_, answer) = self.coming.pop_first().unwrap();
                self.hear(answer);
                true
            }
            (_, Some(wake)) => {
                self.now = self.now.max(wake);
                true
            }
            _ => false,
        }
    }

    pub fn hear(&mut self, answer: Answer) {
        self.walk.hear(&Event::Answer(answer.clone()), self.now);
        self.tree.answer(answer);
    }

    /// The connection goes and comes back; every second open question had left the socket.
    pub fn cut(&mut self, has_left: impl Fn(&Question) -> bool) {
        let open = std::mem::take(&mut self.coming);
        for answer in open.into_values() {
            let kind = if matches!(answer.outcome, Outcome::Info(_)) { Kind::Info } else { Kind::Items };
            let question = Question::new(kind, answer.address);
            let asked = has_left(&question).then(asked);
            let (at, why) = (Timestamp::UNIX_EPOCH, Arc::from("gone"));
            let outcome = match kind {
                Kind::Info => Outcome::Info(State::CutOff { at, asked, why }),
                _ => Outcome::Items(State::CutOff { at, asked, why }),
            };
            self.hear(Answer { address: question.address, outcome });
        }
        let why = discoscope::session::Error::Lost { why: "gone".into() };
        self.walk.hear(&Event::Offline { why, next: Next::Retry { after: Duration::from_secs(1) } }, self.now);
        assert!(self.walk.questions(&mut self.tree, self.now, Timestamp::UNIX_EPOCH).is_empty());
        self.now += Duration::from_secs(1);
        let none = || Arc::from("");
        let online = Online { jid: none(), server: none(), security: none(), features_xml: none(), caps: Vec::new() };
        self.walk.hear(&Event::Online(online), self.now);
    }

    /// Whether such a question is open.
    pub fn waits_for(&self, kind: Kind, whom: &str) -> bool {
        let is_info = |answer: &Answer| matches!(answer.outcome, Outcome::Info(_));
        self.coming.values().any(|answer| is_info(answer) == (kind == Kind::Info) && text(&answer.address) == whom)
    }

    /// The answer, and after what time it comes.
    pub fn answer(&self, question: &Question, took: Duration, say: Say) -> (Duration, Answer) {
        let address = question.address.clone();
        let outcome = match (say, question.kind) {
            (Say::Nothing, Kind::Info) => Outcome::Info(State::TimedOut { asked: asked(), after: self.timeout }),
            (Say::Nothing, _) => Outcome::Items(State::TimedOut { asked: asked(), after: self.timeout }),
            (Say::No(kind, condition), asked) => {
                let (kind, condition) =
                    (Some(kind).filter(|kind| !kind.is_empty()).map(Arc::from), Some(condition.into()));
                let refusal = Arc::new(Refusal { kind, condition, ..Refusal::default() });
                match asked {
                    Kind::Info => Outcome::Info(State::Refused(reply(refusal, took))),
                    _ => Outcome::Items(State::Refused(reply(refusal, took))),
                }
            }
            (Say::Info(category), _) => {
                let identity =
                    Identity { category: Some(category.into()), kind: Some("x".into()), ..Identity::default() };
                let info = Info { identities: vec![identity], ..Info::default() };
                Outcome::Info(State::Answered(reply(Arc::new(info), took)))
            }
            (Say::Items(list), _) => {
                let items = list.iter().map(|text| item(text).into()).collect();
                Outcome::Items(State::Answered(reply(Arc::new(Items { items, ..Items::default() }), took)))
            }
        };
        let after = if matches!(outcome, Outcome::Info(State::TimedOut { .. }) | Outcome::Items(State::TimedOut { .. }))
        {
            self.timeout
        } else {
            took
        };
        (after, Answer { address, outcome })
    }

    /// How often each question was given out.
    pub fn times(&self) -> HashMap<(Kind, String), usize> {
        let mut times = HashMap::new();
        for question in &self.asked {
            *times.entry((question.kind, text(&question.address.normal()))).or_default() += 1;
        }
        times
    }

    /// Everybody who was asked, in the order of the first question.
    pub fn whom(&self) -> Vec<String> {
        let infos = self.asked.iter().filter(|question| question.kind == Kind::Info);
        infos.map(|question| text(&question.address)).collect()
    }
}

fn item(text: &str) -> Item {
    let Address { jid, node } = address(text);
    let valid_jid = Address::new(jid.clone()).is_valid();
    Item { jid: Some(jid), node, name: None, action: None, valid_jid }
}

fn asked() -> Asked {
    Asked { at: Timestamp::UNIX_EPOCH, request_xml: None }
}

fn reply<T>(body: T, took: Duration) -> Reply<T> {
    Reply { asked: asked(), took, timing: Timing::InTime, reply_xml: None, reply_bytes: 5, body }
}

/// A server whose lists are written down; everything answers after a millisecond.
pub fn lists<'a>(lists: &'a [(&'a str, &'a [&'a str])]) -> impl FnMut(&Question, Duration) -> (Duration, Say) + 'a {
    move |question, _| {
        let whom = text(&question.address.normal());
        let list = lists.iter().find(|(name, _)| *name == whom).map_or(&[][..], |(_, list)| list);
        (Duration::from_millis(1), in_turn(question.kind, || list.iter().map(|one| (*one).to_owned()).collect()))
    }
}

/// Plain info, or the list.
pub fn in_turn(kind: Kind, list: impl FnOnce() -> Vec<String>) -> Say {
    match kind {
        Kind::Info => Say::Info("hierarchy"),
        _ => Say::Items(list()),
    }
}
