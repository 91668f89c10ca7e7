//! What may be written next in a line of terms.

use super::{Word, query};
use crate::disco::offers::{Offers, Order, Sort};

/// A term that may be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The term, or how it begins.
    pub term: String,
    /// What it finds.
    pub words: String,
    /// How many entities have it, where that is known.
    pub count: Option<u32>,
    /// The whole line once it is taken.
    pub line: String,
}

/// Every term with an example and what it finds.
const TERMS: [(&str, &str, &str); 15] = [
    ("feature:", "feature:urn:xmpp:mam:2", "who advertises a feature"),
    ("xep:", "xep:0313", "who advertises a feature of a XEP"),
    ("category:", "category:conference", "the category of an identity"),
    ("type:", "type:text", "the type of an identity"),
    ("identity:", "identity:conference/text", "both of one identity"),
    ("form:", "form:muc#roominfo_occupants", "a form’s field, or field=value"),
    ("state:", "state:silent", "how a question went: refused, late…"),
    ("finding:", "finding:node-not-echoed", "what breaks a rule; also any, warning, error"),
    ("slower:", "slower:500ms", "answers that took longer"),
    ("error:", "error:forbidden", "the condition of a refusal"),
    ("name:", "name:lobby", "only names"),
    ("jid:", "jid:rooms.example.org", "only JIDs"),
    ("node:", "node:commands", "only nodes"),
    ("lang:", "lang:de", "the language of an identity"),
    ("rfc:", "rfc:6121", "who advertises a feature of an RFC"),
];

/// What may be written at the end of a line: the terms, or the values of the term that is begun; `most` of them at most.
pub fn suggestions(line: &str, offers: &Offers, most: usize) -> Vec<Suggestion> {
    let last = query::pieces(line).last().unwrap_or_default();
    let before = line.strip_suffix(last).unwrap_or_default();
    let word = last.strip_prefix('-').unwrap_or(last);
    let negation = if word.len() < last.len() { "-" } else { "" };
    let suggestion = |term: &str, end: &str, words: &str, count| Suggestion {
        term: term.to_owned(),
        words: words.to_owned(),
        count,
        line: format!("{before}{negation}{term}{end}"),
    };
    if last.is_empty() && !line.trim().is_empty() {
        return Vec::new();
    }
    let Some((key, value)) = word.split_once(':') else {
        let begun = TERMS.iter().filter(|(term, ..)| term.starts_with(&word.to_lowercase()));
        // A line that is empty asks for help: the examples say most. Who has begun a term needs its name.
        let shown = begun.map(|(term, example, words)| {
            let shown = Suggestion { term: (*example).to_owned(), ..suggestion(term, "", words, None) };
            if word.is_empty() { shown } else { suggestion(term, "", &format!("{words}, as in {example}"), None) }
        });
        return shown.take(most).collect();
    };
    let value = value.trim_matches('"');
    let sort = match key {
        "feature" => Sort::Features,
        "identity" | "category" | "type" => Sort::Identities,
        "xep" | "rfc" => Sort::Documents,
        "finding" => Sort::Findings,
        "state" => return states(value, most, &suggestion),
        _ => return Vec::new(),
    };
    let wanted = value.strip_prefix('=').unwrap_or(value);
    // One more, because the one that is written already is left out.
    let limit = if sort == Sort::Identities { usize::MAX } else { most.saturating_add(1) };
    let (offers, _) = offers.list(sort, Order::Count, wanted, limit);
    let mut shown: Vec<Suggestion> = Vec::new();
    for offer in offers {
        let (term, count) = match (key, offer.name.split_once('/')) {
            ("category", Some((category, _))) => (query::term(key, category), None),
            ("type", Some((_, kind))) => (query::term(key, kind), None),
            _ => (offer.term, Some(offer.count)),
        };
        let is_of_key = term.strip_prefix(key).is_some_and(|rest| rest.starts_with(':'));
        let is_written = term == word || shown.iter().any(|other| other.term == term);
        if is_of_key && !is_written && shown.len() < most {
            shown.push(suggestion(&term, " ", offer.words, count));
        }
    }
    shown
}

fn states(
    value: &str,
    most: usize,
    suggestion: &impl Fn(&str, &str, &str, Option<u32>) -> Suggestion,
) -> Vec<Suggestion> {
    let begun = Word::ALL.iter().map(|(word, _)| *word).filter(|word| word.starts_with(value) && *word != value);
    begun
        .filter(|word| *word != "timed-out")
        .take(most)
        .map(|word| suggestion(&query::term("state", word), " ", "", None))
        .collect()
}
