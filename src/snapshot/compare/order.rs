//! One tree of both sides: every entity once, where it is met first.

use super::link::Links;

/// A line of the merged tree.
pub struct Place {
    /// What stands there.
    pub pair: usize,
    /// 0 for a root.
    pub depth: u16,
    /// The line of what it stands below.
    pub parent: Option<usize>,
}

/// The lines from top to bottom: what the roots lead to, then what nothing leads to.
pub fn places(links: &Links<'_>) -> Vec<Place> {
    let mut is_met = vec![false; links.pairs.len()];
    let mut places: Vec<Place> = Vec::with_capacity(links.pairs.len());
    let mut to_visit: Vec<Place> = Vec::new();
    let tops = links.roots.iter().copied().chain(0..links.pairs.len());
    for top in tops {
        to_visit.push(Place { pair: top, depth: 0, parent: None });
        while let Some(place) = to_visit.pop() {
            let Some(is_met) = is_met.get_mut(place.pair).filter(|is_met| !**is_met) else { continue };
            *is_met = true;
            let (line, depth) = (places.len(), place.depth.saturating_add(1));
            let below = links.pairs.get(place.pair).map(|pair| pair.below.as_slice()).unwrap_or_default();
            to_visit.extend(below.iter().rev().map(|pair| Place { pair: *pair, depth, parent: Some(line) }));
            places.push(place);
        }
    }
    places
}
