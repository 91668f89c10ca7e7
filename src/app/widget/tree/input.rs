//! What mouse and keyboard do to the tree.

use iced::{
    Event as Input, Point, Rectangle,
    advanced::{
        Shell,
        mouse::{self, Click, click},
    },
    keyboard::{self, Modifiers, key::Named},
    time::Instant,
    window,
};

use super::{
    Event, draw,
    movement::{self, Key, Step},
    row::{Expander, Rows},
    state::State,
    tooltip::{REST, Tip},
};
use crate::app::theme::size;

/// How many rows a notch of the wheel moves by.
const NOTCH_ROWS: f64 = 3.0;

/// One event on its way through the tree.
pub struct Handler<'a, 's, R, Message> {
    /// What is shown.
    pub rows: &'a R,
    /// Which row is chosen.
    pub selected: Option<usize>,
    /// Who hears of it.
    pub on_event: &'a dyn Fn(Event) -> Message,
    /// What is remembered.
    pub state: &'a mut State,
    /// Where the widget is.
    pub bounds: Rectangle,
    /// Where the pointer is.
    pub cursor: mouse::Cursor,
    /// The window.
    pub shell: &'a mut Shell<'s, Message>,
}

impl<R: Rows, Message> Handler<'_, '_, R, Message> {
    /// Handles the event, then notes what is looked at.
    pub fn handle(&mut self, event: &Input) {
        match event {
            Input::Mouse(event) => self.mouse(*event),
            Input::Keyboard(keyboard::Event::KeyPressed { key, physical_key, modifiers, .. })
                if self.state.is_focused =>
            {
                match key.as_ref() {
                    keyboard::Key::Named(named) => self.key(named, *modifiers),
                    _ if modifiers.command() && key.to_latin(*physical_key) == Some('c') => self.copy(),
                    _ => {}
                }
            }
            Input::Window(window::Event::RedrawRequested(now)) => self.redraw(*now),
            _ => {}
        }
        let selected = self.selected();
        self.state.remember(self.rows, selected);
        let visible = self.state.scroll.visible();
        if visible != self.state.published {
            self.state.published = visible.clone();
            self.publish(Event::Visible(visible));
        }
    }

    fn mouse(&mut self, event: mouse::Event) {
        match event {
            mouse::Event::CursorMoved { .. } => self.moved(),
            mouse::Event::CursorLeft => self.left(),
            mouse::Event::ButtonPressed(button) => match (button, self.cursor.position_over(self.bounds)) {
                (mouse::Button::Left, Some(position)) => self.pressed(position),
                (mouse::Button::Right, Some(position)) => self.context(position),
                (_, Some(_)) => {}
                (_, None) => {
                    if std::mem::take(&mut self.state.is_focused) {
                        self.shell.request_redraw();
                    }
                }
            },
            mouse::Event::ButtonReleased(mouse::Button::Left) => {
                if self.state.grip.take().is_some() {
                    self.shell.request_redraw();
                }
            }
            mouse::Event::WheelScrolled { delta } if self.cursor.is_over(self.bounds) => self.wheel(delta),
            mouse::Event::ButtonReleased(_) | mouse::Event::WheelScrolled { .. } | mouse::Event::CursorEntered => {}
        }
    }

    fn moved(&mut self) {
        self.state.is_keyed = false;
        if let (Some(grip), Some(position)) = (self.state.grip, self.cursor.position()) {
            if self.state.scroll.drag_to(position.y - self.bounds.y - grip) {
                self.shell.request_redraw();
            }
            self.shell.capture_event();
            return;
        }
        let before = (self.state.hovered(), self.state.is_bar_hovered);
        let position = self.cursor.position_over(self.bounds);
        self.state.is_bar_hovered = position.is_some_and(|position| self.is_on_bar(position));
        self.state.pointer = position.filter(|_| !self.state.is_bar_hovered).map(|position| position.y - self.bounds.y);
        let hovered = self.state.hovered();
        if (hovered, self.state.is_bar_hovered) != before {
            if self.state.hush() {
                self.shell.invalidate_layout();
            }
            self.shell.request_redraw();
        }
        self.rest(hovered);
    }

    /// Starts waiting for the pointer to have rested on a row that does not show all it has.
    fn rest(&mut self, hovered: Option<usize>) {
        let cut = hovered.filter(|index| self.state.tip.is_none() && self.state.cut.borrow().contains(index));
        self.state.rest = cut.map(|index| (index, Instant::now() + REST));
        if let Some((_, at)) = self.state.rest {
            self.shell.request_redraw_at(at);
        }
    }

    fn redraw(&mut self, now: Instant) {
        let Some((index, at)) = self.state.rest else { return };
        if now < at {
            self.shell.request_redraw_at(at);
            return;
        }
        self.state.rest = None;
        let Some(position) = self.cursor.position_over(self.bounds) else { return };
        if self.state.hovered() == Some(index) && index < self.rows.len() {
            self.state.tip = Some(Tip::new(index, self.rows.key(index), &self.rows.row(index), position));
            self.shell.invalidate_layout();
            self.shell.request_redraw();
        }
    }

    fn left(&mut self) {
        self.state.pointer = None;
        self.state.is_bar_hovered = false;
        self.hush();
        self.shell.request_redraw();
    }

