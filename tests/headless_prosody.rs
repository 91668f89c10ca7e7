//! The headless commands against a real Prosody, over STARTTLS and direct TLS.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use serde_json::Value;

use program::{Output, Program};
use prosody::{Certificate, NODES, Prosody, ROOMS, SHARED};

#[path = "support/keeper.rs"]
#[allow(dead_code, reason = "a toolbox of which each test binary takes a part")]
mod keeper;
#[path = "support/program.rs"]
#[allow(dead_code, reason = "a toolbox of which each test binary takes a part")]
mod program;
#[path = "support/prosody.rs"]
#[allow(dead_code, reason = "a toolbox of which each test binary takes a part")]
mod prosody;
#[path = "support/raw.rs"]
#[allow(dead_code, reason = "a toolbox of which each test binary takes a part")]
mod raw;

const INFO: &str = "http://jabber.org/protocol/disco#info";
/// A key of the contract and what its value must be.
type Key = (&'static str, fn(&Value) -> bool);

const STATES: &[&str] = &["not-asked", "waiting", "answered", "refused", "timed-out", "cut-off", "unreadable"];

/// The command with everything that a login to this server by STARTTLS needs.
fn asking(prosody: &Prosody, command: &[&str]) -> Program {
    connecting(prosody.starttls, "starttls", Some(&prosody.ca()), command)
        .arg("--account")
        .arg("alice@localhost")
        .password("alicepw")
}

fn connecting(port: u16, tls: &str, ca: Option<&Path>, command: &[&str]) -> Program {
    let mut program = Program::new(command).arg("--connect").arg(format!("127.0.0.1:{port}")).arg("--tls").arg(tls);
    if let Some(ca) = ca {
        program = program.arg("--ca").arg(ca);
    }
    program
}

/// The record that a command gives as JSON, checked for shape.
#[track_caller]
fn record(command: &[&str]) -> Value {
    let output = asking(&SHARED, command).arg("--format").arg("json").run().expect(0);
    let record = output.json();
    check_record(&record);
    record
}

fn texts<'a>(list: &'a Value, key: &str) -> Vec<&'a str> {
    list.as_array().expect("a list").iter().filter_map(|one| one[key].as_str()).collect()
}

#[track_caller]
fn check_keys(value: &Value, at: &str, keys: &[Key]) {
    let object = value.as_object().unwrap_or_else(|| panic!("{at} is no object: {value}"));
    for (key, is_right) in keys {
        let value = object.get(*key).unwrap_or_else(|| panic!("{at} has no key `{key}`: {value}"));
        assert!(is_right(value), "{at}.{key} has another type: {value}");
    }
}

fn text_or_null(value: &Value) -> bool {
    value.is_string() || value.is_null()
}

fn number_or_null(value: &Value) -> bool {
    value.is_number() || value.is_null()
}

/// A moment as RFC 3339 in UTC with milliseconds, or nothing.
fn moment_or_null(value: &Value) -> bool {
    value.as_str().map_or(value.is_null(), |text| {
        let shape: String = text.chars().map(|sign| if sign.is_ascii_digit() { '0' } else { sign }).collect();
        shape == "0000-00-00T00:00:00.000Z"
    })
}

/// Every key of the JSON contract (DESIGN.md), each with its type.
#[track_caller]
fn check_record(record: &Value) {
    check_keys(
        record,
        "record",
        &[("jid", Value::is_string), ("node", text_or_null), ("info", Value::is_object), ("items", Value::is_object)],
    );
    for kind in ["info", "items"] {
        let answer = &record[kind];
        check_keys(
            answer,
            kind,
            &[
                ("state", Value::is_string),
                ("asked_at", moment_or_null),
                ("took_ms", number_or_null),
                ("late", Value::is_boolean),
                ("node_echoed", text_or_null),
                ("extras", Value::is_array),
                ("error", |value| value.is_object() || value.is_null()),
                ("findings", Value::is_array),
                ("reply_bytes", |value| value.is_u64() || value.is_null()),
                ("request_xml", text_or_null),
                ("reply_xml", text_or_null),
            ],
        );
        assert!(STATES.contains(&answer["state"].as_str().unwrap()), "{answer}");
        if answer["error"].is_object() {
            check_keys(
                &answer["error"],
                "error",
                &[
                    ("type", text_or_null),
                    ("condition", text_or_null),
                    ("text", Value::is_array),
                    ("by", text_or_null),
                    ("application", Value::is_array),
                    ("legacy_code", |_| true),
                ],
            );
        }
    }
    let info = &record["info"];
    check_keys(
        info,
        "info",
        &[("identities", Value::is_array), ("features", Value::is_array), ("forms", Value::is_array)],
    );
    for identity in info["identities"].as_array().unwrap() {
        let keys: &[Key] =
            &[("category", text_or_null), ("type", text_or_null), ("name", text_or_null), ("lang", text_or_null)];
        check_keys(identity, "identity", keys);
    }
    let items = &record["items"];
    check_keys(items, "items", &[("items", Value::is_array)]);
    if items["state"] == "answered" {
        check_keys(items, "items", &[("paging", Value::is_object)]);
        let Value::Object(mut paging) = items["paging"].clone() else { unreachable!() };
        paging.retain(|key, _| !matches!(key.as_str(), "rest" | "first_page" | "more_pages"));
        let paging = Value::Object(paging);
        check_keys(&paging, "paging", &[("count", number_or_null), ("complete", Value::is_boolean)]);
    }
    for item in items["items"].as_array().unwrap() {
        check_keys(
            item,
            "item",
            &[
                ("jid", text_or_null),
                ("node", text_or_null),
                ("name", text_or_null),
                ("action", text_or_null),
                ("valid_jid", Value::is_boolean),
            ],
        );
    }
}

