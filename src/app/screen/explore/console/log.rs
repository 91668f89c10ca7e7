//! What went over the wire, as much of it as is kept, and the lines of it that are shown.

use std::{
    collections::VecDeque,
    fmt::Write as _,
    io::{self, Write},
    sync::Arc,
};

use jiff::Timestamp;

use super::filter::{Filter, Matcher};
use crate::{
    session::{Direction, Wired},
    snapshot::Watch,
};

/// One line of it.
#[derive(Clone, Debug)]
pub enum Line {
    /// A stanza; of a very long one only the beginning.
    Stanza(Arc<Wired>),
    /// So many stanzas passed while the console was paused.
    Gap {
        /// When it went on.
        at: Timestamp,
        /// How many.
        count: u64,
    },
    /// The console was closed; what passed meanwhile nobody counted.
    Closed {
        /// When it was opened again.
        at: Timestamp,
    },
}

/// The lines of a session, the oldest first; the oldest go when there are too many.
#[derive(Debug, Default)]
pub struct Log {
    lines: VecDeque<Line>,
    /// How many lines went before the first one that is there.
    first: u64,
    bytes: usize,
    /// How many stanzas went because there were too many.
    dropped: u64,
    /// How many passed since the console was paused.
    passed: u64,
    matcher: Matcher,
    /// The numbers of the lines that are shown.
    shown: VecDeque<u64>,
}

/// Some lines, to be written.
#[derive(Clone, Debug)]
pub struct Excerpt {
    lines: Vec<Line>,
    dropped: u64,
    hidden: usize,
}

/// All stanzas together; an entity with 20 features is 1.3 kB.
pub const MOST_BYTES: usize = 48 << 20;
/// One stanza.
pub const MOST_OF_ONE: usize = 1 << 20;
/// What a line costs besides its text.
const LINE_BYTES: usize = 240;

impl Log {
    /// How many lines are shown.
    pub fn shown(&self) -> usize {
        self.shown.len()
    }

    /// How many lines there are.
    pub fn count(&self) -> usize {
        self.lines.len()
    }

    /// How many stanzas are not there any more because there were too many.
    pub fn dropped(&self) -> u64 {
        self.dropped
    }

    /// How many stanzas passed since the console was paused.
    pub fn passed(&self) -> u64 {
        self.passed
    }

    /// The line at an index of those that are shown.
    pub fn get(&self, index: usize) -> Option<&Line> {
        let number = *self.shown.get(index)?;
        self.lines.get(usize::try_from(number.checked_sub(self.first)?).ok()?)
    }

    /// The number of a line that is shown, which stays the same.
    pub fn number(&self, index: usize) -> Option<u64> {
        self.shown.get(index).copied()
    }

    /// Where the line with that number is shown.
    pub fn index_of(&self, number: u64) -> Option<usize> {
        self.shown.binary_search(&number).ok()
    }

    /// Takes a stanza in.
    pub fn add(&mut self, wired: Wired) {
        self.push(Line::Stanza(Arc::new(within(wired))));
    }

    /// So many stanzas go by and are not kept.
    pub fn pass(&mut self, count: usize) {
        self.passed += u64::try_from(count).unwrap_or(u64::MAX);
    }

    /// What comes is kept again; that something is missing is a line of its own.
    pub fn resume(&mut self) {
        let count = std::mem::take(&mut self.passed);
        if count > 0 {
            self.push(Line::Gap { at: Timestamp::now(), count });
        }
    }

    /// The console was closed and is open again; that something may be missing is a line of its own.
    pub fn reopen(&mut self) {
        if !matches!(self.lines.back(), Some(Line::Closed { .. })) {
            self.push(Line::Closed { at: Timestamp::now() });
        }
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.first += u64::try_from(self.lines.len()).unwrap_or(u64::MAX);
        self.lines = VecDeque::new();
        self.shown = VecDeque::new();
        (self.bytes, self.dropped) = (0, 0);
    }

    /// Shows other lines.
    pub fn filter(&mut self, filter: &Filter) {
        self.matcher = filter.matcher();
        let numbered = (self.first..).zip(&self.lines);
        self.shown = numbered.filter(|(_, line)| self.matcher.matches(line)).map(|(number, _)| number).collect();
    }

    /// What is shown now.
    pub fn excerpt(&self) -> Excerpt {
        let lines: Vec<_> = (0..self.shown.len()).filter_map(|index| self.get(index)).cloned().collect();
        Excerpt { dropped: self.dropped, hidden: self.lines.len() - lines.len(), lines }
    }

    fn push(&mut self, line: Line) {
        let number = self.first + u64::try_from(self.lines.len()).unwrap_or(u64::MAX);
        if self.matcher.matches(&line) {
            self.shown.push_back(number);
        }
        self.bytes += cost(&line);
        self.lines.push_back(line);
        while self.bytes > MOST_BYTES
            && let Some(line) = self.lines.pop_front()
        {
            self.bytes -= cost(&line);
            self.dropped += match line {
                Line::Stanza(_) => 1,
                Line::Gap { count, .. } => count,
                Line::Closed { .. } => 0,
            };
            if self.shown.front() == Some(&self.first) {
                let _ = self.shown.pop_front();
            }
            self.first += 1;
        }
    }
}

