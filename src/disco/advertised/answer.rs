//! What one of us tells one of them.

use std::{borrow::Cow, cmp::Reverse, sync::Arc};

use super::{Node, Page, Parts, Profile, Refused, Rule, Then, page, stanza};
use crate::disco::{
    namespace::{INFO, ITEMS, RSM},
    reply::Info,
    state::Kind,
};

/// A question about us.
#[derive(Clone, Debug)]
pub struct Question<'a> {
    /// Who asks, in its normal form; empty for our server.
    pub from: &'a str,
    /// Which of our JIDs is asked, in its normal form.
    pub to: &'a str,
    /// disco#info or disco#items.
    pub kind: Kind,
    /// The node.
    pub node: Option<&'a str>,
    /// Which page of a list, if only one is wanted.
    pub page: Option<Page>,
}

/// What is to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// What stands in the stanza; none for silence.
    pub content: Option<Content>,
    /// Which rule decided, from 0.
    pub rule: Option<usize>,
    /// How long the answer is held back.
    pub delay_ms: u64,
}

/// What stands in an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// The children of a result.
    Result(String),
    /// The children of an error, and its condition.
    Error(String, Arc<str>),
}

impl Profile {
    /// What somebody is told who asks; `main` is what stands for the main node's hash that the asked node names, if it does.
    pub(super) fn decide(&self, question: &Question<'_>, main: Option<&Node>) -> Decision {
        let rule = self.rule(question, question.node.is_none() || main.is_some());
        let node = self.node_of(question.to, question.node).or(main);
        let (rule, delay_ms, then) = match rule {
            Some((number, rule)) => (Some(number), rule.delay_ms, &rule.then),
            None => (None, 0, &Then::AsUsual),
        };
        let content = match then {
            Then::Silence => None,
            Then::Error(refused) => Some(refusal(question, refused)),
            Then::AsUsual => Some(node.map_or_else(|| not_found(question), |node| content(question, node))),
            Then::Answer(parts) => {
                let node = node.map_or_else(|| Cow::Owned(Node::default()), Cow::Borrowed);
                Some(content(question, &parts.instead_of(&node)))
            }
        };
        Decision { content, rule, delay_ms }
    }

    /// The narrowest rule that holds; a node that stands for a hash of ours is the main node to them.
    fn rule(&self, question: &Question<'_>, is_main: bool) -> Option<(usize, &Rule)> {
        let holds = |rule: &Rule| {
            rule.who.is_meant(question.from)
                && rule.jid.as_deref().is_none_or(|jid| is_ours(jid, question.to))
                && rule.about.is_meant(question.node, is_main)
                && rule.kind.is_none_or(|kind| kind == question.kind)
        };
        let rules = self.rules.iter().enumerate().filter(|(_, rule)| holds(rule));
        rules.min_by_key(|(number, rule)| (Reverse(rule.rank()), *number))
    }

    /// The main node of one of our JIDs, in its normal form: its own, else that of all of them.
    pub fn main_of(&self, own: &str) -> Option<&Node> {
        self.node_of(own, None)
    }

    /// The node of that name: that of the JID that is asked, else that of all of them.
    fn node_of(&self, asked: &str, name: Option<&str>) -> Option<&Node> {
        let named = || self.nodes.iter().filter(|node| node.name.as_deref() == name);
        let own = named().find(|node| node.jid.as_deref().is_some_and(|jid| is_ours(jid, asked)));
        own.or_else(|| named().find(|node| node.jid.is_none()))
    }
}

/// Whether a JID that was written down stands for the one that was asked: it is that one, or that one without resource.
pub(super) fn is_ours(written: &str, asked: &str) -> bool {
    written == asked || asked.strip_prefix(written).is_some_and(|rest| rest.starts_with('/'))
}

impl Parts {
    pub(super) fn instead_of(&self, node: &Node) -> Node {
        let mut node = node.clone();
        let Self { identities, features, forms, items } = self.clone();
        node.identities = identities.unwrap_or(node.identities);
        node.features = features.unwrap_or(node.features);
        node.forms = forms.unwrap_or(node.forms);
        node.items = items.unwrap_or(node.items);
        node
    }
}

fn content(question: &Question<'_>, node: &Node) -> Content {
    if question.kind == Kind::Info {
        return Content::Result(stanza::info(node, question.node));
    }
    let gives_pages = node.features.iter().any(|feature| &**feature == RSM);
    let Some(page) = question.page.as_ref().filter(|_| gives_pages) else {
        return Content::Result(stanza::items(&node.items, question.node, ""));
    };
    let count = node.items.len();
    let range = page.range(count);
    match range.as_ref().and_then(|range| node.items.get(range.clone())).zip(range.clone()) {
        Some((items, range)) => Content::Result(stanza::items(items, question.node, &page::set(&range, count))),
        None => not_found(question),
    }
}

fn not_found(question: &Question<'_>) -> Content {
    let (kind, condition) = ("cancel".into(), "item-not-found".into());
    refusal(question, &Refused { kind, condition, text: None, lang: None })
}

fn refusal(question: &Question<'_>, refused: &Refused) -> Content {
    let space = if question.kind == Kind::Info { INFO } else { ITEMS };
    let echo = format!("<query xmlns='{space}'{}/>", stanza::node_attribute(question.node));
    Content::Error(echo + &stanza::error(refused), refused.condition.clone())
}

/// The main node as it was when its hash was announced.
pub(super) fn main_of(info: &Info, now: Option<&Node>) -> Node {
    Node {
        identities: info.identities.clone(),
        features: info.features.iter().flatten().cloned().collect(),
        forms: info.forms.clone(),
        items: now.map(|node| node.items.clone()).unwrap_or_default(),
        ..Node::default()
    }
}
