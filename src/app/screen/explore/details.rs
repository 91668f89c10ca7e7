//! The details of the chosen row: overview, items, XML.

use std::{borrow::Cow, collections::HashSet, sync::Arc};

use iced::{
    Alignment, Element, Length, Task, clipboard,
    widget::{button, center, column, container, row, rule, space, text},
};

mod parts;

use super::{
    capabilities::Capabilities,
    document::Source,
    findings::Findings,
    item_rows::ItemRows,
    lines::{Layout, Lines, Order, Section, state_mark},
    paging::{self, Loading, Stage},
    wrong::Wrong,
    xml_view::{self, XmlView},
};
use crate::{
    app::{
        theme::{font, size, space as gap, style},
        widget::tree::{self, Mark},
    },
    crawl::Fence,
    disco::{
        address::Address,
        caps::Announced,
        contact::{Contacts, Presence},
        finding::Finding,
        reply::{At, Item, Items},
        state::{Entity, Kind, State},
        tree::{EntityId, Place, PlaceId, Subject, Tree},
    },
};

/// The pane.
#[derive(Debug, Default)]
pub struct Details {
    tab: Tab,
    shown: Shown,
    lines: Lines,
    order: Order,
    items: Option<Arc<Items>>,
    summary: Vec<(Mark, String)>,
    chosen_line: Option<usize>,
    chosen_item: Option<usize>,
    xml: XmlView,
    presence: Option<Presence>,
    findings: Findings,
    besides: Vec<Finding>,
    capabilities: Capabilities,
    announced: Vec<Announced>,
    chosen_capability: Option<usize>,
    chosen_finding: Option<usize>,
    source: Source,
    asked_as: Option<Arc<str>>,
    fence: Option<Fence>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Tab {
    #[default]
    Overview,
    Items,
    Findings,
    Capabilities,
    Xml,
}

const TABS: [Tab; 5] = [Tab::Overview, Tab::Items, Tab::Findings, Tab::Capabilities, Tab::Xml];

/// What the pane is about.
#[derive(Debug, Default)]
enum Shown {
    #[default]
    Nothing,
    Entity(Box<Entity>, Option<Arc<Item>>),
    Item(Arc<Item>),
    Rest(EntityId),
    Contacts,
}

/// What is known of everybody, to show one of them.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// The tree.
    pub tree: &'a Tree,
    /// What is wrong with whom.
    pub wrong: &'a Wrong,
    /// Who is online.
    pub contacts: &'a Contacts,
    /// Where the tree comes from.
    pub source: Source,
    /// Who asked.
    pub asked_as: Option<&'a str>,
    /// The fence that ended a crawl before the one that is shown.
    pub fence: Option<Fence>,
}

/// What happened in the pane.
#[derive(Clone, Debug)]
pub enum Message {
    /// A tab was chosen, from 0.
    TabNumber(usize),
    /// Another order of features was chosen.
    Ordered(Order),
    /// Something in the overview.
    Line(tree::Event),
    /// Something in the list of items.
    Item(tree::Event),
    /// Something in the list of findings.
    Finding(tree::Event),
    /// Something in the list of capabilities.
    Capability(tree::Event),
    /// The node that stands for what is announced is to be shown.
    NodeWanted(Address),
    /// Something in the XML.
    Xml(xml_view::Message),
    /// Something is to be copied.
    Copied(String),
    /// Contacts are to see us, or not to.
    Appeared(bool),
    /// One question is to be asked again.
    Asked(Kind),
    /// More of a list is wanted, or no more.
    Page(paging::Wish),
}

/// What the pane wants of its screen.
pub enum Action {
    /// Nothing.
    None,
    /// To run a task.
    Run(Task<Message>),
    /// To ask again.
    Ask(Vec<Kind>),
    /// To load more of the list of the chosen row, or no more.
    Page(paging::Wish),
    /// To be shown to contacts, or hidden.
    Appear(bool),
    /// To show another entity.
    Go(Address),
    /// To show another entity, which may not have been met yet.
    AskNode(Address),
}

