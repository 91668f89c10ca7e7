//! The colours by what they are for, light and dark.

// Colours are read in pairs of digits, as everywhere else.
#![allow(clippy::unreadable_literal)]

use iced::{Color, color};

/// What each colour is for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Colors {
    /// Behind bars and between panes.
    pub window: Color,
    /// Behind content.
    pub surface: Color,
    /// Behind what floats: tooltips, toasts, menus.
    pub raised: Color,
    /// Behind a row or a button under the pointer.
    pub hover: Color,
    /// Behind a button that is held down.
    pub pressed: Color,
    /// Behind the chosen row of the list that has the keyboard.
    pub selected: Color,
    /// Behind the chosen row of a list that has not.
    pub selected_faint: Color,
    /// Behind a row that the filter found.
    pub matched: Color,
    /// Lines between things.
    pub border: Color,
    /// Edges of what can be typed into or taken hold of.
    pub edge: Color,
    /// A scrollbar's thumb.
    pub thumb: Color,
    /// Shadows of what floats.
    pub shadow: Color,
    /// Words.
    pub text: Color,
    /// Words that stand back.
    pub muted: Color,
    /// The one accent.
    pub accent: Color,
    /// The accent under the pointer.
    pub accent_hover: Color,
    /// Words on the accent.
    pub on_accent: Color,
    /// Words on the colour of refusal.
    pub on_danger: Color,
    /// An entity that answered.
    pub answered: Color,
    /// One that was asked and may still answer.
    pub waiting: Color,
    /// One that said no.
    pub refused: Color,
    /// One that said nothing.
    pub silent: Color,
    /// One whose answer the connection took along.
    pub cut_off: Color,
    /// One whose answer cannot be read.
    pub unreadable: Color,
    /// Something against the rules.
    pub warning: Color,
}

/// The light colours.
pub const LIGHT: Colors = Colors {
    window: color!(0xf3f4f7),
    surface: color!(0xffffff),
    raised: color!(0xffffff),
    hover: color!(0xeef0f5),
    pressed: color!(0xe2e5ed),
    selected: color!(0xdce5ff),
    selected_faint: color!(0xe6e8ee),
    matched: color!(0xfff3c4),
    border: color!(0xdadee6),
    edge: color!(0x868e9d),
    thumb: color!(0xb4bac6),
    shadow: color!(0x141822, 0.18),
    text: color!(0x1a1e27),
    muted: color!(0x545d6d),
    accent: color!(0x3453c8),
    accent_hover: color!(0x2945ae),
    on_accent: color!(0xffffff),
    on_danger: color!(0xffffff),
    answered: color!(0x17693a),
    waiting: color!(0x2f57c0),
    refused: color!(0xb3261e),
    silent: color!(0x7a5200),
    cut_off: color!(0x96400f),
    unreadable: color!(0x84288a),
    warning: color!(0x7a5200),
};

/// The dark colours.
pub const DARK: Colors = Colors {
    window: color!(0x14161b),
    surface: color!(0x1b1e25),
    raised: color!(0x272b34),
    hover: color!(0x242831),
    pressed: color!(0x2f3440),
    selected: color!(0x2b3a68),
    selected_faint: color!(0x2e333e),
    matched: color!(0x453a14),
    border: color!(0x323844),
    edge: color!(0x6d7687),
    thumb: color!(0x4b5362),
    shadow: color!(0x000000, 0.5),
    text: color!(0xe7eaf0),
    muted: color!(0xa5aebd),
    accent: color!(0x8ea7ff),
    accent_hover: color!(0xa9bcff),
    on_accent: color!(0x10142a),
    on_danger: color!(0x2a0b08),
    answered: color!(0x74d19a),
    waiting: color!(0x9db6ff),
    refused: color!(0xff9c92),
    silent: color!(0xe8bd55),
    cut_off: color!(0xf2ac80),
    unreadable: color!(0xe0a9ee),
    warning: color!(0xe8bd55),
};

#[cfg(test)]
mod tests {
    use super::*;

    /// The contrast of WCAG 2.2 between two colours.
    fn contrast(one: Color, other: Color) -> f32 {
        let (one, other) = (one.relative_luminance(), other.relative_luminance());
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    #[test]
    fn words_can_be_read_wherever_they_stand() {
        for (name, colors) in [("light", LIGHT), ("dark", DARK)] {
            let behind = [
                ("window", colors.window),
                ("surface", colors.surface),
                ("raised", colors.raised),
                ("hover", colors.hover),
                ("selected", colors.selected),
                ("selected faint", colors.selected_faint),
                ("matched", colors.matched),
            ];
            for (word, front) in [
                ("text", colors.text),
                ("muted", colors.muted),
                ("accent", colors.accent),
                ("answered", colors.answered),
                ("waiting", colors.waiting),
                ("refused", colors.refused),
                ("silent", colors.silent),
                ("cut off", colors.cut_off),
                ("unreadable", colors.unreadable),
                ("warning", colors.warning),
            ] {
                for (place, back) in behind {
                    let contrast = contrast(front, back);
                    assert!(contrast >= 4.5, "{name}: {word} on {place} has {contrast:.2}");
                }
            }
            for (word, front, back) in [
                ("on accent", colors.on_accent, colors.accent),
                ("on accent hover", colors.on_accent, colors.accent_hover),
                ("on danger", colors.on_danger, colors.refused),
                ("text on pressed", colors.text, colors.pressed),
            ] {
                assert!(contrast(front, back) >= 4.5, "{name}: {word} has {:.2}", contrast(front, back));
            }
            assert!(contrast(colors.edge, colors.surface) >= 3.0, "{name}: edges cannot be seen");
        }
    }
}
