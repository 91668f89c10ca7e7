//! The palette: everything that can be done, and everywhere one can go, found by how its words begin.

use iced::{
    Alignment, Element, Length, Task,
    widget::{column, container, mouse_area, operation, row, scrollable, space, text, text_input},
};

use super::{Message, folded, is_meant};
use crate::{
    app::{
        screen::explore::destination,
        shortcut::{LINES, Shortcut},
        theme::{size, space as gap, style},
        widget::{line::line, pointed::pointed},
    },
    disco::{
        address::Address,
        link::{Link, is_link},
    },
};

/// What is written, and what it may mean.
#[derive(Debug, Default)]
pub struct Palette {
    text: String,
    offers: Vec<Offer>,
    chosen: usize,
}

/// Something that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// What it is called.
    pub words: String,
    /// Its key.
    pub keys: Option<String>,
    /// What it does, or why it cannot be done.
    pub does: Result<Does, String>,
}

/// What comes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Does {
    /// Something is done.
    Shortcut(Shortcut),
    /// Somebody goes somewhere.
    Go(Link),
}

/// The field.
pub const FIELD: &str = "palette";
/// The list.
pub const LIST: &str = "palette-list";
/// No address that is longer is offered.
const MOST_BYTES: usize = 4096;
/// More addresses are not offered.
pub const MOST_ADDRESSES: usize = 20;

const WIDTH: f32 = 620.0;
/// So many lines are seen at once.
const SHOWN: u16 = 12;

/// What can be done of what is meant, in the order of the table; `hindrance` says why something cannot be.
pub fn commands(wanted: &str, hindrance: impl Fn(Shortcut) -> Option<&'static str>) -> Vec<Offer> {
    let wanted = folded(wanted);
    let lines = LINES.iter().filter_map(|line| Some((line, line.does?)));
    lines
        .filter(|(line, does)| is_offered(*does) && is_meant(&wanted, &folded(line.words)))
        .filter_map(|(line, does)| {
            let why = hindrance(does);
            // An entry of a menu that the row does not have, and a tree that is not there, are not worth a line.
            if why.is_some() && matches!(does, Shortcut::Row(_) | Shortcut::Document(_)) {
                return None;
            }
            let does = why.map_or(Ok(Does::Shortcut(does)), |why| Err(why.to_owned()));
            Some(Offer { words: line.words.to_owned(), keys: line.strokes.first().map(ToString::to_string), does })
        })
        .collect()
}

/// What can be done that has its name only where it is done, as far as it is meant.
pub fn named(wanted: &str, named: Vec<(String, Shortcut)>) -> Vec<Offer> {
    let wanted = folded(wanted);
    let meant = named.into_iter().filter(|(words, _)| is_meant(&wanted, &folded(words)));
    meant.map(|(words, does)| Offer { words, keys: None, does: Ok(Does::Shortcut(does)) }).collect()
}

/// Where one can go: what is written, where it is an address or a link, and those addresses.
pub fn places(wanted: &str, known: Vec<Address>) -> Vec<Offer> {
    let written = wanted.trim();
    let looks_like_one = is_link(written) || written.contains(['.', '@', ':']);
    let written = looks_like_one.then(|| destination(written, "")).and_then(|destination| match destination {
        Ok(link) => Some(Offer { words: format!("Go to {}", link.address), keys: None, does: Ok(Does::Go(link)) }),
        // What is no address may be the beginning of one; only a link claims to be one.
        Err(why) if is_link(written) => Some(Offer { words: "Follow the link".to_owned(), keys: None, does: Err(why) }),
        Err(_) => None,
    });
    let known = known.into_iter().map(|address| {
        let words = format!("Go to {address}");
        Offer { words, keys: None, does: Ok(Does::Go(Link::to(address))) }
    });
    let mut offers: Vec<Offer> = known.collect();
    if let Some(written) = written
        && offers.iter().all(|offer| offer.words != written.words)
    {
        offers.insert(0, written);
    }
    offers
}

/// Whether the palette has it: moving the keyboard and leaving it are of no use from there.
fn is_offered(does: Shortcut) -> bool {
    !matches!(does, Shortcut::NextField | Shortcut::PreviousField | Shortcut::Leave | Shortcut::Palette)
}

