//! What of the main screen outlives the run: favourite and recent addresses, and how the window is split.

use iced::widget::{operation, pane_grid};

use super::{Action, Explore, SPLIT, TREE, address_bar, bookmarks};
use crate::disco::{address::Address, link::Link};

impl Explore {
    /// The favourite and recent addresses.
    pub fn bookmarks(&mut self) -> &mut bookmarks::Bookmarks {
        &mut self.bookmarks
    }

    /// How much of the width belongs to the tree.
    pub fn split(&self) -> f32 {
        match self.panes.layout() {
            pane_grid::Node::Split { ratio, .. } => *ratio,
            pane_grid::Node::Pane(_) => SPLIT,
        }
    }

    /// Gives so much of the width to the tree.
    pub fn set_split(&mut self, ratio: f32) {
        if let pane_grid::Node::Split { id, .. } = *self.panes.layout() {
            self.panes.resize(id, ratio);
        }
    }

    /// Somebody went there who can be answered; what a snapshot has is not remembered.
    pub(super) fn visited(&mut self, address: Address) {
        if self.documents.active().is_some_and(|document| document.live().is_some()) {
            self.bookmarks.visited(address);
        }
    }

    pub(super) fn bookmarks_message(&mut self, message: bookmarks::Message) -> Action {
        match self.bookmarks.update(message) {
            bookmarks::Action::None => {
                let list = operation::scroll_to(bookmarks::NOWHERE, self.bookmarks.offset());
                if self.bookmarks.is_open() { Action::Run(list) } else { Action::None }
            }
            bookmarks::Action::Star => match self.documents.active_mut().map(|document| document.bar.destination()) {
                Some(Some(link)) => {
                    self.bookmarks.star(link.address);
                    Action::None
                }
                Some(None) => Action::Run(operation::focus(address_bar::JID)),
                None => Action::None,
            },
            bookmarks::Action::Go(address) => self.go_to(Link::to(address)),
            bookmarks::Action::Shown => {
                self.menu = None;
                Action::Run(operation::focus(bookmarks::NOWHERE))
            }
            bookmarks::Action::Closed => Action::Run(operation::focus(TREE)),
        }
    }
}
