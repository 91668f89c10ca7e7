//! One page that needs nothing but itself, readable without scripts, with nothing in it that came over the wire but as text.

use std::io::{self, Write};

use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};

use super::{
    outline::{Outline, Row, Subject},
    report::{self, Line, Page, Piece},
    text,
};
use crate::disco::{link::Link, text::visible_within};

mod icon;
mod stanza;

const STYLE: &str = include_str!("../../../assets/export/page.css");
const SCRIPT: &str = include_str!("../../../assets/export/filter.js");

/// Anything that is shown is no longer; the stanzas, below each entity, are whole.
const SHOWN_CHARACTERS: usize = 2_000;
/// What has more bytes may be broken anywhere; for what is shorter a column is made wide enough.
const LONG: usize = 72;
/// Rows further down are not moved further in: browsers nest elements so deep and no deeper.
const MOST_DEPTH: usize = 60;
/// A larger tree is folded up below the first rows.
const ROWS_UNFOLDED: usize = 400;
/// A longer table is folded up.
const ROWS_SHOWN: usize = 200;

/// Writes a report as a page.
#[derive(Debug)]
pub struct Html<W> {
    out: W,
    is_in_header: bool,
    is_in_section: bool,
}

/// What an address may become.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Links {
    /// Links that open it elsewhere.
    Allowed,
    /// Text: links do not stand inside links.
    Left,
}

impl<W: Write> Html<W> {
    /// Writes there.
    pub fn new(out: W) -> Self {
        Self { out, is_in_header: false, is_in_section: false }
    }

    fn put(&mut self, markup: &str) -> io::Result<()> {
        self.out.write_all(markup.as_bytes())
    }

    fn escaped(&mut self, text: &str) -> io::Result<()> {
        escape_into(&visible_within(text, SHOWN_CHARACTERS), &mut self.out)
    }

    fn element(&mut self, open: &str, text: &str, close: &str) -> io::Result<()> {
        self.put(open)?;
        self.escaped(text)?;
        self.put(close)
    }

