//! Snapshots as files.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Read},
    path::{Path, PathBuf},
};

use flate2::read::MultiGzDecoder;

use super::{
    Snapshot,
    decode::{self, decode},
    document::VERSION,
    encode::{self, encode},
    error::{Error, shown, words},
    watch::Watch,
};

/// What of a snapshot is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keep {
    /// Whether the stanzas are left out.
    pub without_xml: bool,
    /// Whether the account's JID is replaced wherever it stands.
    pub without_address: bool,
}

/// A document is not longer; the largest tree that the window shows well is a fifth of it.
const MOST_BYTES: u64 = 2 << 30;
const PIECE_BYTES: u64 = 8 << 20;
/// Linux follows no more.
const MOST_LINKS: usize = 40;
/// A file's name may have 255 bytes, that of the piece beside it six of them more.
const LONGEST_NAME_BYTES: usize = 249;
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// Reads a snapshot, compressed or not; blocks, and stops when the watch says so.
pub fn read(path: &Path, watch: &Watch) -> Result<Snapshot, Error> {
    let document = load(path, watch)?;
    decode(&document, watch).map_err(|problem| unread(path, problem))
}

/// Reads all there is, with a look between the pieces at whether to go on.
fn pour(mut source: impl Read, document: &mut Vec<u8>, watch: &Watch) -> io::Result<()> {
    while Read::by_ref(&mut source).take(PIECE_BYTES).read_to_end(document)? > 0 {
        watch.step(0).map_err(|stopped| io::Error::new(io::ErrorKind::Interrupted, stopped))?;
    }
    Ok(())
}

fn unread(path: &Path, problem: decode::Problem) -> Error {
    let path = shown(path);
    match problem {
        decode::Problem::Cancelled => Error::Cancelled,
        decode::Problem::Foreign(why) => Error::Foreign { path, why },
        decode::Problem::Newer(version) => Error::Newer { path, version, newest: VERSION },
        decode::Problem::Damaged { line, column, why } => Error::Damaged { path, line, column, why },
    }
}

/// Writes a snapshot beside the file and puts it in the file's place once it is on the disk; a name that ends in `.gz`
/// compresses. Blocks, and stops when the watch says so; then, and on every error, the file is as it was before.
pub fn write(snapshot: &Snapshot, path: &Path, keep: &Keep, watch: &Watch) -> Result<(), Error> {
    let compresses = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("gz"));
    replace(path, |out| {
        encode(snapshot, keep, compresses, out, watch).map_err(|problem| match problem {
            encode::Problem::Cancelled => Error::Cancelled,
            encode::Problem::Io(error) => Error::unwritten(path, &error),
        })
    })
}

/// The snapshot as somebody would read it who is given the file; takes as long as writing and reading it.
pub fn as_written(snapshot: Snapshot, keep: &Keep, watch: &Watch) -> Result<Snapshot, Error> {
    if *keep == Keep::default() {
        return Ok(snapshot);
    }
    let mut document = Vec::new();
    let nowhere = Path::new("");
    encode(&snapshot, keep, false, &mut document, watch).map_err(|problem| match problem {
        encode::Problem::Cancelled => Error::Cancelled,
        encode::Problem::Io(error) => Error::unwritten(nowhere, &error),
    })?;
    decode(&document, watch).map_err(|problem| unread(nowhere, problem))
}

/// Puts new content in the place of a file: it is written beside it, brought to the disk and renamed, so that whatever
/// happens the old file or the new one is there, whole. Links are followed; permissions stay.
pub fn replace(path: &Path, content: impl FnOnce(&mut BufWriter<File>) -> Result<(), Error>) -> Result<(), Error> {
    let failed = |error: io::Error| Error::unwritten(path, &error);
    let target = target(path);
    let beside = beside(&target).ok_or_else(|| failed(io::Error::other("it is no file's name")))?;
    let file = claim(&beside).map_err(|error| match error.kind() {
        io::ErrorKind::WouldBlock => Error::Busy { path: shown(path) },
        _ => failed(error),
    })?;
    let filled = finish(file, &target, &beside, content, failed);
    if filled.is_err() {
        let _ = fs::remove_file(&beside);
    }
    filled
}

