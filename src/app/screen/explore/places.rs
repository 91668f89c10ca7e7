//! The tree's places as rows to draw.

use std::borrow::Cow;

use super::{
    document::{Document, Source, live::Live},
    paging,
    wrong::Wrong,
};
use crate::{
    app::{
        icon::Icon,
        widget::tree::{Count, Expander, Mark, Row, Rows, Weight},
    },
    crawl::Fence,
    disco::{
        contact::Contacts,
        filter::{Filter, Line},
        reply::Item,
        search::Text,
        state::{Entity, State},
        tree::{EntityId, Folder, Origin, Place, PlaceId, Subject, Tree},
    },
};

/// The visible rows of a tree.
pub struct Places<'a> {
    tree: &'a Tree,
    wrong: &'a Wrong,
    contacts: &'a Contacts,
    source: Source,
    live: Option<&'a Live>,
    found: Option<&'a Filter>,
    /// What is to be marked in rows that were found.
    texts: Vec<Text>,
}

impl<'a> Places<'a> {
    /// The rows as they were last settled.
    pub fn of(document: &'a Document) -> Self {
        let Document { tree, wrong, contacts, .. } = document;
        let found = document.search.shown();
        let texts = found.and_then(Filter::query).map(|query| query.texts().cloned().collect()).unwrap_or_default();
        Self { tree, wrong, contacts, source: document.source(), live: document.live(), found, texts }
    }

    /// What else is known of an entity that was not asked: which fence ended a crawl before it, and the icon of what
    /// its capabilities stand for.
    fn besides(&self, entity: &Entity) -> (Option<&'static str>, Option<Icon>) {
        let Some(live) = self.live else { return (None, None) };
        let fence = entity.items.is_not_asked().then(|| live.crawl.fence(&entity.address)).flatten();
        let is_unknown = entity.info.is_not_asked() && entity.address.node.is_none();
        let presence = is_unknown.then(|| self.contacts.of(&entity.address.jid)).flatten();
        let proof = live.asked.proof(presence).and_then(|proof| self.tree.entity(proof));
        (fence.map(Fence::word), proof.map(icon))
    }

    fn is_loading(&self, entity: EntityId) -> bool {
        self.live.is_some_and(|live| live.loading.is_on(entity))
    }

    /// Which row a place stands on, if it is shown.
    pub fn position(&self, place: PlaceId) -> Option<usize> {
        self.found.map_or_else(|| self.tree.position(place), |found| found.position(place))
    }

    fn at(&self, index: usize) -> Option<Line> {
        let whole =
            || self.tree.rows().get(index).map(|row| Line { place: row.place, depth: row.depth, is_found: false });
        self.found.map_or_else(whole, |found| found.line(index))
    }

    fn folder_row(&self, depth: u16, place: &Place, folder: Folder) -> Row<'_> {
        let Folder::Contacts = folder;
        let expander = if place.is_open { Expander::Open } else { Expander::Closed };
        let is_hidden = self.source == Source::Live { appears: false };
        let word = if is_hidden { "hidden from them" } else { "" };
        let count = (!is_hidden)
            .then(|| Count { known: u64::try_from(self.contacts.len()).unwrap_or(u64::MAX), has_more: false });
        Row {
            expander,
            icon: Some(Icon::Person),
            weight: Weight::Heading,
            word: word.into(),
            count,
            ..Row::new(depth, "Contacts")
        }
    }
}

