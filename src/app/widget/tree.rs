//! The tree: as many rows as there are, drawn as far as they are seen.
//!
//! iced has nothing that shows a hundred thousand rows: every built-in list lays out and walks all of them. This widget is one node that
//! asks its [`Rows`] for the few it draws. It could stand in a `scrollable` and be as high as its content, but a `scrollable` counts in
//! `f32` pixels, which stand 2 apart at 700,000 rows of 24 pixels, and keeps its offset where nobody can correct it when rows come and go.
//! So the widget scrolls by itself: its offset is an `f64` ([`Scroll`](scroll::Scroll)), only differences to it become `f32`, the
//! scrollbar is drawn here, and what is looked at is held in place when the list changes ([`State`](state::State)).
//!
//! It must never ask for more rows than are seen, but for what a key needs; shape more of a text than its beginning; or draw a
//! stranger's text that has not gone through [`visible`](crate::disco::text::visible).

mod draw;
mod input;
pub(super) mod label;
mod movement;
mod row;
mod scroll;
mod state;
mod tooltip;

use std::ops::Range;

use iced::{
    Element, Event as Input, Length, Point, Rectangle, Renderer, Size, Vector,
    advanced::{
        Clipboard, Layout, Renderer as _, Shell, Widget, layout, mouse, overlay, renderer,
        widget::{self, Operation},
    },
    border::Border,
};

pub use draw::{Role, mark_icon};
pub use row::{Badge, Count, Expander, Mark, Row, Rows, Severity, Weight};

use crate::{
    app::theme::{self, Colors, Theme, size},
    disco::text::visible,
};

/// What happened in the tree; indices are those of the rows it was given.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// A row is to be the chosen one.
    Select(usize),
    /// A row is to be opened when it is closed, closed when it is open.
    Toggle(usize),
    /// A row is to be opened.
    Open(usize),
    /// A row is to be closed.
    Close(usize),
    /// A row is to do what it is for.
    Activate(usize),
    /// A row is to be copied.
    Copy(usize),
    /// A row's menu is to open, at this place in the window.
    Context(usize, Point),
    /// These rows are seen now.
    Visible(Range<usize>),
}

/// The tree over some rows, of which one may be chosen.
pub struct Tree<'a, R, Message> {
    rows: R,
    selected: Option<usize>,
    list: u64,
    id: Option<widget::Id>,
    starts_focused: bool,
    sticks_to_end: bool,
    on_event: Box<dyn Fn(Event) -> Message + 'a>,
}

/// A tree that shows `rows` and says what happens in it.
pub fn tree<'a, R: Rows, Message>(rows: R, on_event: impl Fn(Event) -> Message + 'a) -> Tree<'a, R, Message> {
    Tree {
        rows,
        selected: None,
        list: 0,
        id: None,
        starts_focused: false,
        sticks_to_end: false,
        on_event: Box::new(on_event),
    }
}

impl<R: Rows, Message> Tree<'_, R, Message> {
    /// The chosen row; when it is another one than before, it comes into view.
    pub fn selected(mut self, selected: Option<usize>) -> Self {
        self.selected = selected;
        self
    }

    /// Which of several lists it is that take turns here: each is found again where it was left.
    pub fn list(mut self, list: u64) -> Self {
        self.list = list;
        self
    }

    /// The tree has the keyboard from the moment it is first shown; a focus operation can come before that moment.
    pub fn starts_focused(mut self) -> Self {
        self.starts_focused = true;
        self
    }

    /// Who looks at the end of the list goes on doing so when more comes there.
    pub fn sticks_to_end(mut self) -> Self {
        self.sticks_to_end = true;
        self
    }

    /// The name by which the tree is given the keyboard.
    pub fn id(mut self, id: impl Into<widget::Id>) -> Self {
        self.id = Some(id.into());
        self
    }
}

impl<'a, R: Rows + 'a, Message: 'a> From<Tree<'a, R, Message>> for Element<'a, Message> {
    fn from(tree: Tree<'a, R, Message>) -> Self {
        Self::new(tree)
    }
}

