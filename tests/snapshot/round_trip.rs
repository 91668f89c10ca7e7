//! Tree → file → tree: nothing is lost, nothing changes, and the second file is the first.

use std::{collections::BTreeMap, fmt::Write, fs, io::Read, path::Path, process::Command, sync::Arc, time::Duration};

use discoscope::{
    disco::{
        address::Address,
        finding,
        state::{Answer, Asked, Entity, Kind, Outcome, State},
        tree::{PlaceId, Scope, Tree},
        xml::{self, Unreadable},
    },
    snapshot::{
        Origin, Snapshot, Watch,
        file::{self, Keep},
    },
};
use proptest::prelude::*;
use serde_json::Value;

use crate::{schema, seen};

const INFO_CONTENTS: [&str; 6] = [
    "",
    "<identity category='server' type='im' name='A &lt;server&gt;'/><feature var='urn:xmpp:ping'/>",
    "<identity category='conference' type='text' name='Räume' xml:lang='de'/><identity category='conference' type='text'/>\
     <feature var='a'/><feature/><feature var='a'/><feature var=' padded '/>",
    "<identity/><feature var=''/><x xmlns='urn:odd' a='1'>text<y/></x>",
    "<identity category='pubsub' type='leaf' name='&#x202E;abc'/><feature var='http://jabber.org/protocol/disco#info'/>\
     <x xmlns='jabber:x:data' type='result'><field var='FORM_TYPE' type='hidden'><value>urn:f</value></field>\
     <field var='n' label='N'><value>1</value><value>zwei</value></field><reported><field var='c'/></reported>\
     <item><field var='c'><value/></field></item></x>",
    "<feature var='emoji 🦀'/><feature var='quotes &quot; &apos; and \\ and \u{85}'/>",
];
const ERRORS: [&str; 4] = [
    "<error type='cancel'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>",
    "<error type='wait' by='x' code='503'><strange xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>\
     <text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas' xml:lang='de'>Später</text><a xmlns='urn:a'/></error>",
    "<error/>",
    "",
];

/// How a question goes: which content, error or other end.
#[derive(Clone, Debug)]
pub enum End {
    NotAsked,
    Content(usize),
    Error(usize),
    Waiting,
    TimedOut,
    CutOff(bool),
    Unreadable(bool),
}

fn end() -> impl Strategy<Value = End> {
    prop_oneof![
        1 => Just(End::NotAsked),
        8 => (0..INFO_CONTENTS.len()).prop_map(End::Content),
        2 => (0..ERRORS.len()).prop_map(End::Error),
        1 => Just(End::Waiting),
        1 => Just(End::TimedOut),
        1 => any::<bool>().prop_map(End::CutOff),
        1 => any::<bool>().prop_map(End::Unreadable),
    ]
}

fn state<T>(end: &End, n: u64, address: &Address, namespace: &str, content: impl Fn(usize) -> State<T>) -> State<T> {
    match end {
        End::NotAsked => State::NotAsked,
        End::Content(which) => content(*which),
        End::Error(which) => seen::refused(n, address, namespace, ERRORS[*which]),
        End::Waiting => State::Waiting { since: seen::at(n), before: None },
        End::TimedOut => State::TimedOut { asked: seen::asked(n, address, namespace), after: Duration::from_secs(30) },
        End::CutOff(was_asked) => State::CutOff {
            at: seen::at(n) + Duration::from_millis(5),
            asked: was_asked.then(|| seen::asked(n, address, namespace)),
            why: "the server closed the connection".into(),
        },
        End::Unreadable(is_deep) => {
            let why = if *is_deep { Unreadable::TooDeep(128) } else { Unreadable::TooLarge(1 << 26) };
            let mut reply = seen::reply(n, address, namespace, "<iq type='result'><query><a><a>", why);
            reply.reply_bytes = 70_000_000;
            State::Unreadable(reply)
        }
    }
}

/// One entity to be: how its two questions go, whom it lists, whether its row is opened.
type Plan = (End, End, Vec<(u8, u8)>, bool);

