//! What one crawl came to, as a line from the process that did it to the one that compares.

use std::{fmt, fs, str::FromStr, time::Duration};

use super::server::Work;

/// What one crawl came to.
#[derive(Clone, Copy, Debug)]
pub struct Tally {
    /// Results that came.
    pub answers: usize,
    /// From the first question to the last answer.
    pub took: Duration,
    /// Time of the processor, logging in left out.
    pub cpu: Duration,
    /// Bytes in memory that were not there before the crawl.
    pub grown: usize,
    /// What the server did for it, logging in left out.
    pub server: Work,
}

impl Tally {
    /// Answers a second.
    pub fn rate(&self) -> f64 {
        self.answers as f64 / self.took.as_secs_f64()
    }

    /// The share of the time that the server was at work.
    pub fn busy(&self) -> f64 {
        self.server.cpu.as_secs_f64() / self.took.as_secs_f64()
    }

    /// Answers for a read or write of the server's.
    pub fn rate_of_calls(&self) -> f64 {
        self.answers as f64 / self.server.calls.max(1) as f64
    }

    /// Answers a second of the server's processor.
    pub fn rate_of_server(&self) -> f64 {
        self.answers as f64 / self.server.cpu.as_secs_f64()
    }

    /// Answers a second of the processor.
    pub fn rate_of_cpu(&self) -> f64 {
        self.answers as f64 / self.cpu.as_secs_f64()
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { answers, took, cpu, grown, server } = self;
        let [took, cpu, of_server] = [took, cpu, &server.cpu].map(Duration::as_secs_f64);
        write!(formatter, "{answers} {took} {cpu} {grown} {of_server} {}", server.calls)
    }
}

impl FromStr for Tally {
    type Err = String;

    fn from_str(line: &str) -> Result<Self, String> {
        let words: Vec<_> = line.split_whitespace().collect();
        let [answers, took, cpu, grown, of_server, calls] = words[..] else {
            return Err(format!("no tally: “{line}”"));
        };
        let seconds = |word: &str| word.parse().map(Duration::from_secs_f64).map_err(|_| line.to_owned());
        let number = |word: &str| word.parse().map_err(|_| line.to_owned());
        let server = Work { cpu: seconds(of_server)?, calls: number(calls)? as u64 };
        Ok(Self { answers: number(answers)?, took: seconds(took)?, cpu: seconds(cpu)?, grown: number(grown)?, server })
    }
}

/// Bytes of this process that are in memory now.
pub fn resident() -> usize {
    let status = fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("Linux");
    line.trim_end_matches("kB").trim().parse::<usize>().expect("a number") << 10
}
