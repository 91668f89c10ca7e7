//! How fast a walk goes, and for whom it waits.

use std::{collections::HashMap, time::Duration};

use discoscope::{
    crawl::{Manners, Options, State},
    disco::state::{Kind, Question},
};

use crate::toy::{Play, Say, address, in_turn, text};

const SOON: Duration = Duration::from_millis(1);

fn mannered(manners: Manners) -> Options {
    Options { manners, ..Options::default() }
}

/// The root lists so many, who list nobody.
fn flat(question: &Question, count: usize) -> Say {
    let is_root = &*question.address.jid == "a.x";
    in_turn(
        question.kind,
        || if is_root { (0..count).map(|number| format!("i{number}@a.x")).collect() } else { vec![] },
    )
}

/// A server that takes questions one after the other, at that distance: how long each answer takes.
fn queueing(per_second: f64, distance: Duration) -> impl FnMut(Duration) -> Duration {
    let mut free_at = Duration::ZERO;
    move |now| {
        let arrives = now + distance / 2;
        free_at = free_at.max(arrives) + Duration::from_secs_f64(1.0 / per_second);
        free_at + distance / 2 - now
    }
}

/// A walk over so many entities: how long it took against what the server needs, and the most questions at once.
fn pace(entities: usize, per_second: f64, distance: Duration, manners: Manners) -> (f64, usize) {
    let timeout = manners.timeout;
    let mut play = Play::new(&["a.x"], mannered(manners));
    let mut server = queueing(per_second, distance);
    play.run(|question, now| {
        let took = server(now);
        if took > timeout { (took, Say::Nothing) } else { (took, flat(question, entities)) }
    });
    let counts = play.walk.summary(play.now).counts;
    assert_eq!(
        (counts.silent, counts.answered),
        (0, 2 * (entities + 1)),
        "a time-out that the server is not to blame for"
    );
    let needed = f64::from(u32::try_from(play.asked.len()).unwrap()) / per_second;
    (needed / (play.now - play.start).as_secs_f64(), play.most_open)
}

#[test]
fn a_quick_server_nearby_is_kept_busy() {
    let (share, open) = pace(10_000, 17_600.0, Duration::from_micros(200), Manners::default());
    assert!(share > 0.95, "{share}");
    assert!(open < 400, "{open} at once, which only wait");
}

#[test]
fn the_window_follows_the_distance() {
    let far = Duration::from_millis(100);
    let (share, open) = pace(20_000, 1e9, far, Manners::default());
    assert_eq!(open, 512);
    let ideal = 512.0 / far.as_secs_f64() / 1e9;
    assert!(share > 0.9 * ideal, "{}", share / ideal);
}

#[test]
fn a_server_that_is_slow_for_everybody_is_not_drowned() {
    // Stock ejabberd, stock Prosody, and worse.
    for (per_second, entities, most) in [(30.0, 300, 130), (95.0, 1000, 260), (1.0, 20, 16)] {
        for distance in [1, 100] {
            let (share, open) = pace(entities, per_second, Duration::from_millis(distance), Manners::default());
            assert!(share > 0.95, "{per_second}: {share}");
            assert!(open <= most, "{per_second}: {open} at once");
        }
    }
}

#[test]
fn a_short_time_out_makes_for_a_small_window() {
    let (share, open) = pace(300, 30.0, SOON, Manners { timeout: Duration::from_secs(4), ..Manners::default() });
    assert!(share > 0.95, "{share}");
    assert!(open <= 40, "{open}");
}

#[test]
fn a_server_that_slows_down_later_is_noticed() {
    let (mut quick, mut slow) = (queueing(5000.0, SOON), queueing(20.0, SOON));
    let mut play = Play::new(&["a.x"], Options::default());
    let mut took_longest = Duration::ZERO;
    play.run(|question, now| {
        let took = if now < Duration::from_millis(300) { quick(now) } else { slow(now) };
        took_longest = took_longest.max(took);
        (took, flat(question, 2000))
    });
    assert!(took_longest < Duration::from_secs(20), "{took_longest:?}");
    assert_eq!(play.walk.summary(play.now).counts.silent, 0);
}

#[test]
fn one_slow_entity_slows_nobody_else() {
    let mut play = Play::new(&["a.x"], Options::default());
    play.run(|question, _| {
        let is_slow = question.address.jid.starts_with("i7");
        (if is_slow { Duration::from_secs(3) } else { Duration::from_millis(50) }, flat(question, 5000))
    });
    assert_eq!(play.most_open, 512);
    assert!(play.now - play.start < Duration::from_secs(16), "{:?}", play.now - play.start);
}

#[test]
fn no_more_a_second_than_wished() {
    let mut play = Play::new(&["a.x"], mannered(Manners { rate: Some(10.0), ..Manners::default() }));
    let mut times = Vec::new();
    play.run(|question, now| {
        times.push(now);
        (SOON, flat(question, 49))
    });
    assert_eq!(times.len(), 100);
    for (first, eleventh) in times.iter().zip(times.iter().skip(11)) {
        assert!(*eleventh - *first > Duration::from_millis(999), "{first:?} {eleventh:?}");
    }
    assert!(*times.last().unwrap() < Duration::from_secs(11));
    assert!((play.walk.summary(play.now).rate - 10.0).abs() < 1.0);
}

#[test]
fn no_more_at_once_than_wished() {
    let mut play = Play::new(&["a.x"], mannered(Manners { window: 3, ..Manners::default() }));
    play.run(|question, _| (SOON, flat(question, 100)));
    assert_eq!(play.most_open, 3);
}

