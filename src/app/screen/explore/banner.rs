//! What says where a tree comes from: the line below the address bar, and the status line of what was kept.

use iced::{
    Alignment, Element, Length,
    widget::{button, container, row, text},
};

use super::{
    Message, asker,
    document::{About, Document, kept::Kept},
    documents::Documents,
};
use crate::app::{
    icon::Icon,
    theme::{size, space as gap, style},
    widget::line::line,
};

/// So many trees are offered for comparing.
const MOST_OTHERS: usize = 2;

/// The line below the address bar of a snapshot, and of a component's tree; nothing for another live one.
pub fn view<'a>(document: &'a Document, documents: &'a Documents) -> Element<'a, Message> {
    let kept = match &document.about {
        About::Live(live) => return asker::bar(live),
        About::Snapshot(kept) => kept,
    };
    let words = line(kept.words());
    let path = line(kept.path.display().to_string()).wire().color(|colors| colors.muted).fill();
    let others = documents.trees().filter(|other| other.id != document.id).take(MOST_OTHERS).map(|other| {
        let is_only = other.live().is_some() && documents.lives().count() == 1;
        let name = if is_only { "the live tree".to_owned() } else { other.short_title() };
        let label = row![Icon::Compare.view(), line(format!("Compare with {name}"))].spacing(gap::XS);
        button(label.align_y(Alignment::Center))
            .padding([0.0, gap::S])
            .style(style::outlined)
            .on_press(Message::CompareWanted(other.id))
            .into()
    });
    let others = row(others).spacing(gap::XS);
    container(row![Icon::Snapshot.view(), words, path, others].spacing(gap::M).align_y(Alignment::Center))
        .padding([gap::XS, gap::M])
        .style(style::kept)
        .width(Length::Fill)
        .into()
}

/// The status line of a snapshot.
pub fn status(kept: &Kept, has_session: bool) -> Element<'_, Message> {
    let entities =
        if kept.entities == 1 { "1 entity asked".to_owned() } else { format!("{} entities asked", kept.entities) };
    let wrong = if kept.wrong == 0 { "no findings".to_owned() } else { format!("findings in {}", kept.wrong) };
    let words = format!("{entities} · {wrong} · made by {}", kept.origin.program);
    let hint =
        if has_session { "“Ask again” goes to the live tree" } else { "Nobody is asked: there is no session" };
    let connect = (!has_session).then(|| {
        button(text("Connect…").size(size::TEXT))
            .padding([0.0, gap::S])
            .style(style::outlined)
            .on_press(Message::ConnectWanted)
    });
    let line = row![
        Icon::Snapshot.view().style(style::icon_muted),
        line(words).color(|colors| colors.muted).fill(),
        text(hint).size(size::TEXT).style(style::muted).wrapping(text::Wrapping::None),
    ]
    .push(connect);
    container(line.spacing(gap::M).align_y(Alignment::Center))
        .padding([gap::XS, gap::M])
        .style(style::bar)
        .width(Length::Fill)
        .into()
}
