//! Writing one after the other, in the order in which it was wanted.

use std::{
    sync::Arc,
    task::{Context, Poll, Waker},
};

use tokio::sync::{Mutex, OwnedMutexGuard};

/// The right to write until it is dropped.
pub type Turn = OwnedMutexGuard<()>;

/// Who writes next.
#[derive(Clone, Debug, Default)]
pub struct Order(Arc<Mutex<()>>);

impl Order {
    /// Takes a place behind all that are taken already; to await it waits for the turn, which lasts until what that gives
    /// is dropped.
    pub fn place(&self) -> impl Future<Output = Turn> + Send + use<> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn who_took_a_place_first_comes_first_whoever_asks_first() {
        let order = Order::default();
        let written = Arc::new(std::sync::Mutex::new(Vec::new()));
        let tasks = [1, 2, 3].map(|number| {
            let (place, written) = (order.place(), written.clone());
            async move {
                let _turn = place.await;
                tokio::task::yield_now().await;
                written.lock().map(|mut written| written.push(number)).is_ok()
            }
        });
        let tasks: Vec<_> = tasks.into_iter().rev().map(tokio::spawn).collect();
        for task in tasks {
            assert!(task.await.is_ok_and(|is_written| is_written));
        }
        assert_eq!(*written.lock().map_err(|error| error.to_string()).as_deref().unwrap_or(&Vec::new()), [1, 2, 3]);
    }
}
