//! `discoscope export` as a person runs it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::{
    fs::{self, File},
    io::Read,
    path::{Path, PathBuf},
    process::Stdio,
};

use discoscope::snapshot::{
    Snapshot, Watch,
    export::{self, Format, Table},
    file::{self, Keep},
};
use program::{Output, Program};
use tempfile::TempDir;

#[path = "support/harm.rs"]
#[allow(dead_code, reason = "a toolbox of which each test binary takes a part")]
mod harm;
#[path = "support/program.rs"]
#[allow(dead_code, reason = "a toolbox of which each test binary takes a part")]
mod program;

const FORMATS: [(&str, Format); 5] = [
    ("markdown", Format::Markdown),
    ("csv", Format::Csv(Table::Features)),
    ("json", Format::Json),
    ("dot", Format::Dot),
    ("html", Format::Html),
];

/// A folder with a saved snapshot in it.
fn saved(snapshot: &Snapshot, name: &str) -> (TempDir, PathBuf) {
    let folder = TempDir::with_prefix("discoscope-export-").unwrap();
    let path = folder.path().join(name);
    file::write(snapshot, &path, &Keep::default(), &Watch::default()).unwrap();
    (folder, path)
}

fn expected(snapshot: &Snapshot, to: Format) -> String {
    let mut out = Vec::new();
    export::write(snapshot, to, &mut out, &Watch::default()).unwrap();
    String::from_utf8(out).unwrap()
}

fn export(path: &Path, arguments: &[&str]) -> Output {
    let path = path.to_str().unwrap();
    Program::new(["export", path].iter().chain(arguments)).run()
}

#[test]
fn every_format_goes_to_standard_output() {
    let snapshot = harm::small().snapshot();
    for name in ["tree.json", "tree.json.gz"] {
        let (_folder, path) = saved(&snapshot, name);
        for (to, format) in FORMATS {
            let output = export(&path, &["--to", to]).expect(0);
            assert_eq!((output.stdout, output.stderr), (expected(&snapshot, format), String::new()), "{to}");
        }
        let items = export(&path, &["--to", "csv", "--table", "items"]).expect(0);
        assert_eq!(items.stdout, expected(&snapshot, Format::Csv(Table::Items)));
    }
}

#[test]
fn every_format_goes_to_a_file() {
    let snapshot = harm::small().snapshot();
    let (folder, path) = saved(&snapshot, "tree.json");
    for (to, format) in FORMATS {
        for out in ["report.out", "report.csv"] {
            let out = folder.path().join(out);
            let output = export(&path, &["--to", to, "--out", out.to_str().unwrap()]).expect(0);
            assert_eq!((output.stdout, output.stderr), (String::new(), String::new()));
            if to == "csv" {
                let name = if out.ends_with("report.csv") { "report" } else { "report.out" };
                for (ending, table) in [("features", Table::Features), ("items", Table::Items)] {
                    let written = fs::read_to_string(folder.path().join(format!("{name}.{ending}.csv"))).unwrap();
                    assert_eq!(written, expected(&snapshot, Format::Csv(table)));
                }
            } else {
                assert_eq!(fs::read_to_string(&out).unwrap(), expected(&snapshot, format), "{to}");
                fs::remove_file(out).unwrap();
            }
        }
    }
    let mut left: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    left.sort();
    let tables = ["report.features.csv", "report.items.csv", "report.out.features.csv", "report.out.items.csv"];
    assert_eq!(left, tables.into_iter().chain(["tree.json"]).collect::<Vec<_>>(), "nothing else is left");
}

#[test]
fn a_part_can_be_exported() {
    let (_folder, path) = saved(&harm::small().snapshot(), "tree.json");
    let room = export(&path, &["--to", "markdown", "--below", "LOBBY@rooms.a.example"]).expect(0).stdout;
    assert!(room.starts_with("# Service discovery of `lobby@rooms.a.example`\n"), "{room}");
    assert!(!room.contains("Lab Prosody") && room.contains("2 entities asked"), "{room}");
    let unknown = export(&path, &["--to", "dot", "--below", "nobody.example", "--node", "x"]).expect(2);
    assert!(unknown.sentence().contains("Nothing is known of “nobody.example node x” in “"), "{unknown:?}");
    let wrong = export(&path, &["--to", "dot", "--below", "a@b@c"]).expect(2);
    assert!(wrong.sentence().contains("is not a JID"), "{wrong:?}");
}

