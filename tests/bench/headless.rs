//! Views without a window: turns of the event loop and frames, timed.
//!
//! All times are the processor's: on an idle machine they are those of the clock, on a busy one they are still what the work costs.

use std::time::{Duration, Instant};

use cpu_time::ThreadTime;
use discoscope::app::theme;
use iced::{Color, Element, Event as Input, Pixels, Point, Renderer, Size, mouse, window};
use iced_test::{
    core::{
        clipboard,
        renderer::{Headless, Style},
    },
    runtime::{UserInterface, user_interface::Cache},
};

/// What ends up on the screen, kept between rounds.
pub struct Screen {
    /// Where the pointer is.
    pub pointer: Point,
    window: Size,
    renderer: Renderer,
    cache: Cache,
}

/// How long the parts of a frame took.
#[allow(dead_code, reason = "not every bench asks for each of them")]
pub struct Frame {
    /// View and layout.
    pub laid_out: Duration,
    /// The view's drawing.
    pub drawn: Duration,
    /// The drawing and then the pixels.
    pub pixels: Duration,
}

impl Screen {
    pub fn new(window: Size, pointer: Point) -> Self {
        let renderer = <Renderer as Headless>::new(theme::font::WORDS, Pixels(theme::size::TEXT), Some("tiny-skia"));
        let renderer = iced::futures::executor::block_on(renderer).expect("tiny-skia needs nothing");
        Self { pointer, window, renderer, cache: Cache::default() }
    }

    /// One turn of the event loop: view, layout, events.
    pub fn turn<'a, Message: 'a>(
        &mut self,
        view: impl FnOnce() -> Element<'a, Message>,
        inputs: &[Input],
    ) -> (Duration, Vec<Message>) {
        let began = ThreadTime::now();
        let mut messages = Vec::new();
        let mut interface = self.build(view());
        let cursor = mouse::Cursor::Available(self.pointer);
        let _ = interface.update(inputs, cursor, &mut self.renderer, &mut clipboard::Null, &mut messages);
        self.cache = interface.into_cache();
        (began.elapsed(), messages)
    }

    /// A frame: the view's drawing, then the pixels.
    pub fn frame<'a, Message: 'a>(&mut self, view: impl FnOnce() -> Element<'a, Message>) -> Frame {
        let began = ThreadTime::now();
        let mut interface = self.build(view());
        let cursor = mouse::Cursor::Available(self.pointer);
        let redraw = [Input::Window(window::Event::RedrawRequested(Instant::now()))];
        let _ = interface.update(&redraw, cursor, &mut self.renderer, &mut clipboard::Null, &mut Vec::new());
        let laid_out = began.elapsed();
        let style = Style { text_color: Color::BLACK };
        let began = ThreadTime::now();
        interface.draw(&mut self.renderer, &theme::LIGHT, &style, cursor);
        let drawn = began.elapsed();
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let size = Size::new(self.window.width as u32, self.window.height as u32);
        let _ = self.renderer.screenshot(size, 1.0, Color::WHITE);
        let pixels = began.elapsed();
        self.cache = interface.into_cache();
        Frame { laid_out, drawn, pixels }
    }

    fn build<'a, Message: 'a>(
        &mut self,
        view: Element<'a, Message>,
    ) -> UserInterface<'a, Message, iced::Theme, Renderer> {
        let cache = std::mem::take(&mut self.cache);
        UserInterface::build(view, self.window, cache, &mut self.renderer)
    }
}

/// Makes the fonts known that the program brings along.
pub fn load_fonts() {
    for file in theme::font::FILES {
        let mut fonts = iced::advanced::graphics::text::font_system().write().expect("nobody else writes fonts");
        fonts.load_font(file.into());
    }
}

/// A notch of the wheel, downwards.
#[allow(dead_code, reason = "not every bench turns it")]
pub fn wheel() -> Input {
    Input::Mouse(mouse::Event::WheelScrolled { delta: mouse::ScrollDelta::Lines { x: 0.0, y: -1.0 } })
}

/// The median, and what only one in a hundred is above.
pub fn median_and_p99(mut took: Vec<Duration>) -> (Duration, Duration) {
    took.sort();
    let at = |share: usize| took[(took.len() - 1) * share / 100];
    (at(50), at(99))
}
