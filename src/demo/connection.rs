//! One client's socket: bytes in, bytes out, delays and orders; what they mean is decided in `conversation`.

use std::{
    collections::{BTreeMap, VecDeque},
    io,
    sync::Arc,
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    select,
    time::{Instant, sleep_until, timeout},
};

use super::{
    control::Fault,
    conversation::{Conversation, Output},
    shared::{Order, Shared},
};

const READ_BYTES: usize = 64 << 10;
/// A client that does not fetch its answers is not read any further, as with any real server.
const WAITING_BYTES: usize = 4 << 20;
/// Answers that wait for their time; more of them are not accepted from one client.
const WAITING_ANSWERS: usize = 200_000;
/// How long a client may take to read the last words.
const FAREWELL: Duration = Duration::from_secs(1);

/// Talks to a client until either side ends it.
pub async fn serve(socket: TcpStream, shared: Arc<Shared>) {
    if let Err(error) = Connection::new(socket, shared).run().await {
        tracing::debug!(%error, "a connection to the demo server broke");
    }
}

struct Connection {
    socket: TcpStream,
    shared: Arc<Shared>,
    waiting: VecDeque<u8>,
    later: BTreeMap<(Instant, u64), String>,
    later_count: u64,
    is_closing: bool,
}

impl Connection {
    fn new(socket: TcpStream, shared: Arc<Shared>) -> Self {
        let (waiting, later) = (VecDeque::new(), BTreeMap::new());
        Self { socket, shared, waiting, later, later_count: 0, is_closing: false }
    }

    async fn run(mut self) -> io::Result<()> {
        let mut seat = self.shared.arrive();
        let mut faults = self.shared.faults.subscribe();
        let mut conversation = Conversation::new(Arc::clone(&self.shared), seat.number);
        let mut buffer = Vec::with_capacity(READ_BYTES);
        loop {
            if self.is_closing && self.waiting.is_empty() {
                return self.farewell().await;
            }
            let is_deaf = faults.borrow_and_update().contains(&Fault::StopReading);
            let can_read = !is_deaf && !self.is_closing && self.waiting.len() < WAITING_BYTES;
            let due = self.later.keys().next().map(|(at, _)| *at);
            let (mut reader, mut writer) = self.socket.split();
            // Orders and faults come first: what a test told the server holds for everything that arrives later.
            select! {
                biased;
                order = seat.orders.recv() => match order {
                    None | Some(Order::Kick(super::control::Kick::Close)) => return Ok(()),
                    Some(order) => {
                        let output = conversation.obey(order);
                        self.take(output);
                    }
                },
                changed = faults.changed() => if changed.is_err() { return Ok(()) },
                () = sleep_until(due.unwrap_or_else(Instant::now)), if due.is_some() => self.send_due(),
                written = writer.write_buf(&mut self.waiting), if !self.waiting.is_empty() => if written? == 0 {
                    return Ok(());
                },
                read = reader.read_buf(&mut buffer), if can_read => {
                    if read? == 0 {
                        return Ok(());
                    }
                    let output = conversation.hear(&buffer);
                    buffer.clear();
                    self.take(output);
                }
            }
        }
    }

    fn take(&mut self, output: Output) {
        self.waiting.extend(output.now.as_bytes());
        self.is_closing |= output.is_closing;
        for (after, xml) in output.later {
            if self.later.len() < WAITING_ANSWERS {
                let at = Instant::now() + after;
                let _ = self.later.insert((at, self.later_count), xml);
                self.later_count += 1;
            }
        }
    }

    fn send_due(&mut self) {
        let still_later = self.later.split_off(&(Instant::now(), u64::MAX));
        for xml in std::mem::replace(&mut self.later, still_later).into_values() {
            self.waiting.extend(xml.as_bytes());
        }
    }

    /// Closes in such an order that the last words arrive: unread input would reset the connection and lose them.
    async fn farewell(mut self) -> io::Result<()> {
        self.socket.shutdown().await?;
        let mut rest = vec![0; READ_BYTES];
        let drained = async { while self.socket.read(&mut rest).await.is_ok_and(|read| read > 0) {} };
        let _ = timeout(FAREWELL, drained).await;
        Ok(())
    }
}
