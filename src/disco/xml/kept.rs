//! Stanzas as they are kept: of one that is much like another, only the difference.

use std::{borrow::Cow, cell::RefCell, collections::HashMap, fmt, sync::Arc};

/// Shorter texts are not worth a look for one that is alike, longer ones hardly come twice.
const WORTH_BYTES: std::ops::RangeInclusive<usize> = 64..=65_536;
/// So many texts with the same number of tags are held against a new one.
const MOST_ALIKE: usize = 4;
/// A server that never says the same twice must not make the table grow for ever.
const MOST_SHAPES: usize = 64;

/// A text that others are made of; one pointer wide, because there are four for each entity.
type Base = Arc<Box<str>>;

thread_local! {
    /// Whole texts by their number of tags.
    static TABLE: RefCell<HashMap<usize, Vec<Base>>> = RefCell::default();
}

/// The exact text of a stanza. It may share its memory with others that differ in little: ids, addresses, names.
#[derive(Clone)]
pub struct Kept {
    base: Base,
    /// How the text is made of the base; none when it is the base.
    steps: Option<Box<[u8]>>,
}

impl Kept {
    /// The text itself; takes time and memory with its length where it is kept as a difference.
    pub fn text(&self) -> Cow<'_, str> {
        let Some(steps) = &self.steps else { return Cow::Borrowed(&self.base) };
        let text = follow(self.base.as_bytes(), steps);
        Cow::Owned(String::from_utf8(text).unwrap_or_else(|broken| String::from_utf8_lossy(broken.as_bytes()).into()))
    }

    /// Its length in bytes.
    pub fn bytes(&self) -> usize {
        let Some(steps) = &self.steps else { return self.base.len() };
        Steps { rest: steps }.map(|step| step.copied + step.written.len()).sum()
    }
}

impl From<&str> for Kept {
    fn from(new: &str) -> Self {
        if !WORTH_BYTES.contains(&new.len()) {
            return Self { base: Base::new(new.into()), steps: None };
        }
        TABLE.with_borrow_mut(|table| {
            let shape = new.bytes().filter(|byte| *byte == b'<').count();
            if table.len() >= MOST_SHAPES && !table.contains_key(&shape) {
                table.clear();
            }
            let alike = table.entry(shape).or_default();
            let known = alike.iter().find_map(|base| Some((base.clone(), difference(base, new)?)));
            if let Some((base, steps)) = known {
                return Self { base, steps };
            }
            if alike.len() >= MOST_ALIKE {
                let _ = alike.remove(0);
            }
            let base = Base::new(new.into());
            alike.push(base.clone());
            Self { base, steps: None }
        })
    }
}

impl PartialEq for Kept {
    fn eq(&self, other: &Self) -> bool {
        (Arc::ptr_eq(&self.base, &other.base) && self.steps == other.steps) || self.text() == other.text()
    }
}

impl Eq for Kept {}

impl fmt::Debug for Kept {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.text(), formatter)
    }
}

/// Takes so many bytes of the base, leaves so many out, then writes these.
struct Step<'a> {
    copied: usize,
    left_out: usize,
    written: &'a [u8],
}

struct Steps<'a> {
    rest: &'a [u8],
}

impl<'a> Iterator for Steps<'a> {
    type Item = Step<'a>;

    fn next(&mut self) -> Option<Step<'a>> {
        let (copied, left_out, length) = (self.number()?, self.number()?, self.number()?);
        let (written, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(Step { copied, left_out, written })
    }
}

impl Steps<'_> {
    fn number(&mut self) -> Option<usize> {
        let (mut number, mut shift) = (0, 0);
        loop {
            let (byte, rest) = self.rest.split_first()?;
            self.rest = rest;
            number |= usize::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
            shift += 7;
        }
    }
}

fn follow(base: &[u8], steps: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(base.len() + steps.len());
    let mut rest = base;
    for step in (Steps { rest: steps }) {
        let (copied, after) = rest.split_at_checked(step.copied).unwrap_or((rest, &[]));
        text.extend_from_slice(copied);
        text.extend_from_slice(step.written);
        rest = after.get(step.left_out..).unwrap_or_default();
    }
    text
}

/// The steps from one text to another with as many tags, which are compared one by one; none of them when the texts
/// are equal, nothing at all when they have too little in common.
#[allow(clippy::option_option, reason = "nothing found and nothing to do are two answers")]
fn difference(base: &str, new: &str) -> Option<Option<Box<[u8]>>> {
    if base == new {
        return Some(None);
    }
    let mut difference = Difference { steps: Vec::new(), copied: 0, left_out: 0, written: Vec::new() };
    let mut tags = base.split_inclusive('<').zip(new.split_inclusive('<'));
    let most = new.len() / 2;
    tags.try_for_each(|(base, new)| {
        difference.tag(base.as_bytes(), new.as_bytes());
        (difference.steps.len() + difference.written.len() <= most).then_some(())
    })?;
    difference.end();
    (difference.steps.len() <= most).then(|| Some(difference.steps.into_boxed_slice()))
}

