//! A form, field by field.

use std::{
    borrow::Cow,
    fmt,
    sync::{Arc, LazyLock},
};

use iced::{
    Alignment, Element, Length, Padding,
    widget::{TextInput, column, container, row, space},
};

use super::{
    super::{
        Edit, FieldEdit, FieldValue, LineEdit, Message, Section, Value, Whose,
        draft::{self, Asides, Fold},
    },
    MOST_LINES, parts,
};
use crate::{
    app::{
        theme::{Theme, space as gap},
        widget::choice::{Height, choice},
    },
    disco::{
        finding::FIELD_TYPES,
        reply::{Field, Form},
        text::visible_within,
    },
};

/// The type of a field; empty when it has none.
#[derive(Clone, Copy, PartialEq, Eq)]
struct FieldType<'a>(&'a str);

impl fmt::Display for FieldType<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(if self.0.is_empty() { "no type" } else { self.0 })
    }
}

static TYPES: LazyLock<Vec<FieldType<'static>>> =
    LazyLock::new(|| [""].into_iter().chain(FIELD_TYPES).map(FieldType).collect());

/// Which form it is.
#[derive(Clone, Copy)]
struct Place {
    whose: Whose,
    form: usize,
}

impl Place {
    fn field(self, edit: FieldEdit) -> Edit {
        Edit::Lines(self.whose, LineEdit::Field(self.form, edit))
    }

    fn input(self, field: usize, value: FieldValue, hint: &str, written: &str) -> TextInput<'static, Message, Theme> {
        parts::input(hint, written)
            .id(parts::field_id(self.whose, self.form, field, value))
            .on_input(move |text| Message::Edited(self.field(FieldEdit::Write(field, value, text))))
    }
}

/// The form, as one sentence or open.
pub fn view<'a>(form: &'a Form, whose: Whose, number: usize, asides: &Asides) -> Element<'a, Message> {
    let fold = Fold::Form(whose, number);
    let open = asides.is_open(fold).then(|| opened(form, Place { whose, form: number }));
    parts::fold(fold, sentence(form), false, open)
}

/// A form as a sentence.
fn sentence(form: &Form) -> String {
    let about = form.form_type.as_deref().map_or(Cow::Borrowed("without FORM_TYPE"), |about| visible_within(about, 80));
    let fields = form.fields.iter().enumerate().filter(|(number, field)| draft::is_shown(*number, field));
    format!("{about}: {}", counted(fields.count(), "field"))
}

fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

fn opened(form: &Form, place: Place) -> Element<'_, Message> {
    let Place { whose, form: number } = place;
    let write = move |text| LineEdit::Write(Section::Forms, number, Value::FormType, text);
    let about = parts::input(Value::FormType.words(), form.form_type.as_deref().unwrap_or_default())
        .id(parts::id(whose, Section::Forms, number, Value::FormType))
        .on_input(move |text| Message::Edited(Edit::Lines(whose, write(text))));
    let mut content = column![parts::labelled(Value::FormType.words(), about)].spacing(gap::S);
    let mut fields = form.fields.iter().enumerate().filter(|(number, field)| draft::is_shown(*number, field));
    let mut room = MOST_LINES;
    while room > 0
        && let Some((index, field)) = fields.next()
    {
        let values = field.values.len().clamp(1, room);
        room -= values;
        content = content.push(self::field(field, place, index, values));
    }
    let more = fields.count();
    let more = (more > 0).then(|| parts::note(format!("{}: the page File has them all.", counted(more, "more field"))));
    let add = parts::small("Add field", place.field(FieldEdit::Add));
    let remove = parts::small("Remove this form", Edit::Lines(whose, LineEdit::Remove(Section::Forms, number)));
    let below = row![add, space().width(Length::Fill), remove].spacing(gap::XS);
    content.push(more).push(rest(form).map(parts::note)).push(below).into()
}

/// A field, of whose values so many are shown.
fn field(field: &Field, place: Place, number: usize, shown: usize) -> Element<'_, Message> {
    let input = |value, hint, written: &Option<Arc<str>>| {
        place.input(number, value, hint, written.as_deref().unwrap_or_default()).width(Length::FillPortion(3))
    };
    let var = input(FieldValue::Var, "var", &field.var);
    let label = input(FieldValue::Label, "label", &field.label);
    let choose = move |kind: FieldType<'_>| {
        Message::Edited(place.field(FieldEdit::Write(number, FieldValue::Type, kind.0.to_owned())))
    };
    let kind = choice(Height::Line, &TYPES, FieldType(field.kind.as_deref().unwrap_or_default()), choose);
    let kind = container(kind).width(Length::FillPortion(3));
    let head = row![var, kind, label, parts::cross(place.field(FieldEdit::Remove(number)))]
        .spacing(gap::XS)
        .align_y(Alignment::Center);
    let values = (0..shown).map(|value| {
        let written = field.values.get(value).map(|value| &**value).unwrap_or_default();
        let input = place.input(number, FieldValue::Value(value), "value", written);
        let remove = parts::cross(place.field(FieldEdit::RemoveValue(number, value)));
        row![input, remove].spacing(gap::XS).align_y(Alignment::Center).into()
    });
    let more = field.values.len().saturating_sub(shown);
    let more = (more > 0).then(|| parts::note(format!("{}: the page File has them all.", counted(more, "more value"))));
    let add = (!field.values.is_empty()).then(|| parts::small("Add value", place.field(FieldEdit::AddValue(number))));
    let values = column(values).push(more).push(add).spacing(gap::XS);
    column![head, container(values).padding(Padding::ZERO.left(gap::L))].spacing(gap::XS).into()
}

/// What a form has besides, which is written on the page File.
fn rest(form: &Form) -> Option<String> {
    let kind = form.kind.as_deref().filter(|kind| *kind != "result");
    let parts = [
        kind.map(|kind| format!("the type “{}”", visible_within(kind, 40))),
        form.title.as_ref().map(|_| "a title".to_owned()),
        (!form.instructions.is_empty()).then(|| "instructions".to_owned()),
        (!form.reported.is_empty()).then(|| counted(form.reported.len(), "column")),
        (!form.rows.is_empty()).then(|| counted(form.rows.len(), "row")),
    ];
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| format!("It has {}, too: the page File shows that.", parts.join(", ")))
}
