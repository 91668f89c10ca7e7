//! What the details say of a list of which a part is here, with its buttons.

use iced::{
    Alignment, Element, Length,
    widget::{column, container, progress_bar, row, space, text},
};

use super::{LARGE_PAGE, PAGE, Stage, Wish};
use crate::{
    app::{
        theme::{font, size, space as gap, style},
        widget::button::button,
    },
    disco::state::Entity,
};

/// The pane of the row at the end of such a list.
pub fn pane(entity: &Entity, stage: Option<Stage>) -> Element<'_, Wish> {
    let part = entity.items.answer().and_then(crate::disco::reply::Items::part_words).unwrap_or_default();
    let title = text(format!("{part} items")).size(size::TITLE).font(font::STRONG);
    let words = match stage {
        None => "The list was not loaded to its end when the snapshot was taken. What follows may have been anything.",
        Some(_) => {
            "The entity gives its list in pages (XEP-0059). Rows that are here stay where they are when more come, and \
             what follows is loaded only when you want it."
        }
    };
    let words = text(words).size(size::TEXT).style(style::muted);
    let mut lines = column![title, words].spacing(gap::M);
    lines = lines.push(trouble(entity)).push(share(entity, stage)).push(stage.map(|stage| buttons(stage, true)));
    container(lines).padding(gap::M).into()
}

/// The line above the items of such a list; nothing above a whole one.
pub fn bar(entity: &Entity, stage: Option<Stage>) -> Option<Element<'_, Wish>> {
    let part = entity.items.answer()?.part_words()?;
    let words = text(format!("{part} items are here.")).size(size::TEXT).style(style::muted);
    let line = row![words, space().width(Length::Fill)].push(stage.map(|stage| buttons(stage, false)));
    Some(container(line.spacing(gap::S).align_y(Alignment::Center)).padding([gap::XS, gap::M]).into())
}

fn trouble(entity: &Entity) -> Option<Element<'_, Wish>> {
    let why = entity.items.answer()?.paging.rest.trouble()?;
    let capital = why.chars().next().map(char::to_uppercase).into_iter().flatten();
    let sentence: String = capital.chain(why.chars().skip(1)).chain(['.']).collect();
    Some(text(sentence).size(size::TEXT).style(style::warning).into())
}

/// How much is here, while all of it is being loaded and somebody said how much that is.
#[allow(clippy::cast_precision_loss, reason = "a share for a progress bar")]
fn share(entity: &Entity, stage: Option<Stage>) -> Option<Element<'_, Wish>> {
    let list = entity.items.answer().filter(|_| stage == Some(Stage::Runs))?;
    let count = list.paging.count().filter(|count| *count > 0)?;
    let share = list.items.len() as f32 / count as f32;
    Some(progress_bar(0.0..=1.0, share).girth(size::SELECTION * 2.0).style(style::progress).into())
}

fn buttons<'a>(stage: Stage, is_wide: bool) -> Element<'a, Wish> {
    let one = |label: String, wish: Wish, is_on: bool| {
        button(text(label).size(size::TEXT))
            .padding([gap::XS, gap::M])
            .style(style::outlined)
            .on_press_maybe(is_on.then_some(wish))
    };
    let more = if is_wide { format!("Load {PAGE} more") } else { "Load more".to_owned() };
    let all = if is_wide { format!("Load all, {LARGE_PAGE} at a time") } else { "Load all".to_owned() };
    let line = match stage {
        Stage::Rests | Stage::Waits => {
            let rests = stage == Stage::Rests;
            row![one(more, Wish::More, rests), one(all, Wish::All, rests)]
        }
        Stage::Runs => row![one("Stop loading".to_owned(), Wish::Stop, true)],
        Stage::Stuck => row![one("Start again".to_owned(), Wish::Again, true)],
    };
    line.spacing(gap::S).into()
}
