//! What we say of ourselves to those who ask: nodes to be written, what others see of them, and who asked.

use std::sync::Arc;

use iced::{
    Task, clipboard,
    widget::{operation, text_editor},
};

use super::{details, xml_view};
use crate::{
    app::{
        notice::Notice,
        order::Order,
        shortcut::Shortcut,
        widget::{sight, tree},
    },
    disco::advertised::{Error, Inquiry, Problem, Profile},
    profile::ourselves::Store,
    session::{self, Advertised, Event},
};

mod applying;
mod asked;
mod draft;
mod fields;
mod nodes;
mod preview;
mod view;
mod way;
mod work;

pub use draft::{
    AboutKind, Direction, Edit, FieldEdit, FieldValue, Fold, LineEdit, Question, RuleEdit, RuleValue, Section,
    ThenKind, Value, Whose,
};

use asked::Asked;
use draft::Asides;
use preview::Preview;
use work::Checked;

/// The screen, and what it is about.
#[derive(Debug)]
pub struct Ourselves {
    /// What the sessions say.
    advertised: Advertised,
    store: Option<Store>,
    writing: Order,
    is_open: bool,
    page: Page,
    /// What was written last that can be read.
    draft: Profile,
    text: text_editor::Content,
    /// Why what is written cannot be read, if so.
    trouble: Option<Error>,
    /// What the protocol forbids of it.
    problems: Vec<Problem>,
    /// What is said now.
    applied: String,
    /// Whether what is written differs from it.
    is_changed: bool,
    chosen: usize,
    /// What the fields show beside it.
    asides: Asides,
    preview: Preview,
    /// Which look at what is written is the newest; older ones that end later are dropped.
    turn: u64,
    stage: Stage,
    own: Arc<str>,
    asked: Asked,
    /// The chosen question and its answer.
    stanzas: text_editor::Content,
    new_node: String,
    path: String,
}

/// How far the look at what is written has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// It goes on.
    Looking,
    /// It goes on, and what is written was kept from the run before: it is to be said then.
    LookingAtKept,
    /// It has ended.
    Looked,
}

/// A page of the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Page {
    /// The nodes, field by field.
    #[default]
    Nodes,
    /// All of it as a file.
    File,
    /// Who asked.
    Asked,
}

/// What happened.
#[derive(Clone, Debug)]
pub enum Message {
    /// The screen is to be shown.
    Opened,
    /// A key that nothing else took, or what does the same.
    Pressed(Shortcut),
    /// It is to be left.
    Left,
    /// Another page is to be shown.
    PageChosen(Page),
    /// What was kept from the run before is here.
    Loaded(Result<Option<String>, String>),
    /// Something in the list of nodes.
    Node(tree::Event),
    /// The name of a node that is to be added was edited.
    NewNodeEdited(String),
    /// A field was changed.
    Edited(Edit),
    /// Something opens or closes.
    Folded(Fold),
    /// Something in the file's text.
    TextEdited(text_editor::Action),
    /// What is written was looked through.
    Checked(u64, Box<Checked>),
    /// What is written is to be said from now on.
    Applied,
    /// What is said now is to be written again.
    Reverted,
    /// It was kept for the next run, or not.
    Kept(Result<(), String>),
    /// The cursor is to go to a line of the file, from 1.
    LineWanted(usize),
    /// The example that comes with the program is to be written.
    ExampleWanted,
    /// The path of a file was edited.
    PathEdited(String),
    /// The file is to be read.
    OpenPressed,
    /// The file is to be written.
    SavePressed,
    /// The file was read, or not.
    Read(Result<String, String>),
    /// The file was written, or not.
    Saved(Result<std::path::PathBuf, String>),
    /// Something in the details of the chosen node.
    Preview(details::Message),
    /// Something in the list of questions.
    Asked(tree::Event),
    /// The stanzas of a question are laid out.
    LaidOut(String),
    /// Something in the text of the stanzas.
    StanzasEdited(text_editor::Action),
    /// The list of questions is to be emptied.
    Cleared,
}

/// What the screen wants of its parent.
pub enum Action {
    /// Nothing.
    None,
    /// To run a task.
    Run(Task<Message>),
    /// To tell something.
    Tell(Notice, Task<Message>),
    /// To go back to what was shown before.
    Leave,
}

