//! What searching a large tree costs: every entity fully asked, with 20 features.
//!
//! `cargo bench -- search` prints one table. The budgets in it are those of the README's machine; the bench fails when the
//! cost grows faster than that of walking over the tree and doing nothing, for which no slow machine can be blamed.

use std::{hint::black_box, process::ExitCode, time::Duration};

use cpu_time::ThreadTime;
use discoscope::disco::{
    address::Address,
    filter::Filter,
    offers::{Order, Sort},
    search::{Query, Rules},
    state::{Answer, Outcome},
    tree::{EntityId, Tree},
};

use crate::seen;

const SIZES: [u64; 3] = [1_000, 10_000, 100_000];
/// A keystroke may grow so many times as fast as walking over the tree and looking at nothing but JIDs: from the smallest to
/// the largest tree that walk grows faster than the number of rows, because only a small tree lies in the processor's caches.
const GROWTH: f64 = 3.0;
/// Of the walk over the whole tree, one answer takes at most such a part.
const PART: u32 = 100;
/// Of so many rounds the quickest counts: what else the machine does makes the others slower.
const ROUNDS: usize = 5;

/// One line of the table.
struct Cost {
    what: &'static str,
    budget: Option<Duration>,
    judged: Judged,
    took: Vec<Duration>,
}

/// What a cost is held against.
#[derive(Clone, Copy, PartialEq)]
enum Judged {
    /// Nothing.
    Not,
    /// How the walk grows.
    Growth,
    /// The walk over the largest tree.
    Part,
}

