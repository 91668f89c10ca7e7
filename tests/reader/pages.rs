//! Lists that come in pages: how they are asked for, how they grow, where they end.

use std::time::Duration;

use discoscope::disco::{
    address::Address,
    finding,
    paging::Portion,
    reply::{At, Rest},
    state::{Entity, Kind, Outcome, Question, State},
};
use jiff::Timestamp;

use crate::support::{JID, RSM, answer, answered, load, numbered, page, piece, set};

const GONE: &str = "<error type='cancel'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>";
const BUSY: &str = "<error type='wait'><resource-constraint xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>";

/// The rules that the list breaks.
fn rules(entity: &Entity) -> Vec<&'static str> {
    finding::of_entity(entity).items.iter().map(|finding| finding.rule.id()).collect()
}

/// The names of the items that are here.
fn names(entity: &Entity) -> Vec<&str> {
    entity.items.answer().unwrap().items.iter().map(|item| item.name.as_deref().unwrap_or("-")).collect()
}

fn rest(entity: &Entity) -> Rest {
    entity.items.answer().unwrap().paging.rest
}

#[test]
fn questions_are_as_lean_as_they_can_be() {
    let question = |kind, portion| Question { portion, ..Question::new(kind, Address::with_node("a.x", "n")) };
    let query = "http://jabber.org/protocol/disco#items";
    for (kind, portion, end) in [
        (Kind::Items, Portion::All, "/>".to_owned()),
        (Kind::Items, Portion::First(200), format!("><set xmlns='{RSM}'><max>200</max></set></query>")),
        (
            Kind::Items,
            Portion::After("a&'b".into(), 7),
            format!("><set xmlns='{RSM}'><max>7</max><after>a&amp;&apos;b</after></set></query>"),
        ),
        (Kind::ItemCount, Portion::All, format!("><set xmlns='{RSM}'><max>0</max></set></query>")),
    ] {
        let (request, _) = answered(&question(kind, portion), "", Duration::ZERO);
        assert_eq!(*request, format!("<iq type='get' id='d1' to='a.x'><query xmlns='{query}' node='n'{end}</iq>"));
    }
}

#[test]
fn a_page_is_asked_only_of_those_who_are_known_to_give_pages() {
    let mut entity = Entity::new(Address::new(JID));
    let say = |entity: &mut Entity, kind, portion, content: &str| {
        let question = Question { portion, ..Question::new(kind, Address::new(JID)) };
        let _ = entity.take(answer(&question, content).outcome);
    };
    assert_eq!(entity.first_portion(200), Portion::All, "nothing is known");
    say(&mut entity, Kind::Info, Portion::All, "<identity category='a' type='b'/><feature var='urn:x'/>");
    assert_eq!(entity.first_portion(200), Portion::All, "no word of pages");
    say(&mut entity, Kind::Info, Portion::All, &format!("<identity category='a' type='b'/><feature var='{RSM}'/>"));
    assert_eq!(entity.first_portion(200), Portion::First(200));
    say(&mut entity, Kind::Items, Portion::First(200), &piece(0..2, Some(2)));
    assert_eq!(entity.first_portion(200), Portion::First(200), "it does");
    say(&mut entity, Kind::Items, Portion::First(200), &numbered(0..300));
    assert_eq!(entity.first_portion(200), Portion::All, "it does not with lists of items (XEP-0059 §4)");
}

#[test]
fn pages_become_one_list_in_wire_order_with_their_stanzas() {
    let (entity, asked) = load(100, |portion| page(portion, 100, 250));
    let list = entity.items.answer().unwrap();
    assert_eq!((asked, list.items.len(), rest(&entity)), (3, 250, Rest::Nothing));
    assert_eq!(list.items[249].name.as_deref(), Some("Item 249"));
    assert!(list.items.iter().enumerate().all(|(n, item)| item.name.as_deref() == Some(&*format!("Item {n}"))));
    assert_eq!((list.paging.first.received, list.paging.more.len(), list.paging.count()), (100, 2, Some(250)));
    let second = &list.paging.more[1];
    assert!(second.asked.request_xml.as_ref().unwrap().text().contains("<max>100</max><after>199</after>"));
    assert!(second.reply_xml.as_ref().unwrap().text().contains("Item 249") && second.reply_bytes > 1000);
    assert_eq!((second.body.max, second.body.received, second.body.taken), (Some(100), 50, 50));
    assert!(rules(&entity).is_empty());
    let (whole, asked) = load(100, |_| numbered(0..250));
    assert_eq!((asked, rest(&whole)), (1, Rest::Nothing));
    assert!(whole.items.answer().unwrap().items == list.items, "as in one piece");
}