impl Details {
    /// Shows what stands at a place, as it is known now.
    ///
    /// `announced` are the capabilities that are announced for it elsewhere than in presence.
    pub fn show(&mut self, known: &Known<'_>, place: Option<PlaceId>, announced: &[Announced]) -> Task<Message> {
        let Known { tree, wrong, contacts, source, asked_as, fence } = *known;
        self.source = source;
        if self.asked_as.as_deref() != asked_as {
            self.asked_as = asked_as.map(Arc::from);
        }
        if let Some(list) = place.and_then(|place| tree.continued_at(place)) {
            self.shown = Shown::Rest(list);
            return Task::none();
        }
        let is_fence_same = std::mem::replace(&mut self.fence, fence) == fence;
        let number = place.and_then(|place| tree.entity_at(place));
        let besides = number.map(|number| wrong.besides(number)).unwrap_or_default();
        let place = place.and_then(|place| tree.get(place));
        let entity = place.and_then(|place| match &place.subject {
            Subject::Entity(entity) => tree.entity(*entity),
            Subject::Item | Subject::More | Subject::Folder(_) => None,
        });
        if let Some(Place { subject: Subject::Folder(_), .. }) = place {
            self.shown = Shown::Contacts;
            return Task::none();
        }
        let item = place.and_then(|place| place.item.clone());
        match (entity, item) {
            (Some(entity), item) => {
                let presence = contacts.of(&entity.address.jid);
                let is_same = match &self.shown {
                    Shown::Entity(shown, listed) if shown.address == entity.address => {
                        let is_unchanged = shown.revision == entity.revision && *listed == item;
                        let is_presence_same = self.presence.as_ref() == presence && self.announced == announced;
                        if is_unchanged && is_presence_same && is_fence_same && self.besides == besides {
                            return self.xml();
                        }
                        true
                    }
                    _ => false,
                };
                self.presence = presence.cloned();
                self.announced = announced.to_vec();
                let all: Vec<_> =
                    presence.iter().flat_map(|presence| &presence.caps).chain(announced).cloned().collect();
                self.capabilities = Capabilities::of(&all, entity.info.answer());
                self.findings = Findings::of(entity, &besides);
                self.besides = besides;
                self.fill(entity, item, is_same);
            }
            (None, Some(item)) => self.shown = Shown::Item(item),
            (None, None) => self.shown = Shown::Nothing,
        }
        self.xml()
    }

    fn fill(&mut self, entity: &Entity, item: Option<Arc<Item>>, is_same: bool) {
        let closed = if is_same { self.lines.closed().clone() } else { HashSet::new() };
        let layout = self.layout(closed);
        if !is_same {
            (self.chosen_line, self.chosen_item, self.chosen_finding) = (None, None, None);
            self.xml.rewind();
        }
        self.lines = Lines::of(entity, self.presence.as_ref(), &self.findings, layout);
        self.items = match entity.items.known() {
            State::Answered(reply) => Some(reply.body.clone()),
            _ => None,
        };
        self.summary = vec![parts::summary("disco#info", &entity.info), parts::summary("disco#items", &entity.items)];
        self.shown = Shown::Entity(Box::new(entity.clone()), item);
    }

    /// What is shown is drawn anew, whatever is known of it.
    pub fn outdate(&mut self) {
        if let Shown::Entity(entity, _) = &mut self.shown {
            entity.revision = u64::MAX;
        }
    }

    fn layout(&self, closed: HashSet<Section>) -> Layout {
        let (order, source, fence) = (self.order, self.source, self.fence);
        Layout { order, closed, source, asked_as: self.asked_as.clone(), fence }
    }

    fn xml(&mut self) -> Task<Message> {
        match (&self.shown, self.tab) {
            (Shown::Entity(entity, _), Tab::Xml) => self.xml.show(entity).map(Message::Xml),
            _ => Task::none(),
        }
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message) -> Action {
        match message {
            Message::TabNumber(number) => {
                self.tab = TABS.get(number).copied().unwrap_or_default();
                Action::Run(self.xml())
            }
            Message::Ordered(order) => {
                self.order = order;
                if let Shown::Entity(entity, _) = &self.shown {
                    let closed = self.lines.closed().clone();
                    self.lines = Lines::of(entity, self.presence.as_ref(), &self.findings, self.layout(closed));
                }
                Action::None
            }
            Message::Line(event) => match event {
                tree::Event::Select(index) => {
                    self.chosen_line = Some(index);
                    Action::None
                }
                tree::Event::Toggle(index)
                | tree::Event::Activate(index)
                | tree::Event::Open(index)
                | tree::Event::Close(index) => {
                    self.lines.toggle(index);
                    Action::None
                }
                tree::Event::Copy(index) | tree::Event::Context(index, _) => {
                    self.lines.copy(index).map_or(Action::None, |text| Action::Run(clipboard::write(text)))
                }
                tree::Event::Visible(_) => Action::None,
            },
            Message::Item(event) => self.item_event(&event),
            Message::Finding(event) => self.finding_event(&event),
            Message::Capability(tree::Event::Select(index)) => {
                self.chosen_capability = Some(index);
                Action::None
            }
            Message::Capability(tree::Event::Copy(index)) => {
                self.capabilities.copy(index).map_or(Action::None, |text| Action::Run(clipboard::write(text)))
            }
            Message::Capability(_) => Action::None,
            Message::NodeWanted(address) => Action::AskNode(address),
            Message::Xml(message) => match (&self.shown, message) {
                (_, xml_view::Message::CopyWhole) => Action::Run(clipboard::write(self.xml.whole().to_owned())),
                (Shown::Entity(entity, _), message) => Action::Run(self.xml.update(message, entity).map(Message::Xml)),
                _ => Action::None,
            },
            Message::Copied(text) => Action::Run(clipboard::write(text)),
            Message::Asked(kind) => Action::Ask(vec![kind]),
            Message::Page(wish) => Action::Page(wish),
            Message::Appeared(appears) => Action::Appear(appears),
        }
    }

