//! Rows to show in tests.

use std::collections::HashMap;

use discoscope::app::{
    icon::Icon,
    widget::tree::{Badge, Count, Expander, Mark, Row, Rows, Severity},
};

/// A list as it is written down.
pub struct List {
    rows: Vec<(u64, Row<'static>)>,
    places: HashMap<u64, usize>,
}

impl List {
    /// A list of rows with their keys.
    pub fn new<'a>(rows: impl Iterator<Item = (u64, Row<'a>)>) -> Self {
        let rows: Vec<_> = rows.map(|(key, row)| (key, owned(row))).collect();
        let places = rows.iter().enumerate().map(|(index, (key, _))| (*key, index)).collect();
        Self { rows, places }
    }
}

fn owned(row: Row<'_>) -> Row<'static> {
    Row {
        title: row.title.into_owned().into(),
        wire: row.wire.into_owned().into(),
        word: row.word.into_owned().into(),
        depth: row.depth,
        expander: row.expander,
        icon: row.icon,
        weight: row.weight,
        mark: row.mark,
        beside: row.beside.map(|beside| beside.into_owned().into()),
        severity: row.severity,
        badge: row.badge,
        count: row.count,
        is_dimmed: row.is_dimmed,
        is_matched: row.is_matched,
        texts: &[],
    }
}

impl Rows for List {
    fn len(&self) -> usize {
        self.rows.len()
    }

    fn row(&self, index: usize) -> Row<'_> {
        self.rows[index].1.clone()
    }

    fn key(&self, index: usize) -> u64 {
        self.rows[index].0
    }

    fn index_of(&self, key: u64) -> Option<usize> {
        self.places.get(&key).copied()
    }
}

/// A million rows that cost nothing to keep.
pub struct Million;

impl Rows for Million {
    fn len(&self) -> usize {
        1_000_000
    }

    fn row(&self, index: usize) -> Row<'_> {
        Row::new(1, format!("Row {index}"))
    }

    fn key(&self, index: usize) -> u64 {
        index as u64
    }

    fn index_of(&self, key: u64) -> Option<usize> {
        usize::try_from(key).ok().filter(|&index| index < self.len())
    }
}

/// A small server with one of everything.
pub fn list() -> List {
    let rows = [
        row(0, Expander::Open, Icon::Server, "Lab Prosody", "localhost").counting(7),
        row(1, Expander::Open, Icon::Conference, "Chat rooms", "rooms.localhost").counting(5),
        row(2, Expander::None, Icon::Conference, "Lobby", "lobby@rooms.localhost"),
        row(2, Expander::None, Icon::Conference, "Support", "support@rooms.localhost").finding(2, Severity::Warning),
        row(
            2,
            Expander::None,
            Icon::Conference,
            "A room with a name that is far too long to be shown",
            "long@rooms.localhost",
        ),
        row(2, Expander::None, Icon::Conference, "חדר בעברית", "hebrew@rooms.localhost"),
        row(2, Expander::None, Icon::Conference, "Line\nbreak \u{202e}evil", "evil@rooms.localhost")
            .finding(1, Severity::Error),
        row(1, Expander::Closed, Icon::Pubsub, "Pubsub", "pubsub.localhost").counting_more(100),
        row(1, Expander::Closed, Icon::Gateway, "IRC", "irc.localhost").marked(Mark::Waiting, "waiting"),
        row(1, Expander::None, Icon::NotKnownYet, "Uploads", "upload.localhost").marked(Mark::Refused, "forbidden"),
        row(1, Expander::None, Icon::NotKnownYet, "Old gateway", "gone.localhost").marked(Mark::TimedOut, "no answer"),
        row(1, Expander::None, Icon::NotKnownYet, "", "proxy.localhost").marked(Mark::CutOff, "cut off"),
        row(1, Expander::None, Icon::Component, "Weather", "weather.localhost").marked(Mark::Unreadable, "unreadable"),
        row(1, Expander::Open, Icon::Automation, "Commands", "localhost  http://jabber.org/protocol/commands")
            .counting(1),
        row(2, Expander::None, Icon::Server, "Lab Prosody", "localhost").marked(Mark::Loop, "loop"),
        row(1, Expander::None, Icon::Directory, "Found", "found.localhost").matched(),
        row(1, Expander::None, Icon::Proxy, "Stands back", "proxy65.localhost").dimmed().finding(3, Severity::Note),
    ];
    List::new(rows.into_iter().enumerate().map(|(index, row)| (index as u64, row)))
}

fn row(depth: u16, expander: Expander, icon: Icon, title: &'static str, wire: &'static str) -> Row<'static> {
    Row { expander, icon: Some(icon), wire: wire.into(), mark: Mark::Answered, ..Row::new(depth, title) }
}

trait Build: Sized {
    fn counting(self, known: u64) -> Self;
    fn counting_more(self, known: u64) -> Self;
    fn finding(self, count: u32, severity: Severity) -> Self;
    fn marked(self, mark: Mark, word: &'static str) -> Self;
    fn matched(self) -> Self;
    fn dimmed(self) -> Self;
}

impl Build for Row<'static> {
    fn counting(self, known: u64) -> Self {
        Self { count: Some(Count { known, has_more: false }), ..self }
    }

    fn counting_more(self, known: u64) -> Self {
        Self { count: Some(Count { known, has_more: true }), ..self }
    }

    fn finding(self, count: u32, severity: Severity) -> Self {
        Self { badge: Some(Badge { count, severity }), ..self }
    }

    fn marked(self, mark: Mark, word: &'static str) -> Self {
        Self { mark, word: word.into(), ..self }
    }

    fn matched(self) -> Self {
        Self { is_matched: true, ..self }
    }

    fn dimmed(self) -> Self {
        Self { is_dimmed: true, ..self }
    }
}
