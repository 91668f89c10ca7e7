//! Lists of which a part is here, in files.

use discoscope::{
    disco::{
        address::Address,
        finding,
        paging::Portion,
        reply::Items,
        state::{Kind, Question, State},
        tree::Tree,
    },
    snapshot::{Snapshot, Watch, compare, export, file::Keep},
};
use proptest::prelude::*;
use serde_json::Value;

use crate::{
    round_trip::{open, rows, save, snapshot},
    schema, seen,
    support::{JID, RSM, answer, numbered, piece, set},
};

/// What comes as the next page.
#[derive(Clone, Debug)]
enum Next {
    Page(usize, Option<usize>),
    Odd,
    Again,
    Empty,
    Error,
    Silence,
    Cut,
    NoEnds,
}

fn next() -> impl Strategy<Value = Next> {
    prop_oneof![
        6 => (1..6_usize, prop::option::of(0..40_usize)).prop_map(|(length, count)| Next::Page(length, count)),
        1 => Just(Next::Odd),
        1 => Just(Next::Again),
        1 => Just(Next::Empty),
        1 => Just(Next::Error),
        1 => Just(Next::Silence),
        1 => Just(Next::Cut),
        1 => Just(Next::NoEnds),
    ]
}

/// The tree of a list that came so, its root open.
fn tree(first: Option<u32>, pages: &[Next]) -> Tree {
    let mut tree = Tree::new();
    let root = tree.add_root(Address::new(JID));
    let id = tree.entity_at(root).unwrap();
    let _ = tree.open(root, seen::at(0));
    let portion = first.map_or(Portion::All, Portion::First);
    let mut question = Some(Question { portion, ..Question::new(Kind::Items, Address::new(JID)) });
    let mut start = 0;
    for (number, page) in pages.iter().enumerate() {
        let Some(asked) = question else { break };
        let content = match page {
            Next::Page(length, count) => {
                start += length;
                piece(start - length..start, *count)
            }
            Next::Odd => format!(
                "<item jid='odd.x' mood='good'/><item/>{}<thing xmlns='urn:x'/>",
                set(Some(("odd &amp; first", None)), Some("odd"), None)
            ),
            Next::Again => piece(0..1, None),
            Next::Empty => set(None, None, None),
            Next::Error => {
                "<error type='wait' by='x'><policy-violation xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>"
                    .to_owned()
            }
            // The moment of a whole list that is cut off is kept to the millisecond only.
            Next::Cut if number == 0 => "silence".to_owned(),
            Next::Silence => "silence".to_owned(),
            Next::Cut => "cut".to_owned(),
            Next::NoEnds => format!("{}{}", numbered(700..702), set(None, None, Some(90))),
        };
        tree.answer(answer(&asked, &content));
        question = if number + 1 < pages.len() { tree.ask_page(id, 3, seen::at(1)) } else { None };
    }
    tree.settle();
    tree
}

proptest! {
    #[test]
    fn a_part_of_a_list_survives(
        first in prop::option::of(1..9_u32),
        pages in prop::collection::vec(next(), 1..8),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let (one, two) = (folder.path().join("one.json"), folder.path().join("two.json"));
        let tree = tree(first, &pages);
        let before = snapshot(&tree);
        for without_xml in [false, true] {
            let keep = Keep { without_xml, ..Keep::default() };
            let bytes = save(&before, &one, &keep);
            let after = open(&one);
            let list = |snapshot: &Snapshot| snapshot.find(&Address::new(JID)).unwrap().items.known().clone();
            let (ours, theirs) = (list(&before), list(&after));
            if without_xml {
                let answer = |state: &State<Items>| match state {
                    State::Answered(reply) => Some(reply.body.clone()),
                    _ => None,
                };
                let (ours, theirs) = (answer(&ours), answer(&theirs));
                prop_assert_eq!(ours.as_ref().map(|list| &list.items), theirs.as_ref().map(|list| &list.items));
                let ends = |list: &Items| (list.paging.rest, list.paging.count(), list.paging.cursor().cloned());
                prop_assert_eq!(ours.as_deref().map(ends), theirs.as_deref().map(ends));
            } else {
                prop_assert_eq!(format!("{ours:#?}"), format!("{theirs:#?}"));
            }
            prop_assert!(bytes == save(&after, &two, &keep), "the second file differs");
            prop_assert_eq!(rows(&tree), rows(&after.tree()));
            let told = |snapshot: &Snapshot| {
                let found = finding::of_entity(snapshot.find(&Address::new(JID)).unwrap());
                found.iter().map(|finding| (finding.rule, finding.detail.clone())).collect::<Vec<_>>()
            };
            prop_assert_eq!(told(&before), told(&after));
            if without_xml {
                continue;
            }
            let document: Value = serde_json::from_slice(&bytes).unwrap();
            let record: Value = serde_json::from_str(include_str!("../../assets/record.schema.json")).unwrap();
            for entity in document["entities"].as_array().unwrap() {
                prop_assert_eq!(schema::mistakes(&record, entity), Vec::<String>::new());
            }
        }
    }
}

fn paged(pages: usize, length: usize) -> Snapshot {
    let pages: Vec<_> = (0..pages).map(|_| Next::Page(5, Some(length))).collect();
    snapshot(&tree(None, &pages))
}

#[test]
fn what_was_not_loaded_is_neither_added_nor_removed() {
    let differing = |left: &Snapshot, right: &Snapshot| {
        let options = compare::Options::default();
        compare::compare(left, right, options, &Watch::default()).unwrap().summary.differing()
    };
    assert_eq!(differing(&paged(2, 50), &paged(4, 50)), 0);
    assert_eq!(differing(&paged(4, 50), &paged(2, 50)), 0);
    assert_eq!(differing(&paged(3, 15), &paged(4, 20)), 1, "both are whole");
}

#[test]
fn reports_say_that_it_is_a_part() {
    let part = paged(2, 50);
    let text = |to| {
        let mut out = Vec::new();
        export::write(&part, to, &mut out, &Watch::default()).unwrap();
        String::from_utf8(out).unwrap()
    };
    for to in [export::Format::Markdown, export::Format::Html] {
        let report = text(to);
        assert!(report.contains("10 of 50 items"), "{report}");
    }
    assert!(text(export::Format::Dot).contains("10 of 50 items"));
    let tree = part.tree();
    let root = tree.roots()[0];
    assert!(export::text::row(&tree, root).unwrap().contains("10 of 50 items"));
}

#[test]
fn the_number_of_items_is_kept() {
    let mut tree = tree(None, &[Next::Page(5, Some(50))]);
    let question = Question::new(Kind::ItemCount, Address::new(JID));
    tree.answer(answer(&question, &format!("<set xmlns='{RSM}'><count>50</count></set>")));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.json");
    let bytes = save(&snapshot(&tree), &path, &Keep::default());
    let again = open(&path);
    let State::Answered(reply) = &again.find(&Address::new(JID)).unwrap().besides[&Kind::ItemCount] else { panic!() };
    assert_eq!(reply.body[0], ("count".into(), "50".into()));
    let document: Value = serde_json::from_slice(&bytes).unwrap();
    let schema: Value = serde_json::from_str(include_str!("../../assets/snapshot.schema.json")).unwrap();
    assert_eq!(schema::mistakes(&schema, &document), Vec::<String>::new());
}
