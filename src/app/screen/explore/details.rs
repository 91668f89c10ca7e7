//! The details of the chosen row: overview, items, XML.

use std::{borrow::Cow, collections::HashSet, sync::Arc};

use iced::{
    Alignment, Element, Length, Task, clipboard,
    widget::{button, center, checkbox, column, container, row, rule, space, text},
};
use jiff::tz::TimeZone;

use super::{
    capabilities::Capabilities,
    findings::Findings,
    lines::{Layout, Lines, Order, state_mark},
    places,
    wrong::Wrong,
    xml_view::{self, XmlView},
};
use crate::{
    app::{
        icon::Icon,
        theme::{font, size, space as gap, style},
        widget::tree::{self, Mark, Row, Rows, Weight},
    },
    disco::{
        address::Address,
        caps::Announced,
        contact::{Contacts, Presence},
        finding::Finding,
        record::milliseconds,
        reply::{At, Item, Items},
        state::{Entity, Kind, State, Timing},
        tree::{Place, PlaceId, Subject, Tree},
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
}

/// What the pane wants of its screen.
pub enum Action {
    /// Nothing.
    None,
    /// To run a task.
    Run(Task<Message>),
    /// To ask again.
    Ask(Vec<Kind>),
    /// To be shown to contacts, or hidden.
    Appear(bool),
    /// To show another entity.
    Go(Address),
}

impl Details {
    /// Shows what stands at a place, as it is known now.
    ///
    /// `announced` are the capabilities that are announced for it elsewhere than in presence.
    pub fn show(&mut self, known: &Known<'_>, place: Option<PlaceId>, announced: &[Announced]) -> Task<Message> {
        let Known { tree, wrong, contacts } = *known;
        let number = place.and_then(|place| tree.entity_at(place));
        let besides = number.map(|number| wrong.besides(number)).unwrap_or_default();
        let place = place.and_then(|place| tree.get(place));
        let entity = place.and_then(|place| match &place.subject {
            Subject::Entity(entity) => tree.entity(*entity),
            Subject::Item | Subject::Folder(_) => None,
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
                        if is_unchanged && is_presence_same && self.besides == besides {
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
        let layout = Layout { order: self.order, closed };
        if !is_same {
            (self.chosen_line, self.chosen_item, self.chosen_finding) = (None, None, None);
        }
        self.lines = Lines::of(entity, self.presence.as_ref(), &self.findings, layout);
        self.items = match entity.items.known() {
            State::Answered(reply) => Some(reply.body.clone()),
            _ => None,
        };
        self.summary = vec![summary("disco#info", &entity.info), summary("disco#items", &entity.items)];
        self.shown = Shown::Entity(Box::new(entity.clone()), item);
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
                    let layout = Layout { order, closed: self.lines.closed().clone() };
                    self.lines = Lines::of(entity, self.presence.as_ref(), &self.findings, layout);
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
            Message::NodeWanted(address) => Action::Go(address),
            Message::Xml(message) => match (&self.shown, message) {
                (_, xml_view::Message::CopyWhole) => Action::Run(clipboard::write(self.xml.whole().to_owned())),
                (Shown::Entity(entity, _), message) => Action::Run(self.xml.update(message, entity).map(Message::Xml)),
                _ => Action::None,
            },
            Message::Copied(text) => Action::Run(clipboard::write(text)),
            Message::Asked(kind) => Action::Ask(vec![kind]),
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
    pub fn view<'a>(&'a self, tree: &'a Tree, appears: bool) -> Element<'a, Message> {
        let (entity, item) = match &self.shown {
            Shown::Nothing => return hint("Choose a row on the left to see what that entity says of itself."),
            Shown::Item(item) => return item_view(item),
            Shown::Contacts => return contacts_view(appears),
            Shown::Entity(entity, item) => (entity, item.as_deref()),
        };
        let tabs = TABS.iter().enumerate().map(|(number, tab)| self.tab_button(number, *tab));
        let has_features = entity.info.answer().is_some();
        let order = (self.tab == Tab::Overview && has_features).then(|| self.order_view());
        let tabs = row(tabs).push(space().width(Length::Fill)).push(order).spacing(gap::XS);
        let head = column![self.title(entity, item), tabs].spacing(gap::S);
        let content: Element<'a, Message> = match self.tab {
            Tab::Overview => tree::tree(&self.lines, Message::Line).selected(self.chosen_line).id("overview").into(),
            Tab::Items => self.items_view(entity, tree),
            Tab::Findings if self.findings.count() == 0 => hint("Nothing that this entity said breaks a rule."),
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
            .padding([gap::XS, gap::M])
            .style(style::tab(tab == self.tab))
            .on_press(Message::TabNumber(number))
            .into()
    }

    fn title<'a>(&'a self, entity: &'a Entity, item: Option<&'a Item>) -> Element<'a, Message> {
        let own =
            entity.info.answer().and_then(|info| info.identities.iter().find_map(|identity| identity.name.as_deref()));
        let listed = item.and_then(|item| item.name.as_deref()).filter(|name| !name.is_empty());
        let jid = &*entity.address.jid;
        let name = listed.or(own).unwrap_or(jid);
        let mut lines = column![
            row![
                places::icon(entity).view(),
                text(short(name)).size(size::TITLE).font(font::STRONG).wrapping(text::Wrapping::None)
            ]
            .spacing(gap::S)
            .align_y(Alignment::Center)
        ]
        .spacing(gap::XS);
        lines = lines.push(wire_line("JID", jid));
        if let Some(node) = &entity.address.node {
            lines = lines.push(wire_line("Node", node));
        }
        if let (Some(listed), Some(own)) = (listed, own)
            && listed != own
        {
            lines = lines.push(words_line("Calls itself", own));
        }
        let summary = self.summary.iter().map(|(mark, words)| summary_view(*mark, words));
        lines.push(row(summary).spacing(gap::L)).into()
    }

    fn capabilities_view<'a>(&'a self, entity: &'a Entity) -> Element<'a, Message> {
        if self.capabilities.is_empty() {
            return hint("Nothing was announced for this entity: presence and stream features do that.");
        }
        let buttons = self.capabilities.nodes().iter().map(|node| {
            let address = Address::with_node(entity.address.jid.clone(), node.as_str());
            let label =
                row![text("Ask").size(size::TEXT), text(short(node)).size(size::WIRE).font(font::WIRE)].spacing(gap::S);
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
            Some(_) => hint("The entity lists nothing below itself."),
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

/// The items of a list as rows.
struct ItemRows<'a> {
    items: &'a Items,
    findings: &'a Findings,
    tree: &'a Tree,
}

impl Rows for ItemRows<'_> {
    fn len(&self) -> usize {
        self.items.items.len()
    }

    fn row(&self, index: usize) -> Row<'_> {
        let Some(item) = self.items.items.get(index) else { return Row::new(0, "") };
        let known = item.jid.clone().map(|jid| Address { jid, node: item.node.clone() });
        let known = known.and_then(|address| self.tree.find(&address));
        let wire = match (&item.jid, &item.node) {
            (Some(jid), Some(node)) => Cow::Owned(format!("{jid} · {node}")),
            (Some(jid), None) => Cow::Borrowed(&**jid),
            (None, _) => Cow::Borrowed(""),
        };
        let word: Cow<'_, str> = match (&item.jid, item.valid_jid, &item.action) {
            (None, ..) => "no JID".into(),
            (_, false, _) => "not a JID".into(),
            (_, true, Some(action)) => format!("action {action}").into(),
            (_, true, None) => "".into(),
        };
        let mark = if item.valid_jid {
            known.map_or(Mark::Idle, |entity| places::mark(entity, false).0)
        } else {
            Mark::Unreadable
        };
        Row {
            badge: self.findings.mark(Kind::Items, At::Item(index)),
            icon: Some(known.map_or(Icon::NotKnownYet, places::icon)),
            weight: Weight::Detail,
            wire,
            word,
            mark,
            ..Row::new(0, item.name.as_deref().unwrap_or_default())
        }
    }

    fn key(&self, index: usize) -> u64 {
        u64::try_from(index).unwrap_or(u64::MAX)
    }

    fn index_of(&self, key: u64) -> Option<usize> {
        usize::try_from(key).ok().filter(|index| *index < self.items.items.len())
    }

    fn depth(&self, _: usize) -> u16 {
        0
    }
}

fn summary<T>(title: &str, state: &State<T>) -> (Mark, String) {
    let (mark, word) = state_mark(state);
    let words = match state {
        State::Answered(reply) => {
            let at = reply.asked.at.to_zoned(TimeZone::system()).strftime("%H:%M:%S").to_string();
            let late = if reply.timing == Timing::Late { " late" } else { "" };
            format!("{title} answered{late} in {} ms, {at}", milliseconds(reply.took))
        }
        State::Refused(_) => format!("{title} refused: {word}"),
        _ => format!("{title} {word}"),
    };
    (mark, words)
}

fn summary_view(mark: Mark, words: &str) -> Element<'_, Message> {
    let icon = tree::mark_icon(mark).map(|(icon, role)| icon.view().style(style::icon_in(role)));
    let words = text(short(words)).size(size::SMALL).style(style::muted);
    row![].push(icon).push(words).spacing(gap::XS).align_y(Alignment::Center).into()
}

fn wire_line<'a>(label: &'a str, value: &'a str) -> Element<'a, Message> {
    let copy = button(Icon::Copy.view())
        .padding(0)
        .style(style::flat)
        .on_press_with(move || Message::Copied(value.to_owned()));
    row![
        text(label).size(size::TEXT).style(style::muted),
        text(short(value)).size(size::WIRE).font(font::WIRE).wrapping(text::Wrapping::None),
        copy
    ]
    .spacing(gap::S)
    .align_y(Alignment::Center)
    .into()
}

fn words_line<'a>(label: &'a str, value: &'a str) -> Element<'a, Message> {
    row![
        text(label).size(size::TEXT).style(style::muted),
        text(short(value)).size(size::TEXT).wrapping(text::Wrapping::None)
    ]
    .spacing(gap::S)
    .into()
}

/// Headings are shaped whole, so they are cut first.
fn short(value: &str) -> Cow<'_, str> {
    crate::disco::text::visible_within(value, 120)
}

fn hint(words: &str) -> Element<'_, Message> {
    center(text(words).size(size::TEXT).style(style::muted)).into()
}

