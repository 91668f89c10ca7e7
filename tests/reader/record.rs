//! The JSON record: every key, of the right type, in every state (DESIGN.md, "What a reply looks like outside").

use std::{sync::Arc, time::Duration};

use discoscope::disco::{
    address::Address,
    read,
    record::Record,
    reply::Refusal,
    state::{Asked, Entity, Reply, State, Timing},
    xml::Unreadable,
};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::{INFO, ITEMS, document};

pub fn asked() -> Asked {
    let at: Timestamp = "2026-11-22T10:00:00.123456Z".parse().unwrap();
    Asked { at, request_xml: Some("<iq type='get'/>".into()) }
}

pub fn reply<T>(body: T) -> Reply<T> {
    let took = Duration::from_micros(4_200);
    Reply { asked: asked(), took, timing: Timing::InTime, reply_xml: Some("<iq/>".into()), reply_bytes: 5, body }
}

/// Every state but "answered", in the order of the contract.
pub fn unanswered<T>(refusal: &Arc<Refusal>) -> Vec<State<T>> {
    vec![
        State::NotAsked,
        State::Waiting { since: asked().at, before: None },
        State::Waiting { since: asked().at, before: Some(Box::new(State::NotAsked)) },
        State::Refused(reply(refusal.clone())),
        State::Unreadable(reply(Unreadable::TooDeep(128))),
        State::TimedOut { asked: asked(), after: Duration::from_secs(30) },
        State::CutOff { at: asked().at, asked: Some(asked()), why: "the server closed the connection".into() },
        State::CutOff { at: asked().at, asked: None, why: "there is no connection yet".into() },
    ]
}

pub fn json(entity: &Entity) -> Value {
    let text = serde_json::to_string(&Record::new(entity)).unwrap();
    let record: Value = serde_json::from_str(&text).unwrap();
    check(&record);
    record
}

type Is = fn(&Value) -> bool;

fn text(value: &Value) -> bool {
    value.is_string() || value.is_null()
}

fn texts(value: &Value) -> bool {
    value.as_array().is_some_and(|list| list.iter().all(Value::is_string))
}

fn keys(value: &Value, expected: &[(&str, Is)]) {
    let object = value.as_object().unwrap_or_else(|| panic!("{value} is no object"));
    for (key, is) in expected {
        let found = object.get(*key).unwrap_or_else(|| panic!("{key} is missing in {value}"));
        assert!(is(found), "{key} is {found}");
    }
    let known = expected.iter().map(|(key, _)| *key).chain(["problem"]);
    assert!(object.keys().all(|key| known.clone().any(|known| known == key)), "{value} has keys nobody knows");
}

