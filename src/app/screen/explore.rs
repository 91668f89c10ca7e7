//! The main screen: trees side by side, and of the one that is shown the address bar, the rows, the details, the status.

use std::sync::Arc;

use iced::{
    Element, Length, Subscription, Task, clipboard, keyboard,
    widget::{column, container, operation, pane_grid, rule, space, stack},
};

use crate::{
    app::{
        notice::Notice,
        theme::{size, style},
        widget::tree,
    },
    disco::{
        address::Address,
        link::Link,
        state::{Entity, Kind},
        tree::{PlaceId, Scope},
    },
    session::{Event, Online, Session},
    snapshot::export,
};

mod address_bar;
mod banner;
mod capabilities;
pub mod comparing;
mod details;
pub mod document;
mod documents;
mod findings;
mod item_rows;
mod lines;
mod menu;
mod places;
pub mod shortcut;
mod status;
mod steps;
mod tabs;
mod wrong;
mod xml_view;

pub use details::Message as DetailsMessage;

use comparing::{Comparing, Sides};
use document::{
    Document, DocumentId,
    content::Content,
    kept::Opened,
    live::{Live, Saved},
};
use documents::{Documents, Sheet};
use menu::Menu;
use places::Places;
use shortcut::Shortcut;
use steps::{Copied, NotKept};

/// Trees side by side: that of the session, if there is one, and those that were kept.
#[derive(Debug)]
pub struct Explore {
    documents: Documents,
    panes: pane_grid::State<Pane>,
    menu: Option<Menu>,
    /// What was chosen to be held against another row.
    marked: Option<Marked>,
    told: Vec<Notice>,
}

#[derive(Debug)]
struct Marked {
    name: String,
    entity: Arc<Entity>,
}

#[derive(Clone, Copy, Debug)]
enum Pane {
    Tree,
    Details,
}

/// What happened on the screen, to the tree that is shown unless it says otherwise.
#[derive(Clone, Debug)]
pub enum Message {
    /// Something in the tree.
    Tree(tree::Event),
    /// Something in the details.
    Details(details::Message),
    /// Something is ready for the details of a tree, which may not be shown any more.
    Prepared(DocumentId, details::Message),
    /// The JID in the address bar was edited.
    JidEdited(String),
    /// The node in the address bar was edited.
    NodeEdited(String),
    /// The address was sent off.
    Went,
    /// The split was dragged.
    Resized(pane_grid::ResizeEvent),
    /// A key that nothing else took, or a button that does the same.
    Pressed(Shortcut),
    /// An entry of the row's menu was chosen.
    Chosen(menu::Entry),
    /// The menu was left.
    MenuLeft,
    /// Another tree is to be shown.
    Shown(DocumentId),
    /// A tree is to be closed.
    Closed(DocumentId),
    /// "Reconnect" was pressed.
    Reconnected,
    /// Contacts are to see us, or not to.
    Appeared(bool),
    /// "Log out" was pressed.
    LoggedOut,
    /// "Connect…" was pressed where there is no session.
    ConnectWanted,
    /// Time went by while questions wait.
    Ticked,
    /// The tree that is shown is to be held against another one.
    CompareWanted(DocumentId),
    /// Something in the comparison that is shown.
    Comparing(comparing::Message),
    /// Something is ready for a comparison, which may not be shown any more.
    Compared(DocumentId, comparing::Message),
    /// A text is to be copied that took time to make.
    Copied(Option<String>),
}

/// What the screen wants of its parent.
pub enum Action {
    /// Nothing.
    None,
    /// To run a task.
    Run(Task<Message>),
    /// To choose a file and open it.
    Open,
    /// To save something.
    Save(Wish),
    /// To close what floats above the screen.
    Leave,
    /// To show the first screen.
    Connect,
    /// To end the session and show the first screen.
    LogOut,
    /// To end the program.
    Quit,
}

/// What is to be saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish {
    /// Of which tree.
    pub document: DocumentId,
    /// How much of it.
    pub scope: Scope,
    /// Whether to the same file as before, if there is one.
    pub is_again: bool,
}

/// What is to be saved, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Described {
    /// What it is.
    pub words: String,
    /// Who saw it, without resource, if that is known.
    pub account: Option<String>,
    /// What the file may be called.
    pub name: String,
}

