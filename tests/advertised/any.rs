//! Whatever is said of us is read back as it was written: from TOML, and from the wire.

use std::sync::Arc;

use discoscope::disco::{
    address,
    advertised::{About, Node, Parts, Preview, Profile, Refused, Rule, Served, Then, Who},
    reply::{Field, Form, Identity, Item, Lang},
    state::{Kind, State},
};
use proptest::{collection::vec, option, prelude::*};

/// What XML can carry, with what is special to XML, TOML or hashes more often than by chance.
fn text() -> impl Strategy<Value = Arc<str>> {
    let odd =
        prop::sample::select(vec!["", "<&>'\"", "\n\t\r", "\\", "a<b/c", "\u{1f600}", "\u{7f}\u{85}", " x ", "]]>"]);
    prop_oneof![odd.prop_map(Arc::from), "[ -~äß日]{0,12}".prop_map(|text: String| Arc::from(text))]
}

fn maybe() -> impl Strategy<Value = Option<Arc<str>>> {
    option::of(text())
}

fn identity() -> impl Strategy<Value = Identity> {
    (maybe(), maybe(), maybe(), maybe()).prop_map(|(category, kind, name, lang)| Identity {
        category,
        kind,
        name,
        lang: lang.map(Lang::Own),
    })
}

fn item() -> impl Strategy<Value = Item> {
    (maybe(), maybe(), maybe(), maybe()).prop_map(|(jid, node, name, action)| Item {
        valid_jid: jid.as_deref().is_some_and(|jid| address::check(jid).is_ok()),
        jid,
        node,
        name,
        action,
    })
}

fn field() -> impl Strategy<Value = Field> {
    let var = prop_oneof![Just(Some(Arc::from("FORM_TYPE"))), maybe()];
    let kind = prop_oneof![Just(Some(Arc::from("hidden"))), maybe()];
    (var, kind, maybe(), vec(text(), 0..3)).prop_map(|(var, kind, label, values)| Field {
        var,
        kind,
        label,
        values,
        media: Vec::new(),
    })
}

fn form() -> impl Strategy<Value = Form> {
    let rows = vec(vec(field(), 0..3), 0..2);
    (text(), maybe(), vec(text(), 0..2), vec(field(), 0..4), vec(field(), 0..2), rows).prop_map(
        |(kind, title, instructions, fields, reported, rows)| {
            let form_type = fields.iter().find(|field| field.var.as_deref() == Some("FORM_TYPE"));
            let form_type = form_type.and_then(|field| field.values.first().cloned());
            Form { form_type, kind: Some(kind), title, instructions, fields, reported, rows }
        },
    )
}

fn jid() -> impl Strategy<Value = Arc<str>> {
    prop::sample::select(vec!["a.example", "one@a.example", "one@a.example/R"]).prop_map(Arc::from)
}

fn node() -> impl Strategy<Value = Node> {
    let parts = (vec(identity(), 0..3), vec(text(), 0..4), vec(form(), 0..3), vec(item(), 0..4));
    (option::of(jid()), maybe(), parts).prop_map(|(jid, name, (identities, features, forms, items))| Node {
        jid,
        name,
        identities,
        features,
        forms,
        items,
    })
}

fn then() -> impl Strategy<Value = Then> {
    let parts = (
        option::of(vec(identity(), 0..2)),
        option::of(vec(text(), 0..2)),
        option::of(vec(form(), 0..2)),
        option::of(vec(item(), 0..2)),
    );
    let answer = parts
        .prop_map(|(identities, features, forms, items)| Then::Answer(Parts { identities, features, forms, items }));
    let error = (text(), "[a-z][a-z-]{0,8}", maybe(), maybe()).prop_map(|(kind, condition, text, lang)| {
        Then::Error(Refused { kind, condition: condition.into(), text, lang })
    });
    prop_oneof![Just(Then::AsUsual), Just(Then::Silence), answer, error]
}

fn rule() -> impl Strategy<Value = Rule> {
    let who = prop::sample::select(vec!["*", "b.example", "bob@b.example", "bob@b.example/Phone 1"]);
    let about = prop_oneof![Just(About::Anything), Just(About::Main), text().prop_map(About::Node)];
    let kind = option::of(prop_oneof![Just(Kind::Info), Just(Kind::Items)]);
    let delay = prop_oneof![Just(0_u64), 0_u64..=600_000];
    (who, option::of(jid()), about, kind, then(), delay).prop_map(|(who, jid, about, kind, then, delay_ms)| Rule {
        who: Who::parse(who).unwrap(),
        jid,
        about,
        kind,
        then,
        delay_ms,
    })
}

fn profile() -> impl Strategy<Value = Profile> {
    (text(), vec(node(), 0..4), vec(rule(), 0..3)).prop_map(|(caps_node, all, rules)| {
        let mut nodes: Vec<Node> = Vec::new();
        for node in all {
            if !nodes.iter().any(|there| there.is(node.jid.as_deref(), node.name.as_deref())) {
                nodes.push(node);
            }
        }
        Profile { is_strict: false, caps_node, nodes, rules }
    })
}

proptest! {
    #[test]
    fn what_is_written_as_toml_is_read_back(profile in profile()) {
        let text = profile.to_toml();
        match Profile::from_toml(&text) {
            Ok(read) => prop_assert_eq!(read, profile),
            Err(error) => prop_assert!(false, "{}\n{}", error, text),
        }
    }

    #[test]
    fn what_goes_over_the_wire_is_read_back(node in node()) {
        let Preview { entity, .. } = Preview::of(&node, "me@example.org/x");
        let (State::Answered(info), State::Answered(items)) = (&entity.info, &entity.items) else {
            panic!("unreadable: {entity:?}")
        };
        prop_assert_eq!(&*info.body, &node.info());
        prop_assert!(items.body.items.iter().map(|item| &**item).eq(&node.items), "{:?}", items.body);
        prop_assert_eq!(&items.body.extras, &vec![]);
    }

    #[test]
    fn nothing_that_is_said_can_break_the_stream(name in ".{0,20}", character in any::<char>()) {
        let name: Arc<str> = format!("{name}{character}").into();
        let identity = Identity { name: Some(name.clone()), ..Identity::default() };
        let node = Node { name: Some(name.clone()), identities: vec![identity], features: vec![name], ..Node::default() };
        let Preview { entity, .. } = Preview::of(&node, "me@example.org/x");
        prop_assert!(matches!(entity.info, State::Answered(_)));
    }

    #[test]
    fn any_text_is_read_or_refused(text in "(strict|node|rule|who|answer|form|[\\[\\]={}'\"\n a-z.,]){0,40}") {
        let _ = Profile::from_toml(&text);
    }

    #[test]
    fn every_hash_has_its_node(profile in profile()) {
        let served = Served::new(Arc::new(profile));
        let hashes: usize = served.caps("me@example.org/x").announced.iter().map(|announced| announced.each().len()).sum();
        prop_assert_eq!(served.caps("me@example.org/x").nodes.len(), hashes);
    }
}
