//! What the main screen costs over replies that mean harm: taking them in, turns of the event loop, whole frames.
//!
//! `cargo bench -- hostile` prints one table and fails when the median of a frame is over the budget. A frame is a notch of the wheel,
//! what follows from it, view, layout, drawing, and every pixel of the window anew. The budget is a multiple of what iced takes, at the same
//! moment, to draw a window full of plain text: a machine that is slow or busy is slow for both.

use std::{fmt::Write, process::ExitCode, time::Duration};

use cpu_time::ThreadTime;
use discoscope::{
    app::{
        screen::explore::{DetailsMessage, Explore, Message},
        widget::tree,
    },
    session::Event,
};
use iced::{
    Element, Event as Input, Fill, Point, Size, mouse,
    widget::{column, row, text},
};
use tokio::runtime;

use crate::{
    answers,
    headless::{self, Frame, Screen},
};

const WINDOW: Size = Size::new(1280.0, 800.0);
const OVER_TREE: Point = Point::new(250.0, 400.0);
const OVER_DETAILS: Point = Point::new(900.0, 500.0);
/// A frame may take as often the time of a window full of plain text.
const BUDGET: f64 = 3.5;
/// What is too slow for a reason is so each time; a core that others made slower meanwhile is not.
const MOST_TIMES: usize = 3;
/// What glibc keeps at most when it is freed.
const MOST_KEPT_BYTES: usize = 30 << 20;
const PLAIN_LINES: usize = 34;
const PLAIN_ROUNDS: usize = 40;
const HEARD_ROUNDS: usize = 20;
const TURN_ROUNDS: usize = 200;
const FRAME_ROUNDS: usize = 100;
const ENTITY: &str = "a.example";
const OVERVIEW: usize = 0;
const ITEMS: usize = 1;
const FINDINGS: usize = 2;

/// A reply to each question, and on which tabs it is looked at.
struct Case {
    name: &'static str,
    info: String,
    items: String,
    tabs: &'static [usize],
}

impl Case {
    /// The replies with an ordinary list, so that the tree has something to scroll.
    fn info(name: &'static str, info: String, tabs: &'static [usize]) -> Self {
        Self { name, info, items: ordinary_items(), tabs }
    }

    /// An identity and the items of a list with odd names, each another one.
    fn names(name: &'static str, odd: &str) -> Self {
        let items = lines(1_000, |number| format!("<item jid='{number}.example' name='{number} {odd} {number}'/>"));
        let info = format!("{}<feature var='{odd}'/>", identity(odd));
        Self { name, info, items, tabs: &[OVERVIEW, ITEMS, FINDINGS] }
    }

    fn heard(&self) -> Vec<Event> {
        vec![answers::info(ENTITY, &self.info), answers::items(ENTITY, &self.items)]
    }
}

fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(line).collect()
}

fn identity(name: &str) -> String {
    format!("<identity category='server' type='im' name='{name}'/>")
}

fn ordinary_info() -> String {
    let features = ["urn:xmpp:ping", "jabber:iq:version", "http://jabber.org/protocol/disco#info", "urn:xmpp:mam:2"];
    identity("Lab") + &lines(features.len(), |number| format!("<feature var='{}'/>", features[number]))
}

fn ordinary_items() -> String {
    lines(1_000, |number| format!("<item jid='room-{number}@rooms.example' name='Room {number}, where people meet'/>"))
}

