//! A headless crawl against what the same server gives to others, all in one run.
//!
//! `cargo bench -- crawl` starts a Prosody of its own and lets the contestants take turns: our crawl, a client that
//! pipelines raw stanzas and reads nothing of their answers, and a crawl written with slixmpp. All ask disco#info and
//! disco#items of the same entities over STARTTLS. Only ratios are judged: of the best
//! rounds, because whatever else the machine does can only take from a rate; and of those by the clock only while it does
//! little else (“busy” stands where it never did). Where the first rounds miss the budget more are fought, up to three times
//! as many: the best of both come nearer to what the machine can do, whoever was unlucky in the first ones.
//!
//! At last it shows how the figures grow with the tree, with `DISCOSCOPE_LONG` set up to 100,000 entities.

use std::{
    fs,
    path::PathBuf,
    process::{Command, ExitCode},
    time::Duration,
};

use contestant::Task;
use quiet::Watch;
use tally::Tally;

use crate::{prosody::Prosody, relay::Relay};

mod contestant;
mod quiet;
mod tally;

const ENTITIES: usize = 10_000;
/// The four round trips until the window is open are a tenth of the time that ten thousand take far away.
const ENTITIES_FAR_AWAY: usize = 20_000;
/// What a crawl may have open when nobody says otherwise.
const WINDOW: usize = 512;
/// Slixmpp is at its best with one of these.
const SLIXMPP_WINDOWS: [usize; 3] = [16, 64, 256];
const ROUNDS: usize = 5;
const ROUNDS_FAR_AWAY: usize = 3;
const ROUNDS_OF_SLIXMPP: usize = 3;
const EACH_WAY: Duration = Duration::from_millis(50);
/// Of what the same server gives to who pipelines raw stanzas.
const OF_RAW: f64 = 0.90;
/// Times what it gives to slixmpp.
const OF_SLIXMPP: f64 = 4.0;
/// How much more an answer may cost of a tree ten times as large.
const GROWTH: f64 = 1.3;

pub fn run() -> ExitCode {
    let mut arguments = crate::arguments();
    match arguments.next().as_deref() {
        Some("raw") => println!("{}", contestant::raw(&Task::read(arguments))),
        Some("ours") => println!("{}", contestant::ours(&Task::read(arguments))),
        _ => return compare(),
    }
    ExitCode::SUCCESS
}

