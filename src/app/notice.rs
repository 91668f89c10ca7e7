//! Messages at the edge of the window: what went wrong stays until it is read, what went well goes by itself.

use std::time::Duration;

use iced::{
    Alignment, Element, Length, Task,
    widget::{button, column, container, row, text},
};

use crate::{
    app::{
        icon::Icon,
        theme::{Theme, size, space as gap, style},
    },
    disco::text::visible_within,
    session::{self, Stray},
};

/// One message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    kind: Kind,
    words: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Problem,
    Done,
}

/// The messages that were not read yet.
#[derive(Debug, Default)]
pub struct Notices {
    /// The newest last.
    unread: Vec<Unread>,
    next: u64,
}

#[derive(Debug)]
struct Unread {
    number: u64,
    notice: Notice,
    times: usize,
}

/// What happened to the messages.
#[derive(Clone, Debug)]
pub enum Message {
    /// One was read, or its time is over.
    Read(u64),
    /// All were read.
    AllRead,
}

/// So many are shown at once.
const SHOWN: usize = 3;
/// So many are kept: whoever sends forged answers may send any number.
const KEPT: usize = 50;
/// What went well is said for so long.
const MOMENT: Duration = Duration::from_secs(6);
/// No message is longer; it is shown whole.
const CHARACTERS: usize = 2_000;

impl Notice {
    /// Something went wrong, or cannot be.
    pub fn problem(words: impl Into<String>) -> Self {
        Self { kind: Kind::Problem, words: words.into() }
    }

    /// Something went well.
    pub fn done(words: impl Into<String>) -> Self {
        Self { kind: Kind::Done, words: words.into() }
    }

    /// Something came that is not believed.
    pub fn stray(notice: &session::Notice) -> Self {
        Self::problem(match &notice.stray {
            Stray::Twice => format!("{} answered the same question twice; the first answer counts.", notice.address),
            Stray::Forged { from: Some(from) } => {
                format!("{from} sent an answer to a question that went to {}; it is not believed.", notice.address)
            }
            Stray::Misaddressed { to: Some(to) } => {
                format!("{} answered to {to}, which did not ask; it is not believed.", notice.address)
            }
            Stray::Misaddressed { to: None } => {
                format!("{} answered to nobody; it is not believed.", notice.address)
            }
            Stray::Forged { from: None } => {
                format!("Somebody without a name answered a question to {}; it is not believed.", notice.address)
            }
        })
    }

    /// What it says.
    pub fn words(&self) -> &str {
        &self.words
    }
}

impl Notices {
    /// Shows a message; one that is shown already is counted.
    pub fn add(&mut self, notice: Notice) -> Task<Message> {
        if let Some(same) = self.unread.iter_mut().find(|unread| unread.notice == notice) {
            same.times += 1;
            return Task::none();
        }
        let number = self.next;
        self.next += 1;
        let kind = notice.kind;
        self.unread.push(Unread { number, notice, times: 1 });
        if self.unread.len() > KEPT {
            let _ = self.unread.remove(0);
        }
        match kind {
            Kind::Problem => Task::none(),
            Kind::Done => Task::perform(tokio::time::sleep(MOMENT), move |()| Message::Read(number)),
        }
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: &Message) {
        match message {
            Message::Read(number) => self.unread.retain(|unread| unread.number != *number),
            Message::AllRead => self.unread.clear(),
        }
    }

    /// Takes the newest away; tells whether there was one.
    pub fn close_newest(&mut self) -> bool {
        self.unread.pop().is_some()
    }

    /// The newest ones, the newest first.
    pub fn view<'a>(&'a self) -> Element<'a, Message> {
        let shown = self.unread.iter().rev().take(SHOWN).map(Unread::view);
        let more = self.unread.len().saturating_sub(SHOWN);
        let more = (more > 0).then(|| -> Element<'a, Message> {
            let words = text(format!("{more} more")).size(size::TEXT).style(style::muted);
            let close = button(text("Close all").size(size::TEXT))
                .padding([gap::XS, gap::S])
                .style(style::flat)
                .on_press(Message::AllRead);
            let line = row![words.width(Length::Fill), close].align_y(Alignment::Center);
            floating(line.into(), gap::XS)
        });
        column(shown).push(more).spacing(gap::S).into()
    }
}

impl Unread {
    fn view(&self) -> Element<'_, Message> {
        let icon = match self.notice.kind {
            Kind::Problem => Icon::Warning.view().style(style::icon_in(|colors| colors.warning)),
            Kind::Done => Icon::Answered.view().style(style::icon_in(|colors| colors.answered)),
        };
        let close = button(Icon::Close.view()).padding(gap::XS).style(style::flat).on_press(Message::Read(self.number));
        let words = text(visible_within(&self.notice.words, CHARACTERS))
            .size(size::TEXT)
            .wrapping(text::Wrapping::WordOrGlyph)
            .width(Length::Fill);
        let times = (self.times > 1).then(|| {
            container(text(format!("{} times", self.times)).size(size::SMALL))
                .padding([0.0, gap::S])
                .style(style::badge)
        });
        floating(row![icon, words].push(times).push(close).spacing(gap::S).align_y(Alignment::Center).into(), gap::S)
    }
}

/// A card that floats at the edge.
pub fn floating<'a, Message: 'a>(content: Element<'a, Message, Theme>, padding: f32) -> Element<'a, Message> {
    container(content).padding([padding, gap::M]).width(size::NOTICE).style(style::toast).into()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_is_counted_and_bounded() {
        let mut notices = Notices::default();
        for _ in 0..100 {
            let _ = notices.add(Notice::problem("the same"));
        }
        assert_eq!((notices.unread.len(), notices.unread[0].times), (1, 100));
        for number in 0..100 {
            let _ = notices.add(Notice::problem(format!("number {number}")));
        }
        assert_eq!(notices.unread.len(), KEPT);
        assert_eq!(notices.unread.last().unwrap().notice.words(), "number 99");
        assert!(notices.close_newest());
        notices.update(&Message::AllRead);
        assert!(!notices.close_newest());
    }
}
