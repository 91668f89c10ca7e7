//! What is said of something on which the pointer rests.

use iced::{
    Element,
    widget::{container, text, tooltip},
};

pub use iced::widget::tooltip::Position;

use crate::app::theme::{size, space as gap, style};

/// Something with a few words about it.
pub fn tip<'a, Message: 'a>(
    content: impl Into<Element<'a, Message>>,
    words: impl text::IntoFragment<'a>,
    position: Position,
) -> Element<'a, Message> {
    let words = text(words).size(size::TEXT).wrapping(text::Wrapping::WordOrGlyph);
    let words = container(words).padding([gap::XS, gap::S]).max_width(size::TOOLTIP);
    tooltip(content, words.style(style::tooltip), position).gap(gap::XS).delay(style::REST).into()
}
