//! The window: screens, the tree, the look. It never parses XML and never touches the socket or the disk in `update` or `view`.

use std::{path::PathBuf, sync::Arc, time::Duration};

use iced::{
    Element, Size, Subscription, Task,
    theme::Mode,
    widget::{bottom_right, column, space, stack},
    window,
};
use tokio::{sync::mpsc::UnboundedReceiver, task::JoinHandle};

use crate::{
    demo::{self, Demo},
    disco::address::Address,
    session::{self, Account, Event, Passwords, Session, Settings, Tls},
};

pub mod display;
pub mod highlight;
pub mod icon;
mod link;
pub mod notice;
pub mod screen;
pub mod theme;
pub mod widget;

use notice::{Notice, Notices};
use screen::{
    connect::{self, Connect},
    explore::{self, Explore},
};
use theme::{Appearance, Theme, font, space as gap};

/// What the window starts with.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Start and open the demo server.
    pub demo: bool,
    /// The JID to log in with, to begin the form with.
    pub account: String,
    /// Host and port, to begin the form with.
    pub connect: String,
    /// The TLS mode, to begin the form with.
    pub tls: Tls,
    /// The CA file, to begin the form with.
    pub ca_file: Option<PathBuf>,
    /// Whether to log in anonymously.
    pub anonymous: bool,
    /// How long a question may stay unanswered.
    pub timeout: Duration,
    /// The first address to open; left out, the server's.
    pub address: Option<Address>,
    /// Light, dark, or as the system is.
    pub appearance: Appearance,
}

/// The whole state of the window.
#[derive(Debug)]
pub struct App {
    options: Options,
    system: Mode,
    screen: Screen,
    connect: Connect,
    /// Stays while the first screen is shown, with the snapshots that are open.
    explore: Explore,
    notices: Notices,
    link: Option<Link>,
    /// Which connection the newest events belong to; those of older ones are dropped.
    turn: u64,
}

/// Which screen is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Screen {
    Connect,
    Explore,
}

/// A running session.
#[derive(Debug)]
struct Link {
    session: Session,
    task: JoinHandle<()>,
    demo: Option<Arc<Demo>>,
    appears: bool,
}

/// What happened.
#[derive(Clone, Debug)]
pub enum Message {
    /// On the first screen.
    Connect(connect::Message),
    /// On the main screen.
    Explore(explore::Message),
    /// At the edge.
    Notice(notice::Message),
    /// The session told something.
    Heard {
        /// Which connection.
        turn: u64,
        /// What.
        events: Vec<Event>,
    },
    /// The demo server runs, or does not.
    DemoStarted {
        /// For which connection.
        turn: u64,
        /// The server.
        demo: Result<Arc<Demo>, String>,
    },
    /// The system's appearance.
    SystemIs(Mode),
    /// The window is to be closed.
    CloseRequested,
    /// A key that nothing else took.
    Focused(bool),
    /// The session has said goodbye.
    Left,
}

/// A goodbye takes at most so long; then the window closes anyway.
const GOODBYE: Duration = Duration::from_millis(600);

/// Opens the window and stays until it is closed; blocks, and must run on the main thread.
///
/// Fails before anything is drawn when there is no display or a library is missing.
pub fn run(options: Options) -> Result<(), display::Error> {
    let _held = display::check()?;
    let settings = iced::Settings {
        id: Some("discoscope".to_owned()),
        fonts: font::FILES.iter().map(|file| (*file).into()).collect(),
        default_font: font::WORDS,
        ..iced::Settings::default()
    };
    let window = window::Settings {
        size: Size::new(1280.0, 800.0),
        min_size: Some(Size::new(640.0, 400.0)),
        exit_on_close_request: false,
        platform_specific: platform(),
        ..window::Settings::default()
    };
    iced::application(move || App::new(options.clone()), App::update, App::view)
        .settings(settings)
        .window(window)
        .title(App::title)
        .theme(App::theme)
        .subscription(App::subscription)
        .run()
        .map_err(|error| display::Error::Failed(error.to_string()))
}

