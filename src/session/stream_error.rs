//! Why a server ends a stream (RFC 6120 §4.9.3), in words, with what to do and whether to come back.

use super::{Error, elsewhere};
use crate::disco::text::visible_within;

/// What follows a stream error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Return {
    /// To come back would change nothing, or do harm.
    Never,
    /// To come back after the usual pause.
    Soon,
    /// To come back, but not at once: the server has too much to do, or thinks that we ask too much.
    Later,
}

/// One condition.
struct Condition {
    name: &'static str,
    words: &'static str,
    advice: &'static str,
    then: Return,
}

const LOG: &str = "The server's log may say more; please report it if it happens again.";

const fn condition(name: &'static str, words: &'static str, advice: &'static str, then: Return) -> Condition {
    Condition { name, words, advice, then }
}

/// All conditions of RFC 6120, and those of RFC 3920 that went by then.
const CONDITIONS: [Condition; 27] = [
    condition("bad-format", "it could not process the XML that we sent", LOG, Return::Soon),
    condition("bad-namespace-prefix", "a namespace prefix that we sent is not allowed there", LOG, Return::Soon),
    condition(
        "conflict",
        "another session took over this resource",
        "Reconnect to take it back, or log in with another resource.",
        Return::Never,
    ),
    condition(
        "connection-timeout",
        "it heard nothing of us for too long",
        "Check the network if it happens again.",
        Return::Soon,
    ),
    condition("host-gone", "it does not serve this domain any more", "Check the JID, or host and port.", Return::Never),
    condition("host-unknown", "it does not serve this domain", "Check the JID, or host and port.", Return::Never),
    condition("improper-addressing", "an address that we sent was missing or is none", LOG, Return::Soon),
    condition("internal-server-error", "something in it went wrong", "Look into the server's log.", Return::Soon),
    condition("invalid-from", "an address that we used as sender is not ours", LOG, Return::Never),
    condition("invalid-id", "it did not know our stream", LOG, Return::Soon),
    condition("invalid-namespace", "it expects another kind of stream", "Check host and port.", Return::Never),
    condition("invalid-xml", "the XML that we sent is not what it expects", LOG, Return::Soon),
    condition("not-authorized", "it wants a login first", "Log in again.", Return::Never),
    condition("not-well-formed", "the XML that we sent did not arrive whole", LOG, Return::Soon),
    condition(
        "policy-violation",
        "its policy forbids what was done",
        "Ask more slowly, or ask the server's operator.",
        Return::Later,
    ),
    condition(
        "remote-connection-failed",
        "it cannot reach another server that it needs",
        "Wait, or ask the server's operator.",
        Return::Later,
    ),
    condition("reset", "it begins anew", "We come back.", Return::Soon),
    condition("resource-constraint", "it has too much to do", "Wait a little.", Return::Later),
    condition("restricted-xml", "it does not allow a kind of XML that we sent", LOG, Return::Soon),
    condition(
        "see-other-host",
        "it wants us elsewhere",
        "Give that host and port yourself if you trust it.",
        Return::Never,
    ),
    condition("system-shutdown", "it is going down", "Wait until it is back.", Return::Soon),
    condition("undefined-condition", "it has a reason of its own", "Look into the server's log.", Return::Soon),
    condition("unsupported-encoding", "it does not know how our text is encoded", LOG, Return::Never),
    condition("unsupported-feature", "it wants something that we do not know", "Try another TLS mode.", Return::Never),
    condition("unsupported-stanza-type", "it does not know a kind of stanza that we sent", LOG, Return::Soon),
    condition("unsupported-version", "it speaks another version of XMPP", "Ask the server's operator.", Return::Never),
    condition("xml-not-well-formed", "the XML that we sent did not arrive whole", LOG, Return::Soon),
];

/// Characters of a server's own words that are shown.
const TEXT: usize = 300;
/// Characters of a condition that nobody knows.
const NAME: usize = 60;

/// The error for a condition with the server's words; `place` is what `see-other-host` names.
pub fn error(condition: &str, text: Option<&str>, place: &str) -> Error {
    if condition == "see-other-host" {
        return Error::SeeOtherHost { place: visible_within(place.trim(), elsewhere::MOST).into_owned() };
    }
    let text = text.map(str::trim).filter(|text| !text.is_empty());
    Error::Stream {
        condition: visible_within(condition, NAME).into_owned(),
        text: text.map(|text| visible_within(text, TEXT).into_owned()),
    }
}

/// What the server ended the stream for, in a sentence, and what to do.
pub fn words(condition: &str, text: Option<&str>) -> String {
    let said = said(text);
    match find(condition) {
        Some(known) => format!("{} ({condition}){said}. {}", known.words, known.advice),
        None => format!("{condition}{said}. Try again, or look into the server's log."),
    }
}

/// What the server said besides, as a part of a sentence.
pub fn said(text: Option<&str>) -> String {
    text.map(|text| format!(", and says “{text}”")).unwrap_or_default()
}

/// Whether to come back after this condition; servers have conditions of their own, too.
pub fn then(condition: &str) -> Return {
    find(condition).map_or(Return::Soon, |known| known.then)
}

fn find(condition: &str) -> Option<&'static Condition> {
    CONDITIONS.iter().find(|known| known.name == condition)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_condition_has_its_words_and_stands_once() {
        for (index, known) in CONDITIONS.iter().enumerate() {
            assert!(CONDITIONS.iter().skip(index + 1).all(|other| other.name > known.name), "{}", known.name);
            let sentence = Error::Stream { condition: known.name.to_owned(), text: None }.to_string();
            assert!(sentence.starts_with("The server ended the stream: ") && sentence.ends_with('.'), "{sentence}");
            assert!(sentence.contains(&format!("({})", known.name)), "{sentence}");
        }
    }

    #[test]
    fn what_a_server_says_is_shown_within_bounds() {
        let text = format!("\u{202e}{}", "x".repeat(1 << 20));
        let shown = error(&"y".repeat(1 << 20), Some(&text), "").to_string();
        assert!(shown.contains("⟨U+202E⟩") && shown.len() < 2000, "{shown}");
        assert!(error("reset", Some("  "), "").to_string().ends_with("it begins anew (reset). We come back."));
    }

    #[test]
    fn nobody_fights_and_nobody_gives_up_too_soon() {
        assert_eq!(then("conflict"), Return::Never);
        assert_eq!(then("system-shutdown"), Return::Soon);
        assert_eq!(then("policy-violation"), Return::Later);
        assert_eq!(then("made-up"), Return::Soon);
    }
}
