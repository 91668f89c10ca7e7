//! What a long list costs on its way from the last byte to the screen, in one piece and in pages.
//!
//! `cargo bench -- items` prints one table and fails when a step costs more than its share at ten times the items, or
//! when any turn of the window's thread takes longer than a frame.

use std::{fmt::Write, process::ExitCode, sync::Arc, time::Duration};

use cpu_time::ThreadTime;
use discoscope::{
    app::screen::explore::{Explore, Message, SearchMessage, paging::LARGE_PAGE},
    demo,
    disco::{
        address::Address,
        paging::Portion,
        read,
        state::{Answer, Asked, Outcome, Reply, State, Timing},
        tree::Tree,
        xml::{Limits, Part, Read, Splitter, Stanza},
    },
    session::{self, Event, Online},
};
use iced::{Element, Point, Size};
use jiff::Timestamp;

use crate::headless::{self, Screen};

const LENGTHS: [usize; 3] = [1_000, 10_000, 100_000];
/// What ten times the items may cost: ten times as much, and as much again for memory that is further away, on a machine
/// that others use, too. Work that grows with the square would cost a hundred times.
const TEN_TIMES: f64 = 30.0;
/// From the last byte to the picture, by the clock of an idle machine; printed, and judged by nobody here.
const BUDGET: Duration = Duration::from_millis(250);
/// No turn of the window's thread takes longer.
const FRAME: Duration = Duration::from_millis(16);
/// The best of so many: what the work costs when nothing else was in its way.
const ROUNDS: usize = 3;
/// So many at most.
const MOST_ROUNDS: usize = 9;
const WINDOW: Size = Size::new(1280.0, 800.0);
const SERVER: &str = "a.example";
const RSM: &str = "http://jabber.org/protocol/rsm";

/// The steps of one list, in the order in which they happen.
#[derive(Clone, Copy, Debug, Default)]
struct Costs {
    /// The session's task: the tokenizer over all bytes.
    split: Duration,
    /// The session's task: items from elements.
    read: Duration,
    /// The window's thread: the tree alone.
    tree: Duration,
    /// The window's thread: everything that follows from the answer, the tree included.
    heard: Duration,
    /// The window's thread: the longest that anything else has to wait meanwhile.
    turn: Duration,
    /// The window's thread: view, layout and drawing of the first frame.
    frame: Duration,
    /// The window's thread: the same list in pages of a thousand, all of them together.
    paged: Duration,
    /// Of these the dearest.
    dearest: Duration,
    /// The window's thread: the longest turn of a list of which every item breaks rules.
    wrong: Duration,
}

impl Costs {
    /// The longest turn of the window's thread.
    fn longest(&self) -> Duration {
        self.turn.max(self.dearest).max(self.wrong)
    }
}

fn items(range: std::ops::Range<usize>) -> String {
    let mut xml = String::new();
    for number in range {
        let _ = write!(xml, "<item jid='{SERVER}' node='list/{number}' name='Item {number} of many'/>");
    }
    xml
}

/// Items of which each breaks several rules, one of them by standing there twice.
fn wrong_items(range: std::ops::Range<usize>) -> String {
    let mut xml = String::new();
    for number in range {
        let _ = write!(xml, "<item jid='{SERVER}' node='' name='Item {} of many&#x202e;'/>", number / 2);
    }
    xml
}

fn stanza(content: &str) -> String {
    format!(
        "<iq type='result' id='d1' from='{SERVER}'><query xmlns='http://jabber.org/protocol/disco#items'>{content}</query></iq>"
    )
}

/// What the session makes of the bytes, and what that costs it.
fn split(xml: &str) -> (Stanza, Duration) {
    let mut splitter = Splitter::new(Limits::default());
    let mut parts = Vec::new();
    splitter
        .feed(b"<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>", &mut parts)
        .unwrap();
    let began = ThreadTime::now();
    for chunk in xml.as_bytes().chunks(256 << 10) {
        splitter.feed(chunk, &mut parts).unwrap();
    }
    let took = began.elapsed();
    let stanza = parts.into_iter().find_map(|part| if let Part::Stanza(stanza) = part { Some(stanza) } else { None });
    (stanza.unwrap(), took)
}

