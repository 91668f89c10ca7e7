//! iced's box to tick, within reach of the keyboard.

use iced::{Element, widget};

use super::reach::reach;
use crate::app::theme::{Theme, size, space as gap};

/// A box to tick, to be used in place of iced's, which only a pointer can tick.
pub struct Checkbox<'a, Message> {
    checkbox: widget::Checkbox<'a, Message, Theme>,
    is_on: bool,
}

/// A box that is ticked or not, in the sizes of the window.
pub fn checkbox<'a, Message>(is_checked: bool) -> Checkbox<'a, Message> {
    let checkbox = widget::checkbox(is_checked).size(size::ICON).text_size(size::TEXT).spacing(gap::S);
    Checkbox { checkbox, is_on: false }
}

impl<'a, Message> Checkbox<'a, Message> {
    /// What it is about.
    pub fn label(self, label: impl widget::text::IntoFragment<'a>) -> Self {
        Self { checkbox: self.checkbox.label(label), ..self }
    }

    /// What it says when it is switched.
    pub fn on_toggle(self, toggled: impl Fn(bool) -> Message + 'a) -> Self {
        Self { checkbox: self.checkbox.on_toggle(toggled), is_on: true }
    }

    /// What it says when it is switched; without anything it cannot be.
    pub fn on_toggle_maybe(self, toggled: Option<impl Fn(bool) -> Message + 'a>) -> Self {
        let is_on = toggled.is_some();
        Self { checkbox: self.checkbox.on_toggle_maybe(toggled), is_on }
    }
}

impl<'a, Message: 'a> From<Checkbox<'a, Message>> for Element<'a, Message> {
    fn from(checkbox: Checkbox<'a, Message>) -> Self {
        reach(checkbox.checkbox, checkbox.is_on).into()
    }
}
