//! Reading a line of terms.

use std::time::Duration;

use super::{Term, Text, What, Word, Wrong};
use crate::disco::finding::{Rule, Severity};

/// Why a term means nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// A state that there is not.
    #[error("“{0}” is no state; write not-asked, waiting, answered, refused, silent, cut-off, unreadable or late.")]
    State(String),
    /// A rule that there is not.
    #[error("“{0}” is no rule; write a rule's name such as node-not-echoed, or any, note, warning, error.")]
    Finding(String),
    /// No span of time.
    #[error("“{0}” is no time; write 500ms or 2s.")]
    Time(String),
    /// No number of a document.
    #[error("“{0}” is no document's number; write xep:0313 or rfc:6121.")]
    Number(String),
}

/// A line is not read further.
const MOST_TERMS: usize = 32;

/// The terms of a line. A key without value says nothing yet, so that a term can be typed without everything vanishing.
pub fn terms(line: &str) -> Result<Vec<Term>, Problem> {
    let mut terms = Vec::new();
    for word in words(line).into_iter().take(MOST_TERMS) {
        let (is_negated, word) = match word.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, word.as_str()),
        };
        if let Some(what) = what(word)? {
            terms.push(Term { is_negated, what });
        }
    }
    Ok(terms)
}

/// Cuts at blanks outside of quotes; a quote that is never closed ends with the line.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut is_quoted = false;
    for character in line.chars() {
        match character {
            '"' => is_quoted = !is_quoted,
            blank if blank.is_whitespace() && !is_quoted => {
                words.extend(Some(std::mem::take(&mut word)).filter(|word| !word.is_empty()));
            }
            other => word.push(other),
        }
    }
    words.extend(Some(word).filter(|word| !word.is_empty()));
    words
}

fn what(word: &str) -> Result<Option<What>, Problem> {
    let (key, value) = word.split_once(':').unwrap_or(("", word));
    let text = || Text::of(value);
    let what = match key {
        "jid" => What::Jid(text()),
        "node" => What::Node(text()),
        "name" => What::Name(text()),
        "feature" => What::Feature(text()),
        "category" => What::Category(text()),
        "type" => What::Type(text()),
        "lang" => What::Lang(text()),
        "error" => What::Error(text()),
        "form" => {
            let (field, found) = match value.get(1..).and_then(|rest| rest.find('=')) {
                Some(at) => (value.get(..=at).unwrap_or_default(), value.get(at + 2..)),
                None => (value, None),
            };
            What::Form { field: Text::of(field), value: found.filter(|found| !found.is_empty()).map(Text::of) }
        }
        _ if value.is_empty() && ["xep", "rfc", "state", "finding", "slower"].contains(&key) => return Ok(None),
        "xep" => What::Document { kind: "XEP", number: number(value)? },
        "rfc" => What::Document { kind: "RFC", number: number(value)? },
        "state" => What::State(state(value)?),
        "finding" => What::Finding(finding(value)?),
        "slower" => What::Slower(time(value)?),
        _ => What::Text(Text { lower: word.to_lowercase(), is_whole: false }),
    };
    let says_nothing = matches!(&what, What::Text(text) | What::Jid(text) | What::Name(text) | What::Feature(text)
        | What::Category(text) | What::Type(text) | What::Lang(text) | What::Error(text)
        | What::Form { field: text, .. } if text.lower.is_empty() && !text.is_whole);
    Ok((!says_nothing).then_some(what))
}

fn number(value: &str) -> Result<u32, Problem> {
    let digits = value.trim_start_matches(|character: char| character.is_ascii_alphabetic() || character == '-');
    digits.parse().map_err(|_| Problem::Number(value.to_owned()))
}

fn state(value: &str) -> Result<Word, Problem> {
    Ok(match value {
        "not-asked" => Word::NotAsked,
        "waiting" => Word::Waiting,
        "answered" => Word::Answered,
        "refused" => Word::Refused,
        "silent" | "timed-out" => Word::Silent,
        "cut-off" => Word::CutOff,
        "unreadable" => Word::Unreadable,
        "late" => Word::Late,
        _ => return Err(Problem::State(value.to_owned())),
    })
}

fn finding(value: &str) -> Result<Wrong, Problem> {
    Ok(match value {
        "any" => Wrong::Any,
        "note" => Wrong::Worse(Severity::Note),
        "warning" => Wrong::Worse(Severity::Warning),
        "error" => Wrong::Worse(Severity::Error),
        id => Wrong::Rule(Rule::of(id).ok_or_else(|| Problem::Finding(value.to_owned()))?),
    })
}

fn time(value: &str) -> Result<Duration, Problem> {
    let wrong = || Problem::Time(value.to_owned());
    let (digits, unit) = match value.strip_suffix("ms") {
        Some(digits) => (digits, 0.001),
        None => (value.strip_suffix('s').unwrap_or(value), 1.0),
    };
    let number: f64 = digits.parse().map_err(|_| wrong())?;
    Duration::try_from_secs_f64(number * unit).map_err(|_| wrong())
}
