//! Snapshots handed to others: reports for people, tables and graphs for programs, text to be copied.

use std::{
    io::{self, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{Snapshot, Watch, file, watch::Cancelled};

pub mod csv;
mod dot;
mod html;
mod json;
mod markdown;
mod outline;
mod report;
pub mod text;

/// What a snapshot is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// A report to be pasted into a ticket.
    Markdown,
    /// A table for spreadsheets and programs.
    Csv(Table),
    /// The snapshot's own document.
    Json,
    /// A graph for Graphviz.
    Dot,
    /// A page that needs nothing but itself.
    Html,
}

/// Which table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Table {
    /// A row for every feature of every entity.
    #[default]
    Features,
    /// A row for every item of every list.
    Items,
}

/// Why an export did not come to its end.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// Somebody stopped it.
    #[error("Stopped; the export is not whole.")]
    Cancelled,
    /// What it is written to does not take it.
    #[error("The export could not be written: {0}.")]
    Output(Arc<io::Error>),
}

impl From<Cancelled> for Error {
    fn from(_: Cancelled) -> Self {
        Self::Cancelled
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        Self::Output(Arc::new(error))
    }
}

impl From<::csv::Error> for Error {
    fn from(error: ::csv::Error) -> Self {
        io::Error::from(error).into()
    }
}

/// Writes a snapshot, piece by piece; the same snapshot always gives the same bytes. Blocks, and stops when the watch
/// says so. Writes in small pieces: give it something that has a buffer.
pub fn write(snapshot: &Snapshot, to: Format, out: &mut impl Write, watch: &Watch) -> Result<(), Error> {
    match to {
        Format::Markdown => report::write(snapshot, &mut markdown::Markdown::new(out), watch),
        Format::Html => report::write(snapshot, &mut html::Html::new(out), watch),
        Format::Csv(table) => csv::write(snapshot, table, out, watch),
        Format::Dot => dot::write(snapshot, out, watch),
        Format::Json => json::write(snapshot, out, watch),
    }
}

/// What a file of that name holds, by its ending; none for a snapshot's own document.
pub fn by_name(path: &Path) -> Option<Format> {
    let ending = path.extension()?.to_str()?.to_ascii_lowercase();
    Some(match &*ending {
        "md" | "markdown" => Format::Markdown,
        "csv" => Format::Csv(Table::Features),
        "dot" | "gv" => Format::Dot,
        "html" | "htm" => Format::Html,
        _ => return None,
    })
}

/// Writes a snapshot to a file, or its tables to two ([`paths`]); each is written whole or not at all. Gives the files
/// that were written.
pub fn save(snapshot: &Snapshot, to: Format, path: &Path, watch: &Watch) -> Result<Vec<PathBuf>, super::Error> {
    if to == Format::Json {
        // Compressed, if the name says so.
        file::write(snapshot, path, &file::Keep::default(), watch)?;
        return Ok(vec![path.to_owned()]);
    }
    let paths = paths(to, path);
    for (format, path) in &paths {
        file::replace(path, |out| {
            write(snapshot, *format, out, watch).map_err(|error| match error {
                Error::Cancelled => super::Error::Cancelled,
                Error::Output(why) => super::Error::unwritten(path, &why),
            })
        })?;
    }
    Ok(paths.into_iter().map(|(_, path)| path).collect())
}

/// Where an export goes that is to be saved as `path`: a file, or for tables `name.features.csv` and `name.items.csv`.
pub fn paths(to: Format, path: &Path) -> Vec<(Format, PathBuf)> {
    if !matches!(to, Format::Csv(_)) {
        return vec![(to, path.to_owned())];
    }
    let is_csv = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv"));
    let name = if is_csv { path.file_stem() } else { path.file_name() }.unwrap_or_default();
    let tables = [(Table::Features, ".features.csv"), (Table::Items, ".items.csv")];
    let tables = tables.map(|(table, ending)| {
        let mut name = name.to_owned();
        name.push(ending);
        (Format::Csv(table), path.with_file_name(name))
    });
    tables.into()
}