/// The answer as the session tells of it, and what reading costs it.
fn answer(stanza: &Stanza, portion: Portion) -> (Answer, Duration) {
    let Read::Whole { document, xml } = &stanza.content else { panic!("the stanza was cut") };
    let began = ThreadTime::now();
    let mut body = read::items(document.root().unwrap());
    body.judge(&Address::new(SERVER));
    let took = began.elapsed();
    body.paging.first.max = portion.max();
    let asked = Asked { at: Timestamp::UNIX_EPOCH, request_xml: Some("<iq/>".into()) };
    let state = State::Answered(Reply {
        asked,
        took: Duration::from_millis(1),
        timing: Timing::InTime,
        reply_xml: Some((&**xml).into()),
        reply_bytes: xml.len(),
        body: Arc::new(body),
    });
    let outcome = match portion {
        Portion::After(..) => Outcome::Page(portion, state),
        _ => Outcome::Items(state),
    };
    (Answer { address: Address::new(SERVER), outcome }, took)
}

/// The screen of a session that never comes online, its server's row open.
fn screen() -> Explore {
    let runtime = tokio::runtime::Handle::current();
    let (settings, passwords) = runtime.block_on(demo::start()).unwrap().session();
    let (session, ..) = session::start(settings, passwords);
    let nothing: Arc<str> = "".into();
    let online = Online {
        jid: format!("me@{SERVER}/x").into(),
        server: SERVER.into(),
        security: nothing.clone(),
        features_xml: nothing,
        caps: Vec::new(),
    };
    let mut explore = Explore::default();
    let _ = explore.set_live(session, online, None, false, true);
    explore
}

fn view(explore: &Explore) -> Element<'_, Message> {
    explore.view()
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let began = ThreadTime::now();
    let done = work();
    (done, began.elapsed())
}

fn in_one_piece(length: usize, costs: &mut Costs) {
    let (stanza, took) = split(&stanza(&items(0..length)));
    costs.split = took;
    let (answer, took) = answer(&stanza, Portion::All);
    costs.read = took;
    let mut tree = Tree::new();
    let root = tree.add_root(Address::new(SERVER));
    let _ = tree.open(root, Timestamp::UNIX_EPOCH);
    costs.tree = timed(|| {
        tree.answer(answer.clone());
        tree.settle();
    })
    .1;
    assert_eq!(tree.rows().len(), length + 1);
    let mut explore = screen();
    let mut screen = Screen::new(WINDOW, Point::new(1.0, 1.0));
    let _ = screen.frame(|| view(&explore));
    let event = vec![Event::Answer(answer)];
    let first = timed(|| explore.heard(event)).1;
    (costs.heard, costs.turn) = go_on(&mut explore, first);
    let frame = screen.frame(|| view(&explore));
    costs.frame = frame.laid_out + frame.pixels;
}

fn all_wrong(length: usize, costs: &mut Costs) {
    let (stanza, _) = split(&stanza(&wrong_items(0..length)));
    let (answer, _) = answer(&stanza, Portion::All);
    let mut explore = screen();
    let first = timed(|| explore.heard(vec![Event::Answer(answer)])).1;
    costs.wrong = go_on(&mut explore, first).1;
}

/// The turns that follow the first until all rows are there: what all of them cost, and the dearest one.
fn go_on(explore: &mut Explore, first: Duration) -> (Duration, Duration) {
    let (id, _) = explore.live().expect("a session");
    let (mut all, mut dearest) = (first, first);
    while explore.is_growing() {
        let turn = timed(|| explore.update(Message::Search(SearchMessage::Worked(id)))).1;
        all += turn;
        dearest = dearest.max(turn);
    }
    (all, dearest)
}

fn in_pages(length: usize, costs: &mut Costs) {
    let mut explore = screen();
    let page = LARGE_PAGE as usize;
    let answers: Vec<Event> = (0..length)
        .step_by(page)
        .map(|start| {
            let end = (start + page).min(length);
            let set = format!(
                "<set xmlns='{RSM}'><first index='{start}'>{start}</first><last>{}</last><count>{length}</count></set>",
                end - 1
            );
            let portion = match start {
                0 => Portion::First(LARGE_PAGE),
                _ => Portion::After((start - 1).to_string().into(), LARGE_PAGE),
            };
            Event::Answer(answer(&split(&stanza(&(items(start..end) + &set))).0, portion).0)
        })
        .collect();
    let mut began = false;
    for event in answers {
        let first = timed(|| explore.heard(vec![event])).1;
        let (took, dearest) = go_on(&mut explore, first);
        costs.paged += took;
        costs.dearest = costs.dearest.max(dearest);
        if !std::mem::replace(&mut began, true) && length > page {
            load_all(&mut explore);
        }
    }
}