fn cases() -> Vec<Case> {
    let megabyte = "A name of one megabyte. ".repeat(45_000);
    let without_breaks = "n".repeat(1 << 20);
    let stacked = lines(8, |_| "Z̴̢̛͎̻̓a̶̡͉̅͊l̵̨̛͖̒g̸̬̈́͝o̷̼̽".to_owned());
    let mut form =
        "<x xmlns='jabber:x:data' type='result'><field var='FORM_TYPE' type='hidden'><value>urn:x</value></field>"
            .to_owned();
    for number in 0..2_000 {
        let _ = write!(
            form,
            "<field var='field-{number}' type='text-multi' label='The field {number}'><value>Value of {number}</value>\
             <value>and another one of {number}</value></field>"
        );
    }
    form.push_str("</x>");
    vec![
        Case::info("ordinary", ordinary_info(), &[OVERVIEW, ITEMS]),
        Case {
            name: "names of a megabyte",
            info: format!("{}{}<feature var='{without_breaks}'/>", identity(&megabyte), identity(&without_breaks)),
            items: format!("<item jid='b.example' name='{megabyte}'/><item jid='c.example' name='{without_breaks}'/>")
                + &ordinary_items(),
            tabs: &[OVERVIEW, ITEMS, FINDINGS],
        },
        Case::info(
            "20,000 features",
            identity("Lab") + &lines(20_000, |number| format!("<feature var='urn:example:{number}:{}'/>", number % 7)),
            &[OVERVIEW],
        ),
        Case::info(
            "20,000 times one feature",
            identity("Lab") + &lines(20_000, |_| "<feature var='urn:xmpp:ping'/>".to_owned()),
            &[OVERVIEW, FINDINGS],
        ),
        Case::info(
            "1,000 identities",
            lines(1_000, |number| {
                format!("<identity category='c{}' type='t{number}' name='Identity {number}'/>", number % 9)
            }),
            &[OVERVIEW, FINDINGS],
        ),
        Case::info("a form of 2,000 fields", ordinary_info() + &form, &[OVERVIEW]),
        Case {
            name: "an item listed 1,000 times",
            info: ordinary_info(),
            items: lines(1_000, |_| "<item jid='b.example' name='Again and again'/>".to_owned()),
            tabs: &[OVERVIEW, ITEMS, FINDINGS],
        },
        Case::names("right to left", "مرحبا بكم في عالم التجربة, then עברית, then 123"),
        Case::names("bidi override", "invoice\u{202e}fdp.exe\u{2066}isolated\u{2069}"),
        Case::names(
            "control characters",
            "bell\u{7f}, next\u{85}, string\u{90}\u{9f}, soft\u{ad}hyphen, &#10;line&#9;tab",
        ),
        Case::names("stacked marks", &stacked),
    ]
}

/// The screen with what it shows.
struct Seen<'a> {
    explore: &'a mut Explore,
    screen: Screen,
    /// The first row of the tree that is to be seen.
    top: usize,
}

impl Seen<'_> {
    fn turn(&mut self, input: Input) -> Duration {
        let (took, messages) = self.screen.turn(|| self.explore.view(), &[input]);
        let began = ThreadTime::now();
        for message in messages {
            if let Message::Tree(tree::Event::Visible(rows)) = &message {
                self.top = rows.start;
            }
            let _ = self.explore.update(message);
        }
        took + began.elapsed()
    }

    /// The pointer goes to and fro over rows.
    fn point(&mut self, round: usize) -> Duration {
        let y = if round.is_multiple_of(2) { 300.0 } else { 500.0 };
        self.screen.pointer = Point { y, ..if round % 4 < 2 { OVER_TREE } else { OVER_DETAILS } };
        self.turn(Input::Mouse(mouse::Event::CursorMoved { position: self.screen.pointer }))
    }

    fn scroll(&mut self, pointer: Point) -> Duration {
        self.screen.pointer = pointer;
        let took = self.turn(headless::wheel());
        let Frame { laid_out, pixels, .. } = self.screen.frame(|| self.explore.view());
        took + laid_out + pixels
    }
}

fn plain<'a>() -> Element<'a, ()> {
    let line = |number: usize| {
        row![
            text(format!("room-{number}@rooms.example")).width(Fill),
            text(format!("Room {number}, where people meet")).width(Fill),
            text(format!("urn:example:{number}")).width(Fill),
        ]
        .into()
    };
    column((0..PLAIN_LINES).map(line)).into()
}

