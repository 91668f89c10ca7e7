//! Where the view stands in the list: plain numbers, in pixels counted with `f64`.

// Rows are far fewer than 2^52, offsets are never negative, and only what is inside the window becomes `f32`.
#![allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]

use std::ops::Range;

use crate::app::theme::size;

const ROW: f64 = size::ROW as f64;

/// The view on a list: so many rows, seen through a window of some height, from some offset on.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Scroll {
    offset: f64,
    height: f64,
    rows: usize,
}

impl Scroll {
    /// Takes over a new size, and stays within it.
    pub fn resize(&mut self, rows: usize, height: f32) {
        self.rows = rows;
        self.height = f64::from(height);
        let _ = self.by(0.0);
    }

    /// Moves by so many pixels, down when positive, as far as there is something; says whether it moved.
    pub fn by(&mut self, pixels: f64) -> bool {
        self.to(self.offset + pixels)
    }

    /// Moves to an offset, as far as there is something; says whether it moved.
    pub fn to(&mut self, offset: f64) -> bool {
        let before = self.offset;
        self.offset = if offset.is_finite() { offset.clamp(0.0, self.limit()) } else { 0.0 };
        (self.offset - before).abs() > f64::EPSILON
    }

    /// Moves to the end; says whether it moved.
    pub fn go_to_end(&mut self) -> bool {
        self.to(self.limit())
    }

    /// Whether nothing follows what is seen.
    pub fn is_at_end(&self) -> bool {
        self.offset >= self.limit() - 1.0
    }

    /// Moves as little as possible so that the row is wholly seen; says whether it moved.
    pub fn reveal(&mut self, index: usize) -> bool {
        let top = index as f64 * ROW;
        if top < self.offset {
            self.to(top)
        } else if top + ROW > self.offset + self.height {
            self.to(top + ROW - self.height)
        } else {
            false
        }
    }

    /// Moves so that the row's upper edge is so far below the window's.
    pub fn hold(&mut self, index: usize, top: f64) {
        let _ = self.to(index as f64 * ROW - top);
    }

    /// How far below the window's upper edge the row's is.
    pub fn top_of(&self, index: usize) -> f64 {
        index as f64 * ROW - self.offset
    }

    /// Those rows of which at least a part is seen.
    pub fn visible(&self) -> Range<usize> {
        let first = (self.offset / ROW).floor() as usize;
        let end = ((self.offset + self.height) / ROW).ceil() as usize;
        first.min(self.rows)..end.min(self.rows)
    }

    /// The row so far below the window's upper edge.
    pub fn row_at(&self, y: f32) -> Option<usize> {
        let index = ((self.offset + f64::from(y)) / ROW).floor();
        (index >= 0.0 && y >= 0.0 && f64::from(y) < self.height)
            .then_some(index as usize)
            .filter(|&row| row < self.rows)
    }

    /// How many rows a page is: one less than is wholly seen, so that one stays for the eye.
    pub fn page(&self) -> usize {
        ((self.height / ROW).floor() as usize).saturating_sub(1).max(1)
    }

    /// The thumb's upper edge and length on a rail as long as the window is high; none when everything is seen.
    pub fn thumb(&self) -> Option<(f32, f32)> {
        let limit = self.limit();
        if limit <= 0.0 {
            return None;
        }
        let length = self.thumb_length();
        Some(((self.offset / limit * (self.height - length)) as f32, length as f32))
    }

    /// Moves to where the thumb's upper edge is put; says whether it moved.
    pub fn drag_to(&mut self, thumb_top: f32) -> bool {
        let free = self.height - self.thumb_length();
        if free > 0.0 { self.to(f64::from(thumb_top) / free * self.limit()) } else { false }
    }

    fn limit(&self) -> f64 {
        (self.rows as f64 * ROW - self.height).max(0.0)
    }

    fn thumb_length(&self) -> f64 {
        let share = self.height / (self.rows as f64 * ROW).max(1.0);
        (self.height * share).max(f64::from(size::THUMB_LENGTH)).min(self.height)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::float_cmp)]
mod tests {
    use super::*;

    fn scroll(rows: usize, height: f32, offset: f64) -> Scroll {
        let mut scroll = Scroll::default();
        scroll.resize(rows, height);
        let _ = scroll.to(offset);
        scroll
    }

