//! Places in the tree that nobody lists: contacts below their heading, clients below a contact, well-known nodes.

use std::sync::Arc;

use discoscope::disco::{
    address::Address,
    known::Known,
    reply::{Info, Items, Refusal},
    state::{Answer, Kind, Outcome, Question, State},
    tree::{Folder, Origin, PlaceId, Subject, Tree},
};
use jiff::Timestamp;

use crate::{answered, info, items};

const COMMANDS: &str = "http://jabber.org/protocol/commands";
const ALICE: &str = "alice@example.org";
const BOTH: [Kind; 2] = [Kind::Info, Kind::Items];

fn known(list: &[(&str, &str)]) -> Vec<Known> {
    list.iter().map(|(jid, words)| Known { address: Address::new(*jid), words: (*words).into() }).collect()
}

/// Clients of a contact, by their full JIDs.
fn clients(list: &[&str]) -> Vec<Known> {
    list.iter()
        .map(|full| Known { address: Address::new(*full), words: full.split_once('/').unwrap().1.into() })
        .collect()
}

fn open(tree: &mut Tree, place: PlaceId) -> Vec<(Kind, String)> {
    let asked = |question: Question| (question.kind, question.address.to_string());
    tree.open(place, Timestamp::UNIX_EPOCH).into_iter().map(asked).collect()
}

fn both(whom: &str) -> Vec<(Kind, String)> {
    BOTH.map(|kind| (kind, whom.to_owned())).to_vec()
}

fn take_info(tree: &mut Tree, whom: &str, info: Info) {
    tree.answer(Answer { address: Address::new(whom), outcome: Outcome::Info(answered(info)) });
}

fn take_items(tree: &mut Tree, whom: &str, items: Items) {
    tree.answer(Answer { address: Address::new(whom), outcome: Outcome::Items(answered(items)) });
}

/// The children, each with how it came there.
fn below(tree: &Tree, place: PlaceId) -> Vec<String> {
    let line = |child: &PlaceId| {
        let place = tree.get(*child).unwrap();
        let address = tree.entity(tree.entity_at(*child).unwrap()).unwrap().address.to_string();
        match &place.origin {
            Origin::Root => panic!("a child is no root"),
            Origin::Listed => format!("{address} listed {}", place.item.is_some()),
            Origin::Known(words) => {
                assert!(place.item.is_none());
                format!("{address} known {words}")
            }
        }
    };
    tree.children(place).iter().map(line).collect()
}

fn child(tree: &Tree, place: PlaceId, jid: &str) -> PlaceId {
    let is_it = |child: &PlaceId| *tree.entity(tree.entity_at(*child).unwrap()).unwrap().address.jid == *jid;
    tree.children(place).iter().copied().find(is_it).unwrap()
}

#[test]
fn a_heading_is_one_root_and_asks_nobody() {
    let mut tree = Tree::new();
    let server = tree.add_root(Address::new("example.org"));
    let folder = tree.set_folder(Folder::Contacts, &known(&[("me@example.org", "My account"), (ALICE, "Alice")]));
    assert_eq!(tree.roots(), [server, folder]);
    let place = tree.get(folder).unwrap();
    assert_eq!((&place.subject, &place.origin), (&Subject::Folder(Folder::Contacts), &Origin::Root));
    assert!(place.has_children() && !place.is_open && tree.entity_at(folder).is_none());
    assert_eq!(below(&tree, folder), ["me@example.org known My account", "alice@example.org known Alice"]);
    assert_eq!(open(&mut tree, folder), []);
    tree.settle();
    assert_eq!(tree.rows().iter().map(|row| row.depth).collect::<Vec<_>>(), [0, 0, 1, 1]);
    assert_eq!(tree.set_folder(Folder::Contacts, &[]), folder);
    tree.settle();
    assert_eq!((tree.rows().len(), tree.roots(), tree.waiting()), (2, [server, folder].as_slice(), 0));
}

#[test]
fn contacts_keep_their_places_and_what_is_open_when_the_roster_changes() {
    let mut tree = Tree::new();
    let folder = tree.set_folder(Folder::Contacts, &known(&[("a@example.org", "A"), ("b@example.org", "B")]));
    let places = tree.children(folder).to_vec();
    assert_eq!(open(&mut tree, places[0]), both("a@example.org"));
    let changed = [("c@example.org", "C"), ("B@Example.org", "Bob"), ("a@example.org", "A")];
    assert_eq!(tree.set_folder(Folder::Contacts, &known(&changed)), folder);
    assert_eq!(below(&tree, folder), ["c@example.org known C", "b@example.org known Bob", "a@example.org known A"]);
    assert_eq!(tree.children(folder)[1..], [places[1], places[0]]);
    assert!(tree.get(places[0]).unwrap().is_open);
    let _ = tree.set_folder(Folder::Contacts, &known(&[("b@example.org", "Bob")]));
    assert!(tree.get(places[0]).is_none() && tree.get(places[1]).is_some());
    assert!(tree.find(&Address::new("a@example.org")).is_some(), "what is known of an entity stays");
}

