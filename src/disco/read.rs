//! Reading replies leniently: one bad part spoils itself, never the reply.

use std::sync::Arc;

use super::{
    address,
    namespace::{DATA, INFO, ITEMS, MEDIA, RSM, STANZAS},
    reply::{Field, Form, Identity, Info, Item, Items, Lang, Paging, Refusal, Text},
    state::Facts,
    xml::{self, Element},
};

/// Reads a disco#info result from its stanza (XEP-0030 §3.1).
pub fn info(stanza: Element<'_>) -> Info {
    let mut info = Info::default();
    let Some(query) = query(stanza, INFO, &mut info.extras) else {
        return info;
    };
    info.node_echoed = attribute(query, "node");
    for child in query.elements() {
        match (child.name(), child.namespace()) {
            ("identity", INFO) => info.identities.push(identity(child)),
            ("feature", INFO) => info.features.push(attribute(child, "var")),
            ("x", DATA) => info.forms.push(form(child)),
            _ => info.extras.push(child.to_xml().into()),
        }
    }
    info
}

/// Reads a disco#items result from its stanza (XEP-0030 §4.1).
pub fn items(stanza: Element<'_>) -> Items {
    let mut items = Items::default();
    let Some(query) = query(stanza, ITEMS, &mut items.extras) else {
        return items;
    };
    items.node_echoed = attribute(query, "node");
    let mut set = None;
    for child in query.elements() {
        match (child.name(), child.namespace()) {
            ("item", ITEMS) => items.items.push(item(child)),
            ("set", RSM) => set = Some(child),
            _ => items.extras.push(child.to_xml().into()),
        }
    }
    if let Some(set) = set {
        items.paging = paging(set, items.items.len());
    }
    items
}

/// Reads what an entity says besides disco: the attributes, texts and children of the payload, by their names.
pub fn facts(stanza: Element<'_>) -> Facts {
    let Some(payload) = stanza.elements().next() else { return Facts::new() };
    let attributes = payload.attributes().map(|(_, name, value)| (Arc::from(name), Arc::from(value)));
    let children = payload.elements().map(|child| (Arc::from(child.name()), Arc::from(&*child.text())));
    let text =
        Some(payload.text()).filter(|text| !text.trim().is_empty()).map(|text| ("text".into(), Arc::from(&*text)));
    attributes.chain(children).chain(text).collect()
}

/// Reads an error from its stanza (RFC 6120 §8.3), whatever is missing in it.
pub fn refusal(stanza: Element<'_>) -> Refusal {
    let Some(error) = stanza.elements().find(|child| child.name() == "error") else {
        return Refusal::default();
    };
    let mut refusal = Refusal {
        kind: attribute(error, "type"),
        by: attribute(error, "by"),
        legacy_code: attribute(error, "code"),
        ..Refusal::default()
    };
    for child in error.elements() {
        match (child.name(), child.namespace()) {
            ("text", STANZAS) => {
                refusal.text.push(Text { lang: child.lang().map(tag), text: Arc::from(&*child.text()) });
            }
            (name, STANZAS) if refusal.condition.is_none() => refusal.condition = Some(name.into()),
            _ => refusal.application.push(child.to_xml().into()),
        }
    }
    refusal
}

/// The query of a result; what stands beside it goes to `extras`.
fn query<'a>(stanza: Element<'a>, namespace: &str, extras: &mut Vec<Arc<str>>) -> Option<Element<'a>> {
    let mut query = None;
    for child in stanza.elements() {
        if query.is_none() && child.is("query", namespace) {
            query = Some(child);
        } else {
            extras.push(child.to_xml().into());
        }
    }
    query
}

fn identity(element: Element<'_>) -> Identity {
    Identity {
        category: attribute(element, "category"),
        kind: attribute(element, "type"),
        name: attribute(element, "name"),
        lang: element.lang().map(|lang| match lang {
            xml::Lang::Own(tag) => Lang::Own(tag.into()),
            xml::Lang::Inherited(tag) => Lang::Inherited(tag.into()),
        }),
    }
}

fn item(element: Element<'_>) -> Item {
    let jid = attribute(element, "jid");
    Item {
        valid_jid: jid.as_deref().is_some_and(|jid| address::check(jid).is_ok()),
        jid,
        node: attribute(element, "node"),
        name: attribute(element, "name"),
        action: attribute(element, "action"),
    }
}

/// A list is whole when the set says that its last item is the last of all (XEP-0059 §2.2); a set that says nothing
/// of the kind means "partial", because only a list in pages has one.
fn paging(set: Element<'_>, received: usize) -> Paging {
    let number = |text: &str| text.trim().parse::<u64>().ok();
    let count = set.child("count", RSM).and_then(|count| number(&count.text()));
    let first = set.child("first", RSM);
    let index = first.and_then(|first| first.attribute("index")).and_then(number);
    let received = u64::try_from(received).unwrap_or(u64::MAX);
    let complete = match (count, index) {
        (Some(count), Some(index)) => index == 0 && received >= count,
        (Some(count), None) => received >= count,
        (None, _) => received == 0,
    };
    Paging { count, complete }
}

fn form(element: Element<'_>) -> Form {
    let mut form = Form { kind: attribute(element, "type"), ..Form::default() };
    for child in element.elements().filter(|child| child.namespace() == DATA) {
        match child.name() {
            "title" if form.title.is_none() => form.title = Some(Arc::from(&*child.text())),
            "instructions" => form.instructions.push(Arc::from(&*child.text())),
            "field" => form.fields.push(field(child)),
            "reported" => form.reported.extend(fields(child)),
            "item" => form.rows.push(fields(child).collect()),
            _ => {}
        }
    }
    let form_type = form.fields.iter().find(|field| field.var.as_deref() == Some("FORM_TYPE"));
    form.form_type = form_type.and_then(|field| field.values.first().cloned());
    form
}

fn fields(element: Element<'_>) -> impl Iterator<Item = Field> {
    element.elements().filter(|child| child.is("field", DATA)).map(field)
}

fn field(element: Element<'_>) -> Field {
    let values = element.elements().filter(|child| child.is("value", DATA));
    let media = element.elements().filter(|child| child.is("media", MEDIA)).flat_map(Element::elements);
    Field {
        var: attribute(element, "var"),
        kind: attribute(element, "type"),
        label: attribute(element, "label"),
        values: values.map(|value| Arc::from(&*value.text())).collect(),
        media: media.filter(|uri| uri.is("uri", MEDIA)).map(|uri| Arc::from(uri.text().trim())).collect(),
    }
}

fn attribute(element: Element<'_>, name: &str) -> Option<Arc<str>> {
    element.attribute(name).map(Arc::from)
}

fn tag(lang: xml::Lang<'_>) -> Arc<str> {
    match lang {
        xml::Lang::Own(tag) | xml::Lang::Inherited(tag) => tag.into(),
    }
}
