//! What the tree remembers between frames.

use std::{cell::RefCell, collections::HashMap, ops::Range};

use iced::{
    advanced::{mouse::Click, widget::operation::Focusable},
    time::Instant,
};

use super::{label::Labels, row::Rows, scroll::Scroll, tooltip::Tip};

/// What the tree remembers between frames.
#[derive(Default)]
pub struct State {
    /// Where the view stands.
    pub scroll: Scroll,
    /// Whether keys go here.
    pub is_focused: bool,
    /// Whether the last thing that moved was a key, not the pointer.
    pub is_keyed: bool,
    /// How far below the widget's upper edge the pointer is, while it is over rows.
    pub pointer: Option<f32>,
    /// Whether the pointer is over the scrollbar.
    pub is_bar_hovered: bool,
    /// Where on the thumb it was taken hold of.
    pub grip: Option<f32>,
    /// The last click, to tell a double one.
    pub click: Option<Click>,
    /// The row chosen by a key of which the owner has not heard yet.
    pub pending: Option<usize>,
    /// What was last said to be visible.
    pub published: Range<usize>,
    /// A row on which the pointer rests, and when that has been long enough.
    pub rest: Option<(usize, Instant)>,
    /// The row that is shown whole.
    pub tip: Option<Tip>,
    /// Shaped texts.
    pub labels: RefCell<Labels>,
    /// The rows of the last frame that did not fit.
    pub cut: RefCell<Vec<usize>>,
    anchors: Vec<Anchor>,
    selected: Option<u64>,
    list: u64,
    /// The lists that took turns here, as they were left.
    left: HashMap<u64, Left>,
}

/// A list that is not shown now.
#[derive(Default)]
struct Left {
    scroll: Scroll,
    anchors: Vec<Anchor>,
    selected: Option<u64>,
}

/// A row and where it was seen.
struct Anchor {
    index: usize,
    key: u64,
    top: f64,
}

impl State {
    /// Takes over a list that may have changed: what is looked at stays where it is, and a newly chosen row comes into view.
    pub fn follow(&mut self, list: u64, rows: &impl Rows, selected: Option<usize>, height: f32) {
        self.turn_to(list);
        self.pending = None;
        self.scroll.resize(rows.len(), height);
        let held = self.anchors.iter().find_map(|anchor| {
            let stays = anchor.index < rows.len() && rows.key(anchor.index) == anchor.key;
            let index = if stays { Some(anchor.index) } else { rows.index_of(anchor.key) };
            index.map(|index| (index, anchor.top))
        });
        if let Some((index, top)) = held {
            self.scroll.hold(index, top);
        }
        if let Some(tip) = &self.tip
            && (tip.index >= rows.len() || rows.key(tip.index) != tip.key)
        {
            self.tip = None;
        }
        let selected = selected.filter(|&index| index < rows.len());
        let key = selected.map(|index| rows.key(index));
        if key != self.selected {
            self.selected = key;
            if let Some(index) = selected {
                let _ = self.scroll.reveal(index);
            }
        }
        self.remember(rows, selected);
    }

    /// Goes to the end of a list that has grown there.
    pub fn stay_at_end(&mut self, rows: &impl Rows, selected: Option<usize>) {
        if self.scroll.go_to_end() {
            self.remember(rows, selected);
        }
    }

    /// Puts the list aside that was shown and takes another one up where it was left.
    fn turn_to(&mut self, list: u64) {
        if list == self.list {
            return;
        }
        let Left { scroll, anchors, selected } = self.left.remove(&list).unwrap_or_default();
        let left = Left {
            scroll: std::mem::replace(&mut self.scroll, scroll),
            anchors: std::mem::replace(&mut self.anchors, anchors),
            selected: std::mem::replace(&mut self.selected, selected),
        };
        let _ = self.left.insert(std::mem::replace(&mut self.list, list), left);
        self.tip = None;
        self.rest = None;
        self.click = None;
        self.grip = None;
    }

    /// Notes what is looked at: the chosen row while keys are used, the row below the pointer otherwise, then whatever is on top.
    pub fn remember(&mut self, rows: &impl Rows, selected: Option<usize>) {
        let visible = self.scroll.visible();
        let first = if self.is_keyed { selected } else { self.hovered() };
        let first = first.filter(|index| visible.contains(index));
        self.anchors.clear();
        self.anchors.extend(first.into_iter().chain(visible).filter(|index| rows.holds(*index)).map(|index| Anchor {
            index,
            key: rows.key(index),
            top: self.scroll.top_of(index),
        }));
    }

    /// The row below the pointer.
    pub fn hovered(&self) -> Option<usize> {
        self.pointer.and_then(|y| self.scroll.row_at(y))
    }

    /// Forgets the tooltip and the rest that would lead to one; says whether one was open.
    pub fn hush(&mut self) -> bool {
        self.rest = None;
        self.tip.take().is_some()
    }
}

impl Focusable for State {
    fn is_focused(&self) -> bool {
        self.is_focused
    }

    fn focus(&mut self) {
        self.is_focused = true;
    }

    fn unfocus(&mut self) {
        self.is_focused = false;
    }
}
