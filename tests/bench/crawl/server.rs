//! What a server does for its clients, read off its process.

use std::{fs, ops::Sub, time::Duration};

/// As Linux counts them on every machine.
const TICKS_A_SECOND: f64 = 100.0;

/// What a process did so far, or between two looks at it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Work {
    /// Time of the processor.
    pub cpu: Duration,
    /// Reads and writes, as system calls.
    pub calls: u64,
}

impl Work {
    /// What this process did since it began.
    pub fn of(pid: u32) -> Self {
        let calls = read(pid, "io");
        let calls = calls.lines().filter_map(|line| line.strip_prefix("sysc")?.split(' ').nth(1)?.parse::<u64>().ok());
        let stat = read(pid, "stat");
        let (_, rest) = stat.rsplit_once(") ").expect("a name in brackets");
        let words: Vec<_> = rest.split(' ').collect();
        let ticks: f64 = words[11..13].iter().map(|word| word.parse::<f64>().expect("a number")).sum();
        Self { cpu: Duration::from_secs_f64(ticks / TICKS_A_SECOND), calls: calls.sum() }
    }
}

impl Sub for Work {
    type Output = Self;

    fn sub(self, earlier: Self) -> Self {
        Self { cpu: self.cpu.saturating_sub(earlier.cpu), calls: self.calls.saturating_sub(earlier.calls) }
    }
}

fn read(pid: u32, name: &str) -> String {
    fs::read_to_string(format!("/proc/{pid}/{name}")).expect("a process of ours that runs")
}