#[cfg(target_os = "linux")]
fn platform() -> window::settings::PlatformSpecific {
    window::settings::PlatformSpecific { application_id: "discoscope".to_owned(), ..Default::default() }
}

#[cfg(not(target_os = "linux"))]
fn platform() -> window::settings::PlatformSpecific {
    window::settings::PlatformSpecific::default()
}

impl App {
    /// The window as it starts.
    pub fn new(options: Options) -> (Self, Task<Message>) {
        let connect = form(&options);
        let wants_demo = options.demo;
        let focus = connect.focus().map(Message::Connect);
        let mut app = Self {
            options,
            system: Mode::None,
            screen: Screen::Connect,
            connect,
            explore: Explore::default(),
            notices: Notices::default(),
            link: None,
            turn: 0,
        };
        let mut tasks = vec![iced::system::theme().map(Message::SystemIs), focus];
        if wants_demo {
            app.connect.starting_demo();
            tasks.push(app.start_demo());
        }
        (app, Task::batch(tasks))
    }

    /// The window's title.
    pub fn title(&self) -> String {
        match self.screen {
            Screen::Connect => "Discoscope".to_owned(),
            Screen::Explore => self.explore.title(),
        }
    }

    /// The theme.
    pub fn theme(&self) -> Theme {
        self.options.appearance.theme(self.system)
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message) -> Task<Message> {
        match message {
            Message::Connect(message) => self.connect_message(message),
            Message::Explore(message) => self.explore_message(message),
            Message::Notice(message) => {
                self.notices.update(&message);
                Task::none()
            }
            Message::Heard { turn, events } if turn == self.turn => self.heard(events),
            Message::DemoStarted { turn, demo: Ok(demo) } if turn == self.turn => {
                let (settings, passwords) = demo.session();
                self.start(settings, passwords, Some(demo))
            }
            Message::DemoStarted { turn, demo: Err(why) } if turn == self.turn => self.not_connected(&why),
            Message::Heard { .. } | Message::DemoStarted { .. } => Task::none(),
            Message::SystemIs(mode) => {
                self.system = mode;
                Task::none()
            }
            Message::Focused(is_forward) if is_forward => iced::widget::operation::focus_next(),
            Message::Focused(_) => iced::widget::operation::focus_previous(),
            Message::CloseRequested => self.leave(),
            Message::Left => iced::exit(),
        }
    }

    fn connect_message(&mut self, message: connect::Message) -> Task<Message> {
        match self.connect.update(message) {
            connect::Action::None => Task::none(),
            connect::Action::Run(task) => task.map(Message::Connect),
            connect::Action::Connect(mut settings, passwords) => {
                settings.timeout = self.options.timeout;
                self.start(*settings, passwords, None)
            }
            connect::Action::Demo => self.start_demo(),
            connect::Action::Cancel => {
                self.link = None;
                self.turn += 1;
                Task::none()
            }
        }
    }

    fn explore_message(&mut self, message: explore::Message) -> Task<Message> {
        let action = self.explore.update(message);
        let told = self.told();
        let task = match action {
            explore::Action::None | explore::Action::Open | explore::Action::Save(_) => Task::none(),
            explore::Action::Run(task) => task.map(Message::Explore),
            explore::Action::Leave => {
                let _ = self.notices.close_newest();
                iced::widget::operation::focus(explore::TREE)
            }
            explore::Action::Connect => self.show_connect(),
            explore::Action::LogOut => self.log_out(),
            explore::Action::Quit => self.leave(),
        };
        let screen = if self.explore.is_empty() { self.show_connect() } else { Task::none() };
        Task::batch([told, task, screen])
    }

    /// What the main screen has to say goes to the edge.
    fn told(&mut self) -> Task<Message> {
        let told = self.explore.told();
        Task::batch(told.into_iter().map(|notice| self.notices.add(notice))).map(Message::Notice)
    }

    fn log_out(&mut self) -> Task<Message> {
        self.turn += 1;
        self.link = None;
        let _ = self.explore.drop_live();
        self.connect = form(&self.options);
        self.show_connect()
    }

    fn show_connect(&mut self) -> Task<Message> {
        self.screen = Screen::Connect;
        self.connect.focus().map(Message::Connect)
    }

