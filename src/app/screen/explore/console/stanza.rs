//! The stanza that was chosen, laid out to be read.

use std::sync::Arc;

use iced::{
    Alignment, Element, Length, Task, clipboard,
    widget::{center, column, row, text, text_editor},
};

use super::log::{Line, direction};
use crate::app::{
    highlight::{self, Highlighter},
    screen::explore::xml_view::{beginning, pretty},
    theme::{font, size, space as gap, style},
    widget::{button::button, line::line},
};

/// The text.
pub const TEXT: &str = "stanza";

/// The stanza that is shown.
#[derive(Debug, Default)]
pub struct Shown {
    content: text_editor::Content,
    /// What stands over it; empty while nothing was chosen.
    words: String,
    whole: Arc<str>,
    /// Which layout is the newest; older ones that arrive later are dropped.
    turn: u64,
}

/// What happened.
#[derive(Clone, Debug)]
pub enum Message {
    /// Something in the text.
    Edited(text_editor::Action),
    /// All of the text is to be copied.
    CopyWhole,
    /// The text is ready.
    Ready {
        /// For which showing.
        turn: u64,
        /// All of it.
        whole: Arc<str>,
        /// As much as is shown.
        shown: Arc<str>,
    },
}

impl Shown {
    /// Shows a line, laid out off the window's thread.
    pub fn show(&mut self, line: &Line) -> Task<Message> {
        self.turn += 1;
        let (turn, xml) = (self.turn, line.text());
        self.words = match line {
            Line::Stanza(wired) if wired.xml.len() < wired.bytes => {
                let (way, kept) = (direction(wired.direction), wired.xml.len());
                format!("{way}, {} bytes; only the first {kept} of them are kept", wired.bytes)
            }
            Line::Stanza(wired) => format!("{}, {} bytes", direction(wired.direction), wired.bytes),
            Line::Gap { .. } | Line::Closed { .. } => "not kept".to_owned(),
        };
        let work = tokio::task::spawn_blocking(move || {
            let whole: Arc<str> = pretty(&xml).into();
            let shown = beginning(&whole);
            (whole, shown)
        });
        Task::perform(work, move |done| {
            let (whole, shown) = done.unwrap_or_else(|error| (error.to_string().into(), error.to_string().into()));
            Message::Ready { turn, whole, shown }
        })
    }

    /// Whether there is a text to go to.
    pub fn has_text(&self) -> bool {
        !self.words.is_empty()
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message) -> Task<Message> {
        match message {
            Message::Edited(action) if !action.is_edit() => self.content.perform(action),
            Message::CopyWhole => return clipboard::write(self.whole.to_string()),
            Message::Ready { turn, whole, shown } if turn == self.turn => {
                self.content = text_editor::Content::with_text(&shown);
                self.whole = whole;
            }
            Message::Edited(_) | Message::Ready { .. } => {}
        }
        Task::none()
    }

    /// The view.
    pub fn view(&self) -> Element<'_, Message> {
        if self.words.is_empty() {
            let words = "Choose a stanza to read it.";
            return center(text(words).size(size::TEXT).style(style::muted)).into();
        }
        let copy = button(text("Copy").size(size::TEXT))
            .padding([0.0, gap::S])
            .style(style::outlined)
            .on_press(Message::CopyWhole);
        let head = row![line(self.words.as_str()).small().color(|colors| colors.muted).fill(), copy];
        let content = text_editor(&self.content)
            .id(TEXT)
            .font(font::WIRE)
            .size(size::WIRE)
            .padding(gap::S)
            .height(Length::Fill)
            .style(style::editor)
            .on_action(Message::Edited)
            .highlight_with::<Highlighter>((), highlight::format);
        column![head.spacing(gap::S).align_y(Alignment::Center), content].padding(gap::XS).spacing(gap::XS).into()
    }
}
