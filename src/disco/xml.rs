//! An XML element as it came over the wire: one flat arena, so that no depth of nesting can exhaust the stack.

use std::{borrow::Cow, sync::Arc};

use rxml::{AttrMap, Namespace, NcName};

mod kept;
mod skip;
mod split;
mod write;

pub use kept::Kept;
pub use split::{Header, Limits, Part, Problem, Read, Splitter, Stanza, Unreadable, parse};
pub use write::{escape, pretty};

use super::namespace;

/// A whole element with everything below it.
#[derive(Clone, Debug, Default)]
pub struct Document {
    nodes: Vec<Node>,
    inherited_lang: Option<Arc<str>>,
}

#[derive(Clone, Debug)]
struct Node {
    namespace: Namespace<'static>,
    name: NcName,
    attributes: AttrMap,
    parent: Option<usize>,
    children: Vec<Inner>,
}

#[derive(Clone, Debug)]
enum Inner {
    Element(usize),
    Text(String),
}

/// One element of a [`Document`].
#[derive(Clone, Copy, Debug)]
pub struct Element<'a> {
    document: &'a Document,
    node: &'a Node,
}

/// What stands inside an element.
#[derive(Clone, Copy, Debug)]
pub enum Child<'a> {
    /// A child element.
    Element(Element<'a>),
    /// Character data, references resolved.
    Text(&'a str),
}

/// A language tag and where it was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lang<'a> {
    /// On the element itself.
    Own(&'a str),
    /// On an ancestor, the stream's header included (RFC 6120 §4.7.4).
    Inherited(&'a str),
}

impl Document {
    /// The outermost element; none for a document that was never filled.
    pub fn root(&self) -> Option<Element<'_>> {
        self.element(0)
    }

    fn element(&self, index: usize) -> Option<Element<'_>> {
        let node = self.nodes.get(index)?;
        Some(Element { document: self, node })
    }

    fn open(&mut self, parent: Option<usize>, name: (Namespace<'static>, NcName), attributes: AttrMap) -> usize {
        let index = self.nodes.len();
        self.nodes.push(Node { namespace: name.0, name: name.1, attributes, parent, children: Vec::new() });
        if let Some(parent) = parent.and_then(|parent| self.nodes.get_mut(parent)) {
            parent.children.push(Inner::Element(index));
        }
        index
    }

    fn text(&mut self, parent: usize, text: String) {
        let Some(parent) = self.nodes.get_mut(parent) else {
            return;
        };
        match parent.children.last_mut() {
            Some(Inner::Text(before)) => before.push_str(&text),
            _ => parent.children.push(Inner::Text(text)),
        }
    }
}

impl PartialEq for Element<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.node, other.node)
    }
}

impl<'a> Element<'a> {
    /// The local name.
    pub fn name(self) -> &'a str {
        self.node.name.as_str()
    }

    /// The namespace, empty when there is none.
    pub fn namespace(self) -> &'a str {
        self.node.namespace.as_str()
    }

    /// Whether this is the element `name` of `namespace`.
    pub fn is(self, name: &str, namespace: &str) -> bool {
        self.name() == name && self.namespace() == namespace
    }

    /// The value of an attribute that stands in no namespace.
    pub fn attribute(self, name: &str) -> Option<&'a str> {
        self.attribute_in("", name)
    }

    /// The value of an attribute of a namespace.
    pub fn attribute_in(self, namespace: &str, name: &str) -> Option<&'a str> {
        self.attributes()
            .find(|(in_namespace, found, _)| *found == name && *in_namespace == namespace)
            .map(|found| found.2)
    }

    /// All attributes as (namespace, name, value), declarations of namespaces left out.
    pub fn attributes(self) -> impl Iterator<Item = (&'a str, &'a str, &'a str)> {
        self.node
            .attributes
            .iter()
            .map(|((namespace, name), value)| (namespace.as_str(), name.as_str(), value.as_str()))
    }

    /// Elements and text in document order.
    pub fn children(self) -> impl DoubleEndedIterator<Item = Child<'a>> {
        self.node.children.iter().filter_map(move |inner| match inner {
            Inner::Element(index) => self.document.element(*index).map(Child::Element),
            Inner::Text(text) => Some(Child::Text(text)),
        })
    }

    /// The child elements in document order.
    pub fn elements(self) -> impl Iterator<Item = Element<'a>> {
        self.children().filter_map(|child| match child {
            Child::Element(element) => Some(element),
            Child::Text(_) => None,
        })
    }

    /// The first child element `name` of `namespace`.
    pub fn child(self, name: &str, namespace: &str) -> Option<Element<'a>> {
        self.elements().find(|child| child.is(name, namespace))
    }

    /// The element's own character data, that of its children left out.
    pub fn text(self) -> Cow<'a, str> {
        let mut pieces = self.children().filter_map(|child| match child {
            Child::Text(text) => Some(text),
            Child::Element(_) => None,
        });
        let first = pieces.next().unwrap_or_default();
        pieces.fold(Cow::Borrowed(first), |whole, piece| Cow::Owned(whole.into_owned() + piece))
    }

    /// The language in force here: `xml:lang` of this element, else of the nearest ancestor, else of the stream.
    pub fn lang(self) -> Option<Lang<'a>> {
        if let Some(own) = self.attribute_in(namespace::XML, "lang") {
            return Some(Lang::Own(own));
        }
        let mut above = self.parent();
        while let Some(element) = above {
            if let Some(tag) = element.attribute_in(namespace::XML, "lang") {
                return Some(Lang::Inherited(tag));
            }
            above = element.parent();
        }
        self.document.inherited_lang.as_deref().map(Lang::Inherited)
    }

    fn parent(self) -> Option<Element<'a>> {
        self.node.parent.and_then(|parent| self.document.element(parent))
    }
}
