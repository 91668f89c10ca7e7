//! An ordinary entity as a value: what it is, can do and lists.

use std::{borrow::Cow, fmt::Write};

use super::form::Form;
use crate::{
    demo::{answer::Answer, question::Question},
    disco::{
        namespace::{INFO, ITEMS},
        state::Kind,
        xml::escape,
    },
};

/// An entity that answers as the protocol wants it.
#[derive(Clone, Debug, Default)]
pub struct Entity {
    /// What it is.
    pub identities: Vec<Identity>,
    /// What it can do.
    pub features: Vec<Cow<'static, str>>,
    /// What it tells besides.
    pub forms: Vec<Form>,
    /// What it lists.
    pub items: Vec<Item>,
}

/// What an entity is.
#[derive(Clone, Debug)]
pub struct Identity {
    /// `category`.
    pub category: &'static str,
    /// `type`.
    pub kind: &'static str,
    /// `name`.
    pub name: Cow<'static, str>,
    /// The language of the name, when it is not that of the stream.
    pub lang: &'static str,
}

/// What an entity lists.
#[derive(Clone, Debug)]
pub struct Item {
    /// `jid`.
    pub jid: Cow<'static, str>,
    /// `node`.
    pub node: Option<Cow<'static, str>>,
    /// `name`.
    pub name: Cow<'static, str>,
}

impl Entity {
    /// An entity that can be explored and nothing else.
    pub fn new(category: &'static str, kind: &'static str, name: impl Into<Cow<'static, str>>) -> Self {
        let features = vec![INFO.into(), ITEMS.into()];
        Self { features, ..Self::default() }.identity(category, kind, name, "")
    }

    /// With one more identity.
    pub fn identity(
        mut self,
        category: &'static str,
        kind: &'static str,
        name: impl Into<Cow<'static, str>>,
        lang: &'static str,
    ) -> Self {
        self.identities.push(Identity { category, kind, name: name.into(), lang });
        self
    }

    /// With more features.
    pub fn features<T: Into<Cow<'static, str>>>(mut self, features: impl IntoIterator<Item = T>) -> Self {
        self.features.extend(features.into_iter().map(Into::into));
        self
    }

    /// With one more form.
    pub fn form(mut self, form: Form) -> Self {
        self.forms.push(form);
        self
    }

    /// With more items.
    pub fn items(mut self, items: impl IntoIterator<Item = Item>) -> Self {
        self.items.extend(items);
        self
    }

    /// The answer to either question.
    pub fn answer(&self, question: &Question) -> Answer {
        match question.kind {
            Kind::Info => question.result(&self.info()),
            _ => question.result(&items(&self.items)),
        }
    }

    /// The content of the answer to disco#info.
    pub fn info(&self) -> String {
        let mut xml: String = self.identities.iter().map(Identity::to_xml).collect();
        xml.extend(self.features.iter().map(|feature| feature_xml(feature)));
        xml.extend(self.forms.iter().map(Form::to_xml));
        xml
    }
}

impl Identity {
    /// The element.
    pub fn to_xml(&self) -> String {
        let lang = match self.lang {
            "" => String::new(),
            lang => format!(" xml:lang='{lang}'"),
        };
        let name = match &*self.name {
            "" => String::new(),
            name => format!(" name='{}'", escape(name)),
        };
        format!("<identity category='{}' type='{}'{name}{lang}/>", escape(self.category), escape(self.kind))
    }
}

impl Item {
    /// An item without node.
    pub fn new(jid: impl Into<Cow<'static, str>>, name: impl Into<Cow<'static, str>>) -> Self {
        Self { jid: jid.into(), node: None, name: name.into() }
    }

    /// The same item with a node.
    pub fn node(self, node: impl Into<Cow<'static, str>>) -> Self {
        Self { node: Some(node.into()), ..self }
    }
}

/// The content of an answer to disco#items.
pub fn items(items: &[Item]) -> String {
    let mut xml = String::with_capacity(items.len() * 80);
    for Item { jid, node, name } in items {
        let _ = write!(xml, "<item jid='{}'", escape(jid));
        if let Some(node) = node {
            let _ = write!(xml, " node='{}'", escape(node));
        }
        if !name.is_empty() {
            let _ = write!(xml, " name='{}'", escape(name));
        }
        xml.push_str("/>");
    }
    xml
}

/// A feature's element.
pub fn feature_xml(var: &str) -> String {
    format!("<feature var='{}'/>", escape(var))
}
