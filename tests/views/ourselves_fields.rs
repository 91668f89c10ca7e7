//! Forms and rules of what we say of ourselves, written field by field.

use discoscope::{
    app::screen::explore::{
        Explore,
        ourselves::{
            AboutKind, Direction, Edit, FieldEdit, FieldValue, Fold, LineEdit, Message, Page, Question, RuleEdit,
            RuleValue, Section, ThenKind, Value, Whose,
        },
        shortcut::Shortcut,
    },
    disco::{
        advertised::{Content, Decision, Profile, Question as Asked},
        state::Kind,
    },
};
use iced::Size;

use crate::{
    hands::Hands,
    ourselves::{follow, opened, send, texts, told, write},
    seen::{Seen, has, lacks},
};

/// So high that nothing is scrolled out of sight.
const HIGH: Size = Size::new(1280.0, 3000.0);
const US: &str = "user@example.org/client";

async fn edit(explore: &mut Explore, edit: Edit) {
    send(explore, Message::Edited(edit)).await;
}

async fn field(explore: &mut Explore, whose: Whose, form: usize, change: FieldEdit) {
    edit(explore, Edit::Lines(whose, LineEdit::Field(form, change))).await;
}

async fn rule(explore: &mut Explore, number: usize, change: RuleEdit) {
    edit(explore, Edit::Rule(number, change)).await;
}

/// Presses what has that name.
async fn press(explore: &mut Explore, name: &str) {
    let messages = Seen::sized(explore.view(), HIGH).click(name);
    follow(explore, messages).await;
}

/// Types into a field after what stands there.
async fn type_into(explore: &mut Explore, field: &'static str, text: &str) {
    let messages = Seen::sized(explore.view(), HIGH).write(field, text);
    assert!(!messages.is_empty(), "nothing comes of typing into {field}");
    follow(explore, messages).await;
}

fn decide(explore: &Explore, from: &str, kind: Kind, node: Option<&str>) -> Decision {
    explore.advertised().served().decide(&Asked { from, to: US, kind, node, page: None })
}

fn heard(explore: &Explore, from: &str, kind: Kind) -> String {
    match decide(explore, from, kind, None).content {
        Some(Content::Result(xml) | Content::Error(xml, _)) => xml,
        None => String::new(),
    }
}

/// What is written, as the page File has it.
fn profile(explore: &Explore) -> Profile {
    explore.advertised().served().profile().as_ref().clone()
}

#[tokio::test]
async fn a_form_written_by_fields_is_what_others_get() {
    let mut explore = opened().await;
    press(&mut explore, "Add form").await;
    has(&texts(&explore), &["without FORM_TYPE: 0 fields"]);
    type_into(&mut explore, "ours-Node-Forms-0-FormType", "urn:mine").await;
    press(&mut explore, "Add field").await;
    type_into(&mut explore, "ours-Node-form-0-1-Var", "colours").await;
    type_into(&mut explore, "ours-Node-form-0-1-Label", "Colours").await;
    type_into(&mut explore, "ours-Node-form-0-1-Value(0)", "red").await;
    press(&mut explore, "Add value").await;
    type_into(&mut explore, "ours-Node-form-0-1-Value(1)", "blue").await;
    field(&mut explore, Whose::Node, 0, FieldEdit::Write(1, FieldValue::Type, "text-multi".to_owned())).await;
    has(&texts(&explore), &["urn:mine: 1 field"]);
    send(&mut explore, Message::Pressed(Shortcut::Save)).await;
    let form = "<x xmlns='jabber:x:data' type='result'>\
        <field var='FORM_TYPE' type='hidden'><value>urn:mine</value></field>\
        <field var='colours' type='text-multi' label='Colours'><value>red</value><value>blue</value></field></x>";
    let heard_now = heard(&explore, "eve@example.net/x", Kind::Info);
    assert!(heard_now.contains(form), "{heard_now}");

    // Without text a field leaves out what it stands for; a line among others stays, a line alone does not.
    field(&mut explore, Whose::Node, 0, FieldEdit::Write(1, FieldValue::Label, String::new())).await;
    field(&mut explore, Whose::Node, 0, FieldEdit::Write(1, FieldValue::Value(0), String::new())).await;
    send(&mut explore, Message::Pressed(Shortcut::Save)).await;
    assert!(
        heard(&explore, "eve@example.net/x", Kind::Info)
            .contains("<field var='colours' type='text-multi'><value></value><value>blue</value></field>")
    );
    field(&mut explore, Whose::Node, 0, FieldEdit::RemoveValue(1, 0)).await;
    field(&mut explore, Whose::Node, 0, FieldEdit::Write(1, FieldValue::Value(0), String::new())).await;
    send(&mut explore, Message::Pressed(Shortcut::Save)).await;
    assert!(heard(&explore, "eve@example.net/x", Kind::Info).contains("<field var='colours' type='text-multi'/>"));
    field(&mut explore, Whose::Node, 0, FieldEdit::Remove(1)).await;
    press(&mut explore, "Remove this form").await;
    send(&mut explore, Message::Pressed(Shortcut::Save)).await;
    assert!(!heard(&explore, "eve@example.net/x", Kind::Info).contains("jabber:x:data"));
}

