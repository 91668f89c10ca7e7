//! Rows of lists that come in pages: what stays, what comes, when.

use discoscope::disco::{
    address::Address,
    paging::Portion,
    state::{Kind, Question},
    tree::{EntityId, PlaceId, Subject, Tree},
};

use super::{now, shown};
use crate::support::{JID, RSM, answer, numbered, page, piece};

/// A tree whose root gave the first fifty of so many items, and is open.
fn listed(length: usize) -> (Tree, PlaceId, EntityId) {
    let mut tree = Tree::new();
    let root = tree.add_root(Address::new(JID));
    let _ = tree.open(root, now());
    let question = Question::new(Kind::Items, Address::new(JID));
    tree.answer(answer(&question, &page(&Portion::All, 50, length)));
    tree.settle();
    let id = tree.entity_at(root).unwrap();
    (tree, root, id)
}

fn turn(tree: &mut Tree, id: EntityId, length: usize) -> Question {
    let question = tree.ask_page(id, 50, now()).unwrap();
    tree.answer(answer(&question, &page(&question.portion, 50, length)));
    question
}

#[test]
fn the_rest_of_a_list_is_a_row_that_goes_when_all_is_there() {
    let (mut tree, root, id) = listed(120);
    assert_eq!((tree.rows().len(), shown(&tree)[51].as_str()), (52, "  more"));
    let rest = tree.rows()[51].place;
    assert_eq!((tree.continued_at(rest), tree.continued_at(root)), (Some(id), None));
    let before: Vec<PlaceId> = tree.children(root).to_vec();
    let _ = tree.take_grown();
    let question = turn(&mut tree, id, 120);
    assert_eq!(question.portion, Portion::After("49".into(), 50));
    tree.settle();
    assert_eq!((tree.rows().len(), tree.waiting(), tree.take_grown()), (102, 1, vec![id]), "info still waits");
    assert_eq!(tree.children(root)[..50], before[..50], "rows that were there stay");
    assert_eq!(tree.position(rest), Some(101), "and so does the one of the rest");
    let _ = turn(&mut tree, id, 120);
    tree.settle();
    assert_eq!((tree.rows().len(), tree.get(rest).is_none()), (121, true));
    assert!(tree.ask_page(id, 50, now()).is_none());
}

#[test]
fn open_rows_stay_open_and_a_failed_page_takes_nothing_away() {
    let (mut tree, root, id) = listed(120);
    let child = tree.rows()[3].place;
    let _ = tree.open(child, now());
    tree.answer(answer(&Question::new(Kind::Items, Address::new(format!("i2@{JID}"))), &numbered(500..502)));
    tree.settle();
    assert_eq!(shown(&tree)[4], format!("    i500@{JID}"));
    let question = tree.ask_page(id, 50, now()).unwrap();
    tree.answer(answer(&question, "silence"));
    tree.settle();
    assert_eq!((tree.rows().len(), shown(&tree)[53].as_str()), (54, "  more"));
    let _ = turn(&mut tree, id, 120);
    tree.settle();
    assert_eq!(shown(&tree)[4], format!("    i500@{JID}"));
    assert_eq!(tree.children(root).len(), 101);
    tree.close(root);
    let _ = turn(&mut tree, id, 120);
    tree.settle();
    assert_eq!((tree.rows().len(), tree.children(root).len()), (1, 120), "closed rows are kept up to date");
}

#[test]
fn duplicates_stay_each_with_its_row() {
    let (mut tree, root, id) = listed(120);
    let question = tree.ask_page(id, 50, now()).unwrap();
    tree.answer(answer(&question, &piece(48..60, Some(120)).replace("<first index='48'>48", "<first index='50'>50")));
    tree.settle();
    let twice = shown(&tree).iter().filter(|row| **row == format!("  i48@{JID}")).count();
    assert_eq!((tree.children(root).len(), twice), (63, 2));
}

#[test]
fn while_pages_follow_each_other_the_rows_grow_in_few_steps() {
    let (mut tree, root, id) = listed(20_000);
    let mut steps = 0;
    let mut next = tree.ask_page(id, 50, now());
    while let Some(question) = next {
        tree.answer(answer(&question, &page(&question.portion, 50, 20_000)));
        next = tree.ask_page(id, 50, now());
        tree.settle();
        steps += tree.take_grown().len();
        let (shown, known) = (tree.children(root).len(), tree.entity(id).unwrap().items.answer().unwrap().items.len());
        assert!(shown <= known + 1 && known <= shown + shown / 4 + 50, "{shown} of {known}");
    }
    assert_eq!(tree.children(root).len(), 20_000, "at the end all are there");
    assert!((10..60).contains(&steps), "{steps} steps for 400 pages");
}

#[test]
fn questions_begin_with_a_page_where_pages_are_advertised() {
    let mut tree = Tree::new();
    let root = tree.add_root(Address::new(JID));
    let first = tree.open(root, now());
    let portions =
        |questions: Vec<Question>| questions.into_iter().map(|question| question.portion).collect::<Vec<_>>();
    assert_eq!(portions(tree.in_pages(first, 200)), [Portion::All, Portion::All], "nothing is known yet");
    let info = format!("<identity category='a' type='b'/><feature var='{RSM}'/>");
    tree.answer(answer(&Question::new(Kind::Info, Address::new(JID)), &info));
    tree.answer(answer(&Question::new(Kind::Items, Address::new(JID)), ""));
    let again = tree.ask(tree.entity_at(root).unwrap(), &[Kind::Info, Kind::Items], now());
    assert_eq!(portions(tree.in_pages(again, 200)), [Portion::All, Portion::First(200)]);
}

#[test]
fn a_list_that_is_whole_after_all_takes_the_place_of_the_part() {
    let (mut tree, root, id) = listed(120);
    let question = tree.ask_page(id, 50, now()).unwrap();
    tree.answer(answer(&question, &numbered(0..120)));
    tree.settle();
    assert_eq!(tree.children(root).len(), 120);
    assert!(tree.children(root).iter().all(|place| tree.get(*place).unwrap().subject != Subject::More));
}
