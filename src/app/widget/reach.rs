//! Puts what only a pointer can press within reach of the keyboard.
//!
//! In iced only fields can have the keyboard. What stands in here can, too: a ring shows it, and Enter or Space presses the
//! middle of it as the pointer would, so that it needs to know nothing of buttons, boxes and what they say.

use iced::{
    Element, Event, Length, Point, Rectangle, Renderer, Size, Task, Vector,
    advanced::{
        Clipboard, Layout, Renderer as _, Shell, Widget, layout, mouse, overlay, renderer,
        widget::{
            self, Operation, operate,
            operation::{Focusable, focusable},
        },
    },
    keyboard::{self, Key, key::Named},
    widget::operation,
};

use super::sight;
use crate::app::theme::{self, Theme, size, style};

/// What comes of an arrow key, upwards or downwards.
type OnStep<'a, Message> = Box<dyn Fn(bool) -> Option<Message> + 'a>;

/// The keyboard goes to the next button or field, or to the one before; what is written in a field is marked, so that it
/// can be typed over. Whatever it is, it comes into sight.
pub fn next<Message: Send + 'static>(is_forward: bool) -> Task<Message> {
    let step = move || if is_forward { operation::focus_next() } else { operation::focus_previous() };
    // After the last one iced takes the keyboard away from everybody; then it begins anew.
    let again = operate(focusable::count()).then(move |count| match count {
        focusable::Count { focused: None, total: 1.. } => step(),
        _ => Task::none(),
    });
    let focused = operate(focusable::find_focused()).collect();
    let marked = focused.then(|focused| match focused.into_iter().next() {
        Some(id) => operation::select_all(id),
        None => Task::none(),
    });
    step().chain(again).chain(marked).chain(sight::show())
}

/// Something that can be pressed.
pub struct Reach<'a, Message> {
    content: Element<'a, Message>,
    id: Option<widget::Id>,
    is_on: bool,
    on_step: Option<OnStep<'a, Message>>,
}

/// Something that can be pressed while `is_on`.
pub fn reach<'a, Message>(content: impl Into<Element<'a, Message>>, is_on: bool) -> Reach<'a, Message> {
    Reach { content: content.into(), id: None, is_on, on_step: None }
}

impl<'a, Message> Reach<'a, Message> {
    /// The name by which it is given the keyboard.
    pub fn id(mut self, id: Option<widget::Id>) -> Self {
        self.id = id;
        self
    }

    /// What the arrows do, in place of Enter and Space: upwards, or downwards.
    pub fn on_step(mut self, on_step: impl Fn(bool) -> Option<Message> + 'a) -> Self {
        self.on_step = Some(Box::new(on_step));
        self
    }
}

/// Whether it has the keyboard.
#[derive(Default)]
struct State {
    is_focused: bool,
}

impl Focusable for State {
    fn is_focused(&self) -> bool {
        self.is_focused
    }

    fn focus(&mut self) {
        self.is_focused = true;
    }

    fn unfocus(&mut self) {
        self.is_focused = false;
    }
}

/// What a key does to something that has the keyboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stroke {
    Press,
    Step(bool),
}

fn stroke(event: &Event) -> Option<Stroke> {
    let Event::Keyboard(keyboard::Event::KeyPressed { key: Key::Named(named), modifiers, repeat, .. }) = event else {
        return None;
    };
    match named {
        _ if !modifiers.is_empty() => None,
        // Whoever holds a key down presses once.
        Named::Enter | Named::Space if !repeat => Some(Stroke::Press),
        Named::ArrowUp => Some(Stroke::Step(false)),
        Named::ArrowDown => Some(Stroke::Step(true)),
        _ => None,
    }
}

impl<Message> Reach<'_, Message> {
    fn press(
        &mut self,
        tree: &mut widget::Tree,
        layout: Layout<'_>,
        renderer: &Renderer,
        clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, Message>,
        viewport: &Rectangle,
    ) {
        let Some(content) = tree.children.first_mut() else { return };
        let bounds = layout.bounds();
        let cursor = mouse::Cursor::Available(Point::new(bounds.center_x(), bounds.center_y()));
        let button = mouse::Button::Left;
        for event in [mouse::Event::ButtonPressed(button), mouse::Event::ButtonReleased(button)] {
            let mut messages = Vec::new();
            // One of its own: a press that was taken would hide the release.
            let mut pressed = Shell::new(&mut messages);
            let event = Event::Mouse(event);
            let widget = self.content.as_widget_mut();
            widget.update(content, &event, layout, cursor, renderer, clipboard, &mut pressed, viewport);
            for message in messages {
                shell.publish(message);
            }
        }
        shell.capture_event();
        shell.request_redraw();
    }
}

impl<Message> Widget<Message, Theme, Renderer> for Reach<'_, Message> {
    fn tag(&self) -> widget::tree::Tag {
        widget::tree::Tag::of::<State>()
    }

    fn state(&self) -> widget::tree::State {
        widget::tree::State::new(State::default())
    }

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
        let state = tree.state.downcast_mut::<State>();
        if self.is_on {
            operation.focusable(self.id.as_ref(), layout.bounds(), state);
        } else {
            state.unfocus();
        }
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
        let state = tree.state.downcast_mut::<State>();
        if matches!(event, Event::Mouse(mouse::Event::ButtonPressed(_))) && std::mem::take(&mut state.is_focused) {
            shell.request_redraw();
        }
        if !self.is_on || !state.is_focused || shell.is_event_captured() {
            return;
        }
        match (stroke(event), &self.on_step) {
            (Some(Stroke::Press), None) => self.press(tree, layout, renderer, clipboard, shell, viewport),
            (Some(Stroke::Step(is_down)), Some(on_step)) => {
                if let Some(message) = on_step(is_down) {
                    shell.publish(message);
                }
                shell.capture_event();
            }
            _ => {}
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
        let content = tree.children.first();
        content.map_or_else(mouse::Interaction::default, |content| {
            self.content.as_widget().mouse_interaction(content, layout, cursor, viewport, renderer)
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
        if let Some(content) = tree.children.first() {
            self.content.as_widget().draw(content, renderer, theme, style, layout, cursor, viewport);
        }
        if self.is_on && tree.state.downcast_ref::<State>().is_focused {
            let border = style::ring(theme::colors(theme), size::RADIUS);
            let quad = renderer::Quad { bounds: layout.bounds(), border, ..renderer::Quad::default() };
            // In a layer of its own: what is below may have filled its bounds in one already.
            renderer.with_layer(*viewport, |renderer| renderer.fill_quad(quad, iced::Color::TRANSPARENT));
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
        let content = tree.children.first_mut()?;
        self.content.as_widget_mut().overlay(content, layout, renderer, viewport, translation)
    }
}

impl<'a, Message: 'a> From<Reach<'a, Message>> for Element<'a, Message> {
    fn from(reach: Reach<'a, Message>) -> Self {
        Self::new(reach)
    }
}
