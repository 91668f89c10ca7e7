//! A key with what is held beside it.

use iced::keyboard::{self, Event, Modifiers, key::Named};

/// A key with what is held beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Stroke {
    /// The key.
    pub key: Key,
    /// What is held.
    pub held: Held,
}

/// A key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    /// One with a name.
    Named(Named),
    /// A letter or a digit, by what it is on a Latin keyboard.
    Letter(char),
    /// A sign, wherever the keyboard has it; Shift may be needed for it.
    Sign(char),
}

/// What is held beside a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Held {
    command: bool,
    shift: bool,
    alt: bool,
}

const NOTHING: Held = Held { command: false, shift: false, alt: false };

impl Stroke {
    /// The key alone.
    pub const fn plain(key: Key) -> Self {
        Self { key, held: NOTHING }
    }

    /// With Shift.
    pub const fn shift(key: Key) -> Self {
        Self { key, held: Held { shift: true, ..NOTHING } }
    }

    /// With Ctrl (⌘ on a Mac).
    pub const fn ctrl(key: Key) -> Self {
        Self { key, held: Held { command: true, ..NOTHING } }
    }

    /// With Ctrl and Shift.
    pub const fn ctrl_shift(key: Key) -> Self {
        Self { key, held: Held { command: true, shift: true, ..NOTHING } }
    }

    /// With Alt.
    pub const fn alt(key: Key) -> Self {
        Self { key, held: Held { alt: true, ..NOTHING } }
    }

    /// Whether it is the key of this event that was pressed.
    pub fn is(&self, event: &Event) -> bool {
        let Event::KeyPressed { key, modified_key, physical_key, modifiers, .. } = event else { return false };
        let held = Held { command: modifiers.command(), shift: modifiers.shift(), alt: modifiers.alt() };
        if modifiers.logo() && !modifiers.command() {
            return false;
        }
        match self.key {
            Key::Named(named) => *key == keyboard::Key::Named(named) && held == self.held,
            Key::Letter(letter) => key.to_latin(*physical_key) == Some(letter) && held == self.held,
            Key::Sign(sign) => {
                let is_sign = |key: &keyboard::Key| matches!(key.as_ref(), keyboard::Key::Character(text) if text.chars().eq([sign]));
                (is_sign(modified_key) || is_sign(key))
                    && held.command == self.held.command
                    && held.alt == self.held.alt
            }
        }
    }

    /// Whether it comes before whatever has the keyboard: nobody types with Ctrl, Alt or the keys above the digits. Keys that
    /// lists, fields and menus know themselves do not.
    pub fn comes_first(&self) -> bool {
        let is_function = matches!(
            self.key,
            Key::Named(
                Named::F1
                    | Named::F2
                    | Named::F3
                    | Named::F4
                    | Named::F5
                    | Named::F6
                    | Named::F7
                    | Named::F8
                    | Named::F9
                    | Named::F11
                    | Named::F12
            )
        );
        is_function || self.held.command || self.held.alt
    }

    /// The event of this key, for tests.
    pub fn event(&self) -> Event {
        let (key, physical) = match self.key {
            Key::Named(named) => (keyboard::Key::Named(named), keyboard::key::NativeCode::Unidentified),
            Key::Letter(letter) | Key::Sign(letter) => {
                (keyboard::Key::Character(letter.to_string().into()), keyboard::key::NativeCode::Unidentified)
            }
        };
        let mut modifiers = Modifiers::empty();
        modifiers.set(Modifiers::COMMAND, self.held.command);
        modifiers.set(Modifiers::SHIFT, self.held.shift);
        modifiers.set(Modifiers::ALT, self.held.alt);
        Event::KeyPressed {
            key: key.clone(),
            modified_key: key,
            physical_key: keyboard::key::Physical::Unidentified(physical),
            location: keyboard::Location::Standard,
            modifiers,
            text: None,
            repeat: false,
        }
    }
}

impl std::fmt::Display for Stroke {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let command = if cfg!(target_os = "macos") { "⌘" } else { "Ctrl+" };
        let Held { command: has_command, shift, alt } = self.held;
        for (is_held, word) in [(has_command, command), (alt, "Alt+"), (shift, "Shift+")] {
            if is_held {
                formatter.write_str(word)?;
            }
        }
        match self.key {
            Key::Named(named) => formatter.write_str(&name(named)),
            Key::Letter(letter) => write!(formatter, "{}", letter.to_ascii_uppercase()),
            Key::Sign('+') => formatter.write_str("Plus"),
            Key::Sign('-') => formatter.write_str("Minus"),
            Key::Sign(',') => formatter.write_str("Comma"),
            Key::Sign(sign) => write!(formatter, "{sign}"),
        }
    }
}

fn name(named: Named) -> String {
    match named {
        Named::ArrowUp => "↑".to_owned(),
        Named::ArrowDown => "↓".to_owned(),
        Named::ArrowLeft => "←".to_owned(),
        Named::ArrowRight => "→".to_owned(),
        Named::Escape => "Esc".to_owned(),
        Named::ContextMenu => "Menu".to_owned(),
        other => format!("{other:?}"),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
mod tests {
    use super::*;

    #[test]
    fn strokes_are_written_as_keyboards_have_them() {
        for (stroke, words) in [
            (Stroke::ctrl_shift(Key::Letter('e')), "Ctrl+Shift+E"),
            (Stroke::alt(Key::Named(Named::ArrowLeft)), "Alt+←"),
            (Stroke::plain(Key::Named(Named::F5)), "F5"),
            (Stroke::ctrl(Key::Sign('+')), "Ctrl+Plus"),
            (Stroke::plain(Key::Sign('?')), "?"),
            (Stroke::shift(Key::Named(Named::Tab)), "Shift+Tab"),
        ] {
            assert_eq!(stroke.to_string(), words);
        }
    }

    #[test]
    fn a_stroke_is_its_own_event_and_no_other() {
        let all = [
            Stroke::plain(Key::Named(Named::F3)),
            Stroke::shift(Key::Named(Named::F3)),
            Stroke::ctrl(Key::Letter('f')),
            Stroke::ctrl_shift(Key::Letter('f')),
            Stroke::alt(Key::Letter('1')),
            Stroke::ctrl(Key::Letter('1')),
            Stroke::plain(Key::Sign('/')),
            Stroke::ctrl(Key::Sign('-')),
        ];
        for (index, stroke) in all.iter().enumerate() {
            for (other, event) in all.iter().map(Stroke::event).enumerate() {
                assert_eq!(stroke.is(&event), index == other, "{stroke} {event:?}");
            }
        }
    }

    #[test]
    fn a_sign_is_found_where_another_keyboard_has_it() {
        // Shift+7 on a German keyboard.
        let Event::KeyPressed { physical_key, location, text, repeat, .. } = Stroke::plain(Key::Sign('/')).event()
        else {
            panic!("no press");
        };
        let event = Event::KeyPressed {
            key: keyboard::Key::Character("7".into()),
            modified_key: keyboard::Key::Character("/".into()),
            physical_key,
            location,
            modifiers: Modifiers::SHIFT,
            text,
            repeat,
        };
        assert!(Stroke::plain(Key::Sign('/')).is(&event));
        assert!(!Stroke::plain(Key::Sign('?')).is(&event));
    }
}
