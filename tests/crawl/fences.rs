//! Where a walk ends although there is more.

use std::time::Duration;

use discoscope::{
    crawl::{Domains, Fence, Fences, Options, Pattern, State},
    disco::state::{Kind, Question},
};

use crate::toy::{Play, Say, address, in_turn, lists, text};

type List<'a> = &'a dyn Fn(&Question) -> Vec<String>;

fn fenced(fences: Fences) -> Options {
    Options { fences, ..Options::default() }
}

/// Runs a walk from `a.x` and gives whom it asked.
fn run(fences: Fences, server: impl FnMut(&Question, Duration) -> (Duration, Say)) -> Play {
    let mut play = Play::new(&["a.x"], fenced(fences));
    play.run(server);
    assert_eq!(play.walk.state(), State::Done);
    assert!(play.times().values().all(|times| *times == 1));
    play
}

fn stopped(play: &Play) -> Vec<(Fence, usize)> {
    let summary = play.walk.summary(play.now);
    assert_eq!(summary.counts.stopped, summary.findings.stopped.values().map(|group| group.count).sum::<usize>());
    summary.findings.stopped.iter().map(|(fence, group)| (*fence, group.count)).collect()
}

#[test]
fn domains() {
    let list = &["b.a.x", "u@a.x", "u@a.x/r", "ba.x", "x", "other.y", "u@other.y", "sub.other.y", "u@other.y/a.x"];
    for (domains, inside) in [
        (Domains::OfRoots, vec!["a.x", "b.a.x", "u@a.x", "u@a.x/r"]),
        (Domains::Anywhere, [&["a.x"][..], list].concat()),
        (Domains::These(vec!["Other.Y".into()]), vec!["a.x", "other.y", "u@other.y", "sub.other.y", "u@other.y/a.x"]),
        (Domains::These(vec!["sub.other.y".into(), "ba.x".into()]), vec!["a.x", "ba.x", "sub.other.y"]),
    ] {
        let play = run(Fences { domains: domains.clone(), ..Fences::default() }, lists(&[("a.x", list)]));
        assert_eq!(play.whom(), inside, "{domains:?}");
        for whom in list {
            let expected = (!inside.contains(whom)).then_some(Fence::Domain);
            assert_eq!(play.walk.fence(&address(whom)), expected, "{domains:?} {whom}");
            assert_eq!(play.walk.is_inside(&address(whom)), expected.is_none());
        }
    }
}

#[test]
fn patterns() {
    for (pattern, text, fits) in [
        ("a.x", "a.x", true),
        ("a.x", "a.x#n", true),
        ("a.x", "b.a.x", false),
        ("*.a.x", "b.a.x", true),
        ("*.a.x", "a.x", false),
        ("?.a.x", "b.a.x", true),
        ("?.a.x", "bb.a.x", false),
        ("*@a.x", "u@a.x", true),
        ("*@A.X", "u@a.x", true),
        ("a.x n*", "a.x#node", true),
        ("a.x N*", "a.x#node", false),
        ("a.x n*", "a.x", false),
        ("* secret*", "p.a.x#secret/1", true),
        ("* secret*", "p.a.x#no-secret", false),
        ("*", "a.x", true),
        ("", "a.x", false),
        ("**a**x**", "a.x", true),
        ("*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaa.x", false),
        ("a.x*", "a.x#with blanks in it", true),
    ] {
        assert_eq!(Pattern::new(pattern).matches(&address(text)), fits, "{pattern} / {text}");
    }
}

#[test]
fn a_pattern_that_is_hard_on_others_takes_no_time() {
    let text = format!("{}@a.x", "a".repeat(1000));
    let began = std::time::Instant::now();
    assert!(!Pattern::new(&("*a".repeat(300) + "b")).matches(&address(&text)));
    assert!(began.elapsed() < Duration::from_secs(1), "{:?}", began.elapsed());
}

#[test]
fn left_out() {
    let leave_out = vec![Pattern::new("b.*"), Pattern::new("a.x secret*")];
    let play = run(
        Fences { leave_out, ..Fences::default() },
        lists(&[("a.x", &["b.a.x", "b.a.x#n", "c.a.x", "a.x#secret/1", "a.x#open"]), ("b.a.x", &["d.a.x"])]),
    );
    assert_eq!(play.whom(), ["a.x", "c.a.x", "a.x#open"]);
    assert_eq!(stopped(&play), [(Fence::LeftOut, 3)]);
}

