//! What identifiers are said to mean, and that the tables behind it are sound.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::collections::HashSet;
use std::fs;
use std::sync::Arc;
use std::time::{Duration, Instant};

use discoscope::disco::names::{Answers, How, Kind, feature, form_field, group, node, readable};
use discoscope::disco::reply::Field;
use proptest::prelude::*;

#[test]
fn features_are_traced_to_their_documents() {
    let cases: &[(&str, Option<&str>, How<'_>)] = &[
        ("http://jabber.org/protocol/disco#info", Some("XEP-0030"), How::Registered),
        ("muc_open", Some("XEP-0045"), How::Registered),
        ("msgoffline", Some("XEP-0160"), How::Registered),
        ("vcard-temp", Some("XEP-0054"), How::Registered),
        ("jid\\20escaping", Some("XEP-0106"), How::Documented),
        ("jabber:iq:roster", Some("RFC 6121"), How::Registered),
        ("urn:ietf:params:xml:ns:xmpp-session", Some("RFC 3921"), How::Registered),
        ("jabber:iq:time", Some("XEP-0090"), How::Registered),
        ("urn:xmpp:mam:2", Some("XEP-0313"), How::Documented),
        ("urn:xmpp:mam:1", Some("XEP-0313"), How::Version { of: "urn:xmpp:mam:2" }),
        ("urn:xmpp:mam:2.1", Some("XEP-0313"), How::Version { of: "urn:xmpp:mam:2" }),
        ("urn:xmpp:mam", Some("XEP-0313"), How::Version { of: "urn:xmpp:mam:2" }),
        ("urn:xmpp:ping:0", Some("XEP-0199"), How::Version { of: "urn:xmpp:ping" }),
        ("urn:xmpp:mam:2#extended", Some("XEP-0313"), How::Documented),
        ("urn:xmpp:mam:2#more", Some("XEP-0313"), How::Fragment { of: "urn:xmpp:mam:2" }),
        ("urn:xmpp:mam:1#more", Some("XEP-0313"), How::Fragment { of: "urn:xmpp:mam:1" }),
        ("urn:xmpp:bookmarks:1+notify", Some("XEP-0402"), How::Notify { of: "urn:xmpp:bookmarks:1" }),
        ("urn:xmpp:bookmarks:2+notify", Some("XEP-0402"), How::Notify { of: "urn:xmpp:bookmarks:2" }),
        (
            "eu.siacs.conversations.axolotl.devicelist+notify",
            Some("XEP-0384"),
            How::Notify { of: "eu.siacs.conversations.axolotl.devicelist" },
        ),
        ("urn:xmpp:order-by:1@urn:example:x", Some("XEP-0413"), How::NamespaceOf { of: "urn:xmpp:order-by:1" }),
        (
            "http://jabber.org/protocol/amp?action=shout",
            Some("XEP-0079"),
            How::NamespaceOf { of: "http://jabber.org/protocol/amp" },
        ),
        (
            "http://jabber.org/protocol/si/profile/new",
            Some("XEP-0095"),
            How::NamespaceOf { of: "http://jabber.org/protocol/si" },
        ),
        (
            "http://www.xmpp.org/extensions/xep-0084.html#ns-metadata+notify",
            Some("XEP-0084"),
            How::Notify { of: "http://www.xmpp.org/extensions/xep-0084.html#ns-metadata" },
        ),
        (
            "https://xmpp.org/extensions/xep-0084.html#ns",
            Some("XEP-0084"),
            How::Fragment { of: "https://xmpp.org/extensions/xep-0084.html" },
        ),
        (
            "http://jabber.org/protocol/admin#new",
            Some("XEP-0133"),
            How::Fragment { of: "http://jabber.org/protocol/admin" },
        ),
        ("urn:ietf:rfc:3264", Some("XEP-0176"), How::Registered),
        ("urn:ietf:rfc:9999", None, How::Unregistered),
        ("HTTP://JABBER.ORG/PROTOCOL/MUC", None, How::Unregistered),
        ("http://jabber.org/protocol/", None, How::Unregistered),
        ("https://xmpp.org/extensions/xep-9999.html", None, How::Unregistered),
        ("urn:example:own+notify", None, How::Unregistered),
        (" http://jabber.org/protocol/muc", None, How::Unregistered),
        ("+notify", None, How::Unregistered),
        ("#", None, How::Unregistered),
        (":", None, How::Unregistered),
        ("", None, How::Unregistered),
    ];
    for (var, number, how) in cases {
        let found = feature(var);
        assert_eq!((found.document.map(|document| document.number), found.how), (*number, *how), "{var}");
    }
    assert_eq!(feature("muc_open").words, Some("room: open to all"));
    let muc = feature("http://jabber.org/protocol/muc").document.unwrap();
    assert_eq!((muc.title, muc.address().as_str()), ("Multi-User Chat", "https://xmpp.org/extensions/xep-0045.html"));
    let old = feature("jabber:iq:time").document.unwrap();
    assert_eq!((old.status, old.superseded_by), ("Obsolete", Some("XEP-0202")));
    let core = feature("stringprep").document.unwrap();
    assert_eq!(core.address(), "https://www.rfc-editor.org/rfc/rfc6120");
}

fn features(vars: &[&str]) -> Vec<Option<Arc<str>>> {
    vars.iter().map(|var| Some(Arc::from(*var))).collect()
}

#[test]
fn groups_are_in_the_order_of_documents() {
    let mut list = features(&[
        "urn:example:z",
        "http://jabber.org/protocol/muc",
        "urn:xmpp:ping",
        "muc_open",
        "http://jabber.org/protocol/muc",
        "jabber:iq:roster",
        "urn:example:a",
        "http://jabber.org/protocol/disco#info",
    ]);
    list.insert(1, None);
    let groups: Vec<_> = group(&list)
        .into_iter()
        .map(|group| (group.document.map(|document| document.number), group.features))
        .collect();
    assert_eq!(
        groups,
        [
            (Some("RFC 6121"), vec![6]),
            (Some("XEP-0030"), vec![8]),
            (Some("XEP-0045"), vec![2, 4, 5]),
            (Some("XEP-0199"), vec![3]),
            (None, vec![0, 1, 7]),
        ]
    );
    assert_eq!(group(&[]), []);
}

#[test]
fn twenty_thousand_features_are_grouped_at_once() {
    let vars = (0..20_000).map(|index| match index % 4 {
        0 => format!("urn:example:{index}"),
        1 => format!("urn:xmpp:mam:{index}+notify"),
        2 => format!("http://jabber.org/protocol/muc#{index}"),
        _ => "http://jabber.org/protocol/pubsub#publish".to_owned(),
    });
    let list: Vec<_> = vars.map(|var| Some(Arc::from(var))).collect();
    let _ = group(&list);
    let began = Instant::now();
    let groups = group(&list);
    let took = began.elapsed();
    assert_eq!(groups.len(), 4);
    // A debug build on a busy machine takes a few times the few milliseconds of a release build.
    assert!(took < Duration::from_millis(250), "{took:?}");
}

#[test]
fn a_feature_of_megabytes_costs_no_more_than_reading_it() {
    for end in ["/", "#", "@", ":1", "é"] {
        let var = format!("http://jabber.org/protocol/si/{}{end}", "/x".repeat(1 << 20));
        assert_eq!(feature(&var).how, How::Unregistered, "more than eight parts");
        let var = format!("http://jabber.org/protocol/si?{}", "é".repeat(1 << 20));
        assert_eq!(feature(&var).how, How::NamespaceOf { of: "http://jabber.org/protocol/si" });
    }
}

#[test]
fn nodes_have_words() {
    let cases = [
        ("http://jabber.org/protocol/commands", Some(("XEP-0050", "commands", Answers::Both))),
        ("http://jabber.org/protocol/muc#rooms", Some(("XEP-0045", "rooms that a contact is in", Answers::Items))),
        ("http://jabber.org/protocol/muc#traffic", Some(("XEP-0045", "what the room lets through", Answers::Info))),
        ("x-roomuser-item", Some(("XEP-0045", "one's reserved nickname in the room", Answers::Info))),
        (
            "http://jabber.org/protocol/offline",
            Some(("XEP-0013", "messages kept while offline; asking stops their delivery", Answers::WithSideEffect)),
        ),
        ("urn:xmpp:caps#sha-256.AAAA", Some(("XEP-0390", "capabilities by sha-256", Answers::Info))),
        ("urn:xmpp:caps#new.AAAA", Some(("XEP-0390", "capabilities by an unknown hash", Answers::Info))),
        ("http://psi-im.org#q07IKJEyjvHSyhy//CH0CxmKi8w=", Some(("XEP-0115", "capabilities", Answers::Info))),
        ("urn:xmpp:avatar:metadata", Some(("XEP-0084", "what is known of the picture", Answers::Both))),
        ("urn:xmpp:bookmarks:1", Some(("XEP-0402", "PEP Native Bookmarks", Answers::Both))),
        ("http://jabber.org/protocol/admin#add-user", Some(("XEP-0133", "Service Administration", Answers::Both))),
        ("princely_musings", None),
        ("a#b", None),
        ("", None),
    ];
    for (given, expected) in cases {
        let found = node(given);
        let found = found.as_ref().map(|node| (node.document.unwrap().number, &*node.words, node.answers));
        assert_eq!(found, expected, "{given}");
    }
}

#[test]
fn values_of_well_known_forms_read_well() {
    let upload = "urn:xmpp:http:upload:0";
    let server = "http://jabber.org/network/serverinfo";
    let room = "http://jabber.org/protocol/muc#roominfo";
    let meta = "http://jabber.org/protocol/pubsub#meta-data";
    let config = "http://jabber.org/protocol/pubsub#node_config";
    let cases = [
        (upload, "max-file-size", "10485760", "10 MiB", Kind::Size, None),
        (upload, "max-file-size", "104857600", "100 MiB", Kind::Size, None),
        (upload, "max-file-size", "100000000", "100 MB", Kind::Size, None),
        (upload, "max-file-size", "123456789", "117.7 MiB", Kind::Size, None),
        (upload, "max-file-size", "1536", "1.5 KiB", Kind::Size, None),
        (upload, "max-file-size", "0", "0 bytes", Kind::Size, None),
        (upload, "max-file-size", "1", "1 byte", Kind::Size, None),
        (upload, "max-file-size", "18446744073709551615", "16.0 EiB", Kind::Size, None),
        (upload, "max-file-size", "18446744073709551616", "18446744073709551616", Kind::Text, None),
        (upload, "max-file-size", "-1", "-1", Kind::Text, None),
        (
            server,
            "admin-addresses",
            "mailto:a@example.org",
            "a@example.org",
            Kind::Address,
            Some("mailto:a@example.org"),
        ),
        (server, "admin-addresses", "xmpp:a@example.org", "a@example.org", Kind::Jid, Some("xmpp:a@example.org")),
        (server, "abuse-addresses", "xmpp:r@c.example?join", "r@c.example", Kind::Jid, Some("xmpp:r@c.example?join")),
        (
            server,
            "status-addresses",
            "https://example.org/",
            "https://example.org/",
            Kind::Address,
            Some("https://example.org/"),
        ),
        (server, "admin-addresses", "javascript:alert(1)", "javascript:alert(1)", Kind::Text, None),
        (server, "admin-addresses", "mailto:", "mailto:", Kind::Text, None),
        (server, "admin-addresses", "mailto:a b", "mailto:a b", Kind::Text, None),
        (room, "muc#roominfo_occupants", "1234567", "1,234,567", Kind::Number, None),
        (room, "muc#roominfo_occupants", "1234", "1234", Kind::Number, None),
        (room, "muc#roominfo_subjectmod", "1", "yes", Kind::Boolean, None),
        (room, "muc#roominfo_subjectmod", "false", "no", Kind::Boolean, None),
        (room, "muc#roominfo_subjectmod", "maybe", "maybe", Kind::Text, None),
        (room, "muc#roominfo_contactjid", "a@example.org", "a@example.org", Kind::Jid, Some("xmpp:a@example.org")),
        (room, "muc#roominfo_contactjid", "a b@@", "a b@@", Kind::Text, None),
        (
            room,
            "muc#roominfo_contactjid",
            "ä@example.org/a b",
            "ä@example.org/a b",
            Kind::Jid,
            Some("xmpp:%C3%A4@example.org/a%20b"),
        ),
        (room, "x-muc#roominfo_creationdate", "20130813T01:18:54", "2013-08-13 01:18:54 UTC", Kind::Date, None),
        (meta, "pubsub#creation_date", "2003-07-29T22:56:10+02:00", "2003-07-29 20:56:10 UTC", Kind::Date, None),
        (meta, "pubsub#creation_date", "2024-02-07T09:12:34.474Z", "2024-02-07 09:12:34 UTC", Kind::Date, None),
        (meta, "pubsub#creation_date", "yesterday", "yesterday", Kind::Text, None),
        (config, "pubsub#item_expire", "604800", "7 days", Kind::Seconds, None),
        (config, "pubsub#item_expire", "90061", "1 day 1 hour", Kind::Seconds, None),
        (config, "pubsub#item_expire", "0", "0 seconds", Kind::Seconds, None),
        (config, "pubsub#max_items", "max", "max", Kind::Text, None),
        ("urn:xmpp:dataforms:softwareinfo", "software", "Psi\u{202e}", "Psi\u{202e}", Kind::Text, None),
        // The name says which form it is of, wherever it stands.
        ("urn:example:other", "pubsub#persist_items", "1", "yes", Kind::Boolean, None),
        ("urn:example:other", "max-file-size", "10485760", "10485760", Kind::Text, None),
    ];
    for (form_type, var, value, words, kind, link) in cases {
        let field = Field { var: Some(var.into()), values: vec![value.into()], ..Field::default() };
        let found = readable(Some(form_type), &field);
        assert_eq!(found.len(), 1);
        let found = (found[0].words.as_str(), found[0].kind, found[0].link.as_deref());
        assert_eq!(found, (words, kind, link), "{form_type} {var} {value}");
    }
}

#[test]
fn fields_of_unknown_forms_are_read_by_their_type() {
    let field = |kind: &str, value: &str| Field {
        kind: Some(kind.into()),
        values: vec![value.into(), "?".into()],
        ..Field::default()
    };
    for (kind, value, words) in [("boolean", "1", "yes"), ("jid-multi", "a@b", "a@b"), ("unheard-of", "1", "1")] {
        let found = readable(None, &field(kind, value));
        assert_eq!([found[0].words.as_str(), found[1].words.as_str()], [words, "?"], "{kind}");
    }
    let label = form_field("urn:xmpp:http:upload:0", "max-file-size").unwrap();
    assert_eq!((label.label, label.document.unwrap().number), ("File size at most", "XEP-0363"));
    assert_eq!(form_field("urn:example:other", "max-file-size"), None);
}

/// Every line of the tables has the cells that its header names, and each key stands there once.
#[test]
fn tables_are_sound() {
    let known =
        |kind: &str| ["text", "number", "size", "seconds", "date", "boolean", "address", "jid", "uri"].contains(&kind);
    let cells = |name: &str| -> Vec<Vec<String>> {
        let path = format!("{}/assets/registry/{name}.tsv", env!("CARGO_MANIFEST_DIR"));
        let table = fs::read_to_string(&path).unwrap();
        assert!(table.starts_with("# "), "{path} says what its columns are");
        let lines = table.lines().filter(|line| !line.starts_with("# "));
        lines.map(|line| line.split('\t').map(str::to_owned).collect()).collect()
    };
    let documents = cells("xeps");
    let numbers: HashSet<_> = documents.iter().map(|line| &line[0]).collect();
    assert_eq!(numbers.len(), documents.len());
    assert!(documents.iter().all(|line| (3..=4).contains(&line.len()) && line.iter().all(|cell| !cell.is_empty())));
    for (name, document, keys, width) in [("features", 1, 1, 3..=4), ("nodes", 1, 1, 4..=4), ("forms", 3, 2, 5..=5)] {
        let lines = cells(name);
        let mut seen = HashSet::new();
        for line in &lines {
            assert!(width.contains(&line.len()), "{name}: {line:?}");
            assert!(line.iter().all(|cell| !cell.is_empty() && cell.trim() == cell), "{name}: {line:?}");
            assert!(numbers.contains(&line[document]), "{name}: {line:?}");
            assert!(seen.insert(&line[..keys]), "{name}: {line:?} stands there twice");
            match name {
                "features" => assert!(["registry", "document"].contains(&line[2].as_str()), "{line:?}"),
                "nodes" => assert!(["info", "items", "both", "none"].contains(&line[2].as_str()), "{line:?}"),
                _ => assert!(known(&line[2]), "{line:?}"),
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn anything_can_be_looked_up(text in "\\PC{0,40}|(urn|http)[a-z:/#@?+.0-9]{0,60}(\\+notify)?") {
        let _ = node(&text);
        match feature(&text).how {
            How::Notify { of } | How::Fragment { of } | How::NamespaceOf { of } => prop_assert!(text.starts_with(of)),
            _ => {}
        }
    }

    #[test]
    fn any_value_stays_one_value(var in proptest::sample::select(vec!["max-file-size", "pubsub#creation_date", "pubsub#item_expire", "admin-addresses", "muc#roominfo_contactjid"]),
        values in proptest::collection::vec("[0-9]{0,25}|\\PC{0,20}|(mailto|xmpp|https):\\PC{0,9}", 0..4)) {
        let values: Vec<Arc<str>> = values.into_iter().map(Arc::from).collect();
        for form_type in ["urn:xmpp:http:upload:0", "http://jabber.org/network/serverinfo"] {
            let field = Field { var: Some(var.into()), values: values.clone(), ..Field::default() };
            prop_assert_eq!(readable(Some(form_type), &field).len(), values.len());
        }
    }
}
