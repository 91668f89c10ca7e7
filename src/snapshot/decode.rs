//! Reading a snapshot: a file may hold anything, so everything in it is checked, and what is wrong is named by its place.

use std::{num::NonZero, sync::Arc, thread};

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{
    Snapshot,
    document::{FORMAT, VERSION},
    text::Text,
    watch::{Cancelled, Watch},
};
use crate::disco::state::Entity;

mod first;
mod record;

/// So many records are read by one thread between two looks at whether it is to stop.
const CHUNK: usize = 256;

/// Why a document was not read.
#[derive(Debug)]
pub enum Problem {
    /// Somebody stopped it.
    Cancelled,
    /// It is no document of ours.
    Foreign(String),
    /// It is of a version that is not known here.
    Newer(u64),
    /// Something is wrong at a place.
    Damaged {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
        /// What.
        why: String,
    },
}

impl From<Cancelled> for Problem {
    fn from(_: Cancelled) -> Self {
        Self::Cancelled
    }
}

/// What says whether the rest can be read.
#[derive(Deserialize)]
struct Head<'a> {
    #[serde(borrow)]
    format: Option<Text<'a>>,
    version: Option<u64>,
}

/// Reads a document that is in memory.
pub fn decode(document: &[u8], watch: &Watch) -> Result<Snapshot, Problem> {
    match serde_json::from_slice::<first::Document<'_>>(document) {
        Ok(read) => match (&*read.format, read.version) {
            (FORMAT, VERSION) => read.snapshot(document, watch),
            (format, version) => Err(unknown(Some(format), Some(version))),
        },
        Err(error) => Err(trouble(document, &error)),
    }
}

/// What is wrong with a document that is not of the first version.
fn trouble(document: &[u8], error: &serde_json::Error) -> Problem {
    match serde_json::from_slice::<Head<'_>>(document) {
        Ok(head) if head.format.as_deref() != Some(FORMAT) || head.version != Some(VERSION) => {
            unknown(head.format.as_deref(), head.version)
        }
        Err(_) if document.trim_ascii().is_empty() => Problem::Foreign("the file is empty".to_owned()),
        Err(_) if !document.trim_ascii_start().starts_with(b"{") => {
            Problem::Foreign("it does not begin like a JSON object".to_owned())
        }
        _ => damaged(document, document, error),
    }
}

fn unknown(format: Option<&str>, version: Option<u64>) -> Problem {
    match (format, version) {
        (Some(FORMAT), Some(version)) if version > VERSION => Problem::Newer(version),
        (Some(FORMAT), Some(version)) => Problem::Foreign(format!("there is no version {version} of the format")),
        (Some(FORMAT), None) => Problem::Foreign("it does not say which version it is".to_owned()),
        (Some(other), _) => {
            Problem::Foreign(format!("its format is “{}”", crate::disco::text::visible_within(other, 40)))
        }
        (None, _) => Problem::Foreign("it is JSON of another kind".to_owned()),
    }
}

/// The place of an error that was found in a part of the document.
fn damaged(document: &[u8], part: &[u8], error: &serde_json::Error) -> Problem {
    let (line, column) = place(document, part);
    let words = error.to_string();
    let why = words.rfind(" at line ").and_then(|end| words.get(..end)).unwrap_or(&words);
    let column = if error.line() <= 1 { column + error.column().saturating_sub(1) } else { error.column() };
    Problem::Damaged { line: line + error.line().saturating_sub(1), column: column.max(1), why: plain(why) }
}

/// Something that only the contents of a part show to be wrong.
fn damaged_at(document: &[u8], part: &[u8], why: String) -> Problem {
    let (line, column) = place(document, part);
    Problem::Damaged { line, column, why }
}

/// Where a part of the document begins, as line and column from 1.
fn place(document: &[u8], part: &[u8]) -> (usize, usize) {
    let offset = (part.as_ptr() as usize).saturating_sub(document.as_ptr() as usize);
    let before = document.get(..offset).unwrap_or_default();
    end_of(before)
}

/// Where a piece of text ends, as line and column from 1.
pub fn end_of(text: &[u8]) -> (usize, usize) {
    let lines = text.split(|byte| *byte == b'\n');
    lines.fold((0, 1), |(line, _), last| (line + 1, last.len() + 1))
}

/// serde's words for what it did not expect, for people; what they quote of the file is made harmless.
fn plain(why: &str) -> String {
    let why = match why {
        "EOF while parsing a string"
        | "EOF while parsing a value"
        | "EOF while parsing an object"
        | "EOF while parsing a list" => "the file ends too early",
        "recursion limit exceeded" => "values are nested too deep in each other",
        other => other,
    };
    crate::disco::text::visible_within(why, 200).into_owned()
}

/// Reads the records, in as many threads as there are processors.
fn entities(document: &[u8], records: &[&RawValue], watch: &Watch) -> Result<Vec<Arc<Entity>>, Problem> {
    watch.begin(records.len());
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let share = records.len().div_ceil(threads).max(1);
    let read: Vec<Result<Vec<Arc<Entity>>, Problem>> = thread::scope(|scope| {
        let parts = records.chunks(share).map(|part| scope.spawn(move || some(document, part, watch)));
        let running: Vec<_> = parts.collect();
        let broken = || damaged_at(document, document, "its records could not be read".to_owned());
        running.into_iter().map(|part| part.join().unwrap_or_else(|_| Err(broken()))).collect()
    });
    let mut all = Vec::with_capacity(records.len());
    for part in read {
        all.append(&mut part?);
    }
    Ok(all)
}

fn some(document: &[u8], records: &[&RawValue], watch: &Watch) -> Result<Vec<Arc<Entity>>, Problem> {
    let mut entities = Vec::with_capacity(records.len());
    for chunk in records.chunks(CHUNK) {
        for raw in chunk {
            let bytes = raw.get().as_bytes();
            let record: record::Record<'_> =
                serde_json::from_slice(bytes).map_err(|error| damaged(document, bytes, &error))?;
            let entity = record.entity().map_err(|why| damaged_at(document, bytes, why))?;
            entities.push(Arc::new(entity));
        }
        watch.step(chunk.len())?;
    }
    Ok(entities)
}
