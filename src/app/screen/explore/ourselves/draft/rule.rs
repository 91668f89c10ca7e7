//! Changing a rule. What cannot be said is kept as it was typed, and the rule stays as it was.

use std::{borrow::Cow, fmt, sync::Arc};

use super::{Asides, Section, lines::written, sendable};
use crate::disco::{
    address,
    advertised::{About, MOST_DELAY_MS, Node, Parts, Profile, Refused, Rule, Then, Who},
    state::Kind,
};

/// A change of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RuleEdit {
    /// A field is written.
    Write(RuleValue, String),
    /// What it is about is chosen.
    About(AboutKind),
    /// Which questions it is about is chosen.
    Question(Question),
    /// What happens is chosen.
    Then(ThenKind),
    /// A part of the answer is the rule's own, or the node's.
    Part(Section, bool),
}

/// A field of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RuleValue {
    /// Who asks.
    Who,
    /// The node that is asked about.
    Node,
    /// Which of our JIDs is asked.
    Jid,
    /// The type of an error.
    ErrorType,
    /// The condition of an error.
    Condition,
    /// The words of an error.
    Text,
    /// The language of the words.
    Lang,
    /// How long it takes.
    Delay,
}

/// What a rule may be about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AboutKind {
    /// Anything.
    Anything,
    /// The main node.
    Main,
    /// A node by its name.
    Node,
}

/// Which questions a rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Question(pub Option<Kind>);

/// What may happen by a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ThenKind {
    /// The usual answer.
    AsUsual,
    /// Another answer.
    Answer,
    /// An error.
    Error,
    /// Nothing.
    Silence,
}

impl RuleValue {
    /// Those in which something can be typed that cannot be said.
    pub const TYPED: [Self; 3] = [Self::Who, Self::Jid, Self::Delay];

    /// Its name.
    pub fn words(self) -> &'static str {
        match self {
            Self::Who => "Who asks",
            Self::Node => "Node",
            Self::Jid => "Your JID",
            Self::ErrorType => "Type",
            Self::Condition => "Condition",
            Self::Text => "Text",
            Self::Lang => "Language",
            Self::Delay => "Delay (ms)",
        }
    }

    /// What stands there when nothing is written.
    pub fn hint(self) -> &'static str {
        match self {
            Self::Who => "JID, domain or *",
            Self::Node => "the node’s name",
            Self::Jid => "any of them",
            Self::Text => "words for people",
            Self::Lang => "none said",
            Self::Delay => "0",
            Self::ErrorType | Self::Condition => "",
        }
    }
}

impl AboutKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Anything, Self::Main, Self::Node];

    /// What a rule is about.
    pub fn of(rule: &Rule) -> Self {
        match rule.about {
            About::Anything => Self::Anything,
            About::Main => Self::Main,
            About::Node(_) => Self::Node,
        }
    }
}

impl fmt::Display for AboutKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Anything => "anything",
            Self::Main => "the main node",
            Self::Node => "a node by its name",
        })
    }
}

impl Question {
    /// All of them.
    pub const ALL: [Self; 3] = [Self(None), Self(Some(Kind::Info)), Self(Some(Kind::Items))];
}

impl fmt::Display for Question {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            None => formatter.write_str("disco#info and disco#items"),
            Some(kind) => write!(formatter, "disco#{}", kind.word()),
        }
    }
}

impl ThenKind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::AsUsual, Self::Answer, Self::Error, Self::Silence];

    /// What happens by a rule.
    pub fn of(then: &Then) -> Self {
        match then {
            Then::AsUsual => Self::AsUsual,
            Then::Answer(_) => Self::Answer,
            Then::Error(_) => Self::Error,
            Then::Silence => Self::Silence,
        }
    }

    fn blank(self) -> Then {
        match self {
            Self::AsUsual => Then::AsUsual,
            Self::Answer => Then::Answer(Parts::default()),
            Self::Error => {
                let (kind, condition) = ("auth".into(), "forbidden".into());
                Then::Error(Refused { kind, condition, text: None, lang: None })
            }
            Self::Silence => Then::Silence,
        }
    }
}

impl fmt::Display for ThenKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::AsUsual => "the usual answer",
            Self::Answer => "another answer",
            Self::Error => "an error",
            Self::Silence => "silence",
        })
    }
}

/// What a rule has there.
pub fn text(rule: &Rule, value: RuleValue) -> Cow<'_, str> {
    let refused = match &rule.then {
        Then::Error(refused) => Some(refused),
        Then::AsUsual | Then::Answer(_) | Then::Silence => None,
    };
    let text = match (value, &rule.about) {
        (RuleValue::Delay, _) if rule.delay_ms > 0 => return Cow::Owned(rule.delay_ms.to_string()),
        (RuleValue::Who, _) => Some(rule.who.text()),
        (RuleValue::Node, About::Node(name)) => Some(&**name),
        (RuleValue::Jid, _) => rule.jid.as_deref(),
        (RuleValue::ErrorType, _) => refused.map(|refused| &*refused.kind),
        (RuleValue::Condition, _) => refused.map(|refused| &*refused.condition),
        (RuleValue::Text, _) => refused.and_then(|refused| refused.text.as_deref()),
        (RuleValue::Lang, _) => refused.and_then(|refused| refused.lang.as_deref()),
        (RuleValue::Node | RuleValue::Delay, _) => None,
    };
    Cow::Borrowed(text.unwrap_or_default())
}

