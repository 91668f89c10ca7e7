//! How much of a list a record holds, and the pages it came in.

use std::borrow::Cow;

use serde::Serialize;

use super::{instant, milliseconds};
use crate::disco::{
    reply::{Page, Paging, Set},
    state::{Reply, Timing},
    xml::Kept,
};

/// How much of a list this is. A list that no `set` tells of has the first two keys only.
#[derive(Debug, Serialize)]
pub struct PagingRecord<'a> {
    count: Option<u64>,
    complete: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    rest: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    first_page: Option<PageRecord<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    more_pages: Vec<ReplyRecord<'a>>,
}

/// A page: what was asked for, what it brought, what it said of itself.
#[derive(Debug, Serialize)]
struct PageRecord<'a> {
    max: Option<u32>,
    received: usize,
    taken: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    set: Option<SetRecord<'a>>,
}

/// The `set` of a page.
#[derive(Debug, Serialize)]
struct SetRecord<'a> {
    first: Option<&'a str>,
    index: Option<u64>,
    last: Option<&'a str>,
    count: Option<u64>,
}

/// A page that was asked for, with its stanzas.
#[derive(Debug, Serialize)]
struct ReplyRecord<'a> {
    asked_at: String,
    took_ms: f64,
    late: bool,
    #[serde(flatten)]
    page: PageRecord<'a>,
    reply_bytes: usize,
    request_xml: Option<Cow<'a, str>>,
    reply_xml: Option<Cow<'a, str>>,
}

impl<'a> PagingRecord<'a> {
    /// The record of what is known.
    pub fn of(paging: &'a Paging) -> Self {
        let has_pages = paging.sets().next().is_some() || paging.pages().any(|page| page.max.is_some());
        Self {
            count: paging.count(),
            complete: paging.is_complete(),
            rest: (!paging.is_complete()).then(|| paging.rest.word()),
            first_page: has_pages.then(|| page(&paging.first)),
            more_pages: paging.more.iter().map(reply).collect(),
        }
    }

    /// The same without the stanzas.
    pub fn without_xml(mut self) -> Self {
        for page in &mut self.more_pages {
            (page.request_xml, page.reply_xml) = (None, None);
        }
        self
    }
}

fn page(page: &Page) -> PageRecord<'_> {
    let Page { max, received, taken, set } = page;
    PageRecord { max: *max, received: *received, taken: *taken, set: set.as_ref().map(self::set) }
}

fn set(set: &Set) -> SetRecord<'_> {
    SetRecord { first: set.first.as_deref(), index: set.index, last: set.last.as_deref(), count: set.count }
}

fn reply(reply: &Reply<Page>) -> ReplyRecord<'_> {
    ReplyRecord {
        asked_at: instant(reply.asked.at),
        took_ms: milliseconds(reply.took),
        late: reply.timing == Timing::Late,
        page: page(&reply.body),
        reply_bytes: reply.reply_bytes,
        request_xml: reply.asked.request_xml.as_ref().map(Kept::text),
        reply_xml: reply.reply_xml.as_ref().map(Kept::text),
    }
}
