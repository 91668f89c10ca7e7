//! The tree as a user meets it: clicks, keys, the wheel, lists that change.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

#[path = "support/rows.rs"]
mod rows;

use discoscope::app::{
    theme,
    widget::tree::{Event, Expander, Row, Rows, tree},
};
use iced::{
    Element, Event as Input, Point, Settings, Size,
    keyboard::{self, Modifiers, key::Named},
    mouse, window,
};
use iced_test::{
    Simulator,
    core::{SmolStr, renderer::Headless},
    runtime::{UserInterface, user_interface::Cache},
    selector,
    simulator::{click, press_key},
};
use rows::{List, Million, list};

const SIZE: Size = Size::new(400.0, 240.0);

fn simulate<'a>(rows: impl Rows + 'a, selected: Option<usize>) -> Simulator<'a, Event> {
    let tree: Element<'a, Event> = tree(rows, |event| event).selected(selected).id("tree").into();
    Simulator::with_size(settings(), SIZE, tree)
}

fn settings() -> Settings {
    Settings {
        fonts: theme::font::FILES.map(Into::into).to_vec(),
        default_font: theme::font::WORDS,
        ..Settings::default()
    }
}

/// What happened, without what is said to be visible.
fn events(simulator: Simulator<'_, Event>) -> Vec<Event> {
    simulator.into_messages().filter(|event| !matches!(event, Event::Visible(_))).collect()
}

fn wheel(y: f32) -> Input {
    Input::Mouse(mouse::Event::WheelScrolled { delta: mouse::ScrollDelta::Pixels { x: 0.0, y } })
}

fn redraw() -> Input {
    Input::Window(window::Event::RedrawRequested(iced::time::Instant::now()))
}

fn moved(position: Point) -> Input {
    Input::Mouse(mouse::Event::CursorMoved { position })
}

#[test]
fn a_click_on_a_name_selects_it() {
    let list = list();
    let mut simulator = simulate(&list, None);
    let _ = simulator.click("Chat rooms").unwrap();
    assert!(simulator.find(selector::is_focused()).is_ok());
    assert_eq!(events(simulator), [Event::Select(1)]);
}

#[test]
fn a_click_on_the_expander_opens_and_a_double_click_anywhere_too() {
    let list = list();
    let mut simulator = simulate(&list, None);
    simulator.point_at(Point::new(12.0, 12.0));
    let _ = simulator.simulate(click());
    simulator.point_at(Point::new(28.0, 36.0));
    let _ = simulator.simulate(click());
    simulator.point_at(Point::new(120.0, 36.0));
    let _ = simulator.simulate(click().chain(click()));
    simulator.point_at(Point::new(120.0, 60.0));
    let _ = simulator.simulate(click().chain(click()));
    assert_eq!(
        events(simulator),
        [Event::Toggle(0), Event::Toggle(1), Event::Select(1), Event::Toggle(1), Event::Select(2), Event::Activate(2)]
    );
}

#[test]
fn the_right_button_opens_a_menu_where_it_was_pressed() {
    let list = list();
    let mut simulator = simulate(&list, None);
    let place = Point::new(100.0, 60.0);
    simulator.point_at(place);
    let _ = simulator.simulate([Input::Mouse(mouse::Event::ButtonPressed(mouse::Button::Right))]);
    assert_eq!(events(simulator), [Event::Select(2), Event::Context(2, place)]);
}

#[test]
fn keys_do_nothing_until_the_tree_has_the_keyboard() {
    let list = list();
    let mut simulator = simulate(&list, Some(1));
    let _ = simulator.tap_key(Named::ArrowDown);
    assert_eq!(events(simulator), []);
}

