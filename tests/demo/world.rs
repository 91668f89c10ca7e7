//! The world: everything in it is well-formed, reachable, and shows what its name says.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    time::{Duration, Instant},
};

use discoscope::demo;
use discoscope::disco::{
    namespace::{INFO, ITEMS},
    xml::{Limits, Read, Stanza, Unreadable, parse},
};

use crate::raw_client::{RawClient, xml};

const ODD: &str = "odd.demo.localhost";

async fn client() -> (demo::Demo, RawClient) {
    let demo = demo::start().await.unwrap();
    let client = RawClient::log_in(demo.port(), "demo").await;
    (demo, client)
}

#[derive(Debug, Default)]
struct Said {
    condition: Option<String>,
    identities: Vec<(Option<String>, Option<String>, Option<String>)>,
    features: usize,
    forms: usize,
    items: Vec<(Option<String>, Option<String>, Option<String>)>,
}

/// Reads an answer again from its text, by hand, so that the reader and the world cannot err together.
fn read(stanza: &Stanza) -> Said {
    let mut said = Said::default();
    let again = parse(&xml(stanza), Some("en"), Limits::default()).unwrap();
    let Read::Whole { document, .. } = &again.content else { panic!("{:?}", again.content) };
    let iq = document.root().unwrap();
    if let Some(error) = iq.child("error", "jabber:client") {
        said.condition = error.elements().next().map(|condition| condition.name().to_owned());
    }
    let own = |value: Option<&str>| value.map(str::to_owned);
    for query in iq.elements().filter(|query| [INFO, ITEMS].contains(&query.namespace())) {
        for child in query.elements() {
            let attributes = |a, b| (own(child.attribute(a)), own(child.attribute(b)), own(child.attribute("name")));
            match child.name() {
                "identity" => said.identities.push(attributes("category", "type")),
                "feature" => said.features += 1,
                "item" => said.items.push(attributes("jid", "node")),
                "x" => said.forms += 1,
                _ => {}
            }
        }
    }
    said
}

async fn info(client: &mut RawClient, jid: &str, node: Option<&str>) -> Said {
    read(&client.answer("info", jid, node).await)
}

async fn items(client: &mut RawClient, jid: &str, node: Option<&str>) -> Said {
    read(&client.answer("items", jid, node).await)
}

/// Walks as a crawler would, but waits for nobody: what is silent or slow is left for the end.
#[tokio::test]
async fn a_walk_reaches_everything() {
    const FENCE: usize = 4_000;
    let (_demo, mut client) = client().await;
    let mut seen = BTreeSet::new();
    let mut frontier = VecDeque::from([("demo.localhost".to_owned(), None::<String>, 0)]);
    let mut open = BTreeMap::new();
    let mut states: BTreeMap<String, usize> = BTreeMap::new();
    while let Some((jid, node, depth)) = frontier.pop_front() {
        let is_slow = node.as_deref().is_some_and(|node| {
            ["slow/", "late/", "silent/", "replies/deep/100000"].iter().any(|branch| node.starts_with(branch))
                || ["replies/forged", "replies/twice", "replies/without", "replies/other"]
                    .iter()
                    .any(|odd| node.starts_with(odd))
        });
        if seen.len() >= FENCE || !seen.insert((jid.clone(), node.clone())) || is_slow {
            continue;
        }
        for kind in ["info", "items"] {
            if jid == "demo@demo.localhost/test" {
                continue;
            }
            let id = client.ask(kind, &jid, node.as_deref()).await;
            let _ = open.insert(id, (jid.clone(), node.clone(), kind));
            let answer = client.stanza().await;
            let (jid, node, kind) = open.remove(answer.id.as_ref().unwrap()).unwrap();
            let name = format!("{kind} of {jid} {node:?}");
            let whole = match &answer.content {
                Read::Whole { .. } => read(&answer),
                Read::Cut { why, .. } => {
                    assert_eq!(*why, Unreadable::TooDeep(128));
                    assert!(name.contains("deep"), "{name}");
                    continue;
                }
            };
            *states.entry(whole.condition.clone().unwrap_or_else(|| answer.kind.clone().unwrap())).or_default() += 1;
            let may_be_missing = ["bad-jid", "foreign"].iter().any(|odd| name.contains(odd)) || depth > 3;
            assert!(
                whole.condition.as_deref() != Some("item-not-found")
                    || name.contains("refuses")
                    || name.contains("expired")
                    || may_be_missing,
                "{name}"
            );
            let below = node.as_deref().is_some_and(|node| node.contains('/')) && jid == ODD;
            if !below && kind == "info" && whole.condition.is_none() {
                assert!(!whole.identities.is_empty() && whole.features >= 2, "{name}: {whole:?}");
            }
            for (below_jid, node, name) in whole.items.into_iter().take(60) {
                let valid = below_jid.filter(|jid| discoscope::disco::address::check(jid).is_ok());
                // What was published has the service's own address, and is no entity.
                let Some(below_jid) = valid.filter(|below| depth < 6 && (*below != jid || node.is_some())) else {
                    continue;
                };
                assert!(below || below_jid == ODD || name.is_some(), "{below_jid} has no name");
                frontier.push_back((below_jid, node, depth + 1));
            }
        }
    }
    assert_eq!(seen.len(), FENCE, "the fence was reached, the wide tree alone is larger");
    let has = |jid: &str, node: Option<&str>| seen.contains(&(jid.to_owned(), node.map(str::to_owned)));
    for service in ["rooms", "pubsub", "upload", "proxy", "search", "irc", "mix", "bots", "odd"] {
        assert!(has(&format!("{service}.demo.localhost"), None), "{service}");
    }
    for jid in [
        "demo@demo.localhost/phone",
        "alice@demo.localhost/desktop",
        "lobby@rooms.demo.localhost/Alice",
        "#rust%libera.example@irc.demo.localhost",
        "echo@bots.demo.localhost",
        "pong@odd.demo.localhost",
    ] {
        assert!(has(jid, None), "{jid}");
    }
    for (jid, node) in [
        ("demo.localhost", "uptime"),
        ("pubsub.demo.localhost", "news/archive/2025"),
        ("coven@mix.demo.localhost", "urn:xmpp:mix:nodes:messages"),
        (ODD, "chain/4"),
        (ODD, "wide/all/50"),
        (ODD, "loops/b"),
    ] {
        assert!(has(jid, Some(node)), "{node}");
    }
    assert!(states.len() > 12, "{states:?}");
}

