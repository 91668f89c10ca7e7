//! The example that comes with the program says what it says it does.

use std::sync::Arc;

use discoscope::disco::{
    advertised::{Content, Profile, Question, Served},
    state::Kind,
};

const TEXT: &str = include_str!("../../assets/profile.example.toml");

#[test]
fn the_example_is_served_as_its_comments_say() {
    let profile = Profile::from_toml(TEXT).unwrap();
    assert!(profile.is_strict);
    assert_eq!(Profile::from_toml(&profile.to_toml()).unwrap(), profile);
    let served = Served::new(Arc::new(profile));
    let decide =
        |from: &str, to: &str, kind, node: Option<&str>| served.decide(&Question { from, to, kind, node, page: None });
    let us = "user@example.org/client";
    let Some(Content::Result(all)) = decide("eve@example.net/x", us, Kind::Info, None).content else { panic!() };
    assert!(all.contains("name='Beispielprogramm' xml:lang='de'"), "{all}");
    assert!(
        all.contains("<field var='FORM_TYPE' type='hidden'><value>urn:xmpp:dataforms:softwareinfo</value></field>"),
        "{all}"
    );
    let Some(Content::Result(bob)) = decide("bob@example.org/pc", us, Kind::Info, None).content else { panic!() };
    assert!(bob.contains("<identity category='client' type='bot' name='A bot, for Bob'/>"), "{bob}");
    assert_eq!(all.matches("<feature").count(), bob.matches("<feature").count());
    let Some(Content::Error(error, _)) = decide("bob@example.org/phone", us, Kind::Items, None).content else {
        panic!()
    };
    assert!(error.contains("<forbidden") && error.contains("Not from a phone."), "{error}");
    assert_eq!(decide("x@silent.example.org/y", us, Kind::Info, None).content, None);
    let commands = Some("http://jabber.org/protocol/commands");
    assert_eq!(decide("eve@example.net/x", us, Kind::Items, commands).delay_ms, 1500);
    for (to, is_there) in [("one@component.example.org", true), (us, false)] {
        let private = decide("eve@example.net/x", to, Kind::Info, Some("private")).content;
        assert_eq!(matches!(private, Some(Content::Result(_))), is_there, "{to}");
    }
}
