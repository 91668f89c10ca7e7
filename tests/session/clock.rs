//! Time-outs, late answers, keep-alive.

use std::{collections::HashMap, time::Duration};

use discoscope::{
    demo::{self, Command, DOMAIN, Fault, Twist},
    disco::state::{Answer, Kind, Outcome, State, Timing},
    session::{Error, Event, Next},
};
use tokio::time::{Instant, timeout_at};

use crate::live::{Heard, Live, ODD, Wire, info, items, soon, word};

#[tokio::test]
async fn an_answer_that_comes_late_still_counts_and_says_so() {
    let mut live = Live::with(|settings| settings.timeout = Duration::from_millis(200)).await;
    live.control.tell(Command::Next(Twist::After(Duration::from_millis(600))));
    let answer = live.answer(Kind::Items, DOMAIN, None).await;
    let State::TimedOut { asked, after } = items(&answer) else { panic!("{answer:?}") };
    assert_eq!(*after, Duration::from_millis(200));
    let first = asked.clone();
    let answer = live.heard.answer().await;
    let State::Answered(reply) = items(&answer) else { panic!("{answer:?}") };
    assert_eq!((reply.timing, &reply.asked), (Timing::Late, &first));
    assert!(reply.took >= Duration::from_millis(600));
    assert!(!reply.body.items.is_empty());
    live.goes_on().await;
}

#[tokio::test]
async fn who_never_answers_is_reported_once_and_makes_room() {
    let mut live = Live::with(|settings| (settings.timeout, settings.window) = (Duration::from_millis(100), 1)).await;
    for _ in 0..3 {
        live.ask(Kind::Info, ODD, Some("silent/always"));
    }
    for _ in 0..3 {
        assert_eq!(word(&live.heard.answer().await), "timed-out");
    }
    live.goes_on().await;
}

/// Notes how a question ended; its number stands at the beginning of its node.
fn end(ends: &mut HashMap<usize, Vec<&'static str>>, answer: &Answer) {
    let node = answer.address.node.clone().unwrap();
    let number: usize = node.split('-').next().unwrap().parse().unwrap();
    let is_late = matches!(&answer.outcome, Outcome::Info(State::Refused(reply)) if reply.timing == Timing::Late);
    ends.entry(number).or_default().push(if is_late { "late" } else { word(answer) });
}

#[tokio::test]
async fn time_counts_from_where_a_question_leaves_the_socket() {
    const QUESTIONS: usize = 160;
    const TIMEOUT: Duration = Duration::from_millis(700);
    let mut live = Live::with(|settings| (settings.timeout, settings.window) = (TIMEOUT, 1000)).await;
    live.control.tell(Command::Begin(Fault::StopReading));
    let padding = "n".repeat(100 << 10);
    for number in 0..QUESTIONS {
        live.ask(Kind::Info, DOMAIN, Some(&format!("{number}-{padding}")));
    }
    let mut ends = HashMap::new();
    end(&mut ends, &live.heard.answer().await);
    // What the system took off our hands has left the socket; the rest has not, however long that lasts.
    let until = Instant::now() + TIMEOUT * 2;
    while let Ok(Some(event)) = timeout_at(until, live.heard.events.recv()).await {
        match event {
            Event::Answer(answer) => end(&mut ends, &answer),
            Event::HeldBack(is_stuck) => live.heard.held_back.push(is_stuck),
            _ => panic!("{event:?}"),
        }
    }
    assert_eq!(live.heard.held_back, [true], "that the server takes nothing is told, once");
    let silent = ends.len();
    assert!(silent < QUESTIONS, "all {QUESTIONS} timed out");
    let mut numbers: Vec<_> = ends.keys().copied().collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (0..silent).collect::<Vec<_>>(), "the first ones, in order");
    live.control.tell(Command::Behave);
    let is_over = |list: &Vec<&str>| matches!(list.as_slice(), ["refused"] | ["timed-out", "late"]);
    while ends.values().filter(|list| is_over(list)).count() < QUESTIONS {
        end(&mut ends, &live.heard.answer().await);
    }
    assert!(ends.iter().all(|(number, list)| *number >= silent || list.len() == 2));
    // A machine with much else to do may let the server rest now and then while it catches up: then that is told, too.
    let told = &live.heard.held_back;
    assert!(told.windows(2).all(|pair| pair[0] != pair[1]), "each change once: {told:?}");
    assert_eq!(told.last(), Some(&false), "and that it takes what we write again, too");
    live.goes_on().await;
}

#[tokio::test]
async fn a_quiet_server_is_pinged_and_kept() {
    let demo = demo::start().await.unwrap();
    let wire = Wire::to(demo.port()).await;
    let (mut settings, passwords) = demo.session();
    wire.end(&mut settings);
    settings.silence = Duration::from_millis(500);
    let mut heard = Heard::start(settings, passwords);
    let _ = heard.online().await;
    wire.until(|said| said.matches("<ping xmlns='urn:xmpp:ping'/>").count() >= 3).await;
    heard.ask(Kind::Info, DOMAIN, None);
    assert!(matches!(info(&heard.answer().await), State::Answered(_)));
    assert!(wire.said().contains(" to='demo.localhost'><ping"));
}

#[tokio::test]
async fn a_server_without_sign_of_life_is_given_up() {
    for fault in [Fault::StopAnswering, Fault::StopReading] {
        let mut live = Live::with(|settings| settings.silence = Duration::from_millis(200)).await;
        live.control.tell(Command::Begin(fault.clone()));
        live.ask(Kind::Info, DOMAIN, None);
        let answer = live.heard.answer().await;
        let State::CutOff { asked: Some(_), why, .. } = info(&answer) else { panic!("{answer:?}") };
        assert!(why.contains("gave no sign of life"), "{why}");
        let (why, next) = live.heard.offline().await;
        assert!(matches!(why, Error::Lost { .. }), "{why}");
        assert!(matches!(next, Next::Retry { .. }), "{next:?}");
        live.control.tell(Command::Behave);
        live.heard.session.as_ref().unwrap().reconnect();
        let _ = soon(live.heard.online()).await;
        live.goes_on().await;
    }
}
