//! The work that takes time, each in a thread of its own.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use tokio::task::spawn_blocking;

use crate::{
    app::screen::explore::{
        console::log::Excerpt,
        document::{
            content::Content,
            kept::{self, Opened},
        },
    },
    profile::{
        folder::{self, Listing},
        recent::{Recent, Store},
    },
    snapshot::{
        Error, Watch, export,
        file::{self, Keep},
    },
};

/// Something that is handed over once, in a message that may be copied.
#[derive(Debug)]
pub struct Parcel<T>(Arc<Mutex<Option<T>>>);

impl<T> Clone for Parcel<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> Parcel<T> {
    fn new(content: T) -> Self {
        Self(Arc::new(Mutex::new(Some(content))))
    }

    /// What is in it, the first time.
    pub fn take(&self) -> Option<T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Why nothing came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// Somebody stopped it.
    Cancelled,
    /// In one sentence.
    Said(String),
}

/// What is on the disk when the program starts.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// The user's home.
    pub home: Option<PathBuf>,
    /// The snapshots that were opened or saved last.
    pub recents: Vec<Recent>,
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        match error {
            Error::Cancelled => Self::Cancelled,
            other => Self::Said(other.to_string()),
        }
    }
}

/// What is there when the program starts.
pub async fn known(store: Option<Store>) -> Known {
    let look = move || Known { home: folder::home(), recents: store.map(|store| store.list()).unwrap_or_default() };
    spawn_blocking(look).await.unwrap_or_default()
}

/// Reads a snapshot and makes the tree of it.
pub async fn read(path: PathBuf, watch: Watch) -> Result<Parcel<Opened>, Trouble> {
    let work = move || {
        let snapshot = file::read(&path, &watch)?;
        Opened::of(&path, snapshot, &watch).map(Parcel::new).map_err(Error::from)
    };
    spawn_blocking(work).await.map_err(|error| ended(&error))?.map_err(Trouble::from)
}

/// What was written.
#[derive(Clone, Debug)]
pub enum Written {
    /// A snapshot: what it is, in words.
    Snapshot(String),
    /// Something that others read: which files.
    Export(Vec<PathBuf>),
}

/// Makes a snapshot and writes it, or what the file's name asks for.
pub async fn write(content: Content, path: PathBuf, keep: Keep, watch: Watch) -> Result<Written, Trouble> {
    let work = move || {
        let mut snapshot = content.snapshot();
        if let Some(format) = export::by_name(&path) {
            let snapshot = file::as_written(snapshot, &keep, &watch)?;
            return export::save(&snapshot, format, &path, &watch).map(Written::Export);
        }
        file::write(&snapshot, &path, &keep, &watch)?;
        if keep.without_address {
            snapshot.origin.account = None;
        }
        Ok::<_, Error>(Written::Snapshot(kept::words(&snapshot.origin)))
    };
    spawn_blocking(work).await.map_err(|error| ended(&error))?.map_err(Trouble::from)
}

/// Writes stanzas; gives the file.
pub async fn write_stanzas(excerpt: Excerpt, account: String, path: PathBuf, watch: Watch) -> Result<PathBuf, Trouble> {
    let work = move || {
        file::replace(&path, |out| {
            excerpt.write(&account, out, &watch).map_err(|error| match error.kind() {
                std::io::ErrorKind::Interrupted => Error::Cancelled,
                _ => Error::unwritten(&path, &error),
            })
        })?;
        Ok::<_, Error>(path)
    };
    spawn_blocking(work).await.map_err(|error| ended(&error))?.map_err(Trouble::from)
}

/// Remembers a snapshot; gives all that are remembered.
pub async fn remember(store: Option<Store>, path: PathBuf, words: String) -> Vec<Recent> {
    change(store, move |store| store.add(&path, &words)).await
}

/// Forgets a snapshot; gives those that are still remembered.
pub async fn forget(store: Option<Store>, path: PathBuf) -> Vec<Recent> {
    change(store, move |store| store.remove(&path)).await
}

/// What is in a folder.
pub async fn list(path: PathBuf) -> Listing {
    spawn_blocking(move || folder::list(&path)).await.unwrap_or_default()
}

/// Not to remember is no reason to disturb anybody, so that goes to the log.
async fn change(
    store: Option<Store>,
    change: impl FnOnce(&Store) -> Result<Vec<Recent>, Error> + Send + 'static,
) -> Vec<Recent> {
    let Some(store) = store else { return Vec::new() };
    let work = move || {
        change(&store).unwrap_or_else(|error| {
            tracing::warn!("The recent snapshots cannot be remembered: {error}");
            store.list()
        })
    };
    spawn_blocking(work).await.unwrap_or_default()
}

fn ended(error: &tokio::task::JoinError) -> Trouble {
    Trouble::Said(format!("The work ended before it was done ({error}); nothing was changed."))
}

/// The name of a file, to be said.
pub fn name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}