#[test]
fn what_cannot_be_exported_gets_a_sentence() {
    let (folder, path) = saved(&harm::small().snapshot(), "tree.json");
    let foreign = folder.path().join("foreign.json");
    fs::write(&foreign, "{}").unwrap();
    for (file, arguments, words) in [
        (folder.path().join("missing.json"), vec!["--to", "dot"], "could not be read"),
        (folder.path().to_owned(), vec!["--to", "dot"], "could not be read"),
        (foreign, vec!["--to", "dot"], "is not a Discoscope snapshot"),
        (path.clone(), vec![], "--to"),
        (path.clone(), vec!["--to", "pdf"], "pdf"),
        (path.clone(), vec!["--to", "dot", "--node", "x"], "--below"),
        (path.clone(), vec!["--to", "csv", "--table", "items", "--out", "x"], "--table"),
        (path.clone(), vec!["--to", "dot", "--out", "/nowhere/at/all.dot"], "could not be saved"),
        (path.clone(), vec!["--to", "dot", "--out", "/"], "could not be saved"),
    ] {
        let output = export(&file, &arguments).expect(2);
        assert!(output.sentence().contains(words), "{arguments:?}: {output:?}");
        assert_eq!(output.stdout, "");
    }
    let before = fs::read(&path).unwrap();
    let _ = export(&path, &["--to", "dot", "--below", "nobody.example", "--out", path.to_str().unwrap()]).expect(2);
    assert_eq!(fs::read(&path).unwrap(), before, "a failed export leaves what was there");
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error_and_a_full_disk_is_one() {
    let (folder, path) = saved(&harm::hostile().snapshot(), "tree.json.gz");
    let command = || {
        let mut command = program::bare_command(&folder);
        let _ = command.args(["export", path.to_str().unwrap(), "--to", "html"]).stderr(Stdio::piped());
        command
    };
    let mut child = command().stdout(Stdio::piped()).spawn().unwrap();
    let mut start = [0; 15];
    child.stdout.take().unwrap().read_exact(&mut start).unwrap();
    assert_eq!(&start, b"<!DOCTYPE html>");
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(0), ""));
    let full = File::options().write(true).open("/dev/full").unwrap();
    let output = command().stdout(full).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("could not be written") && said.lines().count() == 1, "{said}");
}

#[test]
fn what_was_crawled_can_be_exported() {
    let folder = TempDir::with_prefix("discoscope-export-").unwrap();
    let path = folder.path().join("demo.json.gz");
    let crawl = ["--demo", "--timeout", "1", "-q", "crawl", "demo.localhost", "--entities", "100", "--out"];
    let _ = Program::new(crawl.into_iter().chain([path.to_str().unwrap()])).run();
    for (to, _) in FORMATS {
        let exported = export(&path, &["--to", to]).expect(0).stdout;
        assert!(exported.contains("demo.localhost"), "{to}");
    }
}

#[test]
fn the_demo_server_is_exported_as_it_is_now() {
    let demo =
        |arguments: &[&str]| Program::new(["--demo", "--timeout", "1", "-q", "export"].iter().chain(arguments)).run();
    let rooms = demo(&["--to", "markdown", "--below", "rooms.demo.localhost"]);
    assert_eq!(rooms.status, Some(0), "{}", rooms.stderr);
    assert!(rooms.stdout.contains("rooms.demo.localhost") && !rooms.stdout.contains("pubsub.demo.localhost"));
    let nothing = Program::new(["export", "--to", "json"]).run();
    assert_eq!(nothing.status, Some(2));
    assert!(nothing.stderr.contains("There is nothing to export; name a snapshot"), "{}", nothing.stderr);
}

#[test]
fn a_document_is_compressed_when_its_name_says_so() {
    let (folder, path) = saved(&harm::small().snapshot(), "tree.json");
    let out = folder.path().join("again.json.gz");
    let exported = export(&path, &["--to", "json", "--out", out.to_str().unwrap()]);
    assert_eq!(exported.status, Some(0), "{}", exported.stderr);
    assert_eq!(fs::read(&out).unwrap()[..2], [0x1f, 0x8b]);
    assert_eq!(file::read(&out, &Watch::default()).unwrap().entities.len(), harm::small().snapshot().entities.len());
}
