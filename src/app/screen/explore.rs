//! The main screen: trees side by side, and of the one that is shown the address bar, the rows, the details, the status.

use std::sync::Arc;

use iced::{
    Subscription, Task, clipboard, keyboard,
    widget::{operation, pane_grid},
};

use crate::{
    app::{notice::Notice, widget::tree},
    disco::{
        address::Address,
        state::{Entity, Kind},
        tree::PlaceId,
    },
    session::{Event, Online, Session},
};

mod address_bar;
pub mod automatic;
mod banner;
pub mod bookmarks;
mod capabilities;
mod compare;
pub mod comparing;
pub mod crawl;
mod details;
pub mod document;
mod documents;
mod findings;
mod input;
mod item_rows;
mod lines;
mod menu;
mod offers;
pub mod paging;
mod places;
mod search;
pub mod shortcut;
mod status;
mod steps;
mod tabs;
mod view;
mod wish;
mod wrong;
mod xml_view;

pub use details::Message as DetailsMessage;
pub use menu::{Entry as MenuEntry, Key as MenuKey};
pub use offers::Message as OffersMessage;
pub use search::Message as SearchMessage;
pub use wish::{Described, Wish};

use document::{Document, DocumentId, kept::Opened, live::Live};
use documents::{Documents, Sheet};
use menu::Menu;
use shortcut::Shortcut;
use steps::NotKept;

/// Trees side by side: that of the session, if there is one, and those that were kept.
#[derive(Debug)]
pub struct Explore {
    documents: Documents,
    panes: pane_grid::State<Pane>,
    menu: Option<Menu>,
    /// What was chosen to be held against another row.
    marked: Option<Marked>,
    told: Vec<Notice>,
    desk: crawl::Desk,
    automatic: automatic::Automatic,
    bookmarks: bookmarks::Bookmarks,
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
    /// A key was pressed in the row's menu.
    MenuPressed(MenuKey),
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
    /// Something of a crawl.
    Crawl(crawl::Message),
    /// Something of what is asked by itself.
    Automatic(automatic::Message),
    /// A text is to be copied that took time to make.
    Copied(Option<String>),
    /// Something in the filter or in the panel that says who offers what.
    Search(search::Message),
    /// Something about favourite and recent addresses.
    Bookmarks(bookmarks::Message),
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

/// How much of the width belongs to the tree at first.
const SPLIT: f32 = 0.42;
/// The tree of the screen.
pub const TREE: &str = "tree";

impl Default for Explore {
    fn default() -> Self {
        let split = pane_grid::Configuration::Split {
            axis: pane_grid::Axis::Vertical,
            ratio: SPLIT,
            a: Box::new(pane_grid::Configuration::Pane(Pane::Tree)),
            b: Box::new(pane_grid::Configuration::Pane(Pane::Details)),
        };
        let panes = pane_grid::State::with_configuration(split);
        let (desk, automatic) = (crawl::Desk::default(), automatic::Automatic::default());
        let (documents, bookmarks) = (Documents::default(), bookmarks::Bookmarks::default());
        Self { documents, panes, menu: None, marked: None, told: Vec::new(), desk, automatic, bookmarks }
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
        self.desk.close();
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
        self.desk.close();
        self.documents.drop_live();
        self.changed()
    }

    /// What is to be told at the edge of the window since this was asked last.
    pub fn told(&mut self) -> Vec<Notice> {
        std::mem::take(&mut self.told)
    }

    /// The window's title.
    pub fn title(&self) -> String {
        match self.documents.shown() {
            Some(Sheet::Tree(document)) => format!("{} – Discoscope", document.title()),
            Some(Sheet::Comparison(comparing)) => format!("{} – Discoscope", comparing.title()),
            None => "Discoscope".to_owned(),
        }
    }

