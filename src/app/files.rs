//! Snapshots on their way to and from the disk: which file, what of it, how far it has come. The work itself is done in
//! other threads.

use std::{
    collections::VecDeque,
    path::{Path, PathBuf},
    time::Duration,
};

use iced::{Element, Subscription, Task, widget::column};

use crate::{
    app::{
        ending::Ending,
        notice::Notice,
        screen::explore::{
            Wish,
            console::log::Excerpt,
            document::{DocumentId, content::Content, kept::Opened},
        },
        theme::space as gap,
    },
    profile::recent::{Recent, Store},
    snapshot::{Watch, file::Keep},
};

pub mod chooser;
pub(super) mod dialog;
mod disk;
mod job;
mod path_field;

pub use chooser::Chooser;
pub use dialog::{Message as DialogMessage, Stanzas};

use chooser::{Answer, Question};
use dialog::{Dialog, Purpose};
use disk::{Known, Parcel, Trouble, Written};
use job::{Job, Work};

/// What is read and written, and the dialogs about it.
#[derive(Debug)]
pub struct Files {
    chooser: Chooser,
    /// Whether the desktop has dialogs of its own; not, until it has said so.
    has_native: bool,
    home: Option<PathBuf>,
    store: Option<Store>,
    /// Where the last file was chosen.
    folder: Option<PathBuf>,
    keep: Keep,
    recents: Vec<Recent>,
    dialog: Option<Dialog>,
    jobs: Vec<Job>,
    /// Files are read one after the other, in the order in which they were asked for.
    to_read: VecDeque<PathBuf>,
    next_job: u64,
    /// Files that are being dragged over the window.
    hovering: usize,
}

/// What is to be saved, and what it is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Of which tree, and how much.
    pub wish: Wish,
    /// What that is, in words.
    pub words: String,
    /// Whose address may be left out, if that is known.
    pub account: Option<String>,
    /// What the file may be called.
    pub name: String,
}

/// A file that was chosen to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// What is to be saved.
    pub wish: Wish,
    /// To which file.
    pub path: PathBuf,
    /// What of it.
    pub keep: Keep,
    /// How many answers the tree held then.
    pub answers: usize,
}

/// What happened.
#[derive(Clone, Debug)]
pub enum Message {
    /// What was on the disk at the start.
    Known(Known),
    /// Whether the desktop has dialogs of its own.
    Probed(bool),
    /// A file is to be chosen and opened.
    OpenWanted,
    /// A file is to be opened.
    Open(PathBuf),
    /// In the dialog.
    Dialog(dialog::Message),
    /// The desktop's dialog was answered.
    Answered(Purpose, Keep, Answer),
    /// A snapshot was read, or not.
    Read(u64, Result<Parcel<Opened>, Trouble>),
    /// A snapshot was written, or not.
    Written(u64, Result<Written, Trouble>),
    /// Stanzas were written, or not.
    StanzasWritten(u64, Result<PathBuf, Trouble>),
    /// The list of recent snapshots changed.
    Recents(Vec<Recent>),
    /// A snapshot is not to be remembered any more.
    Forgotten(PathBuf),
    /// Work is to be stopped.
    Cancelled(u64),
    /// Time went by while something is being read or written.
    Ticked,
    /// A file is dragged over the window.
    Hovered,
    /// It is not any more.
    HoverLeft,
    /// It was dropped.
    Dropped(PathBuf),
}

/// What its parent is to do.
pub enum Action {
    /// Nothing.
    None,
    /// To run a task.
    Run(Task<Message>),
    /// To write a target.
    Write(Target),
    /// To write the stanzas of the session of a tree to a file.
    WriteStanzas(DocumentId, PathBuf),
    /// To show a snapshot that was read.
    Opened(Box<Opened>, Task<Message>),
    /// To note that a target was written.
    Saved(Target, Task<Message>),
    /// Something that others read was written, to these files.
    Exported(Vec<PathBuf>),
    /// To note that nothing was written after all.
    NotSaved(Option<Notice>),
    /// To say something.
    Tell(Notice, Task<Message>),
}

/// How often the progress is looked at.
const TICK: Duration = Duration::from_millis(100);

