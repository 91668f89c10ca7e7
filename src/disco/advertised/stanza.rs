//! What we say of ourselves as XML.

use std::{borrow::Cow, fmt::Write};

use super::{Node, Refused};
use crate::disco::{
    namespace::{DATA, INFO, ITEMS, STANZAS},
    reply::{Field, Form, Identity, Item},
    xml,
};

/// What cannot be sent is refused with these words.
pub const XML_CHARACTERS: &str = "XML cannot carry it; write another character";

/// The first character of a text that XML cannot carry (XML 1.0 §2.2): it would end our stream.
pub fn unsendable(text: &str) -> Option<char> {
    text.chars().find(|character| !is_sendable(*character))
}

/// Whether XML can carry a character.
pub fn is_sendable(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..='\u{10ffff}')
}

/// Text as it may stand on the wire, whatever it holds.
pub fn escape(text: &str) -> Cow<'_, str> {
    if unsendable(text).is_none() {
        return xml::escape(text);
    }
    let sendable = |character| if is_sendable(character) { character } else { char::REPLACEMENT_CHARACTER };
    Cow::Owned(xml::escape(&text.chars().map(sendable).collect::<String>()).into_owned())
}

/// The `node` of a query.
pub fn node_attribute(node: Option<&str>) -> String {
    attribute("node", node)
}

/// The query of a disco#info result, for the node that was asked about.
pub fn info(node: &Node, asked: Option<&str>) -> String {
    let mut xml = format!("<query xmlns='{INFO}'{}>", node_attribute(asked));
    for identity in &node.identities {
        self::identity(&mut xml, identity);
    }
    for feature in &node.features {
        let _ = write!(xml, "<feature var='{}'/>", escape(feature));
    }
    for form in &node.forms {
        self::form(&mut xml, form);
    }
    xml + "</query>"
}

/// The query of a disco#items result, for the node that was asked about; `set` says which page it is, if it is one.
pub fn items(items: &[Item], asked: Option<&str>, set: &str) -> String {
    let mut xml = format!("<query xmlns='{ITEMS}'{}>", node_attribute(asked));
    for item in items {
        let parts = [("jid", &item.jid), ("node", &item.node), ("name", &item.name), ("action", &item.action)];
        let parts = parts.map(|(name, value)| attribute(name, value.as_deref())).concat();
        let _ = write!(xml, "<item{parts}/>");
    }
    xml + set + "</query>"
}

/// An error.
pub fn error(refused: &Refused) -> String {
    let Refused { kind, condition, text, lang } = refused;
    let text = text.as_deref().map(|text| {
        let lang = attribute("xml:lang", lang.as_deref());
        format!("<text xmlns='{STANZAS}'{lang}>{}</text>", escape(text))
    });
    let text = text.unwrap_or_default();
    format!("<error type='{}'><{condition} xmlns='{STANZAS}'/>{text}</error>", escape(kind))
}

/// Whether it can be the name of an element.
pub fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && text.chars().all(|character| character.is_ascii_alphanumeric() || "_.-".contains(character))
}

fn attribute(name: &str, value: Option<&str>) -> String {
    value.map(|value| format!(" {name}='{}'", escape(value))).unwrap_or_default()
}

fn identity(xml: &mut String, identity: &Identity) {
    let lang = identity.lang.as_ref().map(|lang| &**lang.tag());
    let parts = [
        ("category", identity.category.as_deref()),
        ("type", identity.kind.as_deref()),
        ("name", identity.name.as_deref()),
        ("xml:lang", lang),
    ];
    let _ = write!(xml, "<identity{}/>", parts.map(|(name, value)| attribute(name, value)).concat());
}

fn form(xml: &mut String, form: &Form) {
    let _ = write!(xml, "<x xmlns='{DATA}'{}>", attribute("type", form.kind.as_deref()));
    if let Some(title) = &form.title {
        let _ = write!(xml, "<title>{}</title>", escape(title));
    }
    for instructions in &form.instructions {
        let _ = write!(xml, "<instructions>{}</instructions>", escape(instructions));
    }
    for field in &form.fields {
        self::field(xml, field);
    }
    if !form.reported.is_empty() {
        fields(xml, "reported", &form.reported);
    }
    for row in &form.rows {
        fields(xml, "item", row);
    }
    xml.push_str("</x>");
}

fn fields(xml: &mut String, name: &str, fields: &[Field]) {
    let _ = write!(xml, "<{name}>");
    for field in fields {
        self::field(xml, field);
    }
    let _ = write!(xml, "</{name}>");
}

fn field(xml: &mut String, field: &Field) {
    let parts = [("var", &field.var), ("type", &field.kind), ("label", &field.label)]
        .map(|(name, value)| (name, value.as_deref()));
    let parts = parts.map(|(name, value)| attribute(name, value)).concat();
    if field.values.is_empty() {
        let _ = write!(xml, "<field{parts}/>");
        return;
    }
    let _ = write!(xml, "<field{parts}>");
    for value in &field.values {
        let _ = write!(xml, "<value>{}</value>", escape(value));
    }
    xml.push_str("</field>");
}
