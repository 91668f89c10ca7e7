//! Markdown, read by a parser with every extension on.

use std::collections::BTreeSet;

use discoscope::{
    disco::{text::visible, xml::escape},
    snapshot::export::Format,
};
use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::{
    harm::{HARM, Seen, hostile},
    written,
};

/// What a renderer makes of a report.
#[derive(Debug, Default)]
struct Rendered {
    codes: BTreeSet<String>,
    /// Our own words: whatever stands in no code.
    words: String,
    /// For every table its rows' numbers of cells.
    tables: Vec<Vec<usize>>,
    headings: usize,
    code_blocks: usize,
}

#[track_caller]
fn rendered(markdown: &str) -> Rendered {
    let mut rendered = Rendered::default();
    let mut is_in_block = false;
    for event in Parser::new_ext(markdown, Options::all()) {
        match event {
            Event::Start(Tag::Heading { .. }) => rendered.headings += 1,
            Event::Start(Tag::CodeBlock(_)) => {
                rendered.code_blocks += 1;
                is_in_block = true;
            }
            Event::End(TagEnd::CodeBlock) => is_in_block = false,
            Event::Start(Tag::Table(_)) => rendered.tables.push(Vec::new()),
            Event::Start(Tag::TableHead | Tag::TableRow) => rendered.tables.last_mut().unwrap().push(0),
            Event::Start(Tag::TableCell) => *rendered.tables.last_mut().unwrap().last_mut().unwrap() += 1,
            Event::Start(Tag::Paragraph) | Event::End(_) | Event::SoftBreak => {}
            Event::Text(_) if is_in_block => {}
            Event::Text(text) => rendered.words.push_str(&text),
            Event::Code(code) => drop(rendered.codes.insert(code.to_string())),
            other => panic!("nothing of ours is {other:?}"),
        }
    }
    rendered
}

/// A text as a code span of a cell, or of a line, shows it.
fn shown(text: &str) -> [String; 2] {
    let text = if text.is_empty() { "(empty)".into() } else { visible(text) };
    let mut cell = text.replace("\\|", "\\⟨U+007C⟩");
    while cell.contains("\\|") {
        cell = cell.replace("\\|", "\\⟨U+007C⟩");
    }
    [text.into_owned(), cell]
}

#[test]
fn no_text_becomes_markup() {
    let snapshot = hostile().snapshot();
    let rendered = rendered(&written(&snapshot, Format::Markdown));
    assert_eq!(rendered.code_blocks, 1, "the tree");
    for harm in HARM.iter().filter(|harm| !harm.is_empty()) {
        assert!(shown(harm).iter().any(|shown| rendered.codes.contains(shown)), "{harm:?} is not to be read");
    }
    for sign in
        ["evil", "alert", "@", "http", "www", "javascript", "everyone", "calc", "heading", "$", "~~", "\u{202e}"]
    {
        assert!(!rendered.words.contains(sign), "{sign} stands outside of code");
    }
    let info = snapshot.entities[0].info.answer().unwrap();
    assert_eq!(info.features.len(), HARM.len() + 4);
    let rows: BTreeSet<_> = rendered.tables.iter().map(Vec::len).collect();
    assert!(rows.contains(&(info.features.len() + 1)) && rows.contains(&(info.identities.len() + 1)), "{rows:?}");
    for table in &rendered.tables {
        assert!(table.iter().all(|cells| *cells == table[0]), "{table:?}");
    }
}

proptest! {
    #[test]
    fn any_text_is_read_as_it_was_sent(text in prop_oneof![any::<String>(), "[a|`\\\\ \n<>*_@~]{0,24}"]) {
        let text: String = text.chars().filter(|character| !character.is_control() || *character == '\n').collect();
        prop_assume!(!text.contains(['\u{fffe}', '\u{ffff}']));
        let name = escape(&text);
        let seen = Seen::default()
            .root("a.example")
            .info("a.example", &format!("<identity category='x' type='y' name='{name}'/><feature var='{name}'/>"));
        let rendered = rendered(&written(&seen.snapshot(), Format::Markdown));
        // Renderers take every blank for a plain one, but nothing else away.
        let found = shown(&text).iter().all(|shown| shown == "(empty)" || rendered.codes.contains(shown));
        prop_assert!(found, "{:?} is not among {:?}", shown(&text), rendered.codes);
        prop_assert_eq!(rendered.headings, 5);
    }
}
