//! Any graph, any manners of its entities, any connection: a walk ends, asks everybody inside its fences and nobody else.

use std::{
    cell::RefCell,
    collections::{HashMap, HashSet, VecDeque},
    time::Duration,
};

use discoscope::{
    crawl::{Fences, Manners, Options, Pattern, State, Walk},
    disco::state::{Kind, Question},
};
use proptest::prelude::*;

use crate::toy::{Play, Say, in_turn, text};

/// How an entity answers either question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mood {
    Fine,
    Refuses,
    Silent,
    /// Asks to wait so many times.
    Waits(u8),
}

#[derive(Clone, Debug)]
struct Graph {
    /// To whom each leads, how it answers, after how many milliseconds.
    entities: Vec<(Vec<usize>, [Mood; 2], u64)>,
}

const RETRIES: u32 = 3;

/// To ask it has a side effect.
const OFFLINE: &str = "http://jabber.org/protocol/offline";

/// Some are of a domain outside, one must never be asked.
fn name(number: usize) -> String {
    match number % 7 {
        _ if number == 9 => format!("a.x#{OFFLINE}"),
        0..=2 => format!("a.x#{number}"),
        3 | 4 => format!("u{number}@b.a.x"),
        5 => format!("c{number}.a.x"),
        _ => format!("u{number}@other.y"),
    }
}

fn mood() -> impl Strategy<Value = Mood> {
    prop_oneof![
        12 => Just(Mood::Fine),
        1 => Just(Mood::Refuses),
        1 => Just(Mood::Silent),
        1 => prop_oneof![1..=3_u8, Just(100)].prop_map(Mood::Waits),
    ]
}

fn graphs() -> impl Strategy<Value = Graph> {
    (1..60_usize).prop_flat_map(|count| {
        let entity = (prop::collection::vec(0..count, 0..8), [mood(), mood()], 0..2000_u64);
        prop::collection::vec(entity, count).prop_map(|mut entities| {
            entities[0].1 = [Mood::Fine; 2];
            Graph { entities }
        })
    })
}

impl Graph {
    fn lists(&self, number: usize) -> bool {
        match self.entities[number].1[1] {
            Mood::Fine => true,
            Mood::Refuses | Mood::Silent => false,
            Mood::Waits(times) => u32::from(times) <= RETRIES,
        }
    }

    /// Who is inside the fences, by the shortest ways.
    fn inside(&self, depth: u16, leave_out: bool) -> HashSet<String> {
        let mut inside = HashSet::from([0]);
        let mut to_visit = VecDeque::from([(0, 0)]);
        while let Some((number, at)) = to_visit.pop_front() {
            if at >= depth || !self.lists(number) {
                continue;
            }
            for next in self.entities[number].0.iter().copied() {
                let name = name(next);
                let is_outside =
                    name.ends_with("other.y") || name.ends_with(OFFLINE) || leave_out && name.starts_with('c');
                if !is_outside && inside.insert(next) {
                    to_visit.push_back((next, at + 1));
                }
            }
        }
        inside.into_iter().map(name).collect()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn everybody_inside_is_asked_once_and_nobody_else(
        graph in graphs(), depth in 0..8_u16, entities in prop_oneof![Just(1000_usize), 1..40_usize], window in 1..40_usize,
        cuts in prop::collection::vec(1..80_usize, 0..6), leave_out: bool
    ) {
        let left_out = if leave_out { vec![Pattern::new("c*")] } else { Vec::new() };
        let fences = Fences { depth, entities, leave_out: left_out, ..Fences::default() };
        let manners = Manners { window, retries: RETRIES, ..Manners::default() };
        let mut play = Play::new(&[&name(0)], Options { fences, manners, ask_known: false });
        let numbers: HashMap<_, _> = (0..graph.entities.len()).map(|number| (name(number), number)).collect();
        let mut waits: HashMap<(Kind, usize), u8> = HashMap::new();
        // How often each question came to nothing by a plea to wait or a lost connection: only then it is asked again.
        let needs: RefCell<HashMap<(Kind, String), usize>> = RefCell::default();
        let mut server = |question: &Question, _: Duration| {
            let number = numbers[&text(&question.address)];
            let (list, moods, took) = &graph.entities[number];
            let mood = moods[usize::from(question.kind == Kind::Items)];
            let seen = waits.entry((question.kind, number)).or_default();
            let say = match mood {
                Mood::Refuses => Say::No("cancel", "forbidden"),
                Mood::Silent => Say::Nothing,
                Mood::Waits(times) if *seen < times => {
                    *seen += 1;
                    *needs.borrow_mut().entry((question.kind, name(number))).or_default() += 1;
                    Say::No("wait", "resource-constraint")
                }
                Mood::Fine | Mood::Waits(_) => in_turn(question.kind, || list.iter().copied().map(name).collect()),
            };
            (Duration::from_millis(*took), say)
        };
        let (mut steps, mut cuts) = (0, cuts.into_iter());
        let mut next_cut = cuts.next();
        while play.step(&mut server) {
            steps += 1;
            if next_cut.is_some_and(|at| steps >= at) {
                steps = 0;
                next_cut = cuts.next();
                play.cut(|question| {
                    *needs.borrow_mut().entry((question.kind, text(&question.address))).or_default() += 1;
                    question.kind == Kind::Info
                });
            }
            prop_assert!(play.asked.len() < 20_000);
        }
        prop_assert_eq!(play.walk.state(), State::Done);
        let inside = graph.inside(depth, leave_out);
        let asked: HashSet<_> = play.whom().into_iter().collect();
        if inside.len() <= entities {
            prop_assert_eq!(&asked, &inside);
        }
        prop_assert!(asked.is_subset(&inside) && asked.len() == inside.len().min(entities), "{} {}", asked.len(), inside.len());
        prop_assert!(play.most_open <= window && play.most_waiting <= Walk::MOST_WAITING);
        let counts = play.walk.summary(play.now).counts;
        prop_assert_eq!(counts.asked, 2 * asked.len());
        prop_assert_eq!(counts.ended(), counts.asked);
        prop_assert_eq!(play.asked.len(), counts.asked + counts.again);
        let (times, needs) = (play.times(), needs.into_inner());
        prop_assert_eq!(times.len(), counts.asked);
        for (question, times) in times {
            prop_assert!(times <= 1 + needs.get(&question).unwrap_or(&0), "{:?} was asked {} times", question, times);
        }
    }
}
