//! Files that are none of ours, newer, cut off or damaged: one sentence each, which names the place.

use std::{fs, path::Path};

use discoscope::snapshot::{
    Error, Watch,
    file::{self, Keep},
};

use crate::{round_trip, seen};

fn refusal(path: &Path) -> String {
    match file::read(path, &Watch::default()) {
        Ok(_) => panic!("{} was read", path.display()),
        Err(error) => error.to_string().replace(&path.display().to_string(), "FILE"),
    }
}

/// A good file, as text.
fn good() -> String {
    let folder = tempfile::tempdir().unwrap();
    let bytes =
        round_trip::save(&round_trip::snapshot(&seen::rooms(2)), &folder.path().join("a.json"), &Keep::default());
    String::from_utf8(bytes).unwrap()
}

#[test]
fn every_broken_file_has_its_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.json");
    let good = good();
    let line_of = |needle: &str| good[..good.find(needle).unwrap()].matches('\n').count() + 1;
    let changed = |from: &str, to: &str| {
        assert!(good.contains(from), "{from}");
        good.replacen(from, to, 1)
    };
    // The stanza is read where it says more than the record.
    let odd = |from: &str, to: &str| changed("\"extras\": []", "\"extras\": [\"<x/>\"]").replacen(from, to, 1);
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let cases: Vec<(&str, String, String)> = vec![
        ("empty", String::new(), "is not a Discoscope snapshot: the file is empty.".into()),
        ("text", "Dear diary".into(), "is not a Discoscope snapshot: it does not begin like a JSON object.".into()),
        ("other JSON", "{\"a\": 1}".into(), "is not a Discoscope snapshot: it is JSON of another kind.".into()),
        ("a list", "[1, 2]".into(), "is not a Discoscope snapshot: it does not begin like a JSON object.".into()),
        (
            "other format",
            "{\"format\": \"evil\\u202e\", \"version\": 1}".into(),
            "is not a Discoscope snapshot: its format is “evil⟨U+202E⟩”.".into(),
        ),
        (
            "no version",
            "{\"format\": \"discoscope-snapshot\"}".into(),
            "is not a Discoscope snapshot: it does not say which version it is.".into(),
        ),
        (
            "version 0",
            changed("\"version\": 1", "\"version\": 0"),
            "is not a Discoscope snapshot: there is no version 0 of the format.".into(),
        ),
        (
            "newer",
            "{\"format\": \"discoscope-snapshot\", \"version\": 7, \"entities\": {\"as\": \"nobody knows\"}}".into(),
            "is a snapshot of version 7, and this program reads versions up to 1; open it with a newer Discoscope."
                .into(),
        ),
        ("cut off", good[..good.len() / 2].to_owned(), "the file ends too early".into()),
        (
            "wrong type",
            changed("\"late\": false", "\"late\": \"no\""),
            format!("is damaged at line {}, column", line_of("\"late\"")),
        ),
        (
            "unknown state",
            changed("\"state\": \"answered\"", "\"state\": \"shouted\""),
            "unknown variant `shouted`, expected one of".into(),
        ),
        ("bad time", changed("\"asked_at\": \"2026", "\"asked_at\": \"20x6"), "expected a time such as".into()),
        ("absurd time", changed("\"took_ms\": 1.2", "\"took_ms\": 1e300"), "at most a hundred years".into()),
        ("negative time", changed("\"took_ms\": 1.2", "\"took_ms\": -1"), "at most a hundred years".into()),
        (
            "beyond the calendar",
            changed("\"asked_at\": \"2026-11-22T10:00:00.123Z\"", "\"asked_at\": \"9999-12-30T00:00:00.000Z\"")
                .replacen("\"took_ms\": 1.2", "\"took_ms\": 3000000000000", 1),
            "leave the calendar".into(),
        ),
        ("missing key", changed("\"late\": false,", ""), "missing field `late`".into()),
        ("key twice", changed("\"late\": false,", "\"late\": false, \"late\": true,"), "duplicate field `late`".into()),
        ("no reply", odd("\"reply_xml\": \"<iq", "\"reply_xml\": \"<"), "reply_xml: ".into()),
        ("two stanzas' worth", odd("<iq type='result'", "<iq type='result' a='&x;'"), "reply_xml: ".into()),
        (
            "no asked_at",
            changed("\"asked_at\": \"2026-11-22T10:00:00.123Z\"", "\"asked_at\": null"),
            "has no asked_at".into(),
        ),
        ("row of nobody", changed("\"roots\": [\n  {", "\"roots\": [{},\n  {"), "neither a jid nor a folder".into()),
        (
            "entity twice",
            changed("\"jid\": \"room-1@", "\"jid\": \"room-0@"),
            format!(
                "is damaged at line {}, column 3: “room-0@rooms.example.org” has two records",
                line_of("\"jid\": \"room-1@") - 1
            ),
        ),
        ("nested", changed("\"with_xml\": true", &format!("\"with_xml\": {deep}")), String::new()),
        ("half a character", changed("Room 1", "Room \\ud800"), "is damaged at line".into()),
        ("garbage after", format!("{good}garbage"), "trailing characters".into()),
    ];
    for (name, text, expected) in cases {
        fs::write(&path, text).unwrap();
        if name == "nested" {
            // What nobody asks for may be nested as it likes.
            let _ = file::read(&path, &Watch::default());
            continue;
        }
        let said = refusal(&path);
        assert!(said.contains(&expected), "{name}: {said}");
        assert!(said.starts_with("“FILE” ") && said.ends_with('.') && !said.contains('\n'), "{name}: {said}");
        assert!(said.len() < 400, "{name}: {said}");
    }
}

