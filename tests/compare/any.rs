//! Any two trees.

use discoscope::snapshot::{
    Watch,
    compare::{self, Aspect, Comparison, Heading, Mapping, Mark, Options, Rule},
};
use proptest::prelude::*;

use crate::seen::Seen;

/// What one entity says: features, names of identities, values of a field, items, whether it refuses to list.
#[derive(Clone, Debug)]
struct Says {
    features: Vec<u8>,
    identities: Vec<(u8, u8)>,
    values: Option<Vec<u8>>,
    items: Option<Vec<u8>>,
    is_asked: bool,
    refuses: bool,
}

/// A tree of eight entities of which some stand in each other's lists.
type Tree = Vec<Says>;

fn says() -> impl Strategy<Value = Says> {
    let features = prop::collection::vec(0..6_u8, 0..5);
    let identities = prop::collection::vec((0..3_u8, 0..3_u8), 0..3);
    let values = prop::option::of(prop::collection::vec(0..3_u8, 0..3));
    let items = prop::option::of(prop::collection::vec(0..8_u8, 0..5));
    (features, identities, values, items, any::<bool>(), prop::bool::weighted(0.2)).prop_map(
        |(features, identities, values, items, is_asked, refuses)| Says {
            features,
            identities,
            values,
            items,
            is_asked,
            refuses,
        },
    )
}

fn tree() -> impl Strategy<Value = Tree> {
    prop::collection::vec(says(), 8)
}

fn jid(number: usize, domain: &str) -> String {
    match number {
        0 => domain.to_owned(),
        1..=3 => format!("s{number}.{domain}"),
        4..=5 => format!("r{number}@s1.{domain}"),
        6 => "elsewhere.example.net".to_owned(),
        _ => format!("{domain}#node of {domain}"),
    }
}

fn seen(tree: &Tree, domain: &str) -> Seen {
    let mut seen = Seen::new(&[domain]);
    for (number, says) in tree.iter().enumerate() {
        let whom = jid(number, domain);
        if says.is_asked || number == 0 {
            let features =
                says.features.iter().map(|var| format!("<feature var='f{var}'/>")).collect::<Vec<_>>().concat();
            let identities = says.identities.iter();
            let identities = identities
                .map(|(kind, name)| format!("<identity category='c' type='t{kind}' name='{name} at {domain}'/>"))
                .collect::<Vec<_>>()
                .concat();
            let form = says.values.iter().map(|values| {
                let values = values.iter().map(|value| format!("<value>{value}@{domain}</value>"));
                let values = values.collect::<Vec<_>>().concat();
                format!("<x xmlns='jabber:x:data' type='result'><field var='v'>{values}</field></x>")
            });
            seen = seen.info(&whom, &format!("{identities}{features}{}", form.collect::<String>()));
        }
        if says.refuses {
            seen = seen.refuses(
                &whom,
                discoscope::disco::state::Kind::Items,
                &format!("<error type='auth' by='{domain}'/>"),
            );
        } else if let Some(items) = &says.items {
            let items: Vec<String> = items.iter().map(|item| jid(usize::from(*item), domain)).collect();
            seen = seen.lists(&whom, &items.iter().map(String::as_str).collect::<Vec<_>>());
        }
    }
    seen
}

fn compared(left: &Seen, right: &Seen, options: &Options) -> Comparison {
    compare::compare(&left.snapshot(), &right.snapshot(), options.clone(), &Watch::default()).unwrap()
}

fn options(mapping: Option<&str>) -> impl Strategy<Value = Options> + use<> {
    let rules: Vec<Rule> = mapping.into_iter().map(|rule| rule.parse().unwrap()).collect();
    let mapping = Mapping::new(rules).unwrap();
    prop::sample::subsequence(Aspect::ALL.to_vec(), 0..=5)
        .prop_map(move |ignored| Options { mapping: mapping.clone(), ignored: ignored.into_iter().collect() })
}

