//! A production server held against a test server.

use discoscope::snapshot::{
    Watch,
    compare::{self, Comparison, Mapping, Options, Rule},
};

use crate::{
    seen::Seen,
    trees::{compared, shown},
};

fn options(rules: &[&str]) -> Options {
    let rules = rules.iter().map(|rule| rule.parse::<Rule>().unwrap());
    Options { mapping: Mapping::new(rules).unwrap(), ..Options::default() }
}

fn mapped(left: &Seen, right: &Seen, rules: &[&str]) -> Comparison {
    compare::compare(&left.snapshot(), &right.snapshot(), options(rules), &Watch::default()).unwrap()
}

/// A server of that domain, in which its name stands everywhere.
fn server(domain: &str) -> Seen {
    let form = format!(
        "<x xmlns='jabber:x:data' type='result'><field var='FORM_TYPE' type='hidden'><value>http://jabber.org/network/serverinfo</value></field>\
         <field var='abuse-addresses'><value>xmpp:admin@{domain}</value><value>https://www.{domain}/abuse</value></field></x>"
    );
    Seen::new(&[domain])
        .info(
            domain,
            &format!("<identity category='server' type='im' name='{domain}'/>{form}<odd xmlns='urn:o'>{domain}</odd>"),
        )
        .items(
            domain,
            &format!("<item jid='rooms.{domain}' name='Rooms of {domain}.'/><item jid='shared.example.net'/>"),
        )
        .info(&format!("rooms.{domain}"), "")
        .lists(&format!("rooms.{domain}"), &[&format!("lobby@rooms.{domain}#/home/{domain}/x")])
        .info(&format!("lobby@rooms.{domain}#/home/{domain}/x"), "")
        .info("shared.example.net", "")
        .refuses(
            "shared.example.net",
            discoscope::disco::state::Kind::Items,
            &format!(
                "<error type='auth' by='{domain}'><forbidden xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>"
            ),
        )
}

#[test]
fn one_server_stands_for_another_wherever_its_name_is() {
    let (shop, test) = (server("shop.example"), server("test.example"));
    let comparison = mapped(&shop, &test, &["shop.example=test.example"]);
    let expected = [
        "= shop.example",
        "  = rooms.shop.example",
        "    = lobby@rooms.shop.example#/home/shop.example/x",
        "  = shared.example.net",
    ];
    assert_eq!(shown(&comparison), expected);
    let back = mapped(&test, &shop, &["test.example=shop.example"]);
    assert_eq!(back.summary, comparison.summary);
    let nothing = compared(&shop, &test);
    assert_eq!((nothing.summary.unknown, nothing.summary.changed), (6, 1), "{:?}", shown(&nothing));
}

#[test]
fn a_test_server_that_leads_to_production_is_a_difference() {
    let shop = Seen::new(&["shop.example"]).lists("shop.example", &["rooms.shop.example"]);
    let test = Seen::new(&["test.example"]).lists("test.example", &["rooms.shop.example"]);
    let comparison = mapped(&shop, &test, &["shop.example=test.example"]);
    assert_eq!(comparison.changes[0].differences, 2, "one gone, one new");
}

#[test]
fn names_are_whole_names() {
    for (left, right, is_same) in [
        ("shop.example", "test.example", true),
        ("a.shop.example", "a.test.example", true),
        ("x@shop.example/r", "x@test.example/r", true),
        ("at shop.example.", "at test.example.", true),
        ("shop.example:5222", "test.example:5222", true),
        ("shop.example and shop.example", "test.example and test.example", true),
        ("shop.example", "shop.example", true),
        ("shop.example and test.example", "test.example and test.example", false),
        ("shop.example and test.example", "test.example and shop.example", false),
        ("myshop.example", "mytest.example", false),
        ("my-shop.example", "my-test.example", false),
        ("shop.example.org", "test.example.org", false),
        ("shop.examples", "test.examples", false),
        ("ushop.example shop.example", "ushop.example test.example", true),
    ] {
        let said = |domain: &str, text: &str| {
            Seen::new(&[domain]).info(domain, &format!("<identity category='a' type='b' name='{text}'/>"))
        };
        let comparison =
            mapped(&said("shop.example", left), &said("test.example", right), &["shop.example=test.example"]);
        assert_eq!(comparison.summary.same == 1, is_same, "“{left}” against “{right}”");
    }
}

