//! The rows that are shown, in the order of the tree: a list that is read by number and changed in the middle, both fast
//! with a million rows.

use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
};

use crate::disco::tree::PlaceId;

/// One row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// The place.
    pub place: PlaceId,
    /// 0 for a root.
    pub depth: u16,
    /// Whether it was found itself, not only something below it.
    pub is_found: bool,
}

/// What is known of a place that has a row.
#[derive(Clone, Copy, Debug)]
pub struct Spot {
    /// The place above.
    pub parent: Option<PlaceId>,
    /// How many rows stand below it.
    pub below: usize,
    chunk: usize,
}

/// The rows in pieces of a few hundred: a change moves the rows of one piece, and the beginnings of those behind it.
#[derive(Debug, Default)]
pub struct Rows {
    /// Never moved, so that a place need not know where in the list its piece stands.
    chunks: Vec<Vec<Line>>,
    /// The numbers of the pieces in the order of the list.
    order: Vec<usize>,
    /// Where each piece stands in that order, by its number.
    ranks: Vec<usize>,
    /// The number of the first row of each piece, in the order of the list.
    starts: Vec<usize>,
    len: usize,
    spots: HashMap<PlaceId, Spot, BuildHasherDefault<Spread>>,
}

const PIECE: usize = 512;

impl Rows {
    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// The row at an index.
    pub fn get(&self, index: usize) -> Option<Line> {
        let (rank, inside) = self.find(index)?;
        self.chunk(rank)?.get(inside).copied()
    }

    /// What is known of a place that has a row.
    pub fn spot(&self, place: PlaceId) -> Option<Spot> {
        self.spots.get(&place).copied()
    }

    /// The index of a place's row.
    pub fn position(&self, place: PlaceId) -> Option<usize> {
        let spot = self.spots.get(&place)?;
        let inside = self.chunks.get(spot.chunk)?.iter().position(|line| line.place == place)?;
        Some(self.starts.get(*self.ranks.get(spot.chunk)?)? + inside)
    }

    /// Adds a row at the end.
    pub fn push(&mut self, line: Line, parent: Option<PlaceId>) {
        let has_room = self.order.last().and_then(|last| self.chunks.get(*last)).is_some_and(|last| last.len() < PIECE);
        if !has_room {
            self.add_piece(self.order.len(), Vec::with_capacity(PIECE));
        }
        let Some(number) = self.order.last().copied() else { return };
        if let Some(chunk) = self.chunks.get_mut(number) {
            chunk.push(line);
        }
        self.len += 1;
        let _ = self.spots.insert(line.place, Spot { parent, below: 0, chunk: number });
    }

    /// Puts a row before the one at an index.
    pub fn insert(&mut self, index: usize, line: Line, parent: Option<PlaceId>) {
        if index >= self.len {
            self.push(line, parent);
            return;
        }
        let Some((rank, inside)) = self.find(index) else { return };
        let Some(number) = self.order.get(rank).copied() else { return };
        let Some(chunk) = self.chunks.get_mut(number) else { return };
        chunk.insert(inside.min(chunk.len()), line);
        let _ = self.spots.insert(line.place, Spot { parent, below: 0, chunk: number });
        self.len += 1;
        self.starts.iter_mut().skip(rank + 1).for_each(|start| *start += 1);
        self.split(rank);
    }

    /// Takes the row of a place out.
    pub fn remove(&mut self, place: PlaceId) {
        let Some(index) = self.position(place) else { return };
        let Some(spot) = self.spots.remove(&place) else { return };
        let Some(rank) = self.ranks.get(spot.chunk).copied() else { return };
        let Some(start) = self.starts.get(rank).copied() else { return };
        if let Some(chunk) = self.chunks.get_mut(spot.chunk) {
            let _ = chunk.remove(index - start);
            self.len -= 1;
            self.starts.iter_mut().skip(rank + 1).for_each(|start| *start -= 1);
        }
    }

