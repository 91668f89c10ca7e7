//! What the first screen is made of.

use iced::{
    Alignment, Element, Length,
    widget::{self, column, container, row, space, svg, text, text_input},
};

use super::{Message, Phase, Whom};
use crate::{
    app::{
        icon::Icon,
        shortcut::{self, Shortcut},
        theme::{Theme, font, size, space as gap, style},
        widget::{
            button::button,
            tip::{Position, tip},
        },
    },
    session::Tls,
};

/// The program's name, and what belongs to the whole window.
pub fn heading<'a>() -> Element<'a, Message> {
    let words = column![
        text("Discoscope").size(size::TITLE).font(font::STRONG),
        text("See what XMPP entities say of themselves.").size(size::TEXT).style(style::muted)
    ]
    .spacing(gap::XS)
    .width(Length::Fill);
    let tool = |icon: Icon, shortcut| {
        let button = button(icon.view()).padding(gap::XS).style(style::flat).on_press(Message::Guided(shortcut));
        tip(button, shortcut::tip(shortcut), Position::Bottom)
    };
    let (settings, help) = (tool(Icon::Settings, Shortcut::Settings), tool(Icon::Help, Shortcut::Help));
    row![words, settings, help].spacing(gap::S).align_y(Alignment::Center).into()
}

/// How far it has come, or why it went no further.
pub fn outcome(phase: &Phase) -> Element<'_, Message> {
    match phase {
        Phase::Editing => space().into(),
        Phase::Failed(why) => row![
            svg(Icon::Warning.handle())
                .width(size::ICON)
                .height(size::ICON)
                .style(style::icon_in(|colors| colors.refused)),
            text(why).size(size::TEXT).style(style::error).width(Length::Fill)
        ]
        .spacing(gap::S)
        .into(),
        Phase::Connecting(whom) => {
            let words = match whom {
                Whom::Account(domain) => format!("Connecting to {domain}…"),
                Whom::Demo => "Starting the demo server…".to_owned(),
            };
            row![
                svg(Icon::Waiting.handle())
                    .width(size::ICON)
                    .height(size::ICON)
                    .style(style::icon_in(|colors| colors.waiting)),
                text(words).size(size::TEXT).style(style::muted)
            ]
            .spacing(gap::S)
            .into()
        }
    }
}

/// The way in without an account.
pub fn demo<'a>(is_connecting: bool) -> Element<'a, Message> {
    let words = column![
        text("No account at hand?").size(size::TEXT).font(font::STRONG),
        text("The demo server runs inside this program and has a tree worth exploring.")
            .size(size::TEXT)
            .style(style::muted)
    ]
    .spacing(gap::XS)
    .width(Length::Fill);
    let go = button(text("Open the demo").size(size::TEXT))
        .padding([gap::S, gap::L])
        .style(style::outlined)
        .on_press_maybe((!is_connecting).then_some(Message::DemoChosen));
    container(row![words, go].spacing(gap::L).align_y(Alignment::Center)).padding(gap::L).style(style::card).into()
}

/// Something below its name.
pub fn labelled<'a>(label: &'a str, content: impl Into<Element<'a, Message>>) -> Element<'a, Message> {
    column![text(label).size(size::TEXT).style(style::muted), content.into()]
        .spacing(gap::XS)
        .width(Length::Fill)
        .into()
}

/// A field for what goes over the wire.
pub fn field<'a>(
    label: &'a str,
    hint: &'a str,
    value: &'a str,
    is_free: bool,
    id: &'static str,
    edited: impl Fn(String) -> Message + 'a,
    submitted: Message,
) -> Element<'a, Message> {
    let input: widget::TextInput<'a, Message, Theme> = text_input(hint, value)
        .id(id)
        .size(size::WIRE)
        .font(font::WIRE)
        .padding([gap::S, gap::M])
        .style(style::input)
        .on_input_maybe(is_free.then_some(edited))
        .on_submit(submitted);
    labelled(label, input)
}

/// A small icon.
pub fn glyph<'a>(icon: Icon) -> Element<'a, Message> {
    svg(icon.handle()).width(size::ICON).height(size::ICON).style(style::icon_muted).into()
}

/// A TLS mode with its name for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mode(pub Tls);

/// All of them.
pub static MODES: [Mode; 3] = [Mode(Tls::StartTls), Mode(Tls::Direct), Mode(Tls::None)];

impl std::fmt::Display for Mode {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self.0 {
            Tls::StartTls => "STARTTLS",
            Tls::Direct => "Direct TLS",
            Tls::None => "None (this machine only)",
        })
    }
}
