//! Strings of a document that are borrowed from it where they can be.

use std::{borrow::Cow, fmt, ops::Deref, sync::Arc};

use serde::{Deserialize, Deserializer, de::Visitor};

use crate::disco::intern::intern;

/// A string; copied only when it has escapes.
#[derive(Debug)]
pub struct Text<'a>(Cow<'a, str>);

impl Text<'_> {
    /// The one copy of a string of which there are few different ones.
    pub fn interned(&self) -> Arc<str> {
        intern(&self.0)
    }

    /// The string, shared from now on.
    pub fn shared(&self) -> Arc<str> {
        Arc::from(&*self.0)
    }
}

impl Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Strings;
        impl<'de> Visitor<'de> for Strings {
            type Value = Text<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a string")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }

            fn visit_string<E>(self, text: String) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Owned(text)))
            }
        }
        deserializer.deserialize_str(Strings)
    }
}

/// One of few different strings, which may be absent.
pub fn few(text: Option<&Text<'_>>) -> Option<Arc<str>> {
    text.map(Text::interned)
}

/// A string that may be absent.
pub fn maybe(text: Option<&Text<'_>>) -> Option<Arc<str>> {
    text.map(Text::shared)
}
