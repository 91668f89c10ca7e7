//! What is asked before something is saved, and, where the desktop has no dialog, before something is opened.

use std::path::PathBuf;

use iced::{
    Alignment, Element, Event, Subscription, Task, event,
    keyboard::{self, Key, key::Named},
    widget::{center, container, opaque, operation, row, text},
};

mod view;

use super::{
    Request,
    path_field::{PathField, Standing, Use},
};
use crate::{
    app::{
        icon::Icon,
        screen::explore::document::DocumentId,
        theme::{font, size, space as gap, style},
        widget::{
            button::{Button, button},
            tree,
        },
    },
    profile::folder::Listing,
    snapshot::file::Keep,
};

/// A question that waits for its answer.
#[derive(Debug)]
pub struct Dialog {
    purpose: Purpose,
    keep: Keep,
    /// None where the desktop asks for the path.
    field: Option<PathField>,
    /// Enter was pressed before it was known what stands at the path.
    is_confirmed: bool,
}

/// What is asked for.
#[derive(Clone, Debug)]
pub enum Purpose {
    /// A file to be opened.
    Open,
    /// A file to be written.
    Save(Box<Request>),
    /// A file to be written with the stanzas of a session.
    Stanzas(Box<Stanzas>),
}

/// Which stanzas are to be saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stanzas {
    /// Of the session of which tree.
    pub document: DocumentId,
    /// What that is, in words.
    pub words: String,
    /// What the file may be called.
    pub name: String,
}

/// What happened in it.
#[derive(Clone, Debug)]
pub enum Message {
    /// The path was edited.
    Edited(String),
    /// Something in the list of the folder.
    Row(tree::Event),
    /// What is in a folder.
    Listed(Listing),
    /// The path is to be completed.
    Completed,
    /// The next entry is to be chosen, or the one before.
    Stepped(bool),
    /// Whether the XML is kept was switched.
    XmlSwitched,
    /// Whether the address is kept was switched.
    AddressSwitched,
    /// It is to be done.
    Confirmed,
    /// It is not to be done.
    Cancelled,
}

/// What its parent is to do.
pub enum Action {
    /// Nothing.
    None,
    /// To run a task.
    Run(Task<Message>),
    /// To close it.
    Cancel,
    /// To close it and ask the desktop for the path.
    ChooseNative(Request, Keep),
    /// To close it and take the path.
    Chosen(Purpose, Keep, PathBuf),
}

const PATH: &str = "path";

impl Dialog {
    /// Asks what of a tree is to be saved and, if there is something to begin a path with, where.
    pub fn save(request: Request, keep: Keep, text: Option<String>, home: Option<PathBuf>) -> (Self, Task<Message>) {
        let field = text.map(|text| PathField::new(text, home, Use::Save));
        Self::of(Purpose::Save(Box::new(request)), keep, field)
    }

    /// Asks where stanzas are to be saved.
    pub fn stanzas(stanzas: Stanzas, text: String, home: Option<PathBuf>) -> (Self, Task<Message>) {
        let field = PathField::new(text, home, Use::Log);
        Self::of(Purpose::Stanzas(Box::new(stanzas)), Keep::default(), Some(field))
    }

    /// Asks which file is to be opened.
    pub fn open(text: String, home: Option<PathBuf>) -> (Self, Task<Message>) {
        Self::of(Purpose::Open, Keep::default(), Some(PathField::new(text, home, Use::Open)))
    }

    fn of(purpose: Purpose, keep: Keep, field: Option<(PathField, Task<Listing>)>) -> (Self, Task<Message>) {
        let (field, listing) = field.unzip();
        let listing = listing.map_or_else(Task::none, |listing| listing.map(Message::Listed));
        // Without a field this takes the keyboard away from what is below.
        let focus = Task::batch([operation::focus(PATH), operation::move_cursor_to_end(PATH)]);
        (Self { purpose, keep, field, is_confirmed: false }, Task::batch([listing, focus]))
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message) -> Action {
        match message {
            Message::Cancelled => return Action::Cancel,
            Message::Confirmed => return self.confirm(),
            Message::XmlSwitched => self.keep.without_xml = !self.keep.without_xml,
            Message::AddressSwitched => {
                self.keep.without_address = self.account().is_some() && !self.keep.without_address;
            }
            Message::Edited(text) => {
                self.is_confirmed = false;
                return self.with_field(|field| field.edit(text));
            }
            Message::Completed => {
                let completed = self.with_field(PathField::complete);
                return self.at_end(completed);
            }
            Message::Stepped(is_forward) => {
                if let Some(field) = &mut self.field {
                    field.step(is_forward);
                }
                return self.at_end(Action::None);
            }
            Message::Listed(listing) => {
                if let Some(field) = &mut self.field {
                    field.listed(listing);
                }
                if std::mem::take(&mut self.is_confirmed) && !self.replaces() {
                    return self.confirm();
                }
            }
            Message::Row(event) => return self.row_event(&event),
        }
        Action::None
    }

