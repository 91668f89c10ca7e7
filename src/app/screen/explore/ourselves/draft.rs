//! Changing a profile field by field.

use std::sync::Arc;

use crate::disco::{
    address,
    advertised::{Node, Part, Profile},
    reply::{Identity, Item, Lang},
};

/// A change that somebody makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// A node of that name comes into being; without a name, the main node.
    AddNode(String),
    /// The chosen node goes.
    RemoveNode,
    /// One more line.
    Add(Section),
    /// A line goes.
    Remove(Section, usize),
    /// A value of a line is written.
    Write(Section, usize, Value, String),
    /// The protocol's rules have to be kept, or not.
    Strict(bool),
}

/// What a node has lines of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Section {
    /// Identities.
    Identities,
    /// Features.
    Features,
    /// Items.
    Items,
}

/// A value of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// Of an identity.
    Category,
    /// Of an identity.
    Type,
    /// Of an identity or an item.
    Name,
    /// Of an identity.
    Lang,
    /// Of a feature.
    Var,
    /// Of an item.
    Jid,
    /// Of an item.
    Node,
}

impl Section {
    /// All of them, from top to bottom.
    pub const ALL: [Self; 3] = [Self::Identities, Self::Features, Self::Items];

    /// The values of its lines, from left to right.
    pub fn values(self) -> &'static [Value] {
        match self {
            Self::Identities => &[Value::Category, Value::Type, Value::Name, Value::Lang],
            Self::Features => &[Value::Var],
            Self::Items => &[Value::Jid, Value::Node, Value::Name],
        }
    }

    /// Its name.
    pub fn words(self) -> &'static str {
        match self {
            Self::Identities => "Identities",
            Self::Features => "Features",
            Self::Items => "Items",
        }
    }

    /// What a button says that adds a line.
    pub fn add_words(self) -> &'static str {
        match self {
            Self::Identities => "Add identity",
            Self::Features => "Add feature",
            Self::Items => "Add item",
        }
    }

    /// How many lines a node has.
    pub fn count(self, node: &Node) -> usize {
        match self {
            Self::Identities => node.identities.len(),
            Self::Features => node.features.len(),
            Self::Items => node.items.len(),
        }
    }
}

impl Value {
    /// Its name.
    pub fn words(self) -> &'static str {
        match self {
            Self::Category => "category",
            Self::Type => "type",
            Self::Name => "name",
            Self::Lang => "language",
            Self::Var => "feature",
            Self::Jid => "JID",
            Self::Node => "node",
        }
    }

    /// How much of the width it takes.
    pub fn share(self) -> u16 {
        match self {
            Self::Category | Self::Type | Self::Node => 3,
            Self::Name | Self::Jid => 4,
            Self::Lang => 2,
            Self::Var => 1,
        }
    }
}

/// What is written there.
pub fn text(node: &Node, section: Section, line: usize, value: Value) -> &str {
    match (section, value) {
        (Section::Identities, value) => node.identities.get(line).and_then(|identity| match value {
            Value::Category => identity.category.as_deref(),
            Value::Type => identity.kind.as_deref(),
            Value::Name => identity.name.as_deref(),
            Value::Lang => identity.lang.as_ref().map(|lang| &**lang.tag()),
            Value::Var | Value::Jid | Value::Node => None,
        }),
        (Section::Features, _) => node.features.get(line).map(|feature| &**feature),
        (Section::Items, value) => node.items.get(line).and_then(|item| match value {
            Value::Jid => item.jid.as_deref(),
            Value::Node => item.node.as_deref(),
            Value::Name => item.name.as_deref(),
            Value::Category | Value::Type | Value::Lang | Value::Var => None,
        }),
    }
    .unwrap_or_default()
}

/// Makes a change; gives which node is the chosen one from now on.
pub fn change(profile: &mut Profile, chosen: usize, edit: Edit) -> usize {
    let node = profile.nodes.get_mut(chosen);
    match (edit, node) {
        (Edit::AddNode(name), _) => {
            let name = Some(name.as_str()).filter(|name| !name.is_empty());
            profile.change_node(None, name, |_| {});
            return profile.nodes.iter().position(|node| node.is(None, name)).unwrap_or_default();
        }
        (Edit::RemoveNode, Some(_)) => {
            let _ = profile.nodes.remove(chosen);
            return chosen.min(profile.nodes.len().saturating_sub(1));
        }
        (Edit::Strict(is_strict), _) => profile.is_strict = is_strict,
        (Edit::Add(section), node) => {
            let part = match section {
                Section::Identities => Part::Identity(Identity::default()),
                Section::Features => Part::Feature("".into()),
                Section::Items => Part::Item(blank_item()),
            };
            // What is added where there is no node makes the main node.
            let (jid, name) = node.map(|node| (node.jid.clone(), node.name.clone())).unwrap_or_default();
            profile.add(jid.as_deref(), name.as_deref(), part);
        }
        (Edit::Remove(section, line), Some(node)) => remove(node, section, line),
        (Edit::Write(section, line, value, text), Some(node)) => write(node, section, line, value, &text),
        (Edit::RemoveNode | Edit::Remove(..) | Edit::Write(..), None) => {}
    }
    chosen
}

fn blank_item() -> Item {
    Item { jid: None, node: None, name: None, action: None, valid_jid: false }
}

fn remove(node: &mut Node, section: Section, line: usize) {
    if line >= section.count(node) {
        return;
    }
    match section {
        Section::Identities => drop(node.identities.remove(line)),
        Section::Features => drop(node.features.remove(line)),
        Section::Items => drop(node.items.remove(line)),
    }
}

/// A field without text leaves the attribute out.
fn write(node: &mut Node, section: Section, line: usize, value: Value, text: &str) {
    let value_of = |text: &str| Some(text).filter(|text| !text.is_empty()).map(Arc::from);
    match section {
        Section::Identities => {
            let Some(identity) = node.identities.get_mut(line) else { return };
            match value {
                Value::Category => identity.category = value_of(text),
                Value::Type => identity.kind = value_of(text),
                Value::Name => identity.name = value_of(text),
                Value::Lang => identity.lang = value_of(text).map(Lang::Own),
                Value::Var | Value::Jid | Value::Node => {}
            }
        }
        Section::Features => {
            if let Some(feature) = node.features.get_mut(line) {
                *feature = text.into();
            }
        }
        Section::Items => {
            let Some(item) = node.items.get_mut(line) else { return };
            match value {
                Value::Jid => {
                    item.jid = value_of(text);
                    item.valid_jid = address::check(text).is_ok();
                }
                Value::Node => item.node = value_of(text),
                Value::Name => item.name = value_of(text),
                Value::Category | Value::Type | Value::Lang | Value::Var => {}
            }
        }
    }
}
