//! The menu of a row.

use std::borrow::Cow;

use iced::{
    Element, Event, Length, Point, Subscription, event,
    keyboard::{self, key::Named},
    widget::{button, column, container, mouse_area, opaque, pin, responsive, space, stack, text},
};

use super::{Message, beside::Other, document::DocumentId, paging::Wish};
use crate::{
    app::theme::{size, space as gap, style},
    disco::{
        namespace::RSM,
        state::Entity,
        text::visible_within,
        tree::{PlaceId, Subject, Tree},
    },
};

/// An open menu.
#[derive(Clone, Debug)]
pub struct Menu {
    /// Whose it is.
    pub place: PlaceId,
    at: Point,
    /// The sessions whose answers its entity can be compared with.
    others: Vec<Other>,
    /// Which entry the keyboard has come to.
    chosen: Option<usize>,
}

/// What a key does while it is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// The entry above, from the first to the last.
    Up,
    /// The entry below, from the last to the first.
    Down,
    /// The first entry.
    First,
    /// The last entry.
    Last,
    /// Does what the entry says.
    Enter,
    /// Closes the menu.
    Close,
}

/// No widget has this name: who puts the keyboard there takes it away from the tree.
pub const NOWHERE: &str = "menu";

/// What can be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    /// Copy the JID.
    CopyJid,
    /// Copy the node.
    CopyNode,
    /// Copy the name.
    CopyName,
    /// Copy a link to it.
    CopyLink,
    /// Copy the row as text.
    CopyRow,
    /// Copy everything below as text.
    CopyBelow,
    /// Ask everybody below, and open all rows.
    ExpandAll,
    /// Hold it against another row.
    Compare,
    /// Hold the row that was chosen for it against this one.
    CompareWith,
    /// Hold it against what it says to another session.
    CompareBeside(DocumentId),
    /// Ask again.
    Refresh,
    /// Load more of its list, or count it.
    Page(Wish),
    /// Save it with everything below.
    SaveBelow,
    /// Save it alone.
    SaveOnly,
    /// Show it as a tree of its own.
    OpenAsRoot,
    /// Take the root out of the tree.
    RemoveRoot,
    /// Show what we say of ourselves.
    Ourselves,
}

const WIDTH: f32 = 280.0;
/// A session's name is cut to fit.
const NAME_CHARACTERS: usize = 24;

impl Menu {
    /// A menu for a row, opened there; its entity can be compared with what others of these sessions see.
    pub fn new(place: PlaceId, at: Point, others: Vec<Other>) -> Self {
        Self { place, at, others, chosen: None }
    }

    /// Goes to another entry.
    pub fn step(&mut self, key: Key, tree: &Tree, has_marked: bool) {
        let Some(last) = self.entries(tree, has_marked).len().checked_sub(1) else { return };
        self.chosen = match (key, self.chosen) {
            (Key::First, _) | (Key::Down, None) => Some(0),
            (Key::Last, _) | (Key::Up, None | Some(0)) => Some(last),
            (Key::Down, Some(index)) => Some(if index >= last { 0 } else { index + 1 }),
            (Key::Up, Some(index)) => Some(index - 1),
            (Key::Enter | Key::Close, chosen) => chosen,
        };
    }

    /// The entry that the keyboard has come to.
    pub fn chosen(&self, tree: &Tree, has_marked: bool) -> Option<Entry> {
        Some(self.entries(tree, has_marked).get(self.chosen?)?.0)
    }

