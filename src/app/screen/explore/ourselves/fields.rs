//! The fields of the chosen node, and those of the rules.

mod form;
mod parts;
mod rule;
mod section;

use iced::{
    Alignment, Element, Length,
    widget::{column, container, row, scrollable, space, text},
};

use super::{
    Edit, Message, Ourselves, Section, Whose,
    draft::{self, Asides},
};
use crate::{
    app::{
        theme::{size, space as gap, style},
        widget::{checkbox::checkbox, line::line},
    },
    disco::advertised::Rule,
};

pub use parts::after;

/// The part that scrolls.
pub const FIELDS: &str = "our-fields";
/// More lines are not shown as fields; each of them is a widget that is laid out whenever anything happens.
const MOST_LINES: usize = 100;

/// The fields of the chosen node, and the rules.
pub fn view(ourselves: &Ourselves) -> Element<'_, Message> {
    if let Some(trouble) = &ourselves.trouble {
        let words = format!("{trouble} Until the file can be read, fields cannot be changed.");
        return container(text(words).size(size::TEXT).style(style::error)).padding(gap::M).into();
    }
    let (profile, asides) = (&ourselves.draft, &ourselves.asides);
    let strict = checkbox(profile.is_strict)
        .label("Keep the rules of the protocol")
        .on_toggle(|is_strict| Message::Edited(Edit::Strict(is_strict)));
    let mut content = column![strict].spacing(gap::L).padding(gap::M);
    let lines = draft::lines(profile, ourselves.chosen, Whose::Node);
    match profile.nodes.get(ourselves.chosen).zip(lines) {
        None => {
            let words = "There is no node. “Add main node” makes the one that says what you are.";
            content = content.push(parts::note(words));
        }
        Some((node, lines)) => {
            let remove = parts::small("Remove this node", Edit::RemoveNode);
            let title = container(line(node.words()).head()).width(Length::Fill);
            content = content.push(row![title, remove].spacing(gap::S).align_y(Alignment::Center));
            let sections = Section::ALL.map(|section| {
                let heading = parts::heading(section.words());
                column![heading, section::view(lines, Whose::Node, section, asides)].spacing(gap::XS).into()
            });
            content = content.extend(sections);
        }
    }
    content = content.push(rules(&profile.rules, asides));
    scrollable(content)
        .id(FIELDS)
        .direction(scrollable::Direction::Vertical(style::scrollbar()))
        .style(style::scroll)
        .into()
}

fn rules<'a>(rules: &'a [Rule], asides: &'a Asides) -> Element<'a, Message> {
    let folds = (0..rules.len().min(MOST_LINES)).map(|number| rule::view(rules, number, asides));
    let hint = match rules.len() {
        0 => "None: everybody is told the same.",
        1 => "All others are told the same.",
        _ => "Of those that hold the narrowest counts, of two as narrow the first.",
    };
    let add = row![parts::small("Add rule", Edit::AddRule), space().width(Length::Fill)];
    column![parts::heading("Rules: who hears something else")]
        .extend(folds)
        .push(parts::more(rules.len()))
        .push(parts::note(hint))
        .push(add)
        .spacing(gap::XS)
        .into()
}