/// Makes a change of a rule, if it is there.
pub fn change(profile: &mut Profile, asides: &mut Asides, number: usize, edit: RuleEdit) {
    let Some(mut rule) = profile.rules.get(number).cloned() else { return };
    let aside = asides.of(number);
    match edit {
        RuleEdit::Write(value, text) => {
            let typed = sendable(&text);
            let why = write(&mut rule, value, &typed).err();
            if why.is_none() && self::text(&rule, value) == typed {
                aside.drop_typed(value);
            } else {
                aside.keep(value, typed, why);
            }
        }
        RuleEdit::About(kind) if kind == AboutKind::of(&rule) => {}
        RuleEdit::About(kind) => {
            let next = match kind {
                AboutKind::Anything => About::Anything,
                AboutKind::Main => About::Main,
                AboutKind::Node => About::Node(aside.node.take().unwrap_or_default()),
            };
            if let About::Node(name) = std::mem::replace(&mut rule.about, next) {
                aside.node = Some(name);
            }
        }
        RuleEdit::Question(question) => rule.kind = question.0,
        RuleEdit::Then(kind) if kind == ThenKind::of(&rule.then) => {}
        RuleEdit::Then(kind) => {
            let kept = aside.thens.iter().position(|then| ThenKind::of(then) == kind);
            let next = kept.map_or_else(|| kind.blank(), |index| aside.thens.remove(index));
            aside.thens.push(std::mem::replace(&mut rule.then, next));
        }
        RuleEdit::Part(section, is_own) => {
            let node = asked(profile, &rule).cloned().unwrap_or_default();
            if let Then::Answer(parts) = &mut rule.then {
                choose_part(parts, &mut aside.parts, node, section, is_own);
            }
        }
    }
    if let Some(there) = profile.rules.get_mut(number) {
        *there = rule;
    }
}

/// The node that a rule is about, or the main one.
fn asked<'a>(profile: &'a Profile, rule: &Rule) -> Option<&'a Node> {
    let name = match &rule.about {
        About::Node(name) => Some(&**name),
        About::Anything | About::Main => None,
    };
    let own = rule.jid.as_deref().and_then(|jid| profile.node(Some(jid), name));
    own.or_else(|| profile.node(None, name)).or_else(|| profile.main())
}

/// A part that becomes the rule's own begins as what was put aside, else as the node's.
fn choose_part(parts: &mut Parts, aside: &mut Parts, node: Node, section: Section, is_own: bool) {
    fn choose<T>(part: &mut Option<Vec<T>>, aside: &mut Option<Vec<T>>, node: Vec<T>, is_own: bool) {
        match (part.is_some(), is_own) {
            (false, true) => *part = Some(aside.take().unwrap_or(node)),
            (true, false) => *aside = part.take(),
            (true, true) | (false, false) => {}
        }
    }
    match section {
        Section::Identities => choose(&mut parts.identities, &mut aside.identities, node.identities, is_own),
        Section::Features => choose(&mut parts.features, &mut aside.features, node.features, is_own),
        Section::Forms => choose(&mut parts.forms, &mut aside.forms, node.forms, is_own),
        Section::Items => choose(&mut parts.items, &mut aside.items, node.items, is_own),
    }
}

/// Writes a field, or says why what is written there cannot be said.
fn write(rule: &mut Rule, value: RuleValue, text: &str) -> Result<(), String> {
    match value {
        RuleValue::Who => {
            let advice = "write one such as name@example.org, a domain, or * for everybody";
            rule.who = Who::parse(text).map_err(|error| wrong_jid(error, "Nobody is named", advice))?;
        }
        RuleValue::Jid if text.is_empty() => rule.jid = None,
        RuleValue::Jid => {
            let advice = "write one of your own JIDs, or nothing for all of them";
            let jid = address::check(text).map_err(|error| wrong_jid(error, "There is no JID", advice))?;
            rule.jid = Some(jid.as_str().into());
        }
        RuleValue::Node => {
            if let About::Node(name) = &mut rule.about {
                *name = text.into();
            }
        }
        RuleValue::Delay if text.trim().is_empty() => rule.delay_ms = 0,
        RuleValue::Delay => {
            let delay = text.trim().parse().ok().filter(|delay| *delay <= MOST_DELAY_MS);
            rule.delay_ms = delay.ok_or_else(|| {
                format!("“{text}” is no delay; write a whole number of milliseconds from 0 to {MOST_DELAY_MS}.")
            })?;
        }
        RuleValue::ErrorType | RuleValue::Condition | RuleValue::Text | RuleValue::Lang => {
            if let Then::Error(refused) = &mut rule.then {
                write_error(refused, value, text);
            }
        }
    }
    Ok(())
}

fn write_error(refused: &mut Refused, value: RuleValue, text: &str) {
    match value {
        RuleValue::ErrorType => refused.kind = Arc::from(text),
        RuleValue::Condition => refused.condition = Arc::from(text),
        RuleValue::Text => refused.text = written(text),
        RuleValue::Lang => refused.lang = written(text),
        RuleValue::Who | RuleValue::Node | RuleValue::Jid | RuleValue::Delay => {}
    }
}

/// What is wrong with a JID, in one sentence.
fn wrong_jid(error: address::Error, missing: &str, advice: &str) -> String {
    match error {
        address::Error::Empty => format!("{missing}; {advice}."),
        address::Error::Malformed { jid, why } => format!("“{jid}” is not a JID: {why}; {advice}."),
    }
}
