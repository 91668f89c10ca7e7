//! The reader: what a reply says, however odd it is, and the record of it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

#[path = "reader/any.rs"]
mod any;
#[path = "reader/forms.rs"]
mod forms;
#[path = "reader/info.rs"]
mod info;
#[path = "reader/items.rs"]
mod items;
#[path = "reader/pages.rs"]
mod pages;
#[path = "reader/record.rs"]
mod record;
#[path = "reader/refusal.rs"]
mod refusal;
#[path = "support/pages.rs"]
mod support;

use discoscope::disco::{
    read,
    reply::{Info, Items, Refusal},
    xml::{Document, Limits, Read, parse},
};

const INFO: &str = "http://jabber.org/protocol/disco#info";
const ITEMS: &str = "http://jabber.org/protocol/disco#items";

fn document(xml: &str, lang: Option<&str>) -> Document {
    match parse(xml, lang, Limits::default()).expect(xml).content {
        Read::Whole { document, .. } => document,
        Read::Cut { why, .. } => panic!("{why}"),
    }
}

fn read_info(iq: &str, lang: Option<&str>) -> Info {
    read::info(document(iq, lang).root().unwrap())
}

fn read_items(iq: &str) -> Items {
    read::items(document(iq, None).root().unwrap())
}

fn read_refusal(iq: &str, lang: Option<&str>) -> Refusal {
    read::refusal(document(iq, lang).root().unwrap())
}

/// The info of a result whose query has this content.
fn info_of(content: &str) -> Info {
    read_info(&format!("<iq type='result'><query xmlns='{INFO}'>{content}</query></iq>"), None)
}

/// The items of a result whose query has this content.
fn items_of(content: &str) -> Items {
    read_items(&format!("<iq type='result'><query xmlns='{ITEMS}'>{content}</query></iq>"))
}

/// For tables: absent as "-", else the text in brackets.
fn shown(text: Option<&str>) -> String {
    text.map_or_else(|| "-".to_owned(), |text| format!("[{text}]"))
}

fn strings<T: AsRef<str>>(list: &[T]) -> Vec<&str> {
    list.iter().map(AsRef::as_ref).collect()
}
