//! What we say of ourselves, at real servers, asked by slixmpp: each hears exactly what the profile says they hear.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::fs;

use serde_json::{Value, json};
use tempfile::TempDir;

use program::Program;
use prosody::{Prosody, SHARED};
use serve::{Requester, Serving};

#[path = "support/ejabberd.rs"]
#[allow(dead_code, reason = "a toolbox of which each test binary takes a part")]
mod ejabberd;
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
#[path = "support/serve.rs"]
#[allow(dead_code, reason = "a toolbox of which each test binary takes a part")]
mod serve;

const MAIN: &str = "
[[node]]
identities = [
  { category = 'client', type = 'pc', name = 'Grüße & <b>', lang = 'de' },
  { category = 'client', type = 'pc', name = 'Greetings', lang = 'en' },
  { category = 'gateway', type = 'irc' },
]
features = ['urn:z', 'http://jabber.org/protocol/disco#info', 'urn:a', 'http://jabber.org/protocol/disco#items']
items = [{ jid = 'b.example', name = 'Second' }, { jid = 'a.example', node = 'n', name = 'First' }, { jid = 'a.example' }]
[[node.form]]
form_type = 'urn:xmpp:dataforms:softwareinfo'
fields = [{ var = 'os', values = ['Linux'] }, { var = 'ip', type = 'text-multi', values = ['v6', 'v4'] }]
";

const RULES: &str = "
[[node]]
name = 'n'
identities = [{ category = 'hierarchy', type = 'leaf', name = 'A node' }]
[[rule]]
who = 'bob@localhost'
main = true
answer = { identities = [{ category = 'client', type = 'bot', name = 'For Bob' }], items = [] }
[[rule]]
who = 'bob@localhost'
node = 'n'
delay_ms = 1500
[[rule]]
who = 'admin@localhost'
kind = 'items'
error = { type = 'auth', condition = 'forbidden', text = 'Not you.' }
[[rule]]
who = 'admin@localhost/ask'
node = 'n'
silent = true
";

/// A client of its own for each test: they run at once.
fn requester(prosody: &Prosody, user: &str, resource: &str) -> Requester {
    Requester::at(prosody.starttls, &prosody.ca(), &format!("{user}@localhost/{resource}"), &format!("{user}pw"))
}

#[test]
fn each_requester_hears_exactly_what_the_profile_says() {
    let mut serving = Serving::at(&SHARED, "serve", &format!("{MAIN}{RULES}"));
    let us = serving.jid.clone();
    assert_eq!(us, "alice@localhost/serve");
    let (mut bob, mut admin) = (requester(&SHARED, "bob", "ask"), requester(&SHARED, "admin", "ask"));

    let info = admin.ask("info", &us, None);
    assert_eq!(
        info["identities"],
        json!([
            ["client", "pc", "Grüße & <b>", "de"],
            ["client", "pc", "Greetings", "en"],
            ["gateway", "irc", null, null]
        ])
    );
    let features =
        ["urn:z", "http://jabber.org/protocol/disco#info", "urn:a", "http://jabber.org/protocol/disco#items"];
    assert_eq!(info["features"], json!(features));
    assert_eq!(
        info["forms"],
        json!([[
            ["FORM_TYPE", "hidden", ["urn:xmpp:dataforms:softwareinfo"]],
            ["os", null, ["Linux"]],
            ["ip", "text-multi", ["v6", "v4"]]
        ]])
    );
    assert_eq!(info["echoed"], Value::Null);
    let refused = admin.ask("items", &us, None);
    assert_eq!(
        (&refused["answer"], &refused["type"], &refused["condition"], &refused["text"]),
        (&json!("error"), &json!("auth"), &json!("forbidden"), &json!("Not you."))
    );
    assert_eq!(admin.ask_within("info", &us, Some("n"), 2.0)["answer"], "silence");
    assert_eq!(admin.ask("info", &us, Some("no such"))["condition"], "item-not-found");

    let info = bob.ask("info", &us, None);
    assert_eq!(info["identities"], json!([["client", "bot", "For Bob", null]]));
    assert_eq!(info["features"], json!(features));
    assert_eq!((&bob.ask("items", &us, None)["items"], &info["typed"].as_array().unwrap().len()), (&json!([]), &4));
    // Whoever is kept waiting keeps nobody else waiting.
    bob.ask_only("info", &us, Some("n"));
    let waited = serving.asked("the question that waits", |told| told["delay_ms"] == 1500);
    assert_eq!(admin.ask("info", &us, None)["answer"], "result");
    let late = bob.answer("info", Some("n"));
    assert_eq!((&late["identities"], &late["echoed"]), (&json!([["hierarchy", "leaf", "A node", null]]), &json!("n")));
    assert!(late["ms"].as_f64().unwrap() >= 1500.0, "{late}");

    assert_eq!(
        (&waited["from"], &waited["told"], &waited["rule"]),
        (&json!("bob@localhost/ask"), &json!("answered"), &json!(2))
    );
    assert_eq!((&waited["question"], &waited["node"]), (&json!("disco#info"), &json!("n")));
    for part in ["question_xml", "answer_xml"] {
        assert!(waited[part].as_str().unwrap().contains("disco#info"), "{waited}");
    }
    drop((bob, admin));
    assert_eq!(serving.end("INT"), Some(0));
}

