//! Something that is being read or written.

use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

use iced::{
    Alignment, Element, Length,
    widget::{button, column, progress_bar, row, text},
};

use super::{Message, Target, disk::name};
use crate::{
    app::{
        ending::Ending,
        notice::floating,
        theme::{size, space as gap, style},
        widget::line::line,
    },
    snapshot::Watch,
};

/// Work in another thread.
#[derive(Debug)]
pub struct Job {
    /// Its number; never used twice.
    pub number: u64,
    /// What is done.
    pub work: Work,
    /// How far it has come.
    pub watch: Watch,
    since: Instant,
    is_stopping: bool,
}

/// What is done.
#[derive(Debug)]
pub enum Work {
    /// A file is read.
    Reading(PathBuf),
    /// A file is written.
    Writing(Target),
    /// A file is written with stanzas.
    Logging(PathBuf),
}

/// What is over sooner is not shown.
const SHORT: Duration = Duration::from_millis(300);

impl Job {
    /// Work that begins now.
    pub fn new(number: u64, work: Work) -> Self {
        Self { number, work, watch: Watch::default(), since: Instant::now(), is_stopping: false }
    }

    /// Stops it at its next step.
    pub fn cancel(&mut self) {
        self.is_stopping = true;
        self.watch.cancel();
    }

    /// How far it has come, once it takes long or somebody waits for it, and what happens as soon as it is written.
    pub fn view(&self, awaited: Option<Ending>) -> Option<Element<'_, Message>> {
        let awaited = awaited.filter(|_| !matches!(self.work, Work::Reading(_)));
        if self.since.elapsed() < SHORT && awaited.is_none() {
            return None;
        }
        let words = match (&self.work, self.is_stopping) {
            (_, true) => "Stopping…".to_owned(),
            (Work::Reading(path), _) => format!("Opening {}…", name(path)),
            (Work::Writing(target), _) => format!("Saving {}…", name(&target.path)),
            (Work::Logging(path), _) => format!("Saving {}…", name(path)),
        };
        let share = self.watch.share();
        let bar = progress_bar(0.0..=1.0, share).girth(size::SELECTION * 2.0).style(style::progress);
        let stop = button(text("Cancel").size(size::TEXT))
            .padding([0.0, gap::S])
            .style(style::outlined)
            .on_press_maybe((!self.is_stopping).then_some(Message::Cancelled(self.number)));
        let percent = text(format!("{:.0} %", share * 100.0)).size(size::SMALL).style(style::muted);
        let head = row![line(words).fill(), percent, stop].spacing(gap::M).align_y(Alignment::Center);
        let awaited = awaited.map(|ending| match ending {
            Ending::Quit => "Discoscope quits when this is saved.",
            Ending::LogOut(_) => "The session ends when this is saved.",
            Ending::CloseTree(_) => "The tree is closed when this is saved.",
        });
        let awaited = awaited.map(|words| text(words).size(size::SMALL).style(style::muted));
        Some(floating(column![head, bar].push(awaited).width(Length::Fill).spacing(gap::S).into(), gap::S))
    }
}
