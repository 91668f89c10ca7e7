//! What is in a folder, to complete a path that somebody types.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// Something in a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its name.
    pub name: String,
    /// Whether it is a folder.
    pub is_folder: bool,
    /// How long it is, if it is a file.
    pub bytes: u64,
}

/// What is in a folder: folders first, then files, each by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// The folder.
    pub folder: PathBuf,
    /// What is in it; names that are no text are left out.
    pub entries: Vec<Entry>,
    /// Why it cannot be read.
    pub trouble: Option<String>,
}

/// More of a folder is not read.
const MOST_ENTRIES: usize = 20_000;

/// The user's home, if there is one.
pub fn home() -> Option<PathBuf> {
    directories::BaseDirs::new().map(|folders| folders.home_dir().to_owned())
}

/// The path that somebody typed: `~` is the home, and what does not begin at the root begins where the program was started.
pub fn path(typed: &str, home: Option<&Path>) -> PathBuf {
    let typed = typed.trim_start();
    let path = match (typed.strip_prefix('~'), home) {
        (Some(""), Some(home)) => home.to_owned(),
        (Some(rest), Some(home)) if rest.starts_with('/') => home.join(rest.trim_start_matches('/')),
        _ => PathBuf::from(typed),
    };
    std::path::absolute(&path).unwrap_or(path)
}

/// The path as somebody would type it: `~` for the home.
pub fn typed(path: &Path, home: Option<&Path>) -> String {
    match home.and_then(|home| path.strip_prefix(home).ok()) {
        Some(below) if below.as_os_str().is_empty() => "~".to_owned(),
        Some(below) => format!("~/{}", below.display()),
        None => path.display().to_string(),
    }
}

/// What was typed, cut after the last `/`: the folder, and the beginning of a name in it.
pub fn split(typed: &str) -> (&str, &str) {
    match typed.rfind('/') {
        Some(slash) => typed.split_at(slash + 1),
        None if typed == "~" => ("~", ""),
        None => ("", typed),
    }
}

/// Reads a folder; blocks.
pub fn list(folder: &Path) -> Listing {
    match read(folder) {
        Ok(entries) => Listing { folder: folder.to_owned(), entries, trouble: None },
        Err(error) => {
            let trouble = match error.kind() {
                io::ErrorKind::NotFound => "There is no such folder.".to_owned(),
                io::ErrorKind::PermissionDenied => "You may not look into this folder.".to_owned(),
                io::ErrorKind::NotADirectory => "This is a file, not a folder.".to_owned(),
                _ => format!("The folder cannot be read: {error}."),
            };
            Listing { folder: folder.to_owned(), entries: Vec::new(), trouble: Some(trouble) }
        }
    }
}

fn read(folder: &Path) -> io::Result<Vec<Entry>> {
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder)?.take(MOST_ENTRIES) {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        // A link counts as what it leads to.
        let (is_folder, bytes) = fs::metadata(entry.path()).map_or((false, 0), |data| (data.is_dir(), data.len()));
        entries.push(Entry { name, is_folder, bytes });
    }
    entries.sort_by_cached_key(|entry| (!entry.is_folder, entry.name.to_lowercase(), entry.name.clone()));
    Ok(entries)
}

impl Listing {
    /// Whether it is the content of the folder in which a typed path would be.
    pub fn is_of(&self, folder: &Path) -> bool {
        self.folder == folder
    }

    /// The entry of that name.
    pub fn find(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.name == name)
    }

    /// The entries whose names begin so, whatever the case; hidden ones only when the beginning is a dot.
    pub fn beginning<'a>(&'a self, beginning: &str) -> impl Iterator<Item = &'a Entry> {
        let wanted = beginning.to_lowercase();
        let shows_hidden = beginning.starts_with('.');
        self.entries
            .iter()
            .filter(move |entry| shows_hidden || !entry.name.starts_with('.'))
            .filter(move |entry| entry.name.to_lowercase().starts_with(&wanted))
    }
}

/// The longest beginning that all these entries share, with `/` after a folder that is the only one; none without
/// entries, or when it says no more than what was typed.
pub fn complete<'a>(beginning: &str, entries: impl Iterator<Item = &'a Entry>) -> Option<String> {
    let entries: Vec<_> = entries.collect();
    let (first, others) = entries.split_first()?;
    if others.is_empty() {
        let slash = if first.is_folder { "/" } else { "" };
        return Some(format!("{}{slash}", first.name)).filter(|completed| completed != beginning);
    }
    let mut shared: Vec<char> = first.name.chars().collect();
    for other in others {
        let same = shared.iter().zip(other.name.chars()).take_while(|(one, other)| *one == other).count();
        shared.truncate(same);
    }
    Some(shared.into_iter().collect::<String>()).filter(|shared| shared.chars().count() > beginning.chars().count())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_read_as_a_shell_reads_them() {
        let home = Path::new("/home/alice");
        for (text, read) in [
            ("~", "/home/alice"),
            ("~/", "/home/alice"),
            ("~/a b.json", "/home/alice/a b.json"),
            ("  /tmp/x", "/tmp/x"),
            ("/tmp//x", "/tmp/x"),
            ("~bob/x", "~bob/x"),
        ] {
            let wanted = if read.starts_with('/') { PathBuf::from(read) } else { std::path::absolute(read).unwrap() };
            assert_eq!(path(text, Some(home)).components().as_path(), wanted, "{text}");
        }
        for (path, text) in [("/home/alice", "~"), ("/home/alice/a/b", "~/a/b"), ("/home/alicex", "/home/alicex")] {
            assert_eq!(typed(Path::new(path), Some(home)), text);
        }
        for (text, cut) in
            [("/a/b", ("/a/", "b")), ("/a/", ("/a/", "")), ("b", ("", "b")), ("~", ("~", "")), ("", ("", ""))]
        {
            assert_eq!(split(text), cut, "{text}");
        }
    }

    #[test]
    fn names_are_completed_as_far_as_they_agree() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["lab-one.json", "lab-two.json", "Lobby.json", ".hidden", "ä-eins.json", "ä-zwei.json"] {
            fs::write(folder.path().join(name), "x").unwrap();
        }
        fs::create_dir(folder.path().join("snapshots")).unwrap();
        let listing = list(folder.path());
        assert_eq!(
            listing.entries[0],
            Entry { name: "snapshots".to_owned(), is_folder: true, bytes: listing.entries[0].bytes }
        );
        assert_eq!(listing.find("lab-one.json").unwrap().bytes, 1);
        for (beginning, count, completed) in [
            ("", 6, None),
            ("la", 2, Some("lab-")),
            ("LA", 2, Some("lab-")),
            ("lab-o", 1, Some("lab-one.json")),
            ("lab-one.json", 1, None),
            ("l", 3, None),
            ("s", 1, Some("snapshots/")),
            (".", 1, Some(".hidden")),
            ("ä", 2, Some("ä-")),
            ("none", 0, None),
        ] {
            assert_eq!(listing.beginning(beginning).count(), count, "{beginning}");
            assert_eq!(complete(beginning, listing.beginning(beginning)).as_deref(), completed, "{beginning}");
        }
    }

    #[test]
    fn a_folder_that_cannot_be_read_says_why() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        assert_eq!(list(&folder.path().join("none")).trouble.unwrap(), "There is no such folder.");
        assert_eq!(list(&file).trouble.unwrap(), "This is a file, not a folder.");
    }
}
