//! `discoscope crawl`, against the demo server and a real Prosody.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use discoscope::snapshot::{self, Watch};
use serde_json::Value;
use tempfile::TempDir;

use program::{Output, Program, bare_command};
use prosody::{NODES, Prosody, ROOMS, SHARED};

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

const ODD: &str = "odd.demo.localhost";

/// A place for the file, and the file.
struct Place {
    file: PathBuf,
    _folder: TempDir,
}

fn place() -> Place {
    let folder = TempDir::with_prefix("discoscope-crawl-").unwrap();
    Place { file: folder.path().join("seen.json"), _folder: folder }
}

fn demo(file: &Path, arguments: &[&str]) -> Output {
    Program::new(["--demo", "crawl"]).with(arguments).arg("--out").arg(file).limit(Duration::from_secs(60)).run()
}

fn document(file: &Path) -> Value {
    serde_json::from_slice(&fs::read(file).unwrap()).unwrap()
}

/// The records by what they are called.
fn records(file: &Path) -> BTreeMap<String, Value> {
    let document = document(file);
    let name = |record: &Value| match record["node"].as_str() {
        Some(node) => format!("{} {node}", record["jid"].as_str().unwrap()),
        None => record["jid"].as_str().unwrap().to_owned(),
    };
    document["entities"].as_array().unwrap().iter().map(|record| (name(record), record.clone())).collect()
}

fn names(file: &Path) -> Vec<String> {
    records(file).into_keys().collect()
}

trait With {
    fn with(self, arguments: &[&str]) -> Self;
}

impl With for Program {
    fn with(self, arguments: &[&str]) -> Self {
        arguments.iter().fold(self, Program::arg)
    }
}

#[test]
fn what_was_seen_is_in_the_file() {
    let place = place();
    let output = demo(&place.file, &["demo.localhost", "--leave-out", ODD, "--leave-out", "irc.*"]).expect(0);
    assert!(output.stdout.contains(" entities, "), "{output:?}");
    assert!(output.stdout.contains("asking has a side effect (XEP-0013): 1"), "{output:?}");
    assert!(output.stdout.contains("refused, forbidden: "), "{output:?}");
    let records = records(&place.file);
    for name in
        ["demo.localhost", "rooms.demo.localhost", "lobby@rooms.demo.localhost", "pubsub.demo.localhost news/archive"]
    {
        assert_eq!(records[name]["info"]["state"], "answered", "{name}");
        assert_eq!(records[name]["items"]["state"], "answered", "{name}");
    }
    assert!(records.keys().all(|name| !name.contains(ODD) && !name.contains("irc.")));
    assert!(records["demo.localhost"]["info"]["reply_xml"].as_str().unwrap().starts_with("<iq"));
    let snapshot = snapshot::file::read(&place.file, &Watch::default()).unwrap();
    assert_eq!(snapshot.entities.len(), records.len());
    assert_eq!(snapshot.origin.server.as_deref(), Some("demo.localhost"));
    assert_eq!(snapshot.announced.len(), 1);
    assert!(snapshot.tree().rows().len() > 5, "the root is open");
}

#[test]
fn fences() {
    let place = place();
    let run = |arguments: &[&str]| {
        let output = demo(&place.file, arguments).expect(0);
        (names(&place.file), output.stdout)
    };
    let (seen, said) = run(&[ODD, "wide/all", "--depth", "1"]);
    assert_eq!(seen.len(), 51);
    assert!(said.contains("deeper than the crawl went: 2500\n") && said.contains("  and 2480 more\n"), "{said}");
    let (seen, said) = run(&[ODD, "wide/all", "--entities", "7"]);
    assert_eq!(seen.len(), 7);
    assert!(said.contains("beyond the number of entities"), "{said}");
    let (seen, _) = run(&[ODD, "loops/root", "--depth", "1"]);
    assert_eq!(seen, [format!("{ODD} loops/root")], "the server is not below its service");
    let (seen, _) = run(&[ODD, "loops/root", "--depth", "1", "--anywhere"]);
    assert_eq!(seen.len(), 2);
    let (seen, _) = run(&["demo.localhost", "--domain", "MIX.demo.localhost", "--domain", "bots.demo.localhost"]);
    assert!(
        seen.len() > 4
            && seen.iter().all(|name| name.contains("mix.") || name.contains("bots.") || name == "demo.localhost")
    );
}

#[test]
fn what_is_left_out_of_the_file() {
    let place = place();
    let output = demo(&place.file, &["demo@demo.localhost", "--no-xml", "--no-address"]).expect(0);
    let text = fs::read_to_string(&place.file).unwrap();
    assert!(!text.contains("demo@demo.localhost"), "{output:?}");
    assert!(!text.contains("<iq"));
    assert_eq!(document(&place.file)["with_xml"], false);
}

