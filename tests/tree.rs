//! The tree of places over entities: what is asked, what is shown, what is kept.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::{
    collections::HashSet,
    sync::Arc,
    time::{Duration, Instant},
};

use discoscope::disco::{
    address::Address,
    known::Known,
    reply::{Identity, Info, Item, Items, Refusal},
    state::{Answer, Asked, Kind, Outcome, Question, Reply, State, Timing},
    tree::{Folder, Origin, PlaceId, Subject, Tree},
};
use jiff::Timestamp;
use proptest::prelude::*;

const BOTH: [Kind; 2] = [Kind::Info, Kind::Items];

fn now() -> Timestamp {
    Timestamp::UNIX_EPOCH
}

fn asked() -> Asked {
    Asked { at: now(), request_xml: Some("<iq/>".into()) }
}

fn reply<T>(body: T) -> Reply<T> {
    let took = Duration::from_millis(1);
    Reply { asked: asked(), took, timing: Timing::InTime, reply_xml: Some("<iq/>".into()), reply_bytes: 5, body }
}

fn address(text: &str) -> Address {
    match text.split_once('#') {
        Some((jid, node)) => Address::with_node(jid, node),
        None => Address::new(text),
    }
}

/// An item from `jid`, `jid#node`, each with ` = name` if wanted.
fn item(text: &str) -> Item {
    let (target, name) = text.split_once(" = ").map_or((text, None), |(target, name)| (target, Some(name)));
    let Address { jid, node } = address(target);
    let valid_jid = Address::new(jid.clone()).is_valid();
    Item { jid: Some(jid), node, name: name.map(Arc::from), action: None, valid_jid }
}

fn items(whom: &str, list: &[&str]) -> Answer {
    let list = Items { items: list.iter().map(|text| item(text).into()).collect(), ..Items::default() };
    Answer { address: address(whom), outcome: Outcome::Items(State::Answered(reply(Arc::new(list)))) }
}

fn info(whom: &str, category: &str) -> Answer {
    let identity = Identity { category: Some(category.into()), kind: Some("x".into()), ..Identity::default() };
    let info = Info { identities: vec![identity], ..Info::default() };
    Answer { address: address(whom), outcome: Outcome::Info(State::Answered(reply(Arc::new(info)))) }
}

fn root(tree: &mut Tree, text: &str) -> PlaceId {
    tree.add_root(address(text))
}

fn open(tree: &mut Tree, place: PlaceId) -> Vec<Question> {
    let questions = tree.open(place, now());
    tree.settle();
    questions
}

fn answer(tree: &mut Tree, answer: Answer) {
    tree.answer(answer);
    tree.settle();
}

/// What the visible rows are, indented.
fn shown(tree: &Tree) -> Vec<String> {
    tree.rows()
        .iter()
        .map(|row| {
            let place = tree.get(row.place).unwrap();
            let name = match &place.subject {
                Subject::Entity(entity) => {
                    let address = &tree.entity(*entity).unwrap().address;
                    address
                        .node
                        .as_deref()
                        .map_or_else(|| address.jid.to_string(), |node| format!("{}#{node}", address.jid))
                }
                Subject::Folder(folder) => format!("{folder:?}"),
                Subject::More => "more".to_owned(),
                Subject::Item => format!("item {}", place.item.as_ref().unwrap().name.as_deref().unwrap_or("-")),
            };
            let loops = if place.repeats_ancestor { " (loops)" } else { "" };
            format!("{}{name}{loops}", "  ".repeat(row.depth.into()))
        })
        .collect()
}

fn at(tree: &Tree, index: usize) -> PlaceId {
    tree.rows()[index].place
}

fn asks(questions: &[Question]) -> Vec<(Kind, String)> {
    questions.iter().map(|question| (question.kind, question.address.to_string())).collect()
}

#[test]
fn opening_asks_both_questions_once() {
    let mut tree = Tree::new();
    let place = root(&mut tree, "a.example");
    assert_eq!(
        asks(&open(&mut tree, place)),
        [(Kind::Info, "a.example".to_owned()), (Kind::Items, "a.example".to_owned())]
    );
    assert_eq!(tree.waiting(), 2);
    assert_eq!(open(&mut tree, place), []);
    tree.close(place);
    assert_eq!(open(&mut tree, place), []);
    answer(&mut tree, items("a.example", &["b.example"]));
    answer(&mut tree, info("a.example", "server"));
    tree.close(place);
    assert_eq!(open(&mut tree, place), []);
    assert_eq!(tree.waiting(), 0);
    assert_eq!(shown(&tree), ["a.example", "  b.example"]);
}

