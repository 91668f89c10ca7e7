//! Strings that contain separators: hashed as they are, and flagged (XEP-0115 §9.3).

use discoscope::disco::caps::{hash_input, poisonable, verification_string};
use discoscope::disco::reply::At;

use super::examples::PSI;
use super::info;

#[test]
fn an_escaped_escape_stays_literal() {
    let literal =
        info("<identity category='client' type='pc' name='SomeClient&amp;lt;http://jabber.org/protocol/muc'/>");
    assert_eq!(verification_string(&literal), "client/pc//SomeClient&lt;http://jabber.org/protocol/muc<");
    assert_eq!(poisonable(&literal), []);
}

/// The attack: two replies, one string. XEP-0390 tells them apart.
#[test]
fn a_name_can_pose_as_a_feature() {
    let honest =
        info("<identity category='client' type='pc' name='A'/><feature var='urn:evil'/><feature var='urn:good'/>");
    let poisoned = info("<identity category='client' type='pc' name='A&lt;urn:evil'/><feature var='urn:good'/>");
    assert_eq!(verification_string(&honest), verification_string(&poisoned));
    assert_ne!(hash_input(&honest), hash_input(&poisoned));
    assert_eq!(poisonable(&honest), []);
    assert_eq!(poisonable(&poisoned), [At::Identity(0)]);
}

#[test]
fn every_place_is_flagged() {
    let reply = info(
        "<identity category='a/b' type='c'/><identity category='a' type='b/c'/><identity category='a' type='b' xml:lang='x/y'/>
         <identity category='a' type='b' name='c/d'/><feature var='a/b'/><feature/><feature var='a&lt;b'/>
         <x xmlns='jabber:x:data'><field var='a'><value>b</value></field></x>
         <x xmlns='jabber:x:data'><field var='a'/><field var='&lt;'/>
         <field var='b'><value>c</value><value>&lt;</value></field></x>",
    );
    let expected = [
        At::Identity(0),
        At::Identity(1),
        At::Identity(2),
        At::Feature(2),
        At::Field { form: 1, field: 1 },
        At::Field { form: 1, field: 2 },
    ];
    assert_eq!(poisonable(&reply), expected);
    assert_eq!(poisonable(&info(PSI)), []);
}
