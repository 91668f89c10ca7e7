//! Items and the pages they come in.

use discoscope::disco::reply::{Item, Items, Page, Paging, Rest};

use crate::{ITEMS, items_of, read_items, shown, strings};

fn lines(items: &Items) -> Vec<String> {
    let line = |item: &Item| {
        let [jid, node, name, action] =
            [&item.jid, &item.node, &item.name, &item.action].map(|text| shown(text.as_deref()));
        format!("{jid} {node} {name} {action} {}", if item.valid_jid { "valid" } else { "not a JID" })
    };
    items.items.iter().map(|item| line(item)).collect()
}

#[test]
fn order_and_duplicates_are_kept() {
    let items = items_of(
        "<item jid='z.example' name='Z'/><item jid='a.example' node='n'/><item jid='z.example' name='Z'/>\
         <item jid='a@b.example/c' action='remove'/>",
    );
    assert_eq!(
        lines(&items),
        [
            "[z.example] - [Z] - valid",
            "[a.example] [n] - - valid",
            "[z.example] - [Z] - valid",
            "[a@b.example/c] - - [remove] valid"
        ]
    );
    assert_eq!((items.paging.count(), items.paging.rest), (None, Rest::Nothing));
    assert!(items.extras.is_empty());
}

#[test]
fn absent_and_empty_are_different_and_bad_jids_spoil_themselves_only() {
    let items = items_of(
        "<item/><item jid=''/><item jid='a@b@c'/><item jid='ok.example' node='' name='' action=''/>\
         <item jid='@x.example' name='n'/><item jid='x.example/'/><item jid=' x.example'/><item jid='a b@c.example'/>",
    );
    assert_eq!(
        lines(&items),
        [
            "- - - - not a JID",
            "[] - - - not a JID",
            "[a@b@c] - - - not a JID",
            "[ok.example] [] [] [] valid",
            "[@x.example] - [n] - not a JID",
            "[x.example/] - - - not a JID",
            "[ x.example] - - - not a JID",
            "[a b@c.example] - - - not a JID",
        ]
    );
}

#[test]
fn jids_stay_as_they_were_written() {
    let items = items_of("<item jid='ROOMS.Example'/><item jid='Alice@Exämple.org/Ünï'/>");
    assert_eq!(lines(&items), ["[ROOMS.Example] - - - valid", "[Alice@Exämple.org/Ünï] - - - valid"]);
}

#[test]
fn what_is_not_known_goes_to_the_extras() {
    let items = read_items(&format!(
        "<iq><query xmlns='{ITEMS}' odd='1'><feature var='x'/><item jid='a.example'><x xmlns='urn:x'/></item>\
         <item jid='b.example' more='m'/><item jid='d.example' name='D' xml:lang='en'/>\
         <item xmlns='urn:i' jid='c.example'/></query><error/></iq>"
    ));
    assert_eq!(lines(&items), ["[a.example] - - - valid", "[b.example] - - - valid", "[d.example] - [D] - valid"]);
    let q = format!("xmlns='{ITEMS}'");
    assert_eq!(
        strings(&items.extras),
        [
            format!("<query {q} odd='1'/>"),
            "<error xmlns='jabber:client'/>".to_owned(),
            format!("<feature {q} var='x'/>"),
            format!("<item {q} jid='a.example'><x xmlns='urn:x'/></item>"),
            format!("<item {q} jid='b.example' more='m'/>"),
            format!("<item {q} jid='d.example' name='D' xml:lang='en'/>"),
            "<item xmlns='urn:i' jid='c.example'/>".to_owned(),
        ]
    );
}

#[test]
fn an_empty_list_is_a_list() {
    for iq in [format!("<iq><query xmlns='{ITEMS}'/></iq>"), "<iq/>".to_owned()] {
        let items = read_items(&iq);
        assert_eq!((items.items.len(), items.paging.is_complete()), (0, true), "{iq}");
    }
    let node = format!("<iq><query xmlns='{ITEMS}' node='x'/></iq>");
    assert_eq!(read_items(&node).node_echoed.as_deref(), Some("x"));
}

#[test]
fn a_set_says_how_much_of_the_list_this_is() {
    let two = "<item jid='a.example'/><item jid='b.example'/>";
    let first = |index: &str| format!("<first{index}>a</first><last>b</last>");
    for (list, set, count, rest) in [
        (two, first(" index='0'") + "<count>2</count>", Some(2), Rest::Nothing),
        (two, first("") + "<count>2</count>", Some(2), Rest::Nothing),
        (two, first(" index='0'") + "<count>3</count>", Some(3), Rest::Ahead),
        (two, first(" index='1'") + "<count>3</count>", Some(3), Rest::Ahead),
        (two, first(" index='5'") + "<count>2</count>", Some(2), Rest::Ahead),
        (two, first(" index='x'") + "<count> 2 </count>", Some(2), Rest::Nothing),
        // A count that is wrong already says nothing of the end.
        (two, first(" index='0'") + "<count>1</count>", Some(1), Rest::Ahead),
        (two, "<count>1</count>".to_owned(), Some(1), Rest::Nothing),
        (two, first(" index='0'"), None, Rest::Ahead),
        (two, "<first>a</first>".to_owned(), None, Rest::Unreachable),
        (two, "<last/>".to_owned(), None, Rest::Ahead),
        (two, String::new(), None, Rest::Unreachable),
        (two, "<count>many</count>".to_owned(), None, Rest::Unreachable),
        (two, "<count>-1</count>".to_owned(), None, Rest::Unreachable),
        (two, "<count>99999999999999999999999</count>".to_owned(), None, Rest::Unreachable),
        ("", "<count>0</count>".to_owned(), Some(0), Rest::Nothing),
        ("", "<count>800</count>".to_owned(), Some(800), Rest::Unreachable),
        ("", String::new(), None, Rest::Nothing),
    ] {
        for before in [true, false] {
            let set = format!("<set xmlns='http://jabber.org/protocol/rsm'>{set}</set>");
            let items = items_of(&if before { format!("{set}{list}") } else { format!("{list}{set}") });
            assert_eq!((items.paging.count(), items.paging.rest), (count, rest), "{list} {set}");
            assert!(items.extras.is_empty());
        }
    }
}

#[test]
fn the_first_of_two_sets_counts_and_the_other_is_kept() {
    let set = |count| format!("<set xmlns='http://jabber.org/protocol/rsm'><count>{count}</count></set>");
    let items = items_of(&format!("<item jid='a.example'/>{}{}", set(1), set(7)));
    assert_eq!((items.paging.count(), items.paging.rest), (Some(1), Rest::Nothing));
    assert_eq!(strings(&items.extras), [set(7)]);
}

#[test]
fn what_a_set_says_is_kept_as_it_was_said() {
    let items = items_of(
        "<item jid='a.example'/><set xmlns='http://jabber.org/protocol/rsm'><last>  z &amp; </last><count>12</count>\
         <first index='3' exact-index='true'>a</first><max>7</max></set>",
    );
    let Paging { first: Page { max, received, taken, set }, more, .. } = items.paging;
    let set = set.unwrap();
    assert_eq!((max, received, taken, more.len()), (None, 1, 1, 0));
    assert_eq!(
        (set.first.as_deref(), set.index, set.last.as_deref(), set.count),
        (Some("a"), Some(3), Some("  z & "), Some(12))
    );
}
