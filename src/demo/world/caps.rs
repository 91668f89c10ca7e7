//! Entity capabilities (XEP-0115 §5.1) of the world's honest entities.

use base64::{Engine, engine::general_purpose::STANDARD};
use sasl::common::scram::{ScramProvider, Sha1};

use super::{entity::Entity, form::Form};
use crate::disco::xml::escape;

/// The `c` element that advertises an entity.
pub fn element(node: &str, entity: &Entity) -> String {
    let (node, ver) = (escape(node), ver(entity));
    format!("<c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='{node}' ver='{ver}'/>")
}

/// Whether a node is that of the entity's capabilities.
pub fn is_node(asked: &str, node: &str, entity: &Entity) -> bool {
    asked.strip_prefix(node).and_then(|rest| rest.strip_prefix('#')).is_some_and(|asked| asked == ver(entity))
}

/// The verification string.
pub fn ver(entity: &Entity) -> String {
    let identities = entity.identities.iter().map(|identity| {
        // The stream's language is the one of whatever says none itself.
        let lang = if identity.lang.is_empty() { "en" } else { identity.lang };
        format!("{}/{}/{lang}/{}<", identity.category, identity.kind, identity.name)
    });
    let features = entity.features.iter().map(|feature| format!("{feature}<"));
    let mut forms: Vec<&Form> = entity.forms.iter().collect();
    forms.sort_by_key(|form| form.form_type);
    let mut text = sorted(identities) + &sorted(features);
    for form in forms {
        let fields = form.fields.iter().map(|field| {
            let values = sorted(field.values.iter().map(|value| format!("{value}<")));
            format!("{}<{values}", field.var)
        });
        text.push_str(&format!("{}<{}", form.form_type, sorted(fields)));
    }
    STANDARD.encode(Sha1::hash(text.as_bytes()))
}

fn sorted(lines: impl Iterator<Item = String>) -> String {
    let mut lines: Vec<String> = lines.collect();
    lines.sort();
    lines.concat()
}
