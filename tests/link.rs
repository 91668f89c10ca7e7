//! Links that lead to an entity, made and read.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use discoscope::disco::{
    address::Address,
    link::{Link, Request, is_link},
};
use proptest::prelude::*;

fn address(jid: &str, node: Option<&str>) -> Address {
    node.map_or_else(|| Address::new(jid), |node| Address::with_node(jid, node))
}

#[test]
fn links_are_written_as_the_registry_says() {
    for (jid, node, request, uri) in [
        ("example.org", None, None, "xmpp:example.org?disco;type=get"),
        ("romeo@montague.net", None, Some(Request::Info), "xmpp:romeo@montague.net?disco;request=info;type=get"),
        (
            "shakes.pear",
            Some("http://jabber.org/protocol/commands"),
            Some(Request::Items),
            "xmpp:shakes.pear?disco;node=http%3A%2F%2Fjabber.org%2Fprotocol%2Fcommands;request=items;type=get",
        ),
        ("example.org", Some(""), None, "xmpp:example.org?disco;node=;type=get"),
        ("a@b.example/x y/z@w", None, None, "xmpp:a@b.example/x%20y%2Fz%40w?disco;type=get"),
        ("a;b=c&d?e@b.example", None, None, ""),
        ("a;b=c?e@b.example", None, None, "xmpp:a%3Bb%3Dc%3Fe@b.example?disco;type=get"),
        ("[::1]", None, None, "xmpp:[::1]?disco;type=get"),
        (
            "jürgen@bücher.example",
            Some("ä%41"),
            None,
            "xmpp:j%C3%BCrgen@b%C3%BCcher.example?disco;node=%C3%A4%2541;type=get",
        ),
        ("not a jid", None, None, ""),
        ("", None, None, ""),
        ("example.org", Some("a\u{1}b"), None, ""),
    ] {
        let link = Link { address: address(jid, node), request };
        assert_eq!(link.uri().unwrap_or_default(), uri, "{jid} {node:?}");
        if !uri.is_empty() {
            assert_eq!(Link::parse(uri).unwrap(), link);
        }
    }
}

#[test]
fn what_others_write_is_understood() {
    for (uri, jid, node, request) in [
        ("xmpp:example.org", "example.org", None, None),
        ("XMPP:example.org?disco", "example.org", None, None),
        ("  xmpp:example.org?disco;type=get \n", "example.org", None, None),
        (
            "xmpp:a@example.org/res?disco;type=get;request=items;node=x",
            "a@example.org/res",
            Some("x"),
            Some(Request::Items),
        ),
        (
            "xmpp:example.org?disco;node=http://jabber.org/x?y=z:1",
            "example.org",
            Some("http://jabber.org/x?y=z:1"),
            None,
        ),
        ("xmpp:example.org?disco;node=a+b%20c", "example.org", Some("a+b c"), None),
        ("xmpp:jürgen@example.org?disco;node=ä", "jürgen@example.org", Some("ä"), None),
        ("xmpp:a@example.org/x/y@z", "a@example.org/x/y@z", None, None),
    ] {
        assert_eq!(Link::parse(uri), Ok(Link { address: address(jid, node), request }), "{uri}");
    }
}

