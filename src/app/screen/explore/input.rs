//! What rows, details, keys and the row's menu do.

use iced::{Task, clipboard, widget::operation};

use super::{
    Action, Explore, Marked, Message, TREE, Wish, address_bar, asker, automatic, bookmarks,
    comparing::{self, Sides},
    console, crawl, details,
    document::Document,
    documents::Sheet,
    menu::{self, Menu},
    offers, ourselves,
    shortcut::Shortcut,
    steps::{Copied, NotKept},
    way::is_of_window,
};
use crate::{
    app::widget::{reach, tree},
    disco::{
        link::Link,
        state::Kind,
        text::visible,
        tree::{PlaceId, Scope},
    },
    snapshot::export,
};

impl Explore {
    pub(super) fn tree_event(&mut self, event: &tree::Event) -> Action {
        if let tree::Event::Toggle(index) | tree::Event::Activate(index) | tree::Event::Open(index) = *event
            && let Some(action) = self.go_on_at(index)
        {
            return action;
        }
        let Some(document) = self.documents.active_mut() else { return Action::None };
        let place = Document::place_at;
        match *event {
            tree::Event::Select(index) => {
                if let Some(place) = place(document, index) {
                    document.select(place, true);
                }
            }
            tree::Event::Toggle(index) | tree::Event::Activate(index) => {
                if let Some(place) = place(document, index) {
                    if document.search.shown().is_some() {
                        return self.show_in_tree(place);
                    }
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
                    self.menu = Some(Menu::new(place, point, self.others()));
                    return self.run(operation::focus(menu::NOWHERE));
                }
            }
            tree::Event::Visible(ref rows) => {
                return Action::Run(self.automatic.moved(rows.clone()).map(Message::Automatic));
            }
        }
        self.run(Task::none())
    }

