//! Entity capabilities against the examples of their documents and against what breaks them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

#[path = "caps/examples.rs"]
mod examples;
#[path = "caps/ill_formed.rs"]
mod ill_formed;
#[path = "caps/mistakes.rs"]
mod mistakes;
#[path = "caps/order.rs"]
mod order;
#[path = "caps/separators.rs"]
mod separators;

use std::fmt::Write;
use std::sync::Arc;

use discoscope::disco::caps::{Announced, Hash, Mismatch, Verdict, Version, verify};
use discoscope::disco::read;
use discoscope::disco::reply::Info;
use discoscope::disco::xml::{Limits, Read, parse};

/// What a query with these children says, in a stream of that language.
fn info_in(children: &str, lang: Option<&str>) -> Info {
    let xml = format!("<iq type='result'><query xmlns='http://jabber.org/protocol/disco#info'>{children}</query></iq>");
    let Read::Whole { document, .. } = parse(&xml, lang, Limits::default()).unwrap().content else {
        panic!("cut: {xml}");
    };
    read::info(document.root().unwrap())
}

fn info(children: &str) -> Info {
    info_in(children, None)
}

fn version(hash: &str, ver: &str) -> Announced {
    let node = Some(Arc::from("https://example.org/program"));
    Announced::Version(Version { node, ver: Some(ver.into()), hash: Some(hash.into()), ext: None })
}

fn hashes(hashes: &[(&str, &str)]) -> Announced {
    let hash = |(algo, value): &(&str, &str)| Hash { algo: Some((*algo).into()), value: (*value).into() };
    Announced::Hashes(hashes.iter().map(hash).collect())
}

fn mismatch(announced: &Announced, info: &Info) -> Mismatch {
    match verify(announced, info) {
        Verdict::Mismatch(mismatch) => *mismatch,
        other => panic!("{other:?}"),
    }
}

fn assert_matches(announced: &Announced, info: &Info) {
    let verdict = verify(announced, info);
    assert!(matches!(verdict, Verdict::Match(_)), "{announced:?}: {verdict:?}");
}

fn hexadecimal(octets: &[u8]) -> String {
    octets.iter().fold(String::new(), |mut digits, octet| {
        let _ = write!(digits, "{octet:02x}");
        digits
    })
}
