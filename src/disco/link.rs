//! Links that lead to an entity: `xmpp:jid?disco;node=…;request=info;type=get` (RFC 5122, XEP-0147, XEP-0030 §10.3).
//!
//! A link only ever says whom to look at. Everything else that an `xmpp:` link may ask for is refused.

use std::fmt::Write;

use super::{
    address::{self, Address},
    text::visible_within,
};

/// What a link leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Whom to ask.
    pub address: Address,
    /// Which question it names; without one it leads to both.
    pub request: Option<Request>,
}

/// The question that a link may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Request {
    /// disco#info.
    Info,
    /// disco#items.
    Items,
}

/// Why a link is not followed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// It begins otherwise.
    #[error("“{0}” is no xmpp: link; write one such as xmpp:example.org?disco;request=info.")]
    Scheme(String),
    /// It names an account to act as.
    #[error(
        "This link says which account is to follow it (xmpp://…), which Discoscope leaves to you; write it as xmpp: \
         without the two slashes and the account."
    )]
    Authority,
    /// It has a part that a URI cannot have.
    #[error("This link holds {0}, which no link can hold as it is; copy it again from where it came.")]
    Character(String),
    /// A `%` is not followed by two hexadecimal digits, or what it stands for is no text.
    #[error("“{0}” in this link stands for no text; copy it again from where it came.")]
    Encoding(String),
    /// The address is none.
    #[error(transparent)]
    Address(#[from] address::Error),
    /// It is there for something else.
    #[error("This link asks for “{0}”, and Discoscope follows links of service discovery only (?disco).")]
    Action(String),
    /// It asks to change something.
    #[error("This link asks for a discovery of type “{0}”, and Discoscope only looks (type=get).")]
    Type(String),
    /// It asks for something that discovery does not have.
    #[error("This link asks for “{0}”; discovery has request=info and request=items.")]
    Request(String),
    /// It has a part that discovery does not know.
    #[error(
        "This link has the part “{0}”, which links of service discovery do not have (they have node, request and type)."
    )]
    Key(String),
    /// A part stands there twice.
    #[error("This link says {0} twice; which one is meant cannot be known.")]
    Twice(&'static str),
}

/// A piece of a link in an error is no longer.
const QUOTED_CHARACTERS: usize = 80;

impl Link {
    /// To both answers of an entity.
    pub fn to(address: Address) -> Self {
        Self { address, request: None }
    }

    /// The link as text, in ASCII; none where the JID is none or a character cannot stand in XML, so that nobody could
    /// ever be asked. [`Link::parse`] gives the same link back.
    pub fn uri(&self) -> Option<String> {
        let Address { jid, node } = &self.address;
        if !self.address.is_valid() || !is_xml(jid) || !node.as_deref().is_none_or(is_xml) {
            return None;
        }
        let mut uri = "xmpp:".to_owned();
        let (bare, resource) = jid.split_once('/').map_or((&**jid, None), |(bare, resource)| (bare, Some(resource)));
        let (local, domain) = bare.split_once('@').map_or((None, bare), |(local, domain)| (Some(local), domain));
        if let Some(local) = local {
            encode(&mut uri, local, "");
            uri.push('@');
        }
        // Of an IPv6 address, which stands in brackets.
        encode(&mut uri, domain, if domain.starts_with('[') { "[]:" } else { "" });
        if let Some(resource) = resource {
            uri.push('/');
            encode(&mut uri, resource, "");
        }
        uri.push_str("?disco");
        if let Some(node) = node {
            uri.push_str(";node=");
            encode(&mut uri, node, "");
        }
        if let Some(request) = self.request {
            uri.push_str(match request {
                Request::Info => ";request=info",
                Request::Items => ";request=items",
            });
        }
        uri.push_str(";type=get");
        Some(uri)
    }

