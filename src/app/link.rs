//! The bridge from a session to the window: events in batches, so that a fast server cannot flood the window.

use std::time::{Duration, Instant};

use futures::{Stream, stream};
use tokio::{sync::mpsc::UnboundedReceiver, time::sleep};

use crate::session::Event;

/// The window hears of a session at most this often.
const PAUSE: Duration = Duration::from_millis(50);
/// A batch is never larger, so that taking one in never takes long.
const MOST: usize = 500;

/// The events of a session in batches: the first at once, later ones at most every 50 ms.
///
/// The stream ends with the session.
pub fn batches(events: UnboundedReceiver<Event>) -> impl Stream<Item = Vec<Event>> {
    stream::unfold((events, None), |(mut events, last)| async move {
        let first = events.recv().await?;
        if let Some(last) = last {
            let since = Instant::now().saturating_duration_since(last);
            sleep(PAUSE.saturating_sub(since)).await;
        }
        let mut batch = vec![first];
        while batch.len() < MOST
            && let Ok(event) = events.try_recv()
        {
            batch.push(event);
        }
        Some((batch, (events, Some(Instant::now()))))
    })
}
