//! Identities, features, what else stands there.

use discoscope::disco::reply::{At, Identity, Info, Lang, Odd};

use crate::{INFO, info_of, read_info, shown, strings};

fn identities(info: &Info) -> Vec<String> {
    let lang = |identity: &Identity| match &identity.lang {
        Some(Lang::Own(tag)) => format!("own [{tag}]"),
        Some(Lang::Inherited(tag)) => format!("inherited [{tag}]"),
        None => "-".to_owned(),
    };
    let line = |identity: &Identity| {
        let [category, kind, name] =
            [&identity.category, &identity.kind, &identity.name].map(|text| shown(text.as_deref()));
        format!("{category} {kind} {name} {}", lang(identity))
    };
    info.identities.iter().map(line).collect()
}

fn features(info: &Info) -> Vec<String> {
    info.features.iter().map(|feature| shown(feature.as_deref())).collect()
}

#[test]
fn order_and_duplicates_are_kept() {
    let info = info_of(
        "<feature var='z'/><identity category='b' type='1'/><feature var='a'/><feature var='z'/>\
         <identity category='a' type='2'/><identity category='b' type='1'/><feature var='Z'/>",
    );
    assert_eq!(identities(&info), ["[b] [1] - -", "[a] [2] - -", "[b] [1] - -"]);
    assert_eq!(features(&info), ["[z]", "[a]", "[z]", "[Z]"]);
    assert!(info.extras.is_empty() && info.forms.is_empty());
    assert!(info.has("Z") && !info.has("A"));
    assert_eq!(info.primary(), info.identities.first());
}

#[test]
fn languages_come_from_where_they_are_said() {
    let reply = |iq: &str, query: &str, own: &str| {
        format!("<iq{iq}><query xmlns='{INFO}'{query}><identity category='a' type='b' name='n'{own}/></query></iq>")
    };
    let lang = |tag| format!(" xml:lang='{tag}'");
    let nothing = String::new();
    for (stream, iq, query, own, expected) in [
        (None, nothing.clone(), nothing.clone(), nothing.clone(), "-"),
        (Some("en"), nothing.clone(), nothing.clone(), nothing.clone(), "inherited [en]"),
        (Some("en"), lang("fr"), nothing.clone(), nothing.clone(), "inherited [fr]"),
        (Some("en"), lang("fr"), lang("it"), nothing.clone(), "inherited [it]"),
        (Some("en"), lang("fr"), lang("it"), lang("de-CH"), "own [de-CH]"),
        (None, nothing.clone(), lang("it"), nothing.clone(), "inherited [it]"),
        (Some("en"), nothing.clone(), lang(""), nothing.clone(), "inherited []"),
        (Some("en"), nothing.clone(), nothing.clone(), lang(""), "own []"),
        (Some("en"), nothing.clone(), nothing.clone(), lang("not a tag"), "own [not a tag]"),
        (Some(""), nothing.clone(), nothing.clone(), nothing.clone(), "inherited []"),
    ] {
        let xml = reply(&iq, &query, &own);
        let info = read_info(&xml, stream);
        assert_eq!(identities(&info), [format!("[a] [b] [n] {expected}")], "{stream:?} {xml}");
        assert!(info.extras.is_empty(), "{xml}");
    }
}

#[test]
fn absent_and_empty_are_different() {
    let info = info_of(
        "<identity/><identity category=''/><identity type=''/><identity name=''/><identity category='c' type='t'/>\
         <feature/><feature var=''/><feature var=' '/>",
    );
    assert_eq!(identities(&info), ["- - - -", "[] - - -", "- [] - -", "- - [] -", "[c] [t] - -"]);
    assert_eq!(features(&info), ["-", "[]", "[ ]"]);
}

#[test]
fn attributes_are_read_as_xml_means_them() {
    let info = info_of("<identity category=\"a&amp;b\" type='&#x1F600;&lt;' name='two&#10;lines and\ta tab'/>");
    assert_eq!(identities(&info), ["[a&b] [😀<] [two\nlines and a tab] -"]);
}

#[test]
fn what_is_not_known_goes_to_the_extras_what_stands_beside_the_query_first() {
    let info = read_info(
        &format!(
            "<iq><before xmlns='urn:b'/><query xmlns='{INFO}'><y xmlns='urn:y' a='1'>text<z/></y><item jid='x'/>\
             <feature xmlns='urn:other' var='not ours'/><Feature var='case'/><x xmlns='jabber:x:other'/></query><after/></iq>"
        ),
        None,
    );
    assert_eq!(
        strings(&info.extras),
        [
            "<before xmlns='urn:b'/>",
            "<after xmlns='jabber:client'/>",
            "<y xmlns='urn:y' a='1'>text<z/></y>",
            "<item xmlns='http://jabber.org/protocol/disco#info' jid='x'/>",
            "<feature xmlns='urn:other' var='not ours'/>",
            "<Feature xmlns='http://jabber.org/protocol/disco#info' var='case'/>",
            "<x xmlns='jabber:x:other'/>",
        ]
    );
    assert!(info.identities.is_empty() && info.features.is_empty() && info.forms.is_empty());
}

