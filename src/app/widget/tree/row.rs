//! What the tree shows: rows, and where they come from.

use std::borrow::Cow;

use crate::{app::icon::Icon, disco::search::Text};

/// Where the rows come from: what is open, in order, each with its depth.
///
/// `row` is asked only for what can be seen and for what a key has to look at, so it may build strings; `len`, `key` and `index_of` are
/// asked at every layout and should be quick.
pub trait Rows {
    /// How many rows there are.
    fn len(&self) -> usize;

    /// The row at an index below [`len`](Self::len).
    fn row(&self, index: usize) -> Row<'_>;

    /// What stays the same while the row stays, wherever it moves to.
    fn key(&self, index: usize) -> u64;

    /// Where the row with this key is now, if it is still there.
    fn index_of(&self, key: u64) -> Option<usize>;

    /// Whether there is nothing to show.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether the view keeps this row where it is when others come and go; not what makes room for them.
    fn holds(&self, _index: usize) -> bool {
        true
    }

    /// How many ancestors the row has.
    fn depth(&self, index: usize) -> u16 {
        self.row(index).depth
    }

    /// How much of the width stands before the column of values.
    fn column_share(&self) -> f32 {
        0.4
    }

    /// The row that this one hangs from.
    fn parent(&self, index: usize) -> Option<usize> {
        let depth = self.depth(index);
        (0..index).rev().find(|&above| self.depth(above) < depth)
    }
}

impl<R: Rows + ?Sized> Rows for &R {
    fn len(&self) -> usize {
        (**self).len()
    }

    fn row(&self, index: usize) -> Row<'_> {
        (**self).row(index)
    }

    fn key(&self, index: usize) -> u64 {
        (**self).key(index)
    }

    fn index_of(&self, key: u64) -> Option<usize> {
        (**self).index_of(key)
    }

    fn holds(&self, index: usize) -> bool {
        (**self).holds(index)
    }

    fn depth(&self, index: usize) -> u16 {
        (**self).depth(index)
    }

    fn column_share(&self) -> f32 {
        (**self).column_share()
    }

    fn parent(&self, index: usize) -> Option<usize> {
        (**self).parent(index)
    }
}

/// One row, from left to right.
#[derive(Debug, Clone, PartialEq)]
pub struct Row<'a> {
    /// How many ancestors it has.
    pub depth: u16,
    /// Whether it can be opened.
    pub expander: Expander,
    /// What kind of thing it is; none leaves no room for one.
    pub icon: Option<Icon>,
    /// What it is to the rows around it.
    pub weight: Weight,
    /// Its name, as it was sent: the widget makes it safe to show.
    pub title: Cow<'a, str>,
    /// Its JID and node, as they were sent; empty for none.
    pub wire: Cow<'a, str>,
    /// What stands beside that in a column of its own: the other side's value; none leaves all the room to the one.
    pub beside: Option<Cow<'a, str>>,
    /// How its question went.
    pub mark: Mark,
    /// The mark in a word, for instance "forbidden"; empty for none.
    pub word: Cow<'a, str>,
    /// How bad it is what the row itself tells; its icon is drawn so.
    pub severity: Option<Severity>,
    /// What is wrong with it.
    pub badge: Option<Badge>,
    /// How many things it lists.
    pub count: Option<Count>,
    /// Whether it stands back, for instance because only something below it was found.
    pub is_dimmed: bool,
    /// Whether the filter found it.
    pub is_matched: bool,
    /// What is marked in its name and its address where it stands there, if the filter found it.
    pub texts: &'a [Text],
}

impl<'a> Row<'a> {
    /// A row with a name, and nothing known about it.
    pub fn new(depth: u16, title: impl Into<Cow<'a, str>>) -> Self {
        Self {
            depth,
            expander: Expander::None,
            icon: Some(Icon::NotKnownYet),
            weight: Weight::Entry,
            title: title.into(),
            wire: Cow::Borrowed(""),
            beside: None,
            mark: Mark::Idle,
            word: Cow::Borrowed(""),
            severity: None,
            badge: None,
            count: None,
            is_dimmed: false,
            is_matched: false,
            texts: &[],
        }
    }
}

/// What a row is to those around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Weight {
    /// One of many of its kind: the name counts, what came over the wire stands back.
    #[default]
    Entry,
    /// The head of those below it.
    Heading,
    /// A name and its value: the value counts, and values stand in a column.
    Detail,
    /// One more value of the name above.
    Value,
}

/// Whether a row can be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Expander {
    /// There is nothing to open.
    #[default]
    None,
    /// It can be opened.
    Closed,
    /// It is open.
    Open,
}

/// How the question to an entity went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mark {
    /// It was not asked.
    #[default]
    Idle,
    /// It may still answer.
    Waiting,
    /// It answered.
    Answered,
    /// It was checked, and is as it should be.
    Good,
    /// It said no.
    Refused,
    /// It said nothing in time.
    TimedOut,
    /// The connection went.
    CutOff,
    /// Its answer cannot be read.
    Unreadable,
    /// It is one of its own ancestors.
    Loop,
    /// Only the right has it.
    Added,
    /// Only the left has it.
    Removed,
    /// Both have it, and it is not the same.
    Changed,
    /// Nobody knows whether both have it.
    Unsure,
}

/// How many things a row lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// Those that are known.
    pub known: u64,
    /// Whether there are more, for instance on pages not fetched.
    pub has_more: bool,
}

/// What is wrong with a row, counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Badge {
    /// How many findings.
    pub count: u32,
    /// The worst of them.
    pub severity: Severity,
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Against a rule.
    Warning,
    /// Against a rule, and something is lost by it.
    Error,
}
