//! "Without my address": no spelling of the own JID stands in the file, and everybody else's stays.

use std::{collections::BTreeMap, fs};

use discoscope::{
    disco::{address::Address, contact::Contact, contact::Contacts, tree::Scope},
    snapshot::{Origin, Snapshot, file::Keep},
};

use crate::{round_trip, seen};

const OWN: &str = "d.artagnan@a.example/O'Neill & <co>";

fn snapshot() -> Snapshot {
    let mut tree = discoscope::disco::tree::Tree::new();
    let me = Address::new("d.artagnan@a.example");
    let root = tree.add_root(me.clone());
    let node = Address::with_node("a.example", "of/D.Artagnan@a.example/O'Neill & <co>/x");
    let other = tree.add_root(node.clone());
    let content = "<identity category='account' type='registered' name='I am D.ARTAGNAN@A.EXAMPLE, really'/>\
        <feature var='xmpp:d.artagnan%40a.example?disco'/><feature var='xmpp:d.artagnan@a.example/O%27Neill%20%26%20%3Cco%3E?disco'/>\
        <feature var='d.artagnan\\40a.example@gateway.example'/><feature var='d.artagnan%a.example@old.example'/>\
        <feature var='to&#10;d.artagnan@a.example'/><feature var='tab&#9;d.artagnan@a.example'/>\
        <feature var='web%2Fd.artagnan%40a.example'/><feature var='x\\2fd.artagnan\\40a.example@gateway.example'/>\
        <feature var='D.Artagnan@a.example/x'/><feature var='D.ARTAGNAN@a.example/x'/>\
        <feature var='md.artagnan@a.example'/><feature var='d.artagnan@a.example.org'/>\
        <feature var='d.artagnan@a.example-two.org'/><feature var='ends d.artagnan@a.example.'/>\
        <feature var='d.artagnan@a.example/other'/><feature var='to d.artagnan@a.example/O&apos;Neill &amp; &lt;co>!'/>\
        <feature var='bob@a.example'/><x xmlns='jabber:x:data'><field var='o'><value>d.artagnan@a.example/O'Neill &amp; &lt;co&gt;</value></field></x>";
    seen::take_info(&mut tree, &me, seen::info(1, &me, content));
    seen::take_info(&mut tree, &node, seen::info(2, &node, ""));
    let items = "<item jid='d.artagnan@a.example' node='urn:x'/><item jid='zoe@a.example'/>";
    seen::take_items(&mut tree, &me, seen::items(3, &me, items));
    let _ = (tree.open(root, seen::at(0)), tree.open(other, seen::at(0)));
    tree.settle();
    let mut contacts = Contacts::default();
    let jid = |jid: &str| Contact { jid: jid.into(), name: None, subscription: "both".into() };
    let _ = contacts.roster(vec![jid("d.artagnan@a.example"), jid("aramis@a.example")]);
    let _ = tree.show_roster(&contacts, "d.artagnan@a.example");
    Snapshot::of(tree.part(Scope::Whole), Origin::of(OWN, "a.example")).with(&contacts, &[], BTreeMap::new())
}

#[test]
fn no_spelling_of_the_own_address_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.json");
    let keep = Keep { without_address: true, ..Keep::default() };
    let bytes = round_trip::save(&snapshot(), &path, &keep);
    let text = String::from_utf8(bytes.clone()).unwrap();
    let small = text.to_lowercase();
    for left in ["neill", "d.artagnan%40a.example", "d.artagnan\\\\40a.example", "d.artagnan%a.example"] {
        assert!(!small.contains(left), "{left} stands in {text}");
    }
    let others = ["md.artagnan@a.example", "d.artagnan@a.example.org", "d.artagnan@a.example-two.org"];
    let mut rest = small.clone();
    for other in others {
        assert!(rest.contains(other), "{other} is somebody else");
        rest = rest.replace(other, "");
    }
    assert!(!rest.contains("d.artagnan"), "{rest}");
    assert!(text.contains("aramis@a.example") && text.contains("zoe@a.example") && text.contains("bob@a.example"));
    assert!(text.contains("own-account@hidden.invalid/other"), "another client of the account keeps its resource");
    let again = round_trip::open(&path);
    assert_eq!(again.origin.account.as_deref(), Some("own-account@hidden.invalid/hidden"));
    assert!(again.find(&Address::new("own-account@hidden.invalid")).unwrap().info.answer().is_some());
    assert_eq!(again.tree().rows().len(), snapshot().tree().rows().len());
    assert!(bytes == round_trip::save(&again, &path, &Keep::default()), "the second file differs");
}

