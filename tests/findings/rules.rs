//! The table: for each rule a reply that breaks it and one, as near to it as can be, that does not.

use std::{collections::BTreeSet, time::Duration};

use discoscope::{
    disco::{
        address::Address,
        finding::{Finding, Rule, Severity, register},
        paging::Portion,
        reply::At,
        state::{Entity, Kind},
        xml::Limits,
    },
    session::{Match, Stray},
};

use crate::{
    ask::{JID, TIMEOUT, answer, apply, findings, lines, matched, places},
    pages,
};

/// What an entity says.
#[derive(Clone, Copy, Debug)]
enum Said {
    /// After an identity and a feature that are right, inside the query.
    More(&'static str),
    /// Inside the query of disco#info.
    Info(&'static str),
    /// Inside the query of disco#items.
    Items(&'static str),
    /// Features (a right identity before them), and items.
    Both(&'static str, &'static str),
    /// Inside the stanza that answers disco#info.
    Stanza(&'static str),
    /// Inside the error stanza that answers disco#info.
    Error(&'static str),
}

use Said::{Both, Error, Info, Items, More, Stanza};

type Row = (Rule, Option<&'static str>, Said, &'static [(Rule, At)], Said);

const FIRST: At = At::Feature(1);
const RULES: &[Row] = &[
    (
        Rule::QueryMissing,
        None,
        Stanza(""),
        &[(Rule::QueryMissing, At::Reply)],
        Stanza("<query xmlns='http://jabber.org/protocol/disco#info'>BASE</query>"),
    ),
    (
        Rule::QueryWrongNamespace,
        None,
        Stanza("<query xmlns='urn:x'>BASE</query>"),
        &[(Rule::QueryWrongNamespace, At::Reply)],
        Stanza("<query xmlns='http://jabber.org/protocol/disco#info'>BASE</query>"),
    ),
    (
        Rule::QueryTwice,
        None,
        Stanza(
            "<query xmlns='http://jabber.org/protocol/disco#info'>BASE</query>\
             <query xmlns='http://jabber.org/protocol/disco#info'>BASE</query>",
        ),
        &[(Rule::QueryTwice, At::Reply)],
        Stanza("<query xmlns='http://jabber.org/protocol/disco#info'>BASE</query>"),
    ),
    (
        Rule::NodeNotEchoed,
        Some("n"),
        Stanza("<query xmlns='http://jabber.org/protocol/disco#info'>BASE</query>"),
        &[(Rule::NodeNotEchoed, At::Reply)],
        Stanza("<query xmlns='http://jabber.org/protocol/disco#info' node='n'>BASE</query>"),
    ),
    (
        Rule::NodeEchoDiffers,
        Some("n"),
        Stanza("<query xmlns='http://jabber.org/protocol/disco#info' node='N'>BASE</query>"),
        &[(Rule::NodeEchoDiffers, At::Reply)],
        Stanza("<query xmlns='http://jabber.org/protocol/disco#info' node='n'>BASE</query>"),
    ),
    (
        Rule::NodeNotAsked,
        None,
        Stanza("<query xmlns='http://jabber.org/protocol/disco#info' node=''>BASE</query>"),
        &[(Rule::NodeNotAsked, At::Reply)],
        Stanza("<query xmlns='http://jabber.org/protocol/disco#info'>BASE</query>"),
    ),
    (
        Rule::IdentityMissing,
        None,
        Info("<feature var='http://jabber.org/protocol/disco#info'/>"),
        &[(Rule::IdentityMissing, At::Reply)],
        More(""),
    ),
    (
        Rule::IdentityDuplicate,
        None,
        More(
            "<identity category='client' type='pc' name='A'/><identity category='client' type='pc' name='A' xml:lang='en'/>",
        ),
        &[(Rule::IdentityDuplicate, At::Identity(2))],
        More(
            "<identity category='client' type='pc' name='A'/><identity category='client' type='pc' name='A' xml:lang='de'/>",
        ),
    ),
    (
        Rule::IdentityConflictingNames,
        None,
        More("<identity category='client' type='pc' name='A'/><identity category='client' type='pc' name='B'/>"),
        &[(Rule::IdentityConflictingNames, At::Identity(2))],
        More(
            "<identity category='client' type='pc' name='A'/><identity category='client' type='pc' name='B' xml:lang='de'/>",
        ),
    ),
    (
        Rule::IdentityWithoutCategory,
        None,
        More("<identity type='pc'/><identity category='' type='pc'/>"),
        &[(Rule::IdentityWithoutCategory, At::Identity(1)), (Rule::IdentityWithoutCategory, At::Identity(2))],
        More("<identity category='client' type='pc'/>"),
    ),
    (
        Rule::IdentityWithoutType,
        None,
        More("<identity category='client'/><identity category='client' type=''/>"),
        &[(Rule::IdentityWithoutType, At::Identity(1)), (Rule::IdentityWithoutType, At::Identity(2))],
        More("<identity category='client' type='pc'/>"),
    ),
    (
        Rule::IdentityUnregistered,
        None,
        More("<identity category='client' type='kettle'/>"),
        &[(Rule::IdentityUnregistered, At::Identity(1))],
        More("<identity category='client' type='phone'/>"),
    ),
    (
        Rule::FeatureMissing,
        None,
        Info("<identity category='client' type='pc'/>"),
        &[(Rule::FeatureMissing, At::Reply)],
        More(""),
    ),
    (
        Rule::FeatureDuplicate,
        None,
        More("<feature var='urn:a'/><feature var='urn:a'/>"),
        &[(Rule::FeatureDuplicate, At::Feature(2))],
        More("<feature var='urn:a'/><feature var='urn:A'/>"),
    ),
    (
        Rule::FeatureWithoutVar,
        None,
        More("<feature/><feature var=''/>"),
        &[(Rule::FeatureWithoutVar, FIRST), (Rule::FeatureWithoutVar, At::Feature(2))],
        More("<feature var='urn:a'/>"),
    ),
    (
        Rule::FeaturePadded,
        None,
        More("<feature var=' urn:a'/><feature var='urn:a '/>"),
        &[(Rule::FeaturePadded, FIRST), (Rule::FeaturePadded, At::Feature(2))],
        More("<feature var='urn: a'/>"),
    ),
    (
        Rule::DiscoInfoNotAdvertised,
        None,
        Info("<identity category='client' type='pc'/><feature var='urn:a'/>"),
        &[(Rule::DiscoInfoNotAdvertised, At::Reply)],
        More("<feature var='urn:a'/>"),
    ),
    (
        Rule::ItemsNotAdvertised,
        None,
        Both("<feature var='http://jabber.org/protocol/disco#info'/>", "<item jid='a@b'/>"),
        &[(Rule::ItemsNotAdvertised, At::Reply)],
        Both("<feature var='http://jabber.org/protocol/disco#info'/>", ""),
    ),
    (
        Rule::ItemWithoutJid,
        None,
        Items("<item jid='a@b'/><item/><item jid=''/>"),
        &[(Rule::ItemWithoutJid, At::Item(1)), (Rule::ItemWithoutJid, At::Item(2))],
        Items("<item jid='a@b'/>"),
    ),
    (
        Rule::ItemJidMalformed,
        None,
        Items("<item jid='@b'/>"),
        &[(Rule::ItemJidMalformed, At::Item(0))],
        Items("<item jid='a@b'/>"),
    ),
    (
        Rule::ItemDuplicate,
        None,
        Items("<item jid='a@b' name='1'/><item jid='A@B' name='1'/>"),
        &[(Rule::ItemDuplicate, At::Item(1))],
        Items("<item jid='a@b' name='1'/><item jid='a@b' name='2'/><item jid='a@b' node='n' name='2'/>"),
    ),
    (
        Rule::ItemNodeEmpty,
        None,
        Items("<item jid='a@b' node=''/>"),
        &[(Rule::ItemNodeEmpty, At::Item(0))],
        Items("<item jid='a@b' node='n'/>"),
    ),
    (
        Rule::ItemSelf,
        Some("n"),
        Items("<item jid='E.Example.org' node='n'/>"),
        &[(Rule::ItemSelf, At::Item(0))],
        Items("<item jid='e.example.org'/><item jid='e.example.org' node='N'/>"),
    ),
    (
        Rule::ItemWithAction,
        None,
        Items("<item jid='a@b' action='remove'/>"),
        &[(Rule::ItemWithAction, At::Item(0))],
        Items("<item jid='a@b'/>"),
    ),
    (
        Rule::PageWithoutEnds,
        None,
        Items("<item jid='a@b'/><set xmlns='http://jabber.org/protocol/rsm'><first>a</first><count>2</count></set>"),
        &[(Rule::PageWithoutEnds, At::Reply)],
        Items(
            "<item jid='a@b'/><set xmlns='http://jabber.org/protocol/rsm'><first>a</first><last>a</last>\
             <count>2</count></set>",
        ),
    ),
    (
        Rule::PageEmptyWithEnds,
        None,
        Items("<set xmlns='http://jabber.org/protocol/rsm'><last>a</last><count>0</count></set>"),
        &[(Rule::PageEmptyWithEnds, At::Reply)],
        Items("<set xmlns='http://jabber.org/protocol/rsm'><count>0</count></set>"),
    ),
    (
        Rule::ListCountDiffers,
        None,
        Items("<item jid='a@b'/><item jid='b@b'/><set xmlns='http://jabber.org/protocol/rsm'><count>1</count></set>"),
        &[(Rule::PageWithoutEnds, At::Reply), (Rule::ListCountDiffers, At::Reply)],
        Items("<item jid='a@b'/><item jid='b@b'/><set xmlns='http://jabber.org/protocol/rsm'><count>2</count></set>"),
    ),
    (
        Rule::FormWithoutFormType,
        None,
        More("<x xmlns='jabber:x:data' type='result'><field var='a'/></x>"),
        &[(Rule::FormWithoutFormType, At::Form(0))],
        More(
            "<x xmlns='jabber:x:data' type='result'><field var='FORM_TYPE' type='hidden'><value>t</value></field></x>",
        ),
    ),
    (
        Rule::FormTypeNotHidden,
        None,
        More(
            "<x xmlns='jabber:x:data' type='result'><field var='a'/><field var='FORM_TYPE'><value>t</value></field></x>",
        ),
        &[(Rule::FormTypeNotHidden, At::Field { form: 0, field: 1 })],
        More(
            "<x xmlns='jabber:x:data' type='result'><field var='FORM_TYPE' type='hidden'><value>t</value></field></x>",
        ),
    ),
    (
        Rule::FormTypeDuplicate,
        None,
        More(
            "<x xmlns='jabber:x:data' type='result'><field var='FORM_TYPE' type='hidden'><value>t</value></field></x>\
             <x xmlns='jabber:x:data' type='result'><field var='FORM_TYPE' type='hidden'><value>t</value></field></x>",
        ),
        &[(Rule::FormTypeDuplicate, At::Form(1))],
        More(
            "<x xmlns='jabber:x:data' type='result'><field var='FORM_TYPE' type='hidden'><value>t</value></field></x>\
             <x xmlns='jabber:x:data' type='result'><field var='FORM_TYPE' type='hidden'><value>u</value></field></x>",
        ),
    ),
    (
        Rule::FormTypeConflicting,
        None,
        More(
            "<x xmlns='jabber:x:data' type='result'>\
             <field var='FORM_TYPE' type='hidden'><value>t</value><value>u</value></field></x>",
        ),
        &[(Rule::FormTypeConflicting, At::Field { form: 0, field: 0 })],
        More(
            "<x xmlns='jabber:x:data' type='result'>\
             <field var='FORM_TYPE' type='hidden'><value>t</value><value>t</value></field></x>",
        ),
    ),
    (
        Rule::FormNotResult,
        None,
        More("<x xmlns='jabber:x:data' type='form'><field var='FORM_TYPE' type='hidden'><value>t</value></field></x>"),
        &[(Rule::FormNotResult, At::Form(0))],
        More(
            "<x xmlns='jabber:x:data' type='result'><field var='FORM_TYPE' type='hidden'><value>t</value></field></x>",
        ),
    ),
    (
        Rule::FormFieldUnknownType,
        None,
        More(
            "<x xmlns='jabber:x:data' type='result'><field var='FORM_TYPE' type='hidden'><value>t</value></field>\
             <field var='a' type='text-loud'/></x>",
        ),
        &[(Rule::FormFieldUnknownType, At::Field { form: 0, field: 1 })],
        More(
            "<x xmlns='jabber:x:data' type='result'><field var='FORM_TYPE' type='hidden'><value>t</value></field>\
             <field var='a' type='text-multi'/><field var='b'/></x>",
        ),
    ),
    (
        Rule::FormFieldDuplicate,
        None,
        More(
            "<x xmlns='jabber:x:data' type='result'><field var='FORM_TYPE' type='hidden'><value>t</value></field>\
             <field var='a'/><field var='a'/></x>",
        ),
        &[(Rule::FormFieldDuplicate, At::Field { form: 0, field: 2 })],
        More(
            "<x xmlns='jabber:x:data' type='result'><field var='FORM_TYPE' type='hidden'><value>t</value></field>\
             <field type='fixed'/><field type='fixed'/></x>",
        ),
    ),
    (
        Rule::ChildUnknown,
        None,
        More("<feature var='urn:a'><b xmlns='urn:x'/></feature><y xmlns='urn:x'/>"),
        &[(Rule::ChildUnknown, At::Reply), (Rule::ChildUnknown, FIRST)],
        More("<feature var='urn:a'> </feature>"),
    ),
    (
        Rule::AttributeUnknown,
        None,
        More("<feature var='urn:a' mood='good'/>"),
        &[(Rule::AttributeUnknown, FIRST)],
        More("<feature var='urn:a' xml:lang='en'/>"),
    ),
    (
        Rule::TextUnexpected,
        None,
        More("text<feature var='urn:a'>text</feature>"),
        &[(Rule::TextUnexpected, At::Reply), (Rule::TextUnexpected, FIRST)],
        More("\n  <feature var='urn:a'/>\n"),
    ),
    (
        Rule::ErrorInResult,
        None,
        More("<error type='cancel'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>"),
        &[(Rule::ErrorInResult, At::Reply)],
        More(""),
    ),
    (
        Rule::ErrorMisplaced,
        None,
        Error(
            "<query xmlns='http://jabber.org/protocol/disco#info'>\
             <error type='cancel'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></query>",
        ),
        &[(Rule::ErrorMisplaced, At::Error)],
        Error(
            "<query xmlns='http://jabber.org/protocol/disco#info'/>\
             <error type='cancel'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>",
        ),
    ),
    (
        Rule::ErrorWithoutCondition,
        None,
        Error("<error type='cancel'><mine xmlns='urn:x'/></error>"),
        &[(Rule::ErrorWithoutCondition, At::Error)],
        Error("<error type='cancel'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/><mine xmlns='urn:x'/></error>"),
    ),
    (
        Rule::ErrorConditionUnknown,
        None,
        Error("<error type='cancel'><full-moon xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>"),
        &[(Rule::ErrorConditionUnknown, At::Error)],
        Error("<error type='cancel'><undefined-condition xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>"),
    ),
    (
        Rule::ErrorTypeUnknown,
        None,
        Error("<error type='maybe'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>"),
        &[(Rule::ErrorTypeUnknown, At::Error)],
        Error("<error type='wait'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>"),
    ),
    (
        Rule::TextControlCharacters,
        None,
        Items("<item jid='a@b' name='a&#10;b'/><item jid='a@b' node='a&#x85;b'/>"),
        &[(Rule::TextControlCharacters, At::Item(0)), (Rule::TextControlCharacters, At::Item(1))],
        More(
            "<x xmlns='jabber:x:data' type='result'><field var='FORM_TYPE' type='hidden'><value>t</value></field>\
             <field var='a'><value>two\nlines</value></field></x>",
        ),
    ),
    (
        Rule::TextBidiControls,
        None,
        Error(
            "<error type='cancel'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>\
             <text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>a\u{202e}b</text></error>",
        ),
        &[(Rule::TextBidiControls, At::Error)],
        Items("<item jid='a@b' name='עברית'/>"),
    ),
    (
        Rule::TextInvisible,
        None,
        Items("<item jid='a@b' name='\u{200b}\u{a0}'/>"),
        &[(Rule::TextInvisible, At::Item(0))],
        Items("<item jid='a@b' name=''/><item jid='c@b' name='👩\u{200d}👧'/>"),
    ),
];

/// Rules that need more than one reply to be seen; they have tests of their own.
const OTHERS: [Rule; 9] = [
    Rule::ReplyLate,
    Rule::ReplyTwice,
    Rule::ReplyForged,
    Rule::PageTooLong,
    Rule::PageRepeated,
    Rule::TooDeep,
    Rule::TooLarge,
    Rule::CapsMismatch,
    Rule::CapsIllFormed,
];

const BASE: &str = "<identity category='hierarchy' type='leaf'/><feature var='http://jabber.org/protocol/disco#info'/>";

fn address(node: Option<&str>) -> Address {
    node.map_or_else(|| Address::new(JID), |node| Address::with_node(JID, node))
}

fn iq(kind: &str, content: &str) -> String {
    format!("<iq type='{kind}' from='{JID}' to='me@example.org/x' id='d1'>{}</iq>", content.replace("BASE", BASE))
}

fn query(name: &str, node: Option<&str>, content: &str) -> String {
    let node = node.map(|node| format!(" node='{node}'")).unwrap_or_default();
    iq("result", &format!("<query xmlns='http://jabber.org/protocol/disco#{name}'{node}>{content}</query>"))
}

fn entity(node: Option<&str>, said: Said) -> Entity {
    let mut entity = Entity::new(address(node));
    let mut say = |kind, reply: &str| answer(&mut entity, kind, reply);
    match said {
        More(content) => say(Kind::Info, &query("info", node, &format!("{BASE}{content}"))),
        Info(content) => say(Kind::Info, &query("info", node, content)),
        Items(content) => say(Kind::Items, &query("items", node, content)),
        Both(features, items) => {
            say(Kind::Info, &query("info", node, &format!("<identity category='hierarchy' type='leaf'/>{features}")));
            say(Kind::Items, &query("items", node, items));
        }
        Stanza(content) => say(Kind::Info, &iq("result", content)),
        Error(content) => say(Kind::Info, &iq("error", content)),
    }
    entity
}

#[test]
fn each_rule_fires_where_it_should_and_only_there() {
    for (rule, node, breaks, expected, keeps) in RULES {
        let broken = findings(&entity(*node, *breaks));
        let all: Vec<Finding> = broken.iter().cloned().collect();
        assert_eq!(places(&all), *expected, "{rule} should fire for {breaks:?}: {:?}", lines(&all));
        for finding in &all {
            assert_eq!(finding.severity, finding.rule.severity());
            assert!(!finding.detail.is_empty() && finding.detail.chars().count() <= 160, "{finding:?}");
        }
        let kept: Vec<Finding> = findings(&entity(*node, *keeps)).iter().cloned().collect();
        let is_quiet = kept.iter().all(|finding| finding.rule != *rule);
        assert!(is_quiet, "{rule} should not fire for {keeps:?}: {:?}", lines(&kept));
    }
}

#[test]
fn each_rule_has_a_test_an_id_a_clause_and_a_sentence() {
    let tested: BTreeSet<Rule> = RULES.iter().map(|row| row.0).chain(OTHERS).collect();
    let all: BTreeSet<Rule> = Rule::ALL.iter().copied().collect();
    assert_eq!(tested, all);
    let ids: BTreeSet<&str> = all.iter().map(|rule| rule.id()).collect();
    assert_eq!(ids.len(), all.len());
    for rule in all {
        assert!(rule.id().bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{rule}");
        assert!(["XEP-", "RFC ", "UAX "].iter().any(|start| rule.clause().starts_with(start)), "{rule}");
        assert!(rule.clause().contains('§') && rule.explanation().ends_with('.'), "{rule}");
    }
}

#[test]
fn every_rule_that_was_asked_for_is_there() {
    const ASKED_FOR: &str = "node-not-echoed node-echo-differs node-not-asked identity-missing identity-duplicate \
        identity-conflicting-names identity-without-category identity-without-type identity-unregistered feature-missing \
        feature-duplicate feature-without-var feature-padded disco-info-not-advertised items-not-advertised \
        item-without-jid item-jid-malformed item-duplicate item-node-empty item-self item-with-action \
        form-without-form-type form-type-not-hidden form-type-duplicate form-type-conflicting form-not-result \
        form-field-unknown-type form-field-duplicate query-missing query-wrong-namespace query-twice child-unknown \
        error-in-result error-condition-unknown error-without-condition reply-late reply-twice reply-forged \
        text-control-characters text-bidi-controls too-deep too-large caps-mismatch caps-ill-formed";
    for id in ASKED_FOR.split_whitespace() {
        assert!(Rule::ALL.iter().any(|rule| rule.id() == id), "{id}");
    }
}

#[test]
fn rules_about_several_pages_fire_where_they_should_and_only_there() {
    for (rule, breaks, keeps) in [
        (Rule::PageTooLong, pages::piece(50..250, Some(250)), pages::piece(50..150, Some(150))),
        (Rule::PageRepeated, pages::piece(0..50, Some(250)), pages::piece(50..100, Some(100))),
    ] {
        for (second, expected) in [(breaks, vec![(rule, At::Reply)]), (keeps, Vec::new())] {
            let (entity, _) = pages::load(100, |portion| match portion {
                Portion::After(..) => second.clone(),
                _ => pages::piece(0..50, Some(250)),
            });
            assert_eq!(places(&findings(&entity).items), expected, "{second}");
        }
    }
}

#[test]
fn what_rooms_answer_to_their_own_nodes_is_not_incomplete() {
    for node in ["http://jabber.org/protocol/muc#traffic", "x-roomuser-item"] {
        assert!(findings(&entity(Some(node), Info(""))).is_empty());
        assert!(findings(&entity(Some(node), Info("<feature var='urn:a'/>"))).is_empty());
    }
    let other = findings(&entity(Some("n"), Info("")));
    assert_eq!(places(&other.info), [(Rule::IdentityMissing, At::Reply), (Rule::FeatureMissing, At::Reply)]);
}

#[test]
fn a_late_reply_is_one() {
    let reply = query("info", None, BASE);
    for (after, expected) in [(TIMEOUT * 2, vec![(Rule::ReplyLate, At::Reply)]), (TIMEOUT / 2, vec![])] {
        let (_, found) = matched(&address(None), Kind::Info, &reply, after, Limits::default());
        let Match::Answer(answer) = found else { panic!("{found:?}") };
        let mut entity = Entity::new(address(None));
        apply(&mut entity, *answer);
        assert_eq!(places(&findings(&entity).info), expected);
    }
}

#[test]
fn what_breaks_a_limit_is_said() {
    let deep = iq("result", "<a><b><c/></b></a>");
    let long = iq("result", &"x".repeat(2_000));
    for (reply, limits, expected) in [
        (&deep, Limits { depth: 3, bytes: 1_000 }, vec![(Rule::TooDeep, At::Reply)]),
        (&long, Limits { depth: 4, bytes: 1_000 }, vec![(Rule::TooLarge, At::Reply)]),
    ] {
        let (_, found) = matched(&address(None), Kind::Items, reply, Duration::from_millis(1), limits);
        let Match::Answer(answer) = found else { panic!("{found:?}") };
        let mut entity = Entity::new(address(None));
        apply(&mut entity, *answer);
        assert_eq!(places(&findings(&entity).items), expected);
    }
}

#[test]
fn stray_replies_have_findings() {
    let reply = query("info", None, BASE);
    let millisecond = Duration::from_millis(1);
    let (mut questions, _) = matched(&address(None), Kind::Info, &reply, millisecond, Limits::default());
    let again = discoscope::disco::xml::parse(&reply, None, Limits::default()).unwrap();
    let Match::Notice(notice) = questions.reply(&again, std::time::Instant::now()) else { panic!("no notice") };
    assert_eq!(notice.stray, Stray::Twice);
    assert_eq!(Finding::reply_twice().rule, Rule::ReplyTwice);

    let forged = reply.replace(JID, "mallory.example.org");
    let (_, found) = matched(&address(None), Kind::Info, &forged, millisecond, Limits::default());
    let Match::Notice(notice) = found else { panic!("no notice") };
    let Stray::Forged { from } = notice.stray else { panic!("not forged") };
    let finding = Finding::reply_forged(from.as_deref());
    assert_eq!((finding.rule, &*finding.detail), (Rule::ReplyForged, "from mallory.example.org"));
    assert_eq!(&*Finding::reply_forged(None).detail, "without sender");
}

#[test]
fn others_can_raise_findings_and_no_detail_is_dangerous() {
    let finding = Finding::new(Rule::CapsMismatch, At::Reply, &"\u{202e}\n".repeat(1_000));
    assert_eq!(finding.severity, Severity::Error);
    assert!(finding.detail.chars().count() <= 160 && !finding.detail.contains(['\u{202e}', '\n']));
    assert_eq!(Finding::new(Rule::CapsIllFormed, At::Reply, "x").severity.word(), "warning");
}

#[test]
fn a_repeated_question_keeps_the_findings_of_before() {
    let mut entity = entity(None, Info(""));
    let before = findings(&entity);
    let _ = entity.info.begin(jiff::Timestamp::now());
    assert_eq!(findings(&entity), before);
    assert_eq!(before.counts().total(), 2);
    assert_eq!(before.counts().worst(), Some(Severity::Warning));
    assert_eq!(discoscope::disco::finding::Counts::default().worst(), None);
}

#[test]
fn the_register_speaks_of_identities() {
    assert_eq!(register::words("conference", "text"), Some("Chat room or room service"));
    assert_eq!(register::words("client", "phone"), Some("Phone client"));
    assert_eq!(register::words("Client", "phone"), None);
    assert_eq!(register::words("# category", "type"), None);
}

#[test]
fn what_is_unknown_is_kept_with_its_place() {
    let entity = entity(
        Some("n"),
        Stanza(
            "<query xmlns='http://jabber.org/protocol/disco#info' node='n' a='1'>said\
             <identity category='client' type='pc' mood='good'/>\
             <feature var='urn:a'><b xmlns='urn:x'>c</b></feature><feature var='urn:b'/>\
             <x xmlns='jabber:x:data' type='result'><y xmlns='urn:x'/><field var='f'><z xmlns='urn:x'/></field></x>\
             <novelty/></query><beside xmlns='urn:x'/>",
        ),
    );
    let extras: Vec<(At, &str)> =
        entity.info.answer().unwrap().extras.iter().map(|extra| (extra.at, &**extra)).collect();
    assert_eq!(
        extras,
        [
            (At::Reply, "<query xmlns='http://jabber.org/protocol/disco#info' a='1' node='n'>said</query>"),
            (At::Reply, "<beside xmlns='urn:x'/>"),
            (
                At::Identity(0),
                "<identity xmlns='http://jabber.org/protocol/disco#info' category='client' mood='good' type='pc'/>"
            ),
            (
                At::Feature(0),
                "<feature xmlns='http://jabber.org/protocol/disco#info' var='urn:a'><b xmlns='urn:x'>c</b></feature>"
            ),
            (At::Form(0), "<y xmlns='urn:x'/>"),
            (At::Field { form: 0, field: 0 }, "<field xmlns='jabber:x:data' var='f'><z xmlns='urn:x'/></field>"),
            (At::Reply, "<novelty xmlns='http://jabber.org/protocol/disco#info'/>"),
        ]
    );
}
