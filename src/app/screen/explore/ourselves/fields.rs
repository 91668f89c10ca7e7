//! The fields of the chosen node.

use iced::{
    Alignment, Element, Length,
    widget::{button, checkbox, column, container, row, scrollable, space, text, text_input},
};

use super::{Edit, Message, Ourselves, Section, draft};
use crate::{
    app::{
        icon::Icon,
        theme::{font, size, space as gap, style},
        widget::line::line,
    },
    disco::{
        advertised::{About, Node, Rule, Then},
        text::visible_within,
    },
};

/// More lines are not shown as fields; each of them is a widget that is laid out whenever anything happens.
const MOST_LINES: usize = 100;

/// The fields of the chosen node, what else it has, and the rules.
pub fn view(ourselves: &Ourselves) -> Element<'_, Message> {
    if let Some(trouble) = &ourselves.trouble {
        let words = format!("{trouble} Until the file can be read, fields cannot be changed.");
        return container(text(words).size(size::TEXT).style(style::error)).padding(gap::M).into();
    }
    let node = ourselves.draft.nodes.get(ourselves.chosen);
    let strict = checkbox(ourselves.draft.is_strict)
        .label("Keep the rules of the protocol")
        .size(size::ICON)
        .text_size(size::TEXT)
        .spacing(gap::S)
        .on_toggle(|is_strict| Message::Edited(Edit::Strict(is_strict)));
    let mut content = column![strict].spacing(gap::L).padding(gap::M);
    match node {
        None => {
            let words = "There is no node. “Add main node” makes the one that says what you are.";
            content = content.push(text(words).size(size::TEXT).style(style::muted));
        }
        Some(node) => {
            let remove = small("Remove this node", Edit::RemoveNode);
            let title = row![line(node.words()).head(), space().width(Length::Fill), remove].align_y(Alignment::Center);
            content = content.push(title);
            for section in Section::ALL {
                content = content.push(self::section(node, section));
            }
            content = content.push(forms(node));
        }
    }
    content = content.push(rules(&ourselves.draft.rules));
    scrollable(content).direction(scrollable::Direction::Vertical(style::scrollbar())).style(style::scroll).into()
}

fn section(node: &Node, section: Section) -> Element<'_, Message> {
    let count = section.count(node);
    let mut lines = column![heading(section.words())].spacing(gap::XS);
    for number in 0..count.min(MOST_LINES) {
        lines = lines.push(fields(node, section, number));
    }
    let more = count.saturating_sub(MOST_LINES);
    let more = (more > 0).then(|| note(format!("{more} more: the page File has them all.")));
    lines.push(more).push(small(section.add_words(), Edit::Add(section))).into()
}

fn fields(node: &Node, section: Section, number: usize) -> Element<'_, Message> {
    let fields = section.values().iter().map(|value| {
        let input = text_input(value.words(), draft::text(node, section, number, *value))
            .font(font::WIRE)
            .size(size::WIRE)
            .padding([gap::XS, gap::S])
            .width(Length::FillPortion(value.share()))
            .style(style::input);
        input.on_input(move |text| Message::Edited(Edit::Write(section, number, *value, text))).into()
    });
    let remove = button(Icon::Close.view().width(size::CLOSE).height(size::CLOSE).style(style::icon_muted))
        .padding(gap::XS)
        .style(style::flat)
        .on_press(Message::Edited(Edit::Remove(section, number)));
    row(fields).push(remove).spacing(gap::XS).align_y(Alignment::Center).into()
}

fn forms(node: &Node) -> Element<'_, Message> {
    let lines = node.forms.iter().map(|form| {
        let form_type = form.form_type.as_deref().unwrap_or("without FORM_TYPE");
        note(format!("{} ({} fields)", visible_within(form_type, 80), form.fields.len()))
    });
    let hint = if node.forms.is_empty() {
        "None. The page File adds them: [[node.form]]."
    } else {
        "Written on the page File."
    };
    column![heading("Forms")].extend(lines).push(note(hint.to_owned())).spacing(gap::XS).into()
}

fn rules(rules: &[Rule]) -> Element<'_, Message> {
    let lines = rules.iter().take(MOST_LINES).enumerate().map(|(number, rule)| note(words(number, rule)));
    let hint = if rules.is_empty() {
        "None: everybody is told the same. The page File adds them: [[rule]]."
    } else {
        "Written on the page File; of those that hold, the narrowest counts."
    };
    column![heading("Rules: who hears something else")]
        .extend(lines)
        .push(note(hint.to_owned()))
        .spacing(gap::XS)
        .into()
}

/// A rule as a sentence.
fn words(number: usize, rule: &Rule) -> String {
    let who = if rule.who.text() == "*" { "anybody" } else { rule.who.text() };
    let about = match &rule.about {
        About::Anything => String::new(),
        About::Main => " about the main node".to_owned(),
        About::Node(name) => format!(" about “{}”", visible_within(name, 60)),
    };
    let kind = rule.kind.map(|kind| format!(", disco#{}", kind.word())).unwrap_or_default();
    let of = rule.jid.as_deref().map(|jid| format!(", at {jid}")).unwrap_or_default();
    let then = match &rule.then {
        Then::AsUsual => "the usual answer".to_owned(),
        Then::Answer(_) => "another answer".to_owned(),
        Then::Error(refused) => format!("the error {}", refused.condition),
        Then::Silence => "silence".to_owned(),
    };
    let delay = if rule.delay_ms > 0 { format!(" after {} ms", rule.delay_ms) } else { String::new() };
    format!("{}. To {}{about}{kind}{of}: {then}{delay}", number + 1, visible_within(who, 80))
}

fn heading(words: &str) -> Element<'_, Message> {
    text(words).size(size::TEXT).font(font::STRONG).into()
}

fn note<'a>(words: String) -> Element<'a, Message> {
    text(words).size(size::TEXT).style(style::muted).into()
}

fn small(label: &str, edit: Edit) -> Element<'_, Message> {
    button(text(label).size(size::TEXT))
        .padding([0.0, gap::S])
        .style(style::outlined)
        .on_press(Message::Edited(edit))
        .into()
}