    fn pressed(&mut self, position: Point) {
        self.state.is_focused = true;
        self.state.is_keyed = false;
        self.hush();
        self.shell.capture_event();
        self.shell.request_redraw();
        let y = position.y - self.bounds.y;
        if self.is_on_bar(position) {
            self.bar(y);
            return;
        }
        self.state.pointer = Some(y);
        let Some(index) = self.state.scroll.row_at(y) else { return };
        let row = self.rows.row(index);
        let can_open = row.expander != Expander::None;
        if can_open && self.is_on_expander(row.depth, position) {
            self.state.click = None;
            self.publish(Event::Toggle(index));
            return;
        }
        let click = Click::new(position, mouse::Button::Left, self.state.click);
        self.state.click = Some(click);
        match (click.kind(), can_open) {
            (click::Kind::Double, true) => self.publish(Event::Toggle(index)),
            (click::Kind::Double, false) => self.publish(Event::Activate(index)),
            (click::Kind::Single | click::Kind::Triple, _) => self.select(index),
        }
    }

    fn context(&mut self, position: Point) {
        self.hush();
        if self.is_on_bar(position) {
            return;
        }
        self.state.is_focused = true;
        self.shell.capture_event();
        if let Some(index) = self.state.scroll.row_at(position.y - self.bounds.y) {
            self.select(index);
            self.publish(Event::Context(index, position));
        }
    }

    /// The pointer went down on the scrollbar: takes the thumb, or moves a page towards the pointer.
    fn bar(&mut self, y: f32) {
        let Some((top, length)) = self.state.scroll.thumb() else { return };
        if (top..top + length).contains(&y) {
            self.state.grip = Some(y - top);
            return;
        }
        let page = f64::from(self.bounds.height - size::ROW).max(f64::from(size::ROW));
        let _ = self.state.scroll.by(if y < top { -page } else { page });
    }

    fn wheel(&mut self, delta: mouse::ScrollDelta) {
        let pixels = match delta {
            mouse::ScrollDelta::Lines { y, .. } => f64::from(y) * NOTCH_ROWS * f64::from(size::ROW),
            mouse::ScrollDelta::Pixels { y, .. } => f64::from(y),
        };
        self.state.is_keyed = false;
        if self.state.scroll.by(-pixels) {
            self.hush();
            self.shell.request_redraw();
        }
        if self.state.scroll.thumb().is_some() {
            self.shell.capture_event();
        }
    }

    fn key(&mut self, named: Named, modifiers: Modifiers) {
        if named == Named::ContextMenu || (named == Named::F10 && modifiers == Modifiers::SHIFT) {
            self.shell.capture_event();
            self.context_by_key();
            return;
        }
        let key = match named {
            Named::ArrowUp => Key::Up,
            Named::ArrowDown => Key::Down,
            Named::ArrowLeft => Key::Left,
            Named::ArrowRight => Key::Right,
            Named::Home => Key::Home,
            Named::End => Key::End,
            Named::PageUp => Key::PageUp,
            Named::PageDown => Key::PageDown,
            Named::Enter => Key::Enter,
            Named::Space => Key::Space,
            _ => return,
        };
        if !modifiers.is_empty() {
            return;
        }
        self.state.is_keyed = true;
        self.hush();
        self.shell.capture_event();
        match movement::step(key, self.selected(), self.rows, self.state.scroll.page()) {
            Some(Step::Select(index)) => self.select(index),
            Some(Step::Open(index)) => self.publish(Event::Open(index)),
            Some(Step::Close(index)) => self.publish(Event::Close(index)),
            Some(Step::Toggle(index)) => self.publish(Event::Toggle(index)),
            Some(Step::Activate(index)) => self.publish(Event::Activate(index)),
            None => self.reveal(),
        }
    }

    fn copy(&mut self) {
        if let Some(index) = self.selected() {
            self.shell.capture_event();
            self.publish(Event::Copy(index));
        }
    }

    /// A context menu without a pointer opens below the name of the chosen row.
    fn context_by_key(&mut self) {
        let Some(index) = self.selected() else { return };
        self.reveal();
        #[allow(clippy::cast_possible_truncation)]
        let top = self.state.scroll.top_of(index) as f32;
        let x = self.bounds.x + draw::indent(self.rows.depth(index), self.bounds.width) + 2.0 * size::ICON;
        self.publish(Event::Context(index, Point::new(x, self.bounds.y + top + size::ROW)));
    }

    /// Brings the chosen row back when it was scrolled away.
    fn reveal(&mut self) {
        if let Some(index) = self.selected()
            && self.state.scroll.reveal(index)
        {
            self.shell.request_redraw();
        }
    }

    fn select(&mut self, index: usize) {
        self.state.pending = Some(index);
        let _ = self.state.scroll.reveal(index);
        self.shell.request_redraw();
        self.publish(Event::Select(index));
    }

    fn selected(&self) -> Option<usize> {
        self.state.pending.or(self.selected).filter(|&index| index < self.rows.len())
    }

    fn hush(&mut self) {
        if self.state.hush() {
            self.shell.invalidate_layout();
            self.shell.request_redraw();
        }
    }

    fn is_on_bar(&self, position: Point) -> bool {
        self.state.scroll.thumb().is_some() && position.x >= self.bounds.x + self.bounds.width - size::SCROLLBAR
    }

    fn is_on_expander(&self, depth: u16, position: Point) -> bool {
        let left = self.bounds.x + draw::indent(depth, super::rows_width(self.state, self.bounds));
        (left..left + size::ICON).contains(&position.x)
    }

    fn publish(&mut self, event: Event) {
        self.shell.publish((self.on_event)(event));
    }
}