    /// Takes in what the session tells, in batches.
    pub fn heard(&mut self, events: Vec<Event>) -> Task<Message> {
        let Some(document) = self.documents.live_mut() else { return Task::none() };
        let notices = document.heard(events);
        let id = document.id;
        let task = document.changed().map(move |message| Message::Prepared(id, message));
        let task = Task::batch([task, document.go_on()]);
        self.told.extend(notices);
        Task::batch([task, self.automatic.stirred().map(Message::Automatic)])
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
            Message::Chosen(entry) => return self.menu_chosen(entry),
            Message::MenuPressed(key) => return self.menu_key(key),
            Message::MenuLeft => return self.menu_left(),
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
            Message::Crawl(message) => return self.crawl_message(message),
            Message::Automatic(message) => return self.automatic_message(message),
            Message::Search(message) => return self.search_message(message),
            Message::Bookmarks(message) => return self.bookmarks_message(message),
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
                Ok(()) => {
                    if document.live().is_some() {
                        self.bookmarks.visited(address);
                    }
                    self.run(operation::focus(TREE))
                }
                Err(NotKept) => self.not_kept(&address),
            },
            Err(error) => self.tell(error.to_string()),
        }
    }

    /// The favourite and recent addresses.
    pub fn bookmarks(&mut self) -> &mut bookmarks::Bookmarks {
        &mut self.bookmarks
    }

    /// How much of the width belongs to the tree.
    pub fn split(&self) -> f32 {
        match self.panes.layout() {
            pane_grid::Node::Split { ratio, .. } => *ratio,
            pane_grid::Node::Pane(_) => SPLIT,
        }
    }

    /// Gives so much of the width to the tree.
    pub fn set_split(&mut self, ratio: f32) {
        if let pane_grid::Node::Split { id, .. } = *self.panes.layout() {
            self.panes.resize(id, ratio);
        }
    }

    fn bookmarks_message(&mut self, message: bookmarks::Message) -> Action {
        match self.bookmarks.update(message) {
            bookmarks::Action::None => {
                let list = operation::scroll_to(bookmarks::NOWHERE, self.bookmarks.offset());
                if self.bookmarks.is_open() { Action::Run(list) } else { Action::None }
            }
            bookmarks::Action::Star => match self.documents.active().map(|document| document.bar.address()) {
                Some(Ok(address)) => {
                    self.bookmarks.star(address);
                    Action::None
                }
                Some(Err(error)) => self.tell(error.to_string()),
                None => Action::None,
            },
            bookmarks::Action::Go(address) => {
                self.with(|document| document.bar.show(&address));
                self.go()
            }
            bookmarks::Action::Shown => {
                self.menu = None;
                Action::Run(operation::focus(bookmarks::NOWHERE))
            }
            bookmarks::Action::Closed => Action::Run(operation::focus(TREE)),
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
        let task = document.changed().map(move |message| Message::Prepared(id, message));
        let go_on = document.go_on();
        Task::batch([task, go_on, self.automatic.stirred().map(Message::Automatic)])
    }

    fn run(&mut self, task: Task<Message>) -> Action {
        let changed = self.changed();
        Action::Run(Task::batch([changed, task]))
    }

    /// The keys that no field took, or those of the menu.
    pub fn keys(&self) -> Subscription<Message> {
        if self.menu.is_some() {
            return menu::keys().map(Message::MenuPressed);
        }
        if self.desk.panel().is_some() {
            return crawl::panel_keys().map(Message::Crawl);
        }
        if self.bookmarks.is_open() {
            return bookmarks::keys().map(bookmarks::Message::Pressed).map(Message::Bookmarks);
        }
        keyboard::listen().filter_map(shortcut::of).map(Message::Pressed)
    }

    /// The clocks, while something waits or goes on.
    pub fn subscription(&self) -> Subscription<Message> {
        Subscription::batch([self.clock(), self.crawl_clock().map(Message::Crawl)])
    }

    fn clock(&self) -> Subscription<Message> {
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
}
