//! How the question is drawn.

use std::path::Path;

use iced::{
    Alignment, Element, Length,
    widget::{center, column, container, row, space, text, text_input},
};

use super::{
    super::path_field::{PathField, Standing},
    Dialog, Message, PATH, Purpose, is_there, over, plain,
};
use crate::{
    app::{
        theme::{font, size, space as gap, style},
        widget::{button::button, checkbox::checkbox, line::line, tree},
    },
    snapshot::export,
};

const WIDTH: f32 = 560.0;
const HEIGHT: f32 = 480.0;

impl Dialog {
    /// The dialog over the screen.
    pub fn view(&self) -> Element<'_, Message> {
        let title = match &self.purpose {
            Purpose::Open => "Open a snapshot".into(),
            Purpose::Save(request) => format!("Save {}", request.words),
            Purpose::Stanzas(stanzas) => format!("Save {}", stanzas.words),
        };
        let mut content = column![line(title).head()].spacing(gap::M);
        if let Some(field) = &self.field {
            content = content.push(field_view(field)).push(self.standing_view(field));
        }
        if let Purpose::Save(_) = &self.purpose {
            content = content.push(self.keep_view());
        }
        content = content.push(self.buttons());
        let card = container(content).padding(gap::L).max_width(WIDTH).style(style::card);
        let card = if self.field.is_some() { card.max_height(HEIGHT) } else { card };
        over(card.into())
    }

    fn standing_view(&self, field: &PathField) -> Element<'_, Message> {
        let is_save = !matches!(self.purpose, Purpose::Open);
        let (words, role): (_, tree::Role) = match field.standing() {
            Standing::Unknown => ("Looking…".to_owned(), |colors| colors.muted),
            Standing::Trouble(words) => (words, |colors| colors.refused),
            Standing::NoName if is_save => ("Write a name for the file.".to_owned(), |colors| colors.muted),
            Standing::NoName => ("Choose a file, or type its path; Tab completes.".to_owned(), |colors| colors.muted),
            Standing::Folder => ("A folder: Enter goes into it.".to_owned(), |colors| colors.muted),
            Standing::File(name) if is_save => {
                (format!("“{name}” exists already: it will be replaced."), |colors| colors.warning)
            }
            Standing::Several { names, existing } if existing.is_empty() => {
                (format!("{} will be made, for others to read; they cannot be reopened.", quoted(&names)), |colors| {
                    colors.muted
                })
            }
            Standing::Several { existing, .. } if existing.len() > 1 => {
                (format!("{} exist already: they will be replaced.", quoted(&existing)), |colors| colors.warning)
            }
            Standing::Several { existing, .. } => {
                (format!("{} exists already: it will be replaced.", quoted(&existing)), |colors| colors.warning)
            }
            Standing::File(name) => (format!("“{name}” will be opened."), |colors| colors.muted),
            Standing::Nothing(name) if matches!(self.purpose, Purpose::Stanzas(_)) => {
                (format!("“{name}” will be made: XML, with when and which way in comments."), |colors| colors.muted)
            }
            Standing::Nothing(name) if is_save && export::by_name(Path::new(&name)).is_some() => {
                (format!("“{name}” will be made, for others to read; it cannot be reopened."), |colors| {
                    colors.muted
                })
            }
            Standing::Nothing(name) if is_save && name.to_lowercase().ends_with(".gz") => {
                (format!("“{name}” will be made, compressed."), |colors| colors.muted)
            }
            Standing::Nothing(name) if is_save => {
                (format!("“{name}” will be made. Other endings: .json.gz, .md, .html, .csv, .dot"), |colors| {
                    colors.muted
                })
            }
            Standing::Nothing(_) if !field.is_empty() => {
                ("Tab completes the name, or goes on to the next.".to_owned(), |colors| colors.muted)
            }
            Standing::Nothing(name) => (format!("There is no file “{name}” here."), |colors| colors.refused),
        };
        line(words).color(role).fill().into()
    }

    fn keep_view(&self) -> Element<'_, Message> {
        let option = |is_on: bool, label: String, key, message: Message| {
            let switch = checkbox(is_on).label(label).on_toggle(move |_| message.clone());
            row![switch, space().width(Length::Fill), text(key).size(size::SMALL).style(style::muted)]
                .align_y(Alignment::Center)
        };
        let xml = "With the XML of every question and answer".to_owned();
        let address = self.account().map(|account| {
            let label = format!("With my address, {account}");
            option(!self.keep.without_address, label, "Ctrl+D", Message::AddressSwitched)
        });
        column![option(!self.keep.without_xml, xml, "Ctrl+E", Message::XmlSwitched)]
            .push(address)
            .spacing(gap::S)
            .into()
    }

    fn buttons(&self) -> Element<'_, Message> {
        let standing = self.field.as_ref().map(PathField::standing);
        let (label, can_go) = match (&self.purpose, &standing) {
            (Purpose::Save(_), None) => ("Choose where…", true),
            (Purpose::Save(_) | Purpose::Stanzas(_), Some(standing)) if is_there(standing) => ("Replace", true),
            (Purpose::Stanzas(_), None) => ("Save", false),
            (Purpose::Save(_) | Purpose::Stanzas(_), Some(standing)) => {
                ("Save", matches!(standing, Standing::Nothing(_) | Standing::Several { .. }))
            }
            (Purpose::Open, standing) => ("Open", matches!(standing, Some(Standing::File(_)))),
        };
        let is_folder = standing == Some(Standing::Folder);
        row![
            space().width(Length::Fill),
            plain("Cancel", Message::Cancelled),
            button(text(if is_folder { "Go there" } else { label }).size(size::TEXT))
                .padding([gap::S, gap::L])
                .style(style::primary)
                .on_press_maybe((can_go || is_folder).then_some(Message::Confirmed))
        ]
        .spacing(gap::S)
        .into()
    }
}

fn quoted(names: &[String]) -> String {
    let names: Vec<_> = names.iter().map(|name| format!("“{name}”")).collect();
    names.join(" and ")
}

fn field_view(field: &PathField) -> Element<'_, Message> {
    let path = text_input("path", field.text())
        .id(PATH)
        .font(font::WIRE)
        .size(size::WIRE)
        .padding([gap::S, gap::M])
        .style(style::input)
        .on_input(Message::Edited)
        .on_submit(Message::Confirmed);
    let list: Element<'_, Message> = if field.is_empty() {
        center(text("Nothing here that could be meant.").size(size::TEXT).style(style::muted)).into()
    } else {
        tree::tree(field, Message::Row).selected(field.chosen()).id("folder").into()
    };
    let list = container(list).padding(size::LINE_WIDTH).style(style::card).height(Length::Fill);
    column![path, list].spacing(gap::S).height(Length::Fill).into()
}
