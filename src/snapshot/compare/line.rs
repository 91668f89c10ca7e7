//! Two entities side by side: lines under headings.

use std::{fmt, sync::Arc};

use serde::{Serialize, Serializer};

use super::Mark;
use crate::disco::{
    reply::{Field, Identity, Item},
    state::Kind,
};

/// Lines of one question under one heading.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// The question that they belong to.
    pub kind: Kind,
    /// What they are.
    pub heading: Heading,
    /// Of a form its `FORM_TYPE`, as sent by a stranger; where the sides differ in it, the left's.
    pub name: Option<Arc<str>>,
    /// The lines, in the order of the left; what only the right has stands where it stands there.
    pub lines: Vec<Line>,
}

/// What the lines of a group are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Heading {
    /// What became of the question, and the frame of the reply.
    State,
    /// The parts of an error.
    Error,
    /// Identities.
    Identities,
    /// Features.
    Features,
    /// One data form.
    Form,
    /// Items, and how much of the list they are.
    Items,
    /// Names and values: software version, time, last activity.
    Facts,
    /// What else stood in the reply.
    Extras,
    /// Which rules the replies break. Findings follow from the replies, so they are never counted as differences.
    Findings,
}

/// One line of two columns.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// What the values are of, such as a field's name; empty where they speak for themselves. A stranger may have
    /// written it.
    pub what: Arc<str>,
    /// The left's value, if it has one.
    pub left: Option<Value>,
    /// The right's value, if it has one.
    pub right: Option<Value>,
    /// How they compare; `Unknown` where the other side was not asked, or could not be told.
    pub mark: Mark,
}

/// A value as one side has it. As text it is what a stranger wrote: make it safe before it is shown.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// An attribute that is not there.
    Absent,
    /// A text.
    Text(Arc<str>),
    /// Several texts.
    Texts(Vec<Arc<str>>),
    /// An identity.
    Identity(Identity),
    /// An item.
    Item(Item),
    /// A row of a table.
    Row(Vec<Field>),
}

impl Group {
    /// The heading in words; the name of a form, which a stranger chose, not included.
    pub fn title(&self) -> &'static str {
        match (self.heading, self.kind) {
            (Heading::State, Kind::Info) => "Answer to disco#info",
            (Heading::State, Kind::Items) => "Answer to disco#items",
            (Heading::State | Heading::Facts, Kind::Version) => "Software version",
            (Heading::State | Heading::Facts, Kind::Time) => "Entity time",
            (Heading::State | Heading::Facts, Kind::LastActivity) => "Last activity",
            (Heading::State | Heading::Facts, Kind::ItemCount) => "Number of items",
            (Heading::Facts, _) => "Facts",
            (Heading::Error, _) => "Error",
            (Heading::Identities, _) => "Identities",
            (Heading::Features, _) => "Features",
            (Heading::Form, _) => "Form",
            (Heading::Items, _) => "Items",
            (Heading::Extras, _) => "Besides",
            (Heading::Findings, Kind::Items) => "Findings in the items",
            (Heading::Findings, _) => "Findings",
        }
    }

    /// Whether a line differs.
    pub fn differs(&self) -> bool {
        self.lines.iter().any(|line| line.mark.differs())
    }
}

impl Heading {
    /// All of them, in their order.
    pub const ALL: [Self; 9] = [
        Self::State,
        Self::Error,
        Self::Identities,
        Self::Features,
        Self::Form,
        Self::Items,
        Self::Facts,
        Self::Extras,
        Self::Findings,
    ];

    /// Its name in the JSON contract.
    pub fn word(self) -> &'static str {
        match self {
            Self::State => "state",
            Self::Error => "error",
            Self::Identities => "identities",
            Self::Features => "features",
            Self::Form => "form",
            Self::Items => "items",
            Self::Facts => "facts",
            Self::Extras => "extras",
            Self::Findings => "findings",
        }
    }
}

impl Value {
    /// A text that may be absent.
    pub(super) fn of(text: Option<&Arc<str>>) -> Self {
        text.map_or(Self::Absent, |text| Self::Text(text.clone()))
    }
}

impl fmt::Display for Value {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Absent => formatter.write_str("(absent)"),
            Self::Text(text) => formatter.write_str(or_empty(text)),
            Self::Texts(texts) => joined(formatter, texts),
            Self::Identity(Identity { category, kind, name, lang }) => {
                write!(formatter, "{}/{}", or_absent(category.as_deref()), or_absent(kind.as_deref()))?;
                lang.iter().try_for_each(|lang| write!(formatter, " [{}]", lang.tag()))?;
                name.iter().try_for_each(|name| write!(formatter, " “{name}”"))
            }
            Self::Item(Item { jid, node, name, action, .. }) => {
                formatter.write_str(or_absent(jid.as_deref()))?;
                node.iter().try_for_each(|node| write!(formatter, " node {}", or_empty(node)))?;
                name.iter().try_for_each(|name| write!(formatter, " “{name}”"))?;
                action.iter().try_for_each(|action| write!(formatter, " action {}", or_empty(action)))
            }
            Self::Row(cells) => {
                for (at, cell) in cells.iter().enumerate() {
                    let divider = if at == 0 { "" } else { "; " };
                    write!(formatter, "{divider}{} = ", or_absent(cell.var.as_deref()))?;
                    joined(formatter, &cell.values)?;
                }
                Ok(())
            }
        }
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Plain<'a> {
            category: Option<&'a str>,
            r#type: Option<&'a str>,
            name: Option<&'a str>,
            lang: Option<&'a str>,
        }
        match self {
            Self::Absent => serializer.serialize_none(),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Texts(texts) => texts.serialize(serializer),
            Self::Identity(Identity { category, kind, name, lang }) => Plain {
                category: category.as_deref(),
                r#type: kind.as_deref(),
                name: name.as_deref(),
                lang: lang.as_ref().map(|lang| &**lang.tag()),
            }
            .serialize(serializer),
            Self::Item(item) => item.serialize(serializer),
            Self::Row(cells) => cells.serialize(serializer),
        }
    }
}

fn joined(formatter: &mut fmt::Formatter<'_>, texts: &[Arc<str>]) -> fmt::Result {
    if texts.is_empty() {
        return formatter.write_str("(no value)");
    }
    for (at, text) in texts.iter().enumerate() {
        write!(formatter, "{}{}", if at == 0 { "" } else { " | " }, or_empty(text))?;
    }
    Ok(())
}

fn or_absent(text: Option<&str>) -> &str {
    text.map_or("(absent)", or_empty)
}

fn or_empty(text: &str) -> &str {
    if text.is_empty() { "(empty)" } else { text }
}
