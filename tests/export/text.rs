//! Text to be copied from the living tree.

use discoscope::{
    disco::{
        state::Kind,
        tree::{PlaceId, Tree},
    },
    snapshot::export::text,
};
use jiff::Timestamp;

use crate::harm::{address, hostile, small};

/// The small tree with its root open, and the places of its rows.
fn opened(mut tree: Tree) -> (Tree, Vec<PlaceId>) {
    let root = tree.roots()[0];
    let _ = tree.open(root, Timestamp::UNIX_EPOCH);
    tree.settle();
    let rows = tree.rows().iter().map(|row| row.place).collect();
    (tree, rows)
}

#[test]
fn a_row_is_one_line() {
    let (tree, rows) = opened(small().tree());
    let lines: Vec<_> = rows.iter().map(|place| text::row(&tree, *place).unwrap()).collect();
    assert_eq!(
        lines,
        [
            "“Lab Prosody” a.example server/im",
            "“Chat rooms” rooms.a.example conference/text 1 warning",
            "upload.a.example forbidden",
            "irc.a.example no answer",
            "“Not asked” later.a.example not asked",
        ]
    );
}

#[test]
fn a_subtree_is_indented_and_whole() {
    let (tree, rows) = opened(small().tree());
    assert_eq!(
        text::subtree(&tree, rows[1]).unwrap(),
        "“Chat rooms” rooms.a.example conference/text 1 warning\n\
         \x20 “Lobby” lobby@rooms.a.example conference/text 1 note\n\
         \x20   Reserved nickname (XEP-0045) node x-roomuser-item not listed 1 warning\n\
         \x20 “Back to the server” a.example loops back\n\
         \x20 “Lobby, again” lobby@rooms.a.example again\n"
    );
    assert_eq!(text::subtree(&tree, rows[3]).unwrap(), "irc.a.example no answer\n");
}

#[test]
fn a_place_that_is_gone_gives_nothing() {
    let (mut tree, rows) = opened(small().tree());
    tree.remove_root(rows[0]);
    assert_eq!((text::row(&tree, rows[1]), text::subtree(&tree, rows[1])), (None, None));
}

#[test]
fn a_reply_is_readable_lines_or_its_stanza() {
    let tree = small().tree();
    let entity = tree.find(&address("upload.a.example")).unwrap();
    let refused = text::reply(entity, Kind::Info).unwrap();
    assert_eq!(
        refused,
        "upload.a.example\n\ndisco#info forbidden\n  Took 4.2 ms; 210 bytes; asked at 2026-11-22 10:00:00.000 UTC.\n\
         \x20 Error:\n    Condition  forbidden\n    Type  auth\n    Text en  “Members only”\n"
    );
    assert_eq!(text::reply(entity, Kind::Version), None);
    let rooms = tree.find(&address("rooms.a.example")).unwrap();
    let info = text::reply(rooms, Kind::Info).unwrap();
    for line in [
        "conference/text  “Chaträume”  de",
        "XEP-0045 Multi-User Chat  http://jabber.org/protocol/muc",
        "XEP-0115 §5.4",
    ] {
        assert!(info.contains(line), "{info}");
    }
    let xml = text::reply_xml(rooms, Kind::Info).unwrap();
    assert!(xml.starts_with("<iq") && xml.contains("\n    <identity "), "{xml}");
    assert_eq!(text::reply_xml(tree.find(&address("irc.a.example")).unwrap(), Kind::Info), None);
}

#[test]
fn no_text_breaks_a_line() {
    let (tree, rows) = opened(hostile().tree());
    let whole = text::subtree(&tree, rows[0]).unwrap();
    let entity = tree.find(&address("a.example")).unwrap();
    let reply = text::reply(entity, Kind::Info).unwrap();
    for text in [&whole, &reply] {
        assert!(!text.contains(|character: char| character.is_control() && character != '\n'));
        assert!(!text.contains(['\u{202e}', '\u{2066}', '\u{200b}', '\u{feff}']));
        assert!(text.contains(&"x".repeat(1 << 20)), "nothing is cut");
    }
    let listed: usize =
        ["a.example"].map(|jid| tree.find(&address(jid)).unwrap().items.answer().unwrap().items.len()).iter().sum();
    assert!(whole.lines().count() > listed);
    assert!(whole.lines().all(|line| !line.trim().is_empty()));
}