#[tokio::test]
async fn a_rule_written_by_fields_decides_what_some_hear() {
    let mut explore = opened().await;
    has(&texts(&explore), &["None: everybody is told the same."]);
    press(&mut explore, "Add rule").await;
    has(&texts(&explore), &["1. To anybody: the usual answer", "All others are told the same."]);
    for change in [
        RuleEdit::Write(RuleValue::Who, "bob@example.org".to_owned()),
        RuleEdit::About(AboutKind::Main),
        RuleEdit::Question(Question(Some(Kind::Info))),
        RuleEdit::Write(RuleValue::Jid, "user@example.org".to_owned()),
        RuleEdit::Then(ThenKind::Error),
        RuleEdit::Write(RuleValue::ErrorType, "cancel".to_owned()),
        RuleEdit::Write(RuleValue::Condition, "not-allowed".to_owned()),
        RuleEdit::Write(RuleValue::Text, "Not you.".to_owned()),
        RuleEdit::Write(RuleValue::Lang, "en".to_owned()),
        RuleEdit::Write(RuleValue::Delay, "20".to_owned()),
    ] {
        rule(&mut explore, 0, change).await;
    }
    let words =
        "1. To bob@example.org about the main node, disco#info, at user@example.org: the error not-allowed after 20 ms";
    has(&texts(&explore), &[words]);
    assert!(!heard(&explore, "bob@example.org/x", Kind::Info).contains("not-allowed"), "nobody has applied it");
    send(&mut explore, Message::Pressed(Shortcut::Save)).await;
    let decision = decide(&explore, "bob@example.org/x", Kind::Info, None);
    let Some(Content::Error(xml, condition)) = decision.content else { panic!("{decision:?}") };
    assert_eq!((&*condition, decision.rule, decision.delay_ms), ("not-allowed", Some(0), 20));
    assert!(xml.contains("<error type='cancel'>") && xml.contains("xml:lang='en'>Not you.</text>"), "{xml}");
    for (from, kind) in [("eve@example.org/x", Kind::Info), ("bob@example.org/x", Kind::Items)] {
        assert_eq!(decide(&explore, from, kind, None).rule, None);
    }

    rule(&mut explore, 0, RuleEdit::Then(ThenKind::Silence)).await;
    send(&mut explore, Message::Pressed(Shortcut::Save)).await;
    assert_eq!(decide(&explore, "bob@example.org/x", Kind::Info, None).content, None);
    // The arrows of a choice pass over what was written; it is there again.
    rule(&mut explore, 0, RuleEdit::Then(ThenKind::Error)).await;
    has(&texts(&explore), &[words, "Not you."]);
    rule(&mut explore, 0, RuleEdit::About(AboutKind::Node)).await;
    rule(&mut explore, 0, RuleEdit::Write(RuleValue::Node, "n".to_owned())).await;
    rule(&mut explore, 0, RuleEdit::About(AboutKind::Anything)).await;
    rule(&mut explore, 0, RuleEdit::About(AboutKind::Node)).await;
    send(&mut explore, Message::Pressed(Shortcut::Save)).await;
    assert_eq!(decide(&explore, "bob@example.org/x", Kind::Info, Some("n")).rule, Some(0));
    assert_eq!(decide(&explore, "bob@example.org/x", Kind::Info, None).rule, None);
    press(&mut explore, "Remove this rule").await;
    send(&mut explore, Message::Pressed(Shortcut::Save)).await;
    assert_eq!(profile(&explore).rules, []);
}

