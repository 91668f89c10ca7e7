//! The settings of the look: light or dark, how large, with how much contrast.

use iced::{
    Alignment, Element, Length,
    widget::{column, container, row, space, text},
};

use super::Message;
use crate::app::{
    comfort::{Comfort, TextSize},
    shortcut::{self, Shortcut},
    theme::{Appearance, Contrast, font, size, space as gap, style},
    widget::{
        button::{Button, button},
        tip::{Position, tip},
    },
};

/// The first button, which the keyboard comes to.
pub const FIRST: &str = "settings-first";

const WIDTH: f32 = 460.0;
const LABEL: f32 = 90.0;

/// The card; `percent` is how large everything really is.
pub fn view<'a>(comfort: Comfort, percent: u16) -> Element<'a, Message> {
    let appearance =
        |label, appearance| choice(label, comfort.appearance == appearance, Shortcut::Appearance(appearance));
    let contrast = |label, contrast| choice(label, comfort.contrast == contrast, Shortcut::Contrast(contrast));
    let theme = row![
        appearance("System", Appearance::System).id(FIRST),
        appearance("Light", Appearance::Light),
        appearance("Dark", Appearance::Dark),
    ];
    let contrasts = row![contrast("Usual", Contrast::Usual), contrast("High", Contrast::High)];
    let size = comfort.text_size;
    let percents = text(format!("{} %", size.percent())).size(size::TEXT);
    let sizes = row![
        step("Smaller", Shortcut::Smaller, size.percent() > TextSize::SMALLEST),
        container(percents).center_x(PERCENT),
        step("Larger", Shortcut::Larger, size.percent() < TextSize::LARGEST),
        space().width(gap::S),
        step("100 %", Shortcut::UsualSize, size != TextSize::default()),
    ];
    let less = (percent < size.percent()).then(|| {
        let words = format!("In a window of this size everything is drawn at {percent} %, so that nothing is cut off.");
        text(words).size(size::TEXT).style(style::warning)
    });
    let keys = text("Tab goes on, Enter chooses, Esc closes").size(size::SMALL).style(style::muted);
    let close =
        button(text("Close").size(size::TEXT)).padding([gap::S, gap::L]).style(style::outlined).on_press(Message::Left);
    let card = column![
        text("Settings").size(size::TITLE).font(font::STRONG),
        labelled("Theme", theme.spacing(gap::XS)),
        labelled("Text size", sizes.spacing(gap::XS).align_y(Alignment::Center)),
        labelled("Contrast", contrasts.spacing(gap::XS)),
    ]
    .push(less)
    .push(row![keys, space().width(Length::Fill), close].align_y(Alignment::Center));
    container(card.spacing(gap::M)).padding(gap::L).max_width(WIDTH).width(Length::Fill).style(style::toast).into()
}

const PERCENT: f32 = 56.0;

fn choice(label: &str, is_chosen: bool, shortcut: Shortcut) -> Button<'_, Message> {
    button(text(label).size(size::TEXT))
        .padding([gap::XS, gap::M])
        .style(style::tab(is_chosen))
        .on_press(Message::Pressed(shortcut))
}

fn step(label: &str, shortcut: Shortcut, is_on: bool) -> Element<'_, Message> {
    let button = button(text(label).size(size::TEXT))
        .padding([gap::XS, gap::M])
        .style(style::outlined)
        .on_press_maybe(is_on.then_some(Message::Pressed(shortcut)));
    tip(button, shortcut::tip(shortcut), Position::Bottom)
}

fn labelled<'a>(label: &'a str, content: impl Into<Element<'a, Message>>) -> Element<'a, Message> {
    let label = container(text(label).size(size::TEXT).style(style::muted)).width(LABEL);
    row![label, content.into()].spacing(gap::S).align_y(Alignment::Center).into()
}
