//! How the screen looks.

use iced::{
    Element, Length,
    widget::{column, container, pane_grid, rule, space, stack},
};

use super::{
    Explore, Message, Pane, TREE,
    address_bar::Way,
    banner,
    comparing::{self, Comparing},
    console, crawl, cut,
    document::{self, Document},
    documents::Sheet,
    offers,
    places::Places,
    search, tabs,
};
use crate::app::{
    theme::{size, style},
    widget::{behind::behind, tree},
};

impl Explore {
    /// The screen.
    pub fn view(&self) -> Element<'_, Message> {
        if self.ourselves.is_open() {
            return self.ourselves.view().map(Message::Ourselves);
        }
        let document = match self.documents.shown() {
            None => return space().into(),
            Some(Sheet::Tree(document)) => document,
            Some(Sheet::Comparison(comparing)) => return self.comparison_view(comparing),
        };
        let panes = pane_grid(&self.panes, |_, pane, _| {
            let content: Element<'_, Message> = match pane {
                Pane::Tree => search::view(document, tree_view(document)),
                Pane::Details => details_view(document),
            };
            pane_grid::Content::new(container(content).style(style::pane).width(Length::Fill).height(Length::Fill))
        })
        .spacing(size::LINE_WIDTH)
        .min_size(200)
        .on_resize(8, Message::Resized);
        let way = Way { back: document.way(false), forward: document.way(true) };
        let has_session = self.documents.live().is_some();
        let crawl = match &document.about {
            document::About::Live(live) => crawl::bar(&live.crawl, &self.automatic).map(|wish| match wish {
                crawl::Wish::Crawl(message) => Message::Crawl(message),
                crawl::Wish::Automatic(message) => Message::Automatic(message),
            }),
            document::About::Snapshot(_) => space().into(),
        };
        let status = match &document.about {
            document::About::Live(live) => live.status.view(live.besides()),
            document::About::Snapshot(kept) => banner::status(kept, has_session),
        };
        // Always as many parts, so that none of them forgets what it was doing when tabs or a banner come and go.
        let screen = column![
            tabs::view(&self.documents),
            document.bar.view(&way, document.selected.is_some(), &self.bookmarks),
            banner::view(document, &self.documents),
            rule::horizontal(size::LINE_WIDTH).style(style::separator),
            container(panes).style(style::divided).height(Length::Fill),
            rule::horizontal(size::LINE_WIDTH).style(style::separator),
            cut::certificate(document),
            console::panel(document),
            crawl,
            status,
        ];
        let menu = self.menu.as_ref().map(|menu| menu.view(&document.tree, self.marked.is_some()));
        let above = self.desk.panel().map(|(start, form)| crawl::panel(start, form).map(Message::Crawl));
        let bookmarks = self.bookmarks.view(tabs::height(&self.documents)).map(|list| list.map(Message::Bookmarks));
        stack![behind(screen, !self.is_free())].push(menu).push(above).push(bookmarks).into()
    }

    fn comparison_view<'a>(&'a self, comparing: &'a Comparing) -> Element<'a, Message> {
        let content = comparing::view(comparing, &self.panes, |pane| matches!(pane, Pane::Tree), Message::Resized);
        let screen = column![
            tabs::view(&self.documents),
            content,
            rule::horizontal(size::LINE_WIDTH).style(style::separator),
            comparing::status(comparing),
        ];
        stack![screen].into()
    }
}

fn tree_view(document: &Document) -> Element<'_, Message> {
    let rows = Places::of(document);
    let selected = document.selected.and_then(|place| rows.position(place));
    let list = document.search.list(document.id);
    tree::tree(rows, Message::Tree).selected(selected).list(list).id(TREE).starts_focused().into()
}

/// The details, and below them who offers what.
fn details_view(document: &Document) -> Element<'_, Message> {
    let loading = document.live().map(|live| &live.loading);
    let details = document.details.view(&document.tree, document.source(), loading).map(Message::Details);
    let panel = &document.search.panel;
    let panel: Element<'_, Message> = if panel.is_open() {
        let view = offers::view(panel, document.search.is_gathering());
        let view = view.map(|message| Message::Search(search::Message::Offers(message)));
        column![rule::horizontal(size::LINE_WIDTH).style(style::separator), view].height(Length::Fill).into()
    } else {
        space().into()
    };
    column![container(details).height(Length::Fill).clip(true), panel].into()
}
