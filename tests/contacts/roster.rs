//! The roster and its pushes.

use discoscope::disco::contact::{self, Contact, Contacts};

use crate::{document, shown};

fn read(items: &str) -> Vec<Contact> {
    let iq = format!("<iq><query xmlns='jabber:iq:roster'>{items}</query></iq>");
    contact::roster(document(&iq).0.root().unwrap())
}

#[test]
fn entries_are_read_as_they_are_written() {
    for (items, expected) in [
        ("", vec![]),
        ("<item jid='a@example.org'/>", vec!["a@example.org None none"]),
        ("<item jid='A@Example.org' name='Ann' subscription='both'/>", vec!["A@Example.org Some(\"Ann\") both"]),
        ("<item jid='a@example.org' name='' subscription=''/>", vec!["a@example.org None "]),
        ("<item jid='a@example.org' subscription='remove'/>", vec!["a@example.org None remove"]),
        ("<item name='nobody'/><item jid='b@example.org' ask='subscribe'/>", vec!["b@example.org None none"]),
        ("<item jid='a@b@c'/><item jid=''/>", vec!["a@b@c None none", " None none"]),
        ("<item xmlns='urn:x' jid='no@example.org'/><entry jid='no@example.org'/>", vec![]),
        (
            "<item jid='a@example.org'><group>Friends</group></item><item jid='a@example.org'/>",
            vec!["a@example.org None none", "a@example.org None none"],
        ),
    ] {
        let line = |contact: &Contact| format!("{} {:?} {}", contact.jid, contact.name, contact.subscription);
        assert_eq!(read(items).iter().map(line).collect::<Vec<_>>(), expected, "{items}");
    }
    for iq in ["<iq/>", "<iq><query xmlns='urn:x'><item xmlns='jabber:iq:roster' jid='a@example.org'/></query></iq>"] {
        assert_eq!(contact::roster(document(iq).0.root().unwrap()), [], "{iq}");
    }
}

#[test]
fn pushes_add_change_and_remove_and_say_whether_they_did() {
    let mut contacts = Contacts::default();
    for (push, has_changed, expected) in [
        ("", false, vec![]),
        ("<item jid='b@example.org'/><item jid='a@example.org'/>", true, vec!["a@example.org = ", "b@example.org = "]),
        ("<item jid='b@example.org'/>", false, vec!["a@example.org = ", "b@example.org = "]),
        ("<item jid='b@example.org' name='Abe'/>", true, vec!["a@example.org = ", "b@example.org = Abe"]),
        (
            "<item jid='b@example.org' name='Abe' subscription='to'/>",
            true,
            vec!["a@example.org = ", "b@example.org = Abe"],
        ),
        ("<item jid='c@example.org' subscription='remove'/>", false, vec!["a@example.org = ", "b@example.org = Abe"]),
        ("<item jid='A@EXAMPLE.org' subscription='remove'/>", true, vec!["b@example.org = Abe"]),
        ("<item jid='A@EXAMPLE.org' subscription='remove'/>", false, vec!["b@example.org = Abe"]),
        ("<item jid='B@example.org' name='Bob'/>", true, vec!["B@example.org = Bob"]),
        ("<item jid='a@b@c'/>", true, vec!["a@b@c = ", "B@example.org = Bob"]),
        ("<item jid='a@b@c' subscription='remove'/>", true, vec!["B@example.org = Bob"]),
        (
            "<item jid='d@example.org'/><item jid='b@example.org' subscription='remove'/>",
            true,
            vec!["d@example.org = "],
        ),
        ("<item jid='d@example.org' subscription='remove'/>", true, vec![]),
    ] {
        assert_eq!(contacts.roster(read(push)), has_changed, "{push}");
        assert_eq!(contacts.len(), expected.len(), "{push}");
        assert_eq!(contacts.is_empty(), expected.is_empty(), "{push}");
        let below = shown(&contacts.below_folder("me@example.org"));
        assert_eq!(below[0], "me@example.org = My account");
        assert_eq!(below[1..], expected, "{push}");
    }
}

#[test]
fn contacts_stand_by_name_whatever_its_case_and_our_account_stands_first_and_once() {
    let mut contacts = Contacts::default();
    let _ = contacts.roster(read(
        "<item jid='z@example.org' name='anna'/><item jid='y@example.org' name='Bert'/><item jid='Carl@example.org'/>\
         <item jid='x@example.org' name='ANNA'/><item jid='w@example.org' name='Ärmel'/><item jid='Me@example.org'/>",
    ));
    assert_eq!(
        shown(&contacts.below_folder("me@Example.org")),
        [
            "me@Example.org = My account",
            "x@example.org = ANNA",
            "z@example.org = anna",
            "y@example.org = Bert",
            "Carl@example.org = ",
            "w@example.org = Ärmel",
        ]
    );
}
