//! What presence tells: which stanzas count, who is online afterwards.

use discoscope::disco::contact::{self, Contacts, Presence};

use crate::{document, shown};

fn read(stanza: &str) -> Option<Presence> {
    let (document, xml) = document(stanza);
    contact::presence(document.root().unwrap(), &xml)
}

fn take(contacts: &mut Contacts, from: &str, kind: &str) -> String {
    contacts.presence(read(&format!("<presence from='{from}'{kind}/>")).unwrap())
}

const GONE: &str = " type='unavailable'";

#[test]
fn only_available_and_unavailable_tell_of_clients() {
    for (kind, word) in [
        ("", Some("online")),
        (" type='unavailable'", Some("offline")),
        (" type='subscribe'", None),
        (" type='subscribed'", None),
        (" type='unsubscribe'", None),
        (" type='unsubscribed'", None),
        (" type='probe'", None),
        (" type='error'", None),
        (" type='invisible'", None),
        (" type='Unavailable'", None),
        (" type='available'", None),
        (" type=''", None),
    ] {
        let presence = read(&format!("<presence from='a@example.org/x'{kind}/>"));
        assert_eq!(presence.as_ref().map(Presence::word), word, "{kind}");
    }
    assert_eq!(read("<presence/>"), None, "who does not say who it is tells nothing");
    assert_eq!(read("<presence type='unavailable'/>"), None);
}

#[test]
fn availability_is_shown_in_a_word() {
    for (content, kind, word) in [
        ("", "", "online"),
        ("<show/>", "", "online"),
        ("<show></show>", "", "online"),
        ("<show>chat</show>", "", "free to chat"),
        ("<show>away</show>", "", "away"),
        ("<show>xa</show>", "", "away for long"),
        ("<show>dnd</show>", "", "busy"),
        ("<show>DND</show>", "", "DND"),
        ("<show>made-up</show>", "", "made-up"),
        ("<show>dnd</show><show>chat</show>", "", "busy"),
        ("<show xmlns='urn:other'>dnd</show>", "", "online"),
        ("<show>dnd</show>", GONE, "offline"),
    ] {
        let presence = read(&format!("<presence from='a@example.org/x'{kind}>{content}</presence>")).unwrap();
        assert_eq!(presence.word(), word, "{content}");
    }
}

#[test]
fn words_priority_and_the_stanza_are_kept_as_they_came() {
    for (content, status, priority) in [
        ("", None, None),
        ("<status/><priority/>", Some(""), Some("")),
        ("<status> In a &lt;meeting&gt; </status><priority>-1</priority>", Some(" In a <meeting> "), Some("-1")),
        ("<status>a</status><status xml:lang='de'>b</status><priority>many</priority>", Some("a"), Some("many")),
        ("<status xmlns='urn:x'>no</status><priority xmlns='urn:x'>1</priority>", None, None),
    ] {
        let stanza = format!("<presence from='A@Example.org/X'>{content}</presence>");
        let presence = read(&stanza).unwrap();
        assert_eq!((presence.status.as_deref(), presence.priority.as_deref()), (status, priority), "{content}");
        assert_eq!((&*presence.from, presence.xml.as_deref()), ("A@Example.org/X", Some(&*stanza)));
    }
}

#[test]
fn clients_come_change_and_go() {
    let mut contacts = Contacts::default();
    for (from, kind, expected) in [
        ("a@example.org/phone", "", vec!["a@example.org/phone = phone"]),
        ("a@example.org/desk", "", vec!["a@example.org/desk = desk", "a@example.org/phone = phone"]),
        ("a@example.org/desk", "", vec!["a@example.org/desk = desk", "a@example.org/phone = phone"]),
        ("a@example.org/DESK", GONE, vec!["a@example.org/desk = desk", "a@example.org/phone = phone"]),
        ("a@example.org/phone", GONE, vec!["a@example.org/desk = desk"]),
        ("a@example.org/phone", GONE, vec!["a@example.org/desk = desk"]),
        ("a@example.org/x/y", "", vec!["a@example.org/desk = desk", "a@example.org/x/y = x/y"]),
        ("a@example.org", GONE, vec![]),
    ] {
        assert_eq!(take(&mut contacts, from, kind), "a@example.org", "{from}{kind}");
        assert_eq!(shown(&contacts.below("a@example.org")), expected, "{from}{kind}");
        assert_eq!(contacts.count("a@example.org"), expected.len());
    }
}

