//! Our lists in pages, for those who ask for that (XEP-0059); only where we say that we give pages.

use std::{fmt::Write, ops::Range};

use super::stanza::escape;
use crate::disco::{namespace::RSM, xml::Element};

/// Which page of a list is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// At most so many items.
    pub max: Option<usize>,
    /// Those that follow this one.
    pub after: Option<String>,
    /// Those that precede this one; the last ones of all when empty.
    pub before: Option<String>,
}

impl Page {
    /// The `set` of a query.
    pub fn read(query: Element<'_>) -> Option<Self> {
        let set = query.child("set", RSM)?;
        let text = |name| set.child(name, RSM).map(|child| child.text().into_owned());
        let max = text("max").and_then(|max| max.trim().parse().ok());
        Some(Self { max, after: text("after"), before: text("before") })
    }

    /// Which of so many items are on the page; none when it follows or precedes one that there is not (§2.4).
    pub fn range(&self, count: usize) -> Option<Range<usize>> {
        let max = self.max.unwrap_or(count);
        let number = |name: &str| name.parse::<usize>().ok().filter(|number| *number < count);
        Some(match (&self.after, self.before.as_deref()) {
            (Some(after), _) => {
                let start = number(after)? + 1;
                start..start.saturating_add(max).min(count)
            }
            (None, Some("")) => count.saturating_sub(max)..count,
            (None, Some(before)) => {
                let end = number(before)?;
                end.saturating_sub(max)..end
            }
            (None, None) => 0..max.min(count),
        })
    }
}

/// What a page says of itself; an item is called by its number.
pub fn set(range: &Range<usize>, count: usize) -> String {
    let mut xml = format!("<set xmlns='{RSM}'>");
    if !range.is_empty() {
        let (first, last) = (range.start.to_string(), (range.end - 1).to_string());
        let _ = write!(xml, "<first index='{0}'>{0}</first><last>{1}</last>", escape(&first), escape(&last));
    }
    let _ = write!(xml, "<count>{count}</count></set>");
    xml
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
mod tests {
    use super::*;

    #[test]
    fn pages_follow_each_other_to_the_end() {
        let page = |max, after: Option<&str>, before: Option<&str>| {
            Page { max, after: after.map(str::to_owned), before: before.map(str::to_owned) }.range(5)
        };
        for (given, expected) in [
            (page(Some(2), None, None), Some(0..2)),
            (page(Some(2), Some("1"), None), Some(2..4)),
            (page(Some(2), Some("3"), None), Some(4..5)),
            (page(Some(2), Some("4"), None), Some(5..5)),
            (page(Some(2), Some("5"), None), None),
            (page(Some(2), Some("x"), None), None),
            (page(Some(2), None, Some("")), Some(3..5)),
            (page(Some(2), None, Some("3")), Some(1..3)),
            (page(Some(9), None, Some("1")), Some(0..1)),
            (page(Some(0), None, None), Some(0..0)),
            (page(None, None, None), Some(0..5)),
            (page(Some(usize::MAX), Some("0"), None), Some(1..5)),
        ] {
            assert_eq!(given, expected);
        }
        assert_eq!(
            set(&(2..4), 5),
            "<set xmlns='http://jabber.org/protocol/rsm'><first index='2'>2</first><last>3</last><count>5</count></set>"
        );
        assert_eq!(set(&(0..0), 5), "<set xmlns='http://jabber.org/protocol/rsm'><count>5</count></set>");
    }
}