#[test]
fn keys_move_open_close_and_copy() {
    let list = list();
    let shift_f10 = pressed(keyboard::Key::Named(Named::F10), Modifiers::SHIFT);
    let copy = pressed(keyboard::Key::Character(SmolStr::new_inline("c")), Modifiers::COMMAND);
    for (name, input, event) in [
        ("down", press_key(Named::ArrowDown, None), Some(Event::Select(2))),
        ("up", press_key(Named::ArrowUp, None), Some(Event::Select(0))),
        ("left", press_key(Named::ArrowLeft, None), Some(Event::Close(1))),
        ("right", press_key(Named::ArrowRight, None), Some(Event::Select(2))),
        ("home", press_key(Named::Home, None), Some(Event::Select(0))),
        ("end", press_key(Named::End, None), Some(Event::Select(list.len() - 1))),
        ("page down", press_key(Named::PageDown, None), Some(Event::Select(10))),
        ("enter", press_key(Named::Enter, None), Some(Event::Activate(1))),
        ("space", press_key(Named::Space, None), Some(Event::Toggle(1))),
        ("copy", copy, Some(Event::Copy(1))),
        ("menu", shift_f10, Some(Event::Context(1, Point::new(52.0, 48.0)))),
        ("alt left", pressed(keyboard::Key::Named(Named::ArrowLeft), Modifiers::ALT), None),
        ("letter", pressed(keyboard::Key::Character(SmolStr::new_inline("c")), Modifiers::empty()), None),
        ("tab", press_key(Named::Tab, None), None),
    ] {
        let mut simulator = simulate(&list, Some(1));
        simulator.point_at(Point::new(200.0, 36.0));
        let _ = simulator.simulate(click());
        let status = simulator.simulate([input]);
        let is_captured = status == [iced::event::Status::Captured];
        assert_eq!(is_captured, event.is_some(), "{name}");
        assert_eq!(events(simulator).get(1).cloned(), event, "{name}");
    }
}

fn pressed(key: keyboard::Key, modifiers: Modifiers) -> Input {
    Input::Keyboard(keyboard::Event::KeyPressed {
        modified_key: key.clone(),
        key,
        physical_key: keyboard::key::Physical::Unidentified(keyboard::key::NativeCode::Unidentified),
        location: keyboard::Location::Standard,
        modifiers,
        text: None,
        repeat: false,
    })
}

#[test]
fn fast_keys_are_not_lost_between_two_views() {
    let list = list();
    let mut simulator = simulate(&list, Some(1));
    simulator.point_at(Point::new(200.0, 12.0));
    let _ = simulator.simulate(click());
    let _ = simulator.simulate([press_key(Named::ArrowDown, None), press_key(Named::ArrowDown, None)]);
    assert_eq!(events(simulator), [Event::Select(0), Event::Select(1), Event::Select(2)]);
}

#[test]
fn a_click_elsewhere_takes_the_keyboard_away() {
    let list = list();
    let tree: Element<'_, Event> = tree(&list, |event| event).into();
    let mut simulator =
        Simulator::with_size(settings(), SIZE, iced::widget::column![tree, iced::widget::space().height(40)]);
    let _ = simulator.click("Chat rooms").unwrap();
    assert!(simulator.find(selector::is_focused()).is_ok());
    simulator.point_at(Point::new(200.0, 230.0));
    let _ = simulator.simulate(click());
    assert!(simulator.find(selector::is_focused()).is_err());
}

#[test]
fn the_wheel_scrolls_and_says_what_is_seen() {
    let mut simulator = simulate(Million, None);
    simulator.point_at(Point::new(200.0, 100.0));
    let _ = simulator.simulate([redraw()]);
    let _ = simulator.simulate([wheel(-36.0)]);
    let _ = simulator
        .simulate([Input::Mouse(mouse::Event::WheelScrolled { delta: mouse::ScrollDelta::Lines { x: 0.0, y: -1.0 } })]);
    let _ = simulator.simulate([wheel(1e9)]);
    assert_eq!(
        simulator.into_messages().collect::<Vec<_>>(),
        [Event::Visible(0..10), Event::Visible(1..12), Event::Visible(4..15), Event::Visible(0..10)]
    );
}

#[test]
fn a_million_rows_have_an_end_that_can_be_reached_and_clicked() {
    let mut simulator = simulate(Million, Some(0));
    simulator.point_at(Point::new(200.0, 12.0));
    let _ = simulator.simulate(click());
    let _ = simulator.simulate([press_key(Named::End, None)]);
    let _ = simulator.click("Row 999999").unwrap();
    let _ = simulator.click("Row 999990").unwrap();
    let _ = simulator.simulate([press_key(Named::Home, None)]);
    let _ = simulator.click("Row 3").unwrap();
    assert_eq!(events(simulator), [0, 999_999, 999_999, 999_990, 0, 3].map(Event::Select));
}

