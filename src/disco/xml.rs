//! An XML element as it came over the wire: one flat arena, so that no depth of nesting can exhaust the stack.

use std::{borrow::Cow, ops::Range, sync::Arc};

mod kept;
mod quick;
mod skip;
mod split;
mod stanza;
mod write;

pub use kept::Kept;
pub use split::{Splitter, parse};
pub use stanza::{Header, Limits, Part, Problem, Read, Stanza, Unreadable};
pub use write::{escape, pretty};

use super::namespace;

/// A whole element with everything below it.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// The bytes as they came, where words can be shown as they stand there.
    raw: Arc<str>,
    /// Words that stand nowhere in `raw` as they are.
    made: String,
    /// In document order, each element before what is inside it.
    nodes: Vec<Node>,
    attributes: Vec<Attribute>,
    inherited_lang: Option<Arc<str>>,
}

#[derive(Clone, Debug)]
struct Node {
    parent: Option<usize>,
    /// The first node behind everything that is inside this one.
    end: usize,
    what: What,
}

#[derive(Clone, Debug)]
enum What {
    Element {
        namespace: Words,
        name: Words,
        attributes: Range<usize>,
    },
    /// Character data, never directly behind other character data.
    Text(Words),
}

#[derive(Clone, Copy, Debug)]
struct Attribute {
    namespace: Words,
    name: Words,
    value: Words,
}

/// Where a name or a text stands.
#[derive(Clone, Copy, Debug)]
enum Words {
    Fixed(&'static str),
    Raw { start: usize, end: usize },
    Made { start: usize, end: usize },
}

/// One element of a [`Document`].
#[derive(Clone, Copy, Debug)]
pub struct Element<'a> {
    document: &'a Document,
    index: usize,
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
        matches!(node.what, What::Element { .. }).then_some(Element { document: self, index, node })
    }

    fn words(&self, words: Words) -> &str {
        match words {
            Words::Fixed(text) => text,
            Words::Raw { start, end } => self.raw.get(start..end).unwrap_or_default(),
            Words::Made { start, end } => self.made.get(start..end).unwrap_or_default(),
        }
    }

    fn attributes_of(&self, node: &Node) -> &[Attribute] {
        match &node.what {
            What::Element { attributes, .. } => self.attributes.get(attributes.clone()).unwrap_or_default(),
            What::Text(_) => &[],
        }
    }

    /// Keeps words that do not stand in the bytes.
    fn make(&mut self, text: &str) -> Words {
        let start = self.made.len();
        self.made.push_str(text);
        Words::Made { start, end: self.made.len() }
    }

    /// Keeps a namespace; most are that of the element before.
    fn namespace(&mut self, text: &str) -> Words {
        let before = self.nodes.last().and_then(|node| match node.what {
            What::Element { namespace, .. } => Some(namespace),
            What::Text(_) => None,
        });
        match before.filter(|before| self.words(*before) == text) {
            Some(before) => before,
            None if text.is_empty() => Words::Fixed(""),
            None => self.make(text),
        }
    }

    /// An element that begins; its attributes are those behind the first so many.
    fn open(&mut self, parent: Option<usize>, (namespace, name): (Words, Words), attributes: usize) -> usize {
        let attributes = attributes..self.attributes.len();
        let index = self.nodes.len();
        self.nodes.push(Node { parent, end: index + 1, what: What::Element { namespace, name, attributes } });
        index
    }

    fn close(&mut self, index: usize) {
        let end = self.nodes.len();
        if let Some(node) = self.nodes.get_mut(index) {
            node.end = end;
        }
    }

    /// Character data, which may follow other character data.
    fn text(&mut self, parent: usize, text: &str) {
        let words = self.make(text);
        if let (
            Some(Node { parent: Some(before), what: What::Text(Words::Made { end, .. }), .. }),
            Words::Made { end: now, .. },
        ) = (self.nodes.last_mut(), words)
            && *before == parent
        {
            *end = now;
            return;
        }
        self.characters(parent, words);
    }

    /// Character data that follows no other.
    fn characters(&mut self, parent: usize, words: Words) {
        self.nodes.push(Node { parent: Some(parent), end: self.nodes.len() + 1, what: What::Text(words) });
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
        match self.node.what {
            What::Element { name, .. } => self.document.words(name),
            What::Text(_) => "",
        }
    }

    /// The namespace, empty when there is none.
    pub fn namespace(self) -> &'a str {
        match self.node.what {
            What::Element { namespace, .. } => self.document.words(namespace),
            What::Text(_) => "",
        }
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
        let words = |words| self.document.words(words);
        let attributes = self.document.attributes_of(self.node).iter();
        attributes.map(move |attribute| (words(attribute.namespace), words(attribute.name), words(attribute.value)))
    }

    /// Elements and text in document order.
    pub fn children(self) -> impl Iterator<Item = Child<'a>> {
        let mut next = self.index + 1;
        std::iter::from_fn(move || {
            let (index, node) = (next, self.document.nodes.get(next).filter(|_| next < self.node.end)?);
            next = node.end;
            Some(match node.what {
                What::Element { .. } => Child::Element(Element { document: self.document, index, node }),
                What::Text(text) => Child::Text(self.document.words(text)),
            })
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
        self.document.element(self.node.parent?)
    }
}
