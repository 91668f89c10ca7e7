//! Reading a line of terms.

use std::time::Duration;

use super::{Rules, Term, Text, What, Word, Wrong};
use crate::disco::finding::{Rule, Severity};

/// Why a term means nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// A key that there is not, and one that is written nearly the same.
    #[error("“{written}:” is no term; write {meant}: or, to look for it as it stands, put the word in quotes.")]
    Key {
        /// As it was written.
        written: String,
        /// What may have been meant.
        meant: &'static str,
    },
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

/// The terms of a line, and what is wrong with the first that means nothing. A key without value says nothing yet, so that
/// a term can be typed without everything vanishing.
pub fn terms(line: &str) -> (Vec<Term>, Option<Problem>) {
    let (mut terms, mut problem) = (Vec::new(), None);
    for word in words(line).into_iter().take(MOST_TERMS) {
        let (is_negated, text) = match word.text.strip_prefix('-') {
            Some(rest) if !word.is_quoted => (true, rest),
            _ => (false, word.text.as_str()),
        };
        match what(text, word.is_quoted) {
            Ok(what) => terms.extend(what.map(|what| Term { is_negated, what })),
            Err(wrong) => problem = problem.or(Some(wrong)),
        }
    }
    (terms, problem)
}

/// A term as it is written: in quotes where it needs them.
pub fn term(key: &str, value: &str) -> String {
    if value.contains(|character: char| character.is_whitespace() || character == '"') {
        return format!("{key}:\"{}\"", value.replace('"', "\"\""));
    }
    format!("{key}:{value}")
}

/// A word without its quotes.
struct Written {
    text: String,
    /// Whether it begins with a quote: then it is no negation, and a key that is mistyped in it is meant so.
    is_quoted: bool,
}

/// Cuts at blanks outside of quotes; a quote that is never closed ends with the line, one that is doubled is itself.
fn words(line: &str) -> Vec<Written> {
    let mut words = Vec::new();
    for piece in pieces(line) {
        let mut text = String::new();
        let mut is_quoted = false;
        let mut rest = piece.chars().peekable();
        while let Some(character) = rest.next() {
            match character {
                '"' if is_quoted && rest.peek() == Some(&'"') => text.extend(rest.next()),
                '"' => is_quoted = !is_quoted,
                other => text.push(other),
            }
        }
        words.extend(Some(Written { text, is_quoted: piece.starts_with('"') }).filter(|word| !word.text.is_empty()));
    }
    words
}

/// The words of a line with their quotes; the last one is empty when the line ends with a blank.
pub fn pieces(line: &str) -> impl Iterator<Item = &str> {
    let mut is_quoted = false;
    line.split(move |character: char| {
        is_quoted ^= character == '"';
        character.is_whitespace() && !is_quoted
    })
}

fn what(word: &str, is_quoted: bool) -> Result<Option<What>, Problem> {
    let (key, value) = word.split_once(':').unwrap_or(("", word));
    let text = || Text::of(value);
    let what = match key {
        "jid" => What::Jid(text()),
        "node" => What::Node(text()),
        "name" => What::Name(text()),
        "feature" => What::Feature(text()),
        "category" => What::Category(text()),
        "type" => What::Type(text()),
        "identity" => What::Identity(text()),
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
        _ => match meant(key).filter(|_| !is_quoted) {
            Some(meant) => return Err(Problem::Key { written: key.to_owned(), meant }),
            None => What::Text(Text::somewhere(word)),
        },
    };
    let says_nothing = matches!(&what, What::Text(text) | What::Jid(text) | What::Name(text) | What::Feature(text)
        | What::Category(text) | What::Type(text) | What::Identity(text) | What::Lang(text) | What::Error(text)
        | What::Form { field: text, .. } if text.is_anything());
    Ok((!says_nothing).then_some(what))
}

/// Every key there is.
const KEYS: [&str; 14] = [
    "jid", "node", "name", "feature", "category", "type", "identity", "lang", "error", "form", "xep", "rfc", "state",
    "finding",
];

/// The key that was meant by one that is none, if they are nearly the same.
fn meant(written: &str) -> Option<&'static str> {
    let written = written.to_lowercase();
    if !(3..=16).contains(&written.len()) || !written.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return None;
    }
    let most = if written.len() > 5 { 2 } else { 1 };
    KEYS.into_iter().chain(["slower"]).find(|key| distance(written.as_bytes(), key.as_bytes()) <= most)
}

/// How many letters are to be changed, added, left out, or swapped with their neighbours.
fn distance(one: &[u8], other: &[u8]) -> usize {
    let mut rows: [Vec<usize>; 3] = [Vec::new(), Vec::new(), (0..=other.len()).collect()];
    let mut before = None;
    for (line, letter) in one.iter().enumerate() {
        rows.rotate_left(1);
        let [older, last, row] = &mut rows;
        row.clear();
        row.push(line + 1);
        for (column, wanted) in other.iter().enumerate() {
            let at = |row: &[usize], column: usize| row.get(column).copied().unwrap_or(usize::MAX / 2);
            let changed = at(last, column) + usize::from(letter != wanted);
            let mut fewest = changed.min(at(last, column + 1) + 1).min(at(row, column) + 1);
            let left = column.checked_sub(1).and_then(|left| Some((left, other.get(left)?)));
            if let (Some((left, beside)), Some(before)) = (left, before)
                && (before, letter) == (wanted, beside)
            {
                fewest = fewest.min(at(older, left) + 1);
            }
            row.push(fewest);
        }
        before = Some(letter);
    }
    rows.last().and_then(|row| row.last()).copied().unwrap_or_default()
}

fn number(value: &str) -> Result<u32, Problem> {
    let digits = value.trim_start_matches(|character: char| character.is_ascii_alphabetic() || character == '-');
    digits.parse().map_err(|_| Problem::Number(value.to_owned()))
}

/// Every state that begins so, so that one that is being typed is found already.
fn state(value: &str) -> Result<Vec<Word>, Problem> {
    let value_lower = value.to_lowercase();
    let words: Vec<_> =
        Word::ALL.iter().filter(|(word, _)| word.starts_with(&value_lower)).map(|(_, word)| *word).collect();
    if words.is_empty() { Err(Problem::State(value.to_owned())) } else { Ok(words) }
}

/// The rule of that name, else those that have it in their names.
fn finding(value: &str) -> Result<Wrong, Problem> {
    Ok(match value.to_lowercase().as_str() {
        "any" => Wrong::Any,
        "note" => Wrong::Worse(Severity::Note),
        "warning" => Wrong::Worse(Severity::Warning),
        "error" => Wrong::Worse(Severity::Error),
        id => {
            let exact = Rule::of(id).map(|rule| Rules::default().with(rule));
            let like = || Rule::ALL.iter().filter(|rule| rule.id().contains(id)).copied();
            let rules = exact.unwrap_or_else(|| like().fold(Rules::default(), Rules::with));
            if rules.is_empty() {
                return Err(Problem::Finding(value.to_owned()));
            }
            Wrong::Rules(rules)
        }
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
