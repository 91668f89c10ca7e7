//! What the fields are made of.

use std::borrow::Cow;

use iced::{
    Alignment, Element, Length, Padding,
    widget::{Id, TextInput, column, container, row, text, text_input},
};

use super::{
    super::{
        Edit, FieldEdit, FieldValue, LineEdit, Message, RuleValue, Section, Value, Whose,
        draft::{self, Fold},
    },
    MOST_LINES,
};
use crate::{
    app::{
        icon::Icon,
        theme::{Theme, font, size, space as gap, style},
        widget::button::button,
    },
    disco::advertised::Profile,
};

/// A field to type into.
pub fn input<'a>(hint: &str, written: &str) -> TextInput<'a, Message, Theme> {
    text_input(hint, written).font(font::WIRE).size(size::WIRE).padding([gap::XS, gap::S]).style(style::input)
}

/// The name by which the field of a line is given the keyboard.
pub fn id(whose: Whose, section: Section, line: usize, value: Value) -> Id {
    format!("ours-{whose:?}-{section:?}-{line}-{value:?}").into()
}

/// The same of a form's field.
pub fn field_id(whose: Whose, form: usize, field: usize, value: FieldValue) -> Id {
    format!("ours-{whose:?}-form-{form}-{field}-{value:?}").into()
}

/// The same of a rule's field.
pub fn rule_id(rule: usize, value: RuleValue) -> Id {
    format!("ours-rule-{rule}-{value:?}").into()
}

/// Which field is given the keyboard after a change that was made: the first one of what was added.
pub fn after(profile: &Profile, chosen: usize, edit: &Edit) -> Option<Id> {
    match edit {
        Edit::AddRule => Some(rule_id(profile.rules.len().checked_sub(1)?, RuleValue::Who)),
        Edit::Lines(whose, LineEdit::Add(section)) => {
            let line = draft::lines(profile, chosen, *whose)?.count(*section)?.checked_sub(1)?;
            Some(id(*whose, *section, line, *section.values().first()?))
        }
        Edit::Lines(whose, LineEdit::Field(form, FieldEdit::Add)) => {
            let field = draft::lines(profile, chosen, *whose)?.form(*form)?.fields.len().checked_sub(1)?;
            Some(field_id(*whose, *form, field, FieldValue::Var))
        }
        Edit::Lines(whose, LineEdit::Field(form, FieldEdit::AddValue(field))) => {
            let values = &draft::lines(profile, chosen, *whose)?.form(*form)?.fields.get(*field)?.values;
            Some(field_id(*whose, *form, *field, FieldValue::Value(values.len().checked_sub(1)?)))
        }
        _ => None,
    }
}

/// The name of a section.
pub fn heading(words: &str) -> Element<'_, Message> {
    text(words).size(size::TEXT).font(font::STRONG).into()
}

/// Words that stand back.
pub fn note<'a>(words: impl Into<Cow<'a, str>>) -> Element<'a, Message> {
    text(words.into()).size(size::TEXT).style(style::muted).into()
}

/// How many there are that are not shown, if so.
pub fn more<'a>(count: usize) -> Option<Element<'a, Message>> {
    let more = count.saturating_sub(MOST_LINES);
    (more > 0).then(|| note(format!("{more} more: the page File has them all.")))
}

/// A small button that changes something.
pub fn small(label: &str, edit: Edit) -> Element<'_, Message> {
    small_maybe(label, Some(edit))
}

/// The same, or one that cannot be pressed.
pub fn small_maybe(label: &str, edit: Option<Edit>) -> Element<'_, Message> {
    button(text(label).size(size::TEXT).wrapping(text::Wrapping::None))
        .padding([0.0, gap::S])
        .style(style::outlined)
        .on_press_maybe(edit.map(Message::Edited))
        .into()
}

/// A cross at the end of a line, that removes it.
pub fn cross<'a>(edit: Edit) -> Element<'a, Message> {
    button(Icon::Close.view().width(size::CLOSE).height(size::CLOSE).style(style::icon_muted))
        .padding(gap::XS)
        .style(style::flat)
        .on_press(Message::Edited(edit))
        .into()
}

/// One sentence that opens and closes what stands below it.
pub fn fold<'a>(
    fold: Fold,
    sentence: String,
    is_wrong: bool,
    open: Option<impl Into<Element<'a, Message>>>,
) -> Element<'a, Message> {
    let arrow = if open.is_some() { Icon::ChevronDown } else { Icon::ChevronRight };
    let words = text(sentence).size(size::TEXT).width(Length::Fill).wrapping(text::Wrapping::WordOrGlyph);
    let words = if is_wrong { words.style(style::error) } else { words };
    let head = row![arrow.view().style(style::icon_muted), words].spacing(gap::XS);
    let head = button(head)
        .padding(Padding::from([gap::XS, 0.0]))
        .width(Length::Fill)
        .style(style::flat)
        .on_press(Message::Folded(fold));
    let below = Padding { top: gap::XS, left: size::ICON + gap::XS, bottom: gap::S, ..Padding::ZERO };
    column![head].push(open.map(|open| container(open).padding(below))).into()
}

/// Something with its name before it.
pub fn labelled<'a>(label: &'a str, content: impl Into<Element<'a, Message>>) -> Element<'a, Message> {
    let label = text(label).size(size::TEXT).style(style::muted).width(Length::FillPortion(2));
    let content = container(content).width(Length::FillPortion(5));
    row![label, content].spacing(gap::XS).align_y(Alignment::Center).into()
}
