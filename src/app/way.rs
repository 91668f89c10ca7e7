//! Finding one's way through the whole window: shortcuts, the palette, the help, the settings, where a link will lead.

use iced::{
    Alignment, Element, Event, Length, Size, Task,
    widget::{container, operation, row, space},
    window,
};

use super::{
    App, Message, Screen,
    comfort::{Comfort, TextSize},
    distrust,
    ending::Ending,
    files,
    guide::{self, palette},
    icon::Icon,
    keeping::Departure,
    screen::{connect, explore},
    shortcut::{self, Place, Shortcut},
    theme::{space as gap, style},
    widget::{line::line, reach, sight},
};
use crate::disco::link::Request;

/// The first screen names where a link will lead with no more characters.
const LEAD_CHARACTERS: usize = 200;

impl App {
    /// Does what a key, a button or the palette asks for.
    pub(super) fn pressed(&mut self, shortcut: Shortcut) -> Task<Message> {
        match shortcut {
            Shortcut::Palette | Shortcut::Help | Shortcut::Settings => {
                let action = self.guide.open(shortcut);
                self.guide_action(action)
            }
            Shortcut::Larger => self.comfort_is(Comfort { text_size: self.comfort.text_size.larger(), ..self.comfort }),
            Shortcut::Smaller => {
                self.comfort_is(Comfort { text_size: self.comfort.text_size.smaller(), ..self.comfort })
            }
            Shortcut::UsualSize => self.comfort_is(Comfort { text_size: TextSize::default(), ..self.comfort }),
            Shortcut::Appearance(appearance) => self.comfort_is(Comfort { appearance, ..self.comfort }),
            Shortcut::Contrast(contrast) => self.comfort_is(Comfort { contrast, ..self.comfort }),
            Shortcut::ConnectAs(kind) => {
                let _ = self.connect.update(connect::Message::KindChosen(kind));
                self.show_connect()
            }
            Shortcut::Demo => {
                let shown = self.show_connect();
                Task::batch([shown, self.connect_message(connect::Message::DemoChosen)])
            }
            Shortcut::NextField | Shortcut::PreviousField if self.is_asking() => {
                reach::next(shortcut == Shortcut::NextField)
            }
            Shortcut::Quit => {
                self.guide.close();
                self.depart(Ending::Quit)
            }
            other if self.screen == Screen::Explore => self.explore_message(explore::Message::Pressed(other)),
            Shortcut::NextField | Shortcut::PreviousField => reach::next(shortcut == Shortcut::NextField),
            Shortcut::Open => self.files_message(files::Message::OpenWanted),
            Shortcut::Certificate => operation::focus(distrust::FIRST).chain(sight::show()),
            Shortcut::Save => self.connect_message(connect::Message::SavesSwitched),
            Shortcut::Leave if self.notices.close_newest() => Task::none(),
            Shortcut::Leave => self.left(),
            _ => Task::none(),
        }
    }

    /// Escape on the first screen: back to the accounts, then to the trees that are open.
    fn left(&mut self) -> Task<Message> {
        match self.connect.leave_form() {
            Some(task) => task.map(Message::Connect),
            None if self.explore.is_empty() => Task::none(),
            None => self.show_explore(),
        }
    }

    /// The window is to be so from now on.
    fn comfort_is(&mut self, comfort: Comfort) -> Task<Message> {
        let before = std::mem::replace(&mut self.comfort, comfort);
        self.profile.keep_comfort(before, comfort).map(Message::Profile)
    }

    /// How the window is.
    pub fn comfort(&self) -> Comfort {
        self.comfort
    }

    /// By how much everything is drawn larger.
    pub fn scale(&self) -> f32 {
        self.comfort.scale(self.window)
    }

    /// The window has another size, counted in pixels as they are drawn now.
    pub(super) fn resized(&mut self, size: Size) -> Task<Message> {
        self.window = size * self.scale();
        self.profile.keep_size(self.window).map(Message::Profile)
    }

    pub(super) fn guide_message(&mut self, message: guide::Message) -> Task<Message> {
        let action = self.guide.update(message);
        self.guide_action(action)
    }

