//! Keeping what no typed value has a place for. The common case, nothing odd, allocates nothing.

use crate::disco::{
    namespace::XML,
    reply::{At, Extra, Odd},
    xml::{Child, Element},
};

/// The attribute that any element may have without being odd (RFC 6120 §8.1.5); where it is not among the `known` ones,
/// no typed value holds it and the element is kept for it.
pub const LANG: &str = "xml:lang";

/// Keeps an element as a whole when it has an attribute that is not `known`, or anything inside.
pub fn keep(element: Element<'_>, at: At, known: &[&str], extras: &mut Vec<Extra>) {
    keep_unless(element, at, known, |_| false, extras);
}

/// As [`keep`], for an element that may have children of some kinds.
pub fn keep_unless<'a>(
    element: Element<'a>,
    at: At,
    known: &[&str],
    is_known: impl Fn(Element<'a>) -> bool,
    extras: &mut Vec<Extra>,
) {
    let mut odd = attributes(element, known);
    for child in element.children() {
        match child {
            Child::Element(child) if is_known(child) => {}
            Child::Element(child) => odd.push(Odd::Child(child.name().into(), child.namespace().into())),
            Child::Text(text) if text.trim().is_empty() => {}
            Child::Text(_) => odd.push(Odd::Text),
        }
    }
    if !odd.is_empty() || has_homeless_lang(element, known) {
        extras.push(Extra { at, xml: element.to_xml().into(), odd });
    }
}

/// Keeps an element of which only the text is read, when there is more to it.
pub fn keep_words(element: Element<'_>, at: At, extras: &mut Vec<Extra>) {
    let mut odd = attributes(element, &[]);
    odd.extend(element.elements().map(|child| Odd::Child(child.name().into(), child.namespace().into())));
    if !odd.is_empty() || has_homeless_lang(element, &[]) {
        extras.push(Extra { at, xml: element.to_xml().into(), odd });
    }
}

/// Keeps an element without its children, which are read or kept one by one, when it has an attribute that is not
/// `known`, or text.
pub fn keep_alone(element: Element<'_>, at: At, known: &[&str], extras: &mut Vec<Extra>) {
    let mut odd = attributes(element, known);
    if element.children().any(|child| matches!(child, Child::Text(text) if !text.trim().is_empty())) {
        odd.push(Odd::Text);
    }
    if !odd.is_empty() || has_homeless_lang(element, known) {
        extras.push(Extra { at, xml: element.to_xml_alone().into(), odd });
    }
}

fn has_homeless_lang(element: Element<'_>, known: &[&str]) -> bool {
    !known.contains(&LANG) && element.attribute_in(XML, "lang").is_some()
}

fn attributes(element: Element<'_>, known: &[&str]) -> Vec<Odd> {
    let is_known = |space: &str, name: &str| match space {
        "" => known.contains(&name),
        XML => name == "lang",
        _ => false,
    };
    let unknown = element.attributes().filter(|(space, name, _)| !is_known(space, name));
    unknown.map(|(_, name, _)| Odd::Attribute(name.into())).collect()
}