#[test]
fn a_domain_of_the_other_side_stands_for_nothing() {
    let both = |root: &str, other: &str| Seen::new(&[root, other]).info(root, "").info(other, "<feature var='x'/>");
    let comparison = mapped(
        &both("shop.example", "test.example"),
        &both("test.example", "shop.example"),
        &["shop.example=test.example"],
    );
    assert_eq!(shown(&comparison), ["= shop.example", "? test.example", "? shop.example"]);
}

#[test]
fn people_and_clients_can_be_mapped_and_the_longest_rule_holds() {
    let seen = |jids: &[&str]| jids.iter().fold(Seen::new(jids), |seen, jid| seen.info(jid, ""));
    let left = seen(&["anna@a.example", "anna@a.example/phone", "x@a.example", "rooms.a.example", "m.rooms.a.example"]);
    let right = seen(&["bob@b.example", "bob@b.example/phone", "x@b.example", "muc.b.example", "m.muc.b.example"]);
    let rules = ["a.example=b.example", "anna@a.example=bob@b.example", "rooms.a.example=muc.b.example"];
    let comparison = mapped(&left, &right, &rules);
    assert_eq!((comparison.summary.same, comparison.changes.len()), (5, 5), "{:?}", shown(&comparison));
    let client = mapped(&seen(&["a@a.example/one"]), &seen(&["a@a.example/two"]), &["a@a.example/one=a@a.example/two"]);
    assert_eq!(client.summary.same, 1);
}

#[test]
fn nodes_that_are_equal_to_the_letter_come_first() {
    let seen = |domain: &str, nodes: &[&str]| {
        let seen = Seen::new(&[domain]).lists(
            domain,
            &nodes
                .iter()
                .map(|node| format!("{domain}#{node}"))
                .collect::<Vec<_>>()
                .iter()
                .map(String::as_str)
                .collect::<Vec<_>>(),
        );
        nodes
            .iter()
            .fold(seen, |seen, node| seen.info(&format!("{domain}#{node}"), &format!("<feature var='{node}'/>")))
    };
    let left = seen("shop.example", &["https://shop.example/caps"]);
    let right = seen("test.example", &["https://shop.example/caps"]);
    let comparison = mapped(&left, &right, &["shop.example=test.example"]);
    assert_eq!((comparison.summary.same, comparison.changes.len()), (2, 2), "{:?}", shown(&comparison));
    let right = seen("test.example", &["https://test.example/caps", "https://shop.example/caps"]);
    let comparison = mapped(&left, &right, &["shop.example=test.example"]);
    assert_eq!((comparison.summary.same, comparison.summary.added), (1, 1), "{:?}", shown(&comparison));
}

#[test]
fn rules_are_read() {
    for (text, left, right) in [
        ("shop.example=test.example", "shop.example", "test.example"),
        (" Shop.Example = test.example ", "shop.example", "test.example"),
        ("a=b@x.example=y.example", "a", "b@x.example=y.example"),
        ("a@x.example/r=1=b@y.example", "a@x.example/r", "1=b@y.example"),
    ] {
        let rule: Result<Rule, _> = text.parse();
        let sides = rule.map(|rule| [compare::Side::Left, compare::Side::Right].map(|side| rule.side(side).to_owned()));
        assert_eq!(sides, Ok([left.to_owned(), right.to_owned()]), "{text}");
    }
    for text in ["", "=", "a", "a=", "=b", "a b=c", "@x=y"] {
        let error = text.parse::<Rule>().unwrap_err().to_string();
        assert!(error.contains("LEFT=RIGHT"), "{text}: {error}");
    }
    let rule = |text: &str| text.parse::<Rule>().unwrap();
    assert!(Mapping::new([rule("a=b"), rule("a=b")]).is_ok());
    for twice in ["a=c", "c=b"] {
        let error = Mapping::new([rule("a=b"), rule(twice)]).unwrap_err().to_string();
        assert!(error.contains("twice"), "{error}");
    }
    let there = Mapping::new([rule("a=b"), rule("c.a=d")]).unwrap();
    assert_eq!(there.reversed().reversed(), there);
    assert_eq!(there.reversed().rules(), [rule("b=a"), rule("d=c.a")]);
}