/// The median of a frame that shows nothing but plain text.
fn plain_frame() -> Duration {
    let mut screen = Screen::new(WINDOW, Point::ORIGIN);
    let frame = |_| {
        let Frame { laid_out, pixels, .. } = screen.frame(plain);
        laid_out + pixels
    };
    headless::median_and_p99((0..PLAIN_ROUNDS).map(frame).collect()).0
}

/// Measures a case on each of its tabs; says whether every frame had its time.
fn measure(case: &Case, explore: impl Fn() -> Explore) -> bool {
    let mut heard = Vec::with_capacity(HEARD_ROUNDS);
    let mut last = explore();
    for _ in 0..HEARD_ROUNDS {
        let events = case.heard();
        last = explore();
        let began = ThreadTime::now();
        let _ = last.heard(events);
        heard.push(began.elapsed());
    }
    let heard = headless::median_and_p99(heard);
    let mut is_within_budget = true;
    for tab in case.tabs {
        let _ = last.update(Message::Details(DetailsMessage::TabNumber(*tab)));
        let name = format!("{:<27} {:<9}", case.name, ["overview", "items", "findings"][*tab]);
        is_within_budget &= (0..MOST_TIMES).any(|_| frames(&mut last, &name, heard) <= BUDGET);
    }
    is_within_budget
}

/// Measures what is shown, prints it, and gives how often a frame takes the time of plain text.
fn frames(explore: &mut Explore, name: &str, heard: (Duration, Duration)) -> f64 {
    let mut seen = Seen { explore, screen: Screen::new(WINDOW, OVER_TREE), top: 0 };
    let plain = plain_frame();
    let first = seen.scroll(Point::ORIGIN);
    let turns = headless::median_and_p99((0..TURN_ROUNDS).map(|round| seen.point(round)).collect());
    let details = headless::median_and_p99((0..FRAME_ROUNDS).map(|_| seen.scroll(OVER_DETAILS)).collect());
    let tree = headless::median_and_p99((0..FRAME_ROUNDS).map(|_| seen.scroll(OVER_TREE)).collect());
    assert!(seen.top >= FRAME_ROUNDS, "the tree was not scrolled: {name}");
    print!("{name} {:>7.1}", milliseconds(first));
    for (median, p99) in [heard, turns, details, tree] {
        print!("  {:>8.2} {:>8.2}", milliseconds(median), milliseconds(p99));
    }
    let times = details.0.max(tree.0).as_secs_f64() / plain.as_secs_f64();
    println!("  {:>6.2}  {times:>5.2}", milliseconds(plain));
    times
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

pub fn run() -> ExitCode {
    headless::load_fonts();
    // One thread that is never left alone: the session below the screen does nothing while frames are measured.
    let runtime = runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let explore = || runtime.block_on(answers::screen(None));
    let _inside = runtime.enter();
    // What is freed once is not asked of the system again: pages that are handed out anew for each picture cost more than
    // the drawing, and a window keeps its own.
    drop(vec![1_u8; MOST_KEPT_BYTES]);
    let mut warm = explore();
    let mut seen = Seen { explore: &mut warm, screen: Screen::new(WINDOW, OVER_TREE), top: 0 };
    let _ = seen.scroll(OVER_TREE);
    println!("milliseconds of the processor: the first frame, then median and p99 of each");
    println!(
        "{:<27} {:<9} {:>7}  {:>17}  {:>17}  {:>17}  {:>17}  {:>6}  {:>5}",
        "reply", "tab", "first", "heard", "view, layout, move", "frame, details", "frame, tree", "plain", "times"
    );
    let mut is_within_budget = true;
    for case in cases() {
        is_within_budget &= measure(&case, explore);
    }
    if is_within_budget {
        return ExitCode::SUCCESS;
    }
    println!("the median of a frame is over {BUDGET} times that of plain text");
    ExitCode::FAILURE
}
