//! The stanzas of a list that came in pages, one page at a time.

use iced::{
    Alignment, Element,
    widget::{row, text},
};

use super::{Message, Source, words};
use crate::{
    app::{
        icon::Icon,
        theme::{size, space as gap, style},
        widget::button::button,
    },
    disco::{
        reply::Page,
        state::{Entity, Kind, Reply},
    },
};

/// How many pairs of stanzas there are.
pub fn count(entity: &Entity, kind: Kind) -> usize {
    let list = entity.items.answer().filter(|_| kind == Kind::Items);
    list.map_or(1, |list| list.paging.more.len() + 1)
}

/// The reply that brought a page; none for the first one, which is the answer to disco#items itself.
pub fn get(entity: &Entity, page: usize) -> Option<&Reply<Page>> {
    entity.items.answer()?.paging.more.get(page.checked_sub(1)?)
}

/// What there is to show of a page.
pub fn source(reply: &Reply<Page>) -> Source {
    let Some(request) = reply.asked.request_xml.clone() else { return Source::LeftOut };
    Source::Kept { request, reply: reply.reply_xml.clone(), is_whole: reply.reply_xml.is_some() }
}

/// When it was asked for and came.
pub fn times(reply: &Reply<Page>) -> String {
    words(&reply.asked, Some(reply.took), reply.reply_bytes)
}

/// The line that chooses a page; none where there is one only.
pub fn chooser<'a>(page: usize, pages: usize) -> Option<Element<'a, Message>> {
    let step = |icon: Icon, to: Option<usize>| {
        let to = to.filter(|to| *to < pages).map(Message::Page);
        button(icon.view()).padding(gap::XS).style(style::flat).on_press_maybe(to)
    };
    let words = text(format!("Page {} of {pages}", page + 1)).size(size::TEXT);
    let line = row![step(Icon::Back, page.checked_sub(1)), words, step(Icon::Forward, page.checked_add(1))];
    (pages > 1).then(|| line.spacing(gap::S).align_y(Alignment::Center).into())
}
