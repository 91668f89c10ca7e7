//! The look: colours, sizes, fonts and the styles made of them. Nothing else in the window names a colour or a size.

pub mod colors;
pub mod font;
pub mod style;

use std::sync::LazyLock;

use iced::theme::{Base, Mode, Palette};

pub use colors::Colors;
pub use iced::Theme;

/// Distances between things, in logical pixels.
pub mod space {
    /// Between parts of one thing.
    pub const XS: f32 = 4.0;
    /// Between things that belong together.
    pub const S: f32 = 8.0;
    /// Inside a card or a bar.
    pub const M: f32 = 12.0;
    /// Between groups.
    pub const L: f32 = 16.0;
    /// Around a whole screen.
    pub const XL: f32 = 24.0;
}

/// Sizes of text and of what stands beside it, in logical pixels.
pub mod size {
    /// Nearly all words.
    pub const TEXT: f32 = 13.0;
    /// The name of what is shown.
    pub const TITLE: f32 = 18.0;
    /// What came over the wire: the monospace face is wider, so it is set smaller.
    pub const WIRE: f32 = 12.0;
    /// Counts and badges.
    pub const SMALL: f32 = 11.0;
    /// The side of an icon.
    pub const ICON: f32 = 16.0;
    /// One row of the tree.
    pub const ROW: f32 = 24.0;
    /// The height of a line in [`TEXT`].
    pub const LINE: f32 = 18.0;
    /// The height of a line in [`WIRE`], so that it stands on the same baseline as [`TEXT`] beside it.
    pub const LINE_WIRE: f32 = 18.8;
    /// The height of a line in [`SMALL`], for the same reason.
    pub const LINE_SMALL: f32 = 19.4;
    /// The height of a line in [`TITLE`].
    pub const LINE_HEAD: f32 = 24.0;
    /// The widest name of what is shown, when another name stands beside it.
    pub const HEAD: f32 = 320.0;
    /// The widest question.
    pub const QUESTION: f32 = 520.0;
    /// The height of a tab over a tree.
    pub const TAB: f32 = 28.0;
    /// The widest tab over a tree.
    pub const TAB_WIDTH: f32 = 220.0;
    /// The side of the icon that closes a tab.
    pub const CLOSE: f32 = 12.0;
    /// How far a row of the tree stands in from its parent.
    pub const INDENT: f32 = 16.0;
    /// The width of the mark at the edge of a chosen row, which tells it from one under the pointer without colour.
    pub const SELECTION: f32 = 3.0;
    /// The room that a row keeps for its name before it drops its counts.
    pub const NAME: f32 = 96.0;
    /// The least room in which a JID can be recognised.
    pub const WIRE_ROOM: f32 = 48.0;
    /// A scrollbar's width.
    pub const SCROLLBAR: f32 = 12.0;
    /// The width of a scrollbar's thumb.
    pub const THUMB: f32 = 6.0;
    /// The shortest thumb that can still be taken.
    pub const THUMB_LENGTH: f32 = 24.0;
    /// A message at the edge.
    pub const NOTICE: f32 = 400.0;
    /// The widest tooltip.
    pub const TOOLTIP: f32 = 480.0;
    /// The height of a pill around a number.
    pub const PILL: f32 = 16.0;
    /// The room in a pill at each side of the number.
    pub const PILL_PADDING: f32 = 6.0;
    /// Corners of cards, inputs and buttons.
    pub const RADIUS: f32 = 6.0;
    /// Corners of what is small: rows, badges.
    pub const RADIUS_SMALL: f32 = 4.0;
    /// Lines between things.
    pub const LINE_WIDTH: f32 = 1.0;
    /// The ring around what has the keyboard.
    pub const RING: f32 = 2.0;
}

/// Which of the two themes somebody wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Appearance {
    /// As the system is.
    #[default]
    System,
    /// Light, whatever the system is.
    Light,
    /// Dark, whatever the system is.
    Dark,
}

/// How far words stand out from what is behind them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Contrast {
    /// As WCAG 2.2 wants it at least (AA): calm.
    #[default]
    Usual,
    /// Far (AAA), with edges that are seen.
    High,
}

impl Appearance {
    /// The theme to draw with; a system that does not say what it is counts as light.
    pub fn theme(self, system: Mode) -> Theme {
        self.theme_with(Contrast::Usual, system)
    }

    /// The same with that contrast.
    pub fn theme_with(self, contrast: Contrast, system: Mode) -> Theme {
        let is_dark = matches!((self, system), (Self::Dark, _) | (Self::System, Mode::Dark));
        match (is_dark, contrast) {
            (false, Contrast::Usual) => LIGHT.clone(),
            (true, Contrast::Usual) => DARK.clone(),
            (false, Contrast::High) => LIGHT_HIGH.clone(),
            (true, Contrast::High) => DARK_HIGH.clone(),
        }
    }
}

/// The light theme.
pub static LIGHT: LazyLock<Theme> = LazyLock::new(|| Theme::custom("Discoscope light", palette(&colors::LIGHT)));

/// The dark theme.
pub static DARK: LazyLock<Theme> = LazyLock::new(|| Theme::custom("Discoscope dark", palette(&colors::DARK)));

/// The light theme with high contrast.
pub static LIGHT_HIGH: LazyLock<Theme> =
    LazyLock::new(|| Theme::custom("Discoscope light, high contrast", palette(&colors::LIGHT_HIGH)));

/// The dark theme with high contrast.
pub static DARK_HIGH: LazyLock<Theme> =
    LazyLock::new(|| Theme::custom("Discoscope dark, high contrast", palette(&colors::DARK_HIGH)));

/// The colours that belong to a theme.
pub fn colors(theme: &Theme) -> &'static Colors {
    // The accent is another one in each of them.
    let is_high = |high: &Colors| theme.palette().primary == high.accent;
    match theme.mode() {
        Mode::Dark if is_high(&colors::DARK_HIGH) => &colors::DARK_HIGH,
        Mode::Dark => &colors::DARK,
        Mode::Light | Mode::None if is_high(&colors::LIGHT_HIGH) => &colors::LIGHT_HIGH,
        Mode::Light | Mode::None => &colors::LIGHT,
    }
}

fn palette(colors: &Colors) -> Palette {
    Palette {
        background: colors.surface,
        text: colors.text,
        primary: colors.accent,
        success: colors.answered,
        warning: colors.warning,
        danger: colors.refused,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_decides_when_nobody_else_does() {
        for (wanted, system, theme) in [
            (Appearance::System, Mode::None, &LIGHT),
            (Appearance::System, Mode::Light, &LIGHT),
            (Appearance::System, Mode::Dark, &DARK),
            (Appearance::Light, Mode::Dark, &LIGHT),
            (Appearance::Dark, Mode::Light, &DARK),
        ] {
            assert_eq!(wanted.theme(system), **theme, "{wanted:?} {system:?}");
        }
        assert_eq!(Appearance::System.theme_with(Contrast::High, Mode::Dark), *DARK_HIGH);
        assert_eq!(Appearance::System.theme_with(Contrast::High, Mode::None), *LIGHT_HIGH);
    }

    #[test]
    fn each_theme_finds_its_colours() {
        assert_eq!(colors(&LIGHT), &colors::LIGHT);
        assert_eq!(colors(&DARK), &colors::DARK);
        assert_eq!(colors(&LIGHT_HIGH), &colors::LIGHT_HIGH);
        assert_eq!(colors(&DARK_HIGH), &colors::DARK_HIGH);
    }
}
