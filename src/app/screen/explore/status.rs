//! The status line of a session.

use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};

use iced::{
    Alignment, Element, Length,
    widget::{container, row, space, text},
};
use jiff::{Timestamp, tz::TimeZone};

use super::Message;
use crate::{
    app::{
        icon::Icon,
        shortcut::{self, Shortcut},
        theme::{size, space as gap, style},
        widget::{
            button::button,
            line::line,
            tip::{Position, tip},
            tree::Role,
        },
    },
    disco::{
        address::Address,
        caps::Announced,
        state::{Answer, Outcome, State},
    },
    session::{Error, Next, Online, Untrusted},
};

/// Who is connected, and how the questions go.
#[derive(Debug)]
pub struct Status {
    link: Link,
    online: Online,
    waiting: usize,
    answered: usize,
    refused: usize,
    silent: usize,
    recent: VecDeque<(Instant, usize)>,
    rate: usize,
}

#[derive(Debug)]
enum Link {
    Online,
    /// Online, and the server takes nothing of what we write.
    HeldBack {
        since: Timestamp,
    },
    Connecting,
    Offline {
        why: String,
        /// The certificate because of which.
        untrusted: Option<Box<Untrusted>>,
        next: Next,
        since: Instant,
    },
}

/// What the status line says of what it does not count itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct Besides {
    /// How many questions ended because the connection went.
    pub cut_off: usize,
    /// Whether they are asked again by somebody else.
    pub is_crawling: bool,
    /// Whether the stanza console is open.
    pub has_console: bool,
}

/// The rate is that of the last second.
const SPAN: Duration = Duration::from_secs(1);

impl Status {
    /// The status of a session that has just come online.
    pub fn new(online: Online) -> Self {
        Self {
            link: Link::Online,
            online,
            waiting: 0,
            answered: 0,
            refused: 0,
            silent: 0,
            recent: VecDeque::new(),
            rate: 0,
        }
    }

    /// Our own JID.
    pub fn account(&self) -> &str {
        &self.online.jid
    }

    /// The server's address.
    pub fn server(&self) -> &str {
        &self.online.server
    }

    /// All that the server announces of its capabilities.
    pub fn all_announced(&self) -> &[Announced] {
        &self.online.caps
    }

    /// What the server announces of its capabilities, if the address is the server's.
    pub fn announced(&self, address: &Address) -> &[Announced] {
        let is_server = address.node.is_none() && *address.jid == *self.online.server;
        if is_server { &self.online.caps } else { &[] }
    }

    /// A connection came about.
    pub fn online(&mut self, online: Online) {
        self.online = online;
        self.link = Link::Online;
    }

    /// The server stopped taking what we write.
    pub fn held_back(&mut self) {
        if matches!(self.link, Link::Online) {
            self.link = Link::HeldBack { since: Timestamp::now() };
        }
    }

    /// The server takes what we write again.
    pub fn not_held_back(&mut self) {
        if matches!(self.link, Link::HeldBack { .. }) {
            self.link = Link::Online;
        }
    }

    /// Whether there is a connection.
    pub fn is_online(&self) -> bool {
        matches!(self.link, Link::Online | Link::HeldBack { .. })
    }

    /// A connection is being made.
    pub fn connecting(&mut self) {
        self.link = Link::Connecting;
    }

    /// The connection went.
    pub fn offline(&mut self, why: &Error, next: Next) {
        let untrusted = why.untrusted().map(|problem| Box::new(problem.clone()));
        self.link = Link::Offline { why: why.to_string(), untrusted, next, since: Instant::now() };
    }

    /// The certificate because of which there is no connection, if it is that.
    pub fn untrusted(&self) -> Option<&Untrusted> {
        match &self.link {
            Link::Offline { untrusted, .. } => untrusted.as_deref(),
            Link::Online | Link::HeldBack { .. } | Link::Connecting => None,
        }
    }

    /// Counts an answer.
    pub fn count(&mut self, answer: &Answer) {
        let counter = match &answer.outcome {
            Outcome::Info(state) => self.counter(state),
            Outcome::Items(state) | Outcome::Page(_, state) => self.counter(state),
            Outcome::Besides(_, state) => self.counter(state),
        };
        if let Some(counter) = counter {
            *counter += 1;
        }
        let now = Instant::now();
        match self.recent.back_mut() {
            Some((at, count)) if now.duration_since(*at) < SPAN / 20 => *count += 1,
            _ => self.recent.push_back((now, 1)),
        }
        self.tick();
    }

    fn counter<T>(&mut self, state: &State<T>) -> Option<&mut usize> {
        match state {
            State::Answered(_) | State::Unreadable(_) => Some(&mut self.answered),
            State::Refused(_) => Some(&mut self.refused),
            State::TimedOut { .. } => Some(&mut self.silent),
            State::NotAsked | State::Waiting { .. } | State::CutOff { .. } => None,
        }
    }

    /// How many questions are open.
    pub fn waiting(&mut self, waiting: usize) {
        self.waiting = waiting;
    }

