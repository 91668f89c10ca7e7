//! Passing over the rest of a stanza in time that grows with its length alone: the tokenizer's time grows with the
//! square of the depth, because it keeps every open element.

/// Counts open elements until the stanza's last one closes.
#[derive(Debug)]
pub struct Skip {
    open: usize,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Text,
    /// Behind `<`.
    Angle,
    /// In a tag, behind this byte.
    Tag {
        is_end: bool,
        last: u8,
    },
    /// In an attribute's value.
    Quoted {
        quote: u8,
    },
    /// Behind `<!`.
    Bang,
    /// In a comment, behind so many dashes.
    Comment {
        dashes: u8,
    },
    /// In a CDATA section, behind so many brackets.
    Cdata {
        brackets: u8,
    },
}

impl Skip {
    /// Starts in the text behind a tag, with so many elements open.
    pub fn new(open: usize) -> Self {
        Self { open, state: State::Text }
    }

    /// Reads on; when the last element closes, tells how many of the bytes belong to it.
    pub fn read(&mut self, bytes: &[u8]) -> Option<usize> {
        for (index, byte) in bytes.iter().enumerate() {
            self.state = self.step(*byte);
            if self.open == 0 {
                return Some(index + 1);
            }
        }
        None
    }

    fn step(&mut self, byte: u8) -> State {
        match (self.state, byte) {
            (State::Text, b'<') => State::Angle,
            (State::Text, _) | (State::Comment { dashes: 2.. } | State::Cdata { brackets: 2.. }, b'>') => State::Text,
            (State::Angle, b'!') => State::Bang,
            (State::Angle, b'/') => State::Tag { is_end: true, last: byte },
            (State::Angle, _) => State::Tag { is_end: false, last: byte },
            (State::Tag { is_end, last }, b'>') => {
                match (is_end, last) {
                    (true, _) => self.open = self.open.saturating_sub(1),
                    (false, b'/') => {}
                    (false, _) => self.open += 1,
                }
                State::Text
            }
            (State::Tag { is_end: false, .. }, b'"' | b'\'') => State::Quoted { quote: byte },
            (State::Tag { is_end, .. }, _) => State::Tag { is_end, last: byte },
            (State::Quoted { quote }, _) if quote == byte => State::Tag { is_end: false, last: byte },
            (State::Quoted { quote }, _) => State::Quoted { quote },
            (State::Comment { dashes }, b'-') => State::Comment { dashes: (dashes + 1).min(2) },
            (State::Bang, b'-') | (State::Comment { .. }, _) => State::Comment { dashes: 0 },
            (State::Cdata { brackets }, b']') => State::Cdata { brackets: (brackets + 1).min(2) },
            (State::Bang | State::Cdata { .. }, _) => State::Cdata { brackets: 0 },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_end_whatever_stands_before_it() {
        for (open, text, rest) in [
            (1, "text</a>", "<b/>"),
            (1, "<b/></a>", ""),
            (1, "<b c='/'></b></a>", "x"),
            (1, "<b c='</a>' d=\"'>\"/></a >", "x"),
            (2, "<b></b></c></a>", "x"),
            (1, "<!-- </a> -- > - -->\u{fc}</a>", "x"),
            (1, "<![CDATA[ </a> ]] > ]]]></a>", "x"),
        ] {
            for chunk in [1, 3, 100] {
                let mut skip = Skip::new(open);
                let whole = [text, rest].concat();
                let mut read = 0;
                let end = whole.as_bytes().chunks(chunk).find_map(|bytes| {
                    let end = skip.read(bytes).map(|end| read + end);
                    read += bytes.len();
                    end
                });
                assert_eq!(end, Some(text.len()), "{text} in chunks of {chunk}");
            }
        }
    }
}
