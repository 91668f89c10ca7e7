//! How the window looked last.

use iced::{Size, Task};

use super::{Message, Profile};
use crate::{
    app::{
        comfort::{Comfort, TextSize},
        theme::{Appearance, Contrast},
    },
    profile::preferences::{self, Preferences, Theme},
};

/// The look that was chosen.
pub fn comfort(preferences: &Preferences) -> Comfort {
    Comfort {
        appearance: match preferences.theme {
            Theme::System => Appearance::System,
            Theme::Light => Appearance::Light,
            Theme::Dark => Appearance::Dark,
        },
        text_size: TextSize::of(preferences.text_size),
        contrast: match preferences.contrast {
            preferences::Contrast::Usual => Contrast::Usual,
            preferences::Contrast::High => Contrast::High,
        },
    }
}

/// The window's size, in pixels of its own.
#[allow(clippy::cast_precision_loss, reason = "no screen has 16 million pixels in a row")]
pub fn size(preferences: &Preferences) -> Size {
    Size::new(preferences.width as f32, preferences.height as f32)
}

impl Profile {
    /// Keeps what somebody changed of the look; what the command line said of the rest holds for this run only.
    pub fn keep_comfort(&mut self, before: Comfort, now: Comfort) -> Task<Message> {
        self.window(|mut preferences| {
            if before.appearance != now.appearance {
                preferences.theme = match now.appearance {
                    Appearance::System => Theme::System,
                    Appearance::Light => Theme::Light,
                    Appearance::Dark => Theme::Dark,
                };
            }
            if before.text_size != now.text_size {
                preferences.text_size = now.text_size.percent();
            }
            if before.contrast != now.contrast {
                preferences.contrast = match now.contrast {
                    Contrast::Usual => preferences::Contrast::Usual,
                    Contrast::High => preferences::Contrast::High,
                };
            }
            preferences
        })
    }

    /// Keeps the window's size, in pixels of its own.
    pub fn keep_size(&mut self, size: Size) -> Task<Message> {
        self.window(|preferences| preferences.sized(size.width, size.height))
    }
}