#[test]
fn the_scrollbar_is_dragged_from_end_to_end_and_pages_when_clicked() {
    let mut simulator = simulate(Million, None);
    let x = SIZE.width - 4.0;
    simulator.point_at(Point::new(x, 5.0));
    let _ = simulator.simulate([Input::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left))]);
    for y in [100.0, 1_000.0] {
        simulator.point_at(Point::new(x, y));
        let _ = simulator.simulate([moved(Point::new(x, y))]);
    }
    assert!(simulator.find("Row 999999").is_ok());
    let _ = simulator.simulate([Input::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left))]);
    simulator.point_at(Point::new(x, 10.0));
    let _ = simulator.simulate(click());
    assert!(simulator.find("Row 999999").is_err());
    assert!(simulator.find("Row 999981").is_ok());
    assert_eq!(events(simulator), []);
}

/// Shows one list after another in the same window, with the pointer at some place, and says on which line a row is in the end.
fn line_of(title: &str, steps: Vec<(List, Option<usize>, Vec<Input>)>, pointer: Option<Point>) -> Option<f32> {
    let mut renderer =
        iced::futures::executor::block_on(<iced::Renderer as Headless>::new(iced::Font::DEFAULT, 13.into(), None))
            .unwrap();
    let cursor = pointer.map_or(mouse::Cursor::Unavailable, mouse::Cursor::Available);
    let mut cache = Cache::default();
    let mut line = None;
    for (list, selected, inputs) in steps {
        let element: Element<'_, Event> = tree(&list, |event| event).selected(selected).into();
        let mut interface = UserInterface::build(element, SIZE, cache, &mut renderer);
        let arrival = pointer.map(moved);
        let inputs: Vec<_> = arrival.into_iter().chain(inputs).collect();
        let _ =
            interface.update(&inputs, cursor, &mut renderer, &mut iced_test::core::clipboard::Null, &mut Vec::new());
        let mut find = Find { title, line: None };
        interface.operate(&renderer, &mut find);
        line = find.line;
        cache = interface.into_cache();
    }
    line
}

struct Find<'a> {
    title: &'a str,
    line: Option<f32>,
}

impl iced::advanced::widget::Operation for Find<'_> {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn iced::advanced::widget::Operation)) {
        operate(self);
    }

    fn text(&mut self, _id: Option<&iced::advanced::widget::Id>, bounds: iced::Rectangle, text: &str) {
        if text == self.title {
            self.line = Some(bounds.y);
        }
    }
}

fn numbered(numbers: impl Iterator<Item = u64>) -> List {
    List::new(numbers.map(|number| (number, Row::new(1, format!("Row {number}")))))
}

#[test]
fn what_is_looked_at_stays_when_rows_come_and_go() {
    let before = || numbered((100..200).map(|number| number * 2));
    let more = || numbered(100..400);
    let fewer = || numbered((100..200).map(|number| number * 2).filter(|number| number % 3 != 0));
    let pointer = Some(Point::new(200.0, 100.0));
    let scrolled = || vec![wheel(-492.0)];
    for (name, title, lists, pointer, line) in [
        ("the hovered row, rows above it", "Row 248", (before(), more()), pointer, 84.0),
        ("the hovered row, rows gone above it", "Row 248", (before(), fewer()), pointer, 84.0),
        ("the upper row, without a pointer", "Row 200", (before(), more()), None, 0.0),
    ] {
        let inputs = if pointer.is_some() { scrolled() } else { Vec::new() };
        let found = line_of(title, vec![(lists.0, None, inputs), (lists.1, None, Vec::new())], pointer);
        assert_eq!(found, Some(line), "{name}");
    }
}

#[test]
fn with_the_keyboard_the_chosen_row_stays() {
    let before = numbered((100..200).map(|number| number * 2));
    let opened =
        numbered(((100..103).map(|number| number * 2)).chain(1_000..1_500).chain((103..200).map(|number| number * 2)));
    let up = || press_key(Named::ArrowUp, None);
    let press = Input::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left));
    let keys = vec![press, up(), up(), up(), press_key(Named::ArrowRight, None)];
    let steps = vec![(before, Some(2), keys), (opened, Some(2), Vec::new())];
    let pointer = Point::new(200.0, 130.0);
    assert_eq!(line_of("Row 204", steps, Some(pointer)), Some(48.0));
}

#[test]
fn a_row_chosen_from_outside_comes_into_view_once() {
    let list = || numbered(0..1_000);
    let steps = vec![(list(), None, Vec::new()), (list(), Some(500), Vec::new())];
    assert_eq!(line_of("Row 500", steps, None), Some(216.0));
    let away = vec![(list(), Some(500), vec![wheel(2_400.0)]), (list(), Some(500), Vec::new())];
    assert_eq!(line_of("Row 500", away, Some(Point::new(200.0, 100.0))), None);
    let shorter = vec![(list(), Some(999), Vec::new()), (numbered(0..3), Some(999), Vec::new())];
    assert_eq!(line_of("Row 2", shorter, None), Some(48.0));
}

