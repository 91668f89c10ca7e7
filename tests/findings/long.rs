//! Long lists are judged where they are read and as pages come; that comes to the same as looking through all of them.

use std::{ops::Range, sync::Arc};

use discoscope::disco::{
    address::Address,
    finding::{self, Judged, Rule},
    reply::{Item, Items},
    state::{Entity, Kind, Question, State},
};
use jiff::Timestamp;
use proptest::prelude::*;

use crate::{ask::findings, pages};

/// An item that breaks some rule or none; few are different, so that many stand there twice.
fn item(kind: u16) -> String {
    let number = kind / 16;
    match kind % 16 {
        0 => "<item/>".to_owned(),
        1 => "<item jid=''/>".to_owned(),
        2 => "<item jid='@'/>".to_owned(),
        3 => format!("<item jid='{}'/>", pages::JID),
        4 => format!("<item jid='{}' node=''/>", pages::JID),
        5 => format!("<item jid='A{number}.example' name='x'/>"),
        6 => format!("<item jid='a{number}.example' name='x'/>"),
        7 => "<item jid='a.example' action='remove'/>".to_owned(),
        8 => "<item jid='a.example' name='a&#x202e;b'/>".to_owned(),
        9 => "<item jid='a.example' more='1'/>".to_owned(),
        _ => format!("<item jid='a.example' node='{number}'/>"),
    }
}

fn page(kinds: &[u16], range: Range<usize>) -> String {
    let (first, last) = (range.start.to_string(), (range.end - 1).to_string());
    let items: String = kinds[range.clone()].iter().copied().map(item).collect();
    items + &pages::set(Some((&first, Some(range.start))), Some(&last), Some(kinds.len()))
}

/// The same entity, of which nobody knows yet what is wrong with its list.
fn not_judged(entity: &Entity) -> Entity {
    let mut entity = entity.clone();
    let State::Answered(reply) = &mut entity.items else { panic!("{:?}", entity.items) };
    Arc::make_mut(&mut reply.body).judged = Judged::default();
    entity
}

#[track_caller]
fn check(entity: &Entity) {
    let other = not_judged(entity);
    assert_eq!(findings(entity), findings(&other));
    assert_eq!(finding::tally(entity), finding::tally(&other));
}

/// The list of an entity, judged as it was read.
fn listed(content: &str) -> Entity {
    let mut entity = Entity::new(Address::new(pages::JID));
    let _ = entity.begin(Kind::Items, Timestamp::UNIX_EPOCH);
    let question = Question::new(Kind::Items, entity.address.clone());
    assert!(entity.take(pages::answer(&question, content).outcome));
    entity
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn whoever_judges_early_judges_the_same(kinds in prop::collection::vec(0..64_u16, 1..200), length in 1..150_usize) {
        check(&listed(&kinds.iter().copied().map(item).collect::<String>()));
        let mut entity = listed(&page(&kinds, 0..length.min(kinds.len())));
        check(&entity);
        let mut start = length;
        while let Some(question) = entity.begin_page(1_000, Timestamp::UNIX_EPOCH) {
            let end = (start + length).min(kinds.len());
            prop_assert!(entity.take(pages::answer(&question, &page(&kinds, start..end)).outcome));
            check(&entity);
            start = end;
        }
    }
}

#[test]
fn a_long_list_is_not_looked_through_again_and_a_short_one_is() {
    let spoilt = |length: usize| {
        let mut entity = listed(&pages::numbered(0..length));
        assert!(findings(&entity).is_empty());
        let State::Answered(reply) = &mut entity.items else { panic!("{:?}", entity.items) };
        let bad = Item { jid: None, node: None, name: None, action: None, valid_jid: false };
        Arc::make_mut(&mut reply.body).items.fill(Arc::new(bad));
        findings(&entity).items.len()
    };
    assert_eq!((spoilt(10), spoilt(1_000)), (10, 0));
}

#[test]
fn a_list_that_is_another_now_is_looked_through() {
    let mut entity = listed(&pages::numbered(0..1_000));
    let State::Answered(reply) = &mut entity.items else { panic!("{:?}", entity.items) };
    let list: &mut Items = Arc::make_mut(&mut reply.body);
    list.items.push(list.items[0].clone());
    assert_eq!(findings(&entity).items[0].rule, Rule::ItemDuplicate);
    entity.address = Address::new(format!("i7@{}", pages::JID));
    let rules: Vec<_> = findings(&entity).items.iter().map(|finding| finding.rule).collect();
    assert_eq!(rules, [Rule::ItemSelf, Rule::ItemDuplicate]);
}
