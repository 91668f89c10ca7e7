//! Errors, whatever is missing in them.

use discoscope::disco::reply::Refusal;

use crate::{ITEMS, read_refusal, shown, strings};

const STANZAS: &str = "urn:ietf:params:xml:ns:xmpp-stanzas";

fn line(refusal: &Refusal) -> String {
    let parts = [&refusal.kind, &refusal.condition, &refusal.by, &refusal.legacy_code];
    let texts = refusal.text.iter().map(|text| format!(" {} {}", shown(text.lang.as_deref()), text.text));
    parts.map(|text| shown(text.as_deref())).join(" ") + &texts.collect::<String>()
}

#[test]
fn all_that_an_error_says_is_read() {
    for (error, expected, short) in [
        (
            format!("<error type='cancel'><item-not-found xmlns='{STANZAS}'/></error>"),
            "[cancel] [item-not-found] - -",
            "item-not-found",
        ),
        (format!("<error type='wait'><made-up xmlns='{STANZAS}'/></error>"), "[wait] [made-up] - -", "made-up"),
        ("<error type='auth'/>".to_owned(), "[auth] - - -", "error without condition"),
        ("<error/>".to_owned(), "- - - -", "error without condition"),
        (String::new(), "- - - -", "error without condition"),
        (
            "<error type='odd' code='404' by='x.example'/>".to_owned(),
            "[odd] - [x.example] [404]",
            "error without condition",
        ),
        ("<error code='503'>Service Unavailable</error>".to_owned(), "- - - [503]", "error without condition"),
        (
            format!("<error type=''><forbidden xmlns='{STANZAS}'>gone</forbidden></error>"),
            "[] [forbidden] - -",
            "forbidden",
        ),
        (
            format!(
                "<error type='cancel'><gone xmlns='{STANZAS}'/><text xmlns='{STANZAS}'>one</text>\
                 <text xmlns='{STANZAS}' xml:lang='de'>zwei</text><text xmlns='{STANZAS}' xml:lang=''/></error>"
            ),
            "[cancel] [gone] - - [en] one [de] zwei [] ",
            "gone",
        ),
    ] {
        let refusal = read_refusal(&format!("<iq type='error'>{error}</iq>"), Some("en"));
        assert_eq!(line(&refusal), expected, "{error}");
        assert_eq!(refusal.short(), short, "{error}");
        assert!(refusal.application.is_empty(), "{error}");
    }
}

#[test]
fn conditions_of_other_namespaces_are_the_applications() {
    let refusal = read_refusal(
        &format!(
            "<iq type='error'><error type='modify'><too-many xmlns='urn:app' max='3'/><text xmlns='urn:app'>t</text>\
             <bad-request xmlns='{STANZAS}'/><second xmlns='{STANZAS}'/><item-not-found/></error></iq>"
        ),
        None,
    );
    assert_eq!(line(&refusal), "[modify] [bad-request] - -");
    assert_eq!(
        strings(&refusal.application),
        [
            "<too-many xmlns='urn:app' max='3'/>",
            "<text xmlns='urn:app'>t</text>",
            "<second xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>",
            "<item-not-found xmlns='jabber:client'/>",
        ]
    );
    let missing = read_refusal("<iq><error><item-not-found xmlns='urn:app'/></error></iq>", None);
    assert_eq!((line(&missing), missing.application.len()), ("- - - -".to_owned(), 1));
}

#[test]
fn the_error_is_found_behind_an_echo_of_the_query() {
    let refusal = read_refusal(
        &format!(
            "<iq type='error'><query xmlns='{ITEMS}' node='n'/><error type='cancel'>\
             <service-unavailable xmlns='{STANZAS}'/></error></iq>"
        ),
        None,
    );
    assert_eq!(line(&refusal), "[cancel] [service-unavailable] - -");
}

#[test]
fn an_error_inside_the_echo_is_found_too() {
    let refusal = read_refusal(
        &format!(
            "<iq type='error'><query xmlns='{ITEMS}'><error type='cancel'><forbidden xmlns='{STANZAS}'/></error></query></iq>"
        ),
        None,
    );
    assert_eq!(line(&refusal), "[cancel] [forbidden] - -", "some gateways put it there (PROTOCOL.md §1)");
}
