//! Text of strangers, made safe to show on one line.

use std::{borrow::Cow, fmt::Write};

use unicode_width::UnicodeWidthChar;

/// How many characters [`visible`] hands on at most, the "…" included.
pub const SHOWN_CHARACTERS: usize = 512;

/// How many marks without width of their own may follow each other; longer stacks would paint over the lines above and below.
const STACKED_MARKS: usize = 3;

/// The text as one line without hidden parts: what could break the line, turn its direction or not be seen is written out, and what is
/// longer than [`SHOWN_CHARACTERS`] ends in "…".
pub fn visible(text: &str) -> Cow<'_, str> {
    visible_within(text, SHOWN_CHARACTERS)
}

/// As [`visible`], with a limit of one's own; the cost depends on the limit, not on the text.
pub fn visible_within(text: &str, limit: usize) -> Cow<'_, str> {
    if text.len() <= limit && text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len().min(limit * 4));
    let mut room = limit;
    let mut stacked = 0;
    for character in text.chars() {
        let before = shown.len();
        stacked = if character.width() == Some(0) { stacked + 1 } else { 0 };
        if let Some(picture) = picture(character) {
            shown.push(picture);
        } else if is_hidden(character) || stacked > STACKED_MARKS {
            let _ = write!(shown, "⟨U+{:04X}⟩", character as u32);
        } else {
            shown.push(character);
        }
        let added = shown.get(before..).map_or(0, |piece| piece.chars().count());
        if added > room {
            shown.truncate(before);
            cut(&mut shown, room);
            return Cow::Owned(shown);
        }
        room -= added;
    }
    if shown == text { Cow::Borrowed(text) } else { Cow::Owned(shown) }
}

/// Ends the text in "…", which takes the last character's place when no room is left.
fn cut(shown: &mut String, room: usize) {
    if room == 0 {
        let _ = shown.pop();
    }
    shown.push('…');
}

/// The picture that Unicode has for a control character of ASCII.
fn picture(character: char) -> Option<char> {
    match character {
        '\u{0}'..='\u{1f}' => char::from_u32(0x2400 + character as u32),
        '\u{7f}' => Some('\u{2421}'),
        _ => None,
    }
}

/// Whether a character would not be seen, or would change how its neighbours are seen.
fn is_hidden(character: char) -> bool {
    matches!(
        character,
        '\u{80}'..='\u{9f}'
            | '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{180b}'..='\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
mod tests {
    use super::*;

    #[test]
    fn what_is_hidden_is_written_out() {
        for (given, shown) in [
            ("", ""),
            ("Chat rooms", "Chat rooms"),
            ("Räume für 日本 😀", "Räume für 日本 😀"),
            ("עברית", "עברית"),
            ("a\nb", "a␊b"),
            ("a\tb\r", "a␉b␍"),
            ("\u{0}\u{1b}\u{1f}", "␀␛␟"),
            ("\u{7f}", "␡"),
            ("\u{85}\u{9f}", "⟨U+0085⟩⟨U+009F⟩"),
            ("a\u{202e}b", "a⟨U+202E⟩b"),
            ("\u{202a}\u{2066}\u{2069}", "⟨U+202A⟩⟨U+2066⟩⟨U+2069⟩"),
            ("\u{200e}\u{200f}\u{61c}", "⟨U+200E⟩⟨U+200F⟩⟨U+061C⟩"),
            ("\u{200b}\u{200c}\u{200d}\u{feff}", "⟨U+200B⟩⟨U+200C⟩⟨U+200D⟩⟨U+FEFF⟩"),
            ("\u{2028}\u{2029}", "⟨U+2028⟩⟨U+2029⟩"),
            ("\u{e0041}", "⟨U+E0041⟩"),
            ("e\u{301}", "e\u{301}"),
            ("e\u{301}\u{301}\u{301}\u{301}", "e\u{301}\u{301}\u{301}⟨U+0301⟩"),
        ] {
            assert_eq!(visible(given), shown, "{given:?}");
        }
    }

    #[test]
    fn what_is_clean_is_borrowed() {
        assert!(matches!(visible("rooms.localhost"), Cow::Borrowed(_)));
        assert!(matches!(visible("Räume"), Cow::Borrowed(_)));
    }

    #[test]
    fn what_is_long_is_cut() {
        for (given, limit, shown) in [
            ("abcdef", 6, "abcdef"),
            ("abcdefg", 6, "abcde…"),
            ("äbcdefg", 6, "äbcde…"),
            ("abcde\u{202e}", 8, "abcde…"),
            ("\u{202e}", 3, "…"),
        ] {
            assert_eq!(visible_within(given, limit), shown, "{given:?}");
        }
        assert_eq!(visible(&"x".repeat(1 << 20)).chars().count(), SHOWN_CHARACTERS);
        assert_eq!(visible(&"\n".repeat(1 << 20)).chars().count(), SHOWN_CHARACTERS);
        assert!(visible(&"\u{202e}".repeat(1 << 20)).chars().count() <= SHOWN_CHARACTERS);
    }
}
