//! The settings: one file, written by the program and legible to people.

use std::{
    fs::{self, File},
    io::{self, Read as _, Write},
    path::{Path, PathBuf},
};

use toml::Table;

use super::{
    accounts::{Accounts, Id},
    addresses::Addresses,
    lock::Lock,
    preferences::Preferences,
};
use crate::{
    disco::text::visible_within,
    snapshot::{self, file::replace},
};

mod fields;
mod text;

pub use fields::{Fields, Rest, put_list};

/// Everything that is kept of somebody's use of the program, but for passwords and snapshots.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings {
    /// How the window is to be.
    pub preferences: Preferences,
    /// The saved accounts.
    pub accounts: Accounts,
    /// Favourite and recent addresses.
    pub addresses: Addresses,
}

/// What was in the file, and what of it could not be used.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Loaded {
    /// The settings, with defaults for what is broken or missing.
    pub settings: Settings,
    /// One sentence for each thing that is wrong: file, field, why, and what is taken instead.
    pub warnings: Vec<String>,
}

/// What there is when an account is forgotten.
#[derive(Clone, Debug, PartialEq)]
pub struct Forgotten {
    /// What is left.
    pub settings: Settings,
    /// Which files may name it all the same, each in a clause with why.
    pub left: Vec<String>,
}

/// The file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Store {
    file: PathBuf,
}

/// The version that is written.
const VERSION: i64 = 1;
/// A file that is longer is none of ours.
const MOST_BYTES: u64 = 1 << 20;
/// More warnings help nobody.
const MOST_WARNINGS: usize = 20;
const HEAD: &str =
    "# Settings of Discoscope. Passwords are not here: they are in the system's keyring, or nowhere.\n\n";

impl Store {
    /// That of the user, below `XDG_CONFIG_HOME` where there is one; none without a home.
    pub fn of_user() -> Option<Self> {
        let folders = directories::ProjectDirs::from("", "", "discoscope")?;
        Some(Self { file: folders.config_dir().join("settings.toml") })
    }

    /// That file.
    pub fn at(file: impl Into<PathBuf>) -> Self {
        Self { file: file.into() }
    }

    /// Reads the settings; whatever cannot be read costs its default and a warning, which goes to the log, too.
    pub fn load(&self) -> Loaded {
        let Read { mut table, mut warnings, .. } = self.read();
        let settings = Settings::take(&mut table, &mut warnings);
        let more = warnings.len().saturating_sub(MOST_WARNINGS);
        warnings.truncate(MOST_WARNINGS);
        let mut warnings: Vec<_> =
            warnings.into_iter().map(|warning| format!("{}: {warning}.", self.file.display())).collect();
        if more > 0 {
            warnings.push(format!("{}: {more} more fields are broken.", self.file.display()));
        }
        for warning in &warnings {
            tracing::warn!("{warning}");
        }
        Loaded { settings, warnings }
    }

    /// Changes what is in the file now, whoever wrote it, and gives what is in it then. What a newer version wrote and
    /// this one does not know stays. Blocks, at most for some seconds while another run writes.
    pub fn change(&self, change: impl FnOnce(&mut Settings)) -> Result<Settings, snapshot::Error> {
        self.change_all(|settings, _| change(settings))
    }