#[test]
fn all_shows_the_server_over_starttls() {
    let record = record(&["all", "localhost"]);
    assert_eq!((&record["jid"], &record["node"]), (&Value::from("localhost"), &Value::Null));
    assert_eq!(
        (&record["info"]["state"], &record["items"]["state"]),
        (&Value::from("answered"), &Value::from("answered"))
    );
    let identities = record["info"]["identities"].as_array().unwrap();
    let server = identities.iter().find(|identity| identity["category"] == "server").expect("a server identity");
    assert_eq!((&server["type"], &server["name"]), (&Value::from("im"), &Value::from("Test Prosody")));
    assert!(record["info"]["features"].as_array().unwrap().contains(&Value::from(INFO)));
    let hosts: BTreeSet<_> = texts(&record["items"]["items"], "jid").into_iter().collect();
    for host in ["rooms.localhost", "pubsub.localhost", "upload.localhost", "proxy.localhost", "odd.localhost"] {
        assert!(hosts.contains(host), "{hosts:?}");
    }
    for kind in ["info", "items"] {
        assert!(record[kind]["took_ms"].as_f64().unwrap() > 0.0);
        assert_eq!(record[kind]["late"], false);
        for xml in ["request_xml", "reply_xml"] {
            assert!(record[kind][xml].as_str().unwrap().starts_with("<iq"), "{}", record[kind][xml]);
        }
        assert!(record[kind]["request_xml"].as_str().unwrap().contains(&format!("disco#{kind}")));
    }
}

#[test]
fn all_shows_the_server_over_direct_tls() {
    let program = connecting(SHARED.direct, "direct", Some(&SHARED.ca()), &["all", "localhost", "--format", "json"]);
    let record = program.arg("--account").arg("alice@localhost").password("alicepw").run().expect(0).json();
    check_record(&record);
    assert_eq!(record["info"]["state"], "answered");
    assert!(texts(&record["items"]["items"], "jid").contains(&"rooms.localhost"));
}

#[test]
fn each_command_asks_what_it_says() {
    for (command, info, items) in [
        ("info", "answered", "not-asked"),
        ("identities", "answered", "not-asked"),
        ("features", "answered", "not-asked"),
        ("items", "not-asked", "answered"),
        ("all", "answered", "answered"),
    ] {
        let record = record(&[command, "rooms.localhost"]);
        assert_eq!((&record["info"]["state"], &record["items"]["state"]), (&info.into(), &items.into()), "{command}");
    }
}

#[test]
fn text_says_what_json_says() {
    let said =
        |command: &str, jid: &str| asking(&SHARED, &[command, jid]).arg("--format").arg("text").run().expect(0).stdout;
    let identities = said("identities", "rooms.localhost");
    assert!(
        identities.contains("conference") && identities.contains("text") && identities.contains("Test chat rooms"),
        "{identities}"
    );
    assert!(!identities.contains("http://jabber.org/protocol/muc"), "no features were asked for: {identities}");
    let features = said("features", "rooms.localhost");
    assert!(features.contains("http://jabber.org/protocol/muc") && features.contains(INFO), "{features}");
    let info = said("info", "rooms.localhost");
    assert!(info.contains("Test chat rooms") && info.contains("http://jabber.org/protocol/muc"), "{info}");
    let items = said("items", "rooms.localhost");
    assert!(ROOMS.iter().all(|(room, _)| items.contains(&format!("{room}@rooms.localhost"))), "{items}");
    let all = said("all", "rooms.localhost");
    assert!(
        all.contains("conference")
            && all.contains("http://jabber.org/protocol/muc")
            && all.contains("lobby@rooms.localhost"),
        "{all}"
    );
    // Text is what is said without --format.
    let plain = asking(&SHARED, &["identities", "rooms.localhost"]).run().expect(0).stdout;
    assert!(plain.contains("Test chat rooms") && serde_json::from_str::<Value>(&plain).is_err(), "{plain}");
}

