//! What we say of ourselves, as it is kept from run to run, and in files that somebody named.

use std::{
    fs,
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

use super::lock::Lock;
use crate::{
    disco::{advertised::MOST_BYTES, text::visible_within},
    snapshot::{self, file::replace},
};

/// The file that keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Store {
    file: PathBuf,
}

/// Why a profile was not read or written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// It cannot be read.
    #[error("The profile “{path}” cannot be read: {why}. Name a readable text file.")]
    Read {
        /// The file.
        path: String,
        /// Why.
        why: String,
    },
    /// It cannot be written.
    #[error("The profile cannot be written to “{path}”: {why}. Choose another place.")]
    Write {
        /// The file.
        path: String,
        /// Why.
        why: String,
    },
}

impl Store {
    /// That of the user, below `XDG_CONFIG_HOME` where there is one; none without a home.
    pub fn of_user() -> Option<Self> {
        let folders = directories::ProjectDirs::from("", "", "discoscope")?;
        Some(Self { file: folders.config_dir().join("ourselves.toml") })
    }

    /// That file.
    pub fn at(file: impl Into<PathBuf>) -> Self {
        Self { file: file.into() }
    }

    /// What was kept; nothing when nothing was.
    pub fn read(&self) -> Result<Option<String>, Error> {
        if self.file.exists() { read(&self.file).map(Some) } else { Ok(None) }
    }

    /// Keeps a profile; blocks, at most for some seconds while another run writes.
    pub fn write(&self, text: &str) -> Result<(), Error> {
        let _lock = Lock::of(&self.file).map_err(|error| unwritten(&self.file, &error))?;
        write(&self.file, text)
    }
}

/// Reads a profile; of one that is too long only as much as shows that it is.
pub fn read(path: &Path) -> Result<String, Error> {
    let failed = |why: String| Error::Read { path: shown(path), why };
    let most = u64::try_from(MOST_BYTES).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    let read = fs::File::open(path).and_then(|file| file.take(most).read_to_end(&mut bytes));
    let _ = read.map_err(|error| failed(words(&error)))?;
    String::from_utf8(bytes).map_err(|_| failed("it is not text in UTF-8".to_owned()))
}

/// Writes a profile beside the file and puts it in its place once it is on the disk; links are followed, permissions stay.
pub fn write(path: &Path, text: &str) -> Result<(), Error> {
    let written =
        replace(path, |out| out.write_all(text.as_bytes()).map_err(|error| snapshot::Error::unwritten(path, &error)));
    written.map_err(|error| match error {
        snapshot::Error::Write { path, why, .. } => Error::Write { path, why },
        snapshot::Error::Busy { path } => {
            Error::Write { path, why: "another program is saving it right now".to_owned() }
        }
        other => Error::Write { path: shown(path), why: other.to_string() },
    })
}

fn unwritten(path: &Path, error: &io::Error) -> Error {
    Error::Write { path: shown(path), why: words(error) }
}

fn shown(path: &Path) -> String {
    visible_within(&path.display().to_string(), 300).into_owned()
}

/// What the system says, without its number and as the middle of a sentence.
fn words(error: &io::Error) -> String {
    let said = error.to_string();
    let said = said.split(" (os error").next().unwrap_or(&said);
    let mut characters = said.chars();
    characters.next().map_or_else(String::new, |first| first.to_lowercase().chain(characters).collect())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_there_again_and_what_goes_wrong_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::at(folder.path().join("new/ourselves.toml"));
        assert_eq!(store.read(), Ok(None));
        for text in ["one = 1\n", ""] {
            store.write(text).unwrap();
            assert_eq!(store.read(), Ok(Some(text.to_owned())));
        }
        let left = fs::read_dir(folder.path().join("new")).unwrap().map(|entry| entry.unwrap().file_name());
        assert_eq!(left.filter(|name| name != ".ourselves.toml.lock").collect::<Vec<_>>(), ["ourselves.toml"]);
        fs::write(&store.file, [0xff]).unwrap();
        assert!(store.read().unwrap_err().to_string().contains("it is not text in UTF-8"));
        let missing = read(&folder.path().join("missing")).unwrap_err().to_string();
        assert!(missing.contains("no such file") && missing.contains("Name a readable"), "{missing}");
        let inside_a_file = Store::at(store.file.join("below.toml"));
        assert!(inside_a_file.write("x").unwrap_err().to_string().contains("Choose another place"));
        fs::write(folder.path().join("long"), vec![b'x'; MOST_BYTES * 2]).unwrap();
        assert_eq!(read(&folder.path().join("long")).unwrap().len(), MOST_BYTES + 1);
    }

    #[cfg(unix)]
    #[test]
    fn a_linked_file_stays_linked_and_closed() {
        use std::os::unix::fs::{PermissionsExt, symlink};

        let folder = tempfile::tempdir().unwrap();
        let (real, link) = (folder.path().join("dotfiles.toml"), folder.path().join("ourselves.toml"));
        fs::write(&real, "").unwrap();
        fs::set_permissions(&real, fs::Permissions::from_mode(0o600)).unwrap();
        symlink(&real, &link).unwrap();
        Store::at(&link).write("one = 1\n").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_to_string(&real).unwrap(), "one = 1\n");
    }

    #[test]
    fn two_runs_at_once_write_whole_profiles() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("ourselves.toml");
        let writers: Vec<_> = ["a", "b", "c", "d"]
            .map(|letter| {
                let file = file.clone();
                std::thread::spawn(move || (0..5).for_each(|_| Store::at(&file).write(&letter.repeat(50_000)).unwrap()))
            })
            .into_iter()
            .collect();
        for writer in writers {
            writer.join().unwrap();
        }
        let text = Store::at(&file).read().unwrap().unwrap();
        assert!(text.len() == 50_000 && text.bytes().all(|byte| byte == text.as_bytes()[0]));
    }
}
