//! Searching everything that is known: a line of terms, all of which must hold.

use std::{sync::Arc, time::Duration};

use super::{
    finding::Severity,
    names,
    reply::{Field, Form, Identity, Item},
    state::{Entity, State, Timing},
};

mod lens;
mod query;
mod rules;
mod suggest;
mod text;

pub use lens::Lens;
pub use query::{Problem, term};
pub use rules::Rules;
pub use suggest::{Suggestion, suggestions};
pub use text::Text;

/// What is looked for; one without terms holds for everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    terms: Vec<Term>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Term {
    is_negated: bool,
    what: What,
}

/// What one term asks for; texts are in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
enum What {
    Text(Text),
    Jid(Text),
    Node(Text),
    Name(Text),
    Feature(Text),
    Category(Text),
    Type(Text),
    /// Of category and type with a `/` between them.
    Identity(Text),
    Lang(Text),
    Error(Text),
    Form {
        field: Text,
        value: Option<Text>,
    },
    Document {
        kind: &'static str,
        number: u32,
    },
    State(Vec<Word>),
    Finding(Wrong),
    Slower(Duration),
}

/// How a question went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Word {
    NotAsked,
    Waiting,
    Answered,
    Refused,
    Silent,
    CutOff,
    Unreadable,
    Late,
}

/// Which findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wrong {
    Any,
    Worse(Severity),
    /// One of these.
    Rules(Rules),
}

/// What stands at a place, with what is wrong with it.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The entity, if one stands there.
    pub entity: Option<&'a Entity>,
    /// What the list above says of it.
    pub item: Option<&'a Item>,
    /// The rules that it breaks.
    pub rules: Rules,
}

impl Query {
    /// Reads a line of terms, separated by blanks; a term in quotes may have blanks in it, one with a `-` before it must
    /// not hold. A key that is not known is text: JIDs, nodes and features are full of colons.
    ///
    /// Terms: `jid:`, `node:`, `name:`, `feature:`, `category:`, `type:`, `identity:category/type`, `lang:`, `error:`,
    /// `form:field` or `form:field=value`, `xep:0313`, `rfc:6121`, `state:silent`, `finding:rule`, `slower:500ms`, or any
    /// text. A value that begins with `=` must be the whole of what it is compared with.
    pub fn parse(line: &str) -> Result<Self, Problem> {
        match Self::read(line) {
            (query, None) => Ok(query),
            (_, Some(problem)) => Err(problem),
        }
    }

    /// As [`Self::parse`], with what is left of a line of which a term means nothing.
    pub fn read(line: &str) -> (Self, Option<Problem>) {
        let (terms, problem) = query::terms(line);
        (Self { terms }, problem)
    }

    /// Whether everything is found.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// The texts that must stand in what is found, for showing where they do.
    pub fn texts(&self) -> impl Iterator<Item = &Text> {
        self.terms.iter().filter(|term| !term.is_negated).filter_map(|term| match &term.what {
            What::Text(text) | What::Jid(text) | What::Node(text) | What::Name(text) => Some(text),
            _ => None,
        })
    }

    /// Whether every term holds.
    pub fn holds(&self, subject: Subject<'_>) -> bool {
        self.terms.iter().all(|term| term.what.holds(subject) != term.is_negated)
    }
}

impl What {
    fn holds(&self, subject: Subject<'_>) -> bool {
        let Subject { entity, rules, .. } = subject;
        let info = entity.and_then(|entity| entity.info.answer());
        let mut identities = info.into_iter().flat_map(|info| &info.identities);
        let mut features = info.into_iter().flat_map(|info| info.features.iter().flatten());
        match self {
            Self::Text(text) => is_said(subject, text) || features.any(|feature| text.is_in(feature)),
            Self::Jid(text) => text.is_in(jid(subject)),
            Self::Node(text) => node(subject).is_some_and(|node| text.is_in(node)),
            Self::Name(text) => has_name(subject, text),
            Self::Feature(text) => features.any(|feature| text.is_in(feature)),
            Self::Category(text) => identities.any(|identity| is_in(identity.category.as_ref(), text)),
            Self::Type(text) => identities.any(|identity| is_in(identity.kind.as_ref(), text)),
            Self::Identity(text) => identities.any(|identity| text.is_in_pair(&identity.category, &identity.kind)),
            Self::Lang(text) => {
                identities.any(|identity| identity.lang.as_ref().is_some_and(|lang| text.is_in(lang.tag())))
            }
            Self::Error(text) => entity.is_some_and(|entity| {
                [refusal(&entity.info), refusal(&entity.items)].into_iter().flatten().any(|short| text.is_in(short))
            }),
            Self::Form { field, value } => {
                info.is_some_and(|info| info.forms.iter().any(|form| has_field(form, field, value.as_ref())))
            }
            Self::Document { kind, number } => features.any(|feature| {
                names::feature(feature).document.is_some_and(|document| is_document(document.number, kind, *number))
            }),
            Self::State(words) => entity.is_some_and(|entity| words.iter().any(|word| word.holds(entity))),
            Self::Finding(wrong) => wrong.holds(rules),
            Self::Slower(than) => entity.is_some_and(|entity| {
                [took(&entity.info), took(&entity.items)].into_iter().flatten().any(|took| took > *than)
            }),
        }
    }
}

