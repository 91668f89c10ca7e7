//! The list of nodes.

use std::borrow::Cow;

use iced::{
    Element, Length,
    widget::{button, column, container, row, rule, text, text_input},
};

use super::{Edit, Message, NEW_NODE, Ourselves};
use crate::{
    app::{
        icon::Icon,
        theme::{font, size, space as gap, style},
        widget::tree::{self, Expander, Row, Rows},
    },
    disco::advertised::Node,
};

/// The list.
pub const LIST: &str = "our-nodes";

struct Nodes<'a>(&'a Ourselves);

/// The list, and below it the field for a new node.
pub fn view(ourselves: &Ourselves) -> Element<'_, Message> {
    let list = tree::tree(Nodes(ourselves), Message::Node).selected(Some(ourselves.chosen)).id(LIST);
    let name = text_input("New node", &ourselves.new_node)
        .id(NEW_NODE)
        .font(font::WIRE)
        .size(size::WIRE)
        .padding([gap::XS, gap::S])
        .style(style::input)
        .on_input(Message::NewNodeEdited)
        .on_submit(Message::Edited(Edit::AddNode(ourselves.new_node.clone())));
    let has_main = ourselves.draft.main().is_some();
    let can_add = !ourselves.new_node.is_empty() || !has_main;
    let words = if ourselves.new_node.is_empty() && !has_main { "Add main node" } else { "Add node" };
    let add = button(text(words).size(size::TEXT).wrapping(text::Wrapping::None))
        .padding([gap::XS, gap::S])
        .style(style::outlined)
        .on_press_maybe(can_add.then(|| Message::Edited(Edit::AddNode(ourselves.new_node.clone()))));
    column![
        container(list).height(Length::Fill),
        rule::horizontal(size::LINE_WIDTH).style(style::separator),
        container(row![name, add].spacing(gap::S)).padding(gap::S),
    ]
    .into()
}

impl Nodes<'_> {
    fn node(&self, index: usize) -> Option<&Node> {
        self.0.draft.nodes.get(index)
    }
}

impl Rows for Nodes<'_> {
    fn len(&self) -> usize {
        self.0.draft.nodes.len()
    }

    fn row(&self, index: usize) -> Row<'_> {
        let Some(node) = self.node(index) else { return Row::new(0, "") };
        let icon = node.identities.first().map_or(Icon::NotKnownYet, Icon::identity);
        let (title, wire) = match &node.name {
            None => ("Main node", Cow::Borrowed(node.jid.as_deref().unwrap_or_default())),
            Some(name) if name.is_empty() => ("Node “”", Cow::Borrowed("")),
            Some(name) => ("", Cow::Borrowed(&**name)),
        };
        let badge = self.0.preview.wrong(index);
        Row { icon: Some(icon), expander: Expander::None, wire, badge, ..Row::new(0, title) }
    }

    fn key(&self, index: usize) -> u64 {
        u64::try_from(index).unwrap_or(u64::MAX)
    }

    fn index_of(&self, key: u64) -> Option<usize> {
        usize::try_from(key).ok().filter(|index| *index < self.len())
    }

    fn depth(&self, _index: usize) -> u16 {
        0
    }
}
