//! Connections that go while a walk is under way.

use std::time::Duration;

use discoscope::{
    crawl::{Options, State},
    disco::state::{Kind, Question},
};

use crate::toy::{Play, Say, in_turn, text};

fn server(question: &Question, _: Duration) -> (Duration, Say) {
    let depth = question.address.node.as_deref().map_or(0, |node| node.split('/').count());
    let list = || {
        let node = question.address.node.as_deref().map(|node| format!("{node}/")).unwrap_or_default();
        (0..8).map(|number| format!("a.x#{node}{number}")).collect()
    };
    (Duration::from_millis(5), in_turn(question.kind, || if depth < 3 { list() } else { vec![] }))
}

const ENTITIES: usize = 1 + 8 + 64 + 512;

#[test]
fn nothing_is_lost_and_nothing_asked_again_without_need() {
    let mut play = Play::new(&["a.x"], Options::default());
    let (mut steps, mut lost) = (0, 0);
    while play.step(&mut server) {
        steps += 1;
        if steps % 60 == 0 && lost < 20 {
            lost += 1;
            play.cut(|_| true);
        }
    }
    assert_eq!(play.walk.state(), State::Done);
    assert!(lost >= 19, "{lost} connections");
    let counts = play.walk.summary(play.now).counts;
    assert_eq!((counts.entities, counts.answered, counts.cut_off), (ENTITIES, 2 * ENTITIES, 0));
    assert_eq!(play.asked.len(), 2 * ENTITIES + counts.again);
    assert_eq!(play.times().len(), 2 * ENTITIES);
}

#[test]
fn an_answer_that_breaks_the_stream_is_found_and_given_up() {
    const POISON: (Kind, &str) = (Kind::Info, "a.x#3/3");
    let mut play = Play::new(&["a.x"], Options::default());
    let mut cuts = 0;
    loop {
        play.give(&mut server);
        if play.waits_for(POISON.0, POISON.1) {
            cuts += 1;
            play.cut(|_| true);
            assert!(cuts < 10, "it is asked for ever");
        } else if !play.go_on() {
            break;
        }
    }
    assert_eq!(play.walk.state(), State::Done);
    let summary = play.walk.summary(play.now);
    assert_eq!((summary.counts.cut_off, summary.counts.answered), (1, 2 * ENTITIES - 1));
    let given_up = &summary.findings.cut_off.first[0];
    assert_eq!((given_up.kind, &*text(&given_up.address)), POISON);
    assert!(play.times().iter().all(|((kind, whom), times)| *times <= 3 || (*kind, &**whom) == POISON));
}

#[test]
fn who_had_not_left_is_not_to_blame() {
    let mut play = Play::new(&["a.x"], Options::default());
    for _ in 0..20 {
        play.give(&mut server);
        play.cut(|_| false);
    }
    play.run(server);
    let counts = play.walk.summary(play.now).counts;
    assert_eq!((counts.answered, counts.cut_off), (2 * ENTITIES, 0));
}

#[test]
fn cancelled_while_there_is_no_connection() {
    let mut play = Play::new(&["a.x"], Options::default());
    let _ = play.step(&mut server);
    play.walk.cancel(play.now);
    play.cut(|_| true);
    let summary = play.walk.summary(play.now);
    assert_eq!(summary.state, State::Cancelled);
    assert_eq!(summary.counts.ended(), 2, "{:?}", summary.counts);
    assert!(!play.step(&mut server));
}
