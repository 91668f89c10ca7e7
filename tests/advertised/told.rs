//! Who hears what.

use std::sync::Arc;

use discoscope::disco::{
    advertised::{Content, Page, Part, Profile, Question, Served, Who},
    caps::{Verdict, verify},
    namespace::RSM,
    read,
    reply::Identity,
    state::Kind,
    xml::{Limits, Read, parse},
};

const OURS: &str = "me@example.org/x";

fn served(rest: &str) -> Served {
    let text = format!(
        "strict = false\n[[node]]\nidentities = [{{ category = 'client', type = 'pc', name = 'All' }}]\n\
         features = ['http://jabber.org/protocol/disco#info', 'http://jabber.org/protocol/disco#items']\n\
         [[node]]\nname = 'n'\nidentities = [{{ category = 'hierarchy', type = 'leaf' }}]\n{rest}"
    );
    Served::new(Arc::new(Profile::from_toml(&text).unwrap()))
}

fn question<'a>(from: &'a str, kind: Kind, node: Option<&'a str>) -> Question<'a> {
    Question { from, to: OURS, kind, node, page: None }
}

/// What somebody is told, in short: the first identity's name, or the condition, or that nothing is said.
fn told(served: &Served, from: &str, kind: Kind, node: Option<&str>) -> String {
    let decision = served.decide(&question(from, kind, node));
    match decision.content {
        None => "silence".to_owned(),
        Some(Content::Error(_, condition)) => condition.to_string(),
        Some(Content::Result(xml)) => {
            let name = xml.split("name='").nth(1).and_then(|rest| rest.split('\'').next());
            name.map_or_else(
                || if xml.contains("<identity") || xml.contains("<item") { "some" } else { "none" }.to_owned(),
                str::to_owned,
            )
        }
    }
}

#[test]
fn of_the_rules_that_hold_the_narrowest_counts() {
    let rule = |who: &str, rest: &str, name: &str| {
        format!(
            "[[rule]]\nwho = '{who}'\n{rest}\n[rule.answer]\nidentities = [{{ category = 'a', type = 'b', name = '{name}' }}]\n"
        )
    };
    let rules = [
        rule("*", "", "anybody"),
        rule("example.org", "", "domain"),
        rule("example.org", "", "domain again"),
        rule("bob@example.org", "", "bare"),
        rule("bob@example.org", "node = 'n'", "bare, node"),
        rule("bob@example.org/phone", "", "full"),
        rule("bob@example.org/phone", "main = true", "full, main"),
        rule("bob@example.org/phone", "main = true\nkind = 'items'", "never, for items have no identities"),
        rule("example.net", "jid = 'me@example.org'", "our JID"),
        rule("example.net", "", "any JID"),
        rule("example.com", "jid = 'other@example.org'", "another JID"),
    ];
    let served = served(&rules.concat());
    for (from, node, words) in [
        ("somebody@else.org/x", None, "anybody"),
        ("somebody@sub.example.org/x", None, "anybody"),
        ("example.org", None, "domain"),
        ("alice@example.org/x", None, "domain"),
        ("alice@example.org/x", Some("unknown"), "domain"),
        ("bob@example.org", None, "bare"),
        ("bob@example.org/pc", None, "bare"),
        ("bob@example.org/pc", Some("n"), "bare, node"),
        ("bob@example.org/phone", None, "full, main"),
        ("bob@example.org/phone", Some("n"), "full"),
        ("x@example.net", None, "our JID"),
        ("x@example.com", None, "anybody"),
        ("", None, "anybody"),
    ] {
        assert_eq!(told(&served, from, Kind::Info, node), words, "{from} {node:?}");
    }
    assert_eq!(served.decide(&question("bob@example.org/phone", Kind::Info, None)).rule, Some(6));
}

#[test]
fn rules_answer_refuse_keep_silent_and_wait() {
    let served = served(
        "[[rule]]\nwho = 'a@x'\nnode = 'made up'\nanswer = { items = [{ jid = 'y', name = 'made up' }] }\n\
         [[rule]]\nwho = 'a@x'\nkind = 'items'\ndelay_ms = 7\nerror = { type = 'auth', condition = 'forbidden', text = \"<no>\", lang = 'en' }\n\
         [[rule]]\nwho = 'b@x'\nsilent = true\n\
         [[rule]]\nwho = 'c@x'\ndelay_ms = 600000\n",
    );
    for (from, kind, node, words) in [
        ("a@x/1", Kind::Info, None, "All"),
        ("a@x/1", Kind::Items, None, "forbidden"),
        ("a@x/1", Kind::Items, Some("made up"), "made up"),
        ("a@x/1", Kind::Info, Some("made up"), "none"),
        ("a@x/1", Kind::Info, Some("else"), "item-not-found"),
        ("b@x/1", Kind::Info, Some("else"), "silence"),
        ("c@x/1", Kind::Info, None, "All"),
        ("d@x/1", Kind::Info, Some("n"), "some"),
        ("d@x/1", Kind::Items, Some("n"), "none"),
        ("d@x/1", Kind::Info, Some(""), "item-not-found"),
    ] {
        assert_eq!(told(&served, from, kind, node), words, "{from} {kind:?} {node:?}");
    }
    let decision = served.decide(&question("a@x", Kind::Items, None));
    assert_eq!((decision.rule, decision.delay_ms), (Some(1), 7));
    let Some(Content::Error(xml, _)) = decision.content else { panic!("no error") };
    assert_eq!(
        xml,
        "<query xmlns='http://jabber.org/protocol/disco#items'/><error type='auth'><forbidden \
         xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/><text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas' \
         xml:lang='en'>&lt;no&gt;</text></error>"
    );
    assert_eq!(served.decide(&question("c@x", Kind::Info, None)).delay_ms, 600_000);
}

