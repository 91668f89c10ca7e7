//! What the chosen entity announces of its capabilities, and whether its reply keeps the promise, as rows.

use crate::{
    app::widget::tree::{Mark, Row, Rows, Weight},
    disco::{
        caps::{self, Announced, IllFormed, Matched, Mismatch, NotApplicable, Verdict},
        reply::Info,
    },
};

/// The announcements of an entity, judged.
#[derive(Clone, Debug, Default)]
pub struct Capabilities {
    lines: Vec<Line>,
    nodes: Vec<String>,
}

#[derive(Clone, Debug)]
struct Line {
    weight: Weight,
    title: String,
    wire: String,
    word: String,
    mark: Mark,
}

/// An input string is shown in so many pieces at most; all of it can be copied.
const MOST_PIECES: usize = 2_000;

impl Capabilities {
    /// Judges what is announced by the reply, if there is one.
    pub fn of(announced: &[Announced], info: Option<&Info>) -> Self {
        let mut lines = Self::default();
        for announced in announced.iter().flat_map(Announced::each) {
            lines.one(&announced, info);
        }
        lines
    }

    /// Whether nothing is announced.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The nodes that stand for what is announced.
    pub fn nodes(&self) -> &[String] {
        &self.nodes
    }

    /// A row as text to copy.
    pub fn copy(&self, row: usize) -> Option<String> {
        let line = self.lines.get(row)?;
        Some(if line.wire.is_empty() { line.title.clone() } else { line.wire.clone() })
    }

    fn one(&mut self, announced: &Announced, info: Option<&Info>) {
        let verdict = info.map(|info| caps::verify(announced, info));
        let (mark, word) = match &verdict {
            None => (Mark::Idle, "not asked yet"),
            Some(Verdict::Match(_)) => (Mark::Good, "matches"),
            Some(Verdict::Mismatch(_)) => (Mark::Unreadable, "does not match"),
            Some(Verdict::IllFormed(_)) => (Mark::Unreadable, "cannot be hashed"),
            Some(Verdict::UnknownHash(_)) => (Mark::Idle, "unknown algorithm"),
            Some(Verdict::Legacy) => (Mark::Idle, "legacy format"),
            Some(Verdict::NotApplicable(_)) => (Mark::Idle, "nothing to compare"),
        };
        let title = match announced {
            Announced::Version(_) => "Entity capabilities (XEP-0115)",
            Announced::Hashes(_) => "Entity capabilities 2.0 (XEP-0390)",
        };
        let word = word.to_owned();
        self.lines.push(Line { weight: Weight::Heading, title: title.to_owned(), wire: String::new(), word, mark });
        self.announced(announced);
        if let Some(node) = caps::query_node(announced) {
            self.detail("Node", &node);
            self.nodes.push(node);
        }
        match verdict {
            None => self.say("The entity's disco#info was not answered yet, so there is nothing to compare."),
            Some(verdict) => self.verdict(verdict),
        }
    }

    fn announced(&mut self, announced: &Announced) {
        match announced {
            Announced::Version(version) => {
                let parts =
                    [("ver", &version.ver), ("hash", &version.hash), ("node", &version.node), ("ext", &version.ext)];
                for (name, value) in parts {
                    if let Some(value) = value {
                        self.detail(&format!("Announced {name}"), value);
                    }
                }
            }
            Announced::Hashes(hashes) => {
                for hash in hashes {
                    self.detail(
                        &format!("Announced {}", hash.algo.as_deref().unwrap_or("hash without algorithm")),
                        &hash.value,
                    );
                }
            }
        }
    }

    fn verdict(&mut self, verdict: Verdict) {
        match verdict {
            Verdict::Match(Matched { computed, input, by_inherited_lang, .. }) => {
                self.detail("Computed", &computed);
                if by_inherited_lang {
                    self.say(
                        "It matches only if languages count that identities inherit from the stanza or the stream.",
                    );
                }
                self.input(&input);
            }
            Verdict::Mismatch(mismatch) => self.mismatch(&mismatch),
            Verdict::IllFormed(wrong) => {
                for wrong in wrong {
                    self.ill_formed(wrong);
                }
            }
            Verdict::UnknownHash(names) => {
                self.say(&format!(
                    "The algorithm {} is not known here; the reply counts for this one JID only.",
                    names.join(", ")
                ));
            }
            Verdict::Legacy => {
                self.say("No algorithm is named: the version is the software's own, as before 2008 (XEP-0115 §13).");
            }
            Verdict::NotApplicable(NotApplicable::WithoutVersion) => {
                self.say("The announcement has no ver (XEP-0115 §4).");
            }
            Verdict::NotApplicable(NotApplicable::WithoutHashes) => {
                self.say("The announcement has no hash (XEP-0390 §4.2).");
            }
        }
    }

    fn mismatch(&mut self, mismatch: &Mismatch) {
        self.detail("Computed", &mismatch.computed);
        match mismatch.wrong_length {
            Some(None) => self.say("What is announced is no Base64 at all."),
            Some(Some(octets)) => {
                self.say(&format!(
                    "What is announced has {octets} octets, not the {} of {}.",
                    mismatch.algorithm.octets(),
                    mismatch.algorithm.name()
                ));
            }
            None => {}
        }
        for mistake in &mismatch.would_match {
            self.detail("It would match", &mistake.to_string());
        }
        if mismatch.would_match.is_empty() && mismatch.wrong_length.is_none() {
            self.say("None of the known mistakes explains the difference: the reply is another than the one that was hashed.");
        }
        self.input(&mismatch.input);
    }

    fn ill_formed(&mut self, wrong: IllFormed) {
        self.detail(wrong.clause(), &wrong.to_string());
    }

    /// The string that is hashed, one token a line; separators are kept where they stand.
    fn input(&mut self, input: &str) {
        self.detail("Input", input);
        let is_separator = |character: char| matches!(character, '<' | '\u{1c}'..='\u{1f}');
        for piece in input.split_inclusive(is_separator).take(MOST_PIECES) {
            self.lines.push(Line {
                weight: Weight::Value,
                title: String::new(),
                wire: piece.to_owned(),
                ..Line::blank()
            });
        }
    }

    fn detail(&mut self, title: &str, wire: &str) {
        self.lines.push(Line { title: title.to_owned(), wire: wire.to_owned(), ..Line::blank() });
    }

    fn say(&mut self, words: &str) {
        self.lines.push(Line { title: words.to_owned(), ..Line::blank() });
    }
}

impl Line {
    fn blank() -> Self {
        Self {
            weight: Weight::Detail,
            title: String::new(),
            wire: String::new(),
            word: String::new(),
            mark: Mark::Idle,
        }
    }
}

impl Rows for Capabilities {
    fn len(&self) -> usize {
        self.lines.len()
    }

    fn row(&self, index: usize) -> Row<'_> {
        let Some(line) = self.lines.get(index) else { return Row::new(0, "") };
        Row {
            icon: None,
            weight: line.weight,
            wire: line.wire.as_str().into(),
            word: line.word.as_str().into(),
            mark: line.mark,
            ..Row::new(self.depth(index), line.title.as_str())
        }
    }

    fn key(&self, index: usize) -> u64 {
        u64::try_from(index).unwrap_or(u64::MAX)
    }

    fn index_of(&self, key: u64) -> Option<usize> {
        usize::try_from(key).ok().filter(|index| *index < self.lines.len())
    }

    fn column_share(&self) -> f32 {
        0.22
    }

    fn depth(&self, index: usize) -> u16 {
        self.lines.get(index).map_or(0, |line| u16::from(line.weight != Weight::Heading))
    }
}
