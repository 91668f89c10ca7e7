//! Lists in pages (XEP-0059).

use std::fmt::Write;

use super::{Branch, JID, both, info, items, leaf};
use crate::{
    demo::{
        answer::Answer,
        question::{Page, Question, refusal},
        world::entity::{self, Entity, Item},
    },
    disco::{namespace::RSM, state::Kind},
};

/// Items of the whole list.
const LENGTH: usize = 250;
/// Items of a page at most.
const PAGE: usize = 50;

/// Servers of pages, true and false.
pub const BRANCH: Branch = Branch {
    node: "pages",
    name: "Pages: lists that come in parts",
    entries: &[
        both("paged", "250 items, in pages for those who ask for pages", |question| match question.kind {
            Kind::Info => paging_entity("250 items in pages").answer(question),
            _ => match &question.page {
                Some(page) => paged(question, page),
                None => question.result(&numbered(0..LENGTH)),
            },
        }),
        both("partial", "Fifty of 250 items, and says so without being asked", |question| match question.kind {
            Kind::Info => paging_entity("250 items, always in pages").answer(question),
            _ => paged(question, question.page.as_ref().unwrap_or(&Page::default())),
        }),
        items("uncounted", "Pages that do not say how many items there are", |question| {
            let answer = window(question.page.as_ref().unwrap_or(&Page::default()));
            answer.map_or_else(lost, |(start, end)| page_xml(question, start..end, false))
        }),
        both("again", "The same page again and again", |question| match question.kind {
            Kind::Info => paging_entity("A page without end").answer(question),
            _ => page_xml(question, 0..PAGE, true),
        }),
        both("expired", "Every page but the first is lost", |question| match (question.kind, &question.page) {
            (Kind::Info, _) => paging_entity("Only one page is left").answer(question),
            (_, Some(Page { after: Some(_), .. })) => lost(),
            _ => page_xml(question, 0..PAGE, true),
        }),
        info("promised", "Says that it has pages, and gives everything at once", |question| {
            paging_entity("No pages in truth").answer(question)
        }),
        both("generous", "All 250 items, however few are asked for", |question| match question.kind {
            Kind::Info => paging_entity("250 items at once").answer(question),
            _ => page_xml(question, 0..LENGTH, true),
        }),
        both("overcounted", "250 items that are counted as 300", |question| match question.kind {
            Kind::Info => paging_entity("Fewer items than are counted").answer(question),
            _ => miscounted(question, 300),
        }),
        both("undercounted", "250 items that are counted as 60", |question| match question.kind {
            Kind::Info => paging_entity("More items than are counted").answer(question),
            _ => miscounted(question, 60),
        }),
        both("nameless", "A page that does not say how the list goes on", |question| match question.kind {
            Kind::Info => paging_entity("A page without ends").answer(question),
            _ => question.result(&format!("{}<set xmlns='{RSM}'><count>{LENGTH}</count></set>", numbered(0..PAGE))),
        }),
        both("many", "100,000 items, 1,000 at a time", |question| match question.kind {
            Kind::Info => paging_entity("100,000 items in pages").answer(question),
            _ => many(question, question.page.as_ref().unwrap_or(&Page::default())),
        }),
    ],
    other: |question, rest| {
        let number = rest.strip_prefix("item/")?.parse::<usize>().ok()?;
        (1..=LENGTH).contains(&number).then(|| leaf(format!("Item {number} of {LENGTH}")).answer(question))
    },
};

/// Pages as they should be, but for the number of items that they tell of.
fn miscounted(question: &Question, count: usize) -> Answer {
    let page = question.page.clone().unwrap_or_default();
    let Some((start, end)) = window(&page) else { return lost() };
    let ends = if start < end {
        format!("<first index='{start}'>{}</first><last>{end}</last>", start + 1)
    } else {
        String::new()
    };
    let set = format!("<set xmlns='{RSM}'>{ends}<count>{count}</count></set>");
    question.result(&format!("{}{set}", numbered(start..end)))
}

/// Pages of a list that is too long for one reply; its items are those of the list that comes at once.
fn many(question: &Question, page: &Page) -> Answer {
    const MANY: usize = 100_000;
    let start = match page.after.as_deref().map(str::parse::<usize>) {
        None => 0,
        Some(Ok(start)) if start <= MANY => start,
        Some(_) => return lost(),
    };
    let end = start.saturating_add(page.max.unwrap_or(MANY).min(1000)).min(MANY);
    let item = |number: usize| Item::new(JID, format!("Item {number}")).node(format!("big/{MANY}/{number}"));
    let items = entity::items(&(start + 1..=end).map(item).collect::<Vec<_>>());
    let ends = if start < end {
        format!("<first index='{start}'>{}</first><last>{end}</last>", start + 1)
    } else {
        String::new()
    };
    question.result(&format!("{items}<set xmlns='{RSM}'>{ends}<count>{MANY}</count></set>"))
}

fn paging_entity(name: &'static str) -> Entity {
    Entity::new("hierarchy", "branch", name).features([RSM])
}

fn paged(question: &Question, page: &Page) -> Answer {
    if page.max == Some(0) {
        return question.result(&format!("<set xmlns='{RSM}'><count>{LENGTH}</count></set>"));
    }
    window(page).map_or_else(lost, |(start, end)| page_xml(question, start..end, true))
}

/// The items of a page as positions; none when its cursor does not exist.
fn window(page: &Page) -> Option<(usize, usize)> {
    let most = page.max.unwrap_or(PAGE).clamp(1, PAGE);
    let position = |cursor: &str| cursor.parse::<usize>().ok().filter(|position| (1..=LENGTH).contains(position));
    match (&page.after, page.before.as_deref()) {
        (Some(after), _) => position(after).map(|start| (start, (start + most).min(LENGTH))),
        (None, Some("")) => Some((LENGTH - most, LENGTH)),
        (None, Some(before)) => position(before).map(|end| ((end - 1).saturating_sub(most), end - 1)),
        (None, None) => Some((0, most)),
    }
}

fn page_xml(question: &Question, range: std::ops::Range<usize>, is_counted: bool) -> Answer {
    let mut set = String::new();
    if !range.is_empty() {
        let index = if is_counted { format!(" index='{}'", range.start) } else { String::new() };
        let _ = write!(set, "<first{index}>{}</first><last>{}</last>", range.start + 1, range.end);
    }
    if is_counted {
        let _ = write!(set, "<count>{LENGTH}</count>");
    }
    question.result(&format!("{}<set xmlns='{RSM}'>{set}</set>", numbered(range)))
}

fn numbered(range: std::ops::Range<usize>) -> String {
    let item = |number: usize| Item::new(JID, format!("Item {number}")).node(format!("pages/item/{number}"));
    entity::items(&range.map(|position| item(position + 1)).collect::<Vec<_>>())
}

fn lost() -> Answer {
    refusal("cancel", "item-not-found", "There is no such page.")
}