    fn start_demo(&mut self) -> Task<Message> {
        self.link = None;
        self.turn += 1;
        let turn = self.turn;
        Task::perform(demo::start(), move |demo| Message::DemoStarted {
            turn,
            demo: demo.map(Arc::new).map_err(|error| error.to_string()),
        })
    }

    fn start(&mut self, mut settings: Settings, passwords: Passwords, demo: Option<Arc<Demo>>) -> Task<Message> {
        self.turn += 1;
        settings.appears = matches!(settings.account, Account::Password(_));
        let appears = settings.appears;
        let (session, events, task) = session::start(settings, passwords);
        self.link = Some(Link { session, task, demo, appears });
        listen(self.turn, events)
    }

    fn heard(&mut self, mut events: Vec<Event>) -> Task<Message> {
        if self.explore.live().is_some() {
            let task = self.explore.heard(events).map(Message::Explore);
            return Task::batch([self.told(), task]);
        }
        let position = events.iter().position(|event| matches!(event, Event::Online(_) | Event::Offline { .. }));
        let Some(position) = position else { return Task::none() };
        let rest = events.split_off(position + 1);
        match (events.pop(), &self.link) {
            (Some(Event::Online(online)), Some(link)) => {
                let (session, appears) = (link.session.clone(), link.appears);
                let live = self.explore.set_live(session, online, self.options.address.clone(), appears, true);
                self.screen = Screen::Explore;
                self.connect = form(&self.options);
                Task::batch([live.map(Message::Explore), self.heard(rest)])
            }
            (Some(Event::Offline { why, .. }), _) => {
                self.link = None;
                self.turn += 1;
                self.not_connected(&why)
            }
            _ => Task::none(),
        }
    }

    /// Says why no connection came about, also to those who look at something else by now.
    fn not_connected(&mut self, why: &impl ToString) -> Task<Message> {
        self.connect.failed(why);
        match self.screen {
            Screen::Connect => Task::none(),
            Screen::Explore => self.notices.add(Notice::problem(why.to_string())).map(Message::Notice),
        }
    }

    /// Says goodbye to the server, for a moment, then ends the program.
    fn leave(&mut self) -> Task<Message> {
        self.screen = Screen::Connect;
        self.explore = Explore::default();
        self.turn += 1;
        let Some(Link { session, task, demo, .. }) = self.link.take() else { return iced::exit() };
        drop(session);
        let goodbye = async move {
            let _ = tokio::time::timeout(GOODBYE, task).await;
            drop(demo);
        };
        Task::perform(goodbye, |()| Message::Left)
    }

    /// What the window listens to.
    pub fn subscription(&self) -> Subscription<Message> {
        let keys = match self.screen {
            Screen::Connect => iced::keyboard::listen().filter_map(focus_key),
            Screen::Explore => self.explore.keys().map(Message::Explore),
        };
        let closing = window::close_requests().map(|_| Message::CloseRequested);
        let explore = self.explore.subscription().map(Message::Explore);
        Subscription::batch([keys, explore, closing, iced::system::theme_changes().map(Message::SystemIs)])
    }

    /// The window.
    pub fn view(&self) -> Element<'_, Message> {
        let screen = match self.screen {
            Screen::Connect => self.connect.view().map(Message::Connect),
            Screen::Explore => self.explore.view().map(Message::Explore),
        };
        let edge =
            bottom_right(column![self.notices.view().map(Message::Notice), space().height(gap::XL)]).padding(gap::L);
        stack![screen, edge].into()
    }
}

fn form(options: &Options) -> Connect {
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

/// Tab goes from field to field; iced leaves that to the application.
#[allow(clippy::needless_pass_by_value, reason = "the signature that a subscription's filter has")]
fn focus_key(event: iced::keyboard::Event) -> Option<Message> {
    use iced::keyboard::{Event, Key, key::Named};
    match event {
        Event::KeyPressed { key: Key::Named(Named::Tab), modifiers, .. } => Some(Message::Focused(!modifiers.shift())),
        _ => None,
    }
}
