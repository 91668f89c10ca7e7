//! The sessions of the window: how they come about, what they tell, how they end.

use std::{sync::Arc, time::Duration};

use iced::{Task, widget::operation};
use tokio::sync::mpsc::UnboundedReceiver;

use super::{
    App, Message, Options, Screen,
    distrust::{self, Site},
    link,
    notice::Notice,
    screen::{
        connect::Connect,
        explore::{Explore, TREE, Voice, document::DocumentId},
    },
    sessions::Connection,
    widget::sight,
};
use crate::{
    demo::{self, Demo},
    disco::address::Address,
    profile::accounts::Id,
    session::{self, Account, Event, Fingerprint, Passwords, Settings},
};

/// A goodbye takes at most so long; then the window closes anyway.
const GOODBYE: Duration = Duration::from_millis(600);

impl App {
    pub(super) fn start_demo(&mut self) -> Task<Message> {
        let turn = self.sessions.wait();
        Task::perform(demo::start(), move |demo| Message::DemoStarted {
            turn,
            demo: demo.map(Arc::new).map_err(|error| error.to_string()),
        })
    }

    /// Starts a session beside those that are there, and gives its number; its tree comes when it is online.
    pub(super) fn start(
        &mut self,
        mut settings: Settings,
        passwords: Passwords,
        demo: Option<Arc<Demo>>,
    ) -> (u64, Task<Message>) {
        let site = Site::of(&settings);
        // What is said of an account on the command line holds for that one.
        let is_meant = named(&self.options).is_none_or(|id| id == site.id);
        let given: &[Fingerprint] = if is_meant { &self.options.pins } else { &[] };
        settings.pins.extend(given.iter().chain(self.trusted.of(&site)));
        let account = settings.account.clone();
        settings.advertised = self.explore.advertised();
        let appears = settings.appears;
        let above = settings.account.as_component().map(|component| Address::new(component.domain_above()));
        let address = self.options.address.clone().or(above);
        let turn = self.sessions.wait();
        let (session, events, task) = session::start(settings, passwords);
        self.sessions.add(turn, session, Connection::new(turn, task, demo, (account, site)), appears, address);
        (turn, listen(turn, events))
    }

    /// Shows one more tree of a component's session, asked by another of its JIDs.
    pub(super) fn add_voice(&mut self, voice: Voice) -> Task<Message> {
        let Voice { session, events, address } = voice;
        match self.sessions.add_voice(session, address) {
            Some(turn) => listen(turn, events),
            None => self.tell(Notice::problem("The session of this tree is over; connect again to ask.")),
        }
    }

    pub(super) fn heard(&mut self, turn: u64, mut events: Vec<Event>) -> Task<Message> {
        let Some(link) = self.sessions.get(turn) else { return Task::none() };
        if let Some(document) = link.document {
            let lost = events.iter().rev().find_map(|event| match event {
                Event::Offline { why, .. } => Some(why.clone()),
                _ => None,
            });
            let noted = lost.map_or_else(Task::none, |why| self.note_password(turn, &why).1);
            let task = self.explore.heard_of(document, events).map(Message::Explore);
            return Task::batch([self.told(), task, noted]);
        }
        let position = events.iter().position(|event| matches!(event, Event::Online(_) | Event::Offline { .. }));
        let Some(position) = position else { return Task::none() };
        let rest = events.split_off(position + 1);
        match events.pop() {
            Some(Event::Online(online)) => {
                let (session, appears, address) = (link.session.clone(), link.appears, link.address.clone());
                let is_awaited = self.sessions.is_awaited(turn);
                // Whoever named files on the command line wants to see them, also when the session is there later; whoever
                // went back to look at another tree wants to see that.
                let is_wanted = !is_awaited || self.screen == Screen::Connect || self.explore.live().is_none();
                let shows = !std::mem::take(&mut self.prefers_files) && is_wanted;
                let is_linked = address.is_some() && address == self.options.address;
                let (document, live) = self.explore.set_live(session, online, address, appears, shows);
                if shows && is_linked {
                    self.explore.show_request(self.options.request);
                }
                self.sessions.shown(turn, document);
                let mut tasks = vec![live.map(Message::Explore)];
                if is_awaited {
                    self.screen = Screen::Explore;
                    self.new_form();
                    tasks.push(self.logged_in(turn));
                }
                if shows {
                    tasks.push(operation::focus(TREE));
                }
                tasks.push(self.heard(turn, rest));
                Task::batch(tasks)
            }
            Some(Event::Offline { why, .. }) => {
                let is_awaited = self.sessions.is_awaited(turn);
                let (missing, noted) = self.note_password(turn, &why);
                self.sessions.drop(turn);
                if !is_awaited {
                    return Task::batch([noted, self.tell(Notice::problem(why.to_string()))]);
                }
                let told = self.not_connected(&why);
                self.connect.distrust(why.untrusted());
                let shown = if why.untrusted().is_some() && self.screen == Screen::Connect {
                    sight::show_named(distrust::TRUST)
                } else {
                    Task::none()
                };
                let asked = missing.map_or_else(Task::none, |id| self.ask_password(&id, &why));
                Task::batch([told, noted, asked, shown])
            }
            _ => Task::none(),
        }
    }

