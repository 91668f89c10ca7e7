//! How the pane is drawn.

use std::borrow::Cow;

use iced::{
    Alignment, Element, Length,
    widget::{center, column, container, row, rule, space, text},
};

use super::{
    super::{
        document::Source,
        item_rows::ItemRows,
        lines::{Order, state_mark},
        paging::{self, Loading, Stage},
    },
    CAPABILITIES, Details, FINDINGS, ITEMS, Message, OVERVIEW, Shown, TABS, Tab, parts,
};
use crate::{
    app::{
        shortcut::{self, Shortcut},
        theme::{font, size, space as gap, style},
        widget::{
            button::button,
            room::room,
            tip::{Position, tip},
            tree,
        },
    },
    disco::{
        address::Address,
        state::{Entity, Kind},
        tree::Tree,
    },
};

/// In less room the tabs and the order of features stand below each other.
const HEAD_WIDTH: f32 = 540.0;

impl Details {
    /// The pane.
    ///
    /// `loading` are the lists that are being loaded, of a live tree.
    pub fn view<'a>(&'a self, tree: &'a Tree, source: Source, loading: Option<&Loading>) -> Element<'a, Message> {
        let stage = |list| {
            let (loading, entity) = (loading?, tree.entity(list)?);
            Some(Stage::of(entity, loading.is_on(list)))
        };
        let (entity, item) = match &self.shown {
            Shown::Nothing => return parts::hint("Choose a row on the left to see what that entity says of itself."),
            Shown::Item(item) => return parts::item_view(item),
            Shown::Rest(list) => {
                let entity = tree.entity(*list);
                return entity
                    .map_or_else(|| space().into(), |entity| paging::pane(entity, stage(*list)).map(Message::Page));
            }
            Shown::Contacts => return parts::contacts_view(source),
            Shown::Entity(entity, item) => (entity, item.as_deref()),
        };
        let tabs = || row(TABS.iter().enumerate().map(|(number, tab)| self.tab_button(number, *tab))).spacing(gap::XS);
        let has_features = entity.info.answer().is_some();
        let order = || (self.tab == Tab::Overview && has_features).then(|| self.order_view());
        let tabs = room(
            HEAD_WIDTH,
            tabs().push(space().width(Length::Fill)).push(order()),
            column![tabs().wrap()].push(order()).spacing(gap::XS),
        );
        let head = column![parts::title(&self.summary, entity, item), tabs].spacing(gap::S);
        let content: Element<'a, Message> = match self.tab {
            Tab::Overview => tree::tree(&self.lines, Message::Line).selected(self.chosen_line).id(OVERVIEW).into(),
            Tab::Items => {
                let known = tree.number(&entity.address);
                let bar = known.and_then(|id| paging::bar(tree.entity(id)?, stage(id)));
                column![].push(bar.map(|bar| bar.map(Message::Page))).push(self.items_view(entity, tree)).into()
            }
            Tab::Findings if self.findings.count() == 0 => parts::hint("Nothing that this entity said breaks a rule."),
            Tab::Findings => {
                tree::tree(&self.findings, Message::Finding).selected(self.chosen_finding).id(FINDINGS).into()
            }
            Tab::Capabilities => self.capabilities_view(entity),
            Tab::Xml => self.xml.view().map(Message::Xml),
        };
        column![
            container(head).padding(gap::M),
            rule::horizontal(size::LINE_WIDTH).style(style::separator),
            container(content).height(Length::Fill)
        ]
        .into()
    }

    fn order_view(&self) -> Element<'_, Message> {
        let choice = |label, order| {
            let label = text(label).size(size::SMALL);
            button(label)
                .padding([gap::XS, gap::S])
                .style(style::tab(self.order == order))
                .on_press(Message::Ordered(order))
        };
        let label = text("Features").size(size::SMALL).style(style::muted);
        row![label, choice("by document", Order::Documents), choice("as sent", Order::Wire)]
            .spacing(gap::XS)
            .align_y(Alignment::Center)
            .into()
    }

    fn tab_button(&self, number: usize, tab: Tab) -> Element<'_, Message> {
        let label = match (tab, &self.items) {
            (Tab::Overview, _) => Cow::Borrowed("Overview"),
            (Tab::Items, Some(items)) => Cow::Owned(format!("Items {}", items.items.len())),
            (Tab::Items, None) => Cow::Borrowed("Items"),
            (Tab::Findings, _) if self.findings.count() > 0 => {
                Cow::Owned(format!("Findings {}", self.findings.count()))
            }
            (Tab::Findings, _) => Cow::Borrowed("Findings"),
            (Tab::Capabilities, _) => Cow::Borrowed("Capabilities"),
            (Tab::Xml, _) => Cow::Borrowed("XML"),
        };
        let button = button(text(label).size(size::TEXT))
            .padding([gap::XS, gap::S])
            .style(style::tab(tab == self.tab))
            .on_press(Message::TabNumber(number));
        tip(button, shortcut::keys(Shortcut::Tab(number)).unwrap_or_default(), Position::Bottom)
    }

    fn capabilities_view<'a>(&'a self, entity: &'a Entity) -> Element<'a, Message> {
        if self.capabilities.is_empty() {
            return parts::hint("Nothing was announced for this entity: presence and stream features do that.");
        }
        let buttons = self.capabilities.nodes().iter().map(|node| {
            let address = Address::with_node(entity.address.jid.clone(), node.as_str());
            let label = row![text("Ask").size(size::TEXT), text(parts::short(node)).size(size::WIRE).font(font::WIRE)]
                .spacing(gap::S);
            let ask = button(label).padding([gap::XS, gap::S]).style(style::outlined);
            ask.on_press(Message::NodeWanted(address)).into()
        });
        let list =
            tree::tree(&self.capabilities, Message::Capability).selected(self.chosen_capability).id(CAPABILITIES);
        column![container(column(buttons).spacing(gap::XS)).padding([gap::S, gap::M]), list].into()
    }

    fn items_view<'a>(&'a self, entity: &'a Entity, tree: &'a Tree) -> Element<'a, Message> {
        match &self.items {
            Some(items) if !items.items.is_empty() => {
                let rows = ItemRows { items, tree, findings: &self.findings };
                tree::tree(rows, Message::Item).selected(self.chosen_item).id(ITEMS).into()
            }
            Some(_) => parts::hint("The entity lists nothing below itself."),
            None => {
                let (_, word) = state_mark(&entity.items);
                let again = button(text("Ask for items").size(size::TEXT))
                    .padding([gap::S, gap::L])
                    .style(style::outlined)
                    .on_press_maybe((!entity.items.is_waiting()).then_some(Message::Asked(Kind::Items)));
                let words = text(format!("No list of items is known ({word}).")).size(size::TEXT).style(style::muted);
                center(column![words, again].spacing(gap::M).align_x(Alignment::Center)).into()
            }
        }
    }
}
