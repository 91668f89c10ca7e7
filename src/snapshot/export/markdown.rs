//! A report that can be pasted into a ticket. Everything that came over the wire stands in code spans: inside them
//! nothing is markup, no address becomes a link and nobody is called by an `@`.

use std::{
    borrow::Cow,
    io::{self, Write},
};

use super::{
    outline::Outline,
    report::{Line, Page, Piece},
    text,
};
use crate::disco::text::{SHOWN_CHARACTERS, visible};

/// Writes a report as GitHub's Markdown.
#[derive(Debug)]
pub struct Markdown<W> {
    out: W,
}

/// Where a piece stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Line,
    Cell,
}

impl<W: Write> Markdown<W> {
    /// Writes there.
    pub fn new(out: W) -> Self {
        Self { out }
    }

    fn pieces(&mut self, line: &[Piece<'_>], place: Place) -> io::Result<()> {
        let drawn = line.iter().filter(|piece| !matches!(piece, Piece::Category(_)));
        for (number, piece) in drawn.enumerate() {
            if number > 0 {
                self.out.write_all(b" ")?;
            }
            match piece {
                Piece::Ours(words) => self.out.write_all(escape(words).as_bytes())?,
                Piece::Said(text) | Piece::Wire(text) => self.code(text, place)?,
                Piece::Document(document) => self.out.write_all(escape(document.number).as_bytes())?,
                Piece::Address(address) => {
                    self.code(&address.jid, place)?;
                    match address.node.as_deref() {
                        None => {}
                        Some("") => self.out.write_all(b" node (empty)")?,
                        Some(node) => {
                            self.out.write_all(b" node ")?;
                            self.code(node, place)?;
                        }
                    }
                }
                Piece::Number(number) => write!(self.out, "no. {number}")?,
                // The condition of an error is a name that its sender chose.
                Piece::Mark(_, words) if words.bytes().all(is_plain) => self.out.write_all(words.as_bytes())?,
                Piece::Mark(_, words) => self.code(words, place)?,
                Piece::Category(_) => {}
            }
        }
        Ok(())
    }

    fn code(&mut self, text: &str, place: Place) -> io::Result<()> {
        let shown = match visible(text) {
            Cow::Borrowed("") => Cow::Borrowed(" "),
            shown if place == Place::Cell && shown.contains('|') => Cow::Owned(in_cell(&shown)),
            shown => shown,
        };
        let fence = fence(&shown);
        // A blank at either end would be taken for padding, and a back quote for the fence.
        let is_padded = shown.starts_with(['`', ' ']) || shown.ends_with(['`', ' ']);
        let padding = if is_padded && shown.contains(|character| character != ' ') { " " } else { "" };
        write!(self.out, "{fence}{padding}{shown}{padding}{fence}")
    }

    fn row(&mut self, cells: &[Line<'_>], width: usize) -> io::Result<()> {
        self.out.write_all(b"|")?;
        for index in 0..width {
            self.out.write_all(b" ")?;
            if let Some(cell) = cells.get(index) {
                self.pieces(cell, Place::Cell)?;
            }
            self.out.write_all(b" |")?;
        }
        self.out.write_all(b"\n")
    }
}

impl<W: Write> Page for Markdown<W> {
    fn title(&mut self, line: &[Piece<'_>]) -> io::Result<()> {
        self.out.write_all(b"# ")?;
        self.pieces(line, Place::Line)?;
        self.out.write_all(b"\n")
    }

    fn tree(&mut self, outline: &Outline<'_>) -> io::Result<()> {
        // Each line begins with a number or a dash, so that none can end the block.
        self.out.write_all(b"\n## Tree\n\n```text\n")?;
        for row in &outline.rows {
            writeln!(self.out, "{}", text::numbered(row, SHOWN_CHARACTERS))?;
        }
        self.out.write_all(b"```\n")
    }

    fn entity(&mut self, number: usize, line: &[Piece<'_>]) -> io::Result<()> {
        write!(self.out, "\n## {number}. ")?;
        self.pieces(line, Place::Line)?;
        self.out.write_all(b"\n")
    }

    fn part(&mut self, line: &[Piece<'_>]) -> io::Result<()> {
        self.out.write_all(b"\n### ")?;
        self.pieces(line, Place::Line)?;
        self.out.write_all(b"\n")
    }

    fn line(&mut self, line: &[Piece<'_>]) -> io::Result<()> {
        self.out.write_all(b"\n")?;
        self.pieces(line, Place::Line)?;
        self.out.write_all(b"\n")
    }

    fn table(&mut self, head: &[Line<'_>], rows: &mut dyn Iterator<Item = Vec<Line<'_>>>) -> io::Result<()> {
        self.out.write_all(b"\n")?;
        self.row(head, head.len())?;
        writeln!(self.out, "|{}", " --- |".repeat(head.len()))?;
        for row in rows {
            self.row(&row, head.len())?;
        }
        Ok(())
    }

    fn xml(&mut self, _title: &str, _xml: &str) -> io::Result<()> {
        Ok(())
    }

    fn end(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// The shortest row of back quotes that does not stand in the text: renderers know no rows of any length.
fn fence(text: &str) -> String {
    let mut lengths: Vec<usize> = text.split(|character| character != '`').map(str::len).collect();
    lengths.sort_unstable();
    lengths.dedup();
    let free = (1..=lengths.len() + 1).find(|length| lengths.binary_search(length).is_err());
    "`".repeat(free.unwrap_or(1))
}

/// A bar would end the cell, in code as well; one behind a backslash is read in different ways.
fn in_cell(text: &str) -> String {
    let mut before = None;
    let mut escaped = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        match (character, before) {
            ('|', Some('\\')) => escaped.push_str("⟨U+007C⟩"),
            ('|', _) => escaped.push_str("\\|"),
            _ => escaped.push(character),
        }
        before = Some(character);
    }
    escaped
}

fn escape(words: &str) -> Cow<'_, str> {
    let is_markup = |character: char| "\\`*_[]<>|~&$".contains(character);
    if !words.contains(is_markup) {
        return Cow::Borrowed(words);
    }
    let escaped =
        words.chars().flat_map(|character| is_markup(character).then_some('\\').into_iter().chain([character]));
    Cow::Owned(escaped.collect())
}

fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b" ,-".contains(&byte)
}
