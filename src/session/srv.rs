//! In which order the hosts of a service are tried (RFC 2782). Pure; chance is passed in.

use std::collections::VecDeque;

/// One SRV record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Lower ones come first.
    pub priority: u16,
    /// How often it is to come first among its equals, compared with theirs.
    pub weight: u16,
    /// The TCP port.
    pub port: u16,
    /// The host's name without the last dot; empty means that there is no such service.
    pub host: String,
}

/// More hosts than this are not tried.
pub const MOST: usize = 8;

/// Whether the records say that the domain has no such service.
pub fn is_refusal(records: &[Record]) -> bool {
    !records.is_empty() && records.iter().all(|record| record.host.is_empty())
}

/// Priorities in order, within one a random order by weight; `random` gives a number from 0 up to below its argument.
pub fn ordered(mut records: Vec<Record>, mut random: impl FnMut(u64) -> u64) -> Vec<Record> {
    records.retain(|record| !record.host.is_empty());
    // Those without weight stand first, so that only the point 0 chooses one of them.
    records.sort_by_key(|record| (record.priority, record.weight));
    let mut left = VecDeque::from(records);
    let mut ordered = Vec::new();
    while let Some(priority) = left.front().map(|record| record.priority)
        && ordered.len() < MOST
    {
        let group = left.iter().take_while(|record| record.priority == priority);
        let mut point = random(group.map(|record| u64::from(record.weight)).sum::<u64>() + 1);
        let chosen = left.iter().take_while(|record| record.priority == priority).position(|record| {
            let is_hit = point <= u64::from(record.weight);
            point = point.saturating_sub(u64::from(record.weight));
            is_hit
        });
        let Some(record) = left.remove(chosen.unwrap_or_default()) else { break };
        ordered.push(record);
    }
    ordered
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn record((priority, weight): (u16, u16), number: usize) -> Record {
        Record { priority, weight, port: 5222, host: format!("h{number}.example") }
    }

    fn records(of: &[(u16, u16)]) -> Vec<Record> {
        of.iter().enumerate().map(|(number, of)| record(*of, number)).collect()
    }

    #[test]
    fn lower_priorities_come_first_and_weights_choose_among_equals() {
        let records = || records(&[(20, 0), (10, 10), (10, 90)]);
        let hosts =
            |random: fn(u64) -> u64| ordered(records(), random).into_iter().map(|one| one.host).collect::<Vec<_>>();
        assert_eq!(hosts(|_| 0), ["h1.example", "h2.example", "h0.example"]);
        assert_eq!(hosts(|below| below - 1), ["h2.example", "h1.example", "h0.example"]);
    }

    #[test]
    fn a_root_is_no_host() {
        let root = || Record { host: String::new(), ..record((0, 0), 0) };
        assert!(is_refusal(&[root()]));
        assert!(!is_refusal(&[]) && !is_refusal(&[root(), record((1, 1), 1)]));
        assert_eq!(ordered(vec![root(), record((1, 1), 1)], |_| 0), [record((1, 1), 1)]);
    }

    proptest! {
        #[test]
        fn each_record_comes_once_and_priorities_in_order(
            of in proptest::collection::vec((0u16..4, 0u16..5), 0..MOST + 4),
            points in proptest::collection::vec(any::<u64>(), MOST + 4),
        ) {
            let given = records(&of);
            let mut points = points.into_iter();
            let ordered = ordered(given.clone(), |below| points.next().unwrap() % below);
            prop_assert_eq!(ordered.len(), given.len().min(MOST));
            prop_assert!(ordered.iter().all(|record| given.contains(record)));
            prop_assert!((0..ordered.len()).all(|index| !ordered[index + 1..].contains(&ordered[index])));
            prop_assert!(ordered.windows(2).all(|pair| pair[0].priority <= pair[1].priority));
            let last = ordered.last().map_or(0, |record| record.priority);
            let better = given.iter().filter(|record| record.priority < last).count();
            prop_assert!(ordered.iter().filter(|record| record.priority < last).count() == better);
        }

        /// Over all numbers that chance can give, each of the equals comes first as often as its weight says.
        #[test]
        fn weights_are_shares(weights in proptest::collection::vec(0u16..30, 1..5)) {
            let of: Vec<_> = weights.iter().map(|weight| (7, *weight)).collect();
            let sum: u64 = weights.iter().map(|weight| u64::from(*weight)).sum();
            let mut firsts = vec![0u64; weights.len()];
            for point in 0..=sum {
                let mut is_first = true;
                let ordered = ordered(records(&of), |_| if std::mem::take(&mut is_first) { point } else { 0 });
                firsts[records(&of).iter().position(|record| *record == ordered[0]).unwrap()] += 1;
            }
            let smallest = *weights.iter().min().unwrap();
            let zero = weights.iter().position(|weight| *weight == smallest).unwrap();
            for (index, weight) in weights.iter().enumerate() {
                // The point 0 belongs to the first of the lightest.
                prop_assert_eq!(firsts[index], u64::from(*weight) + u64::from(index == zero), "{:?}", weights);
            }
        }
    }
}
