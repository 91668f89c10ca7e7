//! Finding one's way on the screen: what keys and the palette do there, and who has the keyboard.

use super::{Action, Message, Ourselves, Page, Stage, TEXT, nodes, view};
use crate::app::shortcut::Shortcut;

const ELSEWHERE: &str = "leave what you say of yourself first";

impl Ourselves {
    /// Does what a key or the palette asks for while the screen is shown.
    pub(super) fn shortcut(&mut self, shortcut: Shortcut) -> Action {
        match shortcut {
            Shortcut::Leave | Shortcut::Back | Shortcut::Ourselves => self.update(Message::Left),
            Shortcut::Tab(0) => self.update(Message::PageChosen(Page::Nodes)),
            Shortcut::Tab(1) => self.update(Message::PageChosen(Page::File)),
            Shortcut::Tab(2) => self.update(Message::PageChosen(Page::Asked)),
            Shortcut::OurPage(page) => self.update(Message::PageChosen(page)),
            Shortcut::Save | Shortcut::Apply => self.apply(),
            Shortcut::Revert => self.update(Message::Reverted),
            _ => Action::None,
        }
    }

    /// Why something cannot be done now that belongs to the screen, or not while it is shown; none when it can.
    pub fn hindrance(&self, shortcut: Shortcut) -> Option<&'static str> {
        match shortcut {
            Shortcut::Leave | Shortcut::Back | Shortcut::Ourselves | Shortcut::OurPage(_) => None,
            Shortcut::Apply if self.stage != Stage::Looked => Some("it is being looked through"),
            Shortcut::Apply if !self.is_changed => Some("it is said already"),
            Shortcut::Apply => (!self.can_apply()).then_some("it has to be mended first"),
            Shortcut::Revert => (!self.is_changed).then_some("nothing was changed"),
            _ => Some(ELSEWHERE),
        }
    }

    /// Closes the screen without going anywhere.
    pub fn close(&mut self) {
        self.is_open = false;
    }

    /// Who has the keyboard when nobody else wants it.
    pub fn home(&self) -> &'static str {
        match self.page {
            Page::Nodes => nodes::LIST,
            Page::File => TEXT,
            Page::Asked => view::ASKED,
        }
    }

    /// The parts of the screen that can have the keyboard, in their order.
    pub fn panes(&self) -> Vec<&'static str> {
        let beside = match self.page {
            Page::Nodes => self.preview.list(),
            Page::File => None,
            Page::Asked => self.asked.shown().map(|_| view::STANZAS),
        };
        let field = (self.page == Page::Nodes).then_some(super::NEW_NODE);
        [Some(self.home()), field, beside].into_iter().flatten().collect()
    }
}