    fn row_event(&mut self, event: &tree::Event) -> Action {
        match *event {
            tree::Event::Select(index) => {
                if let Some(field) = &mut self.field {
                    field.choose(index);
                }
                Action::None
            }
            tree::Event::Activate(index) | tree::Event::Toggle(index) | tree::Event::Open(index) => {
                if let Some(field) = &mut self.field {
                    field.choose(index);
                }
                self.confirm()
            }
            _ => Action::None,
        }
    }

    fn with_field(&mut self, change: impl FnOnce(&mut PathField) -> Task<Listing>) -> Action {
        match &mut self.field {
            Some(field) => Action::Run(change(field).map(Message::Listed)),
            None => Action::None,
        }
    }

    /// The cursor follows what was written for somebody.
    fn at_end(&self, action: Action) -> Action {
        let cursor = Task::batch([operation::focus(PATH), operation::move_cursor_to_end(PATH)]);
        match action {
            Action::None if self.field.is_some() => Action::Run(cursor),
            Action::Run(task) => Action::Run(Task::batch([task, cursor])),
            other => other,
        }
    }

    fn confirm(&mut self) -> Action {
        let Some(field) = &mut self.field else {
            return match &self.purpose {
                Purpose::Save(request) => Action::ChooseNative((**request).clone(), self.keep.clone()),
                Purpose::Open | Purpose::Stanzas(_) => Action::Cancel,
            };
        };
        match (field.standing(), &self.purpose) {
            (Standing::Unknown, _) => {
                self.is_confirmed = true;
                Action::None
            }
            (Standing::Folder, _) => {
                let entered = self.with_field(PathField::enter);
                self.at_end(entered)
            }
            (Standing::Trouble(_) | Standing::NoName, _) | (Standing::Nothing(_), Purpose::Open) => Action::None,
            (Standing::File(_) | Standing::Nothing(_) | Standing::Several { .. }, purpose) => {
                Action::Chosen(purpose.clone(), self.keep.clone(), field.path())
            }
        }
    }

    fn replaces(&self) -> bool {
        let is_there = self.field.as_ref().is_some_and(|field| is_there(&field.standing()));
        is_there && !matches!(self.purpose, Purpose::Open)
    }

    fn account(&self) -> Option<&str> {
        match &self.purpose {
            Purpose::Save(request) => request.account.as_deref(),
            Purpose::Open | Purpose::Stanzas(_) => None,
        }
    }
}

/// Whether something would be replaced.
fn is_there(standing: &Standing) -> bool {
    match standing {
        Standing::File(_) => true,
        Standing::Several { existing, .. } => !existing.is_empty(),
        _ => false,
    }
}

/// A button that stands back.
pub fn plain<'a, Message: Clone + 'a>(label: &'a str, message: Message) -> Button<'a, Message> {
    button(text(label).size(size::TEXT)).padding([gap::S, gap::L]).style(style::outlined).on_press(message)
}

/// A card over the screen, which cannot be used meanwhile.
pub fn over<'a, Message: 'a>(card: Element<'a, Message>) -> Element<'a, Message> {
    opaque(center(card).padding(gap::L).style(style::shade))
}

/// Says that what is dragged over the window can be dropped.
pub fn drop_hint<'a, Message: 'a>(count: usize) -> Element<'a, Message> {
    let words = if count == 1 { "Drop it to open it as a snapshot" } else { "Drop them to open them as snapshots" };
    let words = row![Icon::Snapshot.view(), text(words).size(size::TITLE).font(font::STRONG)]
        .spacing(gap::M)
        .align_y(Alignment::Center);
    let card = container(words).padding(gap::XL).style(style::toast);
    container(center(card)).padding(gap::M).style(style::drop_target).into()
}

/// The keys of a dialog: those that no field took, and Escape in any case.
pub fn keys() -> Subscription<Message> {
    event::listen_with(|event, status, _| {
        let Event::Keyboard(keyboard::Event::KeyPressed { key, physical_key, modifiers, .. }) = event else {
            return None;
        };
        match (&key, status) {
            (Key::Named(Named::Escape), _) => Some(Message::Cancelled),
            (_, event::Status::Captured) => None,
            (Key::Named(Named::Tab), _) => Some(Message::Completed),
            (Key::Named(Named::ArrowDown), _) => Some(Message::Stepped(true)),
            (Key::Named(Named::ArrowUp), _) => Some(Message::Stepped(false)),
            (Key::Named(Named::Enter), _) => Some(Message::Confirmed),
            _ if modifiers.command() => match key.to_latin(physical_key)? {
                'e' => Some(Message::XmlSwitched),
                'd' => Some(Message::AddressSwitched),
                _ => None,
            },
            _ => None,
        }
    })
}