#[test]
fn selecting_asks_for_info_once_and_opening_then_only_for_items() {
    let mut tree = Tree::new();
    let place = root(&mut tree, "a.example");
    let entity = tree.entity_at(place).unwrap();
    assert_eq!(asks(&tree.ask_first(entity, &[Kind::Info], now())), [(Kind::Info, "a.example".to_owned())]);
    assert_eq!(tree.ask_first(entity, &[Kind::Info], now()), []);
    assert_eq!(asks(&open(&mut tree, place)), [(Kind::Items, "a.example".to_owned())]);
    assert_eq!(tree.ask_first(entity, &BOTH, now()), []);
}

#[test]
fn refreshing_asks_again_and_keeps_what_was_known_until_the_answer_comes() {
    let mut tree = Tree::new();
    let place = root(&mut tree, "a.example");
    let _ = open(&mut tree, place);
    answer(&mut tree, items("a.example", &["b.example", "c.example"]));
    answer(&mut tree, info("a.example", "server"));
    let entity = tree.entity_at(place).unwrap();
    assert_eq!(tree.ask(entity, &BOTH, now()).len(), 2);
    assert_eq!(tree.ask(entity, &BOTH, now()), [], "what waits is not asked twice");
    tree.settle();
    let known = tree.entity(entity).unwrap();
    assert!(known.info.is_waiting() && known.items.is_waiting());
    assert_eq!(known.info.answer().unwrap().primary().unwrap().category.as_deref(), Some("server"));
    assert_eq!(known.items.answer().unwrap().items.len(), 2);
    assert_eq!(shown(&tree), ["a.example", "  b.example", "  c.example"]);
    let late = State::TimedOut { asked: asked(), after: Duration::from_secs(30) };
    answer(&mut tree, Answer { address: address("a.example"), outcome: Outcome::Items(late) });
    assert_eq!(shown(&tree), ["a.example", "  b.example", "  c.example"], "silence takes no row away");
    assert_eq!(tree.waiting(), 1);
}

#[test]
fn an_entity_in_many_places_is_stored_once_and_answers_for_all() {
    let mut tree = Tree::new();
    let place = root(&mut tree, "a.example");
    let _ = open(&mut tree, place);
    answer(&mut tree, items("a.example", &["b.example", "c.example", "b.example = twice"]));
    assert_eq!(tree.len(), 3);
    let (first, second) = (at(&tree, 1), at(&tree, 3));
    assert_ne!(first, second);
    assert_eq!(tree.entity_at(first), tree.entity_at(second));
    assert_eq!(open(&mut tree, first).len(), 2);
    assert_eq!(open(&mut tree, second), []);
    answer(&mut tree, items("b.example", &["d.example"]));
    assert_eq!(
        shown(&tree),
        ["a.example", "  b.example", "    d.example", "  c.example", "  b.example", "    d.example"]
    );
    assert_eq!(tree.get(second).unwrap().item.as_ref().unwrap().name.as_deref(), Some("twice"));
}

#[test]
fn another_spelling_is_no_other_entity() {
    let mut tree = Tree::new();
    let place = root(&mut tree, "A.Example");
    let _ = open(&mut tree, place);
    answer(&mut tree, items("A.Example", &["a.example", "a.example#N", "A.EXAMPLE#n"]));
    assert_eq!(shown(&tree), ["A.Example", "  A.Example (loops)", "  a.example#N", "  A.EXAMPLE#n"]);
    assert_eq!(tree.len(), 3);
    assert_eq!(root(&mut tree, "a.EXAMPLE"), place);
    assert_eq!(tree.find(&address("a.eXample")).unwrap().address, address("A.Example"));
    assert_eq!(tree.get(at(&tree, 1)).unwrap().item.as_ref().unwrap().jid.as_deref(), Some("a.example"));
}

