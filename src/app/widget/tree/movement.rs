//! What the keys do, as a pure function.

use super::row::{Expander, Rows};

/// What a key asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// One row up.
    Up,
    /// One row down.
    Down,
    /// Close, or go to the parent.
    Left,
    /// Open, or go to the first child.
    Right,
    /// To the first row.
    Home,
    /// To the last row.
    End,
    /// A page up.
    PageUp,
    /// A page down.
    PageDown,
    /// Do what the row is for.
    Enter,
    /// Open or close.
    Space,
}

/// What comes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Another row is chosen.
    Select(usize),
    /// The row is to be opened.
    Open(usize),
    /// The row is to be closed.
    Close(usize),
    /// The row is to be opened when it is closed, closed when it is open.
    Toggle(usize),
    /// The row is to do what it is for.
    Activate(usize),
}

/// What a key does to a list where a row may be chosen; none when nothing changes.
pub fn step(key: Key, selected: Option<usize>, rows: &impl Rows, page: usize) -> Option<Step> {
    let last = rows.len().checked_sub(1)?;
    let Some(index) = selected.map(|index| index.min(last)) else {
        return match key {
            Key::Up | Key::End | Key::PageUp => Some(Step::Select(last)),
            Key::Down | Key::Home | Key::PageDown | Key::Right => Some(Step::Select(0)),
            Key::Left | Key::Enter | Key::Space => None,
        };
    };
    let target = match key {
        Key::Up => index.saturating_sub(1),
        Key::Down => (index + 1).min(last),
        Key::Home => 0,
        Key::End => last,
        Key::PageUp => index.saturating_sub(page),
        Key::PageDown => index.saturating_add(page).min(last),
        Key::Left if rows.row(index).expander == Expander::Open => return Some(Step::Close(index)),
        Key::Left => rows.parent(index)?,
        Key::Right => match rows.row(index).expander {
            Expander::Closed => return Some(Step::Open(index)),
            Expander::Open if index < last && rows.depth(index + 1) > rows.depth(index) => index + 1,
            Expander::Open | Expander::None => return None,
        },
        Key::Enter => return Some(Step::Activate(index)),
        Key::Space if rows.row(index).expander == Expander::None => return None,
        Key::Space => return Some(Step::Toggle(index)),
    };
    (target != index || selected != Some(index)).then_some(Step::Select(target))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
mod tests {
    use super::*;
    use crate::app::widget::tree::row::Row;

    struct List(&'static [(u16, Expander)]);

    impl Rows for List {
        fn len(&self) -> usize {
            self.0.len()
        }

        fn row(&self, index: usize) -> Row<'_> {
            let (depth, expander) = self.0[index];
            Row { expander, ..Row::new(depth, "row") }
        }

        fn key(&self, index: usize) -> u64 {
            index as u64
        }

        fn index_of(&self, key: u64) -> Option<usize> {
            usize::try_from(key).ok().filter(|&index| index < self.len())
        }
    }

    const LIST: List = List(&[
        (0, Expander::Open),
        (1, Expander::Open),
        (2, Expander::None),
        (2, Expander::Closed),
        (1, Expander::None),
        (1, Expander::Open),
    ]);

    #[test]
    fn keys_move_and_open_and_close() {
        use Step::{Activate, Close, Open, Select, Toggle};
        for (key, from, step_wanted) in [
            (Key::Up, Some(0), None),
            (Key::Up, Some(3), Some(Select(2))),
            (Key::Up, None, Some(Select(5))),
            (Key::Down, Some(0), Some(Select(1))),
            (Key::Down, Some(5), None),
            (Key::Down, None, Some(Select(0))),
            (Key::Down, Some(99), Some(Select(5))),
            (Key::Left, Some(0), Some(Close(0))),
            (Key::Left, Some(1), Some(Close(1))),
            (Key::Left, Some(2), Some(Select(1))),
            (Key::Left, Some(3), Some(Select(1))),
            (Key::Left, Some(4), Some(Select(0))),
            (Key::Left, None, None),
            (Key::Right, Some(0), Some(Select(1))),
            (Key::Right, Some(2), None),
            (Key::Right, Some(3), Some(Open(3))),
            (Key::Right, Some(5), None),
            (Key::Home, Some(4), Some(Select(0))),
            (Key::Home, Some(0), None),
            (Key::End, Some(0), Some(Select(5))),
            (Key::PageUp, Some(4), Some(Select(1))),
            (Key::PageUp, Some(1), Some(Select(0))),
            (Key::PageDown, Some(0), Some(Select(3))),
            (Key::PageDown, Some(4), Some(Select(5))),
            (Key::Enter, Some(2), Some(Activate(2))),
            (Key::Enter, None, None),
            (Key::Space, Some(3), Some(Toggle(3))),
            (Key::Space, Some(4), None),
        ] {
            assert_eq!(step(key, from, &LIST, 3), step_wanted, "{key:?} from {from:?}");
        }
    }

    #[test]
    fn an_empty_list_does_nothing() {
        for key in [Key::Up, Key::Down, Key::Left, Key::Right, Key::Home, Key::End, Key::Enter, Key::Space] {
            assert_eq!(step(key, None, &List(&[]), 3), None);
            assert_eq!(step(key, Some(4), &List(&[]), 3), None);
        }
    }
}
