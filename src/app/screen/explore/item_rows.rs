//! The items of a list as rows.

use std::borrow::Cow;

use super::{findings::Findings, places};
use crate::{
    app::{
        icon::Icon,
        widget::tree::{Mark, Row, Rows, Weight},
    },
    disco::{
        address::Address,
        reply::{At, Items},
        state::Kind,
        tree::Tree,
    },
};

/// The items of a list as rows.
pub struct ItemRows<'a> {
    /// The list.
    pub items: &'a Items,
    /// What is wrong with its lines.
    pub findings: &'a Findings,
    /// The tree, for what is known of who is listed.
    pub tree: &'a Tree,
}

impl Rows for ItemRows<'_> {
    fn len(&self) -> usize {
        self.items.items.len()
    }

    fn row(&self, index: usize) -> Row<'_> {
        let Some(item) = self.items.items.get(index) else { return Row::new(0, "") };
        let known = item.jid.clone().map(|jid| Address { jid, node: item.node.clone() });
        let known = known.and_then(|address| self.tree.find(&address));
        let wire = match (&item.jid, &item.node) {
            (Some(jid), Some(node)) => Cow::Owned(format!("{jid} · {node}")),
            (Some(jid), None) => Cow::Borrowed(&**jid),
            (None, _) => Cow::Borrowed(""),
        };
        let word: Cow<'_, str> = match (&item.jid, item.valid_jid, &item.action) {
            (None, ..) => "no JID".into(),
            (_, false, _) => "not a JID".into(),
            (_, true, Some(action)) => format!("action {action}").into(),
            (_, true, None) => "".into(),
        };
        let mark = if item.valid_jid {
            known.map_or(Mark::Idle, |entity| places::mark(entity, false).0)
        } else {
            Mark::Unreadable
        };
        Row {
            badge: self.findings.mark(Kind::Items, At::Item(index)),
            icon: Some(known.map_or(Icon::NotKnownYet, places::icon)),
            weight: Weight::Detail,
            wire,
            word,
            mark,
            ..Row::new(0, item.name.as_deref().unwrap_or_default())
        }
    }

    fn key(&self, index: usize) -> u64 {
        u64::try_from(index).unwrap_or(u64::MAX)
    }

    fn index_of(&self, key: u64) -> Option<usize> {
        usize::try_from(key).ok().filter(|index| *index < self.items.items.len())
    }

    fn depth(&self, _: usize) -> u16 {
        0
    }
}
