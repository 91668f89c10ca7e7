//! The graph, drawn by Graphviz.

use std::{collections::HashSet, process::Command};

use discoscope::{disco::xml::escape, snapshot::export::Format};
use proptest::prelude::*;

use crate::{
    harm::{Seen, hostile, small},
    piped, written,
};

/// The graph as Graphviz draws it.
fn drawn(graph: String) -> String {
    piped(Command::new("dot").arg("-Tsvg"), graph)
}

#[test]
fn graphviz_draws_every_entity_and_every_item() {
    let svg = drawn(written(&small().snapshot(), Format::Dot));
    assert_eq!(svg.matches("class=\"node\"").count(), 7, "{svg}");
    assert_eq!(svg.matches("class=\"edge\"").count(), 8, "7 items and a node that nobody lists");
    for word in ["Lab Prosody", "forbidden", "no answer", "not asked", "4 items"] {
        assert!(svg.contains(word), "{word}");
    }
}

#[test]
fn no_name_ends_its_label() {
    let snapshot = hostile().snapshot();
    let graph = written(&snapshot, Format::Dot);
    assert!(graph.lines().all(|line| line.len() < 4096), "labels are short");
    let svg = drawn(graph);
    let listed = snapshot.entities.iter().filter_map(|entity| entity.items.answer()).flat_map(|list| &list.items);
    let edges = listed.filter(|item| item.valid_jid).count();
    assert_eq!(svg.matches("class=\"edge\"").count(), edges, "nothing is drawn that no item says");
    let ids: HashSet<_> =
        svg.split("class=\"node\">\n<title>").skip(1).filter_map(|node| node.split('<').next()).collect();
    assert_eq!(ids.len(), svg.matches("class=\"node\"").count());
    assert!(ids.iter().all(|id| id.starts_with(['e', 'u']) && id[1..].parse::<u32>().is_ok()), "{ids:?}");
    assert!(!svg.contains("href=\"http") && !svg.contains("href=\"javascript"), "no link");
    assert!(svg.contains("\\N \\G \\L \\n"), "escapes are text");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn any_name_is_one_label(names in proptest::collection::vec(prop_oneof![any::<String>(), "[\\\\\"&;<>n\\]\\[{}|]{0,50}"], 20)) {
        let items = names.iter().enumerate().map(|(number, name)| {
            let name: String = name.chars().filter(|character| !character.is_control() && *character < '\u{fffe}').collect();
            format!("<item jid='a.example' node='{number}' name='{}'/>", escape(&name))
        });
        let seen = Seen::default().root("a.example").items("a.example", &items.collect::<String>());
        let svg = drawn(written(&seen.snapshot(), Format::Dot));
        prop_assert_eq!(svg.matches("class=\"node\"").count(), 21);
        prop_assert_eq!(svg.matches("class=\"edge\"").count(), 20);
        // Every node has a line with its own number, so no label was cut or merged.
        for number in 0..20 {
            prop_assert!(svg.contains(&format!(">node {number}</text>")), "{}", number);
        }
    }
}