    fn guide_action(&mut self, action: guide::Action) -> Task<Message> {
        match action {
            guide::Action::None => Task::none(),
            guide::Action::Run(task) => task.map(Message::Guide),
            guide::Action::Leave => self.give_keyboard_back(),
            guide::Action::Do(shortcut) if self.guide.is_open() => self.pressed(shortcut),
            guide::Action::Do(shortcut) => {
                let back = self.give_keyboard_back();
                back.chain(self.pressed(shortcut))
            }
            guide::Action::Go(link) => {
                let back = self.give_keyboard_back();
                let action = self.explore.go_to(link);
                back.chain(self.explore_action(action))
            }
            guide::Action::Offer => {
                let offers = self.offers();
                self.guide.offer(offers).map(Message::Guide)
            }
        }
    }

    fn give_keyboard_back(&self) -> Task<Message> {
        match self.screen {
            Screen::Explore => operation::focus(self.explore.home()),
            Screen::Connect => self.connect.focus().map(Message::Connect),
        }
    }

    /// What the palette offers for what is written in it.
    fn offers(&self) -> Vec<palette::Offer> {
        let Some(wanted) = self.guide.wanted() else { return Vec::new() };
        let mut offers = palette::commands(wanted, |shortcut| self.hindrance(shortcut));
        if self.screen == Screen::Explore {
            offers.extend(palette::named(wanted, self.explore.named()));
        }
        if self.screen == Screen::Explore && !wanted.trim().is_empty() {
            let known = self.explore.addresses(palette::means(wanted), palette::MOST_ADDRESSES);
            offers.extend(palette::places(wanted, known));
        }
        offers
    }

    /// Why something cannot be done now; none when it can.
    pub fn hindrance(&self, shortcut: Shortcut) -> Option<&'static str> {
        let is_main = shortcut::line(shortcut).is_some_and(|line| line.place == Place::Main);
        match self.screen {
            Screen::Connect if is_main => Some("no tree is shown"),
            Screen::Connect => self.connect.hindrance(shortcut),
            Screen::Explore => self.explore.hindrance(shortcut),
        }
    }

    /// What is heard of keys and of the pointer's buttons before the part of the window that has the keyboard.
    pub(super) fn hear(&self, event: &Event) -> Option<Message> {
        if self.guide.is_open() && !self.is_asking() {
            return self.guide.hear(event).map(Message::Guide);
        }
        let is_free = !self.is_asking() && (self.screen == Screen::Connect || self.explore.is_free());
        // Who has to answer a question may want to read it first.
        let is_size =
            |shortcut: &Shortcut| matches!(shortcut, Shortcut::Larger | Shortcut::Smaller | Shortcut::UsualSize);
        shortcut::first_of(event).filter(|shortcut| is_free || is_size(shortcut)).map(Message::Pressed)
    }

    /// Whether a dialog or a question waits for its answer.
    pub(super) fn is_asking(&self) -> bool {
        self.is_above() || (self.screen == Screen::Connect && self.connect.is_asking())
    }

    /// Whether a dialog or a question lies above the screen.
    pub(super) fn is_above(&self) -> bool {
        matches!(self.departure, Some(Departure::Asked(_))) || self.files.has_dialog()
    }

    /// Says on the first screen where a link, or an address, will lead.
    pub(super) fn lead(&self) -> Element<'_, Message> {
        let Some(address) = &self.options.address else { return space().into() };
        let what = match self.options.request {
            None => "",
            Some(Request::Info) => ", what it is",
            Some(Request::Items) => ", its items",
        };
        let address = crate::disco::text::visible_within(&address.to_string(), LEAD_CHARACTERS).into_owned();
        let words = line(format!("Once you are connected, this is shown: {address}{what}")).fill();
        container(row![Icon::Link.view(), words].spacing(gap::S).align_y(Alignment::Center))
            .padding([gap::S, gap::M])
            .width(Length::Fill)
            .style(style::kept)
            .into()
    }
}

/// The keys that go from button to button, where no others are heard.
pub fn steps() -> iced::Subscription<Message> {
    iced::keyboard::listen().filter_map(shortcut::step_of).map(Message::Pressed)
}

/// The size of the window, whenever it has another one.
pub fn sizes() -> iced::Subscription<Message> {
    iced::event::listen_with(|event, _, _| match event {
        Event::Window(window::Event::Opened { size, .. } | window::Event::Resized(size)) => {
            Some(Message::Resized(size))
        }
        _ => None,
    })
}
