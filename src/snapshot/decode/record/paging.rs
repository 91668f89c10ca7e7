//! How much of a list a record holds, and its pages, back to what they were made from.

use std::sync::Arc;

use super::{
    Asked, Items, Kept, Limits, Paging, Read, Reply, Timing, few, read,
    wire::{PageRecord, PagingRecord, SetRecord},
    xml,
};
use crate::disco::{
    paging::{begun, moved},
    reply::{Item, Page, Rest, Set},
};

/// The paging of a list of so many items; says what is wrong with a record that contradicts itself.
pub fn paging(record: Option<&PagingRecord<'_>>, length: usize) -> Result<Paging, String> {
    let Some(record) = record else { return Ok(begun(None, length)) };
    // Files of the first program say no more than the number.
    let set = record.count.map(|count| Set { count: Some(count), ..Set::default() });
    let mut paging = begun(set, length);
    paging.rest = if record.complete { Rest::Nothing } else { Rest::Unreachable };
    if let Some(word) = record.rest.as_ref().filter(|_| !record.complete) {
        paging.rest = Rest::of(word).ok_or("the record does not say what of the list is missing")?;
    }
    if let Some(first) = &record.first_page {
        paging.first = page(first);
    }
    for reply in &record.more_pages {
        let (at, took) = (reply.asked_at.0, reply.took_ms.0);
        let _ = at.checked_add(took).map_err(|_| "asked_at and took_ms of a page leave the calendar".to_owned())?;
        paging.more.push(Reply {
            asked: Asked { at, request_xml: reply.request_xml.as_deref().map(Kept::from) },
            took,
            timing: if reply.late { Timing::Late } else { Timing::InTime },
            reply_xml: reply.reply_xml.as_deref().map(Kept::from),
            reply_bytes: reply.reply_bytes,
            body: page(&reply.page),
        });
    }
    Ok(paging)
}

/// Makes the list that was read from its first page's stanza the whole list again.
pub fn complete(read: &mut Items, items: &[Arc<Item>], paging: &Paging) {
    let mut start = read.items.len();
    for reply in &paging.more {
        let stanza = reply.reply_xml.as_ref().filter(|_| reply.body.taken > 0);
        let stanza = stanza.and_then(|xml| xml::parse(&xml.text(), None, Limits::default()).ok());
        if let Some(Read::Whole { document, .. }) = stanza.map(|stanza| stanza.content)
            && let Some(root) = document.root()
        {
            read.extras.extend(self::read::items(root).extras.into_iter().map(|extra| moved(extra, start)));
        }
        start += reply.body.taken;
    }
    read.items = items.to_vec();
    read.paging = paging.clone();
}

fn page(record: &PageRecord<'_>) -> Page {
    let PageRecord { max, received, taken, set } = record;
    Page { max: *max, received: *received, taken: *taken, set: set.as_ref().map(self::set) }
}

fn set(record: &SetRecord<'_>) -> Set {
    let SetRecord { first, index, last, count } = record;
    Set { first: few(first.as_ref()), index: *index, last: few(last.as_ref()), count: *count }
}