/// What the heading over the contacts is about, and its switch.
fn contacts_view<'a>(appears: bool) -> Element<'a, Message> {
    let words = "Servers tell who is online, and with which client, only to those who are seen themselves. While you are \
                 shown, your contacts see one more client of yours, with priority -1, so that no message goes astray.";
    let switch = checkbox(appears)
        .label("Show me to my contacts, and them to me")
        .size(size::ICON)
        .text_size(size::TEXT)
        .spacing(gap::S)
        .on_toggle(Message::Appeared);
    let title = text("Contacts and their clients").size(size::TITLE).font(font::STRONG);
    container(column![title, text(words).size(size::TEXT).style(style::muted), switch].spacing(gap::M))
        .padding(gap::M)
        .into()
}

/// An item that is no entity: all that its list says of it.
fn item_view(item: &Item) -> Element<'_, Message> {
    let words = if item.valid_jid {
        "An item of the list above, not an entity of its own: there is nothing to ask it."
    } else {
        "The list above names this item, but without a JID that could be asked."
    };
    let mut lines = column![text(short(item.name.as_deref().unwrap_or("Item"))).size(size::TITLE).font(font::STRONG)]
        .spacing(gap::XS);
    for (label, value) in [("JID", &item.jid), ("Node", &item.node), ("Name", &item.name), ("Action", &item.action)] {
        if let Some(value) = value {
            lines = lines.push(wire_line(label, value));
        }
    }
    lines = lines.push(space().height(gap::S)).push(text(words).size(size::TEXT).style(style::muted));
    container(lines).padding(gap::M).into()
}
