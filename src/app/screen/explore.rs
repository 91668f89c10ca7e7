//! The main screen: trees side by side, and of the one that is shown the address bar, the rows, the details, the status.

use std::sync::Arc;

use iced::{
    Task, clipboard,
    widget::{operation, pane_grid},
};

use crate::{
    app::notice::Notice,
    disco::{
        address::Address,
        state::{Entity, Kind},
        tree::PlaceId,
    },
    profile::ourselves::Store,
    session::{Advertised, Event, Online, Session},
};

mod address_bar;
mod asker;
pub mod automatic;
mod banner;
mod beside;
pub mod bookmarks;
mod capabilities;
mod compare;
pub mod comparing;
pub mod console;
pub mod crawl;
mod cut;
mod details;
pub mod document;
mod documents;
mod findings;
pub mod history;
mod input;
mod item_rows;
mod keep;
mod lines;
mod listening;
mod menu;
mod message;
mod offers;
pub mod ourselves;
pub mod paging;
mod places;
mod search;
mod status;
mod steps;
mod tabs;
mod view;
mod way;
mod wish;
mod wrong;
mod xml_view;

pub use address_bar::destination;
pub use asker::{Message as AskerMessage, Voice};
pub use details::Message as DetailsMessage;
pub use menu::{Entry as MenuEntry, Key as MenuKey};
pub use message::{Action, Message};
pub use offers::Message as OffersMessage;
pub use paging::Wish as PageWish;
pub use search::Message as SearchMessage;
pub use wish::{Described, Wish};

pub use crate::app::shortcut;

use document::{Document, DocumentId, kept::Opened, live::Live};
use documents::{Documents, Sheet};
use menu::Menu;

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
    /// What is compared as soon as it is answered.
    awaited: Vec<beside::Awaited>,
    ourselves: ourselves::Ourselves,
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
        let (bookmarks, ourselves) = (bookmarks::Bookmarks::default(), ourselves::Ourselves::default());
        Self {
            documents: Documents::default(),
            panes,
            menu: None,
            marked: None,
            told: Vec::new(),
            desk,
            automatic,
            bookmarks,
            awaited: Vec::new(),
            ourselves,
        }
    }
}

impl Explore {
    /// Adds the tree of a session that has just come online, opened at `address`, else at its server; `appears` says
    /// whether contacts see us. It comes to the front when `shows` says so, or when nothing else is open.
    pub fn set_live(
        &mut self,
        session: Session,
        online: Online,
        address: Option<Address>,
        appears: bool,
        shows: bool,
    ) -> (DocumentId, Task<Message>) {
        self.menu = None;
        self.desk.close();
        self.ourselves.is_online_as(online.jid.clone());
        let id = self.documents.add_live(session, online, address, appears, shows);
        (id, self.changed_of(id))
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

    /// The tree of a session that is meant where none is named: the one that is shown, else the one shown last.
    pub fn live(&self) -> Option<(DocumentId, &Live)> {
        let document = self.documents.live()?;
        Some((document.id, document.live()?))
    }

    /// What only a live tree has, if that is one.
    pub fn live_tree(&self, id: DocumentId) -> Option<&Live> {
        self.documents.get(id)?.live()
    }

    /// The trees of all sessions, in the order of their tabs.
    pub fn lives(&self) -> Vec<DocumentId> {
        self.documents.lives().map(|document| document.id).collect()
    }

    /// The trees of the connection that fills a tree, itself among them.
    pub fn siblings(&self, id: DocumentId) -> Vec<DocumentId> {
        self.documents.siblings(id)
    }

    /// Drops the tree of a session, and its handle of the session with it.
    pub fn drop_live(&mut self, id: DocumentId) -> Task<Message> {
        self.menu = None;
        self.desk.close();
        self.documents.drop_live(id);
        self.changed()
    }

    /// What we say of ourselves, for sessions that are started.
    pub fn advertised(&self) -> Advertised {
        self.ourselves.advertised()
    }

    /// Takes up what we said of ourselves in the run before.
    pub fn load_ourselves(&mut self, store: Option<Store>) -> Task<Message> {
        self.ourselves.load(store).map(Message::Ourselves)
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

    /// Takes in what a session tells of the live tree that is meant where none is named.
    pub fn heard(&mut self, events: Vec<Event>) -> Task<Message> {
        let Some(id) = self.documents.live().map(|document| document.id) else { return Task::none() };
        self.heard_of(id, events)
    }

    /// Takes in what the session of a tree tells, in batches.
    pub fn heard_of(&mut self, id: DocumentId, events: Vec<Event>) -> Task<Message> {
        self.ourselves.hear(&events);
        let Some(document) = self.documents.get_mut(id) else { return Task::none() };
        let notices = document.heard(events);
        self.told.extend(notices);
        let task = self.changed_of(id);
        Task::batch([task, self.compare_answered()])
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
                let Some(document) = self.documents.live_mut() else { return Action::None };
                document.appear(appears);
                return Action::Appeared(document.id, appears);
            }
            Message::LoggedOut => {
                return self.documents.live().map_or(Action::None, |document| Action::LogOut(document.id));
            }
            Message::Asker(message) => return self.asker_message(message),
            Message::ConnectWanted => return Action::Connect,
            Message::CompareWanted(other) => return self.compare_trees(other),
            Message::Comparing(message) => return self.comparing_message(None, message),
            Message::Crawl(message) => return self.crawl_message(message),
            Message::Console(message) => return self.console_message(message),
            Message::Trusted(fingerprint) => return Action::Trust(fingerprint),
            Message::Automatic(message) => return self.automatic_message(message),
            Message::Search(message) => return self.search_message(message),
            Message::Bookmarks(message) => return self.bookmarks_message(message),
            Message::Ourselves(message) => return self.ourselves_message(message),
            Message::Compared(id, message) => return self.comparing_message(Some(id), message),
            Message::Copied(text) => {
                return text.map_or_else(
                    || self.tell("The row is not there any more; nothing was copied."),
                    |text| Action::Run(clipboard::write(text)),
                );
            }
            Message::Ticked => {
                for live in self.documents.lives_mut().filter_map(Document::live_mut) {
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
        match document.bar.destination() {
            Some(link) => self.go_to_link(link),
            None => Action::Run(operation::focus(address_bar::JID)),
        }
    }

    fn ourselves_message(&mut self, message: ourselves::Message) -> Action {
        match self.ourselves.update(message) {
            ourselves::Action::None => Action::None,
            ourselves::Action::Run(task) => Action::Run(task.map(Message::Ourselves)),
            ourselves::Action::Tell(notice, task) => {
                self.told.push(notice);
                Action::Run(task.map(Message::Ourselves))
            }
            ourselves::Action::Leave => self.run(operation::focus(self.home())),
        }
    }

    fn close(&mut self, id: DocumentId) -> Action {
        match self.documents.siblings(id).len() {
            0 => {}
            1 => return self.tell("The live tree belongs to the session: “Log out” closes both."),
            _ => return Action::CloseTree(id),
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
        let Some(id) = self.documents.active().map(|document| document.id) else { return Task::none() };
        self.changed_of(id)
    }

    /// The same of another tree.
    fn changed_of(&mut self, id: DocumentId) -> Task<Message> {
        let Some(document) = self.documents.get_mut(id) else { return Task::none() };
        let task = document.changed().map(move |message| Message::Prepared(id, message));
        let go_on = document.go_on();
        Task::batch([task, go_on, self.automatic.stirred().map(Message::Automatic)])
    }

    fn run(&mut self, task: Task<Message>) -> Action {
        let changed = self.changed();
        Action::Run(Task::batch([changed, task]))
    }
}
