//! What takes time: reading what is written, looking what is wrong with it, and files. All of it in other threads.

use std::{path::PathBuf, sync::Arc};

use tokio::task::spawn_blocking;

use crate::{
    app::order::Turn,
    disco::{
        address,
        advertised::{Caps, Error, Preview, Problem, Profile},
    },
    profile::{
        folder,
        ourselves::{self, Store},
    },
};

/// What somebody has written, looked through.
#[derive(Clone, Debug)]
pub struct Checked {
    /// What it says, or why it says nothing.
    pub profile: Result<Arc<Profile>, Error>,
    /// What the protocol forbids of it.
    pub problems: Vec<Problem>,
    /// Each node as whoever asks sees it.
    pub previews: Vec<Preview>,
    /// What presence announces of the main node that we have.
    pub caps: Caps,
}

/// Looks through what somebody has written; nodes that all of our JIDs have are shown as those of `own`.
pub async fn check(text: String, own: Arc<str>) -> Checked {
    let work = move || {
        let profile = Profile::from_toml_as_it_is(&text).map(Arc::new);
        let (problems, previews, caps) = match &profile {
            Ok(profile) => {
                let previews = profile.nodes.iter().map(|node| Preview::of(node, &own)).collect();
                (profile.problems(), previews, Caps::of(profile, &address::normal(&own)))
            }
            Err(_) => Default::default(),
        };
        Checked { profile, problems, previews, caps }
    };
    let broken = |error: tokio::task::JoinError| Checked {
        profile: Err(Error::Syntax { line: 1, why: error.to_string() }),
        problems: Vec::new(),
        previews: Vec::new(),
        caps: Caps::default(),
    };
    spawn_blocking(work).await.unwrap_or_else(broken)
}

/// What was kept from the run before.
pub async fn load(store: Store) -> Result<Option<String>, String> {
    done(spawn_blocking(move || store.read())).await
}

/// Keeps what is said from now on, when it is its turn.
pub async fn keep(store: Store, text: String, turn: impl Future<Output = Turn>) -> Result<(), String> {
    let _turn = turn.await;
    done(spawn_blocking(move || store.write(&text))).await
}

/// Reads the file of a path as somebody typed it.
pub async fn open(typed: String) -> Result<String, String> {
    done(spawn_blocking(move || ourselves::read(&path(&typed)))).await
}

/// Writes the file of a path as somebody typed it, when it is its turn.
pub async fn save(typed: String, text: String, turn: impl Future<Output = Turn>) -> Result<PathBuf, String> {
    let _turn = turn.await;
    let work = move || {
        let path = path(&typed);
        ourselves::write(&path, &text).map(|()| path)
    };
    done(spawn_blocking(work)).await
}

fn path(typed: &str) -> PathBuf {
    folder::path(typed, folder::home().as_deref())
}

async fn done<T>(work: tokio::task::JoinHandle<Result<T, ourselves::Error>>) -> Result<T, String> {
    work.await.map_err(|error| error.to_string())?.map_err(|error| error.to_string())
}
