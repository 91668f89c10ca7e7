//! Cutting a stream of bytes into stanzas, each with the exact bytes it came in.

use std::sync::Arc;

use rxml::{
    AttrMap, Event, Namespace, NcName, Options, Parse, Parser, WithOptions, error::EndOrError, parser::CommentMode,
};

use super::{
    Attribute, Document, quick,
    skip::Skip,
    stanza::{Header, Limits, Part, Problem, Read, Stanza, Unreadable},
};
use crate::disco::namespace;

/// Longest attribute value or name, in bytes; a longer one ends the stream, because the tokenizer has to hold it.
const TOKEN_BYTES: usize = 32 << 20;
/// How much of a stanza that broke a limit is kept to be shown.
const START_BYTES: usize = 4096;
/// A stanza may be skipped for this many times [`Limits::bytes`]; skipping has a price too.
const PATIENCE: usize = 4;
/// More than the tokenizer reads of the next token before it reports the end of a text.
const LOOKAHEAD: usize = 16;
/// A stanza is looked at anew with every piece until it is longer than this: then the tokenizer reads it piece by piece.
const HELD_BYTES: usize = 64 << 10;
/// So much is given to the tokenizer at once: behind a stanza that only it can read the quick way goes on.
const PIECE_BYTES: usize = 8 << 10;

/// The incremental reader of one direction of a stream.
#[derive(Debug)]
pub struct Splitter {
    parser: Parser,
    limits: Limits,
    lang: Option<Arc<str>>,
    /// The bytes up to the end of the header: after a stanza was skipped a new tokenizer is set on its way with them.
    opening: Vec<u8>,
    /// Bytes from `origin` on, the current stanza's first byte or later.
    raw: Vec<u8>,
    /// Offset of `raw`'s first byte in the stream.
    origin: usize,
    depth: usize,
    /// Where the last event ended, a few bytes of the next token included.
    event_end: usize,
    current: Option<Current>,
    /// Whether the tokenizer stands exactly between two stanzas.
    is_between: bool,
    /// The namespace of the stream's stanzas. Those of a component's stream are read as if they were a client's: they mean
    /// the same, and what was seen through one must compare with what was seen through the other.
    content: &'static str,
    /// Whether what has no prefix belongs to [`Self::content`]; as the tokenizer found it to be.
    is_content: bool,
    /// The beginning of a stanza whose end has not come.
    held: Vec<u8>,
}

#[derive(Debug)]
struct Current {
    head: Head,
    start: usize,
    state: State,
}

#[derive(Debug)]
struct Head {
    name: String,
    namespace: String,
    attributes: AttrMap,
}

#[derive(Debug)]
enum State {
    Reading { document: Document, open: Vec<usize> },
    Skipping { why: Unreadable, start: Arc<str>, skip: Skip },
}

impl Splitter {
    /// A reader at the beginning of a stream.
    pub fn new(limits: Limits) -> Self {
        Self {
            parser: tokenizer(),
            limits,
            lang: None,
            opening: Vec::new(),
            raw: Vec::new(),
            origin: 0,
            depth: 0,
            event_end: 0,
            current: None,
            is_between: false,
            content: namespace::CLIENT,
            is_content: false,
            held: Vec::new(),
        }
    }

    /// A reader at the beginning of a component's stream (XEP-0114).
    pub fn of_component(limits: Limits) -> Self {
        Self { content: namespace::COMPONENT, ..Self::new(limits) }
    }

    /// Takes the next bytes of the stream and appends what they complete to `parts`.
    ///
    /// After an error the stream is lost: every further call fails.
    pub fn feed(&mut self, data: &[u8], parts: &mut Vec<Part>) -> Result<(), Problem> {
        if self.held.is_empty() {
            return self.read(data, parts);
        }
        let mut bytes = std::mem::take(&mut self.held);
        bytes.extend_from_slice(data);
        self.read(&bytes, parts)
    }

    fn read(&mut self, data: &[u8], parts: &mut Vec<Part>) -> Result<(), Problem> {
        let mut rest = data;
        while !rest.is_empty() {
            if self.is_between && self.is_content {
                rest = self.read_quickly(rest, parts);
            }
            let piece = rest.get(..PIECE_BYTES).unwrap_or(rest);
            let count = self.tokenize(piece, parts)?;
            rest = rest.get(count..).unwrap_or_default();
        }
        Ok(())
    }

