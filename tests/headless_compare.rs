//! `discoscope compare` over real files: what it prints, and its exit status.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::path::{Path, PathBuf};

use discoscope::{
    disco::state::Kind,
    snapshot::{
        Watch,
        file::{self, Keep},
    },
};
use serde_json::Value;
use tempfile::TempDir;

use program::{Output, Program};
use schema::mistakes;
use seen::Seen;

#[path = "support/program.rs"]
#[allow(dead_code, reason = "a toolbox of which each test binary takes a part")]
mod program;
#[path = "support/schema.rs"]
mod schema;
#[path = "compare/seen.rs"]
#[allow(dead_code, reason = "a toolbox of which each test binary takes a part")]
mod seen;

const SCHEMA: &str = include_str!("../assets/compare.schema.json");

/// A folder with snapshots in it.
struct Files(TempDir);

impl Files {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn save(&self, name: &str, seen: &Seen) -> PathBuf {
        let path = self.0.path().join(name);
        file::write(&seen.snapshot(), &path, &Keep::default(), &Watch::default()).unwrap();
        path
    }
}

fn run(left: &Path, right: &Path, more: &[&str]) -> Output {
    let mut program = Program::new(["compare"]).arg(left).arg(right);
    for argument in more {
        program = program.arg(argument);
    }
    program.run()
}

/// A server; `domain` stands in its addresses.
fn server(domain: &str, features: &str) -> Seen {
    let rooms = format!("rooms.{domain}");
    Seen::new(&[domain])
        .info(domain, &format!("<identity category='server' type='im' name='Server'/>{features}"))
        .items(domain, &format!("<item jid='{rooms}' name='Chat rooms'/>"))
        .info(&rooms, "<identity category='conference' type='text' name='Chat rooms'/><feature var='urn:xmpp:mam:2'/>")
}

/// The lines of the report below its heading, without the one that sums up.
fn body(output: &Output) -> String {
    let lines = output.stdout.lines().skip_while(|line| !line.is_empty());
    let text = lines.collect::<Vec<_>>().join("\n");
    text.trim_matches('\n').to_owned()
}

#[test]
fn the_same_is_status_0() {
    let files = Files::new();
    let (a, b) = (files.save("a.json", &server("a.example", "")), files.save("b.json.gz", &server("a.example", "")));
    let output = run(&a, &b, &[]).expect(0);
    assert_eq!(body(&output), "No differences: 2 the same.");
    assert!(output.stdout.starts_with(&format!("- {}", a.display())), "{}", output.stdout);
    assert_eq!(output.stderr, "");
    let output = run(&a, &b, &["--all"]).expect(0);
    assert!(body(&output).contains("= rooms.a.example  “Chat rooms”"), "{}", output.stdout);
    let demo = Program::new(["--demo", "compare"]).arg(&a).arg(&b).run().expect(0);
    assert_eq!(body(&demo), "No differences: 2 the same.", "the demo server is asked nothing");
}

#[test]
fn differences_are_status_1() {
    let files = Files::new();
    let form = |count: &str, limit: &str| {
        format!(
            "<x xmlns='jabber:x:data' type='result'><field var='FORM_TYPE' type='hidden'><value>urn:f</value></field>\
             <field var='occupants'><value>{count}</value></field><field var='a-longer-name'><value>{limit}</value></field></x>"
        )
    };
    let left = server("a.example", &format!("<feature var='old'/>{}", form("1", "x")))
        .items(
            "a.example",
            "<item jid='rooms.a.example' name='Rooms'/><item jid='irc.a.example'/><item jid='up.a.example'/>",
        )
        .info("irc.a.example", "")
        .info("up.a.example", "");
    let right = server("a.example", &format!("<feature var='new'/>{}", form("2", "y")))
        .items("a.example", "<item jid='rooms.a.example' name='Chat rooms'/><item jid='up.a.example'/>")
        .refuses(
            "rooms.a.example",
            Kind::Info,
            "<error type='auth'><forbidden xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>",
        );
    let (a, b) = (files.save("a", &left), files.save("b", &right));
    let output = run(&a, &b, &[]).expect(1);
    let expected = "\
~ a.example  “Server”
    features
      - old
      + new
    form urn:f
      ~ occupants      1 → 2
      ~ a-longer-name  x → y
    items
      ~ rooms.a.example  “Rooms” → “Chat rooms”
      - irc.a.example

~ rooms.a.example  “Rooms”
    ~ disco#info  answered → refused: forbidden
    error of disco#info
      + type       auth
      + condition  forbidden

- irc.a.example

2 changed, 1 removed, 1 asked on one side only (--all names them).";
    assert_eq!(body(&output), expected, "{}", output.stdout);
    let ignoring = run(&a, &b, &["--ignore", "counts,words"]).expect(1);
    assert!(!body(&ignoring).contains("occupants") && !body(&ignoring).contains("Rooms” →"), "{}", ignoring.stdout);
    let backwards = run(&b, &a, &["--all"]).expect(1);
    for line in [
        "+ irc.a.example",
        "      - new",
        "    ~ disco#info  refused: forbidden → answered",
        "? up.a.example  only asked on the right",
    ] {
        assert!(backwards.stdout.contains(line), "{line}: {}", backwards.stdout);
    }
}