#[test]
fn a_name_that_ends_in_gz_compresses() {
    let place = place();
    let file = place.file.with_extension("json.gz");
    let _ = demo(&file, &[ODD, "big/1000"]).expect(0);
    assert_eq!(fs::read(&file).unwrap()[..2], [0x1f, 0x8b]);
    assert_eq!(snapshot::file::read(&file, &Watch::default()).unwrap().entities.len(), 1001);
}

#[test]
fn a_root_that_does_not_answer() {
    let place = place();
    let output = demo(&place.file, &[ODD, "silent/always", "--timeout", "1"]).expect(1);
    assert!(output.stderr.contains("odd.demo.localhost node silent/always did not answer"), "{output:?}");
    assert_eq!(records(&place.file)[&format!("{ODD} silent/always")]["info"]["state"], "timed-out");
    let output = demo(&place.file, &[ODD, "refuses/forbidden"]).expect(1);
    assert!(output.stdout.contains("refused, forbidden: 2"));
    assert!(demo(&place.file, &[ODD, "refuses/items"]).expect(0).stdout.contains("refused, forbidden: 1"));
}

#[test]
fn quiet_says_nothing_and_otherwise_a_line_now_and_then() {
    let place = place();
    let slow = [ODD, "big/40", "--rate", "12"];
    let output = demo(&place.file, &[&slow[..], &["-q"]].concat()).expect(0);
    assert_eq!((output.stdout.as_str(), output.stderr.as_str()), ("", ""));
    assert!(output.took >= Duration::from_secs(6), "82 questions at 12 a second: {:?}", output.took);
    let output = demo(&place.file, &slow).expect(0);
    let lines: Vec<_> = output.stderr.lines().collect();
    assert!(matches!(lines[..], [line] if line.contains(" answered · ") && line.contains("/s")), "{output:?}");
    assert!(!output.stderr.contains('\u{1b}'));
}

#[test]
fn a_file_that_cannot_be_written_is_found_out_at_once() {
    let place = place();
    let folder = place.file.parent().unwrap();
    let dangling = folder.join("dangling");
    std::os::unix::fs::symlink("/nowhere/at/all", &dangling).unwrap();
    for file in [
        folder.to_owned(),
        folder.join("no such folder/seen.json"),
        PathBuf::from("/proc/seen.json"),
        PathBuf::from(".."),
    ] {
        // Nobody is there to log in to: whoever tried would say so.
        let output =
            Program::new(["crawl", "example.org", "--account", "a@127.0.0.1", "--connect", "127.0.0.1:1", "--out"])
                .arg(&file)
                .password("x")
                .run()
                .expect(2);
        assert!(output.sentence().contains("could not be saved"), "{file:?}: {output:?}");
    }
    let _ = demo(&place.file, &[ODD, "loops/self"]).expect(0);
    let mut left: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    left.sort();
    assert_eq!(left, ["dangling", "seen.json"], "nothing else is left behind");
}

#[test]
fn no_connection() {
    let place = place();
    let output =
        Program::new(["crawl", "example.org", "--account", "a@127.0.0.1", "--connect", "127.0.0.1:1", "--out"])
            .arg(&place.file)
            .password("x")
            .run()
            .expect(2);
    assert!(output.sentence().len() > 20);
    assert!(!place.file.exists());
}

#[test]
fn wrong_usage() {
    for arguments in [
        &["crawl", "example.org"][..],
        &["crawl", "--out", "x"],
        &["crawl", "a@@b", "--out", "x"],
        &["crawl", "example.org", "--out", "x", "--rate", "0"],
        &["crawl", "example.org", "--out", "x", "--rate", "quick"],
        &["crawl", "example.org", "--out", "x", "--depth", "-1"],
        &["crawl", "example.org", "--out", "x", "--anywhere", "--domain", "y"],
        &["crawl", "example.org", "--out", "x"],
    ] {
        let output = Program::new(arguments).run().expect(2);
        assert!(!output.sentence().is_empty());
    }
}

#[test]
fn an_interrupt_saves_what_is_there() {
    let place = place();
    let home = TempDir::new().unwrap();
    let mut command = bare_command(&home);
    let _ = command.args(["--demo", "crawl", ODD, "wide/all", "--rate", "200", "--out"]).arg(&place.file);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).stdin(Stdio::null()).spawn().unwrap();
    thread::sleep(Duration::from_secs(3));
    let began = Instant::now();
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let output = child.wait_with_output().unwrap();
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(
        said.contains("Interrupt once more") && said.contains("Stopped before the end; what was seen is saved"),
        "{said}"
    );
    let snapshot = snapshot::file::read(&place.file, &Watch::default()).unwrap();
    assert!(snapshot.entities.len() > 100, "{}", snapshot.entities.len());
    assert!(snapshot.entities.iter().all(|entity| !entity.info.is_waiting() && !entity.items.is_waiting()));
}

