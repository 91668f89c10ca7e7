//! How the console looks.

use iced::{
    Alignment, Element, Length,
    widget::{center, column, container, row, rule, space, stack, text, text_input},
};

use super::{
    Console, JID, LIST, Message, TEXT,
    filter::Part,
    log::{MOST_BYTES, counted},
};
use crate::app::{
    icon::Icon,
    screen::explore::{self, document::Document, search::number},
    theme::{Theme, font, size, space as gap, style},
    widget::{
        button::button,
        field::field,
        line::line,
        tree::{self, Rows},
    },
};

const HEIGHT: f32 = 260.0;
const TEXT_WIDTH: f32 = 220.0;
const JID_WIDTH: f32 = 180.0;

/// The console of a live tree while it is open; nothing else.
pub fn panel(document: &Document) -> Element<'_, explore::Message> {
    match document.live() {
        Some(live) if live.console.is_open() => live.console.view().map(explore::Message::Console),
        _ => space().into(),
    }
}

impl Console {
    fn view(&self) -> Element<'_, Message> {
        let lines = tree::tree(self, Message::Line).selected(self.selected()).id(LIST).starts_focused().sticks_to_end();
        let words = if !self.is_empty() {
            ""
        } else if self.log.count() > 0 {
            "No stanza matches the filter."
        } else if self.is_paused {
            "Paused: what goes over the wire is not kept."
        } else {
            "Nothing has gone over the wire since this was opened."
        };
        let words = center(text(words).size(size::TEXT).style(style::muted)).padding(gap::L);
        let list = stack![lines].push(self.is_empty().then_some(words)).width(Length::Fill).height(Length::Fill);
        let content = row![
            container(list).width(Length::FillPortion(3)).style(style::pane),
            rule::vertical(size::LINE_WIDTH).style(style::separator),
            container(self.stanza.view().map(Message::Stanza)).width(Length::FillPortion(2)).style(style::pane),
        ];
        let bars = column![self.head(), self.filter_bar()].spacing(gap::XS);
        column![
            container(bars).padding([gap::XS, gap::M]).style(style::bar).width(Length::Fill),
            rule::horizontal(size::LINE_WIDTH).style(style::separator),
            content.height(Length::Fill),
            rule::horizontal(size::LINE_WIDTH).style(style::separator),
        ]
        .height(HEIGHT)
        .into()
    }

    fn head(&self) -> Element<'_, Message> {
        let close = button(Icon::Close.view().width(size::CLOSE).height(size::CLOSE).style(style::icon_muted))
            .padding(gap::XS)
            .style(style::flat)
            .on_press(Message::Toggled);
        let pause = if self.is_paused { "Resume" } else { "Pause" };
        row![
            text("Stanzas").size(size::TEXT).font(font::STRONG).wrapping(text::Wrapping::None),
            line(self.words()).small().color(|colors| colors.muted).fill(),
            small(pause, Message::Paused),
            small("Clear", Message::Cleared),
            small("Save…", Message::SaveWanted),
            close
        ]
        .spacing(gap::S)
        .align_y(Alignment::Center)
        .into()
    }

    /// How many there are, and what is missing.
    fn words(&self) -> String {
        let log = &self.log;
        let mut parts = vec![match (log.shown(), log.count()) {
            (shown, all) if shown == all => counted(all),
            (shown, all) => format!("{} of {}", number(shown), counted(all)),
        }];
        if log.dropped() > 0 {
            let dropped = number(usize::try_from(log.dropped()).unwrap_or(usize::MAX));
            parts.push(format!("{dropped} older ones were dropped: {} MiB are kept", MOST_BYTES >> 20));
        }
        if self.is_paused {
            parts.push(format!("paused, {} passed meanwhile", log.passed()));
        }
        parts.push("logins are left out".to_owned());
        parts.join(" · ")
    }

    fn filter_bar(&self) -> Element<'_, Message> {
        let input = |hint, value, id, edited: fn(String) -> Message| {
            let input: text_input::TextInput<'_, Message, Theme> = text_input(hint, value)
                .id(id)
                .font(font::WIRE)
                .size(size::WIRE)
                .padding([gap::XS, gap::S])
                .style(style::input)
                .on_input(edited);
            field(input, Message::Field)
        };
        let texts = container(input("only with this text…", &self.filter.text, TEXT, Message::TextEdited));
        let jids = container(input("to or from…", &self.filter.jid, JID, Message::JidEdited));
        let parts = Part::ALL.into_iter().map(|part| {
            button(text(part.name()).size(size::TEXT))
                .padding([gap::XS, gap::S])
                .style(style::tab(self.filter.shows(part)))
                .on_press(Message::Switched(part))
                .into()
        });
        row![texts.width(TEXT_WIDTH), jids.width(JID_WIDTH), row(parts).spacing(gap::XS)]
            .spacing(gap::S)
            .align_y(Alignment::Center)
            .into()
    }
}

fn small(label: &str, message: Message) -> Element<'_, Message> {
    let label = text(label).size(size::TEXT).wrapping(text::Wrapping::None);
    button(label).padding([0.0, gap::S]).style(style::outlined).on_press(message).into()
}
