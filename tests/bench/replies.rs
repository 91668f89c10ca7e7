//! How many instructions it takes to read a reply and to go on with a crawl by it, in process and without a network.
//!
//! `cargo bench -- replies` counts them with valgrind, which counts the same on every run and on a busy machine. The
//! count of a small crawl is taken from that of a larger one, so that what every process does to begin with is left out.

use std::{
    fmt::Write,
    process::{Command, ExitCode},
    time::{Duration, Instant},
};

use discoscope::{
    crawl::{Options, State, Walk},
    disco::{
        address::Address,
        tree::Tree,
        xml::{Limits, Part, Splitter},
    },
    session::{Event, Match, Questions},
};
use jiff::Timestamp;

const SMALL: u64 = 1_000;
const LARGE: u64 = 6_000;
/// Instructions of one reply: half of them are infos with two identities and 20 features (1.3 kB), half are empty lists.
/// It takes about BUDGET / 1.15 of them; whoever makes it cost more than that has to say here what it buys.
const BUDGET: u64 = 104_000;

const HEADER: &str =
    "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' xml:lang='en'>";
const ME: &str = "alice@localhost/desk";

pub fn run() -> ExitCode {
    let mut arguments = crate::arguments();
    if arguments.next().as_deref() == Some("crawl") {
        crawl(arguments.next().unwrap().parse().unwrap());
        return ExitCode::SUCCESS;
    }
    let of_one = (instructions(LARGE) - instructions(SMALL)) / (2 * (LARGE - SMALL));
    println!("{of_one} instructions a reply, over {} replies (budget {BUDGET})", 2 * (LARGE - SMALL));
    if of_one <= BUDGET { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// What valgrind counts of a crawl of so many entities.
fn instructions(entities: u64) -> u64 {
    let mut command = Command::new("valgrind");
    let _ = command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]).arg(std::env::current_exe().unwrap());
    let output =
        command.args(["replies", "crawl", &entities.to_string()]).output().expect("valgrind; tests/run installs it");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let count = said.lines().find_map(|line| line.split_once("Collected : ")).map(|(_, count)| count.trim().parse());
    count.unwrap_or_else(|| panic!("valgrind counted nothing: {said}")).unwrap()
}

/// A crawl of a root and so many entities below it, the server being a function.
fn crawl(entities: u64) {
    let (mut walk, mut tree) = (Walk::new(&[Address::new("big.localhost")], Options::default()), Tree::new());
    let mut book = Questions::new(1024, Duration::from_secs(30), ME);
    let mut splitter = Splitter::new(Limits::default());
    let (mut parts, mut bytes) = (Vec::new(), HEADER.to_owned());
    let (mut now, at) = (Instant::now(), Timestamp::UNIX_EPOCH);
    let features = features();
    while !walk.is_over() {
        for question in walk.questions(&mut tree, now, at) {
            book.push(question);
        }
        while let Some((id, request)) = book.take() {
            book.written(id, now, at);
            book.sent(id, now, at);
            reply(&mut bytes, &request, entities, &features);
        }
        now += Duration::from_millis(1);
        splitter.feed(bytes.as_bytes(), &mut parts).unwrap();
        bytes.clear();
        for part in parts.drain(..) {
            let Part::Stanza(stanza) = part else { continue };
            let Match::Answer(answer) = book.reply(&stanza, now) else { panic!("no answer: {stanza:?}") };
            let event = Event::Answer(*answer);
            walk.hear(&event, now);
            let Event::Answer(answer) = event else { continue };
            tree.answer(answer);
        }
    }
    let counts = walk.summary(now).counts;
    assert_eq!((walk.state(), counts.answered as u64), (State::Done, 2 * (entities + 1)));
}

fn features() -> String {
    let features = (0..20).map(|number| format!("<feature var='http://jabber.org/protocol/feature-{number}'/>"));
    let identities =
        "<identity category='conference' type='text' name='A room'/><identity category='store' type='file'/>";
    format!("{identities}{}", features.collect::<String>())
}

/// Answers a question as a server would.
fn reply(bytes: &mut String, request: &str, entities: u64, features: &str) {
    let value = |name: &str| request.split_once(name).and_then(|(_, rest)| rest.split('\'').nth(1)).unwrap();
    let (id, to, namespace) = (value(" id="), value(" to="), value(" xmlns="));
    write!(bytes, "<iq type='result' id='{id}' from='{to}' to='{ME}'><query xmlns='{namespace}'>").unwrap();
    if namespace.ends_with("info") {
        bytes.push_str(features);
    } else if to == "big.localhost" {
        for number in 0..entities {
            write!(bytes, "<item jid='i{number}@big.localhost' name='Item {number}'/>").unwrap();
        }
    }
    bytes.push_str("</query></iq>");
}