/// Chooses “Load all items” in the menu of the row at the end.
fn load_all(explore: &mut Explore) {
    use discoscope::app::{screen::explore::MenuKey, widget::tree};
    let rest = LARGE_PAGE as usize + 1;
    let _ = explore.update(Message::Tree(tree::Event::Context(rest, Point::new(10.0, 10.0))));
    for key in [MenuKey::Down, MenuKey::Down, MenuKey::Down, MenuKey::Enter] {
        let _ = explore.update(Message::MenuPressed(key));
    }
}

pub fn run() -> ExitCode {
    headless::load_fonts();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let _entered = runtime.enter();
    let all = LENGTHS.map(|length| {
        let mut rounds = Vec::new();
        // What is too long for a reason is so each time.
        while rounds.len() < ROUNDS || (best(&rounds).longest() > FRAME && rounds.len() < MOST_ROUNDS) {
            rounds.push(round(length));
        }
        best(&rounds)
    });
    report(&all)
}

fn round(length: usize) -> Costs {
    let mut costs = Costs::default();
    in_one_piece(length, &mut costs);
    in_pages(length, &mut costs);
    all_wrong(length, &mut costs);
    costs
}

type Step = (&'static str, fn(&Costs) -> Duration);

const STEPS: [Step; 9] = [
    ("session: bytes to elements", |costs| costs.split),
    ("session: elements to items", |costs| costs.read),
    ("window: the tree alone", |costs| costs.tree),
    ("window: all that follows from it", |costs| costs.heard),
    ("window: the dearest turn of it", |costs| costs.turn),
    ("window: view, layout, pixels", |costs| costs.frame),
    ("window: in pages of 1,000, together", |costs| costs.paged),
    ("window: the dearest turn of the pages", |costs| costs.dearest),
    ("window: the same, each item wrong", |costs| costs.wrong),
];

fn best(rounds: &[Costs]) -> Costs {
    let least = |step: fn(&Costs) -> Duration| rounds.iter().map(step).min().unwrap();
    Costs {
        split: least(|costs| costs.split),
        read: least(|costs| costs.read),
        tree: least(|costs| costs.tree),
        heard: least(|costs| costs.heard),
        turn: least(|costs| costs.turn),
        frame: least(|costs| costs.frame),
        paged: least(|costs| costs.paged),
        dearest: least(|costs| costs.dearest),
        wrong: least(|costs| costs.wrong),
    }
}

fn report(all: &[Costs; 3]) -> ExitCode {
    let milliseconds = |duration: Duration| duration.as_secs_f64() * 1e3;
    let head = ["CPU time, ms, at so many items", "1,000", "10,000", "100,000", "at ten times"];
    println!("{:<37} {:>11} {:>11} {:>11}  {:>12}", head[0], head[1], head[2], head[3], head[4]);
    let mut is_linear = true;
    for (name, step) in STEPS {
        let [small, middle, large] = [0, 1, 2].map(|index| milliseconds(step(&all[index])));
        let ratio = large / middle.max(0.05);
        // The frame shows as many rows whatever the length; the rest may grow as the list does.
        is_linear &= ratio <= TEN_TIMES;
        println!("{name:<37} {small:>11.2} {middle:>11.2} {large:>11.2}  {ratio:>12.1}");
    }
    let last = all[2];
    let whole = last.split + last.read + last.heard + last.frame;
    println!(
        "100,000 items from the first byte to the picture: {:.0} ms of CPU, on the window's thread {:.0} ms; the budget from the last byte is {} ms",
        milliseconds(whole),
        milliseconds(last.heard + last.frame),
        BUDGET.as_millis()
    );
    let longest = all.iter().map(Costs::longest).max().unwrap_or_default();
    println!("the longest turn of the window's thread: {:.1} ms", milliseconds(longest));
    if !is_linear {
        println!("a step costs more than {TEN_TIMES} times as much for ten times the items");
    }
    if longest > FRAME {
        println!("a turn may take {} ms", FRAME.as_millis());
    }
    if is_linear && longest <= FRAME { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
