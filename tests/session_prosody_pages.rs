//! Lists in pages from a real Prosody: the same items as in one piece, and counted without them.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::{sync::Arc, time::Duration};

use discoscope::{
    disco::{
        address::Address,
        finding,
        paging::Portion,
        reply::{Items, Rest},
        state::{Entity, Kind, Question, State},
    },
    session::{self, Account, Endpoint, Event, Secret, Session, Settings, Tls},
};
use futures::FutureExt;
use jiff::Timestamp;
use tokio::{sync::mpsc::UnboundedReceiver, time::timeout};

use prosody::SHARED;

#[path = "support/keeper.rs"]
#[allow(dead_code, reason = "a toolbox of which each test binary takes a part")]
mod keeper;
#[path = "support/prosody.rs"]
#[allow(dead_code, reason = "a toolbox of which each test binary takes a part")]
mod prosody;
#[path = "support/raw.rs"]
#[allow(dead_code, reason = "a toolbox of which each test binary takes a part")]
mod raw;

const LAB: &str = "lab.localhost";

struct Asker {
    session: Session,
    events: UnboundedReceiver<Event>,
}

impl Asker {
    async fn start() -> Self {
        let mut settings = Settings::new(Account::password("alice@localhost").unwrap());
        settings.endpoint = Endpoint::At { host: "127.0.0.1".to_owned(), port: SHARED.starttls };
        settings.tls = Tls::StartTls;
        settings.ca_file = Some(SHARED.ca());
        let password = Arc::new(|| async { Ok(Secret::new("alicepw".to_owned())) }.boxed());
        let (session, mut events, _) = session::start(settings, password);
        while !matches!(events.recv().await.unwrap(), Event::Online(_)) {}
        Self { session, events }
    }

    async fn ask(&mut self, entity: &mut Entity, question: Question) {
        self.session.ask(question);
        loop {
            let event =
                timeout(Duration::from_secs(30), self.events.recv()).await.expect("an answer").expect("a session");
            if let Event::Answer(answer) = event {
                assert!(entity.take(answer.outcome), "it was waited for");
                return;
            }
        }
    }

    /// The list, page after page of so many items, or in one piece; how many questions that took.
    async fn list(&mut self, node: &str, max: Option<u32>) -> (Entity, usize) {
        let address = Address::with_node(LAB, node);
        let mut entity = Entity::new(address.clone());
        let _ = entity.begin(Kind::Info, Timestamp::now());
        self.ask(&mut entity, Question::new(Kind::Info, address.clone())).await;
        let portion = max.map_or(Portion::All, |max| entity.first_portion(max));
        let _ = entity.begin(Kind::Items, Timestamp::now());
        self.ask(&mut entity, Question { portion, ..Question::new(Kind::Items, address) }).await;
        let mut asked = 1;
        while let Some(question) = max.and_then(|max| entity.begin_page(max, Timestamp::now())) {
            self.ask(&mut entity, question).await;
            asked += 1;
        }
        (entity, asked)
    }
}

fn items(entity: &Entity) -> &Items {
    entity.items.answer().unwrap()
}

#[tokio::test]
async fn pages_make_the_list_that_comes_in_one_piece() {
    let mut asker = Asker::start().await;
    let (whole, _) = asker.list("bignode/2500", None).await;
    assert_eq!(items(&whole).items.len(), 2500);
    for (max, expected) in [(200, 13), (1000, 3), (2500, 1), (5000, 1)] {
        let (paged, questions) = asker.list("bignode/2500", Some(max)).await;
        let list = items(&paged);
        assert_eq!((questions, list.paging.rest, list.paging.count()), (expected, Rest::Nothing, Some(2500)), "{max}");
        assert!(list.items == items(&whole).items, "{max}");
        assert!(finding::of_entity(&paged).is_empty());
    }
}

#[tokio::test]
async fn items_are_counted_without_them() {
    let mut asker = Asker::start().await;
    let address = Address::with_node(LAB, "bignode/100000");
    let mut entity = Entity::new(address.clone());
    let _ = entity.begin(Kind::ItemCount, Timestamp::now());
    asker.ask(&mut entity, Question::new(Kind::ItemCount, address)).await;
    let State::Answered(reply) = &entity.besides[&Kind::ItemCount] else { panic!("{entity:?}") };
    assert_eq!(reply.body[0], ("count".into(), "100000".into()));
    assert!(reply.reply_bytes < 400, "{reply:?}");
}
