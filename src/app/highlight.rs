//! Colours for XML in a text editor, line by line.

use std::ops::Range;

use iced::Font;
use iced::advanced::text::{self, highlighter::Format};

use super::theme::{Theme, colors};

/// The part that a piece of XML plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// `<`, `>`, `/`, `=`.
    Mark,
    /// An element's name.
    Element,
    /// An attribute's name.
    Attribute,
    /// An attribute's value, quotes included.
    Value,
    /// Character data.
    Text,
}

/// Where a line begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Text,
    /// In a tag, before or in the element's name.
    Name,
    Tag,
    Quoted(char),
}

/// Cuts lines of XML into parts; what is no XML is text.
#[derive(Debug, Default)]
pub struct Highlighter {
    /// The state at the beginning of each line read so far.
    states: Vec<State>,
    line: usize,
}

impl text::Highlighter for Highlighter {
    type Settings = ();
    type Highlight = Part;
    type Iterator<'a> = std::vec::IntoIter<(Range<usize>, Part)>;

    fn new((): &()) -> Self {
        Self::default()
    }

    fn update(&mut self, (): &()) {}

    fn change_line(&mut self, line: usize) {
        self.line = line.min(self.line);
        self.states.truncate(self.line + 1);
    }

    fn highlight_line(&mut self, line: &str) -> Self::Iterator<'_> {
        let start = self.states.get(self.line).copied().unwrap_or_default();
        let (parts, end) = parts(line, start);
        self.line += 1;
        self.states.resize(self.line, start);
        self.states.push(end);
        parts.into_iter()
    }

    fn current_line(&self) -> usize {
        self.line
    }
}

/// The format of a part in a theme.
pub fn format(part: &Part, theme: &Theme) -> Format<Font> {
    let colors = colors(theme);
    let color = match part {
        Part::Mark => colors.muted,
        Part::Element => colors.accent,
        Part::Attribute => colors.unreadable,
        Part::Value => colors.answered,
        Part::Text => colors.text,
    };
    Format { color: Some(color), font: None }
}

fn parts(line: &str, start: State) -> (Vec<(Range<usize>, Part)>, State) {
    let mut state = start;
    let mut found: Vec<(Range<usize>, Part)> = Vec::new();
    for (index, character) in line.char_indices() {
        let (part, next) = step(state, character);
        state = next;
        let end = index + character.len_utf8();
        match found.last_mut() {
            Some((range, last)) if *last == part => range.end = end,
            _ => found.push((index..end, part)),
        }
    }
    let state = if state == State::Name { State::Tag } else { state };
    (found, state)
}

fn step(state: State, character: char) -> (Part, State) {
    match (state, character) {
        (State::Text, '<') | (State::Name, '/' | '?' | '!') => (Part::Mark, State::Name),
        (State::Text, _) => (Part::Text, State::Text),
        (State::Name | State::Tag, '>') => (Part::Mark, State::Text),
        (State::Name, character) if character.is_whitespace() => (Part::Mark, State::Tag),
        (State::Name, _) => (Part::Element, State::Name),
        (State::Tag, '"' | '\'') => (Part::Value, State::Quoted(character)),
        (State::Tag, '=' | '/' | '?') => (Part::Mark, State::Tag),
        (State::Tag, _) => (Part::Attribute, State::Tag),
        (State::Quoted(quote), _) if quote == character => (Part::Value, State::Tag),
        (State::Quoted(quote), _) => (Part::Value, State::Quoted(quote)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str, start: State) -> (Vec<(&str, Part)>, State) {
        let (found, end) = parts(line, start);
        (found.into_iter().map(|(range, part)| (line.get(range).unwrap_or_default(), part)).collect(), end)
    }

    #[test]
    fn a_line_is_cut_into_its_parts() {
        let (found, end) = words("<item jid='a&gt;b'/>x", State::Text);
        assert_eq!(
            found,
            [
                ("<", Part::Mark),
                ("item", Part::Element),
                (" ", Part::Mark),
                ("jid", Part::Attribute),
                ("=", Part::Mark),
                ("'a&gt;b'", Part::Value),
                ("/>", Part::Mark),
                ("x", Part::Text)
            ]
        );
        assert_eq!(end, State::Text);
    }

    #[test]
    fn values_and_tags_go_on_over_lines() {
        assert_eq!(words("<a b='c", State::Text).1, State::Quoted('\''));
        assert_eq!(words("d' e", State::Quoted('\'')).0, [("d'", Part::Value), (" e", Part::Attribute)]);
        assert_eq!(words("<a", State::Text).1, State::Tag);
    }
}
