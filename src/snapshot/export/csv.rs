//! Tables for programs and spreadsheets (RFC 4180): what was sent is whole and as it was, but that a spreadsheet must
//! not take it for a formula.

use std::{borrow::Cow, io::Write};

use csv::{QuoteStyle, Terminator, Writer, WriterBuilder};

use super::{Error, Table, outline::Outline};
use crate::{
    disco::{
        address::Address,
        names,
        reply::{Item, Items},
        state::Entity,
    },
    snapshot::{Snapshot, Watch},
};

/// The columns of the table of features.
const FEATURES: [&str; 8] =
    ["jid", "node", "has_node", "number", "feature", "has_feature", "document", "document_title"];
/// The columns of the table of items.
const ITEMS: [&str; 11] = [
    "jid",
    "node",
    "has_node",
    "number",
    "item_jid",
    "has_item_jid",
    "valid_item_jid",
    "item_node",
    "has_item_node",
    "item_name",
    "has_item_name",
];

/// Writes one of the tables; its rows stand in the order of the tree, then in that of the wire.
pub fn write(snapshot: &Snapshot, table: Table, out: impl Write, watch: &Watch) -> Result<(), Error> {
    let outline = Outline::of(snapshot);
    watch.begin(outline.entities.len());
    // Everything is quoted, so that a reader that divides at semicolons or tabs finds the same cells.
    let mut writer = WriterBuilder::new().quote_style(QuoteStyle::Always).terminator(Terminator::CRLF).from_writer(out);
    match table {
        Table::Features => writer.write_record(FEATURES)?,
        Table::Items => writer.write_record(ITEMS)?,
    }
    for entity in &outline.entities {
        watch.step(1)?;
        match table {
            Table::Features => features(entity, &mut writer)?,
            Table::Items => items(entity, &mut writer)?,
        }
    }
    writer.flush()?;
    Ok(())
}

fn features(entity: &Entity, writer: &mut Writer<impl Write>) -> Result<(), Error> {
    let Some(info) = entity.info.answer() else { return Ok(()) };
    for (number, feature) in info.features.iter().enumerate() {
        let document = feature.as_deref().and_then(|var| names::feature(var).document);
        let (document, title) = document.map_or(("", ""), |document| (document.number, document.title));
        whose(&entity.address, number, writer)?;
        optional(feature.as_deref(), writer)?;
        writer.write_field(document)?;
        writer.write_field(title)?;
        writer.write_record(None::<&[u8]>)?;
    }
    Ok(())
}

fn items(entity: &Entity, writer: &mut Writer<impl Write>) -> Result<(), Error> {
    let Some(Items { items, .. }) = entity.items.answer() else { return Ok(()) };
    for (number, item) in items.iter().enumerate() {
        let Item { jid, node, name, valid_jid, .. } = &**item;
        whose(&entity.address, number, writer)?;
        optional(jid.as_deref(), writer)?;
        writer.write_field(yes_or_no(*valid_jid))?;
        optional(node.as_deref(), writer)?;
        optional(name.as_deref(), writer)?;
        writer.write_record(None::<&[u8]>)?;
    }
    Ok(())
}

fn whose(address: &Address, number: usize, writer: &mut Writer<impl Write>) -> Result<(), Error> {
    writer.write_field(&*defused(&address.jid))?;
    optional(address.node.as_deref(), writer)?;
    Ok(writer.write_field((number + 1).to_string())?)
}

/// A value, and whether there is one: an absent attribute is no empty one.
fn optional(value: Option<&str>, writer: &mut Writer<impl Write>) -> Result<(), Error> {
    writer.write_field(&*defused(value.unwrap_or_default()))?;
    Ok(writer.write_field(yes_or_no(value.is_some()))?)
}

fn yes_or_no(is: bool) -> &'static str {
    if is { "yes" } else { "no" }
}

/// The text with an apostrophe before every character that would begin a formula: at the start, and behind what
/// programs with other settings take for the start of a cell. Blanks and quotation marks are looked through.
///
/// No two texts become the same one: to have the first back, take the apostrophes before such characters away.
pub fn defused(text: &str) -> Cow<'_, str> {
    let mut defused = String::new();
    let (mut is_start, mut is_first, mut copied) = (true, true, 0);
    for (index, character) in text.char_indices() {
        let is_control = matches!(character, '\t' | '\r' | '\n');
        if is_start && (is_formula(character) || is_first && is_control) {
            defused.push_str(text.get(copied..index).unwrap_or_default());
            defused.push('\'');
            copied = index;
        }
        is_start = is_control || character == ';' || is_start && is_looked_through(character);
        is_first = is_first && is_start && !is_control;
    }
    if copied == 0 && defused.is_empty() {
        return Cow::Borrowed(text);
    }
    defused.push_str(text.get(copied..).unwrap_or_default());
    Cow::Owned(defused)
}

fn is_formula(character: char) -> bool {
    matches!(character, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠' | '−' | '﹢' | '﹣' | '﹦' | '﹫')
}

fn is_looked_through(character: char) -> bool {
    matches!(character, '\'' | '"' | '\u{feff}') || character.is_whitespace()
}