/// The tree of the screen.
pub const TREE: &str = "tree";

impl Default for Explore {
    fn default() -> Self {
        let split = pane_grid::Configuration::Split {
            axis: pane_grid::Axis::Vertical,
            ratio: 0.42,
            a: Box::new(pane_grid::Configuration::Pane(Pane::Tree)),
            b: Box::new(pane_grid::Configuration::Pane(Pane::Details)),
        };
        let panes = pane_grid::State::with_configuration(split);
        Self { documents: Documents::default(), panes, menu: None, marked: None, told: Vec::new() }
    }
}

impl Explore {
    /// Shows the tree of a session that has just come online, opened at `address`, else at its server; `appears` says
    /// whether contacts see us. It comes to the front when `shows` says so, or when nothing else is open.
    pub fn set_live(
        &mut self,
        session: Session,
        online: Online,
        address: Option<Address>,
        appears: bool,
        shows: bool,
    ) -> Task<Message> {
        self.menu = None;
        self.documents.set_live(session, online, address, appears, shows);
        self.changed()
    }

    /// Shows a snapshot that was read.
    pub fn open(&mut self, opened: Opened) -> Task<Message> {
        self.menu = None;
        self.documents.open(opened);
        self.changed()
    }

    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.documents.all().is_empty()
    }

    /// How many trees there are.
    pub fn count(&self) -> usize {
        self.documents.all().len()
    }

    /// The tree of the session, if there is one.
    pub fn live(&self) -> Option<(DocumentId, &Live)> {
        let document = self.documents.live()?;
        Some((document.id, document.live()?))
    }

    /// Drops the tree of the session, and the session with it.
    pub fn drop_live(&mut self) -> Task<Message> {
        self.menu = None;
        self.documents.drop_live();
        self.changed()
    }

    /// What there is to save; none when it is not there any more.
    pub fn content(&self, wish: Wish) -> Option<Content> {
        self.documents.get(wish.document)?.content(wish.scope)
    }

    /// Where the whole of a tree was saved to before.
    pub fn saved(&self, document: DocumentId) -> Option<&Saved> {
        self.documents.get(document)?.live()?.saved()
    }

    /// The session's tree was saved as a whole.
    pub fn was_saved(&mut self, document: DocumentId, saved: Saved) {
        if let Some(live) = self.documents.get_mut(document).and_then(Document::live_mut) {
            live.was_saved(saved);
        }
    }

    /// What is to be saved, in words; none when it is not there any more.
    pub fn describe(&self, wish: Wish) -> Option<Described> {
        let document = self.documents.get(wish.document)?;
        let account = document.account();
        let named = |place| match document.address_at(place) {
            Some(address) => address.to_string(),
            None => "this".to_owned(),
        };
        let words = match wish.scope {
            Scope::Whole => match (&account, document.kept()) {
                (_, Some(_)) => "a copy of the snapshot".to_owned(),
                (Some(account), None) => format!("the whole tree of {account}"),
                (None, None) => "the whole tree".to_owned(),
            },
            Scope::Below(place) => format!("{} and everything below", named(place)),
            Scope::Only(place) => format!("{} alone", named(place)),
        };
        Some(Described { words, account, name: document.file_name(wish.scope) })
    }

    /// What is to be told at the edge of the window since this was asked last.
    pub fn told(&mut self) -> Vec<Notice> {
        std::mem::take(&mut self.told)
    }

    /// The window's title.
    pub fn title(&self) -> String {
        match self.documents.active() {
            Some(document) => format!("{} – Discoscope", document.title()),
            None => "Discoscope".to_owned(),
        }
    }

    /// Takes in what the session tells, in batches.
    pub fn heard(&mut self, events: Vec<Event>) -> Task<Message> {
        let Some(document) = self.documents.live_mut() else { return Task::none() };
        let notices = document.heard(events);
        let id = document.id;
        let task = document.changed().map(move |message| Message::Prepared(id, message));
        self.told.extend(notices);
        task
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message) -> Action {
        match message {
            Message::Tree(event) => return self.tree_event(&event),
            Message::Details(message) => return self.details_message(message),
            Message::Prepared(id, message) => {
                if let Some(document) = self.documents.get_mut(id) {
                    let _ = document.details.update(message);
                }
                return Action::None;
            }
            Message::JidEdited(jid) => self.with(|document| document.bar.edit_jid(jid)),
            Message::NodeEdited(node) => self.with(|document| document.bar.edit_node(node)),
            Message::Went => return self.go(),
            Message::Resized(event) => self.panes.resize(event.split, event.ratio),
            Message::Pressed(shortcut) => return self.shortcut(shortcut),
            Message::Chosen(entry) => return self.menu_entry(entry),
            Message::MenuLeft => self.menu = None,
            Message::Shown(id) => {
                self.menu = None;
                self.documents.show(id);
                return self.run(operation::focus(TREE));
            }
            Message::Closed(id) => return self.close(id),
            Message::Reconnected => {
                if let Some(live) = self.documents.live().and_then(Document::live) {
                    live.session.reconnect();
                }
            }
            Message::Appeared(appears) => {
                if let Some(document) = self.documents.live_mut() {
                    document.appear(appears);
                }
            }
            Message::LoggedOut => return Action::LogOut,
            Message::ConnectWanted => return Action::Connect,
            Message::CompareWanted(other) => return self.compare_trees(other),
            Message::Comparing(message) => return self.comparing_message(None, message),
            Message::Compared(id, message) => return self.comparing_message(Some(id), message),
            Message::Copied(text) => {
                return text.map_or_else(
                    || self.tell("The row is not there any more; nothing was copied."),
                    |text| Action::Run(clipboard::write(text)),
                );
            }
            Message::Ticked => {
                if let Some(live) = self.documents.live_mut().and_then(Document::live_mut) {
                    live.status.tick();
                }
            }
        }
        Action::None
    }

    fn with(&mut self, change: impl FnOnce(&mut Document)) {
        if let Some(document) = self.documents.active_mut() {
            change(document);
        }
    }

    fn go(&mut self) -> Action {
        let Some(document) = self.documents.active_mut() else { return Action::None };
        match document.bar.address() {
            Ok(address) => match document.go_to_typed(address.clone()) {
                Ok(()) => self.run(operation::focus(TREE)),
                Err(NotKept) => self.not_kept(&address),
            },
            Err(error) => self.tell(error.to_string()),
        }
    }

    fn close(&mut self, id: DocumentId) -> Action {
        if self.documents.get(id).is_some_and(|document| document.live().is_some()) {
            return self.tell("The live tree belongs to the session: “Log out” closes both.");
        }
        self.menu = None;
        self.documents.close(id);
        self.run(operation::focus(TREE))
    }

    fn tree_event(&mut self, event: &tree::Event) -> Action {
        let Some(document) = self.documents.active_mut() else { return Action::None };
        let place = |document: &Document, index: usize| document.tree.rows().get(index).map(|row| row.place);
        match *event {
            tree::Event::Select(index) => {
                if let Some(place) = place(document, index) {
                    document.select(place, true);
                }
            }
            tree::Event::Toggle(index) | tree::Event::Activate(index) => {
                if let Some(place) = place(document, index) {
                    let is_open = document.tree.get(place).is_some_and(|place| place.is_open);
                    if is_open { document.tree.close(place) } else { document.open(place) }
                }
            }
            tree::Event::Open(index) => {
                if let Some(place) = place(document, index) {
                    document.open(place);
                }
            }
            tree::Event::Close(index) => {
                if let Some(place) = place(document, index) {
                    document.tree.close(place);
                }
            }
            tree::Event::Copy(index) => {
                let jid = place(document, index).and_then(|place| document.copy_of(place, Copied::Jid));
                return jid.map_or(Action::None, |jid| Action::Run(clipboard::write(jid)));
            }
            tree::Event::Context(index, point) => {
                if let Some(place) = place(document, index) {
                    document.select(place, true);
                    self.menu = Some(Menu::new(place, point));
                }
            }
            tree::Event::Visible(_) => return Action::None,
        }
        self.run(Task::none())
    }

    fn details_message(&mut self, message: details::Message) -> Action {
        let Some(document) = self.documents.active_mut() else { return Action::None };
        let id = document.id;
        match document.details.update(message) {
            details::Action::None => Action::None,
            details::Action::Run(task) => Action::Run(task.map(move |message| Message::Prepared(id, message))),
            details::Action::Ask(kinds) => self.refresh(&kinds),
            details::Action::Appear(appears) => self.update(Message::Appeared(appears)),
            details::Action::Go(address) => match document.reveal(address.clone()) {
                Ok(()) => self.run(Task::none()),
                Err(NotKept) => self.not_kept(&address),
            },
            details::Action::AskNode(address) => match document.reveal(address.clone()) {
                Ok(()) => self.run(Task::none()),
                Err(NotKept) => self.ask_live(address, &[Kind::Info, Kind::Items]),
            },
        }
    }

    fn shortcut(&mut self, shortcut: Shortcut) -> Action {
        let active = self.documents.active().map(|document| document.id);
        if let (Shortcut::NextFinding | Shortcut::PreviousFinding, Some(_)) =
            (shortcut, self.documents.comparison_mut())
        {
            let message = comparing::Message::Stepped(shortcut == Shortcut::NextFinding);
            return self.comparing_message(None, message);
        }
        match shortcut {
            Shortcut::Refresh => return self.refresh(&[Kind::Info, Kind::Items]),
            Shortcut::Address => {
                return Action::Run(Task::batch([
                    operation::focus(address_bar::JID),
                    operation::select_all(address_bar::JID),
                ]));
            }
            Shortcut::Back => self.with(|document| document.step(false)),
            Shortcut::Forward => self.with(|document| document.step(true)),
            Shortcut::NextFinding => return self.walk(true),
            Shortcut::PreviousFinding => return self.walk(false),
            Shortcut::NextField => return Action::Run(operation::focus_next()),
            Shortcut::PreviousField => return Action::Run(operation::focus_previous()),
            Shortcut::Tab(number) => return self.details_message(details::Message::TabNumber(number)),
            Shortcut::Open => return Action::Open,
            Shortcut::Save | Shortcut::SaveAs => {
                let is_again = shortcut == Shortcut::Save;
                return active
                    .map_or(Action::None, |document| Action::Save(Wish { document, scope: Scope::Whole, is_again }));
            }
            Shortcut::NextDocument | Shortcut::PreviousDocument => {
                self.menu = None;
                self.documents.step(shortcut == Shortcut::NextDocument);
            }
            Shortcut::CloseDocument => {
                let shown = self.documents.shown().map(Sheet::id);
                return shown.map_or(Action::None, |id| self.close(id));
            }
            Shortcut::Leave => {
                if self.menu.take().is_none() {
                    return Action::Leave;
                }
                return Action::Run(operation::focus(TREE));
            }
            Shortcut::Quit => return Action::Quit,
        }
        self.run(Task::none())
    }

    fn menu_entry(&mut self, entry: menu::Entry) -> Action {
        let (Some(menu), Some(document)) = (self.menu.take(), self.documents.active_mut()) else {
            return Action::None;
        };
        let (place, id) = (menu.place, document.id);
        let copy =
            |what| document.copy_of(place, what).map_or(Action::None, |text| Action::Run(clipboard::write(text)));
        let save = |scope| Action::Save(Wish { document: id, scope, is_again: false });
        match entry {
            menu::Entry::CopyJid => return copy(Copied::Jid),
            menu::Entry::CopyNode => return copy(Copied::Node),
            menu::Entry::CopyName => return copy(Copied::Name),
            menu::Entry::CopyLink => {
                let link = document.address_at(place).and_then(|address| Link::to(address).uri());
                return link.map_or_else(
                    || self.tell("There is no link to this row: its JID is none."),
                    |link| Action::Run(clipboard::write(link)),
                );
            }
            menu::Entry::CopyRow => {
                let row = export::text::row(&document.tree, place);
                return row.map_or(Action::None, |row| Action::Run(clipboard::write(row)));
            }
            menu::Entry::CopyBelow => return Action::Run(copy_below(document, place)),
            menu::Entry::Compare => {
                let entity = document.tree.entity_at(place).and_then(|id| document.tree.shared(id));
                let name = document.short_title();
                self.marked = entity.map(|entity| Marked { name, entity });
                return self.tell_done("Now choose “Compare with the row chosen before” on another row, of any tree.");
            }
            menu::Entry::CompareWith => {
                let entity = document.tree.entity_at(place).and_then(|id| document.tree.shared(id));
                let name = document.short_title();
                return match (self.marked.take(), entity) {
                    (Some(marked), Some(entity)) => {
                        self.compare([marked.name, name], Sides::Entities([marked.entity, entity]))
                    }
                    _ => Action::None,
                };
            }
            menu::Entry::Refresh => return self.refresh_place(place),
            menu::Entry::SaveBelow => return save(Scope::Below(place)),
            menu::Entry::SaveOnly => return save(Scope::Only(place)),
            menu::Entry::OpenAsRoot => {
                if let Some(address) = document.address_at(place) {
                    document.go_to(address);
                }
            }
            menu::Entry::RemoveRoot => {
                document.tree.remove_root(place);
                document.selected = None;
            }
        }
        self.run(Task::none())
    }

    /// Holds the tree that is shown against another one; the older of two snapshots stands on the left, what is live on
    /// the right.
    fn compare_trees(&mut self, other: DocumentId) -> Action {
        let (Some(one), Some(other)) = (self.documents.active(), self.documents.get(other)) else {
            return Action::None;
        };
        let age =
            |document: &Document| (document.live().is_some(), document.kept().and_then(|kept| kept.origin.taken_at));
        let (left, right) = if age(other) < age(one) { (other, one) } else { (one, other) };
        let names = [left.short_title(), right.short_title()];
        match (left.content(Scope::Whole), right.content(Scope::Whole)) {
            (Some(left), Some(right)) => self.compare(names, Sides::Trees(Box::new([left, right]))),
            _ => Action::None,
        }
    }

    fn compare(&mut self, names: [String; 2], sides: Sides) -> Action {
        self.menu = None;
        let (id, task) = self.documents.compare(|id| Comparing::new(id, names, sides));
        Action::Run(task.map(move |message| Message::Compared(id, message)))
    }

    fn comparing_message(&mut self, id: Option<DocumentId>, message: comparing::Message) -> Action {
        let comparing = match id {
            Some(id) => self.documents.comparing_mut(id),
            None => self.documents.comparison_mut(),
        };
        let Some(comparing) = comparing else { return Action::None };
        let id = comparing.id;
        match comparing.update(message) {
            comparing::Action::None => Action::None,
            comparing::Action::Run(task) => Action::Run(task.map(move |message| Message::Compared(id, message))),
            comparing::Action::Tell(words) => self.tell(words),
        }
    }

    fn tell_done(&mut self, words: &str) -> Action {
        self.told.push(Notice::done(words));
        Action::None
    }

    fn refresh(&mut self, kinds: &[Kind]) -> Action {
        let Some(document) = self.documents.active_mut() else { return Action::None };
        if document.live().is_some() {
            document.refresh(kinds);
            return self.run(Task::none());
        }
        match document.selected.and_then(|place| document.address_at(place)) {
            Some(address) => self.ask_live(address, kinds),
            None => Action::None,
        }
    }

    fn refresh_place(&mut self, place: PlaceId) -> Action {
        self.with(|document| document.select(place, true));
        self.refresh(&[Kind::Info, Kind::Items])
    }

    /// Goes to the live tree and asks there.
    fn ask_live(&mut self, address: Address, kinds: &[Kind]) -> Action {
        let Some(document) = self.documents.live_mut() else {
            return self.tell(format!(
                "Nobody can ask {address} without a session; press “Connect…” below, log in, and ask again."
            ));
        };
        document.ask_at(address, kinds);
        let id = document.id;
        self.documents.show(id);
        self.run(operation::focus(TREE))
    }

    fn walk(&mut self, is_forward: bool) -> Action {
        let Some(document) = self.documents.active_mut() else { return Action::None };
        if document.walk(is_forward) {
            return self.run(Task::none());
        }
        self.tell("Nothing that was asked so far breaks a rule.")
    }

    fn not_kept(&mut self, address: &Address) -> Action {
        self.tell(format!("The snapshot does not have {address}; the live tree can ask it."))
    }

    fn tell(&mut self, words: impl Into<String>) -> Action {
        self.told.push(Notice::problem(words));
        Action::None
    }

    /// Brings everything up to date that follows from the tree that is shown.
    fn changed(&mut self) -> Task<Message> {
        let Some(document) = self.documents.active_mut() else { return Task::none() };
        let id = document.id;
        document.changed().map(move |message| Message::Prepared(id, message))
    }

    fn run(&mut self, task: Task<Message>) -> Action {
        let changed = self.changed();
        Action::Run(Task::batch([changed, task]))
    }

    /// The keys that no field took.
    pub fn keys(&self) -> Subscription<Message> {
        keyboard::listen().filter_map(shortcut::of).map(Message::Pressed)
    }

    /// The clock, while something waits.
    pub fn subscription(&self) -> Subscription<Message> {
        let is_comparing =
            matches!(self.documents.shown(), Some(Sheet::Comparison(comparing)) if comparing.is_working());
        if is_comparing {
            return iced::time::every(std::time::Duration::from_millis(100)).map(|_| Message::Ticked);
        }
        let is_moving = self.documents.live().and_then(Document::live).is_some_and(|live| live.status.is_moving());
        if !is_moving {
            return Subscription::none();
        }
        iced::time::every(std::time::Duration::from_millis(500)).map(|_| Message::Ticked)
    }

    /// The screen.
    pub fn view(&self) -> Element<'_, Message> {
        let document = match self.documents.shown() {
            None => return space().into(),
            Some(Sheet::Tree(document)) => document,
            Some(Sheet::Comparison(comparing)) => return self.comparison_view(comparing),
        };
        let panes = pane_grid(&self.panes, |_, pane, _| {
            let content: Element<'_, Message> = match pane {
                Pane::Tree => tree_view(document),
                Pane::Details => document.details.view(&document.tree, document.source()).map(Message::Details),
            };
            pane_grid::Content::new(container(content).style(style::pane).width(Length::Fill).height(Length::Fill))
        })
        .spacing(size::LINE_WIDTH)
        .min_size(200)
        .on_resize(8, Message::Resized);
        let steps = (!document.history.back.is_empty(), !document.history.forward.is_empty());
        let has_session = self.documents.live().is_some();
        let status = match &document.about {
            document::About::Live(live) => live.status.view(),
            document::About::Snapshot(kept) => banner::status(kept, has_session),
        };
        // Always as many parts, so that none of them forgets what it was doing when tabs or a banner come and go.
        let screen = column![
            tabs::view(&self.documents),
            document.bar.view(steps, document.selected.is_some()),
            banner::view(document, &self.documents),
            rule::horizontal(size::LINE_WIDTH).style(style::separator),
            container(panes).style(style::divided).height(Length::Fill),
            rule::horizontal(size::LINE_WIDTH).style(style::separator),
            status,
        ];
        let menu = self.menu.as_ref().map(|menu| menu.view(&document.tree, self.marked.is_some()));
        stack![screen].push(menu).into()
    }

    fn comparison_view<'a>(&'a self, comparing: &'a Comparing) -> Element<'a, Message> {
        let content = comparing::view(comparing, &self.panes, |pane| matches!(pane, Pane::Tree), Message::Resized);
        let screen = column![
            tabs::view(&self.documents),
            content,
            rule::horizontal(size::LINE_WIDTH).style(style::separator),
            comparing::status(comparing),
        ];
        stack![screen].into()
    }
}

/// A subtree as text, made in another thread from what is known now.
fn copy_below(document: &Document, place: PlaceId) -> Task<Message> {
    let Some(content) = document.content(Scope::Below(place)) else { return Task::done(Message::Copied(None)) };
    let work = tokio::task::spawn_blocking(move || {
        let tree = content.snapshot().tree();
        tree.roots().first().and_then(|root| export::text::subtree(&tree, *root))
    });
    Task::perform(work, |text| Message::Copied(text.ok().flatten()))
}

fn tree_view(document: &Document) -> Element<'_, Message> {
    let selected = document.selected.and_then(|place| document.tree.position(place));
    let rows = Places::new(&document.tree, &document.wrong, &document.contacts, document.source());
    tree::tree(rows, Message::Tree).selected(selected).list(document.id.number()).id(TREE).starts_focused().into()
}
