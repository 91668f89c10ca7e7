//! The main screen: the address bar, the tree, the details of the chosen row, the status line.

use iced::{
    Element, Length, Subscription, Task, clipboard, keyboard,
    widget::{column, container, operation, pane_grid, rule, stack},
};
use jiff::Timestamp;

use crate::{
    app::{
        theme::{size, style},
        widget::tree,
    },
    disco::{
        address::Address,
        contact::Contacts,
        state::{Kind, Question},
        tree::{PlaceId, Tree},
    },
    session::{self, Event, Online, Session},
};

mod address_bar;
mod capabilities;
mod details;
mod findings;
mod item_rows;
mod lines;
mod menu;
mod places;
mod shortcut;
mod status;
mod steps;
mod wrong;
mod xml_view;

pub use details::Message as DetailsMessage;

use address_bar::AddressBar;
use details::Details;
use menu::Menu;
use places::Places;
use shortcut::Shortcut;
use status::{Status, Toast};
use steps::Copied;
use wrong::Wrong;

/// A live tree over one session.
#[derive(Debug)]
pub struct Explore {
    session: Session,
    tree: Tree,
    selected: Option<PlaceId>,
    history: History,
    bar: AddressBar,
    details: Details,
    panes: pane_grid::State<Pane>,
    status: Status,
    menu: Option<Menu>,
    toast: Option<Toast>,
    contacts: Contacts,
    appears: bool,
    wrong: Wrong,
}

#[derive(Clone, Copy, Debug)]
enum Pane {
    Tree,
    Details,
}

/// The rows that were chosen, for going back and forward.
#[derive(Debug, Default)]
struct History {
    back: Vec<PlaceId>,
    forward: Vec<PlaceId>,
}

/// What happened on the screen.
#[derive(Clone, Debug)]
pub enum Message {
    /// Something in the tree.
    Tree(tree::Event),
    /// Something in the details.
    Details(details::Message),
    /// The JID in the address bar was edited.
    JidEdited(String),
    /// The node in the address bar was edited.
    NodeEdited(String),
    /// The address was sent off.
    Went,
    /// The split was dragged.
    Resized(pane_grid::ResizeEvent),
    /// A key that nothing else took.
    Pressed(Shortcut),
    /// An entry of the row's menu was chosen.
    Chosen(menu::Entry),
    /// The menu was left.
    MenuLeft,
    /// The message at the edge was read.
    ToastRead,
    /// "Reconnect" was pressed.
    Reconnected,
    /// Contacts are to see us, or not to.
    Appeared(bool),
    /// "Log out" was pressed.
    LoggedOut,
    /// Time went by while questions wait.
    Ticked,
}

/// What the screen wants of its parent.
pub enum Action {
    /// Nothing.
    None,
    /// To run a task.
    Run(Task<Message>),
    /// To end the session and show the first screen.
    LogOut,
    /// To end the program.
    Quit,
}

const TREE: &str = "tree";

impl Explore {
    /// The tree of a session that has just come online, opened at `address`, else at its server; `appears` says whether
    /// contacts see us.
    pub fn new(session: Session, online: Online, address: Option<Address>, appears: bool) -> Self {
        let split = pane_grid::Configuration::Split {
            axis: pane_grid::Axis::Vertical,
            ratio: 0.42,
            a: Box::new(pane_grid::Configuration::Pane(Pane::Tree)),
            b: Box::new(pane_grid::Configuration::Pane(Pane::Details)),
        };
        let address = address.unwrap_or_else(|| Address::new(online.server.clone()));
        let mut explore = Self {
            session,
            tree: Tree::new(),
            selected: None,
            history: History::default(),
            bar: AddressBar::default(),
            details: Details::default(),
            panes: pane_grid::State::with_configuration(split),
            status: Status::new(online),
            menu: None,
            toast: None,
            contacts: Contacts::default(),
            appears,
            wrong: Wrong::default(),
        };
        explore.go_to(address);
        explore.show_contacts();
        explore.tree.settle();
        explore
    }

    /// The window's title.
    pub fn title(&self) -> String {
        format!("{} – Discoscope", self.status.account())
    }

