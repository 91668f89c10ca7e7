//! What a session says of itself, which may change while it is online.

use std::sync::Arc;

use tokio::sync::watch;

use crate::disco::advertised::{Profile, Served};

/// What sessions say of themselves. Clones are the same: every session that was started with one says from now on what
/// [`Self::set`] sets, and announces it to those who see it.
#[derive(Clone, Debug)]
pub struct Advertised(Arc<watch::Sender<Arc<Served>>>);

impl Default for Advertised {
    fn default() -> Self {
        Self::new(Profile::default())
    }
}

impl Advertised {
    /// What a profile says.
    pub fn new(profile: Profile) -> Self {
        Self(Arc::new(watch::Sender::new(Arc::new(Served::new(Arc::new(profile))))))
    }

    /// Says something else from now on; hashes that were announced before are still answered.
    pub fn set(&self, profile: Profile) {
        self.0.send_modify(|served| *served = Arc::new(served.replaced_by(Arc::new(profile))));
    }

    /// What is said now.
    pub fn served(&self) -> Arc<Served> {
        self.0.borrow().clone()
    }

    /// Tells of changes.
    pub(super) fn changes(&self) -> watch::Receiver<Arc<Served>> {
        self.0.subscribe()
    }
}
