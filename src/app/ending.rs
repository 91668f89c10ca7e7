//! What is asked before a tree is lost that somebody would be sorry to lose.

use iced::{
    Alignment, Element, Length, Subscription,
    keyboard::{self, Key, key::Named},
    widget::{column, container, row, space, text},
};

use super::{
    files::dialog::{over, plain},
    screen::explore::document::DocumentId,
};
use crate::app::{
    theme::{font, size, space as gap, style},
    widget::button::button,
};

/// What somebody is about to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// To end the program.
    Quit,
    /// To end the session that fills this tree.
    LogOut(DocumentId),
    /// To close this tree, whose session has others.
    CloseTree(DocumentId),
}

/// The button that the keyboard comes to.
pub const SAVE: &str = "ending-save";

/// What comes of the question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// To save first.
    Save,
    /// To go on without saving.
    Discard,
    /// To stay.
    Stay,
}

/// The question over the screen; `has_file` says that it is known where to save.
pub fn view<'a>(account: &str, answers: usize, has_file: bool) -> Element<'a, Answer> {
    let title = text("Save what you saw?").size(size::TITLE).font(font::STRONG);
    let words = format!(
        "The tree of {account} holds {answers} answers, and not all of them are saved. Without saving they are lost."
    );
    let save = button(text(if has_file { "Save" } else { "Save…" }).size(size::TEXT))
        .id(SAVE)
        .padding([gap::S, gap::L])
        .style(style::primary)
        .on_press(Answer::Save);
    let keys = text("Enter saves, Ctrl+D does not, Esc stays").size(size::SMALL).style(style::muted);
    let buttons = row![
        keys,
        space().width(Length::Fill),
        plain("Cancel", Answer::Stay),
        plain("Don’t save", Answer::Discard),
        save
    ]
    .spacing(gap::S)
    .align_y(Alignment::Center);
    let card = column![title, text(words).size(size::TEXT), buttons].spacing(gap::L);
    over(container(card).padding(gap::L).max_width(size::QUESTION).style(style::card).into())
}

/// The keys of the question.
pub fn keys() -> Subscription<Answer> {
    keyboard::listen().filter_map(|event| {
        let keyboard::Event::KeyPressed { key, physical_key, modifiers, .. } = event else { return None };
        match &key {
            Key::Named(Named::Escape) => Some(Answer::Stay),
            Key::Named(Named::Enter) => Some(Answer::Save),
            _ if modifiers.command() && key.to_latin(physical_key) == Some('d') => Some(Answer::Discard),
            _ => None,
        }
    })
}
