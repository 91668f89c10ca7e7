//! Differences for people: what is gone with a minus, what is new with a plus, what changed with a tilde.

use std::{
    fmt,
    io::{self, Write},
};

use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthStr;

use crate::{
    cli::print::safe,
    disco::{
        address::Address,
        reply::{Identity, Item},
        state::{Entity, Kind},
    },
    snapshot::{
        Origin,
        compare::{Comparison, EntityChange, Group, Heading, Line, Mark, Side, Summary, Value},
    },
};

/// A file and where it comes from.
type Source<'a> = (&'a str, &'a Origin);

/// A name that is longer does not push the values of all others to the right.
const WIDEST_NAME: usize = 36;
const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

/// Prints what differs, or everything.
pub fn print(
    out: &mut impl Write,
    sources: (Source<'_>, Source<'_>),
    comparison: &Comparison,
    is_whole: bool,
) -> io::Result<()> {
    header(out, sources, comparison)?;
    let mut was_tall = true;
    for change in comparison.changes.iter().filter(|change| is_whole || change.mark.differs()) {
        let groups =
            if is_whole || change.mark == Mark::Changed { shown(change, comparison, is_whole) } else { Vec::new() };
        // What takes several lines stands apart.
        let is_tall = !groups.is_empty();
        if was_tall || is_tall {
            writeln!(out)?;
        }
        was_tall = is_tall;
        title(out, change)?;
        for (group, lines) in &groups {
            self::group(out, group, lines)?;
        }
    }
    writeln!(out, "\n{}", summary(comparison.summary, is_whole))
}

fn header(out: &mut impl Write, (left, right): (Source<'_>, Source<'_>), comparison: &Comparison) -> io::Result<()> {
    let names = [left, right].map(|(name, _)| safe(name));
    let width = names.iter().map(|name| name.width()).max().unwrap_or_default();
    for ((mark, name), (_, origin)) in [Mark::Removed, Mark::Added].into_iter().zip(&names).zip([left, right]) {
        let style = style(mark);
        let mut parts = Vec::new();
        parts.extend(origin.server.as_deref().map(|server| safe(server).into_owned()));
        parts.extend(origin.account.as_deref().map(|account| format!("as {}", safe(account))));
        parts.extend(origin.taken_at.map(|at| at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()));
        let space = " ".repeat(width - name.width());
        writeln!(out, "{style}{} {name}{style:#}{space}  {DIM}{}{DIM:#}", sign(mark), parts.join(", "))?;
    }
    for rule in comparison.options.mapping.rules() {
        writeln!(out, "  {} = {}", safe(rule.side(Side::Left)), safe(rule.side(Side::Right)))?;
    }
    Ok(())
}

fn title(out: &mut impl Write, change: &EntityChange) -> io::Result<()> {
    let Some(entity) = change.entity() else { return Ok(()) };
    let style = style(change.mark);
    write!(out, "{style}{}{style:#} {BOLD}{}{BOLD:#}", sign(change.mark), whom(&entity.address))?;
    if let (Some(left), Some(right)) = (&change.left, &change.right)
        && left.address != right.address
    {
        write!(out, " = {BOLD}{}{BOLD:#}", whom(&right.address))?;
    }
    if let Some(name) = change.named.as_deref().or_else(|| own_name(entity)).filter(|name| !name.is_empty()) {
        write!(out, "  “{}”", safe(name))?;
    }
    let words = match (change.mark, &change.left, &change.right) {
        (Mark::Unknown, Some(_), None) => "  only asked on the left",
        (Mark::Unknown, None, Some(_)) => "  only asked on the right",
        (Mark::Unknown, ..) => "  nothing was asked on both sides",
        (Mark::Same | Mark::Changed, ..) if change.is_partial => "  in part: one side was asked more",
        _ => "",
    };
    if words.is_empty() { writeln!(out) } else { writeln!(out, "{DIM}{words}{DIM:#}") }
}

/// The groups with the lines to be shown.
fn shown(change: &EntityChange, comparison: &Comparison, is_whole: bool) -> Vec<(Group, Vec<Line>)> {
    let is_shown = |group: &Group, line: &Line| match line.mark {
        mark if is_whole || mark.differs() => true,
        Mark::Unknown => group.heading == Heading::State,
        _ => false,
    };
    let groups = change.groups(&comparison.options).into_iter().map(|mut group| {
        let lines = std::mem::take(&mut group.lines).into_iter().filter(|line| is_shown(&group, line)).collect();
        (group, lines)
    });
    groups.filter(|(_, lines): &(Group, Vec<Line>)| !lines.is_empty()).collect()
}

