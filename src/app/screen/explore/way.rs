//! Finding one's way: what can be done now, from one part of the window to the next, where links lead.

use iced::{
    Task,
    advanced::widget::{Id, operate, operation::focusable},
    widget::operation,
};

use super::{
    Action, Explore, Message, TREE, address_bar, asker, crawl,
    document::Document,
    documents::Sheet,
    menu::{self, Menu},
    offers,
    ourselves::{self, Page},
    search,
};
use crate::{
    app::{distrust, shortcut::Shortcut},
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
const NO_SESSION: &str = "there is no session";

/// What is done in the same way whatever the main screen shows.
pub(super) const fn is_of_window(shortcut: Shortcut) -> bool {
    matches!(
        shortcut,
        Shortcut::NextField
            | Shortcut::PreviousField
            | Shortcut::NextPane
            | Shortcut::PreviousPane
            | Shortcut::Connect
            | Shortcut::ConnectAs(_)
            | Shortcut::Demo
            | Shortcut::Palette
            | Shortcut::Help
            | Shortcut::Settings
            | Shortcut::Larger
            | Shortcut::Smaller
            | Shortcut::UsualSize
            | Shortcut::Appearance(_)
            | Shortcut::Contrast(_)
            | Shortcut::Quit
    )
}

impl Explore {
    /// Why something cannot be done now; none when it can.
    pub fn hindrance(&self, shortcut: Shortcut) -> Option<&'static str> {
        if self.ourselves.is_open() {
            return if is_of_window(shortcut) { None } else { self.ourselves.hindrance(shortcut) };
        }
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
            | Shortcut::Favour
            | Shortcut::Bookmarks
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
                let has_siblings = document.is_some_and(|document| self.documents.siblings(document.id).len() > 1);
                let can = self.documents.shown().is_some() && (live.is_none() || has_siblings);
                unless(can, "the live tree is closed by “Log out”")
            }
            Shortcut::Compare => unless(self.documents.before_active().is_some(), "there is no other tree"),
            Shortcut::Reconnect => match session {
                None => Some(NO_SESSION),
                Some(live) => unless(!live.status.is_online(), "it is connected"),
            },
            Shortcut::AskAgain => match session {
                None => Some(NO_SESSION),
                Some(live) if !live.status.is_online() => Some("there is no connection"),
                Some(live) => unless(live.cut.len() > 0, "nothing was cut off"),
            },
            Shortcut::Automatic | Shortcut::Appear | Shortcut::LogOut => unless(session.is_some(), NO_SESSION),
            Shortcut::AskAs => {
                let is_component = live.is_some_and(|live| live.component().is_some());
                of_live(unless(is_component, "only a component can ask as another JID"))
            }
            Shortcut::Certificate => {
                let is_refused = live.is_some_and(|live| live.status.untrusted().is_some());
                unless(is_refused, "no certificate was refused here")
            }
            Shortcut::Console => of_live(None),
            Shortcut::PauseStanzas | Shortcut::ClearStanzas | Shortcut::SaveStanzas => {
                of_live(unless(live.is_some_and(|live| live.console.is_open()), "the stanzas are not shown"))
            }
            Shortcut::Apply | Shortcut::Revert => Some("what you say of yourself is not shown"),
            _ => None,
        }
    }

    fn chosen(&self) -> Option<PlaceId> {
        self.documents.active()?.selected
    }

    fn row_hindrance(&self, entry: menu::Entry) -> Option<&'static str> {
        let Some(document) = self.documents.active() else { return Some(NO_TREE) };
        let Some(place) = document.selected else { return Some(NO_ROW) };
        let can = Menu::of(place, self.others()).offers(&document.tree, self.marked.is_some(), entry);
        (!can).then_some("the chosen row has nothing for it")
    }

    /// Does to the chosen row what its menu would.
    pub(super) fn row_chosen(&mut self, entry: menu::Entry) -> Action {
        if let Some(why) = self.row_hindrance(entry) {
            return self.tell(format!("“{}” cannot be done now: {why}.", entry.words()));
        }
        let others = self.others();
        self.menu = self.chosen().map(|place| Menu::of(place, others));
        self.menu_chosen(entry)
    }

    /// What can be done to the chosen row that has its name only here: to compare it as other sessions see it.
    pub fn named(&self) -> Vec<(String, Shortcut)> {
        let Some(place) = self.chosen().filter(|_| !self.ourselves.is_open()) else { return Vec::new() };
        let others = self.others();
        let menu = Menu::of(place, others.clone());
        let entries = others.iter().map(|other| menu::Entry::CompareBeside(other.document));
        let can = entries.filter(|entry| self.row_hindrance(*entry).is_none());
        can.map(|entry| (menu.label(entry).into_owned(), Shortcut::Row(entry))).collect()
    }

    /// Shows what we say of ourselves, at one of its pages.
    pub(super) fn open_ourselves_at(&mut self, page: Page) -> Action {
        let _ = self.ourselves_message(ourselves::Message::PageChosen(page));
        self.ourselves_message(ourselves::Message::Opened)
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
                self.visited(address);
                self.show_request(request);
                self.run(operation::focus(TREE))
            }
            Err(super::steps::NotKept) => self.not_kept(&address),
        }
    }

    /// Goes to an address that somebody chose: to where it stands in the tree, if it does.
    pub fn go_to(&mut self, link: Link) -> Action {
        self.ourselves.close();
        let Some(document) = self.documents.active_mut() else {
            return self.tell("A comparison holds no addresses to go to; go to one of the trees first.");
        };
        if document.find(&link.address).is_err() {
            return self.go_to_link(link);
        }
        self.visited(link.address);
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

    /// Addresses in which `is_meant` finds what somebody looks for, at most so many: favourites and recent ones, then those
    /// of the tree that is shown, that were looked at first.
    pub fn addresses(&self, is_meant: impl Fn(&Address) -> bool, most: usize) -> Vec<Address> {
        let Some(document) = self.documents.active() else { return Vec::new() };
        let entities = document.tree.entities().take(MOST_LOOKED_AT);
        let remembered = self.bookmarks.offers().iter().map(|offer| &offer.address);
        let (mut asked, mut others): (Vec<_>, _) =
            (remembered.filter(|address| is_meant(address)).take(most).cloned().collect(), Vec::new());
        let remembered = asked.len();
        let is_there = |asked: &[Address], address| asked.iter().take(remembered).any(|one| one == address);
        for entity in entities {
            if asked.len() >= most {
                break;
            }
            let is_asked = !entity.info.is_not_asked() || !entity.items.is_not_asked();
            let is_wanted = is_asked || others.len() < most;
            let address = &entity.address;
            if is_wanted && is_meant(address) && address.is_valid() && !is_there(&asked, address) {
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
        if self.ourselves.is_open() {
            return self.ourselves.home();
        }
        self.pane_names().into_iter().find(|name| *name == TREE).unwrap_or(super::comparing::PANES[0])
    }

    /// Whether nothing floats above the screen that takes the keys. What we say of ourselves stands in its place, not
    /// above it.
    pub fn is_free(&self) -> bool {
        self.menu.is_none() && self.desk.panel().is_none() && !self.bookmarks.is_open()
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
        if self.ourselves.is_open() {
            return self.ourselves.panes();
        }
        match self.documents.shown() {
            Some(Sheet::Tree(document)) => {
                let panel = document.search.panel.is_open().then_some(offers::LIST);
                let outcome = document.live().is_some_and(|live| live.crawl().has_outcome());
                let outcome = outcome.then_some(crawl::OUTCOME);
                let live = document.live();
                let asker = live.is_some_and(|live| live.component().is_some()).then_some(asker::FIELD);
                let problem = live.is_some_and(|live| live.status.untrusted().is_some()).then_some(distrust::FIRST);
                let above = [Some(address_bar::JID), asker, Some(search::FIELD), Some(TREE)];
                let beside = [document.details.list(), panel, problem];
                let console = live.into_iter().flat_map(|live| live.console.panes());
                above.into_iter().chain(beside).flatten().chain(console).chain(outcome).collect()
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
