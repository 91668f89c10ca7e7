//! The page, read by an HTML parser.

use std::{collections::BTreeSet, process::Command, sync::LazyLock};

use base64::{Engine, engine::general_purpose::STANDARD};
use discoscope::{
    disco::{text::visible, xml::escape},
    snapshot::export::Format,
};
use proptest::prelude::*;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::{
    harm::{HARM, Seen, hostile, small},
    piped, written,
};

/// Tells of a page what could do harm in it, and what text it shows.
const READER: &str = r#"
import json, sys
from html.parser import HTMLParser
VOID = {"meta", "input", "use"}
class Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.tags, self.attributes, self.links, self.texts, self.raw = [], {}, set(), set(), [], {}
        self.ids, self.wrong, self.comments = [], [], 0
    def handle_starttag(self, tag, attributes):
        self.tags[tag] = self.tags.get(tag, 0) + 1
        for name, value in attributes:
            self.attributes.add(name)
            if name == "href": self.links.add(value)
            if name == "id": self.ids.append(value)
        if tag not in VOID: self.open.append(tag)
    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID: self.open.pop()
    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag: self.wrong.append(tag)
    def handle_data(self, data):
        if self.open and self.open[-1] in ("script", "style"): self.raw[self.open[-1]] = self.raw.get(self.open[-1], "") + data
        else: self.texts.append(data)
    def handle_comment(self, data): self.comments += 1
    def handle_decl(self, data): self.doctype = data
    def unknown_decl(self, data): self.wrong.append(data)
    def handle_pi(self, data): self.wrong.append(data)
reader = Reader()
reader.feed(sys.stdin.read())
reader.close()
print(json.dumps({"tags": reader.tags, "attributes": sorted(reader.attributes), "links": sorted(reader.links),
    "texts": reader.texts, "raw": reader.raw, "ids": reader.ids, "wrong": reader.wrong + reader.open,
    "comments": reader.comments, "doctype": reader.doctype}))
"#;

fn read(page: String) -> Value {
    serde_json::from_str(&piped(Command::new("python3").args(["-c", READER]).env("PYTHONUTF8", "1"), page)).unwrap()
}

fn strings(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect()
}

#[test]
fn nothing_that_came_over_the_wire_is_more_than_text() {
    let page = written(&hostile().snapshot(), Format::Html);
    let seen = read(page);
    assert_eq!(seen["wrong"], Value::Array(Vec::new()), "every element ends where it should");
    assert_eq!((&seen["comments"], &seen["doctype"]), (&0.into(), &"DOCTYPE html".into()));
    assert_eq!((&seen["tags"]["script"], &seen["tags"]["style"]), (&1.into(), &1.into()));
    assert_eq!(seen["raw"]["script"], include_str!("../../assets/export/filter.js"));
    assert_eq!(seen["raw"]["style"], include_str!("../../assets/export/page.css"));
    for (tag, _) in seen["tags"].as_object().unwrap() {
        let ours = [
            "a", "bdi", "body", "circle", "code", "details", "div", "ellipse", "footer", "h1", "h2", "h3", "head",
            "header", "html", "input", "li", "line", "main", "meta", "nav", "p", "path", "polyline", "pre", "rect",
            "script", "section", "span", "style", "summary", "svg", "symbol", "table", "tbody", "td", "th", "thead",
            "title", "tr", "ul", "use",
        ];
        assert!(ours.contains(&tag.as_str()), "a {tag}");
    }
    for attribute in strings(&seen["attributes"]) {
        assert!(
            !attribute.starts_with("on") && !["src", "style", "action", "srcdoc"].contains(&attribute),
            "{attribute}"
        );
    }
    let ids = strings(&seen["ids"]);
    for link in strings(&seen["links"]) {
        let is_ours = match link.strip_prefix('#') {
            Some(id) => ids.contains(&id),
            None => {
                discoscope::disco::link::Link::parse(link).is_ok()
                    || link.starts_with("https://xmpp.org/extensions/xep-")
                    || link.starts_with("https://www.rfc-editor.org/rfc/rfc")
            }
        };
        assert!(is_ours, "{link}");
    }
    let texts: std::collections::HashSet<&str> = strings(&seen["texts"]).into_iter().collect();
    for harm in HARM.iter().filter(|harm| !harm.is_empty()) {
        assert!(texts.contains(&*visible(harm)), "{harm:?} is not to be read");
    }
}

#[test]
fn the_policy_allows_our_script_and_style_and_nothing_else() {
    let page = written(&small().snapshot(), Format::Html);
    let (_, policy) = page.split_once("Content-Security-Policy\" content=\"").unwrap();
    let policy = policy.split('"').next().unwrap();
    let between = |open: &str, close: &str| {
        let text = page.split_once(open).unwrap().1.split_once(close).unwrap().0;
        STANDARD.encode(Sha256::digest(text))
    };
    let (style, script) = (between("<style>", "</style>"), between("<script>", "</script>"));
    assert_eq!(
        policy,
        format!(
            "default-src 'none'; style-src 'sha256-{style}'; script-src 'sha256-{script}'; base-uri 'none'; form-action 'none'"
        )
    );
}

#[test]
fn stanzas_are_whole() {
    let snapshot = small().snapshot();
    let seen = read(written(&snapshot, Format::Html));
    let shown: String = strings(&seen["texts"]).concat();
    let shown: String = shown.split_whitespace().collect();
    for entity in &snapshot.entities {
        if let discoscope::disco::state::State::Answered(reply) = &entity.info {
            let xml: String = reply.reply_xml.as_ref().unwrap().text().split_whitespace().collect();
            assert!(shown.contains(&xml), "{xml}");
        }
    }
}

/// A page about one entity of that name, with that feature and item.
fn page_about(text: &str) -> String {
    let text = escape(text);
    let seen = Seen::default()
        .root("a.example")
        .info("a.example", &format!("<identity category='x' type='y' name='{text}'/><feature var='{text}'/>"))
        .items("a.example", &format!("<item jid='a.example' node='{text}' name='{text}'/>"));
    written(&seen.snapshot(), Format::Html)
}

/// Every tag of a page with its attributes' values left out; a bare `<` or quotation mark would make a new one.
fn skeletons(page: &str) -> BTreeSet<String> {
    let body = page.split_once("</style>").unwrap().1.split_once("<script>").unwrap().0;
    let tags = body.split('<').skip(1).map(|tag| {
        let (tag, text) = tag.split_once('>').expect("every tag ends");
        assert!(!text.contains(['>', '"', '\'']), "{text:?}");
        tag.split('"').step_by(2).collect::<Vec<_>>().join("\"\"")
    });
    tags.collect()
}

proptest! {
    #[test]
    fn no_text_adds_an_element(text in prop_oneof![any::<String>(), "[<>&\"'/a!=-]{1,12}"]) {
        static OURS: LazyLock<BTreeSet<String>> =
            LazyLock::new(|| skeletons(&written(&hostile().snapshot(), Format::Html)));
        let text: String = text.chars().filter(|character| !character.is_control() && *character < '\u{fffe}').collect();
        for tag in skeletons(&page_about(&text)) {
            prop_assert!(OURS.contains(&tag), "<{}>", tag);
        }
    }
}
