//! Text to be copied: a row, a reply, everything below a row. What it holds is whole, on lines that nothing in it can
//! break, with hidden characters written out.

use std::{
    io::{self, Write},
    sync::Arc,
};

use super::{
    outline::{Outline, Row, Subject},
    report::{self, Line, Page, Piece},
};
use crate::{
    disco::{
        known::Known,
        state::{Entity, Kind, State},
        text::visible_within,
        tree::{self, Folder, Origin, PlaceId, Scope, Tree},
        xml::{self, Limits, Read},
    },
    snapshot::reach::was_asked,
};

/// Nothing that is copied is longer.
const MOST_CHARACTERS: usize = 1 << 24;
/// Rows further down are not moved further in; their depth stands before them.
const MOST_DEPTH: usize = 40;

/// A row of the tree as one line: name, address, what it is, how its questions went. Nothing for a place that is gone.
pub fn row(tree: &Tree, place: PlaceId) -> Option<String> {
    let standing = tree.get(place)?;
    let subject = match &standing.subject {
        tree::Subject::Entity(id) => {
            let entity = tree.entity(*id)?;
            let known = Some(entity).filter(|entity| was_asked(entity));
            Subject::Entity { address: entity.address.clone(), known, number: None, is_again: false }
        }
        tree::Subject::Item => Subject::Item,
        tree::Subject::More => {
            let list = tree.parent(place).and_then(|parent| tree.entity(tree.entity_at(parent)?));
            return list?.items.answer()?.part_words().map(|words| format!("{words} items"));
        }
        tree::Subject::Folder(Folder::Contacts) => Subject::Heading("Contacts"),
    };
    let (item, words) = (standing.item.as_deref(), known_words(&standing.origin));
    let row = Row { depth: 0, subject, item, words, is_node_of_parent: false };
    Some(plain(&report::row(&row), MOST_CHARACTERS))
}

/// The answer to one question as readable lines; nothing for a question that was never asked.
pub fn reply(entity: &Entity, kind: Kind) -> Option<String> {
    if entity.is_not_asked(kind) {
        return None;
    }
    let mut page = Text { out: Vec::new() };
    report::reply(entity, kind, &mut page).ok()?;
    String::from_utf8(page.out).ok()
}

/// The stanza that answered one question, one element a line; nothing where none came or it was not kept.
pub fn reply_xml(entity: &Entity, kind: Kind) -> Option<String> {
    fn stanza<T>(state: &State<T>) -> Option<&xml::Kept> {
        match state.known() {
            State::Answered(reply) => reply.reply_xml.as_ref(),
            State::Refused(reply) => reply.reply_xml.as_ref(),
            State::Unreadable(reply) => reply.reply_xml.as_ref(),
            State::NotAsked | State::Waiting { .. } | State::TimedOut { .. } | State::CutOff { .. } => None,
        }
    }
    let stanza = match kind {
        Kind::Info => stanza(&entity.info),
        Kind::Items => stanza(&entity.items),
        other => entity.besides.get(&other).and_then(stanza),
    }?;
    let stanza = stanza.text();
    let read = xml::parse(&stanza, None, Limits::default()).ok().map(|stanza| stanza.content);
    let pretty = match &read {
        Some(Read::Whole { document, .. }) => document.root().map(xml::pretty),
        _ => None,
    };
    Some(pretty.unwrap_or_else(|| stanza.into_owned()))
}

/// A place and everything that is known below it, also what is folded up, as indented lines; an entity that stands
/// there twice is unfolded once, one that stands above is not unfolded. Nothing for a place that is gone. Takes time with the number of entities.
pub fn subtree(tree: &Tree, place: PlaceId) -> Option<String> {
    let first = row(tree, place)?;
    let part = tree.part(Scope::Below(place));
    let below = |child: &PlaceId| {
        let child = tree.get(*child)?;
        let tree::Subject::Entity(id) = child.subject else { return None };
        let words = known_words(&child.origin).unwrap_or_default();
        Some(Known { address: tree.entity(id)?.address.clone(), words })
    };
    let contacts = tree.children(place).iter().filter_map(below).collect();
    let mut above = Vec::new();
    let mut parent = tree.parent(place);
    while let Some(ancestor) = parent {
        above.extend(tree.entity_at(ancestor).and_then(|id| Some(tree.entity(id)?.address.clone())));
        parent = tree.parent(ancestor);
    }
    let outline = Outline::of_part(&part, contacts, &above);
    let mut text = first + "\n";
    for row in outline.rows.iter().skip(1) {
        text.push_str(&indent(row.depth));
        text.push_str(&plain(&unnumbered(report::row(row)), MOST_CHARACTERS));
        text.push('\n');
    }
    Some(text)
}

