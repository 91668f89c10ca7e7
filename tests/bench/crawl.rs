//! A headless crawl against what the same server gives to others, all in one run.
//!
//! `cargo bench -- crawl` starts a Prosody of its own and lets the contestants take turns: our crawl, a client that
//! pipelines raw stanzas and reads nothing of their answers, and a crawl written with slixmpp. All ask disco#info and
//! disco#items of the same entities over STARTTLS.
//!
//! Only ratios are judged: of the best rounds, because whatever else the machine does can only take from a rate; and of
//! those by the clock only while it does little else (“busy” stands where it never did). Where the first rounds miss the
//! budget more are fought, up to three times as many: the best of both come nearer to what the machine can do, whoever was
//! unlucky in the first ones. But where a core is shared with other machines, which no guest can see, the server needs
//! twice the time for an answer in one round as in the next, and the best of fifteen rounds is a matter of luck (“uneven”;
//! a client against itself was seen at 0.6 and at 1.4). What luck cannot touch is judged nevertheless: for how much of its
//! time we keep the server at work, and how many answers come of each of its reads and writes.
//!
//! At last it shows how the figures grow with the tree, with `DISCOSCOPE_LONG` set up to 100,000 entities.

use std::{
    fs,
    path::PathBuf,
    process::{Command, ExitCode},
    time::Duration,
};

use contestant::Task;
use duels::{Duels, Judge};
use table::Table;
use tally::Tally;

use crate::{prosody::Prosody, relay::Relay};

mod contestant;
mod duels;
mod quiet;
mod server;
mod table;
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
/// Of the answers that a read or write of the server is worth with the raw client: more calls for the same answers would
/// be work that we make for it.
const OF_CALLS: f64 = 0.80;
/// Times what it gives to slixmpp.
const OF_SLIXMPP: f64 = 4.0;
/// The same for a second of the client's processor.
const OF_SLIXMPP_CPU: f64 = 5.0;

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
    let near = Task { port: server.starttls, ca: server.ca(), entities: ENTITIES, window: WINDOW, server: pid };
    let port = Relay::start(server.starttls, EACH_WAY).port;
    let far = Task { port, entities: ENTITIES_FAR_AWAY, ..near.clone() };
    println!("{}; STARTTLS on loopback, at most {WINDOW} questions open, {ENTITIES} entities", machine());
    let mut table = Table::default();
    let duels = Duels::fight(&near, ("raw", &near), ROUNDS, OF_RAW);
    table.best("nearby, against the raw client", &duels, Tally::rate, Judge::EvenClock(OF_RAW));
    table.best("the same, per second of CPU", &duels, Tally::rate_of_cpu, Judge::Nobody);
    table.median("the same, percent of the time the server works", &duels, |it| 100.0 * it.busy(), OF_RAW);
    table.median("the same, answers for 100 calls of the server", &duels, |it| 100.0 * it.rate_of_calls(), OF_CALLS);
    let duels = Duels::fight(&far, ("raw", &far), ROUNDS_FAR_AWAY, OF_RAW);
    table.best("100 ms away, against the raw client", &duels, Tally::rate, Judge::Clock(OF_RAW));
    table.best("the same, per second of CPU", &duels, Tally::rate_of_cpu, Judge::Nobody);
    let windows = SLIXMPP_WINDOWS.map(|window| Task { window, ..near.clone() });
    let rated = windows.into_iter().map(|task| (enter("slixmpp", &task).rate(), task));
    let (_, best) = rated.max_by(|one, other| one.0.total_cmp(&other.0)).expect("some windows");
    let duels = Duels::fight(&near, ("slixmpp", &best), ROUNDS_OF_SLIXMPP, OF_SLIXMPP);
    let name = format!("nearby, against slixmpp with {} open", best.window);
    table.best(&name, &duels, Tally::rate, Judge::Clock(OF_SLIXMPP));
    table.best("the same, per second of CPU", &duels, Tally::rate_of_cpu, Judge::Always(OF_SLIXMPP_CPU));
    let is_long = std::env::var_os("DISCOSCOPE_LONG").is_some();
    let sizes: &[usize] = if is_long { &[1_000, 10_000, 100_000] } else { &[1_000, 10_000] };
    table.grow(&sizes.iter().map(|entities| Task { entities: *entities, ..near.clone() }).collect::<Vec<_>>());
    if table.is_within_budget { ExitCode::SUCCESS } else { ExitCode::FAILURE }
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
