//! A rule, field by field.

use std::borrow::Cow;

use iced::{
    Element, Length,
    widget::{column, row, space, text},
};

use super::{
    super::{
        AboutKind, Direction, Edit, Message, Question, RuleEdit, RuleValue, Section, ThenKind, Whose,
        draft::{self, Asides, Fold, Lines},
    },
    parts, section,
};
use crate::{
    app::{
        theme::{size, space as gap, style},
        widget::{
            checkbox::checkbox,
            choice::{Height, choice},
        },
    },
    disco::{
        advertised::{About, Parts, Rule, Then},
        finding::{ERROR_CONDITIONS, ERROR_TYPES},
        text::visible_within,
    },
};

/// A rule to be shown, with what is typed for it.
#[derive(Clone, Copy)]
struct Shown<'a> {
    rule: &'a Rule,
    number: usize,
    asides: &'a Asides,
}

/// One of the rules, as one sentence or open.
pub fn view<'a>(rules: &'a [Rule], number: usize, asides: &'a Asides) -> Element<'a, Message> {
    let Some(rule) = rules.get(number) else { return space().into() };
    let fold = Fold::Rule(number);
    let shown = Shown { rule, number, asides };
    let open = asides.is_open(fold).then(|| shown.open(rules));
    let is_wrong = RuleValue::TYPED.iter().any(|value| shown.typed(*value).1.is_some());
    parts::fold(fold, shown.sentence(), is_wrong, open)
}

impl<'a> Shown<'a> {
    /// A rule as a sentence.
    fn sentence(self) -> String {
        let Self { rule, number, .. } = self;
        let (typed, why) = self.typed(RuleValue::Who);
        let who = match rule.who.text() {
            _ if why.is_some() => &*typed,
            "*" => "anybody",
            who => who,
        };
        let about = match &rule.about {
            About::Anything => String::new(),
            About::Main => " about the main node".to_owned(),
            About::Node(name) => format!(" about “{}”", visible_within(name, 60)),
        };
        let kind = rule.kind.map(|kind| format!(", disco#{}", kind.word())).unwrap_or_default();
        let of = rule.jid.as_deref().map(|jid| format!(", at {}", visible_within(jid, 80))).unwrap_or_default();
        let then = match &rule.then {
            Then::Error(refused) => format!("the error {}", refused.condition),
            then => ThenKind::of(then).to_string(),
        };
        let delay = if rule.delay_ms > 0 { format!(" after {} ms", rule.delay_ms) } else { String::new() };
        format!("{}. To {}{about}{kind}{of}: {then}{delay}", number + 1, visible_within(who, 80))
    }

    fn open(self, rules: &'a [Rule]) -> Element<'a, Message> {
        let number = self.number;
        let about = choice(Height::Line, &AboutKind::ALL, AboutKind::of(self.rule), move |kind| {
            edited(number, RuleEdit::About(kind))
        });
        let question = choice(Height::Line, &Question::ALL, Question(self.rule.kind), move |question| {
            edited(number, RuleEdit::Question(question))
        });
        let then = choice(Height::Line, &ThenKind::ALL, ThenKind::of(&self.rule.then), move |kind| {
            edited(number, RuleEdit::Then(kind))
        });
        let node = matches!(self.rule.about, About::Node(_)).then(|| self.field(RuleValue::Node));
        let content = column![self.field(RuleValue::Who), parts::labelled("About", about)]
            .push(node)
            .push(parts::labelled("Question", question))
            .push(self.field(RuleValue::Jid))
            .push(parts::labelled("They hear", then))
            .spacing(gap::XS);
        let content = match &self.rule.then {
            Then::Error(_) => content
                .push(self.choice(RuleValue::ErrorType, &ERROR_TYPES))
                .push(self.choice(RuleValue::Condition, &ERROR_CONDITIONS))
                .push(self.field(RuleValue::Text))
                .push(self.field(RuleValue::Lang)),
            Then::Answer(parts) => content.push(self.answer(parts)),
            Then::AsUsual | Then::Silence => content,
        };
        content.push(self.field(RuleValue::Delay)).push(self.buttons(rules)).into()
    }

    /// What is typed there, and why it cannot be said.
    fn typed(self, value: RuleValue) -> (Cow<'a, str>, Option<&'a str>) {
        match self.asides.typed(self.number, value) {
            Some((typed, why)) => (typed.into(), why),
            None => (draft::text(self.rule, value), None),
        }
    }

    fn field(self, value: RuleValue) -> Element<'a, Message> {
        let number = self.number;
        let (typed, why) = self.typed(value);
        let input = parts::input(value.hint(), &typed)
            .id(parts::rule_id(number, value))
            .on_input(move |text| edited(number, RuleEdit::Write(value, text)));
        let why = why.map(|why| parts::labelled("", text(why).size(size::TEXT).style(style::error)));
        column![parts::labelled(value.words(), input)].push(why).spacing(gap::XS).into()
    }

    fn choice(self, value: RuleValue, options: &'static [&'static str]) -> Element<'a, Message> {
        let number = self.number;
        let chosen = match &self.rule.then {
            Then::Error(refused) if value == RuleValue::ErrorType => &*refused.kind,
            Then::Error(refused) => &*refused.condition,
            Then::AsUsual | Then::Answer(_) | Then::Silence => "",
        };
        let choose = move |word: &str| edited(number, RuleEdit::Write(value, word.to_owned()));
        parts::labelled(value.words(), choice(Height::Line, options, chosen, choose))
    }

    /// The parts of an answer, each the rule's own or the node's.
    fn answer(self, parts: &'a Parts) -> Element<'a, Message> {
        let (number, lines) = (self.number, Lines::from(parts));
        let sections = Section::ALL.map(|section| {
            let is_own = lines.count(section).is_some();
            let switch = checkbox(is_own)
                .label(section.words())
                .on_toggle(move |is_own| edited(number, RuleEdit::Part(section, is_own)));
            let lines = is_own.then(|| section::view(lines, Whose::Rule(number), section, self.asides));
            column![switch].push(lines).spacing(gap::XS).into()
        });
        let hint = parts::note("What is ticked stands in the place of the node’s own:");
        column![hint].extend(sections).padding([gap::XS, 0.0]).spacing(gap::S).into()
    }

    /// The order matters only among rules that are as narrow.
    fn buttons(self, rules: &'a [Rule]) -> Element<'a, Message> {
        let Self { rule, number, .. } = self;
        let others = rules.iter().enumerate().filter(|(other, _)| *other != number);
        let has_order = others.into_iter().any(|(_, other)| other.is_as_narrow_as(rule));
        let step = |label, direction, is_possible: bool| {
            let edit = is_possible.then_some(Edit::MoveRule(number, direction));
            has_order.then(|| parts::small_maybe(label, edit))
        };
        row![]
            .push(step("Move up", Direction::Up, number > 0))
            .push(step("Move down", Direction::Down, number + 1 < rules.len()))
            .push(space().width(Length::Fill))
            .push(parts::small("Remove this rule", Edit::RemoveRule(number)))
            .spacing(gap::XS)
            .into()
    }
}

fn edited(number: usize, edit: RuleEdit) -> Message {
    Message::Edited(Edit::Rule(number, edit))
}
