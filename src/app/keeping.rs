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
        Wish,
        console::log::counted,
        document::{
            DocumentId,
            live::{Live, Saved},
        },
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
    Waiting(Ending),
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
                    self.stay();
                }
                let told = notice.map_or_else(Task::none, |notice| self.tell(notice));
                Task::batch([told, self.written()])
            }
            files::Action::Tell(notice, task) => Task::batch([self.tell(notice), task.map(Message::Files)]),
        };
        let is_closed = had_dialog && !self.files.has_dialog() && self.screen == Screen::Explore;
        let focus = if is_closed { operation::focus(self.explore.home()) } else { Task::none() };
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
            self.stay();
            return self.tell(Notice::problem("What was to be saved is not there any more; nothing was saved."));
        };
        let answers = self.explore.live_tree(target.wish.document).map_or(0, Live::answers);
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
            if let Some(Departure::Saving(ending)) = self.departure
                && self.unsaved(ending).is_none_or(|asked| asked == wish.document)
            {
                self.explore.settle_whether_to_save(wish.document);
                self.departure = Some(Departure::Waiting(ending));
            }
            self.explore.was_saved(wish.document, Saved { path, keep, answers });
        }
        Task::batch([self.tell(notice), self.written()])
    }

    /// Goes on with what waited until nothing is being written.
    fn written(&mut self) -> Task<Message> {
        match self.departure {
            Some(Departure::Waiting(ending)) => self.depart(ending),
            Some(Departure::Asked(_) | Departure::Saving(_)) | None => Task::none(),
        }
    }

    /// Nobody goes, so of every tree it is open again whether it is to be saved.
    fn stay(&mut self) {
        self.departure = None;
        self.explore.reopen_whether_to_save();
    }

    /// The trees that would be lost.
    fn concerned(&self, ending: Ending) -> Vec<DocumentId> {
        match ending {
            Ending::Quit => self.explore.lives(),
            Ending::LogOut(document) => self.explore.siblings(document),
            Ending::CloseTree(document) => vec![document],
        }
    }

    /// The first tree that would be lost and that somebody would be sorry to lose.
    pub(super) fn unsaved(&self, ending: Ending) -> Option<DocumentId> {
        let is_unsaved = |document: &DocumentId| self.explore.live_tree(*document).is_some_and(Live::is_unsaved);
        self.concerned(ending).into_iter().find(is_unsaved)
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

    /// Ends the program or a session, or closes a tree, unless something would be lost that somebody would be sorry for;
    /// and not before everything is written, because what is cut off is not saved.
    pub(super) fn depart(&mut self, ending: Ending) -> Task<Message> {
        if self.files.is_writing() {
            self.departure = Some(match self.departure {
                Some(Departure::Saving(_)) => Departure::Saving(ending),
                Some(Departure::Waiting(_) | Departure::Asked(_)) | None => Departure::Waiting(ending),
            });
            return Task::none();
        }
        if self.unsaved(ending).is_some() {
            self.departure = Some(Departure::Asked(ending));
            return operation::focus(ending::SAVE);
        }
        self.go(ending)
    }

    pub(super) fn departure_answered(&mut self, answer: ending::Answer) -> Task<Message> {
        let Some(Departure::Asked(ending)) = self.departure.take() else { return Task::none() };
        match (answer, self.unsaved(ending)) {
            (ending::Answer::Save, Some(document)) => {
                self.departure = Some(Departure::Saving(ending));
                self.save(Wish { document, scope: Scope::Whole, is_again: true })
            }
            (ending::Answer::Discard | ending::Answer::Save, unsaved) => {
                if let Some(document) = unsaved {
                    self.explore.settle_whether_to_save(document);
                }
                self.depart(ending)
            }
            (ending::Answer::Stay, _) => {
                self.stay();
                operation::focus(self.explore.home())
            }
        }
    }

    /// What happens as soon as everything is written.
    pub(super) fn awaited(&self) -> Option<Ending> {
        match self.departure? {
            Departure::Saving(ending) | Departure::Waiting(ending) => Some(ending),
            Departure::Asked(_) => None,
        }
    }

    fn go(&mut self, ending: Ending) -> Task<Message> {
        self.departure = None;
        match ending {
            Ending::Quit => self.leave(),
            Ending::LogOut(_) | Ending::CloseTree(_) => self.drop_trees(&self.concerned(ending)),
        }
    }
}
