//! Writing one after the other, in the order in which it was wanted.

use std::{
    sync::Arc,
    task::{Context, Poll, Waker},
};

use tokio::sync::{Mutex, OwnedMutexGuard};

/// Who writes next.
#[derive(Clone, Debug, Default)]
pub struct Order(Arc<Mutex<()>>);

impl Order {
    /// Takes a place behind all that are taken already; to await it waits for the turn, which lasts until what that gives
    /// is dropped.
    pub fn place(&self) -> impl Future<Output = OwnedMutexGuard<()>> + Send + use<> {
        let mut turn = Box::pin(self.0.clone().lock_owned());
        // tokio's mutex is fair among those who have asked it once, and tasks begin in any order.
        let asked = turn.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        async move {
            match asked {
                Poll::Ready(turn) => turn,
                Poll::Pending => turn.await,
            }
        }
    }
}