    fn finding_event(&mut self, event: &tree::Event) -> Action {
        match *event {
            tree::Event::Select(index) => self.chosen_finding = Some(index),
            tree::Event::Copy(index) => {
                return self.findings.copy(index).map_or(Action::None, |text| Action::Run(clipboard::write(text)));
            }
            tree::Event::Activate(index) | tree::Event::Toggle(index) => match self.findings.target(index) {
                Some((Kind::Items, At::Item(item))) => {
                    self.tab = Tab::Items;
                    self.chosen_item = Some(item);
                }
                Some((kind, at)) => {
                    self.tab = Tab::Overview;
                    self.chosen_line = self.lines.show(kind, at);
                }
                None => {}
            },
            tree::Event::Open(_) | tree::Event::Close(_) | tree::Event::Context(..) | tree::Event::Visible(_) => {}
        }
        Action::None
    }

    fn item_event(&mut self, event: &tree::Event) -> Action {
        let item = |index: usize| self.items.as_ref().and_then(|items| items.items.get(index));
        match *event {
            tree::Event::Select(index) => {
                self.chosen_item = Some(index);
                Action::None
            }
            tree::Event::Activate(index) | tree::Event::Toggle(index) | tree::Event::Open(index) => {
                match item(index)
                    .filter(|item| item.valid_jid)
                    .and_then(|item| Some((item.jid.clone()?, item.node.clone())))
                {
                    Some((jid, node)) => Action::Go(Address { jid, node }),
                    None => Action::None,
                }
            }
            tree::Event::Copy(index) => {
                let text = item(index).and_then(|item| item.jid.as_ref().or(item.name.as_ref()));
                text.map_or(Action::None, |text| Action::Run(clipboard::write(text.to_string())))
            }
            tree::Event::Close(_) | tree::Event::Context(..) | tree::Event::Visible(_) => Action::None,
        }
    }

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
        let tabs = TABS.iter().enumerate().map(|(number, tab)| self.tab_button(number, *tab));
        let has_features = entity.info.answer().is_some();
        let order = (self.tab == Tab::Overview && has_features).then(|| self.order_view());
        let tabs = row(tabs).push(space().width(Length::Fill)).push(order).spacing(gap::XS);
        let head = column![parts::title(&self.summary, entity, item), tabs].spacing(gap::S);
        let content: Element<'a, Message> = match self.tab {
            Tab::Overview => tree::tree(&self.lines, Message::Line).selected(self.chosen_line).id("overview").into(),
            Tab::Items => {
                let known = tree.number(&entity.address);
                let bar = known.and_then(|id| paging::bar(tree.entity(id)?, stage(id)));
                column![].push(bar.map(|bar| bar.map(Message::Page))).push(self.items_view(entity, tree)).into()
            }
            Tab::Findings if self.findings.count() == 0 => parts::hint("Nothing that this entity said breaks a rule."),
            Tab::Findings => {
                tree::tree(&self.findings, Message::Finding).selected(self.chosen_finding).id("findings").into()
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
        button(text(label).size(size::TEXT))
            .padding([gap::XS, gap::S])
            .style(style::tab(tab == self.tab))
            .on_press(Message::TabNumber(number))
            .into()
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
            tree::tree(&self.capabilities, Message::Capability).selected(self.chosen_capability).id("capabilities");
        column![container(column(buttons).spacing(gap::XS)).padding([gap::S, gap::M]), list].into()
    }

    fn items_view<'a>(&'a self, entity: &'a Entity, tree: &'a Tree) -> Element<'a, Message> {
        match &self.items {
            Some(items) if !items.items.is_empty() => {
                let rows = ItemRows { items, tree, findings: &self.findings };
                tree::tree(rows, Message::Item).selected(self.chosen_item).id("items").into()
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