#[test]
fn hashes_are_announced_verified_by_others_and_announced_anew_when_the_profile_changes() {
    let serving = Serving::at(&SHARED, "hashes", MAIN);
    let us = serving.jid.clone();
    // Another client of the same account sees the presence of this one.
    let mut other = requester(&SHARED, "alice", "watch");
    let first = other.presence(&us, |told| told["ver"].is_string());
    assert_eq!(
        (&first["hash"], &first["priority"], &first["node"]),
        (&json!("sha-1"), &json!("-1"), &json!("urn:discoscope"))
    );
    let check = |verified: &Value| {
        assert_eq!(verified["computed_ver"], verified["ver"], "{verified}");
        assert_eq!(verified["computed"], verified["hashes"], "{verified}");
        assert_eq!(verified["hashes"].as_object().unwrap().len(), 2, "{verified}");
    };
    check(&other.verify(&us));

    // Without forms, slixmpp's own computation takes it, too.
    let (without_forms, _) = MAIN.split_once("[[node.form]]").unwrap();
    serving.change(without_forms);
    let second = other.presence(&us, |told| told["ver"] != first["ver"]);
    let verified = other.verify(&us);
    check(&verified);
    assert_eq!(verified["slixmpp_ver"], second["ver"]);
    // Who asks for what was announced before gets what it stood for.
    let node = format!("urn:discoscope#{}", first["ver"].as_str().unwrap());
    assert_eq!(other.ask("info", &us, Some(&node))["forms"].as_array().unwrap().len(), 1);
    assert_eq!(other.ask("info", &us, None)["forms"].as_array().unwrap().len(), 0);

    assert_eq!(serving.end("TERM"), Some(0));
    let _ = other.presence(&us, |told| told["type"] == "unavailable");
}

#[test]
fn a_broken_profile_leaves_what_was_said_and_one_that_breaks_rules_is_said_as_it_is_on_demand() {
    let mut serving = Serving::at(&SHARED, "broken", MAIN);
    let us = serving.jid.clone();
    let mut bob = requester(&SHARED, "bob", "broken");
    let before = bob.ask("info", &us, None)["features"].clone();
    serving.change("[[node]]\nfeature = []\n");
    let said = serving.complained("Line 2, node.feature");
    assert!(
        said.contains("profile.toml cannot be used") && said.ends_with("What was said before is still said."),
        "{said}"
    );
    assert_eq!(bob.ask("info", &us, None)["features"], before);

    let odd =
        "strict = false\n[[node]]\nidentities = [{ category = '' }, { category = '' }]\nfeatures = ['b', 'a', 'b', '']";
    serving.change(odd);
    let _ = serving.complained("was read again");
    let info = bob.ask("info", &us, None);
    assert_eq!(info["features"], json!(["b", "a", "b", ""]));
    assert_eq!(info["identities"], json!([["", null, null, null], ["", null, null, null]]));
    assert_eq!(serving.end("TERM"), Some(0));
}

