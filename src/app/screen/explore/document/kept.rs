//! A tree that was kept in a file.

use std::{
    borrow::Cow,
    path::{Path, PathBuf},
};

use jiff::tz::TimeZone;

use super::{About, Document, DocumentId, bare};
use crate::{
    app::screen::explore::wrong::Wrong,
    disco::{
        address::Address,
        caps::Announced,
        contact::Contacts,
        tree::{Subject, Tree},
    },
    snapshot::{Origin, Snapshot, Watch, watch::Cancelled},
};

/// What only a snapshot has.
#[derive(Debug)]
pub struct Kept {
    /// The file it was read from.
    pub path: PathBuf,
    /// Who saw it, and when.
    pub origin: Origin,
    /// How many entities it holds.
    pub entities: usize,
    /// With how many of them something is wrong.
    pub wrong: usize,
    announced: Vec<Announced>,
}

/// A snapshot that was read, with everything that takes time done.
#[derive(Debug)]
pub struct Opened {
    kept: Kept,
    tree: Tree,
    contacts: Contacts,
    wrong: Wrong,
}

/// So many entities are judged between two looks at whether to go on.
const STEP: usize = 256;

impl Opened {
    /// Makes the tree and judges all of it; takes time with the number of entities, and stops when the watch says so.
    pub fn of(path: &Path, snapshot: Snapshot, watch: &Watch) -> Result<Self, Cancelled> {
        let mut tree = snapshot.tree();
        tree.fill_in();
        tree.settle();
        let Snapshot { origin, entities, contacts, announced, strays, .. } = snapshot;
        let path = path.to_owned();
        let mut kept = Kept { path, origin, entities: entities.len(), wrong: 0, announced };
        let mut wrong = Wrong::default();
        watch.begin(entities.len());
        for some in entities.chunks(STEP) {
            for entity in some {
                if let Some(id) = tree.number(&entity.address) {
                    wrong.judge_all(&tree, &contacts, kept.announced(&entity.address), id, &entity.address);
                }
            }
            watch.step(some.len())?;
        }
        for (address, findings) in strays {
            if let Some(id) = tree.number(&address) {
                wrong.kept_strays(id, findings);
            }
        }
        kept.wrong = wrong.len();
        Ok(Self { kept, tree, contacts, wrong })
    }

    /// The file it was read from.
    pub fn path(&self) -> &Path {
        &self.kept.path
    }

    /// What it is, in a few words.
    pub fn words(&self) -> String {
        self.kept.words()
    }
}

impl Kept {
    /// The file's name.
    pub fn name(&self) -> Cow<'_, str> {
        self.path.file_name().map_or_else(|| "snapshot".into(), std::ffi::OsStr::to_string_lossy)
    }

    /// When it was taken and who saw it.
    pub fn words(&self) -> String {
        words(&self.origin)
    }

    /// Who asked, if that is known.
    pub fn asked_as(&self) -> Option<&str> {
        asked_as(&self.origin)
    }

    /// All that the server announced of its capabilities.
    pub fn all_announced(&self) -> &[Announced] {
        &self.announced
    }

    /// What the server announced, if the address is the server's.
    pub fn announced(&self, address: &Address) -> &[Announced] {
        let is_server = address.node.is_none() && self.origin.server.as_deref() == Some(&*address.jid);
        if is_server { &self.announced } else { &[] }
    }
}

/// Who asked, without resource. What stands for an address that was left out says nothing.
fn asked_as(origin: &Origin) -> Option<&str> {
    origin.account.as_deref().map(bare).filter(|account| !account.ends_with("hidden.invalid"))
}

/// When a snapshot was taken and who saw it.
pub fn words(origin: &Origin) -> String {
    let taken_at = origin.taken_at.map(|at| at.to_zoned(TimeZone::system()));
    let taken_at = taken_at.map(|at| at.strftime("%-d %B %Y, %H:%M").to_string());
    let account = asked_as(origin);
    match (taken_at, account) {
        (Some(at), Some(account)) => format!("Snapshot of {at}, as {account} saw it"),
        (Some(at), None) => format!("Snapshot of {at}; who saw it was left out"),
        (None, Some(account)) => format!("Snapshot of {account}’s tree, in which nothing was asked"),
        (None, None) => "Snapshot in which nothing was asked".to_owned(),
    }
}

impl Document {
    /// The tree of a snapshot; its first entity is chosen.
    pub fn of_snapshot(id: DocumentId, opened: Opened) -> Self {
        let Opened { kept, tree, contacts, wrong } = opened;
        let mut document = Self::new(id, About::Snapshot(Box::new(kept)), tree);
        (document.contacts, document.wrong) = (contacts, wrong);
        let is_entity =
            |place: &_| document.tree.get(*place).is_some_and(|place| matches!(place.subject, Subject::Entity(_)));
        let roots = document.tree.roots();
        let first = roots.iter().copied().find(is_entity).or_else(|| roots.first().copied());
        if let Some(first) = first {
            document.select(first, true);
        }
        document
    }
}
