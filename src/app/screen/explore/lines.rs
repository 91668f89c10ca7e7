//! What an entity said, as lines to draw: sections that can be closed, and below each what it holds.

use std::{borrow::Cow, collections::HashSet, sync::Arc};

use super::{document::Source, findings::Findings};
use crate::{
    app::{
        icon::Icon,
        widget::tree::{Badge, Count, Expander, Mark, Row, Rows, Weight},
    },
    crawl::Fence,
    disco::{
        contact::Presence,
        reply::At,
        state::{Entity, Kind},
    },
};

mod form;
mod question;
mod reply;

pub use question::state_mark;

/// A part of the overview.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Section {
    /// What presence and the questions besides disco tell of a client.
    Client,
    /// How disco#info went.
    Info,
    /// The identities.
    Identities,
    /// The features.
    Features,
    /// The form of this number.
    Form(usize),
    /// What else the reply held.
    Extras,
    /// How disco#items went.
    Items,
}

/// In which order features stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// By the document that defines them.
    #[default]
    Documents,
    /// As they were sent.
    Wire,
}

/// How the lines are laid out.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    /// The order of features.
    pub order: Order,
    /// Which sections are closed.
    pub closed: HashSet<Section>,
    /// Where the entity comes from.
    pub source: Source,
    /// Who asked it.
    pub asked_as: Option<Arc<str>>,
    /// The fence that ended a crawl before the entity.
    pub fence: Option<Fence>,
}

/// One line.
#[derive(Clone, Debug)]
pub struct Line {
    section: Section,
    weight: Weight,
    icon: Option<Icon>,
    title: Arc<str>,
    wire: Arc<str>,
    word: Arc<str>,
    mark: Mark,
    count: Option<u64>,
    at: Option<(Kind, At)>,
    badge: Option<Badge>,
    /// It names a value that is empty, or not there.
    is_label: bool,
}

/// The lines of one entity.
#[derive(Clone, Debug, Default)]
pub struct Lines {
    all: Vec<Line>,
    shown: Vec<usize>,
    closed: HashSet<Section>,
    source: Source,
    asked_as: Option<Arc<str>>,
    fence: Option<Fence>,
}

impl Lines {
    /// The lines of an entity, sections closed as before.
    pub fn of(entity: &Entity, presence: Option<&Presence>, findings: &Findings, layout: Layout) -> Self {
        let Layout { order, closed, source, asked_as, fence } = layout;
        let mut lines = Self { all: Vec::new(), shown: Vec::new(), closed, source, asked_as, fence };
        lines.client(entity, presence);
        if let Some(info) = entity.info.answer() {
            lines.info(info, order);
        }
        lines.state(Section::Info, "disco#info", &entity.info);
        lines.state(Section::Items, "disco#items", &entity.items);
        lines.way_out(entity);
        if let Some(items) = entity.items.answer() {
            lines.items(items);
        }
        lines.item_count(entity);
        for line in &mut lines.all {
            line.badge = line.at.and_then(|(kind, at)| findings.mark(kind, at));
        }
        lines.refold();
        lines
    }

    /// Makes the line of a reply visible, else the heading of its answer, and tells which shown line that is.
    pub fn show(&mut self, kind: Kind, at: At) -> Option<usize> {
        let found = self.all.iter().position(|line| line.at == Some((kind, at)));
        let found = found.or_else(|| self.all.iter().position(|line| line.at == Some((kind, At::Reply))))?;
        if let Some(line) = self.all.get(found) {
            let _ = self.closed.remove(&line.section);
        }
        self.refold();
        self.shown.iter().position(|index| *index == found)
    }

    /// Which sections are closed.
    pub fn closed(&self) -> &HashSet<Section> {
        &self.closed
    }

    /// Opens or closes the section of a shown line.
    pub fn toggle(&mut self, index: usize) {
        let Some(line) = self.line(index).filter(|line| line.is_heading()) else { return };
        let section = line.section;
        if !self.closed.remove(&section) {
            let _ = self.closed.insert(section);
        }
        self.refold();
    }

    /// A shown line as text to copy: what came over the wire, else our words.
    pub fn copy(&self, index: usize) -> Option<String> {
        let line = self.line(index)?;
        let text = if line.wire.is_empty() { &line.title } else { &line.wire };
        Some(text.to_string())
    }

    fn line(&self, index: usize) -> Option<&Line> {
        self.shown.get(index).and_then(|index| self.all.get(*index))
    }

    fn refold(&mut self) {
        let shown =
            self.all.iter().enumerate().filter(|(_, line)| line.is_heading() || !self.closed.contains(&line.section));
        self.shown = shown.map(|(index, _)| index).collect();
    }

    fn heading(&mut self, section: Section, title: &str, wire: &str, count: Option<usize>) {
        let count = count.map(|count| u64::try_from(count).unwrap_or(u64::MAX));
        let line =
            Line { weight: Weight::Heading, count, title: title.into(), wire: wire.into(), ..Line::blank(section) };
        self.all.push(line);
    }

    fn words(&mut self, section: Section, title: impl Into<Arc<str>>, wire: impl Into<Arc<str>>) {
        self.all.push(Line { title: title.into(), wire: wire.into(), ..Line::blank(section) });
    }

    /// The line that was added last is that line of the reply.
    fn mark_last(&mut self, kind: Kind, at: At) {
        if let Some(line) = self.all.last_mut() {
            line.at = Some((kind, at));
        }
    }
}

impl Line {
    fn is_heading(&self) -> bool {
        self.weight == Weight::Heading
    }

    fn blank(section: Section) -> Self {
        let nothing: Arc<str> = Arc::from("");
        Self {
            section,
            weight: Weight::Detail,
            icon: None,
            title: nothing.clone(),
            wire: nothing.clone(),
            word: nothing,
            mark: Mark::Idle,
            count: None,
            at: None,
            badge: None,
            is_label: false,
        }
    }
}

impl Rows for Lines {
    fn len(&self) -> usize {
        self.shown.len()
    }

    fn row(&self, index: usize) -> Row<'_> {
        let Some(line) = self.line(index) else { return Row::new(0, "") };
        let expander = match (line.is_heading(), self.closed.contains(&line.section)) {
            (false, _) => Expander::None,
            (true, true) => Expander::Closed,
            (true, false) => Expander::Open,
        };
        Row {
            expander,
            icon: line.icon,
            weight: line.weight,
            wire: Cow::Borrowed(&line.wire),
            word: Cow::Borrowed(&line.word),
            mark: line.mark,
            badge: line.badge,
            is_dimmed: line.is_label,
            count: line.count.map(|known| Count { known, has_more: false }),
            ..Row::new(u16::from(!line.is_heading()), &*line.title)
        }
    }

    fn key(&self, index: usize) -> u64 {
        self.shown.get(index).and_then(|index| u64::try_from(*index).ok()).unwrap_or(u64::MAX)
    }

    fn index_of(&self, key: u64) -> Option<usize> {
        let key = usize::try_from(key).ok()?;
        self.shown.binary_search(&key).ok()
    }

    fn depth(&self, index: usize) -> u16 {
        self.line(index).map_or(0, |line| u16::from(!line.is_heading()))
    }
}
