//! The document, which is that of a snapshot's file.

use discoscope::snapshot::{Watch, export::Format, file};

use serde_json::Value;

use crate::{
    harm::{hostile, small},
    schema, written,
};

#[test]
fn the_export_is_a_snapshot_that_can_be_opened() {
    let folder = tempfile::tempdir().unwrap();
    for snapshot in [small().snapshot(), hostile().snapshot()] {
        let exported = written(&snapshot, Format::Json);
        let path = folder.path().join("tree.json");
        std::fs::write(&path, &exported).unwrap();
        let read = file::read(&path, &Watch::default()).unwrap();
        assert_eq!(read.roots, snapshot.roots);
        assert_eq!(read.entities.len(), snapshot.entities.len());
        for to in crate::FORMATS {
            assert!(written(&read, to) == written(&snapshot, to), "{to:?} is not the same of what was read again");
        }
    }
}

#[test]
fn the_export_is_what_the_schema_says() {
    let read = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    let document = read(&written(&hostile().snapshot(), Format::Json));
    let schemas = [include_str!("../../assets/snapshot.schema.json"), include_str!("../../assets/record.schema.json")];
    let [snapshot, record] = schemas.map(read);
    assert_eq!(schema::mistakes(&snapshot, &document), Vec::<String>::new());
    for entity in document["entities"].as_array().unwrap() {
        assert_eq!(schema::mistakes(&record, entity), Vec::<String>::new());
    }
}
