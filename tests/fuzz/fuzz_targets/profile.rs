//! Any text as a profile of what we say of ourselves: no panic, no hang; what is read can be written and read again, and
//! whatever it says is well-formed XML that reads back.
#![no_main]

use std::sync::Arc;

use discoscope_fuzz::disco::advertised::{Content, Page, Profile, Question, Served};
use discoscope_fuzz::disco::state::Kind;
use discoscope_fuzz::disco::xml::{Limits, Read, parse};
use libfuzzer_sys::fuzz_target;

const LIMITS: Limits = Limits { depth: 128, bytes: 4 << 20 };

fuzz_target!(|text: &str| {
    let _ = Profile::from_toml(text);
    let Ok(profile) = Profile::from_toml_as_it_is(text) else { return };
    let written = profile.to_toml();
    let again = Profile::from_toml_as_it_is(&written).unwrap_or_else(|error| panic!("{error}\n{written}"));
    assert_eq!(again, profile, "written and read again it is another");
    let served = Served::new(Arc::new(profile.clone()));
    let pages = [None, Some(Page { max: Some(1), ..Page::default() })];
    for node in profile.nodes.iter().map(|node| node.name.as_deref()).chain([None, Some("elsewhere")]) {
        for kind in [Kind::Info, Kind::Items] {
            for page in pages.clone() {
                let question = Question { from: "alice@example.org/x", to: "us.example.org", kind, node, page };
                says(served.decide(&question).content);
            }
        }
    }
    parses(&format!("<presence xmlns='jabber:client'>{}</presence>", served.caps("me@example.org/x").xml));
});

fn says(content: Option<Content>) {
    match content {
        Some(Content::Result(children) | Content::Error(children, _)) => {
            parses(&format!("<iq xmlns='jabber:client' type='result'>{children}</iq>"));
        }
        None => {}
    }
}

fn parses(xml: &str) {
    match parse(xml, None, LIMITS) {
        Ok(stanza) => assert!(matches!(stanza.content, Read::Whole { .. }), "cut: {xml}"),
        Err(problem) => panic!("{problem}: {xml}"),
    }
}