    /// Takes in what the session tells, in batches.
    pub fn heard(&mut self, events: Vec<Event>) -> Task<Message> {
        for event in events {
            match event {
                Event::Answer(answer) => {
                    self.status.count(&answer);
                    let address = answer.address.clone();
                    self.tree.answer(answer);
                    if let Some(id) = self.tree.number(&address) {
                        self.judge(id, &address);
                    }
                }
                Event::Notice(notice) => {
                    if let Some(id) = self.tree.number(&notice.address) {
                        self.wrong.stray(id, &notice);
                    }
                    self.toast = Some(Toast::stray(&notice));
                }
                Event::Connecting { .. } => self.status.connecting(),
                Event::HeldBack(_) => {}
                Event::Online(online) => {
                    self.forget_presence();
                    self.status.online(online);
                }
                Event::Roster(contacts) => {
                    if self.contacts.whole_roster(contacts) {
                        self.show_contacts();
                    }
                }
                Event::Push(contacts) => {
                    if self.contacts.roster(contacts) {
                        self.show_contacts();
                    }
                }
                Event::Presence(presence) => self.take_presence(presence),
                Event::Offline { why, next } => {
                    self.status.offline(&why, next);
                    if next == session::Next::Rest {
                        self.toast = Some(Toast::problem(why.to_string()));
                    }
                }
            }
        }
        self.changed()
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message) -> Action {
        match message {
            Message::Tree(event) => self.tree_event(&event),
            Message::Details(message) => self.details_message(message),
            Message::JidEdited(jid) => {
                self.bar.edit_jid(jid);
                Action::None
            }
            Message::NodeEdited(node) => {
                self.bar.edit_node(node);
                Action::None
            }
            Message::Went => match self.bar.address() {
                Ok(address) => {
                    self.go_to(address);
                    self.run(operation::focus(TREE))
                }
                Err(error) => {
                    self.toast = Some(Toast::problem(error.to_string()));
                    Action::None
                }
            },
            Message::Resized(event) => {
                self.panes.resize(event.split, event.ratio);
                Action::None
            }
            Message::Pressed(shortcut) => self.shortcut(shortcut),
            Message::Chosen(entry) => self.menu_entry(entry),
            Message::MenuLeft => {
                self.menu = None;
                Action::None
            }
            Message::ToastRead => {
                self.toast = None;
                Action::None
            }
            Message::Reconnected => {
                self.session.reconnect();
                Action::None
            }
            Message::Appeared(appears) => {
                self.appears = appears;
                self.session.appear(appears);
                if !appears {
                    self.forget_presence();
                }
                Action::None
            }
            Message::LoggedOut => Action::LogOut,
            Message::Ticked => {
                self.status.tick();
                Action::None
            }
        }
    }

    fn tree_event(&mut self, event: &tree::Event) -> Action {
        let place = |index: usize| self.tree.rows().get(index).map(|row| row.place);
        match *event {
            tree::Event::Select(index) => {
                if let Some(place) = place(index) {
                    self.select(place, true);
                }
            }
            tree::Event::Toggle(index) | tree::Event::Activate(index) => {
                if let Some(place) = place(index) {
                    let is_open = self.tree.get(place).is_some_and(|place| place.is_open);
                    if is_open { self.tree.close(place) } else { self.open(place) }
                }
            }
            tree::Event::Open(index) => {
                if let Some(place) = place(index) {
                    self.open(place);
                }
            }
            tree::Event::Close(index) => {
                if let Some(place) = place(index) {
                    self.tree.close(place);
                }
            }
            tree::Event::Copy(index) => {
                let jid = place(index).and_then(|place| self.copy_of(place, Copied::Jid));
                return jid.map_or(Action::None, |jid| Action::Run(clipboard::write(jid)));
            }
            tree::Event::Context(index, point) => {
                if let Some(place) = place(index) {
                    self.select(place, true);
                    self.menu = Some(Menu::new(place, point));
                }
            }
            tree::Event::Visible(_) => return Action::None,
        }
        let task = self.changed();
        Action::Run(task)
    }

    fn details_message(&mut self, message: details::Message) -> Action {
        match self.details.update(message) {
            details::Action::None => Action::None,
            details::Action::Run(task) => Action::Run(task.map(Message::Details)),
            details::Action::Ask(kinds) => {
                self.refresh(&kinds);
                self.run(Task::none())
            }
            details::Action::Appear(appears) => self.update(Message::Appeared(appears)),
            details::Action::Go(address) => {
                self.reveal(address);
                self.run(Task::none())
            }
        }
    }

    fn shortcut(&mut self, shortcut: Shortcut) -> Action {
        match shortcut {
            Shortcut::Refresh => self.refresh(&[Kind::Info, Kind::Items]),
            Shortcut::Address => {
                return Action::Run(Task::batch([
                    operation::focus(address_bar::JID),
                    operation::select_all(address_bar::JID),
                ]));
            }
            Shortcut::Back => self.step(false),
            Shortcut::Forward => self.step(true),
            Shortcut::NextFinding => self.walk(true),
            Shortcut::PreviousFinding => self.walk(false),
            Shortcut::NextField => return Action::Run(operation::focus_next()),
            Shortcut::PreviousField => return Action::Run(operation::focus_previous()),
            Shortcut::Tab(number) => return self.details_message(details::Message::TabNumber(number)),
            Shortcut::Leave => {
                self.menu = None;
                self.toast = None;
                return Action::Run(operation::focus(TREE));
            }
            Shortcut::Quit => return Action::Quit,
        }
        self.run(Task::none())
    }