    /// Says why no connection came about, also to those who look at something else by now.
    pub(super) fn not_connected(&mut self, why: &impl ToString) -> Task<Message> {
        self.sessions.give_up();
        self.connect.failed(why);
        match self.screen {
            Screen::Connect => Task::none(),
            Screen::Explore => self.notices.add(Notice::problem(why.to_string())).map(Message::Notice),
        }
    }

    /// Trusts the certificate that the server of the tree that is shown has now, and connects again.
    pub(super) fn trust(&mut self, fingerprint: Fingerprint) -> Task<Message> {
        let Some((document, _)) = self.explore.live() else { return Task::none() };
        let (Some((session, _)), Some(site)) = (self.sessions.of(document), self.sessions.site(document)) else {
            return Task::none();
        };
        session.trust(fingerprint);
        session.reconnect();
        self.trust_for(site.clone(), fingerprint)
    }

    /// Ends what fills these trees, and closes them; everything else stays.
    pub(super) fn drop_trees(&mut self, documents: &[DocumentId]) -> Task<Message> {
        for document in documents {
            self.sessions.drop_of(*document);
            let _ = self.explore.drop_live(*document);
        }
        if self.explore.live().is_some() {
            return operation::focus(TREE);
        }
        // A connection that is still being made goes on, and is shown.
        if !self.sessions.is_waiting() {
            self.new_form();
        }
        self.show_connect()
    }

    fn new_form(&mut self) {
        self.connect = form(&self.options);
        self.connect.show_list();
        self.show_kept();
    }

    /// Says goodbye to the servers, for a moment, and writes what is not written yet; then ends the program.
    pub(super) fn leave(&mut self) -> Task<Message> {
        self.screen = Screen::Connect;
        self.explore = Explore::default();
        let written = Task::future(self.profile.finish()).discard();
        let Some(ended) = self.sessions.leave() else { return written.chain(iced::exit()) };
        let goodbye = async move {
            let _ = tokio::time::timeout(GOODBYE, ended).await;
        };
        written.chain(Task::perform(goodbye, |()| Message::Left))
    }
}

/// Who is named on the command line, if somebody is.
fn named(options: &Options) -> Option<Id> {
    let account = match &options.component {
        Some(domain) => Account::component(domain, None),
        None if options.anonymous => Account::anonymous(&options.account),
        None => Account::password(&options.account),
    };
    account.ok().map(|account| Id::of(&account))
}

/// The first screen, with what the command line says.
pub fn form(options: &Options) -> Connect {
    let (account, host, ca_file) = (options.account.clone(), options.connect.clone(), options.ca_file.clone());
    let form = Connect::new(account, host, options.tls, ca_file, options.anonymous);
    let form = match &options.component {
        Some(domain) => form.as_component(domain.clone(), options.from.clone().unwrap_or_default()),
        None => form,
    };
    match options.chosen.as_deref().and_then(|jid| Account::password(jid).ok()) {
        Some(who) => form.or_saved(&who, options.kept.loaded.settings.accounts.all()),
        None => form,
    }
}

fn listen(turn: u64, events: UnboundedReceiver<Event>) -> Task<Message> {
    Task::run(link::batches(events), move |events| Message::Heard { turn, events })
}
