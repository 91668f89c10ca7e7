//! A field to type into whose owner hears of the keys that belong to what stands around it.
//!
//! iced's field takes Escape for itself and tells nobody whether it has the keyboard. This one asks its owner first.

use iced::{
    Element, Event as Input, Length, Rectangle, Renderer, Size, Vector,
    advanced::{
        Clipboard, Layout, Shell, Widget, layout, mouse, overlay, renderer,
        text::Renderer as Texts,
        widget::{self, Operation},
    },
    keyboard::{self, Modifiers, key::Named},
    widget::{TextInput, text_input},
};

use crate::app::theme::Theme;

/// What happened in the field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// It has the keyboard from now on, or has not.
    Focused(bool),
    /// A key that is the owner's.
    Pressed(Key),
}

/// A key that is the owner's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// Escape.
    Leave,
    /// The arrow upwards.
    Up,
    /// The arrow downwards.
    Down,
    /// Tab, where the owner has something to complete.
    Complete,
}

/// The field.
pub struct Field<'a, Message> {
    input: Element<'a, Message>,
    completes: bool,
    on_event: Box<dyn Fn(Event) -> Message + 'a>,
}

/// A field that tells its owner what happens in it.
pub fn field<'a, Message: Clone + 'a>(
    input: TextInput<'a, Message>,
    on_event: impl Fn(Event) -> Message + 'a,
) -> Field<'a, Message> {
    Field { input: input.into(), completes: false, on_event: Box::new(on_event) }
}

impl<Message> Field<'_, Message> {
    /// Whether Tab is the owner's; else it goes to the next field.
    pub fn completes(self, completes: bool) -> Self {
        Self { completes, ..self }
    }

    fn key(&self, event: &Input) -> Option<Key> {
        let Input::Keyboard(keyboard::Event::KeyPressed { key: keyboard::Key::Named(named), modifiers, .. }) = event
        else {
            return None;
        };
        match named {
            _ if *modifiers != Modifiers::default() => None,
            Named::Escape => Some(Key::Leave),
            Named::ArrowUp => Some(Key::Up),
            Named::ArrowDown => Some(Key::Down),
            Named::Tab => self.completes.then_some(Key::Complete),
            _ => None,
        }
    }
}

/// Whether the owner knows that the field has the keyboard.
#[derive(Default)]
struct Told(bool);

fn is_focused(tree: &widget::Tree) -> bool {
    let input = tree.children.first();
    input.is_some_and(|input| {
        input.state.downcast_ref::<text_input::State<<Renderer as Texts>::Paragraph>>().is_focused()
    })
}

impl<Message> Widget<Message, Theme, Renderer> for Field<'_, Message> {
    fn tag(&self) -> widget::tree::Tag {
        widget::tree::Tag::of::<Told>()
    }

    fn state(&self) -> widget::tree::State {
        widget::tree::State::new(Told::default())
    }

    fn children(&self) -> Vec<widget::Tree> {
        vec![widget::Tree::new(&self.input)]
    }

    fn diff(&self, tree: &mut widget::Tree) {
        tree.diff_children(std::slice::from_ref(&self.input));
    }

    fn size(&self) -> Size<Length> {
        self.input.as_widget().size()
    }

    fn layout(&mut self, tree: &mut widget::Tree, renderer: &Renderer, limits: &layout::Limits) -> layout::Node {
        match tree.children.first_mut() {
            Some(input) => self.input.as_widget_mut().layout(input, renderer, limits),
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
        if let Some(input) = tree.children.first_mut() {
            self.input.as_widget_mut().operate(input, layout, renderer, operation);
        }
    }

    fn update(
        &mut self,
        tree: &mut widget::Tree,
        event: &Input,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        renderer: &Renderer,
        clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, Message>,
        viewport: &Rectangle,
    ) {
        if let Some(key) = self.key(event).filter(|_| is_focused(tree)) {
            shell.publish((self.on_event)(Event::Pressed(key)));
            shell.capture_event();
            return;
        }
        if let Some(input) = tree.children.first_mut() {
            self.input.as_widget_mut().update(input, event, layout, cursor, renderer, clipboard, shell, viewport);
        }
        let is_focused = is_focused(tree);
        let told = tree.state.downcast_mut::<Told>();
        if told.0 != is_focused {
            told.0 = is_focused;
            shell.publish((self.on_event)(Event::Focused(is_focused)));
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
        let input = tree.children.first();
        input.map_or_else(mouse::Interaction::default, |input| {
            self.input.as_widget().mouse_interaction(input, layout, cursor, viewport, renderer)
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
        if let Some(input) = tree.children.first() {
            self.input.as_widget().draw(input, renderer, theme, style, layout, cursor, viewport);
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
        let input = tree.children.first_mut()?;
        self.input.as_widget_mut().overlay(input, layout, renderer, viewport, translation)
    }
}

impl<'a, Message: 'a> From<Field<'a, Message>> for Element<'a, Message> {
    fn from(field: Field<'a, Message>) -> Self {
        Self::new(field)
    }
}
