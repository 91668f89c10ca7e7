//! Writing a snapshot: the same snapshot gives the same bytes, however many threads write it.

use std::{
    collections::BTreeMap,
    io::{self, Write},
    num::NonZero,
    sync::{
        Arc, Condvar, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread,
};

use flate2::{Compression, GzBuilder};
use serde::Serialize;

use super::{
    Snapshot,
    document::{self, Document},
    file::Keep,
    hide::Hide,
    indent::Indented,
    watch::{Cancelled, Watch},
};
use crate::disco::{record::Record, state::Entity};

/// So many entities are written by one thread at a time, and compressed together.
const CHUNK: usize = 256;
/// So many chunks a thread may be ahead of the file.
const AHEAD: usize = 3;
/// More saves little and takes much longer.
const LEVEL: Compression = Compression::new(3);

/// Why a snapshot was not written.
#[derive(Debug)]
pub enum Problem {
    /// Somebody stopped it.
    Cancelled,
    /// The file does not take it.
    Io(io::Error),
}

impl From<io::Error> for Problem {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<Cancelled> for Problem {
    fn from(_: Cancelled) -> Self {
        Self::Cancelled
    }
}

/// How many chunks are in the file: no thread runs far ahead of the slowest, so that few pieces are in memory at once.
#[derive(Debug, Default)]
struct Written {
    chunks: Mutex<usize>,
    changed: Condvar,
}

impl Written {
    fn reach(&self, chunks: usize) {
        *self.chunks.lock().unwrap_or_else(PoisonError::into_inner) = chunks;
        self.changed.notify_all();
    }

    fn wait_for(&self, chunks: usize) {
        let now = self.chunks.lock().unwrap_or_else(PoisonError::into_inner);
        drop(self.changed.wait_while(now, |now| *now < chunks));
    }
}

/// Turns pieces of the document into the bytes of the file.
struct Press<'a> {
    keep: &'a Keep,
    hide: Option<Hide>,
    compresses: bool,
}

/// Writes the document; `compresses` makes it a gzip file of several members (RFC 1952 §2.2).
pub fn encode(
    snapshot: &Snapshot,
    keep: &Keep,
    compresses: bool,
    out: &mut impl Write,
    watch: &Watch,
) -> Result<(), Problem> {
    let own = snapshot.origin.account.as_deref().filter(|_| keep.without_address);
    let press = Press { keep, hide: own.map(Hide::of), compresses };
    let entities = press.ordered(&snapshot.entities);
    watch.begin(entities.len());
    out.write_all(&press.head(snapshot)?)?;
    press.records(&entities, out, watch)?;
    out.write_all(&press.finish(b"\n ]\n}\n".to_vec())?)?;
    Ok(())
}

impl Press<'_> {
    /// By address, and by the address as it will be written: whoever reads the file must be able to write it again.
    fn ordered(&self, entities: &[Arc<Entity>]) -> Vec<Arc<Entity>> {
        let mut ordered = entities.to_vec();
        if let Some(hide) = &self.hide {
            ordered.sort_by_cached_key(|entity| {
                let address = &entity.address;
                (hide.text(&address.jid), address.node.as_deref().map(|node| hide.text(node)))
            });
        }
        ordered
    }

    fn head(&self, snapshot: &Snapshot) -> io::Result<Vec<u8>> {
        let mut head = Vec::new();
        let written = |text: &str| self.hide.as_ref().map_or_else(|| text.to_owned(), |hide| hide.text(text));
        Document::of(snapshot, self.keep.without_xml, &written)
            .serialize(&mut serde_json::Serializer::with_formatter(&mut head, Indented::new(0)))?;
        // The entities follow as the last member.
        let end = head.iter().rposition(|byte| *byte == b']').unwrap_or(head.len());
        head.truncate(end);
        self.finish(head)
    }

    /// The records of all chunks in their order, written by as many threads as there are processors.
    fn records(&self, entities: &[Arc<Entity>], out: &mut impl Write, watch: &Watch) -> Result<(), Problem> {
        let chunks: Vec<&[Arc<Entity>]> = entities.chunks(CHUNK).collect();
        let threads = thread::available_parallelism().map_or(1, NonZero::get).min(chunks.len().max(1));
        let next = AtomicUsize::new(0);
        let written = Written::default();
        thread::scope(|scope| {
            let (sender, receiver) = mpsc::sync_channel(threads);
            for _ in 0..threads {
                let (sender, next, chunks, written) = (sender.clone(), &next, &chunks, &written);
                let _ = scope.spawn(move || {
                    loop {
                        let index = next.fetch_add(1, Ordering::Relaxed);
                        let Some(chunk) = chunks.get(index) else { break };
                        written.wait_for(index.saturating_sub(AHEAD * threads));
                        let piece = self.chunk(chunk, index == 0);
                        if sender.send((index, piece)).is_err() {
                            break;
                        }
                    }
                });
            }
            drop(sender);
            let done = in_order(&receiver, out, &written, watch);
            // Whoever still waits for its turn is to see that nobody takes its piece.
            drop(receiver);
            written.reach(usize::MAX);
            done
        })
    }

    fn chunk(&self, entities: &[Arc<Entity>], is_first: bool) -> io::Result<Vec<u8>> {
        let mut piece = Vec::new();
        for (index, entity) in entities.iter().enumerate() {
            piece.extend_from_slice(if is_first && index == 0 { b"\n  " } else { b",\n  " });
            let record = Record::new(entity);
            let record = if self.keep.without_xml { record.without_xml() } else { record };
            record.serialize(&mut serde_json::Serializer::with_formatter(
                &mut piece,
                Indented::new(document::RECORD_DEPTH),
            ))?;
        }
        self.finish(piece)
    }

    fn finish(&self, piece: Vec<u8>) -> io::Result<Vec<u8>> {
        let piece = match &self.hide {
            Some(hide) => hide.bytes(piece),
            None => piece,
        };
        if !self.compresses {
            return Ok(piece);
        }
        // Neither name nor time: the same snapshot gives the same bytes.
        let mut member = GzBuilder::new().write(Vec::with_capacity(piece.len() / 8), LEVEL);
        member.write_all(&piece)?;
        member.finish()
    }
}

/// Writes the pieces in their order, whichever is ready first.
fn in_order(
    receiver: &mpsc::Receiver<(usize, io::Result<Vec<u8>>)>,
    out: &mut impl Write,
    written: &Written,
    watch: &Watch,
) -> Result<(), Problem> {
    let mut early = BTreeMap::new();
    let mut wanted = 0;
    while let Ok((index, piece)) = receiver.recv() {
        let _ = early.insert(index, piece?);
        while let Some(piece) = early.remove(&wanted) {
            out.write_all(&piece)?;
            wanted += 1;
            written.reach(wanted);
            watch.step(CHUNK)?;
        }
    }
    Ok(())
}
