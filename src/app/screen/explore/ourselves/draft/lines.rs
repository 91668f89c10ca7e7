//! The lines of a node, or of the answer that a rule gives in its place.

use std::sync::Arc;

use super::{FieldEdit, field, sendable};
use crate::disco::{
    address,
    advertised::{Node, Parts},
    reply::{Form, Identity, Item, Lang},
};

/// A change of lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineEdit {
    /// One more line.
    Add(Section),
    /// A line goes.
    Remove(Section, usize),
    /// A value of a line is written.
    Write(Section, usize, Value, String),
    /// Something in the fields of a form, from 0.
    Field(usize, FieldEdit),
}

/// What a node has lines of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Section {
    /// Identities.
    Identities,
    /// Features.
    Features,
    /// Forms.
    Forms,
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
    /// Of a form.
    FormType,
    /// Of an item.
    Jid,
    /// Of an item.
    Node,
}

/// Lines to be read; a rule's answer need not have all of them.
#[derive(Clone, Copy, Debug)]
pub struct Lines<'a> {
    identities: Option<&'a [Identity]>,
    features: Option<&'a [Arc<str>]>,
    forms: Option<&'a [Form]>,
    items: Option<&'a [Item]>,
}

/// Lines to be changed.
pub struct LinesMut<'a> {
    identities: Option<&'a mut Vec<Identity>>,
    features: Option<&'a mut Vec<Arc<str>>>,
    forms: Option<&'a mut Vec<Form>>,
    items: Option<&'a mut Vec<Item>>,
}

impl Section {
    /// All of them, from top to bottom.
    pub const ALL: [Self; 4] = [Self::Identities, Self::Features, Self::Forms, Self::Items];

    /// The values of its lines, from left to right.
    pub fn values(self) -> &'static [Value] {
        match self {
            Self::Identities => &[Value::Category, Value::Type, Value::Name, Value::Lang],
            Self::Features => &[Value::Var],
            Self::Forms => &[Value::FormType],
            Self::Items => &[Value::Jid, Value::Node, Value::Name],
        }
    }

    /// Its name.
    pub fn words(self) -> &'static str {
        match self {
            Self::Identities => "Identities",
            Self::Features => "Features",
            Self::Forms => "Forms",
            Self::Items => "Items",
        }
    }

    /// What a button says that adds a line.
    pub fn add_words(self) -> &'static str {
        match self {
            Self::Identities => "Add identity",
            Self::Features => "Add feature",
            Self::Forms => "Add form",
            Self::Items => "Add item",
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
            Self::FormType => "FORM_TYPE",
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
            Self::Var | Self::FormType => 1,
        }
    }
}

impl<'a> Lines<'a> {
    /// How many there are; none where the node's own stay.
    pub fn count(self, section: Section) -> Option<usize> {
        match section {
            Section::Identities => self.identities.map(<[_]>::len),
            Section::Features => self.features.map(<[_]>::len),
            Section::Forms => self.forms.map(<[_]>::len),
            Section::Items => self.items.map(<[_]>::len),
        }
    }

    /// A form, from 0.
    pub fn form(self, number: usize) -> Option<&'a Form> {
        self.forms?.get(number)
    }

    /// What is written there.
    pub fn text(self, section: Section, line: usize, value: Value) -> &'a str {
        let text = match section {
            Section::Identities => self.identities.and_then(|all| all.get(line)).and_then(|one| identity(one, value)),
            Section::Features => self.features.and_then(|all| all.get(line)),
            Section::Forms => self.form(line).and_then(|form| form.form_type.as_ref()),
            Section::Items => self.items.and_then(|all| all.get(line)).and_then(|one| item(one, value)),
        };
        text.map(|text| &**text).unwrap_or_default()
    }
}

fn identity(identity: &Identity, value: Value) -> Option<&Arc<str>> {
    match value {
        Value::Category => identity.category.as_ref(),
        Value::Type => identity.kind.as_ref(),
        Value::Name => identity.name.as_ref(),
        Value::Lang => identity.lang.as_ref().map(Lang::tag),
        Value::Var | Value::FormType | Value::Jid | Value::Node => None,
    }
}

fn item(item: &Item, value: Value) -> Option<&Arc<str>> {
    match value {
        Value::Jid => item.jid.as_ref(),
        Value::Node => item.node.as_ref(),
        Value::Name => item.name.as_ref(),
        Value::Category | Value::Type | Value::Lang | Value::Var | Value::FormType => None,
    }
}

