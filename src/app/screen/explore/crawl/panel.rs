//! The panel over the screen that starts a crawl.

use std::collections::BTreeSet;

use iced::{
    Alignment, Element, Event, Length, Subscription, Task,
    advanced::widget::{Id, operate, operation::focusable},
    event,
    keyboard::{self, Key, key::Named},
    widget::{button, checkbox, column, container, operation, row, space, text, text_input},
};

use super::{
    Message,
    form::{Field, Form, Reach},
    run::Start,
};
use crate::{
    app::{
        files::dialog::{over, plain},
        theme::{font, size, space as gap, style},
        widget::line::line,
    },
    crawl,
    disco::text::visible_within,
};

const WIDTH: f32 = 560.0;
const LABEL: f32 = 130.0;
const NUMBER: f32 = 90.0;

/// Puts the keyboard into the first field.
pub fn focus<Message: Send + 'static>() -> Task<Message> {
    let first = Field::Depth.id();
    Task::batch([operation::focus(first), operation::select_all(first)])
}

/// Puts the keyboard into the next field, or the one before; fields below the panel never get it.
pub fn step<Message: Send + 'static>(is_forward: bool) -> Task<Message> {
    operate(focusable::find_focused()).collect().then(move |focused| {
        let count = Field::ALL.len();
        let now = focused.first().and_then(|id| Field::ALL.iter().position(|field| Id::new(field.id()) == *id));
        let next = match (now, is_forward) {
            (None, _) => 0,
            (Some(index), true) => (index + 1) % count,
            (Some(index), false) => (index + count - 1) % count,
        };
        let id = Field::ALL.get(next).copied().unwrap_or(Field::Depth).id();
        Task::batch([operation::focus(id), operation::select_all(id)])
    })
}

/// The panel.
pub fn view<'a>(start: &'a Start, form: &'a Form) -> Element<'a, Message> {
    let is_ready = form.options().is_some();
    let start_button = button(text("Start").size(size::TEXT))
        .padding([gap::S, gap::L])
        .style(style::primary)
        .on_press_maybe(is_ready.then_some(Message::Started));
    let keys = text("Enter starts, Esc closes").size(size::SMALL).style(style::muted);
    let buttons = row![keys, space().width(Length::Fill), plain("Cancel", Message::Left), start_button]
        .spacing(gap::S)
        .align_y(Alignment::Center);
    let content = column![
        line(format!("Expand all below {}", start.name)).head(),
        text("Asks everybody below, level by level, each once; rows open as answers come.")
            .size(size::TEXT)
            .style(style::muted),
        number(form, Field::Depth, "Depth", "levels below this row"),
        number(form, Field::Entities, "Entities", "at most, this row included"),
        number(form, Field::Rate, "Questions a second", "at most; empty: as many as the server takes"),
        leave_out(form),
        reach(start, form),
        buttons,
    ];
    over(container(content.spacing(gap::M)).padding(gap::L).max_width(WIDTH).style(style::card).into())
}

fn number<'a>(form: &'a Form, field: Field, label: &'a str, words: &'a str) -> Element<'a, Message> {
    let input = container(input(form, field, "")).width(NUMBER);
    labelled(label, row![input, beside(form, field, words)].spacing(gap::M).align_y(Alignment::Center).into())
}

fn leave_out(form: &Form) -> Element<'_, Message> {
    let field = input(form, Field::LeaveOut, "irc.*, *@rooms.example.org");
    let words = beside(form, Field::LeaveOut, "JIDs, or “jid node”, with * and ?; a comma between two");
    labelled("Leave out", column![field, words].spacing(gap::XS).into())
}

fn reach<'a>(start: &Start, form: &Form) -> Element<'a, Message> {
    let domains: BTreeSet<_> = start.roots.iter().map(|root| crawl::domain(&root.normal_jid()).to_owned()).collect();
    let words = match domains.first().filter(|_| domains.len() == 1) {
        Some(domain) => format!("Stay on {} and its subdomains", visible_within(domain, 40)),
        None => "Stay on their own domains and the subdomains".to_owned(),
    };
    let switch = checkbox(form.reach == Reach::OwnDomain)
        .label(words)
        .size(size::ICON)
        .text_size(size::TEXT)
        .spacing(gap::S)
        .on_toggle(|_| Message::ReachSwitched);
    let key = text("Ctrl+D").size(size::SMALL).style(style::muted);
    row![switch, space().width(Length::Fill), key].align_y(Alignment::Center).into()
}

fn labelled<'a>(label: &'a str, content: Element<'a, Message>) -> Element<'a, Message> {
    let label = container(text(label).size(size::TEXT)).width(LABEL).padding(iced::padding::top(gap::XS));
    row![label, container(content).width(Length::Fill)].spacing(gap::S).into()
}

fn input<'a>(form: &'a Form, field: Field, hint: &'a str) -> text_input::TextInput<'a, Message> {
    text_input(hint, form.text(field))
        .id(field.id())
        .font(font::WIRE)
        .size(size::WIRE)
        .padding([gap::XS, gap::S])
        .style(style::input)
        .on_input(move |text| Message::Edited(field, text))
}

/// What a field is about, or what is wrong with it.
fn beside<'a>(form: &Form, field: Field, words: &'a str) -> Element<'a, Message> {
    match form.trouble(field) {
        Some(trouble) => line(trouble).color(|colors| colors.refused).into(),
        None => line(words).color(|colors| colors.muted).into(),
    }
}

/// The keys of the panel: those that no field took, and Escape in any case.
pub fn keys() -> Subscription<Message> {
    event::listen_with(|event, status, _| {
        let Event::Keyboard(keyboard::Event::KeyPressed { key, physical_key, modifiers, repeat, .. }) = event else {
            return None;
        };
        match (&key, status) {
            (Key::Named(Named::Escape), _) => Some(Message::Left),
            (_, event::Status::Captured) => None,
            (Key::Named(Named::Tab), _) => Some(Message::Stepped(!modifiers.shift())),
            // The key that opened the panel may still be held.
            (Key::Named(Named::Enter), _) => (!repeat).then_some(Message::Started),
            _ if modifiers.command() && key.to_latin(physical_key) == Some('d') => Some(Message::ReachSwitched),
            _ => None,
        }
    })
}
