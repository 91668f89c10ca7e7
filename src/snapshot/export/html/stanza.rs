//! A stanza as it was sent, but for line breaks between its elements.

use std::io::{self, Write};

use super::escape_into;
use crate::disco::text::visible_within;

/// A line of a stanza is no longer than anything that is sent.
const LINE_CHARACTERS: usize = 1 << 24;
/// What is nested deeper is not moved further in.
const MOST_DEPTH: usize = 24;

/// Writes it, escaped, hidden characters written out; its own line breaks stay.
pub fn write(xml: &str, out: &mut impl Write) -> io::Result<()> {
    let mut depth: usize = 0;
    let mut rest = xml;
    while !rest.is_empty() {
        // Nothing but a tag's end can stand before a tag's beginning: a < inside a tag is always escaped.
        let end = rest.find("><").map_or(rest.len(), |end| end + 1);
        let (tag, after) = rest.split_at(end);
        let closes = tag.starts_with("</");
        if closes {
            depth = depth.saturating_sub(1);
        }
        out.write_all("  ".repeat(depth.min(MOST_DEPTH)).as_bytes())?;
        for (number, line) in tag.split('\n').enumerate() {
            if number > 0 {
                out.write_all(b"\n")?;
            }
            escape_into(&visible_within(line, LINE_CHARACTERS), out)?;
        }
        if !closes && !tag.ends_with("/>") && !tag.contains("</") {
            depth += 1;
        }
        rest = after;
        out.write_all(if rest.is_empty() { b"" } else { b"\n" })?;
    }
    Ok(())
}
