//! Reading a stanza at once, as nearly all of them are: all bytes there, and nothing in it but elements, attributes and
//! text. Whatever is rarer is left to the tokenizer, which also says what is wrong where something is.

use std::sync::Arc;

use super::{Attribute, Document, Words};
use crate::disco::namespace;

/// Why a stanza was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// Its end is not there.
    Unfinished,
    /// It has something in it that is rare, or wrong.
    Odd,
}

const XMLNS: &str = "http://www.w3.org/2000/xmlns/";

/// Reads the element that the bytes begin with, as one of a client stream of that language; tells how long it is.
pub fn read(bytes: &[u8], depth: usize, lang: Option<&Arc<str>>) -> Result<(Document, usize), Stop> {
    let document = Document { inherited_lang: lang.cloned(), ..Document::default() };
    let mut reader = Reader { bytes, at: 0, depth, document, open: Vec::new() };
    reader.tag()?;
    while !reader.open.is_empty() {
        reader.text()?;
        reader.tag()?;
    }
    let Reader { at, mut document, .. } = reader;
    let raw = bytes.get(..at).and_then(|bytes| std::str::from_utf8(bytes).ok()).ok_or(Stop::Odd)?;
    // XML 1.0 §2.2.
    if !raw.is_ascii() && raw.contains(['\u{fffe}', '\u{ffff}']) {
        return Err(Stop::Odd);
    }
    document.raw = raw.into();
    Ok((document, at))
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    depth: usize,
    document: Document,
    open: Vec<Open>,
}

#[derive(Clone, Copy)]
struct Open {
    index: usize,
    /// Where its name stands.
    name: (usize, usize),
    namespace: Words,
}