#[test]
fn what_stands_above_itself_is_marked_and_still_opens() {
    let mut tree = Tree::new();
    let place = root(&mut tree, "a.example");
    let _ = open(&mut tree, place);
    answer(&mut tree, items("a.example", &["a.example", "b.example", "a.example#n"]));
    let b = at(&tree, 2);
    let _ = open(&mut tree, b);
    answer(&mut tree, items("b.example", &["a.example", "b.example", "c.example"]));
    assert_eq!(
        shown(&tree),
        [
            "a.example",
            "  a.example (loops)",
            "  b.example",
            "    a.example (loops)",
            "    b.example (loops)",
            "    c.example",
            "  a.example#n",
        ]
    );
    let again = at(&tree, 1);
    assert_eq!(open(&mut tree, again), [], "it is known already");
    assert_eq!(shown(&tree)[..4], ["a.example", "  a.example (loops)", "    a.example (loops)", "    b.example"]);
}

#[test]
fn published_items_are_rows_of_their_own_and_never_asked() {
    for info_comes_first in [true, false] {
        let mut tree = Tree::new();
        let place = root(&mut tree, "pubsub.example#news");
        let _ = open(&mut tree, place);
        let list = ["pubsub.example = one", "PubSub.Example = two", "pubsub.example = one", "pubsub.example#other"];
        let both = [info("pubsub.example#news", "pubsub"), items("pubsub.example#news", &list)];
        let order = if info_comes_first { [0, 1] } else { [1, 0] };
        for index in order {
            answer(&mut tree, both[index].clone());
        }
        assert_eq!(
            shown(&tree),
            ["pubsub.example#news", "  item one", "  item two", "  item one", "  pubsub.example#other"]
        );
        for index in 1..4 {
            let item = at(&tree, index);
            assert_eq!(tree.get(item).unwrap().subject, Subject::Item);
            assert_eq!(tree.entity_at(item), None);
            assert_eq!(open(&mut tree, item), []);
            assert!(!tree.get(item).unwrap().is_open);
        }
    }
}

#[test]
fn a_node_that_says_it_is_no_pubsub_node_lists_its_service_whichever_answer_comes_first() {
    for info_comes_first in [true, false] {
        let mut tree = Tree::new();
        let place = root(&mut tree, "a.example#branch");
        let _ = open(&mut tree, place);
        let both = [info("a.example#branch", "hierarchy"), items("a.example#branch", &["a.example = root"])];
        let order = if info_comes_first { [0, 1] } else { [1, 0] };
        for index in order {
            answer(&mut tree, both[index].clone());
        }
        assert_eq!(shown(&tree), ["a.example#branch", "  a.example"]);
    }
}

#[test]
fn the_root_of_a_service_lists_itself_and_others_as_entities() {
    let mut tree = Tree::new();
    let place = root(&mut tree, "pubsub.example");
    let _ = open(&mut tree, place);
    answer(&mut tree, info("pubsub.example", "pubsub"));
    answer(&mut tree, items("pubsub.example", &["pubsub.example", "pubsub.example#news"]));
    assert_eq!(shown(&tree), ["pubsub.example", "  pubsub.example (loops)", "  pubsub.example#news"]);
}

#[test]
fn a_list_that_changed_keeps_open_children_and_drops_those_gone() {
    let mut tree = Tree::new();
    let place = root(&mut tree, "a.example");
    let _ = open(&mut tree, place);
    answer(&mut tree, items("a.example", &["b.example", "c.example = old", "d.example"]));
    let (b, c) = (at(&tree, 1), at(&tree, 2));
    for place in [b, c] {
        let _ = open(&mut tree, place);
    }
    answer(&mut tree, items("c.example", &["e.example"]));
    answer(&mut tree, items("b.example", &["f.example"]));
    let f = at(&tree, 2);
    answer(&mut tree, items("a.example", &["g.example", "d.example", "c.example = new"]));
    assert_eq!(shown(&tree), ["a.example", "  g.example", "  d.example", "  c.example", "    e.example"]);
    assert_eq!(at(&tree, 3), c);
    assert_eq!(tree.get(c).unwrap().item.as_ref().unwrap().name.as_deref(), Some("new"));
    assert!(tree.get(b).is_none() && tree.get(f).is_none());
    assert_eq!(tree.position(b), None);
    assert!(tree.find(&address("b.example")).unwrap().items.answer().is_some(), "what is known stays");
    answer(&mut tree, items("a.example", &["b.example"]));
    assert_ne!(at(&tree, 1), b, "a new place has a new number");
}