    /// What can be chosen of this row; `has_marked` says whether another one waits to be compared.
    fn entries(&self, tree: &Tree, has_marked: bool) -> Vec<(Entry, Cow<'static, str>)> {
        let entity = tree.entity_at(self.place).and_then(|entity| tree.entity(entity));
        let list = entity.or_else(|| tree.entity(tree.continued_at(self.place)?));
        let item = tree.get(self.place).and_then(|place| place.item.as_deref());
        let has_node =
            entity.map_or_else(|| item.is_some_and(|item| item.node.is_some()), |entity| entity.address.node.is_some());
        let is_root = tree.parent(self.place).is_none();
        let is_rest = tree.continued_at(self.place).is_some();
        let is_item = tree.get(self.place).is_none_or(|place| place.subject == Subject::Item);
        let can_save = !is_item && !is_rest;
        let is_waiting = list.is_some_and(|list| list.items.is_waiting());
        let is_part = list.and_then(|list| list.items.answer()).is_some_and(|items| !items.paging.is_complete());
        let goes_on = list.is_some_and(Entity::has_next_page);
        let gives_pages = entity.and_then(|entity| entity.info.answer()).is_some_and(|info| info.has(RSM));
        let entries = [
            (Entry::CopyJid, "Copy JID", !is_rest),
            (Entry::CopyNode, "Copy node", has_node),
            (Entry::CopyName, "Copy name", !is_rest),
            (Entry::CopyLink, "Copy link", entity.is_some()),
            (Entry::CopyRow, "Copy row as text", true),
            (Entry::CopyBelow, "Copy all below as text", can_save),
            (Entry::Refresh, "Ask again", entity.is_some()),
            (Entry::ExpandAll, "Expand all below…", can_save),
            (Entry::Page(Wish::More), "Load more items", goes_on),
            (Entry::Page(Wish::All), "Load all items", goes_on),
            (Entry::Page(Wish::Stop), "Stop loading", is_part && is_waiting),
            (Entry::Page(Wish::Again), "Load the list from its beginning", is_part && !is_waiting),
            (Entry::Page(Wish::Count), "Count the items", gives_pages),
            (Entry::Compare, "Compare with another row", entity.is_some()),
            (Entry::CompareWith, "Compare with the row chosen before", entity.is_some() && has_marked),
            (Entry::SaveBelow, "Save this and all below…", can_save),
            (Entry::SaveOnly, "Save this row…", entity.is_some()),
            (Entry::OpenAsRoot, "Open as a tree of its own", entity.is_some() && !is_root),
            (Entry::RemoveRoot, "Remove from the tree", is_root),
            (Entry::Ourselves, "What you say of yourself…", is_root),
        ];
        let mut shown: Vec<_> = entries
            .into_iter()
            .filter_map(|(entry, label, is_shown)| is_shown.then_some((entry, Cow::Borrowed(label))))
            .collect();
        if entity.is_some() {
            let position = shown.iter().position(|(entry, _)| *entry == Entry::SaveBelow).unwrap_or(shown.len());
            let beside = self.others.iter().map(|other| {
                let name = visible_within(&other.name, NAME_CHARACTERS);
                (Entry::CompareBeside(other.document), Cow::Owned(format!("Compare as seen by {name}")))
            });
            let _ = shown.splice(position..position, beside);
        }
        shown
    }

    /// The menu over the whole screen, which it closes when pressed elsewhere.
    pub fn view<'a>(&self, tree: &'a Tree, has_marked: bool) -> Element<'a, Message> {
        let entries = self.entries(tree, has_marked);
        let (at, chosen) = (self.at, self.chosen);
        let list = responsive(move |room| {
            let rows = entries.iter().enumerate();
            let rows = rows.map(|(index, (entry, label))| line(*entry, label.clone(), chosen == Some(index)));
            let list = container(column(rows)).padding(gap::XS).width(WIDTH).style(style::toast);
            let height = entries.iter().map(|_| size::ROW).sum::<f32>() + gap::XL;
            let corner = (room.width - WIDTH - gap::XS, room.height - height);
            pin(opaque(list)).x(at.x.min(corner.0).max(0.0)).y(at.y.min(corner.1).max(0.0)).into()
        });
        let behind = mouse_area(space().width(Length::Fill).height(Length::Fill))
            .on_press(Message::MenuLeft)
            .on_right_press(Message::MenuLeft);
        stack![opaque(behind), list].into()
    }
}

fn line<'a>(entry: Entry, label: Cow<'static, str>, is_chosen: bool) -> Element<'a, Message> {
    button(text(label).size(size::TEXT).wrapping(text::Wrapping::None))
        .width(Length::Fill)
        .padding([gap::XS, gap::M])
        .style(style::entry(is_chosen))
        .on_press(Message::Chosen(entry))
        .into()
}

/// The keys of an open menu: none of them goes anywhere else, and what is none of its own closes it.
pub fn keys() -> Subscription<Key> {
    event::listen_with(|event, _, _| {
        let Event::Keyboard(keyboard::Event::KeyPressed { key, repeat, .. }) = event else { return None };
        match key.as_ref() {
            keyboard::Key::Named(Named::ArrowUp) => Some(Key::Up),
            keyboard::Key::Named(Named::ArrowDown) => Some(Key::Down),
            keyboard::Key::Named(Named::Home) => Some(Key::First),
            keyboard::Key::Named(Named::End) => Some(Key::Last),
            keyboard::Key::Named(Named::Enter) => (!repeat).then_some(Key::Enter),
            keyboard::Key::Named(Named::Shift | Named::Control | Named::Alt | Named::AltGraph | Named::Super) => None,
            // The key that opened it may still be held.
            _ => (!repeat).then_some(Key::Close),
        }
    })
}
