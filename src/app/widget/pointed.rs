//! What the pointer comes to when it is moved.
//!
//! iced's area for the mouse says so, too, when the list below a resting pointer opens or scrolls; whoever goes through that
//! list by keys would come back to the pointer again and again.

use iced::{
    Element, Event, Length, Rectangle, Renderer, Size,
    advanced::{
        Clipboard, Layout, Shell, Widget, layout, mouse, renderer,
        widget::{self, Operation},
    },
    mouse::Event::CursorMoved,
};

use crate::app::theme::Theme;

/// Something that a pointer can come to.
struct Pointed<'a, Message> {
    content: Element<'a, Message>,
    message: Message,
}

/// Says `message` whenever the pointer is moved over it.
pub fn pointed<'a, Message: Clone + 'a>(
    content: impl Into<Element<'a, Message>>,
    message: Message,
) -> Element<'a, Message> {
    Element::new(Pointed { content: content.into(), message })
}

impl<Message: Clone> Widget<Message, Theme, Renderer> for Pointed<'_, Message> {
    fn children(&self) -> Vec<widget::Tree> {
        vec![widget::Tree::new(&self.content)]
    }

    fn diff(&self, tree: &mut widget::Tree) {
        tree.diff_children(std::slice::from_ref(&self.content));
    }

    fn size(&self) -> Size<Length> {
        self.content.as_widget().size()
    }

    fn size_hint(&self) -> Size<Length> {
        self.content.as_widget().size_hint()
    }

    fn layout(&mut self, tree: &mut widget::Tree, renderer: &Renderer, limits: &layout::Limits) -> layout::Node {
        match tree.children.first_mut() {
            Some(content) => self.content.as_widget_mut().layout(content, renderer, limits),
            None => layout::Node::default(),
        }
    }

    fn operate(
        &mut self,
        tree: &mut widget::Tree,
        layout: Layout<'_>,
        renderer: &Renderer,
        operation: &mut dyn Operation,
    ) {
        if let Some(content) = tree.children.first_mut() {
            self.content.as_widget_mut().operate(content, layout, renderer, operation);
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
        if let Some(content) = tree.children.first_mut() {
            let widget = self.content.as_widget_mut();
            widget.update(content, event, layout, cursor, renderer, clipboard, shell, viewport);
        }
        if matches!(event, Event::Mouse(CursorMoved { .. })) && cursor.is_over(layout.bounds()) {
            shell.publish(self.message.clone());
        }
    }

    fn mouse_interaction(
        &self,
        tree: &widget::Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
        renderer: &Renderer,
    ) -> mouse::Interaction {
        let Some(content) = tree.children.first() else { return mouse::Interaction::None };
        self.content.as_widget().mouse_interaction(content, layout, cursor, viewport, renderer)
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
        if let Some(content) = tree.children.first() {
            self.content.as_widget().draw(content, renderer, theme, style, layout, cursor, viewport);
        }
    }
}
