//! The question whether an account is really to be forgotten.

use iced::{
    Alignment, Element, Length, Subscription,
    keyboard::{self, Key, key::Named},
    widget::{column, container, row, space, text},
};

use crate::{
    app::{
        files::dialog::{over, plain},
        theme::{font, size, space as gap, style},
        widget::{button::button, line::line},
    },
    profile::accounts::Id,
};

/// An account that is to be forgotten.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forgetting {
    /// Which.
    pub id: Id,
    /// What goes with it.
    pub words: Vec<String>,
}

/// The button that the keyboard comes to.
pub const FORGET: &str = "forget";

/// What comes of the question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// To forget it.
    Forget,
    /// To keep it.
    Keep,
}

impl Forgetting {
    /// The question over the screen.
    pub fn view(&self) -> Element<'_, Answer> {
        let title = text("Forget this account?").size(size::TITLE).font(font::STRONG);
        let removed = self.words.iter().map(|words| text(format!("• {words}")).size(size::TEXT).into());
        let forget = button(text("Forget").size(size::TEXT))
            .id(FORGET)
            .padding([gap::S, gap::L])
            .style(style::danger)
            .on_press(Answer::Forget);
        let keys = text("Enter forgets, Esc keeps").size(size::SMALL).style(style::muted);
        let buttons = row![keys, space().width(Length::Fill), plain("Keep", Answer::Keep), forget]
            .spacing(gap::S)
            .align_y(Alignment::Center);
        let card = column![
            title,
            line(self.id.jid.as_str()).wire().fill(),
            text("This is removed from this computer:").size(size::TEXT),
            column(removed).spacing(gap::XS),
            text("The account itself stays on its server, and snapshots stay where they were saved.")
                .size(size::TEXT)
                .style(style::muted),
            buttons
        ]
        .spacing(gap::M);
        over(container(card).padding(gap::L).max_width(size::QUESTION).style(style::card).into())
    }
}

/// The keys of the question.
pub fn keys() -> Subscription<Answer> {
    keyboard::listen().filter_map(|event| {
        let keyboard::Event::KeyPressed { key, repeat: false, .. } = event else { return None };
        match &key {
            Key::Named(Named::Escape) => Some(Answer::Keep),
            Key::Named(Named::Enter) => Some(Answer::Forget),
            _ => None,
        }
    })
}
