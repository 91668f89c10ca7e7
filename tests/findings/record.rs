//! Records of every state are as the published schema says.

use std::time::Duration;

use discoscope::disco::{
    address::Address,
    record::Record,
    state::{Asked, Entity, Kind, State},
    xml::Limits,
};
use discoscope::session::Match;
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::{
    ask::{answer, apply, matched},
    schema::mistakes,
};

const SCHEMA: &str = include_str!("../../assets/record.schema.json");
const RICH: &str = "<iq type='result' from='e.example.org' id='d1'><query xmlns='http://jabber.org/protocol/disco#info' a='1'>\
    <identity category='client' type='pc' xml:lang='de' name=''/><identity/><feature/><feature var='a'/><feature var='a'/>\
    <x xmlns='jabber:x:data' type='result'><title>T</title><instructions>I</instructions>\
    <field var='FORM_TYPE' type='hidden'><value>t</value></field><field><value/>\
    <media xmlns='urn:xmpp:media-element'><uri>cid:x</uri></media></field><reported><field var='r'/></reported>\
    <item><field var='r'><value>1</value></field></item></x></query></iq>";
const LIST: &str = "<iq type='result' from='e.example.org' id='d1'><query xmlns='http://jabber.org/protocol/disco#items'>\
    <item jid='a@b'/><item node='n' name='x' action='remove'/><set xmlns='http://jabber.org/protocol/rsm'><first index='0'>a</first>\
    <count>9</count></set></query></iq>";
const REFUSED: &str = "<iq type='error' from='e.example.org' id='d1'><error type='wait' by='x' code='404'>\
    <text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas' xml:lang='en'>No</text><mine xmlns='urn:x'/></error></iq>";

fn schema() -> Value {
    serde_json::from_str(SCHEMA).unwrap()
}

fn record(entity: &Entity) -> Value {
    let record = serde_json::to_value(Record::new(entity)).unwrap();
    assert_eq!(mistakes(&schema(), &record), Vec::<String>::new(), "{record:#}");
    record
}

fn entity() -> Entity {
    Entity::new(Address::new("e.example.org"))
}

#[test]
fn records_of_every_state_fit_the_schema() {
    let mut rich = entity();
    answer(&mut rich, Kind::Info, RICH);
    answer(&mut rich, Kind::Items, LIST);
    let mut refused = entity();
    answer(&mut refused, Kind::Info, REFUSED);
    answer(&mut refused, Kind::Items, REFUSED);
    let mut unreadable = entity();
    let limits = Limits { depth: 2, bytes: 10_000 };
    for (kind, reply) in [(Kind::Info, RICH), (Kind::Items, LIST)] {
        let (_, found) = matched(&unreadable.address, kind, reply, Duration::from_millis(1), limits);
        let Match::Answer(found) = found else { panic!("{found:?}") };
        apply(&mut unreadable, *found);
    }
    let asked = Asked { at: Timestamp::now(), request_xml: Some("<iq/>".into()) };
    let mut silent = entity();
    silent.info = State::TimedOut { asked: asked.clone(), after: Duration::from_secs(30) };
    silent.items = State::CutOff { at: Timestamp::now(), asked: Some(asked), why: "gone".into() };
    let mut unsent = entity();
    unsent.info = State::CutOff { at: Timestamp::now(), asked: None, why: "gone".into() };
    let mut waiting = rich.clone();
    let _ = waiting.info.begin(Timestamp::now());
    let _ = waiting.items.begin(Timestamp::now());
    let mut first = entity();
    let _ = first.info.begin(Timestamp::now());

    for (entity, states) in [
        (entity(), ["not-asked", "not-asked"]),
        (rich, ["answered", "answered"]),
        (refused, ["refused", "refused"]),
        (unreadable, ["unreadable", "unreadable"]),
        (silent, ["timed-out", "cut-off"]),
        (unsent, ["cut-off", "not-asked"]),
        (waiting, ["answered", "answered"]),
        (first, ["waiting", "not-asked"]),
    ] {
        let record = record(&entity);
        assert_eq!([&record["info"]["state"], &record["items"]["state"]], states.map(Value::from).each_ref());
    }
}

#[test]
fn findings_stand_in_the_record_of_what_was_answered_only() {
    let mut rich = entity();
    answer(&mut rich, Kind::Info, RICH);
    let record_now = record(&rich);
    let findings = record_now["info"]["findings"].as_array().unwrap();
    let duplicate =
        json!({ "rule": "feature-duplicate", "severity": "warning", "clause": "XEP-0115 §5.4", "detail": "a" });
    assert!(findings.contains(&duplicate), "{findings:?}");
    assert_eq!(record_now["items"]["findings"], json!([]));
    let _ = rich.info.begin(Timestamp::now());
    assert_eq!(record(&rich), record_now, "while a question is repeated, what is known is told");
}

#[test]
fn extras_are_xml() {
    let mut rich = entity();
    answer(&mut rich, Kind::Info, RICH);
    assert_eq!(
        record(&rich)["info"]["extras"],
        json!(["<query xmlns='http://jabber.org/protocol/disco#info' a='1'/>"])
    );
}

#[test]
fn the_schema_refuses_what_is_wrong() {
    let mut rich = entity();
    answer(&mut rich, Kind::Info, RICH);
    answer(&mut rich, Kind::Items, LIST);
    let right = record(&rich);
    let wrong: [fn(&mut Value); 7] = [
        |record| record["jid"] = Value::Null,
        |record| drop(record.as_object_mut().unwrap().remove("node")),
        |record| record["info"]["state"] = "perhaps".into(),
        |record| record["info"]["asked_at"] = "yesterday".into(),
        |record| record["items"]["surprise"] = 1.into(),
        |record| record["info"]["findings"][0]["severity"] = "fatal".into(),
        |record| record["items"]["items"][0]["valid_jid"] = "yes".into(),
    ];
    for (number, spoil) in wrong.iter().enumerate() {
        let mut record = right.clone();
        spoil(&mut record);
        assert_eq!(mistakes(&schema(), &record).len(), 1, "case {number}");
    }
}
