//! One of two ways to lay out the same, by the room there is.

use iced::{
    Element, Event, Length, Rectangle, Renderer, Size, Vector,
    advanced::{
        Clipboard, Layout, Shell, Widget, layout, mouse, overlay, renderer,
        widget::{self, Operation},
    },
};

use crate::app::theme::Theme;

/// Two ways to lay out the same.
pub struct Room<'a, Message> {
    needed: f32,
    /// The wide one and the narrow one.
    ways: [Element<'a, Message>; 2],
}

/// `wide` where there is at least that much width, else `narrow`.
pub fn room<'a, Message>(
    needed: f32,
    wide: impl Into<Element<'a, Message>>,
    narrow: impl Into<Element<'a, Message>>,
) -> Room<'a, Message> {
    Room { needed, ways: [wide.into(), narrow.into()] }
}

/// Which of the two is shown.
#[derive(Default)]
struct Shown(usize);

impl<'a, Message> Room<'a, Message> {
    fn shown<'s>(&'s self, tree: &'s widget::Tree) -> Option<(&'s Element<'a, Message>, &'s widget::Tree)> {
        let index = tree.state.downcast_ref::<Shown>().0;
        Some((self.ways.get(index)?, tree.children.get(index)?))
    }

    fn shown_mut<'s>(
        &'s mut self,
        tree: &'s mut widget::Tree,
    ) -> Option<(&'s mut Element<'a, Message>, &'s mut widget::Tree)> {
        let index = tree.state.downcast_ref::<Shown>().0;
        Some((self.ways.get_mut(index)?, tree.children.get_mut(index)?))
    }
}

impl<Message> Widget<Message, Theme, Renderer> for Room<'_, Message> {
    fn tag(&self) -> widget::tree::Tag {
        widget::tree::Tag::of::<Shown>()
    }

    fn state(&self) -> widget::tree::State {
        widget::tree::State::new(Shown::default())
    }

    fn children(&self) -> Vec<widget::Tree> {
        self.ways.iter().map(widget::Tree::new).collect()
    }

    fn diff(&self, tree: &mut widget::Tree) {
        tree.diff_children(&self.ways);
    }

    fn size(&self) -> Size<Length> {
        Size::new(Length::Fill, Length::Shrink)
    }

    fn layout(&mut self, tree: &mut widget::Tree, renderer: &Renderer, limits: &layout::Limits) -> layout::Node {
        *tree.state.downcast_mut::<Shown>() = Shown(usize::from(limits.max().width < self.needed));
        match self.shown_mut(tree) {
            Some((way, tree)) => way.as_widget_mut().layout(tree, renderer, limits),
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
        if let Some((way, tree)) = self.shown_mut(tree) {
            way.as_widget_mut().operate(tree, layout, renderer, operation);
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
        if let Some((way, tree)) = self.shown_mut(tree) {
            way.as_widget_mut().update(tree, event, layout, cursor, renderer, clipboard, shell, viewport);
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
        let shown = self.shown(tree);
        shown.map_or_else(mouse::Interaction::default, |(way, tree)| {
            way.as_widget().mouse_interaction(tree, layout, cursor, viewport, renderer)
        })
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
        if let Some((way, tree)) = self.shown(tree) {
            way.as_widget().draw(tree, renderer, theme, style, layout, cursor, viewport);
        }
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut widget::Tree,
        layout: Layout<'b>,
        renderer: &Renderer,
        viewport: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'b, Message, Theme, Renderer>> {
        let (way, tree) = self.shown_mut(tree)?;
        way.as_widget_mut().overlay(tree, layout, renderer, viewport, translation)
    }
}

impl<'a, Message: 'a> From<Room<'a, Message>> for Element<'a, Message> {
    fn from(room: Room<'a, Message>) -> Self {
        Self::new(room)
    }
}
