//! One line of a stranger's text, cut with "…" to the room it has.

use std::{borrow::Cow, cell::RefCell};

use iced::{
    Element, Length, Point, Rectangle, Renderer, Size,
    advanced::{
        Layout, Widget, layout, mouse, renderer,
        text::Renderer as _,
        widget::{self, Operation},
    },
};

use super::tree::{
    Role,
    label::{Face, Labels},
};
use crate::{
    app::theme::{self, Theme, size},
    disco::text::visible,
};

/// A line of text.
pub struct Line<'a> {
    text: Cow<'a, str>,
    face: Face,
    color: Role,
    width: Length,
    left: f32,
}

/// A line in the face of names, as wide as it needs to be and has room for.
pub fn line<'a>(text: impl Into<Cow<'a, str>>) -> Line<'a> {
    Line { text: text.into(), face: Face::Title, color: |colors| colors.text, width: Length::Shrink, left: 0.0 }
}

impl Line<'_> {
    /// As the name of what is shown.
    pub fn head(self) -> Self {
        Self { face: Face::Head, ..self }
    }

    /// As what came over the wire.
    pub fn wire(self) -> Self {
        Self { face: Face::Wire, ..self }
    }

    /// As counts and badges.
    pub fn small(self) -> Self {
        Self { face: Face::Small, ..self }
    }

    /// In one of the colours.
    pub fn color(self, color: Role) -> Self {
        Self { color, ..self }
    }

    /// Takes all the room there is.
    pub fn fill(self) -> Self {
        Self { width: Length::Fill, ..self }
    }

    /// Leaves that much room to what stands after it.
    pub fn leaving(self, left: f32) -> Self {
        Self { left, ..self }
    }
}

impl<'a, Message: 'a> From<Line<'a>> for Element<'a, Message> {
    fn from(line: Line<'a>) -> Self {
        Self::new(line)
    }
}

impl<Message> Widget<Message, Theme, Renderer> for Line<'_> {
    fn size(&self) -> Size<Length> {
        Size::new(self.width, Length::Shrink)
    }

    fn tag(&self) -> widget::tree::Tag {
        widget::tree::Tag::of::<RefCell<Labels>>()
    }

    fn state(&self) -> widget::tree::State {
        widget::tree::State::new(RefCell::new(Labels::default()))
    }

    fn layout(&mut self, tree: &mut widget::Tree, _: &Renderer, limits: &layout::Limits) -> layout::Node {
        let labels = tree.state.downcast_mut::<RefCell<Labels>>().get_mut();
        let room = (limits.max().width - self.left).max(0.0);
        let width = match self.width {
            Length::Fill => room,
            _ => labels.width(&self.text, self.face).ceil().min(room),
        };
        let height = if self.face == Face::Head { size::LINE_HEAD } else { size::LINE };
        layout::Node::new(Size::new(width, height))
    }

    fn draw(
        &self,
        tree: &widget::Tree,
        renderer: &mut Renderer,
        theme: &Theme,
        _style: &renderer::Style,
        layout: Layout<'_>,
        _cursor: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        let bounds = layout.bounds();
        let Some(clip) = bounds.expand([0.0, 1.0]).intersection(viewport) else { return };
        let mut labels = tree.state.downcast_ref::<RefCell<Labels>>().borrow_mut();
        labels.begin();
        if let Some(label) = labels.fit(&self.text, self.face, bounds.width) {
            let at = Point::new(bounds.x.round(), bounds.y.round());
            renderer.fill_paragraph(&label.paragraph, at, (self.color)(theme::colors(theme)), clip);
        }
    }

    fn operate(&mut self, _: &mut widget::Tree, layout: Layout<'_>, _: &Renderer, operation: &mut dyn Operation) {
        operation.text(None, layout.bounds(), &visible(&self.text));
    }
}
