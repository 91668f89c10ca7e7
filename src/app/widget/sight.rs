//! Brings what has the keyboard into sight: who goes on by Tab may come to something that is scrolled out of it.

use iced::{
    Rectangle, Task, Vector,
    advanced::widget::{
        Id, Operation, operate,
        operation::{Focusable, Outcome, Scrollable, scrollable::AbsoluteOffset},
    },
};

use crate::app::theme::space as gap;

/// Scrolls to what has the keyboard, if it is out of sight.
pub fn show<Message: Send + 'static>() -> Task<Message> {
    operate(operation()).discard()
}

/// Scrolls to what has this name and could have the keyboard, if it is out of sight.
pub fn show_named<Message: Send + 'static>(name: &'static str) -> Task<Message> {
    operate(Find { wanted: Some(Id::new(name)), ..Find::default() }).discard()
}

/// What does that.
pub fn operation() -> impl Operation {
    Find::default()
}

/// Looks for what is wanted, or else has the keyboard, and in which part that scrolls it stands.
#[derive(Default)]
struct Find {
    wanted: Option<Id>,
    met: usize,
    /// The part that is gone into next.
    next: Option<Part>,
    /// Those around what is looked at, the innermost last.
    around: Vec<Part>,
    found: Option<Scroll>,
}

/// A part of the window that scrolls.
#[derive(Clone, Copy)]
struct Part {
    number: usize,
    bounds: Rectangle,
    content: Rectangle,
    /// So much of the content is scrolled out of sight above.
    above: f32,
}

impl Part {
    fn scroll_to(self, bounds: Rectangle) -> Option<Scroll> {
        let top = bounds.y - self.content.y - gap::S;
        let bottom = bounds.y + bounds.height - self.content.y + gap::S;
        let height = self.bounds.height;
        let is_seen = top >= self.above && bottom <= self.above + height;
        // Of what is higher than its part some is seen anyhow.
        if is_seen || bottom - top > height {
            return None;
        }
        let above = if top < self.above { top.max(0.0) } else { bottom - height };
        Some(Scroll { number: self.number, above, met: 0 })
    }
}

impl Operation for Find {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        let around = self.around.len();
        self.around.extend(self.next.take());
        operate(self);
        self.around.truncate(around);
    }

    fn scrollable(
        &mut self,
        _: Option<&Id>,
        bounds: Rectangle,
        content: Rectangle,
        translation: Vector,
        _: &mut dyn Scrollable,
    ) {
        self.next = Some(Part { number: self.met, bounds, content, above: translation.y });
        self.met += 1;
    }

    fn focusable(&mut self, id: Option<&Id>, bounds: Rectangle, state: &mut dyn Focusable) {
        let is_meant = if self.wanted.is_some() { id == self.wanted.as_ref() } else { state.is_focused() };
        if is_meant {
            self.found = self.around.last().and_then(|part| part.scroll_to(bounds));
        }
    }

    fn finish(&self) -> Outcome<()> {
        match self.found {
            Some(scroll) => Outcome::Chain(Box::new(scroll)),
            None => Outcome::None,
        }
    }
}

/// Scrolls one of the parts that scroll, by its number.
#[derive(Clone, Copy)]
struct Scroll {
    number: usize,
    above: f32,
    met: usize,
}

impl Operation for Scroll {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        operate(self);
    }

    fn scrollable(&mut self, _: Option<&Id>, _: Rectangle, _: Rectangle, _: Vector, state: &mut dyn Scrollable) {
        if self.met == self.number {
            state.scroll_to(AbsoluteOffset { x: None, y: Some(self.above) });
        }
        self.met += 1;
    }
}