    /// The same, with what is not known, or is too much.
    fn change_all(&self, change: impl FnOnce(&mut Settings, &mut Table)) -> Result<Settings, snapshot::Error> {
        let failed = |error: io::Error| snapshot::Error::unwritten(&self.file, &error);
        let _lock = Lock::of(&self.file).map_err(failed)?;
        let Read { mut table, is_damaged, .. } = match read(&self.file) {
            Ok(bytes) => Read::of(&String::from_utf8_lossy(&bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Read::default(),
            // What cannot be read may be whole all the same: it is not overwritten.
            Err(error) => return Err(failed(error)),
        };
        if is_damaged {
            self.copy(&self.damaged())?;
        }
        // Only the first time: what is in the file afterwards is ours.
        if newer(&table).is_some() && !self.newer().exists() {
            self.copy(&self.newer())?;
        }
        let mut settings = Settings::take(&mut table, &mut Vec::new());
        change(&mut settings, &mut table);
        settings.put(&mut table);
        let text = toml::to_string(&table);
        let text = text.map_err(|error| failed(io::Error::other(format!("it cannot be written as TOML: {error}"))))?;
        replace(&self.file, |out| {
            out.write_all(HEAD.as_bytes()).and_then(|()| out.write_all(text.as_bytes())).map_err(failed)
        })?;
        Ok(settings)
    }

    /// Forgets an account and what was reached through it, also in what is left of a damaged or newer file.
    pub fn forget(&self, id: &Id) -> Result<Forgotten, snapshot::Error> {
        let settings = self.change_all(|settings, table| {
            settings.forget(id);
            for (_, left) in table.iter_mut() {
                if let Some(left) = left.as_array_mut() {
                    left.retain(|entry| !id.is_named_by(entry));
                }
            }
        })?;
        let left = [self.damaged(), self.newer()].iter().filter_map(|copy| without(copy, &id.jid).err()).collect();
        Ok(Forgotten { settings, left })
    }

    fn damaged(&self) -> PathBuf {
        self.file.with_extension("toml.damaged")
    }

    fn newer(&self) -> PathBuf {
        self.file.with_extension("toml.newer")
    }

    /// Somebody's work may be in what cannot be read here: it stays beside the new file.
    fn copy(&self, copy: &Path) -> Result<(), snapshot::Error> {
        let copied = fs::copy(&self.file, copy);
        copied.map(drop).map_err(|error| snapshot::Error::unwritten(copy, &error))
    }

    fn read(&self) -> Read {
        match read(&self.file) {
            Ok(bytes) => Read::of(&String::from_utf8_lossy(&bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Read::default(),
            Err(error) => {
                let warning = format!("the file cannot be read ({error}), so all settings have their defaults");
                Read { warnings: vec![warning], ..Read::default() }
            }
        }
    }
}

/// The file as a table.
#[derive(Default)]
struct Read {
    table: Table,
    /// Whether part of it is no TOML.
    is_damaged: bool,
    warnings: Vec<String>,
}

impl Read {
    fn of(text: &str) -> Self {
        let (table, warnings) = text::lenient(text);
        Self { table, is_damaged: !warnings.is_empty(), warnings }
    }
}

impl Settings {
    /// Forgets an account and what was reached through it.
    pub fn forget(&mut self, id: &Id) {
        let _ = self.accounts.remove(id);
        self.addresses.forget(&id.jid);
    }

    fn take(table: &mut Table, told: &mut Vec<String>) -> Self {
        if let Some(newer) = newer(table) {
            told.push(format!(
                "`version` is {newer}, and this program knows {VERSION}; what it does not know is left as it is, and before \
                 the first change the file is copied to settings.toml.newer"
            ));
        }
        let mut fields = Fields::new(table, told);
        Self {
            preferences: Preferences::take(&mut fields),
            accounts: Accounts::take(&mut fields),
            addresses: Addresses::take(&mut fields),
        }
    }

    fn put(&self, table: &mut Table) {
        let version = table.get("version").and_then(toml::Value::as_integer).unwrap_or(VERSION).max(VERSION);
        let _ = table.insert("version".to_owned(), version.into());
        self.preferences.put(table);
        self.accounts.put(table);
        self.addresses.put(table);
    }
}

/// Removes a copy that names an account; says why where it may name it still.
fn without(copy: &Path, jid: &str) -> Result<(), String> {
    let path = visible_within(&copy.display().to_string(), 300).into_owned();
    match read(copy) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(format!("“{path}” may name it still: it cannot be read ({error}).")),
        Ok(bytes) if !String::from_utf8_lossy(&bytes).to_lowercase().contains(jid) => Ok(()),
        Ok(_) => {
            fs::remove_file(copy).map_err(|error| format!("“{path}” names it still: it cannot be removed ({error})."))
        }
    }
}

/// The version of a file that a newer program wrote.
fn newer(table: &Table) -> Option<i64> {
    table.get("version").and_then(toml::Value::as_integer).filter(|version| *version > VERSION)
}

/// What is in the file; what is no file, or longer than any of ours, is not read at all.
fn read(file: &Path) -> io::Result<Vec<u8>> {
    let data = fs::metadata(file)?;
    if !data.is_file() {
        return Err(io::Error::other("it is no file"));
    }
    if data.len() > MOST_BYTES {
        return Err(io::Error::other("it is longer than 1 MiB"));
    }
    let mut bytes = Vec::new();
    let _ = File::open(file)?.take(MOST_BYTES).read_to_end(&mut bytes)?;
    Ok(bytes)
}