fn prosody(server: &Prosody, file: &Path, arguments: &[&str]) -> Output {
    Program::new(["crawl"])
        .with(arguments)
        .with(&["--account", "alice@localhost", "--connect", &format!("127.0.0.1:{}", server.starttls)])
        .arg("--ca")
        .arg(server.ca())
        .arg("--out")
        .arg(file)
        .password("alicepw")
        .limit(Duration::from_secs(90))
        .run()
}

#[test]
fn a_real_server_as_a_whole() {
    let place = place();
    let output =
        prosody(&SHARED, &place.file, &["localhost", "--leave-out", "tree.*", "--leave-out", "odd.*"]).expect(0);
    let records = records(&place.file);
    for (room, _) in ROOMS {
        assert_eq!(records[&format!("{room}@rooms.localhost")]["info"]["state"], "answered");
    }
    for (node, items) in NODES {
        let record = &records[&format!("pubsub.localhost {node}")];
        assert_eq!(record["items"]["items"].as_array().unwrap().len(), items.len(), "{record}");
    }
    // Prosody answers for a component that is not connected, and asks to wait for the rest.
    assert_eq!(records["component.localhost"]["items"]["error"]["condition"], "remote-server-timeout");
    assert!(output.stdout.contains("; 3 asked again"), "{output:?}");
}

#[test]
fn large_trees_of_a_real_server() {
    let place = place();
    for (node, entities) in [("tree/3/10", 1111), ("big/3000", 3001)] {
        let output = prosody(&SHARED, &place.file, &["tree.localhost", node]).expect(0);
        assert!(
            output.stdout.starts_with(&format!("{entities} entities, {} questions in ", 2 * entities)),
            "{output:?}"
        );
        assert!(output.stdout.contains(&format!("{} answered, 0 refused, 0 silent", 2 * entities)), "{output:?}");
        assert_eq!(names(&place.file).len(), entities);
    }
}

#[test]
fn lists_in_pages_are_had_to_their_ends() {
    let items = |node: &str, status: i32| {
        let run = |format: &str| {
            Program::new(["--demo", "items", ODD, node, "--format", format]).limit(Duration::from_secs(60)).run()
        };
        (run("text").expect(status), run("json").expect(status).json())
    };
    for (node, listed) in
        [("partial", 250), ("uncounted", 250), ("overcounted", 250), ("undercounted", 250), ("many", 100_000)]
    {
        let (text, record) = items(&format!("pages/{node}"), 0);
        assert_eq!(text.stdout.lines().filter(|line| line.starts_with("  item ")).count(), listed, "{node}");
        assert!(!text.stdout.contains("part of the list") && text.stderr.is_empty(), "{node}: {}", text.stderr);
        assert_eq!(record["items"]["items"].as_array().unwrap().len(), listed, "{node}");
        assert_eq!(record["items"]["paging"]["complete"], true, "{node}");
    }
    for (node, rest, why) in [
        ("expired", "lost", "does not know any more where the list was left"),
        ("again", "repeated", "gave the same page again"),
        ("nameless", "unreachable", "does not say how the list goes on"),
    ] {
        let (text, record) = items(&format!("pages/{node}"), 1);
        assert!(text.stdout.contains("part of the list: 50 of 250") && text.stdout.contains(why), "{}", text.stdout);
        let sentence = text.sentence();
        assert!(sentence.contains("50 of 250") && sentence.contains(why), "{sentence}");
        let paging = &record["items"]["paging"];
        assert_eq!((&paging["complete"], &paging["rest"]), (&false.into(), &rest.into()), "{node}");
    }
}

#[test]
fn a_crawl_follows_pages_and_tells_whose_list_it_has_in_part() {
    let place = place();
    let output = demo(&place.file, &[ODD, "pages", "--leave-out", "odd.* big*"]).expect(0);
    assert!(output.stdout.contains("gave a part of the list only: 3"), "{}", output.stdout);
    let records = records(&place.file);
    let list = |node: &str| &records[&format!("{ODD} pages/{node}")]["items"];
    for (node, listed, complete) in [("partial", 250, true), ("many", 100_000, true), ("expired", 50, false)] {
        assert_eq!(list(node)["items"].as_array().unwrap().len(), listed, "{node}");
        assert_eq!(list(node)["paging"]["complete"], complete, "{node}");
    }
    assert!(records.contains_key(&format!("{ODD} pages/item/250")), "whoever stands on the last page is asked");
    assert_eq!(list("partial")["paging"]["more_pages"].as_array().unwrap().len(), 4);
    let fenced = demo(&place.file, &[ODD, "pages/many", "--entities", "1500"]).expect(0);
    assert!(fenced.stdout.contains("1500 entities"), "{}", fenced.stdout);
    assert!(fenced.stdout.contains("gave a part of the list only: 1"), "{}", fenced.stdout);
}