/// The field for the name of a new node.
const NEW_NODE: &str = "new-node";
/// All that a profile can hold, with comments.
const EXAMPLE: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/profile.example.toml"));
/// The text of the file.
const TEXT: &str = "profile-text";

impl Default for Ourselves {
    fn default() -> Self {
        let draft = Profile::default();
        let applied = draft.to_toml();
        Self {
            advertised: Advertised::default(),
            store: None,
            writing: Order::default(),
            is_open: false,
            page: Page::default(),
            text: text_editor::Content::with_text(&applied),
            draft,
            trouble: None,
            problems: Vec::new(),
            applied,
            is_changed: false,
            chosen: 0,
            asides: Asides::default(),
            preview: Preview::default(),
            turn: 0,
            stage: Stage::Looking,
            own: "you@example.org/discoscope".into(),
            asked: Asked::default(),
            stanzas: text_editor::Content::new(),
            new_node: String::new(),
            path: String::new(),
        }
    }
}

impl Ourselves {
    /// Takes up what was kept from the run before, once it is read.
    pub fn load(&mut self, store: Option<Store>) -> Task<Message> {
        self.store.clone_from(&store);
        store.map_or_else(Task::none, |store| Task::perform(work::load(store), Message::Loaded))
    }

    /// What sessions are to say.
    pub fn advertised(&self) -> Advertised {
        self.advertised.clone()
    }

    /// Whether the screen is shown.
    pub fn is_open(&self) -> bool {
        self.is_open
    }

    /// Takes in what sessions tell.
    pub fn hear(&mut self, events: &[Event]) {
        for event in events {
            match event {
                Event::Asked(session::Asked::One(inquiry, _)) => self.asked.hear(inquiry),
                Event::Asked(session::Asked::More(unlisted)) => self.asked.count_unlisted(unlisted.take()),
                Event::Online(online) => self.is_online_as(online.jid.clone()),
                _ => {}
            }
        }
    }

    /// Our own JID is known from now on.
    pub fn is_online_as(&mut self, own: Arc<str>) {
        self.own = own;
    }

    /// Whether what is written can be said.
    pub fn can_apply(&self) -> bool {
        self.stage == Stage::Looked
            && self.trouble.is_none()
            && self.asides.wrong().is_none()
            && (self.problems.is_empty() || !self.draft.is_strict)
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message) -> Action {
        match message {
            Message::Opened => {
                self.is_open = true;
                return Action::Run(Task::batch([self.check(), operation::focus(self.home())]));
            }
            Message::Left => {
                self.is_open = false;
                return Action::Leave;
            }
            Message::Pressed(shortcut) => return self.shortcut(shortcut),
            Message::PageChosen(page) => {
                self.page = page;
                return Action::Run(operation::focus(self.home()));
            }
            Message::Loaded(Ok(Some(text))) => {
                let check = self.replace_text(&text);
                self.stage = Stage::LookingAtKept;
                return Action::Run(check);
            }
            Message::Node(event) => return self.node_event(&event),
            Message::NewNodeEdited(name) => self.new_node = name,
            Message::Edited(edit) => return self.edit(edit),
            Message::Folded(fold) => self.asides.toggle(fold),
            Message::TextEdited(action) => {
                let is_edit = action.is_edit();
                self.text.perform(action);
                if is_edit {
                    self.asides.forget();
                    return Action::Run(self.check());
                }
            }
            Message::Checked(turn, checked) if turn == self.turn => return self.checked(*checked),
            Message::Applied => return self.apply(),
            Message::Reverted => return Action::Run(self.replace_text(&self.applied.clone())),
            Message::LineWanted(line) => {
                self.page = Page::File;
                let position = text_editor::Position { line: line.saturating_sub(1), column: 0 };
                self.text.move_to(text_editor::Cursor { position, selection: None });
                return Action::Run(operation::focus(TEXT));
            }
            Message::ExampleWanted => return Action::Run(self.replace_text(EXAMPLE)),
            Message::PathEdited(path) => self.path = path,
            Message::OpenPressed => return Action::Run(Task::perform(work::open(self.path.clone()), Message::Read)),
            Message::SavePressed => {
                let save = work::save(self.path.clone(), self.text.text(), self.writing.place());
                return Action::Run(Task::perform(save, Message::Saved));
            }
            Message::Read(Ok(text)) => return Action::Run(self.replace_text(&text)),
            Message::Saved(Ok(path)) => {
                return Action::Tell(Notice::done(format!("Saved to {}.", path.display())), Task::none());
            }
            Message::Loaded(Err(why))
            | Message::Read(Err(why))
            | Message::Saved(Err(why))
            | Message::Kept(Err(why)) => {
                return Action::Tell(Notice::problem(why), Task::none());
            }
            Message::Preview(message) => return Action::Run(self.preview.update(message).map(Message::Preview)),
            Message::Asked(event) => return self.asked_event(&event),
            Message::LaidOut(text) => self.stanzas = text_editor::Content::with_text(&text),
            Message::StanzasEdited(action) if !action.is_edit() => self.stanzas.perform(action),
            Message::Loaded(Ok(None)) | Message::Checked(..) | Message::Kept(Ok(())) | Message::StanzasEdited(_) => {}
            Message::Cleared => {
                self.asked.clear();
                self.stanzas = text_editor::Content::new();
            }
        }
        Action::None
    }

