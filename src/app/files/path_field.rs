//! A path that is typed, with what is in its folder below it.

use std::path::{Path, PathBuf};

use iced::Task;

use super::disk;
use crate::{
    app::{
        icon::Icon,
        widget::tree::{Row, Rows},
    },
    profile::folder::{self, Entry, Listing},
    snapshot::export,
};

/// The path, and the entries of its folder that begin as it ends.
#[derive(Debug)]
pub struct PathField {
    text: String,
    home: Option<PathBuf>,
    use_: Use,
    listing: Listing,
    /// The folder that is being looked into, until its listing comes.
    awaited: Option<PathBuf>,
    shown: Vec<Entry>,
    /// How the names begin that are shown: as somebody has typed, not as was suggested.
    beginning: String,
    chosen: Option<usize>,
}

/// What the path is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// A file to be read.
    Open,
    /// A file to be written.
    Save,
    /// A file to be written with stanzas.
    Log,
}

impl Use {
    /// The ending of a file that is written without one.
    fn ending(self) -> Option<&'static str> {
        match self {
            Self::Open => None,
            Self::Save => Some("json"),
            Self::Log => Some("xml"),
        }
    }
}

/// What stands at the path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is being looked at.
    Unknown,
    /// The folder cannot be looked into.
    Trouble(String),
    /// It names no file yet.
    NoName,
    /// A folder.
    Folder,
    /// A file of that name.
    File(String),
    /// Nothing; a file of that name would be new.
    Nothing(String),
    /// It is written as several files.
    Several {
        /// What they are called.
        names: Vec<String>,
        /// Which of them are there already.
        existing: Vec<String>,
    },
}

/// What a list of a folder shows besides folders, unless somebody types a name.
const ENDINGS: [&str; 2] = [".json", ".gz"];

impl PathField {
    /// A path to begin with.
    pub fn new(text: String, home: Option<PathBuf>, use_: Use) -> (Self, Task<Listing>) {
        let mut field = Self {
            text,
            home,
            use_,
            listing: Listing::default(),
            awaited: None,
            shown: Vec::new(),
            beginning: String::new(),
            chosen: None,
        };
        let task = field.look();
        (field, task)
    }

    /// The path as it is written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether there is nothing to choose from.
    pub fn is_empty(&self) -> bool {
        self.shown.is_empty() && self.awaited.is_none()
    }

    /// The entry that is chosen.
    pub fn chosen(&self) -> Option<usize> {
        self.chosen
    }

    /// Takes over an edited path.
    pub fn edit(&mut self, text: String) -> Task<Listing> {
        self.text = text;
        self.chosen = None;
        folder::split(&self.text).1.clone_into(&mut self.beginning);
        self.look()
    }

    /// Takes over what is in a folder, unless another one is looked into by now.
    pub fn listed(&mut self, listing: Listing) {
        if self.awaited.as_deref() == Some(&listing.folder) {
            self.awaited = None;
            self.listing = listing;
            self.filter();
        }
    }

    /// Completes what is written as far as the entries agree; where they do not, chooses the next.
    pub fn complete(&mut self) -> Task<Listing> {
        let (folder, name) = folder::split(&self.text);
        let wanted = name.to_lowercase();
        let possible = self.shown.iter().filter(|entry| entry.name.to_lowercase().starts_with(&wanted));
        match folder::complete(name, possible) {
            Some(completed) if self.chosen.is_none() => {
                let text = format!("{folder}{completed}");
                self.edit(text)
            }
            _ => {
                self.step(true);
                Task::none()
            }
        }
    }

    /// Chooses the entry below or above.
    pub fn step(&mut self, is_forward: bool) {
        let Some(last) = self.shown.len().checked_sub(1) else { return };
        let index = match (self.chosen, is_forward) {
            (None, true) => 0,
            (None, false) => last,
            (Some(index), true) => (index + 1).min(last),
            (Some(index), false) => index.saturating_sub(1),
        };
        self.choose(index);
    }

    /// Chooses an entry and writes its name.
    pub fn choose(&mut self, index: usize) {
        let Some(entry) = self.shown.get(index) else { return };
        let (folder, _) = folder::split(&self.text);
        self.text = format!("{folder}{}", entry.name);
        self.chosen = Some(index);
    }

    /// Goes into the folder that is written.
    pub fn enter(&mut self) -> Task<Listing> {
        let text = format!("{}/", self.text.trim_end_matches('/'));
        self.edit(text)
    }