fn group(out: &mut impl Write, group: &Group, lines: &[Line]) -> io::Result<()> {
    let names: Vec<String> = lines.iter().map(|line| name(group, line)).collect();
    let width = names.iter().map(|name| name.width()).filter(|width| *width <= WIDEST_NAME).max().unwrap_or_default();
    if group.heading != Heading::State {
        writeln!(out, "    {}", heading(group))?;
    }
    for (line, name) in lines.iter().zip(&names) {
        let style = style(line.mark);
        let indent = if group.heading == Heading::State { "    " } else { "      " };
        write!(out, "{indent}{style}{}{style:#} ", sign(line.mark))?;
        if width > 0 || !name.is_empty() {
            write!(out, "{name}{}  ", " ".repeat(width.saturating_sub(name.width())))?;
        }
        match (&line.left, &line.right) {
            (Some(left), Some(right)) if line.mark == Mark::Same => writeln!(out, "{}", same(left, right))?,
            (Some(left), Some(right)) => {
                let (common, left, right) = parts(left, right);
                let (removed, added) = (self::style(Mark::Removed), self::style(Mark::Added));
                writeln!(out, "{common}{removed}{left}{removed:#} → {added}{right}{added:#}")?;
            }
            (Some(left), None) if is_unasked(group, line) => writeln!(out, "{} → not asked", text(left))?,
            (None, Some(right)) if is_unasked(group, line) => writeln!(out, "not asked → {}", text(right))?,
            (Some(value), None) | (None, Some(value)) => writeln!(out, "{style}{}{style:#}", text(value))?,
            (None, None) => writeln!(out)?,
        }
    }
    Ok(())
}

fn is_unasked(group: &Group, line: &Line) -> bool {
    group.heading == Heading::State && line.mark == Mark::Unknown
}

fn name(group: &Group, line: &Line) -> String {
    match (group.heading, &*line.what) {
        (Heading::State, "state") => question(group.kind).to_owned(),
        (Heading::State, what) => format!("{}, {what}", question(group.kind)),
        (_, what) => safe(what).into_owned(),
    }
}

fn heading(group: &Group) -> String {
    match (group.heading, group.name.as_deref()) {
        (Heading::Form, Some(name)) => format!("form {}", safe(name)),
        (Heading::Form, None) => "form without FORM_TYPE".to_owned(),
        (Heading::Error, _) => format!("error of {}", question(group.kind)),
        (Heading::Facts, _) => question(group.kind).to_owned(),
        (Heading::Extras, _) => format!("besides, in {}", question(group.kind)),
        (Heading::Findings, _) => format!("findings in {}", question(group.kind)),
        (heading, _) => heading.word().to_owned(),
    }
}

fn question(kind: Kind) -> &'static str {
    match kind {
        Kind::Info => "disco#info",
        Kind::Items => "disco#items",
        Kind::Version => "software version",
        Kind::Time => "entity time",
        Kind::LastActivity => "last activity",
        Kind::ItemCount => "number of items",
    }
}

/// What two values have in common, and what of each is its own.
fn parts(left: &Value, right: &Value) -> (String, String, String) {
    let rest = |value: String, common: &str| {
        value.strip_prefix(common).map_or_else(|| value.clone(), |rest| or_none(rest.trim_start()))
    };
    let common = match (left, right) {
        (Value::Item(left), Value::Item(right)) if (&left.jid, &left.node) == (&right.jid, &right.node) => {
            text(&Value::Item(Item { name: None, action: None, ..left.clone() }))
        }
        (Value::Identity(left), Value::Identity(right))
            if (&left.category, &left.kind, &left.lang) == (&right.category, &right.kind, &right.lang) =>
        {
            text(&Value::Identity(Identity { name: None, ..left.clone() }))
        }
        _ => return (String::new(), text(left), text(right)),
    };
    let (left, right) = (rest(text(left), &common), rest(text(right), &common));
    (format!("{common}  "), left, right)
}

fn or_none(text: &str) -> String {
    if text.is_empty() { "(no name)".to_owned() } else { text.to_owned() }
}

/// Two values that count as the same; both, where they are not the same to the letter.
fn same(left: &Value, right: &Value) -> String {
    if left == right { text(left) } else { format!("{} = {}", text(left), text(right)) }
}

fn text(value: &impl fmt::Display) -> String {
    safe(&value.to_string()).into_owned()
}

fn whom(address: &Address) -> String {
    safe(&address.to_string()).into_owned()
}

fn own_name(entity: &Entity) -> Option<&str> {
    entity.info.answer()?.primary()?.name.as_deref()
}

fn sign(mark: Mark) -> char {
    match mark {
        Mark::Same => '=',
        Mark::Changed => '~',
        Mark::Added => '+',
        Mark::Removed => '-',
        Mark::Unknown => '?',
    }
}

fn style(mark: Mark) -> Style {
    match mark {
        Mark::Changed => AnsiColor::Yellow.on_default(),
        Mark::Added => AnsiColor::Green.on_default(),
        Mark::Removed => AnsiColor::Red.on_default(),
        Mark::Same | Mark::Unknown => DIM,
    }
}

fn summary(summary: Summary, is_whole: bool) -> String {
    let unknown = if is_whole { "asked on one side only" } else { "asked on one side only (--all names them)" };
    let counts = [
        (summary.changed, "changed"),
        (summary.removed, "removed"),
        (summary.added, "added"),
        (summary.same, "the same"),
        (summary.unknown, unknown),
    ];
    let mut parts: Vec<String> =
        counts.iter().filter(|(count, _)| *count > 0).map(|(count, words)| format!("{count} {words}")).collect();
    if summary.partial > 0 {
        parts.push(format!("{} compared in part", summary.partial));
    }
    match (summary.differing(), parts.is_empty()) {
        (_, true) => "No differences: neither side holds an entity.".to_owned(),
        (0, false) => format!("No differences: {}.", parts.join(", ")),
        _ => format!("{}.", parts.join(", ")),
    }
}
