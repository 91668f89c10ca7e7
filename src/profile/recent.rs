//! The snapshots that were opened or saved last.

use std::{
    fs,
    io::{self, Read, Write},
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

use serde::{Deserialize, Serialize};

/// A snapshot that was opened or saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recent {
    /// Its file.
    pub path: PathBuf,
    /// What it is, in a few words.
    pub words: String,
    /// Whether the file is not where it was.
    pub is_missing: bool,
}

/// The file that remembers them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Store {
    file: PathBuf,
}

/// So many are remembered.
pub const MOST: usize = 12;
/// A file that is longer is none of ours.
const MOST_BYTES: u64 = 1 << 20;
/// No entry says more.
const WORDS_CHARACTERS: usize = 200;

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    snapshots: Vec<Kept<'a>>,
}

#[derive(Serialize)]
struct Kept<'a> {
    path: &'a str,
    words: &'a str,
}

#[derive(Deserialize)]
struct Loose {
    snapshots: Vec<serde_json::Value>,
}

#[derive(Deserialize)]
struct Entry {
    path: String,
    #[serde(default)]
    words: String,
}

impl Store {
    /// That of the user, below `XDG_STATE_HOME` where there is one; none without a home.
    pub fn of_user() -> Option<Self> {
        let folders = directories::ProjectDirs::from("", "", "discoscope")?;
        let folder = folders.state_dir().unwrap_or_else(|| folders.data_local_dir());
        Some(Self { file: folder.join("recent.json") })
    }

    /// That file.
    pub fn at(file: impl Into<PathBuf>) -> Self {
        Self { file: file.into() }
    }

    /// The newest first. What cannot be read is passed over with a warning; a file that cannot be read at all counts as
    /// empty.
    pub fn list(&self) -> Vec<Recent> {
        let text = match read(&self.file) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Vec::new(),
            Err(error) => {
                tracing::warn!("{} cannot be read, so no snapshot is remembered: {error}", self.file.display());
                return Vec::new();
            }
        };
        let Loose { snapshots } = match serde_json::from_str(&text) {
            Ok(document) => document,
            Err(error) => {
                tracing::warn!("{} is damaged, so no snapshot is remembered: {error}", self.file.display());
                return Vec::new();
            }
        };
        let mut recents = Vec::new();
        for value in snapshots.into_iter().take(MOST) {
            match serde_json::from_value::<Entry>(value) {
                Ok(Entry { path, words }) => {
                    let path = PathBuf::from(path);
                    recents.push(Recent { is_missing: !path.is_file(), path, words });
                }
                Err(error) => tracing::warn!("an entry of {} is passed over: {error}", self.file.display()),
            }
        }
        recents
    }

    /// Puts a snapshot first, and gives the new list. A path that is no text cannot be remembered.
    pub fn add(&self, path: &Path, words: &str) -> io::Result<Vec<Recent>> {
        let _alone = alone();
        let mut recents = self.list();
        recents.retain(|recent| recent.path != path);
        let words = words.chars().take(WORDS_CHARACTERS).collect();
        recents.insert(0, Recent { path: path.to_owned(), words, is_missing: !path.is_file() });
        recents.truncate(MOST);
        self.write(&recents)?;
        Ok(recents)
    }

    /// Forgets a snapshot, and gives the new list; the snapshot itself stays.
    pub fn remove(&self, path: &Path) -> io::Result<Vec<Recent>> {
        let _alone = alone();
        let mut recents = self.list();
        recents.retain(|recent| recent.path != path);
        self.write(&recents)?;
        Ok(recents)
    }

    /// Writes beside the file and puts it in its place once it is on the disk.
    fn write(&self, recents: &[Recent]) -> io::Result<()> {
        let snapshots =
            recents.iter().filter_map(|recent| Some(Kept { path: recent.path.to_str()?, words: &recent.words }));
        let document = Document { version: 1, snapshots: snapshots.collect() };
        let text = serde_json::to_string_pretty(&document)?;
        if let Some(folder) = self.file.parent() {
            fs::create_dir_all(folder)?;
        }
        let beside = self.file.with_extension(format!("json.{}", std::process::id()));
        let written = fs::File::create(&beside).and_then(|mut file| {
            file.write_all(text.as_bytes())?;
            file.sync_all()
        });
        let placed = written.and_then(|()| fs::rename(&beside, &self.file));
        if placed.is_err() {
            let _ = fs::remove_file(&beside);
        }
        placed
    }
}

/// Two threads that read, change and write at once would forget what the other one remembered.
fn alone() -> MutexGuard<'static, ()> {
    static CHANGES: Mutex<()> = Mutex::new(());
    CHANGES.lock().unwrap_or_else(PoisonError::into_inner)
}

fn read(file: &Path) -> io::Result<String> {
    let mut text = String::new();
    let _ = fs::File::open(file)?.take(MOST_BYTES).read_to_string(&mut text)?;
    Ok(text)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
mod tests {
    use super::*;

    fn paths(recents: &[Recent]) -> Vec<&str> {
        recents.iter().map(|recent| recent.path.to_str().unwrap()).collect()
    }

    #[test]
    fn the_newest_comes_first_and_the_oldest_is_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::at(folder.path().join("deep/below/recent.json"));
        assert!(store.list().is_empty());
        for number in 0..MOST + 3 {
            let _ = store.add(Path::new(&format!("/gone/{number}.json")), "words").unwrap();
        }
        let recents = store.add(Path::new("/gone/7.json"), "other words").unwrap();
        assert_eq!(recents.len(), MOST);
        assert_eq!(paths(&recents)[..3], ["/gone/7.json", "/gone/14.json", "/gone/13.json"]);
        assert_eq!((recents[0].words.as_str(), recents[0].is_missing), ("other words", true));
        assert_eq!(store.list(), recents);
        let recents = store.remove(Path::new("/gone/14.json")).unwrap();
        assert_eq!(paths(&recents)[..2], ["/gone/7.json", "/gone/13.json"]);
        let left: Vec<_> = fs::read_dir(folder.path().join("deep/below")).unwrap().collect();
        assert_eq!(left.len(), 1, "nothing is left beside the file: {left:?}");
    }

    #[test]
    fn a_file_that_is_there_is_not_missing() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::at(folder.path().join("recent.json"));
        let there = folder.path().join("there.json");
        fs::write(&there, "{}").unwrap();
        let _ = store.add(&there, "").unwrap();
        assert!(!store.list()[0].is_missing);
        fs::remove_file(&there).unwrap();
        assert!(store.list()[0].is_missing);
    }

    #[test]
    fn what_is_broken_is_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("recent.json");
        let store = Store::at(&file);
        for (text, count) in [
            ("", 0),
            ("no JSON", 0),
            ("[]", 0),
            ("{\"snapshots\": 1}", 0),
            (
                "{\"version\": 9, \"snapshots\": [{\"path\": 1}, 2, {\"words\": \"\"}, {\"path\": \"/a\", \"more\": 1}]}",
                1,
            ),
        ] {
            fs::write(&file, text).unwrap();
            assert_eq!(store.list().len(), count, "{text}");
            assert_eq!(store.add(Path::new("/new"), "").unwrap().len(), count + 1, "{text}");
        }
        fs::write(&file, [0xff, 0xfe]).unwrap();
        assert!(store.list().is_empty());
    }
}
