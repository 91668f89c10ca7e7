//! Somebody around a part of the window, who changes nothing of how it looks: hears what it hears, or keeps the keyboard from it.

use iced::{
    Element, Event, Length, Rectangle, Renderer, Size, Vector,
    advanced::{
        Clipboard, Layout, Shell, Widget, layout, mouse, overlay, renderer,
        widget::{self, Operation},
    },
};

use super::behind::Passing;
use crate::app::theme::Theme;

/// What somebody answers to what is heard, and whether the pointer is over the part.
type Hear<'a, Message> = Box<dyn Fn(&Event, bool) -> Heard<Message> + 'a>;

/// What comes of something that is heard.
pub enum Heard<Message> {
    /// Nothing; it goes on inside.
    Nothing,
    /// A message; it goes on inside, too.
    Also(Message),
    /// A message, and it goes no further.
    Instead(Message),
}

/// A part of the window with somebody around it.
pub struct Around<'a, Message> {
    content: Element<'a, Message>,
    hear: Hear<'a, Message>,
    is_behind: bool,
}

impl<'a, Message: 'a> Around<'a, Message> {
    /// Who hears of everything before the part does.
    pub fn hearing(
        content: impl Into<Element<'a, Message>>,
        hear: impl Fn(&Event, bool) -> Heard<Message> + 'a,
    ) -> Element<'a, Message> {
        Element::new(Self { content: content.into(), hear: Box::new(hear), is_behind: false })
    }

    /// Who, while `is_behind`, lets nothing in the part have the keyboard.
    pub fn keeping(content: impl Into<Element<'a, Message>>, is_behind: bool) -> Element<'a, Message> {
        Element::new(Self { content: content.into(), hear: Box::new(|_, _| Heard::Nothing), is_behind })
    }
}

impl<Message> Widget<Message, Theme, Renderer> for Around<'_, Message> {
    fn tag(&self) -> widget::tree::Tag {
        self.content.as_widget().tag()
    }

    fn state(&self) -> widget::tree::State {
        self.content.as_widget().state()
    }

    fn children(&self) -> Vec<widget::Tree> {
        self.content.as_widget().children()
    }

    fn diff(&self, tree: &mut widget::Tree) {
        self.content.as_widget().diff(tree);
    }

    fn size(&self) -> Size<Length> {
        self.content.as_widget().size()
    }

    fn size_hint(&self) -> Size<Length> {
        self.content.as_widget().size_hint()
    }

    fn layout(&mut self, tree: &mut widget::Tree, renderer: &Renderer, limits: &layout::Limits) -> layout::Node {
        self.content.as_widget_mut().layout(tree, renderer, limits)
    }

    fn operate(
        &mut self,
        tree: &mut widget::Tree,
        layout: Layout<'_>,
        renderer: &Renderer,
        operation: &mut dyn Operation,
    ) {
        let content = self.content.as_widget_mut();
        if self.is_behind {
            content.operate(tree, layout, renderer, &mut Passing(operation));
        } else {
            content.operate(tree, layout, renderer, operation);
        }
    }

    fn update(
        &mut self,
        tree: &mut widget::Tree,
        event: &Event,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        renderer: &Renderer,
        clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, Message>,
        viewport: &Rectangle,
    ) {
        match (self.hear)(event, cursor.is_over(layout.bounds())) {
            Heard::Nothing => {}
            Heard::Also(message) => shell.publish(message),
            Heard::Instead(message) => {
                shell.publish(message);
                shell.capture_event();
                return;
            }
        }
        self.content.as_widget_mut().update(tree, event, layout, cursor, renderer, clipboard, shell, viewport);
    }

    fn mouse_interaction(
        &self,
        tree: &widget::Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
        renderer: &Renderer,
    ) -> mouse::Interaction {
        self.content.as_widget().mouse_interaction(tree, layout, cursor, viewport, renderer)
    }

    fn draw(
        &self,
        tree: &widget::Tree,
        renderer: &mut Renderer,
        theme: &Theme,
        style: &renderer::Style,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        self.content.as_widget().draw(tree, renderer, theme, style, layout, cursor, viewport);
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut widget::Tree,
        layout: Layout<'b>,
        renderer: &Renderer,
        viewport: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'b, Message, Theme, Renderer>> {
        self.content.as_widget_mut().overlay(tree, layout, renderer, viewport, translation)
    }
}