#[tokio::test]
async fn another_answer_has_the_same_fields_as_a_node() {
    let mut explore = opened().await;
    let whose = Whose::Rule(0);
    edit(&mut explore, Edit::AddRule).await;
    rule(&mut explore, 0, RuleEdit::Write(RuleValue::Who, "bob@example.org".to_owned())).await;
    // Of the main node only: a node that the rule alone makes would have to say what it is.
    rule(&mut explore, 0, RuleEdit::About(AboutKind::Main)).await;
    rule(&mut explore, 0, RuleEdit::Then(ThenKind::Answer)).await;
    for section in [Section::Identities, Section::Forms, Section::Items] {
        rule(&mut explore, 0, RuleEdit::Part(section, true)).await;
    }
    // What becomes the rule's own begins as what the node says.
    assert_eq!(texts(&explore).iter().filter(|text| *text == "Discoscope").count(), 4, "{:?}", texts(&explore));
    let name = LineEdit::Write(Section::Identities, 0, Value::Name, "Discoscope for Bob".to_owned());
    edit(&mut explore, Edit::Lines(whose, name)).await;
    edit(&mut explore, Edit::Lines(whose, LineEdit::Add(Section::Forms))).await;
    edit(&mut explore, Edit::Lines(whose, LineEdit::Write(Section::Forms, 0, Value::FormType, "urn:b".to_owned())))
        .await;
    edit(&mut explore, Edit::Lines(whose, LineEdit::Add(Section::Items))).await;
    edit(&mut explore, Edit::Lines(whose, LineEdit::Write(Section::Items, 0, Value::Jid, "b.example".to_owned())))
        .await;
    send(&mut explore, Message::Pressed(Shortcut::Save)).await;
    let (bob, eve) = (heard(&explore, "bob@example.org/x", Kind::Info), heard(&explore, "eve@example.org", Kind::Info));
    assert!(bob.contains("name='Discoscope for Bob'") && bob.contains("<value>urn:b</value>"), "{bob}");
    assert_eq!(bob.matches("<feature").count(), eve.matches("<feature").count());
    assert!(eve.contains("name='Discoscope'") && !eve.contains("urn:b"), "{eve}");
    assert!(heard(&explore, "bob@example.org/x", Kind::Items).contains("b.example"));

    // Whoever takes a tick off and puts it on again has what was there.
    rule(&mut explore, 0, RuleEdit::Part(Section::Identities, false)).await;
    send(&mut explore, Message::Pressed(Shortcut::Save)).await;
    assert!(heard(&explore, "bob@example.org/x", Kind::Info).contains("name='Discoscope'"));
    rule(&mut explore, 0, RuleEdit::Part(Section::Identities, true)).await;
    send(&mut explore, Message::Pressed(Shortcut::Save)).await;
    assert!(heard(&explore, "bob@example.org/x", Kind::Info).contains("name='Discoscope for Bob'"));
}

