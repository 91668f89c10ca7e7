//! Data forms as tables.

use std::{collections::HashMap, io};

use super::{Line, Page, Piece, cell, ours, said, wire, words};
use crate::disco::{
    names,
    reply::{Field, Form},
};

/// A form with more columns is told field by field.
const MOST_COLUMNS: usize = 16;

/// A form: its fields, then its rows.
pub fn write(form: &Form, page: &mut impl Page) -> io::Result<()> {
    let mut title = vec![ours("Form")];
    title.extend(form.title.as_deref().map(said));
    title.extend(form.form_type.as_deref().map(wire));
    title.extend(form.kind.as_deref().into_iter().flat_map(|kind| [ours("of type"), wire(kind)]));
    page.part(&title)?;
    form.instructions.iter().try_for_each(|text| page.line(&[said(text)]))?;
    let form_type = form.form_type.as_deref();
    // The title says it.
    let is_title =
        |field: &&Field| field.var.as_deref() == Some("FORM_TYPE") && field.values.len() == 1 && form_type.is_some();
    let mut others = form.fields.iter().filter(|field| !is_title(field)).peekable();
    if others.peek().is_some() {
        fields(form_type, others, page)?;
    }
    if form.rows.is_empty() && form.reported.is_empty() {
        return Ok(());
    }
    if form.reported.is_empty() || form.reported.len() > MOST_COLUMNS {
        page.line(&[ours("Columns:"), ours(form.reported.len().to_string())])?;
        return fields(form_type, form.reported.iter().chain(form.rows.iter().flatten()), page);
    }
    let column = |field| vec![label(form_type, field)];
    let head: Vec<Line<'_>> = form.reported.iter().map(column).chain([words("Besides")]).collect();
    page.table(&head, &mut form.rows.iter().map(|row| cells(&form.reported, row)))
}

/// A row's values below the columns of the same name; what has no column comes last.
fn cells<'a>(reported: &[Field], row: &'a [Field]) -> Vec<Line<'a>> {
    let mut columns: HashMap<&str, Vec<usize>> = HashMap::new();
    for (index, field) in reported.iter().enumerate().rev() {
        if let Some(var) = field.var.as_deref() {
            columns.entry(var).or_default().push(index);
        }
    }
    let mut cells = vec![Line::new(); reported.len() + 1];
    for field in row {
        let column = field.var.as_deref().and_then(|var| columns.get_mut(var)).and_then(Vec::pop);
        let is_besides = column.is_none();
        if let Some(cell) = cells.get_mut(column.unwrap_or(reported.len())) {
            cell.extend(field.var.as_deref().filter(|_| is_besides).map(wire));
            cell.extend(field.values.iter().map(|value| wire(value)));
            cell.extend(field.media.iter().map(|uri| wire(uri)));
        }
    }
    cells
}

fn fields<'a>(
    form_type: Option<&str>,
    fields: impl Iterator<Item = &'a Field>,
    page: &mut impl Page,
) -> io::Result<()> {
    let head = [words("Field"), words("Sent as"), words("Value"), words("Meaning")];
    page.table(&head, &mut fields.flat_map(|field| field_rows(form_type, field)))
}

fn field_rows<'a>(form_type: Option<&str>, field: &'a Field) -> Vec<Vec<Line<'a>>> {
    let kind = field.kind.as_deref().into_iter().flat_map(|kind| [ours("type"), wire(kind)]);
    let sent: Line<'a> = cell(field.var.as_deref()).into_iter().chain(kind).collect();
    let readable = names::readable(form_type, field).into_iter();
    let values = field.values.iter().zip(readable).map(|(value, readable)| {
        let meaning = if **value == *readable.words { Vec::new() } else { vec![Piece::Said(readable.words.into())] };
        (vec![wire(value)], meaning)
    });
    let media = field.media.iter().map(|uri| (vec![wire(uri)], words("media")));
    let mut rows: Vec<Vec<Line<'a>>> = Vec::new();
    for (value, meaning) in values.chain(media) {
        rows.push(vec![Vec::new(), Vec::new(), value, meaning]);
    }
    if rows.is_empty() {
        rows.push(vec![Vec::new(), Vec::new(), words("(no value)"), Vec::new()]);
    }
    if let Some([name, sent_as, ..]) = rows.first_mut().map(Vec::as_mut_slice) {
        name.push(label(form_type, field));
        *sent_as = sent;
    }
    rows
}

/// What a field is called: by the document that defines it, else by its sender, else by its name.
fn label<'a>(form_type: Option<&str>, field: &'a Field) -> Piece<'a> {
    let known = field.var.as_deref().and_then(|var| names::form_field(form_type.unwrap_or_default(), var));
    match (known, &field.label, &field.var) {
        (Some(known), ..) => ours(known.label),
        (None, Some(label), _) if !label.is_empty() => said(label),
        (None, _, Some(var)) => wire(var),
        (None, _, None) => ours("(without var)"),
    }
}
