//! Every way to say no.

use super::{Branch, both, info, items, nothing_else};
use crate::{
    demo::{
        answer::Answer,
        question::{Question, error_xml, refusal},
    },
    disco::namespace::STANZAS,
};

/// Errors as they should be and as they should not.
pub const BRANCH: Branch = Branch {
    node: "refuses",
    name: "Refuses: every way to say no",
    entries: &[
        both("forbidden", "Refuses: forbidden", |_| refusal("auth", "forbidden", "You may not look here.")),
        both("item-not-found", "Refuses: item-not-found", |_| refusal("cancel", "item-not-found", "")),
        both("service-unavailable", "Refuses: service-unavailable", |_| refusal("cancel", "service-unavailable", "")),
        both("not-authorized", "Refuses: not-authorized", |_| refusal("auth", "not-authorized", "Who are you?")),
        both("not-implemented", "Refuses: feature-not-implemented", |_| {
            refusal("cancel", "feature-not-implemented", "")
        }),
        both("remote-timeout", "Refuses: remote-server-timeout, try again later (wait)", |_| {
            refusal("wait", "remote-server-timeout", "The component is not connected.")
        }),
        both("not-allowed", "Refuses: not-allowed, with text in two languages and a child of its own", not_allowed),
        both("gone", "Refuses: gone, with the new address", |_| {
            error(&format!("<gone xmlns='{STANZAS}'>xmpp:lobby@rooms.demo.localhost</gone>"))
        }),
        both("unknown", "Refuses with a condition that no document knows", |_| {
            error(&format!("<full-moon xmlns='{STANZAS}'/>"))
        }),
        both("foreign", "Refuses with a condition from another namespace only", |_| {
            error("<too-many-parameters xmlns='urn:example:errors'/>")
        }),
        both("no-condition", "Refuses without any condition", |_| error("")),
        both("no-error", "Refuses without an error element", |_| Answer::error("")),
        both("legacy", "Refuses with a number only, as in 1999", |_| {
            Answer::error("<error code='404'>Not Found</error>")
        }),
        both("by", "Refuses, and says that somebody else refused", |_| {
            Answer::error(format!(
                "<error type='cancel' by='gateway.example.org'><item-not-found xmlns='{STANZAS}'/></error>"
            ))
        }),
        both("odd-type", "Refuses with an error type that does not exist", |_| {
            refusal("maybe", "undefined-condition", "Ask again, or do not.")
        }),
        both("echo", "Refuses, and repeats the question before the error", |question| {
            Answer::error(question.query("") + &error_xml("cancel", "item-not-found", "The question stands above."))
        }),
        both("misplaced", "Refuses inside of the query instead of beside it", |question| {
            Answer::error(question.query(&error_xml("cancel", "item-not-found", "")))
        }),
        info("info", "Refuses disco#info, answers disco#items", |_| refusal("auth", "forbidden", "")),
        items("items", "Answers disco#info, refuses disco#items", |_| refusal("auth", "forbidden", "")),
    ],
    other: nothing_else,
};

fn error(children: &str) -> Answer {
    Answer::error(format!("<error type='cancel'>{children}</error>"))
}

fn not_allowed(_: &Question) -> Answer {
    let text = |lang: &str, text: &str| format!("<text xmlns='{STANZAS}' xml:lang='{lang}'>{text}</text>");
    error(&format!(
        "<not-allowed xmlns='{STANZAS}'/>{}{}<closed xmlns='urn:example:errors' until='2027-01-01T00:00:00Z'>\
         <reason>holidays</reason></closed>",
        text("en", "Nobody may look here before the new year."),
        text("de", "Hier darf vor Neujahr niemand hineinsehen.")
    ))
}
