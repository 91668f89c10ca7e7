//! How fast a server can be asked at all: the leanest questions, written ahead, their answers counted and not read.

use std::{
    io,
    time::{Duration, Instant},
};

use discoscope::disco::address::Address;

use crate::raw::Raw;

/// What came of it.
#[derive(Clone, Copy, Debug)]
pub struct Pumped {
    /// How many answers came.
    pub answers: usize,
    /// From the first question to the last answer.
    pub took: Duration,
}

const READ_BYTES: usize = 256 << 10;
const END: &[u8] = b"</iq>";

/// The questions that a crawl of these entities asks: info and items of each.
pub fn questions<'a>(entities: impl Iterator<Item = Address> + 'a) -> impl Iterator<Item = String> + 'a {
    entities.flat_map(|entity| ["info", "items"].map(|kind| (entity.clone(), kind))).enumerate().map(
        |(number, (Address { jid, node }, kind))| {
            let node = node.map(|node| format!(" node='{node}'")).unwrap_or_default();
            format!(
                "<iq type='get' id='{number:x}' to='{jid}'><query xmlns='http://jabber.org/protocol/disco#{kind}'{node}/></iq>"
            )
        },
    )
}

/// Asks them all, never more than `window` of them unanswered. Every answer must be an iq with something in it.
pub fn pump(raw: &mut Raw, questions: impl Iterator<Item = String>, window: usize) -> io::Result<Pumped> {
    let mut questions = questions.peekable();
    let (mut asked, mut answers) = (0, 0);
    let mut space = vec![0; READ_BYTES];
    let mut tail = Vec::new();
    let began = Instant::now();
    loop {
        let batch: Vec<_> = questions.by_ref().take(window.saturating_sub(asked - answers)).collect();
        if !batch.is_empty() {
            asked += batch.len();
            raw.write_bytes(batch.concat().as_bytes())?;
        }
        if asked == answers {
            return Ok(Pumped { answers, took: began.elapsed() });
        }
        let count = raw.read_bytes(&mut space)?;
        if count == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        answers += ends(&mut tail, &space[..count]);
    }
}

/// How many answers end in these bytes; one that is cut by them is found with the next ones.
fn ends(tail: &mut Vec<u8>, bytes: &[u8]) -> usize {
    tail.extend_from_slice(bytes);
    let count = tail.split(|byte| *byte == b'<').filter(|piece| piece.starts_with(&END[1..])).count();
    let rest = tail.len() - (END.len() - 1).min(tail.len());
    // What was counted must not be counted again.
    let kept = tail[rest..].iter().rposition(|byte| *byte == b'<').map_or(tail.len(), |at| rest + at);
    let _ = tail.drain(..kept);
    count
}
