//! The row at the end of a list of which a part is here.

use super::Stage;
use crate::{
    app::{
        icon::Icon,
        screen::explore::document::Source,
        widget::tree::{Mark, Row, Weight},
    },
    disco::{reply::Rest, state::Entity},
};

/// The row below the items of an entity.
pub fn row(depth: u16, entity: &Entity, source: Source, is_loading: bool) -> Row<'static> {
    let Some(list) = entity.items.answer() else { return Row::new(depth, "") };
    let title = list.part_words().map_or_else(|| format!("{} items", list.items.len()), |part| format!("{part} items"));
    let rest = list.paging.rest;
    let (mark, word) = match (source, Stage::of(entity, is_loading)) {
        (Source::Kept, _) if rest == Rest::Ahead => (Mark::Idle, "the rest was not loaded".to_owned()),
        (Source::Kept, _) => (mark_of(rest), rest.short().to_owned()),
        (_, Stage::Runs) => (Mark::Waiting, "loading all…".to_owned()),
        (_, Stage::Waits) => (Mark::Waiting, "loading…".to_owned()),
        (_, Stage::Rests) if rest == Rest::Ahead => (Mark::Idle, "Enter loads more".to_owned()),
        (_, Stage::Rests) => (mark_of(rest), format!("{} · Enter tries again", rest.short())),
        (_, Stage::Stuck) => (mark_of(rest), format!("{} · Enter starts again", rest.short())),
    };
    Row { icon: Some(Icon::ChevronDown), weight: Weight::Entry, mark, word: word.into(), ..Row::new(depth, title) }
}

fn mark_of(rest: Rest) -> Mark {
    match rest {
        Rest::Nothing | Rest::Ahead => Mark::Idle,
        Rest::Refused | Rest::Lost => Mark::Refused,
        Rest::Silent => Mark::TimedOut,
        Rest::CutOff => Mark::CutOff,
        Rest::Unreadable => Mark::Unreadable,
        Rest::Repeated | Rest::Endless => Mark::Loop,
        Rest::Unreachable => Mark::Unsure,
    }
}
