//! Favourite and recent addresses: a star in the address bar, and a list to choose from.

use iced::{
    Alignment, Element, Length, Subscription,
    keyboard::{self, key::Named},
    widget::{
        column, container, mouse_area, opaque, operation::AbsoluteOffset, pin, row, scrollable, space, stack, text,
    },
};

use crate::{
    app::{
        icon::Icon,
        theme::{size, space as gap, style},
        widget::{button::button, line::line},
    },
    disco::address::Address,
    profile::addresses::{Addresses, Offer},
};

/// The addresses, and whether the list of them is shown.
#[derive(Debug, Default)]
pub struct Bookmarks {
    offers: Vec<Offer>,
    /// Which one the keyboard has come to, while the list is shown.
    open: Option<usize>,
    wishes: Vec<Wish>,
}

/// What is to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Somebody went there.
    Visit(Address),
    /// It is a favourite from now on, or is none any more.
    Favour(Address, bool),
    /// It is neither recent nor a favourite any more.
    Remove(Address),
}

/// What happened.
#[derive(Clone, Debug)]
pub enum Message {
    /// What stands in the address bar is to be a favourite, or not any more.
    Starred,
    /// The list is to be shown, or not any more.
    Toggled,
    /// An address was chosen.
    Chosen(Address),
    /// An address is not to be offered any more.
    Removed(Address),
    /// A key was pressed in the list.
    Pressed(Key),
}

/// What a key does in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// The address above.
    Up,
    /// The address below.
    Down,
    /// Goes there.
    Enter,
    /// Takes it out of the list.
    Remove,
    /// Closes the list.
    Close,
}

/// What comes of it.
pub enum Action {
    /// Nothing.
    None,
    /// What stands in the address bar is to become a favourite, or to be none any more.
    Star,
    /// To go to an address.
    Go(Address),
    /// The list was shown: the keyboard belongs to it.
    Shown,
    /// The list was closed: the keyboard goes back to the tree.
    Closed,
}

/// No widget has this name: who puts the keyboard there takes it away from the fields.
pub const NOWHERE: &str = "bookmarks";
const WIDTH: f32 = 520.0;
const HEIGHT: f32 = 400.0;

impl Bookmarks {
    /// What is kept now.
    pub fn set(&mut self, addresses: &Addresses) {
        self.offers = addresses.offers();
        self.open = self.open.map(|index| index.min(self.offers.len().saturating_sub(1)));
    }

    /// Favourites and recent addresses.
    pub fn offers(&self) -> &[Offer] {
        &self.offers
    }

    /// What is to be kept since this was asked last.
    pub fn take_wishes(&mut self) -> Vec<Wish> {
        std::mem::take(&mut self.wishes)
    }

    /// Somebody went there.
    pub fn visited(&mut self, address: Address) {
        self.wishes.push(Wish::Visit(address));
    }

    /// Makes it a favourite, or makes it none any more.
    pub fn star(&mut self, address: Address) {
        let is_favourite = self.is_favourite(&address);
        self.wishes.push(Wish::Favour(address, !is_favourite));
    }

    /// Whether it is a favourite.
    pub fn is_favourite(&self, address: &Address) -> bool {
        self.offers.iter().any(|offer| offer.is_favourite && offer.address == *address)
    }

