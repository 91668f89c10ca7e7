//! Whom a walk asks, in which order, how often.

use std::time::Duration;

use discoscope::{
    crawl::{Fence, Options, State, Walk},
    disco::{
        namespace::OFFLINE,
        state::{Answer, Kind, Outcome, Question, Timing},
    },
};

use crate::toy::{Play, Say, address, in_turn, lists, text};

const SOON: Duration = Duration::from_millis(1);

fn run(root: &str, server: &[(&str, &[&str])]) -> Play {
    let mut play = Play::new(&[root], Options::default());
    play.run(lists(server));
    assert_eq!(play.walk.state(), State::Done);
    play
}

#[test]
fn breadth_first_and_everybody_once() {
    let play = run(
        "a.x",
        &[
            ("a.x", &["b.a.x", "c.a.x", "b.a.x"]),
            ("b.a.x", &["d.a.x"]),
            ("c.a.x", &["e.a.x", "d.a.x"]),
            ("e.a.x", &["a.x"]),
        ],
    );
    assert_eq!(play.whom(), ["a.x", "b.a.x", "c.a.x", "d.a.x", "e.a.x"]);
    assert!(play.times().values().all(|times| *times == 1));
    let counts = play.walk.summary(play.now).counts;
    assert_eq!((counts.entities, counts.asked, counts.answered, counts.ended()), (5, 10, 10, 10));
    assert!((play.walk.progress(play.now).share() - 1.0).abs() < f32::EPSILON);
}

#[test]
fn another_spelling_is_nobody_else() {
    let play = run("a.x", &[("a.x", &["A.X", "b@a.x", "B@A.x#n", "b@a.x#N", "b@a.x#n"])]);
    assert_eq!(play.whom(), ["a.x", "b@a.x", "B@A.x#n", "b@a.x#N"]);
}

#[test]
fn what_is_no_jid_is_not_asked() {
    let play = run("a.x", &[("a.x", &["@a.x", "b@@a.x", "b@a.x"])]);
    assert_eq!(play.whom(), ["a.x", "b@a.x"]);
}

#[test]
fn published_items_are_rows_and_not_asked() {
    let server = |question: &Question, _| {
        let say = match (question.address.node.as_deref(), question.kind) {
            (None, Kind::Items) => Say::Items(vec!["p.x#leaf".into(), "p.x#branch".into(), "p.x#mute".into()]),
            (Some("branch"), Kind::Items) => Say::Items(vec!["p.x".into(), "p.x#below".into()]),
            (Some(_), Kind::Items) => Say::Items(vec!["p.x".into(), "p.x".into(), "other.p.x".into()]),
            (Some("leaf"), Kind::Info) => Say::Info("pubsub"),
            (Some("mute"), Kind::Info) => Say::Nothing,
            _ => Say::Info("hierarchy"),
        };
        (SOON, say)
    };
    let mut play = Play::new(&["p.x"], Options::default());
    play.run(server);
    let mut whom = play.whom();
    whom.sort();
    assert_eq!(whom, ["other.p.x", "p.x", "p.x#below", "p.x#branch", "p.x#leaf", "p.x#mute"]);
    assert!(play.times().values().all(|times| *times == 1));
}

#[test]
fn offline_messages_are_left_alone_unless_they_are_the_root() {
    let node = format!("a@a.x#{OFFLINE}");
    let play = run("a@a.x", &[("a@a.x", &[&node])]);
    assert_eq!(play.whom(), ["a@a.x"]);
    assert_eq!(play.walk.fence(&address(&node)), Some(Fence::SideEffect));
    assert_eq!(run(&node, &[]).whom(), [node]);
}

