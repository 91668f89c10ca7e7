//! What is wrong with a reply, computed from what was read when somebody wants to see it.

use std::{fmt, sync::Arc};

use serde::{Serialize, Serializer, ser::SerializeStruct};

use super::{
    address::Address,
    reply::At,
    search::Rules,
    state::{Entity, Reply, State, Timing},
    text::visible_within,
    xml::Unreadable,
};

mod form;
mod info;
mod items;
mod judged;
mod paging;
mod refusal;
pub mod register;
mod reply;
mod rule;
mod text;

pub use form::TYPES as FIELD_TYPES;
pub use judged::Judged;
pub use refusal::{CONDITIONS as ERROR_CONDITIONS, TYPES as ERROR_TYPES};
pub use rule::Rule;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Unusual, and allowed.
    Note,
    /// A rule is broken; nothing is lost by it.
    Warning,
    /// A rule is broken, and information is lost or ambiguous.
    Error,
}

/// A rule broken at a line of a reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule.
    pub rule: Rule,
    /// How bad it is.
    pub severity: Severity,
    /// What exactly; short, and safe to show.
    pub detail: Arc<str>,
    /// The line it is about.
    pub at: At,
}

/// The findings of an entity's two answers, each in the order of their lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EntityFindings {
    /// In the answer to disco#info.
    pub info: Vec<Finding>,
    /// In the answer to disco#items.
    pub items: Vec<Finding>,
}

/// How many findings there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Notes.
    pub notes: usize,
    /// Warnings.
    pub warnings: usize,
    /// Errors.
    pub errors: usize,
}

/// A detail has no more characters.
const DETAIL_CHARACTERS: usize = 160;
/// A string of the reply takes no more characters of a detail.
const QUOTED_CHARACTERS: usize = 72;

/// Everything that is wrong with what is known of an entity; while a question is repeated, with what was known before.
pub fn of_entity(entity: &Entity) -> EntityFindings {
    if let Some(recorded) = &entity.recorded {
        return EntityFindings::clone(recorded);
    }
    computed(entity)
}

/// What the typed values alone show to be wrong.
fn computed(entity: &Entity) -> EntityFindings {
    let mut findings = EntityFindings::default();
    of_info(entity, &mut findings.info);
    of_items(entity, &mut findings.items);
    findings.info.sort_by_key(|finding| position(finding.at));
    findings.items.sort_by_key(|finding| position(finding.at));
    findings
}

/// How much is wrong: the sums of [`of_entity`] without making any of its findings.
pub fn count(entity: &Entity) -> Counts {
    if let Some(recorded) = &entity.recorded {
        return recorded.counts();
    }
    let mut counts = Counts::default();
    of_info(entity, &mut counts);
    of_items(entity, &mut counts);
    counts
}

/// How much is wrong, and which rules are broken, in one go.
pub fn tally(entity: &Entity) -> (Counts, Rules) {
    if let Some(recorded) = &entity.recorded {
        return (recorded.counts(), Rules::of(recorded.iter()));
    }
    let mut tally = Tally::default();
    of_info(entity, &mut tally);
    of_items(entity, &mut tally);
    (tally.counts, tally.rules)
}

impl Finding {
    /// A finding of that rule; for rules that need more than a reply to be seen, such as those of capability hashes.
    pub fn new(rule: Rule, at: At, detail: &str) -> Self {
        Self { rule, severity: rule.severity(), detail: visible_within(detail, DETAIL_CHARACTERS).into(), at }
    }

    /// The finding for a second reply to one question.
    pub fn reply_twice() -> Self {
        Self::new(Rule::ReplyTwice, At::Reply, "answered again")
    }

    /// The finding for a reply from a sender who was not asked; `None` means without sender.
    pub fn reply_forged(from: Option<&str>) -> Self {
        match from {
            Some(from) => Self::new(Rule::ReplyForged, At::Reply, &format!("from {}", Shown(from))),
            None => Self::new(Rule::ReplyForged, At::Reply, "without sender"),
        }
    }

    /// The finding for a reply that was addressed to another JID than the one that asked; `None` means to nobody.
    pub fn reply_misaddressed(to: Option<&str>) -> Self {
        match to {
            Some(to) => Self::new(Rule::ReplyForged, At::Reply, &format!("to {}", Shown(to))),
            None => Self::new(Rule::ReplyForged, At::Reply, "without addressee"),
        }
    }
}

impl Severity {
    /// Its name in the JSON contract.
    pub fn word(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl EntityFindings {
    /// All of them, those of disco#info first.
    pub fn iter(&self) -> impl Iterator<Item = &Finding> {
        self.info.iter().chain(&self.items)
    }

    /// How many there are of each severity.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        self.iter().for_each(|finding| counts.add_one(finding.severity));
        counts
    }

    /// What was found when the stanzas were there, each at its line as far as what is left of the entity shows it.
    pub fn recorded(entity: &Entity, info: Vec<Finding>, items: Vec<Finding>) -> Self {
        let computed = computed(entity);
        let placed = |recorded: Vec<Finding>, mut computed: Vec<Finding>| {
            let place = |finding: Finding| {
                let same =
                    computed.iter().position(|other| other.rule == finding.rule && other.detail == finding.detail);
                same.map_or(finding, |index| computed.remove(index))
            };
            recorded.into_iter().map(place).collect()
        };
        Self { info: placed(info, computed.info), items: placed(items, computed.items) }
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.info.is_empty() && self.items.is_empty()
    }
}

impl Counts {
    /// All together.
    pub fn total(self) -> usize {
        self.notes + self.warnings + self.errors
    }