fn address(n: usize, node: u8) -> Address {
    match node {
        0 => Address::new(format!("e{n}.example")),
        1 => Address::with_node(format!("e{n}.example"), ""),
        node => Address::with_node(format!("e{n}.example"), format!("node {node} <&'\">")),
    }
}

/// The tree of a plan: entity 0 is the root.
pub fn tree(plans: &[Plan]) -> Tree {
    let mut tree = Tree::new();
    let root = tree.add_root(address(0, 0));
    for (number, (info, items, below, _)) in plans.iter().enumerate() {
        let whom = address(number, 0);
        let n = number as u64;
        let lang = (number % 3 == 1).then_some("fr");
        let answer = |outcome| Answer { address: whom.clone(), outcome };
        let info = state(info, n, &whom, seen::INFO, |which| seen::info_over(n, &whom, INFO_CONTENTS[which], lang));
        let mut listed = String::new();
        for (to, node) in below {
            let to = address(usize::from(*to) % plans.len(), node % 4);
            let node = to.node.as_deref().map(|node| format!(" node='{}'", xml::escape(node))).unwrap_or_default();
            let _ = write!(listed, "<item jid='{}'{node} name='of {number}'/>", to.jid);
        }
        let items = state(items, n, &whom, seen::ITEMS, |_| seen::items(n, &whom, &listed));
        tree.answer(answer(Outcome::Info(info)));
        tree.answer(answer(Outcome::Items(items)));
    }
    // What waits was asked through the tree, as it would have been by a click.
    let _ = tree.open(root, seen::at(0));
    for _ in 0..3 {
        tree.settle();
        let rows: Vec<PlaceId> = tree.rows().iter().map(|row| row.place).collect();
        for (index, place) in rows.into_iter().enumerate() {
            if plans[index % plans.len()].3 {
                let _ = tree.open(place, seen::at(1));
            }
        }
    }
    tree.settle();
    tree
}

pub fn origin() -> Origin {
    Origin::of("alice@e0.example/x7", "e0.example")
}

pub fn snapshot(tree: &Tree) -> Snapshot {
    Snapshot::of(tree.part(Scope::Whole), origin())
}

pub fn save(snapshot: &Snapshot, path: &Path, keep: &Keep) -> Vec<u8> {
    file::write(snapshot, path, keep, &Watch::default()).unwrap();
    fs::read(path).unwrap()
}

pub fn open(path: &Path) -> Snapshot {
    file::read(path, &Watch::default()).unwrap()
}

/// What the visible rows are, as the window shows them.
pub fn rows(tree: &Tree) -> Vec<String> {
    let row = |row: &discoscope::disco::tree::Row| {
        let place = tree.get(row.place).unwrap();
        let name = tree.entity_at(row.place).and_then(|id| tree.entity(id)).map(|entity| entity.address.to_string());
        let item = place.item.as_deref().map(|item| format!("{item:?}"));
        format!("{} {name:?} {item:?} {:?} {} {}", row.depth, place.origin, place.is_open, place.repeats_ancestor)
    };
    tree.rows().iter().map(row).collect()
}

/// What is known of an entity, without what differs by its nature: the revision, and what was known before a question
/// that is being repeated.
fn known(entity: &Entity) -> (Address, String, BTreeMap<Kind, String>) {
    let states = format!("{:#?}\n{:#?}", entity.info.known(), entity.items.known());
    let besides = entity.besides.iter().map(|(kind, state)| (*kind, format!("{state:?}"))).collect();
    (entity.address.clone(), states, besides)
}

fn assert_same(one: &Snapshot, other: &Snapshot) {
    let all = |snapshot: &Snapshot| snapshot.entities.iter().map(|entity| known(entity)).collect::<Vec<_>>();
    for (one, other) in all(one).into_iter().zip(all(other)) {
        assert_eq!(one, other);
    }
    assert_eq!(one.entities.len(), other.entities.len());
    assert_eq!((&one.origin, &one.roots, &one.unfolded), (&other.origin, &other.roots, &other.unfolded));
    assert_eq!((&one.earlier, &one.strays, &one.announced), (&other.earlier, &other.strays, &other.announced));
}

