//! Writing a profile as TOML, so that reading it gives the same profile.

use std::{fmt::Write, sync::Arc};

use super::{About, CAPS_NODE, Node, Parts, Profile, Refused, Rule, Then, form_type};
use crate::disco::reply::{Field, Form, Identity, Item, Lang};

impl Profile {
    /// The profile as TOML.
    pub fn to_toml(&self) -> String {
        let mut out = String::new();
        if !self.is_strict {
            out.push_str("strict = false\n");
        }
        if &*self.caps_node != CAPS_NODE {
            let _ = writeln!(out, "caps_node = {}", quoted(&self.caps_node));
        }
        for node in &self.nodes {
            self::node(&mut out, node);
        }
        for rule in &self.rules {
            self::rule(&mut out, rule);
        }
        out.trim_start().to_owned()
    }
}

fn node(out: &mut String, node: &Node) {
    out.push_str("\n[[node]]\n");
    pair(out, "name", node.name.as_ref());
    pair(out, "jid", node.jid.as_ref());
    some(out, "identities", &node.identities, identity);
    some(out, "features", &node.features, |feature| quoted(feature));
    some(out, "items", &node.items, item);
    for form in &node.forms {
        self::form(out, "node.form", form);
    }
}

fn rule(out: &mut String, rule: &Rule) {
    let _ = writeln!(out, "\n[[rule]]\nwho = {}", quoted(rule.who.text()));
    pair(out, "jid", rule.jid.as_ref());
    match &rule.about {
        About::Anything => {}
        About::Main => out.push_str("main = true\n"),
        About::Node(name) => pair(out, "node", Some(name)),
    }
    if let Some(kind) = rule.kind {
        let _ = writeln!(out, "kind = {}", quoted(kind.word()));
    }
    if rule.delay_ms > 0 || rule.then == Then::AsUsual {
        let _ = writeln!(out, "delay_ms = {}", rule.delay_ms);
    }
    match &rule.then {
        Then::AsUsual => {}
        Then::Silence => out.push_str("silent = true\n"),
        Then::Error(refused) => {
            let _ = writeln!(out, "error = {}", error(refused));
        }
        Then::Answer(parts) => answer(out, parts),
    }
}

fn answer(out: &mut String, parts: &Parts) {
    let Parts { identities, features, forms, items } = parts;
    out.push_str("[rule.answer]\n");
    if let Some(identities) = identities {
        list(out, "identities", identities, identity);
    }
    if let Some(features) = features {
        list(out, "features", features, |feature| quoted(feature));
    }
    if let Some(items) = items {
        list(out, "items", items, item);
    }
    match forms.as_deref() {
        None => {}
        Some([]) => out.push_str("form = []\n"),
        Some(forms) => {
            for form in forms {
                self::form(out, "rule.answer.form", form);
            }
        }
    }
}

fn form(out: &mut String, path: &str, form: &Form) {
    let _ = writeln!(out, "[[{path}]]");
    let kind = form.kind.as_ref().filter(|kind| &***kind != "result");
    pair(out, "type", kind);
    pair(out, "title", form.title.as_ref());
    some(out, "instructions", &form.instructions, |words| quoted(words));
    let fields = match form.fields.split_first() {
        Some((first, rest)) if form_type::is_plain(first) => {
            pair(out, "form_type", first.values.first());
            rest
        }
        _ => &form.fields,
    };
    some(out, "fields", fields, field);
    some(out, "reported", &form.reported, field);
    some(out, "rows", &form.rows, |row| format!("{{ fields = [{}] }}", joined(row, field)));
}

fn identity(identity: &Identity) -> String {
    let lang = identity.lang.as_ref().map(Lang::tag);
    table([
        ("category", identity.category.as_ref()),
        ("type", identity.kind.as_ref()),
        ("name", identity.name.as_ref()),
        ("lang", lang),
    ])
}

fn item(item: &Item) -> String {
    let Item { jid, node, name, action, .. } = item;
    table([("jid", jid.as_ref()), ("node", node.as_ref()), ("name", name.as_ref()), ("action", action.as_ref())])
}

fn error(refused: &Refused) -> String {
    let Refused { kind, condition, text, lang } = refused;
    table([("type", Some(kind)), ("condition", Some(condition)), ("text", text.as_ref()), ("lang", lang.as_ref())])
}

fn field(field: &Field) -> String {
    let parts = [("var", field.var.as_ref()), ("type", field.kind.as_ref()), ("label", field.label.as_ref())];
    let mut parts = pairs(parts);
    if !field.values.is_empty() {
        parts.push(format!("values = [{}]", joined(&field.values, |value| quoted(value))));
    }
    braced(&parts)
}

fn table<const N: usize>(parts: [(&str, Option<&Arc<str>>); N]) -> String {
    braced(&pairs(parts))
}

fn pairs<const N: usize>(parts: [(&str, Option<&Arc<str>>); N]) -> Vec<String> {
    let there = parts.into_iter().filter_map(|(key, value)| Some((key, value?)));
    there.map(|(key, value)| format!("{key} = {}", quoted(value))).collect()
}

fn braced(parts: &[String]) -> String {
    if parts.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", parts.join(", ")) }
}

fn pair(out: &mut String, key: &str, value: Option<&Arc<str>>) {
    if let Some(value) = value {
        let _ = writeln!(out, "{key} = {}", quoted(value));
    }
}

fn some<T>(out: &mut String, key: &str, all: &[T], write: impl Fn(&T) -> String) {
    if !all.is_empty() {
        list(out, key, all, write);
    }
}

/// A list with a line for each.
fn list<T>(out: &mut String, key: &str, all: &[T], write: impl Fn(&T) -> String) {
    if all.is_empty() {
        let _ = writeln!(out, "{key} = []");
        return;
    }
    let _ = writeln!(out, "{key} = [");
    for one in all {
        let _ = writeln!(out, "  {},", write(one));
    }
    out.push_str("]\n");
}

fn joined<T>(all: &[T], write: impl Fn(&T) -> String) -> String {
    all.iter().map(write).collect::<Vec<_>>().join(", ")
}

/// A text as a basic string (TOML 1.0, “String”).
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            '\0'..='\u{1f}' | '\u{7f}' => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(character));
            }
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}