fn finish(
    file: File,
    target: &Path,
    beside: &Path,
    content: impl FnOnce(&mut BufWriter<File>) -> Result<(), Error>,
    failed: impl Fn(io::Error) -> Error,
) -> Result<(), Error> {
    if let Ok(before) = fs::metadata(target) {
        if !before.is_file() {
            return Err(failed(io::Error::other("something that is no file has that name")));
        }
        file.set_permissions(before.permissions()).map_err(&failed)?;
    }
    let mut out = BufWriter::with_capacity(1 << 20, file);
    content(&mut out)?;
    let file = out.into_inner().map_err(|error| failed(error.into_error()))?;
    file.sync_all().map_err(&failed)?;
    fs::rename(beside, target).map_err(&failed)?;
    // The new name, too, has to reach the disk; not every file system lets one say so.
    if let Some(folder) = target.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
    }
    Ok(())
}

/// The file that a path leads to, through links too, also where the last of them leads to nothing yet.
pub fn target(path: &Path) -> PathBuf {
    let mut target = path.to_owned();
    for _ in 0..MOST_LINKS {
        if let Ok(whole) = fs::canonicalize(&target) {
            return whole;
        }
        let Ok(next) = fs::read_link(&target) else { break };
        target = target.parent().map(|folder| folder.join(&next)).unwrap_or(next);
    }
    target
}

/// The name under which a file is written before it takes its place: always the same, so that a crash leaves at most
/// one piece, and the next save takes it away.
fn beside(target: &Path) -> Option<PathBuf> {
    let name = target.file_name()?;
    let shown = name.to_string_lossy();
    let is_long = shown.len() > LONGEST_NAME_BYTES;
    let mut part = std::ffi::OsString::from(".");
    if is_long {
        let cut = (0..=LONGEST_NAME_BYTES).rev().find_map(|cut| shown.get(..cut));
        part.push(cut.unwrap_or_default());
    } else {
        part.push(name);
    }
    part.push(".part");
    Some(target.with_file_name(part))
}

/// Makes the file beside ours, unless another program is writing it at this moment.
fn claim(beside: &Path) -> io::Result<File> {
    if let Ok(left) = File::open(beside) {
        left.try_lock().map_err(|error| match error {
            fs::TryLockError::WouldBlock => io::ErrorKind::WouldBlock.into(),
            fs::TryLockError::Error(error) => error,
        })?;
        fs::remove_file(beside)?;
    }
    // A link that somebody put there is not followed.
    let file = File::options().write(true).create_new(true).open(beside)?;
    file.try_lock().map_err(|_| io::Error::from(io::ErrorKind::WouldBlock))?;
    Ok(file)
}

/// The document's bytes, uncompressed, within the limit.
fn load(path: &Path, watch: &Watch) -> Result<Vec<u8>, Error> {
    let failed = |why: String| Error::Read { path: shown(path), why };
    let mut file = File::open(path).map_err(|error| failed(words(&error)))?;
    let size = file.metadata().map_err(|error| failed(words(&error)))?;
    if !size.is_file() {
        return Err(failed("it is no file".to_owned()));
    }
    let mut start = Vec::with_capacity(2);
    let _ = Read::by_ref(&mut file).take(2).read_to_end(&mut start).map_err(|error| failed(words(&error)))?;
    let is_compressed = start == GZIP;
    let whole = io::Cursor::new(start).chain(file);
    let mut document = Vec::new();
    let read = if is_compressed {
        let unpacked = MultiGzDecoder::new(io::BufReader::with_capacity(1 << 18, whole));
        pour(unpacked.take(MOST_BYTES + 1), &mut document, watch)
    } else {
        document.reserve_exact(usize::try_from(size.len().min(MOST_BYTES)).unwrap_or_default());
        pour(whole.take(MOST_BYTES + 1), &mut document, watch)
    };
    match read {
        Ok(()) if document.len() as u64 > MOST_BYTES => {
            Err(Error::TooLarge { path: shown(path), limit: "2 GiB".to_owned() })
        }
        Ok(()) => Ok(document),
        Err(error) if error.kind() == io::ErrorKind::Interrupted => Err(Error::Cancelled),
        Err(error) if is_compressed => {
            let why = format!("the compressed data breaks off or is damaged ({error})");
            let (line, column) = decode::end_of(&document);
            Err(Error::Damaged { path: shown(path), line, column, why })
        }
        Err(error) => Err(failed(words(&error))),
    }
}
