//! Taking the account's own address out of everything that is written.

use aho_corasick::{AhoCorasick, MatchKind};

use crate::disco::xml;

/// What stands for the account's address; the domain can never exist (RFC 2606 §2).
const NOBODY: &str = "own-account@hidden.invalid";
/// What stands for a component's own domain where that is what asked.
const NO_COMPONENT: &str = "own-component.hidden.invalid";
const NOWHERE: &str = "hidden";

/// Finds an address in all the spellings in which it may stand in a document.
#[derive(Debug)]
pub struct Hide {
    bare: Option<AhoCorasick>,
    /// What stands for each spelling of the bare JID.
    replacements: Vec<String>,
    resource: Option<String>,
}

impl Hide {
    /// Hides this full JID, and the bare one.
    pub fn of(own: &str) -> Self {
        let (bare, resource) = own.split_once('/').map_or((own, None), |(bare, resource)| (bare, Some(resource)));
        let resource = resource.map(str::to_owned);
        let mut patterns = Vec::new();
        let mut replacements = Vec::new();
        if !bare.contains('@') {
            patterns = spellings(bare);
            replacements.resize(patterns.len(), in_json(NO_COMPONENT));
            let bare = Some(bare).filter(|bare| !bare.is_empty()).and_then(|_| finder(&patterns));
            return Self { bare, replacements, resource };
        }
        // In JIDs, percent-encoded in links (RFC 5122), in escaped local parts (XEP-0106), in those of old gateways.
        for at in ["@", "%40", "\\40", "%"] {
            let (local, domain) = bare.split_once('@').unwrap_or_default();
            let encoded = format!("{}{at}{domain}", percent(local));
            for spelling in spellings(&bare.replacen('@', at, 1)).into_iter().chain([encoded]) {
                patterns.push(spelling);
                replacements.push(in_json(&NOBODY.replacen('@', at, 1)));
            }
        }
        Self { bare: finder(&patterns), replacements, resource }
    }

    /// A text as it will be written.
    pub fn text(&self, text: &str) -> String {
        String::from_utf8(self.bytes(text.as_bytes().to_vec())).unwrap_or_default()
    }

    /// A piece of a JSON document as it will be written.
    pub fn bytes(&self, piece: Vec<u8>) -> Vec<u8> {
        let Some(finder) = &self.bare else { return piece };
        let mut out = Vec::new();
        let mut end = 0;
        for found in finder.find_iter(&piece) {
            let before = piece.get(..found.start()).unwrap_or_default();
            let rest = piece.get(found.end()..).unwrap_or_default();
            if ends_in_name(before) || goes_on(rest) {
                continue;
            }
            out.extend_from_slice(piece.get(end..found.start()).unwrap_or_default());
            let replacement = self.replacements.get(found.pattern().as_usize());
            let written = piece.get(found.start()..found.end()).unwrap_or_default();
            out.extend(in_case_of(written, replacement.map(String::as_str).unwrap_or_default()));
            end = found.end();
            if let Some((separator, length)) = self.resource.as_deref().and_then(|resource| after(rest, resource)) {
                out.extend_from_slice(separator);
                out.extend_from_slice(NOWHERE.as_bytes());
                end += length;
            }
        }
        if end == 0 {
            return piece;
        }
        out.extend_from_slice(piece.get(end..).unwrap_or_default());
        out
    }
}

fn finder(patterns: &[String]) -> Option<AhoCorasick> {
    let builder =
        AhoCorasick::builder().ascii_case_insensitive(true).match_kind(MatchKind::LeftmostLongest).build(patterns);
    builder.ok()
}

/// Whether what was found is only a part of another address: of `malice@a.example` or `alice@a.example.org`.
fn goes_on(rest: &[u8]) -> bool {
    match *rest {
        [b'.', next, ..] | [next, ..] => is_name(next),
        [] => false,
    }
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_') || byte >= 0x80
}