#[test]
fn order_counts_when_it_is_wanted() {
    let files = Files::new();
    let a = files.save("a", &server("a.example", "<feature var='a'/><feature var='b'/>"));
    let b = files.save("b", &server("a.example", "<feature var='b'/><feature var='a'/>"));
    let _ = run(&a, &b, &[]).expect(0);
    let output = run(&a, &b, &["--also", "order"]).expect(1);
    assert!(output.stdout.contains("~ order  a | b → b | a"), "{}", output.stdout);
}

#[test]
fn a_server_is_mapped_onto_another() {
    let files = Files::new();
    let (a, b) =
        (files.save("a", &server("shop.example", "")), files.save("b", &server("test.example", "<feature var='x'/>")));
    let output = run(&a, &b, &[]).expect(2);
    assert!(output.sentence().contains("did you mean --map shop.example=test.example?"), "{}", output.stderr);
    assert_eq!(output.stdout, "");
    let output = run(&a, &b, &["--map", "shop.example=test.example"]).expect(1);
    let expected = "~ shop.example = test.example  “Server”\n    features\n      + x\n";
    assert!(body(&output).starts_with(expected), "{}", output.stdout);
    assert!(output.stdout.contains("\n  shop.example = test.example\n"), "{}", output.stdout);
    assert!(body(&output).ends_with("1 changed, 1 the same."), "{}", output.stdout);
}

#[test]
fn two_entities_anywhere() {
    let files = Files::new();
    let (a, b) =
        (files.save("a", &server("a.example", "")), files.save("b", &server("b.example", "<feature var='x'/>")));
    let output = run(&a, &b, &["--entity", "A.example", "--with", "b.example"]).expect(1);
    assert!(
        output.stdout.contains("a.example = b.example") && output.stdout.contains("      + x"),
        "{}",
        output.stdout
    );
    assert!(!output.stdout.contains("    items"), "the one stands for the other: {}", output.stdout);
    let _ = run(&a, &a, &["--entity", "rooms.a.example"]).expect(0);
    let _ = run(&a, &b, &["--entity", "rooms.a.example", "--map", "a.example=b.example"]).expect(0);
    let _ = run(&a, &a, &["--entity", "a.example", "--with", "rooms.a.example"]).expect(1);
    for (arguments, whom) in [
        (&["--entity", "x.example"][..], "x.example"),
        (&["--entity", "a.example"], "a.example"),
        (&["--entity", "a.example", "--node", "n"], "node n"),
        (&["--entity", "a.example", "--with", "y.example"], "y.example"),
        (&["--entity", "@", "--with", "y.example"], "not a JID"),
    ] {
        let output = run(&a, &b, arguments).expect(2);
        assert!(output.sentence().contains(whom), "{}", output.stderr);
    }
}

#[test]
fn json_is_as_the_schema_says() {
    let files = Files::new();
    let (a, b) =
        (files.save("a", &server("a.example", "")), files.save("b", &server("a.example", "<feature var='x'/>")));
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    for (right, more, status, count) in [(&b, &[][..], 1, 1), (&a, &[], 0, 0), (&b, &["--all"], 1, 2)] {
        let output = run(&a, right, &[&["--format", "json"], more].concat()).expect(status);
        let record = output.json();
        assert_eq!(mistakes(&schema, &record), Vec::<String>::new());
        assert_eq!(record["entities"].as_array().unwrap().len(), count);
        assert_eq!(record["left"]["name"], a.display().to_string());
    }
}

#[test]
fn trouble_is_status_2_and_one_sentence() {
    let files = Files::new();
    let a = files.save("a", &server("a.example", ""));
    let nowhere = files.0.path().join("nowhere");
    let other = files.0.path().join("other");
    std::fs::write(&other, "{}").unwrap();
    for path in [&nowhere, &other, &files.0.path().to_owned()] {
        for (left, right) in [(&a, path), (path, &a)] {
            let output = run(left, right, &[]).expect(2);
            assert!(output.sentence().contains(&*path.to_string_lossy()), "{}", output.stderr);
            assert_eq!(output.stdout, "");
        }
    }
    for arguments in [
        &["--map", "nonsense"][..],
        &["--map", "a=b", "--map", "a=c"],
        &["--ignore", "nonsense"],
        &["--also", "words"],
        &["--node", "n"],
        &["--with", "a.example"],
    ] {
        let output = run(&a, &a, arguments).expect(2);
        let _ = output.sentence();
    }
    let _ = Program::new(["compare"]).arg(&a).run().expect(2).sentence();
}