impl Line {
    /// When it was.
    pub fn at(&self) -> Timestamp {
        match self {
            Self::Stanza(wired) => wired.at,
            Self::Gap { at, .. } | Self::Closed { at } => *at,
        }
    }

    /// The stanza as it went over the wire, or what is missing.
    pub fn text(&self) -> String {
        match self {
            Self::Stanza(wired) => wired.xml.to_string(),
            Self::Gap { count, .. } => gap(*count),
            Self::Closed { .. } => "not recorded while the console was closed".to_owned(),
        }
    }
}

/// What is missing, in words.
fn gap(count: u64) -> String {
    if count == 1 { "1 stanza passed while paused".to_owned() } else { format!("{count} stanzas passed while paused") }
}

/// The words for a direction.
pub fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Sent => "sent",
        Direction::Received => "received",
    }
}

fn cost(line: &Line) -> usize {
    match line {
        Line::Stanza(wired) => wired.xml.len() + LINE_BYTES,
        Line::Gap { .. } | Line::Closed { .. } => LINE_BYTES,
    }
}

/// The stanza, or its beginning where it is too long to be kept.
fn within(mut wired: Wired) -> Wired {
    if wired.xml.len() > MOST_OF_ONE {
        let end = (0..=MOST_OF_ONE).rev().find(|end| wired.xml.is_char_boundary(*end));
        wired.xml = wired.xml.get(..end.unwrap_or_default()).unwrap_or_default().into();
    }
    wired
}

impl Excerpt {
    /// How many lines it has.
    pub fn count(&self) -> usize {
        self.lines.len()
    }

    /// Writes the stanzas as they went over the wire, each below a comment that says when and which way; blocks, and
    /// stops when the watch says so.
    pub fn write(&self, account: &str, out: &mut impl Write, watch: &Watch) -> io::Result<()> {
        let mut head = format!("Discoscope: {} of {account}, saved {}", counted(self.lines.len()), Timestamp::now());
        if self.hidden > 0 {
            let _ = write!(head, "; {} others do not match the filter", self.hidden);
        }
        if self.dropped > 0 {
            let _ = write!(head, "; {} older ones are not there any more", self.dropped);
        }
        comment(out, &head)?;
        watch.begin(self.lines.len());
        for line in &self.lines {
            watch.step(1).map_err(|stopped| io::Error::new(io::ErrorKind::Interrupted, stopped))?;
            match line {
                Line::Stanza(wired) => {
                    let kept = wired.xml.len();
                    let mut words = format!("{} {}", moment(wired.at), direction(wired.direction));
                    if kept < wired.bytes {
                        let _ = write!(words, ", only the first {kept} of {} bytes", wired.bytes);
                    }
                    comment(out, &words)?;
                    writeln!(out, "{}", wired.xml)?;
                }
                Line::Gap { at, .. } | Line::Closed { at } => {
                    comment(out, &format!("{} {}", moment(*at), line.text()))?;
                }
            }
        }
        Ok(())
    }
}

/// So many lines, in words.
pub fn counted(count: usize) -> String {
    if count == 1 { "1 stanza".to_owned() } else { format!("{count} stanzas") }
}