/// Asserts how loading such a list ends: after so many questions, with so many items, which rest, what broken.
#[track_caller]
fn ends(give: impl FnMut(&Portion) -> String, questions: usize, (length, ends): (usize, Rest), broken: &[&str]) {
    let (entity, asked) = load(100, give);
    assert_eq!((asked, names(&entity).len(), rest(&entity)), (questions, length, ends));
    assert_eq!(rules(&entity), broken);
    assert_eq!(ends.trouble().is_none(), matches!(ends, Rest::Nothing | Rest::Ahead));
    assert_eq!(Rest::of(ends.word()), Some(ends));
}

/// Fifty of 250 items, and then this.
fn then(second: &str) -> impl FnMut(&Portion) -> String {
    move |portion| match portion {
        Portion::After(..) => second.to_owned(),
        _ => piece(0..50, Some(250)),
    }
}

#[test]
fn what_comes_instead_of_a_page_ends_a_list() {
    ends(then(&piece(0..50, Some(250))), 2, (50, Rest::Repeated), &["page-repeated"]);
    ends(then(GONE), 2, (50, Rest::Lost), &[]);
    ends(then(BUSY), 2, (50, Rest::Refused), &[]);
    ends(then("silence"), 2, (50, Rest::Silent), &[]);
    ends(then("cut"), 2, (50, Rest::CutOff), &[]);
    ends(then(&set(None, None, None)), 2, (50, Rest::Nothing), &["list-count-differs"]);
    ends(then(""), 2, (50, Rest::Nothing), &["list-count-differs"]);
    ends(then(&numbered(0..250)), 2, (250, Rest::Nothing), &[]);
    ends(then(&piece(50..250, Some(250))), 2, (250, Rest::Nothing), &["page-too-long"]);
    ends(then(&piece(50..80, Some(80))), 2, (80, Rest::Nothing), &[]);
    // The same items by other names, for ever.
    let renamed = |portion: &Portion| {
        let name = match portion {
            Portion::After(cursor, _) => format!("{cursor}x"),
            _ => "x".to_owned(),
        };
        format!("{}{}", numbered(0..3), set(Some((&format!("a{name}"), None)), Some(&name), None))
    };
    ends(renamed, 2, (3, Rest::Repeated), &["page-repeated"]);
}

#[test]
fn lists_end_whatever_their_sets_say_of_it() {
    let uncounted = |portion: &Portion| match portion {
        Portion::After(cursor, _) if &**cursor == "99" => set(None, None, None),
        Portion::After(..) => piece(50..100, None),
        _ => piece(0..50, None),
    };
    ends(uncounted, 3, (100, Rest::Nothing), &[]);
    let fewer = |portion: &Portion| page(portion, 50, 250).replace("<count>250<", "<count>300<");
    ends(fewer, 6, (250, Rest::Nothing), &["list-count-differs"]);
    let more = |portion: &Portion| page(portion, 50, 120).replace("<count>120<", "<count>60<");
    ends(more, 4, (120, Rest::Nothing), &["list-count-differs"]);
    let nameless = |_: &Portion| format!("{}{}", numbered(0..50), set(None, None, Some(250)));
    ends(nameless, 1, (50, Rest::Unreachable), &["page-without-ends"]);
    let one_end = |_: &Portion| format!("{}{}", numbered(0..2), set(Some(("a", None)), None, None));
    ends(one_end, 1, (2, Rest::Unreachable), &["page-without-ends"]);
    let empty = |_: &Portion| set(Some(("a", None)), Some("b"), Some(0));
    ends(empty, 1, (0, Rest::Nothing), &["page-empty-with-ends"]);
}

