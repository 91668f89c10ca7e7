//! The menu of a row.

use iced::{
    Element, Length, Point,
    widget::{button, column, container, mouse_area, opaque, pin, responsive, space, stack, text},
};

use super::Message;
use crate::{
    app::theme::{size, space as gap, style},
    disco::tree::{PlaceId, Subject, Tree},
};

/// An open menu.
#[derive(Clone, Copy, Debug)]
pub struct Menu {
    /// Whose it is.
    pub place: PlaceId,
    at: Point,
}

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
    /// Hold it against another row.
    Compare,
    /// Hold the row that was chosen for it against this one.
    CompareWith,
    /// Ask again.
    Refresh,
    /// Save it with everything below.
    SaveBelow,
    /// Save it alone.
    SaveOnly,
    /// Show it as a tree of its own.
    OpenAsRoot,
    /// Take the root out of the tree.
    RemoveRoot,
}

const WIDTH: f32 = 260.0;

impl Menu {
    /// A menu for a row, opened there.
    pub fn new(place: PlaceId, at: Point) -> Self {
        Self { place, at }
    }

    /// The menu over the whole screen, which it closes when pressed elsewhere; `has_marked` says whether a row waits to be
    /// compared.
    pub fn view<'a>(&self, tree: &'a Tree, has_marked: bool) -> Element<'a, Message> {
        let entity = tree.entity_at(self.place).and_then(|entity| tree.entity(entity));
        let item = tree.get(self.place).and_then(|place| place.item.as_deref());
        let has_node =
            entity.map_or_else(|| item.is_some_and(|item| item.node.is_some()), |entity| entity.address.node.is_some());
        let is_root = tree.parent(self.place).is_none();
        let can_save = tree.get(self.place).is_some_and(|place| place.subject != Subject::Item);
        let entries = [
            (Entry::CopyJid, "Copy JID", true),
            (Entry::CopyNode, "Copy node", has_node),
            (Entry::CopyName, "Copy name", true),
            (Entry::CopyLink, "Copy link", entity.is_some()),
            (Entry::CopyRow, "Copy row as text", true),
            (Entry::CopyBelow, "Copy all below as text", can_save),
            (Entry::Refresh, "Ask again", entity.is_some()),
            (Entry::Compare, "Compare with another row", entity.is_some()),
            (Entry::CompareWith, "Compare with the row chosen before", entity.is_some() && has_marked),
            (Entry::SaveBelow, "Save this and all below…", can_save),
            (Entry::SaveOnly, "Save this row…", entity.is_some()),
            (Entry::OpenAsRoot, "Open as a tree of its own", entity.is_some() && !is_root),
            (Entry::RemoveRoot, "Remove from the tree", is_root),
        ];
        let entries: Vec<_> =
            entries.into_iter().filter_map(|(entry, label, is_shown)| is_shown.then_some((entry, label))).collect();
        let at = self.at;
        let list = responsive(move |room| {
            let rows = entries.iter().map(|(entry, label)| line(*entry, label));
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

fn line(entry: Entry, label: &str) -> Element<'_, Message> {
    button(text(label).size(size::TEXT))
        .width(Length::Fill)
        .padding([gap::XS, gap::M])
        .style(style::flat)
        .on_press(Message::Chosen(entry))
        .into()
}
