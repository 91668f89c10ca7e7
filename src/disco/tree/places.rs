//! The places of a tree, by their numbers, in pages: who adds the hundred-thousandth waits no longer than for the first,
//! which a map that grows by moving everything cannot promise.

use super::{Place, PlaceId};

/// So many places have a page.
const PAGE: usize = 256;

/// Places by their numbers.
#[derive(Debug, Default)]
pub struct Places {
    /// Pages without a place hold no memory but their own slot.
    pages: Vec<Option<Page>>,
    len: usize,
}

#[derive(Debug)]
struct Page {
    places: Box<[Option<Place>]>,
    used: usize,
}

impl Places {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether a place of that number is there.
    pub fn contains(&self, id: PlaceId) -> bool {
        self.get(id).is_some()
    }

    /// The place of that number.
    pub fn get(&self, id: PlaceId) -> Option<&Place> {
        let (page, slot) = split(id);
        self.pages.get(page)?.as_ref()?.places.get(slot)?.as_ref()
    }

    /// The place of that number, to be changed.
    pub fn get_mut(&mut self, id: PlaceId) -> Option<&mut Place> {
        let (page, slot) = split(id);
        self.pages.get_mut(page)?.as_mut()?.places.get_mut(slot)?.as_mut()
    }

    /// Puts a place at a number, instead of the one that may be there.
    pub fn insert(&mut self, id: PlaceId, place: Place) {
        let (page, slot) = split(id);
        if page >= self.pages.len() {
            self.pages.resize_with(page + 1, || None);
        }
        let Some(page) = self.pages.get_mut(page) else { return };
        let page = page.get_or_insert_with(Page::empty);
        let Some(slot) = page.places.get_mut(slot) else { return };
        if slot.replace(place).is_none() {
            page.used += 1;
            self.len += 1;
        }
    }

    /// Takes a place away.
    pub fn remove(&mut self, id: PlaceId) -> Option<Place> {
        let (number, slot) = split(id);
        let page = self.pages.get_mut(number)?;
        let filled = page.as_mut()?;
        let place = filled.places.get_mut(slot)?.take()?;
        filled.used -= 1;
        if filled.used == 0 {
            *page = None;
        }
        self.len -= 1;
        Some(place)
    }
}

impl Page {
    fn empty() -> Self {
        Self { places: (0..PAGE).map(|_| None).collect(), used: 0 }
    }
}

fn split(id: PlaceId) -> (usize, usize) {
    let number = id.0 as usize;
    (number / PAGE, number % PAGE)
}