proptest! {
    #[test]
    fn nothing_is_lost_and_the_second_file_is_the_first(
        plans in prop::collection::vec((end(), end(), prop::collection::vec((any::<u8>(), any::<u8>()), 0..6), any::<bool>()), 1..20),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let (first, second) = (folder.path().join("first.json"), folder.path().join("second.json"));
        let tree = tree(&plans);
        let before = snapshot(&tree);
        let bytes = save(&before, &first, &Keep::default());
        let after = open(&first);
        assert_same(&before, &after);
        let again = after.tree();
        prop_assert_eq!(rows(&tree), rows(&again));
        let kept = snapshot(&again);
        let kept = Snapshot { origin: after.origin.clone(), ..kept };
        prop_assert!(bytes == save(&kept, &second, &Keep::default()), "the second file differs");
        for entity in &before.entities {
            prop_assert_eq!(finding::of_entity(entity), finding::of_entity(after.find(&entity.address).unwrap()));
        }
        // Without the stanzas: what was read from them and what was wrong with them stays.
        let keep = Keep { without_xml: true, ..Keep::default() };
        let bytes = save(&before, &first, &keep);
        let after = open(&first);
        prop_assert!(bytes == save(&after, &second, &keep), "the second file without XML differs");
        for entity in &before.entities {
            let kept = after.find(&entity.address).unwrap();
            let (one, other) = (finding::of_entity(entity), finding::of_entity(kept));
            prop_assert_eq!(one.counts(), other.counts());
            let told = |found: &finding::EntityFindings| {
                found.iter().map(|finding| (finding.rule, finding.detail.clone())).collect::<Vec<_>>()
            };
            prop_assert_eq!(told(&one), told(&other));
            prop_assert_eq!(
                entity.info.answer().map(|info| (&info.features, &info.forms)),
                kept.info.answer().map(|info| (&info.features, &info.forms))
            );
        }
    }
}

#[test]
fn a_compressed_file_holds_the_same_document() {
    let folder = tempfile::tempdir().unwrap();
    let tree = seen::rooms(1000);
    let plain = save(&snapshot(&tree), &folder.path().join("a.json"), &Keep::default());
    let packed = folder.path().join("a.json.gz");
    let bytes = save(&snapshot(&tree), &packed, &Keep::default());
    assert_eq!(bytes, save(&snapshot(&tree), &folder.path().join("b.JSON.GZ"), &Keep::default()), "not deterministic");
    assert!(bytes.len() * 8 < plain.len(), "{} of {}", bytes.len(), plain.len());
    let unpacked = Command::new("gzip").args(["-dc"]).arg(&packed).output().unwrap();
    assert!(unpacked.status.success() && unpacked.stdout == plain);
    let mut text = String::new();
    let _ = flate2::read::MultiGzDecoder::new(&bytes[..]).read_to_string(&mut text).unwrap();
    assert!(text.as_bytes() == plain);
    assert_same(&snapshot(&tree), &open(&packed));
    // The name says how a file is written; what it holds says how it is read.
    let renamed = folder.path().join("renamed.json");
    let _ = fs::copy(&packed, &renamed).unwrap();
    assert_same(&snapshot(&tree), &open(&renamed));
}

