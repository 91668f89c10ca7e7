//! Long lists become rows bit by bit, and come to the same as all at once.

use discoscope::disco::{
    address::Address,
    reply::Items,
    state::{Answer, Outcome, State},
    tree::{PlaceId, Tree},
};
use proptest::prelude::*;

use super::{Step, address, answer, check_rows, item, items, open, reply, root, shown, step, take};

fn list(length: usize) -> Vec<String> {
    (0..length).map(|number| format!("i{number}.example")).collect()
}

fn answered(tree: &mut Tree, list: &[String]) {
    let list: Vec<_> = list.iter().map(String::as_str).collect();
    answer(tree, items("a.example", &list));
}

fn gradual(length: usize) -> (Tree, PlaceId) {
    let mut tree = Tree::new();
    tree.take_time(10);
    let place = root(&mut tree, "a.example");
    let _ = open(&mut tree, place);
    answered(&mut tree, &list(length));
    (tree, place)
}

#[test]
fn a_short_list_is_there_at_once() {
    let (tree, _) = gradual(10);
    assert_eq!((tree.rows().len(), tree.is_unfinished()), (11, false));
}

#[test]
fn a_long_list_comes_in_its_order_and_no_row_moves() {
    let (mut tree, place) = gradual(30);
    assert_eq!((tree.rows().len(), tree.is_unfinished()), (11, true));
    let before = tree.children(place).to_vec();
    assert!(!tree.work(15));
    tree.settle();
    assert_eq!(tree.rows().len(), 26);
    assert_eq!(tree.children(place)[..10], before);
    assert!(tree.work(15), "all is there");
    tree.settle();
    assert_eq!(shown(&tree)[1..], list(30).iter().map(|name| format!("  {name}")).collect::<Vec<_>>());
    assert!(tree.work(1), "and there is nothing left to do");
}

#[test]
fn work_is_shared_by_the_lists_that_wait() {
    let (mut tree, place) = gradual(30);
    let other = root(&mut tree, "b.example");
    let _ = open(&mut tree, other);
    let names = list(20);
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    answer(&mut tree, items("b.example", &names));
    assert!(!tree.work(25));
    assert_eq!((tree.children(place).len(), tree.children(other).len()), (30, 15));
    tree.finish();
    assert_eq!((tree.children(place).len(), tree.children(other).len()), (30, 20));
}

#[test]
fn what_goes_away_meanwhile_is_no_work() {
    let (mut tree, place) = gradual(30);
    tree.remove_root(place);
    assert!(tree.work(1));
    let (mut tree, place) = gradual(30);
    answered(&mut tree, &list(3));
    assert_eq!((tree.children(place).len(), tree.is_unfinished()), (3, false));
}

#[test]
fn a_list_that_fails_before_all_of_it_stands_takes_nothing_away() {
    let (mut tree, place) = gradual(30);
    let silence = State::TimedOut { asked: super::asked(), after: std::time::Duration::from_secs(1) };
    answer(&mut tree, Answer { address: address("a.example"), outcome: Outcome::Items(silence) });
    assert_eq!(tree.children(place).len(), 30);
}

#[test]
fn a_list_that_is_asked_for_again_replaces_all_of_the_first() {
    let (mut tree, place) = gradual(30);
    let other = Items { items: list(40).iter().rev().map(|name| item(name).into()).collect(), ..Items::default() };
    let outcome = Outcome::Items(State::Answered(reply(other.into())));
    answer(&mut tree, Answer { address: Address::new("a.example"), outcome });
    tree.finish();
    tree.settle();
    assert_eq!((tree.children(place).len(), shown(&tree)[1].as_str()), (40, "  i39.example"));
}

#[test]
fn who_is_listed_after_all_stands_once_however_often_it_was_known() {
    let mut tree = Tree::new();
    tree.take_time(0);
    let place = root(&mut tree, "a.example");
    let _ = open(&mut tree, place);
    tree.set_present(&address("a.example"), super::known(&[2, 2]));
    tree.settle();
    assert_eq!(shown(&tree), ["a.example", "  b.example", "  b.example"]);
    answer(&mut tree, items("a.example", &["b.example"]));
    tree.finish();
    tree.settle();
    assert_eq!(shown(&tree), ["a.example", "  b.example"]);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]
    #[test]
    fn bit_by_bit_comes_to_the_same_as_at_once(
        steps in prop::collection::vec((step(), 0..3_usize), 1..60),
        at_once in 0..3_usize,
    ) {
        let (mut whole, mut slow) = (Tree::new(), Tree::new());
        slow.take_time(at_once);
        for (step, work) in &steps {
            // These are about rows, which have to be the same ones.
            if matches!(step, Step::Open(_) | Step::Close(_) | Step::Refresh(_)) {
                slow.finish();
                slow.settle();
            }
            take(&mut whole, step);
            take(&mut slow, step);
            let _ = slow.work(*work);
            whole.settle();
            slow.settle();
            check_rows(&slow);
            if !slow.is_unfinished() {
                assert_eq!(shown(&slow), shown(&whole));
            }
        }
        slow.finish();
        slow.settle();
        assert_eq!(shown(&slow), shown(&whole));
    }
}