    /// Another text is written in the place of all that is.
    fn replace_text(&mut self, text: &str) -> Task<Message> {
        self.text = text_editor::Content::with_text(text);
        self.asides.forget();
        self.check()
    }

    fn node_event(&mut self, event: &tree::Event) -> Action {
        match *event {
            tree::Event::Select(index) | tree::Event::Context(index, _) => {
                if self.chosen != index {
                    self.asides.close_forms();
                }
                self.chosen = index;
                Action::Run(self.show_node())
            }
            tree::Event::Copy(index) => {
                let name = self.draft.nodes.get(index).and_then(|node| node.name.clone());
                name.map_or(Action::None, |name| Action::Run(clipboard::write(name.to_string())))
            }
            _ => Action::None,
        }
    }

    /// A field is changed, and with it the text; what cannot be read has to be mended first.
    fn edit(&mut self, edit: Edit) -> Action {
        if self.trouble.is_some() {
            let words = "The file has an error; mend it on the page File first, or revert. Nothing was changed.";
            return Action::Tell(Notice::problem(words), Task::none());
        }
        let made = edit.clone();
        self.chosen = draft::change(&mut self.draft, &mut self.asides, self.chosen, edit);
        if matches!(made, Edit::AddNode(_)) {
            self.new_node.clear();
        }
        self.text = text_editor::Content::with_text(&self.draft.to_toml());
        let focused = fields::after(&self.draft, self.chosen, &made).map_or_else(Task::none, |field| {
            // A rule that was added is the last one, and higher than its first field.
            let is_last = matches!(made, Edit::AddRule);
            let end = if is_last { operation::snap_to_end(fields::FIELDS) } else { Task::none() };
            // What is there already can be typed over.
            let focus = operation::focus(field.clone()).chain(operation::select_all(field));
            end.chain(focus).chain(sight::show())
        });
        Action::Run(Task::batch([self.check(), focused]))
    }

    fn asked_event(&mut self, event: &tree::Event) -> Action {
        match *event {
            tree::Event::Select(index) | tree::Event::Context(index, _) => {
                self.asked.choose(index);
                self.asked.shown().map_or(Action::None, |inquiry| Action::Run(lay_out(inquiry)))
            }
            tree::Event::Copy(index) => {
                self.asked.get(index).map_or(Action::None, |one| Action::Run(clipboard::write(asked::copied(one))))
            }
            _ => Action::None,
        }
    }
}

/// The stanzas of a question, laid out in another thread.
fn lay_out(inquiry: &Inquiry) -> Task<Message> {
    let (question, answer) = (inquiry.question_xml.clone(), inquiry.answer_xml.clone());
    let told = inquiry.told_words();
    let work = tokio::task::spawn_blocking(move || {
        let question = xml_view::pretty(&question);
        let answer = answer.map_or_else(|| format!("({told})"), |answer| xml_view::pretty(&answer));
        format!("{question}\n\n{answer}\n")
    });
    Task::perform(work, |text| Message::LaidOut(text.unwrap_or_else(|error| error.to_string())))
}
