//! The session of the window: how it comes about, what it tells, how it ends.

use std::{sync::Arc, time::Duration};

use iced::Task;
use tokio::{sync::mpsc::UnboundedReceiver, task::JoinHandle};

use super::{
    App, Message, Options, Screen, link,
    notice::Notice,
    screen::{connect::Connect, explore::Explore},
};
use crate::{
    demo::{self, Demo},
    session::{self, Event, Passwords, Session, Settings},
};

/// A running session.
#[derive(Debug)]
pub struct Link {
    session: Session,
    task: JoinHandle<()>,
    demo: Option<Arc<Demo>>,
    appears: bool,
}

/// A goodbye takes at most so long; then the window closes anyway.
const GOODBYE: Duration = Duration::from_millis(600);

impl App {
    pub(super) fn start_demo(&mut self) -> Task<Message> {
        self.drop_link();
        let turn = self.turn;
        Task::perform(demo::start(), move |demo| Message::DemoStarted {
            turn,
            demo: demo.map(Arc::new).map_err(|error| error.to_string()),
        })
    }

    pub(super) fn start(&mut self, settings: Settings, passwords: Passwords, demo: Option<Arc<Demo>>) -> Task<Message> {
        let _ = self.logins.remove(&self.turn);
        self.turn += 1;
        let appears = settings.appears;
        let (session, events, task) = session::start(settings, passwords);
        self.link = Some(Link { session, task, demo, appears });
        listen(self.turn, events)
    }

    /// Whatever the session still tells is not heard any more.
    pub(super) fn drop_link(&mut self) {
        self.link = None;
        let _ = self.logins.remove(&self.turn);
        self.turn += 1;
    }

    pub(super) fn heard(&mut self, mut events: Vec<Event>) -> Task<Message> {
        if self.explore.live().is_some() {
            let lost = events.iter().rev().find_map(|event| match event {
                Event::Offline { why, .. } => Some(why.clone()),
                _ => None,
            });
            let wanted = lost.and_then(|why| self.password_wanted(self.turn, &why)).unwrap_or_else(Task::none);
            let task = self.explore.heard(events).map(Message::Explore);
            return Task::batch([self.told(), task, wanted]);
        }
        let position = events.iter().position(|event| matches!(event, Event::Online(_) | Event::Offline { .. }));
        let Some(position) = position else { return Task::none() };
        let rest = events.split_off(position + 1);
        match (events.pop(), &self.link) {
            (Some(Event::Online(online)), Some(link)) => {
                let (session, appears) = (link.session.clone(), link.appears);
                let address = self.options.address.clone();
                // Whoever named files on the command line wants to see them, also when the session is there later.
                let shows = !std::mem::take(&mut self.prefers_files);
                let live = self.explore.set_live(session, online, address, appears, shows);
                self.screen = Screen::Explore;
                self.new_form();
                Task::batch([live.map(Message::Explore), self.logged_in(self.turn), self.heard(rest)])
            }
            (Some(Event::Offline { why, .. }), _) => {
                if let Some(task) = self.password_wanted(self.turn, &why) {
                    return task;
                }
                self.drop_link();
                self.not_connected(&why)
            }
            _ => Task::none(),
        }
    }

    /// Says why no connection came about, also to those who look at something else by now.
    pub(super) fn not_connected(&mut self, why: &impl ToString) -> Task<Message> {
        self.connect.failed(why);
        match self.screen {
            Screen::Connect => Task::none(),
            Screen::Explore => self.notices.add(Notice::problem(why.to_string())).map(Message::Notice),
        }
    }

    /// Ends the session; the snapshots that are open stay.
    pub(super) fn log_out(&mut self) -> Task<Message> {
        self.drop_link();
        let _ = self.explore.drop_live();
        self.new_form();
        self.show_connect()
    }

    fn new_form(&mut self) {
        self.connect = form(&self.options);
        self.connect.show_list();
        self.show_kept();
    }

    /// Says goodbye to the server, for a moment, and writes what is not written yet; then ends the program.
    pub(super) fn leave(&mut self) -> Task<Message> {
        self.screen = Screen::Connect;
        self.explore = Explore::default();
        self.turn += 1;
        let written = self.profile.write_window().discard();
        let Some(Link { session, task, demo, .. }) = self.link.take() else { return written.chain(iced::exit()) };
        drop(session);
        let goodbye = async move {
            let _ = tokio::time::timeout(GOODBYE, task).await;
            drop(demo);
        };
        written.chain(Task::perform(goodbye, |()| Message::Left))
    }
}

/// The first screen, with what the command line says.
pub fn form(options: &Options) -> Connect {
    Connect::new(
        options.account.clone(),
        options.connect.clone(),
        options.tls,
        options.ca_file.clone(),
        options.anonymous,
    )
}

fn listen(turn: u64, events: UnboundedReceiver<Event>) -> Task<Message> {
    Task::run(link::batches(events), move |events| Message::Heard { turn, events })
}
