//! Pieces of text, shaped once, cut to the room they have.

use std::{
    borrow::Cow,
    collections::{HashMap, hash_map::RandomState},
    hash::BuildHasher,
};

use iced::{
    Font, Pixels, Size,
    advanced::text::{self, Paragraph as _, Shaping, Text, Wrapping},
    alignment,
};
use unicode_segmentation::UnicodeSegmentation;

use crate::{
    app::theme::{font, size},
    disco::text::{SHOWN_CHARACTERS, visible},
};

/// What the renderer keeps of a shaped text.
pub type Paragraph = <iced::Renderer as text::Renderer>::Paragraph;

/// Shaped texts beyond this many are forgotten as soon as a frame does without them.
const KEPT: usize = 2_048;

/// As many bytes as [`visible`] can look at, and one character more.
const LOOKED_AT: usize = (SHOWN_CHARACTERS + 1) * 4;

/// In which font and size a piece of text is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Face {
    /// Names.
    Title,
    /// The name of what is shown.
    Head,
    /// Names that were found.
    Strong,
    /// What came over the wire.
    Wire,
    /// Counts, badges and words.
    Small,
}

impl Face {
    fn font(self) -> Font {
        match self {
            Self::Title | Self::Small => font::WORDS,
            Self::Strong | Self::Head => font::STRONG,
            Self::Wire => font::WIRE,
        }
    }

    fn size(self) -> f32 {
        match self {
            Self::Title | Self::Strong => size::TEXT,
            Self::Head => size::TITLE,
            Self::Wire => size::WIRE,
            Self::Small => size::SMALL,
        }
    }

    fn line(self) -> f32 {
        match self {
            Self::Title | Self::Strong => size::LINE,
            Self::Head => size::LINE_HEAD,
            Self::Wire => size::LINE_WIRE,
            Self::Small => size::LINE_SMALL,
        }
    }
}

/// A piece of text ready to be drawn.
pub struct Label {
    /// The shaped text.
    pub paragraph: Paragraph,
    /// How wide it is.
    pub width: f32,
    /// Whether something of the text is missing.
    pub is_cut: bool,
    frame: u64,
}

#[derive(PartialEq, Eq, Hash, Clone, Copy)]
struct Key {
    text: u64,
    face: Face,
    room: Option<u32>,
}

/// The texts of the last frames.
///
/// The renderer holds shaped texts only weakly until the frame is on the screen, so what a frame used stays at least until the next one.
#[derive(Default)]
pub struct Labels {
    hasher: RandomState,
    shaped: HashMap<Key, Label>,
    frame: u64,
}

impl Labels {
    /// Begins a frame.
    pub fn begin(&mut self) {
        if self.shaped.len() > KEPT {
            let last = self.frame;
            self.shaped.retain(|_, label| label.frame == last);
        }
        self.frame += 1;
    }

    /// The width of a text that has all the room it wants.
    pub fn width(&mut self, text: &str, face: Face) -> f32 {
        self.whole(text, face).map_or(0.0, |label| label.width)
    }

    /// A text cut to the room it has.
    pub fn fit(&mut self, text: &str, face: Face, room: f32) -> Option<&Label> {
        if self.width(text, face) <= room {
            return self.whole(text, face);
        }
        let room = room.floor();
        let key = Key { text: self.identify(text), face, room: Some(room.to_bits()) };
        let whole = self.shaped.get(&Key { room: None, ..key })?.width;
        let frame = self.frame;
        let label = self.shaped.entry(key).or_insert_with(|| cut(&visible(text), face, room, whole));
        label.frame = frame;
        Some(label)
    }

    fn whole(&mut self, text: &str, face: Face) -> Option<&Label> {
        if text.is_empty() {
            return None;
        }
        let key = Key { text: self.identify(text), face, room: None };
        let frame = self.frame;
        let label = self.shaped.entry(key).or_insert_with(|| {
            let shown = visible(text);
            let paragraph = shape(&shown, face, Size::INFINITE, Wrapping::None);
            let is_cut = matches!(shown, Cow::Owned(_)) && text.len() > shown.len() && shown.ends_with('…');
            Label { width: paragraph.min_bounds().width, paragraph, is_cut, frame }
        });
        label.frame = frame;
        Some(label)
    }

