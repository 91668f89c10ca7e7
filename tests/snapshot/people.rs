//! Contacts, who is online, what is announced, and replies that nobody waited for.

use std::{collections::BTreeMap, sync::Arc};

use discoscope::{
    disco::{
        address::Address,
        caps::{Announced, Hash, Version},
        contact::{Availability, Contact, Contacts, Presence},
        finding::Finding,
        tree::{Scope, Tree},
    },
    snapshot::{Snapshot, file::Keep},
};

use crate::{round_trip, seen};

fn caps() -> Vec<Announced> {
    let version =
        Version { node: Some("urn:client".into()), ver: Some("abc=".into()), hash: Some("sha-1".into()), ext: None };
    let hashes =
        vec![Hash { algo: Some("sha-256".into()), value: "def=".into() }, Hash { algo: None, value: "".into() }];
    vec![Announced::Version(version), Announced::Hashes(hashes)]
}

fn contacts() -> Contacts {
    let mut contacts = Contacts::default();
    let contact = |jid: &str, name: Option<&str>| Contact {
        jid: jid.into(),
        name: name.map(Arc::from),
        subscription: "both".into(),
    };
    let _ = contacts.roster(vec![contact("bob@e0.example", Some("Bob")), contact("carol@e0.example", None)]);
    for from in ["bob@e0.example/phone", "bob@e0.example/desk", "dave@elsewhere.example/x"] {
        let _ = contacts.presence(Presence {
            from: from.into(),
            availability: Availability::Online(from.ends_with("desk").then(|| "away".into())),
            status: Some("here <&>".into()),
            priority: Some("5".into()),
            caps: caps(),
            xml: Some(format!("<presence from='{from}'/>").into()),
        });
    }
    contacts
}

fn tree(contacts: &Contacts) -> Tree {
    let mut tree = Tree::new();
    let server = Address::new("e0.example");
    let _ = tree.add_root(server.clone());
    seen::take_info(&mut tree, &server, seen::info(0, &server, ""));
    let folder = tree.show_roster(contacts, "alice@e0.example");
    tree.show_everybody(contacts);
    let _ = tree.open(folder, seen::at(0));
    let bob = tree.children(folder)[1];
    let _ = tree.open(bob, seen::at(0));
    let phone = Address::new("bob@e0.example/phone");
    seen::take_info(&mut tree, &phone, seen::info(1, &phone, "<identity category='client' type='phone'/>"));
    tree.settle();
    tree
}

#[test]
fn people_come_back_with_what_they_announce() {
    let contacts = contacts();
    let tree = tree(&contacts);
    let strays = BTreeMap::from([
        (Address::new("e0.example"), vec![Finding::reply_twice(), Finding::reply_forged(Some("evil@x/\u{202e}y"))]),
        (Address::new("nobody.example"), vec![Finding::reply_twice()]),
    ]);
    let snapshot = Snapshot::of(tree.part(Scope::Whole), round_trip::origin()).with(&contacts, &caps(), strays);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.json");
    for without_xml in [false, true] {
        let keep = Keep { without_xml, ..Keep::default() };
        let bytes = round_trip::save(&snapshot, &path, &keep);
        let again = round_trip::open(&path);
        assert_eq!(round_trip::rows(&tree), round_trip::rows(&again.tree()));
        assert_eq!(again.contacts.len(), 2);
        let desk = again.contacts.of("bob@e0.example/desk").unwrap();
        assert_eq!((desk.word(), &desk.caps, desk.xml.is_none()), ("away", &caps(), without_xml));
        assert_eq!(again.announced, caps());
        assert_eq!(again.strays.len(), 1, "of entities that were never seen nothing is kept");
        assert_eq!(again.strays[&Address::new("e0.example")], snapshot.strays[&Address::new("e0.example")]);
        assert!(bytes == round_trip::save(&again, &path, &keep));
    }
}

#[test]
fn a_part_without_contacts_tells_nothing_of_them() {
    let contacts = contacts();
    let tree = tree(&contacts);
    let server = tree.roots()[0];
    let part = Snapshot::of(tree.part(Scope::Below(server)), round_trip::origin());
    let snapshot = part.with(&contacts, &caps(), BTreeMap::new());
    let folder = tempfile::tempdir().unwrap();
    let text = String::from_utf8(round_trip::save(&snapshot, &folder.path().join("a.json"), &Keep::default())).unwrap();
    for name in ["bob", "carol", "dave"] {
        assert!(!text.contains(name), "{name} stands in {text}");
    }
}
