//! What keeping a large tree costs: 100,000 entities with 20 features each, every stanza kept.
//!
//! `cargo bench -- snapshot` prints one table and fails when a budget is broken. Time is wall-clock time, because the work is
//! shared by all processors and ends on the disk.

use std::{
    fs,
    path::Path,
    process::ExitCode,
    time::{Duration, Instant},
};

use discoscope::{
    disco::tree::Scope,
    snapshot::{
        Origin, Snapshot, Watch,
        file::{self, Keep},
    },
};

use crate::seen;

const ENTITIES: u64 = 100_000;
const SAVE: Duration = Duration::from_secs(3);
const REOPEN: Duration = Duration::from_secs(3);
const PACKED_BYTES: u64 = 30_000_000;
const MEMORY: f64 = 1.3;
/// The best of so many: other work on the machine makes the others slower, never faster.
const ROUNDS: usize = 3;

pub fn run() -> ExitCode {
    let empty = resident("VmRSS");
    let tree = seen::rooms(ENTITIES);
    let tree_bytes = resident("VmRSS") - empty;
    let folder = tempfile::tempdir().unwrap();
    let mut report = Report::default();
    println!("{ENTITIES} entities with 20 features; the tree takes {} MB\n", tree_bytes / 1_000_000);

    fs::write("/proc/self/clear_refs", "5").unwrap();
    let began = Instant::now();
    let part = tree.part(Scope::Whole);
    report.line("take a part (on the window's thread)", began.elapsed(), None);
    let began = Instant::now();
    let snapshot = Snapshot::of(part, Origin::of("alice@example.org/x", "example.org"));
    report.line("make the snapshot", began.elapsed(), None);
    for name in ["tree.json", "tree.json.gz"] {
        let path = folder.path().join(name);
        let (took, ()) = best(|| file::write(&snapshot, &path, &Keep::default(), &Watch::default()).unwrap());
        report.line(&format!("save {name} ({:.1} MB)", megabytes(&path)), took, Some(SAVE));
    }
    let peak = resident("VmHWM") - empty;
    drop((snapshot, tree));
    for name in ["tree.json", "tree.json.gz"] {
        let path = folder.path().join(name);
        let (took, kept) = best(|| file::read(&path, &Watch::default()).unwrap());
        assert_eq!(kept.entities.len() as u64, ENTITIES + 1);
        report.line(&format!("read {name}"), took, Some(REOPEN));
        let (rows, tree) = best(|| kept.tree());
        assert_eq!(tree.rows().len() as u64, ENTITIES + 1);
        report.line("  and its rows", rows, None);
        report.check(&format!("  reopen {name}, together"), (took + rows).as_secs_f64(), REOPEN.as_secs_f64(), "s");
    }
    let packed = fs::metadata(folder.path().join("tree.json.gz")).unwrap().len();
    report.check("size with XML, compressed", packed as f64 / 1e6, PACKED_BYTES as f64 / 1e6, "MB");
    report.check("memory while saving, times the tree's", peak as f64 / tree_bytes as f64, MEMORY, "");
    report.end()
}

fn best<T>(work: impl Fn() -> T) -> (Duration, T) {
    let rounds = (0..ROUNDS).map(|_| {
        let began = Instant::now();
        let done = work();
        (began.elapsed(), done)
    });
    rounds.min_by_key(|(took, _)| *took).unwrap()
}

fn megabytes(path: &Path) -> f64 {
    fs::metadata(path).unwrap().len() as f64 / 1e6
}

/// A line of this process's status, in bytes.
fn resident(name: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with(name)).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 1024
}

#[derive(Default)]
struct Report {
    broken: Vec<String>,
}

impl Report {
    fn line(&mut self, what: &str, took: Duration, budget: Option<Duration>) {
        let limit = budget.map(|budget| format!("budget {:>5.2} s", budget.as_secs_f64())).unwrap_or_default();
        println!("  {what:<46} {:>8.3} s   {limit}", took.as_secs_f64());
        if budget.is_some_and(|budget| took > budget) {
            self.broken.push(what.to_owned());
        }
    }

    fn check(&mut self, what: &str, value: f64, budget: f64, unit: &str) {
        println!("  {what:<46} {value:>8.2} {unit:<2}  budget {budget:>5.2} {unit}");
        if value > budget {
            self.broken.push(what.to_owned());
        }
    }

    fn end(self) -> ExitCode {
        for what in &self.broken {
            println!("\nover its budget: {what}");
        }
        if self.broken.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}
