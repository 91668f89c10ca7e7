//! Everything that is measured, in one program: linking it once takes a minute, nine times nine.
//!
//! `cargo bench` runs all of it, `cargo bench -- tree items` some. Each runs in a process of its own, so that none inherits
//! the memory or the threads of another, and fails when a budget is broken.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    missing_docs
)]

use std::{
    env,
    process::{Command, ExitCode},
    time::Instant,
};

#[path = "../support/answers.rs"]
mod answers;
#[path = "../support/ceiling.rs"]
mod ceiling;
mod compare;
mod crawl;
mod crawl_window;
#[allow(dead_code, reason = "a toolbox of which each bench takes a part")]
mod headless;
mod hostile;
mod items;
#[path = "../support/keeper.rs"]
#[allow(dead_code, reason = "a toolbox of which each binary takes a part")]
mod keeper;
#[path = "../support/prosody.rs"]
#[allow(dead_code, reason = "a toolbox of which each binary takes a part")]
mod prosody;
#[path = "../support/raw.rs"]
#[allow(dead_code, reason = "a toolbox of which each binary takes a part")]
mod raw;
#[path = "../support/relay.rs"]
#[allow(dead_code, reason = "a toolbox of which each binary takes a part")]
mod relay;
mod replies;
mod search;
#[path = "../support/seen.rs"]
mod seen;
mod snapshot;
mod tree;

type Bench = (&'static str, fn() -> ExitCode);

const BENCHES: [Bench; 9] = [
    ("tree", tree::run),
    ("items", items::run),
    ("search", search::run),
    ("hostile", hostile::run),
    ("crawl_window", crawl_window::run),
    ("snapshot", snapshot::run),
    ("compare", compare::run),
    ("replies", replies::run),
    ("crawl", crawl::run),
];

/// Set in the processes that are to run one bench, whose name their first argument is.
const ALONE: &str = "DISCOSCOPE_BENCH_ALONE";

fn main() -> ExitCode {
    // cargo puts it there for benches that have its own harness.
    let named: Vec<String> = env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if env::var_os(ALONE).is_some() {
        return find(&named[0]).1();
    }
    let wanted: Vec<Bench> =
        if named.is_empty() { BENCHES.to_vec() } else { named.iter().map(|name| find(name)).collect() };
    let failed: Vec<_> = wanted.into_iter().map(|(name, _)| name).filter(|name| !is_kept(name)).collect();
    if failed.is_empty() {
        return ExitCode::SUCCESS;
    }
    println!("\nbroken: {}", failed.join(", "));
    ExitCode::FAILURE
}

fn find(name: &str) -> Bench {
    let found = BENCHES.into_iter().find(|(known, _)| *known == name);
    found.unwrap_or_else(|| panic!("“{name}” is none of {:?}", BENCHES.map(|(name, _)| name)))
}

/// Runs a bench; tells whether its budgets were kept.
fn is_kept(name: &str) -> bool {
    println!("\n-- {name}");
    let began = Instant::now();
    let status = Command::new(env::current_exe().unwrap()).arg(name).env(ALONE, "1").status().unwrap();
    println!("{} after {} s", if status.success() { "kept" } else { "BROKEN" }, began.elapsed().as_secs());
    status.success()
}

/// What follows the name of a bench that starts itself again.
fn arguments() -> impl Iterator<Item = String> {
    env::args().skip(2)
}