#[test]
fn equal_children_keep_their_places_in_order() {
    let mut tree = Tree::new();
    let place = root(&mut tree, "a.example");
    let _ = open(&mut tree, place);
    answer(&mut tree, items("a.example", &["b.example = 1", "b.example = 2", "b.example = 3"]));
    let before = tree.children(place).to_vec();
    answer(&mut tree, items("a.example", &["b.example = 1", "b.example = 2", "b.example = 3"]));
    assert_eq!(tree.children(place), before);
}

#[test]
fn what_is_no_jid_is_never_asked() {
    let mut tree = Tree::new();
    for bad in ["", "@", "a@b@c", "a@", "/x", "a b.example", "\u{0}", "a@/r"] {
        let place = root(&mut tree, bad);
        assert_eq!(open(&mut tree, place), [], "{bad:?}");
        let entity = tree.entity_at(place).unwrap();
        assert_eq!(tree.ask(entity, &BOTH, now()), [], "{bad:?}");
        assert!(tree.entity(entity).unwrap().info.is_not_asked());
    }
    assert_eq!(tree.waiting(), 0);
    let place = root(&mut tree, "a.example");
    let _ = open(&mut tree, place);
    let without = Item { jid: None, node: None, name: Some("without".into()), action: None, valid_jid: false };
    let bad = Item { jid: Some("a@b@c".into()), name: Some("bad".into()), ..without.clone() };
    let list = Items { items: vec![without.into(), bad.into()], ..Items::default() };
    let outcome = Outcome::Items(State::Answered(reply(Arc::new(list))));
    answer(&mut tree, Answer { address: address("a.example"), outcome });
    assert_eq!(shown(&tree)[8..], ["a.example", "  item without", "  item bad"]);
}

#[test]
fn roots_come_once_and_go_with_all_that_hangs_below() {
    let mut tree = Tree::new();
    let (a, b) = (root(&mut tree, "a.example"), root(&mut tree, "b.example"));
    assert_eq!(root(&mut tree, "a.example"), a);
    let _ = open(&mut tree, a);
    answer(&mut tree, items("a.example", &["b.example"]));
    let child = at(&tree, 1);
    tree.remove_root(child);
    tree.settle();
    assert_eq!(shown(&tree), ["a.example", "  b.example", "b.example"], "a child is no root");
    tree.remove_root(a);
    tree.settle();
    assert_eq!(shown(&tree), ["b.example"]);
    assert_eq!((tree.roots(), tree.get(a).is_none(), tree.get(child).is_none()), (&[b][..], true, true));
    assert!(tree.find(&address("a.example")).unwrap().items.answer().is_some());
    answer(&mut tree, items("a.example", &["c.example"]));
    let again = root(&mut tree, "a.example");
    assert_ne!(again, a);
    assert_eq!(open(&mut tree, again), [], "the root that comes back is known");
    assert_eq!(shown(&tree), ["b.example", "a.example", "  c.example"]);
}

#[test]
fn uncovering_opens_what_hides_a_place() {
    let mut tree = Tree::new();
    let a = root(&mut tree, "a.example");
    let _ = open(&mut tree, a);
    answer(&mut tree, items("a.example", &["b.example"]));
    let b = at(&tree, 1);
    let _ = open(&mut tree, b);
    answer(&mut tree, items("b.example", &["c.example"]));
    let c = at(&tree, 2);
    tree.close(b);
    tree.close(a);
    tree.settle();
    assert_eq!((tree.position(c), shown(&tree).len()), (None, 1));
    tree.uncover(c);
    tree.settle();
    assert_eq!((tree.position(c), tree.position_of(c.number())), (Some(2), Some(2)));
}

#[test]
fn a_list_that_fails_after_it_was_known_or_never_was_shows_no_children() {
    let mut tree = Tree::new();
    let a = root(&mut tree, "a.example");
    let _ = open(&mut tree, a);
    let refused = || Outcome::Items(State::Refused(reply(Arc::new(Refusal::default()))));
    answer(&mut tree, Answer { address: address("a.example"), outcome: refused() });
    assert_eq!(shown(&tree), ["a.example"]);
    answer(&mut tree, items("a.example", &[]));
    assert_eq!(shown(&tree), ["a.example"]);
    answer(&mut tree, items("never.met.example", &["b.example"]));
    assert_eq!(shown(&tree), ["a.example"]);
}

