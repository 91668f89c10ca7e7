//! The stanza console of a session: everything that goes over its wire after the login, as a panel below the tree.

use iced::{Task, clipboard, widget::operation};

use super::{
    Action, Explore, TREE,
    document::{Document, DocumentId},
};
use crate::{
    app::widget::{
        field::{self, Key},
        tree,
    },
    session::Wired,
};

pub mod filter;
pub mod log;
mod rows;
mod stanza;
mod view;

pub use view::panel;

use filter::{Filter, Part};
use log::Log;
use stanza::Shown;

/// The console of one session.
#[derive(Debug, Default)]
pub struct Console {
    stage: Stage,
    is_paused: bool,
    log: Log,
    filter: Filter,
    /// The number of the line that was chosen; none follows the newest.
    chosen: Option<u64>,
    stanza: Shown,
}

/// Whether it is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Stage {
    /// It never was.
    #[default]
    New,
    Open,
    /// It was; what goes over the wire meanwhile is not told to us.
    Closed,
}

/// What happened in it.
#[derive(Clone, Debug)]
pub enum Message {
    /// It is to be opened, or closed.
    Toggled,
    /// It is to pause, or to go on.
    Paused,
    /// What it holds is to be forgotten.
    Cleared,
    /// What it shows is to be saved.
    SaveWanted,
    /// The text that stanzas must have was edited.
    TextEdited(String),
    /// The JID that they must go to or come from was edited.
    JidEdited(String),
    /// Something else in one of the fields.
    Field(field::Event),
    /// Some stanzas are to be shown, or not to be.
    Switched(Part),
    /// Something in the list.
    Line(tree::Event),
    /// Something in the stanza that is shown.
    Stanza(stanza::Message),
    /// Something is ready for the stanza of a session that may not be shown any more.
    Prepared(DocumentId, stanza::Message),
}

/// The list.
pub const LIST: &str = "stanzas";
/// The field for a text.
pub const TEXT: &str = "stanzas-text";
/// The field for a JID.
pub const JID: &str = "stanzas-jid";

impl Console {
    /// Whether it is shown.
    pub fn is_open(&self) -> bool {
        self.stage == Stage::Open
    }

    /// What it holds.
    pub fn log(&self) -> &Log {
        &self.log
    }

    /// Which line is chosen among those that are shown: the newest, unless somebody chose one.
    fn selected(&self) -> Option<usize> {
        match self.chosen {
            Some(number) => self.log.index_of(number),
            None => None,
        }
    }

    /// The parts that can have the keyboard, in their order.
    pub fn panes(&self) -> impl Iterator<Item = &'static str> {
        let stanza = self.stanza.has_text().then_some(stanza::TEXT);
        [Some(LIST), stanza].into_iter().flatten().filter(|_| self.is_open())
    }

    /// Opens it, or closes it; tells whether it is open now.
    fn toggle(&mut self) -> bool {
        self.stage = match self.stage {
            Stage::Open => Stage::Closed,
            Stage::New => Stage::Open,
            Stage::Closed => {
                self.log.reopen();
                Stage::Open
            }
        };
        self.is_open()
    }

    fn take(&mut self, wired: Vec<Wired>) {
        // What was under way when it was closed belongs to the time that is not recorded.
        if !self.is_open() {
            return;
        }
        if self.is_paused {
            return self.log.pass(wired.len());
        }
        for wired in wired {
            self.log.add(wired);
        }
    }

    fn refilter(&mut self) {
        self.log.filter(&self.filter);
    }
}

impl Document {
    /// Takes in what went over the wire.
    pub(super) fn note_wire(&mut self, wired: Vec<Wired>) {
        if let Some(live) = self.live_mut() {
            live.console.take(wired);
        }
    }
}

impl Explore {
    pub(super) fn console_message(&mut self, message: Message) -> Action {
        if let Message::Prepared(id, message) = message {
            if let Some(live) = self.documents.get_mut(id).and_then(Document::live_mut) {
                let _ = live.console.stanza.update(message);
            }
            return Action::None;
        }
        let Some(document) = self.documents.active_mut() else { return Action::None };
        let id = document.id;
        let Some(live) = document.live_mut() else {
            return self.tell("A snapshot has no wire; the stanzas of a session are shown below its live tree.");
        };
        let console = &mut live.console;
        match message {
            Message::Toggled => {
                let is_open = console.toggle();
                live.session.listen(is_open);
                let focus = if is_open { LIST } else { TREE };
                return self.run(operation::focus(focus));
            }
            Message::Paused => {
                console.is_paused = !console.is_paused;
                if !console.is_paused {
                    console.log.resume();
                }
            }
            Message::Cleared => {
                console.log.clear();
                (console.chosen, console.stanza) = (None, Shown::default());
            }
            Message::SaveWanted if console.log.shown() == 0 => {
                return self.tell("There is no stanza to save; nothing is shown.");
            }
            Message::SaveWanted => return Action::SaveStanzas(id),
            Message::TextEdited(text) => {
                console.filter.text = text;
                console.refilter();
            }
            Message::JidEdited(jid) => {
                console.filter.jid = jid;
                console.refilter();
            }
            Message::Switched(part) => {
                console.filter.switch(part);
                console.refilter();
            }
            Message::Field(field::Event::Pressed(Key::Leave | Key::Down)) => {
                return Action::Run(operation::focus(LIST));
            }
            Message::Line(event) => return self.line_event(id, &event),
            Message::Stanza(message) => {
                let task = console.stanza.update(message);
                return Action::Run(prepared(id, task));
            }
            Message::Field(_) | Message::Prepared(..) => {}
        }
        Action::None
    }

    fn line_event(&mut self, id: DocumentId, event: &tree::Event) -> Action {
        let Some(live) = self.documents.get_mut(id).and_then(Document::live_mut) else { return Action::None };
        let console = &mut live.console;
        match *event {
            tree::Event::Select(index) => {
                console.chosen = console.log.number(index);
                let chosen = console.log.get(index);
                let task = chosen.map_or_else(Task::none, |chosen| console.stanza.show(chosen));
                Action::Run(prepared(id, task))
            }
            tree::Event::Copy(index) => {
                let text = console.log.get(index).map(log::Line::text);
                text.map_or(Action::None, |text| Action::Run(clipboard::write(text)))
            }
            _ => Action::None,
        }
    }

    /// What a session's console shows, to be written into a file, and whose it is.
    pub fn stanzas(&self, document: DocumentId) -> Option<(log::Excerpt, String)> {
        let live = self.documents.get(document)?.live()?;
        Some((live.console.log.excerpt(), live.status.account().to_owned()))
    }
}

fn prepared(id: DocumentId, task: Task<stanza::Message>) -> Task<super::Message> {
    task.map(move |message| super::Message::Console(Message::Prepared(id, message)))
}