    #[test]
    fn only_what_is_seen_is_visible() {
        for (rows, height, offset, visible) in [
            (0, 100.0, 0.0, 0..0),
            (3, 100.0, 0.0, 0..3),
            (100, 48.0, 0.0, 0..2),
            (100, 48.0, 12.0, 0..3),
            (100, 48.0, 24.0, 1..3),
            (100, 48.0, 1e9, 98..100),
            (100, 0.0, 0.0, 0..0),
            (1_000_000, 240.0, 1e12, 999_990..1_000_000),
        ] {
            assert_eq!(scroll(rows, height, offset).visible(), visible, "{rows} rows, {height} high, at {offset}");
        }
    }

    #[test]
    fn a_row_is_revealed_with_the_smallest_movement() {
        for (offset, index, after) in [
            (0.0, 0, 0.0),
            (0.0, 9, 0.0),
            (0.0, 10, 24.0),
            (30.0, 1, 24.0),
            (30.0, 2, 30.0),
            (0.0, 999_999, 23_999_760.0),
        ] {
            let mut scroll = scroll(1_000_000, 240.0, offset);
            let _ = scroll.reveal(index);
            assert_eq!(scroll.offset, after, "row {index} from {offset}");
        }
    }

    #[test]
    fn every_one_of_a_million_rows_stands_on_its_own_pixels() {
        let mut scroll = scroll(1_000_000, 240.0, 1e12);
        for index in [500_000, 700_001, 999_998, 999_999] {
            scroll.hold(index, 24.0);
            let row = scroll.row_at(24.0 + 1.0).unwrap();
            assert!(row == index || index > 999_990, "{row}");
            assert_eq!(scroll.top_of(index + 1) - scroll.top_of(index), 24.0);
        }
    }

    #[test]
    fn the_thumb_goes_from_end_to_end() {
        assert_eq!(scroll(10, 240.0, 0.0).thumb(), None);
        assert_eq!(scroll(20, 240.0, 0.0).thumb(), Some((0.0, 120.0)));
        assert_eq!(scroll(20, 240.0, 240.0).thumb(), Some((120.0, 120.0)));
        assert_eq!(scroll(1_000_000, 240.0, 1e12).thumb(), Some((216.0, 24.0)));
        let mut dragged = scroll(1_000_000, 240.0, 0.0);
        assert!(dragged.drag_to(216.0));
        assert_eq!(dragged.visible().end, 1_000_000);
        assert!(dragged.drag_to(-5.0));
        assert_eq!(dragged.visible().start, 0);
    }

    #[test]
    fn a_shorter_list_is_not_scrolled_beyond_its_end() {
        let mut scroll = scroll(1_000, 240.0, 1e9);
        scroll.resize(12, 240.0);
        assert_eq!(scroll.visible(), 2..12);
        scroll.resize(0, 240.0);
        assert_eq!(scroll.visible(), 0..0);
        assert!(!scroll.by(f64::NAN));
    }

    proptest::proptest! {
        #[test]
        fn the_view_never_leaves_the_list(
            moves in proptest::collection::vec((0usize..6, 0usize..2_000_000, -1e9f64..1e9, 0f32..3_000.0), 1..20),
        ) {
            let mut scroll = scroll(1_000, 240.0, 0.0);
            for (kind, count, pixels, length) in moves {
                let _ = match kind {
                    0 => {
                        scroll.resize(count, length);
                        true
                    }
                    1 => scroll.by(pixels),
                    2 => scroll.reveal(count),
                    3 => {
                        scroll.hold(count, pixels);
                        true
                    }
                    4 => scroll.drag_to(length),
                    _ => scroll.to(pixels),
                };
                let visible = scroll.visible();
                assert!(visible.start <= visible.end && visible.end <= scroll.rows);
                assert!(visible.len() as f64 <= scroll.height / ROW + 2.0);
                if let Some((top, length)) = scroll.thumb() {
                    assert!(top >= 0.0 && f64::from(top + length) <= scroll.height + 0.01);
                }
                if let Some(index) = scroll.row_at(length) {
                    assert!(visible.contains(&index));
                }
            }
        }
    }
}
