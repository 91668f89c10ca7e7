//! How much of a list is here, as result set management tells it (XEP-0059).

use std::sync::Arc;

use crate::disco::state::Reply;

/// How much of a list this is, and what each page said of that.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Paging {
    /// The page that began the list.
    pub first: Page,
    /// The pages that were asked for afterwards, with their stanzas.
    pub more: Vec<Reply<Page>>,
    /// What is not here.
    pub rest: Rest,
}

/// A page of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// How many items were asked for at most; none when that was left to the entity.
    pub max: Option<u32>,
    /// How many items it brought, those that were there before included.
    pub received: usize,
    /// How many of them the list took in.
    pub taken: usize,
    /// What the page says of itself.
    pub set: Option<Set>,
}

/// The `set` of a reply (XEP-0059 §2.2); what is absent or no number is none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Set {
    /// The name of the first item.
    pub first: Option<Arc<str>>,
    /// The position of the first item in the whole list.
    pub index: Option<u64>,
    /// The name of the last item.
    pub last: Option<Arc<str>>,
    /// The number of items of the whole list.
    pub count: Option<u64>,
}

/// What of a list is not here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Rest {
    /// Nothing: the list is whole.
    #[default]
    Nothing,
    /// The next page can be asked for.
    Ahead,
    /// There is more, and no page said how it goes on.
    Unreachable,
    /// The entity does not know any more where the list was left (XEP-0059 §2.4).
    Lost,
    /// The entity gave a page again that it had given before.
    Repeated,
    /// There were more pages than anybody asks for.
    Endless,
    /// The last page was refused; it can be asked for again.
    Refused,
    /// The last page did not come in time; it can be asked for again.
    Silent,
    /// The connection went before the last page came; it can be asked for again.
    CutOff,
    /// The last page could not be read; it can be asked for again.
    Unreadable,
}

impl Rest {
    /// Every one, in the order of their words.
    const ALL: [Self; 10] = [
        Self::Nothing,
        Self::Ahead,
        Self::Unreachable,
        Self::Lost,
        Self::Repeated,
        Self::Endless,
        Self::Refused,
        Self::Silent,
        Self::CutOff,
        Self::Unreadable,
    ];

    /// Its name in files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Ahead => "ahead",
            Self::Unreachable => "unreachable",
            Self::Lost => "lost",
            Self::Repeated => "repeated",
            Self::Endless => "endless",
            Self::Refused => "refused",
            Self::Silent => "silent",
            Self::CutOff => "cut-off",
            Self::Unreadable => "unreadable",
        }
    }

    /// The one of that name.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rest| rest.word() == word)
    }

    /// Whether the next page can be asked for.
    pub fn goes_on(self) -> bool {
        matches!(self, Self::Ahead | Self::Refused | Self::Silent | Self::CutOff | Self::Unreadable)
    }

    /// The same in a word or two, for a row; nothing where it simply goes on or is whole.
    pub fn short(self) -> &'static str {
        match self {
            Self::Nothing | Self::Ahead => "",
            Self::Unreachable => "no way on",
            Self::Lost => "place lost",
            Self::Repeated => "page repeated",
            Self::Endless => "too many pages",
            Self::Refused => "refused",
            Self::Silent => "no answer",
            Self::CutOff => "cut off",
            Self::Unreadable => "unreadable",
        }
    }

    /// Why the list ends here, for people; nothing where it simply goes on or is whole.
    pub fn trouble(self) -> Option<&'static str> {
        match self {
            Self::Nothing | Self::Ahead => None,
            Self::Unreachable => Some("the entity does not say how the list goes on"),
            Self::Lost => Some("the entity does not know any more where the list was left"),
            Self::Repeated => Some("the entity gave the same page again"),
            Self::Endless => Some("there were too many pages"),
            Self::Refused => Some("the next page was refused"),
            Self::Silent => Some("the next page did not come in time"),
            Self::CutOff => Some("the connection went before the next page came"),
            Self::Unreadable => Some("the next page could not be read"),
        }
    }
}

impl Paging {
    /// Of a list that was never split.
    pub fn whole() -> Self {
        Self::default()
    }

    /// Whether the list is whole.
    pub fn is_complete(&self) -> bool {
        self.rest == Rest::Nothing
    }

    /// The number of items that the entity claims to have, as it said last.
    pub fn count(&self) -> Option<u64> {
        self.sets().rev().find_map(|set| set.count)
    }

    /// The name of the item that the next page comes after (XEP-0059 §2.2).
    pub fn cursor(&self) -> Option<&Arc<str>> {
        self.sets().next_back()?.last.as_ref()
    }

    /// What the pages say of themselves, in the order in which they came.
    pub fn sets(&self) -> impl DoubleEndedIterator<Item = &Set> {
        self.pages().filter_map(|page| page.set.as_ref())
    }

    /// The pages, in the order in which they came.
    pub fn pages(&self) -> impl DoubleEndedIterator<Item = &Page> {
        std::iter::once(&self.first).chain(self.more.iter().map(|reply| &reply.body))
    }
}