#[test]
fn depth_counts_the_shortest_way() {
    // d stands at the end of a long way, and at that of a short one that is found later.
    let server: &[(&str, &[&str])] = &[
        ("a.x", &["q1.a.x", "slow.a.x"]),
        ("q1.a.x", &["q2.a.x"]),
        ("q2.a.x", &["d.a.x"]),
        ("slow.a.x", &["d.a.x"]),
        ("d.a.x", &["e.a.x"]),
        ("e.a.x", &["f.a.x"]),
    ];
    let play = run(Fences { depth: 3, ..Fences::default() }, |question, now| {
        let (took, say) = lists(server)(question, now);
        (if &*question.address.jid == "slow.a.x" { took * 1000 } else { took }, say)
    });
    let mut whom = play.whom();
    whom.sort();
    assert_eq!(whom, ["a.x", "d.a.x", "e.a.x", "q1.a.x", "q2.a.x", "slow.a.x"]);
    assert_eq!(stopped(&play), [(Fence::Depth, 1)]);
    assert_eq!(play.walk.fence(&address("f.a.x")), Some(Fence::Depth));
    assert_eq!(play.walk.fence(&address("e.a.x")), None, "it was stopped at first");
}

#[test]
fn depth_zero_asks_the_root_alone() {
    let play = run(Fences { depth: 0, ..Fences::default() }, lists(&[("a.x", &["b.a.x", "c.a.x"])]));
    assert_eq!(play.whom(), ["a.x"]);
    assert_eq!(stopped(&play), [(Fence::Depth, 2)]);
}

#[test]
fn what_has_no_end_ends_at_a_fence() {
    let chain = |question: &Question| {
        let number: u64 = question.address.node.as_deref().map_or(0, |node| node.parse().unwrap());
        vec![format!("a.x#{}", number + 1)]
    };
    let growth = |question: &Question| vec![format!("a.x#{}a", question.address.node.as_deref().unwrap_or_default())];
    let fan = |question: &Question| {
        let node = question.address.node.as_deref().unwrap_or_default().to_owned();
        (0..50).map(|number| format!("a.x#{node}/{number}")).collect::<Vec<_>>()
    };
    let cycle = |question: &Question| match question.address.node.as_deref() {
        Some("one") => vec!["a.x#two".to_owned(), "a.x".to_owned()],
        _ => vec!["a.x#one".to_owned(), "a.x#two".to_owned()],
    };
    let small = Fences { entities: 2000, depth: 40, bytes: 100, ..Fences::default() };
    let cases: [(List<'_>, usize, Option<Fence>); 4] = [
        (&chain, 41, Some(Fence::Depth)),
        (&growth, 41, Some(Fence::Depth)),
        (&fan, 2000, Some(Fence::Entities)),
        (&cycle, 3, None),
    ];
    for (list, entities, fence) in cases {
        let play =
            run(small.clone(), |question, _| (Duration::from_millis(1), in_turn(question.kind, || list(question))));
        assert_eq!(play.whom().len(), entities);
        assert_eq!(stopped(&play).into_iter().map(|(fence, _)| fence).next(), fence);
    }
    let deep = Fences { depth: u16::MAX, bytes: 100, ..Fences::default() };
    let play = run(deep, |question, _| (Duration::from_millis(1), in_turn(question.kind, || growth(question))));
    assert_eq!(play.whom().len(), 98, "three bytes of JID, so many of node");
    assert_eq!(stopped(&play), [(Fence::Bytes, 1)]);
}

#[test]
fn the_number_of_entities_holds_with_everything_open_at_once() {
    for entities in [1, 2, 49, 51, 1000] {
        let play = run(Fences { entities, ..Fences::default() }, |question, _| {
            let list = || (0..50).map(|number| format!("a.x#{}/{number}", text(&question.address))).collect();
            (Duration::from_millis(1), in_turn(question.kind, list))
        });
        assert_eq!(play.whom().len(), entities);
        let infos = play.asked.iter().filter(|question| question.kind == Kind::Info).count();
        assert_eq!(infos * 2, play.asked.len());
    }
}

#[test]
fn every_fence_has_words() {
    for fence in [Fence::SideEffect, Fence::LeftOut, Fence::Domain, Fence::Bytes, Fence::Depth, Fence::Entities] {
        assert!(fence.words().split(' ').count() >= 3);
    }
}
