//! What helps one to find one's way, over whatever is shown: the palette, the help, the settings.

use iced::{
    Element, Event, Length, Task,
    keyboard::{self, Key, Modifiers, key::Named},
    widget::{container, mouse_area, opaque, operation, space, stack},
};

mod comfort;
mod help;
pub mod palette;

use super::{
    comfort::Comfort,
    shortcut::{self, Shortcut},
    theme::{space as gap, style},
    widget::reach,
};
use crate::disco::link::Link;
use help::Help;
use palette::{Offer, Palette};

/// What is open of it.
#[derive(Debug, Default)]
pub enum Guide {
    /// Nothing.
    #[default]
    Closed,
    /// What can be done.
    Palette(Palette),
    /// Which keys there are.
    Help(Help),
    /// How the window looks.
    Comfort,
}

/// What happened.
#[derive(Clone, Debug)]
pub enum Message {
    /// It is to be closed.
    Left,
    /// What is looked for was edited.
    Edited(String),
    /// The keyboard goes on by so many lines.
    Moved(i32),
    /// The pointer came to a line.
    Pointed(usize),
    /// A line was taken; none is the one that the keyboard has come to.
    Taken(Option<usize>),
    /// The next button, or the one before.
    Stepped(bool),
    /// Something is to be done from in here.
    Pressed(Shortcut),
}

/// What its parent is to do.
pub enum Action {
    /// Nothing.
    None,
    /// To run a task.
    Run(Task<Message>),
    /// To give the keyboard back.
    Leave,
    /// To do something.
    Do(Shortcut),
    /// To go somewhere.
    Go(Link),
    /// To offer what is meant now.
    Offer,
}

/// A page of lines.
const PAGE: i32 = 8;

impl Guide {
    /// Whether something is open.
    pub fn is_open(&self) -> bool {
        !matches!(self, Self::Closed)
    }

    /// Closes what is open.
    pub fn close(&mut self) {
        *self = Self::Closed;
    }

    /// Opens one of them, or closes it where it is open already.
    pub fn open(&mut self, shortcut: Shortcut) -> Action {
        let opened = match (shortcut, &self) {
            (Shortcut::Palette, Self::Palette(_))
            | (Shortcut::Help, Self::Help(_))
            | (Shortcut::Settings, Self::Comfort) => {
                self.close();
                return Action::Leave;
            }
            (Shortcut::Palette, _) => Self::Palette(Palette::default()),
            (Shortcut::Help, _) => Self::Help(Help::default()),
            (Shortcut::Settings, _) => Self::Comfort,
            _ => return Action::None,
        };
        *self = opened;
        match self {
            Self::Palette(_) => Action::Offer,
            Self::Help(_) => Action::Run(operation::focus(help::FIELD)),
            Self::Comfort => Action::Run(operation::focus(comfort::FIRST)),
            Self::Closed => Action::None,
        }
    }

    /// What somebody looks for in the palette, if it is open.
    pub fn wanted(&self) -> Option<&str> {
        match self {
            Self::Palette(palette) => Some(palette.text()),
            Self::Help(_) | Self::Comfort | Self::Closed => None,
        }
    }

    /// Takes over what the palette offers for it.
    pub fn offer(&mut self, offers: Vec<Offer>) -> Task<Message> {
        let Self::Palette(palette) = self else { return Task::none() };
        palette.offer(offers);
        Task::batch([operation::focus(palette::FIELD), palette.show_chosen()])
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message) -> Action {
        match (message, &mut *self) {
            (Message::Left, _) => {
                self.close();
                Action::Leave
            }
            (Message::Edited(text), Self::Palette(palette)) => {
                palette.edit(text);
                Action::Offer
            }
            (Message::Edited(text), Self::Help(help)) => {
                help.edit(text);
                Action::Run(operation::scroll_to(help::LIST, operation::AbsoluteOffset { x: None, y: Some(0.0) }))
            }
            (Message::Moved(lines), Self::Palette(palette)) => {
                palette.step(lines);
                Action::Run(palette.show_chosen())
            }
            (Message::Moved(lines), Self::Help(_)) => Action::Run(help::scroll(lines)),
            (Message::Pointed(index), Self::Palette(palette)) => {
                palette.choose(index);
                Action::None
            }
            (Message::Taken(index), Self::Palette(palette)) => match palette.take(index) {
                Some(palette::Does::Shortcut(shortcut)) => {
                    self.close();
                    Action::Do(shortcut)
                }
                Some(palette::Does::Go(link)) => {
                    self.close();
                    Action::Go(link)
                }
                None => Action::None,
            },
            (Message::Stepped(is_forward), _) => Action::Run(reach::next(is_forward)),
            (Message::Pressed(shortcut), _) => Action::Do(shortcut),
            (Message::Edited(_) | Message::Moved(_) | Message::Pointed(_) | Message::Taken(_), _) => Action::None,
        }
    }

