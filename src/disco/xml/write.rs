//! Writing elements back as text.

use std::{borrow::Cow, fmt::Write};

use super::{Child, Element};
use crate::disco::namespace;

/// Text as it may stand in character data and in attributes quoted either way.
pub fn escape(text: &str) -> Cow<'_, str> {
    if !text.contains(['<', '>', '&', '\'', '"', '\n', '\r', '\t']) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '\'' => escaped.push_str("&apos;"),
            '"' => escaped.push_str("&quot;"),
            '\n' | '\r' | '\t' => {
                let _ = write!(escaped, "&#{};", character as u32);
            }
            other => escaped.push(other),
        }
    }
    Cow::Owned(escaped)
}

/// An element as text with one line an element, for people to read; character data stays as it is.
pub fn pretty(element: Element<'_>) -> String {
    let mut writer = Writer { text: String::new(), indent: Some(0) };
    writer.write(element, namespace::CLIENT);
    writer.text
}

impl Element<'_> {
    /// The element as text that stands alone: every namespace is declared where it changes.
    pub fn to_xml(self) -> String {
        let mut writer = Writer { text: String::new(), indent: None };
        writer.write(self, "");
        writer.text
    }

    /// The element without its child elements, as text that stands alone.
    pub fn to_xml_alone(self) -> String {
        let mut writer = Writer { text: String::new(), indent: None };
        let (name, text) = (self.name(), self.text());
        let _ = write!(writer.text, "<{name} xmlns='{}'", escape(self.namespace()));
        writer.attributes(self);
        let _ = match text.trim() {
            "" => write!(writer.text, "/>"),
            _ => write!(writer.text, ">{}</{name}>", escape_text(&text)),
        };
        writer.text
    }
}

struct Writer {
    text: String,
    indent: Option<usize>,
}

enum Step<'a> {
    Open(Element<'a>, &'a str),
    Text(&'a str),
    Close { name: &'a str, alone: bool },
}

impl Writer {
    fn write<'a>(&mut self, element: Element<'a>, outer: &'a str) {
        let mut steps = vec![Step::Open(element, outer)];
        while let Some(step) = steps.pop() {
            match step {
                Step::Open(element, outer) => self.open(element, outer, &mut steps),
                Step::Text(text) => self.text.push_str(&escape_text(text)),
                Step::Close { name, alone } => {
                    if let Some(indent) = &mut self.indent {
                        *indent = indent.saturating_sub(1);
                    }
                    if alone {
                        self.line();
                    }
                    let _ = write!(self.text, "</{name}>");
                }
            }
        }
    }

    fn open<'a>(&mut self, element: Element<'a>, outer: &'a str, steps: &mut Vec<Step<'a>>) {
        self.line();
        let inner = element.namespace();
        let _ = write!(self.text, "<{}", element.name());
        if inner != outer {
            let _ = write!(self.text, " xmlns='{}'", escape(inner));
        }
        self.attributes(element);
        if element.children().next().is_none() {
            self.text.push_str("/>");
            return;
        }
        self.text.push('>');
        if let Some(indent) = &mut self.indent {
            *indent += 1;
        }
        let alone = !element.children().any(|child| matches!(child, Child::Text(text) if !text.trim().is_empty()));
        steps.push(Step::Close { name: element.name(), alone });
        let first = steps.len();
        for child in element.children() {
            match child {
                Child::Element(child) => steps.push(Step::Open(child, inner)),
                Child::Text(text) if self.indent.is_none() || !text.trim().is_empty() => steps.push(Step::Text(text)),
                Child::Text(_) => {}
            }
        }
        if let Some(added) = steps.get_mut(first..) {
            added.reverse();
        }
    }

    fn attributes(&mut self, element: Element<'_>) {
        for (number, (space, name, value)) in element.attributes().enumerate() {
            let value = escape(value);
            let _ = match space {
                "" => write!(self.text, " {name}='{value}'"),
                namespace::XML => write!(self.text, " xml:{name}='{value}'"),
                other => write!(self.text, " xmlns:n{number}='{}' n{number}:{name}='{value}'", escape(other)),
            };
        }
    }

    fn line(&mut self) {
        if let Some(indent) = self.indent
            && !self.text.is_empty()
        {
            self.text.push('\n');
            for _ in 0..indent {
                self.text.push_str("  ");
            }
        }
    }
}

/// Character data needs less escaping than attributes, and reads better with less.
fn escape_text(text: &str) -> Cow<'_, str> {
    if !text.contains(['<', '>', '&', '\r']) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('\r', "&#13;"))
}
