//! Entity capabilities (XEP-0115 §5.1) of the world's honest entities.

use base64::{Engine, engine::general_purpose::STANDARD};
use sasl::common::scram::{ScramProvider, Sha1};

use super::{
    entity::Entity,
    form::{Field, Form},
};
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
        format!("{}/{}/{lang}/{}", identity.category, identity.kind, identity.name)
    });
    let features = entity.features.iter().map(|feature| feature.clone().into_owned());
    let mut forms: Vec<&Form> = entity.forms.iter().collect();
    forms.sort_by_key(|form| form.form_type);
    let text = sorted(identities) + &sorted(features) + &forms.into_iter().map(form_text).collect::<String>();
    STANDARD.encode(Sha1::hash(text.as_bytes()))
}

fn form_text(form: &Form) -> String {
    let mut fields: Vec<&Field> = form.fields.iter().collect();
    fields.sort_by_key(|field| field.var);
    let fields = fields.into_iter().map(|field| format!("{}<{}", field.var, sorted(field.values.iter().cloned())));
    format!("{}<{}", form.form_type, fields.collect::<Vec<_>>().concat())
}

/// Each string closed by the separator, which takes no part in the order.
fn sorted(strings: impl Iterator<Item = String>) -> String {
    let mut strings: Vec<String> = strings.collect();
    strings.sort();
    strings.into_iter().flat_map(|string| [string, "<".to_owned()]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_the_example_of_xep_0115() {
        // XEP-0115 §5.3.
        let psi = Entity::default()
            .identity("client", "pc", "Psi 0.11", "en")
            .identity("client", "pc", "Ψ 0.11", "el")
            .features(["http://jabber.org/protocol/caps", "http://jabber.org/protocol/muc"])
            .features(["http://jabber.org/protocol/disco#items", "http://jabber.org/protocol/disco#info"])
            .form(
                Form::new("urn:xmpp:dataforms:softwareinfo")
                    .field("software_version", "0.11")
                    .field("os", "Mac")
                    .list("ip_version", &["ipv6", "ipv4"])
                    .field("os_version", "10.5.1")
                    .field("software", "Psi"),
            );
        assert_eq!(ver(&psi), "q07IKJEyjvHSyhy//CH0CxmKi8w=");
    }

    #[test]
    fn a_string_comes_before_those_that_continue_it() {
        // "-" and ":" stand before the separator "<" in the alphabet.
        assert_eq!(sorted(["a:b", "a-b", "a", "a_b"].map(str::to_owned).into_iter()), "a<a-b<a:b<a_b<");
    }
}
