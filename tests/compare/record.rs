//! The JSON of a comparison is as the published schema says.

use discoscope::{
    disco::state::{Kind, Outcome},
    snapshot::{
        Watch,
        compare::{self, Options, record::Document},
    },
};
use serde_json::{Value, json};

use crate::{
    schema::mistakes,
    seen::{Seen, silent},
};

const SCHEMA: &str = include_str!("../../assets/compare.schema.json");

fn record(left: &Seen, right: &Seen, options: Options, is_whole: bool) -> Value {
    let (left, right) = (left.snapshot(), right.snapshot());
    let comparison = compare::compare(&left, &right, options, &Watch::default()).unwrap();
    let document = Document::new((("a", &left.origin), ("b", &right.origin)), &comparison, is_whole);
    let record = serde_json::to_value(&document).unwrap();
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    assert_eq!(mistakes(&schema, &record), Vec::<String>::new(), "{record:#}");
    record
}

const RICH: &str = "<identity category='client' type='pc' xml:lang='de' name=''/><identity/><feature/><feature var='a'/>\
    <x xmlns='jabber:x:data' type='result'><title>T</title><field var='FORM_TYPE' type='hidden'><value>t</value></field>\
    <field><value>1</value></field><reported><field var='r'/></reported><item><field var='r'><value>1</value></field></item></x>\
    <odd xmlns='urn:o'/>";

fn rich() -> Seen {
    Seen::new(&["a.example"])
        .info("a.example", RICH)
        .items("a.example", "<item jid='b.example' name='B'/><item jid='c.example'/><item node='n' action='x'/>")
        .refuses("b.example", Kind::Info, "<error type='auth' by='a.example' code='1'><forbidden xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>")
        .facts("b.example", Kind::Version, &[("name", "N")])
        .info("c.example", "")
}

#[test]
fn every_kind_of_line_fits_the_schema() {
    let poor = Seen::new(&["a.example"])
        .info("a.example", "<feature var='b'/>")
        .lists("a.example", &["d.example", "b.example"])
        .info("b.example", "")
        .facts("b.example", Kind::Version, &[])
        .outcome("d.example", Outcome::Info(silent()));
    for is_whole in [false, true] {
        let there = record(&rich(), &poor, Options::default(), is_whole);
        let marks: Vec<_> =
            there["entities"].as_array().unwrap().iter().map(|entity| entity["mark"].as_str().unwrap()).collect();
        assert_eq!(marks, ["changed", "changed", "removed", "added"]);
        let _ = record(&poor, &rich(), Options::default(), is_whole);
        let _ = record(&rich(), &Seen::new(&["a.example"]).info("a.example", ""), Options::default(), is_whole);
    }
    let same = record(&rich(), &rich(), Options::default(), false);
    assert_eq!(same["entities"], json!([]));
    assert_eq!(record(&rich(), &rich(), Options::default(), true)["entities"].as_array().unwrap().len(), 3);
}

#[test]
fn a_record_says_what_was_compared() {
    let side = |domain: &str, var: &str| Seen::new(&[domain]).info(domain, &format!("<feature var='{var}'/>"));
    let mapping = compare::Mapping::new(["shop.example=test.example".parse().unwrap()]).unwrap();
    let record = record(
        &side("shop.example", "x"),
        &side("test.example", "y"),
        Options { mapping, ..Options::default() },
        false,
    );
    assert_eq!(record["format"], "discoscope-comparison");
    assert_eq!(record["map"], json!([{ "left": "shop.example", "right": "test.example" }]));
    assert_eq!(record["ignored"], json!(["times", "order"]));
    assert_eq!(record["left"]["account"], "me@a.example/x7");
    assert_eq!(
        record["summary"],
        json!({ "same": 0, "changed": 1, "added": 0, "removed": 0, "unknown": 0, "partial": 0 })
    );
    let entity = &record["entities"][0];
    assert_eq!(entity["left"], json!({ "jid": "shop.example", "node": null }));
    assert_eq!(entity["right"], json!({ "jid": "test.example", "node": null }));
    let expected = json!([{ "question": "info", "heading": "features", "name": null, "lines": [
        { "mark": "removed", "what": "", "left": { "text": "x", "value": "x" }, "right": null },
        { "mark": "added", "what": "", "left": null, "right": { "text": "y", "value": "y" } },
    ] }]);
    assert_eq!(entity["groups"], expected);
}