#[tokio::test]
async fn what_cannot_be_said_is_kept_as_it_was_typed_and_not_said() {
    let mut explore = opened().await;
    edit(&mut explore, Edit::AddRule).await;
    edit(&mut explore, Edit::AddRule).await;
    let who = |text: &str| RuleEdit::Write(RuleValue::Who, text.to_owned());
    rule(&mut explore, 0, who("eve@example.org")).await;
    for (change, why) in [
        (
            who("bob@"),
            "“bob@” is not a JID: its domain is not a domain name; write one such as name@example.org, a domain, or * for everybody.",
        ),
        (who(""), "Nobody is named; write one such as name@example.org, a domain, or * for everybody."),
        (
            RuleEdit::Write(RuleValue::Jid, "a b".to_owned()),
            "“a b” is not a JID: its domain is not a domain name; write one of your own JIDs, or nothing for all of them.",
        ),
        (
            RuleEdit::Write(RuleValue::Delay, "soon".to_owned()),
            "“soon” is no delay; write a whole number of milliseconds from 0 to 600000.",
        ),
        (
            RuleEdit::Write(RuleValue::Delay, "600001".to_owned()),
            "“600001” is no delay; write a whole number of milliseconds from 0 to 600000.",
        ),
    ] {
        let RuleEdit::Write(value, typed) = change.clone() else { unreachable!() };
        let right = if value == RuleValue::Who { "*" } else { "" };
        rule(&mut explore, 1, change).await;
        let seen = texts(&explore);
        has(&seen, &[&typed, why]);
        let who = if value == RuleValue::Who { &typed } else { "anybody" };
        has(&seen, &[&format!("2. To {who}: the usual answer")]);
        has(&seen, &[&format!("Rule 2, {}: {why}", value.words())]);
        send(&mut explore, Message::Pressed(Shortcut::Apply)).await;
        assert!(told(&mut explore)[0].ends_with(why), "nothing wrong is said");
        assert_eq!(profile(&explore).rules, []);
        // It follows its rule, whatever becomes of the others.
        edit(&mut explore, Edit::MoveRule(1, Direction::Up)).await;
        has(&texts(&explore), &[&typed, &format!("Rule 1, {}: {why}", value.words())]);
        edit(&mut explore, Edit::MoveRule(0, Direction::Down)).await;
        rule(&mut explore, 1, RuleEdit::Write(value, right.to_owned())).await;
        lacks(&texts(&explore), &[why]);
    }
    // What means the same is shown as it was typed, and said in its normal form.
    rule(&mut explore, 1, who("Example.ORG.")).await;
    has(&texts(&explore), &["Example.ORG.", "2. To example.org: the usual answer"]);
    rule(&mut explore, 1, who("bob@")).await;
    edit(&mut explore, Edit::RemoveRule(0)).await;
    assert!(texts(&explore).iter().any(|text| text.starts_with("Rule 1, Who asks: “bob@”")));
    send(&mut explore, Message::Reverted).await;
    has(&texts(&explore), &["This is what you say of yourself now.", "None: everybody is told the same."]);
    lacks(&texts(&explore), &["bob@"]);
}

const RICH: &str = "strict = false\n[[node]]\n[[node.form]]\ntype = 'form'\ntitle = 'T'\ninstructions = ['I']\n\
    form_type = 'urn:a'\nfields = [{ var = 'x', type = 'odd', label = 'L', values = ['1', ''] }]\n\
    reported = [{ var = 'c' }]\nrows = [{ fields = [{ var = 'c', values = ['v'] }] }]\n\
    [[rule]]\nwho = '*'\nerror = { type = 'odd', condition = 'own', text = 't' }\n\
    [[rule]]\nwho = 'a.example'\nnode = ''\n[rule.answer]\nform = []\n";

