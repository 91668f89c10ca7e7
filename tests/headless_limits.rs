//! A crawl of servers that read slowly, as servers do that nobody has set up otherwise; and of a whole ejabberd.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]
#![allow(clippy::cast_precision_loss, reason = "rates")]

use std::{collections::BTreeMap, fs, path::Path, sync::LazyLock, thread, time::Duration};

use discoscope::disco::address::Address;
use serde_json::Value;
use tempfile::TempDir;

use ejabberd::Ejabberd;
use program::{Output, Program};
use prosody::{Certificate, Prosody};
use raw::Raw;

#[path = "support/ceiling.rs"]
mod ceiling;
#[path = "support/ejabberd.rs"]
#[allow(dead_code, reason = "a toolbox of which each test binary takes a part")]
mod ejabberd;
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

const ROOMS: usize = 400;
/// What a crawl may have open when nobody says otherwise.
const WINDOW: usize = 512;
/// Of the rate that a client gets who asks as leanly as XMPP allows and does nothing else.
const SHARE: f64 = 0.95;

static EJABBERD: LazyLock<Ejabberd> = LazyLock::new(|| {
    let ejabberd = Ejabberd::start();
    ejabberd.fill(ROOMS);
    ejabberd
});

fn crawl(port: u16, ca: &Path, file: &Path, arguments: &[&str]) -> Program {
    let program = Program::new(["crawl"]).arg("--connect").arg(format!("127.0.0.1:{port}")).arg("--ca").arg(ca);
    arguments.iter().fold(program, Program::arg).arg("--out").arg(file).limit(Duration::from_secs(120))
}

/// Answers a second as the summary has it: “N entities, M questions in S s, …”.
fn rate(output: &Output) -> f64 {
    let words: Vec<_> = output.stdout.split_whitespace().collect();
    let before = |word: &str| words[words.iter().position(|other| *other == word).unwrap() - 1].parse::<f64>().unwrap();
    before("questions") / before("s,")
}

/// Lets both ask at the same time, each on a connection of its own with a limit of its own; gives ours as a share.
fn share(mut raw: Raw, entities: Vec<Address>, ours: Program) -> (f64, Output) {
    let lean = thread::spawn(move || {
        let pumped = ceiling::pump(&mut raw, ceiling::questions(entities.into_iter()), WINDOW).unwrap();
        pumped.answers as f64 / pumped.took.as_secs_f64()
    });
    let output = ours.run().expect(0);
    (rate(&output) / lean.join().unwrap(), output)
}

#[test]
fn prosody_with_its_default_limit() {
    const ITEMS: usize = 900;
    let server = Prosody::start_limited(Certificate::Good, Some("10kb/s"));
    let folder = TempDir::new().unwrap();
    let root = format!("big/{ITEMS}");
    let arguments = ["tree.localhost", &root, "--timeout", "10", "--account", "alice@localhost"];
    let ours = crawl(server.starttls, &server.ca(), &folder.path().join("seen.json"), &arguments).password("alicepw");
    let entities = (0..ITEMS).map(|number| Address::new(format!("i{number}@tree.localhost"))).collect();
    let (share, output) = share(server.raw("bob"), entities, ours);
    let answers = 2 * (ITEMS + 1);
    assert!(output.stdout.contains(&format!("{answers} answered, 0 refused, 0 silent")), "{output:?}");
    assert!(output.stderr.contains("the server is holding us back"), "{output:?}");
    assert!(output.took > Duration::from_secs(10), "the limit does not hold: {:?}", output.took);
    assert!(share >= SHARE, "{share:.3} of what a lean client gets");
}

#[test]
fn ejabberd_with_the_limit_that_it_comes_with() {
    let server = &*EJABBERD;
    let folder = TempDir::new().unwrap();
    let arguments = ["rooms.localhost", "--timeout", "10", "--anonymous", "--account", "localhost"];
    let ours = crawl(server.shaped, &server.ca(), &folder.path().join("seen.json"), &arguments);
    let entities = (0..ROOMS).map(|number| Address::new(format!("room{number}@rooms.localhost"))).collect();
    let (share, output) = share(server.raw(server.shaped), entities, ours);
    let answers = 2 * (ROOMS + 1);
    assert!(output.stdout.contains(&format!("{answers} answered, 0 refused, 0 silent")), "{output:?}");
    assert!(output.took > Duration::from_secs(10), "the limit does not hold: {:?}", output.took);
    assert!(share >= SHARE, "{share:.3} of what a lean client gets");
}

#[test]
fn a_whole_ejabberd() {
    let server = &*EJABBERD;
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("seen.json");
    let arguments = ["localhost", "--anonymous", "--account", "localhost"];
    let output = crawl(server.free, &server.ca(), &file, &arguments).run().expect(0);
    assert!(output.stdout.contains(" 0 silent, 0 unreadable, 0 cut off"), "{output:?}");
    let document: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    let records: BTreeMap<_, _> = document["entities"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|record| record["node"].is_null())
        .map(|record| (record["jid"].as_str().unwrap(), record))
        .collect();
    for (jid, category) in [("localhost", "server"), ("rooms.localhost", "conference"), ("pubsub.localhost", "pubsub")]
    {
        let identities = records[jid]["info"]["identities"].as_array().unwrap();
        assert!(identities.iter().any(|identity| identity["category"] == category), "{jid}: {identities:?}");
        assert_eq!(records[jid]["items"]["state"], "answered", "{jid}");
    }
    for number in 0..ROOMS {
        let room = records[&*format!("room{number}@rooms.localhost")];
        assert_eq!((&room["info"]["state"], &room["items"]["state"]), (&"answered".into(), &"answered".into()));
    }
}