#[test]
fn those_who_ask_are_known_by_full_jid_bare_jid_or_domain() {
    for (text, meant, not_meant) in [
        ("*", &["", "a", "a@b", "a@b/c"][..], &[][..]),
        (
            "B.example",
            &["b.example", "a@b.example", "a@b.example/c", "b.example/c"],
            &["", "x.b.example", "b.example@x"],
        ),
        ("a@b", &["a@b", "a@b/c", "a@b/c/d"], &["b", "aa@b", "a@bb", "a@x/a@b"]),
        ("a@b/C", &["a@b/C"], &["a@b", "a@b/c", "a@b/C/d"]),
        ("b/c", &["b/c"], &["b", "a@b/c"]),
    ] {
        let who = Who::parse(text).unwrap();
        for jid in meant {
            assert!(who.is_meant(jid), "{text} means {jid}");
        }
        for jid in not_meant {
            assert!(!who.is_meant(jid), "{text} does not mean {jid}");
        }
    }
    assert!(Who::parse("").is_err() && Who::parse("a@").is_err());
}

#[test]
fn each_of_our_jids_may_have_nodes_of_its_own() {
    let served = served(
        "[[node]]\njid = 'one@c.example'\nidentities = [{ category = 'a', type = 'b', name = 'One' }]\n\
         [[node]]\nname = 'n'\njid = 'one@c.example/r'\nidentities = [{ category = 'a', type = 'b', name = 'Narrow' }]\n",
    );
    for (to, node, words) in [
        ("one@c.example", None, "One"),
        ("one@c.example/r", None, "One"),
        ("two@c.example", None, "All"),
        ("one@c.example.org", None, "All"),
        ("one@c.example/r", Some("n"), "Narrow"),
        ("one@c.example", Some("n"), "some"),
    ] {
        let asked = Question { to, ..question("x@y", Kind::Info, node) };
        let Some(Content::Result(xml)) = served.decide(&asked).content else { panic!("{to} {node:?}") };
        let name = xml.split("name='").nth(1).and_then(|rest| rest.split('\'').next());
        assert_eq!(name.unwrap_or("some"), words, "{to} {node:?}");
    }
}

#[test]
fn nodes_come_into_being_by_adding_to_them() {
    let mut profile = Profile::default();
    profile.add(None, Some("new"), Part::Feature("urn:x".into()));
    profile.add(None, Some("new"), Part::Identity(Identity { category: Some("a".into()), ..Identity::default() }));
    profile.add(None, None, Part::Feature("urn:y".into()));
    assert_eq!(profile.nodes.len(), 2);
    let node = profile.node(None, Some("new")).unwrap();
    assert_eq!((node.features.len(), node.identities.len()), (1, 1));
    assert_eq!(profile.main().unwrap().features.last().map(|feature| &**feature), Some("urn:y"));
    let twice =
        Profile::from_toml("strict = false\n[[node]]\nfeatures = ['a']\n[[node]]\nfeatures = ['b', 'a']\n").unwrap();
    assert_eq!(twice.nodes.len(), 1);
    assert_eq!(twice.main().unwrap().features.iter().map(|feature| &**feature).collect::<Vec<_>>(), ["a", "b", "a"]);
}

#[test]
fn hashes_are_those_of_what_is_said_and_old_ones_are_still_answered() {
    let first = served("");
    let mut profile = (**first.profile()).clone();
    profile.add(None, None, Part::Feature("urn:new".into()));
    let second = first.replaced_by(Arc::new(profile));
    assert_ne!(first.caps(OURS).nodes, second.caps(OURS).nodes);
    assert_eq!(second.caps(OURS).announced.len(), 2);
    for (announcing, has_new) in [(&first, false), (&second, true)] {
        for node in &announcing.caps(OURS).nodes {
            let Some(Content::Result(xml)) = second.decide(&question("x@y", Kind::Info, Some(node))).content else {
                panic!("{node} is not answered")
            };
            assert_eq!(xml.contains("urn:new"), has_new, "{node}: {xml}");
            let xml = format!("<iq xmlns='jabber:client' type='result' id='1'>{xml}</iq>");
            let Read::Whole { document, .. } = parse(&xml, None, Limits::default()).unwrap().content else { panic!() };
            let info = read::info(document.root().unwrap());
            assert_eq!(info.node_echoed.as_deref(), Some(&**node));
            for announced in &announcing.caps(OURS).announced {
                assert!(matches!(verify(announced, &info), Verdict::Match(_)), "{announced:?}");
            }
        }
    }
    let gone = (0..20).fold(second, |served, number| {
        let mut profile = (**served.profile()).clone();
        profile.add(None, None, Part::Feature(format!("urn:{number}").into()));
        served.replaced_by(Arc::new(profile))
    });
    assert_eq!(told(&gone, "x@y", Kind::Info, Some(&first.caps(OURS).nodes[0])), "item-not-found");
    let same = gone.replaced_by(gone.profile().clone());
    assert_eq!(same.caps(OURS), gone.caps(OURS));
}