/// A terminal obeys what it is sent: names of strangers must not move its cursor or change its title.
#[test]
fn text_holds_no_control_characters() {
    for jid in ["localhost", "rooms.localhost"] {
        let all = asking(&SHARED, &["all", jid]).run().expect(0).stdout;
        assert!(!all.chars().any(|sign| sign.is_control() && sign != '\n'), "{all:?}");
    }
}

#[test]
fn rooms_are_shown_with_their_names() {
    let list = record(&["items", "rooms.localhost"]);
    let rooms = list["items"]["items"].as_array().unwrap();
    assert_eq!(rooms.len(), ROOMS.len());
    let name = |jid: &str| rooms.iter().find(|room| room["jid"] == jid).map(|room| room["name"].as_str().unwrap());
    assert_eq!(name("lobby@rooms.localhost"), Some("Lobby"));
    assert_eq!(name("awkward@rooms.localhost"), Some("Grüße & <b>Küsse</b> \u{5d0}\u{5d1}"));
    let room = record(&["info", "lobby@rooms.localhost"]);
    let identity = &room["info"]["identities"][0];
    assert_eq!((&identity["category"], &identity["type"]), (&"conference".into(), &"text".into()));
    assert!(room["info"]["features"].as_array().unwrap().contains(&"muc_persistent".into()));
}

#[test]
fn nodes_are_asked_by_their_name() {
    let list = record(&["items", "pubsub.localhost"]);
    let nodes: BTreeSet<_> = texts(&list["items"]["items"], "node").into_iter().collect();
    assert_eq!(nodes, NODES.iter().map(|(node, _)| *node).collect());
    for (node, items) in NODES {
        let record = record(&["all", "pubsub.localhost", node]);
        assert_eq!(record["node"], *node);
        assert_eq!(
            (&record["info"]["node_echoed"], &record["items"]["node_echoed"]),
            (&(*node).into(), &(*node).into())
        );
        assert_eq!(record["info"]["identities"][0]["category"], "pubsub");
        let names: BTreeSet<_> = texts(&record["items"]["items"], "name").into_iter().collect();
        assert_eq!(names, items.iter().copied().collect());
        // XEP-0060 §5.5: items of a node have no node of their own.
        assert!(record["items"]["items"].as_array().unwrap().iter().all(|item| item["node"].is_null()));
    }
}