#[tokio::test]
async fn the_branches_list_what_they_answer() {
    let (_demo, mut client) = client().await;
    let branches = items(&mut client, ODD, None).await.items;
    assert_eq!(branches.len(), 15);
    let mut nodes = Vec::new();
    for (_, node, name) in branches {
        let node = node.unwrap();
        let branch = info(&mut client, ODD, Some(&node)).await;
        assert_eq!(branch.identities[0].2, name, "a branch says of itself what the list above says of it");
        for (_, entry, _) in items(&mut client, ODD, Some(&node)).await.items {
            let entry = entry.unwrap();
            assert!(entry.starts_with(&node));
            nodes.push(entry);
        }
    }
    assert!(nodes.len() > 110, "{}", nodes.len());
    assert_eq!(nodes.iter().collect::<BTreeSet<_>>().len(), nodes.len());
    for missing in [
        "nowhere",
        "big/100001",
        "big/x",
        "big/3/4",
        "wide/all/51",
        "wide/all/1/1/1/1",
        "refuses/nothing",
        "slow/x",
        "names/none/item",
        "pages/item/251",
    ] {
        assert_eq!(
            info(&mut client, ODD, Some(missing)).await.condition.as_deref(),
            Some("item-not-found"),
            "{missing}"
        );
    }
}

#[tokio::test]
async fn refusals_are_as_their_names_say() {
    let (_demo, mut client) = client().await;
    for condition in ["forbidden", "item-not-found", "service-unavailable", "not-authorized", "gone", "not-allowed"] {
        let said = items(&mut client, ODD, Some(&format!("refuses/{condition}"))).await;
        assert_eq!(said.condition.as_deref(), Some(condition));
    }
    for (node, expected) in [
        ("unknown", "<full-moon xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"),
        ("no-condition", "<error type='cancel'></error>"),
        ("legacy", "<error code='404'>Not Found</error>"),
        ("by", "by='gateway.example.org'"),
        ("not-allowed", "xml:lang='de'>Hier"),
        ("not-allowed", "<closed xmlns='urn:example:errors'"),
        ("echo", "node='refuses/echo'></query><error"),
    ] {
        let answer = client.answer("info", ODD, Some(&format!("refuses/{node}"))).await;
        assert_eq!(answer.kind.as_deref(), Some("error"));
        assert!(xml(&answer).contains(expected), "{}", xml(&answer));
    }
}