#[test]
fn nothing_known_is_asked_before_it_is_opened_or_chosen() {
    let mut tree = Tree::new();
    let folder = tree.set_folder(Folder::Contacts, &known(&[(ALICE, "Alice")]));
    let alice = tree.children(folder)[0];
    tree.set_present(&Address::new(ALICE), clients(&["alice@example.org/desk", "alice@example.org/phone"]));
    assert_eq!(open(&mut tree, folder), []);
    assert_eq!(open(&mut tree, alice), both(ALICE), "the contact is asked, its clients are not");
    take_items(&mut tree, ALICE, items(&[]));
    take_info(&mut tree, ALICE, info(&["account/registered"], &[COMMANDS]));
    tree.set_present(&Address::new(ALICE), clients(&["alice@example.org/desk"]));
    assert_eq!(tree.waiting(), 0);
    let below = tree.children(alice).to_vec();
    assert_eq!(below.len(), 2);
    for place in &below {
        let entity = tree.entity(tree.entity_at(*place).unwrap()).unwrap();
        assert!(BOTH.iter().all(|kind| entity.is_not_asked(*kind)) && entity.besides.is_empty(), "{}", entity.address);
    }
    assert_eq!(open(&mut tree, below[0]), both("alice@example.org node http://jabber.org/protocol/commands"));
    let desk = tree.entity_at(below[1]).unwrap();
    let chosen = tree.ask_first(desk, &[Kind::Info, Kind::Version], Timestamp::UNIX_EPOCH);
    assert_eq!(chosen.iter().map(|question| question.kind).collect::<Vec<_>>(), [Kind::Info, Kind::Version]);
    assert!(chosen.iter().all(|question| &*question.address.jid == "alice@example.org/desk"));
}

#[test]
fn clients_keep_their_places_when_presence_changes() {
    let mut tree = Tree::new();
    let alice = tree.add_root(Address::new(ALICE));
    let _ = open(&mut tree, alice);
    take_items(&mut tree, ALICE, items(&["list.example.org"]));
    tree.set_present(&Address::new(ALICE), clients(&["alice@example.org/desk", "alice@example.org/phone"]));
    let expected =
        ["alice@example.org/desk known desk", "alice@example.org/phone known phone", "list.example.org listed true"];
    assert_eq!(below(&tree, alice), expected, "the known ones come first");
    let places = tree.children(alice).to_vec();
    let _ = open(&mut tree, places[1]);
    let _ = open(&mut tree, places[2]);
    tree.set_present(
        &Address::new("Alice@EXAMPLE.org"),
        clients(&["alice@example.org/a", "alice@example.org/desk", "alice@example.org/phone"]),
    );
    assert_eq!(tree.children(alice)[1..], places, "whoever comes shifts the others and replaces none");
    tree.set_present(&Address::new(ALICE), clients(&["alice@example.org/phone"]));
    assert_eq!(tree.children(alice), [places[1], places[2]]);
    assert!(tree.get(places[1]).unwrap().is_open && tree.get(places[2]).unwrap().is_open);
    tree.set_present(&Address::new(ALICE), Vec::new());
    assert_eq!(tree.children(alice), [places[2]]);
    take_items(&mut tree, ALICE, items(&["list.example.org", "more.example.org"]));
    assert_eq!(tree.children(alice)[0], places[2]);
}

#[test]
fn who_is_present_before_the_place_is_opened_is_there_when_it_is() {
    let mut tree = Tree::new();
    tree.set_present(&Address::new(ALICE), clients(&["alice@example.org/desk"]));
    let folder = tree.set_folder(Folder::Contacts, &known(&[("Alice@example.org", "Alice")]));
    let alice = tree.children(folder)[0];
    assert_eq!(below(&tree, alice), [""; 0]);
    let _ = open(&mut tree, alice);
    assert_eq!(below(&tree, alice), ["alice@example.org/desk known desk"]);
    let other = tree.add_root(Address::new(ALICE));
    let _ = open(&mut tree, other);
    assert_eq!(below(&tree, other), below(&tree, alice), "wherever the contact stands");
}