/// A row where rows have no numbers: what stands further up already is not told of again.
fn unnumbered(mut line: Line<'_>) -> Line<'_> {
    if let Some(Piece::Number(_)) = line.last() {
        line.truncate(line.len().saturating_sub(2));
        line.push(report::ours("again"));
    }
    line
}

/// A row of an outline with its number before it, or a dash where there is none; no piece of it longer than the limit.
pub fn numbered(row: &Row<'_>, limit: usize) -> String {
    let number = match &row.subject {
        Subject::Entity { number: Some(number), is_again: false, .. } => number.to_string(),
        _ => "-".to_owned(),
    };
    format!("{}{number} {}", indent(row.depth), plain(&report::row(row), limit))
}

/// Pieces as text on one line, each of them no longer than the limit.
pub fn plain(line: &[Piece<'_>], limit: usize) -> String {
    let safe = |text| visible_within(text, limit);
    let mut text = String::new();
    for piece in line {
        let words = match piece {
            Piece::Category(_) => continue,
            Piece::Ours(words) | Piece::Wire(words) | Piece::Mark(_, words) => safe(words),
            Piece::Said(words) => format!("“{}”", safe(words)).into(),
            Piece::Document(document) => document.number.into(),
            Piece::Address(address) => match address.node.as_deref() {
                None => safe(&address.jid),
                Some("") => format!("{} node (empty)", safe(&address.jid)).into(),
                Some(node) => format!("{} node {}", safe(&address.jid), safe(node)).into(),
            },
            Piece::Number(number) => number.to_string().into(),
        };
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(&words);
    }
    text
}

fn indent(depth: usize) -> String {
    if depth > MOST_DEPTH { format!("{}({depth}) ", "  ".repeat(MOST_DEPTH)) } else { "  ".repeat(depth) }
}

fn known_words(origin: &Origin) -> Option<Arc<str>> {
    match origin {
        Origin::Known(words) => Some(words.clone()),
        Origin::Root | Origin::Listed => None,
    }
}

/// Writes a report as lines of plain text.
struct Text {
    out: Vec<u8>,
}

impl Page for Text {
    fn title(&mut self, line: &[Piece<'_>]) -> io::Result<()> {
        writeln!(self.out, "{}", plain(line, MOST_CHARACTERS))
    }

    fn tree(&mut self, outline: &Outline<'_>) -> io::Result<()> {
        outline.rows.iter().try_for_each(|row| writeln!(self.out, "{}", numbered(row, MOST_CHARACTERS)))
    }

    fn entity(&mut self, number: usize, line: &[Piece<'_>]) -> io::Result<()> {
        writeln!(self.out, "\n{number}. {}", plain(line, MOST_CHARACTERS))
    }

    fn part(&mut self, line: &[Piece<'_>]) -> io::Result<()> {
        writeln!(self.out, "\n{}", plain(line, MOST_CHARACTERS))
    }

    fn line(&mut self, line: &[Piece<'_>]) -> io::Result<()> {
        writeln!(self.out, "  {}", plain(line, MOST_CHARACTERS))
    }

    fn table(&mut self, head: &[Line<'_>], rows: &mut dyn Iterator<Item = Vec<Line<'_>>>) -> io::Result<()> {
        writeln!(self.out, "  {}:", plain(head.first().map(Vec::as_slice).unwrap_or_default(), MOST_CHARACTERS))?;
        for row in rows {
            let cells: Vec<_> =
                row.iter().map(|cell| plain(cell, MOST_CHARACTERS)).filter(|cell| !cell.is_empty()).collect();
            writeln!(self.out, "    {}", cells.join("  "))?;
        }
        Ok(())
    }

    fn xml(&mut self, _title: &str, _xml: &str) -> io::Result<()> {
        Ok(())
    }

    fn end(&mut self) -> io::Result<()> {
        Ok(())
    }
}