#[tokio::test]
async fn lists_have_the_length_they_promise() {
    let (_demo, mut client) = client().await;
    for (node, length) in [
        ("big/0", 0),
        ("big/7", 7),
        ("big/10000", 10_000),
        ("wide/all", 50),
        ("wide/all/3", 50),
        ("wide/all/3/4", 50),
        ("wide/all/3/4/5", 0),
    ] {
        assert_eq!(items(&mut client, ODD, Some(node)).await.items.len(), length, "{node}");
    }
    let answer = client.answer("items", ODD, Some("big/100000")).await;
    assert!(xml(&answer).contains("node='big/100000/100000' name='Item 100000'/>"));
    assert_eq!(info(&mut client, ODD, Some("info/500-identities")).await.identities.len(), 500);
    assert_eq!(info(&mut client, ODD, Some("info/5000-features")).await.features, 5_000);
    assert_eq!(info(&mut client, ODD, Some("forms/20-forms")).await.forms, 20);
    assert_eq!(info(&mut client, ODD, Some("names/megabyte")).await.identities[0].2.as_ref().unwrap().len(), 1_080_000);
    let control = info(&mut client, ODD, Some("names/control")).await;
    assert!(control.identities[0].2.as_ref().unwrap().contains('\u{90}'));
}

#[tokio::test]
async fn pages_follow_each_other_to_the_end() {
    let (_demo, mut client) = client().await;
    let rsm = "http://jabber.org/protocol/rsm";
    let mut after = String::new();
    let mut names = Vec::new();
    for _ in 0..10 {
        let set = format!("<set xmlns='{rsm}'><max>40</max>{after}</set>");
        let query = format!("<query xmlns='{ITEMS}' node='pages/paged'>{set}</query>");
        client.send(&format!("<iq type='get' id='p' to='{ODD}'>{query}</iq>")).await;
        let answer = client.stanza().await;
        let text = xml(&answer);
        assert!(text.contains("<count>250</count>"));
        let page = read(&answer).items;
        let Some((_, last)) = text.split_once("<last>") else { break };
        after = format!("<after>{}</after>", last.split_once('<').unwrap().0);
        names.extend(page.into_iter().map(|item| item.2.unwrap()));
    }
    assert_eq!(names.len(), 250);
    assert_eq!(names[249], "Item 250");
    for (set, expected) in [
        (
            "<max>0</max>",
            "></query>".replace("></query>", "<set xmlns='http://jabber.org/protocol/rsm'><count>250</count></set>"),
        ),
        ("<max>3</max><before/>", "<first index='247'>248</first><last>250</last>".to_owned()),
        ("<max>3</max><before>3</before>", "<first index='0'>1</first><last>2</last>".to_owned()),
        ("<after>251</after>", "item-not-found".to_owned()),
        ("<max>-1</max><after>249</after>", "<first index='249'>250</first><last>250</last>".to_owned()),
    ] {
        let text = client.exchange(&format!("<iq type='get' id='p' to='{ODD}'><query xmlns='{ITEMS}' node='pages/paged'><set xmlns='{rsm}'>{set}</set></query></iq>")).await;
        assert!(text.contains(&expected), "{set}: {text}");
    }
    assert_eq!(items(&mut client, ODD, Some("pages/paged")).await.items.len(), 250);
    for (node, set, expected) in [
        ("generous", "<max>10</max>", "<last>250</last>"),
        ("overcounted", "<max>10</max>", "<last>10</last><count>300</count>"),
        ("undercounted", "<max>50</max><after>50</after>", "<last>100</last><count>60</count>"),
        ("undercounted", "<after>250</after>", "<set xmlns='http://jabber.org/protocol/rsm'><count>60</count></set>"),
        ("nameless", "<max>50</max>", "<set xmlns='http://jabber.org/protocol/rsm'><count>250</count></set>"),
        ("many", "<max>5000</max>", "<first index='0'>1</first><last>1000</last><count>100000</count>"),
        ("many", "<after>99999</after>", "<first index='99999'>100000</first><last>100000</last>"),
        (
            "many",
            "<max>0</max>",
            "node='pages/many'><set xmlns='http://jabber.org/protocol/rsm'><count>100000</count></set>",
        ),
        ("many", "<after>100001</after>", "item-not-found"),
        ("expired", "<after>50</after>", "item-not-found"),
        ("again", "<after>50</after>", "<last>50</last>"),
    ] {
        let text = client.exchange(&format!("<iq type='get' id='p' to='{ODD}'><query xmlns='{ITEMS}' node='pages/{node}'><set xmlns='{rsm}'>{set}</set></query></iq>")).await;
        assert!(text.contains(expected), "{node} {set}: {}", &text[text.len().saturating_sub(300)..]);
    }
    let partial = client.answer("items", ODD, Some("pages/partial")).await;
    assert_eq!(read(&partial).items.len(), 50);
    assert!(xml(&partial).contains("<count>250</count>"));
}