/// The best of some runs over a list of that length: it arrives, opens again, arrives again, its last place opens.
fn best_times(length: usize) -> [Duration; 4] {
    let list = (0..length).map(|number| item(&format!("a.example#{number} = Item {number}")).into()).collect();
    let list = Arc::new(Items { items: list, ..Items::default() });
    let big =
        || Answer { address: address("a.example"), outcome: Outcome::Items(State::Answered(reply(list.clone()))) };
    let mut best = [Duration::MAX; 4];
    for _ in 0..3 {
        let mut tree = Tree::new();
        let a = root(&mut tree, "a.example");
        let _ = open(&mut tree, a);
        let (mut times, mut start) = (Vec::new(), Instant::now());
        let mut lap = |tree: &Tree| {
            times.push(start.elapsed());
            assert_eq!(tree.rows().len(), length + 1);
            start = Instant::now();
        };
        answer(&mut tree, big());
        lap(&tree);
        tree.close(a);
        tree.settle();
        assert_eq!(tree.rows().len(), 1);
        let _ = open(&mut tree, a);
        lap(&tree);
        answer(&mut tree, big());
        lap(&tree);
        let lowest = at(&tree, length);
        let _ = open(&mut tree, lowest);
        lap(&tree);
        best = std::array::from_fn(|index| best[index].min(times[index]));
    }
    best
}

#[test]
fn the_time_grows_with_the_length_of_a_list_and_not_with_its_square() {
    let (short, long) = (best_times(5_000), best_times(100_000));
    for (short, long) in short.into_iter().zip(long) {
        // Twenty times the items; what grows with the square would take four hundred times as long.
        assert!(long < short * 120, "{short:?} for 5,000 items, {long:?} for 100,000");
    }
}

#[derive(Clone, Debug)]
enum Step {
    Root(usize),
    RemoveRoot(usize),
    Open(usize),
    Close(usize),
    Refresh(usize),
    Items(usize, Vec<usize>),
    Info(usize, usize),
    Silence(usize),
    Present(usize, Vec<usize>),
    Folder(Vec<usize>),
}

const WORLD: [&str; 9] = [
    "a.example",
    "A.example",
    "b.example",
    "b.example#n",
    "b.example#m",
    "c.example",
    "c.example#n",
    "x@@",
    "d.example",
];

fn step() -> impl Strategy<Value = Step> {
    let one = 0..WORLD.len();
    prop_oneof![
        one.clone().prop_map(Step::Root),
        (0..4_usize).prop_map(Step::RemoveRoot),
        (0..40_usize).prop_map(Step::Open),
        (0..40_usize).prop_map(Step::Open),
        (0..40_usize).prop_map(Step::Close),
        (0..40_usize).prop_map(Step::Refresh),
        (one.clone(), prop::collection::vec(one.clone(), 0..5)).prop_map(|(whom, list)| Step::Items(whom, list)),
        (one.clone(), prop::collection::vec(one.clone(), 0..5)).prop_map(|(whom, list)| Step::Items(whom, list)),
        (one.clone(), 0..3_usize).prop_map(|(whom, category)| Step::Info(whom, category)),
        (one.clone(), prop::collection::vec(one.clone(), 0..3)).prop_map(|(whom, list)| Step::Present(whom, list)),
        prop::collection::vec(one.clone(), 0..3).prop_map(Step::Folder),
        one.prop_map(Step::Silence),
    ]
}

fn take(tree: &mut Tree, step: &Step) {
    let place = |tree: &Tree, index: usize| tree.rows().get(index % tree.rows().len().max(1)).map(|row| row.place);
    match step {
        Step::Root(whom) => drop(tree.add_root(address(WORLD[*whom]))),
        Step::RemoveRoot(index) => {
            if let Some(root) = tree.roots().get(*index).copied() {
                tree.remove_root(root);
            }
        }
        Step::Open(index) => {
            if let Some(place) = place(tree, *index) {
                drop(tree.open(place, now()));
            }
        }
        Step::Close(index) => {
            if let Some(place) = place(tree, *index) {
                tree.close(place);
            }
        }
        Step::Refresh(index) => {
            if let Some(entity) = place(tree, *index).and_then(|place| tree.entity_at(place)) {
                drop(tree.ask(entity, &BOTH, now()));
            }
        }
        Step::Items(whom, list) => {
            let list: Vec<_> = list.iter().map(|index| WORLD[*index]).collect();
            tree.answer(items(WORLD[*whom], &list));
        }
        Step::Info(whom, category) => tree.answer(info(WORLD[*whom], ["pubsub", "hierarchy", "server"][*category])),
        Step::Present(whom, list) => tree.set_present(&address(WORLD[*whom]), known(list)),
        Step::Folder(list) => drop(tree.set_folder(Folder::Contacts, &known(list))),
        Step::Silence(whom) => {
            let silence = State::TimedOut { asked: asked(), after: Duration::from_secs(1) };
            tree.answer(Answer { address: address(WORLD[*whom]), outcome: Outcome::Info(silence) });
        }
    }
}