    fn pieces(&mut self, line: &[Piece<'_>], links: Links) -> io::Result<()> {
        for (number, piece) in line.iter().enumerate() {
            if number > 0 {
                self.put(" ")?;
            }
            self.piece(piece, links)?;
        }
        Ok(())
    }

    fn piece(&mut self, piece: &Piece<'_>, links: Links) -> io::Result<()> {
        match piece {
            Piece::Ours(words) => self.escaped(words),
            Piece::Said(text) if text.len() > LONG => self.element("<bdi class=\"long\">", text, "</bdi>"),
            Piece::Said(text) => self.element("<bdi>", text, "</bdi>"),
            Piece::Wire(text) if text.len() > LONG => self.element("<code class=\"long\">", text, "</code>"),
            Piece::Wire(text) => self.element("<code>", text, "</code>"),
            Piece::Category(category) => self.put(&icon::of_category(*category)),
            Piece::Document(document) => {
                self.element("<a class=\"document\" rel=\"noreferrer noopener\" href=\"", &document.address(), "\">")?;
                self.element("", document.number, "</a>")
            }
            Piece::Number(number) => write!(self.out, "<a class=\"see\" href=\"#e{number}\">{number}</a>"),
            Piece::Mark(kind, words) => {
                write!(self.out, "<span class=\"mark {kind}\">{} ", icon::of_mark(kind))?;
                self.element("", words, "</span>")
            }
            Piece::Address(address) => {
                let uri = Link::to((*address).clone()).uri().filter(|_| links == Links::Allowed);
                if let Some(uri) = &uri {
                    self.element("<a href=\"", "", "")?;
                    escape_into(uri, &mut self.out)?;
                    self.put("\" title=\"Open in an XMPP program\">")?;
                }
                self.element("<code>", &address.jid, "</code>")?;
                match address.node.as_deref() {
                    None => {}
                    Some("") => self.put(" node (empty)")?,
                    Some(node) => self.element(" node <code>", node, "</code>")?,
                }
                if uri.is_some() { self.put("</a>") } else { Ok(()) }
            }
        }
    }

    fn tree_row(&mut self, row: &Row<'_>) -> io::Result<()> {
        let line = report::row(row);
        let title = text::plain(&line, SHOWN_CHARACTERS);
        let number = match row.subject {
            Subject::Entity { number, .. } => number,
            Subject::Item | Subject::Heading(_) => None,
        };
        let (icons, line): (Vec<_>, Vec<_>) = line.into_iter().partition(|piece| matches!(piece, Piece::Category(_)));
        let (marks, mut label): (Vec<_>, Vec<_>) = line.into_iter().partition(|piece| matches!(piece, Piece::Mark(..)));
        // The row leads there already, and what is cut must not be this.
        let again = match label.last() {
            Some(Piece::Number(number)) => Some(*number),
            _ => None,
        };
        label.truncate(label.len() - if again.is_some() { 2 } else { 0 });
        self.pieces(&icons, Links::Left)?;
        match number {
            Some(number) => write!(self.out, "<a class=\"label\" href=\"#e{number}\" title=\"")?,
            None => self.put("<span class=\"label\" title=\"")?,
        }
        self.element("", &title, "\">")?;
        self.pieces(&label, Links::Left)?;
        self.put(if number.is_some() { "</a>" } else { "</span>" })?;
        if let Some(number) = again {
            write!(self.out, "<span class=\"again\">see {number}</span>")?;
        }
        self.pieces(&marks, Links::Left)
    }

    fn cells(&mut self, tag: &str, cells: &[Line<'_>]) -> io::Result<()> {
        self.put("<tr>")?;
        for cell in cells {
            write!(self.out, "<{tag}>")?;
            self.pieces(cell, Links::Left)?;
            write!(self.out, "</{tag}>")?;
        }
        self.put("</tr>\n")
    }
}

impl<W: Write> Page for Html<W> {
    fn title(&mut self, line: &[Piece<'_>]) -> io::Result<()> {
        let hash = |text: &str| STANDARD.encode(Sha256::digest(text));
        write!(
            self.out,
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{}'; \
             script-src 'sha256-{}'; base-uri 'none'; form-action 'none'\">\n\
             <meta name=\"referrer\" content=\"no-referrer\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n",
            hash(STYLE),
            hash(SCRIPT)
        )?;
        self.element("<title>", &text::plain(line, SHOWN_CHARACTERS), "</title>\n")?;
        write!(self.out, "<style>{STYLE}</style>\n</head>\n<body>\n{}\n<header>\n<h1>", icon::symbols())?;
        self.pieces(line, Links::Allowed)?;
        self.is_in_header = true;
        self.put("</h1>\n<div class=\"tables\">\n")
    }

    fn tree(&mut self, outline: &Outline<'_>) -> io::Result<()> {
        if std::mem::take(&mut self.is_in_header) {
            self.put("</div>\n")?;
        }
        self.put("</header>\n<div class=\"page\">\n<nav>\n<h2>Tree</h2>\n")?;
        self.put("<input type=\"search\" placeholder=\"Filter\" aria-label=\"Filter the tree\" hidden>\n<ul>\n")?;
        let depth_of = |row: &Row<'_>| row.depth.min(MOST_DEPTH);
        let mut depth = 0;
        for (index, row) in outline.rows.iter().enumerate() {
            for _ in depth_of(row)..depth {
                self.put("</ul></details></li>\n")?;
            }
            depth = depth_of(row);
            let next = outline.rows.get(index + 1).map_or(0, depth_of);
            if next > depth {
                let is_open = row.depth < 1 || outline.rows.len() <= ROWS_UNFOLDED;
                self.put(if is_open { "<li><details open><summary>" } else { "<li><details><summary>" })?;
                self.tree_row(row)?;
                self.put("</summary><ul>\n")?;
                depth = next;
            } else {
                self.put("<li><div class=\"row\">")?;
                self.tree_row(row)?;
                self.put("</div></li>\n")?;
            }
        }
        for _ in 0..depth {
            self.put("</ul></details></li>\n")?;
        }
        self.put("</ul>\n</nav>\n<main>\n")
    }

    fn entity(&mut self, number: usize, line: &[Piece<'_>]) -> io::Result<()> {
        if std::mem::replace(&mut self.is_in_section, true) {
            self.put("</section>\n")?;
        }
        write!(self.out, "<section id=\"e{number}\">\n<h2><a class=\"number\" href=\"#e{number}\">{number}</a>")?;
        self.pieces(line, Links::Allowed)?;
        self.put("</h2>\n")
    }

    fn part(&mut self, line: &[Piece<'_>]) -> io::Result<()> {
        self.put("<h3>")?;
        self.pieces(line, Links::Left)?;
        self.put("</h3>\n")
    }

    fn line(&mut self, line: &[Piece<'_>]) -> io::Result<()> {
        if std::mem::take(&mut self.is_in_header) {
            self.put("</div>\n")?;
        }
        self.put("<p>")?;
        self.pieces(line, Links::Left)?;
        self.put("</p>\n")
    }

    fn table(&mut self, head: &[Line<'_>], rows: &mut dyn Iterator<Item = Vec<Line<'_>>>) -> io::Result<()> {
        let first: Vec<_> = rows.take(ROWS_SHOWN + 1).collect();
        let is_long = first.len() > ROWS_SHOWN;
        if is_long {
            writeln!(self.out, "<details><summary>A table of more than {ROWS_SHOWN} rows</summary>")?;
        }
        self.put("<div class=\"table\"><table>\n")?;
        if head.iter().skip(1).any(|cell| !cell.is_empty()) {
            self.put("<thead>")?;
            self.cells("th", head)?;
            self.put("</thead>")?;
        }
        self.put("<tbody>\n")?;
        first.iter().try_for_each(|row| self.cells("td", row))?;
        for row in rows {
            self.cells("td", &row)?;
        }
        self.put("</tbody></table></div>\n")?;
        self.put(if is_long { "</details>\n" } else { "" })
    }

    fn xml(&mut self, title: &str, xml: &str) -> io::Result<()> {
        self.element("<details><summary>", title, "")?;
        write!(self.out, ", {}", report::number(xml.len(), "byte"))?;
        self.put("</summary><pre dir=\"ltr\">")?;
        stanza::write(xml, &mut self.out)?;
        self.put("</pre></details>\n")
    }

    fn end(&mut self) -> io::Result<()> {
        if std::mem::take(&mut self.is_in_section) {
            self.put("</section>\n")?;
        }
        self.put(
            "</main>\n</div>\n<footer>In the stanzas line breaks were added between elements; hidden characters ",
        )?;
        self.put("are written out as ⟨U+…⟩ everywhere.</footer>\n")?;
        write!(self.out, "<script>{SCRIPT}</script>\n</body>\n</html>\n")?;
        self.out.flush()
    }
}

/// Text as it may stand in elements and in attributes.
fn escape_into(text: &str, out: &mut impl Write) -> io::Result<()> {
    let mut rest = text;
    while let Some(place) = rest.find(['<', '>', '&', '"', '\'']) {
        let (before, from) = rest.split_at(place);
        out.write_all(before.as_bytes())?;
        let mut characters = from.chars();
        out.write_all(match characters.next() {
            Some('<') => b"&lt;",
            Some('>') => b"&gt;",
            Some('&') => b"&amp;",
            Some('"') => b"&quot;",
            _ => b"&#39;",
        })?;
        rest = characters.as_str();
    }
    out.write_all(rest.as_bytes())
}