#[test]
fn everything_else_is_refused_with_a_sentence() {
    for (uri, word) in [
        ("example.org", "no xmpp: link"),
        ("http://example.org", "no xmpp: link"),
        ("", "no xmpp: link"),
        ("xmpp://guest@example.org/support@example.org", "which account"),
        ("xmpp://example.org", "which account"),
        ("xmpp:", "no JID"),
        ("xmpp:?disco", "no JID"),
        ("xmpp:@example.org", "not a JID"),
        ("xmpp:a@@example.org?disco", "stands for no text|not a JID"),
        ("xmpp:a%40b@example.org", "stands for no text"),
        ("xmpp:example.org%2Fx", "stands for no text"),
        ("xmpp:example.org?", "asks for “”"),
        ("xmpp:example.org?message;body=hi", "asks for “message”"),
        ("xmpp:example.org?subscribe", "asks for “subscribe”"),
        ("xmpp:example.org?remove;disco", "asks for “remove”"),
        ("xmpp:example.org?DISCO", "asks for “DISCO”"),
        ("xmpp:example.org?disco&node=x", "“&”"),
        ("xmpp:example.org?disco;node=a&type=set", "“&”"),
        ("xmpp:example.org?disco;type=set", "type “set”"),
        ("xmpp:example.org?disco;type=", "type “”"),
        ("xmpp:example.org?disco;type=get;type=set", "type “set”"),
        ("xmpp:example.org?disco;type=get;type=get", "says type twice"),
        ("xmpp:example.org?disco;node=a;node=b", "says node twice"),
        ("xmpp:example.org?disco;request=info;request=items", "says request twice"),
        ("xmpp:example.org?disco;request=all", "asks for “all”"),
        ("xmpp:example.org?disco;action=delete", "the part “action”"),
        ("xmpp:example.org?disco;", "the part “”"),
        ("xmpp:example.org?disco;node", "the part “node”"),
        ("xmpp:example.org?disco;no%64e=x", "the part “no%64e”"),
        ("xmpp:example.org?disco;node=%", "stands for no text"),
        ("xmpp:example.org?disco;node=%4", "stands for no text"),
        ("xmpp:example.org?disco;node=%+1", "stands for no text"),
        ("xmpp:example.org?disco;node=%FF", "stands for no text"),
        ("xmpp:example.org?disco;node=%00", "stands for no text"),
        ("xmpp:example.org?disco#x", "“#”"),
        ("xmpp:example.org?disco;node=http://jabber.org/protocol/muc#traffic", "“#”"),
        ("xmpp:example.org?disco;node=a b", "a blank"),
        ("xmpp:example.org?disco;node=<x>", "“<”"),
        ("xmpp:example.org?disco;node=\"x", "“\"”"),
        ("xmpp:example.org?disco;node=\u{202e}x", "U+202E"),
        ("xmpp:exa\u{200b}mple.org", "U+200B"),
    ] {
        let error = Link::parse(uri).expect_err(uri).to_string();
        assert!(word.split('|').any(|word| error.contains(word)), "{uri}: {error}");
        assert!(error.ends_with('.'), "{error}");
        assert!(!error.contains('\u{202e}') && !error.contains('\n'), "{error}");
    }
    let long = format!("xmpp:example.org?{}", "x".repeat(1 << 20));
    assert!(Link::parse(&long).unwrap_err().to_string().len() < 400);
}

#[test]
fn links_are_known_by_their_scheme() {
    assert!(is_link("xmpp:a") && is_link(" XmPp:?") && !is_link("a@xmpp.example") && !is_link("xmpp"));
}

/// Text that XML can carry.
fn text() -> impl Strategy<Value = String> {
    let any = any::<String>().prop_map(|text| text.chars().filter(|c| !c.is_control() && *c < '\u{fffe}').collect());
    prop_oneof![any, "[a-z%;=&?#/@ +\t\n\"<>ä日😀\u{202e}]{0,12}"]
}

proptest! {
    #[test]
    fn a_link_leads_back_to_its_address(
        local in proptest::option::of(text()),
        domain in prop_oneof![Just("example.org".to_owned()), Just("bücher.example".to_owned()), Just("[::1]".to_owned()), text()],
        resource in proptest::option::of(text()),
        node in proptest::option::of(text()),
        request in proptest::option::of(prop_oneof![Just(Request::Info), Just(Request::Items)]),
    ) {
        let local = local.map(|local| format!("{local}@")).unwrap_or_default();
        let resource = resource.map(|resource| format!("/{resource}")).unwrap_or_default();
        let link = Link { address: address(&format!("{local}{domain}{resource}"), node.as_deref()), request };
        prop_assert_eq!(link.uri().is_some(), link.address.is_valid());
        if let Some(uri) = link.uri() {
            prop_assert!(uri.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"'<>&#`\\|".contains(&byte)), "{}", uri);
            prop_assert_eq!(Link::parse(&uri), Ok(link));
        }
    }

    #[test]
    fn no_text_breaks_the_reader(text in any::<String>(), rest in text()) {
        let _ = Link::parse(&text);
        if let Ok(link) = Link::parse(&format!("xmpp:{rest}")) {
            prop_assert_eq!(Link::parse(&link.uri().unwrap()), Ok(link));
        }
    }
}
