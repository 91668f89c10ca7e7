//! Writing a snapshot: the same snapshot gives the same bytes, however many threads write it.

use std::{
    collections::BTreeMap,
    io::{self, BufWriter, Write},
    num::NonZero,
    sync::{
        Arc, Condvar, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread,
};

use flate2::{Compression, GzBuilder, write::GzEncoder};
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
const CHUNK: usize = 128;
/// So many chunks a thread may be ahead of the file.
const AHEAD: usize = 3;
const PART_BYTES: usize = 1 << 17;
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
                        let mut parts = Parts { index, sender: &sender, bytes: Vec::new() };
                        let end = self.chunk(chunk, index == 0, &mut parts);
                        if parts.end(end).is_err() {
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

    fn chunk(&self, entities: &[Arc<Entity>], is_first: bool, parts: &mut Parts<'_>) -> io::Result<()> {
        if self.hide.is_some() {
            // What is replaced may stand across the border of two parts.
            let mut whole = Vec::new();
            self.plain(entities, is_first, &mut whole)?;
            return parts.write_all(&self.finish(whole)?);
        }
        if !self.compresses {
            return self.plain(entities, is_first, parts);
        }
        let mut member = BufWriter::with_capacity(PART_BYTES, packer(parts));
        self.plain(entities, is_first, &mut member)?;
        let _ = member.into_inner().map_err(io::IntoInnerError::into_error)?.finish()?;
        Ok(())
    }

    fn plain(&self, entities: &[Arc<Entity>], is_first: bool, out: &mut impl Write) -> io::Result<()> {
        for (index, entity) in entities.iter().enumerate() {
            out.write_all(if is_first && index == 0 { b"\n  " } else { b",\n  " })?;
            let record = Record::new(entity);
            let record = if self.keep.without_xml { record.without_xml() } else { record };
            record.serialize(&mut serde_json::Serializer::with_formatter(
                &mut *out,
                Indented::new(document::RECORD_DEPTH),
            ))?;
        }
        Ok(())
    }

    fn finish(&self, piece: Vec<u8>) -> io::Result<Vec<u8>> {
        let piece = match &self.hide {
            Some(hide) => hide.bytes(piece),
            None => piece,
        };
        if !self.compresses {
            return Ok(piece);
        }
        let mut member = packer(Vec::with_capacity(piece.len() / 8));
        member.write_all(&piece)?;
        member.finish()
    }
}

/// Neither name nor time: the same snapshot gives the same bytes.
fn packer<W: Write>(out: W) -> GzEncoder<W> {
    GzBuilder::new().write(out, LEVEL)
}

/// A part of a chunk on its way to the file.
enum Part {
    Some(Vec<u8>),
    Last(Vec<u8>),
}

/// Cuts a chunk into parts: one entity may list a hundred thousand others, and is not to be in memory as a whole.
struct Parts<'a> {
    index: usize,
    sender: &'a mpsc::SyncSender<(usize, io::Result<Part>)>,
    bytes: Vec<u8>,
}

impl Parts<'_> {
    fn send(&self, part: io::Result<Part>) -> io::Result<()> {
        self.sender.send((self.index, part)).map_err(|_| io::ErrorKind::BrokenPipe.into())
    }

    fn end(mut self, end: io::Result<()>) -> io::Result<()> {
        let bytes = std::mem::take(&mut self.bytes);
        self.send(end.map(|()| Part::Last(bytes)))
    }
}

impl Write for Parts<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes.extend_from_slice(bytes);
        if self.bytes.len() >= PART_BYTES {
            let full = std::mem::replace(&mut self.bytes, Vec::with_capacity(PART_BYTES + PART_BYTES / 4));
            self.send(Ok(Part::Some(full)))?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Writes the parts in their order, whichever is ready first.
fn in_order(
    receiver: &mpsc::Receiver<(usize, io::Result<Part>)>,
    out: &mut impl Write,
    written: &Written,
    watch: &Watch,
) -> Result<(), Problem> {
    let mut early: BTreeMap<usize, Vec<Part>> = BTreeMap::new();
    let mut wanted = 0;
    while let Ok((index, part)) = receiver.recv() {
        early.entry(index).or_default().push(part?);
        while let Some(parts) = early.remove(&wanted) {
            let mut is_whole = false;
            for part in parts {
                let (Part::Some(bytes) | Part::Last(bytes)) = &part;
                out.write_all(bytes)?;
                is_whole = matches!(part, Part::Last(_));
            }
            if !is_whole {
                break;
            }
            wanted += 1;
            written.reach(wanted);
            watch.step(CHUNK)?;
        }
    }
    Ok(())
}
