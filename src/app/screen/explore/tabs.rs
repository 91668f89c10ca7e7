//! The strip of tabs over trees side by side.

use iced::{
    Alignment, Element, Length,
    widget::{button, container, responsive, row, space, text, tooltip},
};

use super::{Message, document::Document, documents::Documents};
use crate::app::{
    icon::Icon,
    theme::{size, space as gap, style},
    widget::line::line,
};

/// The strip, as soon as there is more than one tree.
pub fn view(documents: &Documents) -> Element<'_, Message> {
    if documents.all().len() < 2 {
        return space().into();
    }
    let strip = responsive(|room| {
        let active = documents.active().map(|document| document.id);
        #[allow(clippy::cast_precision_loss, reason = "nobody opens so many")]
        let count = documents.all().len() as f32;
        let width = ((room.width + gap::XS) / count - gap::XS).clamp(0.0, size::TAB_WIDTH).floor();
        let tabs = documents.all().iter().map(|document| tab(document, active == Some(document.id), width));
        row(tabs).spacing(gap::XS).into()
    });
    container(strip)
        .padding(iced::Padding { top: gap::XS, right: gap::M, bottom: 0.0, left: gap::M })
        .style(style::strip)
        .width(Length::Fill)
        .height(size::TAB + gap::XS)
        .into()
}

fn tab(document: &Document, is_active: bool, width: f32) -> Element<'_, Message> {
    let id = document.id;
    let color = if is_active { style::icon } else { style::icon_muted };
    let title = line(document.short_title());
    let title = if is_active { title } else { title.color(|colors| colors.muted) };
    let close = document.kept().map(|_| {
        button(Icon::Close.view().width(size::CLOSE).height(size::CLOSE).style(style::icon_muted))
            .padding(gap::XS)
            .style(style::flat)
            .on_press(Message::Closed(id))
    });
    let content = row![document.icon().view().style(color), title.fill()].push(close);
    let content = content.spacing(gap::S).height(Length::Fill).align_y(Alignment::Center);
    let tab = button(content)
        .width(width)
        .padding(iced::Padding { top: 0.0, right: gap::XS, bottom: 0.0, left: gap::M })
        .height(size::TAB)
        .style(style::document_tab(is_active))
        .on_press(Message::Shown(id));
    let words = match document.kept() {
        Some(kept) => format!("{}\n{}", kept.words(), kept.path.display()),
        None => format!("The live tree of {}", document.title()),
    };
    let tip = container(text(words).size(size::TEXT)).padding([gap::XS, gap::S]).style(style::tooltip);
    tooltip(tab, tip, tooltip::Position::Bottom).gap(gap::XS).delay(style::REST).into()
}
