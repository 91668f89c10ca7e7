//! The table for people who read it: in the help, and as Markdown in the README.

use std::fmt::Write;

use super::{Group, LINES, Line, Shortcut, Stroke};

/// The lines of a group that have keys: the keys, and what they do. Those that only count are one line.
pub fn lines(group: Group) -> impl Iterator<Item = (String, &'static str)> {
    let lines = LINES.iter().filter(move |line| line.group == group && !line.strokes.is_empty());
    lines.filter_map(|line| match line.does {
        Some(Shortcut::Document(0)) => Some((counted(line), "First tree … ninth tree")),
        Some(Shortcut::Document(_)) => None,
        _ => Some((keys(line), line.words)),
    })
}

/// The groups that have such lines, as Markdown.
pub fn markdown() -> String {
    let mut table = "| key | does |\n| --- | --- |\n".to_owned();
    for group in Group::ALL {
        let lines: Vec<_> = lines(group).collect();
        if lines.is_empty() {
            continue;
        }
        let _ = writeln!(table, "| | **{}** |", group.title());
        for (keys, words) in lines {
            let _ = writeln!(table, "| {keys} | {words} |");
        }
    }
    table
}

fn keys(line: &Line) -> String {
    line.strokes.iter().map(Stroke::to_string).collect::<Vec<_>>().join(", ")
}

/// The first and the last key of lines that count.
fn counted(line: &Line) -> String {
    let is_last = |other: &&Line| matches!(other.does, Some(Shortcut::Document(_)));
    let last = LINES.iter().rfind(is_last).map(keys).unwrap_or_default();
    format!("{} … {last}", keys(line))
}
