//! What can go wrong with a snapshot's file, each in one sentence that says what to do.

use std::{io, path::Path};

use super::watch::Cancelled;
use crate::disco::text::visible_within;

/// Why a snapshot was not read or not written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Nothing was changed.
    #[error("Stopped; nothing was changed.")]
    Cancelled,
    /// The file could not be opened or read.
    #[error("“{path}” could not be read: {why}.")]
    Read {
        /// The file.
        path: String,
        /// What the system says.
        why: String,
    },
    /// The file could not be written; what was there before is untouched.
    #[error("“{path}” could not be saved: {why}. What the file held before is untouched; {advice}.")]
    Write {
        /// The file.
        path: String,
        /// What the system says.
        why: String,
        /// What to do about it.
        advice: &'static str,
    },
    /// Another program is saving to the same file.
    #[error("“{path}” is being saved by another program right now; wait for it or choose another name.")]
    Busy {
        /// The file.
        path: String,
    },
    /// The file is none of ours.
    #[error("“{path}” is not a Discoscope snapshot: {why}.")]
    Foreign {
        /// The file.
        path: String,
        /// What is there instead.
        why: String,
    },
    /// The file was written by a newer program.
    #[error(
        "“{path}” is a snapshot of version {version}, and this program reads versions up to {newest}; open it with a newer Discoscope."
    )]
    Newer {
        /// The file.
        path: String,
        /// Its version.
        version: u64,
        /// The newest that is known here.
        newest: u64,
    },
    /// The file is one of ours, and something in it is wrong.
    #[error("“{path}” is damaged at line {line}, column {column}: {why}. Save it anew where it came from.")]
    Damaged {
        /// The file.
        path: String,
        /// The line, from 1.
        line: usize,
        /// The column, from 1, in bytes.
        column: usize,
        /// What is wrong there.
        why: String,
    },
    /// The file is larger than anything that is read.
    #[error("“{path}” holds more than {limit}, which is more than Discoscope reads; save a part of the tree instead.")]
    TooLarge {
        /// The file.
        path: String,
        /// The limit, with its unit.
        limit: String,
    },
}

impl Error {
    /// A file does not take what is to be written.
    pub fn unwritten(path: &Path, error: &io::Error) -> Self {
        Self::Write { path: shown(path), why: words(error), advice: advice(error.kind()) }
    }
}

/// A path as it is shown in a sentence.
pub(super) fn shown(path: &Path) -> String {
    visible_within(&path.display().to_string(), 300).into_owned()
}

/// What the system says, without its number and as the middle of a sentence.
pub(super) fn words(error: &io::Error) -> String {
    let said = error.to_string();
    let said = said.split(" (os error").next().unwrap_or(&said);
    let mut characters = said.chars();
    match characters.next() {
        Some(first) => first.to_lowercase().chain(characters).collect(),
        None => said.to_owned(),
    }
}

fn advice(kind: io::ErrorKind) -> &'static str {
    match kind {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => "make the folder first, or choose another one",
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => "choose a folder that you may write to",
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
            "free some space, or choose another place"
        }
        io::ErrorKind::InvalidFilename => "choose a shorter name",
        _ => "choose another place",
    }
}

impl From<Cancelled> for Error {
    fn from(_: Cancelled) -> Self {
        Self::Cancelled
    }
}
