//! Reading replies leniently: one bad part spoils itself, never the reply, and nothing is lost.

use std::sync::Arc;

use super::{
    address,
    intern::{intern, intern_list},
    namespace::{DATA, INFO, ITEMS, RSM, STANZAS},
    paging,
    reply::{At, ErrorPlace, Extra, Identity, Info, Item, Items, Lang, Odd, QueryShape, Refusal, Set, Text},
    state::Facts,
    xml::{self, Element},
};

mod form;
mod odd;

use form::form;
use odd::{LANG, keep, keep_alone};

/// Reads a disco#info result from its stanza (XEP-0030 §3.1).
pub fn info(stanza: Element<'_>) -> Info {
    let mut info = Info::default();
    let Some(query) = query(stanza, INFO, &mut info.query, &mut info.extras) else {
        return info;
    };
    info.node_echoed = attribute(query, "node");
    let mut features = Vec::new();
    for child in query.elements() {
        let extras = &mut info.extras;
        match (child.name(), child.namespace()) {
            ("identity", INFO) => {
                keep(child, At::Identity(info.identities.len()), &["category", "type", "name", LANG], extras);
                info.identities.push(identity(child));
            }
            ("feature", INFO) => {
                keep(child, At::Feature(features.len()), &["var"], extras);
                features.push(shared(child, "var"));
            }
            ("x", DATA) => {
                let form = form(child, info.forms.len(), extras);
                info.forms.push(form);
            }
            _ => extras.push(surplus(child)),
        }
    }
    info.features = intern_list(features);
    info
}

/// Reads a disco#items result from its stanza (XEP-0030 §4.1).
pub fn items(stanza: Element<'_>) -> Items {
    let mut items = Items::default();
    let Some(query) = query(stanza, ITEMS, &mut items.query, &mut items.extras) else {
        return items;
    };
    items.node_echoed = attribute(query, "node");
    let mut set = None;
    for child in query.elements() {
        match (child.name(), child.namespace()) {
            ("item", ITEMS) => {
                keep(child, At::Item(items.items.len()), &["jid", "node", "name", "action"], &mut items.extras);
                items.items.push(Arc::new(item(child)));
            }
            ("set", RSM) if set.is_none() => set = Some(child),
            _ => items.extras.push(surplus(child)),
        }
    }
    items.paging = paging::begun(set.map(self::set), items.items.len());
    items
}

/// Reads how many items there are from a reply that holds none (XEP-0059 §2.7); who sends them all the same is counted.
pub fn item_count(stanza: Element<'_>) -> Facts {
    let Items { items, paging, .. } = items(stanza);
    let count = paging.count().or_else(|| (!items.is_empty()).then(|| u64::try_from(items.len()).unwrap_or(u64::MAX)));
    count.map(|count| (Arc::from("count"), Arc::from(count.to_string()))).into_iter().collect()
}

/// Reads what an entity says besides disco: the attributes, texts and children of the payload, by their names.
pub fn facts(stanza: Element<'_>) -> Facts {
    let Some(payload) = stanza.elements().next() else { return Facts::new() };
    let attributes = payload.attributes().map(|(_, name, value)| (Arc::from(name), Arc::from(value)));
    let children = payload.elements().map(|child| (Arc::from(child.name()), Arc::from(&*child.text())));
    let text = Some(payload.text()).filter(|text| !text.trim().is_empty());
    attributes.chain(children).chain(text.map(|text| ("text".into(), Arc::from(&*text)))).collect()
}

/// Reads an error from its stanza (RFC 6120 §8.3), whatever is missing in it.
pub fn refusal(stanza: Element<'_>) -> Refusal {
    let Some((error, place)) = error(stanza) else {
        return Refusal::default();
    };
    let mut refusal = Refusal {
        place,
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
            (name, STANZAS) if refusal.condition.is_none() => refusal.condition = Some(intern(name)),
            _ => refusal.application.push(child.to_xml().into()),
        }
    }
    refusal
}

/// The error, also where it does not belong: some peers write it into the query.
fn error(stanza: Element<'_>) -> Option<(Element<'_>, ErrorPlace)> {
    if let Some(error) = error_in(stanza) {
        return Some((error, ErrorPlace::InStanza));
    }
    let mut queries = stanza.elements().filter(|child| child.name() == "query");
    queries.find_map(error_in).map(|error| (error, ErrorPlace::InQuery))
}

fn error_in(element: Element<'_>) -> Option<Element<'_>> {
    element.elements().find(|child| child.name() == "error")
}

/// The query of a result; what stands beside it goes to `extras`.
fn query<'a>(
    stanza: Element<'a>,
    namespace: &str,
    shape: &mut QueryShape,
    extras: &mut Vec<Extra>,
) -> Option<Element<'a>> {
    keep_alone(stanza, At::Reply, &["id", "from", "to", "type", LANG], extras);
    let mut query = None;
    let mut count = 0;
    let mut wrong = None;
    for child in stanza.elements() {
        if child.is("query", namespace) {
            count += 1;
            if query.is_none() {
                query = Some(child);
                keep_alone(child, At::Reply, &["node", LANG], extras);
                continue;
            }
        } else if child.name() == "query" && wrong.is_none() {
            wrong = Some(child.namespace());
        }
        extras.push(surplus(child));
    }
    *shape = match (count, wrong) {
        (0, Some(namespace)) => QueryShape::WrongNamespace(namespace.into()),
        (0, None) => QueryShape::Missing,
        (1, _) => QueryShape::One,
        (count, _) => QueryShape::Repeated(count),
    };
    query
}

/// An element that is unknown as a whole.
fn surplus(element: Element<'_>) -> Extra {
    let odd = match element.name() {
        "error" => Odd::Error(element.elements().map(Element::name).next().map(Arc::from)),
        "query" if matches!(element.namespace(), INFO | ITEMS) => Odd::Query,
        name => Odd::Child(name.into(), element.namespace().into()),
    };
    Extra { at: At::Reply, xml: element.to_xml().into(), odd: vec![odd] }
}

fn identity(element: Element<'_>) -> Identity {
    Identity {
        category: shared(element, "category"),
        kind: shared(element, "type"),
        name: attribute(element, "name"),
        lang: element.lang().map(|lang| match lang {
            xml::Lang::Own(tag) => Lang::Own(intern(tag)),
            xml::Lang::Inherited(tag) => Lang::Inherited(intern(tag)),
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

/// What a page says of itself; numbers that are none are left out.
fn set(element: Element<'_>) -> Set {
    let number = |text: &str| text.trim().parse::<u64>().ok();
    let first = element.child("first", RSM);
    let text = |child: Element<'_>| Arc::from(&*child.text());
    Set {
        first: first.map(text),
        index: first.and_then(|first| first.attribute("index")).and_then(number),
        last: element.child("last", RSM).map(text),
        count: element.child("count", RSM).and_then(|count| number(&count.text())),
    }
}

fn attribute(element: Element<'_>, name: &str) -> Option<Arc<str>> {
    element.attribute(name).map(Arc::from)
}

/// An attribute of which there are few different values.
fn shared(element: Element<'_>, name: &str) -> Option<Arc<str>> {
    element.attribute(name).map(intern)
}

fn tag(lang: xml::Lang<'_>) -> Arc<str> {
    match lang {
        xml::Lang::Own(tag) | xml::Lang::Inherited(tag) => intern(tag),
    }
}
