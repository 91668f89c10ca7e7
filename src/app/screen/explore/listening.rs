//! The keys that the main screen hears, and its clocks.

use iced::{Subscription, keyboard};

use super::{Explore, Message, bookmarks, crawl, document::Document, documents::Sheet, menu, shortcut};

impl Explore {
    /// The keys that no field took, or those of the menu.
    pub fn keys(&self) -> Subscription<Message> {
        if self.menu.is_some() {
            return menu::keys().map(Message::MenuPressed);
        }
        if self.desk.panel().is_some() {
            return crawl::panel_keys().map(Message::Crawl);
        }
        if self.bookmarks.is_open() {
            let list = bookmarks::keys().map(bookmarks::Message::Pressed).map(Message::Bookmarks);
            return Subscription::batch([list, keyboard::listen().filter_map(shortcut::step_of).map(Message::Pressed)]);
        }
        keyboard::listen().filter_map(shortcut::of).map(Message::Pressed)
    }

    /// The clocks, while something waits or goes on.
    pub fn subscription(&self) -> Subscription<Message> {
        Subscription::batch([self.clock(), self.crawl_clock().map(Message::Crawl)])
    }

    fn clock(&self) -> Subscription<Message> {
        let is_comparing =
            matches!(self.documents.shown(), Some(Sheet::Comparison(comparing)) if comparing.is_working());
        if is_comparing {
            return iced::time::every(std::time::Duration::from_millis(100)).map(|_| Message::Ticked);
        }
        let is_moving = self.documents.lives().filter_map(Document::live).any(|live| live.status.is_moving());
        if !is_moving {
            return Subscription::none();
        }
        iced::time::every(std::time::Duration::from_millis(500)).map(|_| Message::Ticked)
    }
}
