//! Taking connections: one task each, all of them ended with the listener.

use std::{sync::Arc, time::Duration};

use tokio::{net::TcpListener, task::JoinSet};

use super::{connection, shared::Shared};

/// How long to wait when the system has no descriptor left for another connection.
const BREATHER: Duration = Duration::from_millis(50);

/// Accepts for ever; dropping the future aborts every connection.
pub async fn run(listener: TcpListener, shared: Arc<Shared>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((socket, _)) => {
                    let _ = socket.set_nodelay(true);
                    let _ = connections.spawn(connection::serve(socket, Arc::clone(&shared)));
                }
                Err(error) => {
                    tracing::warn!(%error, "the demo server could not take a connection");
                    tokio::time::sleep(BREATHER).await;
                }
            },
            Some(_) = connections.join_next() => {}
        }
    }
}