    fn menu_entry(&mut self, entry: menu::Entry) -> Action {
        let Some(menu) = self.menu.take() else { return Action::None };
        let place = menu.place;
        match entry {
            menu::Entry::CopyJid | menu::Entry::CopyNode | menu::Entry::CopyName => {
                let what = match entry {
                    menu::Entry::CopyNode => Copied::Node,
                    menu::Entry::CopyName => Copied::Name,
                    _ => Copied::Jid,
                };
                return self.copy_of(place, what).map_or(Action::None, |text| Action::Run(clipboard::write(text)));
            }
            menu::Entry::Refresh => {
                if let Some(entity) = self.tree.entity_at(place) {
                    let questions = self.tree.ask(entity, &[Kind::Info, Kind::Items], Timestamp::now());
                    self.ask(questions);
                }
            }
            menu::Entry::OpenAsRoot => {
                if let Some(entity) = self.tree.entity_at(place).and_then(|entity| self.tree.entity(entity)) {
                    let address = entity.address.clone();
                    self.go_to(address);
                }
            }
            menu::Entry::RemoveRoot => {
                self.tree.remove_root(place);
                self.selected = None;
            }
        }
        self.run(Task::none())
    }

    /// Brings everything that follows from the tree up to date.
    fn changed(&mut self) -> Task<Message> {
        self.ask_besides();
        self.tree.settle();
        if self.selected.is_some_and(|place| self.tree.get(place).is_none()) {
            self.selected = None;
        }
        self.status.waiting(self.tree.waiting());
        {
            let shown =
                self.selected.and_then(|place| self.tree.entity_at(place)).and_then(|entity| self.tree.entity(entity));
            let announced = shown.map(|entity| self.status.announced(&entity.address)).unwrap_or_default();
            let known = details::Known { tree: &self.tree, wrong: &self.wrong, contacts: &self.contacts };
            self.details.show(&known, self.selected, announced).map(Message::Details)
        }
    }

    fn run(&mut self, task: Task<Message>) -> Action {
        let changed = self.changed();
        Action::Run(Task::batch([changed, task]))
    }

    fn ask(&self, questions: Vec<Question>) {
        for question in questions {
            self.session.ask(question);
        }
    }

    /// The keys that no field took, and the clock while something waits.
    pub fn subscription(&self) -> Subscription<Message> {
        let keys = keyboard::listen().filter_map(shortcut::of).map(Message::Pressed);
        if self.status.is_moving() {
            let ticks = iced::time::every(std::time::Duration::from_millis(500)).map(|_| Message::Ticked);
            return Subscription::batch([keys, ticks]);
        }
        keys
    }

    /// The screen.
    pub fn view(&self) -> Element<'_, Message> {
        let panes = pane_grid(&self.panes, |_, pane, _| {
            let content: Element<'_, Message> = match pane {
                Pane::Tree => self.tree_view(),
                Pane::Details => self.details.view(&self.tree, self.appears).map(Message::Details),
            };
            pane_grid::Content::new(container(content).style(style::pane).width(Length::Fill).height(Length::Fill))
        })
        .spacing(size::LINE_WIDTH)
        .min_size(200)
        .on_resize(8, Message::Resized);
        let steps = (!self.history.back.is_empty(), !self.history.forward.is_empty());
        let screen = column![
            self.bar.view(steps, self.selected.is_some()),
            rule::horizontal(size::LINE_WIDTH).style(style::separator),
            container(panes).style(style::divided).height(Length::Fill),
            rule::horizontal(size::LINE_WIDTH).style(style::separator),
            self.status.view(),
        ];
        let menu = self.menu.as_ref().map(|menu| menu.view(&self.tree));
        let toast = self.toast.as_ref().map(Toast::view);
        stack![screen].push(menu).push(toast).into()
    }

    fn tree_view(&self) -> Element<'_, Message> {
        let selected = self.selected.and_then(|place| self.tree.position(place));
        tree::tree(Places::new(&self.tree, &self.wrong, &self.contacts, self.appears), Message::Tree)
            .selected(selected)
            .id(TREE)
            .starts_focused()
            .into()
    }
}