#[test]
fn bytes_that_are_no_text_and_packed_files_that_break_off_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.json.gz");
    let mut bytes = good().into_bytes();
    let middle = bytes.len() / 2;
    bytes[middle] = 0xff;
    fs::write(&path, &bytes).unwrap();
    assert!(refusal(&path).contains("is damaged at line"), "{}", refusal(&path));
    let packed = round_trip::save(&round_trip::snapshot(&seen::rooms(2000)), &path, &Keep::default());
    fs::write(&path, &packed[..packed.len() / 2]).unwrap();
    assert!(refusal(&path).contains("the compressed data breaks off or is damaged"), "{}", refusal(&path));
    let mut flipped = packed.clone();
    flipped[packed.len() / 2] ^= 0x55;
    fs::write(&path, &flipped).unwrap();
    assert!(refusal(&path).contains("is damaged at line"), "{}", refusal(&path));
}

#[test]
fn a_small_file_that_unpacks_into_gigabytes_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bomb.gz");
    let mut bomb = Vec::new();
    let member = {
        let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        std::io::Write::write_all(&mut out, &vec![b' '; 64 << 20]).unwrap();
        out.finish().unwrap()
    };
    for _ in 0..33 {
        bomb.extend_from_slice(&member);
    }
    fs::write(&path, &bomb).unwrap();
    assert_eq!(
        refusal(&path),
        "“FILE” holds more than 2 GiB, which is more than Discoscope reads; save a part of the tree instead."
    );
}

#[test]
fn what_is_no_file_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("missing.json");
    assert_eq!(refusal(&missing), "“FILE” could not be read: no such file or directory.");
    assert_eq!(refusal(folder.path()), "“FILE” could not be read: it is no file.");
}

#[test]
fn reading_can_be_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.json");
    let _ = round_trip::save(&round_trip::snapshot(&seen::rooms(10)), &path, &Keep::default());
    let watch = Watch::default();
    watch.cancel();
    assert_eq!(file::read(&path, &watch).unwrap_err(), Error::Cancelled);
}

#[test]
fn version_one_is_read_for_ever() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/snapshots/version-1.json");
    let snapshot = file::read(&path, &Watch::default()).unwrap();
    assert_eq!(snapshot.entities.len(), 3);
    let rows = round_trip::rows(&snapshot.tree());
    assert_eq!(rows.len(), 3, "{rows:?}");
    let room = snapshot.find(&discoscope::disco::address::Address::new("room-1@rooms.example.org")).unwrap();
    assert_eq!(room.info.answer().unwrap().features.len(), 20);
    assert_eq!(snapshot.origin.account.as_deref(), Some("alice@e0.example/x7"));
}

/// A file of one entity that lists itself, with these rows open.
fn rows(roots: &str, open: &str) -> String {
    let good = good();
    let start = good.find("\"roots\"").unwrap();
    let end = good.find(" \"contacts\"").unwrap();
    format!("{}\"roots\": [{roots}],\n \"open\": [{open}],\n{}", &good[..start], &good[end..])
}

#[test]
fn rows_without_end_are_opened_within_bounds() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.json");
    let root = "{\"jid\": \"rooms.example.org\", \"node\": null}";
    let many: Vec<_> = (0..200_000).map(|n| format!("{{\"jid\": \"r{n}.example\", \"node\": null}}")).collect();
    let deep: Vec<_> = (0..60_000)
        .map(|depth| {
            format!(
                "{{\"depth\": {depth}, \"jid\": \"rooms.example.org\", \"node\": null, \"nth\": 0, \"open\": true}}"
            )
        })
        .collect();
    let wide: Vec<_> = (0..100_000)
        .map(|n| format!("{{\"depth\": 0, \"jid\": \"r{n}.example\", \"node\": null, \"nth\": 0, \"open\": true}}"))
        .collect();
    // The list that goes round: the rooms' server names itself.
    let round = |text: String| {
        text.replace("<item jid='room-0@rooms.example.org'", "<item jid='rooms.example.org'").replace(
            "\"jid\": \"room-0@rooms.example.org\",\n      \"node\": null,\n      \"name\": \"Room 0\"",
            "\"jid\": \"rooms.example.org\",\n      \"node\": null,\n      \"name\": \"Room 0\"",
        )
    };
    for (name, text, least) in [
        ("roots", rows(&many.join(","), ""), 200_000),
        ("wide", rows(&many.join(","), &wide.join(",")), 200_000),
        ("deep", round(rows(root, &deep.join(","))), 3),
    ] {
        fs::write(&path, text).unwrap();
        let began = std::time::Instant::now();
        let tree = round_trip::open(&path).tree();
        assert!(tree.rows().len() >= least && tree.rows().len() < 1_000_000, "{name}: {} rows", tree.rows().len());
        assert!(began.elapsed().as_secs() < 60, "{name} took {:?}", began.elapsed());
    }
}
