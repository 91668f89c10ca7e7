//! Whether the machine did anything else meanwhile: a rate by the clock says nothing of a client that had to wait for a core.

use std::{
    fs,
    time::{Duration, Instant},
};

use super::server::Work;

/// What of all cores others may take while something is measured.
const MOST: f64 = 0.15;
/// As Linux counts them on every machine.
const TICKS_A_SECOND: f64 = 100.0;

/// A stretch of time that is being watched.
#[derive(Debug)]
pub struct Watch {
    server: u32,
    began: Instant,
    busy: f64,
    of_server: Duration,
}

impl Watch {
    /// Begins; what this server does is no disturbance.
    pub fn start(server: u32) -> Self {
        Self { server, began: Instant::now(), busy: busy(), of_server: Work::of(server).cpu }
    }

    /// Whether others took little, the client having taken so much.
    pub fn was_quiet(&self, client: Duration) -> bool {
        let ours = (Work::of(self.server).cpu.saturating_sub(self.of_server) + client).as_secs_f64();
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        (busy() - self.busy - ours) / (self.began.elapsed().as_secs_f64() * cores as f64) <= MOST
    }
}

/// Seconds that all cores worked since the machine was started.
fn busy() -> f64 {
    let text = fs::read_to_string("/proc/stat").expect("Linux");
    let ticks = |word: &str| word.parse::<f64>().expect("a number");
    let all: Vec<_> = text.lines().next().expect("all cores").split_whitespace().skip(1).map(ticks).collect();
    // user, nice, system, idle, iowait, irq, softirq, steal
    (all[0] + all[1] + all[2] + all[5] + all[6] + all[7]) / TICKS_A_SECOND
}