fn moment(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

/// Nothing in a comment may end it.
fn comment(out: &mut impl Write, words: &str) -> io::Result<()> {
    writeln!(out, "<!-- {} -->", crate::disco::text::visible(words).replace("--", "‐‐"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
mod tests {
    use super::{super::filter::Part, *};

    fn wired(direction: Direction, name: &str, peer: Option<&str>, xml: &str) -> Wired {
        Wired {
            at: Timestamp::UNIX_EPOCH,
            direction,
            name: name.into(),
            kind: None,
            id: None,
            peer: peer.map(Into::into),
            payload: None,
            xml: xml.into(),
            bytes: xml.len(),
        }
    }

    fn some() -> Log {
        let mut log = Log::default();
        log.add(wired(Direction::Sent, "iq", Some("Rooms.example"), "<iq><query xmlns='urn:Disco'/></iq>"));
        log.add(wired(Direction::Received, "iq", Some("rooms.example"), "<iq>answer</iq>"));
        log.add(wired(Direction::Received, "message", Some("bob@b.example"), "<message>Grüße</message>"));
        log.add(wired(Direction::Received, "presence", None, "<presence/>"));
        log.add(wired(Direction::Received, "stream", None, "</stream:stream>"));
        log
    }

    fn shown(log: &Log) -> Vec<u64> {
        (0..log.shown()).map(|index| log.number(index).unwrap()).collect()
    }

    #[test]
    fn each_part_of_the_filter_narrows_the_list() {
        let mut log = some();
        for (filter, numbers) in [
            (Filter::default(), &[0, 1, 2, 3, 4][..]),
            (Filter { text: "DISCO".to_owned(), ..Filter::default() }, &[0]),
            (Filter { text: " grüße ".to_owned(), ..Filter::default() }, &[2]),
            (Filter { jid: "rooms".to_owned(), ..Filter::default() }, &[0, 1]),
            (Filter { jid: "rooms".to_owned(), text: "answer".to_owned(), ..Filter::default() }, &[1]),
            (Filter { text: "nowhere".to_owned(), ..Filter::default() }, &[]),
        ] {
            log.filter(&filter);
            assert_eq!(shown(&log), numbers, "{filter:?}");
        }
        for (part, numbers) in [
            (Part::Sent, &[1, 2, 3, 4][..]),
            (Part::Received, &[0]),
            (Part::Iq, &[2, 3, 4]),
            (Part::Message, &[0, 1, 3, 4]),
            (Part::Presence, &[0, 1, 2, 4]),
            (Part::Other, &[0, 1, 2, 3]),
        ] {
            let mut filter = Filter::default();
            filter.switch(part);
            assert!(!filter.shows(part));
            log.filter(&filter);
            assert_eq!(shown(&log), numbers, "{part:?}");
            filter.switch(part);
            assert!(filter.is_empty());
        }
    }

    #[test]
    fn what_comes_later_is_filtered_too_and_keeps_its_number() {
        let mut log = some();
        log.filter(&Filter { jid: "bob".to_owned(), ..Filter::default() });
        log.add(wired(Direction::Sent, "iq", None, "<iq/>"));
        log.add(wired(Direction::Sent, "message", Some("bob@b.example"), "<message/>"));
        assert_eq!(shown(&log), [2, 6]);
        assert_eq!((log.index_of(6), log.index_of(5)), (Some(1), None));
        assert_eq!(log.get(1).unwrap().text(), "<message/>");
        log.clear();
        log.filter(&Filter::default());
        log.add(wired(Direction::Sent, "iq", None, "<iq/>"));
        assert_eq!(shown(&log), [7]);
    }

    #[test]
    fn the_oldest_go_when_there_are_too_many_and_that_is_counted() {
        let mut log = Log::default();
        let one = "x".repeat(MOST_OF_ONE);
        for _ in 0..100 {
            log.add(wired(Direction::Received, "message", None, &one));
        }
        assert!(log.bytes <= MOST_BYTES && log.count() >= 40, "{}", log.count());
        assert_eq!(log.dropped() + log.count() as u64, 100);
        assert_eq!((log.shown(), shown(&log)[0]), (log.count(), log.dropped()));
        assert!(log.get(0).is_some() && log.get(log.shown()).is_none());
    }

    #[test]
    fn a_long_stanza_is_cut_between_two_characters() {
        let mut log = Log::default();
        log.add(wired(Direction::Received, "message", None, &format!("x{}", "ü".repeat(MOST_OF_ONE))));
        let Some(Line::Stanza(kept)) = log.get(0) else { panic!() };
        assert_eq!((kept.xml.len(), kept.bytes), (MOST_OF_ONE - 1, 2 * MOST_OF_ONE + 1));
    }

    #[test]
    fn a_pause_leaves_a_line() {
        let mut log = some();
        log.resume();
        assert_eq!(log.count(), 5);
        log.pass(2);
        log.pass(1);
        assert_eq!((log.count(), log.passed()), (5, 3));
        log.resume();
        assert_eq!((log.get(5).unwrap().text(), log.passed()), ("3 stanzas passed while paused".to_owned(), 0));
        log.filter(&Filter { text: "passed".to_owned(), ..Filter::default() });
        assert_eq!(log.shown(), 0);
    }

    #[test]
    fn a_file_says_when_which_way_and_what_is_missing() {
        let mut log = some();
        log.pass(2);
        log.resume();
        let mut out = Vec::new();
        log.excerpt().write("a--b@c", &mut out, &Watch::default()).unwrap();
        let text = String::from_utf8(out).unwrap();
        let lines: Vec<_> = text.lines().collect();
        assert!(lines[0].starts_with("<!-- Discoscope: 6 stanzas of a‐‐b@c, saved "), "{text}");
        assert_eq!(lines[1], "<!-- 1970-01-01T00:00:00.000Z sent -->");
        assert_eq!(lines[2], "<iq><query xmlns='urn:Disco'/></iq>");
        assert_eq!(lines[3], "<!-- 1970-01-01T00:00:00.000Z received -->");
        assert!(lines[11].ends_with(" 2 stanzas passed while paused -->"), "{text}");
        log.filter(&Filter { jid: "rooms".to_owned(), ..Filter::default() });
        let mut out = Vec::new();
        log.excerpt().write("a@b", &mut out, &Watch::default()).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.contains("2 stanzas of a@b") && text.contains("; 4 others do not match the filter"), "{text}");
        let watch = Watch::default();
        watch.cancel();
        assert!(log.excerpt().write("a@b", &mut Vec::new(), &watch).is_err());
    }
}
