//! What stood in a reply besides what the protocol foresees, and where.

use std::{ops::Deref, sync::Arc};

use serde::{Serialize, Serializer};

/// A line of a reply; numbers count from 0 in wire order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum At {
    /// The reply itself.
    Reply,
    /// An identity.
    Identity(usize),
    /// A feature.
    Feature(usize),
    /// An item.
    Item(usize),
    /// A form.
    Form(usize),
    /// A field of a form.
    Field {
        /// The form.
        form: usize,
        /// The field.
        field: usize,
    },
    /// The error.
    Error,
}

/// Something that no typed value holds, kept as XML; where only a part of an element is unknown, the whole element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extra {
    /// The line it stands in.
    pub at: At,
    /// The element.
    pub xml: Arc<str>,
    /// What about it is unknown; nothing where it is kept for a language alone.
    pub odd: Vec<Odd>,
}

/// What is unknown about an element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Odd {
    /// An attribute of that name.
    Attribute(Arc<str>),
    /// A child, as name and namespace.
    Child(Arc<str>, Arc<str>),
    /// Character data that is more than blanks.
    Text,
    /// A `query` that is not the one that was read; [`QueryShape`] says what is wrong with it.
    Query,
    /// An error, of that condition if it has one.
    Error(Option<Arc<str>>),
}

/// How the `query` of a result was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum QueryShape {
    /// Once, as it has to be.
    #[default]
    One,
    /// Not at all.
    Missing,
    /// Only in this other namespace; nothing was read from it.
    WrongNamespace(Arc<str>),
    /// So many times; the first one was read.
    Repeated(usize),
}

impl QueryShape {
    /// Whether there was a query to read.
    pub fn is_readable(&self) -> bool {
        matches!(self, Self::One | Self::Repeated(_))
    }
}

impl Deref for Extra {
    type Target = str;

    fn deref(&self) -> &str {
        &self.xml
    }
}

impl AsRef<str> for Extra {
    fn as_ref(&self) -> &str {
        &self.xml
    }
}

impl From<Extra> for Arc<str> {
    fn from(extra: Extra) -> Self {
        extra.xml
    }
}

impl Serialize for Extra {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.xml)
    }
}