    /// The worst severity there is.
    pub fn worst(self) -> Option<Severity> {
        match self {
            Self { errors: 1.., .. } => Some(Severity::Error),
            Self { warnings: 1.., .. } => Some(Severity::Warning),
            Self { notes: 1.., .. } => Some(Severity::Note),
            _ => None,
        }
    }

    fn and(self, other: Self) -> Self {
        Self {
            notes: self.notes + other.notes,
            warnings: self.warnings + other.warnings,
            errors: self.errors + other.errors,
        }
    }

    fn add_one(&mut self, severity: Severity) {
        match severity {
            Severity::Note => self.notes += 1,
            Severity::Warning => self.warnings += 1,
            Severity::Error => self.errors += 1,
        }
    }
}

impl Serialize for Finding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut record = serializer.serialize_struct("Finding", 4)?;
        record.serialize_field("rule", self.rule.id())?;
        record.serialize_field("severity", self.severity.word())?;
        record.serialize_field("clause", self.rule.clause())?;
        record.serialize_field("detail", &self.detail)?;
        record.end()
    }
}

/// What takes findings in; details are formatted only where they are kept.
trait Sink {
    fn add(&mut self, rule: Rule, at: At, detail: fmt::Arguments<'_>);

    /// Takes in what was found before, which comes to that.
    fn add_all(&mut self, found: &[Finding], tally: Tally);
}

impl Sink for Vec<Finding> {
    fn add(&mut self, rule: Rule, at: At, detail: fmt::Arguments<'_>) {
        self.push(Finding::new(rule, at, &detail.to_string()));
    }

    fn add_all(&mut self, found: &[Finding], _: Tally) {
        self.extend_from_slice(found);
    }
}

impl Sink for Counts {
    fn add(&mut self, rule: Rule, _: At, _: fmt::Arguments<'_>) {
        self.add_one(rule.severity());
    }

    fn add_all(&mut self, _: &[Finding], tally: Tally) {
        *self = self.and(tally.counts);
    }
}

#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    counts: Counts,
    rules: Rules,
}

impl Sink for Tally {
    fn add(&mut self, rule: Rule, _: At, _: fmt::Arguments<'_>) {
        self.counts.add_one(rule.severity());
        self.rules = self.rules.with(rule);
    }

    fn add_all(&mut self, _: &[Finding], tally: Tally) {
        self.counts = self.counts.and(tally.counts);
        self.rules = self.rules.and(tally.rules);
    }
}

/// A string of the reply inside a detail.
struct Shown<'a>(&'a str);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            "" => formatter.write_str("(empty)"),
            text => formatter.write_str(&visible_within(text, QUOTED_CHARACTERS)),
        }
    }
}

fn of_info(entity: &Entity, sink: &mut impl Sink) {
    of_state(&entity.info, sink);
    if let Some(info) = entity.info.answer()
        && reply::query(&info.query, &info.extras, sink)
    {
        reply::node(&entity.address, info.node_echoed.as_deref(), sink);
        info::check(info, &entity.address, sink);
    }
}

fn of_items(entity: &Entity, sink: &mut impl Sink) {
    of_state(&entity.items, sink);
    if let Some(items) = entity.items.answer()
        && reply::query(&items.query, &items.extras, sink)
    {
        reply::node(&entity.address, items.node_echoed.as_deref(), sink);
        items::check(items, entity, sink);
        paging::check(items, sink);
    }
}

/// What does not depend on which question was asked.
fn of_state<T>(state: &State<T>, sink: &mut impl Sink) {
    match state.known() {
        State::Answered(reply) => late(reply, sink),
        State::Refused(reply) => {
            late(reply, sink);
            refusal::check(&reply.body, sink);
        }
        State::Unreadable(reply) => {
            late(reply, sink);
            let rule = match reply.body {
                Unreadable::TooDeep(_) => Rule::TooDeep,
                Unreadable::TooLarge(_) => Rule::TooLarge,
            };
            sink.add(rule, At::Reply, format_args!("{}", reply.body));
        }
        State::NotAsked | State::Waiting { .. } | State::TimedOut { .. } | State::CutOff { .. } => {}
    }
}

fn late<T>(reply: &Reply<T>, sink: &mut impl Sink) {
    if reply.timing == Timing::Late {
        sink.add(Rule::ReplyLate, At::Reply, format_args!("after {:.1} s", reply.took.as_secs_f64()));
    }
}

/// Whether the question is one that XEP-0045 lets a room answer with an empty query or with features of its own.
fn is_room_question(address: &Address) -> bool {
    matches!(address.node.as_deref(), Some("http://jabber.org/protocol/muc#traffic" | "x-roomuser-item"))
}

/// Lines in wire order, a form before its fields.
pub fn position(at: At) -> (u8, usize, usize) {
    match at {
        At::Reply => (0, 0, 0),
        At::Error => (1, 0, 0),
        At::Identity(number) => (2, number, 0),
        At::Feature(number) => (3, number, 0),
        At::Item(number) => (4, number, 0),
        At::Form(number) => (5, number, 0),
        At::Field { form, field } => (5, form, field + 1),
    }
}