impl LinesMut<'_> {
    /// The same, to be read.
    pub fn read(&self) -> Lines<'_> {
        Lines {
            identities: self.identities.as_deref().map(Vec::as_slice),
            features: self.features.as_deref().map(Vec::as_slice),
            forms: self.forms.as_deref().map(Vec::as_slice),
            items: self.items.as_deref().map(Vec::as_slice),
        }
    }

    /// Makes a change; what is not there is not changed.
    pub fn change(&mut self, edit: LineEdit) {
        match edit {
            LineEdit::Add(section) => self.add(section),
            LineEdit::Remove(section, line) => match section {
                Section::Identities => remove(self.identities.as_deref_mut(), line),
                Section::Features => remove(self.features.as_deref_mut(), line),
                Section::Forms => remove(self.forms.as_deref_mut(), line),
                Section::Items => remove(self.items.as_deref_mut(), line),
            },
            LineEdit::Write(section, line, value, text) => self.write(section, line, value, &sendable(&text)),
            LineEdit::Field(form, edit) => {
                if let Some(form) = self.forms.as_mut().and_then(|forms| forms.get_mut(form)) {
                    field::change(form, edit);
                }
            }
        }
    }

    fn add(&mut self, section: Section) {
        match section {
            Section::Identities => add(self.identities.as_deref_mut(), Identity::default()),
            Section::Features => add(self.features.as_deref_mut(), "".into()),
            Section::Forms => add(self.forms.as_deref_mut(), field::blank_form()),
            Section::Items => {
                let blank = Item { jid: None, node: None, name: None, action: None, valid_jid: false };
                add(self.items.as_deref_mut(), blank);
            }
        }
    }

    /// A field without text leaves the attribute out.
    fn write(&mut self, section: Section, line: usize, value: Value, text: &str) {
        match section {
            Section::Identities => {
                if let Some(identity) = self.identities.as_mut().and_then(|all| all.get_mut(line)) {
                    write_identity(identity, value, text);
                }
            }
            Section::Features => {
                if let Some(feature) = self.features.as_mut().and_then(|all| all.get_mut(line)) {
                    *feature = text.into();
                }
            }
            Section::Forms => {
                if let Some(form) = self.forms.as_mut().and_then(|all| all.get_mut(line)) {
                    field::write_form_type(form, text);
                }
            }
            Section::Items => {
                if let Some(item) = self.items.as_mut().and_then(|all| all.get_mut(line)) {
                    write_item(item, value, text);
                }
            }
        }
    }
}

fn add<T>(all: Option<&mut Vec<T>>, one: T) {
    if let Some(all) = all {
        all.push(one);
    }
}

fn remove<T>(all: Option<&mut Vec<T>>, line: usize) {
    if let Some(all) = all.filter(|all| line < all.len()) {
        let _ = all.remove(line);
    }
}

/// What a field stands for: nothing, when it is empty.
pub fn written(text: &str) -> Option<Arc<str>> {
    Some(text).filter(|text| !text.is_empty()).map(Arc::from)
}

fn write_identity(identity: &mut Identity, value: Value, text: &str) {
    match value {
        Value::Category => identity.category = written(text),
        Value::Type => identity.kind = written(text),
        Value::Name => identity.name = written(text),
        Value::Lang => identity.lang = written(text).map(Lang::Own),
        Value::Var | Value::FormType | Value::Jid | Value::Node => {}
    }
}

fn write_item(item: &mut Item, value: Value, text: &str) {
    match value {
        Value::Jid => {
            item.jid = written(text);
            item.valid_jid = address::check(text).is_ok();
        }
        Value::Node => item.node = written(text),
        Value::Name => item.name = written(text),
        Value::Category | Value::Type | Value::Lang | Value::Var | Value::FormType => {}
    }
}

impl<'a> From<&'a Node> for Lines<'a> {
    fn from(node: &'a Node) -> Self {
        Self {
            identities: Some(&node.identities),
            features: Some(&node.features),
            forms: Some(&node.forms),
            items: Some(&node.items),
        }
    }
}

impl<'a> From<&'a Parts> for Lines<'a> {
    fn from(parts: &'a Parts) -> Self {
        Self {
            identities: parts.identities.as_deref(),
            features: parts.features.as_deref(),
            forms: parts.forms.as_deref(),
            items: parts.items.as_deref(),
        }
    }
}

impl<'a> From<&'a mut Node> for LinesMut<'a> {
    fn from(node: &'a mut Node) -> Self {
        Self {
            identities: Some(&mut node.identities),
            features: Some(&mut node.features),
            forms: Some(&mut node.forms),
            items: Some(&mut node.items),
        }
    }
}

impl<'a> From<&'a mut Parts> for LinesMut<'a> {
    fn from(parts: &'a mut Parts) -> Self {
        Self {
            identities: parts.identities.as_mut(),
            features: parts.features.as_mut(),
            forms: parts.forms.as_mut(),
            items: parts.items.as_mut(),
        }
    }
}
