//! What the pointer comes to when it is moved.
//!
//! iced's area for the mouse says so, too, when the list below a resting pointer opens or scrolls; whoever goes through that
//! list by keys would come back to the pointer again and again.

use iced::{Element, Event, mouse::Event::CursorMoved};

use super::around::{Around, Heard};

/// Says `message` whenever the pointer is moved over it.
pub fn pointed<'a, Message: Clone + 'a>(
    content: impl Into<Element<'a, Message>>,
    message: Message,
) -> Element<'a, Message> {
    Around::hearing(content, move |event, is_over| match event {
        Event::Mouse(CursorMoved { .. }) if is_over => Heard::Also(message.clone()),
        _ => Heard::Nothing,
    })
}
