//! Lists in pages: how they are asked for, how they grow, where they end (XEP-0059 §2.2).

use std::{mem, sync::Arc};

use jiff::Timestamp;

use super::{
    address::Address,
    namespace::RSM,
    reply::{At, Extra, Items, Page, Paging, Rest, Set},
    state::{Entity, Kind, Question, Reply, State, Timing},
    xml::{Kept, Limits},
};

/// Which part of a list is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Portion {
    /// All of it, without a word of pages.
    #[default]
    All,
    /// So many items from its beginning, at most.
    First(u32),
    /// So many items after the one of that name, at most.
    After(Arc<str>, u32),
}

impl Portion {
    /// How many items are wanted at most.
    pub fn max(&self) -> Option<u32> {
        match self {
            Self::All => None,
            Self::First(max) | Self::After(_, max) => Some(*max),
        }
    }
}

/// Nobody asks for more pages of one list, nor for more once there are so many items: who has more makes them up.
const MOST_PAGES: usize = 10_000;
const MOST_ITEMS: usize = 1_000_000;

/// The paging of a list that begins with so many items and this `set`.
pub fn begun(set: Option<Set>, received: usize) -> Paging {
    let rest = match &set {
        None => Rest::Nothing,
        Some(set) if received == 0 && set.count.is_none_or(|count| count == 0) => Rest::Nothing,
        Some(set) if set.index.is_none_or(|index| index == 0) => after(set, received, received),
        Some(set) => ahead(set),
    };
    Paging { first: Page { max: None, received, taken: received, set }, more: Vec::new(), rest }
}

/// What is left after a page of so many items, which makes so many altogether. A count that is too low already is no
/// reason to stop: it may be approximate (XEP-0059 §2.2).
fn after(set: &Set, received: usize, total: usize) -> Rest {
    let number = |length: usize| u64::try_from(length).unwrap_or(u64::MAX);
    let end = set.index.map_or(number(total), |index| index.saturating_add(number(received)));
    match (set.count, &set.last) {
        (Some(count), _) if count == end => Rest::Nothing,
        (Some(count), None) if count < end => Rest::Nothing,
        _ => ahead(set),
    }
}

fn ahead(set: &Set) -> Rest {
    if set.last.is_some() { Rest::Ahead } else { Rest::Unreachable }
}

impl Items {
    /// How much of the list is here, in a few words; nothing where that is all of it.
    pub fn part_words(&self) -> Option<String> {
        let listed = self.items.len();
        match (self.paging.is_complete(), self.paging.count()) {
            (true, _) => None,
            (false, Some(count)) if usize::try_from(count).is_ok_and(|count| count > listed) => {
                Some(format!("{listed} of {count}"))
            }
            (false, _) => Some(format!("{listed} of more")),
        }
    }

    /// Takes in the reply to a question for the next page.
    fn append(&mut self, reply: Reply<Arc<Self>>, owner: &Address) {
        let Reply { asked, took, timing, reply_xml, reply_bytes, body: page } = reply;
        let is_again = self.had(&page);
        let Self { items, extras, paging, .. } = Arc::unwrap_or_clone(page);
        let Page { max, received, set, .. } = paging.first;
        let start = self.items.len();
        if !is_again {
            self.items.extend(items);
            self.extras.extend(extras.into_iter().map(|extra| moved(extra, start)));
        }
        let has_room = self.paging.more.len() < MOST_PAGES && self.items.len() < MOST_ITEMS;
        self.paging.rest = match &set {
            _ if is_again => Rest::Repeated,
            Some(set) if received > 0 && has_room => after(set, received, self.items.len()),
            Some(_) if received > 0 => Rest::Endless,
            Some(_) | None => Rest::Nothing,
        };
        self.judge(owner);
        let body = Page { max, received, taken: self.items.len() - start, set };
        let reply_xml = reply_xml.filter(|_| self.kept_bytes() < Limits::default().bytes);
        self.paging.more.push(Reply { asked, took, timing, reply_xml, reply_bytes, body });
    }

    /// Whether this page was here before: by the names of its ends, or because its items are those of the last page.
    fn had(&self, page: &Self) -> bool {
        let Some(set) = &page.paging.first.set else { return false };
        let is_same = |one: &Option<Arc<str>>, other: &Option<Arc<str>>| one.is_some() && one == other;
        let is_named = |known: &Set| is_same(&known.first, &set.first) || is_same(&known.last, &set.last);
        let before = self.paging.pages().next_back().map_or(0, |page| page.taken);
        let last = self.items.get(self.items.len().saturating_sub(before)..).unwrap_or_default();
        !page.items.is_empty() && (self.paging.sets().any(is_named) || last == page.items)
    }

