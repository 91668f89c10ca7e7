//! The help: which keys there are, by what they are about, and a field to look for one.

use iced::{
    Element, Length, Task,
    widget::{column, container, operation, row, scrollable, text, text_input},
};

use super::{Message, folded, is_meant};
use crate::app::{
    shortcut::{Group, manual},
    theme::{font, size, space as gap, style},
    widget::line::line,
};

/// What is looked for.
#[derive(Debug, Default)]
pub struct Help {
    text: String,
}

/// The field.
pub const FIELD: &str = "help";
/// The list.
pub const LIST: &str = "help-list";

const WIDTH: f32 = 720.0;
const KEYS: f32 = 200.0;

/// Scrolls on by so many lines.
#[allow(clippy::cast_precision_loss, reason = "a few lines")]
pub fn scroll(lines: i32) -> Task<Message> {
    operation::scroll_by(LIST, operation::AbsoluteOffset { x: 0.0, y: lines as f32 * 2.0 * size::ROW })
}

impl Help {
    /// Takes over what was written.
    pub fn edit(&mut self, text: String) {
        self.text = text;
    }

    /// The card.
    pub fn view(&self) -> Element<'_, Message> {
        let title = text("Keys and what they do").size(size::TITLE).font(font::STRONG);
        let field = text_input("Look for a key or for what it does", &self.text)
            .id(FIELD)
            .size(size::TEXT)
            .padding([gap::S, gap::M])
            .style(style::input)
            .on_input(Message::Edited);
        let wanted = folded(&self.text);
        let groups: Vec<_> = Group::ALL.into_iter().filter_map(|group| group_view(group, &wanted)).collect();
        let list: Element<'_, Message> = if groups.is_empty() {
            text("No key does that; the palette (Ctrl+K) has what has no key.")
                .size(size::TEXT)
                .style(style::muted)
                .into()
        } else {
            let content = container(column(groups).spacing(gap::L)).padding(iced::padding::right(gap::L));
            scrollable(content)
                .id(LIST)
                .width(Length::Fill)
                .direction(scrollable::Direction::Vertical(style::scrollbar()))
                .style(style::scroll)
                .into()
        };
        let words = "Everything can also be reached with Tab, and what has the keyboard has a ring around it. ↑ ↓ scroll \
                     here, Esc closes.";
        let words = text(words).size(size::SMALL).style(style::muted);
        let card = column![title, field, container(list).height(Length::Fill), words].spacing(gap::M);
        container(card).padding(gap::L).max_width(WIDTH).width(Length::Fill).style(style::toast).into()
    }
}

fn group_view<'a>(group: Group, wanted: &str) -> Option<Element<'a, Message>> {
    let title = folded(group.title());
    let is_meant =
        |(keys, words): &(String, &str)| is_meant(wanted, &format!("{title} {} {}", folded(words), folded(keys)));
    let lines: Vec<_> = manual::lines(group).filter(is_meant).map(|(keys, words)| line_view(keys, words)).collect();
    if lines.is_empty() {
        return None;
    }
    let title = text(group.title()).size(size::TEXT).font(font::STRONG);
    Some(column![title, column(lines)].spacing(gap::XS).into())
}

fn line_view<'a>(keys: String, words: &'static str) -> Element<'a, Message> {
    let keys = container(line(keys).wire().fill()).width(KEYS);
    row![keys, text(words).size(size::TEXT).width(Length::Fill)].spacing(gap::M).into()
}
