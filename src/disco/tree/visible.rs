//! The visible lines: where something changed they are made anew, elsewhere they stay.

use super::{PlaceId, Row, places::Places};

/// The lines, and where each place stands among them.
#[derive(Debug, Default)]
pub struct Visible {
    rows: Vec<Row>,
    /// By the places' numbers; only what the line there confirms counts.
    positions: Vec<u32>,
    changed: Changed,
}

/// What changed since the lines were made.
#[derive(Debug)]
enum Changed {
    /// Anything may have.
    All,
    /// What stands below these places.
    Below(Vec<PlaceId>),
}

impl Default for Changed {
    fn default() -> Self {
        Self::Below(Vec::new())
    }
}

impl Visible {
    /// The lines as they were last made.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Which line a place stands on.
    pub fn position(&self, place: PlaceId) -> Option<usize> {
        let position = *self.positions.get(place.0 as usize)? as usize;
        self.rows.get(position).filter(|row| row.place == place).map(|_| position)
    }

    /// What stands below a place is another than before, or shown, or hidden.
    pub fn change(&mut self, place: PlaceId) {
        if let Changed::Below(places) = &mut self.changed {
            places.push(place);
        }
    }

    /// Anything may have changed.
    pub fn change_all(&mut self) {
        self.changed = Changed::All;
    }

    /// Makes the lines that changed.
    pub fn settle(&mut self, roots: &[PlaceId], places: &Places) {
        let first = match std::mem::take(&mut self.changed) {
            Changed::All => self.make_all(roots, places),
            Changed::Below(changed) if changed.is_empty() => return,
            Changed::Below(changed) => {
                let mut changed: Vec<_> = changed.into_iter().filter_map(|place| self.position(place)).collect();
                changed.sort_unstable();
                changed.dedup();
                // Depths end there, and with them the way to tell what stands below.
                let is_deepest = |position: &usize| self.rows.get(*position).is_some_and(|row| row.depth == u16::MAX);
                if changed.iter().any(is_deepest) { self.make_all(roots, places) } else { self.make(&changed, places) }
            }
        };
        let moved = self.rows.iter().enumerate().skip(first);
        for (position, row) in moved {
            let number = row.place.0 as usize;
            if number >= self.positions.len() {
                self.positions.resize(number + 1, u32::MAX);
            }
            if let Some(known) = self.positions.get_mut(number) {
                *known = u32::try_from(position).unwrap_or(u32::MAX);
            }
        }
    }

    fn make_all(&mut self, roots: &[PlaceId], places: &Places) -> usize {
        self.rows.clear();
        walk(&mut self.rows, roots.iter().rev().copied().collect(), places);
        0
    }

    /// Makes the lines anew that begin at these positions, with everything below them; gives the first line that may
    /// have moved.
    fn make(&mut self, changed: &[usize], places: &Places) -> usize {
        let Some(first) = changed.first().copied() else { return self.rows.len() };
        let before = self.rows.split_off(first);
        let mut done = 0;
        for position in changed {
            let start = position - first;
            let (Some(between), Some(row)) = (before.get(done..start), before.get(start)) else { continue };
            self.rows.extend_from_slice(between);
            walk(&mut self.rows, vec![row.place], places);
            let below = before.iter().skip(start + 1).take_while(|below| below.depth > row.depth);
            done = start + 1 + below.count();
        }
        self.rows.extend_from_slice(before.get(done..).unwrap_or_default());
        first
    }
}

/// Adds the lines of these places, the last one first, and of what is shown below them.
fn walk(rows: &mut Vec<Row>, mut to_visit: Vec<PlaceId>, places: &Places) {
    while let Some(id) = to_visit.pop() {
        let Some(place) = places.get(id) else { continue };
        rows.push(Row { place: id, depth: place.depth });
        if place.is_open {
            to_visit.extend(place.children.iter().rev());
        }
    }
}