/// Fails when the record breaks the contract.
fn check(record: &Value) {
    keys(record, &[("jid", Value::is_string), ("node", text), ("info", Value::is_object), ("items", Value::is_object)]);
    let common: [(&str, Is); 12] = [
        ("state", Value::is_string),
        ("asked_at", text),
        ("took_ms", |value| value.is_f64() || value.is_null()),
        ("late", Value::is_boolean),
        ("node_echoed", text),
        ("extras", texts),
        ("error", |value| value.is_object() || value.is_null()),
        ("findings", Value::is_array),
        ("problem", text),
        ("reply_bytes", |value| value.is_u64() || value.is_null()),
        ("request_xml", text),
        ("reply_xml", text),
    ];
    let info: [(&str, Is); 3] =
        [("identities", Value::is_array), ("features", Value::is_array), ("forms", Value::is_array)];
    let items: [(&str, Is); 2] = [("items", Value::is_array), ("paging", |value| value.is_object() || value.is_null())];
    keys(&record["info"], &[&common[..], &info].concat());
    keys(&record["items"], &[&common[..], &items].concat());
    for answer in [&record["info"], &record["items"]] {
        let states = ["not-asked", "waiting", "answered", "refused", "timed-out", "cut-off", "unreadable"];
        assert!(states.contains(&answer["state"].as_str().unwrap()));
        if let Value::Object(_) = answer["error"] {
            keys(
                &answer["error"],
                &[
                    ("type", text),
                    ("condition", text),
                    ("text", Value::is_array),
                    ("by", text),
                    ("application", texts),
                    ("legacy_code", text),
                ],
            );
            for words in answer["error"]["text"].as_array().unwrap() {
                keys(words, &[("lang", text), ("text", Value::is_string)]);
            }
        }
    }
    for identity in record["info"]["identities"].as_array().unwrap() {
        keys(identity, &[("category", text), ("type", text), ("name", text), ("lang", text)]);
    }
    assert!(record["info"]["features"].as_array().unwrap().iter().all(text));
    for form in record["info"]["forms"].as_array().unwrap() {
        let list: Is = Value::is_array;
        keys(
            form,
            &[
                ("form_type", text),
                ("type", text),
                ("title", text),
                ("instructions", texts),
                ("fields", list),
                ("reported", list),
                ("rows", list),
            ],
        );
        let rows = form["rows"].as_array().unwrap().iter().flat_map(|row| row.as_array().unwrap());
        let fields = form["fields"].as_array().unwrap().iter().chain(form["reported"].as_array().unwrap());
        for field in fields.chain(rows) {
            keys(field, &[("var", text), ("type", text), ("label", text), ("values", texts), ("media", texts)]);
        }
    }
    for item in record["items"]["items"].as_array().unwrap() {
        keys(
            item,
            &[("jid", text), ("node", text), ("name", text), ("action", text), ("valid_jid", Value::is_boolean)],
        );
    }
    if let Value::Object(_) = record["items"]["paging"] {
        // What more there may be is written down in the schema.
        let Value::Object(mut paging) = record["items"]["paging"].clone() else { unreachable!() };
        paging.retain(|key, _| !matches!(key.as_str(), "rest" | "first_page" | "more_pages"));
        let number: fn(&Value) -> bool = |value| value.is_u64() || value.is_null();
        keys(&Value::Object(paging), &[("count", number), ("complete", Value::is_boolean)]);
    }
}

#[test]
fn an_answer_is_written_out_whole() {
    let info = document(
        &format!(
            "<iq><query xmlns='{INFO}' node='n'><identity category='conference' type='text' name='' xml:lang='en'/>\
             <identity/><feature var='a'/><feature/><feature var='a'/><x xmlns='jabber:x:data' type='result'><title>T</title>\
             <instructions>I</instructions><field var='FORM_TYPE' type='hidden'><value>urn:f</value></field>\
             <reported><field var='c' label='C'/></reported><item><field var='c'><value>1</value></field></item></x>\
             <y xmlns='urn:y'/></query></iq>"
        ),
        Some("de"),
    );
    let items = document(
        &format!(
            "<iq><query xmlns='{ITEMS}'><item jid='a@rooms.localhost' name='Room A'/><item node='' action='update'/>\
             <set xmlns='http://jabber.org/protocol/rsm'><count>9</count></set></query></iq>"
        ),
        None,
    );
    let mut entity = Entity::new(Address::with_node("rooms.localhost", "n"));
    let late = Reply { timing: Timing::Late, ..reply(Arc::new(read::items(items.root().unwrap()))) };
    entity.info = State::Answered(reply(Arc::new(read::info(info.root().unwrap()))));
    entity.items = State::Answered(late);
    let finding = |rule, severity, clause, detail| json!({ "rule": rule, "severity": severity, "clause": clause, "detail": detail });
    let field = |var, kind: Value, label: Value, values: &[&str]| json!({ "var": var, "type": kind, "label": label, "values": values, "media": [] });
    assert_eq!(
        json(&entity),
        json!({
            "jid": "rooms.localhost",
            "node": "n",
            "info": {
                "state": "answered", "asked_at": "2026-11-22T10:00:00.123Z", "took_ms": 4.2, "late": false,
                "node_echoed": "n",
                "identities": [
                    { "category": "conference", "type": "text", "name": "", "lang": "en" },
                    { "category": null, "type": null, "name": null, "lang": "de" }
                ],
                "features": ["a", null, "a"],
                "forms": [{
                    "form_type": "urn:f", "type": "result", "title": "T", "instructions": ["I"],
                    "fields": [field("FORM_TYPE", json!("hidden"), json!(null), &["urn:f"])],
                    "reported": [field("c", json!(null), json!("C"), &[])],
                    "rows": [[field("c", json!(null), json!(null), &["1"])]]
                }],
                "extras": ["<y xmlns='urn:y'/>"],
                "error": null,
                "findings": [
                    finding("child-unknown", "note", "RFC 6120 §8.4", "y of urn:y"),
                    finding("disco-info-not-advertised", "note", "XEP-0030 §3.1", "http://jabber.org/protocol/disco#info"),
                    finding("identity-without-category", "error", "XEP-0030 §3.1", "absent"),
                    finding("identity-without-type", "error", "XEP-0030 §3.1", "absent"),
                    finding("feature-without-var", "error", "XEP-0030 §3.1", "absent"),
                    finding("feature-duplicate", "warning", "XEP-0115 §5.4", "a")
                ],
                "problem": null, "reply_bytes": 5,
                "request_xml": "<iq type='get'/>", "reply_xml": "<iq/>"
            },
            "items": {
                "state": "answered", "asked_at": "2026-11-22T10:00:00.123Z", "took_ms": 4.2, "late": true,
                "node_echoed": null,
                "items": [
                    { "jid": "a@rooms.localhost", "node": null, "name": "Room A", "action": null, "valid_jid": true },
                    { "jid": null, "node": "", "name": null, "action": "update", "valid_jid": false }
                ],
                "paging": {
                    "count": 9, "complete": false, "rest": "unreachable",
                    "first_page": {
                        "max": null, "received": 2, "taken": 2,
                        "set": { "first": null, "index": null, "last": null, "count": 9 }
                    }
                },
                "extras": [], "error": null,
                "findings": [
                    finding("reply-late", "note", "RFC 6120 §8.2.3", "after 0.0 s"),
                    finding("node-not-echoed", "warning", "XEP-0030 §3.2", "n"),
                    finding("items-not-advertised", "note", "XEP-0030 §4.1", "2 items"),
                    finding("page-without-ends", "warning", "XEP-0059 §2.2", "page 1"),
                    finding("item-without-jid", "error", "XEP-0030 §4.1", "absent"),
                    finding("item-node-empty", "warning", "XEP-0030 §4.2", "node=''"),
                    finding("item-with-action", "note", "XEP-0030 §5", "update")
                ],
                "problem": null, "reply_bytes": 5,
                "request_xml": "<iq type='get'/>", "reply_xml": "<iq/>"
            }
        })
    );
}