#[test]
fn the_document_is_as_its_schema_says() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.json");
    let plans: Vec<Plan> = (1..=6_u8)
        .map(|next| {
            (End::Content(usize::from(next) - 1), End::Content(0), vec![(next, 0), (next + 1, 0), (0, 2)], true)
        })
        .chain((0..ERRORS.len()).map(|which| (End::Error(which), End::TimedOut, Vec::new(), false)))
        .chain([(End::Unreadable(true), End::CutOff(true), Vec::new(), false)])
        .collect();
    let text = save(&snapshot(&tree(&plans)), &path, &Keep::default());
    let document: Value = serde_json::from_slice(&text).unwrap();
    let read = |name: &str| {
        serde_json::from_str::<Value>(
            &fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("assets").join(name)).unwrap(),
        )
        .unwrap()
    };
    let (snapshot, record) = (read("snapshot.schema.json"), read("record.schema.json"));
    assert_eq!(schema::mistakes(&snapshot, &document), Vec::<String>::new());
    let entities = document["entities"].as_array().unwrap();
    assert!(entities.len() >= plans.len() / 2, "{}", entities.len());
    for entity in entities {
        assert_eq!(schema::mistakes(&record, entity), Vec::<String>::new());
    }
    assert!(text.ends_with(b"\n]\n}\n") || text.ends_with(b"\n ]\n}\n"));
    let lines = text.split(|byte| *byte == b'\n').count();
    assert!(lines > entities.len() * 30, "one line a value, for version control");
}

#[test]
fn a_question_that_is_repeated_is_kept_with_what_was_known_before() {
    let mut tree = seen::rooms(1);
    let root = tree.roots()[0];
    let id = tree.entity_at(root).unwrap();
    let _ = tree.ask(id, &[Kind::Info, Kind::Items], seen::at(9));
    let kept = snapshot(&tree);
    let folder = tempfile::tempdir().unwrap();
    let _ = save(&kept, &folder.path().join("a.json"), &Keep::default());
    let again = open(&folder.path().join("a.json"));
    let server = again.find(&Address::new("rooms.example.org")).unwrap();
    assert!(server.info.answer().is_some() && !server.info.is_waiting());
}

#[test]
fn rows_of_an_earlier_list_stand_after_a_refusal() {
    let mut tree = seen::rooms(2);
    let server = Address::new("rooms.example.org");
    seen::take_items(&mut tree, &server, seen::refused(5, &server, seen::ITEMS, ERRORS[0]));
    tree.settle();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.json");
    let bytes = save(&snapshot(&tree), &path, &Keep::default());
    let again = open(&path);
    assert_eq!(rows(&tree), rows(&again.tree()));
    assert_eq!(again.tree().rows().len(), 3);
    assert_eq!(again.entities.len(), 3, "the rooms that no list names any more are still reached");
    assert!(bytes == save(&snapshot(&again.tree()), &path, &Keep::default()));
}

#[test]
fn what_clients_say_besides_is_kept() {
    let client = Address::new("bob@e0.example/phone");
    let mut tree = Tree::new();
    let _ = tree.add_root(client.clone());
    let stanza = "<iq type='result' id='d1'><query xmlns='jabber:iq:version'><name>Phone</name><version>1.2</version></query></iq>";
    let facts = Arc::new(vec![(Arc::from("name"), Arc::from("Phone")), (Arc::from("version"), Arc::from("1.2"))]);
    let state = State::Answered(seen::reply(3, &client, "jabber:iq:version", stanza, facts));
    let silent = State::TimedOut {
        asked: Asked { at: seen::at(4), request_xml: Some("<iq/>".into()) },
        after: Duration::from_secs(5),
    };
    for (kind, state) in [(Kind::Version, state), (Kind::LastActivity, silent)] {
        tree.answer(Answer { address: client.clone(), outcome: Outcome::Besides(kind, state) });
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.json");
    for without_xml in [false, true] {
        let keep = Keep { without_xml, ..Keep::default() };
        let bytes = save(&snapshot(&tree), &path, &keep);
        let again = open(&path);
        let entity = again.find(&client).unwrap();
        assert_eq!(entity.besides.len(), 2);
        let State::Answered(reply) = &entity.besides[&Kind::Version] else { panic!() };
        assert_eq!(&*reply.body[1].1, "1.2");
        assert_eq!(reply.reply_xml.is_none(), without_xml);
        assert!(bytes == save(&again, &path, &keep));
    }
}
