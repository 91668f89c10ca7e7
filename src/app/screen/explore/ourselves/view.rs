//! How the screen looks.

use iced::{
    Alignment, Element, Length,
    widget::{column, container, row, rule, space, text, text_editor, text_input},
};

use super::{Message, Ourselves, Page, TEXT, fields, nodes};
use crate::app::{
    highlight::{self, Highlighter},
    icon::Icon,
    theme::{font, size, space as gap, style},
    widget::{button::button, line::line, room::room, tree},
};

/// The list of questions.
pub const ASKED: &str = "who-asked";
/// The chosen question and its answer.
pub const STANZAS: &str = "asked-stanzas";
/// So many problems are said at once.
const MOST_PROBLEMS: usize = 3;
/// The least width in which the bar has the screen's name.
const HEAD_WIDTH: f32 = 760.0;
/// The least width in which the fields leave room for what others see.
const PANES_WIDTH: f32 = 900.0;

impl Ourselves {
    /// The screen.
    pub fn view(&self) -> Element<'_, Message> {
        let content = match self.page {
            Page::Nodes => self.nodes_view(),
            Page::File => self.file_view(),
            Page::Asked => self.asked_view(),
        };
        column![
            container(room(HEAD_WIDTH, self.head(true), self.head(false)))
                .padding([gap::S, gap::M])
                .style(style::bar)
                .width(Length::Fill),
            rule::horizontal(size::LINE_WIDTH).style(style::separator),
            container(content).style(style::divided).height(Length::Fill),
            rule::horizontal(size::LINE_WIDTH).style(style::separator),
            container(self.status()).padding([gap::XS, gap::M]).style(style::bar).width(Length::Fill),
        ]
        .into()
    }

    fn head(&self, has_title: bool) -> Element<'_, Message> {
        let back = button(row![Icon::Back.view().style(style::icon), text("Back").size(size::TEXT)].spacing(gap::XS))
            .padding([gap::XS, gap::S])
            .style(style::flat)
            .on_press(Message::Left);
        let page = |label: String, page| {
            button(text(label).size(size::TEXT))
                .padding([gap::XS, gap::S])
                .style(style::tab(self.page == page))
                .on_press(Message::PageChosen(page))
        };
        let asked = match self.asked.count() {
            0 => "Who asked".to_owned(),
            count => format!("Who asked {count}"),
        };
        let is_changed = self.is_changed;
        let revert = button(text("Revert").size(size::TEXT))
            .padding([gap::XS, gap::M])
            .style(style::outlined)
            .on_press_maybe(is_changed.then_some(Message::Reverted));
        let apply = button(text("Apply").size(size::TEXT))
            .padding([gap::XS, gap::M])
            .style(style::primary)
            .on_press_maybe((is_changed && self.can_apply()).then_some(Message::Applied));
        let title = has_title.then(|| line("What you say of yourself").head());
        let pages =
            row![page("Nodes".to_owned(), Page::Nodes), page("File".to_owned(), Page::File), page(asked, Page::Asked)];
        let right = row![space().width(Length::Fill), revert, apply].spacing(gap::M);
        row![back]
            .push(title)
            .push(pages.spacing(gap::XS))
            .push(right)
            .spacing(gap::M)
            .align_y(Alignment::Center)
            .into()
    }

    fn nodes_view(&self) -> Element<'_, Message> {
        let pane = |content, share| {
            container(content).style(style::pane).width(Length::FillPortion(share)).height(Length::Fill)
        };
        let preview: Element<'_, Message> = if self.draft.nodes.is_empty() {
            hint("Nobody is told anything: every question is refused with item-not-found.")
        } else {
            self.preview.view().map(Message::Preview)
        };
        let wide = row![pane(nodes::view(self), 4), pane(fields::view(self), 10), pane(preview, 12)];
        let narrow = row![pane(nodes::view(self), 3), pane(fields::view(self), 7)];
        room(PANES_WIDTH, wide.spacing(size::LINE_WIDTH), narrow.spacing(size::LINE_WIDTH)).into()
    }

    fn file_view(&self) -> Element<'_, Message> {
        let path = text_input("Path of a file to open, or to save to", &self.path)
            .font(font::WIRE)
            .size(size::WIRE)
            .padding([gap::XS, gap::S])
            .style(style::input)
            .on_input(Message::PathEdited)
            .on_submit(Message::OpenPressed);
        let has_path = !self.path.trim().is_empty();
        let small = |label, message| {
            button(text(label).size(size::TEXT))
                .padding([gap::XS, gap::M])
                .style(style::outlined)
                .on_press_maybe(has_path.then_some(message))
        };
        let bar = row![path, small("Open", Message::OpenPressed), small("Save", Message::SavePressed)].spacing(gap::S);
        let editor = text_editor(&self.text)
            .id(TEXT)
            .font(font::WIRE)
            .size(size::WIRE)
            .padding(gap::S)
            .height(Length::Fill)
            .style(style::editor)
            .on_action(Message::TextEdited);
        let words = "A change on the page Nodes writes the file anew, without its comments.";
        let words = text(words).size(size::TEXT).style(style::muted);
        let example = button(text("Show an example").size(size::TEXT))
            .padding([gap::XS, gap::M])
            .style(style::outlined)
            .on_press(Message::ExampleWanted);
        let below = row![example, words].spacing(gap::M).align_y(Alignment::Center);
        let content = column![bar, editor, below].spacing(gap::S);
        container(content).padding(gap::M).style(style::pane).width(Length::Fill).height(Length::Fill).into()
    }

    fn asked_view(&self) -> Element<'_, Message> {
        if self.asked.count() == 0 {
            let words =
                "Nobody has asked you anything yet. Every question of others stands here, with what they were told.";
            return container(hint(words)).style(style::pane).width(Length::Fill).height(Length::Fill).into();
        }
        let list = tree::tree(&self.asked, Message::Asked).selected(self.asked.chosen()).id(ASKED);
        let stanzas: Element<'_, Message> = if self.asked.shown().is_some() {
            text_editor(&self.stanzas)
                .id(STANZAS)
                .font(font::WIRE)
                .size(size::WIRE)
                .padding(gap::S)
                .height(Length::Fill)
                .style(style::editor)
                .on_action(Message::StanzasEdited)
                .highlight_with::<Highlighter>((), highlight::format)
                .into()
        } else {
            hint("Choose a question to see it and its answer as they went over the wire.")
        };
        let clear = button(text("Clear the list").size(size::TEXT))
            .padding([gap::XS, gap::S])
            .style(style::outlined)
            .on_press(Message::Cleared);
        let unlisted = self.asked.words_of_unlisted().map(|words| line(words).color(|colors| colors.muted).fill());
        let left = column![
            container(list).height(Length::Fill),
            rule::horizontal(size::LINE_WIDTH).style(style::separator),
            container(row![clear].push(unlisted).spacing(gap::M).align_y(Alignment::Center)).padding(gap::S)
        ];
        let pane = |content| container(content).style(style::pane).width(Length::FillPortion(1)).height(Length::Fill);
        let right: Element<'_, Message> = container(stanzas).padding(gap::S).into();
        row![pane(left.into()), pane(right)].spacing(size::LINE_WIDTH).into()
    }

    /// What is wrong with what is written, and whether it is said.
    fn status(&self) -> Element<'_, Message> {
        if let Some(trouble) = &self.trouble {
            let words = line(trouble.to_string()).color(|colors| colors.refused).fill();
            let go = trouble.line().map(|number| {
                button(text(format!("Go to line {number}")).size(size::TEXT))
                    .padding([0.0, gap::S])
                    .style(style::outlined)
                    .on_press(Message::LineWanted(number))
            });
            return row![words].push(go).spacing(gap::M).align_y(Alignment::Center).into();
        }
        if let Some(wrong) = self.asides.wrong() {
            return line(wrong).color(|colors| colors.refused).fill().into();
        }
        let mut lines = column![].spacing(gap::XS);
        for problem in self.problems.iter().take(MOST_PROBLEMS) {
            let words = line(problem.to_string()).fill();
            let words = if self.draft.is_strict {
                words.color(|colors| colors.refused)
            } else {
                words.color(|colors| colors.warning)
            };
            lines = lines.push(words);
        }
        let more = self.problems.len().saturating_sub(MOST_PROBLEMS);
        let words = match (self.is_changed, self.can_apply(), more) {
            (_, _, 1..) => format!("and {more} more that the protocol forbids"),
            (true, true, _) => "Not said yet: “Apply” (Ctrl+S) says it from now on.".to_owned(),
            (true, false, _) if self.draft.is_strict && !self.problems.is_empty() => {
                "Mend it, or take “Keep the rules” off to say it as it is.".to_owned()
            }
            (true, false, _) => "looking through it…".to_owned(),
            (false, ..) => "This is what you say of yourself now.".to_owned(),
        };
        lines.push(line(words).color(|colors| colors.muted)).into()
    }
}

fn hint(words: &str) -> Element<'_, Message> {
    let words = text(words).size(size::TEXT).style(style::muted);
    iced::widget::center(words).padding(gap::L).into()
}
