//! Whom a question goes to: a JID as text and, if there is one, a node.

use std::{borrow::Cow, sync::Arc};

use xmpp_parsers::jid::{self, Jid};

/// A JID, kept as it was written, and an optional node (XEP-0030 §3.2).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Address {
    /// The JID as the user or an item gave it; it may be malformed.
    pub jid: Arc<str>,
    /// The node; an empty one is not the same as none.
    pub node: Option<Arc<str>>,
}

/// Why a JID cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Nothing was written.
    #[error("There is no JID; write one such as example.org or room@chat.example.org.")]
    Empty,
    /// It breaks a rule of RFC 7622.
    #[error("“{jid}” is not a JID: {why}. A JID looks like name@example.org/resource, or example.org alone.")]
    Malformed {
        /// What was written, shortened.
        jid: String,
        /// The rule.
        why: String,
    },
}

impl Address {
    /// An address without node.
    pub fn new(jid: impl Into<Arc<str>>) -> Self {
        Self { jid: jid.into(), node: None }
    }

    /// An address with that node.
    pub fn with_node(jid: impl Into<Arc<str>>, node: impl Into<Arc<str>>) -> Self {
        Self { jid: jid.into(), node: Some(node.into()) }
    }

    /// What a person wrote into two fields: blanks around are dropped, an empty node means none.
    pub fn typed(jid: &str, node: &str) -> Result<Self, Error> {
        let jid = jid.trim();
        let _ = check(jid)?;
        let node = Some(node).filter(|node| !node.is_empty()).map(Arc::from);
        Ok(Self { jid: Arc::from(jid), node })
    }

    /// The JID in its normal form, or its text when it is malformed: what senders are compared by.
    pub fn normal_jid(&self) -> String {
        normal(&self.jid)
    }

    /// The address by which an entity is known whatever the spelling.
    pub fn normal(&self) -> Self {
        let jid = match normal_form(&self.jid) {
            Cow::Borrowed(_) => self.jid.clone(),
            Cow::Owned(jid) if *self.jid == *jid => self.jid.clone(),
            Cow::Owned(jid) => Arc::from(jid),
        };
        Self { jid, node: self.node.clone() }
    }

    /// Whether the JID can be asked at all.
    pub fn is_valid(&self) -> bool {
        check(&self.jid).is_ok()
    }
}

impl std::fmt::Display for Address {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.node {
            Some(node) => write!(formatter, "{} node {node}", self.jid),
            None => formatter.write_str(&self.jid),
        }
    }
}

/// Reads a JID by the rules of RFC 7622.
pub fn check(jid: &str) -> Result<Jid, Error> {
    if jid.is_empty() {
        return Err(Error::Empty);
    }
    let malformed = |why: String| Error::Malformed { jid: jid.chars().take(80).collect(), why };
    let parsed = Jid::new(jid).map_err(|error| malformed(reason(&error)))?;
    if parsed.domain().as_str().contains(char::is_whitespace) || parsed.domain().as_str().is_empty() {
        return Err(malformed("its domain is empty or has blanks".to_owned()));
    }
    Ok(parsed)
}

/// A JID's normal form; malformed text is its own.
pub fn normal(jid: &str) -> String {
    normal_form(jid).into_owned()
}

/// The same, borrowed where the text is in its normal form already; most are, and seeing that is cheap.
pub fn normal_form(jid: &str) -> Cow<'_, str> {
    let is_normal = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-' | b'_' | b'@');
    let (bare, resource) = jid.split_once('/').unwrap_or((jid, "x"));
    let has_plain_resource = !resource.is_empty() && resource.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    if has_plain_resource && bare.bytes().all(is_normal) && !bare.ends_with('.') && !bare.contains("xn--") {
        return Cow::Borrowed(jid);
    }
    Jid::new(jid).map_or(Cow::Borrowed(jid), |jid| Cow::Owned(jid.as_str().to_owned()))
}

fn reason(error: &jid::Error) -> String {
    match error {
        jid::Error::NodeEmpty => "nothing stands before the @".to_owned(),
        jid::Error::ResourceEmpty => "nothing stands after the /".to_owned(),
        jid::Error::TooManyAts => "it has more than one @".to_owned(),
        jid::Error::NodeTooLong => "its local part is longer than 1023 bytes".to_owned(),
        jid::Error::ResourceTooLong => "its resource is longer than 1023 bytes".to_owned(),
        jid::Error::NodePrep => "its local part has a character that is not allowed there".to_owned(),
        jid::Error::NamePrep | jid::Error::Idna => "its domain is not a domain name".to_owned(),
        jid::Error::ResourcePrep => "its resource has a character that is not allowed there".to_owned(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_short_way_to_a_normal_form_leads_to_the_same(
            jid in "[a-zA-Z0-9@._/-]{0,12}|[a-z0-9_-]{0,6}@?[a-z0-9.-]{1,12}(/[ -~]{0,6})?|xn--[a-z0-9-]{1,8}\\.x",
        ) {
            let long = Jid::new(&jid).map_or_else(|_| jid.clone(), |jid| jid.as_str().to_owned());
            prop_assert_eq!(normal_form(&jid), long);
        }
    }
}
