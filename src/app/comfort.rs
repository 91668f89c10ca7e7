//! How the window suits its reader: light or dark, how large, with how much contrast.

use iced::{Size, theme::Mode};

use super::theme::{Appearance, Contrast, Theme};

/// What somebody wants of the look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Comfort {
    /// Light, dark, or as the system is.
    pub appearance: Appearance,
    /// How large everything is.
    pub text_size: TextSize,
    /// How far words stand out.
    pub contrast: Contrast,
}

/// How large everything is, in percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TextSize(u16);

/// The sizes that keys and buttons go through.
const STEPS: [u16; 8] = [80, 90, 100, 110, 125, 150, 175, 200];
/// The room that the window needs at least, in its own pixels: what is larger than the window would be cut off.
const ROOM: Size = Size::new(560.0, 350.0);

impl Default for TextSize {
    fn default() -> Self {
        Self(100)
    }
}

impl TextSize {
    /// The smallest one, in percent.
    pub const SMALLEST: u16 = 80;
    /// The largest one, in percent.
    pub const LARGEST: u16 = 200;

    /// That many percent, or as near to it as there is.
    pub fn of(percent: u16) -> Self {
        Self(percent.clamp(Self::SMALLEST, Self::LARGEST))
    }

    /// How many percent.
    pub fn percent(self) -> u16 {
        self.0
    }

    /// The next larger one; the largest stays.
    pub fn larger(self) -> Self {
        Self(STEPS.into_iter().find(|step| *step > self.0).unwrap_or(self.0))
    }

    /// The next smaller one; the smallest stays.
    pub fn smaller(self) -> Self {
        Self(STEPS.into_iter().rfind(|step| *step < self.0).unwrap_or(self.0))
    }
}

impl Comfort {
    /// The theme to draw with.
    pub fn theme(&self, system: Mode) -> Theme {
        self.appearance.theme_with(self.contrast, system)
    }

    /// By how much everything is drawn larger in a window of that size: as much as was wanted, as long as the window has
    /// the room.
    pub fn scale(&self, window: Size) -> f32 {
        let wanted = f32::from(self.text_size.percent()) / 100.0;
        let room = (window.width / ROOM.width).min(window.height / ROOM.height);
        // Before the window is there its size is not known; and nothing grows smaller than somebody wants it.
        if room.is_finite() && room > 0.0 { wanted.min(room.max(1.0)) } else { wanted }
    }

    /// How large everything is in a window of that size, in percent.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 80 and 200")]
    pub fn percent(&self, window: Size) -> u16 {
        (self.scale(window) * 100.0).round() as u16
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
mod tests {
    use super::*;

    #[test]
    fn sizes_go_up_and_down_and_end() {
        for (percent, smaller, larger) in
            [(80, 80, 90), (95, 90, 100), (100, 90, 110), (110, 100, 125), (199, 175, 200), (200, 175, 200)]
        {
            let size = TextSize::of(percent);
            assert_eq!((size.smaller().percent(), size.larger().percent()), (smaller, larger), "{percent}");
        }
        for (percent, kept) in [(0, 80), (79, 80), (133, 133), (201, 200), (u16::MAX, 200)] {
            assert_eq!(TextSize::of(percent).percent(), kept);
        }
    }

    #[test]
    fn a_window_that_is_too_small_keeps_its_room() {
        let comfort = |percent| Comfort { text_size: TextSize::of(percent), ..Comfort::default() };
        for (wanted, width, height, percent) in [
            (100, 1280.0, 800.0, 100),
            (200, 1280.0, 800.0, 200),
            (200, 1120.0, 700.0, 200),
            (200, 640.0, 400.0, 114),
            (110, 640.0, 400.0, 110),
            (200, 2000.0, 455.0, 130),
            (80, 640.0, 400.0, 80),
            (200, 100.0, 100.0, 100),
            (80, 100.0, 100.0, 80),
            (150, 0.0, 0.0, 150),
        ] {
            assert_eq!(comfort(wanted).percent(Size::new(width, height)), percent, "{wanted} in {width} x {height}");
        }
    }
}
