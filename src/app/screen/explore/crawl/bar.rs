//! The bar below a live tree: how to expand it, how a crawl proceeds, what came of it.

use std::time::Instant;

use iced::{
    Alignment, Element, Length,
    widget::{column, container, progress_bar, row, space, text},
};

use super::{
    Crawl, Message, Stage,
    outcome::{Outcome, counted},
    run::Run,
};
use crate::{
    app::{
        icon::Icon,
        screen::explore::automatic::{self, Automatic},
        shortcut::{self, Shortcut},
        theme::{size, space as gap, style},
        widget::{
            button::button,
            checkbox::checkbox,
            line::line,
            tip::{Position, tip},
            tree,
        },
    },
    crawl::{Progress, State},
};

/// The list of what came of a crawl.
pub const OUTCOME: &str = "crawl-outcome";

const BAR: f32 = 160.0;
/// The list is never higher than so many rows.
const MOST_ROWS: usize = 5;

/// What the bar says and wants.
#[derive(Clone, Debug)]
pub enum Wish {
    /// Of the crawl.
    Crawl(Message),
    /// Of what is asked by itself.
    Automatic(automatic::Message),
}

/// The bar.
pub fn view<'a>(crawl: &'a Crawl, automatic: &Automatic) -> Element<'a, Wish> {
    let content = match &crawl.stage {
        Stage::Idle => idle(automatic),
        Stage::Running(run) => running(run).map(Wish::Crawl),
        Stage::Over(outcome) => over(outcome).map(Wish::Crawl),
    };
    container(content).padding([gap::XS, gap::M]).style(style::bar).width(Length::Fill).into()
}

fn idle<'a>(automatic: &Automatic) -> Element<'a, Wish> {
    let expand = small("Expand all below…", Shortcut::Expand, Wish::Crawl(Message::Wanted));
    let switch = checkbox(automatic.is_on())
        .label("Ask the rows on the screen what they are")
        .on_toggle(|_| Wish::Automatic(automatic::Message::Switched));
    let key = text(shortcut::keys(Shortcut::Automatic).unwrap_or_default()).size(size::SMALL).style(style::muted);
    row![expand, space().width(Length::Fill), switch, key].spacing(gap::S).align_y(Alignment::Center).into()
}

fn running(run: &Run) -> Element<'_, Message> {
    let progress = run.progress(Instant::now());
    let (icon, words) = words(&progress, run.name());
    let share = progress.share();
    let bar = container(progress_bar(0.0..=1.0, share).girth(size::SELECTION * 2.0).style(style::progress)).width(BAR);
    let label = match progress.state {
        State::Paused => "Resume",
        State::Running | State::Cancelled | State::Done => "Pause",
    };
    let first = row![
        icon.view().style(style::icon_muted),
        line(words).fill(),
        bar,
        text(percent(share)).size(size::TEXT).wrapping(text::Wrapping::None),
        small(label, Shortcut::PauseCrawl, Message::PausedOrResumed),
        small("Cancel", Shortcut::EndCrawl, Message::Ended),
    ];
    let second = line(counts(&progress)).color(|colors| colors.muted).fill();
    column![first.spacing(gap::S).align_y(Alignment::Center), second].spacing(gap::XS).into()
}

fn over(outcome: &Outcome) -> Element<'_, Message> {
    let icon = if outcome.is_whole { Icon::Answered } else { Icon::Stop };
    let first = row![
        icon.view().style(style::icon_muted),
        line(outcome.title.as_str()).fill(),
        small("Expand all below…", Shortcut::Expand, Message::Wanted),
        small("Close", Shortcut::EndCrawl, Message::Ended),
    ];
    let second = line(outcome.words.as_str()).color(|colors| colors.muted).fill();
    let lines = outcome.lines();
    #[allow(clippy::cast_precision_loss, reason = "a few rows")]
    let height = lines.min(MOST_ROWS) as f32 * size::ROW;
    let list = (lines > 0).then(|| {
        let list = tree::tree(outcome, Message::Outcome).selected(outcome.chosen).id(OUTCOME);
        container(list).height(height).style(style::pane)
    });
    let content = column![first.spacing(gap::S).align_y(Alignment::Center), second].push(list);
    content.spacing(gap::XS).into()
}

/// What it does, in words.
fn words(progress: &Progress, name: &str) -> (Icon, String) {
    match progress.state {
        State::Paused => (Icon::Pause, format!("Paused: expanding {name}")),
        _ if !progress.is_connected => (Icon::CutOff, format!("Expanding {name}: waiting for the connection")),
        _ if progress.is_held_back => (Icon::Waiting, format!("Expanding {name}: the server is holding us back")),
        _ => (Icon::Play, format!("Expanding {name}")),
    }
}

/// The counts that matter always, those of trouble when there is some.
fn counts(progress: &Progress) -> String {
    let Progress { counts, open, left, rate, .. } = progress;
    let mut parts = vec![
        format!("{} asked", counts.asked),
        format!("{} answered", counts.answered),
        format!("{} refused", counts.refused),
        format!("{} silent", counts.silent),
    ];
    for (count, word) in
        [(counts.unreadable, "unreadable"), (counts.cut_off, "cut off"), (counts.stopped, "stopped by a fence")]
    {
        if count > 0 {
            parts.push(format!("{count} {word}"));
        }
    }
    parts.push(format!("{} still to ask", counted(*left, "question")));
    parts.push(format!("{open} open"));
    parts.push(format!("{rate:.0} a second"));
    parts.join(" · ")
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share between 0 and 1")]
fn percent(share: f32) -> String {
    // Before the end it is never the whole.
    let percent = ((share * 100.0).floor() as u32).min(99);
    format!("{percent} %")
}

fn small<'a, Message: Clone + 'a>(label: &'a str, does: Shortcut, message: Message) -> Element<'a, Message> {
    let label = text(label).size(size::TEXT).wrapping(text::Wrapping::None);
    let button = button(label).padding([0.0, gap::S]).style(style::outlined).on_press(message);
    tip(button, shortcut::tip(does), Position::Top)
}