/// What a JID of ours says when it is asked for a hash, if it knows it, and whether that is what the hash stands for.
fn holds(served: &Served, to: &str, announcing: &Served, announced_by: &str) -> Option<bool> {
    let caps = announcing.caps(announced_by);
    let holds = caps.nodes.iter().zip(caps.announced.iter().flat_map(|all| std::iter::repeat_n(all, all.each().len())));
    let mut all = Vec::new();
    for (node, announced) in holds {
        let asked = Question { to, ..question("x@y", Kind::Info, Some(node)) };
        let Some(Content::Result(xml)) = served.decide(&asked).content else { return None };
        let xml = format!("<iq xmlns='jabber:client' type='result' id='1'>{xml}</iq>");
        let Read::Whole { document, .. } = parse(&xml, None, Limits::default()).unwrap().content else { panic!() };
        all.push(matches!(verify(announced, &read::info(document.root().unwrap())), Verdict::Match(_)));
    }
    assert_eq!(all.len(), 3);
    Some(all.into_iter().all(|one| one))
}

#[test]
fn each_jid_announces_the_main_node_that_it_has_and_answers_for_it() {
    let (one, two) = ("one@c.example/r", "two@c.example/r");
    let own = "[[node]]\njid = 'one@c.example'\nidentities = [{ category = 'a', type = 'b', name = 'One' }]\n";
    let served_before = served("");
    let served = served_before.replaced_by(served(own).profile().clone());
    assert_ne!(served.caps(one), served.caps(two));
    assert_eq!(served.caps(two), served_before.caps(one));
    // What is said of a hash is what is said without one (XEP-0115 §5.4).
    for jid in [one, two] {
        assert_eq!(holds(&served, jid, &served, jid), Some(true), "{jid}");
    }
    assert_eq!(holds(&served, two, &served, one), None, "nobody else announced it");
    // The first had the main node of all of them before.
    assert_eq!(holds(&served, one, &served_before, one), Some(true));
    let gone = served.replaced_by(served_before.profile().clone());
    assert_eq!(gone.caps(one), gone.caps(two));
    assert_eq!((holds(&gone, one, &served, one), holds(&gone, two, &served, one)), (Some(true), None));
}

#[test]
fn rules_about_the_main_node_hold_for_its_hashes_and_what_cannot_be_hashed_is_not_announced() {
    let served = served("[[rule]]\nwho = 'a@x'\nmain = true\nerror = { condition = 'forbidden' }\n");
    let node = served.caps(OURS).nodes[0].clone();
    assert_eq!(told(&served, "a@x/1", Kind::Info, Some(&node)), "forbidden");
    assert_eq!(told(&served, "b@x/1", Kind::Info, Some(&node)), "All");
    let odd = Profile::from_toml("strict = false\n[[node]]\n[[node.form]]\nfields = [{ var = 'x' }]\n").unwrap();
    let caps = Served::new(Arc::new(odd)).caps(OURS).clone();
    assert_eq!((caps.announced.len(), caps.nodes.len()), (1, 1));
    assert_eq!(caps.trouble.as_deref(), Some("form 1 has no FORM_TYPE"));
    let empty = Served::new(Arc::new(Profile::from_toml("strict = false").unwrap()));
    assert_eq!((empty.caps(OURS).xml.as_str(), told(&empty, "x@y", Kind::Info, None).as_str()), ("", "item-not-found"));
}

#[test]
fn lists_come_in_pages_only_where_we_say_that_they_do() {
    let items = (0..5).map(|number| format!("{{ jid = 'i{number}' }},")).collect::<Vec<_>>().concat();
    for (features, pages) in [(format!("'{RSM}'"), true), (String::new(), false)] {
        let text = format!("strict = false\n[[node]]\nfeatures = [{features}]\nitems = [{items}]");
        let served = Served::new(Arc::new(Profile::from_toml(&text).unwrap()));
        let page = Page { max: Some(2), after: Some("1".to_owned()), before: None };
        let asked = Question { page: Some(page.clone()), ..question("x@y", Kind::Items, None) };
        let Some(Content::Result(xml)) = served.decide(&asked).content else { panic!("refused") };
        assert_eq!(xml.matches("<item ").count(), if pages { 2 } else { 5 }, "{xml}");
        assert_eq!(xml.contains("<count>5</count>"), pages, "{xml}");
        let lost = Page { after: Some("9".to_owned()), ..page };
        let asked = Question { page: Some(lost), ..question("x@y", Kind::Items, None) };
        assert_eq!(matches!(served.decide(&asked).content, Some(Content::Error(..))), pages);
    }
}