#[test]
fn who_asks_to_wait_is_asked_again_a_few_times() {
    let mut times: HashMap<String, Vec<Duration>> = HashMap::new();
    let mut play = Play::new(&["a.x"], Options::default());
    play.run(|question, now| {
        let whom = text(&question.address);
        if question.kind == Kind::Info {
            times.entry(whom.clone()).or_default().push(now);
        }
        let count = times.get(&whom).map_or(0, Vec::len);
        let say = match (whom.as_str(), question.kind) {
            ("i0@a.x", Kind::Info) => Say::No("wait", "remote-server-timeout"),
            ("i1@a.x", Kind::Info) if count < 3 => Say::No("wait", "resource-constraint"),
            ("i2@a.x", Kind::Info) if count < 2 => Say::No("", "policy-violation"),
            ("i3@a.x", Kind::Info) => Say::No("cancel", "policy-violation"),
            ("i4@a.x", Kind::Info) => Say::No("wait", "made-up"),
            _ => flat(question, 6),
        };
        (SOON, say)
    });
    let counts: Vec<_> = (0..6).map(|number| times[&format!("i{number}@a.x")].len()).collect();
    assert_eq!(counts, [4, 3, 2, 1, 4, 1]);
    let pauses: Vec<_> = times["i0@a.x"].windows(2).map(|pair| (pair[1] - pair[0]).as_secs()).collect();
    assert_eq!(pauses, [1, 2, 4]);
    let summary = play.walk.summary(play.now);
    assert_eq!((summary.counts.refused, summary.counts.answered, summary.counts.again), (3, 11, 3 + 2 + 1 + 3));
    assert_eq!(summary.counts.asked, 14);
    assert_eq!(summary.findings.refused.len(), 3);
}

#[test]
fn who_can_answer_only_few_a_second_is_asked_so_slowly_that_all_are_answered() {
    // Beyond ten a second it says “wait”.
    let mut recent: Vec<Duration> = Vec::new();
    let manners = Manners { retries: 8, ..Manners::default() };
    let mut play = Play::new(&["a.x"], mannered(manners));
    let mut complaints = 0;
    play.run(|question, now| {
        recent.retain(|at| now - *at < Duration::from_secs(1));
        if recent.len() >= 10 {
            complaints += 1;
            return (SOON, Say::No("wait", "resource-constraint"));
        }
        recent.push(now);
        (SOON, flat(question, 100))
    });
    let counts = play.walk.summary(play.now).counts;
    assert_eq!((counts.answered, counts.refused), (202, 0), "{complaints} complaints");
    assert!(play.now - play.start < Duration::from_secs(120), "{:?}", play.now - play.start);
}

#[test]
fn a_silent_domain_gets_few_questions_and_holds_nobody_up() {
    let mut play = Play::new(&["a.x"], Options::default());
    let mut open_at_silent = Vec::new();
    let mut done_at = Duration::ZERO;
    let timeout = play.timeout;
    play.run(|question, now| {
        if question.address.jid.ends_with("mute.a.x") {
            open_at_silent.push(now);
            return (timeout, Say::Nothing);
        }
        done_at = now;
        let is_root = &*question.address.jid == "a.x";
        let both =
            || (0..40).map(|n| format!("i{n}@mute.a.x")).chain((0..3000).map(|n| format!("i{n}@b.a.x"))).collect();
        (Duration::from_millis(20), in_turn(question.kind, || if is_root { both() } else { vec![] }))
    });
    assert!(done_at < Duration::from_secs(3), "{done_at:?}");
    assert_eq!(open_at_silent.len(), 80);
    let at_once = |from: Duration| open_at_silent.iter().filter(|at| **at >= from && **at < from + timeout).count();
    assert!(at_once(Duration::ZERO) <= 16);
    for start in open_at_silent.iter().skip(20) {
        assert!(at_once(*start) <= 4, "{start:?}");
    }
}

#[test]
fn a_client_of_somebody_gets_few_questions_at_once() {
    let mut play = Play::new(&["u@a.x/phone"], Options::default());
    let mut open = 0_usize;
    play.run(|question, _| {
        open += 1;
        let is_root = question.address.node.is_none();
        let list = || (0..100).map(|number| format!("u@a.x/phone#{number}")).collect();
        (SOON, in_turn(question.kind, || if is_root { list() } else { vec![] }))
    });
    assert_eq!(open, 202);
    assert_eq!(play.most_open, 4);
}

#[test]
fn being_held_back_is_told_from_silence() {
    let mut play = Play::new(&["a.x"], Options::default());
    let mut server = queueing(20.0, SOON);
    let mut was_held_back = false;
    let mut step = |question: &Question, now: Duration| (server(now), flat(question, 300));
    while play.step(&mut step) {
        was_held_back |= play.walk.progress(play.now).is_held_back;
    }
    assert_eq!(play.walk.state(), State::Done);
    assert!(was_held_back);

    let mut play = Play::new(&["a.x"], Options::default());
    let mut step = |question: &Question, _: Duration| match &*question.address.jid {
        "a.x" => (SOON, flat(question, 30)),
        _ => (SOON, Say::Nothing),
    };
    while play.step(&mut step) {
        assert!(!play.walk.progress(play.now).is_held_back);
    }
    assert_eq!(play.walk.summary(play.now).counts.silent, 60);

    let mut play = Play::new(&["a.x"], Options::default());
    for is_stuck in [true, false] {
        play.walk.hear(&discoscope::session::Event::HeldBack(is_stuck), play.now);
        assert_eq!(play.walk.progress(play.now).is_held_back, is_stuck);
    }
    assert_eq!(play.walk.fence(&address("a.x")), None);
}