#[test]
fn what_the_tree_knows_is_walked_through() {
    let server: &[(&str, &[&str])] = &[("a.x", &["b.a.x"]), ("b.a.x", &["c.a.x"]), ("c.a.x", &["d.a.x"])];
    let mut play = Play::new(&["a.x"], Options::default());
    let known = |play: &mut Play, whom: &str, kind: Kind, list: &[&str]| {
        let question = Question::new(kind, address(whom));
        let say = in_turn(kind, || list.iter().map(|one| (*one).to_owned()).collect());
        let (_, answer) = play.answer(&question, SOON, say);
        play.tree.answer(answer);
    };
    known(&mut play, "a.x", Kind::Info, &[]);
    known(&mut play, "a.x", Kind::Items, &["b.a.x"]);
    known(&mut play, "b.a.x", Kind::Items, &["c.a.x"]);
    play.run(lists(server));
    let mut asked: Vec<_> = play.times().into_keys().collect();
    asked.sort();
    let expected = [
        (Kind::Info, "b.a.x"),
        (Kind::Info, "c.a.x"),
        (Kind::Info, "d.a.x"),
        (Kind::Items, "c.a.x"),
        (Kind::Items, "d.a.x"),
    ];
    assert_eq!(asked, expected.map(|(kind, whom)| (kind, whom.to_owned())));
    assert_eq!(play.walk.summary(play.now).counts.known, 3);

    let mut again = Play::new(&["a.x"], Options { ask_known: true, ..Options::default() });
    again.tree = play.tree;
    again.run(lists(server));
    assert_eq!(again.whom(), ["a.x", "b.a.x", "c.a.x", "d.a.x"]);
}

#[test]
fn a_question_that_waits_already_is_not_asked_twice() {
    let mut play = Play::new(&["a.x"], Options::default());
    let root = play.tree.meet(address("a.x"));
    let asked = play.tree.ask(root, &[Kind::Items], jiff::Timestamp::UNIX_EPOCH);
    assert_eq!(asked.len(), 1);
    let mut server = lists(&[("a.x", &["b.a.x"])]);
    while play.step(&mut server) {}
    assert_eq!(play.whom(), ["a.x"], "it waits for the answer to what somebody else asked");
    assert_eq!(play.walk.progress(play.now).open, 1);
    let (_, answer) = play.answer(&asked[0], SOON, Say::Items(vec!["b.a.x".into()]));
    play.hear(answer);
    play.run(server);
    assert_eq!(play.whom(), ["a.x", "b.a.x"]);
}

#[test]
fn pause_resume_and_cancel() {
    let mut server = lists(&[("a.x", &["b.a.x", "c.a.x"])]);
    let mut play = Play::new(&["a.x"], Options::default());
    assert!(play.step(&mut server));
    play.walk.pause(play.now);
    while play.step(&mut server) {}
    assert_eq!(play.walk.state(), State::Paused);
    assert_eq!(play.whom(), ["a.x"], "answers still count, nothing is asked");
    assert_eq!(play.walk.progress(play.now).counts.answered, 2);
    let before = play.walk.progress(play.now).took;
    play.now += Duration::from_secs(60);
    assert_eq!(play.walk.progress(play.now).took, before, "pauses are no time of work");
    play.walk.resume(play.now);
    assert!(play.step(&mut server));
    play.walk.cancel(play.now);
    while play.step(&mut server) {}
    assert_eq!(play.walk.state(), State::Cancelled);
    play.walk.resume(play.now);
    assert!(play.walk.is_over());
}

#[test]
fn a_late_answer_still_counts_and_is_followed() {
    let mut play = Play::new(&["a.x"], Options::default());
    let mut server = |question: &Question, _: Duration| {
        let is_late = question.kind == Kind::Items && &*question.address.jid == "slow.a.x";
        let list = || if &*question.address.jid == "a.x" { vec!["slow.a.x".into()] } else { vec![] };
        (SOON, if is_late { Say::Nothing } else { in_turn(question.kind, list) })
    };
    // Somebody else is asked meanwhile, so that the walk is not over when the time-out comes.
    let timeout = play.timeout;
    while play.now - play.start < timeout && play.step(&mut server) {}
    assert_eq!(play.walk.summary(play.now).findings.silent.count, 1);
    let question = Question::new(Kind::Items, address("slow.a.x"));
    let (_, answer) = play.answer(&question, SOON, Say::Items(vec!["last.a.x".into()]));
    let Answer { address, outcome: Outcome::Items(discoscope::disco::state::State::Answered(mut reply)) } = answer
    else {
        panic!("no items")
    };
    reply.timing = Timing::Late;
    play.hear(Answer { address, outcome: Outcome::Items(discoscope::disco::state::State::Answered(reply)) });
    play.run(server);
    assert_eq!(play.whom(), ["a.x", "slow.a.x", "last.a.x"]);
    let summary = play.walk.summary(play.now);
    assert_eq!((summary.counts.silent, summary.findings.silent.count, summary.counts.answered), (0, 0, 6));
}

