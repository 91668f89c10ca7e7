//! How far long work has come, seen from another thread, and a way to stop it.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicU64, Ordering},
};

/// Shared by whoever does long work and whoever waits for it; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Watch(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    done: AtomicU64,
    total: AtomicU64,
    is_cancelled: AtomicBool,
}

/// Somebody stopped the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("stopped")]
pub struct Cancelled;

impl Watch {
    /// Stops the work at its next step.
    pub fn cancel(&self) {
        self.0.is_cancelled.store(true, Ordering::Relaxed);
    }

    /// The share that is done, from 0 to 1; 0 until it is known how much there is.
    #[allow(clippy::cast_precision_loss, reason = "a share for a progress bar")]
    pub fn share(&self) -> f32 {
        let total = self.0.total.load(Ordering::Relaxed);
        let done = self.0.done.load(Ordering::Relaxed).min(total);
        if total == 0 { 0.0 } else { done as f32 / total as f32 }
    }

    /// Says how many steps there are, none of them done.
    pub fn begin(&self, total: usize) {
        self.0.done.store(0, Ordering::Relaxed);
        self.0.total.store(total as u64, Ordering::Relaxed);
    }

    /// Says that so many more steps are done; fails when the work is to stop.
    pub fn step(&self, count: usize) -> Result<(), Cancelled> {
        let _ = self.0.done.fetch_add(count as u64, Ordering::Relaxed);
        if self.0.is_cancelled.load(Ordering::Relaxed) { Err(Cancelled) } else { Ok(()) }
    }
}
