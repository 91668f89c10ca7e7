//! The strip of tabs over trees side by side.

use iced::{
    Alignment, Element, Length,
    widget::{container, responsive, row, space},
};

use super::{
    Message,
    documents::{Documents, Sheet},
};
use crate::app::{
    icon::Icon,
    shortcut::{self, Shortcut},
    theme::{size, space as gap, style},
    widget::{
        button::button,
        line::line,
        tip::{Position, tip},
    },
};

/// The strip, as soon as there is more than one tree.
pub fn view(documents: &Documents) -> Element<'_, Message> {
    if documents.all().len() < 2 {
        return space().into();
    }
    let strip = responsive(|room| {
        let active = documents.shown().map(Sheet::id);
        #[allow(clippy::cast_precision_loss, reason = "nobody opens so many")]
        let count = documents.all().len() as f32;
        let width = ((room.width + gap::XS) / count - gap::XS).clamp(0.0, size::TAB_WIDTH).floor();
        let tabs = documents.all().iter().enumerate().map(|(number, sheet)| {
            let is_only = documents.siblings(sheet.id()).len() == 1;
            tab(number, sheet, Look { is_active: active == Some(sheet.id()), is_only, width })
        });
        row(tabs).spacing(gap::XS).into()
    });
    container(strip)
        .padding(iced::Padding { top: gap::XS, right: gap::M, bottom: 0.0, left: gap::M })
        .style(style::strip)
        .width(Length::Fill)
        .height(size::TAB + gap::XS)
        .into()
}

/// How high the strip is.
pub fn height(documents: &Documents) -> f32 {
    if documents.all().len() < 2 { 0.0 } else { size::TAB + gap::XS }
}

/// How a tab looks.
#[derive(Clone, Copy)]
struct Look {
    is_active: bool,
    /// It is the only tree of a session, which is closed by logging out.
    is_only: bool,
    width: f32,
}

fn tab(number: usize, sheet: &Sheet, look: Look) -> Element<'_, Message> {
    let Look { is_active, is_only, width } = look;
    let id = sheet.id();
    let color = if is_active { style::icon } else { style::icon_muted };
    let (icon, title, words) = match sheet {
        Sheet::Tree(document) => {
            let words = match document.kept() {
                Some(kept) => format!("{}\n{}", kept.words(), kept.path.display()),
                None => format!("The live tree of {}", document.title()),
            };
            (document.icon(), document.short_title(), words)
        }
        Sheet::Comparison(comparing) => {
            (Icon::Compare, comparing.title(), format!("Comparison: {}", comparing.title()))
        }
    };
    let title = line(title);
    let title = if is_active { title } else { title.color(|colors| colors.muted) };
    let close = (!is_only).then(|| {
        button(Icon::Close.view().width(size::CLOSE).height(size::CLOSE).style(style::icon_muted))
            .padding(gap::XS)
            .style(style::flat)
            .on_press(Message::Closed(id))
    });
    let content = row![icon.view().style(color), title.fill()].push(close);
    let content = content.spacing(gap::S).height(Length::Fill).align_y(Alignment::Center);
    let tab = button(content)
        .width(width)
        .padding(iced::Padding { top: 0.0, right: gap::XS, bottom: 0.0, left: gap::M })
        .height(size::TAB)
        .style(style::document_tab(is_active))
        .on_press(Message::Shown(id));
    tip(tab, shortcut::with_keys(&words, Shortcut::Document(number)), Position::Bottom)
}