impl Files {
    /// Without anything yet; the task looks what is there.
    pub fn new(chooser: Chooser, store: Option<Store>) -> (Self, Task<Message>) {
        let probe = chooser.ask(Question::IsThere).map(|answer| Message::Probed(answer == Answer::There));
        let known = Task::perform(disk::known(store.clone()), Message::Known);
        let files = Self {
            chooser,
            has_native: false,
            home: None,
            store,
            folder: None,
            keep: Keep::default(),
            recents: Vec::new(),
            dialog: None,
            jobs: Vec::new(),
            to_read: VecDeque::new(),
            next_job: 0,
            hovering: 0,
        };
        (files, Task::batch([probe, known]))
    }

    /// The snapshots that were opened or saved last.
    pub fn recents(&self) -> &[Recent] {
        &self.recents
    }

    /// Whether a dialog waits for an answer.
    pub fn has_dialog(&self) -> bool {
        self.dialog.is_some()
    }

    /// Whether something is being written.
    pub fn is_writing(&self) -> bool {
        self.jobs.iter().any(|job| !matches!(job.work, Work::Reading(_)))
    }

    /// Asks where something is to be saved, and what of it.
    pub fn ask_where(&mut self, request: Request) -> Task<Message> {
        let field = (!self.has_native).then(|| self.folder_typed() + &request.name);
        let dialog = Dialog::save(request, self.keep.clone(), field, self.home.clone());
        self.show(dialog)
    }

    /// Asks where the stanzas of a session are to be saved.
    pub fn ask_where_stanzas(&mut self, stanzas: Stanzas) -> Task<Message> {
        if self.has_native {
            let question = Question::Save { folder: self.folder.clone(), name: stanzas.name.clone() };
            let purpose = Purpose::Stanzas(Box::new(stanzas));
            let answered = move |answer| Message::Answered(purpose.clone(), Keep::default(), answer);
            return self.chooser.ask(question).map(answered);
        }
        let typed = self.folder_typed() + &stanzas.name;
        let dialog = Dialog::stanzas(stanzas, typed, self.home.clone());
        self.show(dialog)
    }

    /// Writes stanzas of an account.
    pub fn write_stanzas(&mut self, excerpt: Excerpt, account: String, path: PathBuf) -> Task<Message> {
        let (number, watch) = self.begin(Work::Logging(path.clone()));
        let work = disk::write_stanzas(excerpt, account, path, watch);
        Task::perform(work, move |result| Message::StanzasWritten(number, result))
    }

    /// Shows which files become of a table's name: the desktop's dialog asked about another one.
    fn ask_of_tables(&mut self, request: Request, keep: Keep, path: &Path) -> Task<Message> {
        let typed = crate::profile::folder::typed(path, self.home.as_deref());
        let dialog = Dialog::save(request, keep, Some(typed), self.home.clone());
        self.show(dialog)
    }

    /// Asks what is to be opened.
    fn ask_what(&mut self) -> Task<Message> {
        if self.has_native {
            let question = Question::Open { folder: self.folder.clone() };
            return self.chooser.ask(question).map(|answer| Message::Answered(Purpose::Open, Keep::default(), answer));
        }
        let dialog = Dialog::open(self.folder_typed(), self.home.clone());
        self.show(dialog)
    }

    fn show(&mut self, (dialog, task): (Dialog, Task<dialog::Message>)) -> Task<Message> {
        self.dialog = Some(dialog);
        task.map(Message::Dialog)
    }

    fn folder_typed(&self) -> String {
        let recent = || self.recents.first().and_then(|recent| recent.path.parent()).map(Path::to_owned);
        let folder = self.folder.clone().or_else(recent).or_else(|| self.home.clone());
        let typed = folder.map(|folder| crate::profile::folder::typed(&folder, self.home.as_deref()));
        typed.map(|typed| format!("{}/", typed.trim_end_matches('/'))).unwrap_or_default()
    }

    /// Writes what was taken from a tree.
    pub fn write(&mut self, target: Target, content: Content) -> Task<Message> {
        let (path, keep) = (target.path.clone(), target.keep.clone());
        let (number, watch) = self.begin(Work::Writing(target));
        Task::perform(disk::write(content, path, keep, watch), move |result| Message::Written(number, result))
    }

