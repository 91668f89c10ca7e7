//! The window: screens, the tree, the look. It never parses XML and never touches the socket or the disk in `update` or `view`.

use std::sync::Arc;

use iced::{
    Element, Size, Subscription, Task,
    theme::Mode,
    widget::{bottom_right, column, space, stack},
    window,
};

use crate::{
    demo::Demo,
    session::{Account, Event},
};

mod accounts;
pub mod comfort;
mod connection;
pub mod display;
pub mod distrust;
pub mod ending;
pub mod files;
pub mod guide;
pub mod highlight;
pub mod icon;
mod keeping;
pub mod link;
pub mod notice;
mod options;
mod order;
pub mod profile;
pub mod screen;
mod sessions;
pub mod shortcut;
pub mod theme;
mod way;
pub mod widget;

pub use options::Options;

use comfort::Comfort;
use connection::form;
use distrust::Trusted;
use ending::Ending;
use files::Files;
use guide::Guide;
use keeping::Departure;
use notice::{Notice, Notices};
use profile::{Profile, look};
use screen::{
    connect::{self, Connect},
    explore::{self, Explore},
};
use sessions::Sessions;
use shortcut::Shortcut;
use theme::{Theme, font, space as gap};
use widget::{behind::behind, first::first};

/// The whole state of the window.
#[derive(Debug)]
pub struct App {
    options: Options,
    system: Mode,
    screen: Screen,
    connect: Connect,
    /// Stays while the first screen is shown, with the snapshots that are open.
    explore: Explore,
    files: Files,
    notices: Notices,
    guide: Guide,
    comfort: Comfort,
    /// The window's size in pixels of its own.
    window: Size,
    departure: Option<Departure>,
    trusted: Trusted,
    /// Whether files that were named at the start stay in front of the session's tree.
    prefers_files: bool,
    profile: Profile,
    sessions: Sessions,
}

/// Which screen is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Screen {
    Connect,
    Explore,
}

