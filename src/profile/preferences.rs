//! How somebody likes the window.

use super::settings::Fields;

/// How the window is to be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Preferences {
    /// Light or dark.
    pub theme: Theme,
    /// How large everything is, in percent.
    pub text_size: u16,
    /// How far words stand out.
    pub contrast: Contrast,
    /// The window's width, in logical pixels.
    pub width: u32,
    /// The window's height, in logical pixels.
    pub height: u32,
    /// How much of the width belongs to the tree.
    pub split: f32,
}

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system is.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// How far words stand out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Contrast {
    /// As usual.
    #[default]
    Usual,
    /// Further.
    High,
}

/// The least and the largest text, in percent.
const TEXT_SIZES: std::ops::RangeInclusive<u32> = 80..=200;
/// The least and the largest window; no screen is larger.
const WIDTHS: std::ops::RangeInclusive<u32> = 640..=16_384;
const HEIGHTS: std::ops::RangeInclusive<u32> = 400..=16_384;
/// Neither side of the window may vanish.
const SPLITS: std::ops::RangeInclusive<f32> = 0.1..=0.9;

impl Default for Preferences {
    fn default() -> Self {
        Self { theme: Theme::System, text_size: 100, contrast: Contrast::Usual, width: 1280, height: 800, split: 0.42 }
    }
}

impl Theme {
    /// The names in the settings.
    const NAMES: [(&'static str, Self); 3] = [("system", Self::System), ("light", Self::Light), ("dark", Self::Dark)];

    fn name(self) -> &'static str {
        Self::NAMES.into_iter().find(|(_, theme)| *theme == self).map_or("system", |(name, _)| name)
    }
}

impl Contrast {
    /// The names in the settings.
    const NAMES: [(&'static str, Self); 2] = [("usual", Self::Usual), ("high", Self::High)];

    fn name(self) -> &'static str {
        Self::NAMES.into_iter().find(|(_, contrast)| *contrast == self).map_or("usual", |(name, _)| name)
    }
}

impl Preferences {
    /// Takes the fields out of the settings; one that is broken is as if it were not there.
    pub(super) fn take(fields: &mut Fields<'_>) -> Self {
        let before = Self::default();
        let theme = fields.choice("theme", before.theme, &Theme::NAMES);
        let contrast = fields.choice("contrast", before.contrast, &Contrast::NAMES);
        let text_size = fields.whole("text_size", u32::from(before.text_size), TEXT_SIZES);
        let text_size = u16::try_from(text_size).unwrap_or(before.text_size);
        fields.table("window", |window| Self {
            theme,
            text_size,
            contrast,
            width: window.whole("width", before.width, WIDTHS),
            height: window.whole("height", before.height, HEIGHTS),
            split: window.part("split", before.split, SPLITS),
        })
    }

    /// Puts the fields into the settings.
    pub(super) fn put(&self, table: &mut toml::Table) {
        let _ = table.insert("theme".to_owned(), self.theme.name().into());
        let _ = table.insert("text_size".to_owned(), i64::from(self.text_size).into());
        let _ = table.insert("contrast".to_owned(), self.contrast.name().into());
        let window = table.entry("window").or_insert_with(|| toml::Table::new().into());
        if let Some(window) = window.as_table_mut() {
            let _ = window.insert("width".to_owned(), i64::from(self.width).into());
            let _ = window.insert("height".to_owned(), i64::from(self.height).into());
            // Three digits are more than the eye sees, and a file for people has no 0.41999998688697815.
            let _ = window.insert("split".to_owned(), ((f64::from(self.split) * 1000.0).round() / 1000.0).into());
        }
    }

    /// The same with what is not in one as it is in another: what somebody changed.
    pub fn changed(mut self, before: &Self, now: &Self) -> Self {
        fn take<T: Copy + PartialEq>(field: &mut T, before: T, now: T) {
            if before != now {
                *field = now;
            }
        }
        take(&mut self.theme, before.theme, now.theme);
        take(&mut self.text_size, before.text_size, now.text_size);
        take(&mut self.contrast, before.contrast, now.contrast);
        take(&mut self.width, before.width, now.width);
        take(&mut self.height, before.height, now.height);
        take(&mut self.split, before.split, now.split);
        self
    }

    /// The same with a window of this size, if a window may have it.
    pub fn sized(self, width: f32, height: f32) -> Self {
        let within = |size: f32, sizes: std::ops::RangeInclusive<u32>| {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0 at least")]
            let size = size.round().max(0.0) as u32;
            size.clamp(*sizes.start(), *sizes.end())
        };
        Self { width: within(width, WIDTHS), height: within(height, HEIGHTS), ..self }
    }

    /// The same with this split, if the window may be split so.
    pub fn split(self, split: f32) -> Self {
        let split = if split.is_finite() { split.clamp(*SPLITS.start(), *SPLITS.end()) } else { self.split };
        Self { split, ..self }
    }
}
