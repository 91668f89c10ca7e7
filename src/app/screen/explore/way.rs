//! Finding one's way: what can be done now, from one part of the window to the next, where links lead.

use iced::{
    Task,
    advanced::widget::{Id, operate, operation::focusable},
    widget::operation,
};

use super::{
    Action, Explore, Message, TREE, address_bar, crawl,
    document::Document,
    documents::Sheet,
    menu::{self, Menu},
    offers, search,
};
use crate::{
    app::shortcut::Shortcut,
    disco::{
        address::Address,
        link::{Link, Request},
        tree::PlaceId,
    },
};

/// So many entities are looked through for an address.
const MOST_LOOKED_AT: usize = 200_000;

const NO_SNAPSHOT: &str = "a snapshot is not asked";
const NO_TREE: &str = "no tree is shown";
const NO_ROW: &str = "no row is chosen";

impl Explore {
    /// Why something cannot be done now; none when it can.
    pub fn hindrance(&self, shortcut: Shortcut) -> Option<&'static str> {
        let unless = |can: bool, why| (!can).then_some(why);
        let document = self.documents.active();
        let live = document.and_then(Document::live);
        let session = self.documents.live().and_then(Document::live);
        let of_tree = |why: Option<&'static str>| if document.is_none() { Some(NO_TREE) } else { why };
        let of_live = |why: Option<&'static str>| {
            of_tree(if live.is_none() && document.is_some() { Some(NO_SNAPSHOT) } else { why })
        };
        let is_searching = document.is_some_and(|document| document.search.shown().is_some());
        match shortcut {
            Shortcut::Back | Shortcut::Forward => {
                unless(self.has_way(shortcut == Shortcut::Forward), "nothing was looked at there")
            }
            Shortcut::Address
            | Shortcut::Find
            | Shortcut::Offers
            | Shortcut::Tab(_)
            | Shortcut::Save
            | Shortcut::SaveAs => of_tree(None),
            Shortcut::NextMatch | Shortcut::PreviousMatch => of_tree(unless(is_searching, "nothing is looked for")),
            Shortcut::Refresh => of_tree(unless(self.chosen().is_some(), NO_ROW)),
            Shortcut::Expand => of_live(unless(self.chosen().is_some(), NO_ROW)),
            Shortcut::PauseCrawl => {
                unless(session.is_some_and(|live| live.crawl().is_running()), "nothing is being expanded")
            }
            Shortcut::EndCrawl => {
                unless(session.is_some_and(|live| !live.crawl().is_idle()), "nothing is being expanded")
            }
            Shortcut::Row(entry) => self.row_hindrance(entry),
            Shortcut::NextDocument | Shortcut::PreviousDocument => {
                unless(self.documents.all().len() > 1, "there is no other tree")
            }
            Shortcut::Document(number) => unless(number < self.documents.all().len(), "there are not so many trees"),
            Shortcut::CloseDocument => {
                unless(self.documents.shown().is_some() && live.is_none(), "the live tree is closed by “Log out”")
            }
            Shortcut::Compare => unless(self.documents.before_active().is_some(), "there is no other tree"),
            Shortcut::Connect => unless(session.is_none(), "there is a session already"),
            Shortcut::Reconnect => match session {
                None => Some("there is no session"),
                Some(live) => unless(!live.status.is_online(), "it is connected"),
            },
            Shortcut::Automatic | Shortcut::Appear | Shortcut::LogOut => {
                unless(session.is_some(), "there is no session")
            }
            _ => None,
        }
    }

    fn chosen(&self) -> Option<PlaceId> {
        self.documents.active()?.selected
    }

    fn row_hindrance(&self, entry: menu::Entry) -> Option<&'static str> {
        let Some(document) = self.documents.active() else { return Some(NO_TREE) };
        let Some(place) = document.selected else { return Some(NO_ROW) };
        let can = Menu::of(place).offers(&document.tree, self.marked.is_some(), entry);
        (!can).then_some("the chosen row has nothing for it")
    }

    /// Does to the chosen row what its menu would.
    pub(super) fn row_chosen(&mut self, entry: menu::Entry) -> Action {
        if let Some(why) = self.row_hindrance(entry) {
            return self.tell(format!("“{}” cannot be done now: {why}.", entry.words()));
        }
        self.menu = self.chosen().map(Menu::of);
        self.menu_chosen(entry)
    }

    /// Whether there is something to go back, or forward, to.
    fn has_way(&self, is_forward: bool) -> bool {
        match self.documents.shown() {
            Some(Sheet::Tree(document)) => document.way(is_forward).is_some(),
            Some(Sheet::Comparison(comparing)) => comparing.has_way(is_forward),
            None => false,
        }
    }

    /// Goes back, or forward, in what is shown.
    pub(super) fn go_back_or_forward(&mut self, is_forward: bool) -> Action {
        if self.documents.comparison_mut().is_some() {
            return self.walk_comparison(is_forward);
        }
        self.with(|document| document.step(is_forward));
        self.run(Task::none())
    }

    /// Goes where a link leads; who is asked is whoever a visit asks.
    pub(super) fn go_to_link(&mut self, Link { address, request }: Link) -> Action {
        let Some(document) = self.documents.active_mut() else { return Action::None };
        match document.go_to_typed(address.clone()) {
            Ok(()) => {
                self.show_request(request);
                self.run(operation::focus(TREE))
            }
            Err(super::steps::NotKept) => self.not_kept(&address),
        }
    }

    /// Goes to an address that somebody chose: to where it stands in the tree, if it does.
    pub fn go_to(&mut self, link: Link) -> Action {
        let Some(document) = self.documents.active_mut() else {
            return self.tell("A comparison holds no addresses to go to; go to one of the trees first.");
        };
        if document.find(&link.address).is_err() {
            return self.go_to_link(link);
        }
        self.show_request(link.request);
        self.run(operation::focus(TREE))
    }

    /// Shows the answer that a link names.
    pub fn show_request(&mut self, request: Option<Request>) {
        let Some(request) = request else { return };
        self.with(|document| {
            document.details.show_tab(match request {
                Request::Info => 0,
                Request::Items => 1,
            });
        });
    }

    /// Addresses of the tree that is shown in which `is_meant` finds what somebody looks for: those that were looked at
    /// first, at most so many.
    pub fn addresses(&self, is_meant: impl Fn(&str) -> bool, most: usize) -> Vec<Address> {
        let Some(document) = self.documents.active() else { return Vec::new() };
        let entities = document.tree.entities().take(MOST_LOOKED_AT).filter(|entity| entity.address.is_valid());
        let (mut asked, mut others) = (Vec::new(), Vec::new());
        for entity in entities {
            if asked.len() >= most {
                break;
            }
            let is_asked = !entity.info.is_not_asked() || !entity.items.is_not_asked();
            if (is_asked || others.len() < most) && is_meant(&entity.address.to_string()) {
                let list = if is_asked { &mut asked } else { &mut others };
                list.push(entity.address.clone());
            }
        }
        asked.append(&mut others);
        asked.truncate(most);
        asked
    }

    /// Who has the keyboard when nobody else wants it.
    pub fn home(&self) -> &'static str {
        self.pane_names().into_iter().find(|name| *name == TREE).unwrap_or(super::comparing::PANES[0])
    }

    /// Whether nothing floats above the screen that takes the keys.
    pub fn is_free(&self) -> bool {
        self.menu.is_none() && self.desk.panel().is_none()
    }

    /// The keyboard goes to the next part of the window, or the one before.
    pub(super) fn next_pane(&self, is_forward: bool) -> Action {
        let panes = self.pane_names();
        let next = operate(focusable::find_focused()).collect().then(move |focused| {
            let now = focused.first().and_then(|id| panes.iter().position(|pane| Id::new(pane) == *id));
            let count = panes.len();
            let index = match (now, is_forward) {
                (None, true) => 0,
                (None, false) => count.saturating_sub(1),
                (Some(index), true) => (index + 1) % count,
                (Some(index), false) => (index + count - 1) % count,
            };
            panes.get(index).map_or_else(Task::none, |pane| operation::focus(*pane))
        });
        Action::Run(next)
    }

    /// The parts of the window that can have the keyboard, in their order.
    fn pane_names(&self) -> Vec<&'static str> {
        match self.documents.shown() {
            Some(Sheet::Tree(document)) => {
                let panel = document.search.panel.is_open().then_some(offers::LIST);
                let outcome = document.live().is_some_and(|live| live.crawl().has_outcome());
                let outcome = outcome.then_some(crawl::OUTCOME);
                let lists =
                    [Some(address_bar::JID), Some(search::FIELD), Some(TREE), document.details.list(), panel, outcome];
                lists.into_iter().flatten().collect()
            }
            Some(Sheet::Comparison(_)) => super::comparing::PANES.to_vec(),
            None => Vec::new(),
        }
    }

    /// Shows one of the trees, from 0.
    pub(super) fn show_document(&mut self, number: usize) -> Action {
        let Some(id) = self.documents.all().get(number).map(Sheet::id) else { return Action::None };
        self.update(Message::Shown(id))
    }

    fn walk_comparison(&mut self, is_forward: bool) -> Action {
        let Some(comparing) = self.documents.comparison_mut() else { return Action::None };
        let id = comparing.id;
        self.comparing_message(Some(id), super::comparing::Message::Walked(is_forward))
    }
}