#[test]
fn elements_that_say_more_than_they_should_are_read_and_kept_whole() {
    let info = read_info(
        &format!(
            "<iq><query xmlns='{INFO}' node='n' odd='&lt;' p:q='r' xmlns:p='urn:p' xml:lang='en'>\
             <identity category='a' type='b' proto='irc' xml:lang='de'/><feature var='f'><more/></feature>\
             <feature var='g'>text</feature><feature var='h'> </feature><feature var='i' xml:lang='en'/>\
             <identity category='c' type='d' xml:space='preserve'/></query></iq>"
        ),
        None,
    );
    let q = format!("xmlns='{INFO}'");
    assert_eq!(
        strings(&info.extras),
        [
            format!("<query {q} node='n' odd='&lt;' xml:lang='en' xmlns:n3='urn:p' n3:q='r'/>"),
            format!("<identity {q} category='a' proto='irc' type='b' xml:lang='de'/>"),
            format!("<feature {q} var='f'><more/></feature>"),
            format!("<feature {q} var='g'>text</feature>"),
            format!("<feature {q} var='i' xml:lang='en'/>"),
            format!("<identity {q} category='c' type='d' xml:space='preserve'/>"),
        ]
    );
    let odd: Vec<_> = info.extras.iter().map(|extra| (extra.at, extra.odd.as_slice())).collect();
    assert_eq!(
        odd,
        [
            (At::Reply, [Odd::Attribute("odd".into()), Odd::Attribute("q".into())].as_slice()),
            (At::Identity(0), &[Odd::Attribute("proto".into())]),
            (At::Feature(0), &[Odd::Child("more".into(), INFO.into())]),
            (At::Feature(1), &[Odd::Text]),
            (At::Feature(3), &[]),
            (At::Identity(1), &[Odd::Attribute("space".into())]),
        ]
    );
    assert_eq!(features(&info), ["[f]", "[g]", "[h]", "[i]"]);
    assert_eq!(identities(&info), ["[a] [b] - own [de]", "[c] [d] - inherited [en]"]);
}

#[test]
fn a_query_may_be_missing_elsewhere_or_there_twice() {
    for (iq, count, extras) in [
        ("<iq/>".to_owned(), 0, vec![]),
        ("<iq>text</iq>".to_owned(), 0, vec!["<iq xmlns='jabber:client'>text</iq>"]),
        ("<iq> \n </iq>".to_owned(), 0, vec![]),
        ("<iq><query xmlns='urn:x'/></iq>".to_owned(), 0, vec!["<query xmlns='urn:x'/>"]),
        (
            "<iq><query xmlns='http://jabber.org/protocol/disco#items'/></iq>".to_owned(),
            0,
            vec!["<query xmlns='http://jabber.org/protocol/disco#items'/>"],
        ),
        (
            format!("<iq><x xmlns='u'><query xmlns='{INFO}'/></x></iq>"),
            0,
            vec!["<x xmlns='u'><query xmlns='http://jabber.org/protocol/disco#info'/></x>"],
        ),
        (
            format!("<iq><query xmlns='{INFO}'><feature var='1'/></query><query xmlns='{INFO}' node='2'/></iq>"),
            1,
            vec!["<query xmlns='http://jabber.org/protocol/disco#info' node='2'/>"],
        ),
        (
            format!("<iq><p:query xmlns:p='{INFO}'><p:feature var='1'/><feature var='2'/></p:query></iq>"),
            1,
            vec!["<feature xmlns='jabber:client' var='2'/>"],
        ),
    ] {
        let info = read_info(&iq, None);
        assert_eq!((info.features.len(), strings(&info.extras)), (count, extras), "{iq}");
        assert_eq!(info.node_echoed, None, "{iq}");
    }
}

#[test]
fn the_node_is_what_the_reply_says() {
    for (node, expected) in [("", "-"), (" node=''", "[]"), (" node='a b'", "[a b]"), (" node='&quot;&#9;'", "[\"\t]")]
    {
        let iq = format!("<iq><query xmlns='{INFO}'{node}/></iq>");
        assert_eq!(shown(read_info(&iq, None).node_echoed.as_deref()), expected, "{iq}");
    }
}

#[test]
fn text_between_elements_spoils_nothing_and_is_kept_while_blanks_and_comments_do_not_matter() {
    let info = info_of(" \n<!-- no --><feature var='a'/>text<![CDATA[<feature var='no'/>]]><feature var='b'/> ");
    assert_eq!(features(&info), ["[a]", "[b]"]);
    let query = format!("<query xmlns='{INFO}'> \ntext&lt;feature var='no'/&gt; </query>");
    assert_eq!(strings(&info.extras), [query]);
    assert_eq!((info.extras[0].at, info.extras[0].odd.as_slice()), (At::Reply, [Odd::Text].as_slice()));
    let info = info_of(" \n<!-- no --><feature var='a'/>\t<![CDATA[ ]]><feature var='b'/> ");
    assert_eq!(features(&info), ["[a]", "[b]"]);
    assert!(info.extras.is_empty());
}

#[test]
fn attributes_of_megabytes_are_read_whole() {
    let long = "ä".repeat((3 << 20) / 2);
    let info = info_of(&format!("<identity category='{long}' type='t' name='{long}'/><feature var='{long}'/>"));
    let identity = info.primary().unwrap();
    for text in [&identity.category, &identity.name, &info.features[0]] {
        assert_eq!(text.as_deref(), Some(&*long));
    }
}
