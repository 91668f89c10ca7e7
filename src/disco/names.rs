//! What identifiers mean: the documents that define features, nodes and form fields, in words.

use std::{borrow::Cow, collections::HashMap, sync::Arc};

use super::caps;

mod form;
mod table;
mod words;

pub use form::{FormField, Kind, Readable, form_field, readable};
pub use table::{Answers, Document};

/// What is known of a feature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Feature<'a> {
    /// The document that defines it.
    pub document: Option<Document>,
    /// What it means within that document, where its title says too little.
    pub words: Option<&'static str>,
    /// How it was found.
    pub how: How<'a>,
}

/// How a feature belongs to its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How<'a> {
    /// The XMPP registrar lists it.
    Registered,
    /// The document names it, the registrar does not.
    Documented,
    /// It is another version of this one.
    Version {
        /// The feature that is known.
        of: &'static str,
    },
    /// It is this one with a fragment.
    Fragment {
        /// The feature before the `#`.
        of: &'a str,
    },
    /// It asks for the notifications of this one (XEP-0163 §4.2).
    Notify {
        /// The feature before the `+notify`.
        of: &'a str,
    },
    /// It stands below this one.
    NamespaceOf {
        /// The feature before a `@`, `?` or `/`.
        of: &'a str,
    },
    /// Nothing is known of it.
    Unregistered,
}

/// Features of one document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The document; none for those that nothing is known of.
    pub document: Option<Document>,
    /// The place of each feature in the list that was grouped, in its order.
    pub features: Vec<usize>,
}

/// What is known of a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// The document that defines it.
    pub document: Option<Document>,
    /// What stands there.
    pub words: Cow<'static, str>,
    /// What it can be asked.
    pub answers: Answers,
}

/// What a feature means; the raw string stays the caller's to show.
pub fn feature(var: &str) -> Feature<'_> {
    match var.strip_suffix("+notify") {
        Some(of) => match plain(of) {
            Feature { how: How::Unregistered, .. } => UNKNOWN,
            known => Feature { how: How::Notify { of }, ..known },
        },
        None => plain(var),
    }
}

/// Sorts features into documents: RFCs, then XEPs, each by number, at last what is not registered. Within a group the
/// order is that of the wire; a feature without `var` belongs to the last group.
pub fn group(features: &[Option<Arc<str>>]) -> Vec<Group> {
    let mut places: HashMap<Option<&str>, usize> = HashMap::new();
    let mut groups: Vec<Group> = Vec::new();
    for (index, var) in features.iter().enumerate() {
        let document = var.as_deref().and_then(|var| feature(var).document);
        let place = *places.entry(document.map(|document| document.number)).or_insert_with(|| {
            groups.push(Group { document, features: Vec::new() });
            groups.len() - 1
        });
        if let Some(group) = groups.get_mut(place) {
            group.features.push(index);
        }
    }
    groups.sort_by_key(|group| (group.document.is_none(), group.document.map(|document| document.number)));
    groups
}

/// What a node is, if it is a well-known one, one that stands for capabilities, or named like a feature (as those of
/// XEP-0163 are).
pub fn node(node: &str) -> Option<Node> {
    if let Some(row) = table::node(node) {
        return Some(Node { document: row.document, words: row.words.into(), answers: row.answers });
    }
    let of_caps = |number, words: Cow<'static, str>| {
        let document = table::document(number);
        Some(Node { document, words, answers: Answers::Info })
    };
    if let Some((algorithm, _)) = caps::hash_of_node(node) {
        let algorithm = caps::Algorithm::named(algorithm).map(caps::Algorithm::name);
        return of_caps("XEP-0390", format!("capabilities by {}", algorithm.unwrap_or("an unknown hash")).into());
    }
    let known = feature(node);
    if let Some(document) = known.document {
        let words = known.words.unwrap_or(document.title).into();
        return Some(Node { document: Some(document), words, answers: Answers::Both });
    }
    let (_, ver) = node.rsplit_once('#')?;
    caps::is_hash(ver).then(|| of_caps("XEP-0115", "capabilities".into())).flatten()
}

const UNKNOWN: Feature<'static> = Feature { document: None, words: None, how: How::Unregistered };

fn plain(var: &str) -> Feature<'_> {
    known(var).or_else(|| version(var)).or_else(|| fragment(var)).or_else(|| below(var)).unwrap_or(UNKNOWN)
}

fn known(var: &str) -> Option<Feature<'_>> {
    let row = table::feature(var)?;
    let how = if row.is_registered { How::Registered } else { How::Documented };
    Some(Feature { document: row.document, words: row.words, how })
}

fn version(var: &str) -> Option<Feature<'_>> {
    let (of, row) = table::any_version(var)?;
    Some(Feature { document: row.document, words: row.words, how: How::Version { of } })
}

fn fragment(var: &str) -> Option<Feature<'_>> {
    let (of, _) = var.split_once('#')?;
    let document = table::document_of_address(of).or_else(|| known(of).or_else(|| version(of))?.document)?;
    Some(Feature { document: Some(document), words: None, how: How::Fragment { of } })
}

fn below(var: &str) -> Option<Feature<'_>> {
    if let Some(document) = table::document_of_address(var) {
        return Some(Feature { document: Some(document), words: None, how: How::Documented });
    }
    let start = table::start(var);
    let ends = start.char_indices().rev().filter(|(_, character)| matches!(character, '@' | '?' | '/'));
    let heads = ends.filter_map(|(end, _)| var.get(..end));
    let of = heads.take(DEPTH).find_map(|of| Some((of, known(of).or_else(|| version(of))?)));
    of.map(|(of, known)| Feature { document: known.document, words: None, how: How::NamespaceOf { of } })
}

/// How many parts of a feature are looked up; a hostile one has thousands.
const DEPTH: usize = 8;