    /// The path that is meant: a file that is written without an ending gets one.
    pub fn path(&self) -> PathBuf {
        let path = folder::path(&self.text, self.home.as_deref());
        let is_bare = path.extension().is_none() && self.standing() != Standing::Folder;
        match self.use_.ending() {
            Some(ending) if is_bare => path.with_extension(ending),
            _ => path,
        }
    }

    /// What stands there.
    pub fn standing(&self) -> Standing {
        if self.awaited.is_some() {
            return Standing::Unknown;
        }
        if let Some(trouble) = &self.listing.trouble {
            return Standing::Trouble(trouble.clone());
        }
        let (_, name) = folder::split(&self.text);
        if name.is_empty() {
            return Standing::NoName;
        }
        if self.listing.find(name).is_some_and(|entry| entry.is_folder) {
            return Standing::Folder;
        }
        let ending = self.use_.ending().filter(|_| Path::new(name).extension().is_none());
        let name = ending.map_or_else(|| name.to_owned(), |ending| format!("{name}.{ending}"));
        if let Some(names) = self.several(&name) {
            let is_there = |name: &&String| self.listing.find(name).is_some();
            let existing = names.iter().filter(is_there).cloned().collect();
            return Standing::Several { names, existing };
        }
        match self.listing.find(&name) {
            Some(entry) if entry.is_folder => Standing::Folder,
            Some(_) => Standing::File(name),
            None => Standing::Nothing(name),
        }
    }

    /// The names of the files that are written instead of the one that is named, where there are several.
    fn several(&self, name: &str) -> Option<Vec<String>> {
        let path = Path::new(name);
        let format = export::by_name(path).filter(|_| self.use_ == Use::Save)?;
        let paths = export::paths(format, path);
        let names: Vec<_> = paths.iter().filter_map(|(_, path)| Some(path.file_name()?.to_str()?.to_owned())).collect();
        (names.len() > 1).then_some(names)
    }

    /// Looks into the folder that is written, if it is another one than before.
    fn look(&mut self) -> Task<Listing> {
        let (typed, _) = folder::split(&self.text);
        let folder = folder::path(if typed.is_empty() { "." } else { typed }, self.home.as_deref());
        if self.awaited.as_deref() == Some(&folder) || (self.awaited.is_none() && self.listing.is_of(&folder)) {
            self.filter();
            return Task::none();
        }
        self.awaited = Some(folder.clone());
        Task::future(disk::list(folder))
    }

    fn filter(&mut self) {
        let name = &self.beginning;
        let is_shown = |entry: &&Entry| {
            entry.is_folder || !name.is_empty() || ENDINGS.iter().any(|ending| entry.name.ends_with(ending))
        };
        self.shown = self.listing.beginning(name).filter(is_shown).cloned().collect();
    }
}

impl Rows for &PathField {
    fn len(&self) -> usize {
        self.shown.len()
    }

    fn row(&self, index: usize) -> Row<'_> {
        let Some(entry) = self.shown.get(index) else { return Row::new(0, "") };
        if entry.is_folder {
            return Row { icon: Some(Icon::FolderOpen), ..Row::new(0, format!("{}/", entry.name)) };
        }
        Row { icon: Some(Icon::Snapshot), word: size_words(entry.bytes).into(), ..Row::new(0, entry.name.as_str()) }
    }

    fn key(&self, index: usize) -> u64 {
        u64::try_from(index).unwrap_or(u64::MAX)
    }

    fn index_of(&self, key: u64) -> Option<usize> {
        usize::try_from(key).ok().filter(|index| *index < self.shown.len())
    }
}