impl Rows for Places<'_> {
    fn len(&self) -> usize {
        self.found.map_or_else(|| self.tree.rows().len(), Filter::len)
    }

    fn row(&self, index: usize) -> Row<'_> {
        let Some(line) = self.at(index) else { return Row::new(0, "") };
        let row = self.whole_row(line);
        match self.found {
            // All of it is open, and whoever wants to see more of a row goes to it in the whole tree.
            Some(_) => Row {
                expander: Expander::None,
                is_dimmed: !line.is_found,
                is_matched: line.is_found,
                texts: &self.texts,
                ..row
            },
            None => row,
        }
    }

    fn key(&self, index: usize) -> u64 {
        self.at(index).map_or(u64::MAX, |line| line.place.number())
    }

    fn index_of(&self, key: u64) -> Option<usize> {
        let place = PlaceId::numbered(key);
        self.found.map_or_else(|| self.tree.position_of(key), |found| found.position(place?))
    }

    fn depth(&self, index: usize) -> u16 {
        self.at(index).map_or(0, |line| line.depth)
    }

    /// The row at the end of a part of a list goes down when more comes; what is read stays.
    fn holds(&self, index: usize) -> bool {
        let place = self.at(index).and_then(|line| self.tree.get(line.place));
        place.is_none_or(|place| place.subject != Subject::More)
    }

    fn parent(&self, index: usize) -> Option<usize> {
        if let Some(found) = self.found {
            return found.parent(index);
        }
        let place = self.tree.rows().get(index)?.place;
        self.tree.parent(place).and_then(|parent| self.tree.position(parent))
    }
}

impl Places<'_> {
    fn whole_row(&self, row: Line) -> Row<'_> {
        let Some(place) = self.tree.get(row.place) else { return Row::new(row.depth, "") };
        let parent = self.tree.parent(row.place).and_then(|parent| self.tree.entity_at(parent));
        let parent = parent.and_then(|parent| self.tree.entity(parent));
        match &place.subject {
            Subject::Entity(number) => match self.tree.entity(*number) {
                Some(entity) => {
                    let badge = self.wrong.badge(*number);
                    let mut drawn = Row { badge, ..entity_row(row.depth, place, entity, parent, self.source) };
                    let (fence, icon) = self.besides(entity);
                    drawn.icon = icon.or(drawn.icon);
                    match (
                        &*drawn.word,
                        self.contacts.of(&entity.address.jid),
                        self.contacts.count(&entity.address.jid),
                    ) {
                        ("", ..) if fence.is_some() => Row { word: fence.unwrap_or_default().into(), ..drawn },
                        ("", Some(presence), _) => Row { word: presence.word().into(), ..drawn },
                        ("", None, 1..) if entity.address.node.is_none() => Row { word: "online".into(), ..drawn },
                        ("", None, _) if self.source == Source::Kept && entity.info.is_not_asked() => {
                            Row { word: "not asked".into(), ..drawn }
                        }
                        _ => drawn,
                    }
                }
                None => Row::new(row.depth, ""),
            },
            Subject::Item => item_row(row.depth, place.item.as_deref()),
            Subject::More => parent.map_or_else(
                || Row::new(row.depth, ""),
                |entity| {
                    let is_loading = self.tree.continued_at(row.place).is_some_and(|id| self.is_loading(id));
                    paging::row(row.depth, entity, self.source, is_loading)
                },
            ),
            Subject::Folder(folder) => self.folder_row(row.depth, place, *folder),
        }
    }
}

fn entity_row<'a>(
    depth: u16,
    place: &'a Place,
    entity: &'a Entity,
    parent: Option<&Entity>,
    source: Source,
) -> Row<'a> {
    let (mark, word) = mark(entity, place.repeats_ancestor);
    let name = match &place.origin {
        Origin::Known(words) if !words.is_empty() => Some(&**words),
        _ => name(place.item.as_deref(), entity),
    };
    let is_unlisted = entity.address.node.is_some() && matches!(place.origin, Origin::Known(_));
    let wire = wire(entity, parent);
    let (title, wire) = match name {
        Some(name) => (Cow::Borrowed(name), wire),
        None => (wire, Cow::Borrowed("")),
    };
    let items = entity.items.answer();
    let has_others = place.has_children();
    let is_leaf = items.is_some_and(|items| items.items.is_empty()) && !has_others;
    // Nobody is asked for a kept tree, so only what was listed can be shown.
    let has_more = source != Source::Kept || has_others || !entity.items.is_not_asked();
    let can_open = entity.address.is_valid() && !is_leaf && has_more;
    let expander = match (can_open, place.is_open) {
        (false, _) => Expander::None,
        (true, false) => Expander::Closed,
        (true, true) => Expander::Open,
    };
    let count = items.filter(|items| !items.items.is_empty()).map(|items| Count {
        known: u64::try_from(items.items.len()).unwrap_or(u64::MAX),
        has_more: !items.paging.is_complete(),
    });
    let word = if is_unlisted && word.is_empty() { Cow::Borrowed("not listed") } else { word };
    Row {
        expander,
        icon: Some(icon(entity)),
        wire,
        mark,
        word,
        count,
        is_dimmed: is_unlisted,
        ..Row::new(depth, title)
    }
}

