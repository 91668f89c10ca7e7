//! Lists in pages without a server: questions go through the book of a session, replies are written down.
#![allow(dead_code, reason = "a toolbox of which each test binary takes a part")]

use std::fmt::Write;
use std::ops::Range;
use std::sync::Arc;
use std::time::{Duration, Instant};

use discoscope::disco::{
    address::Address,
    paging::Portion,
    state::{Answer, Entity, Kind, Outcome, Question, State, Timing},
    xml::{Limits, parse},
};
use discoscope::session::{Match, Questions};
use jiff::Timestamp;

pub const JID: &str = "e.example.org";
pub const RSM: &str = "http://jabber.org/protocol/rsm";

/// The answer to a question whose reply holds this: the content of the query, a whole `error`, or nothing that comes.
pub fn answer(question: &Question, content: &str) -> Answer {
    answered(question, content, Duration::from_millis(1)).1
}

/// As it went over the wire, and the answer.
pub fn answered(question: &Question, content: &str, after: Duration) -> (Arc<str>, Answer) {
    let timeout = Duration::from_secs(30);
    let mut book = Questions::new(1, timeout, "me@example.org/x");
    let start = Instant::now();
    book.push(question.clone());
    let (id, request) = book.take().unwrap();
    book.sent(id, start, Timestamp::UNIX_EPOCH);
    if content == "silence" {
        return (request, book.expire(start + timeout).remove(0).1);
    }
    if content == "cut" {
        return (request, book.cut_off(&"gone".into()).remove(0).1);
    }
    let (kind, inner) = if content.starts_with("<error") {
        ("error", content.to_owned())
    } else {
        let node = question.address.node.as_deref().map(|node| format!(" node='{node}'")).unwrap_or_default();
        ("result", format!("<query xmlns='{}'{node}>{content}</query>", question.kind.namespace()))
    };
    let from = &question.address.jid;
    let stanza = parse(&format!("<iq type='{kind}' id='d1' from='{from}'>{inner}</iq>"), None, Limits::default());
    let _ = book.expire(start + after);
    match book.reply(&stanza.unwrap(), start + after) {
        Match::Answer(answer) => (request, *answer),
        other => panic!("{other:?}"),
    }
}

/// So many numbered items.
pub fn numbered(range: Range<usize>) -> String {
    let mut items = String::new();
    for number in range {
        let _ = write!(items, "<item jid='i{number}@{JID}' name='Item {number}'/>");
    }
    items
}

/// A `set` with these parts.
pub fn set(first: Option<(&str, Option<usize>)>, last: Option<&str>, count: Option<usize>) -> String {
    let first = first.map(|(name, index)| {
        let index = index.map(|index| format!(" index='{index}'")).unwrap_or_default();
        format!("<first{index}>{name}</first>")
    });
    let last = last.map(|name| format!("<last>{name}</last>"));
    let count = count.map(|count| format!("<count>{count}</count>"));
    let parts: String = [first, last, count].into_iter().flatten().collect();
    format!("<set xmlns='{RSM}'>{parts}</set>")
}

/// A page of a list of so many items as XEP-0059 wants it: each item is called by its number.
pub fn page(portion: &Portion, most: usize, length: usize) -> String {
    let start = match portion {
        Portion::After(cursor, _) => cursor.parse::<usize>().unwrap() + 1,
        Portion::All | Portion::First(_) => 0,
    };
    let max = portion.max().map_or(most, |max| usize::try_from(max).unwrap().min(most));
    piece(start..(start + max).min(length), Some(length))
}

/// These items as a page of a list that is told to have so many.
pub fn piece(range: Range<usize>, count: Option<usize>) -> String {
    if range.is_empty() {
        return set(None, None, count);
    }
    let (first, last) = (range.start.to_string(), (range.end - 1).to_string());
    format!("{}{}", numbered(range.clone()), set(Some((&first, Some(range.start))), Some(&last), count))
}

/// An entity that was asked for its list, and for page after page as long as there is one and none fails; how many
/// questions that took.
pub fn load(max: u32, mut give: impl FnMut(&Portion) -> String) -> (Entity, usize) {
    let mut entity = Entity::new(Address::new(JID));
    let mut question = Some(Question::new(Kind::Items, entity.address.clone()));
    let mut asked = 0;
    while let Some(next) = question {
        let _ = entity.begin(Kind::Items, Timestamp::UNIX_EPOCH);
        asked += 1;
        let answer = answer(&next, &give(&next.portion));
        let is_failure = matches!(&answer.outcome, Outcome::Page(_, state) if !matches!(state, State::Answered(_)));
        assert!(entity.take(answer.outcome), "it was waited for");
        question = if is_failure { None } else { entity.begin_page(max, Timestamp::UNIX_EPOCH) };
    }
    (entity, asked)
}

/// Whether an answer came in time.
pub fn is_in_time(answer: &Answer) -> bool {
    !matches!(&answer.outcome, Outcome::Page(_, State::Answered(reply)) if reply.timing == Timing::Late)
}
