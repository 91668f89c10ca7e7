//! Progress on standard error: a line that changes on a terminal, a line now and then elsewhere.

use std::{
    fmt::Write as _,
    io::{IsTerminal, Write},
    time::{Duration, Instant},
};

use unicode_width::UnicodeWidthChar;

use crate::crawl::Progress;

/// Shows progress while it lives; dropping it clears the line.
#[derive(Debug)]
pub struct Bar {
    style: Style,
    shown_at: Option<Instant>,
    is_shown: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    Silent,
    Lines,
    Line,
}

/// Between lines of a log.
const PAUSE: Duration = Duration::from_secs(5);
/// No terminal is narrower, and a line that wraps cannot be taken back.
const COLUMNS: usize = 79;
const CELLS: u8 = 10;

impl Bar {
    /// Shows nothing when it is to be quiet.
    pub fn new(is_quiet: bool) -> Self {
        let style = match (is_quiet, std::io::stderr().is_terminal()) {
            (true, _) => Style::Silent,
            (false, true) => Style::Line,
            (false, false) => Style::Lines,
        };
        Self { style, shown_at: None, is_shown: false }
    }

    /// Shows how far a crawl has come.
    pub fn show(&mut self, progress: &Progress) {
        let now = Instant::now();
        match self.style {
            Style::Line => self.draw(&line(progress)),
            Style::Lines if self.shown_at.is_none_or(|at| now.saturating_duration_since(at) >= PAUSE) => {
                // The first line would say that nothing was asked.
                if self.shown_at.replace(now).is_some() {
                    let _ = writeln!(std::io::stderr(), "{}", line(progress));
                }
            }
            Style::Silent | Style::Lines => {}
        }
    }

    fn draw(&mut self, line: &str) {
        let mut width = 0;
        let cut: String = line
            .chars()
            .take_while(|character| {
                width += character.width().unwrap_or(0);
                width <= COLUMNS
            })
            .collect();
        let mut out = std::io::stderr();
        let _ = write!(out, "\r\x1b[K{cut}").and_then(|()| out.flush());
        self.is_shown = true;
    }

    fn clear(&mut self) {
        if std::mem::replace(&mut self.is_shown, false) {
            let mut out = std::io::stderr();
            let _ = write!(out, "\r\x1b[K").and_then(|()| out.flush());
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.clear();
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share between 0 and 1")]
fn line(progress: &Progress) -> String {
    let Progress { counts, open, left, .. } = progress;
    let share = progress.share().clamp(0.0, 1.0);
    let full = (share * f32::from(CELLS)) as u8;
    let bar: String = (0..CELLS).map(|cell| if cell < full { '▮' } else { '▯' }).collect();
    let mut line = format!("{bar} {:3.0} %  {} answered", (share * 100.0).floor(), counts.answered);
    for (count, word) in [
        (counts.refused, "refused"),
        (counts.silent, "silent"),
        (counts.unreadable, "unreadable"),
        (counts.cut_off, "cut off"),
    ] {
        if count > 0 {
            let _ = write!(line, " · {count} {word}");
        }
    }
    let _ = write!(line, " · {} to go · {:.0}/s", open + left, progress.rate);
    if !progress.is_connected {
        line += " · waiting for the connection";
    } else if progress.is_held_back {
        line += " · the server is holding us back";
    }
    line
}