fn known(list: &[usize]) -> Vec<Known> {
    list.iter().map(|index| Known { address: address(WORLD[*index]), words: "known".into() }).collect()
}

/// That the rows fit the places, and that all listed items have one.
fn check(tree: &Tree) {
    check_rows(tree);
    for row in tree.rows() {
        let listed = |child: &&PlaceId| tree.get(**child).unwrap().origin == Origin::Listed;
        let entity = tree.entity_at(row.place).and_then(|entity| tree.entity(entity));
        if let Some(list) = entity.and_then(|entity| entity.items.answer())
            && tree.get(row.place).unwrap().is_open
        {
            assert_eq!(tree.children(row.place).iter().filter(listed).count(), list.items.len());
        }
    }
}

fn check_rows(tree: &Tree) {
    let mut shown_once = HashSet::new();
    let mut path: Vec<PlaceId> = Vec::new();
    for (index, row) in tree.rows().iter().enumerate() {
        let place = tree.get(row.place).expect("a row stands at a place");
        assert!(shown_once.insert(row.place), "a place stands on one row");
        assert_eq!(tree.position(row.place), Some(index));
        assert_eq!(tree.position_of(row.place.number()), Some(index));
        path.truncate(usize::from(row.depth));
        assert_eq!(path.len(), usize::from(row.depth), "no row is deeper than its parent's children");
        assert_eq!(tree.parent(row.place), path.last().copied());
        match path.last() {
            None => assert!(tree.roots().contains(&row.place)),
            Some(parent) => {
                assert!(tree.get(*parent).unwrap().is_open);
                assert!(tree.children(*parent).contains(&row.place));
            }
        }
        if let Subject::Entity(entity) = place.subject {
            let is_above = path.iter().any(|above| tree.entity_at(*above) == Some(entity));
            assert_eq!(place.repeats_ancestor, is_above);
        }
        if place.is_open {
            for child in tree.children(row.place) {
                assert!(tree.position(*child).is_some(), "what an open place holds is visible");
            }
        }
        path.push(row.place);
    }
    let waiting = WORLD.iter().filter(|text| **text != "A.example").filter_map(|text| tree.find(&address(text)));
    let waiting = waiting.map(|entity| usize::from(entity.info.is_waiting()) + usize::from(entity.items.is_waiting()));
    assert_eq!(tree.waiting(), waiting.sum::<usize>());
}

/// The visible places, found by walking through everything.
fn walked(tree: &Tree) -> Vec<PlaceId> {
    let mut found = Vec::new();
    let mut to_visit: Vec<_> = tree.roots().iter().rev().copied().collect();
    while let Some(place) = to_visit.pop() {
        found.push(place);
        if tree.get(place).unwrap().is_open {
            to_visit.extend(tree.children(place).iter().rev());
        }
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]
    #[test]
    fn rows_stay_consistent_whatever_happens(steps in prop::collection::vec(step(), 1..60)) {
        let mut tree = Tree::new();
        for step in &steps {
            take(&mut tree, step);
            tree.settle();
            check(&tree);
        }
    }

    #[test]
    fn rows_are_those_of_the_whole_tree_however_much_changes_at_once(
        steps in prop::collection::vec(step(), 1..60),
        pause in 1..9_usize,
    ) {
        let mut tree = Tree::new();
        for steps in steps.chunks(pause) {
            for step in steps {
                take(&mut tree, step);
            }
            tree.settle();
            check(&tree);
            assert_eq!(tree.rows().iter().map(|row| row.place).collect::<Vec<_>>(), walked(&tree));
        }
    }
}

#[path = "tree/gradual.rs"]
mod gradual;
#[path = "tree/pages.rs"]
mod pages;
#[path = "support/pages.rs"]
mod support;
