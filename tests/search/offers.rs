//! Who offers what, counted.

use discoscope::disco::{
    address::Address,
    finding::{self, Rule},
    offers::{Offers, Order, Sort},
    search::Rules,
    state::Entity,
    tree::{EntityId, Tree},
};

use crate::seen;

const MAM: &str = "<feature var='urn:xmpp:mam:2'/><feature var='urn:xmpp:mam:2#extended'/>";

fn entity(jid: &str, content: &str) -> Entity {
    let mut entity = Entity::new(Address::new(jid));
    entity.info = seen::info(1, &entity.address, content);
    entity
}

/// So many numbers of entities.
fn numbers(count: usize) -> Vec<EntityId> {
    let mut tree = Tree::new();
    (0..count).map(|number| tree.meet(Address::new(format!("{number}.example")))).collect()
}

fn lines(offers: &Offers, sort: Sort, order: Order) -> Vec<String> {
    let (list, total) = offers.list(sort, order, "", usize::MAX);
    assert_eq!((list.len(), list.len()), (total, offers.len(sort)));
    list.into_iter().map(|offer| format!("{} {} [{}] {}", offer.count, offer.name, offer.words, offer.term)).collect()
}

#[test]
fn everything_is_counted_once_an_entity() {
    let ids = numbers(3);
    let mut offers = Offers::default();
    let room = format!(
        "<identity category='conference' type='text' name='A'/><identity category='conference' type='text' name='B'/>\
         <identity category='odd'/>{MAM}<feature var='urn:xmpp:mam:2'/><feature var='two words'/><feature/>"
    );
    offers.take(ids[0], Some(&entity("a.example", &room)), Rules::default());
    let other = format!("<identity category='conference' type='text'/>{MAM}<feature var='urn:ietf:rfc:3264'/>");
    let broken = entity("b.example", &other);
    let rules = Rules::of(finding::of_entity(&broken).iter());
    offers.take(ids[1], Some(&broken), rules.with(Rule::CapsMismatch));
    offers.take(ids[2], Some(&Entity::new(Address::new("c.example"))), Rules::default());
    assert_eq!(offers.answered(), 2);
    assert_eq!(
        lines(&offers, Sort::Features, Order::Count),
        [
            "2 urn:xmpp:mam:2 [Message Archive Management] feature:=urn:xmpp:mam:2",
            "2 urn:xmpp:mam:2#extended [filters by id, pages by id, flipped pages] feature:=urn:xmpp:mam:2#extended",
            "1 two words [] feature:\"=two words\"",
            "1 urn:ietf:rfc:3264 [Jingle ICE-UDP Transport Method] feature:=urn:ietf:rfc:3264",
        ]
    );
    assert_eq!(
        lines(&offers, Sort::Identities, Order::Name),
        ["2 conference/text [] identity:=conference/text", "1 odd/ [] identity:=odd/"]
    );
    assert_eq!(lines(&offers, Sort::Documents, Order::Name)[1], "2 XEP-0313 [Message Archive Management] xep:0313");
    let findings = lines(&offers, Sort::Findings, Order::Name);
    assert!(
        findings.iter().any(|line| line.starts_with("1 caps-mismatch [") && line.ends_with(" finding:caps-mismatch"))
    );

    let (list, total) = offers.list(Sort::Features, Order::Name, "BY ID", 1);
    assert_eq!((list[0].name.as_ref(), list.len(), total), ("urn:xmpp:mam:2#extended", 1, 1), "by what it means, too");

    offers.take(ids[0], None, Rules::default());
    offers.take(ids[1], Some(&entity("b.example", MAM)), Rules::default());
    assert_eq!(offers.answered(), 1);
    assert_eq!(offers.len(Sort::Features), 2);
    assert_eq!((offers.len(Sort::Identities), offers.len(Sort::Findings), offers.len(Sort::Documents)), (0, 0, 1));
}

#[test]
fn equal_features_are_one_set_whoever_read_them() {
    let ids = numbers(4);
    let mut offers = Offers::default();
    let (one, again) = (entity("a.example", MAM), entity("b.example", MAM));
    let turned = entity("c.example", "<feature var='urn:xmpp:mam:2#extended'/><feature var='urn:xmpp:mam:2'/>");
    let elsewhere = std::thread::spawn(|| entity("d.example", MAM)).join().unwrap();
    for (id, entity) in ids.iter().zip([&one, &again, &turned, &elsewhere]) {
        offers.take(*id, Some(entity), Rules::default());
    }
    let sets: Vec<_> = ids.iter().map(|id| offers.sight(*id).unwrap().features).collect();
    assert_eq!(sets, [0, 0, 0, 0]);
}
