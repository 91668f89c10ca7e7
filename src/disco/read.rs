//! Reading replies leniently: one bad part spoils itself, never the reply.

use std::{fmt::Write, sync::Arc};

use super::{
    address,
    namespace::{DATA, INFO, ITEMS, MEDIA, RSM, STANZAS, XML},
    reply::{Field, Form, Identity, Info, Item, Items, Lang, Paging, Refusal, Text},
    state::Facts,
    xml::{self, Child, Element, escape},
};

/// The attributes that each element is known to have; whatever has more goes to the extras, too.
const IDENTITY: &[&str] = &["category", "type", "name"];
const FEATURE: &[&str] = &["var"];
const ITEM: &[&str] = &["jid", "node", "name", "action"];

/// Reads a disco#info result from its stanza (XEP-0030 §3.1).
pub fn info(stanza: Element<'_>) -> Info {
    let mut info = Info::default();
    let (Some(query), behind) = query(stanza, INFO, &mut info.extras) else {
        return info;
    };
    info.node_echoed = attribute(query, "node");
    for child in query.elements() {
        match (child.name(), child.namespace()) {
            ("identity", INFO) => {
                info.identities.push(identity(child));
                keep_more(child, IDENTITY, true, &mut info.extras);
            }
            ("feature", INFO) => {
                info.features.push(attribute(child, "var"));
                keep_more(child, FEATURE, false, &mut info.extras);
            }
            ("x", DATA) => info.forms.push(form(child)),
            _ => info.extras.push(child.to_xml().into()),
        }
    }
    info.extras.extend(behind);
    info
}

/// Reads a disco#items result from its stanza (XEP-0030 §4.1).
pub fn items(stanza: Element<'_>) -> Items {
    let mut items = Items::default();
    let (Some(query), behind) = query(stanza, ITEMS, &mut items.extras) else {
        return items;
    };
    items.node_echoed = attribute(query, "node");
    let mut set = None;
    for child in query.elements() {
        match (child.name(), child.namespace()) {
            ("item", ITEMS) => {
                items.items.push(item(child));
                keep_more(child, ITEM, false, &mut items.extras);
            }
            ("set", RSM) if set.is_none() => set = Some(child),
            _ => items.extras.push(child.to_xml().into()),
        }
    }
    items.extras.extend(behind);
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
    let is_error = |child: &Element<'_>| child.name() == "error";
    // Some gateways put it into the echo of the query.
    let inside = || stanza.elements().find_map(|child| child.elements().find(is_error));
    let Some(error) = stanza.elements().find(is_error).or_else(inside) else {
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

/// The query of a result; what stands before it goes to `extras`, what stands behind it is handed back.
fn query<'a>(stanza: Element<'a>, namespace: &str, extras: &mut Vec<Arc<str>>) -> (Option<Element<'a>>, Vec<Arc<str>>) {
    let (mut query, mut behind) = (None, Vec::new());
    for child in stanza.elements() {
        if query.is_some() {
            behind.push(child.to_xml().into());
        } else if child.is("query", namespace) {
            query = Some(child);
            if has_more_attributes(child, &["node"], true) {
                extras.push(start_tag(child).into());
            }
        } else {
            extras.push(child.to_xml().into());
        }
    }
    (query, behind)
}

/// Keeps an element as XML when it says more than its typed view can tell (XEP-0030 §4.1: foreign content is tolerated).
fn keep_more(element: Element<'_>, known: &[&str], has_lang: bool, extras: &mut Vec<Arc<str>>) {
    let has_content = element.children().any(|child| match child {
        Child::Element(_) => true,
        Child::Text(text) => !text.trim().is_empty(),
    });
    if has_content || has_more_attributes(element, known, has_lang) {
        extras.push(element.to_xml().into());
    }
}

fn has_more_attributes(element: Element<'_>, known: &[&str], has_lang: bool) -> bool {
    element.attributes().any(|(space, name, _)| match space {
        "" => !known.contains(&name),
        XML => name != "lang" || !has_lang,
        _ => true,
    })
}

/// An element without what stands in it.
fn start_tag(element: Element<'_>) -> String {
    let mut tag = format!("<{} xmlns='{}'", element.name(), escape(element.namespace()));
    for (number, (space, name, value)) in element.attributes().enumerate() {
        let value = escape(value);
        let _ = match space {
            "" => write!(tag, " {name}='{value}'"),
            XML => write!(tag, " xml:{name}='{value}'"),
            other => write!(tag, " xmlns:n{number}='{}' n{number}:{name}='{value}'", escape(other)),
        };
    }
    tag + "/>"
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