#[test]
fn what_strangers_wrote_does_not_drive_the_terminal() {
    let files = Files::new();
    let hostile = "\u{202e}evil\u{9b}31m";
    let seen = |more: &str| {
        Seen::new(&["a.example"])
            .info(
                "a.example",
                &format!(
                    "<identity category='{hostile}' type='t' name='{hostile}{more}'/><feature var='{hostile}{more}'/>"
                ),
            )
            .items("a.example", &format!("<item jid='{hostile}{more}' name='{hostile}'/>"))
    };
    let (a, b) = (files.save("a", &seen("1")), files.save("b", &seen("2")));
    for more in [&[][..], &["--all"]] {
        let output = run(&a, &b, more).expect(1);
        let is_harmless = |character: char| character == '\n' || !(character.is_control() || character == '\u{202e}');
        assert!(output.stdout.chars().all(is_harmless), "{:?}", output.stdout);
    }
}

#[test]
fn colours_are_for_terminals_that_want_them() {
    let files = Files::new();
    let (a, b) =
        (files.save("a", &server("a.example", "")), files.save("b", &server("a.example", "<feature var='x'/>")));
    let with =
        |name: &str, value: &str| Program::new(["compare"]).arg(&a).arg(&b).env(name, value).run().expect(1).stdout;
    assert!(!with("TERM", "xterm").contains('\u{1b}'), "a pipe is no terminal");
    assert!(with("CLICOLOR_FORCE", "1").contains("\u{1b}[32m+"), "unless it is forced");
    let refused =
        Program::new(["compare"]).arg(&a).arg(&b).env("CLICOLOR_FORCE", "0").env("NO_COLOR", "1").run().expect(1);
    assert!(!refused.stdout.contains('\u{1b}'));
}

#[test]
fn two_crawls_of_one_server_are_the_same_and_a_short_one_lacks_nothing() {
    let files = Files::new();
    let crawl = |name: &str, more: &[&str]| {
        let path = files.0.path().join(name);
        let mut program = Program::new(["--demo", "--timeout", "2", "crawl", "demo.localhost", "--leave-out", "odd*"]);
        for argument in more {
            program = program.arg(argument);
        }
        let _ = program.arg("--out").arg(&path).run();
        path
    };
    let whole = crawl("whole.json", &["--depth", "2"]);
    let again = crawl("again.json.gz", &["--depth", "2", "--no-xml"]);
    let short = crawl("short.json", &["--depth", "1"]);
    let output = run(&whole, &again, &[]).expect(0);
    assert!(body(&output).ends_with(" the same."), "{}", output.stdout);
    let output = run(&whole, &short, &[]).expect(0);
    assert!(body(&output).contains("asked on one side only"), "{}", output.stdout);
    let rooms = ["--entity", "lobby@rooms.demo.localhost", "--with", "support@rooms.demo.localhost"];
    let output = run(&whole, &whole, &rooms).expect(1);
    assert!(output.stdout.contains("~ conference/text [en]  “Lobby” → “Support”"), "{}", output.stdout);
}

#[test]
fn a_snapshot_is_compared_with_what_is_said_now() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("seen.json");
    let file = path.to_str().unwrap();
    let now = |arguments: &[&str]| Program::new(["--demo", "--timeout", "1", "-q"].iter().chain(arguments)).run();
    let crawled = now(&["crawl", "rooms.demo.localhost", "--out", file]);
    assert_eq!(crawled.status, Some(0), "{}", crawled.stderr);
    let same = now(&["compare", file]);
    assert_eq!(same.status, Some(0), "{}{}", same.stdout, same.stderr);
    // Another snapshot of the same place, in which a feature stands that nobody has any more.
    let text = std::fs::read_to_string(&path).unwrap();
    let muc = "http://jabber.org/protocol/muc";
    let gone = ["'", "\""].iter().fold(text, |text, quote| {
        text.replace(&format!("{quote}{muc}{quote}"), &format!("{quote}urn:example:gone{quote}"))
    });
    assert!(gone.contains("urn:example:gone'") && gone.contains("urn:example:gone\""));
    std::fs::write(&path, gone).unwrap();
    let other = now(&["compare", file]);
    assert_eq!(other.status, Some(1), "{}{}", other.stdout, other.stderr);
    assert!(other.stdout.contains("urn:example:gone") && other.stdout.contains("http://jabber.org/protocol/muc"));
    let nobody = Program::new(["compare", file]).run();
    assert_eq!(nobody.status, Some(2));
    assert!(nobody.stderr.contains("Nobody was named to log in as"), "{}", nobody.stderr);
}
