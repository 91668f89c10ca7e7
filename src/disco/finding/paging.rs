//! Rules about lists that come in pages (XEP-0059 §2).

use super::{Rule, Sink};
use crate::disco::reply::{At, Items, Page, Rest};

/// Checks how a list came.
pub fn check(items: &Items, sink: &mut impl Sink) {
    for (number, page) in items.paging.pages().enumerate() {
        self::page(number + 1, page, sink);
    }
    if items.paging.rest == Rest::Repeated {
        let pages = items.paging.more.len() + 1;
        sink.add(Rule::PageRepeated, At::Reply, format_args!("page {pages}"));
    }
    let length = items.items.len();
    if let Some(count) = items.paging.count().filter(|_| items.paging.is_complete())
        && usize::try_from(count) != Ok(length)
    {
        sink.add(Rule::ListCountDiffers, At::Reply, format_args!("{length} instead of {count}"));
    }
}

fn page(number: usize, page: &Page, sink: &mut impl Sink) {
    let Page { max, received, set: Some(set), .. } = page else { return };
    if let Some(max) = max.filter(|max| usize::try_from(*max).is_ok_and(|max| *received > max)) {
        sink.add(Rule::PageTooLong, At::Reply, format_args!("page {number}: {received} instead of {max}"));
    }
    let is_all = set.count.is_some_and(|count| usize::try_from(count) == Ok(*received));
    match (received, &set.first, &set.last) {
        (0, None, None) | (1.., Some(_), Some(_)) => {}
        (0, ..) => sink.add(Rule::PageEmptyWithEnds, At::Reply, format_args!("page {number}")),
        // Who gives everything only tells how much that is.
        (_, None, None) if is_all => {}
        _ => sink.add(Rule::PageWithoutEnds, At::Reply, format_args!("page {number}")),
    }
}