/// What happened.
#[derive(Clone, Debug)]
pub enum Message {
    /// On the first screen.
    Connect(connect::Message),
    /// On the main screen.
    Explore(explore::Message),
    /// About files.
    Files(files::Message),
    /// At the edge.
    Notice(notice::Message),
    /// Of what is kept.
    Profile(profile::Message),
    /// Whether to save before leaving.
    Departure(ending::Answer),
    /// In the palette, the help or the settings.
    Guide(guide::Message),
    /// Something is to be done, by a key or by a button that does the same.
    Pressed(Shortcut),
    /// The window has another size.
    Resized(Size),
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
    /// The session has said goodbye.
    Left,
}

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
    let size = look::size(&options.kept.loaded.settings.preferences);
    let window = window::Settings {
        // iced takes it for one in pixels as they are drawn.
        size: size * (1.0 / options.comfort().scale(size)),
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
        .scale_factor(App::scale)
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
        let (profile, told) = Profile::new(options.kept.clone());
        let (mut files, known) = Files::new(options.chooser.clone(), options.store.clone());
        let reading: Vec<_> = options.open.iter().map(|path| files.open(path.clone()).map(Message::Files)).collect();
        let comfort = options.comfort();
        let window = look::size(&options.kept.loaded.settings.preferences);
        let refused = options.refused.clone();
        let mut app = Self {
            prefers_files: !options.open.is_empty(),
            options,
            system: Mode::None,
            screen: Screen::Connect,
            connect,
            explore: Explore::default(),
            files,
            notices: Notices::default(),
            guide: Guide::default(),
            comfort,
            window,
            departure: None,
            profile,
            trusted: Trusted::default(),
            sessions: Sessions::default(),
        };
        app.explore.set_split(app.profile.settings().preferences.split);
        app.show_kept();
        let mut tasks = vec![iced::system::theme().map(Message::SystemIs), known.map(Message::Files)];
        tasks.push(app.connect.focus().map(Message::Connect));
        tasks.extend(told.into_iter().map(|notice| app.notices.add(notice).map(Message::Notice)).collect::<Vec<_>>());
        tasks.push(app.profile.check().map(Message::Profile));
        tasks.extend(reading);
        tasks.extend(refused.map(|why| app.tell(Notice::problem(why))));
        tasks.push(app.explore.load_ourselves(app.options.ourselves.clone()).map(Message::Explore));
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
        self.comfort.theme(self.system)
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message) -> Task<Message> {
        match message {
            Message::Connect(message) => self.connect_message(message),
            Message::Explore(message) => self.explore_message(message),
            Message::Files(message) => self.files_message(message),
            Message::Guide(message) => self.guide_message(message),
            Message::Pressed(shortcut) => self.pressed(shortcut),
            Message::Resized(size) => self.resized(size),
            Message::Profile(message) => self.profile_message(message),
            Message::Departure(answer) => self.departure_answered(answer),
            Message::Notice(message) => {
                self.notices.update(&message);
                Task::none()
            }
            Message::Heard { turn, events } => self.heard(turn, events),
            Message::DemoStarted { turn, demo: Ok(demo) } if self.sessions.is_awaited(turn) => {
                let (mut settings, passwords) = demo.session();
                settings.appears = matches!(settings.account, Account::Password(_));
                self.start(settings, passwords, Some(demo)).1
            }
            Message::DemoStarted { turn, demo: Err(why) } if self.sessions.is_awaited(turn) => self.not_connected(&why),
            Message::DemoStarted { .. } => Task::none(),
            Message::SystemIs(mode) => {
                self.system = mode;
                Task::none()
            }
            Message::CloseRequested => {
                self.guide.close();
                self.depart(Ending::Quit)
            }
            Message::Left => iced::exit(),
        }
    }

    fn connect_message(&mut self, message: connect::Message) -> Task<Message> {
        match self.connect.update(message) {
            connect::Action::None => Task::none(),
            connect::Action::Run(task) => task.map(Message::Connect),
            connect::Action::Connect(settings, login) => self.connect_typed(*settings, &login),
            connect::Action::Trust(settings, login, fingerprint) => self.trust_typed(*settings, &login, fingerprint),
            connect::Action::Choose(id) => self.connect_saved(&id),
            connect::Action::TrustSaved(id, fingerprint) => self.trust_saved(&id, fingerprint),
            connect::Action::Keep(settings, login) => self.keep_typed(&settings, login),
            connect::Action::AskForget(id) => self.ask_forget(id),
            connect::Action::ForgetAccount(id) => self.forget_account(id),
            connect::Action::Guide(shortcut) => self.pressed(shortcut),
            connect::Action::Demo => self.start_demo(),
            connect::Action::Cancel => {
                self.sessions.give_up();
                Task::none()
            }
            connect::Action::Open => self.files_message(files::Message::OpenWanted),
            connect::Action::OpenFile(path) => self.files_message(files::Message::Open(path)),
            connect::Action::Forget(path) => self.files_message(files::Message::Forgotten(path)),
            connect::Action::Return => self.show_explore(),
        }
    }

    fn explore_message(&mut self, message: explore::Message) -> Task<Message> {
        let action = self.explore.update(message);
        self.explore_action(action)
    }

    fn explore_action(&mut self, action: explore::Action) -> Task<Message> {
        let told = self.told();
        let task = match action {
            explore::Action::None => Task::none(),
            explore::Action::Run(task) => task.map(Message::Explore),
            explore::Action::Leave => {
                let _ = self.notices.close_newest();
                iced::widget::operation::focus(self.explore.home())
            }
            explore::Action::Connect => self.show_connect(),
            explore::Action::Open => self.files_message(files::Message::OpenWanted),
            explore::Action::Save(wish) => self.save(wish),
            explore::Action::LogOut(document) => self.depart(Ending::LogOut(document)),
            explore::Action::CloseTree(document) => self.depart(Ending::CloseTree(document)),
            explore::Action::Speak(voice) => self.add_voice(*voice),
            explore::Action::SaveStanzas(document) => self.save_stanzas(document),
            explore::Action::Trust(fingerprint) => self.trust(fingerprint),
            explore::Action::Guide(shortcut) => self.pressed(shortcut),
            explore::Action::Appeared(document, appears) => self.keep_appearing(document, appears),
            explore::Action::Quit => self.depart(Ending::Quit),
        };
        let kept = self.keep_explored();
        let screen = if self.explore.is_empty() { self.show_connect() } else { Task::none() };
        Task::batch([told, task, kept, screen])
    }

    /// What the main screen has to say goes to the edge.
    fn told(&mut self) -> Task<Message> {
        let told = self.explore.told();
        Task::batch(told.into_iter().map(|notice| self.notices.add(notice))).map(Message::Notice)
    }

    fn show_explore(&mut self) -> Task<Message> {
        self.screen = Screen::Explore;
        iced::widget::operation::focus(self.explore.home())
    }

    fn show_connect(&mut self) -> Task<Message> {
        self.screen = Screen::Connect;
        self.connect.focus().map(Message::Connect)
    }

    /// What the window listens to.
    pub fn subscription(&self) -> Subscription<Message> {
        let keys = match (self.departure, self.screen) {
            (Some(Departure::Asked(_)), _) => {
                Subscription::batch([ending::keys().map(Message::Departure), way::steps()])
            }
            _ if self.files.has_dialog() || self.guide.is_open() => Subscription::none(),
            (_, Screen::Connect) if self.connect.is_asking() => {
                Subscription::batch([self.connect.keys().map(Message::Connect), way::steps()])
            }
            (_, Screen::Connect) => {
                let keys = iced::keyboard::listen().filter_map(shortcut::of).map(Message::Pressed);
                Subscription::batch([keys, self.connect.keys().map(Message::Connect)])
            }
            (_, Screen::Explore) => self.explore.keys().map(Message::Explore),
        };
        let closing = window::close_requests().map(|_| Message::CloseRequested);
        let explore = self.explore.subscription().map(Message::Explore);
        let is_asked = matches!(self.departure, Some(Departure::Asked(_)));
        let files = self.files.subscription(is_asked).map(Message::Files);
        Subscription::batch([
            keys,
            explore,
            files,
            closing,
            way::sizes(),
            iced::system::theme_changes().map(Message::SystemIs),
        ])
    }

    /// The window.
    pub fn view(&self) -> Element<'_, Message> {
        let screen: Element<'_, Message> = match self.screen {
            Screen::Connect => {
                let connect = self.connect.view(self.files.recents(), self.explore.count()).map(Message::Connect);
                column![self.lead(), connect].into()
            }
            Screen::Explore => self.explore.view().map(Message::Explore),
        };
        let edge = column![
            self.files.progress(self.awaited()).map(Message::Files),
            self.notices.view().map(Message::Notice),
            space().height(gap::XL)
        ];
        let edge = bottom_right(edge.spacing(gap::S)).padding(gap::L);
        let asked = match self.departure {
            Some(Departure::Asked(ending)) => {
                self.unsaved(ending).and_then(|document| self.explore.live_tree(document))
            }
            _ => None,
        };
        let question = asked
            .map(|live| ending::view(live.account(), live.answers(), live.saved().is_some()).map(Message::Departure));
        let above = self.files.above().map(|above| behind(above.map(Message::Files), question.is_some()));
        let guide =
            self.guide.view(self.comfort, self.comfort.percent(self.window)).map(|guide| guide.map(Message::Guide));
        let is_behind = self.is_above() || self.guide.is_open();
        let window = stack![behind(stack![screen, edge], is_behind)].push(guide).push(above).push(question);
        first(window, |event| self.hear(event))
    }
}