/// Every entity with its mark and differences, by the addresses of both sides; the sides exchanged if wanted.
fn marks(comparison: &Comparison, is_swapped: bool) -> Vec<(String, String, Mark, usize, bool)> {
    let side = |entity: Option<&std::sync::Arc<_>>| {
        entity
            .map(|entity: &std::sync::Arc<discoscope::disco::state::Entity>| entity.address.to_string())
            .unwrap_or_default()
    };
    let mut marks: Vec<_> = comparison
        .changes
        .iter()
        .map(|change| {
            let (left, right) = (side(change.left.as_ref()), side(change.right.as_ref()));
            let (left, right) = if is_swapped { (right, left) } else { (left, right) };
            let mark = if is_swapped { change.mark.swapped() } else { change.mark };
            (left, right, mark, change.differences, change.is_partial)
        })
        .collect();
    marks.sort();
    marks
}

proptest! {
    #[test]
    fn a_tree_is_the_same_as_itself(tree in tree(), options in options(None)) {
        let (one, again) = (seen(&tree, "a.example"), seen(&tree, "a.example"));
        let comparison = compared(&one, &again, &options);
        prop_assert!(!comparison.differs(), "{:?}", marks(&comparison, false));
        prop_assert_eq!(comparison.summary.unknown, 0);
        prop_assert_eq!(comparison.summary.partial, 0);
    }

    #[test]
    fn exchanged_sides_exchange_marks(left in tree(), right in tree(), options in options(None)) {
        let (left, right) = (seen(&left, "a.example"), seen(&right, "a.example"));
        let (there, back) = (compared(&left, &right, &options), compared(&right, &left, &options));
        prop_assert_eq!(marks(&there, false), marks(&back, true));
    }

    #[test]
    fn a_mapped_tree_compares_as_the_tree_itself(left in tree(), right in tree(), options in options(Some("a.example=test.example"))) {
        let plain = Options { mapping: Mapping::default(), ..options.clone() };
        let unmapped = compared(&seen(&left, "a.example"), &seen(&right, "a.example"), &plain);
        let (left, right) = (seen(&left, "a.example"), seen(&right, "test.example"));
        let there = compared(&left, &right, &options);
        let reversed = Options { mapping: options.mapping.reversed(), ..options };
        let back = compared(&right, &left, &reversed);
        prop_assert_eq!(there.summary, unmapped.summary);
        prop_assert_eq!(marks(&there, false), marks(&back, true));
    }

    #[test]
    fn what_is_counted_is_what_is_shown(left in tree(), right in tree(), options in options(None)) {
        let (left, right) = (seen(&left, "a.example"), seen(&right, "a.example"));
        let comparison = compared(&left, &right, &options);
        for (line, change) in comparison.changes.iter().enumerate() {
            let groups = comparison.groups(line);
            let counted = groups.iter().filter(|group| group.heading != Heading::Findings);
            let differing = counted.flat_map(|group| &group.lines).filter(|line| line.mark.differs()).count();
            match change.mark {
                Mark::Changed => prop_assert_eq!(differing, change.differences),
                Mark::Added | Mark::Removed => prop_assert!(groups.iter().flat_map(|group| &group.lines).all(|line| line.mark == change.mark)),
                Mark::Same | Mark::Unknown => prop_assert_eq!(groups.iter().filter(|group| group.differs()).count(), 0),
            }
        }
    }

    #[test]
    fn every_entity_stands_in_the_tree_once(left in tree(), right in tree()) {
        let (left, right) = (seen(&left, "a.example"), seen(&right, "a.example"));
        let comparison = compared(&left, &right, &Options::default());
        let (ours, theirs) = (left.snapshot(), right.snapshot());
        let stands = |side: fn(&compare::EntityChange) -> bool| comparison.changes.iter().filter(|change| side(change)).count();
        prop_assert_eq!(stands(|change| change.left.is_some()), ours.entities.len());
        prop_assert_eq!(stands(|change| change.right.is_some()), theirs.entities.len());
        for (line, change) in comparison.changes.iter().enumerate() {
            match change.parent {
                None => prop_assert_eq!(change.depth, 0),
                Some(parent) => {
                    prop_assert!(parent < line && line < comparison.end_of(parent));
                    prop_assert_eq!(comparison.changes[parent].depth + 1, change.depth);
                }
            }
        }
        let differing = comparison.changes.iter().filter(|change| change.mark.differs()).count();
        let tops = comparison.changes.iter().filter(|change| change.depth == 0);
        let counted: usize = tops.map(|change| change.changes_below + usize::from(change.mark.differs())).sum();
        prop_assert_eq!(differing, counted);
        prop_assert_eq!(comparison.summary.total(), comparison.changes.len());
    }
}
