//! What goes over the wire, for somebody who listens: stanzas only, because a session is listened to from its login on.

use std::{collections::VecDeque, sync::Arc};

use jiff::Timestamp;

use super::voices::Voices;
use crate::disco::xml::{self, Limits, Read, Stanza};

/// A stanza as it was sent or came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wired {
    /// When it was handed to the socket, or read from it.
    pub at: Timestamp,
    /// Which way it went.
    pub direction: Direction,
    /// The element's name: `iq`, `message`, `presence`, or another.
    pub name: Box<str>,
    /// Its `type`.
    pub kind: Option<Box<str>>,
    /// Its `id`.
    pub id: Option<Box<str>>,
    /// Whom it went to or came from, as it is written there.
    pub peer: Option<Box<str>>,
    /// Name and namespace of the first element in it.
    pub payload: Option<(Box<str>, Box<str>)>,
    /// Its bytes; of one that broke a limit only the beginning.
    pub xml: Arc<str>,
    /// Its length on the wire.
    pub bytes: usize,
}

/// Which way a stanza went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From us to the server.
    Sent,
    /// From the server to us.
    Received,
}

/// The end of a stream, which is no element.
const FOOTER: &str = "</stream:stream>";
/// Nobody is told of these, whenever they come: they hold what proves a password.
const SASL: [&str; 2] = ["urn:ietf:params:xml:ns:xmpp-sasl", "urn:xmpp:sasl:2"];

/// Listens to one connection, as long as somebody wants it; costs next to nothing while nobody does.
#[derive(Debug)]
pub struct Ear<'a> {
    voices: &'a Voices,
    /// What is still to be written, and where in the stream of written bytes it ends.
    waiting: VecDeque<(usize, Arc<str>)>,
    told: Vec<Wired>,
}

impl<'a> Ear<'a> {
    /// Listens while one of the voices wants it.
    pub fn new(voices: &'a Voices) -> Self {
        Self { voices, waiting: VecDeque::new(), told: Vec::new() }
    }

    fn is_open(&self) -> bool {
        self.voices.hear_wire()
    }

    /// A stanza waits to be written that ends there.
    pub fn queued(&mut self, end: usize, xml: &str) {
        if self.is_open() {
            self.waiting.push_back((end, xml.into()));
        }
    }

    /// So many bytes have been written by now.
    pub fn wrote(&mut self, written: usize) {
        while self.waiting.front().is_some_and(|(end, _)| *end <= written) {
            let Some((_, xml)) = self.waiting.pop_front() else { return };
            if self.is_open() {
                self.told.extend(sent(&xml));
            }
        }
    }

    /// A stanza came.
    pub fn heard(&mut self, stanza: &Stanza) {
        if self.is_open() {
            self.told.extend(wired(stanza, Direction::Received));
        }
    }

    /// The server closed its stream.
    pub fn heard_footer(&mut self) {
        if self.is_open() {
            self.told.push(bare("stream", Direction::Received, FOOTER.into()));
        }
    }

    /// What is to be told since the last call.
    pub fn take(&mut self) -> Vec<Wired> {
        std::mem::take(&mut self.told)
    }
}

fn sent(xml: &Arc<str>) -> Option<Wired> {
    match xml::parse(xml, None, Limits::default()) {
        Ok(stanza) => wired(&stanza, Direction::Sent),
        // What we write is well-formed; if ever it is not, that is the last thing to hide.
        Err(_) => Some(bare("unreadable", Direction::Sent, xml.clone())),
    }
}

/// Something of which no more is known than its bytes.
fn bare(name: &str, direction: Direction, xml: Arc<str>) -> Wired {
    let bytes = xml.len();
    Wired {
        at: Timestamp::now(),
        direction,
        name: name.into(),
        kind: None,
        id: None,
        peer: None,
        payload: None,
        xml,
        bytes,
    }
}

fn wired(stanza: &Stanza, direction: Direction) -> Option<Wired> {
    if SASL.contains(&stanza.namespace.as_str()) {
        return None;
    }
    let boxed = |text: &Option<String>| text.as_deref().map(Box::from);
    let (xml, payload) = match &stanza.content {
        Read::Whole { document, xml } => {
            let first = document.root().and_then(|root| root.elements().next());
            (xml.clone(), first.map(|first| (first.name().into(), first.namespace().into())))
        }
        Read::Cut { start, .. } => (start.clone(), None),
    };
    Some(Wired {
        at: Timestamp::now(),
        direction,
        name: stanza.name.as_str().into(),
        kind: boxed(&stanza.kind),
        id: boxed(&stanza.id),
        peer: boxed(match direction {
            Direction::Sent => &stanza.to,
            Direction::Received => &stanza.from,
        }),
        payload,
        xml,
        bytes: stanza.bytes,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
mod tests {
    use super::{super::Voice, *};

    fn listening() -> Voices {
        let (events, _) = tokio::sync::mpsc::unbounded_channel();
        let voices = Voices::new(Voice::default(), events);
        voices.listen(0, true);
        voices
    }

    #[test]
    fn what_is_sent_is_told_when_it_was_written() {
        let voices = listening();
        let mut ear = Ear::new(&voices);
        let (first, second) = ("<iq type='get' id='d1' to='a.example'><query xmlns='urn:q'/></iq>", "<presence/>");
        ear.queued(first.len(), first);
        ear.queued(first.len() + second.len(), second);
        ear.wrote(first.len() - 1);
        assert!(ear.take().is_empty());
        ear.wrote(first.len() + 1);
        let one = ear.take();
        assert_eq!((one.len(), &*one[0].xml, one[0].bytes), (1, first, first.len()));
        assert_eq!((&*one[0].name, one[0].kind.as_deref(), one[0].id.as_deref()), ("iq", Some("get"), Some("d1")));
        assert_eq!(one[0].peer.as_deref(), Some("a.example"));
        assert_eq!(one[0].payload, Some(("query".into(), "urn:q".into())));
        ear.wrote(usize::MAX);
        assert_eq!(&*ear.take()[0].xml, second);
    }

    #[test]
    fn nobody_hears_what_proves_a_password_or_what_comes_while_the_ear_is_closed() {
        let voices = listening();
        let mut ear = Ear::new(&voices);
        let stanza = |text| xml::parse(text, None, Limits::default()).unwrap();
        ear.heard(&stanza("<challenge xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>c2VjcmV0</challenge>"));
        ear.queued(1, "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>c2VjcmV0</auth>");
        ear.wrote(1);
        assert!(ear.take().is_empty());
        voices.listen(0, false);
        ear.heard(&stanza("<message/>"));
        ear.heard_footer();
        ear.queued(2, "<presence/>");
        ear.wrote(2);
        assert!(ear.take().is_empty());
        voices.listen(0, true);
        ear.heard(&stanza("<message from='b@a.example'/>"));
        ear.heard_footer();
        let told = ear.take();
        assert_eq!((told.len(), told[0].peer.as_deref(), &*told[1].xml), (2, Some("b@a.example"), FOOTER));
    }
}
