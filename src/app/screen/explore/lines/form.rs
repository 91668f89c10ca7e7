//! Forms as lines.

use std::sync::Arc;

use super::{Line, Lines, Section};
use crate::{
    app::widget::tree::Weight,
    disco::{
        names,
        reply::{At, Field, Form},
        state::Kind,
    },
};

impl Lines {
    pub(super) fn form(&mut self, number: usize, form: &Form) {
        let section = Section::Form(number);
        let title = form.title.as_deref().unwrap_or("Form");
        self.heading(section, title, form.form_type.as_deref().unwrap_or_default(), Some(form.fields.len()));
        self.mark_last(Kind::Info, At::Form(number));
        for instructions in &form.instructions {
            self.words(section, instructions.clone(), "");
        }
        for (line, field) in form.fields.iter().enumerate() {
            if field.var.as_deref() == Some("FORM_TYPE") && form.form_type.is_some() {
                continue;
            }
            let first = self.all.len();
            self.field(section, form.form_type.as_deref(), field);
            if let Some(added) = self.all.get_mut(first) {
                added.at = Some((Kind::Info, At::Field { form: number, field: line }));
            }
        }
        if !form.reported.is_empty() {
            let columns =
                form.reported.iter().map(|field| field.label.as_deref().or(field.var.as_deref()).unwrap_or("?"));
            let columns = columns.collect::<Vec<_>>().join(" · ");
            self.words(section, "Columns", columns);
        }
        for (number, row) in form.rows.iter().enumerate() {
            self.words(section, format!("Row {}", number + 1), "");
            for field in row {
                self.field(section, form.form_type.as_deref(), field);
            }
        }
    }

    fn field(&mut self, section: Section, form_type: Option<&str>, field: &Field) {
        let known = field.var.as_deref().and_then(|var| names::form_field(form_type.unwrap_or_default(), var));
        let known = known.map(|known| Arc::from(known.label));
        let title = known.or_else(|| field.label.clone()).or_else(|| field.var.clone());
        let title = title.unwrap_or_else(|| "field without var".into());
        let var = field.var.as_deref().filter(|var| **var != *title);
        let sent = [var, field.kind.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" · ");
        if field.values.is_empty() {
            let word = said(Some("no value"), Some(&sent));
            self.all.push(Line { title: title.clone(), word, is_label: true, ..Line::blank(section) });
        }
        let readable = names::readable(form_type, field);
        for (number, (value, readable)) in field.values.iter().zip(readable).enumerate() {
            let is_first = number == 0;
            self.all.push(Line {
                title: if is_first { title.clone() } else { Arc::from("") },
                weight: if is_first { Weight::Detail } else { Weight::Value },
                word: said(
                    match &**value {
                        "" => Some("empty"),
                        value if value == readable.words => None,
                        _ => Some(&readable.words),
                    },
                    is_first.then_some(&*sent),
                ),
                wire: value.clone(),
                is_label: value.is_empty(),
                ..Line::blank(section)
            });
        }
        for uri in &field.media {
            self.words(section, "media", uri.clone());
        }
    }
}

/// Our words for a value and what its field is called on the wire, if there is anything to say.
fn said(words: Option<&str>, sent: Option<&str>) -> Arc<str> {
    let sent = sent.filter(|sent| !sent.is_empty());
    words.into_iter().chain(sent).collect::<Vec<_>>().join(" · ").into()
}