    fn identify(&self, text: &str) -> u64 {
        let looked_at = text.as_bytes().get(..LOOKED_AT).unwrap_or(text.as_bytes());
        self.hasher.hash_one((looked_at, text.len() > LOOKED_AT))
    }
}

/// Shapes a text that has been made safe.
pub fn shape(text: &str, face: Face, bounds: Size, wrapping: Wrapping) -> Paragraph {
    Paragraph::with_text(Text {
        content: text,
        bounds,
        size: Pixels(face.size()),
        line_height: text::LineHeight::Absolute(Pixels(face.line())),
        font: face.font(),
        align_x: text::Alignment::Default,
        align_y: alignment::Vertical::Top,
        shaping: Shaping::Auto,
        wrapping,
    })
}

/// The longest beginning that fits with "…" after it, guessed from the width of the whole and corrected by shaping.
#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn cut(shown: &str, face: Face, room: f32, whole: f32) -> Label {
    let ends: Vec<usize> = shown.grapheme_indices(true).map(|(start, grapheme)| start + grapheme.len()).collect();
    let (mut fits, mut too_long) = (0, ends.len().max(1));
    let mut guess = ((room / whole) * ends.len() as f32) as usize;
    let mut best = None;
    while fits + 1 < too_long {
        guess = guess.clamp(fits + 1, too_long - 1);
        let (paragraph, width) = shape_beginning(shown, &ends, guess, face);
        if width <= room {
            fits = guess;
            best = Some((paragraph, width));
        } else {
            too_long = guess;
        }
        let step = ((room - width) / whole * ends.len() as f32).round() as isize;
        guess = guess.saturating_add_signed(if step == 0 { (room - width).signum() as isize } else { step });
    }
    let (paragraph, width) = best.unwrap_or_else(|| shape_beginning(shown, &ends, 0, face));
    Label { paragraph, width, is_cut: true, frame: 0 }
}

fn shape_beginning(shown: &str, ends: &[usize], graphemes: usize, face: Face) -> (Paragraph, f32) {
    let end = graphemes.checked_sub(1).and_then(|last| ends.get(last)).copied().unwrap_or(0);
    let beginning = shown.get(..end).unwrap_or_default().trim_end();
    let paragraph = shape(&format!("{beginning}…"), face, Size::INFINITE, Wrapping::None);
    let width = paragraph.min_bounds().width;
    (paragraph, width)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_as_wide_as_its_room_at_most() {
        let mut labels = Labels::default();
        labels.begin();
        let long = "Räume für alle, die etwas zu sagen haben ".repeat(1 << 14);
        for (text, room, is_cut) in [
            ("Lobby", 200.0, false),
            ("A name that is too long for the little room it has", 120.0, true),
            ("שם ארוך מאוד בעברית שאינו נכנס", 80.0, true),
            ("a\u{301}\u{302}\u{303}b\u{202e}c\u{0}\u{1b} and more of it", 60.0, true),
            (long.as_str(), 300.0, true),
            (long.as_str(), 1e9, true),
        ] {
            let label = labels.fit(text, Face::Title, room).unwrap();
            assert!(label.width <= room, "{} in {room}", label.width);
            assert!(label.width > room / 2.0 || room > 199.0, "{} in {room}", label.width);
            assert_eq!(label.is_cut, is_cut);
        }
        assert!(labels.fit("", Face::Wire, 10.0).is_none());
    }

    #[test]
    fn what_a_frame_used_outlives_it() {
        let mut labels = Labels::default();
        for frame in 0..3 {
            labels.begin();
            for index in 0..KEPT {
                let _ = labels.width(&format!("{frame} {index}"), Face::Small);
            }
        }
        labels.begin();
        assert_eq!(labels.shaped.len(), KEPT);
        assert!(labels.shaped.values().all(|label| label.frame == 3));
    }
}
