//! Saving, opening, and what is asked before something is lost.

use std::path::PathBuf;

use iced::{Task, widget::operation};
use jiff::Zoned;

use super::{
    App, Message, Screen,
    ending::{self, Ending},
    files::{self, Request, Stanzas, Target},
    notice::Notice,
    screen::explore::{
        TREE, Wish,
        console::log::counted,
        document::{DocumentId, live::Saved},
    },
};
use crate::disco::tree::Scope;

/// How far somebody has come who wants to leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Departure {
    /// Asked whether to save first.
    Asked(Ending),
    /// Wanted to save first, and does.
    Saving(Ending),
    /// Waits until nothing is being written any more.
    Waiting {
        /// For what.
        ending: Ending,
        /// Whether it is answered what becomes of the tree.
        is_answered: bool,
    },
}

impl App {
    pub(super) fn files_message(&mut self, message: files::Message) -> Task<Message> {
        let had_dialog = self.files.has_dialog();
        let task = match self.files.update(message) {
            files::Action::None => Task::none(),
            files::Action::Run(task) => task.map(Message::Files),
            files::Action::Write(target) => self.write(target),
            files::Action::WriteStanzas(document, path) => self.write_stanzas(document, path),
            files::Action::Opened(opened, task) => {
                self.screen = Screen::Explore;
                let open = self.explore.open(*opened).map(Message::Explore);
                Task::batch([open, task.map(Message::Files)])
            }
            files::Action::Saved(target, task) => Task::batch([task.map(Message::Files), self.saved(target)]),
            files::Action::Exported(paths) => self.exported(&paths),
            files::Action::NotSaved(notice) => {
                if !self.files.has_dialog()
                    && (notice.is_some() || matches!(self.departure, Some(Departure::Saving(_))))
                {
                    self.departure = None;
                }
                let told = notice.map_or_else(Task::none, |notice| self.tell(notice));
                Task::batch([told, self.written()])
            }
            files::Action::Tell(notice, task) => Task::batch([self.tell(notice), task.map(Message::Files)]),
        };
        let is_closed = had_dialog && !self.files.has_dialog() && self.screen == Screen::Explore;
        let focus = if is_closed { operation::focus(TREE) } else { Task::none() };
        Task::batch([task, focus])
    }

    pub(super) fn tell(&mut self, notice: Notice) -> Task<Message> {
        self.notices.add(notice).map(Message::Notice)
    }

    /// Saves to the file of before where that is wanted and there is one, else asks where.
    pub(super) fn save(&mut self, wish: Wish) -> Task<Message> {
        if let Some(Saved { path, keep, .. }) = self.explore.saved(wish.document).filter(|_| wish.is_again).cloned() {
            return self.write(Target { wish, path, keep, answers: 0 });
        }
        let Some(described) = self.explore.describe(wish) else { return Task::none() };
        let request = Request { wish, words: described.words, account: described.account, name: described.name };
        self.files.ask_where(request).map(Message::Files)
    }

    fn write(&mut self, target: Target) -> Task<Message> {
        let Some(content) = self.explore.content(target.wish) else {
            self.departure = None;
            return self.tell(Notice::problem("What was to be saved is not there any more; nothing was saved."));
        };
        let answers = self.explore.live().map_or(0, |(_, live)| live.answers());
        self.files.write(Target { answers, ..target }, content).map(Message::Files)
    }

    /// Asks where the stanzas of a session are to be saved.
    pub(super) fn save_stanzas(&mut self, document: DocumentId) -> Task<Message> {
        let Some((excerpt, _)) = self.explore.stanzas(document) else { return Task::none() };
        let words = format!("what the console shows: {}", counted(excerpt.count()));
        let name = format!("stanzas-{}.xml", Zoned::now().strftime("%Y-%m-%d-%H%M"));
        self.files.ask_where_stanzas(Stanzas { document, words, name }).map(Message::Files)
    }

