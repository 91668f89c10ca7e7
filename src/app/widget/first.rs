//! Somebody who hears of keys and of the pointer's buttons before the widgets inside do.
//!
//! A field of iced types what Ctrl+Plus means and moves its cursor at Alt+Left; shortcuts must come first.

use iced::{Element, Event};

use super::around::{Around, Heard};

/// A part of the window; what `hear` answers with a message goes no further.
pub fn first<'a, Message: 'a>(
    content: impl Into<Element<'a, Message>>,
    hear: impl Fn(&Event) -> Option<Message> + 'a,
) -> Element<'a, Message> {
    Around::hearing(content, move |event, _| hear(event).map_or(Heard::Nothing, Heard::Instead))
}
