//! A graph for Graphviz: entities are nodes, items are edges.

use std::{
    collections::HashMap,
    fmt::Write as _,
    io::{self, Write},
};

use super::{
    Error,
    outline::{Outline, Row, Subject},
};
use crate::{
    disco::{
        address::Address,
        state::{Entity, State},
        text::visible_within,
    },
    snapshot::{Snapshot, Watch},
};

/// A line of a label is no longer: graphs are looked at from afar.
const LABEL_CHARACTERS: usize = 40;
/// What the pointer shows is no longer.
const TOOLTIP_CHARACTERS: usize = 200;

/// Writes the graph.
pub fn write(snapshot: &Snapshot, out: &mut impl Write, watch: &Watch) -> Result<(), Error> {
    let outline = Outline::of(snapshot);
    watch.begin(outline.rows.len());
    out.write_all(HEAD.as_bytes())?;
    let mut others: HashMap<Address, usize> = HashMap::new();
    let mut above: Vec<Option<String>> = Vec::new();
    for row in &outline.rows {
        watch.step(1)?;
        above.truncate(row.depth);
        let id = match &row.subject {
            Subject::Entity { number: Some(number), is_again, known: Some(entity), .. } => {
                let id = format!("e{number}");
                if !is_again {
                    node(&id, row, Some(entity), out)?;
                }
                Some(id)
            }
            Subject::Entity { address, .. } => {
                let count = others.len();
                let number = *others.entry(address.normal()).or_insert(count);
                let id = format!("u{number}");
                if number == count {
                    node(&id, row, None, out)?;
                }
                Some(id)
            }
            Subject::Item | Subject::Heading(_) => None,
        };
        if let (Some(id), Some(Some(parent))) = (&id, above.last()) {
            edge(parent, id, row, out)?;
        }
        above.push(id);
    }
    out.write_all(b"}\n")?;
    out.flush()?;
    Ok(())
}

const HEAD: &str = "digraph discovery {
  graph [rankdir=LR, ranksep=1, nodesep=0.15, charset=\"UTF-8\"];
  node [shape=box, style=\"rounded,filled\", fontname=\"sans-serif\", fontsize=10, fillcolor=\"#ffffff\", color=\"#868e9d\", fontcolor=\"#1a1e27\", margin=\"0.1,0.05\"];
  edge [color=\"#868e9d\", arrowsize=0.6];
";

fn node(id: &str, row: &Row<'_>, entity: Option<&Entity>, out: &mut impl Write) -> io::Result<()> {
    let Subject::Entity { address, .. } = &row.subject else { return Ok(()) };
    let name = row.words.as_deref().filter(|words| !words.is_empty()).or_else(|| row.name());
    let mut lines: Vec<String> = name.map(str::to_owned).into_iter().collect();
    lines.push(address.jid.to_string());
    lines.extend(address.node.as_deref().map(|node| format!("node {node}")));
    if let Some(items) = entity.and_then(|entity| entity.items.answer()) {
        let listed = items.items.len();
        let whole = || (listed > 0).then(|| crate::snapshot::export::report::number(listed, "item"));
        lines.extend(items.part_words().map(|words| format!("{words} items")).or_else(whole));
    }
    let state = entity.map_or(("not-asked", "not asked"), state);
    if state.0 != "answered" {
        lines.push(state.1.to_owned());
    }
    let label = lines.iter().map(|line| quoted(line, LABEL_CHARACTERS)).collect::<Vec<_>>().join("\\n");
    let category = row.category().map(|(category, _)| category);
    let (shape, fill) = look(category);
    let (color, style) = edges(state.0);
    let tooltip = quoted(&address.to_string(), TOOLTIP_CHARACTERS);
    writeln!(
        out,
        "  {id} [label=\"{label}\", tooltip=\"{tooltip}\", shape={shape}, fillcolor=\"{fill}\", color=\"{color}\", style=\"{style}\"];"
    )
}

fn edge(from: &str, to: &str, row: &Row<'_>, out: &mut impl Write) -> io::Result<()> {
    // What no list names is known to be there all the same.
    let style = if row.item.is_some() { "" } else { ", style=dashed" };
    let name = row.item.and_then(|item| item.name.as_deref()).unwrap_or_default();
    writeln!(out, "  {from} -> {to} [tooltip=\"{}\"{style}];", quoted(name, TOOLTIP_CHARACTERS))
}

/// How info went, unless it was never asked; the words say as much as the colour.
fn state(entity: &Entity) -> (&'static str, &str) {
    fn of<T>(state: &State<T>) -> (&'static str, &str) {
        let words = match state {
            State::Refused(reply) => reply.body.short(),
            State::TimedOut { .. } => "no answer",
            State::CutOff { .. } => "cut off",
            other => other.word(),
        };
        (state.word(), words)
    }
    if entity.info.is_not_asked() { of(&entity.items) } else { of(&entity.info) }
}

/// Shape and colour by category.
fn look(category: Option<&str>) -> (&'static str, &'static str) {
    match category {
        Some("server") => ("box3d", "#dce5ff"),
        Some("conference") => ("box", "#d8f0e0"),
        Some("pubsub" | "hierarchy" | "store") => ("folder", "#fff3c4"),
        Some("gateway" | "proxy") => ("cds", "#fde3d3"),
        Some("client" | "account") => ("ellipse", "#f1def5"),
        Some("automation" | "component") => ("component", "#e6e8ee"),
        Some("directory" | "headline" | "auth" | "collaboration") => ("note", "#e6e8ee"),
        _ => ("box", "#ffffff"),
    }
}

/// Colour and style of a node's edges by state.
fn edges(state: &str) -> (&'static str, &'static str) {
    match state {
        "answered" => ("#17693a", "filled"),
        "refused" => ("#b3261e", "filled,bold"),
        "timed-out" => ("#7a5200", "filled,dashed"),
        "cut-off" | "unreadable" => ("#84288a", "filled,dashed"),
        _ => ("#868e9d", "filled,dotted"),
    }
}

/// Text inside quotation marks: backslashes begin escapes there, and character references are resolved.
fn quoted(text: &str, limit: usize) -> String {
    let mut quoted = String::new();
    for character in visible_within(text, limit).chars() {
        let _ = match character {
            '"' | '\\' => write!(quoted, "\\{character}"),
            '&' => quoted.write_str("&amp;"),
            other => quoted.write_char(other),
        };
    }
    quoted
}
