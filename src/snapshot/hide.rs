//! Taking the account's own address out of everything that is written.

use aho_corasick::{AhoCorasick, MatchKind};

use crate::disco::xml;

/// What stands for the account's address; the domain can never exist (RFC 2606 §2).
const NOBODY: &str = "own-account@hidden.invalid";
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
        let mut patterns = Vec::new();
        let mut replacements = Vec::new();
        // In JIDs, percent-encoded in links (RFC 5122), in escaped local parts (XEP-0106), in those of old gateways.
        for at in ["@", "%40", "\\40", "%"] {
            for spelling in spellings(&bare.replacen('@', at, 1)) {
                patterns.push(spelling);
                replacements.push(in_json(&NOBODY.replacen('@', at, 1)));
            }
        }
        let finder = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::LeftmostLongest)
            .build(&patterns)
            .ok()
            .filter(|_| bare.contains('@'));
        Self { bare: finder, replacements, resource: resource.map(str::to_owned) }
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
            let before = found.start().checked_sub(1).and_then(|index| piece.get(index)).copied();
            let rest = piece.get(found.end()..).unwrap_or_default();
            if is_part(before, rest) {
                continue;
            }
            out.extend_from_slice(piece.get(end..found.start()).unwrap_or_default());
            let replacement = self.replacements.get(found.pattern().as_usize());
            out.extend_from_slice(replacement.map(String::as_bytes).unwrap_or_default());
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

/// Whether what was found is only a part of another address: of `malice@a.example` or `alice@a.example.org`.
fn is_part(before: Option<u8>, rest: &[u8]) -> bool {
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_') || byte >= 0x80;
    let goes_on = match *rest {
        [b'.', next, ..] | [next, ..] => is_name(next),
        [] => false,
    };
    before.is_some_and(|byte| is_name(byte) || matches!(byte, b'.' | b'+')) || goes_on
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
            start.eq_ignore_ascii_case(writing.as_bytes()).then_some(writing.len())
        })?;
    }
    let ends = !is_part(None, rest.get(length..)?);
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

fn in_json(text: &str) -> String {
    let quoted = serde_json::to_string(text).unwrap_or_default();
    quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or_default().to_owned()
}
