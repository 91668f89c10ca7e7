//! Who asked what and what they were told, as rows.

use std::{borrow::Cow, collections::VecDeque};

use jiff::tz::TimeZone;

use crate::{
    app::widget::tree::{Mark, Row, Rows},
    disco::advertised::{Inquiry, Told},
};

/// The questions of others, the newest first.
#[derive(Debug, Default)]
pub struct Asked {
    all: VecDeque<(u64, Inquiry)>,
    heard: u64,
    /// How many were answered while too many others waited to be taken in.
    unlisted: u64,
    chosen: Option<u64>,
}

/// So many are kept.
const MOST: usize = 500;

impl Asked {
    /// Takes in one more.
    pub fn hear(&mut self, inquiry: &Inquiry) {
        self.heard += 1;
        self.all.push_front((self.heard, inquiry.clone()));
        self.all.truncate(MOST);
    }

    /// So many more were answered, of which nothing else is known.
    pub fn count_unlisted(&mut self, count: u64) {
        self.unlisted = self.unlisted.saturating_add(count);
    }

    /// How many there were, those included that are not kept any more.
    pub fn count(&self) -> u64 {
        self.heard.saturating_add(self.unlisted)
    }

    /// That there were more than the list has ever had, if so.
    pub fn words_of_unlisted(&self) -> Option<String> {
        match self.unlisted {
            0 => None,
            1 => Some("1 more question was answered and not listed.".to_owned()),
            count => Some(format!("{count} more questions were answered and not listed.")),
        }
    }

    /// Chooses a row.
    pub fn choose(&mut self, row: usize) {
        self.chosen = self.all.get(row).map(|(number, _)| *number);
    }

    /// Which row is chosen.
    pub fn chosen(&self) -> Option<usize> {
        self.index_of(self.chosen?)
    }

    /// The one that is chosen.
    pub fn shown(&self) -> Option<&Inquiry> {
        self.get(self.chosen()?)
    }

    /// One of them.
    pub fn get(&self, row: usize) -> Option<&Inquiry> {
        self.all.get(row).map(|(_, inquiry)| inquiry)
    }

    /// Forgets all.
    pub fn clear(&mut self) {
        *self = Self::default();
    }
}

/// A question as text to copy.
pub fn copied(inquiry: &Inquiry) -> String {
    let node = inquiry.node.as_deref().map(|node| format!(" node {node}")).unwrap_or_default();
    format!("{} {} {}{node}: {}", inquiry.at, inquiry.asker(), inquiry.wanted, inquiry.told_words())
}

impl Rows for Asked {
    fn len(&self) -> usize {
        self.all.len()
    }

    fn row(&self, index: usize) -> Row<'_> {
        let Some(inquiry) = self.get(index) else { return Row::new(0, "") };
        let at = inquiry.at.to_zoned(TimeZone::system()).strftime("%H:%M:%S").to_string();
        let mark = match inquiry.told {
            Told::Answered => Mark::Answered,
            Told::Refused => Mark::Refused,
            Told::Silence => Mark::TimedOut,
            Told::Dropped => Mark::CutOff,
        };
        let node = inquiry.node.as_deref().map(|node| format!(" {node}")).unwrap_or_default();
        Row {
            icon: None,
            mark,
            wire: Cow::Owned(format!("{}{node}", inquiry.wanted)),
            word: Cow::Owned(inquiry.told_words()),
            ..Row::new(0, format!("{at}  {}", inquiry.asker()))
        }
    }

    fn key(&self, index: usize) -> u64 {
        self.all.get(index).map_or(u64::MAX, |(number, _)| *number)
    }

    fn index_of(&self, key: u64) -> Option<usize> {
        self.all.iter().position(|(number, _)| *number == key)
    }

    fn depth(&self, _index: usize) -> u16 {
        0
    }
}