    /// Counts rows that came or went below a place.
    pub fn count_below(&mut self, place: PlaceId, by: isize) {
        if let Some(spot) = self.spots.get_mut(&place) {
            spot.below = spot.below.saturating_add_signed(by);
        }
    }

    /// Marks whether a place was found itself; says whether that is new.
    pub fn mark(&mut self, place: PlaceId, is_found: bool) -> bool {
        let chunk = self.spots.get(&place).and_then(|spot| self.chunks.get_mut(spot.chunk));
        let line = chunk.and_then(|chunk| chunk.iter_mut().find(|line| line.place == place));
        line.is_some_and(|line| std::mem::replace(&mut line.is_found, is_found) != is_found)
    }

    /// Writes rows over as many, the same ones in another order.
    pub fn rearrange(&mut self, index: usize, lines: &[Line]) {
        let mut rank = self.find(index).map_or(usize::MAX, |(rank, _)| rank);
        let mut inside = self.find(index).map_or(0, |(_, inside)| inside);
        for line in lines {
            while self.chunk(rank).is_some_and(|chunk| inside >= chunk.len()) {
                (rank, inside) = (rank + 1, 0);
            }
            let Some(number) = self.order.get(rank).copied() else { return };
            if let Some(place) = self.chunks.get_mut(number).and_then(|chunk| chunk.get_mut(inside)) {
                *place = *line;
            }
            if let Some(spot) = self.spots.get_mut(&line.place) {
                spot.chunk = number;
            }
            inside += 1;
        }
    }

    /// The next row that was found itself, behind `from` or before it; after the last comes the first.
    pub fn next_found(&self, from: Option<usize>, is_forward: bool) -> Option<usize> {
        let is_found = |index: &usize| self.get(*index).is_some_and(|line| line.is_found);
        let from = from.filter(|from| *from < self.len);
        if is_forward {
            let start = from.map_or(0, |from| from + 1);
            (start..self.len).chain(0..start).find(is_found)
        } else {
            let end = from.unwrap_or(0);
            (0..end).rev().chain((end..self.len).rev()).find(is_found)
        }
    }

    /// Where a row is: the rank of its piece and its place in it.
    fn find(&self, index: usize) -> Option<(usize, usize)> {
        if index >= self.len {
            return None;
        }
        let rank = self.starts.partition_point(|start| *start <= index).checked_sub(1)?;
        Some((rank, index - self.starts.get(rank)?))
    }

    fn chunk(&self, rank: usize) -> Option<&Vec<Line>> {
        self.order.get(rank).and_then(|number| self.chunks.get(*number))
    }

    /// Halves a piece that has become too long.
    fn split(&mut self, rank: usize) {
        let Some(number) = self.order.get(rank).copied() else { return };
        let Some(chunk) = self.chunks.get_mut(number).filter(|chunk| chunk.len() > 2 * PIECE) else { return };
        let second = chunk.split_off(chunk.len() / 2);
        self.add_piece(rank + 1, second);
    }

    /// Puts a piece at a rank, whose rows are counted already.
    fn add_piece(&mut self, rank: usize, piece: Vec<Line>) {
        let number = self.chunks.len();
        for line in &piece {
            if let Some(spot) = self.spots.get_mut(&line.place) {
                spot.chunk = number;
            }
        }
        let start = match rank.checked_sub(1).and_then(|before| Some((self.starts.get(before)?, self.chunk(before)?))) {
            Some((start, before)) => start + before.len(),
            None => 0,
        };
        self.chunks.push(piece);
        self.ranks.push(rank);
        self.order.insert(rank.min(self.order.len()), number);
        self.starts.insert(rank.min(self.starts.len()), start);
        for (rank, number) in self.order.iter().enumerate().skip(rank) {
            if let Some(place) = self.ranks.get_mut(*number) {
                *place = rank;
            }
        }
    }
}

/// Spreads numbers that are no stranger's.
#[derive(Default)]
struct Spread(u64);

impl Hasher for Spread {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u32(&mut self, number: u32) {
        self.write_u64(u64::from(number));
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = (self.0.rotate_left(5) ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 ^= self.0 >> 32;
    }
}
