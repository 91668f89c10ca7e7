//! The lines of one kind, of a node or of a rule's answer.

use iced::{
    Alignment, Element, Length,
    widget::{column, row},
};

use super::{
    super::{
        Edit, LineEdit, Message, Section, Whose,
        draft::{Asides, Lines},
    },
    MOST_LINES, form, parts,
};
use crate::app::theme::space as gap;

/// The lines, and below them a button for one more.
pub fn view<'a>(lines: Lines<'a>, whose: Whose, section: Section, asides: &'a Asides) -> Element<'a, Message> {
    let count = lines.count(section).unwrap_or_default();
    let shown = (0..count.min(MOST_LINES)).map(|number| match (section, lines.form(number)) {
        (Section::Forms, Some(form)) => form::view(form, whose, number, asides),
        _ => fields(lines, whose, section, number),
    });
    let add = parts::small(section.add_words(), Edit::Lines(whose, LineEdit::Add(section)));
    column(shown).push(parts::more(count)).push(add).spacing(gap::XS).into()
}

fn fields(lines: Lines<'_>, whose: Whose, section: Section, number: usize) -> Element<'_, Message> {
    let fields = section.values().iter().map(|value| {
        let write = move |text| Message::Edited(Edit::Lines(whose, LineEdit::Write(section, number, *value, text)));
        parts::input(value.words(), lines.text(section, number, *value))
            .id(parts::id(whose, section, number, *value))
            .width(Length::FillPortion(value.share()))
            .on_input(write)
            .into()
    });
    let remove = parts::cross(Edit::Lines(whose, LineEdit::Remove(section, number)));
    row(fields).push(remove).spacing(gap::XS).align_y(Alignment::Center).into()
}
