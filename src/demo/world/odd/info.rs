//! Answers to disco#info that are well-formed XML and still odd.

use super::{Branch, info, nothing_else};
use crate::{
    demo::{answer::Answer, question::Question, world::entity::feature_xml},
    disco::namespace::{INFO, ITEMS},
};

const LEAF: &str = "<identity category='hierarchy' type='leaf' name='Odd information'/>";
const FEATURES: &str = "<feature var='http://jabber.org/protocol/disco#info'/>\
                        <feature var='http://jabber.org/protocol/disco#items'/>";
const LANGUAGES: [(&str, &str); 10] = [
    ("en", "A name in ten languages"),
    ("de", "Ein Name in zehn Sprachen"),
    ("fr", "Un nom en dix langues"),
    ("es", "Un nombre en diez idiomas"),
    ("pt-BR", "Um nome em dez idiomas"),
    ("ru", "Имя на десяти языках"),
    ("ar", "اسم بعشر لغات"),
    ("he", "שם בעשר שפות"),
    ("ja", "十の言語による名前"),
    ("zh-Hant", "十種語言的名稱"),
];

/// One oddity each.
pub const BRANCH: Branch = Branch {
    node: "info",
    name: "Information: odd identities and features",
    entries: &[
        info("ten-languages", "One identity, named in ten languages", ten_languages),
        info("500-identities", "500 identities", |question| {
            let identity = |n| format!("<identity category='client' type='kind-{n}' name='Identity {n} of 500'/>");
            question.result(&((1..=500).map(identity).collect::<String>() + FEATURES))
        }),
        info("5000-features", "5,000 features", |question| {
            let feature = |n| feature_xml(&format!("urn:example:feature:{n}"));
            question.result(&(LEAF.to_owned() + FEATURES + &(1..=4_998).map(feature).collect::<String>()))
        }),
        info("empty", "Nothing at all: neither identity nor feature", |question| question.result("")),
        info("no-identity", "No identity, only features", |question| question.result(FEATURES)),
        info("no-features", "An identity, but no feature", |question| question.result(LEAF)),
        info("features-first", "Features before identities", |question| question.result(&(FEATURES.to_owned() + LEAF))),
        info("no-category", "Identities without category, without type, with neither, with empty ones", |question| {
            with(
                question,
                "<identity type='text' name='Without category'/>\
                            <identity category='conference' name='Without type'/>\
                            <identity name='With neither'/>\
                            <identity category='' type='' name='With empty ones'/><identity/>",
            )
        }),
        info("unknown-identity", "An identity that no register knows", |question| {
            with(question, "<identity category='kitchen' type='kettle' name='A kettle'/>")
        }),
        info("same-identity", "The same identity three times, once with another name", |question| {
            with(
                question,
                "<identity category='client' type='pc' name='Twin'/>\
                            <identity category='client' type='pc' name='Twin'/>\
                            <identity category='client' type='pc' name='No twin'/>",
            )
        }),
        info("same-features", "The same feature three times", |question| {
            with(question, &feature_xml("urn:xmpp:ping").repeat(3))
        }),
        info("case-features", "Features that differ only in case", |question| {
            with(question, "<feature var='urn:xmpp:ping'/><feature var='URN:XMPP:Ping'/><feature var='urn:xmpp:PING'/>")
        }),
        info("blank-features", "Features with blanks, empty ones, one without a value", |question| {
            with(
                question,
                "<feature var=' urn:xmpp:ping'/><feature var='urn:xmpp:time '/><feature var='two words'/>\
                            <feature var=' '/><feature var=''/><feature/><feature var='line&#10;break&#9;and tab'/>",
            )
        }),
        info("full-features", "Features with children and text inside", |question| {
            with(question, "<feature var='urn:xmpp:ping'>text<inner xmlns='urn:example:odd'/></feature>")
        }),
        info("text", "Text between the elements", |question| with(question, "Here is text. <!-- and a comment -->")),
        info("unknown", "Unknown elements and attributes", |question| {
            with(
                question,
                "<x-unknown xmlns='urn:example:odd' a='1'><deep><deeper>said</deeper></deep></x-unknown>\
                            <novelty/><feature var='urn:xmpp:ping' strength='7' xmlns:o='urn:example:odd' o:own='yes'/>\
                            <identity category='client' type='pc' name='Odd' mood='good'/>",
            )
        }),
        info("separators", "Strings that contain the separators of capability hashes", |question| {
            with(question, "<identity category='client' type='pc' name='a&lt;b/c'/><feature var='one&lt;two&lt;'/>")
        }),
    ],
    other: nothing_else,
};

fn with(question: &Question, more: &str) -> Answer {
    question.result(&format!("{LEAF}{FEATURES}{more}"))
}

fn ten_languages(question: &Question) -> Answer {
    let identity =
        |(lang, name)| format!("<identity category='conference' type='text' xml:lang='{lang}' name='{name}'/>");
    let identities: String = LANGUAGES.map(identity).concat();
    question.result(&format!("{identities}{}{}", feature_xml(INFO), feature_xml(ITEMS)))
}