/// Whether what stands before belongs to the same name. The end of an escape does not: of JSON (`\\n`, `\\u000a`), of a
/// link (`%2F`), of an escaped local part (`\\2f`, XEP-0106, whose backslash JSON doubles).
fn ends_in_name(before: &[u8]) -> bool {
    let Some((last, rest)) = before.split_last() else { return false };
    if !(is_name(*last) || matches!(last, b'.' | b'+')) {
        return false;
    }
    let is_escaping = |rest: &[u8]| rest.iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 1;
    let is_json = matches!(last, b'n' | b'r' | b't' | b'b' | b'f') && is_escaping(rest);
    let tail = |count: usize| before.len().checked_sub(count).and_then(|start| before.split_at_checked(start));
    let is_hex = |digits: &[u8]| digits.iter().all(u8::is_ascii_hexdigit);
    let is_unicode =
        tail(5).is_some_and(|(rest, end)| matches!(end, [b'u', digits @ ..] if is_hex(digits)) && is_escaping(rest));
    let is_percent = tail(3).is_some_and(|(_, end)| matches!(end, [b'%', digits @ ..] if is_hex(digits)));
    let is_local = tail(4).is_some_and(|(_, end)| matches!(end, [b'\\', b'\\', digits @ ..] if is_hex(digits)));
    !(is_json || is_unicode || is_percent || is_local)
}

/// What stands for a spelling in upper and lower case, in such a case itself: what differed before must differ still.
fn in_case_of<'a>(written: &'a [u8], replacement: &'a str) -> impl Iterator<Item = u8> + 'a {
    let mut letters = written.iter().filter(|byte| byte.is_ascii_alphabetic());
    replacement.bytes().map(move |byte| {
        let is_upper = byte.is_ascii_alphabetic() && letters.next().is_some_and(u8::is_ascii_uppercase);
        if is_upper { byte.to_ascii_uppercase() } else { byte }
    })
}

/// As it stands in JSON, in XML inside JSON, and in XML whose references are hexadecimal or decimal.
fn spellings(text: &str) -> Vec<String> {
    let xml = xml::escape(text);
    let mut all = vec![text.to_owned(), in_json(text), in_json(&xml)];
    for (reference, number) in [("&apos;", "&#39;"), ("&apos;", "&#x27;"), ("&quot;", "&#34;"), ("&amp;", "&#38;")] {
        all.push(in_json(&xml.replace(reference, number)));
    }
    // Between the elements quotes need no reference.
    all.push(in_json(&text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")));
    all.push(in_json(&text.replace('&', "&amp;").replace('<', "&lt;")));
    all
}

/// Whether the resource follows here, each of its characters in any spelling: as it is, in JSON, by an XML reference,
/// percent-encoded. Gives the separator before it and the length of both.
fn after<'a>(rest: &'a [u8], resource: &str) -> Option<(&'a [u8], usize)> {
    let separator = [&b"/"[..], b"%2F", b"%2f", b"\\\\2f"].into_iter().find(|separator| rest.starts_with(separator))?;
    let mut length = separator.len();
    for character in resource.chars() {
        let here = rest.get(length..)?;
        length += writings(character).into_iter().find_map(|writing| {
            let start = here.get(..writing.len())?;
            let is_escape = writing.len() > character.len_utf8();
            let is_same =
                if is_escape { start.eq_ignore_ascii_case(writing.as_bytes()) } else { start == writing.as_bytes() };
            is_same.then_some(writing.len())
        })?;
    }
    let ends = !goes_on(rest.get(length..)?);
    ends.then(|| (rest.get(..separator.len()).unwrap_or_default(), length))
}

/// The longer ones first: a `&` begins every reference.
fn writings(character: char) -> Vec<String> {
    let code = u32::from(character);
    let mut all = vec![format!("&#{code};"), format!("&#x{code:x};"), format!("\\u{code:04x}")];
    all.push(character.to_string().bytes().map(|byte| format!("%{byte:02x}")).collect::<Vec<_>>().concat());
    let named = xml::escape(character.encode_utf8(&mut [0; 4])).into_owned();
    all.extend([in_json(&named), in_json(&character.to_string())]);
    all
}

/// As it stands in a link (RFC 3986 §2.1).
fn percent(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let bytes =
        text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") });
    bytes.collect::<Vec<_>>().concat()
}

fn in_json(text: &str) -> String {
    let quoted = serde_json::to_string(text).unwrap_or_default();
    quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or_default().to_owned()
}
