//! Printing in a thread of its own: a pipe that nobody reads holds nothing else up.

use std::{
    io::{self, Write},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
        mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel},
    },
    thread,
    time::{Duration, Instant},
};

use tokio::{sync::oneshot, time::timeout};

use crate::cli::print::safe;

/// What is to be printed.
#[derive(Debug)]
pub enum Line {
    /// On standard output.
    Told(String),
    /// On standard error, as a sentence of the program's.
    Complained(String),
}

/// Takes lines, and never waits.
#[derive(Debug)]
pub struct Printer {
    lines: SyncSender<Line>,
    dropped: Arc<AtomicU64>,
}

/// Tells when nothing is printed any more.
#[derive(Debug)]
pub struct Ended(Option<oneshot::Receiver<()>>);

/// No more lines wait; one has at most some ten kilobytes.
const MOST_WAITING: usize = 500;
/// That lines were dropped is said at most this often.
const PAUSE: Duration = Duration::from_secs(1);
/// What waits at the end is waited for no longer.
const GRACE: Duration = Duration::from_millis(250);

impl Printer {
    /// Starts the thread.
    pub fn start() -> io::Result<(Self, Ended)> {
        let (lines, waiting) = sync_channel(MOST_WAITING);
        let (done, ended) = oneshot::channel();
        let dropped = Arc::<AtomicU64>::default();
        let count = dropped.clone();
        let work = move || {
            print_all(&waiting, &count);
            let _ = done.send(());
        };
        drop(thread::Builder::new().name("printer".to_owned()).spawn(work)?);
        Ok((Self { lines, dropped }, Ended(Some(ended))))
    }

    /// Prints a line as soon as those before it are printed; it is dropped and counted where too many wait.
    pub fn print(&self, line: Line) {
        if let Err(TrySendError::Full(_)) = self.lines.try_send(line) {
            let _ = self.dropped.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Waits a moment until what was taken is printed.
    pub async fn finish(self, mut ended: Ended) {
        drop(self);
        let _ = timeout(GRACE, ended.wait()).await;
    }
}

impl Ended {
    /// Waits until nobody reads any more what is printed.
    pub async fn wait(&mut self) {
        if let Some(ended) = &mut self.0 {
            let _ = ended.await;
        }
        self.0 = None;
    }
}

/// Prints until there is nothing more to come, or nobody who reads it.
fn print_all(lines: &Receiver<Line>, dropped: &AtomicU64) {
    let mut said: Option<Instant> = None;
    loop {
        let printed = match lines.recv_timeout(PAUSE) {
            Ok(Line::Told(line)) => tell(&line),
            Ok(Line::Complained(sentence)) => {
                complain(&sentence);
                Ok(())
            }
            Err(RecvTimeoutError::Timeout) => Ok(()),
            Err(RecvTimeoutError::Disconnected) => return say_dropped(dropped),
        };
        if printed.is_err() {
            return;
        }
        if said.is_none_or(|said| said.elapsed() >= PAUSE) && dropped.load(Ordering::Relaxed) > 0 {
            say_dropped(dropped);
            said = Some(Instant::now());
        }
    }
}

fn say_dropped(dropped: &AtomicU64) {
    match dropped.swap(0, Ordering::Relaxed) {
        0 => {}
        1 => complain("1 line was dropped because what was printed before was not read."),
        count => complain(&format!("{count} lines were dropped because what was printed before was not read.")),
    }
}

fn tell(line: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{line}").and_then(|()| out.flush())
}

fn complain(sentence: &str) {
    let _ = writeln!(io::stderr(), "discoscope: {}", safe(sentence));
}
