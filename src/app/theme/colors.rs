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
    edge: color!(0x808897),
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

/// The light colours with high contrast.
pub const LIGHT_HIGH: Colors = Colors {
    window: color!(0xffffff),
    surface: color!(0xffffff),
    raised: color!(0xffffff),
    hover: color!(0xe9ecf2),
    pressed: color!(0xd5dae4),
    selected: color!(0xd4dfff),
    selected_faint: color!(0xe0e4ec),
    matched: color!(0xffef9f),
    border: color!(0x5f6674),
    edge: color!(0x14171d),
    thumb: color!(0x5f6674),
    shadow: color!(0x141822, 0.18),
    text: color!(0x000000),
    muted: color!(0x2b313c),
    accent: color!(0x10298a),
    accent_hover: color!(0x0b1e6b),
    on_accent: color!(0xffffff),
    on_danger: color!(0xffffff),
    answered: color!(0x0a4220),
    waiting: color!(0x14307e),
    refused: color!(0x7d0f0a),
    silent: color!(0x503500),
    cut_off: color!(0x632707),
    unreadable: color!(0x59145f),
    warning: color!(0x503500),
};

/// The dark colours with high contrast.
pub const DARK_HIGH: Colors = Colors {
    window: color!(0x000000),
    surface: color!(0x000000),
    raised: color!(0x101217),
    hover: color!(0x1c1f26),
    pressed: color!(0x2b303a),
    selected: color!(0x1d2a58),
    selected_faint: color!(0x23272f),
    matched: color!(0x3a2f06),
    border: color!(0x9199a8),
    edge: color!(0xe2e5ec),
    thumb: color!(0x9199a8),
    shadow: color!(0x000000, 0.5),
    text: color!(0xffffff),
    muted: color!(0xd5dae3),
    accent: color!(0xb7c7ff),
    accent_hover: color!(0xd2dcff),
    on_accent: color!(0x000000),
    on_danger: color!(0x000000),
    answered: color!(0x97e8b7),
    waiting: color!(0xbccdff),
    refused: color!(0xffbdb5),
    silent: color!(0xf7d27a),
    cut_off: color!(0xffc7a3),
    unreadable: color!(0xf0c8fa),
    warning: color!(0xf7d27a),
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
        let all = [
            ("light", LIGHT, 4.5),
            ("dark", DARK, 4.5),
            ("light, high", LIGHT_HIGH, 7.0),
            ("dark, high", DARK_HIGH, 7.0),
        ];
        for (name, colors, least) in all {
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
                    assert!(contrast >= least, "{name}: {word} on {place} has {contrast:.2}");
                }
            }
            for (word, front, back) in [
                ("on accent", colors.on_accent, colors.accent),
                ("on accent hover", colors.on_accent, colors.accent_hover),
                ("on danger", colors.on_danger, colors.refused),
                ("text on pressed", colors.text, colors.pressed),
            ] {
                assert!(contrast(front, back) >= least, "{name}: {word} has {:.2}", contrast(front, back));
            }
            // What has the keyboard, and what can be typed into, is told by its edge (WCAG 2.2, 1.4.11 and 2.4.13).
            for (word, edge) in [("edges", colors.edge), ("the ring", colors.accent)] {
                for back in [colors.window, colors.surface, colors.raised] {
                    assert!(contrast(edge, back) >= 3.0, "{name}: {word} cannot be seen");
                }
            }
            // With high contrast also the lines that only part things.
            if least > 4.5 {
                assert!(contrast(colors.border, colors.surface) >= 3.0, "{name}: lines cannot be seen");
            }
        }
    }
}