#[test]
fn the_summary_names_who_refused_and_who_was_silent() {
    let mut play = Play::new(&["a.x"], Options::default());
    play.run(|question, _| {
        let say = match &*question.address.jid {
            "a.x" => in_turn(question.kind, || ["b.a.x", "c.a.x", "d.a.x"].map(str::to_owned).to_vec()),
            "b.a.x" => Say::No("auth", "forbidden"),
            "c.a.x" => Say::No("cancel", "item-not-found"),
            _ => Say::Nothing,
        };
        (SOON, say)
    });
    let summary = play.walk.summary(play.now);
    let refused: Vec<_> = summary.findings.refused.iter().map(|(word, group)| (&**word, group.count)).collect();
    assert_eq!(refused, [("forbidden", 2), ("item-not-found", 2)]);
    assert_eq!(summary.findings.silent.first[0].address, address("d.a.x"));
    assert_eq!((summary.counts.refused, summary.counts.silent, summary.counts.answered), (4, 2, 2));
    assert!(summary.took >= play.timeout && summary.rate > 0.0);
}

#[test]
fn long_lists_wait_where_they_are() {
    const ITEMS: usize = 50_000;
    let mut play = Play::new(&["a.x"], Options::default());
    let mut most_left = 0;
    let mut server = |question: &Question, _: Duration| {
        let is_root = &*question.address.jid == "a.x";
        let list = || if is_root { (0..ITEMS).map(|number| format!("i{number}@a.x")).collect() } else { vec![] };
        (SOON, in_turn(question.kind, list))
    };
    while play.step(&mut server) {
        most_left = most_left.max(play.walk.progress(play.now).left);
    }
    assert_eq!(play.walk.state(), State::Done);
    assert_eq!(play.asked.len(), 2 * (ITEMS + 1));
    assert!(
        play.most_waiting <= Walk::MOST_WAITING && play.most_waiting > Walk::MOST_WAITING / 2,
        "{}",
        play.most_waiting
    );
    assert!(most_left > ITEMS && most_left <= 2 * ITEMS, "{most_left}");
}

#[test]
fn whose_list_was_followed_is_told_once_above_what_it_lists() {
    let server = [
        ("a.x", &["b.a.x", "c.a.x", "other.y"][..]),
        ("b.a.x", &["d.a.x", "a.x"]),
        ("d.a.x", &["e.a.x"]),
        ("other.y", &["f.a.x"]),
    ];
    let mut play = Play::new(&["a.x"], Options::default());
    let mut answers = lists(&server);
    let mut followed = Vec::new();
    while play.step(&mut answers) {
        followed.extend(play.walk.take_followed());
    }
    let names = |play: &Play, followed: &[_]| -> Vec<String> {
        followed.iter().map(|id| text(&play.tree.entity(*id).unwrap().address)).collect()
    };
    assert_eq!(names(&play, &followed), ["a.x", "b.a.x", "d.a.x"], "c.a.x lists nothing, other.y is outside");

    // What was known before is told, too.
    let mut again = Play::new(&["a.x"], Options::default());
    again.tree = play.tree;
    while again.step(&mut answers) {}
    assert!(again.asked.is_empty());
    let followed = again.walk.take_followed();
    assert_eq!(names(&again, &followed), ["a.x", "b.a.x", "d.a.x"]);
    let stops = again.walk.take_stops();
    assert_eq!((stops.get(&address("other.y")), stops.len()), (Some(&Fence::Domain), 1));
}