#[test]
fn the_demo_server_is_served_in_lines_for_people() {
    let mut serving = Serving::start(MAIN, &["--demo"]);
    assert!(serving.jid.starts_with("demo@demo.localhost/"), "{}", serving.jid);
    // Nobody else is there, so nothing is said; it ends all the same.
    serving.change("[[node]]\nname = 'x'\n");
    let _ = serving.complained("The main node: It is missing");
    assert_eq!(serving.end("INT"), Some(0));
}

#[test]
fn lines_say_who_asked_what_and_what_they_were_told() {
    let (connect, ca) = (format!("127.0.0.1:{}", SHARED.starttls), SHARED.ca());
    let arguments = ["--account", "alice@localhost/lines", "--connect", &connect, "--ca", ca.to_str().unwrap()];
    let mut serving = Serving::start(&format!("{MAIN}{RULES}"), &arguments);
    let us = serving.jid.clone();
    let mut bob = requester(&SHARED, "bob", "lines");
    let _ = bob.ask("info", &us, Some("no\u{202e}such"));
    let line = serving.said("such”");
    assert!(
        line.ends_with("  bob@localhost/lines  disco#info node “no⟨U+202E⟩such”  refused: item-not-found"),
        "{line}"
    );
    let _ = bob.ask("info", &us, Some("n"));
    let line = serving.said("node “n”");
    assert!(line.ends_with("  answered, after 1500 ms, by rule 2"), "{line}");
}

/// Serves with a pipe that nobody reads, and asks more than it and the program hold.
fn stuck(resource: &str) -> Serving {
    let (connect, ca) = (format!("127.0.0.1:{}", SHARED.starttls), SHARED.ca());
    let account = format!("alice@localhost/{resource}");
    let arguments = ["--account", &account, "--connect", &connect, "--ca", ca.to_str().unwrap(), "--format", "json"];
    let serving = Serving::start_unread("alicepw", MAIN, &arguments);
    let mut bob = SHARED.raw("bob");
    for _ in 0..1_000 {
        let answer = bob.disco("info", &serving.jid, None);
        assert!(answer.contains("urn:z"), "{answer}");
    }
    serving
}

#[test]
fn a_pipe_that_nobody_reads_keeps_nobody_from_ending_it() {
    assert_eq!(stuck("stuck").end("TERM"), Some(0));
    assert_eq!(stuck("stuck").end("INT"), Some(0));
}

#[test]
fn what_a_full_pipe_did_not_take_is_counted_once_it_is_read() {
    let mut serving = stuck("full");
    serving.read();
    let said = serving.complained("lines were dropped because what was printed before was not read.");
    let dropped: usize = said.split_whitespace().find_map(|word| word.parse().ok()).unwrap();
    assert!((1..500).contains(&dropped), "{said}");
    for number in dropped..1_000 {
        let _ = serving.asked(&format!("question {number}"), |told| told["told"] == "answered");
    }
    // Whatever comes later is told again.
    let _ = requester(&SHARED, "bob", "later").ask("info", &serving.jid.clone(), Some("no such"));
    let _ = serving.asked("the last one", |told| told["node"] == "no such");
    assert_eq!(serving.end("TERM"), Some(0));
}