    pub(super) fn details_message(&mut self, message: details::Message) -> Action {
        let Some(document) = self.documents.active_mut() else { return Action::None };
        let id = document.id;
        match document.details.update(message) {
            details::Action::None => Action::None,
            details::Action::Run(task) => Action::Run(task.map(move |message| Message::Prepared(id, message))),
            details::Action::Ask(kinds) => self.refresh(&kinds),
            details::Action::Page(wish) => self.page_chosen(wish),
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

    pub(super) fn shortcut(&mut self, shortcut: Shortcut) -> Action {
        if self.ourselves.is_open() && !is_of_window(shortcut) {
            return self.ourselves_message(ourselves::Message::Pressed(shortcut));
        }
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
            Shortcut::Favour => return self.bookmarks_message(bookmarks::Message::Starred),
            Shortcut::Bookmarks => return self.bookmarks_message(bookmarks::Message::Toggled),
            Shortcut::Back | Shortcut::Forward => return self.go_back_or_forward(shortcut == Shortcut::Forward),
            Shortcut::NextPane | Shortcut::PreviousPane => return self.next_pane(shortcut == Shortcut::NextPane),
            Shortcut::NextFinding => return self.walk(true),
            Shortcut::PreviousFinding => return self.walk(false),
            Shortcut::NextField | Shortcut::PreviousField => {
                return Action::Run(reach::next(shortcut == Shortcut::NextField));
            }
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
            Shortcut::Document(number) => return self.show_document(number),
            Shortcut::CloseDocument => {
                let shown = self.documents.shown().map(Sheet::id);
                return shown.map_or(Action::None, |id| self.close(id));
            }
            Shortcut::Compare => {
                return match self.documents.before_active() {
                    Some(other) => self.compare_trees(other),
                    None => self.tell("There is nothing to compare with; open another snapshot first."),
                };
            }
            Shortcut::Expand => return self.crawl_message(crawl::Message::Wanted),
            Shortcut::PauseCrawl => return self.crawl_message(crawl::Message::PausedOrResumed),
            Shortcut::EndCrawl => return self.crawl_message(crawl::Message::Ended),
            Shortcut::AskAgain => return self.ask_again(),
            Shortcut::Console => return self.console_message(console::Message::Toggled),
            Shortcut::PauseStanzas => return self.console_message(console::Message::Paused),
            Shortcut::ClearStanzas => return self.console_message(console::Message::Cleared),
            Shortcut::SaveStanzas => return self.console_message(console::Message::SaveWanted),
            Shortcut::AskAs => return self.asker_message(asker::Message::Wanted),
            Shortcut::Certificate => return self.go_to_certificate(),
            Shortcut::Ourselves => return self.ourselves_message(ourselves::Message::Opened),
            Shortcut::OurPage(page) => return self.open_ourselves_at(page),
            // Only while it is shown what we say of ourselves.
            Shortcut::Apply | Shortcut::Revert => return Action::None,
            Shortcut::Automatic => return self.automatic_message(automatic::Message::Switched),
            Shortcut::Appear => {
                let appears = self.documents.live().and_then(Document::live).is_some_and(|live| live.appears);
                return self.update(Message::Appeared(!appears));
            }
            Shortcut::Row(entry) => return self.row_chosen(entry),
            Shortcut::Connect => return Action::Connect,
            Shortcut::Reconnect => return self.update(Message::Reconnected),
            Shortcut::LogOut => return self.update(Message::LoggedOut),
            Shortcut::ConnectAs(_)
            | Shortcut::Demo
            | Shortcut::Palette
            | Shortcut::Help
            | Shortcut::Settings
            | Shortcut::Larger
            | Shortcut::Smaller
            | Shortcut::UsualSize
            | Shortcut::Appearance(_)
            | Shortcut::Contrast(_) => return Action::Guide(shortcut),
            Shortcut::Leave => {
                if self.menu.take().is_none() {
                    return self.leave_filter().unwrap_or(Action::Leave);
                }
                return Action::Run(operation::focus(TREE));
            }
            Shortcut::Find => return self.find(),
            Shortcut::NextMatch => return self.step_match(true),
            Shortcut::PreviousMatch => return self.step_match(false),
            Shortcut::Offers => return self.offers_message(offers::Message::Toggled),
            Shortcut::Quit => return Action::Quit,
        }
        self.run(Task::none())
    }

    pub(super) fn menu_key(&mut self, key: menu::Key) -> Action {
        let has_marked = self.marked.is_some();
        let (Some(menu), Some(document)) = (&mut self.menu, self.documents.active()) else { return Action::None };
        match key {
            menu::Key::Close => return self.menu_left(),
            menu::Key::Enter => {
                if let Some(entry) = menu.chosen(&document.tree, has_marked) {
                    return self.menu_chosen(entry);
                }
            }
            _ => menu.step(key, &document.tree, has_marked),
        }
        Action::None
    }

    /// Closes the menu; the keyboard goes back to the tree.
    pub(super) fn menu_left(&mut self) -> Action {
        self.menu = None;
        Action::Run(operation::focus(TREE))
    }

    /// Does what was chosen; the keyboard goes back to the tree, unless something else takes it.
    pub(super) fn menu_chosen(&mut self, entry: menu::Entry) -> Action {
        let is_elsewhere = matches!(
            entry,
            menu::Entry::CompareWith | menu::Entry::CompareBeside(_) | menu::Entry::ExpandAll | menu::Entry::Ourselves
        );
        match self.menu_entry(entry) {
            Action::Run(task) if !is_elsewhere => Action::Run(Task::batch([task, operation::focus(TREE)])),
            Action::None => Action::Run(operation::focus(TREE)),
            action => action,
        }
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
            menu::Entry::CompareBeside(other) => return self.compare_beside(place, other),
            menu::Entry::Refresh => return self.refresh_place(place),
            menu::Entry::ExpandAll => return self.expand_all(place),
            menu::Entry::Page(wish) => return self.page(place, wish),
            menu::Entry::SaveBelow => return save(Scope::Below(place)),
            menu::Entry::SaveOnly => return save(Scope::Only(place)),
            menu::Entry::OpenAsRoot => {
                if let Some(address) = document.address_at(place) {
                    document.go_to(address);
                }
            }
            menu::Entry::Ourselves => return self.ourselves_message(ourselves::Message::Opened),
            menu::Entry::RemoveRoot => {
                document.tree.remove_root(place);
                document.selected = None;
            }
        }
        self.run(Task::none())
    }
}

/// A subtree as text and who asked, made in another thread from what is known now.
fn copy_below(document: &mut Document, place: PlaceId) -> Task<Message> {
    let Some(content) = document.content(Scope::Below(place)) else { return Task::done(Message::Copied(None)) };
    let asked_as = document.asked_as().map(|jid| format!("Asked as {}\n", visible(jid))).unwrap_or_default();
    let work = tokio::task::spawn_blocking(move || {
        let tree = content.snapshot().tree();
        tree.roots().first().and_then(|root| Some(asked_as + &export::text::subtree(&tree, *root)?))
    });
    Task::perform(work, |text| Message::Copied(text.ok().flatten()))
}
