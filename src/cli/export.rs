//! Saved snapshots, written as something that others can read.

use std::{
    io::{self, BufWriter, Write},
    path::PathBuf,
    process::ExitCode,
};

use clap::{Args, ValueEnum};

use super::{Verbosity, ask, connection::Connection, crawl, trouble};
use crate::{
    demo,
    disco::{
        address::{self, Address},
        tree::Scope,
    },
    snapshot::{
        self, Snapshot, Watch,
        export::{self, Format, Table},
        file,
    },
};

/// What is exported, as what, and to where.
#[derive(Args, Debug)]
pub struct Arguments {
    /// The snapshot; left out, with --demo, what the demo server says now.
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// What it is written as.
    #[arg(long, value_enum)]
    to: Kind,
    /// Where it goes; left out, to standard output. Tables go to two files, NAME.features.csv and NAME.items.csv.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Which of the tables goes to standard output.
    #[arg(long, value_enum, default_value_t, conflicts_with = "out")]
    table: Which,
    /// Only this entity and what stands below it.
    #[arg(long, value_name = "JID")]
    below: Option<String>,
    /// A node of that entity.
    #[arg(long, requires = "below")]
    node: Option<String>,
}

/// The formats by their names on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// A report that can be pasted into a ticket.
    Markdown,
    /// Tables for spreadsheets and programs.
    Csv,
    /// The snapshot's own document.
    Json,
    /// A graph for Graphviz.
    Dot,
    /// One page that needs nothing but itself.
    Html,
}

/// The tables by their names on the command line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Which {
    /// A row for every feature of every entity.
    #[default]
    Features,
    /// A row for every item of every list.
    Items,
}

/// Why nothing was exported.
#[derive(Debug, thiserror::Error)]
enum Error {
    #[error(transparent)]
    Snapshot(#[from] snapshot::Error),
    #[error(transparent)]
    Export(#[from] export::Error),
    #[error(transparent)]
    Address(#[from] address::Error),
    #[error(transparent)]
    Crawl(#[from] ask::Error),
    #[error("There is nothing to export; name a snapshot, or give --demo to try it with the built-in server.")]
    Nothing,
    #[error("Nothing is known of “{address}” in “{file}”; leave --below out to export all of it.")]
    Unknown { address: String, file: String },
}

/// Reads the snapshot, writes the export, and tells the exit status.
pub fn run(arguments: &Arguments, connection: &Connection, verbosity: Verbosity) -> ExitCode {
    match export(arguments, connection, verbosity) {
        Ok(()) => ExitCode::SUCCESS,
        // A reader that has seen enough, such as `head`, is no error.
        Err(Error::Export(export::Error::Output(why))) if why.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => trouble(&error.to_string()),
    }
}

fn export(arguments: &Arguments, connection: &Connection, verbosity: Verbosity) -> Result<(), Error> {
    let watch = Watch::default();
    let (mut snapshot, name) = match &arguments.file {
        Some(file) => (file::read(file, &watch)?, file.display().to_string()),
        None if connection.demo => {
            let root = match &arguments.below {
                Some(jid) => Address::typed(jid, arguments.node.as_deref().unwrap_or_default())?,
                None => Address::new(demo::DOMAIN),
            };
            (crawl::now(&[root], None, connection, verbosity.quiet)?, demo::DOMAIN.to_owned())
        }
        None => return Err(Error::Nothing),
    };
    if let Some(jid) = &arguments.below {
        let address = Address::typed(jid, arguments.node.as_deref().unwrap_or_default())?;
        snapshot =
            below(snapshot, &address).ok_or_else(|| Error::Unknown { address: address.to_string(), file: name })?;
    }
    let to = match (arguments.to, arguments.table) {
        (Kind::Markdown, _) => Format::Markdown,
        (Kind::Csv, Which::Features) => Format::Csv(Table::Features),
        (Kind::Csv, Which::Items) => Format::Csv(Table::Items),
        (Kind::Json, _) => Format::Json,
        (Kind::Dot, _) => Format::Dot,
        (Kind::Html, _) => Format::Html,
    };
    if let Some(path) = &arguments.out {
        let _ = export::save(&snapshot, to, path, &watch)?;
        return Ok(());
    }
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    export::write(&snapshot, to, &mut out, &watch)?;
    Ok(out.flush().map_err(export::Error::from)?)
}

/// The part of a snapshot below an entity; none when nothing is known of it.
fn below(snapshot: Snapshot, address: &Address) -> Option<Snapshot> {
    let mut tree = snapshot.tree();
    let is_known = tree.find(address).is_some();
    let place = tree.add_root(address.clone());
    let part = tree.part(Scope::Below(place));
    let Snapshot { origin, contacts, announced, strays, .. } = snapshot;
    is_known.then(|| Snapshot::of(part, origin).with(&contacts, &announced, strays))
}
