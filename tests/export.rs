//! Exports: each format read back by what reads it elsewhere.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::{
    io::Write,
    process::{Command, Stdio},
};

use discoscope::snapshot::{
    Snapshot, Watch,
    export::{self, Format},
};

#[path = "export/csv.rs"]
mod csv_tables;
#[path = "export/dot.rs"]
mod dot;
#[path = "export/golden.rs"]
mod golden;
#[path = "support/harm.rs"]
mod harm;
#[path = "export/html.rs"]
mod html;
#[path = "export/json.rs"]
mod json;
#[path = "export/markdown.rs"]
mod markdown;
#[path = "support/schema.rs"]
mod schema;
#[path = "export/text.rs"]
mod text;

fn written(snapshot: &Snapshot, to: Format) -> String {
    let mut out = Vec::new();
    export::write(snapshot, to, &mut out, &Watch::default()).unwrap();
    String::from_utf8(out).unwrap()
}

/// What a program makes of some input.
fn piped(command: &mut Command, input: String) -> String {
    let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = child.expect("tests/run installs what the tests need");
    let mut stdin = child.stdin.take().unwrap();
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().unwrap();
    let _ = writer.join().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && errors.is_empty(), "{command:?}: {errors}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_same_snapshot_gives_the_same_bytes() {
    for to in FORMATS {
        assert_eq!(written(&harm::small().snapshot(), to), written(&harm::small().snapshot(), to), "{to:?}");
    }
}

#[test]
fn an_empty_snapshot_is_exported_too() {
    for to in FORMATS {
        assert!(!written(&Snapshot::default(), to).is_empty());
    }
}

#[test]
fn a_stopped_export_says_so() {
    let watch = Watch::default();
    watch.cancel();
    for to in FORMATS {
        let stopped = export::write(&harm::small().snapshot(), to, &mut Vec::new(), &watch);
        assert!(matches!(stopped, Err(export::Error::Cancelled)), "{to:?}");
    }
}

#[test]
fn a_writer_that_takes_no_more_ends_the_export() {
    struct Full;
    impl Write for Full {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::StorageFull.into())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    for to in FORMATS {
        let full = export::write(&harm::small().snapshot(), to, &mut Full, &Watch::default());
        let Err(export::Error::Output(why)) = full else { panic!("{to:?}: {full:?}") };
        assert_eq!(why.kind(), std::io::ErrorKind::StorageFull, "{to:?}");
    }
}

const FORMATS: [Format; 6] = [
    Format::Markdown,
    Format::Csv(export::Table::Features),
    Format::Csv(export::Table::Items),
    Format::Json,
    Format::Dot,
    Format::Html,
];
