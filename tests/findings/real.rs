//! What Prosody 0.12 and ejabberd 23 really answer, and what is to be said of it: the files are request and reply,
//! one a line.

use std::{collections::BTreeMap, fs, path::Path};

use discoscope::disco::{
    address::Address,
    state::{Entity, Kind},
    xml::{Limits, Read, parse},
};

use crate::ask::{answer, findings, lines};

#[test]
fn prosody_breaks_what_it_breaks() {
    compare(&found("prosody"), include_str!("../fixtures/prosody/findings.txt"));
}

#[test]
fn ejabberd_breaks_what_it_breaks() {
    compare(&found("ejabberd"), include_str!("../fixtures/ejabberd/findings.txt"));
}

#[track_caller]
fn compare(found: &[String], expected: &str) {
    let expected: Vec<&str> = expected.lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(found, expected, "found:\n{}", found.join("\n"));
}

/// The findings of the folder's entities, each with the name of its file before it.
fn found(server: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(server);
    let mut entities: BTreeMap<String, Entity> = BTreeMap::new();
    for file in fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let Some((entity, kind)) = name.strip_suffix(".xml").and_then(|name| name.split_once('.')) else { continue };
        let text = fs::read_to_string(&path).unwrap();
        let (request, reply) = text.trim().split_once('\n').unwrap();
        let address = asked(request);
        let kind = if kind == "info" { Kind::Info } else { Kind::Items };
        let entity = entities.entry(entity.to_owned()).or_insert_with(|| Entity::new(address));
        let id = if kind == Kind::Info { "id='d1'" } else { "id='d2'" };
        answer(entity, kind, &reply.replacen(id, "id='d1'", 1));
    }
    assert!(entities.len() > 15, "{server} has only {} entities", entities.len());
    let mut all = Vec::new();
    for (name, entity) in entities {
        let findings = findings(&entity);
        for (kind, list) in [("info", &findings.info), ("items", &findings.items)] {
            all.extend(lines(list).iter().map(|line| format!("{name}.{kind}: {line}")));
        }
    }
    all
}

fn asked(request: &str) -> Address {
    let stanza = parse(request, None, Limits::default()).unwrap();
    let Read::Whole { document, .. } = &stanza.content else { panic!("{request}") };
    let query = document.root().unwrap().elements().next().unwrap();
    let jid = stanza.to.as_deref().unwrap();
    query.attribute("node").map_or_else(|| Address::new(jid), |node| Address::with_node(jid, node))
}