#[test]
fn duplicates_are_kept_and_so_is_what_is_odd_about_later_pages() {
    let (entity, _) = load(10, |portion| match portion {
        Portion::After(..) => {
            format!("{}<item jid='odd.x' mood='good'/>{}", numbered(1..2), set(Some(("c", None)), Some("d"), Some(4)))
        }
        _ => format!("{}{}", numbered(0..2), set(Some(("a", None)), Some("b"), Some(4))),
    });
    assert_eq!(names(&entity), ["Item 0", "Item 1", "Item 1", "-"]);
    let extras: Vec<_> = entity.items.answer().unwrap().extras.iter().map(|extra| extra.at).collect();
    assert_eq!(extras, [At::Item(3)], "where it stands in the whole list");
    assert_eq!(rules(&entity), ["item-duplicate", "attribute-unknown"]);
}

#[test]
fn what_failed_can_be_asked_for_again() {
    let mut fails = [BUSY, "silence", "cut"].into_iter();
    let (mut entity, _) = load(50, |portion| match portion {
        Portion::After(..) => fails.next().unwrap().to_owned(),
        _ => page(portion, 50, 120),
    });
    for failure in fails.chain([GONE]) {
        let question = entity.begin_page(50, Timestamp::UNIX_EPOCH).expect(failure);
        assert!(entity.items.is_waiting() && entity.items.answer().is_some(), "what is here stays");
        assert!(entity.begin_page(50, Timestamp::UNIX_EPOCH).is_none(), "one at a time");
        assert!(entity.take(answer(&question, failure).outcome));
        assert_eq!(names(&entity).len(), 50);
    }
    assert_eq!(rest(&entity), Rest::Lost);
    assert!(entity.begin_page(50, Timestamp::UNIX_EPOCH).is_none(), "there is no way on");
    let list = entity.items.answer().unwrap();
    assert!(
        list.paging.more.last().unwrap().reply_xml.as_ref().unwrap().text().contains("item-not-found"),
        "it can be read"
    );
    let _ = entity.begin(Kind::Items, Timestamp::UNIX_EPOCH);
    let whole = Question::new(Kind::Items, entity.address.clone());
    assert!(entity.take(answer(&whole, &numbered(0..120)).outcome));
    assert_eq!((names(&entity).len(), rest(&entity)), (120, Rest::Nothing));
}

#[test]
fn pages_that_come_late_or_belong_to_another_list_do_no_harm() {
    let (mut entity, _) = load(50, |portion| match portion {
        Portion::After(..) => "silence".to_owned(),
        _ => page(portion, 50, 200),
    });
    let after = |cursor: &str| Question {
        portion: Portion::After(cursor.into(), 50),
        ..Question::new(Kind::Items, Address::new(JID))
    };
    let late =
        |cursor: &str, range| answered(&after(cursor), &piece(range, Some(200)), Duration::from_secs(31)).1.outcome;
    assert!(!entity.take(late("7", 8..58)), "from before the list was asked for again");
    assert_eq!((names(&entity).len(), rest(&entity)), (50, Rest::Silent));
    assert!(!entity.take(late("49", 50..100)), "nobody waits for it any more");
    assert_eq!((names(&entity).len(), rest(&entity)), (100, Rest::Ahead), "and it is taken all the same");
    let question = entity.begin_page(50, Timestamp::UNIX_EPOCH).unwrap();
    assert!(!entity.take(late("99", 100..150)), "a late one does not end the waiting for another");
    assert!(entity.items.is_waiting());
    let Outcome::Page(_, State::Answered(_)) = answer(&question, "").outcome else { panic!() };
    assert!(entity.take(answer(&question, &page(&question.portion, 100, 200)).outcome));
    assert_eq!(names(&entity).len(), 150);
}

#[test]
fn items_are_counted_without_being_sent() {
    for (content, facts) in [
        (set(None, None, Some(800)), vec![("count", "800")]),
        (set(None, None, None), vec![]),
        (numbered(0..3), vec![("count", "3")]),
        (String::new(), vec![]),
    ] {
        let mut entity = Entity::new(Address::new(JID));
        let _ = entity.begin(Kind::ItemCount, Timestamp::UNIX_EPOCH);
        assert!(entity.take(answer(&Question::new(Kind::ItemCount, Address::new(JID)), &content).outcome));
        let State::Answered(reply) = &entity.besides[&Kind::ItemCount] else { panic!("{content}") };
        let told: Vec<_> = reply.body.iter().map(|(name, value)| (&**name, &**value)).collect();
        assert_eq!(told, facts, "{content}");
        assert!(entity.items.is_not_asked());
    }
}