    /// Reads a file, after those that are being read already.
    pub fn open(&mut self, path: PathBuf) -> Task<Message> {
        self.to_read.push_back(path);
        self.read_next()
    }

    fn read_next(&mut self) -> Task<Message> {
        if self.jobs.iter().any(|job| matches!(job.work, Work::Reading(_))) {
            return Task::none();
        }
        let Some(path) = self.to_read.pop_front() else { return Task::none() };
        let (number, watch) = self.begin(Work::Reading(path.clone()));
        Task::perform(disk::read(path, watch), move |result| Message::Read(number, result))
    }

    fn begin(&mut self, work: Work) -> (u64, Watch) {
        self.next_job += 1;
        let job = Job::new(self.next_job, work);
        let begun = (job.number, job.watch.clone());
        self.jobs.push(job);
        begun
    }

    fn end(&mut self, number: u64) -> Option<Job> {
        let index = self.jobs.iter().position(|job| job.number == number)?;
        Some(self.jobs.remove(index))
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message) -> Action {
        match message {
            Message::Known(Known { home, recents }) => {
                (self.home, self.recents) = (home, recents);
                Action::None
            }
            Message::Probed(has_native) => {
                self.has_native = has_native;
                Action::None
            }
            Message::OpenWanted => Action::Run(self.ask_what()),
            Message::Open(path) => Action::Run(self.open(path)),
            Message::Dialog(message) => self.dialog_message(message),
            Message::Answered(Purpose::Save(request), keep, Answer::Chosen(path)) if is_table(&path) => {
                Action::Run(self.ask_of_tables(*request, keep, &path))
            }
            Message::Answered(purpose, keep, answer) => self.answered(purpose, keep, answer),
            Message::Read(number, result) => self.was_read(number, result),
            Message::Written(number, result) => self.was_written(number, result),
            Message::StanzasWritten(number, result) => {
                let _ = self.end(number);
                match result {
                    Ok(path) => Action::Exported(vec![path]),
                    Err(Trouble::Cancelled) => Action::NotSaved(None),
                    Err(Trouble::Said(words)) => Action::NotSaved(Some(Notice::problem(words))),
                }
            }
            Message::Recents(recents) => {
                self.recents = recents;
                Action::None
            }
            Message::Forgotten(path) => {
                Action::Run(Task::perform(disk::forget(self.store.clone(), path), Message::Recents))
            }
            Message::Cancelled(number) => {
                if let Some(job) = self.jobs.iter_mut().find(|job| job.number == number) {
                    job.cancel();
                }
                Action::None
            }
            Message::Ticked => Action::None,
            Message::Hovered => {
                self.hovering += 1;
                Action::None
            }
            Message::HoverLeft => {
                self.hovering = 0;
                Action::None
            }
            Message::Dropped(path) => {
                self.hovering = 0;
                Action::Run(self.open(path))
            }
        }
    }

    fn dialog_message(&mut self, message: dialog::Message) -> Action {
        let Some(dialog) = &mut self.dialog else { return Action::None };
        match dialog.update(message) {
            dialog::Action::None => Action::None,
            dialog::Action::Run(task) => Action::Run(task.map(Message::Dialog)),
            dialog::Action::Cancel => {
                self.dialog = None;
                Action::NotSaved(None)
            }
            dialog::Action::ChooseNative(request, keep) => {
                self.dialog = None;
                self.keep.clone_from(&keep);
                let question = Question::Save { folder: self.folder.clone(), name: request.name.clone() };
                let purpose = Purpose::Save(Box::new(request));
                let answered = move |answer| Message::Answered(purpose.clone(), keep.clone(), answer);
                Action::Run(self.chooser.ask(question).map(answered))
            }
            dialog::Action::Chosen(purpose, keep, path) => {
                self.dialog = None;
                if let Purpose::Save(_) = &purpose {
                    self.keep.clone_from(&keep);
                }
                self.answered(purpose, keep, Answer::Chosen(path))
            }
        }
    }

