//! Answers that are odd as stanzas: who sends them, how often, what stands around the content.

use super::{Branch, JID, both};
use crate::{
    demo::{
        answer::{Answer, Posting, Sender},
        question::Question,
        world::entity::{self, Entity, Item},
    },
    disco::state::Kind,
};

const FORGER: &str = "mallory@demo.localhost/forger";
const DEEPEST: usize = 200_000;

/// One oddity each.
pub const BRANCH: Branch = Branch {
    node: "replies",
    name: "Replies: odd stanzas",
    entries: &[
        both("twice", "Answers twice", |question| honest(question).posted(vec![Posting::honest(), Posting::honest()])),
        both("forged", "Somebody else answers, and nobody else does", |question| {
            honest(question).posted(vec![forged()])
        }),
        both("forged-first", "Somebody else answers before it does", |question| {
            honest(question).posted(vec![forged(), Posting::honest()])
        }),
        both("without-from", "Answers without saying who answers, and never again", |question| {
            honest(question).posted(vec![Posting::from(Sender::Nobody)])
        }),
        both("other-spelling", "Answers with its address in capital letters", |question| {
            honest(question).posted(vec![Posting::from(Sender::Other("ODD.Demo.LocalHost".to_owned()))])
        }),
        both("wrong-node", "Names another node than it was asked for", |question| {
            Answer::result(question.query_with_node(Some("replies/some-other-node"), &content(question)))
        }),
        both("no-node", "Does not repeat the node it was asked for", |question| {
            Answer::result(question.query_with_node(None, &content(question)))
        }),
        both("no-query", "An empty result, without a query", |_| Answer::result("")),
        both("two-queries", "Two queries in one result", |question| {
            Answer::result(question.query(&content(question)).repeat(2))
        }),
        both("wrong-namespace", "A query in a namespace that does not exist", |question| {
            Answer::result(format!("<query xmlns='urn:example:disco'>{}</query>", content(question)))
        }),
        both("swapped", "Answers the other of the two questions", |question| {
            let mut other = question.clone();
            other.kind = match question.kind {
                Kind::Info => Kind::Items,
                _ => Kind::Info,
            };
            honest(&other)
        }),
        both("beside", "Other elements beside the query", |question| {
            let query = question.query(&content(question));
            Answer::result(format!(
                "<before xmlns='urn:example:odd'/>{query}<after xmlns='urn:example:odd'>text</after>"
            ))
        }),
        both("prefixed", "Namespaces by prefixes, quotes of both kinds, CDATA", |question| {
            let (namespace, node) = (question.kind.namespace(), question.node().unwrap_or_default());
            Answer::result(format!(
                "<d:query  xmlns:d=\"{namespace}\" node=\"{node}\" >\n  <d:identity category=\"hierarchy\" type='leaf'\n \
                 name='Prefixed &#x41;&#66;&amp;'></d:identity>\n  <d:feature var=\"{namespace}\"/>\n\
                 <d:item jid=\"{JID}\" node='big/3' name='A good item'/><![CDATA[ <text> ]]></d:query>"
            ))
        }),
        both("lang", "Says its language on the query", |question| {
            let query = question.query(&content(question));
            Answer::result(query.replacen("<query", "<query xml:lang='de-CH'", 1))
        }),
        both("deep/100", "Nested 100 deep", |question| deep(question, 100)),
        both("deep/10000", "Nested 10,000 deep", |question| deep(question, 10_000)),
        both("deep/100000", "Nested 100,000 deep", |question| deep(question, 100_000)),
    ],
    other: |question, rest| {
        let depth = rest.strip_prefix("deep/")?.parse().ok().filter(|depth| *depth <= DEEPEST)?;
        Some(deep(question, depth))
    },
};

fn odd() -> Entity {
    Entity::new("hierarchy", "leaf", "An odd stanza").items([Item::new(JID, "A good item: three more").node("big/3")])
}

fn honest(question: &Question) -> Answer {
    odd().answer(question)
}

fn content(question: &Question) -> String {
    match question.kind {
        Kind::Info => odd().info(),
        _ => entity::items(&odd().items),
    }
}

fn forged() -> Posting {
    Posting::from(Sender::Other(FORGER.to_owned()))
}

fn deep(question: &Question, depth: usize) -> Answer {
    question.result(&("<a>".repeat(depth) + &"</a>".repeat(depth)))
}
