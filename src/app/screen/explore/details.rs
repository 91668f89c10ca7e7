//! The details of the chosen row: overview, items, XML.

use std::{collections::HashSet, sync::Arc};

use iced::{Task, clipboard};

mod parts;
mod view;

use super::{
    capabilities::Capabilities,
    document::Source,
    findings::Findings,
    lines::{Layout, Lines, Order, Section},
    paging,
    wrong::Wrong,
    xml_view::{self, XmlView},
};
use crate::{
    app::widget::tree::{self, Mark},
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

const OVERVIEW: &str = "overview";
const ITEMS: &str = "items";
const FINDINGS: &str = "findings";
const CAPABILITIES: &str = "capabilities";

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

    /// Which tab is shown, from 0.
    pub fn tab_number(&self) -> usize {
        TABS.iter().position(|tab| *tab == self.tab).unwrap_or_default()
    }

    /// Shows a tab, from 0.
    pub fn show_tab(&mut self, number: usize) {
        self.tab = TABS.get(number).copied().unwrap_or_default();
    }

    /// The list or the text of the tab that is shown, if it has one.
    pub fn list(&self) -> Option<&'static str> {
        if !matches!(self.shown, Shown::Entity(..)) {
            return None;
        }
        match self.tab {
            Tab::Overview => Some(OVERVIEW),
            Tab::Items => self.items.as_ref().filter(|items| !items.items.is_empty()).map(|_| ITEMS),
            Tab::Findings => (self.findings.count() > 0).then_some(FINDINGS),
            Tab::Capabilities => (!self.capabilities.is_empty()).then_some(CAPABILITIES),
            Tab::Xml => self.xml.has_text().then_some(xml_view::TEXT),
        }
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message) -> Action {
        match message {
            Message::TabNumber(number) => {
                self.show_tab(number);
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
}
