//! Two contestants in turns.

use super::{contestant::Task, enter, quiet::Watch, tally::Tally};

/// How much more of its time the server may need for an answer in the worst round than in the best one.
const EVEN: f64 = 1.2;

/// What is compared of two crawls.
pub type Measure = fn(&Tally) -> f64;

/// Who says whether a ratio is kept, and which.
#[derive(Clone, Copy, Debug)]
pub enum Judge {
    /// It is only shown.
    Nobody,
    /// A clock that other work on the machine would falsify.
    Clock(f64),
    /// A clock that the server's core sets: it must have been as quick in all rounds.
    EvenClock(f64),
    /// What other work cannot falsify.
    Always(f64),
}

/// Our crawl and another contestant in turns.
#[derive(Debug)]
pub struct Duels {
    fought: Vec<(Tally, Tally)>,
    /// Whether the machine had nothing else to do.
    is_quiet: bool,
}

impl Duels {
    /// Until so many were fought in quiet and the budget is kept, or thrice as many altogether; those in quiet count, if
    /// there are any.
    pub fn fight(task: &Task, (other, of_other): (&str, &Task), rounds: usize, budget: f64) -> Self {
        let (mut quiet, mut all) = (Vec::new(), Vec::new());
        let is_won = |fought: &[(Tally, Tally)]| {
            bests(fought, Tally::rate).is_some_and(|(ours, theirs)| ours >= budget * theirs)
        };
        while (quiet.len() < rounds || !is_won(&quiet)) && all.len() < 3 * rounds {
            let watch = Watch::start(task.server);
            let duel = (enter("ours", task), enter(other, of_other));
            if watch.was_quiet(duel.0.cpu + duel.1.cpu) {
                quiet.push(duel);
            }
            all.push(duel);
        }
        let is_quiet = !quiet.is_empty();
        Self { fought: if is_quiet { quiet } else { all }, is_quiet }
    }

    /// The best of ours and of theirs.
    pub fn bests(&self, rate: Measure) -> (f64, f64) {
        bests(&self.fought, rate).expect("a duel")
    }

    /// The medians of ours and of theirs.
    pub fn medians(&self, measure: Measure) -> (f64, f64) {
        let median = |mut all: Vec<f64>| {
            all.sort_by(f64::total_cmp);
            all[all.len() / 2]
        };
        let (ours, theirs) = self.fought.iter().map(|(ours, theirs)| (measure(ours), measure(theirs))).unzip();
        (median(ours), median(theirs))
    }

    /// The ratio that is to be kept, or why nobody can say whether it is.
    pub fn budget(&self, judge: Judge) -> Result<f64, &'static str> {
        match judge {
            Judge::Nobody => Err("–"),
            Judge::Clock(_) | Judge::EvenClock(_) if !self.is_quiet => Err("busy"),
            Judge::EvenClock(_) if !self.is_even() => Err("uneven"),
            Judge::Clock(budget) | Judge::EvenClock(budget) | Judge::Always(budget) => Ok(budget),
        }
    }

    /// Whether the server's core was as quick in all rounds.
    fn is_even(&self) -> bool {
        let rates = || self.fought.iter().flat_map(|(ours, theirs)| [ours, theirs]).map(Tally::rate_of_server);
        rates().fold(0.0, f64::max) <= EVEN * rates().fold(f64::INFINITY, f64::min)
    }
}

fn bests(fought: &[(Tally, Tally)], rate: Measure) -> Option<(f64, f64)> {
    let best = |rates: Vec<f64>| rates.into_iter().max_by(f64::total_cmp);
    let ours = best(fought.iter().map(|(ours, _)| rate(ours)).collect())?;
    Some((ours, best(fought.iter().map(|(_, theirs)| rate(theirs)).collect())?))
}