/// Whether a text stands in what is the entity's own: its address, its names, the values of its forms.
fn is_said(subject: Subject<'_>, text: &Text) -> bool {
    let info = subject.entity.and_then(|entity| entity.info.answer());
    text.is_in(jid(subject))
        || node(subject).is_some_and(|node| text.is_in(node))
        || has_name(subject, text)
        || info.is_some_and(|info| has_value(&info.forms, text))
}

fn jid(subject: Subject<'_>) -> &str {
    let listed = || subject.item.and_then(|item| item.jid.as_deref()).unwrap_or_default();
    subject.entity.map_or_else(listed, |entity| &entity.address.jid)
}

fn node(subject: Subject<'_>) -> Option<&str> {
    match subject.entity {
        Some(entity) => entity.address.node.as_deref(),
        None => subject.item.and_then(|item| item.node.as_deref()),
    }
}

fn has_name(subject: Subject<'_>, text: &Text) -> bool {
    let listed = subject.item.and_then(|item| item.name.as_ref());
    let info = subject.entity.and_then(|entity| entity.info.answer());
    let own = info
        .into_iter()
        .flat_map(|info| info.identities.iter().filter_map(|identity: &Identity| identity.name.as_ref()));
    listed.into_iter().chain(own).any(|name| text.is_in(name))
}

fn has_value(forms: &[Form], text: &Text) -> bool {
    fields(forms).any(|field| field.values.iter().any(|value| text.is_in(value)))
}

fn fields(forms: &[Form]) -> impl Iterator<Item = &Field> {
    forms.iter().flat_map(|form| form.fields.iter().chain(form.rows.iter().flatten()))
}

/// A form that has a field of that name, or is of that type when no value is asked for.
fn has_field(form: &Form, name: &Text, value: Option<&Text>) -> bool {
    let of_type = || value.is_none() && form.form_type.as_ref().is_some_and(|kind| name.is_in(kind));
    let mut fields = form.fields.iter().chain(form.rows.iter().flatten());
    let holds = |field: &Field| {
        is_in(field.var.as_ref(), name) && value.is_none_or(|value| field.values.iter().any(|found| value.is_in(found)))
    };
    fields.any(holds) || of_type()
}

fn is_in(text: Option<&Arc<str>>, wanted: &Text) -> bool {
    text.is_some_and(|text| wanted.is_in(text))
}

fn is_document(name: &str, kind: &str, number: u32) -> bool {
    let digits = name.strip_prefix(kind).map(|rest| rest.trim_start_matches(['-', ' ']));
    digits.and_then(|digits| digits.parse().ok()) == Some(number)
}

fn refusal<T>(state: &State<T>) -> Option<&str> {
    match state.known() {
        State::Refused(reply) => Some(reply.body.short()),
        _ => None,
    }
}

fn took<T>(state: &State<T>) -> Option<Duration> {
    match state.known() {
        State::Answered(reply) => Some(reply.took),
        State::Refused(reply) => Some(reply.took),
        State::Unreadable(reply) => Some(reply.took),
        State::TimedOut { after, .. } => Some(*after),
        State::NotAsked | State::Waiting { .. } | State::CutOff { .. } => None,
    }
}

impl Word {
    const ALL: [(&'static str, Self); 9] = [
        ("not-asked", Self::NotAsked),
        ("waiting", Self::Waiting),
        ("answered", Self::Answered),
        ("refused", Self::Refused),
        ("silent", Self::Silent),
        ("timed-out", Self::Silent),
        ("cut-off", Self::CutOff),
        ("unreadable", Self::Unreadable),
        ("late", Self::Late),
    ];

    fn holds(self, entity: &Entity) -> bool {
        self.is(&entity.info) || self.is(&entity.items)
    }

    fn is<T>(self, state: &State<T>) -> bool {
        match (self, state) {
            (Self::NotAsked, State::NotAsked)
            | (Self::Waiting, State::Waiting { .. })
            | (Self::Answered, State::Answered(_))
            | (Self::Refused, State::Refused(_))
            | (Self::Silent, State::TimedOut { .. })
            | (Self::CutOff, State::CutOff { .. })
            | (Self::Unreadable, State::Unreadable(_)) => true,
            (Self::Late, State::Answered(reply)) => reply.timing == Timing::Late,
            (Self::Late, State::Refused(reply)) => reply.timing == Timing::Late,
            (Self::Late, State::Unreadable(reply)) => reply.timing == Timing::Late,
            _ => false,
        }
    }
}

impl Wrong {
    fn holds(self, rules: Rules) -> bool {
        match self {
            Self::Any => !rules.is_empty(),
            Self::Worse(severity) => rules.iter().any(|rule| rule.severity() >= severity),
            Self::Rules(wanted) => rules.has_any(wanted),
        }
    }
}