#[test]
fn a_client_that_the_account_lists_is_not_repeated() {
    let mut tree = Tree::new();
    let alice = tree.add_root(Address::new(ALICE));
    let _ = open(&mut tree, alice);
    tree.set_present(&Address::new(ALICE), clients(&["alice@example.org/desk", "alice@example.org/phone"]));
    let [desk, phone] = ["alice@example.org/desk", "alice@example.org/phone"].map(|jid| child(&tree, alice, jid));
    take_items(&mut tree, ALICE, items(&["x.example.org", "Alice@example.org/desk"]));
    let expected =
        ["alice@example.org/phone known phone", "x.example.org listed true", "alice@example.org/desk listed true"];
    assert_eq!(below(&tree, alice), expected);
    assert_eq!([tree.children(alice)[0], tree.children(alice)[2]], [phone, desk], "it keeps its place");
    take_items(&mut tree, ALICE, items(&["x.example.org"]));
    assert_eq!(below(&tree, alice)[..2], ["alice@example.org/desk known desk", "alice@example.org/phone known phone"]);
}

#[test]
fn an_error_takes_neither_the_listed_nor_the_known_away() {
    let mut tree = Tree::new();
    let alice = tree.add_root(Address::new(ALICE));
    let _ = open(&mut tree, alice);
    take_items(&mut tree, ALICE, items(&["x.example.org", "alice@example.org/desk"]));
    tree.set_present(&Address::new(ALICE), clients(&["alice@example.org/desk", "alice@example.org/phone"]));
    let before = tree.children(alice).to_vec();
    let State::Answered(reply) = answered(Refusal::default()) else { panic!() };
    let refused = Outcome::Items(State::Refused(reply));
    tree.answer(Answer { address: Address::new(ALICE), outcome: refused });
    assert_eq!(tree.children(alice), before);
    tree.set_present(&Address::new(ALICE), Vec::new());
    assert_eq!(tree.children(alice), &before[1..], "only the presence is gone");
}

#[test]
fn well_known_children_appear_when_the_info_comes_whichever_answer_comes_first() {
    let commands = "example.org node http://jabber.org/protocol/commands known Commands (XEP-0050)";
    for is_info_first in [true, false] {
        let mut tree = Tree::new();
        let server = tree.add_root(Address::new("example.org"));
        let _ = open(&mut tree, server);
        if is_info_first {
            take_info(&mut tree, "example.org", info(&["server/im"], &[COMMANDS]));
            assert_eq!(below(&tree, server), [commands]);
            take_items(&mut tree, "example.org", items(&["x.example.org"]));
        } else {
            take_items(&mut tree, "example.org", items(&["x.example.org"]));
            assert_eq!(below(&tree, server), ["x.example.org listed true"]);
            let x = tree.children(server)[0];
            take_info(&mut tree, "example.org", info(&["server/im"], &[COMMANDS]));
            assert_eq!(tree.children(server)[1], x);
        }
        assert_eq!(below(&tree, server), [commands, "x.example.org listed true"]);
        let node = tree.children(server)[0];
        take_items(&mut tree, "example.org", items(&["x.example.org", &format!("example.org#{COMMANDS}")]));
        let listed = format!("example.org node {COMMANDS} listed true");
        assert_eq!(below(&tree, server), ["x.example.org listed true", &listed]);
        assert_eq!(tree.children(server)[1], node, "its place is the same, listed or not");
        take_info(&mut tree, "example.org", info(&["server/im"], &[]));
        take_items(&mut tree, "example.org", items(&["x.example.org"]));
        assert_eq!(below(&tree, server), ["x.example.org listed true"], "what is said no more is known no more");
    }
}

#[test]
fn well_known_nodes_come_before_clients_and_clients_before_the_listed() {
    let mut tree = Tree::new();
    let alice = tree.add_root(Address::new(ALICE));
    let _ = open(&mut tree, alice);
    tree.set_present(&Address::new(ALICE), clients(&["alice@example.org/desk"]));
    take_items(&mut tree, ALICE, items(&["x.example.org"]));
    take_info(&mut tree, ALICE, info(&["account/registered"], &[COMMANDS]));
    let words: Vec<_> = tree.children(alice).iter().map(|place| tree.get(*place).unwrap().origin.clone()).collect();
    let known = |words: &str| Origin::Known(Arc::from(words));
    assert_eq!(words, [known("Commands (XEP-0050)"), known("desk"), Origin::Listed]);
}