    /// The next page did not come, but this did.
    fn fail<T>(&mut self, rest: Rest, reply: Option<Reply<T>>) {
        self.paging.rest = rest;
        if let Some(Reply { asked, took, timing, reply_xml, reply_bytes, .. }) = reply {
            self.paging.more.push(Reply { asked, took, timing, reply_xml, reply_bytes, body: Page::default() });
        }
    }

    fn kept_bytes(&self) -> usize {
        self.paging.more.iter().filter_map(|page| page.reply_xml.as_ref()).map(Kept::bytes).sum()
    }
}

/// What was kept of a page, now that so many items stand before it.
pub fn moved(extra: Extra, start: usize) -> Extra {
    match extra.at {
        At::Item(number) => Extra { at: At::Item(start + number), ..extra },
        _ => extra,
    }
}

impl Entity {
    /// Which part of the list to ask for first: a page only of somebody who is known to give pages (XEP-0059 §4).
    pub fn first_portion(&self, max: u32) -> Portion {
        let advertises = self.info.answer().is_some_and(|info| info.has(RSM));
        let ignores = self.items.answer().is_some_and(|items| {
            let Page { max, set, .. } = &items.paging.first;
            max.is_some() && set.is_none()
        });
        if advertises && !ignores { Portion::First(max) } else { Portion::All }
    }

    /// Whether it can be asked for the next page of its list: nobody waits for an answer, and a page said how it goes on.
    pub fn has_next_page(&self) -> bool {
        let State::Answered(reply) = &self.items else { return false };
        reply.body.paging.rest.goes_on() && reply.body.paging.cursor().is_some()
    }

    /// The question for the next page, which counts as asked from now on; none where there is no such page.
    pub fn begin_page(&mut self, max: u32, now: Timestamp) -> Option<Question> {
        if !self.has_next_page() {
            return None;
        }
        let cursor = self.items.answer()?.paging.cursor()?.clone();
        let _ = self.items.begin(now);
        let portion = Portion::After(cursor, max);
        Some(Question { portion, ..Question::new(Kind::Items, self.address.clone()) })
    }

    /// Takes the end of a question for a page in; tells whether it was waited for. What is known of the list stays,
    /// whatever became of the page.
    pub fn take_page(&mut self, portion: &Portion, page: State<Items>) -> bool {
        let is_late = matches!(&page, State::Answered(reply) if reply.timing == Timing::Late);
        let (known, was_waiting) = match mem::replace(&mut self.items, State::NotAsked) {
            State::Waiting { before: Some(before), .. } if !is_late => (*before, true),
            other => (other, false),
        };
        self.items = match (known, portion) {
            (State::Answered(reply), Portion::After(cursor, _)) if reply.body.paging.cursor() == Some(cursor) => {
                continued(reply, page, &self.address)
            }
            (known, _) => known,
        };
        was_waiting
    }
}

fn continued(mut list: Reply<Arc<Items>>, page: State<Items>, owner: &Address) -> State<Items> {
    // Who answers without a `set` does not know pages: this is all of the list.
    if let State::Answered(reply) = page {
        if reply.body.paging.first.set.is_none() && !reply.body.items.is_empty() {
            return State::Answered(reply);
        }
        let items = Arc::make_mut(&mut list.body);
        if reply.body.query.is_readable() {
            items.append(reply, owner);
        } else {
            items.fail(Rest::Unreadable, Some(reply));
        }
        return State::Answered(list);
    }
    let items = Arc::make_mut(&mut list.body);
    match page {
        State::Refused(reply) => {
            let is_lost = reply.body.condition.as_deref() == Some("item-not-found");
            items.fail(if is_lost { Rest::Lost } else { Rest::Refused }, Some(reply));
        }
        State::Unreadable(reply) => items.fail(Rest::Unreadable, Some(reply)),
        State::TimedOut { .. } => items.fail(Rest::Silent, None::<Reply<()>>),
        State::CutOff { .. } => items.fail(Rest::CutOff, None::<Reply<()>>),
        State::Answered(_) | State::NotAsked | State::Waiting { .. } => {}
    }
    State::Answered(list)
}