fn item_row(depth: u16, item: Option<&Item>) -> Row<'_> {
    let Some(item) = item else { return Row::new(depth, "") };
    let jid = item.jid.as_deref();
    let title = item.name.as_deref().or(jid).unwrap_or("item without JID");
    let is_broken = !item.valid_jid;
    let word = match (jid, is_broken) {
        (None, _) => "no JID",
        (Some(_), true) => "not a JID",
        (Some(_), false) => "item",
    };
    let wire = if item.name.is_some() && is_broken { jid.unwrap_or_default() } else { "" };
    let mark = if is_broken { Mark::Unreadable } else { Mark::Idle };
    Row { icon: Some(Icon::Note), wire: wire.into(), mark, word: word.into(), ..Row::new(depth, title) }
}

/// What people call it: the parent's word for it, else its own.
fn name<'a>(item: Option<&'a Item>, entity: &'a Entity) -> Option<&'a str> {
    let listed = item.and_then(|item| item.name.as_deref());
    let own = || entity.info.answer()?.identities.iter().find_map(|identity| identity.name.as_deref());
    listed.or_else(own).filter(|name| !name.is_empty())
}

/// The address, without the part that the row above has already.
fn wire<'a>(entity: &'a Entity, parent: Option<&Entity>) -> Cow<'a, str> {
    let jid = &entity.address.jid;
    match &entity.address.node {
        None => Cow::Borrowed(jid),
        Some(node) if parent.is_some_and(|parent| parent.address.jid == *jid) && !node.is_empty() => {
            Cow::Borrowed(node)
        }
        Some(node) => Cow::Owned(format!("{jid} · {node}")),
    }
}

/// The icon of what the entity says it is.
pub fn icon(entity: &Entity) -> Icon {
    match entity.info.answer() {
        Some(info) => info.primary().map_or(Icon::Unknown, Icon::identity),
        None => match entity.info.known() {
            State::NotAsked | State::Waiting { .. } => Icon::NotKnownYet,
            _ => Icon::Withheld,
        },
    }
}

/// How the questions went: what info came to, else what items came to.
pub fn mark(entity: &Entity, repeats_ancestor: bool) -> (Mark, Cow<'_, str>) {
    if entity.info.is_waiting() || entity.items.is_waiting() {
        return (Mark::Waiting, Cow::Borrowed(""));
    }
    let (info, items) = (mark_of(&entity.info), mark_of(&entity.items));
    // Not to list anything is no fault; the details tell.
    let worse = match (info.0, items.0) {
        (Mark::Idle, _) | (Mark::Answered, Mark::TimedOut | Mark::CutOff | Mark::Unreadable) => items,
        _ => info,
    };
    match worse.0 {
        Mark::Idle | Mark::Answered if repeats_ancestor => (Mark::Loop, Cow::Borrowed("loops back")),
        Mark::Idle if !entity.address.is_valid() => (Mark::Unreadable, Cow::Borrowed("not a JID")),
        _ => worse,
    }
}

fn mark_of<T>(state: &State<T>) -> (Mark, Cow<'_, str>) {
    match state {
        State::NotAsked => (Mark::Idle, Cow::Borrowed("")),
        State::Waiting { .. } => (Mark::Waiting, Cow::Borrowed("")),
        State::Answered(_) => (Mark::Answered, Cow::Borrowed("")),
        State::Refused(reply) => (Mark::Refused, Cow::Borrowed(reply.body.short())),
        State::TimedOut { .. } => (Mark::TimedOut, Cow::Borrowed("no answer")),
        State::CutOff { .. } => (Mark::CutOff, Cow::Borrowed("cut off")),
        State::Unreadable(_) => (Mark::Unreadable, Cow::Borrowed("unreadable")),
    }
}