impl Reader<'_> {
    fn peek(&self) -> Result<u8, Stop> {
        self.bytes.get(self.at).copied().ok_or(Stop::Unfinished)
    }

    fn expect(&mut self, byte: u8) -> Result<(), Stop> {
        if self.peek()? != byte {
            return Err(Stop::Odd);
        }
        self.at += 1;
        Ok(())
    }

    /// Goes to the next byte of which this holds.
    fn find(&mut self, is_wanted: impl Fn(u8) -> bool) -> Result<u8, Stop> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let steps = rest.iter().position(|byte| is_wanted(*byte)).ok_or(Stop::Unfinished)?;
        self.at += steps;
        self.peek()
    }

    fn slice(&self, (start, end): (usize, usize)) -> &[u8] {
        self.bytes.get(start..end).unwrap_or_default()
    }

    fn tag(&mut self) -> Result<(), Stop> {
        self.expect(b'<')?;
        if self.peek()? == b'/' { self.end_tag() } else { self.start_tag() }
    }

    fn end_tag(&mut self) -> Result<(), Stop> {
        self.at += 1;
        let name = self.name()?;
        let open = self.open.pop().ok_or(Stop::Odd)?;
        if self.slice(name) != self.slice(open.name) {
            return Err(Stop::Odd);
        }
        let _ = self.blanks()?;
        self.expect(b'>')?;
        self.document.close(open.index);
        Ok(())
    }

    fn start_tag(&mut self) -> Result<(), Stop> {
        if self.open.len() >= self.depth {
            return Err(Stop::Odd);
        }
        let (start, end) = self.name()?;
        let first = self.document.attributes.len();
        let above = self.open.last().copied();
        let mut declared = None;
        let is_closed = loop {
            let had_blanks = self.blanks()?;
            match self.peek()? {
                b'>' => break false,
                b'/' => {
                    self.at += 1;
                    break true;
                }
                _ if had_blanks => {
                    let namespace = self.attribute()?;
                    if declared.is_some() && namespace.is_some() {
                        return Err(Stop::Odd);
                    }
                    declared = declared.or(namespace);
                }
                _ => return Err(Stop::Odd),
            }
        };
        self.expect(b'>')?;
        let inherited = || above.map_or(Words::Fixed(namespace::CLIENT), |above| above.namespace);
        let namespace = declared.unwrap_or_else(inherited);
        self.sort_attributes(first)?;
        let name = Words::Raw { start, end };
        let index = self.document.open(above.map(|above| above.index), (namespace, name), first);
        if !is_closed {
            self.open.push(Open { index, name: (start, end), namespace });
        }
        Ok(())
    }

    /// Reads an attribute, or a declaration, whose namespace it gives.
    fn attribute(&mut self) -> Result<Option<Words>, Stop> {
        let (start, end) = self.name()?;
        let is_prefixed = self.peek()? == b':';
        let (namespace, (start, end)) = if is_prefixed {
            // Every other prefix is declared somewhere.
            if self.slice((start, end)) != b"xml" {
                return Err(Stop::Odd);
            }
            self.at += 1;
            (namespace::XML, self.name()?)
        } else {
            ("", (start, end))
        };
        self.expect(b'=')?;
        let value = self.value()?;
        if !is_prefixed && self.slice((start, end)) == b"xmlns" {
            return self.declared(value).map(Some);
        }
        let (namespace, name) = (Words::Fixed(namespace), Words::Raw { start, end });
        self.document.attributes.push(Attribute { namespace, name, value });
        Ok(None)
    }

    fn declared(&self, value: Words) -> Result<Words, Stop> {
        let Words::Raw { start, end } = value else { return Err(Stop::Odd) };
        let namespace = self.slice((start, end));
        let is_reserved = namespace == namespace::XML.as_bytes() || namespace == XMLNS.as_bytes();
        // In a component's stream it means something else than in a client's, where it is rare.
        let is_reserved = is_reserved || namespace == namespace::COMPONENT.as_bytes();
        if namespace.is_empty() || is_reserved { Err(Stop::Odd) } else { Ok(value) }
    }

    fn name(&mut self) -> Result<(usize, usize), Stop> {
        let start = self.at;
        let _ = self.find(|byte| !(byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.')))?;
        match self.bytes.get(start) {
            Some(first) if start < self.at && (first.is_ascii_alphabetic() || *first == b'_') => Ok((start, self.at)),
            _ => Err(Stop::Odd),
        }
    }

    /// Passes over blanks; tells whether there were any.
    fn blanks(&mut self) -> Result<bool, Stop> {
        let start = self.at;
        let _ = self.find(|byte| !matches!(byte, b' ' | b'\n' | b'\t' | b'\r'))?;
        Ok(self.at > start)
    }

    fn value(&mut self) -> Result<Words, Stop> {
        let quote = self.peek()?;
        if !matches!(quote, b'\'' | b'"') {
            return Err(Stop::Odd);
        }
        self.at += 1;
        let start = self.at;
        let mut has_references = false;
        loop {
            match self.find(|byte| byte == quote || matches!(byte, b'<' | b'&' | 0..=0x1f))? {
                b'&' => has_references = true,
                byte if byte == quote => break,
                _ => return Err(Stop::Odd),
            }
            self.at += 1;
        }
        let end = self.at;
        self.at += 1;
        if has_references { self.unescaped(start, end) } else { Ok(Words::Raw { start, end }) }
    }

    /// Reads character data up to the next tag.
    fn text(&mut self) -> Result<(), Stop> {
        let start = self.at;
        let mut has_references = false;
        loop {
            match self.find(|byte| matches!(byte, b'<' | b'>' | b'&' | b']' | 0..=8 | 0xb..=0x1f))? {
                b'&' => has_references = true,
                b'<' => break,
                _ => return Err(Stop::Odd),
            }
            self.at += 1;
        }
        let end = self.at;
        if end > start {
            let words = if has_references { self.unescaped(start, end)? } else { Words::Raw { start, end } };
            let parent = self.open.last().ok_or(Stop::Odd)?.index;
            self.document.characters(parent, words);
        }
        Ok(())
    }

    /// Resolves the references that every XML document knows (XML 1.0 §4.6).
    fn unescaped(&mut self, start: usize, end: usize) -> Result<Words, Stop> {
        let text = std::str::from_utf8(self.slice((start, end))).map_err(|_| Stop::Odd)?.to_owned();
        let mut pieces = text.split('&');
        let from = self.document.made.len();
        self.document.made.push_str(pieces.next().unwrap_or_default());
        for piece in pieces {
            let (name, rest) = piece.split_once(';').ok_or(Stop::Odd)?;
            self.document.made.push(match name {
                "amp" => '&',
                "lt" => '<',
                "gt" => '>',
                "apos" => '\'',
                "quot" => '"',
                _ => return Err(Stop::Odd),
            });
            self.document.made.push_str(rest);
        }
        Ok(Words::Made { start: from, end: self.document.made.len() })
    }

    /// Brings the attributes behind the first so many into the tokenizer's order; none may be there twice.
    fn sort_attributes(&mut self, first: usize) -> Result<(), Stop> {
        let bytes = self.bytes;
        let key = |attribute: &Attribute| match (attribute.namespace, attribute.name) {
            (Words::Fixed(space), Words::Raw { start, end }) => (space, bytes.get(start..end).unwrap_or_default()),
            _ => ("", &[][..]),
        };
        let Some(attributes) = self.document.attributes.get_mut(first..) else { return Ok(()) };
        attributes.sort_unstable_by(|one, other| key(one).cmp(&key(other)));
        let is_twice = attributes.iter().zip(attributes.iter().skip(1)).any(|(one, other)| key(one) == key(other));
        if is_twice { Err(Stop::Odd) } else { Ok(()) }
    }
}