#[test]
fn wire_order_languages_and_duplicates_are_kept() {
    let record = record(&["all", "odd.localhost", "order"]);
    let identities: Vec<_> = record["info"]["identities"].as_array().unwrap().iter().collect();
    let all: Vec<_> =
        identities.iter().map(|one| (one["category"].as_str().unwrap(), one["type"].as_str().unwrap())).collect();
    assert_eq!(all, [("store", "file"), ("automation", "rpc"), ("store", "file")]);
    assert_eq!(identities[1]["name"], "", "an empty name is not a missing one");
    assert_eq!((&identities[0]["lang"], &identities[0]["name"]), (&"de".into(), &"Zweite".into()));
    assert_eq!((&identities[2]["lang"], &identities[2]["name"]), (&"en".into(), &"Second".into()));
    assert_eq!(
        record["info"]["features"],
        serde_json::json!(["urn:example:z", "urn:example:a", "urn:example:m", "urn:example:a", INFO])
    );
    let items: Vec<_> = record["items"]["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| (&item["jid"], &item["node"], &item["name"]))
        .collect();
    let (null, text) = (&Value::Null, |text: &str| Value::from(text));
    assert_eq!(
        items,
        [
            (&text("z.odd.localhost"), null, &text("Last letter first")),
            (&text("a.odd.localhost"), &text("n1"), &text("")),
            (&text("m.odd.localhost"), null, null),
            (&text("z.odd.localhost"), null, &text("Last letter first")),
            (&text("b.odd.localhost"), &text(""), &text("Empty node")),
        ]
    );
}

/// The reply is the bytes that came, not a retelling: `'` stays `'`, no namespace is moved.
#[test]
fn reply_is_kept_byte_for_byte() {
    let record = record(&["info", "odd.localhost", "order"]);
    let reply = record["info"]["reply_xml"].as_str().unwrap();
    assert!(
        reply.contains(
            "<identity category='store' type='file' name='Zweite' xml:lang='de'/><feature var='urn:example:z'/>"
        ),
        "{reply}"
    );
    assert!(reply.starts_with("<iq type='result' id='") && reply.ends_with("</query></iq>"), "{reply}");
}

#[test]
fn many_items_come_whole_and_in_order() {
    let record = record(&["items", "odd.localhost", "big/20000"]);
    let jids = texts(&record["items"]["items"], "jid");
    assert_eq!(jids.len(), 20_000);
    assert!(jids.iter().enumerate().all(|(at, jid)| *jid == format!("i{at}@odd.localhost")));
}

#[test]
fn refusal_is_status_1_and_names_the_condition() {
    let json = |command: &[&str]| asking(&SHARED, command).arg("--format").arg("json").run().expect(1).json();
    let record = json(&["info", "odd.localhost", "no such node"]);
    check_record(&record);
    assert_eq!(record["info"]["state"], "refused");
    assert_eq!(
        (&record["info"]["error"]["type"], &record["info"]["error"]["condition"]),
        (&"cancel".into(), &"item-not-found".into())
    );
    let output = asking(&SHARED, &["info", "odd.localhost", "no such node"]).run().expect(1);
    assert!(format!("{}{}", output.stdout, output.stderr).contains("item-not-found"), "{output:?}");

    let record = json(&["all", "odd.localhost", "refuse"]);
    check_record(&record);
    let error = &record["items"]["error"];
    assert_eq!(
        (&error["type"], &error["condition"], &error["by"]),
        (&"wait".into(), &"resource-constraint".into(), &"guard.odd.localhost".into())
    );
    let said: Vec<_> = error["text"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["lang"].as_str().unwrap(), one["text"].as_str().unwrap()))
        .collect();
    assert_eq!(said, [("en", "Come back later"), ("de", "Später wiederkommen")]);
    assert!(error["application"][0].as_str().unwrap().contains("too-many-parameters"), "{error}");
    assert!(error["legacy_code"] == 500 || error["legacy_code"] == "500", "{error}");
}

#[test]
fn unknown_entities_are_status_1() {
    for (jid, condition) in [
        ("nobody@rooms.localhost", "item-not-found"),
        ("nowhere.example", "not-allowed"),
        ("nobody@localhost", "service-unavailable"),
    ] {
        let output = asking(&SHARED, &["info", jid]).run().expect(1);
        assert!(format!("{}{}", output.stdout, output.stderr).contains(condition), "{jid}: {output:?}");
    }
}

#[test]
fn silence_ends_at_the_time_limit() {
    let output =
        asking(&SHARED, &["info", "odd.localhost", "never", "--timeout", "1", "--format", "json"]).run().expect(1);
    let record = output.json();
    check_record(&record);
    assert_eq!(record["info"]["state"], "timed-out");
    assert!((Duration::from_secs(1)..Duration::from_secs(8)).contains(&output.took), "{:?}", output.took);
    let slow = asking(&SHARED, &["info", "odd.localhost", "slow/700", "--timeout", "5", "--format", "json"])
        .run()
        .expect(0)
        .json();
    assert!((600.0..4000.0).contains(&slow["info"]["took_ms"].as_f64().unwrap()), "{}", slow["info"]["took_ms"]);
}

#[test]
fn every_mechanism_of_the_server_is_used() {
    let prosody = Prosody::start(Certificate::Good);
    for (host, mechanism) in
        [("localhost", "SCRAM-SHA-1"), ("strong.localhost", "SCRAM-SHA-256"), ("plain.localhost", "PLAIN")]
    {
        let program = connecting(prosody.starttls, "starttls", Some(&prosody.ca()), &["info", host]);
        let _ = program.arg("--account").arg(format!("alice@{host}")).password("alicepw").run().expect(0);
        let logins = prosody.logins();
        assert_eq!(
            logins.last().map(|line| line.trim_end()),
            Some(&*format!("success {host} {mechanism}")),
            "{logins:?}"
        );
    }
}

#[test]
fn anybody_may_come_where_the_server_says_so() {
    for (port, tls) in [(SHARED.starttls, "starttls"), (SHARED.direct, "direct")] {
        let program =
            connecting(port, tls, Some(&SHARED.ca()), &["info", "anon.localhost", "--anonymous", "--format", "json"]);
        let record = program.run().expect(0).json();
        check_record(&record);
        assert_eq!(record["info"]["identities"][0]["category"], "server");
        // The account's domain may be another than the target's.
        let program = connecting(port, tls, Some(&SHARED.ca()), &["info", "rooms.localhost", "--anonymous"]);
        let _ = program.arg("--account").arg("anon.localhost").run().expect(0);
    }
    // Where it does not, that is one sentence.
    let output = connecting(SHARED.starttls, "starttls", Some(&SHARED.ca()), &["info", "localhost", "--anonymous"])
        .run()
        .expect(2);
    let _ = output.sentence();
}

