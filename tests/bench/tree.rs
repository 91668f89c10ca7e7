//! What one change costs the tree: view, layout and one mouse event, and a frame drawn with the processor.
//!
//! `cargo bench -- tree` prints one table and fails when view, layout and event together take more than the budget.

use std::{process::ExitCode, time::Duration};

use discoscope::app::{
    icon::Icon,
    widget::tree::{Badge, Count, Event, Expander, Mark, Row, Rows, Severity, tree},
};
use iced::{Element, Event as Input, Point, Size, mouse};

use crate::headless::{self, Frame, Screen};

const WINDOW: Size = Size::new(480.0, 1_000.0);
const POINTER: Point = Point::new(200.0, 500.0);
const BUDGET: Duration = Duration::from_millis(1);
const EVENT_ROUNDS: usize = 2_000;
const DRAW_ROUNDS: usize = 200;

/// Rooms of a large service: every name another one, some refused, some with findings.
struct Rooms {
    names: Vec<String>,
    addresses: Vec<String>,
    selected: usize,
    heard: usize,
}

impl Rooms {
    fn new(count: usize) -> Self {
        Self {
            names: (0..count).map(|index| format!("Room {index}, where people of group {} meet", index % 97)).collect(),
            addresses: (0..count).map(|index| format!("room-{index}@conference.example.org")).collect(),
            selected: 0,
            heard: 0,
        }
    }
}

impl Rows for Rooms {
    fn len(&self) -> usize {
        self.names.len()
    }

    fn row(&self, index: usize) -> Row<'_> {
        let is_refused = index % 7 == 3;
        Row {
            expander: if index.is_multiple_of(3) { Expander::Closed } else { Expander::None },
            icon: Some(Icon::Conference),
            wire: self.addresses[index].as_str().into(),
            mark: if is_refused { Mark::Refused } else { Mark::Answered },
            word: if is_refused { "forbidden" } else { "" }.into(),
            badge: (index % 11 == 5).then_some(Badge { count: 2, severity: Severity::Warning }),
            count: (index.is_multiple_of(3)).then_some(Count { known: index as u64 % 500, has_more: false }),
            ..Row::new(1 + u16::from(index % 10 > 3), self.names[index].as_str())
        }
    }

    fn key(&self, index: usize) -> u64 {
        index as u64
    }

    fn index_of(&self, key: u64) -> Option<usize> {
        usize::try_from(key).ok().filter(|&index| index < self.len())
    }
}

/// One turn of the event loop, and what it does to the rooms.
fn turn(screen: &mut Screen, rooms: &mut Rooms, inputs: &[Input]) -> Duration {
    let (took, messages) = screen.turn(|| view(rooms), inputs);
    rooms.heard += messages.len();
    for message in messages {
        if let Event::Select(index) = message {
            rooms.selected = index;
        }
    }
    took
}

fn view(rooms: &Rooms) -> Element<'_, Event> {
    tree(rooms, |event| event).selected(Some(rooms.selected)).into()
}

pub fn run() -> ExitCode {
    headless::load_fonts();
    let moved = Input::Mouse(mouse::Event::CursorMoved { position: POINTER });
    let press = Input::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left));
    let release = Input::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left));
    let wheel = headless::wheel();
    println!("{:>9}  {:<34} {:>12} {:>12}", "rows", "what", "median", "p99");
    let mut is_within_budget = true;
    for count in [100_000, 1_000_000] {
        let mut rooms = Rooms::new(count);
        let mut screen = Screen::new(WINDOW, POINTER);
        let Frame { drawn, pixels, .. } = screen.frame(|| view(&rooms));
        let _ = report(count, "draw, the first frame", vec![drawn]);
        let _ = report(count, "draw and pixels, the first frame", vec![pixels]);
        for (name, inputs) in [
            ("view, layout, pointer moves", vec![moved.clone()]),
            ("view, layout, click", vec![press.clone(), release.clone()]),
            ("view, layout, wheel", vec![wheel.clone()]),
        ] {
            let heard = rooms.heard;
            let p99 = report(count, name, (0..EVENT_ROUNDS).map(|_| turn(&mut screen, &mut rooms, &inputs)).collect());
            is_within_budget &= p99 <= BUDGET;
            assert!(name.ends_with("moves") || rooms.heard >= heard + EVENT_ROUNDS, "the tree did not notice: {name}");
        }
        let still: Vec<_> = (0..DRAW_ROUNDS).map(|_| screen.frame(|| view(&rooms))).collect();
        let _ = report(count, "draw, nothing moved", still.iter().map(|frame| frame.drawn).collect());
        let _ = report(count, "draw and pixels, nothing moved", still.iter().map(|frame| frame.pixels).collect());
        let scrolled: Vec<_> = (0..DRAW_ROUNDS)
            .map(|_| {
                let _ = turn(&mut screen, &mut rooms, std::slice::from_ref(&wheel));
                screen.frame(|| view(&rooms))
            })
            .collect();
        let _ = report(count, "draw, a notch of the wheel", scrolled.iter().map(|frame| frame.drawn).collect());
        let _ = report(count, "draw and pixels, a notch", scrolled.iter().map(|frame| frame.pixels).collect());
    }
    if is_within_budget {
        return ExitCode::SUCCESS;
    }
    println!("view, layout and event took more than {BUDGET:?} in one of a hundred turns");
    ExitCode::FAILURE
}

fn report(count: usize, name: &str, took: Vec<Duration>) -> Duration {
    let (median, p99) = headless::median_and_p99(took);
    let microseconds = |duration: Duration| duration.as_secs_f64() * 1e6;
    println!("{count:>9}  {name:<34} {:>9.1} µs {:>9.1} µs", microseconds(median), microseconds(p99));
    p99
}