fn compare() -> ExitCode {
    let server = Prosody::start_quick();
    let pid = server.keeper().pid();
    let near = Task { port: server.starttls, ca: server.ca(), entities: ENTITIES, window: WINDOW };
    let port = Relay::start(server.starttls, EACH_WAY).port;
    let far = Task { port, entities: ENTITIES_FAR_AWAY, ..near.clone() };
    println!("{}; STARTTLS on loopback, at most {WINDOW} questions open, {ENTITIES} entities", machine());
    let mut table = Table::default();
    let duels = Duels::fight(pid, &near, ("raw", &near), ROUNDS, OF_RAW);
    table.compare("nearby, against the raw client", &duels, [OF_RAW, 0.0]);
    let duels = Duels::fight(pid, &far, ("raw", &far), ROUNDS_FAR_AWAY, OF_RAW);
    table.compare("100 ms away, against the raw client", &duels, [OF_RAW, 0.0]);
    let windows = SLIXMPP_WINDOWS.map(|window| Task { window, ..near.clone() });
    let rated = windows.into_iter().map(|task| (enter("slixmpp", &task).rate(), task));
    let (_, best) = rated.max_by(|one, other| one.0.total_cmp(&other.0)).expect("some windows");
    let duels = Duels::fight(pid, &near, ("slixmpp", &best), ROUNDS_OF_SLIXMPP, OF_SLIXMPP);
    table.compare(&format!("against slixmpp with {} open", best.window), &duels, [OF_SLIXMPP, 5.0]);
    let is_long = std::env::var_os("DISCOSCOPE_LONG").is_some();
    let sizes: &[usize] = if is_long { &[1_000, 10_000, 100_000] } else { &[1_000, 10_000] };
    table.grow(sizes.iter().map(|entities| (*entities, best_of_three(&Task { entities: *entities, ..near.clone() }))));
    if table.is_within_budget { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Our crawl and another contestant in turns.
struct Duels {
    fought: Vec<(Tally, Tally)>,
    /// Whether the machine had nothing else to do.
    is_quiet: bool,
}

impl Duels {
    /// Until so many were fought in quiet and the budget is kept, or thrice as many altogether; those in quiet count, if
    /// there are any.
    fn fight(server: u32, task: &Task, (other, of_other): (&str, &Task), rounds: usize, budget: f64) -> Self {
        let (mut quiet, mut all) = (Vec::new(), Vec::new());
        let is_won = |fought: &[(Tally, Tally)]| {
            bests(fought, Tally::rate).is_some_and(|(ours, theirs)| ours >= budget * theirs)
        };
        while (quiet.len() < rounds || !is_won(&quiet)) && all.len() < 3 * rounds {
            let watch = Watch::start(server);
            let duel = (enter("ours", task), enter(other, of_other));
            if watch.was_quiet(duel.0.cpu + duel.1.cpu) {
                quiet.push(duel);
            }
            all.push(duel);
        }
        let is_quiet = !quiet.is_empty();
        Self { fought: if is_quiet { quiet } else { all }, is_quiet }
    }
}

/// The best of ours and of theirs.
fn bests(fought: &[(Tally, Tally)], rate: Measure) -> Option<(f64, f64)> {
    let best = |rates: Vec<f64>| rates.into_iter().max_by(f64::total_cmp);
    let ours = best(fought.iter().map(|(ours, _)| rate(ours)).collect())?;
    Some((ours, best(fought.iter().map(|(_, theirs)| rate(theirs)).collect())?))
}

fn best_of_three(task: &Task) -> Tally {
    let tallies = (0..3).map(|_| enter("ours", task));
    tallies.min_by_key(|tally| tally.cpu).expect("three")
}

/// Lets a contestant run in a process of its own.
fn enter(name: &str, task: &Task) -> Tally {
    let mut command = if name == "slixmpp" {
        let mut command = Command::new(python());
        let _ = command.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/bench/crawl/slixmpp_crawl.py"));
        command
    } else {
        let mut command = Command::new(std::env::current_exe().unwrap());
        let _ = command.args(["crawl", name]);
        command
    };
    let output = command.args(task.arguments()).output().unwrap_or_else(|error| {
        panic!("{name}: {error}; tests/run installs slixmpp, DISCOSCOPE_PYTHON names a Python that has it")
    });
    let said = String::from_utf8_lossy(&output.stdout);
    said.trim().parse().unwrap_or_else(|error| panic!("{name}: {error}\n{}", String::from_utf8_lossy(&output.stderr)))
}

/// The Python that slixmpp is installed for.
fn python() -> PathBuf {
    std::env::var_os("DISCOSCOPE_PYTHON")
        .map_or_else(|| concat!(env!("CARGO_MANIFEST_DIR"), "/target/python/bin/python").into(), PathBuf::from)
}

fn machine() -> String {
    let text = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = text.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or("unknown");
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let load = load.split(' ').next().unwrap_or_default();
    format!("{cores} × {}, load {load}", model.trim_start_matches([':', ' ', '\t']))
}

/// What is printed, and whether every budget was kept.
struct Table {
    is_within_budget: bool,
}

/// What is compared of two crawls.
type Measure = fn(&Tally) -> f64;

impl Default for Table {
    fn default() -> Self {
        println!("{:<55} {:>10} {:>10} {:>8}  {:>7}", "answers a second", "ours", "theirs", "ratio", "budget");
        Self { is_within_budget: true }
    }
}

impl Table {
    /// Two lines: answers a second, and a second of the processor.
    fn compare(&mut self, name: &str, duels: &Duels, budgets: [f64; 2]) {
        let measures: [(&str, Measure); 2] = [("", Tally::rate), (", per second of CPU", Tally::rate_of_cpu)];
        for ((kind, rate), budget) in measures.into_iter().zip(budgets) {
            let (ours, theirs) = bests(&duels.fought, rate).expect("a duel");
            let ratio = ours / theirs;
            // A busy machine says something of the work, nothing of the clock.
            let is_judged = budget > 0.0 && (duels.is_quiet || !kind.is_empty());
            let shown = match (budget > 0.0, is_judged) {
                (false, _) => "–".to_owned(),
                (true, false) => "busy".to_owned(),
                (true, true) => format!("{budget:.2}"),
            };
            println!("{:<55} {ours:>10.0} {theirs:>10.0} {ratio:>8.2}  {shown:>7}", format!("{name}{kind}"));
            self.is_within_budget &= !is_judged || ratio >= budget;
        }
    }

    /// How the cost of an answer and the memory of an entity grow with the tree.
    fn grow(&mut self, tallies: impl Iterator<Item = (usize, Tally)>) {
        println!("{:<55} {:>10} {:>10} {:>8}  {:>7}", "growth", "µs CPU", "kB/entity", "ratio", "budget");
        let mut before: Option<(usize, Tally)> = None;
        for (entities, tally) in tallies {
            let cost = tally.cpu.as_secs_f64() * 1e6 / tally.answers as f64;
            let (base, grown) = before.map_or((0, 0), |(entities, tally)| (entities, tally.grown));
            // What every crawl needs, however small, belongs to no entity.
            let memory = tally.grown.saturating_sub(grown) as f64 / (entities - base) as f64 / 1e3;
            let ratio = before.map(|(_, before)| before.rate_of_cpu() / tally.rate_of_cpu());
            let shown = ratio.map_or_else(|| "–".to_owned(), |ratio| format!("{ratio:.2}"));
            println!("{:<55} {cost:>10.1} {memory:>10.2} {shown:>8}  {GROWTH:>7.2}", format!("{entities} entities"));
            self.is_within_budget &= ratio.is_none_or(|ratio| ratio <= GROWTH);
            before = Some((entities, tally));
        }
    }
}