#[test]
fn wrong_password_is_tried_once() {
    let prosody = Prosody::start(Certificate::Good);
    let mut tries = 0;
    for (port, tls) in [(prosody.starttls, "starttls"), (prosody.direct, "direct")] {
        for host in ["localhost", "strong.localhost", "plain.localhost"] {
            let program = connecting(port, tls, Some(&prosody.ca()), &["info", host])
                .arg("--account")
                .arg(format!("alice@{host}"));
            let output = program.password("Zaunkönig7").run().expect(2);
            let sentence = output.sentence();
            assert!(
                sentence.contains(&format!("alice@{host}")) && sentence.to_lowercase().contains("password"),
                "{sentence}"
            );
            assert!(!sentence.contains("Zaun"), "the password must not be shown: {sentence}");
            tries += 1;
            assert_eq!(prosody.logins().len(), tries, "not tried exactly once: {:?}", prosody.logins());
        }
    }
    assert!(prosody.logins().iter().all(|line| line.starts_with("failure")), "{:?}", prosody.logins());
}

/// Nobody logs in over a connection whose other end is not proved; each reason has its own words.
#[test]
fn bad_certificates_are_refused_with_the_reason() {
    for (certificate, with_ca, words) in [
        (Certificate::Expired, true, &["expired", "ended"] as &[&str]),
        (Certificate::WrongHost, true, &["example.org", "name"]),
        (Certificate::SelfSigned, true, &["unknown", "self-signed", "authority", "not signed"]),
        (Certificate::Good, false, &["unknown", "authority", "not signed"]),
    ] {
        let prosody = Prosody::start(certificate);
        let ca = prosody.ca();
        for (port, tls) in [(prosody.starttls, "starttls"), (prosody.direct, "direct")] {
            let program = connecting(port, tls, with_ca.then_some(&*ca), &["info", "localhost"]);
            let output = program.arg("--account").arg("alice@localhost").password("alicepw").run().expect(2);
            let sentence = output.sentence().to_lowercase();
            assert!(sentence.contains("certificate"), "{certificate:?} {tls}: {sentence}");
            assert!(words.iter().any(|word| sentence.contains(word)), "{certificate:?} {tls}: {sentence}");
        }
        assert!(prosody.logins().is_empty(), "{certificate:?}: {:?}", prosody.logins());
    }
}

/// The CA must be the one that signed; another one of the same name does not do.
#[test]
fn another_ca_is_not_ours() {
    let other = Prosody::start(Certificate::Good);
    let program = connecting(SHARED.starttls, "starttls", Some(&other.ca()), &["info", "localhost"]);
    let output = program.arg("--account").arg("alice@localhost").password("alicepw").run().expect(2);
    assert!(output.sentence().to_lowercase().contains("certificate"), "{output:?}");
}

/// Each way of TLS against the other way's port: no hang, one sentence.
#[test]
fn mixed_up_tls_modes_end_in_a_sentence() {
    for (port, tls) in [(SHARED.direct, "starttls"), (SHARED.starttls, "direct")] {
        let program = connecting(port, tls, Some(&SHARED.ca()), &["info", "localhost", "--timeout", "3"]);
        let output = program
            .arg("--account")
            .arg("alice@localhost")
            .password("alicepw")
            .limit(Duration::from_secs(20))
            .run()
            .expect(2);
        let _ = output.sentence();
    }
}

/// Prosody wants encryption; without it we are told so and say no password.
#[test]
fn plain_connection_is_refused_by_the_server() {
    let prosody = Prosody::start(Certificate::Good);
    let program = connecting(prosody.starttls, "none", None, &["info", "localhost"]);
    let output = program.arg("--account").arg("alice@localhost").password("alicepw").run().expect(2);
    assert!(output.sentence().to_lowercase().contains("tls"), "{output:?}");
    assert!(prosody.logins().is_empty());
}

#[test]
fn password_is_never_shown() {
    let verbose: Output = asking(&SHARED, &["all", "localhost", "-d"]).run().expect(0);
    assert!(!format!("{}{}", verbose.stdout, verbose.stderr).contains("alicepw"), "{verbose:?}");
    let quiet = asking(&SHARED, &["all", "localhost", "-q"]).run().expect(0);
    assert_eq!(quiet.stderr, "");
}