#[tokio::test]
async fn edits_keep_what_fields_do_not_show() {
    let mut explore = opened().await;
    write(&mut explore, RICH).await;
    send(&mut explore, Message::PageChosen(Page::Nodes)).await;
    send(&mut explore, Message::Folded(Fold::Form(Whose::Node, 0))).await;
    send(&mut explore, Message::Folded(Fold::Rule(0))).await;
    has(
        &texts(&explore),
        &[
            "urn:a: 1 field",
            "It has the type “form”, a title, instructions, 1 column, 1 row, too: the page File shows that.",
            "2. To a.example about “”: another answer",
        ],
    );
    field(&mut explore, Whose::Node, 0, FieldEdit::Write(1, FieldValue::Var, "y".to_owned())).await;
    rule(&mut explore, 0, RuleEdit::Write(RuleValue::Delay, "5".to_owned())).await;
    edit(&mut explore, Edit::MoveRule(0, Direction::Down)).await;
    send(&mut explore, Message::Pressed(Shortcut::Save)).await;
    let mut expected = Profile::from_toml(RICH).unwrap();
    expected.nodes[0].forms[0].fields[1].var = Some("y".into());
    expected.rules[0].delay_ms = 5;
    expected.rules.swap(0, 1);
    assert_eq!(profile(&explore), expected);
}

#[tokio::test]
async fn forms_and_rules_are_sentences_until_they_are_opened() {
    let mut explore = opened().await;
    for _ in 0..3 {
        edit(&mut explore, Edit::Lines(Whose::Node, LineEdit::Add(Section::Forms))).await;
    }
    for _ in 0..2 {
        edit(&mut explore, Edit::AddRule).await;
    }
    let removes = |explore: &Explore, words: &str| texts(explore).iter().filter(|text| *text == words).count();
    assert_eq!((removes(&explore, "Remove this form"), removes(&explore, "Remove this rule")), (3, 2));
    edit(&mut explore, Edit::Lines(Whose::Node, LineEdit::Remove(Section::Forms, 0))).await;
    send(&mut explore, Message::Folded(Fold::Form(Whose::Node, 0))).await;
    press(&mut explore, "1. To anybody: the usual answer").await;
    assert_eq!((removes(&explore, "Remove this form"), removes(&explore, "Remove this rule")), (1, 1));
    // Two that are as narrow have an order.
    has(
        &texts(&explore),
        &["Move up", "Move down", "Of those that hold the narrowest counts, of two as narrow the first."],
    );
    rule(&mut explore, 0, RuleEdit::Question(Question(Some(Kind::Info)))).await;
    lacks(&texts(&explore), &["Move up", "Move down"]);
    // Another node's forms are its own.
    edit(&mut explore, Edit::AddNode("n".to_owned())).await;
    lacks(&texts(&explore), &["Remove this form"]);
}

#[tokio::test]
async fn everything_has_its_room_in_a_small_window() {
    let mut explore = opened().await;
    edit(&mut explore, Edit::AddRule).await;
    let small = Size::new(640.0, 400.0);
    let mut seen = Seen::sized(explore.view(), small);
    for words in ["Revert", "Apply", "Remove this node", "Remove this rule", "Identities"] {
        let bounds = seen.bounds(words).unwrap();
        assert!(bounds.x > 0.0 && bounds.x + bounds.width < small.width, "{words}: {bounds:?}");
    }
    let all = Hands::on(explore.view(), small).all();
    assert!(all.iter().all(|(bounds, _)| bounds.width >= 12.0), "{all:?}");
}

#[tokio::test]
async fn no_more_lines_are_shown_than_can_be_laid_out() {
    let mut explore = opened().await;
    let field = |number: usize| format!("{{ var = 'v{number}', values = ['a', 'b', 'c'] }}");
    let fields: Vec<_> = (0..100).map(field).collect();
    let rules = "[[rule]]\nwho = '*'\nsilent = true\n".repeat(103);
    let text = format!("[[node]]\n[[node.form]]\nform_type = 'u'\nfields = [{}]\n{rules}", fields.join(", "));
    write(&mut explore, &text).await;
    send(&mut explore, Message::PageChosen(Page::Nodes)).await;
    send(&mut explore, Message::Folded(Fold::Form(Whose::Node, 0))).await;
    let seen = texts(&explore);
    has(&seen, &["66 more fields: the page File has them all.", "2 more values: the page File has them all."]);
    has(&seen, &["3 more: the page File has them all."]);
    lacks(&seen, &["v34", "101. To anybody: silence"]);
}
