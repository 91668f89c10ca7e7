//! What can be read off a picture without knowing the layout to the pixel.

use std::collections::HashMap;
use std::ops::Range;

/// A part of the screen: from left and top, with width and height.
#[derive(Clone, Copy, Debug)]
pub struct Region {
    /// The left edge.
    pub x: usize,
    /// The upper edge.
    pub y: usize,
    /// How wide.
    pub width: usize,
    /// How high.
    pub height: usize,
}

/// The screen at one moment.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    width: usize,
    pixels: Vec<[u8; 3]>,
}

impl Picture {
    /// From the X server's bytes: blue, green, red, nothing.
    pub fn from_bgrx(width: usize, height: usize, bytes: &[u8]) -> Self {
        let pixels: Vec<_> = bytes.chunks_exact(4).map(|pixel| [pixel[2], pixel[1], pixel[0]]).collect();
        assert_eq!(pixels.len(), width * height, "a picture of another size");
        Self { width, pixels }
    }

    /// The colour at a place, as red, green, blue.
    pub fn pixel(&self, x: usize, y: usize) -> [u8; 3] {
        self.pixels[y * self.width + x]
    }

    /// Whether anything in this part is different.
    pub fn differs(&self, other: &Self, region: Region) -> bool {
        (region.y..region.y + region.height).any(|y| self.line(y, region) != other.line(y, region))
    }

    /// The colour that most of this part has.
    pub fn background(&self, region: Region) -> [u8; 3] {
        let mut counts: HashMap<[u8; 3], usize> = HashMap::new();
        for y in region.y..region.y + region.height {
            for pixel in self.line(y, region) {
                *counts.entry(*pixel).or_default() += 1;
            }
        }
        counts.into_iter().max_by_key(|(pixel, count)| (*count, *pixel)).expect("a part that is not empty").0
    }

    /// How bright a part's background is, from 0 to 255.
    pub fn brightness(&self, region: Region) -> u32 {
        let [red, green, blue] = self.background(region).map(u32::from);
        (red * 299 + green * 587 + blue * 114) / 1000
    }

    /// How many pixels are not background.
    pub fn ink(&self, region: Region) -> usize {
        let background = self.background(region);
        (region.y..region.y + region.height)
            .map(|y| self.line(y, region).iter().filter(|pixel| is_ink(**pixel, background)).count())
            .sum()
    }

    /// The lines of text in this part, from top to bottom, as the heights they cover. Within a line of pixels its own most
    /// common colour is the background, so that a marked row is a row like any other.
    pub fn rows(&self, region: Region) -> Vec<Range<usize>> {
        let mut rows: Vec<Range<usize>> = Vec::new();
        for y in region.y..region.y + region.height {
            let line = Region { y, height: 1, ..region };
            // A tree may draw thin lines from parent to child through the gaps; they are no text.
            if self.ink(line) < 6 {
                continue;
            }
            match rows.last_mut() {
                // The gap between a letter and its dot.
                Some(row) if y <= row.end + 2 => row.end = y + 1,
                _ => rows.push(y..y + 1),
            }
        }
        rows.retain(|row| row.len() >= 5);
        rows
    }

    /// Where a line of text begins, from the left edge of the screen; a line drawn through its whole height is no text.
    pub fn left(&self, row: &Range<usize>, region: Region) -> usize {
        let backgrounds: Vec<_> =
            row.clone().map(|y| (y, self.background(Region { y, height: 1, ..region }))).collect();
        let begins = |x: &usize| {
            let ink = backgrounds.iter().filter(|(y, background)| is_ink(self.pixel(*x, *y), *background)).count();
            ink > 0 && ink < backgrounds.len()
        };
        (region.x..region.x + region.width).find(begins).unwrap_or(region.x)
    }

    /// The words and buttons in a line of text, from left to right, as the widths they cover; `gap` pixels of nothing are
    /// between two.
    pub fn words(&self, row: &Range<usize>, region: Region, gap: usize) -> Vec<Range<usize>> {
        let mut words: Vec<Range<usize>> = Vec::new();
        let background = self.background(Region { y: row.start, height: row.len(), ..region });
        for x in region.x..region.x + region.width {
            if !row.clone().any(|y| is_ink(self.pixel(x, y), background)) {
                continue;
            }
            match words.last_mut() {
                Some(word) if x < word.end + gap => word.end = x + 1,
                _ => words.push(x..x + 1),
            }
        }
        words
    }

    fn line(&self, y: usize, region: Region) -> &[[u8; 3]] {
        let start = y * self.width + region.x;
        &self.pixels[start..start + region.width]
    }
}

fn is_ink(pixel: [u8; 3], background: [u8; 3]) -> bool {
    pixel.iter().zip(background).any(|(one, other)| one.abs_diff(other) > 40)
}
