//! iced's list that opens to choose from, within reach of the keyboard: the arrows choose.

use iced::{Element, Length, widget};

use super::reach::reach;
use crate::app::theme::{size, space as gap, style};

/// How high the list is while it is closed.
#[derive(Clone, Copy, Debug)]
pub enum Height {
    /// As the fields of a form.
    Form,
    /// As the fields of a line.
    Line,
}

/// One of several, chosen from a list that opens; it takes all the room there is.
pub fn choice<'a, T, Message>(
    height: Height,
    options: &'a [T],
    chosen: T,
    on_choose: impl Fn(T) -> Message + Clone + 'a,
) -> Element<'a, Message>
where
    T: Clone + ToString + PartialEq + 'a,
    Message: Clone + 'a,
{
    let (text_size, padding) = match height {
        Height::Form => (size::TEXT, [gap::S, gap::M]),
        Height::Line => (size::WIRE, [gap::XS, gap::S]),
    };
    let index = options.iter().position(|option| *option == chosen);
    let choose = on_choose.clone();
    let step = move |is_down| {
        let next = match (index, is_down) {
            (Some(index), true) => index + 1,
            (Some(index), false) => index.checked_sub(1)?,
            (None, _) => 0,
        };
        options.get(next).cloned().map(&choose)
    };
    let list = widget::pick_list(options, Some(chosen), on_choose)
        .text_size(text_size)
        .padding(padding)
        .width(Length::Fill)
        .style(style::choice)
        .menu_style(style::choices);
    reach(list, true).on_step(step).into()
}
