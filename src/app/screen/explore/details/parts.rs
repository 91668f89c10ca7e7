//! The pieces that the pane is made of.

use std::borrow::Cow;

use iced::{
    Alignment, Element, Length,
    widget::{center, column, container, row, space, text},
};
use jiff::tz::TimeZone;

use super::{
    super::{document::Source, lines::state_mark, places},
    Message,
};
use crate::{
    app::{
        icon::Icon,
        theme::{font, size, space as gap, style},
        widget::{
            button::button,
            checkbox::checkbox,
            line::line,
            tree::{self, Mark},
        },
    },
    disco::{
        record::milliseconds,
        reply::Item,
        state::{Entity, State, Timing},
    },
};

/// The head of the pane: name, address and how both questions went; it is as high for everybody, so that the tabs below
/// stay where they are.
pub fn title<'a>(summary: &'a [(Mark, String)], entity: &'a Entity, item: Option<&'a Item>) -> Element<'a, Message> {
    let own =
        entity.info.answer().and_then(|info| info.identities.iter().find_map(|identity| identity.name.as_deref()));
    let listed = item.and_then(|item| item.name.as_deref()).filter(|name| !name.is_empty());
    let jid = &*entity.address.jid;
    let name = listed.or(own).unwrap_or(jid);
    let calls_itself = own.filter(|own| listed.is_some_and(|listed| listed != *own)).map(|own| {
        row![text("Calls itself").size(size::TEXT).style(style::muted).wrapping(text::Wrapping::None), line(own).fill()]
            .spacing(gap::S)
            .width(Length::Fill)
            .align_y(Alignment::Center)
    });
    let name = line(name).head();
    let name: Element<'_, Message> = match &calls_itself {
        Some(_) => container(name).max_width(size::HEAD).into(),
        None => name.into(),
    };
    let name = row![places::icon(entity).view(), name].push(calls_itself).spacing(gap::S).align_y(Alignment::Center);
    let node =
        entity.address.node.as_deref().map(|node| container(wire_line("Node", node)).width(Length::FillPortion(3)));
    let jid = wire_line("JID", jid);
    let jid = if node.is_some() { container(jid).width(Length::FillPortion(2)) } else { container(jid) };
    let summary = summary.iter().map(|(mark, words)| summary_view(*mark, words));
    column![
        name,
        row![jid].push(node).spacing(gap::M).height(size::LINE_HEAD).align_y(Alignment::Center),
        row(summary).spacing(gap::L).height(size::LINE).align_y(Alignment::Center)
    ]
    .spacing(gap::XS)
    .into()
}

/// How a question went, in words with its mark.
pub fn summary<T>(title: &str, state: &State<T>) -> (Mark, String) {
    let (mark, word) = state_mark(state);
    let words = match state {
        State::Answered(reply) => {
            let at = reply.asked.at.to_zoned(TimeZone::system()).strftime("%H:%M:%S").to_string();
            let late = if reply.timing == Timing::Late { " late" } else { "" };
            format!("{title} answered{late} in {} ms, {at}", milliseconds(reply.took))
        }
        State::Refused(_) => format!("{title} refused: {word}"),
        _ => format!("{title} {word}"),
    };
    (mark, words)
}

/// The words beside their mark.
pub fn summary_view(mark: Mark, words: &str) -> Element<'_, Message> {
    let icon = tree::mark_icon(mark).map(|(icon, role)| icon.view().style(style::icon_in(role)));
    let words = line(words).small().color(|colors| colors.muted);
    row![].push(icon).push(words).spacing(gap::XS).align_y(Alignment::Center).into()
}

/// A name, a value from the wire, and a button that copies it.
pub fn wire_line<'a>(label: &'a str, value: &'a str) -> Element<'a, Message> {
    let copy = button(Icon::Copy.view())
        .padding(0)
        .style(style::flat)
        .on_press_with(move || Message::Copied(value.to_owned()));
    row![text(label).size(size::TEXT).style(style::muted), line(value).wire().leaving(size::ICON + gap::S), copy]
        .spacing(gap::S)
        .align_y(Alignment::Center)
        .into()
}

/// Headings are shaped whole, so they are cut first.
pub fn short(value: &str) -> Cow<'_, str> {
    crate::disco::text::visible_within(value, 120)
}

/// What would fill an empty place.
pub fn hint(words: &str) -> Element<'_, Message> {
    center(text(words).size(size::TEXT).style(style::muted)).into()
}

/// An item that is no entity: all that its list says of it.
pub fn item_view(item: &Item) -> Element<'_, Message> {
    let words = if item.valid_jid {
        "An item of the list above, not an entity of its own: there is nothing to ask it."
    } else {
        "The list above names this item, but without a JID that could be asked."
    };
    let mut lines = column![text(short(item.name.as_deref().unwrap_or("Item"))).size(size::TITLE).font(font::STRONG)]
        .spacing(gap::XS);
    for (label, value) in [("JID", &item.jid), ("Node", &item.node), ("Name", &item.name), ("Action", &item.action)] {
        if let Some(value) = value {
            lines = lines.push(wire_line(label, value));
        }
    }
    lines = lines.push(space().height(gap::S)).push(text(words).size(size::TEXT).style(style::muted));
    container(lines).padding(gap::M).into()
}

/// What the heading over the contacts is about, and its switch.
pub fn contacts_view<'a>(source: Source) -> Element<'a, Message> {
    let title = text("Contacts and their clients").size(size::TITLE).font(font::STRONG);
    let Source::Live { appears } = source else {
        let words = "The contacts as they were when the snapshot was taken, with the clients that were online then.";
        let words = text(words).size(size::TEXT).style(style::muted);
        return container(column![title, words].spacing(gap::M)).padding(gap::M).into();
    };
    let words = "Servers tell who is online, and with which client, only to those who are seen themselves. While you are \
                 shown, your contacts see one more client of yours, with priority -1, so that no message goes astray.";
    let switch = checkbox(appears).label("Show me to my contacts, and them to me").on_toggle(Message::Appeared);
    container(column![title, text(words).size(size::TEXT).style(style::muted), switch].spacing(gap::M))
        .padding(gap::M)
        .into()
}
