//! The snapshots that were opened or saved last.

use std::{
    fs,
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use super::lock::Lock;
use crate::snapshot::{self, file::replace};

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
    pub fn add(&self, path: &Path, words: &str) -> Result<Vec<Recent>, snapshot::Error> {
        self.change(|recents| {
            recents.retain(|recent| recent.path != path);
            let words = words.chars().take(WORDS_CHARACTERS).collect();
            recents.insert(0, Recent { path: path.to_owned(), words, is_missing: !path.is_file() });
            recents.truncate(MOST);
        })
    }

    /// Forgets a snapshot, and gives the new list; the snapshot itself stays.
    pub fn remove(&self, path: &Path) -> Result<Vec<Recent>, snapshot::Error> {
        self.change(|recents| recents.retain(|recent| recent.path != path))
    }

    /// Forgets an account wherever a snapshot is said to be what it saw, and gives the new list; the snapshots stay.
    pub fn forget_account(&self, account: &str) -> Result<Vec<Recent>, snapshot::Error> {
        if !self.list().iter().any(|recent| recent.names(account)) {
            return Ok(self.list());
        }
        self.change(|recents| {
            for recent in recents {
                recent.words = nameless(&recent.words, account);
            }
        })
    }

    fn change(&self, change: impl FnOnce(&mut Vec<Recent>)) -> Result<Vec<Recent>, snapshot::Error> {
        let _lock = Lock::of(&self.file).map_err(|error| snapshot::Error::unwritten(&self.file, &error))?;
        let mut recents = self.list();
        change(&mut recents);
        self.write(&recents)?;
        Ok(recents)
    }

    fn write(&self, recents: &[Recent]) -> Result<(), snapshot::Error> {
        let snapshots =
            recents.iter().filter_map(|recent| Some(Kept { path: recent.path.to_str()?, words: &recent.words }));
        let document = Document { version: 1, snapshots: snapshots.collect() };
        replace(&self.file, |out| {
            let written = serde_json::to_writer_pretty(&mut *out, &document).map_err(io::Error::from);
            let written = written.and_then(|()| out.flush());
            written.map_err(|error| snapshot::Error::unwritten(&self.file, &error))
        })
    }
}

impl Recent {
    /// Whether the account, given without resource, is named in the words.
    pub fn names(&self, account: &str) -> bool {
        named(&self.words, account).is_some()
    }
}

/// Where an account is named; not where its name is part of another JID.
fn named(words: &str, account: &str) -> Option<usize> {
    let goes_on =
        |character: char| character.is_alphanumeric() || matches!(character, '@' | '.' | '-' | '_' | '+' | '/');
    words.match_indices(account).map(|(start, _)| start).find(|start| {
        let (before, rest) = words.split_at(*start);
        let mut after = rest.chars().skip(account.chars().count());
        let is_whole = match after.next() {
            // A full stop ends a sentence, or goes on in a domain.
            Some('.') => !after.next().is_some_and(goes_on),
            Some('/') | None => true,
            Some(next) => !goes_on(next),
        };
        is_whole && !account.is_empty() && !before.chars().next_back().is_some_and(goes_on)
    })
}

/// The words without the account and its resource.
fn nameless(words: &str, account: &str) -> String {
    let (mut done, mut rest) = (String::new(), words);
    while let Some(start) = named(rest, account) {
        let (before, from) = rest.split_at(start);
        done.push_str(before);
        done.push_str("a forgotten account");
        rest = from.get(account.len()..).unwrap_or_default();
        if rest.starts_with('/') {
            rest = rest.find(char::is_whitespace).and_then(|end| rest.get(end..)).unwrap_or_default();
        }
    }
    done.push_str(rest);
    done
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
        let left: Vec<_> = fs::read_dir(folder.path().join("deep/below")).unwrap().flatten().collect();
        let is_lock = |entry: &fs::DirEntry| entry.file_name() == ".recent.json.lock";
        assert_eq!(left.iter().filter(|entry| !is_lock(entry)).count(), 1, "only the file and its lock: {left:?}");
    }

    #[test]
    fn a_forgotten_account_stands_nowhere() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::at(folder.path().join("recent.json"));
        let _ = store.add(Path::new("/a.json"), "Snapshot of today, as alice@localhost saw it").unwrap();
        let _ = store.add(Path::new("/b.json"), "Snapshot of today, as bob@localhost saw it").unwrap();
        let recents = store.forget_account("alice@localhost").unwrap();
        assert_eq!(recents[1].words, "Snapshot of today, as a forgotten account saw it");
        assert_eq!(recents[0].words, "Snapshot of today, as bob@localhost saw it");
        assert!(!fs::read_to_string(folder.path().join("recent.json")).unwrap().contains("alice"));
    }

    #[test]
    fn an_account_is_forgotten_whose_name_is_part_of_others() {
        for (words, account, left) in [
            ("rooms.x.org as x.org saw it", "x.org", "rooms.x.org as a forgotten account saw it"),
            ("as a@x.org/phone saw it", "x.org", "as a@x.org/phone saw it"),
            (
                "as a@x.org/phone saw it, and a@x.org.",
                "a@x.org",
                "as a forgotten account saw it, and a forgotten account.",
            ),
            ("as aa@x.org saw it", "a@x.org", "as aa@x.org saw it"),
            ("a@x.org", "a@x.org", "a forgotten account"),
            ("a@x.org.uk", "a@x.org", "a@x.org.uk"),
            ("a@x.org/é", "a@x.org", "a forgotten account"),
            ("words", "", "words"),
        ] {
            assert_eq!(nameless(words, account), left, "{account}");
        }
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
