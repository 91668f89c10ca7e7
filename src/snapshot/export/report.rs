//! What is told of a snapshot to people, apart from how it is written: Markdown, HTML and plain text each are a [`Page`].

use std::{borrow::Cow, io};

use jiff::Timestamp;

use super::{
    Error,
    outline::{self, Outline, Row, Subject},
};
use crate::{
    disco::{
        address::Address,
        finding::{self, Counts, Severity},
        names::Document,
        state::{Entity, State},
    },
    snapshot::{Snapshot, Watch},
};

mod entity;
mod form;
mod summary;

pub use entity::{entity, reply};

/// A piece of a line. Whoever writes it escapes it, ours too: what is ours may quote what is not.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece<'a> {
    /// Our words.
    Ours(Cow<'a, str>),
    /// What people are meant to read, as somebody sent it: names, titles, the texts of errors.
    Said(Cow<'a, str>),
    /// What programs are meant to read, as somebody sent it: JIDs, nodes, features, values.
    Wire(Cow<'a, str>),
    /// The category of an identity, where icons can be drawn; none before one is known.
    Category(Option<&'a str>),
    /// A document that defines something.
    Document(Document),
    /// An entity that can be asked, by its address.
    Address(&'a Address),
    /// An entity that is told of elsewhere, by its number.
    Number(usize),
    /// How a question went or how bad something is: its name in the JSON contract, and words for it.
    Mark(&'static str, Cow<'a, str>),
}

/// Pieces with blanks between them.
pub type Line<'a> = Vec<Piece<'a>>;

/// Takes a report in, from its beginning to its end, and writes it at once.
pub trait Page {
    /// What it is about; comes first, once.
    fn title(&mut self, line: &[Piece<'_>]) -> io::Result<()>;
    /// The tree; comes once.
    fn tree(&mut self, outline: &Outline<'_>) -> io::Result<()>;
    /// An entity is told of from here on; what it is called, and its row in the order.
    fn entity(&mut self, number: usize, line: &[Piece<'_>]) -> io::Result<()>;
    /// A part of what is told of an entity.
    fn part(&mut self, line: &[Piece<'_>]) -> io::Result<()>;
    /// One line.
    fn line(&mut self, line: &[Piece<'_>]) -> io::Result<()>;
    /// A table; no row is longer than its head.
    fn table(&mut self, head: &[Line<'_>], rows: &mut dyn Iterator<Item = Vec<Line<'_>>>) -> io::Result<()>;
    /// A stanza.
    fn xml(&mut self, title: &str, xml: &str) -> io::Result<()>;
    /// Nothing follows.
    fn end(&mut self) -> io::Result<()>;
}

/// Tells a page everything.
pub fn write(snapshot: &Snapshot, page: &mut impl Page, watch: &Watch) -> Result<(), Error> {
    let outline = Outline::of(snapshot);
    watch.begin(outline.entities.len());
    summary::write(snapshot, &outline, page)?;
    page.tree(&outline)?;
    for (index, known) in outline.entities.iter().enumerate() {
        watch.step(1)?;
        page.entity(index + 1, &title(known))?;
        entity(snapshot, &outline, known, page)?;
    }
    page.end()?;
    Ok(())
}

/// Our words.
pub fn ours<'a>(words: impl Into<Cow<'a, str>>) -> Piece<'a> {
    Piece::Ours(words.into())
}

/// What programs read; what is empty is called so.
pub fn wire(text: &str) -> Piece<'_> {
    if text.is_empty() { ours("(empty)") } else { Piece::Wire(text.into()) }
}

/// What people read; what is empty is called so.
pub fn said(text: &str) -> Piece<'_> {
    if text.is_empty() { ours("(empty)") } else { Piece::Said(text.into()) }
}

/// A cell with what programs read; a blank one for what is absent.
pub fn cell(text: Option<&str>) -> Line<'_> {
    text.map(wire).into_iter().collect()
}

/// A cell with our words.
pub fn words<'a>(text: impl Into<Cow<'a, str>>) -> Line<'a> {
    vec![ours(text)]
}

/// Point in time, the same on every machine.
pub fn instant(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M:%S%.3f UTC").to_string()
}

/// What an entity is called: its name, if it has one, and its address.
pub fn title(entity: &Entity) -> Line<'_> {
    let category = outline::category(entity).map(|(category, _)| category);
    let name = outline::own_name(entity).map(said);
    [Piece::Category(category)].into_iter().chain(name).chain([Piece::Address(&entity.address)]).collect()
}

/// What a row of the tree says, after its number.
pub fn row<'a>(row: &'a Row<'a>) -> Line<'a> {
    match &row.subject {
        Subject::Heading(title) => words(*title),
        Subject::Item => item_row(row),
        Subject::Entity { address, known, number, is_again } => {
            let category = row.category();
            let ours_for_it = row.words.as_deref().filter(|words| !words.is_empty()).map(ours);
            let mut line = vec![Piece::Category(category.map(|(category, _)| category))];
            line.extend(ours_for_it.or_else(|| row.name().map(said)));
            match address.node.as_deref().filter(|_| row.is_node_of_parent) {
                Some(node) => line.extend([ours("node"), wire(node)]),
                None => line.push(Piece::Address(address)),
            }
            match (known, number) {
                (Some(_), Some(number)) if *is_again => line.extend([ours("see"), Piece::Number(*number)]),
                (Some(_), None) if *is_again => line.push(ours("loops back")),
                (Some(entity), _) => {
                    line.extend(category.map(|(category, kind)| Piece::Wire(format!("{category}/{kind}").into())));
                    line.extend(row.words.as_ref().filter(|_| address.node.is_some()).map(|_| ours("not listed")));
                    line.extend(part(entity));
                    line.extend(standing(entity));
                    line.extend(trouble(entity));
                }
                (None, _) => line.push(Piece::Mark("not-asked", "not asked".into())),
            }
            line
        }
    }
}

fn item_row<'a>(row: &'a Row<'a>) -> Line<'a> {
    let mut line: Line<'a> = row.name().map(said).into_iter().collect();
    if let Some(item) = row.item {
        line.extend(item.jid.as_deref().map(wire));
        line.extend(item.node.as_deref().into_iter().flat_map(|node| [ours("node"), wire(node)]));
        line.push(match item.jid {
            None => ours("no JID"),
            Some(_) if !item.valid_jid => ours("not a JID"),
            Some(_) => ours("item"),
        });
    }
    line
}

/// How much of its list an entity gave, where that is not all of it.
pub fn part(entity: &Entity) -> Option<Piece<'static>> {
    let words = entity.items.answer()?.part_words()?;
    Some(ours(format!("{words} items")))
}

/// How an entity's questions went, unless both were answered: what info came to, else what items came to.
pub fn standing(entity: &Entity) -> Option<Piece<'_>> {
    let info = mark(&entity.info);
    match (&info, mark(&entity.items)) {
        (Piece::Mark("not-asked", _), items) => Some(items),
        // Not to list anything is no fault.
        (Piece::Mark("answered", _), items @ Piece::Mark("timed-out" | "cut-off" | "unreadable" | "waiting", _)) => {
            Some(items)
        }
        _ => Some(info),
    }
    .filter(|piece| !matches!(piece, Piece::Mark("answered" | "not-asked", _)))
}

/// The worst of what is wrong with an entity, counted, if anything is.
pub fn trouble(entity: &Entity) -> Option<Piece<'static>> {
    let counts = finding::count(entity);
    let worst = counts.worst()?;
    let count = match worst {
        Severity::Error => counts.errors,
        Severity::Warning => counts.warnings,
        Severity::Note => counts.notes,
    };
    Some(Piece::Mark(worst.word(), number(count, worst.word()).into()))
}

/// How a question went.
pub fn mark<T>(state: &State<T>) -> Piece<'_> {
    let words: Cow<'_, str> = match state {
        State::NotAsked => "not asked".into(),
        State::Waiting { .. } => "waiting".into(),
        State::Answered(_) => "answered".into(),
        State::Refused(reply) => reply.body.short().into(),
        State::TimedOut { .. } => "no answer".into(),
        State::CutOff { .. } => "cut off".into(),
        State::Unreadable(_) => "unreadable".into(),
    };
    Piece::Mark(state.word(), words)
}

fn counted(counts: Counts) -> String {
    let kinds = [(counts.errors, "error"), (counts.warnings, "warning"), (counts.notes, "note")];
    let kinds = kinds.into_iter().filter(|(count, _)| *count > 0);
    kinds.map(|(count, word)| number(count, word)).collect::<Vec<_>>().join(", ")
}

/// A number of things.
pub fn number(count: usize, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}