#[tokio::test]
async fn slow_entities_hold_up_nobody() {
    let (_demo, mut client) = client().await;
    let asked = Instant::now();
    let silent = client.ask("info", ODD, Some("silent/always")).await;
    let slow = client.ask("info", ODD, Some("slow/300")).await;
    let late = client.ask("items", ODD, Some("late/150")).await;
    let quick = client.ask("info", ODD, None).await;
    let mut order = Vec::new();
    for _ in 0..3 {
        order.push(client.stanza().await.id.unwrap());
    }
    assert_eq!(order, [quick, late, slow]);
    assert!(asked.elapsed() >= Duration::from_millis(300));
    assert!(!order.contains(&silent));
    assert!(client.is_silent_for(Duration::from_millis(100)).await);
}

#[tokio::test]
async fn odd_stanzas_are_odd_as_their_names_say() {
    let (_demo, mut client) = client().await;
    let forged = client.answer("info", ODD, Some("replies/forged")).await;
    assert_eq!(forged.from.as_deref(), Some("mallory@demo.localhost/forger"));
    let first = client.answer("info", ODD, Some("replies/forged-first")).await;
    let second = client.stanza().await;
    assert_eq!((first.from, second.from.as_deref()), (forged.from, Some(ODD)));
    assert_eq!(client.answer("info", ODD, Some("replies/without-from")).await.from, None);
    let first = client.answer("items", ODD, Some("replies/twice")).await;
    assert_eq!(first.id, client.stanza().await.id);
    let node = client.answer("info", ODD, Some("replies/wrong-node")).await;
    assert!(xml(&node).contains("node='replies/some-other-node'"));
    assert!(!xml(&client.answer("info", ODD, Some("replies/no-node")).await).contains("node="));
    let deep = client.answer("info", ODD, Some("replies/deep/30000")).await;
    assert!(matches!(deep.content, Read::Cut { why: Unreadable::TooDeep(_), .. }));
}

#[tokio::test]
async fn guests_and_friends_see_different_things() {
    let demo = demo::start().await.unwrap();
    let mut friend = RawClient::log_in(demo.port(), "demo").await;
    let mut guest = RawClient::connect(demo.port()).await;
    let _ = guest.authenticate("ANONYMOUS", "", "", sasl::common::ChannelBinding::None).await;
    let _ = guest.bind("x").await;
    let alice = "alice@demo.localhost";
    assert_eq!(info(&mut friend, alice, None).await.identities.len(), 2);
    assert!(items(&mut friend, alice, None).await.items.len() >= 8);
    let refused = Some("service-unavailable");
    for unknown in [alice, "nobody@demo.localhost"] {
        assert_eq!(info(&mut guest, unknown, None).await.condition.as_deref(), refused);
        assert!(items(&mut guest, unknown, None).await.items.is_empty());
    }
    let commands = Some("http://jabber.org/protocol/commands");
    assert_eq!(items(&mut friend, "demo.localhost", commands).await.items.len(), 8);
    assert_eq!(items(&mut guest, "demo.localhost", commands).await.condition.as_deref(), Some("forbidden"));
    let nickname = Some("x-roomuser-item");
    let room = "lobby@rooms.demo.localhost";
    assert_eq!(info(&mut friend, room, nickname).await.identities[0].2.as_deref(), Some("Demi"));
    assert!(info(&mut guest, room, nickname).await.identities.is_empty());
    // Without an address the question goes to one's own account (XEP-0030 §3.1).
    let answer = friend.exchange(&format!("<iq type='get' id='o'><query xmlns='{INFO}'/></iq>")).await;
    assert!(answer.contains("from='demo@demo.localhost'") && answer.contains("category='account'"), "{answer}");
}

#[tokio::test]
async fn published_items_are_no_entities() {
    let (_demo, mut client) = client().await;
    let leaf = items(&mut client, "pubsub.demo.localhost", Some("news/releases")).await;
    for (jid, node, name) in leaf.items {
        assert_eq!((jid.as_deref(), node, name.is_some()), (Some("pubsub.demo.localhost"), None, true));
    }
}
