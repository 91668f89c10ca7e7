//! Rules about the characters of texts.

use super::{Rule, Sink};
use crate::disco::reply::At;

/// Checks a name or another text of one line.
pub fn name(sink: &mut impl Sink, at: At, what: &str, text: &str) {
    line(sink, at, what, text);
    if !text.is_empty() && !is_plain(text) && text.chars().all(is_unseen) {
        sink.add(Rule::TextInvisible, at, format_args!("{what} of {} characters", text.chars().count()));
    }
}

/// Checks a text that programs compare, such as a feature or a node.
pub fn line(sink: &mut impl Sink, at: At, what: &str, text: &str) {
    check(sink, at, what, text, is_control);
}

/// Checks a text that may have several lines.
pub fn block(sink: &mut impl Sink, at: At, what: &str, text: &str) {
    check(sink, at, what, text, |character| is_control(character) && !matches!(character, '\t' | '\n' | '\r'));
}

fn check(sink: &mut impl Sink, at: At, what: &str, text: &str, is_control: impl Fn(char) -> bool) {
    if is_plain(text) {
        return;
    }
    if let Some(found) = text.chars().find(|character| is_control(*character)) {
        sink.add(Rule::TextControlCharacters, at, format_args!("U+{:04X} in the {what}", found as u32));
    }
    if let Some(found) = text.chars().find(|character| is_bidi(*character)) {
        sink.add(Rule::TextBidiControls, at, format_args!("U+{:04X} in the {what}", found as u32));
    }
}

/// The common case, cheap to see: printable ASCII, more than blanks.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~')) && text.bytes().any(|byte| byte != b' ')
}

/// Control characters of ASCII and Latin-1, and what separates lines and annotations.
fn is_control(character: char) -> bool {
    character.is_control() || matches!(character, '\u{2028}' | '\u{2029}' | '\u{fff9}'..='\u{fffb}')
}

/// The characters of Unicode's property `Bidi_Control`.
fn is_bidi(character: char) -> bool {
    matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn is_unseen(character: char) -> bool {
    character.is_whitespace()
        || is_control(character)
        || is_bidi(character)
        || matches!(
            character,
            '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{180b}'..='\u{180e}' | '\u{200b}'..='\u{200d}'
                | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}
