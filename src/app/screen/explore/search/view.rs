//! How the filter looks: the bar over the tree, and what may be written.

use iced::{
    Alignment, Element, Length,
    widget::{center, column, container, mouse_area, opaque, row, space, stack, text, text_input},
};

use super::{
    super::{Message as Wish, document::Document, offers},
    FIELD, Message, Search,
};
use crate::{
    app::{
        icon::Icon,
        shortcut::{self, Shortcut},
        theme::{font, size, space as gap, style},
        widget::{
            button::button,
            field::field,
            line::line,
            pointed::pointed,
            room::room,
            tip::{Position, tip},
        },
    },
    disco::search::Suggestion,
};

/// In less room the bar has two lines.
const BAR_WIDTH: f32 = 380.0;

/// The bar with the tree below it.
pub fn view<'a>(document: &'a Document, tree: Element<'a, Wish>) -> Element<'a, Wish> {
    let search = &document.search;
    let found = search.shown();
    let words = match found {
        Some(filter) if filter.is_empty() && filter.is_working() => hint("Searching…"),
        Some(filter) if filter.is_empty() => {
            hint("Nothing that is known so far matches. Esc shows the whole tree again.")
        }
        _ => space().into(),
    };
    let suggestions: Element<'a, Wish> =
        if search.is_suggesting() { suggestions(search).map(Wish::Search) } else { space().into() };
    // The tree is always there, so that it forgets neither where it stood nor that it has not the keyboard.
    let below = stack![tree, words, suggestions].width(Length::Fill).height(Length::Fill);
    column![bar(document).map(Wish::Search), problem(search), below].into()
}

fn bar(document: &Document) -> Element<'_, Message> {
    let search = &document.search;
    let wide = row![field_view(search)].push(count(document)).push(steps(search)).push(clear(search));
    let wide = wide.push(offers_button(search)).spacing(gap::XS).align_y(Alignment::Center);
    let first = row![field_view(search)].push(clear(search)).spacing(gap::XS).align_y(Alignment::Center);
    let second = row![].push(count(document)).push(steps(search)).push(offers_button(search)).spacing(gap::XS);
    let narrow = column![first, second.align_y(Alignment::Center).wrap()];
    container(room(BAR_WIDTH, wide, narrow)).padding([gap::XS, gap::S]).style(style::bar).width(Length::Fill).into()
}

fn field_view(search: &Search) -> Element<'_, Message> {
    let input = text_input("Filter (Ctrl+F): a name, a JID, xep:0313 …", &search.line)
        .id(FIELD)
        .font(font::WIRE)
        .size(size::WIRE)
        .padding([gap::XS, gap::S])
        .style(style::input)
        .on_input(Message::Edited)
        .on_submit(Message::Entered);
    let input = field(input, Message::Field).completes(search.is_suggesting());
    row![Icon::Search.view().style(style::icon_muted), input].spacing(gap::XS).align_y(Alignment::Center).into()
}

fn count(document: &Document) -> Option<Element<'_, Message>> {
    let filter = document.search.shown()?;
    let more = if filter.is_working() { "…" } else { "" };
    let words = format!("{}{more} of {}", number(filter.found()), number(document.tree.places()));
    Some(text(words).size(size::TEXT).style(style::muted).wrapping(text::Wrapping::None).into())
}

fn steps(search: &Search) -> Option<Element<'_, Message>> {
    let is_found = search.shown()?.found() > 0;
    let step = |message| Some(message).filter(|_| is_found);
    let steps = row![
        tool(Icon::Back, shortcut::tip(Shortcut::PreviousMatch), step(Message::Stepped(false))),
        tool(Icon::Forward, shortcut::tip(Shortcut::NextMatch), step(Message::Stepped(true))),
    ];
    Some(steps.into())
}

fn clear(search: &Search) -> Option<Element<'_, Message>> {
    let words = shortcut::with_keys("The whole tree again", Shortcut::Leave);
    (!search.line.is_empty()).then(|| tool(Icon::Close, words, Some(Message::Cleared)))
}

fn offers_button(search: &Search) -> Element<'_, Message> {
    let button = button(text("Who offers what").size(size::TEXT).wrapping(text::Wrapping::None))
        .padding([gap::XS, gap::S])
        .style(style::tab(search.panel.is_open()))
        .on_press(Message::Offers(offers::Message::Toggled));
    let words = "Features, identities, XEPs and findings of the whole tree";
    tip(button, shortcut::with_keys(words, Shortcut::Offers), Position::Bottom)
}

fn problem(search: &Search) -> Element<'_, Wish> {
    let Some(problem) = &search.problem else { return space().into() };
    container(text(problem.to_string()).size(size::TEXT).style(style::error))
        .padding([gap::XS, gap::S])
        .style(style::bar)
        .width(Length::Fill)
        .into()
}

fn suggestions(search: &Search) -> Element<'_, Message> {
    let lines = search.suggested.iter().enumerate();
    let lines = lines.map(|(index, suggestion)| suggestion_line(index, suggestion, search.chosen == Some(index)));
    let hint = text("Tab takes one, ↑ ↓ choose, a - before a term turns it round; all terms must hold")
        .size(size::SMALL)
        .style(style::muted);
    let list = column(lines).push(container(hint).padding([gap::XS, gap::S]));
    let list = container(list).padding(gap::XS).width(Length::Fill).style(style::toast);
    container(opaque(list)).padding([0.0, gap::XS]).width(Length::Fill).into()
}

fn suggestion_line(index: usize, suggestion: &Suggestion, is_chosen: bool) -> Element<'_, Message> {
    let count = suggestion.count.map(|count| line(number(count as usize)).small().color(|colors| colors.muted));
    let words = line(suggestion.words.as_str()).color(|colors| colors.muted);
    let term = line(suggestion.term.as_str()).wire();
    let portion = |content, portion| container(content).width(Length::FillPortion(portion));
    let content = row![portion(term, 9), portion(words, 11)];
    let content = container(content.push(count).spacing(gap::S).align_y(Alignment::Center))
        .padding([0.0, gap::S])
        .height(size::ROW)
        .align_y(Alignment::Center)
        .style(style::suggestion(is_chosen));
    // Taken as the button goes down: as it comes up the field has lost the keyboard, and the list is gone.
    pointed(mouse_area(content).on_press(Message::Taken(index)), Message::Pointed(index))
}

fn hint(words: &str) -> Element<'_, Wish> {
    center(text(words).size(size::TEXT).style(style::muted)).padding(gap::L).into()
}

fn tool<'a>(icon: Icon, words: String, message: Option<Message>) -> Element<'a, Message> {
    let look = if message.is_some() { style::icon } else { style::icon_faint };
    let button = button(icon.view().style(look)).padding(gap::XS).style(style::flat).on_press_maybe(message);
    tip(button, words, Position::Bottom)
}

/// A number with its thousands apart.
pub fn number(count: usize) -> String {
    let digits = count.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}