impl<R: Rows, Message> Widget<Message, Theme, Renderer> for Tree<'_, R, Message> {
    fn size(&self) -> Size<Length> {
        Size::new(Length::Fill, Length::Fill)
    }

    fn tag(&self) -> widget::tree::Tag {
        widget::tree::Tag::of::<state::State>()
    }

    fn state(&self) -> widget::tree::State {
        let mut state = state::State::default();
        state.is_focused = self.starts_focused;
        widget::tree::State::new(state)
    }

    fn layout(&mut self, tree: &mut widget::Tree, _: &Renderer, limits: &layout::Limits) -> layout::Node {
        let size = limits.resolve(Length::Fill, Length::Fill, Size::ZERO);
        let state = tree.state.downcast_mut::<state::State>();
        let was_at_end = self.sticks_to_end && state.scroll.is_at_end();
        state.follow(self.list, &self.rows, self.selected, size.height);
        if was_at_end {
            state.stay_at_end(&self.rows, self.selected);
        }
        layout::Node::new(size)
    }

    fn update(
        &mut self,
        tree: &mut widget::Tree,
        event: &Input,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        _renderer: &Renderer,
        _clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, Message>,
        _viewport: &Rectangle,
    ) {
        input::Handler {
            rows: &self.rows,
            selected: self.selected,
            on_event: &self.on_event,
            state: tree.state.downcast_mut(),
            bounds: layout.bounds(),
            cursor,
            shell,
        }
        .handle(event);
    }

    fn draw(
        &self,
        tree: &widget::Tree,
        renderer: &mut Renderer,
        theme: &Theme,
        _style: &renderer::Style,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        let bounds = layout.bounds();
        let Some(clip) = bounds.intersection(viewport) else { return };
        let state = tree.state.downcast_ref::<state::State>();
        let colors = theme::colors(theme);
        renderer.with_layer(clip, |renderer| {
            self.draw_rows(state, renderer, colors, bounds, cursor);
            draw_bar(state, renderer, colors, bounds);
            if state.is_focused {
                let quad = renderer::Quad {
                    bounds: whole_pixels(bounds),
                    border: theme::style::outline(colors.accent, 0.0),
                    ..renderer::Quad::default()
                };
                renderer.fill_quad(quad, iced::Color::TRANSPARENT);
            }
        });
    }

    fn operate(
        &mut self,
        tree: &mut widget::Tree,
        layout: Layout<'_>,
        _renderer: &Renderer,
        operation: &mut dyn Operation,
    ) {
        let state = tree.state.downcast_mut::<state::State>();
        let bounds = layout.bounds();
        operation.focusable(self.id.as_ref(), bounds, state);
        for index in state.scroll.visible() {
            let Some(bounds) = row_bounds(state, bounds, index).intersection(&bounds) else { continue };
            let row = self.rows.row(index);
            for text in [Some(&row.title), Some(&row.wire), row.beside.as_ref(), Some(&row.word)].into_iter().flatten()
            {
                if !text.is_empty() {
                    operation.text(None, bounds, &visible(text));
                }
            }
        }
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut widget::Tree,
        layout: Layout<'b>,
        _renderer: &Renderer,
        _viewport: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'b, Message, Theme, Renderer>> {
        let state = tree.state.downcast_ref::<state::State>();
        let tip = state.tip.as_ref()?;
        let row = row_bounds(state, layout.bounds(), tip.index) + translation;
        Some(overlay::Element::new(Box::new(tooltip::Overlay { tip, row, translation })))
    }
}

impl<R: Rows, Message> Tree<'_, R, Message> {
    fn draw_rows(
        &self,
        state: &state::State,
        renderer: &mut Renderer,
        colors: &'static Colors,
        bounds: Rectangle,
        cursor: mouse::Cursor,
    ) {
        let mut labels = state.labels.borrow_mut();
        labels.begin();
        let mut cut = state.cut.borrow_mut();
        cut.clear();
        let hovered = cursor.position_over(bounds).and(state.hovered());
        let selected = state.pending.or(self.selected);
        let mut painter = draw::Painter {
            renderer,
            colors,
            labels: &mut labels,
            clip: bounds,
            column_share: self.rows.column_share(),
        };
        for index in state.scroll.visible() {
            let look = draw::Look {
                is_selected: selected == Some(index),
                is_focused: state.is_focused,
                is_hovered: hovered == Some(index),
            };
            if painter.row(&self.rows.row(index), row_bounds(state, bounds, index), look) {
                cut.push(index);
            }
        }
    }
}

fn draw_bar(state: &state::State, renderer: &mut Renderer, colors: &Colors, bounds: Rectangle) {
    let Some((top, length)) = state.scroll.thumb() else { return };
    let is_held = state.is_bar_hovered || state.grip.is_some();
    let quad = renderer::Quad {
        bounds: Rectangle {
            x: bounds.x + bounds.width - f32::midpoint(size::SCROLLBAR, size::THUMB),
            y: bounds.y + top,
            width: size::THUMB,
            height: length,
        },
        border: Border::default().rounded(size::THUMB / 2.0),
        ..renderer::Quad::default()
    };
    renderer.fill_quad(quad, if is_held { colors.edge } else { colors.thumb });
}

/// Where a row is in the window, on whole pixels so that text and icons are sharp.
#[allow(clippy::cast_possible_truncation)]
fn row_bounds(state: &state::State, bounds: Rectangle, index: usize) -> Rectangle {
    Rectangle {
        x: bounds.x,
        y: (bounds.y + state.scroll.top_of(index) as f32).round(),
        width: rows_width(state, bounds),
        height: size::ROW,
    }
}

/// The pixels that are wholly inside, so that nothing of a ring stays behind in a neighbour when the keyboard goes elsewhere.
fn whole_pixels(bounds: Rectangle) -> Rectangle {
    let (x, y) = (bounds.x.ceil(), bounds.y.ceil());
    let (right, bottom) = ((bounds.x + bounds.width).floor(), (bounds.y + bounds.height).floor());
    Rectangle { x, y, width: (right - x).max(0.0), height: (bottom - y).max(0.0) }
}

/// What the scrollbar leaves of the width.
fn rows_width(state: &state::State, bounds: Rectangle) -> f32 {
    let bar = state.scroll.thumb().map_or(0.0, |_| size::SCROLLBAR);
    (bounds.width - bar).max(0.0)
}