    /// Whether the list is shown.
    pub fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message) -> Action {
        match message {
            Message::Starred => Action::Star,
            Message::Toggled => {
                self.open = if self.open.is_some() { None } else { Some(0) };
                if self.is_open() { Action::Shown } else { Action::Closed }
            }
            Message::Chosen(address) => {
                self.open = None;
                Action::Go(address)
            }
            Message::Removed(address) => {
                self.wishes.push(Wish::Remove(address));
                Action::None
            }
            Message::Pressed(key) => self.key(key),
        }
    }

    fn key(&mut self, key: Key) -> Action {
        let Some(index) = self.open else { return Action::None };
        let chosen = self.offers.get(index).map(|offer| offer.address.clone());
        match (key, chosen) {
            (Key::Up, _) => self.open = Some(index.saturating_sub(1)),
            (Key::Down, _) => self.open = Some((index + 1).min(self.offers.len().saturating_sub(1))),
            (Key::Enter, Some(address)) => return self.update(Message::Chosen(address)),
            (Key::Remove, Some(address)) => return self.update(Message::Removed(address)),
            (Key::Enter | Key::Close, _) => {
                self.open = None;
                return Action::Closed;
            }
            (Key::Remove, None) => {}
        }
        Action::None
    }

    /// Where the list has to be scrolled to, so that the one that was chosen is seen.
    pub fn offset(&self) -> AbsoluteOffset {
        #[allow(clippy::cast_precision_loss, reason = "some hundred rows")]
        let row = self.open.unwrap_or_default() as f32;
        AbsoluteOffset { x: 0.0, y: (row * size::ROW - HEIGHT / 2.0).max(0.0) }
    }

    /// The list over the screen, below the address bar, which begins at `top`; it closes when pressed elsewhere.
    pub fn view(&self, top: f32) -> Option<Element<'_, Message>> {
        let chosen = self.open?;
        let content: Element<'_, Message> = if self.offers.is_empty() {
            let words = "No addresses yet. The star beside the address makes a favourite of what is shown (Ctrl+B), and \
                         where you go by the address bar is remembered.";
            container(text(words).size(size::TEXT).style(style::muted)).padding(gap::M).into()
        } else {
            let rows = self.offers.iter().enumerate().map(|(index, offer)| entry(offer, index == chosen));
            let keys = text("Enter goes there, Del removes, Esc closes").size(size::SMALL).style(style::muted);
            let direction = scrollable::Direction::Vertical(style::scrollbar());
            let list = scrollable(column(rows)).id(NOWHERE).direction(direction).style(style::scroll);
            column![container(list).max_height(HEIGHT), container(keys).padding([0.0, gap::M])].spacing(gap::XS).into()
        };
        let list = container(content).padding(gap::XS).width(WIDTH).style(style::toast);
        let behind = mouse_area(space().width(Length::Fill).height(Length::Fill)).on_press(Message::Toggled);
        Some(stack![opaque(behind), pin(opaque(list)).x(gap::XL * 4.0).y(top + size::TAB + gap::M)].into())
    }
}

fn entry(offer: &Offer, is_chosen: bool) -> Element<'_, Message> {
    let icon = if offer.is_favourite { Icon::Starred } else { Icon::Late };
    let node = offer.address.node.as_deref().map(|node| line(node).wire().color(|colors| colors.muted));
    let words = row![icon.view().style(style::icon_muted), line(&*offer.address.jid).wire()].push(node);
    let go = button(words.spacing(gap::S).align_y(Alignment::Center))
        .width(Length::Fill)
        .height(size::ROW)
        .padding([gap::XS, gap::S])
        .style(style::entry(is_chosen))
        .on_press_with(|| Message::Chosen(offer.address.clone()));
    let remove = button(Icon::Close.view().width(size::CLOSE).height(size::CLOSE).style(style::icon_muted))
        .padding(gap::XS)
        .style(style::flat)
        .on_press_with(|| Message::Removed(offer.address.clone()));
    row![go, remove].align_y(Alignment::Center).into()
}

/// The keys of the list: none of them goes anywhere else.
pub fn keys() -> Subscription<Key> {
    keyboard::listen().filter_map(|event| {
        let keyboard::Event::KeyPressed { key, repeat, .. } = event else { return None };
        match key.as_ref() {
            keyboard::Key::Named(Named::ArrowUp) => Some(Key::Up),
            keyboard::Key::Named(Named::ArrowDown) => Some(Key::Down),
            keyboard::Key::Named(Named::Enter) => (!repeat).then_some(Key::Enter),
            keyboard::Key::Named(Named::Delete) => Some(Key::Remove),
            keyboard::Key::Named(Named::Escape) => Some(Key::Close),
            _ => None,
        }
    })
}