#[test]
fn a_wrong_profile_is_refused_before_anybody_is_connected_to() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("p.toml");
    for (text, words) in [
        ("[[rule]]\nwho = '*'\n", "p.toml cannot be used. Line 1, rule: it does nothing; write “answer”"),
        ("nodes = []", "p.toml cannot be used. Line 1, nodes: no field has this name"),
        ("", "p.toml cannot be used. The main node: It is missing"),
    ] {
        fs::write(&file, text).unwrap();
        let run =
            Program::new(["serve", "--account", "a@localhost", "--connect", "127.0.0.1:1", "--profile"]).arg(&file);
        let output = run.password("x").run().expect(2);
        assert!(output.sentence().contains(words), "{}", output.stderr);
        assert_eq!(output.stdout, "");
    }
    let missing = Program::new(["serve", "--demo", "--profile", "/no/such"]).run().expect(2);
    assert!(missing.sentence().contains("“/no/such” cannot be read: no such file"), "{}", missing.stderr);
    let nobody = Program::new(["serve"]).run().expect(2);
    assert!(nobody.sentence().contains("give --account JID"), "{}", nobody.stderr);
}

#[test]
fn ejabberd_hands_the_same_to_those_who_ask() {
    let server = ejabberd::Ejabberd::start();
    let (connect, ca) = (format!("127.0.0.1:{}", server.free), server.ca());
    let arguments = ["--anonymous", "--account", "localhost", "--connect", &connect, "--ca", ca.to_str().unwrap()];
    let mut serving = Serving::start(MAIN, &arguments);
    let us = serving.jid.clone();
    let mut raw = server.raw(server.free);
    let answer = raw.disco("info", &us, None);
    let at = |words: &str| answer.find(words).unwrap_or_else(|| panic!("{words}: {answer}"));
    assert!(at("urn:z") < at("urn:a") && at("Greetings") < at("gateway"), "{answer}");
    let line = serving.said("disco#info");
    assert!(line.ends_with("  answered"), "{line}");
    assert_eq!(serving.end("TERM"), Some(0));
}

const OF_COMPONENT: &str = "
[[node]]
identities = [{ category = 'component', type = 'generic', name = 'Everybody' }]
features = ['http://jabber.org/protocol/disco#info', 'http://jabber.org/protocol/disco#items']
[[node]]
jid = 'one@component.localhost'
identities = [{ category = 'component', type = 'generic', name = 'One' }]
features = ['http://jabber.org/protocol/disco#info']
[[rule]]
who = 'bob@localhost'
jid = 'two@component.localhost'
error = { condition = 'forbidden' }
";

#[test]
fn each_jid_of_a_component_says_what_is_its_own() {
    let connect = format!("127.0.0.1:{}", SHARED.component);
    let arguments = ["--component", "component.localhost", "--connect", &connect, "--format", "json"];
    let mut serving = Serving::start_with("component-secret", OF_COMPONENT, &arguments);
    let (mut bob, mut admin) = (requester(&SHARED, "bob", "component"), requester(&SHARED, "admin", "component"));
    for (jid, name) in [
        ("component.localhost", "Everybody"),
        ("one@component.localhost/x", "One"),
        ("three@component.localhost", "Everybody"),
    ] {
        assert_eq!(bob.ask("info", jid, None)["identities"][0][2], name, "{jid}");
    }
    assert_eq!(bob.ask("info", "two@component.localhost", None)["condition"], "forbidden");
    assert_eq!(admin.ask("info", "two@component.localhost", None)["identities"][0][2], "Everybody");
    let told = serving.asked("the question to two", |told| told["told"] == "refused");
    assert_eq!((&told["to"], &told["rule"]), (&json!("two@component.localhost"), &json!(1)));
    serving.change(&OF_COMPONENT.replace("Everybody", "Changed"));
    let _ = serving.complained("was read again");
    assert_eq!(bob.ask("info", "component.localhost", None)["identities"][0][2], "Changed");
    assert_eq!(serving.end("TERM"), Some(0));
}