    /// Reads a link of service discovery, or one that names nothing but an address.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let text = text.trim();
        let rest = after_scheme(text).ok_or_else(|| Error::Scheme(quoted(text)))?;
        if rest.starts_with("//") {
            return Err(Error::Authority);
        }
        if let Some(wrong) = rest.chars().find(|character| !is_allowed(*character)) {
            return Err(Error::Character(named(wrong)));
        }
        let (path, query) = rest.split_once('?').map_or((rest, None), |(path, query)| (path, Some(query)));
        let jid = jid(path)?;
        let _ = address::check(&jid)?;
        let mut link = Self::to(Address::new(jid));
        if let Some(query) = query {
            link.read_query(query)?;
        }
        Ok(link)
    }

    fn read_query(&mut self, query: &str) -> Result<(), Error> {
        let mut parts = query.split(';');
        let action = parts.next().unwrap_or_default();
        if action != "disco" {
            return Err(Error::Action(quoted(action)));
        }
        let mut kind = None;
        for part in parts {
            let (key, value) = part.split_once('=').ok_or_else(|| Error::Key(quoted(part)))?;
            let value = decode(value)?;
            let is_first = match key {
                "node" => self.address.node.replace(value.into()).is_none(),
                "request" => self.request.replace(request(&value)?).is_none(),
                "type" if value == "get" => kind.replace(value).is_none(),
                "type" => return Err(Error::Type(quoted(&value))),
                _ => return Err(Error::Key(quoted(key))),
            };
            if !is_first {
                let keys = ["node", "request", "type"];
                return Err(Error::Twice(keys.into_iter().find(|known| *known == key).unwrap_or_default()));
            }
        }
        Ok(())
    }
}

/// Whether a text claims to be a link of this kind.
pub fn is_link(text: &str) -> bool {
    after_scheme(text.trim()).is_some()
}

fn after_scheme(text: &str) -> Option<&str> {
    let (scheme, rest) = text.split_once(':')?;
    scheme.eq_ignore_ascii_case("xmpp").then_some(rest)
}

fn request(value: &str) -> Result<Request, Error> {
    match value {
        "info" => Ok(Request::Info),
        "items" => Ok(Request::Items),
        other => Err(Error::Request(quoted(other))),
    }
}

/// The JID of a path. What was encoded must not become a separator: it would lead to somebody else than was seen.
fn jid(path: &str) -> Result<String, Error> {
    let (bare, resource) = path.split_once('/').map_or((path, None), |(bare, resource)| (bare, Some(resource)));
    let (local, domain) = bare.split_once('@').map_or((None, bare), |(local, domain)| (Some(local), domain));
    let separate = |part: &str| match decode(part)? {
        decoded if decoded.contains(['@', '/']) => Err(Error::Encoding(quoted(part))),
        decoded => Ok(decoded),
    };
    let mut jid = String::with_capacity(path.len());
    if let Some(local) = local {
        jid.push_str(&separate(local)?);
        jid.push('@');
    }
    jid.push_str(&separate(domain)?);
    if let Some(resource) = resource {
        jid.push('/');
        jid.push_str(&decode(resource)?);
    }
    Ok(jid)
}

fn encode(uri: &mut String, text: &str, besides: &str) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || besides.as_bytes().contains(&byte) {
            uri.push(byte.into());
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
    }
}

fn decode(text: &str) -> Result<String, Error> {
    let broken = || Error::Encoding(quoted(text));
    let mut pieces = text.split('%');
    let mut bytes = pieces.next().unwrap_or_default().as_bytes().to_vec();
    for piece in pieces {
        let digits = piece.get(..2).filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
        let byte = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()).ok_or_else(broken)?;
        bytes.push(byte);
        bytes.extend_from_slice(piece.get(2..).unwrap_or_default().as_bytes());
    }
    String::from_utf8(bytes).ok().filter(|text| is_xml(text)).ok_or_else(broken)
}

/// What may stand in a link unencoded: the characters of URIs, and those beyond ASCII that people write (RFC 3987). An
/// `&` would part values elsewhere, a `#` begins something that XMPP does not have.
fn is_allowed(character: char) -> bool {
    match character {
        'a'..='z' | 'A'..='Z' | '0'..='9' => true,
        _ if character.is_ascii() => "-._~!$'()*+,;=:@/?[]%".contains(character),
        _ => {
            !character.is_control()
                && !character.is_whitespace()
                && visible_within(character.encode_utf8(&mut [0; 4]), 1).chars().eq([character])
        }
    }
}

/// Whether XML 1.0 can carry a text at all (§2.2).
fn is_xml(text: &str) -> bool {
    text.chars().all(|character| {
        matches!(character, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..='\u{10ffff}')
    })
}

fn named(character: char) -> String {
    match character {
        ' ' => "a blank".to_owned(),
        '!'..='~' => format!("“{character}”"),
        _ => format!("the character U+{:04X}", u32::from(character)),
    }
}

fn quoted(text: &str) -> String {
    visible_within(text, QUOTED_CHARACTERS).into_owned()
}