struct Difference {
    steps: Vec<u8>,
    copied: usize,
    left_out: usize,
    written: Vec<u8>,
}

impl Difference {
    fn tag(&mut self, base: &[u8], new: &[u8]) {
        if base == new {
            return self.copy(base.len());
        }
        let same = base.iter().zip(new).take_while(|(base, new)| base == new).count();
        self.copy(same);
        let (base, new) = (base.get(same..).unwrap_or_default(), new.get(same..).unwrap_or_default());
        let same = base.iter().rev().zip(new.iter().rev()).take_while(|(base, new)| base == new).count();
        self.left_out += base.len() - same;
        self.written.extend_from_slice(new.get(..new.len() - same).unwrap_or_default());
        self.copy(same);
    }

    fn copy(&mut self, bytes: usize) {
        if bytes == 0 {
            return;
        }
        if self.left_out > 0 || !self.written.is_empty() {
            self.end();
        }
        self.copied += bytes;
    }

    fn end(&mut self) {
        for number in [self.copied, self.left_out, self.written.len()] {
            let mut rest = number;
            while rest >= 0x80 {
                let [low, ..] = rest.to_le_bytes();
                self.steps.push(low | 0x80);
                rest >>= 7;
            }
            let [low, ..] = rest.to_le_bytes();
            self.steps.push(low);
        }
        self.steps.append(&mut self.written);
        (self.copied, self.left_out) = (0, 0);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn reply(number: usize, occupants: usize) -> String {
        format!(
            "<iq type='result' id='d{number:x}' from='room-{number}@rooms.example.org'><query xmlns='q'>\
             <identity category='conference' type='text' name='Raum {number}, größer'/><feature var='urn:xmpp:ping'/>\
             <x xmlns='jabber:x:data'><field var='muc#roominfo_occupants'><value>{occupants}</value></field></x></query></iq>"
        )
    }

    #[test]
    fn what_is_alike_is_kept_as_the_difference() {
        let kept: Vec<Kept> = (0..1_000).map(|number| (&*reply(number * 37, number % 120)).into()).collect();
        for (number, kept) in kept.iter().enumerate() {
            assert_eq!(kept.text(), reply(number * 37, number % 120));
            assert_eq!(kept.bytes(), kept.text().len());
        }
        let whole = kept.iter().filter(|kept| kept.steps.is_none()).count();
        let steps: usize = kept.iter().filter_map(|kept| Some(kept.steps.as_ref()?.len())).sum();
        assert!(whole <= 2, "{whole} are kept whole");
        assert!(steps / kept.len() < 50, "{} bytes each", steps / kept.len());
    }

    #[test]
    fn what_was_said_before_takes_nothing() {
        let (first, again) = (Kept::from(&*reply(1, 1)), Kept::from(&*reply(1, 1)));
        assert!(again.steps.is_none() && Arc::ptr_eq(&first.base, &again.base));
        assert_eq!(first, again);
        assert_ne!(first, Kept::from(&*reply(2, 1)));
    }

    #[test]
    fn a_server_that_never_says_the_same_twice_fills_no_table() {
        for number in 0..10_000_usize {
            let tags = "<a>".repeat(number % 500);
            let text = format!("{tags}{}", number.to_string().repeat(50));
            assert_eq!(Kept::from(&*text).text(), text);
        }
        let held = TABLE.with_borrow(|table| table.values().map(Vec::len).sum::<usize>());
        assert!(held <= MOST_SHAPES * MOST_ALIKE, "{held}");
    }

    proptest! {
        #[test]
        fn nothing_of_a_text_is_lost(texts in proptest::collection::vec("(<[a-c]{0,3}ä?€?𝄞?[=/ >]{0,9}){5,30}", 1..40)) {
            for text in texts {
                let kept = Kept::from(&*text);
                prop_assert_eq!(&*kept.text(), &*text);
                prop_assert_eq!(kept.bytes(), text.len());
            }
        }

        #[test]
        fn nothing_of_a_text_is_lost_that_is_like_another(text in "(<[a-z]{1,9}='ä?€?𝄞?[a-c]{0,4}'/>){6,9}", at in 0_usize..200, put in "[äë€ab]{0,5}") {
            let at = (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap();
            let other = format!("{}{put}{}", text.get(..at).unwrap(), text.get(at..).unwrap());
            for text in [&text, &other, &text] {
                let kept = Kept::from(&**text);
                prop_assert_eq!(&*kept.text(), &**text);
            }
        }
    }
}