    /// What a key means while something is open; whoever has the keyboard hears of it only where this is none.
    pub fn hear(&self, event: &Event) -> Option<Message> {
        let Event::Keyboard(pressed @ keyboard::Event::KeyPressed { key, modifiers, repeat, .. }) = event else {
            return None;
        };
        if *modifiers == Modifiers::default()
            && let Key::Named(named) = key
        {
            let is_list = matches!(self, Self::Palette(_) | Self::Help(_));
            match named {
                Named::Escape => return Some(Message::Left),
                Named::ArrowDown if is_list => return Some(Message::Moved(1)),
                Named::ArrowUp if is_list => return Some(Message::Moved(-1)),
                Named::PageDown if is_list => return Some(Message::Moved(PAGE)),
                Named::PageUp if is_list => return Some(Message::Moved(-PAGE)),
                Named::Enter if matches!(self, Self::Palette(_)) => return (!repeat).then_some(Message::Taken(None)),
                _ => {}
            }
        }
        match shortcut::first_of(event).or_else(|| shortcut::of(pressed.clone()))? {
            Shortcut::NextField => Some(Message::Stepped(true)),
            Shortcut::PreviousField => Some(Message::Stepped(false)),
            // In a field it is typed.
            Shortcut::Help if !matches!(key, Key::Named(_)) => None,
            pressed @ (Shortcut::Palette
            | Shortcut::Help
            | Shortcut::Settings
            | Shortcut::Larger
            | Shortcut::Smaller
            | Shortcut::UsualSize
            | Shortcut::Quit) => Some(Message::Pressed(pressed)),
            _ => None,
        }
    }

    /// What is open, over the whole window, which closes it when pressed elsewhere.
    pub fn view(&self, comfort: Comfort, percent: u16) -> Option<Element<'_, Message>> {
        let card = match self {
            Self::Closed => return None,
            Self::Palette(palette) => palette.view(),
            Self::Help(help) => help.view(),
            Self::Comfort => comfort::view(comfort, percent),
        };
        let behind = mouse_area(container(space().width(Length::Fill).height(Length::Fill)).style(style::shade))
            .on_press(Message::Left)
            .on_right_press(Message::Left);
        let card = container(opaque(card)).max_height(HEIGHT).center_x(Length::Fill);
        let card = container(card).height(Length::Fill).padding([gap::XL, gap::M]);
        Some(stack![opaque(behind), card].into())
    }
}

/// A card is never higher.
const HEIGHT: f32 = 620.0;

/// A text without what does not count when somebody looks for it.
fn folded(text: &str) -> String {
    text.to_lowercase()
}

/// Whether every word that somebody looks for stands at the beginning of a word of a text; both are folded.
pub fn is_meant(wanted: &str, text: &str) -> bool {
    let begins = |word: &str| {
        text.match_indices(word).any(|(index, _)| {
            let before = text.get(..index).and_then(|before| before.chars().next_back());
            before.is_none_or(|before| !before.is_alphanumeric())
        })
    };
    wanted.split_whitespace().all(begins)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_by_how_they_begin() {
        for (wanted, text, is_found) in [
            ("", "ask again", true),
            ("ask", "ask again", true),
            ("ag as", "ask again", true),
            ("gain", "ask again", false),
            ("ask x", "ask again", false),
            ("rooms.loc", "go to rooms.localhost", true),
            ("local", "go to rooms.localhost", true),
            ("host", "go to rooms.localhost", false),
            ("e e", "expand everything", true),
            ("  ", "anything", true),
            ("über", "go to über.example", true),
            ("(", "copy (all)", true),
        ] {
            assert_eq!(is_meant(wanted, text), is_found, "{wanted:?} in {text:?}");
        }
    }
}
