//! Rules about errors (RFC 6120 §8.3).

use super::{Rule, Shown, Sink, text};
use crate::disco::reply::{At, ErrorPlace, Refusal};

/// The types that an error can have (RFC 6120 §8.3.2).
pub const TYPES: [&str; 5] = ["auth", "cancel", "continue", "modify", "wait"];
/// The conditions that are defined (RFC 6120 §8.3.3).
pub const CONDITIONS: [&str; 22] = [
    "bad-request",
    "conflict",
    "feature-not-implemented",
    "forbidden",
    "gone",
    "internal-server-error",
    "item-not-found",
    "jid-malformed",
    "not-acceptable",
    "not-allowed",
    "not-authorized",
    "policy-violation",
    "recipient-unavailable",
    "redirect",
    "registration-required",
    "remote-server-not-found",
    "remote-server-timeout",
    "resource-constraint",
    "service-unavailable",
    "subscription-required",
    "undefined-condition",
    "unexpected-request",
];

/// Checks an error.
pub fn check(refusal: &Refusal, sink: &mut impl Sink) {
    let at = At::Error;
    match &refusal.condition {
        None if refusal.place == ErrorPlace::Nowhere => {
            sink.add(Rule::ErrorWithoutCondition, at, format_args!("no error element"));
            return;
        }
        None => match &refusal.legacy_code {
            Some(code) => sink.add(Rule::ErrorWithoutCondition, at, format_args!("only code {}", Shown(code))),
            None => sink.add(Rule::ErrorWithoutCondition, at, format_args!("no condition")),
        },
        Some(condition) if !CONDITIONS.contains(&&**condition) => {
            sink.add(Rule::ErrorConditionUnknown, at, format_args!("{}", Shown(condition)));
        }
        Some(_) => {}
    }
    match &refusal.kind {
        None => sink.add(Rule::ErrorTypeUnknown, at, format_args!("no type")),
        Some(kind) if !TYPES.contains(&&**kind) => {
            sink.add(Rule::ErrorTypeUnknown, at, format_args!("{}", Shown(kind)));
        }
        Some(_) => {}
    }
    if refusal.place == ErrorPlace::InQuery {
        sink.add(Rule::ErrorMisplaced, at, format_args!("inside the query"));
    }
    for words in &refusal.text {
        text::block(sink, at, "text", &words.text);
    }
}
