//! Data forms inside disco#info, odd ones.

use super::{Branch, info, leaf, nothing_else};
use crate::demo::{
    answer::Answer,
    question::Question,
    world::form::{form_type_xml, form_xml},
};

const ONE: &str = "<field var='one'><value>1</value></field>";

/// One oddity each.
pub const BRANCH: Branch = Branch {
    node: "forms",
    name: "Forms: odd data forms",
    entries: &[
        info("no-type", "A form without FORM_TYPE", |question| forms(question, &[form_xml("result", ONE)])),
        info("same-type", "Two forms of one FORM_TYPE", |question| {
            let form = |value| typed("urn:example:form", &format!("<field var='n'><value>{value}</value></field>"));
            forms(question, &[form("first"), form("second")])
        }),
        info("open-type", "A FORM_TYPE that is not hidden", |question| {
            forms(
                question,
                &[form_xml("result", &format!("<field var='FORM_TYPE'><value>urn:example:form</value></field>{ONE}"))],
            )
        }),
        info("two-types", "A FORM_TYPE of two values", |question| {
            let field =
                "<field var='FORM_TYPE' type='hidden'><value>urn:example:a</value><value>urn:example:b</value></field>";
            forms(question, &[form_xml("result", &format!("{field}{ONE}"))])
        }),
        info("late-type", "A FORM_TYPE that comes last", |question| {
            forms(question, &[form_xml("result", &format!("{ONE}{}", form_type_xml("urn:example:form")))])
        }),
        info("fields", "A field of every type, with labels, and one without name", every_field),
        info("empty-fields", "Fields without values, with empty values", |question| {
            forms(
                question,
                &[typed(
                    "urn:example:form",
                    "<field var='none' type='list-multi'/><field var='empty'>\
                <value/></field><field var='blank'><value> </value></field><field/>",
                )],
            )
        }),
        info("same-fields", "The same field twice", |question| {
            forms(question, &[typed("urn:example:form", &ONE.repeat(2))])
        }),
        info("many-values", "A field of 5,000 values", |question| {
            let values: String = (1..=5_000).map(|number| format!("<value>value {number}</value>")).collect();
            forms(
                question,
                &[typed("urn:example:form", &format!("<field var='many' type='list-multi'>{values}</field>"))],
            )
        }),
        info("table", "A table: columns and rows", table),
        info("submit", "Forms of type form, submit, cancel and none", |question| {
            let kinds = ["form", "submit", "cancel"]
                .map(|kind| form_xml(kind, &format!("{}{ONE}", form_type_xml("urn:example:form"))));
            forms(question, &[kinds.concat(), format!("<x xmlns='jabber:x:data'>{ONE}</x>")])
        }),
        info("media", "A field with a picture's address (XEP-0221)", |question| {
            forms(
                question,
                &[typed(
                    "urn:example:form",
                    "<field var='picture' label='A picture'>\
                <media xmlns='urn:xmpp:media-element' height='80' width='290'><uri type='image/png'>\
                https://example.org/picture.png</uri><uri type='image/svg+xml'>cid:sha1+abc@bob.xmpp.org</uri></media></field>",
                )],
            )
        }),
        info("20-forms", "Twenty forms", |question| {
            let form = |number| typed(&format!("urn:example:form:{number}"), ONE);
            forms(question, &[(1..=20).map(form).collect()])
        }),
    ],
    other: nothing_else,
};

fn forms(question: &Question, forms: &[String]) -> Answer {
    question.result(&(leaf("A form that is odd").info() + &forms.concat()))
}

fn typed(form_type: &str, fields: &str) -> String {
    form_xml("result", &format!("{}{fields}", form_type_xml(form_type)))
}

fn every_field(question: &Question) -> Answer {
    const KINDS: [(&str, &str); 10] = [
        ("boolean", "1"),
        ("fixed", "Words between the fields"),
        ("hidden", "kept from sight"),
        ("jid-multi", "demo@demo.localhost"),
        ("jid-single", "alice@demo.localhost"),
        ("list-multi", "green"),
        ("list-single", "blue"),
        ("text-multi", "a line"),
        ("text-private", "a secret"),
        ("text-unheard-of", "a type that does not exist"),
    ];
    let field = |(kind, value)| {
        format!(
            "<field var='{kind}' type='{kind}' label='Labelled {kind}'><value>{value}</value><value>second</value></field>"
        )
    };
    let fields = KINDS.map(field).concat() + "<field type='text-single'><value>without name</value></field>";
    let title =
        "<title>Every kind of field</title><instructions>Read it.</instructions><instructions>Twice.</instructions>";
    forms(question, &[typed("urn:example:form", &format!("{title}{fields}"))])
}

fn table(question: &Question) -> Answer {
    let row = |number: u32| {
        format!(
            "<item><field var='name'><value>Row {number}</value></field><field var='size'><value>{}</value></field></item>",
            number * 10
        )
    };
    let rows: String = (1..=12).map(row).collect();
    let columns =
        "<reported><field var='name' label='Name'/><field var='size' label='Size' type='text-single'/></reported>";
    forms(question, &[typed("urn:example:table", &format!("<title>A table</title>{columns}{rows}"))])
}
