//! iced's button within reach of the keyboard.

use iced::{
    Element, Length, Padding,
    widget::{self, Id, button::Status, button::Style},
};

use super::reach::reach;
use crate::app::theme::Theme;

/// A button, to be used in place of iced's, which only a pointer can press.
pub struct Button<'a, Message> {
    inner: widget::Button<'a, Message, Theme>,
    id: Option<Id>,
    is_on: bool,
    is_stop: bool,
}

/// A button with some content.
pub fn button<'a, Message>(content: impl Into<Element<'a, Message>>) -> Button<'a, Message> {
    Button { inner: widget::button(content), id: None, is_on: false, is_stop: true }
}

impl<'a, Message> Button<'a, Message> {
    /// The name by which it is given the keyboard.
    pub fn id(self, id: impl Into<Id>) -> Self {
        Self { id: Some(id.into()), ..self }
    }

    /// Whether Tab leads to it, as it does to all but those of a list that has keys of its own.
    pub fn stop(self, is_stop: bool) -> Self {
        Self { is_stop, ..self }
    }

    /// How wide it is.
    pub fn width(self, width: impl Into<Length>) -> Self {
        Self { inner: self.inner.width(width), ..self }
    }

    /// How high it is.
    pub fn height(self, height: impl Into<Length>) -> Self {
        Self { inner: self.inner.height(height), ..self }
    }

    /// The room around its content.
    pub fn padding(self, padding: impl Into<Padding>) -> Self {
        Self { inner: self.inner.padding(padding), ..self }
    }

    /// How it looks.
    pub fn style(self, style: impl Fn(&Theme, Status) -> Style + 'a) -> Self {
        Self { inner: self.inner.style(style), ..self }
    }

    /// What it says when it is pressed.
    pub fn on_press(self, message: Message) -> Self {
        Self { inner: self.inner.on_press(message), is_on: true, ..self }
    }

    /// The same, made when it is pressed.
    pub fn on_press_with(self, message: impl Fn() -> Message + 'a) -> Self {
        Self { inner: self.inner.on_press_with(message), is_on: true, ..self }
    }

    /// What it says when it is pressed; without anything it cannot be.
    pub fn on_press_maybe(self, message: Option<Message>) -> Self {
        let is_on = message.is_some();
        Self { inner: self.inner.on_press_maybe(message), is_on, ..self }
    }
}

impl<'a, Message: Clone + 'a> From<Button<'a, Message>> for Element<'a, Message> {
    fn from(button: Button<'a, Message>) -> Self {
        reach(button.inner, button.is_on && button.is_stop).id(button.id).into()
    }
}
