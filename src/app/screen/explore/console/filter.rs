//! Which stanzas are shown.

use aho_corasick::AhoCorasick;

use super::log::Line;
use crate::session::{Direction, Wired};

/// What somebody wants to see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// The text that a stanza must have, in whatever case.
    pub text: String,
    /// A part of the JID that it must go to or come from.
    pub jid: String,
    /// What is not shown.
    pub(super) hidden: Vec<Part>,
}

/// Some of the stanzas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Those that were sent.
    Sent,
    /// Those that came.
    Received,
    /// Questions and answers.
    Iq,
    /// Messages.
    Message,
    /// Presence.
    Presence,
    /// Everything else.
    Other,
}

impl Part {
    /// All of them, in the order of the buttons.
    pub const ALL: [Self; 6] = [Self::Sent, Self::Received, Self::Iq, Self::Message, Self::Presence, Self::Other];

    /// What stands on the button.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sent => "Sent",
            Self::Received => "Received",
            Self::Iq => "iq",
            Self::Message => "message",
            Self::Presence => "presence",
            Self::Other => "other",
        }
    }

    fn of(wired: &Wired) -> [Self; 2] {
        let direction = match wired.direction {
            Direction::Sent => Self::Sent,
            Direction::Received => Self::Received,
        };
        let name = match &*wired.name {
            "iq" => Self::Iq,
            "message" => Self::Message,
            "presence" => Self::Presence,
            _ => Self::Other,
        };
        [direction, name]
    }
}

impl Filter {
    /// Whether these are shown.
    pub fn shows(&self, part: Part) -> bool {
        !self.hidden.contains(&part)
    }

    /// Whether everything is shown.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Shows some of the stanzas that were not shown, or the other way round.
    pub fn switch(&mut self, part: Part) {
        match self.hidden.iter().position(|hidden| *hidden == part) {
            Some(index) => drop(self.hidden.swap_remove(index)),
            None => self.hidden.push(part),
        }
    }

    /// Prepares for looking at many stanzas.
    pub fn matcher(&self) -> Matcher {
        let of = |text: &str| {
            let text = text.trim();
            let search = AhoCorasick::builder().ascii_case_insensitive(true).build([text]);
            search.ok().filter(|_| !text.is_empty())
        };
        Matcher { text: of(&self.text), jid: of(&self.jid), hidden: self.hidden.clone(), is_all: self.is_empty() }
    }
}

/// A filter that is ready for many stanzas.
#[derive(Clone, Debug)]
pub struct Matcher {
    text: Option<AhoCorasick>,
    jid: Option<AhoCorasick>,
    hidden: Vec<Part>,
    is_all: bool,
}

impl Default for Matcher {
    fn default() -> Self {
        Filter::default().matcher()
    }
}

impl Matcher {
    /// Whether a line is to be shown; that something is missing is told among all lines only.
    pub fn matches(&self, line: &Line) -> bool {
        let Line::Stanza(wired) = line else { return self.is_all };
        if Part::of(wired).iter().any(|part| self.hidden.contains(part)) {
            return false;
        }
        let has = |search: &Option<AhoCorasick>, text: &str| search.as_ref().is_none_or(|search| search.is_match(text));
        has(&self.jid, wired.peer.as_deref().unwrap_or_default()) && has(&self.text, &wired.xml)
    }
}