#[test]
fn a_cut_row_is_shown_whole_when_the_pointer_rests() {
    let long = "A name that is much too long for the little room that a tree in a narrow pane has for it";
    let list = List::new([(0, Row::new(0, long)), (1, Row::new(0, "Short"))].into_iter());
    let mut simulator = simulate(&list, None);
    let plain = simulator.snapshot(&theme::LIGHT).unwrap();
    simulator.point_at(Point::new(100.0, 12.0));
    let _ = simulator.simulate([moved(Point::new(100.0, 12.0))]);
    let folder = tempfile::tempdir().unwrap();
    assert!(plain.matches_hash(folder.path().join("tip")).unwrap());
    let soon = iced::time::Instant::now() + std::time::Duration::from_secs(2);
    let hovered = simulator.snapshot(&theme::LIGHT).unwrap();
    assert!(hovered.matches_hash(folder.path().join("hovered")).unwrap());
    let _ = simulator.simulate([Input::Window(window::Event::RedrawRequested(soon))]);
    assert!(!simulator.snapshot(&theme::LIGHT).unwrap().matches_hash(folder.path().join("hovered")).unwrap());
    simulator.point_at(Point::new(100.0, 36.0));
    let _ = simulator.simulate([moved(Point::new(100.0, 36.0)), Input::Mouse(mouse::Event::CursorLeft)]);
    simulator.point_at(Point::new(1_000.0, 1_000.0));
    assert!(simulator.snapshot(&theme::LIGHT).unwrap().matches_hash(folder.path().join("tip")).unwrap());
}

#[test]
fn nothing_that_a_stranger_sends_stops_the_tree() {
    let megabyte = "x".repeat(1 << 20);
    let stacked = format!("a{}", "\u{301}".repeat(10_000));
    let names =
        ["", "\u{0}\u{1b}[2J", "a\nb\r\nc", "\u{202e}evil\u{2066}", "שלום עולם", "مرحبا", "😀👨‍👩‍👧", &megabyte, &stacked];
    let rows = names.iter().enumerate().map(|(index, name)| {
        let mut row = Row::new(u16::MAX, *name);
        row.wire = (*name).into();
        row.word = (*name).into();
        row.expander = Expander::Closed;
        (index as u64, row)
    });
    let list = List::new(rows);
    for width in [1.0, 30.0, 300.0, 3_000.0] {
        let tree: Element<'_, Event> = tree(&list, |event| event).into();
        let mut simulator = Simulator::with_size(settings(), Size::new(width, 240.0), tree);
        simulator.point_at(Point::new(width / 2.0, 180.0));
        let _ = simulator.simulate([moved(Point::new(width / 2.0, 180.0))]);
        let _ = simulator.snapshot(&theme::DARK).unwrap();
        let _ = simulator.simulate(click());
        let _ = simulator.snapshot(&theme::DARK).unwrap();
    }
}

/// Pictures for people to look at: `DISCOSCOPE_PICTURES=folder cargo test --test tree_widget pictures`.
#[test]
fn pictures() {
    let list = list();
    let temporary = tempfile::tempdir().unwrap();
    let folder = temporary.path();
    for (name, theme) in [("light", &theme::LIGHT), ("dark", &theme::DARK)] {
        for width in [560.0, 300.0] {
            let tree: Element<'_, Event> = tree(&list, |event| event).selected(Some(4)).into();
            let pane = iced::widget::container(tree).style(theme::style::pane);
            let mut simulator = Simulator::with_size(settings(), Size::new(width, 400.0), pane);
            simulator.point_at(Point::new(200.0, 108.0));
            let _ = simulator.simulate(click());
            simulator.point_at(Point::new(200.0, 180.0));
            let _ = simulator.simulate([moved(Point::new(200.0, 180.0))]);
            assert!(
                simulator.snapshot(theme).unwrap().matches_image(folder.join(format!("tree {name} {width}"))).unwrap()
            );
        }
    }
    // Made anew each time: pictures of an earlier run are for looking at, not for comparing with.
    if let Some(wanted) = std::env::var_os("DISCOSCOPE_PICTURES").map(std::path::PathBuf::from) {
        std::fs::create_dir_all(&wanted).unwrap();
        for picture in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let _ = std::fs::copy(picture.path(), wanted.join(picture.file_name())).unwrap();
        }
    }
}
