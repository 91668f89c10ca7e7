//! Checks JSON against the part of JSON Schema 2020-12 that our schemas use; a keyword that it does not know fails the test.

use serde_json::Value;

/// What is wrong with a value, one line a mistake.
pub fn mistakes(schema: &Value, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    check(schema, schema, value, "", &mut found);
    found
}

fn check(root: &Value, schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    for (keyword, rule) in schema.as_object().expect("a schema is an object") {
        match keyword.as_str() {
            "$schema" | "$id" | "$defs" | "title" | "description" => {}
            "$ref" => {
                let pointer = rule.as_str().unwrap().strip_prefix('#').expect("a reference inside the schema");
                let target = root.pointer(pointer).unwrap_or_else(|| panic!("{rule} leads nowhere"));
                check(root, target, value, at, found);
            }
            "anyOf" => {
                let fits = |one: &Value| {
                    let mut inner = Vec::new();
                    check(root, one, value, at, &mut inner);
                    inner.is_empty()
                };
                if !rule.as_array().unwrap().iter().any(fits) {
                    found.push(format!("{at} fits none of the alternatives: {value}"));
                }
            }
            "allOf" => rule.as_array().unwrap().iter().for_each(|one| check(root, one, value, at, found)),
            "type" => {
                let types: Vec<&str> = rule.as_array().map_or_else(
                    || vec![rule.as_str().unwrap()],
                    |types| types.iter().map(|one| one.as_str().unwrap()).collect(),
                );
                if !types.iter().any(|name| is_of(name, value)) {
                    found.push(format!("{at} is not {types:?}: {value}"));
                }
            }
            "enum" => {
                if !rule.as_array().unwrap().contains(value) {
                    found.push(format!("{at} is none of {rule}: {value}"));
                }
            }
            "required" => {
                for key in rule.as_array().unwrap() {
                    if value.is_object() && value.get(key.as_str().unwrap()).is_none() {
                        found.push(format!("{at} has no {key}"));
                    }
                }
            }
            "properties" => {
                for (key, inner) in rule.as_object().unwrap() {
                    if let Some(value) = value.get(key) {
                        check(root, inner, value, &format!("{at}/{key}"), found);
                    }
                }
            }
            "unevaluatedProperties" => {
                assert_eq!(rule, false);
                let known = known_keys(root, schema);
                for key in value.as_object().into_iter().flat_map(|object| object.keys()) {
                    if !known.contains(&key.as_str()) {
                        found.push(format!("{at} has an unknown key {key}"));
                    }
                }
            }
            "items" => {
                for (number, value) in value.as_array().into_iter().flatten().enumerate() {
                    check(root, rule, value, &format!("{at}/{number}"), found);
                }
            }
            "minimum" => {
                if value.as_f64().is_some_and(|number| number < rule.as_f64().unwrap()) {
                    found.push(format!("{at} is below {rule}: {value}"));
                }
            }
            "pattern" => {
                assert_eq!(rule, TIMESTAMP, "the one pattern that is known here");
                if value.as_str().is_some_and(|text| !is_timestamp(text)) {
                    found.push(format!("{at} is no time: {value}"));
                }
            }
            other => panic!("the keyword {other} is unknown here"),
        }
    }
}

const TIMESTAMP: &str = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$";

fn is_timestamp(text: &str) -> bool {
    let shape: String = text.chars().map(|sign| if sign.is_ascii_digit() { '0' } else { sign }).collect();
    shape == "0000-00-00T00:00:00.000Z"
}

fn is_of(name: &str, value: &Value) -> bool {
    match name {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "string" => value.is_string(),
        "number" => value.is_number(),
        "integer" => value.is_u64() || value.is_i64(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("there is no type {other}"),
    }
}

/// The properties that a schema names itself or by reference.
fn known_keys<'a>(root: &'a Value, schema: &'a Value) -> Vec<&'a str> {
    let own = schema.get("properties").and_then(Value::as_object);
    let mut keys: Vec<&str> = own.into_iter().flat_map(|own| own.keys().map(String::as_str)).collect();
    for one in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
        keys.extend(known_keys(root, one));
    }
    if let Some(pointer) = schema.get("$ref").and_then(Value::as_str) {
        keys.extend(known_keys(root, root.pointer(pointer.trim_start_matches('#')).unwrap()));
    }
    keys
}