    /// Reads stanzas as long as they are plain; what is left is for the tokenizer.
    fn read_quickly<'a>(&mut self, mut rest: &'a [u8], parts: &mut Vec<Part>) -> &'a [u8] {
        loop {
            rest = rest.trim_ascii_start();
            if rest.is_empty() {
                return rest;
            }
            match quick::read(rest, self.limits.depth, self.lang.as_ref()) {
                Ok((document, length)) if length <= self.limits.bytes => {
                    rest = rest.get(length..).unwrap_or_default();
                    parts.push(Part::Stanza(Stanza::of(document, length)));
                }
                Err(quick::Stop::Unfinished) if rest.len() <= self.limits.bytes.min(HELD_BYTES) => {
                    self.held = rest.to_vec();
                    return &[];
                }
                _ => return rest,
            }
        }
    }

    /// Gives bytes to the tokenizer up to the end of a stanza; tells how many it took.
    fn tokenize(&mut self, data: &[u8], parts: &mut Vec<Part>) -> Result<usize, Problem> {
        let base = self.origin + self.raw.len();
        self.raw.extend_from_slice(data);
        self.is_between = false;
        let mut rest = data;
        let result = loop {
            if let Some(Current { state: State::Skipping { skip, .. }, start, .. }) = &mut self.current {
                let start = *start;
                let Some(count) = skip.read(rest) else {
                    rest = &[];
                    break self.check_patience(start, base + data.len());
                };
                rest = rest.get(count..).unwrap_or_default();
                self.depth = 1;
                let position = base + (data.len() - rest.len());
                self.event_end = position;
                self.finish(position, parts);
                break self.restart();
            }
            match self.parser.parse(&mut rest, false) {
                Ok(Some(event)) => {
                    let position = base + (data.len() - rest.len());
                    let result = self.event(event, position, parts);
                    if result.is_err() || self.is_between {
                        break result;
                    }
                }
                Ok(None) | Err(EndOrError::NeedMoreData) => break Ok(()),
                Err(EndOrError::Error(error)) => break Err(Problem::Xml(error)),
            }
        };
        let count = data.len() - rest.len();
        self.raw.truncate(self.raw.len() - rest.len());
        self.forget(base + count);
        result.map(|()| count)
    }

    fn event(&mut self, event: Event, position: usize, parts: &mut Vec<Part>) -> Result<(), Problem> {
        let is_between_tags = matches!(event, Event::StartElement(..));
        match event {
            Event::XmlDeclaration(..) => {}
            Event::StartElement(metrics, name, attributes) => {
                self.depth += 1;
                match self.depth {
                    1 => {
                        let end = position.saturating_sub(self.origin);
                        self.opening = self.raw.get(..end).unwrap_or_default().to_vec();
                        parts.push(Part::Header(self.header(&name, &attributes)));
                    }
                    2 => self.begin(position.saturating_sub(metrics.len()), &name, attributes, position),
                    _ => self.inner(&name, &attributes, position),
                }
            }
            Event::Text(_, text) => self.text(&text),
            Event::EndElement(_) => {
                self.depth = self.depth.saturating_sub(1);
                match self.depth {
                    0 => parts.push(Part::Footer),
                    1 => self.finish(position, parts),
                    _ => {
                        if let Some(Current { state: State::Reading { document, open }, .. }) = &mut self.current
                            && let Some(closed) = open.pop()
                        {
                            document.close(closed);
                        }
                    }
                }
            }
        }
        self.event_end = position;
        self.check_length(position, is_between_tags)
    }

    fn header(&mut self, name: &(Namespace<'static>, NcName), attributes: &AttrMap) -> Header {
        let value = |key: &str| plain(attributes, key);
        self.lang = attributes.get(Namespace::xml(), "lang").map(|lang| Arc::from(lang.as_str()));
        Header {
            is_stream: name.0.as_str() == namespace::STREAM && name.1.as_str() == "stream",
            from: value("from"),
            to: value("to"),
            id: value("id"),
            lang: self.lang.clone(),
        }
    }

    fn begin(&mut self, start: usize, name: &(Namespace<'static>, NcName), attributes: AttrMap, position: usize) {
        let mut document = Document { inherited_lang: self.lang.clone(), ..Document::default() };
        let root = open(&mut document, None, (self.meant(&name.0), &name.1), &attributes);
        let tag = self.raw.get(start.saturating_sub(self.origin)..position.saturating_sub(self.origin));
        if tag.is_some_and(|tag| !tag.contains(&b':') && !tag.windows(5).any(|word| word == b"xmlns")) {
            self.is_content = name.0.as_str() == self.content;
        }
        let namespace = self.meant(&name.0).to_owned();
        let head = Head { name: name.1.as_str().to_owned(), namespace, attributes };
        self.current = Some(Current { head, start, state: State::Reading { document, open: vec![root] } });
    }

    fn inner(&mut self, name: &(Namespace<'static>, NcName), attributes: &AttrMap, position: usize) {
        let limit = self.limits.depth;
        let space = self.meant(&name.0);
        let Some(Current { state: State::Reading { document, open: above }, .. }) = &mut self.current else { return };
        if above.len() >= limit {
            let open = above.len();
            self.skip(Unreadable::TooDeep(limit), open + 1, position);
            return;
        }
        above.push(open(document, above.last().copied(), (space, &name.1), attributes));
    }

    fn meant<'a>(&self, space: &'a Namespace<'static>) -> &'a str {
        meant(space, self.content)
    }

    fn text(&mut self, text: &str) {
        if let Some(Current { state: State::Reading { document, open }, .. }) = &mut self.current
            && let Some(parent) = open.last()
        {
            document.text(*parent, text);
        }
    }

    fn check_length(&mut self, position: usize, is_between_tags: bool) -> Result<(), Problem> {
        let limit = self.limits.bytes;
        let Some(Current { start, state: State::Reading { open, .. }, .. }) = &self.current else { return Ok(()) };
        let (start, open) = (*start, open.len());
        if position.saturating_sub(start) > limit && is_between_tags {
            // The element that has just begun is among the open ones.
            self.skip(Unreadable::TooLarge(limit), open, position);
        }
        self.check_patience(start, position)
    }

    fn check_patience(&self, start: usize, position: usize) -> Result<(), Problem> {
        let most = self.limits.bytes.saturating_mul(PATIENCE);
        if position.saturating_sub(start) > most { Err(Problem::Endless(most)) } else { Ok(()) }
    }

    /// Passes over the rest of the stanza; `open` counts an element as open even if its tag closed it at once.
    fn skip(&mut self, why: Unreadable, open: usize, position: usize) {
        let end = position.saturating_sub(self.origin);
        let is_closed_at_once = self.raw.get(..end).is_some_and(|bytes| bytes.ends_with(b"/>"));
        let open = if is_closed_at_once { open.saturating_sub(1) } else { open };
        if let Some(Current { start, state, .. }) = &mut self.current
            && open > 0
        {
            let start = kept(&self.raw, start.saturating_sub(self.origin));
            *state = State::Skipping { why, start, skip: Skip::new(open) };
        }
    }

    /// A new tokenizer that stands where the old one would: behind the stream's header.
    fn restart(&mut self) -> Result<(), Problem> {
        self.parser = tokenizer();
        let mut opening = self.opening.as_slice();
        loop {
            match self.parser.parse(&mut opening, false) {
                Ok(Some(_)) => {}
                Ok(None) | Err(EndOrError::NeedMoreData) => return Ok(()),
                Err(EndOrError::Error(error)) => return Err(Problem::Xml(error)),
            }
        }
    }

    fn finish(&mut self, position: usize, parts: &mut Vec<Part>) {
        self.is_between = true;
        let Some(Current { head, start, state }) = self.current.take() else {
            return;
        };
        let content = match state {
            State::Reading { mut document, .. } if position - start <= self.limits.bytes => {
                document.close(0);
                let bytes = self.raw.get(start.saturating_sub(self.origin)..position.saturating_sub(self.origin));
                Read::Whole { document, xml: String::from_utf8_lossy(bytes.unwrap_or_default()).into() }
            }
            State::Reading { .. } => Read::Cut {
                why: Unreadable::TooLarge(self.limits.bytes),
                start: kept(&self.raw, start.saturating_sub(self.origin)),
            },
            State::Skipping { why, start, .. } => Read::Cut { why, start },
        };
        parts.push(Part::Stanza(Stanza {
            id: plain(&head.attributes, "id"),
            from: plain(&head.attributes, "from"),
            to: plain(&head.attributes, "to"),
            kind: plain(&head.attributes, "type"),
            name: head.name,
            namespace: head.namespace,
            bytes: position.saturating_sub(start),
            content,
        }));
    }

    /// Drops the bytes that no unfinished stanza needs; a token that has begun outside of one is kept.
    fn forget(&mut self, end: usize) {
        let keep_from = match &self.current {
            Some(Current { start, state: State::Reading { .. }, .. }) => *start,
            Some(Current { state: State::Skipping { .. }, .. }) => end,
            None if self.opening.is_empty() => self.origin.max(end.saturating_sub(TOKEN_BYTES)),
            None => end.saturating_sub(TOKEN_BYTES).max(self.event_end.saturating_sub(LOOKAHEAD)),
        };
        let drop = keep_from.saturating_sub(self.origin).min(self.raw.len());
        let _ = self.raw.drain(..drop);
        self.origin += drop;
    }
}

/// A namespace as everybody who reads stanzas knows it.
fn meant<'a>(space: &'a Namespace<'static>, content: &str) -> &'a str {
    let is_component = content == namespace::COMPONENT && space.as_str() == content;
    if is_component { namespace::CLIENT } else { space.as_str() }
}

/// Adds an element to a document.
fn open(
    document: &mut Document,
    parent: Option<usize>,
    (namespace, name): (&str, &NcName),
    attributes: &AttrMap,
) -> usize {
    let first = document.attributes.len();
    for ((namespace, name), value) in attributes {
        let attribute = Attribute {
            namespace: document.namespace(namespace.as_str()),
            name: document.make(name.as_str()),
            value: document.make(value),
        };
        document.attributes.push(attribute);
    }
    let name = (document.namespace(namespace), document.make(name.as_str()));
    document.open(parent, name, first)
}

fn tokenizer() -> Parser {
    Parser::with_options(Options { max_token_length: TOKEN_BYTES, context: None, comments: CommentMode::Discard })
}

fn plain(attributes: &AttrMap, name: &str) -> Option<String> {
    attributes.get(Namespace::none(), name).cloned()
}

fn kept(raw: &[u8], start: usize) -> Arc<str> {
    let bytes = raw.get(start..).unwrap_or_default();
    let bytes = bytes.get(..START_BYTES).unwrap_or(bytes);
    String::from_utf8_lossy(bytes).trim_end_matches(char::REPLACEMENT_CHARACTER).into()
}

/// Reads one element that was kept, as if it had come in a client stream of that language.
///
/// Fails when the text is not exactly one well-formed element within the limits.
pub fn parse(xml: &str, lang: Option<&str>, limits: Limits) -> Result<Stanza, Problem> {
    let inherited = lang.map(Arc::from);
    if let Ok((document, length)) = quick::read(xml.as_bytes(), limits.depth, inherited.as_ref())
        && length == xml.len().min(limits.bytes)
    {
        return Ok(Stanza::of(document, length));
    }
    let lang = lang.map(|lang| format!(" xml:lang='{}'", super::escape(lang))).unwrap_or_default();
    let header = format!("<stream:stream xmlns='{}' xmlns:stream='{}'{lang}>", namespace::CLIENT, namespace::STREAM);
    let mut splitter = Splitter::new(limits);
    let mut parts = Vec::new();
    splitter.feed(header.as_bytes(), &mut parts)?;
    splitter.feed(xml.as_bytes(), &mut parts)?;
    let mut stanzas = parts.into_iter().filter_map(|part| match part {
        Part::Stanza(stanza) => Some(stanza),
        Part::Header(_) | Part::Footer => None,
    });
    stanzas.next().ok_or(Problem::Unfinished)
}
