//! Which addresses of one side stand for which of the other, so that a production server can be held against a test server.

use std::{borrow::Cow, cmp::Reverse, collections::HashSet, fmt, str::FromStr, sync::Arc};

use crate::disco::address;

/// One of the two sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// What is compared, the older as a rule.
    Left,
    /// What it is compared with.
    Right,
}

/// One JID of the left that stands for one of the right. A domain takes its subdomains and everybody there along, a bare
/// JID its resources; a full JID stands alone.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Rule {
    left: Arc<str>,
    right: Arc<str>,
}

/// Rules that hold together; the longest that fits an address holds for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping {
    rules: Vec<Rule>,
    left: Vec<Name>,
    right: Vec<Name>,
}

/// What stands for both sides of a rule while they are compared. It has a character that no XML can have.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Name {
    jid: Arc<str>,
    stands: String,
}

/// Why a rule does not hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// There is no `=` between two JIDs.
    #[error("“{0}” is not a mapping; write LEFT=RIGHT with two JIDs, such as shop.example=test.example.")]
    Shape(String),
    /// One JID would stand for two.
    #[error("“{0}” is mapped twice; name it in one --map only.")]
    Twice(String),
}

impl Rule {
    /// A rule between two JIDs.
    pub fn new(left: &str, right: &str) -> Result<Self, address::Error> {
        let normal = |jid: &str| address::check(jid.trim()).map(|jid| Arc::from(jid.as_str()));
        Ok(Self { left: normal(left)?, right: normal(right)? })
    }

    /// The JID of one side, in its normal form.
    pub fn side(&self, side: Side) -> &str {
        match side {
            Side::Left => &self.left,
            Side::Right => &self.right,
        }
    }

    /// The rule for the sides exchanged.
    pub fn reversed(&self) -> Self {
        Self { left: self.right.clone(), right: self.left.clone() }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}={}", self.left, self.right)
    }
}

impl FromStr for Rule {
    type Err = Error;

    /// Reads `LEFT=RIGHT`; where a JID itself has a `=`, the first one that leaves two JIDs divides them.
    fn from_str(text: &str) -> Result<Self, Error> {
        let divided = text.match_indices('=').filter_map(|(at, _)| Some((text.get(..at)?, text.get(at + 1..)?)));
        let mut rules = divided.filter_map(|(left, right)| Self::new(left, right).ok());
        rules.next().ok_or_else(|| Error::Shape(text.to_owned()))
    }
}

impl Mapping {
    /// These rules together.
    pub fn new(rules: impl IntoIterator<Item = Rule>) -> Result<Self, Error> {
        let mut mapping = Self::default();
        let mut seen = HashSet::new();
        for rule in rules {
            if mapping.rules.contains(&rule) {
                continue;
            }
            let stands = format!("\0{}\0", mapping.rules.len());
            for (side, names) in [(Side::Left, &mut mapping.left), (Side::Right, &mut mapping.right)] {
                let jid: Arc<str> = rule.side(side).into();
                if !seen.insert((side, jid.clone())) {
                    return Err(Error::Twice(jid.to_string()));
                }
                names.push(Name { jid, stands: stands.clone() });
            }
            mapping.rules.push(rule);
        }
        mapping.left.sort_by_key(|name| Reverse(name.jid.len()));
        mapping.right.sort_by_key(|name| Reverse(name.jid.len()));
        Ok(mapping)
    }

    /// The rules, as they were given.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// Whether everything stands for itself alone.
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// The mapping for the sides exchanged.
    pub fn reversed(&self) -> Self {
        let rules = self.rules.iter().map(Rule::reversed).collect();
        Self { rules, left: self.right.clone(), right: self.left.clone() }
    }

    /// What a JID is matched by: equal on both sides for JIDs that stand for each other.
    pub(super) fn jid<'a>(&self, side: Side, jid: &'a str) -> Cow<'a, str> {
        let normal = address::normal_form(jid);
        match self.names(side).iter().find_map(|name| name.in_jid(&normal)) {
            Some(mapped) => Cow::Owned(mapped),
            None => normal,
        }
    }

    /// What any other text is matched by: JIDs that stand for each other are equal wherever they stand in it.
    pub(super) fn text<'a>(&self, side: Side, text: &'a str) -> Cow<'a, str> {
        let names = self.names(side);
        let mut next: Vec<Option<usize>> = names.iter().map(|name| name.find(text, 0)).collect();
        let mut mapped = String::new();
        let mut done = 0;
        loop {
            let ahead = names.iter().zip(&next).filter_map(|(name, at)| Some((name, (*at)?)));
            // Of several at one place the longest counts, which is the first.
            let Some((name, at)) = ahead.min_by_key(|(_, at)| *at) else { break };
            mapped.push_str(text.get(done..at).unwrap_or_default());
            mapped.push_str(&name.stands);
            done = at + name.jid.len();
            for (name, at) in names.iter().zip(&mut next) {
                if at.is_some_and(|at| at < done) {
                    *at = name.find(text, done);
                }
            }
        }
        if done == 0 {
            return Cow::Borrowed(text);
        }
        mapped.push_str(text.get(done..).unwrap_or_default());
        Cow::Owned(mapped)
    }

    /// Whether two texts say the same: to the letter, or once what stands for each other is exchanged.
    pub(super) fn same_text(&self, left: &str, right: &str) -> bool {
        left == right || (!self.is_empty() && self.text(Side::Left, left) == self.text(Side::Right, right))
    }

    fn names(&self, side: Side) -> &[Name] {
        match side {
            Side::Left => &self.left,
            Side::Right => &self.right,
        }
    }
}

impl Name {
    fn in_jid(&self, jid: &str) -> Option<String> {
        let (bare, resource) = jid.find('/').and_then(|at| jid.split_at_checked(at)).unwrap_or((jid, ""));
        let stands = &self.stands;
        if self.jid.contains('/') {
            return (*self.jid == *jid).then(|| stands.clone());
        }
        if self.jid.contains('@') {
            return (*self.jid == *bare).then(|| format!("{stands}{resource}"));
        }
        let (local, domain) = bare.find('@').and_then(|at| bare.split_at_checked(at + 1)).unwrap_or(("", bare));
        let above = domain.strip_suffix(&*self.jid)?;
        (above.is_empty() || above.ends_with('.')).then(|| format!("{local}{above}{stands}{resource}"))
    }

    /// Where it stands next in a text, as a whole name.
    fn find(&self, text: &str, from: usize) -> Option<usize> {
        let mut hits = text.get(from..)?.match_indices(&*self.jid);
        let part_of_name = |character: char| character.is_alphanumeric() || matches!(character, '-' | '_');
        let is_whole = |at: usize| {
            let before = text.get(..at).and_then(|before| before.chars().next_back());
            let mut after = text.get(at + self.jid.len()..).unwrap_or_default().chars();
            let begins = before
                .is_none_or(|character| !part_of_name(character) && (character != '.' || !self.jid.contains('@')));
            let ends = match after.next() {
                // A full stop ends a sentence, or goes on with the domain.
                Some('.') => after.next().is_none_or(|character| !part_of_name(character)),
                next => next.is_none_or(|character| !part_of_name(character)),
            };
            begins && ends
        };
        hits.find_map(|(at, _)| Some(from + at).filter(|at| is_whole(*at)))
    }
}
