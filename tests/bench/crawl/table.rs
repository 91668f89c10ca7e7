//! What is printed, and whether every budget was kept.

use super::{
    contestant::Task,
    duels::{Duels, Judge, Measure},
    enter,
    tally::Tally,
};

/// How much more an answer may cost of a tree ten times as large.
const GROWTH: f64 = 1.3;
/// Of so many rounds the cheapest counts.
const ROUNDS: usize = 3;
/// So many at most: what is too dear for a reason is so each time.
const MOST_ROUNDS: usize = 9;

/// Prints as it is filled.
#[derive(Debug)]
pub struct Table {
    /// Whether every budget was kept so far.
    pub is_within_budget: bool,
}

impl Default for Table {
    fn default() -> Self {
        println!("{:<55} {:>10} {:>10} {:>8}  {:>7}", "answers a second", "ours", "theirs", "ratio", "budget");
        Self { is_within_budget: true }
    }
}

impl Table {
    /// A line about the best rounds.
    pub fn best(&mut self, name: &str, duels: &Duels, rate: Measure, judge: Judge) {
        self.line(name, duels.bests(rate), duels.budget(judge));
    }

    /// A line about the median of the rounds.
    pub fn median(&mut self, name: &str, duels: &Duels, measure: Measure, budget: f64) {
        self.line(name, duels.medians(measure), Ok(budget));
    }

    fn line(&mut self, name: &str, (ours, theirs): (f64, f64), budget: Result<f64, &str>) {
        let ratio = ours / theirs;
        let shown = budget.map_or_else(str::to_owned, |budget| format!("{budget:.2}"));
        println!("{name:<55} {ours:>10.0} {theirs:>10.0} {ratio:>8.2}  {shown:>7}");
        self.is_within_budget &= budget.is_err() || budget.is_ok_and(|budget| ratio >= budget);
    }

    /// How the cost of an answer and the memory of an entity grow with the tree.
    pub fn grow(&mut self, tasks: &[Task]) {
        println!("{:<55} {:>10} {:>10} {:>8}  {:>7}", "growth", "µs CPU", "kB/entity", "ratio", "budget");
        let mut before: Option<(usize, Tally)> = None;
        for task in tasks {
            let is_kept = |tally: &Tally| before.is_none_or(|(_, before)| grown(&before, tally) <= GROWTH);
            let tally = cheapest(task, is_kept);
            let (base, memory) = before.map_or((0, 0), |(entities, tally)| (entities, tally.grown));
            // What every crawl needs, however small, belongs to no entity.
            let memory = tally.grown.saturating_sub(memory) as f64 / (task.entities - base) as f64 / 1e3;
            let cost = 1e6 / tally.rate_of_cpu();
            let shown = before.map_or_else(|| "–".to_owned(), |(_, before)| format!("{:.2}", grown(&before, &tally)));
            println!(
                "{:<55} {cost:>10.1} {memory:>10.2} {shown:>8}  {GROWTH:>7.2}",
                format!("{} entities", task.entities)
            );
            self.is_within_budget &= is_kept(&tally);
            before = Some((task.entities, tally));
        }
    }
}

/// How many times as much an answer costs as before.
fn grown(before: &Tally, tally: &Tally) -> f64 {
    before.rate_of_cpu() / tally.rate_of_cpu()
}

fn cheapest(task: &Task, is_kept: impl Fn(&Tally) -> bool) -> Tally {
    let mut cheapest = enter("ours", task);
    for round in 1..MOST_ROUNDS {
        if round >= ROUNDS && is_kept(&cheapest) {
            break;
        }
        let next = enter("ours", task);
        if next.cpu < cheapest.cpu {
            cheapest = next;
        }
    }
    cheapest
}