    fn write_stanzas(&mut self, document: DocumentId, path: PathBuf) -> Task<Message> {
        let Some((excerpt, account)) = self.explore.stanzas(document) else {
            return self.tell(Notice::problem("The session's stanzas are not there any more; nothing was saved."));
        };
        self.files.write_stanzas(excerpt, account, path).map(Message::Files)
    }

    fn saved(&mut self, target: Target) -> Task<Message> {
        let Target { wish, path, keep, answers } = target;
        let notice = Notice::done(format!("Saved to {}.", path.display()));
        if wish.scope == Scope::Whole {
            self.explore.was_saved(wish.document, Saved { path, keep, answers });
        }
        let is_live = self.explore.live().is_none_or(|(document, _)| document == wish.document);
        if let Some(Departure::Saving(ending)) = self.departure
            && wish.scope == Scope::Whole
            && is_live
        {
            self.departure = Some(Departure::Waiting { ending, is_answered: true });
        }
        Task::batch([self.tell(notice), self.written()])
    }

    /// Goes on with what waited until nothing is being written.
    fn written(&mut self) -> Task<Message> {
        match self.departure {
            Some(Departure::Waiting { ending, is_answered: true }) => self.settled(ending),
            Some(Departure::Waiting { ending, is_answered: false }) => self.depart(ending),
            Some(Departure::Asked(_) | Departure::Saving(_)) | None => Task::none(),
        }
    }

    /// Goes, as soon as nothing is being written: what is cut off is not saved.
    fn settled(&mut self, ending: Ending) -> Task<Message> {
        if self.files.is_writing() {
            self.departure = Some(Departure::Waiting { ending, is_answered: true });
            return Task::none();
        }
        self.go(ending)
    }

    /// An export keeps nothing: who wanted to save before leaving is asked again.
    fn exported(&mut self, paths: &[PathBuf]) -> Task<Message> {
        if let Some(Departure::Saving(ending)) = self.departure {
            self.departure = Some(Departure::Asked(ending));
        }
        let names: Vec<_> = paths.iter().map(|path| path.display().to_string()).collect();
        let told = self.tell(Notice::done(format!("Exported to {}.", names.join(" and "))));
        Task::batch([told, self.written()])
    }

    /// Ends the program or the session, unless something would be lost that somebody would be sorry for.
    pub(super) fn depart(&mut self, ending: Ending) -> Task<Message> {
        if self.files.is_writing() {
            self.departure = Some(match self.departure {
                Some(Departure::Saving(_)) => Departure::Saving(ending),
                Some(Departure::Waiting { is_answered, .. }) => Departure::Waiting { ending, is_answered },
                Some(Departure::Asked(_)) | None => Departure::Waiting { ending, is_answered: false },
            });
            return Task::none();
        }
        if self.explore.live().is_some_and(|(_, live)| live.is_unsaved()) {
            self.departure = Some(Departure::Asked(ending));
            // No field has this name: the keyboard belongs to the question.
            return operation::focus("question");
        }
        self.go(ending)
    }

    pub(super) fn departure_answered(&mut self, answer: ending::Answer) -> Task<Message> {
        let Some(Departure::Asked(ending)) = self.departure.take() else { return Task::none() };
        match (answer, self.explore.live()) {
            (ending::Answer::Save, Some((document, _))) => {
                self.departure = Some(Departure::Saving(ending));
                self.save(Wish { document, scope: Scope::Whole, is_again: true })
            }
            (ending::Answer::Discard | ending::Answer::Save, _) => self.settled(ending),
            (ending::Answer::Stay, _) => operation::focus(TREE),
        }
    }

    /// What happens as soon as everything is written.
    pub(super) fn awaited(&self) -> Option<Ending> {
        match self.departure? {
            Departure::Saving(ending) | Departure::Waiting { ending, .. } => Some(ending),
            Departure::Asked(_) => None,
        }
    }

    fn go(&mut self, ending: Ending) -> Task<Message> {
        self.departure = None;
        match ending {
            Ending::Quit => self.leave(),
            Ending::LogOut => self.log_out(),
        }
    }
}