#[test]
fn every_state_has_every_key() {
    let iq = document(
        "<iq><error type='cancel' by='x' code='404'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>\
         <text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>words</text><a xmlns='urn:a'/></error></iq>",
        None,
    );
    let refusal = Arc::new(read::refusal(iq.root().unwrap()));
    let mut words = Vec::new();
    for (info, items) in unanswered(&refusal).into_iter().zip(unanswered(&refusal)) {
        let entity = Entity { info, items, ..Entity::new(Address::new("x")) };
        let record = json(&entity);
        let info = &record["info"];
        let of = |key: &str| info[key].clone();
        words.push(format!(
            "{} {} {} {} {}",
            of("state").as_str().unwrap(),
            of("asked_at").is_string(),
            of("took_ms").is_f64(),
            of("request_xml").is_string(),
            of("problem").as_str().unwrap_or("-")
        ));
        assert_eq!(record["info"]["state"], record["items"]["state"]);
        assert_eq!((&record["node"], &record["items"]["paging"]), (&Value::Null, &Value::Null));
        assert_eq!(info["error"].is_object(), info["state"] == "refused");
        assert_eq!(info["reply_xml"].is_string(), info["reply_bytes"].is_u64());
    }
    assert_eq!(
        words,
        [
            "not-asked false false false -",
            "waiting true false false -",
            "not-asked false false false -",
            "refused true true true -",
            "unreadable true true true nested deeper than 128 elements",
            "timed-out true true true no reply within 30 s",
            "cut-off true true true the server closed the connection",
            "cut-off true false false there is no connection yet",
        ]
    );
    let entity = Entity { info: State::Refused(reply(refusal)), ..Entity::new(Address::new("x")) };
    assert_eq!(
        json(&entity)["info"]["error"],
        json!({
            "type": "cancel", "condition": "gone", "text": [{ "lang": null, "text": "words" }], "by": "x",
            "application": ["<a xmlns='urn:a'/>"], "legacy_code": "404"
        })
    );
}
