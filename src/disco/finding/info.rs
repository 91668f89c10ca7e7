//! Rules about identities and features.

use std::collections::{HashMap, HashSet};

use super::{Rule, Shown, Sink, form, is_room_question, register, text};
use crate::disco::{
    address::Address,
    namespace::INFO,
    reply::{At, Identity, Info},
};

/// Checks what a reply to disco#info says.
pub fn check(info: &Info, asked: &Address, sink: &mut impl Sink) {
    let must_say_something = !is_room_question(asked);
    if must_say_something && info.identities.is_empty() {
        sink.add(Rule::IdentityMissing, At::Reply, format_args!("no identity"));
    }
    if must_say_something && info.features.is_empty() {
        sink.add(Rule::FeatureMissing, At::Reply, format_args!("no feature"));
    } else if must_say_something && !info.has(INFO) {
        sink.add(Rule::DiscoInfoNotAdvertised, At::Reply, format_args!("{INFO}"));
    }
    identities(&info.identities, sink);
    features(info, sink);
    form::check(&info.forms, sink);
}

fn identities(identities: &[Identity], sink: &mut impl Sink) {
    let mut seen = HashSet::with_capacity(identities.len());
    let mut names = HashMap::with_capacity(identities.len());
    for (number, identity) in identities.iter().enumerate() {
        let at = At::Identity(number);
        let name = identity.name.as_deref();
        if let Some((category, kind)) = complete(identity, at, sink) {
            let lang = identity.lang.as_ref().map(|lang| &**lang.tag());
            let key = (category, kind, lang);
            if !seen.insert((key, name)) {
                sink.add(Rule::IdentityDuplicate, at, format_args!("{}/{}", Shown(category), Shown(kind)));
            } else if let Some(name) = name
                && let first = *names.entry(key).or_insert(name)
                && first != name
            {
                sink.add(
                    Rule::IdentityConflictingNames,
                    at,
                    format_args!("{}/{}: {} and {}", Shown(category), Shown(kind), Shown(first), Shown(name)),
                );
            }
            if register::words(category, kind).is_none() {
                sink.add(Rule::IdentityUnregistered, at, format_args!("{}/{}", Shown(category), Shown(kind)));
            }
            text::line(sink, at, "category", category);
            text::line(sink, at, "type", kind);
        }
        if let Some(name) = name {
            text::name(sink, at, "name", name);
        }
    }
}

/// Category and type, if both are there.
fn complete<'a>(identity: &'a Identity, at: At, sink: &mut impl Sink) -> Option<(&'a str, &'a str)> {
    let mut part = |rule, value: &'a Option<std::sync::Arc<str>>| match value.as_deref() {
        None => {
            sink.add(rule, at, format_args!("absent"));
            None
        }
        Some("") => {
            sink.add(rule, at, format_args!("empty"));
            None
        }
        found => found,
    };
    let category = part(Rule::IdentityWithoutCategory, &identity.category);
    let kind = part(Rule::IdentityWithoutType, &identity.kind);
    category.zip(kind)
}

fn features(info: &Info, sink: &mut impl Sink) {
    let mut seen = HashSet::with_capacity(info.features.len());
    for (number, feature) in info.features.iter().enumerate() {
        let at = At::Feature(number);
        let var = match feature.as_deref() {
            None => {
                sink.add(Rule::FeatureWithoutVar, at, format_args!("absent"));
                continue;
            }
            Some("") => {
                sink.add(Rule::FeatureWithoutVar, at, format_args!("empty"));
                continue;
            }
            Some(var) => var,
        };
        if !seen.insert(var) {
            sink.add(Rule::FeatureDuplicate, at, format_args!("{}", Shown(var)));
        }
        if var.starts_with(char::is_whitespace) || var.ends_with(char::is_whitespace) {
            sink.add(Rule::FeaturePadded, at, format_args!("“{}”", Shown(var)));
        }
        text::line(sink, at, "var", var);
    }
}
