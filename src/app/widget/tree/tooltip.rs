//! A row shown whole, after the pointer has rested on it.

use std::time::Duration;

use iced::{
    Point, Rectangle, Renderer, Size, Vector,
    advanced::{
        self, Layout, Renderer as _, layout, mouse, renderer,
        text::{Paragraph as _, Renderer as _, Wrapping},
    },
};

use super::{
    label::{Face, Paragraph, shape},
    row::Row,
};
use crate::{
    app::theme::{self, Theme, size, space},
    disco::text::visible_within,
};

/// How long the pointer rests before a row is shown whole.
pub const REST: Duration = Duration::from_millis(600);

/// What even a tooltip does not show more of.
const CHARACTERS: usize = 2_000;

/// A row shown whole.
pub struct Tip {
    /// Which row.
    pub index: usize,
    /// Its key, to notice when another row takes its place.
    pub key: u64,
    lines: Vec<(Paragraph, bool)>,
    pointer: Point,
}

impl Tip {
    /// Shapes the row's whole text.
    pub fn new(index: usize, key: u64, row: &Row<'_>, pointer: Point) -> Self {
        let bounds = Size::new(size::TOOLTIP, f32::INFINITY);
        let beside = row.beside.iter().map(|text| (text, Face::Wire));
        let lines = [(&row.title, Face::Title), (&row.wire, Face::Wire)].into_iter().chain(beside);
        let lines = lines
            .chain([(&row.word, Face::Small)])
            .filter(|(text, _)| !text.is_empty())
            .map(|(text, face)| {
                let paragraph = shape(&visible_within(text, CHARACTERS), face, bounds, Wrapping::WordOrGlyph);
                (paragraph, face == Face::Title)
            })
            .collect();
        Self { index, key, lines, pointer }
    }

    fn size(&self) -> Size {
        self.lines.iter().fold(Size::ZERO, |size, (line, _)| {
            let bounds = line.min_bounds();
            Size::new(size.width.max(bounds.width), size.height + bounds.height)
        })
    }
}

/// The tooltip above everything else; it takes no events.
pub struct Overlay<'a> {
    /// What to show.
    pub tip: &'a Tip,
    /// The row that it belongs to, in the window.
    pub row: Rectangle,
    /// From the widget's place to its place in the window.
    pub translation: Vector,
}

impl<Message> advanced::Overlay<Message, Theme, Renderer> for Overlay<'_> {
    fn layout(&mut self, _renderer: &Renderer, bounds: Size) -> layout::Node {
        let content = self.tip.size();
        let whole = Size::new((content.width + 2.0 * space::S).ceil(), (content.height + 2.0 * space::XS).ceil());
        let below = self.row.y + self.row.height + space::XS;
        let above = self.row.y - space::XS - whole.height;
        let y = if below + whole.height > bounds.height && above > 0.0 { above } else { below };
        let x = (self.tip.pointer.x + self.translation.x).min(bounds.width - whole.width - space::XS).max(space::XS);
        layout::Node::new(whole).move_to(Point::new(x.floor(), y.floor()))
    }

    fn draw(
        &self,
        renderer: &mut Renderer,
        theme: &Theme,
        _style: &renderer::Style,
        layout: Layout<'_>,
        _cursor: mouse::Cursor,
    ) {
        let colors = theme::colors(theme);
        let bounds = layout.bounds();
        renderer.fill_quad(
            renderer::Quad {
                bounds,
                border: theme::style::outline(colors.border, size::RADIUS_SMALL),
                shadow: theme::style::shadow(colors),
                ..renderer::Quad::default()
            },
            colors.raised,
        );
        let mut y = bounds.y + space::XS;
        for (line, is_title) in &self.tip.lines {
            let color = if *is_title { colors.text } else { colors.muted };
            renderer.fill_paragraph(line, Point::new(bounds.x + space::S, y), color, bounds);
            y += line.min_bounds().height;
        }
    }
}