#[test]
fn a_component_that_asks_as_its_domain_is_hidden_too() {
    let own = Address::new("gate.a.example");
    let mut tree = discoscope::disco::tree::Tree::new();
    let _ = tree.add_root(own.clone());
    let content = "<feature var='xmpp:bob%40GATE.a.example'/><feature var='sub.gate.a.example, gate.a.example.org'/>";
    seen::take_info(&mut tree, &own, seen::info(1, &own, content));
    let snapshot = Snapshot::of(tree.part(Scope::Whole), Origin::of("gate.a.example", "gate.a.example"));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.json");
    let bytes = round_trip::save(&snapshot, &path, &Keep { without_address: true, ..Keep::default() });
    let text = String::from_utf8(bytes).unwrap().to_lowercase();
    let rest = text.replace("sub.gate.a.example", "").replace("gate.a.example.org", "");
    assert!(!rest.contains("gate.a.example"), "{text}");
    let again = round_trip::open(&path);
    assert_eq!(again.origin.account.as_deref(), Some("own-component.hidden.invalid"));
    assert!(again.find(&Address::new("own-component.hidden.invalid")).unwrap().info.answer().is_some());
}

#[test]
fn with_the_address_nothing_is_changed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.json");
    let _ = round_trip::save(&snapshot(), &path, &Keep::default());
    assert_eq!(round_trip::open(&path).origin.account.as_deref(), Some(OWN));
    assert!(fs::read_to_string(&path).unwrap().contains("D.ARTAGNAN@A.EXAMPLE"));
}

#[test]
fn what_differs_only_in_case_still_differs() {
    let mut tree = discoscope::disco::tree::Tree::new();
    for (n, node) in
        ["of/d.artagnan@a.example", "of/D.artagnan@a.example", "of/D.ARTAGNAN@A.EXAMPLE"].into_iter().enumerate()
    {
        let address = Address::with_node("a.example", node);
        let _ = tree.add_root(address.clone());
        seen::take_info(&mut tree, &address, seen::info(n as u64, &address, ""));
    }
    let snapshot = Snapshot::of(tree.part(Scope::Whole), Origin::of(OWN, "a.example"));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.json");
    let bytes = round_trip::save(&snapshot, &path, &Keep { without_address: true, ..Keep::default() });
    assert_eq!(round_trip::open(&path).entities.len(), 3);
    assert!(!String::from_utf8(bytes).unwrap().to_lowercase().contains("artagnan"));
}

#[test]
fn a_name_that_links_write_in_bytes_is_found() {
    let me = Address::new("jürgen@a.example");
    let mut tree = discoscope::disco::tree::Tree::new();
    let _ = tree.add_root(me.clone());
    let content = "<feature var='xmpp:j%C3%BCrgen@a.example'/><feature var='http://x/j%c3%bcrgen%40a.example/y'/>";
    seen::take_info(&mut tree, &me, seen::info(1, &me, content));
    let snapshot = Snapshot::of(tree.part(Scope::Whole), Origin::of("jürgen@a.example/x", "a.example"));
    let folder = tempfile::tempdir().unwrap();
    let bytes =
        round_trip::save(&snapshot, &folder.path().join("a.json"), &Keep { without_address: true, ..Keep::default() });
    let text = String::from_utf8(bytes).unwrap().to_lowercase();
    assert!(!text.contains("rgen"), "{text}");
}
