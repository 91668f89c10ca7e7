//! What comes again and again is kept once: features, categories, types, the names of fields, and whole replies.

use std::{
    cell::RefCell,
    collections::{HashSet, VecDeque},
    sync::Arc,
    thread::LocalKey,
};

use super::{
    reply::{Info, Items},
    state::Facts,
};

/// Longer strings hardly come twice.
const LONGEST_BYTES: usize = 256;
/// A server that never says the same twice must not make the table grow for ever.
const MOST_STRINGS: usize = 16_384;

/// Longer lists hardly come twice.
const LONGEST_LIST: usize = 256;
const MOST_LISTS: usize = 1_024;
/// So many replies are remembered, for others that say the same.
const MOST_REPLIES: usize = 8;

/// The `var` of each feature, in wire order.
pub type Features = Arc<[Option<Arc<str>>]>;
type Recent<T> = RefCell<VecDeque<Arc<T>>>;

thread_local! {
    static TABLE: RefCell<HashSet<Arc<str>>> = RefCell::default();
    static LISTS: RefCell<HashSet<Features>> = RefCell::default();
    static INFO: Recent<Info> = RefCell::default();
    static ITEMS: Recent<Items> = RefCell::default();
    static FACTS: Recent<Facts> = RefCell::default();
}

/// The one copy of a string that this thread knows.
pub fn intern(text: &str) -> Arc<str> {
    if text.len() > LONGEST_BYTES {
        return text.into();
    }
    TABLE.with_borrow_mut(|table| {
        if let Some(known) = table.get(text) {
            return known.clone();
        }
        if table.len() >= MOST_STRINGS {
            table.clear();
        }
        let new: Arc<str> = text.into();
        let _ = table.insert(new.clone());
        new
    })
}

/// The one copy of a list of features that this thread knows.
pub fn intern_list(list: Vec<Option<Arc<str>>>) -> Features {
    if list.len() > LONGEST_LIST {
        return list.into();
    }
    LISTS.with_borrow_mut(|table| {
        if let Some(known) = table.get(&*list) {
            return known.clone();
        }
        if table.len() >= MOST_LISTS {
            table.clear();
        }
        let new: Features = list.into();
        let _ = table.insert(new.clone());
        new
    })
}

/// What a reply says, when many say the same.
pub trait Said: PartialEq + Sized + 'static {
    #[doc(hidden)]
    fn recent() -> &'static LocalKey<Recent<Self>>;

    /// Whether it is so long that another one hardly says the same.
    fn is_long(&self) -> bool;
}

impl Said for Info {
    fn recent() -> &'static LocalKey<Recent<Self>> {
        &INFO
    }

    fn is_long(&self) -> bool {
        self.identities.len() + self.features.len() + self.forms.len() + self.extras.len() > LONGEST_LIST
    }
}

impl Said for Items {
    fn recent() -> &'static LocalKey<Recent<Self>> {
        &ITEMS
    }

    fn is_long(&self) -> bool {
        !self.items.is_empty()
    }
}

impl Said for Facts {
    fn recent() -> &'static LocalKey<Recent<Self>> {
        &FACTS
    }

    fn is_long(&self) -> bool {
        self.len() > LONGEST_LIST
    }
}

/// The one copy of what a reply says, if another one said the same a short while ago.
pub fn intern_reply<T: Said>(said: T) -> Arc<T> {
    if said.is_long() {
        return Arc::new(said);
    }
    T::recent().with_borrow_mut(|recent| {
        if let Some(known) = recent.iter().find(|known| ***known == said) {
            return known.clone();
        }
        if recent.len() >= MOST_REPLIES {
            let _ = recent.pop_front();
        }
        let new = Arc::new(said);
        recent.push_back(new.clone());
        new
    })
}