/// A file's length as people say it.
#[allow(clippy::cast_precision_loss, reason = "three digits are shown")]
fn size_words(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["kB", "MB", "GB", "TB"];
    if bytes < 1000 {
        return format!("{bytes} bytes");
    }
    let mut size = bytes as f64;
    let mut unit = "";
    for next in UNITS {
        if size < 999.5 && !unit.is_empty() {
            break;
        }
        size /= 1000.0;
        unit = next;
    }
    if size < 9.95 { format!("{size:.1} {unit}") } else { format!("{size:.0} {unit}") }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
mod tests {
    use super::*;

    /// A field over the folder `/lab`, in which there are these; a name that ends in `/` is a folder.
    fn field(names: &[&str], typed: &str, use_: Use) -> PathField {
        let entry = |name: &&str| Entry {
            name: name.trim_end_matches('/').to_owned(),
            is_folder: name.ends_with('/'),
            bytes: 1,
        };
        let (mut field, _) = PathField::new(format!("/lab/{typed}"), None, use_);
        let entries = names.iter().map(entry).collect();
        field.listed(Listing { folder: "/lab/".into(), entries, trouble: None });
        field
    }

    #[test]
    fn what_stands_at_a_path_is_told() {
        let names = ["old/", "lab.json", "notes.txt"];
        let file = |name: &str| Standing::File(name.to_owned());
        let nothing = |name: &str| Standing::Nothing(name.to_owned());
        for (typed, open, save) in [
            ("", Standing::NoName, Standing::NoName),
            ("old", Standing::Folder, Standing::Folder),
            ("lab.json", file("lab.json"), file("lab.json")),
            ("lab", nothing("lab"), file("lab.json")),
            ("new", nothing("new"), nothing("new.json")),
            ("new.json.gz", nothing("new.json.gz"), nothing("new.json.gz")),
            ("notes.txt", file("notes.txt"), file("notes.txt")),
        ] {
            assert_eq!(field(&names, typed, Use::Open).standing(), open, "{typed}");
            let field = field(&names, typed, Use::Save);
            assert_eq!(field.standing(), save, "{typed}");
            if let Standing::File(name) | Standing::Nothing(name) = save {
                assert_eq!(field.path(), Path::new("/lab").join(name));
            }
        }
        let (mut nowhere, _) = PathField::new("/nowhere/x".to_owned(), None, Use::Open);
        assert_eq!(nowhere.standing(), Standing::Unknown);
        nowhere.listed(Listing { folder: "/elsewhere/".into(), ..Listing::default() });
        assert_eq!(nowhere.standing(), Standing::Unknown, "that is another folder");
        let trouble = Some("There is no such folder.".to_owned());
        nowhere.listed(Listing { folder: "/nowhere/".into(), trouble: trouble.clone(), entries: Vec::new() });
        assert_eq!(Some(nowhere.standing()), trouble.map(Standing::Trouble));
    }

    #[test]
    fn tables_are_named_as_they_are_written() {
        let names = ["e.items.csv", "both.features.csv", "both.items.csv", "table.csv"];
        for (typed, existing) in [
            ("e", vec!["e.items.csv"]),
            ("both", vec!["both.features.csv", "both.items.csv"]),
            ("new", vec![]),
            ("table", vec![]),
        ] {
            let field = field(&names, &format!("{typed}.csv"), Use::Save);
            let written = ["features", "items"].map(|table| format!("{typed}.{table}.csv")).to_vec();
            let existing = existing.into_iter().map(str::to_owned).collect();
            assert_eq!(field.standing(), Standing::Several { names: written, existing });
            assert_eq!(field.path(), Path::new("/lab").join(format!("{typed}.csv")));
        }
        assert_eq!(field(&names, "table.csv", Use::Open).standing(), Standing::File("table.csv".to_owned()));
    }

    #[test]
    fn names_are_completed_then_walked_through() {
        let mut field = field(&["lab-1.json", "lab-2.json", "notes.txt"], "", Use::Open);
        let names = |field: &PathField| field.shown.iter().map(|entry| entry.name.clone()).collect::<Vec<_>>();
        assert_eq!(names(&field), ["lab-1.json", "lab-2.json"], "only what may be a snapshot");
        let _ = field.complete();
        assert_eq!(field.text(), "/lab/lab-");
        let _ = field.complete();
        assert_eq!((field.text(), field.chosen()), ("/lab/lab-1.json", Some(0)));
        let _ = field.complete();
        assert_eq!((field.text(), field.chosen()), ("/lab/lab-2.json", Some(1)));
        field.step(false);
        assert_eq!(field.text(), "/lab/lab-1.json");
        assert_eq!(names(&field).len(), 2, "the list stays while one walks through it");
        let _ = field.edit("/lab/no".to_owned());
        assert_eq!(names(&field), ["notes.txt"], "what is asked for by name is shown");
    }

    #[test]
    fn lengths_are_said_with_few_digits() {
        for (bytes, words) in [
            (0, "0 bytes"),
            (999, "999 bytes"),
            (1000, "1.0 kB"),
            (9_949, "9.9 kB"),
            (12_345, "12 kB"),
            (999_499, "999 kB"),
            (999_900, "1.0 MB"),
            (25_000_000, "25 MB"),
        ] {
            assert_eq!(size_words(bytes), words, "{bytes}");
        }
    }
}
