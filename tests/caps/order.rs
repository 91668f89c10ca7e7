//! The order on the wire does not count, in any reply that can be hashed.

use std::sync::Arc;

use discoscope::disco::caps::{Algorithm, Verdict, hash_input, poisonable, verification_string, verify};
use discoscope::disco::reply::{Field, Form, Identity, Info, Lang};
use proptest::collection::vec;
use proptest::prelude::*;

use super::{hashes, version};

fn text() -> impl Strategy<Value = Arc<str>> {
    prop_oneof![
        "[a-zA-Z0-9:/#<&\\-\n\t é😀～]{0,6}".prop_map(Arc::from),
        Just(Arc::from("FORM_TYPE")),
        Just(Arc::from("hidden")),
        Just(Arc::from("")),
    ]
}

fn maybe() -> impl Strategy<Value = Option<Arc<str>>> {
    proptest::option::weighted(0.8, text())
}

fn identity() -> impl Strategy<Value = Identity> {
    let lang = proptest::option::of(prop_oneof![text().prop_map(Lang::Own), text().prop_map(Lang::Inherited)]);
    (maybe(), maybe(), maybe(), lang).prop_map(|(category, kind, name, lang)| Identity { category, kind, name, lang })
}

fn field() -> impl Strategy<Value = Field> {
    let values = vec(text(), 0..4);
    (maybe(), maybe(), values).prop_map(|(var, kind, values)| Field { var, kind, values, ..Field::default() })
}

fn form() -> impl Strategy<Value = Form> {
    (proptest::option::weighted(0.8, text()), vec(field(), 0..4)).prop_map(|(form_type, mut fields)| {
        let form_type = form_type.map(|value| Field {
            var: Some("FORM_TYPE".into()),
            kind: Some("hidden".into()),
            values: vec![value],
            ..Field::default()
        });
        fields.extend(form_type);
        Form { fields, ..Form::default() }
    })
}

prop_compose! {
    fn any_info()(
        identities in vec(identity(), 0..4),
        features in vec(maybe(), 0..6),
        forms in vec(form(), 0..4),
    ) -> Info {
        Info { identities, features: features.into(), forms, ..Info::default() }
    }
}

fn any_two() -> impl Strategy<Value = (Info, Info)> {
    any_info().prop_flat_map(|info| {
        let Info { identities, features, forms, .. } = info.clone();
        let forms = forms.into_iter().map(|form| {
            let fields = form.fields.into_iter().map(|field| {
                let values = Just(field.values.clone()).prop_shuffle();
                values.prop_map(move |values| Field { values, ..field.clone() })
            });
            fields.collect::<Vec<_>>().prop_shuffle().prop_map(|fields| Form { fields, ..Form::default() })
        });
        let shuffled = (
            Just(identities).prop_shuffle(),
            Just(features.to_vec()).prop_shuffle(),
            forms.collect::<Vec<_>>().prop_shuffle(),
        );
        let shuffled = shuffled.prop_map(|(identities, features, forms)| Info {
            identities,
            features: features.into(),
            forms,
            ..Info::default()
        });
        (Just(info), shuffled)
    })
}

fn is_ill_formed(info: &Info) -> bool {
    matches!(verify(&version("sha-1", ""), info), Verdict::IllFormed(_))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn of_xep_0115((info, shuffled) in any_two()) {
        prop_assert_eq!(is_ill_formed(&info), is_ill_formed(&shuffled));
        // Which of two FORM_TYPE fields comes first decides what the form is; such a form is none of XEP-0068.
        let is_one = |form: &Form| form.fields.iter().filter(|field| field.var.as_deref() == Some("FORM_TYPE")).count() < 2;
        if !is_ill_formed(&info) && info.forms.iter().all(is_one) {
            prop_assert_eq!(verification_string(&info), verification_string(&shuffled));
        }
    }

    #[test]
    fn of_xep_0390((info, shuffled) in any_two()) {
        let (input, other) = (hash_input(&info), hash_input(&shuffled));
        prop_assert_eq!(input.is_ok(), other.is_ok());
        if let (Ok(input), Ok(other)) = (input, other) {
            prop_assert_eq!(&input, &other);
            let value = Algorithm::Sha256.base64(input.as_bytes());
            prop_assert!(matches!(verify(&hashes(&[("sha-256", &value)]), &shuffled), Verdict::Match(_)));
        }
    }

    /// Where no string holds a separator, no part of a reply can be taken for another: the string can be read back.
    #[test]
    fn the_string_is_as_long_as_its_parts(info in any_info()) {
        if poisonable(&info).is_empty() && info.forms.is_empty() {
            let tokens = info.identities.len() + info.features.len();
            prop_assert_eq!(verification_string(&info).matches('<').count(), tokens);
        }
    }

    #[test]
    fn any_announcement_gets_a_verdict(info in any_info(), hash in "sha-1|sha3-512|[a-z0-9]{0,4}", ver in "[A-Za-z0-9+/=]{0,40}|\\PC{0,9}") {
        let _ = verify(&version(&hash, &ver), &info);
        let _ = verify(&hashes(&[(&hash, &ver)]), &info);
    }
}