/// Whether an address is meant. What is longer than anybody reads is not.
pub fn means(wanted: &str) -> impl Fn(&Address) -> bool {
    let wanted = folded(wanted.trim());
    move |address| {
        let node = address.node.as_deref().unwrap_or_default();
        let can_be = |word| "go to node".contains(word) || has(&address.jid, word) || has(node, word);
        address.jid.len() + node.len() <= MOST_BYTES
            && wanted.split_whitespace().all(can_be)
            && is_meant(&wanted, &folded(&format!("Go to {address}")))
    }
}

/// Whether a text may have a folded word in it: a quick no for most of a hundred thousand addresses.
fn has(text: &str, word: &str) -> bool {
    let (text, word) = (text.as_bytes(), word.as_bytes());
    !text.is_ascii() || text.windows(word.len().max(1)).any(|part| part.eq_ignore_ascii_case(word))
}

impl Palette {
    /// What is written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Takes over what was written.
    pub fn edit(&mut self, text: String) {
        self.text = text;
        self.chosen = 0;
    }

    /// Takes over what it may mean; what can be done now is chosen first.
    pub fn offer(&mut self, offers: Vec<Offer>) {
        self.chosen = offers.iter().position(|offer| offer.does.is_ok()).unwrap_or_default();
        self.offers = offers;
    }

    /// Goes on by so many lines; from the last to the first, one by one.
    pub fn step(&mut self, lines: i32) {
        let Some(last) = self.offers.len().checked_sub(1) else { return };
        self.chosen = match lines {
            1 if self.chosen >= last => 0,
            -1 if self.chosen == 0 => last,
            lines => self.chosen.saturating_add_signed(lines as isize).min(last),
        };
    }

    /// The pointer came to a line.
    pub fn choose(&mut self, index: usize) {
        self.chosen = index;
    }

    /// What a line does, if it can be done; none is the one that is chosen.
    pub fn take(&self, index: Option<usize>) -> Option<Does> {
        self.offers.get(index.unwrap_or(self.chosen))?.does.clone().ok()
    }

    /// Brings the chosen line into view.
    #[allow(clippy::cast_precision_loss, reason = "a few lines")]
    pub fn show_chosen(&self) -> Task<Message> {
        let above = self.chosen.saturating_sub(usize::from(SHOWN) / 2) as f32;
        operation::scroll_to(LIST, operation::AbsoluteOffset { x: None, y: Some(above * size::ROW) })
    }

    /// The card.
    pub fn view(&self) -> Element<'_, Message> {
        let hint = "What do you want to do, or where do you want to go?";
        let field = text_input(hint, &self.text)
            .id(FIELD)
            .size(size::TEXT)
            .padding([gap::S, gap::M])
            .style(style::input)
            .on_input(Message::Edited);
        let lines = self.offers.iter().enumerate();
        let lines = lines.map(|(index, offer)| offer_view(index, offer, index == self.chosen));
        let list = scrollable(column(lines).width(Length::Fill))
            .id(LIST)
            .direction(scrollable::Direction::Vertical(style::scrollbar()))
            .style(style::scroll);
        let list: Element<'_, Message> = if self.offers.is_empty() {
            container(text("Nothing is called so.").size(size::TEXT).style(style::muted))
                .padding([gap::S, gap::M])
                .into()
        } else {
            container(list).max_height(f32::from(SHOWN) * size::ROW).into()
        };
        let keys = text("↑ ↓ choose, Enter does it, Esc closes").size(size::SMALL).style(style::muted);
        let card = column![field, list, container(keys).padding([0.0, gap::S])].spacing(gap::S);
        container(card).padding(gap::S).max_width(WIDTH).width(Length::Fill).style(style::toast).into()
    }
}

fn offer_view(index: usize, offer: &Offer, is_chosen: bool) -> Element<'_, Message> {
    let keys = offer.keys.as_deref().map(|keys| line(keys).small().color(|colors| colors.muted));
    let content: Element<'_, Message> = match &offer.does {
        Ok(_) => line(offer.words.as_str()).fill().into(),
        Err(why) => row![
            line(offer.words.as_str()).color(|colors| colors.muted),
            line(format!("– {why}")).color(|colors| colors.muted).fill()
        ]
        .spacing(gap::XS)
        .into(),
    };
    let content = row![content].push(keys).push(space().width(gap::S)).spacing(gap::S).align_y(Alignment::Center);
    let content = container(content)
        .padding([0.0, gap::S])
        .height(size::ROW)
        .align_y(Alignment::Center)
        .style(style::suggestion(is_chosen));
    pointed(mouse_area(content).on_press(Message::Taken(Some(index))), Message::Pointed(index))
}
