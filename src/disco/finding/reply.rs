//! Rules about the frame of a result: the query, its node, what else stands there.

use super::{Rule, Shown, Sink, text};
use crate::disco::{
    address::Address,
    reply::{At, Extra, Odd, QueryShape},
};

/// Checks the frame, and says whether there is a content to check.
pub fn query(shape: &QueryShape, extras: &[Extra], sink: &mut impl Sink) -> bool {
    match shape {
        QueryShape::One => {}
        QueryShape::Missing => sink.add(Rule::QueryMissing, At::Reply, format_args!("no query")),
        QueryShape::WrongNamespace(namespace) => {
            sink.add(Rule::QueryWrongNamespace, At::Reply, format_args!("{}", Shown(namespace)));
        }
        QueryShape::Repeated(count) => sink.add(Rule::QueryTwice, At::Reply, format_args!("{count} queries")),
    }
    for extra in extras {
        for odd in &extra.odd {
            self::extra(extra.at, odd, shape, sink);
        }
    }
    shape.is_readable()
}

/// Compares the node that was asked for with the one of the reply (XEP-0030 §3.2).
pub fn node(asked: &Address, echoed: Option<&str>, sink: &mut impl Sink) {
    match (asked.node.as_deref(), echoed) {
        (Some(asked), None) => sink.add(Rule::NodeNotEchoed, At::Reply, format_args!("{}", Shown(asked))),
        (Some(asked), Some(echoed)) if asked != echoed => {
            sink.add(Rule::NodeEchoDiffers, At::Reply, format_args!("{} instead of {}", Shown(echoed), Shown(asked)));
        }
        (None, Some(echoed)) => sink.add(Rule::NodeNotAsked, At::Reply, format_args!("{}", Shown(echoed))),
        (None, None) | (Some(_), Some(_)) => {}
    }
    if let Some(echoed) = echoed.filter(|echoed| asked.node.as_deref() != Some(*echoed)) {
        text::line(sink, At::Reply, "node", echoed);
    }
}

fn extra(at: At, odd: &Odd, shape: &QueryShape, sink: &mut impl Sink) {
    match odd {
        Odd::Attribute(name) => sink.add(Rule::AttributeUnknown, at, format_args!("{}", Shown(name))),
        Odd::Child(name, namespace) => {
            let is_the_query =
                &**name == "query" && matches!(shape, QueryShape::WrongNamespace(wrong) if wrong == namespace);
            if !is_the_query {
                sink.add(Rule::ChildUnknown, at, format_args!("{} of {}", Shown(name), Shown(namespace)));
            }
        }
        Odd::Text => sink.add(Rule::TextUnexpected, at, format_args!("text between elements")),
        Odd::Query => {}
        Odd::Error(Some(condition)) => sink.add(Rule::ErrorInResult, at, format_args!("{}", Shown(condition))),
        Odd::Error(None) => sink.add(Rule::ErrorInResult, at, format_args!("without condition")),
    }
}
