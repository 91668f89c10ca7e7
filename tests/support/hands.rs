//! Hands on a keyboard before a view: Tab goes from one thing to the next, keys are pressed, messages come out.

use iced::{
    Element, Event, Font, Pixels, Point, Rectangle, Renderer, Size, Theme,
    advanced::{
        clipboard, mouse,
        renderer::Headless,
        widget::{
            Id, Operation,
            operation::{self, Focusable, focusable},
        },
    },
    keyboard::{self, Key},
};
use iced_test::runtime::{UserInterface, user_interface::Cache};

/// A view with the keyboard somewhere in it.
pub struct Hands<'a, Message> {
    interface: UserInterface<'a, Message, Theme, Renderer>,
    renderer: Renderer,
}

impl<'a, Message: 'a> Hands<'a, Message> {
    /// In a window of that size.
    pub fn on(view: impl Into<Element<'a, Message>>, size: Size) -> Self {
        let renderer = <Renderer as Headless>::new(Font::with_name("Inter"), Pixels(16.0), None);
        let mut renderer = futures::executor::block_on(renderer).expect("tiny-skia draws everywhere");
        let mut interface = UserInterface::build(view, size, Cache::default(), &mut renderer);
        // Lists that begin with the keyboard may be several.
        interface.operate(&renderer, &mut focusable::unfocus::<()>());
        Self { interface, renderer }
    }

    /// Everything that can have the keyboard: where it is, and its name.
    pub fn all(&mut self) -> Vec<(Rectangle, Option<Id>)> {
        #[derive(Default)]
        struct All(Vec<(Rectangle, Option<Id>)>);
        impl Operation for All {
            fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
                operate(self);
            }

            fn focusable(&mut self, id: Option<&Id>, bounds: Rectangle, _: &mut dyn Focusable) {
                self.0.push((bounds, id.cloned()));
            }
        }
        let mut all = All::default();
        self.interface.operate(&self.renderer, &mut all);
        all.0
    }

    /// Presses Tab, as the window answers it: after the last comes the first.
    pub fn tab(&mut self) {
        self.step();
        if self.focused().is_none() {
            self.step();
        }
    }

    fn step(&mut self) {
        self.run(focusable::focus_next());
    }

    /// Goes through the view with an operation, and with those that follow from it.
    pub fn run(&mut self, operation: impl Operation + 'static) {
        let mut next: Box<dyn Operation> = Box::new(operation);
        loop {
            self.interface.operate(&self.renderer, next.as_mut());
            match next.finish() {
                operation::Outcome::Chain(then) => next = then,
                operation::Outcome::None | operation::Outcome::Some(()) => return,
            }
        }
    }

    /// What has the keyboard.
    pub fn focused(&mut self) -> Option<Rectangle> {
        struct Focused(Option<Rectangle>);
        impl Operation for Focused {
            fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
                operate(self);
            }

            fn focusable(&mut self, _: Option<&Id>, bounds: Rectangle, state: &mut dyn Focusable) {
                if state.is_focused() {
                    self.0 = Some(bounds);
                }
            }
        }
        let mut focused = Focused(None);
        self.interface.operate(&self.renderer, &mut focused);
        focused.0
    }

    /// Hears of an event; gives what is said, and whether somebody took it.
    pub fn hears(&mut self, event: Event) -> (Vec<Message>, bool) {
        let mut messages = Vec::new();
        let cursor = mouse::Cursor::Unavailable;
        let (_, statuses) =
            self.interface.update(&[event], cursor, &mut self.renderer, &mut clipboard::Null, &mut messages);
        (messages, statuses.contains(&iced::event::Status::Captured))
    }

    /// Presses a key.
    pub fn press(&mut self, key: impl Into<Key>) -> Vec<Message> {
        let key = key.into();
        let text = match &key {
            Key::Character(text) => Some(text.clone()),
            _ => None,
        };
        let event = keyboard::Event::KeyPressed {
            key: key.clone(),
            modified_key: key,
            physical_key: keyboard::key::Physical::Unidentified(keyboard::key::NativeCode::Unidentified),
            location: keyboard::Location::Standard,
            modifiers: keyboard::Modifiers::default(),
            text,
            repeat: false,
        };
        self.hears(Event::Keyboard(event)).0
    }

    /// Time goes by while the pointer rests there.
    pub fn rests(&mut self, at: Point) -> Vec<Message> {
        let mut messages = Vec::new();
        let event = Event::Window(iced::window::Event::RedrawRequested(std::time::Instant::now()));
        let cursor = mouse::Cursor::Available(at);
        let _ = self.interface.update(&[event], cursor, &mut self.renderer, &mut clipboard::Null, &mut messages);
        messages
    }

    /// Clicks with the pointer.
    pub fn click(&mut self, at: Point) -> Vec<Message> {
        let mut messages = Vec::new();
        let button = mouse::Button::Left;
        let cursor = mouse::Cursor::Available(at);
        for event in [
            mouse::Event::CursorMoved { position: at },
            mouse::Event::ButtonPressed(button),
            mouse::Event::ButtonReleased(button),
        ] {
            let _ = self.interface.update(
                &[Event::Mouse(event)],
                cursor,
                &mut self.renderer,
                &mut clipboard::Null,
                &mut messages,
            );
        }
        messages
    }
}
