//! Questions for pages, and the pages that answer them.

use discoscope::disco::{
    address::Address,
    paging::Portion,
    reply::Rest,
    state::{Entity, Kind, Outcome, Question, State},
};
use jiff::Timestamp;

use crate::live::{Live, ODD, items};

fn question(node: &str, portion: Portion) -> Question {
    Question { portion, ..Question::new(Kind::Items, Address::with_node(ODD, node)) }
}

#[tokio::test]
async fn a_page_is_asked_for_with_its_cursor_and_kept_with_its_bytes() {
    let mut live = Live::start().await;
    live.heard.ask_question(question("pages/paged", Portion::First(40)));
    let answer = live.heard.answer().await;
    let State::Answered(reply) = items(&answer) else { panic!("{answer:?}") };
    assert_eq!(
        (reply.body.items.len(), reply.body.paging.first.max, reply.body.paging.rest),
        (40, Some(40), Rest::Ahead)
    );
    assert!(
        reply
            .asked
            .request_xml
            .as_ref()
            .unwrap()
            .text()
            .contains("<set xmlns='http://jabber.org/protocol/rsm'><max>40</max></set>")
    );
    let after = Portion::After("40".into(), 40);
    live.heard.ask_question(question("pages/paged", after.clone()));
    let answer = live.heard.answer().await;
    let Outcome::Page(portion, State::Answered(reply)) = &answer.outcome else { panic!("{answer:?}") };
    assert_eq!((portion, reply.body.items.len()), (&after, 40));
    assert!(reply.asked.request_xml.as_ref().unwrap().text().contains("<max>40</max><after>40</after></set>"));
}

#[tokio::test]
async fn every_list_of_the_demo_server_comes_to_its_end() {
    let mut live = Live::start().await;
    for (node, length, rest) in [
        ("paged", 250, Rest::Nothing),
        ("partial", 250, Rest::Nothing),
        ("uncounted", 250, Rest::Nothing),
        ("again", 50, Rest::Repeated),
        ("expired", 50, Rest::Lost),
        ("promised", 0, Rest::Nothing),
        ("generous", 250, Rest::Nothing),
        ("overcounted", 250, Rest::Nothing),
        ("undercounted", 250, Rest::Nothing),
        ("nameless", 50, Rest::Unreachable),
        ("many", 100_000, Rest::Nothing),
    ] {
        let address = Address::with_node(ODD, format!("pages/{node}"));
        let mut entity = Entity::new(address.clone());
        let mut next = Some(question(&format!("pages/{node}"), Portion::First(1000)));
        while let Some(question) = next {
            live.heard.ask_question(question);
            let answer = live.heard.answer().await;
            let _ = entity.take(answer.outcome);
            next = entity.begin_page(1000, Timestamp::now());
        }
        let list = entity.items.answer().unwrap();
        assert_eq!((list.items.len(), list.paging.rest), (length, rest), "{node}");
    }
}
