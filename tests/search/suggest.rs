//! What may be written next.

use discoscope::disco::{
    address::Address,
    offers::Offers,
    search::{Query, Rules, suggestions},
    state::Entity,
    tree::Tree,
};

use crate::{room, seen};

fn offers() -> Offers {
    let mut tree = Tree::new();
    let mut offers = Offers::default();
    let (one, two) = (tree.meet(Address::new("a.example")), tree.meet(Address::new("b.example")));
    offers.take(one, Some(&room()), Rules::default());
    let mut pubsub = Entity::new(Address::new("b.example"));
    let content = "<identity category='pubsub' type='service'/><feature var='urn:xmpp:mam:2'/><feature var='a b'/>";
    pubsub.info = seen::info(1, &pubsub.address, content);
    offers.take(two, Some(&pubsub), Rules::default());
    offers
}

fn lines(line: &str) -> Vec<String> {
    suggestions(line, &offers(), 20).into_iter().map(|suggestion| suggestion.line).collect()
}

#[test]
fn an_empty_line_asks_which_terms_there_are() {
    let all = suggestions("", &offers(), 20);
    assert_eq!(all.len(), 15);
    for suggestion in all {
        assert!(Query::parse(&suggestion.term).is_ok(), "{}", suggestion.term);
        assert!(suggestion.term.starts_with(&suggestion.line) && suggestion.line.ends_with(':'), "{suggestion:?}");
    }
}

#[test]
fn what_is_begun_is_completed_from_what_is_known() {
    for (line, completed) in [
        ("fe", &["feature:"][..]),
        ("lobby -Fe", &["lobby -feature:"]),
        ("feature:mam", &["feature:=urn:xmpp:mam:2 "]),
        ("x feature:\"a ", &["x feature:\"=a b\" "]),
        ("category:", &["category:conference ", "category:pubsub "]),
        ("type:serv", &["type:service "]),
        ("-identity:conf", &["-identity:=conference/text "]),
        ("xep:mess", &["xep:0313 "]),
        ("state:un", &["state:unreadable "]),
        ("state:silent", &[]),
        ("feature:=urn:xmpp:mam:2", &[]),
        ("lobby ", &[]),
        ("lobby", &[]),
        ("urn:xmpp", &[]),
        ("unknown:x", &[]),
    ] {
        assert_eq!(lines(line), completed, "{line}");
    }
    assert_eq!(suggestions("feature:", &offers(), 2).len(), 2);
}