pub fn run() -> ExitCode {
    let budget = Some(Duration::from_millis(50));
    let cost = |what, budget, judged| Cost { what, budget, judged, took: Vec::new() };
    let mut costs = [
        cost("walking over the tree, for comparison", None, Judged::Not),
        cost("gather who offers what, once a tree", None, Judged::Growth),
        cost("keystroke: a text in few names", budget, Judged::Growth),
        cost("keystroke: a text in all JIDs", budget, Judged::Growth),
        cost("keystroke: a text that nobody has", budget, Judged::Growth),
        cost("keystroke: a feature of a seventh", budget, Judged::Growth),
        cost("keystroke: three terms, one negated", budget, Judged::Growth),
        cost("keystroke: slower than", budget, Judged::Growth),
        cost("clearing", budget, Judged::Growth),
        cost("next match, the one in the whole tree", budget, Judged::Growth),
        cost("panel: both lists made anew", budget, Judged::Growth),
        cost("an answer that changes what is found", None, Judged::Part),
        cost("an answer that changes nothing", None, Judged::Part),
    ];
    for size in SIZES {
        for (cost, took) in costs.iter_mut().zip(measured(size)) {
            cost.took.push(took);
        }
    }
    println!("{:<40} {:>12} {:>12} {:>12}  budget", "CPU time, rows", SIZES[0], SIZES[1], SIZES[2]);
    let mut is_good = true;
    let walk = costs[0].took.clone();
    for Cost { what, budget, judged, took } in &costs {
        let columns: Vec<_> = took.iter().map(|took| format!("{:>9.3} ms", took.as_secs_f64() * 1e3)).collect();
        let columns = columns.join(" ");
        let budget = budget.map(|budget| format!("  {} ms", budget.as_millis())).unwrap_or_default();
        println!("{what:<40} {columns}{budget}");
        let (growth, limit) = (grown(took), GROWTH * grown(&walk));
        if *judged == Judged::Growth && growth > limit {
            println!("  it costs {growth:.0} times as much in the largest tree; the walk allows {limit:.0}");
            is_good = false;
        }
        if *judged == Judged::Part && took[2] > walk[2] / PART {
            println!("  it costs more than a {PART}th of the walk over the tree");
            is_good = false;
        }
    }
    if is_good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// How many times as much the largest tree costs as the smallest.
fn grown(took: &[Duration]) -> f64 {
    took[2].as_secs_f64() / took[0].as_secs_f64()
}

/// Goes to every place, as every keystroke has to.
fn walk(tree: &Tree) -> usize {
    let mut letters = 0;
    let mut to_visit = tree.roots().to_vec();
    while let Some(place) = to_visit.pop() {
        letters += tree.entity_at(place).and_then(|id| tree.entity(id)).map_or(0, |entity| entity.address.jid.len());
        to_visit.extend(tree.children(place));
    }
    letters
}

fn measured(size: u64) -> Vec<Duration> {
    let mut tree = seen::rooms(size);
    let count = usize::try_from(size).unwrap();
    let (mut filter, gathered) = best(&mut tree, |tree| {
        let mut filter = Filter::new(tree);
        done(&mut filter, tree);
        filter
    });
    let mut took = vec![best(&mut tree, |tree| black_box(walk(tree))).1, gathered];
    let look = |filter: &mut Filter, tree: &mut Tree, line: &str, found: usize| {
        let query = Query::parse(line).unwrap();
        let ((), took) = best(tree, |tree| {
            filter.look_for(tree, query.clone());
            done(filter, tree);
        });
        assert_eq!(filter.found(), found, "{line}");
        took
    };
    took.push(look(&mut filter, &mut tree, "name:\"room 99\"", with_99(count)));
    took.push(look(&mut filter, &mut tree, "rooms.example", count + 1));
    took.push(look(&mut filter, &mut tree, "nobody has this", 0));
    took.push(look(&mut filter, &mut tree, "feature:urn:example:of:3", (count + 3) / 7));
    let few = (count + 3) / 7;
    took.push(look(&mut filter, &mut tree, "category:conference -xep:0060 feature:urn:example:of:3", few));
    took.push(look(&mut filter, &mut tree, "slower:900s", 0));
    took.push(look(&mut filter, &mut tree, "", 0));
    let last = format!("jid:=room-{}@rooms.example.org", size - 1);
    let _ = look(&mut filter, &mut tree, &last, 1);
    took.push(best(&mut tree, |_| black_box(filter.next_found(None, true)).unwrap()).1);
    let lists = |_: &mut Tree| {
        for sort in [Sort::Features, Sort::Documents] {
            for order in [Order::Count, Order::Name] {
                let _ = black_box(filter.offers().list(sort, order, "", 5_000));
            }
        }
    };
    took.push(best(&mut tree, lists).1);
    let _ = look(&mut filter, &mut tree, "feature:urn:example:of:3", few);
    // Each answer makes a room come or go; what reading it costs is not counted.
    took.push(answered(&mut tree, &mut filter, size, |number, round| number + 3 + round));
    took.push(answered(&mut tree, &mut filter, size, |_, _| 2));
    took
}

/// How many of the rooms up to `count` have a number that begins with 99.
fn with_99(count: usize) -> usize {
    (0..count).filter(|number| number.to_string().starts_with("99")).count()
}

/// One answer, taken in by tree and filter.
fn answered(tree: &mut Tree, filter: &mut Filter, size: u64, feature: impl Fn(u64, u64) -> u64) -> Duration {
    const ANSWERS: u64 = 50;
    let rounds = (0..ROUNDS as u64).map(|round| {
        let answers: Vec<_> = (0..ANSWERS)
            .map(|number| {
                let room = Address::new(format!("room-{}@rooms.example.org", size / ANSWERS * number));
                let content = seen::features("Room", feature(number, round));
                Answer { outcome: Outcome::Info(seen::info(1, &room, &content)), address: room }
            })
            .collect();
        let began = ThreadTime::now();
        for answer in answers {
            tree.answer(answer);
            done(filter, tree);
        }
        began.elapsed() / u32::try_from(ANSWERS).unwrap()
    });
    rounds.min().unwrap()
}

/// Works until nothing is left to be done.
fn done(filter: &mut Filter, tree: &mut Tree) {
    let judge = |_: EntityId| Rules::default();
    while !filter.work(tree, &judge, 1_024) {}
}

fn best<T>(tree: &mut Tree, mut work: impl FnMut(&mut Tree) -> T) -> (T, Duration) {
    let rounds = (0..ROUNDS).map(|_| {
        let began = ThreadTime::now();
        let made = work(tree);
        (made, began.elapsed())
    });
    rounds.min_by_key(|(_, took)| *took).unwrap()
}