    /// Forgets what is longer ago than the rate looks back.
    pub fn tick(&mut self) {
        let now = Instant::now();
        while self.recent.front().is_some_and(|(at, _)| now.duration_since(*at) > SPAN) {
            let _ = self.recent.pop_front();
        }
        self.rate = self.recent.iter().map(|(_, count)| count).sum();
    }

    /// Whether the line changes with time.
    pub fn is_moving(&self) -> bool {
        self.waiting > 0 || self.rate > 0 || matches!(self.link, Link::Offline { next: Next::Retry { .. }, .. })
    }

    /// The line.
    pub fn view(&self, besides: Besides) -> Element<'_, Message> {
        let (icon, role): (_, fn(&_) -> _) = match self.link {
            Link::Online => (Icon::Answered, |colors: &crate::app::theme::Colors| colors.answered),
            Link::HeldBack { .. } | Link::Connecting => {
                (Icon::Waiting, |colors: &crate::app::theme::Colors| colors.waiting)
            }
            Link::Offline { .. } => (Icon::CutOff, |colors: &crate::app::theme::Colors| colors.refused),
        };
        let who = line(&*self.online.jid).wire();
        // Counts and buttons have their room first; in a narrow window these two are cut.
        let link = row![who, self.words()].spacing(gap::M).width(Length::Fill);
        let bar =
            row![icon.view().style(style::icon_in(role)), link, self.counts(besides.cut_off), self.buttons(besides)];
        container(bar.spacing(gap::M).align_y(Alignment::Center))
            .padding([gap::XS, gap::M])
            .style(style::bar)
            .width(Length::Fill)
            .into()
    }

    fn words(&self) -> Element<'_, Message> {
        let words = match &self.link {
            Link::Online => format!("connected, {}", self.online.security),
            Link::HeldBack { since } => {
                let since = since.to_zoned(TimeZone::system()).strftime("%H:%M:%S");
                format!("The server is holding us back: it takes no questions since {since}")
            }
            Link::Connecting => "connecting…".to_owned(),
            Link::Offline { why, next: Next::Rest, .. } => format!("Not connected. {why}"),
            Link::Offline { why, next: Next::Retry { after }, since, .. } => {
                let left = after.saturating_sub(since.elapsed()).as_secs();
                format!("Not connected, trying again in {left} s. {why}")
            }
        };
        let role: Role = match self.link {
            Link::Offline { .. } => |colors| colors.refused,
            Link::HeldBack { .. } => |colors| colors.warning,
            Link::Online | Link::Connecting => |colors| colors.muted,
        };
        let cut = line(words.clone()).color(role).fill();
        if !matches!(self.link, Link::Offline { .. }) {
            return cut.into();
        }
        // A reason may be longer than the line.
        tip(cut, words, Position::Top)
    }

    fn counts(&self, cut_off: usize) -> Element<'_, Message> {
        let mut parts = Vec::new();
        if matches!(self.link, Link::Offline { .. }) {
            // What went wrong needs the room.
            return space().into();
        }
        for (count, word) in [
            (self.waiting, "waiting"),
            (self.answered, "answered"),
            (self.refused, "refused"),
            (self.silent, "silent"),
            (cut_off, "cut off"),
        ] {
            if count > 0 {
                parts.push(format!("{count} {word}"));
            }
        }
        if self.rate > 0 {
            parts.push(format!("{} a second", self.rate));
        }
        text(parts.join(" · ")).size(size::TEXT).style(style::muted).wrapping(text::Wrapping::None).into()
    }

    fn buttons(&self, besides: Besides) -> Element<'_, Message> {
        let (label, message) = match self.link {
            Link::Online | Link::HeldBack { .. } | Link::Connecting => ("Log out", Message::LoggedOut),
            Link::Offline { .. } => ("Reconnect", Message::Reconnected),
        };
        let leave = matches!(self.link, Link::Offline { .. }).then(|| small("Log out", Message::LoggedOut));
        let again = (besides.cut_off > 0 && !besides.is_crawling && self.is_online())
            .then(|| doing(format!("Ask again what was cut off ({})", besides.cut_off), Shortcut::AskAgain));
        let console = doing(if besides.has_console { "Hide stanzas" } else { "Stanzas" }, Shortcut::Console);
        let ourselves = doing("Ourselves…", Shortcut::Ourselves);
        let row = row![].push(again).push(ourselves).push(console).push(leave);
        row.push(small(label, message)).spacing(gap::XS).into()
    }
}

/// A button that does what a key does as well.
fn doing<'a>(label: impl text::IntoFragment<'a>, shortcut: Shortcut) -> Element<'a, Message> {
    tip(small(label, Message::Pressed(shortcut)), shortcut::tip(shortcut), Position::Top)
}

fn small<'a>(label: impl text::IntoFragment<'a>, message: Message) -> Element<'a, Message> {
    let label = text(label).size(size::TEXT).wrapping(text::Wrapping::None);
    button(label).padding([0.0, gap::S]).style(style::outlined).on_press(message).into()
}