#[test]
fn another_spelling_is_no_other_client() {
    let mut contacts = Contacts::default();
    assert_eq!(take(&mut contacts, "ALICE@Example.ORG/Phone", ""), "alice@example.org");
    assert_eq!(shown(&contacts.below("Alice@example.org")), ["ALICE@Example.ORG/Phone = Phone"]);
    assert_eq!((contacts.count("alice@EXAMPLE.org"), contacts.count("alice@example.org/Phone")), (1, 0));
    assert!(contacts.of("alice@example.org/Phone").is_some() && contacts.of("alice@example.org/phone").is_none());
    assert_eq!(take(&mut contacts, "alice@example.org/Phone", GONE), "alice@example.org");
    assert_eq!(contacts.count("alice@example.org"), 0);
}

#[test]
fn strangers_and_our_own_other_clients_are_known_by_presence_alone() {
    let mut contacts = Contacts::default();
    for from in ["stranger@example.net/x", "me@example.org/other", "room@rooms.example.org/nick"] {
        let bare = from.split('/').next().unwrap();
        assert_eq!(take(&mut contacts, from, ""), bare);
        assert_eq!(contacts.below(bare).len(), 1, "{from}");
        assert_eq!(contacts.of(from).map(Presence::word), Some("online"));
    }
    assert!(contacts.is_empty(), "nobody is in the roster for being online");
    assert_eq!(shown(&contacts.below_folder("me@example.org")), ["me@example.org = My account"]);
}

#[test]
fn a_gateway_is_there_itself_and_has_nobody_below() {
    let mut contacts = Contacts::default();
    assert_eq!(take(&mut contacts, "irc.example.org", ""), "irc.example.org");
    assert_eq!(shown(&contacts.below("irc.example.org")), [""; 0]);
    assert_eq!((contacts.count("irc.example.org"), contacts.of("irc.example.org").is_some()), (1, true));
    let _ = take(&mut contacts, "irc.example.org", GONE);
    assert_eq!((contacts.count("irc.example.org"), contacts.of("irc.example.org").is_some()), (0, false));
}

#[test]
fn what_is_no_jid_stays_apart_and_breaks_nothing() {
    let mut contacts = Contacts::default();
    for (from, bare) in [
        ("a@b@c/x", "a@b@c"),
        ("@example.org/x", "@example.org"),
        ("", ""),
        ("/x", ""),
        ("a b@example.org/x", "a b@example.org"),
        ("a@example.org/", "a@example.org"),
    ] {
        assert_eq!(take(&mut contacts, from, ""), bare, "{from}");
        assert!(contacts.of(from).is_some(), "{from}");
        let _ = take(&mut contacts, from, GONE);
        assert!(contacts.of(from).is_none(), "{from}");
        assert_eq!(contacts.count(bare), 0, "{from}");
    }
}

#[test]
fn who_was_online_is_forgotten_the_roster_is_not() {
    let mut contacts = Contacts::default();
    let (roster, _) = document("<iq><query xmlns='jabber:iq:roster'><item jid='a@example.org'/></query></iq>");
    assert!(contacts.roster(contact::roster(roster.root().unwrap())));
    for from in ["a@example.org/x", "b@example.org/y"] {
        let _ = take(&mut contacts, from, "");
    }
    let mut forgotten = contacts.clear_presence();
    forgotten.sort();
    assert_eq!(forgotten, ["a@example.org", "b@example.org"]);
    for (bare, full) in [("a@example.org", "a@example.org/x"), ("b@example.org", "b@example.org/y")] {
        assert_eq!((contacts.count(bare), contacts.of(full), contacts.below(bare)), (0, None, vec![]));
    }
    assert_eq!(contacts.len(), 1);
}

#[test]
fn who_is_not_in_a_whole_roster_is_no_contact_any_more() {
    let list = |items: &str| {
        let (roster, _) = document(&format!("<iq><query xmlns='jabber:iq:roster'>{items}</query></iq>"));
        contact::roster(roster.root().unwrap())
    };
    let mut contacts = Contacts::default();
    assert!(contacts.whole_roster(list("<item jid='a@example.org'/><item jid='b@example.org'/>")));
    assert!(contacts.whole_roster(list("<item jid='B@example.org'/>")));
    assert_eq!(contacts.len(), 1);
    assert!(contacts.roster(list("<item jid='c@example.org'/>")));
    assert_eq!(contacts.len(), 2, "a push adds to what is there");
    assert!(contacts.whole_roster(vec![]));
    assert!(contacts.is_empty());
}
