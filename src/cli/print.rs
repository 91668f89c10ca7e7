//! Records as text for people and line-based tools, and as JSON.

use std::{borrow::Cow, fmt::Write};

use super::Part;
use crate::disco::{
    finding::{self, Finding},
    record::{Record, milliseconds},
    reply::{Field, Form, Identity, Info, Item, Items},
    state::{Entity, Reply, State, Timing},
    text::visible_within,
};

/// Nothing that people read on a terminal is longer.
const MOST_CHARACTERS: usize = 1 << 24;

/// The record of the JSON contract, on lines of its own.
pub fn json(entity: &Entity) -> String {
    let record = serde_json::to_string_pretty(&Record::new(entity));
    record.map_or_else(|error| error.to_string(), |record| record + "\n")
}

/// What came over the wire must not drive the terminal.
pub fn safe(text: &str) -> Cow<'_, str> {
    visible_within(text, MOST_CHARACTERS)
}

/// The parts that were asked for, one value a line.
pub fn text(entity: &Entity, part: Part) -> String {
    let mut out = String::new();
    match part {
        Part::Identities => plain(&mut out, &entity.info, |out, info| {
            for identity in &info.identities {
                let _ = writeln!(out, "{}", identity_line(identity));
            }
        }),
        Part::Features => plain(&mut out, &entity.info, |out, info| {
            for feature in &*info.features {
                let _ = writeln!(out, "{}", value(feature.as_deref()));
            }
        }),
        Part::Info => info_text(&mut out, entity, &finding::of_entity(entity).info),
        Part::Items => items_text(&mut out, entity, &finding::of_entity(entity).items),
        Part::All => {
            let findings = finding::of_entity(entity);
            info_text(&mut out, entity, &findings.info);
            items_text(&mut out, entity, &findings.items);
        }
    }
    out
}

fn info_text(out: &mut String, entity: &Entity, findings: &[Finding]) {
    titled(out, "info", &entity.info, info_lines);
    finding_lines(out, findings);
}

fn items_text(out: &mut String, entity: &Entity, findings: &[Finding]) {
    titled(out, "items", &entity.items, item_lines);
    finding_lines(out, findings);
}

fn plain<T>(out: &mut String, state: &State<T>, lines: impl Fn(&mut String, &T)) {
    match state.answer() {
        Some(answer) => lines(out, answer),
        None => problem(out, state),
    }
}

fn titled<T>(out: &mut String, title: &str, state: &State<T>, lines: impl Fn(&mut String, &T)) {
    match state {
        State::Answered(reply) => {
            let _ = writeln!(out, "{title}: answered in {} ms{}", milliseconds(reply.took), late(reply));
            lines(out, &reply.body);
        }
        other => {
            let _ = write!(out, "{title}: ");
            problem(out, other);
        }
    }
}

fn late<T>(reply: &Reply<T>) -> &'static str {
    match reply.timing {
        Timing::InTime => "",
        Timing::Late => ", late",
    }
}

fn problem<T>(out: &mut String, state: &State<T>) {
    let _ = match state {
        State::Refused(reply) => {
            let texts =
                reply.body.text.iter().map(|text| format!(" “{}”", safe(&text.text))).collect::<Vec<_>>().concat();
            let kind = reply.body.kind.as_deref().map(|kind| format!(" ({})", safe(kind))).unwrap_or_default();
            writeln!(out, "refused: {}{kind}{texts}", safe(reply.body.short()))
        }
        State::TimedOut { after, .. } => writeln!(out, "no answer within {} s", after.as_secs_f64()),
        State::CutOff { why, .. } => writeln!(out, "cut off: {}", safe(why)),
        State::Unreadable(reply) => writeln!(out, "unreadable: {}", reply.body),
        State::NotAsked | State::Waiting { .. } | State::Answered(_) => writeln!(out, "not asked"),
    };
}

fn info_lines(out: &mut String, info: &Info) {
    for identity in &info.identities {
        let _ = writeln!(out, "  identity  {}", identity_line(identity));
    }
    for feature in &*info.features {
        let _ = writeln!(out, "  feature   {}", value(feature.as_deref()));
    }
    for form in &info.forms {
        form_lines(out, form);
    }
    for extra in &info.extras {
        let _ = writeln!(out, "  extra     {}", safe(extra));
    }
}

fn form_lines(out: &mut String, form: &Form) {
    let _ = writeln!(out, "  form      {}", value(form.form_type.as_deref()));
    for field in &form.fields {
        let _ = writeln!(out, "    {}", field_line(field));
    }
    for row in &form.rows {
        let cells: Vec<_> = row.iter().map(field_line).collect();
        let _ = writeln!(out, "    row  {}", cells.join("; "));
    }
}

fn field_line(field: &Field) -> String {
    let values: Vec<_> = field.values.iter().map(|value| safe(value)).collect();
    format!("{} = {}", value(field.var.as_deref()), values.join(" | "))
}

fn item_lines(out: &mut String, items: &Items) {
    for item in &items.items {
        let _ = writeln!(out, "  item      {}", item_line(item));
    }
    if let Some(part) = items.part_words() {
        let why = items.paging.rest.trouble().map(|why| format!(": {why}")).unwrap_or_default();
        let _ = writeln!(out, "  (part of the list: {part}{why})");
    }
    for extra in &items.extras {
        let _ = writeln!(out, "  extra     {}", safe(extra));
    }
}

fn finding_lines(out: &mut String, findings: &[Finding]) {
    for Finding { rule, severity, detail, .. } in findings {
        let _ = writeln!(out, "  finding   {:<7}  {rule}  {}  ({})", severity.word(), safe(detail), rule.clause());
    }
}

fn identity_line(identity: &Identity) -> String {
    let lang = identity.lang.as_ref().map(|lang| format!("  [{}]", safe(lang.tag()))).unwrap_or_default();
    let name = identity.name.as_deref().map(|name| format!("  “{}”", safe(name))).unwrap_or_default();
    format!("{}/{}{lang}{name}", value(identity.category.as_deref()), value(identity.kind.as_deref()))
}

fn item_line(item: &Item) -> String {
    let node = item.node.as_deref().map(|node| format!("  node {}", safe(node))).unwrap_or_default();
    let name = item.name.as_deref().map(|name| format!("  “{}”", safe(name))).unwrap_or_default();
    format!("{}{node}{name}", value(item.jid.as_deref()))
}

/// An absent value is told from an empty one.
fn value(text: Option<&str>) -> Cow<'_, str> {
    text.map_or(Cow::Borrowed("(absent)"), |text| if text.is_empty() { Cow::Borrowed("(empty)") } else { safe(text) })
}
