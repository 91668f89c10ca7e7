//! Who offers what in a tree, as a panel below the details.

use iced::{Task, clipboard, widget::operation};

use super::{Action, Explore, TREE, search, wrong::severity};
use crate::{
    app::{
        icon::Icon,
        widget::{
            field::{self, Key},
            tree::{self, Count, Row, Rows},
        },
    },
    disco::offers::{Offer, Offers, Order, Sort},
};

mod view;

pub use view::view;

/// The panel of one tree.
#[derive(Debug, Default)]
pub struct Panel {
    is_open: bool,
    sort: Sort,
    order: Order,
    text: String,
    lines: Vec<Offer>,
    /// How many lines there are, shown or not.
    total: usize,
    /// How many there are of each sort, in their order.
    counts: [usize; Sort::ALL.len()],
    answered: usize,
    chosen: Option<usize>,
    /// Which state of the offers is shown.
    revision: Option<u64>,
}

/// What happened in the panel.
#[derive(Clone, Debug)]
pub enum Message {
    /// It is to be opened, or closed.
    Toggled,
    /// A list of something else is to be shown.
    Sorted(Sort),
    /// In another order.
    Ordered(Order),
    /// The text that the lines must have was edited.
    Edited(String),
    /// Something else in the field.
    Field(field::Event),
    /// Something in the list.
    Line(tree::Event),
}

/// The list.
pub const LIST: &str = "offers";
/// The field over it.
pub const FIELD: &str = "offers-filter";
/// Nobody reads more lines; the field narrows them down.
const MOST: usize = 5_000;

impl Panel {
    /// Whether it is shown.
    pub fn is_open(&self) -> bool {
        self.is_open
    }

    /// Makes the lines anew if they are shown and something changed.
    pub fn refresh(&mut self, offers: &Offers) {
        if !self.is_open || self.revision == Some(offers.revision()) {
            return;
        }
        self.revision = Some(offers.revision());
        let chosen = self.chosen.and_then(|index| self.lines.get(index)).map(|offer| offer.name.clone());
        (self.lines, self.total) = offers.list(self.sort, self.order, &self.text, MOST);
        self.chosen = chosen.and_then(|name| self.lines.iter().position(|offer| offer.name == name));
        self.counts = Sort::ALL.map(|sort| offers.len(sort));
        self.answered = offers.answered();
    }

    fn changed(&mut self) {
        self.revision = None;
        self.chosen = None;
    }
}

impl Explore {
    pub(super) fn offers_message(&mut self, message: Message) -> Action {
        let Some(document) = self.documents.active_mut() else { return Action::None };
        let panel = &mut document.search.panel;
        match message {
            Message::Toggled => {
                panel.is_open = !panel.is_open;
                panel.revision = None;
                if !panel.is_open {
                    return self.run(operation::focus(TREE));
                }
                document.search.prepare(&mut document.tree);
                document.settle();
                // The list begins with the keyboard; this takes it from everybody else.
                return self.run(operation::focus(LIST));
            }
            Message::Sorted(sort) => {
                panel.sort = sort;
                panel.changed();
            }
            Message::Ordered(order) => {
                panel.order = order;
                panel.changed();
            }
            Message::Edited(text) => {
                panel.text = text;
                panel.changed();
            }
            Message::Field(field::Event::Pressed(Key::Leave)) => {
                if panel.text.is_empty() {
                    return Action::Run(operation::focus(LIST));
                }
                panel.text.clear();
                panel.changed();
            }
            Message::Field(field::Event::Pressed(Key::Down)) => return Action::Run(operation::focus(LIST)),
            Message::Field(_) => return Action::None,
            Message::Line(event) => return self.offer_event(&event),
        }
        self.run(Task::none())
    }

    fn offer_event(&mut self, event: &tree::Event) -> Action {
        let Some(document) = self.documents.active_mut() else { return Action::None };
        let panel = &mut document.search.panel;
        match *event {
            tree::Event::Select(index) => {
                panel.chosen = Some(index);
                let term = panel.lines.get(index).map(|offer| offer.term.clone());
                term.map_or(Action::None, |term| self.look_for(term))
            }
            tree::Event::Activate(_) | tree::Event::Toggle(_) => self.search_message(search::Message::Entered),
            tree::Event::Copy(index) => {
                let name = panel.lines.get(index).map(|offer| offer.name.to_string());
                name.map_or(Action::None, |name| Action::Run(clipboard::write(name)))
            }
            tree::Event::Open(_) | tree::Event::Close(_) | tree::Event::Context(..) | tree::Event::Visible(_) => {
                Action::None
            }
        }
    }
}

impl Rows for Panel {
    fn len(&self) -> usize {
        self.lines.len()
    }

    fn row(&self, index: usize) -> Row<'_> {
        let Some(offer) = self.lines.get(index) else { return Row::new(0, "") };
        let count = Some(Count { known: offer.count.into(), has_more: false });
        let row = Row { icon: None, count, ..Row::new(0, "") };
        match self.sort {
            Sort::Features => Row { wire: (&*offer.name).into(), title: offer.words.into(), ..row },
            Sort::Identities => {
                let icon = offer.category.as_deref().map_or(Icon::Unknown, Icon::category);
                Row { icon: Some(icon), wire: (&*offer.name).into(), ..row }
            }
            Sort::Documents => Row { title: format!("{}  {}", offer.name, offer.words).into(), ..row },
            Sort::Findings => {
                let severity = offer.severity.map(severity);
                let icon = match severity {
                    Some(tree::Severity::Error) => Icon::Error,
                    Some(tree::Severity::Warning) => Icon::Warning,
                    Some(tree::Severity::Note) | None => Icon::Note,
                };
                Row { icon: Some(icon), severity, title: offer.words.into(), wire: (&*offer.name).into(), ..row }
            }
        }
    }

    fn key(&self, index: usize) -> u64 {
        u64::try_from(index).unwrap_or(u64::MAX)
    }

    fn index_of(&self, key: u64) -> Option<usize> {
        usize::try_from(key).ok().filter(|index| *index < self.lines.len())
    }

    fn depth(&self, _: usize) -> u16 {
        0
    }
}
