//! The snapshots on the first screen: they can be looked at without any account.

use iced::{
    Alignment, Element, Length,
    widget::{button, column, container, row, text, tooltip},
};

use super::Message;
use crate::{
    app::{
        icon::Icon,
        theme::{font, size, space as gap, style},
        widget::line::line,
    },
    profile::recent::Recent,
};

/// More do not fit below the form.
const SHOWN: usize = 5;

/// What was saved or opened before; `open` trees are open now.
pub fn view(recents: &[Recent], open: usize) -> Element<'_, Message> {
    let words = column![
        text("Look at a snapshot").size(size::TEXT).font(font::STRONG),
        text("A tree that was saved needs no account and asks nobody.").size(size::TEXT).style(style::muted)
    ]
    .spacing(gap::XS)
    .width(Length::Fill);
    let choose = button(text("Open a snapshot…").size(size::TEXT))
        .padding([gap::S, gap::L])
        .style(style::outlined)
        .on_press(Message::OpenWanted);
    let head = row![words, choose].spacing(gap::L).align_y(Alignment::Center);
    let back = (open > 0).then(|| {
        let words = if open == 1 { "Back to the open tree".to_owned() } else { format!("Back to {open} open trees") };
        let content = row![Icon::Back.view(), text(words).size(size::TEXT)].spacing(gap::S).align_y(Alignment::Center);
        button(content).padding([gap::XS, gap::S]).style(style::flat).on_press(Message::Returned)
    });
    let list = (!recents.is_empty()).then(|| column(recents.iter().take(SHOWN).map(recent)));
    container(column![head].push(back).push(list).spacing(gap::S)).padding(gap::L).style(style::card).into()
}

fn recent(recent: &Recent) -> Element<'_, Message> {
    let name = recent.path.file_name().map_or_else(|| recent.path.to_string_lossy(), |name| name.to_string_lossy());
    let (words, role): (_, crate::app::widget::tree::Role) = if recent.is_missing {
        ("The file is not there any more", |colors| colors.refused)
    } else {
        (recent.words.as_str(), |colors| colors.muted)
    };
    let folder = recent.path.parent().map(|folder| folder.display().to_string()).unwrap_or_default();
    let name = row![line(name), line(folder).wire().color(|colors| colors.muted).fill()].spacing(gap::S);
    let words = column![name, line(words).small().color(role).fill()].width(Length::Fill);
    let icon = if recent.is_missing { Icon::CutOff } else { Icon::Snapshot };
    let content = row![icon.view().style(style::icon_muted), words].spacing(gap::M).align_y(Alignment::Center);
    let open = button(content)
        .padding([gap::XS, gap::S])
        .width(Length::Fill)
        .style(style::flat)
        .on_press_maybe((!recent.is_missing).then(|| Message::RecentChosen(recent.path.clone())));
    let tip = |words: String| container(text(words).size(size::TEXT)).padding([gap::XS, gap::S]).style(style::tooltip);
    let path = recent.path.display().to_string();
    let open = tooltip(open, tip(path), tooltip::Position::Top).gap(gap::XS).delay(style::REST);
    let forget = button(Icon::Close.view().width(size::CLOSE).height(size::CLOSE).style(style::icon_muted))
        .padding(gap::XS)
        .style(style::flat)
        .on_press_with(|| Message::RecentForgotten(recent.path.clone()));
    let forget = tooltip(forget, tip("Remove from this list".to_owned()), tooltip::Position::Top)
        .gap(gap::XS)
        .delay(style::REST);
    row![open, forget].spacing(gap::XS).align_y(Alignment::Center).into()
}
