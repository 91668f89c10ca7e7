//! Which part of a tree is kept.

use discoscope::{
    disco::{address::Address, tree::Scope},
    snapshot::Snapshot,
};

use crate::{round_trip::origin, seen};

fn kept(snapshot: &Snapshot) -> Vec<String> {
    snapshot.entities.iter().map(|entity| entity.address.to_string()).collect()
}

#[test]
fn a_part_holds_what_its_rows_lead_to_and_nothing_else() {
    let mut tree = seen::rooms(3);
    let root = tree.roots()[0];
    let other = Address::new("other.example");
    let removed = tree.add_root(other.clone());
    seen::take_info(&mut tree, &other, seen::info(7, &other, ""));
    tree.settle();
    let second = tree.children(root)[1];
    let of = |tree: &discoscope::disco::tree::Tree, scope| kept(&Snapshot::of(tree.part(scope), origin()));
    let rooms =
        ["room-0@rooms.example.org", "room-1@rooms.example.org", "room-2@rooms.example.org", "rooms.example.org"];
    assert_eq!(of(&tree, Scope::Whole), [&["other.example"], &rooms[..]].concat());
    assert_eq!(of(&tree, Scope::Below(root)), rooms);
    assert_eq!(of(&tree, Scope::Only(root)), ["rooms.example.org"]);
    assert_eq!(of(&tree, Scope::Below(second)), ["room-1@rooms.example.org"]);
    // What somebody took out of the tree is not handed over with it.
    tree.remove_root(removed);
    assert_eq!(of(&tree, Scope::Whole), rooms);
}

#[test]
fn what_was_never_asked_needs_no_record() {
    let mut tree = discoscope::disco::tree::Tree::new();
    let server = Address::new("a.example");
    let root = tree.add_root(server.clone());
    seen::take_items(&mut tree, &server, seen::items(0, &server, "<item jid='b.example'/>"));
    let _ = tree.open(root, seen::at(0));
    tree.settle();
    let snapshot = Snapshot::of(tree.part(Scope::Whole), origin());
    assert_eq!(kept(&snapshot), ["a.example"]);
    assert_eq!(snapshot.tree().rows().len(), 2, "the row that the list names is there all the same");
}

#[test]
fn a_snapshot_does_not_change_with_the_tree() {
    let mut tree = seen::rooms(1);
    let server = Address::new("rooms.example.org");
    let snapshot = Snapshot::of(tree.part(Scope::Whole), origin());
    seen::take_info(&mut tree, &server, seen::info(8, &server, ""));
    assert_eq!(snapshot.find(&server).unwrap().info.answer().unwrap().features.len(), 20);
    assert_eq!(tree.find(&server).unwrap().info.answer().unwrap().features.len(), 0);
    assert_eq!(snapshot.origin.taken_at, Some(seen::at(0) + std::time::Duration::from_millis(1)));
}

#[test]
fn what_a_snapshot_held_without_a_row_stays_in_its_copy() {
    let mut tree = seen::rooms(2);
    let alone = Address::new("alone.example");
    seen::take_info(&mut tree, &alone, seen::info(9, &alone, ""));
    let of = |snapshot: Snapshot| kept(&snapshot);
    assert!(!of(Snapshot::of(tree.part(Scope::Whole), origin())).contains(&"alone.example".to_owned()));
    assert!(of(Snapshot::again(tree.part(Scope::Whole), origin())).contains(&"alone.example".to_owned()));
}
