//! An answer as the world gives it, before it becomes a stanza: what it says, and how it is delivered.

use std::time::Duration;

use super::control::Twist;

/// An answer to a question, honest or odd.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What it says.
    pub content: Content,
    /// The stanzas that carry it: one as a rule, none when the entity is silent.
    pub postings: Vec<Posting>,
}

/// What stands inside the `iq`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// The children of a result, as XML.
    Result(String),
    /// The children of an error, as XML.
    Error(String),
}

/// One stanza that carries an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posting {
    /// How long after the question.
    pub after: Duration,
    /// Who seems to have sent it.
    pub from: Sender,
}

/// The `from` of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sender {
    /// Whoever was asked, as it should be.
    Asked,
    /// There is none.
    Nobody,
    /// Somebody else.
    Other(String),
}

impl Answer {
    /// A result with these children.
    pub fn result(children: impl Into<String>) -> Self {
        Self { content: Content::Result(children.into()), postings: vec![Posting::honest()] }
    }

    /// An error with these children.
    pub fn error(children: impl Into<String>) -> Self {
        Self { content: Content::Error(children.into()), postings: vec![Posting::honest()] }
    }

    /// The same answer after a while.
    pub fn after(mut self, delay: Duration) -> Self {
        for posting in &mut self.postings {
            posting.after = posting.after.saturating_add(delay);
        }
        self
    }

    /// The same answer, delivered otherwise.
    pub fn posted(self, postings: Vec<Posting>) -> Self {
        Self { postings, ..self }
    }

    /// The same answer, never sent.
    pub fn unsent(self) -> Self {
        self.posted(Vec::new())
    }

    /// The answer with a twist that a test asked for.
    pub fn twisted(self, twist: Twist) -> Self {
        match twist {
            Twist::From(jid) => self.posted(vec![Posting::from(Sender::Other(jid))]),
            Twist::WithoutFrom => self.posted(vec![Posting::from(Sender::Nobody)]),
            Twist::Twice => self.posted(vec![Posting::honest(), Posting::honest()]),
            Twist::After(delay) => self.after(delay),
            Twist::Never => self.unsent(),
        }
    }
}

impl Posting {
    /// At once, by whoever was asked.
    pub fn honest() -> Self {
        Self::from(Sender::Asked)
    }

    /// At once, by that sender.
    pub fn from(from: Sender) -> Self {
        Self { after: Duration::ZERO, from }
    }
}