    fn answered(&mut self, purpose: Purpose, keep: Keep, answer: Answer) -> Action {
        match (answer, purpose) {
            (Answer::Chosen(path), Purpose::Open) => {
                self.folder = path.parent().map(Path::to_owned);
                Action::Run(self.open(path))
            }
            (Answer::Chosen(path), Purpose::Save(request)) => {
                self.folder = path.parent().map(Path::to_owned);
                Action::Write(Target { wish: request.wish, path, keep, answers: 0 })
            }
            (Answer::Chosen(path), Purpose::Stanzas(stanzas)) => {
                self.folder = path.parent().map(Path::to_owned);
                Action::WriteStanzas(stanzas.document, path)
            }
            (Answer::Cancelled | Answer::There, _) => Action::NotSaved(None),
            (Answer::Unavailable, purpose) => {
                self.has_native = false;
                match purpose {
                    Purpose::Open => Action::Run(self.ask_what()),
                    Purpose::Save(request) => Action::Run(self.ask_where(*request)),
                    Purpose::Stanzas(stanzas) => Action::Run(self.ask_where_stanzas(*stanzas)),
                }
            }
        }
    }

    fn was_read(&mut self, number: u64, result: Result<Parcel<Opened>, Trouble>) -> Action {
        let _ = self.end(number);
        let next = self.read_next();
        match result {
            Ok(parcel) => match parcel.take() {
                Some(opened) => {
                    let remember = disk::remember(self.store.clone(), opened.path().to_owned(), opened.words());
                    let remember = Task::perform(remember, Message::Recents);
                    Action::Opened(Box::new(opened), Task::batch([next, remember]))
                }
                None => Action::Run(next),
            },
            Err(Trouble::Cancelled) => Action::Run(next),
            Err(Trouble::Said(words)) => Action::Tell(Notice::problem(words), next),
        }
    }

    fn was_written(&mut self, number: u64, result: Result<Written, Trouble>) -> Action {
        let Some(Job { work: Work::Writing(target), .. }) = self.end(number) else { return Action::None };
        match result {
            Ok(Written::Snapshot(words)) => {
                let remember = disk::remember(self.store.clone(), target.path.clone(), words);
                Action::Saved(target, Task::perform(remember, Message::Recents))
            }
            Ok(Written::Export(paths)) => Action::Exported(paths),
            Err(Trouble::Cancelled) => Action::NotSaved(None),
            Err(Trouble::Said(words)) => Action::NotSaved(Some(Notice::problem(words))),
        }
    }

    /// Files that come from outside, the dialog's keys, and the clock while something is read or written.
    /// The dialog does not get the keys while somebody is asked whether to save before leaving.
    pub fn subscription(&self, is_asked: bool) -> Subscription<Message> {
        let dropped = iced::event::listen_with(|event, _, _| match event {
            iced::Event::Window(iced::window::Event::FileHovered(_)) => Some(Message::Hovered),
            iced::Event::Window(iced::window::Event::FilesHoveredLeft) => Some(Message::HoverLeft),
            iced::Event::Window(iced::window::Event::FileDropped(path)) => Some(Message::Dropped(path)),
            _ => None,
        });
        let mut all = vec![dropped];
        if self.dialog.is_some() && !is_asked {
            all.push(dialog::keys().map(Message::Dialog));
        }
        if !self.jobs.is_empty() {
            all.push(iced::time::every(TICK).map(|_| Message::Ticked));
        }
        Subscription::batch(all)
    }

    /// What is being read and written, at the edge of the window, and what happens as soon as it is.
    pub fn progress(&self, awaited: Option<Ending>) -> Element<'_, Message> {
        column(self.jobs.iter().filter_map(|job| job.view(awaited))).spacing(gap::S).into()
    }

    /// What floats above the screen: the dialog, or that a file can be dropped.
    pub fn above(&self) -> Option<Element<'_, Message>> {
        if self.hovering > 0 {
            return Some(dialog::drop_hint(self.hovering));
        }
        self.dialog.as_ref().map(|dialog| dialog.view().map(Message::Dialog))
    }
}

fn is_table(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv"))
}
