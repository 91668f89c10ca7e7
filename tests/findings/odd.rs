//! The demo server's odd entities: each raises the findings that it is there for, and no others.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use discoscope::{
    demo,
    disco::{
        address::Address,
        finding::{Finding, Rule},
        state::{Entity, Kind, Question, State},
    },
    session::{self, Event, Stray},
};

use crate::ask::{apply, findings, lines};

const JID: &str = "odd.demo.localhost";
/// The branches whose entries answer at once.
const BRANCHES: [&str; 8] = ["refuses", "loops", "info", "items", "names", "forms", "replies", "pages"];
/// Entries that nobody answers from the right address.
const SILENT: [&str; 2] = ["replies/forged", "replies/without-from"];

/// The rules that an entity breaks, each once, in alphabetical order: of disco#info before the bar, of disco#items after it.
/// What is not in the table breaks none.
const EXPECTED: &str = include_str!("odd.txt");

#[tokio::test(flavor = "multi_thread")]
async fn odd_entities_break_what_they_are_there_to_break() {
    let demo = demo::start().await.unwrap();
    let mut asker = Asker::new(&demo, Duration::from_secs(20)).await;
    let mut nodes = Vec::new();
    for branch in BRANCHES {
        let entity = asker.entity(branch, &[Kind::Items]).await;
        let items = &entity.items.answer().unwrap().items;
        nodes.extend(items.iter().filter_map(|item| item.node.as_deref().map(str::to_owned)));
    }
    let mut found = BTreeMap::new();
    for node in nodes.iter().filter(|node| !SILENT.contains(&node.as_str())) {
        let entity = asker.entity(node, &[Kind::Info, Kind::Items]).await;
        let findings = findings(&entity);
        if !findings.is_empty() {
            let text = format!("{} | {}", rules(&findings.info), rules(&findings.items));
            let _ = found.insert(node.clone(), text.trim().to_owned());
        }
    }
    let expected: BTreeMap<String, String> =
        EXPECTED.lines().filter_map(|line| line.split_once(": ")).map(|(a, b)| (a.into(), b.trim().into())).collect();
    let lines: Vec<String> = found.iter().map(|(node, rules)| format!("{node}: {rules}")).collect();
    assert_eq!(found, expected, "found:\n{}", lines.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn late_and_stray_replies_are_findings() {
    let demo = demo::start().await.unwrap();
    let mut asker = Asker::new(&demo, Duration::from_millis(300)).await;
    let mut entity = asker.entity("late/900", &[Kind::Info]).await;
    assert!(matches!(entity.info, State::TimedOut { .. }) && findings(&entity).is_empty());
    asker.wait_for(&mut entity).await;
    let late = findings(&entity).info;
    assert!(matches!(&late[..], [Finding { rule: Rule::ReplyLate, .. }]), "{:?}", lines(&late));

    asker.ask("replies/twice", Kind::Info);
    assert_eq!(asker.stray().await, Stray::Twice);
    asker.ask("replies/forged", Kind::Info);
    assert!(matches!(asker.stray().await, Stray::Forged { from: Some(_) }));
}

fn rules(findings: &[Finding]) -> String {
    let rules: BTreeSet<&str> = findings.iter().map(|finding| finding.rule.id()).collect();
    rules.into_iter().collect::<Vec<_>>().join(" ")
}

struct Asker {
    session: session::Session,
    events: tokio::sync::mpsc::UnboundedReceiver<Event>,
}

impl Asker {
    async fn new(demo: &demo::Demo, timeout: Duration) -> Self {
        let (mut settings, passwords) = demo.session();
        settings.timeout = timeout;
        let (session, mut events, _) = session::start(settings, passwords);
        while !matches!(events.recv().await.unwrap(), Event::Online(_)) {}
        Self { session, events }
    }

    fn ask(&self, node: &str, kind: Kind) {
        self.session.ask(Question::new(kind, Address::with_node(JID, node)));
    }

    async fn entity(&mut self, node: &str, kinds: &[Kind]) -> Entity {
        let mut entity = Entity::new(Address::with_node(JID, node));
        for kind in kinds {
            self.ask(node, *kind);
        }
        for _ in kinds {
            self.wait_for(&mut entity).await;
        }
        entity
    }

    async fn wait_for(&mut self, entity: &mut Entity) {
        loop {
            match self.next().await {
                Event::Answer(answer) if answer.address == entity.address => return apply(entity, answer),
                _ => {}
            }
        }
    }

    async fn stray(&mut self) -> Stray {
        loop {
            if let Event::Notice(notice) = self.next().await {
                return notice.stray;
            }
        }
    }

    async fn next(&mut self) -> Event {
        tokio::time::timeout(Duration::from_secs(30), self.events.recv()).await.expect("an event").expect("a session")
    }
}
