//! The lines as rows.

use jiff::tz::TimeZone;

use super::{
    Console,
    log::{Line, direction},
};
use crate::{
    app::{
        icon::Icon,
        widget::tree::{Mark, Row, Rows, Weight},
    },
    disco::namespace,
    session::{Direction, Wired},
};

impl Rows for Console {
    fn len(&self) -> usize {
        self.log.shown()
    }

    fn row(&self, index: usize) -> Row<'_> {
        let Some(line) = self.log.get(index) else { return Row::new(0, "") };
        let at = line.at().to_zoned(TimeZone::system()).strftime("%H:%M:%S%.3f");
        match line {
            Line::Stanza(wired) => stanza(wired, &at.to_string()),
            Line::Gap { .. } | Line::Closed { .. } => {
                Row { icon: Some(Icon::Pause), is_dimmed: true, ..Row::new(0, format!("{at}  {}", line.text())) }
            }
        }
    }

    fn key(&self, index: usize) -> u64 {
        self.log.number(index).unwrap_or(u64::MAX)
    }

    fn index_of(&self, key: u64) -> Option<usize> {
        self.log.index_of(key)
    }

    fn depth(&self, _: usize) -> u16 {
        0
    }

    fn column_share(&self) -> f32 {
        0.45
    }
}

fn stanza<'a>(wired: &'a Wired, at: &str) -> Row<'a> {
    let icon = match wired.direction {
        Direction::Sent => Icon::Forward,
        Direction::Received => Icon::Back,
    };
    let way = direction(wired.direction);
    let kind = wired.kind.as_deref().map(|kind| format!(" {kind}")).unwrap_or_default();
    let id = wired.id.as_deref().map(|id| format!(" {id}")).unwrap_or_default();
    let mut wire = wired.peer.as_deref().unwrap_or_default().to_owned();
    if let Some((name, space_of)) = &wired.payload {
        let space = if wire.is_empty() { "" } else { " · " };
        wire.push_str(space);
        // A namespace says more than a name, unless it is that of the stanza itself.
        wire.push_str(if matches!(&**space_of, "" | namespace::CLIENT) { name } else { space_of });
    }
    let is_error = wired.kind.as_deref() == Some("error");
    Row {
        icon: Some(icon),
        weight: Weight::Detail,
        wire: wire.into(),
        mark: if is_error { Mark::Refused } else { Mark::Idle },
        ..Row::new(0, format!("{at}  {way}  {}{kind}{id}", wired.name))
    }
}
