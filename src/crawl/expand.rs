//! What a list leads to: who is let in, who is stopped by which fence.

use super::{Expansion, Fence, Job, Kind, Mark, Met, Step, Walk};
use crate::disco::{
    address::Address,
    tree::{Leads, Tree},
};

/// Stops are remembered by address up to here, so that rows can tell; all are counted.
const MOST_STOPS: usize = 500_000;

impl Walk {
    /// So many questions wait in memory at most; longer lists are followed when there is room.
    pub const MOST_WAITING: usize = 20_000;

    /// Follows lists as long as there is room and time.
    pub(super) fn expand(&mut self, tree: &mut Tree, steps: &mut usize) {
        for root in std::mem::take(&mut self.roots) {
            let normal = root.normal();
            if self.mark_of(&normal).is_none() {
                self.admit(normal, root, 0, tree);
            }
        }
        while *steps > 0
            && self.queue.len() + 1 < Self::MOST_WAITING
            && let Some(front) = self.to_expand.front().copied()
        {
            let most = (*steps).min((Self::MOST_WAITING - self.queue.len()) / 2);
            let (found, looked_at, is_all) = self.found(front, tree, most);
            *steps = steps.saturating_sub(looked_at.max(1));
            let depth = self.met.get(front.met as usize).map_or(0, |met| met.depth.saturating_add(1));
            for address in found {
                self.consider(address, depth, tree);
            }
            self.progress_of_front(looked_at, is_all);
        }
    }

    /// The next addresses that a list names, how many items they were taken from, and whether that was all.
    fn found(&self, expansion: Expansion, tree: &Tree, most: usize) -> (Vec<Address>, usize, bool) {
        let entity = self.met.get(expansion.met as usize).and_then(|met| tree.entity(met.entity));
        let Some((entity, list)) = entity.and_then(|entity| Some((entity, entity.items.answer()?))) else {
            return (Vec::new(), 0, true);
        };
        let leads = Leads::of(entity);
        let rest = list.items.get(expansion.next..).unwrap_or_default();
        let found = rest.iter().take(most).filter_map(|item| leads.to(item)).collect();
        (found, rest.len().min(most), rest.len() <= most)
    }

    fn progress_of_front(&mut self, looked_at: usize, is_all: bool) {
        let Some(front) = self.to_expand.front_mut() else { return };
        let counted = if is_all { front.unseen } else { looked_at.min(front.unseen) };
        front.next += looked_at;
        front.unseen -= counted;
        self.unseen = self.unseen.saturating_sub(counted);
        if is_all {
            let _ = self.to_expand.pop_front();
        }
    }

    /// Decides on somebody whom a list names.
    fn consider(&mut self, address: Address, depth: u16, tree: &mut Tree) {
        let normal = address.normal();
        let mark = self.mark_of(&normal);
        match mark {
            Some(Mark::Met(met)) => self.nearer(met, depth),
            // A shorter way may lead inside the fence.
            Some(Mark::Stopped(Fence::Depth)) | None => {
                let verdict = self.judge.stops(&normal, depth, self.met.len());
                match (mark, verdict) {
                    (Some(Mark::Stopped(before)), Some(now)) if before == now => {}
                    (before, verdict) => {
                        if let Some(Mark::Stopped(before)) = before {
                            self.forget_stop(&normal, before);
                        }
                        match verdict {
                            Some(fence) => self.stop(normal, fence),
                            None => self.admit(normal, address, depth, tree),
                        }
                    }
                }
            }
            Some(Mark::Stopped(_)) => {}
        }
    }

    fn admit(&mut self, normal: Address, address: Address, depth: u16, tree: &mut Tree) {
        let number = u32::try_from(self.met.len()).unwrap_or(u32::MAX);
        let target = self.queue.target(&normal.jid);
        let has_node = normal.node.is_some();
        let _ = self.numbers.insert(normal, number);
        let entity = tree.meet(address);
        let (info, items) = (Step::NotAsked, Step::NotAsked);
        self.met.push(Met { entity, target, depth, has_node, info, items, listed: 0, is_expanded: false });
        self.counts.entities += 1;
        for kind in [Kind::Info, Kind::Items] {
            self.last_job += 1;
            self.queue.push(target, Job { number: self.last_job, met: number, kind });
        }
    }

    fn stop(&mut self, normal: Address, fence: Fence) {
        self.counts.stopped += 1;
        self.findings.stopped.entry(fence).or_default().add(normal.clone());
        if self.stops.len() < MOST_STOPS {
            let _ = self.stops.insert(normal, fence);
        }
    }

    fn forget_stop(&mut self, normal: &Address, fence: Fence) {
        self.counts.stopped = self.counts.stopped.saturating_sub(1);
        let _ = self.stops.remove(normal);
        if let Some(group) = self.findings.stopped.get_mut(&fence) {
            group.remove(normal);
            if group.count == 0 {
                let _ = self.findings.stopped.remove(&fence);
            }
        }
    }

    /// Who is found on a shorter way has everything below nearer, too: some of it may now be inside the fence.
    fn nearer(&mut self, number: u32, depth: u16) {
        let Some(met) = self.met.get_mut(number as usize) else { return };
        if depth >= met.depth {
            return;
        }
        met.depth = depth;
        if met.is_expanded {
            self.to_expand.push_back(Expansion { met: number, next: 0, unseen: 0 });
        }
    }

    /// Follows the list of somebody as soon as it can be understood: what the items of a node are depends on what the
    /// node says that it is.
    pub(super) fn follow(&mut self, number: u32) {
        let Some(met) = self.met.get_mut(number as usize) else { return };
        let is_understood = !met.has_node || matches!(met.info, Step::Ended | Step::Silent);
        let has_list = matches!(met.items, Step::Ended | Step::Part) || met.listed > 0;
        if !has_list || met.is_expanded || !is_understood {
            return;
        }
        met.is_expanded = true;
        let unseen = met.listed as usize;
        if unseen > 0 {
            self.followed.push(met.entity);
        }
        self.unseen += unseen;
        self.to_expand.push_back(Expansion { met: number, next: 0, unseen });
    }
}
