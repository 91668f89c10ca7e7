//! Well-known nodes: which appear for whom.

use discoscope::disco::{
    address::Address,
    known,
    state::{Entity, State},
};

use crate::{answered, entity, info, items};

const COMMANDS: &str = "http://jabber.org/protocol/commands";
const MUC: &str = "http://jabber.org/protocol/muc";
const PUBSUB: &str = "http://jabber.org/protocol/pubsub";
const MIX: &str = "urn:xmpp:mix:core:1";
const OFFLINE: &str = "http://jabber.org/protocol/offline";
const TRAFFIC: &str = "http://jabber.org/protocol/muc#traffic";
const ROOMS: &str = "http://jabber.org/protocol/muc#rooms";
const NICK: &str = "x-roomuser-item";

/// The nodes, each of which must stand at the entity's own JID and have words.
fn nodes(entity: &Entity) -> Vec<String> {
    let node = |known: known::Known| {
        assert_eq!(known.address.jid, entity.address.jid);
        assert!(!known.words.is_empty());
        known.address.node.unwrap().to_string()
    };
    known::below(entity).into_iter().map(node).collect()
}

#[test]
fn nodes_appear_for_what_an_entity_says_it_is() {
    for (jid, identities, features, expected) in [
        ("example.org", &["server/im"][..], &[][..], vec![]),
        ("example.org", &["server/im"], &[COMMANDS], vec![COMMANDS]),
        ("example.org", &[], &[COMMANDS], vec![COMMANDS]),
        ("example.org", &["automation/command-list"], &[], vec![]),
        ("a@example.org/x", &["client/pc"], &[], vec![]),
        ("a@example.org/x", &["client/pc"], &[MUC], vec![ROOMS]),
        ("a@example.org/x", &["client/phone"], &[MUC, COMMANDS], vec![COMMANDS, ROOMS]),
        ("a@example.org/x", &["account/registered"], &[MUC], vec![]),
        ("room@chat.example.org", &["conference/text"], &[MUC], vec![TRAFFIC, NICK]),
        ("chat.example.org", &["conference/text"], &[MUC], vec![]),
        ("room@chat.example.org", &["conference/irc"], &[MUC], vec![]),
        ("room@chat.example.org", &["conference/text"], &[], vec![]),
        ("pubsub.example.org", &["pubsub/service"], &[PUBSUB], vec!["pubsub/nodes"]),
        ("a@example.org", &["pubsub/pep", "account/registered"], &[PUBSUB], vec![]),
        ("pubsub.example.org", &["pubsub/leaf"], &[PUBSUB], vec![]),
        ("pubsub.example.org", &["pubsub/service"], &["http://jabber.org/protocol/pubsub#event"], vec![]),
        ("channel@mix.example.org", &["conference/mix"], &[MIX], vec!["mix"]),
        ("mix.example.org", &["conference/mix"], &[MIX], vec![]),
        (
            "all@example.org",
            &["conference/text", "pubsub/service", "client/bot"],
            &[MIX, PUBSUB, MUC, COMMANDS],
            vec![COMMANDS, TRAFFIC, NICK, "pubsub/nodes", ROOMS, "mix"],
        ),
    ] {
        let asked = entity(Address::new(jid), answered(info(identities, features)), State::NotAsked);
        assert_eq!(nodes(&asked), expected, "{jid} {identities:?} {features:?}");
        let with_items = Entity { items: answered(items(&["other.example.org"])), ..asked.clone() };
        assert_eq!(nodes(&with_items), expected, "{jid}");
        let node = Entity { address: Address::with_node(jid, "n"), ..asked.clone() };
        assert_eq!(nodes(&node), [""; 0], "a node has none: {jid}");
        let empty_node = Entity { address: Address::with_node(jid, ""), ..asked };
        assert_eq!(nodes(&empty_node), [""; 0], "an empty node is a node: {jid}");
    }
}

#[test]
fn nothing_is_known_of_who_did_not_answer() {
    let address = Address::new("example.org");
    assert_eq!(nodes(&Entity::new(address.clone())), [""; 0]);
    let mut repeated = answered(info(&[], &[COMMANDS]));
    assert!(repeated.begin(jiff::Timestamp::UNIX_EPOCH));
    assert_eq!(nodes(&entity(address, repeated, State::NotAsked)), [COMMANDS], "what was known before still counts");
}

#[test]
fn the_node_of_the_offline_messages_is_never_among_them() {
    let identities = [
        "account/registered",
        "automation/message-list",
        "automation/message-node",
        "client/pc",
        "conference/text",
        "hierarchy/branch",
        "pubsub/pep",
        "pubsub/service",
        "server/im",
        "store/file",
    ];
    let features = [OFFLINE, COMMANDS, MUC, PUBSUB, MIX, "msgoffline", "http://jabber.org/protocol/disco#items"];
    for jid in ["example.org", "me@example.org", "me@example.org/x", "a@b@c"] {
        for list in [State::NotAsked, answered(items(&[])), answered(items(&[&format!("{jid}#{OFFLINE}")]))] {
            let nodes = nodes(&entity(Address::new(jid), answered(info(&identities, &features)), list));
            assert!(!nodes.is_empty() && !nodes.iter().any(|node| node == OFFLINE), "{nodes:?}");
        }
    }
}

#[test]
fn a_node_that_is_listed_is_not_repeated() {
    let room = || answered(info(&["conference/text"], &[MUC, COMMANDS]));
    for (list, expected) in [
        (vec![], vec![COMMANDS, TRAFFIC, NICK]),
        (vec!["r@chat.example.org#http://jabber.org/protocol/commands"], vec![TRAFFIC, NICK]),
        (vec!["R@CHAT.example.org#x-roomuser-item"], vec![COMMANDS, TRAFFIC]),
        (vec!["other@chat.example.org#x-roomuser-item"], vec![COMMANDS, TRAFFIC, NICK]),
        (vec!["r@chat.example.org"], vec![COMMANDS, TRAFFIC, NICK]),
        (vec!["r@chat.example.org#X-roomuser-item"], vec![COMMANDS, TRAFFIC, NICK]),
    ] {
        let entity = entity(Address::new("r@chat.example.org"), room(), answered(items(&list)));
        assert_eq!(nodes(&entity), expected, "{list:?}");
    }
}
