//! Whatever is done with the fields, what comes of it can be read, and nothing that was typed is lost.

use proptest::{collection::vec, prelude::*, sample::select};

use super::*;
use crate::disco::{
    finding::{ERROR_CONDITIONS, FIELD_TYPES},
    state::Kind,
};

const EXAMPLE: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/profile.example.toml"));

fn text() -> impl Strategy<Value = String> {
    let odd = vec![
        "",
        "*",
        "bob@example.org",
        "bob@",
        "Example.ORG.",
        "FORM_TYPE",
        "hidden",
        "20",
        "600001",
        "\u{fffe}\n\"\\",
    ];
    prop_oneof![select(odd).prop_map(str::to_owned), "[ -~ä日\u{1}]{0,6}"]
}

fn number() -> impl Strategy<Value = usize> {
    0_usize..4
}

fn section() -> impl Strategy<Value = Section> {
    select(Section::ALL.to_vec())
}

fn written() -> impl Strategy<Value = (Section, Value)> {
    let all = Section::ALL.iter().flat_map(|section| section.values().iter().map(|value| (*section, *value)));
    select(all.collect::<Vec<_>>())
}

fn field_edit() -> impl Strategy<Value = FieldEdit> {
    let value = prop_oneof![
        Just(FieldValue::Var),
        Just(FieldValue::Type),
        Just(FieldValue::Label),
        number().prop_map(FieldValue::Value)
    ];
    prop_oneof![
        Just(FieldEdit::Add),
        number().prop_map(FieldEdit::Remove),
        (number(), value, text()).prop_map(|(field, value, text)| FieldEdit::Write(field, value, text)),
        (number(), select(FIELD_TYPES.to_vec())).prop_map(|(field, kind)| FieldEdit::Write(
            field,
            FieldValue::Type,
            kind.to_owned()
        )),
        number().prop_map(FieldEdit::AddValue),
        (number(), number()).prop_map(|(field, value)| FieldEdit::RemoveValue(field, value)),
    ]
}

fn line_edit() -> impl Strategy<Value = LineEdit> {
    prop_oneof![
        section().prop_map(LineEdit::Add),
        (section(), number()).prop_map(|(section, line)| LineEdit::Remove(section, line)),
        (written(), number(), text())
            .prop_map(|((section, value), line, text)| LineEdit::Write(section, line, value, text)),
        (number(), field_edit()).prop_map(|(form, edit)| LineEdit::Field(form, edit)),
    ]
}

fn rule_edit() -> impl Strategy<Value = RuleEdit> {
    let value = select(vec![
        RuleValue::Who,
        RuleValue::Node,
        RuleValue::Jid,
        RuleValue::ErrorType,
        RuleValue::Text,
        RuleValue::Lang,
        RuleValue::Delay,
    ]);
    let question = select(vec![None, Some(Kind::Info), Some(Kind::Items)]);
    prop_oneof![
        (value, text()).prop_map(|(value, text)| RuleEdit::Write(value, text)),
        select(ERROR_CONDITIONS.to_vec()).prop_map(|word| RuleEdit::Write(RuleValue::Condition, word.to_owned())),
        select(AboutKind::ALL.to_vec()).prop_map(RuleEdit::About),
        question.prop_map(|kind| RuleEdit::Question(Question(kind))),
        select(ThenKind::ALL.to_vec()).prop_map(RuleEdit::Then),
        (section(), any::<bool>()).prop_map(|(section, is_own)| RuleEdit::Part(section, is_own)),
    ]
}

fn edit() -> impl Strategy<Value = Edit> {
    let whose = prop_oneof![Just(Whose::Node), number().prop_map(Whose::Rule)];
    prop_oneof![
        1 => text().prop_map(Edit::AddNode),
        1 => Just(Edit::RemoveNode),
        1 => any::<bool>().prop_map(Edit::Strict),
        8 => (whose, line_edit()).prop_map(|(whose, edit)| Edit::Lines(whose, edit)),
        2 => Just(Edit::AddRule),
        1 => number().prop_map(Edit::RemoveRule),
        2 => (number(), select(vec![Direction::Up, Direction::Down]))
            .prop_map(|(number, direction)| Edit::MoveRule(number, direction)),
        8 => (number(), rule_edit()).prop_map(|(number, edit)| Edit::Rule(number, edit)),
    ]
}

proptest! {
    #[test]
    fn whatever_is_edited_is_read_back(edits in vec(edit(), 1..60)) {
        let mut profile = Profile::from_toml(EXAMPLE).unwrap();
        let (mut asides, mut chosen) = (Asides::default(), 0);
        for edit in edits {
            chosen = change(&mut profile, &mut asides, chosen, edit.clone());
            prop_assert!(chosen == 0 || chosen < profile.nodes.len());
            let toml = profile.to_toml();
            match Profile::from_toml_as_it_is(&toml) {
                Ok(read) => prop_assert_eq!(&read, &profile, "{:?}\n{}", edit, toml),
                Err(error) => prop_assert!(false, "{:?}: {}\n{}", edit, error, toml),
            }
            if let Edit::Rule(number, RuleEdit::Write(value, typed)) = edit
                && RuleValue::TYPED.contains(&value)
                && let Some(rule) = profile.rules.get(number)
            {
                let shown = asides.typed(number, value).map_or_else(|| super::text(rule, value), |(typed, _)| typed.into());
                prop_assert_eq!(shown, sendable(&typed));
            }
        }
    }
}
