//! Any reply and any announcement: a verdict, a hash that agrees with itself, and no order that counts.
#![no_main]

use std::sync::Arc;

use discoscope_fuzz::disco::caps::{self, Algorithm, Announced, Hash, Verdict, Version};
use discoscope_fuzz::disco::reply::{Field, Form, Identity, Info, Lang};
use libfuzzer_sys::fuzz_target;

type Text = Option<String>;
type RawIdentity = (Text, Text, Text, Option<(bool, String)>);
type RawField = (Text, Text, Vec<String>);
type RawForm = (Option<String>, Vec<RawField>);

fuzz_target!(|raw: (Vec<RawIdentity>, Vec<Text>, Vec<RawForm>, (u8, Text, String))| {
    let (identities, features, forms, (choice, name, value)) = raw;
    let info = Info {
        identities: identities.into_iter().map(identity).collect(),
        features: features.into_iter().map(|var| var.map(Into::into)).collect(),
        forms: forms.into_iter().map(form).collect(),
        ..Info::default()
    };
    let _ = caps::poisonable(&info);
    let chosen = Algorithm::ALL[usize::from(choice) % Algorithm::ALL.len()];
    let name = name.unwrap_or_else(|| chosen.name().to_owned());
    let _ = caps::verify(&version(&name, &value), &info);
    let _ = caps::verify(&hashes(&name, &value), &info);
    by_version(&info, chosen);
    by_hashes(&info, chosen);
});

fn by_version(info: &Info, algorithm: Algorithm) {
    let input = caps::verification_string(info);
    let verdict = caps::verify(&version(algorithm.name(), &algorithm.base64(input.as_bytes())), info);
    match verdict {
        Verdict::Match(matched) => assert_eq!(matched.input, input),
        Verdict::IllFormed(_) => return,
        other => panic!("its own hash does not match: {other:?}"),
    }
    let is_form_type = |field: &&Field| field.var.as_deref() == Some("FORM_TYPE");
    if info.forms.iter().all(|form| form.fields.iter().filter(is_form_type).count() < 2) {
        assert_eq!(caps::verification_string(&reversed(info)), input, "the order counts");
    }
}

fn by_hashes(info: &Info, algorithm: Algorithm) {
    let Ok(input) = caps::hash_input(info) else { return };
    let announced = hashes(algorithm.name(), &algorithm.base64(input.as_bytes()));
    assert!(matches!(caps::verify(&announced, &reversed(info)), Verdict::Match(_)), "the order counts");
}

fn version(name: &str, value: &str) -> Announced {
    Announced::Version(Version { ver: Some(value.into()), hash: Some(name.into()), ..Version::default() })
}

fn hashes(name: &str, value: &str) -> Announced {
    Announced::Hashes(vec![Hash { algo: Some(name.into()), value: value.into() }])
}

fn identity((category, kind, name, lang): RawIdentity) -> Identity {
    let lang = lang.map(|(own, tag)| if own { Lang::Own(tag.into()) } else { Lang::Inherited(tag.into()) });
    Identity { category: category.map(Into::into), kind: kind.map(Into::into), name: name.map(Into::into), lang }
}

fn form((form_type, fields): RawForm) -> Form {
    let hidden = form_type.map(|value| (Some("FORM_TYPE".to_owned()), Some("hidden".to_owned()), vec![value]));
    let fields = hidden.into_iter().chain(fields).map(|(var, kind, values)| Field {
        var: var.map(Into::into),
        kind: kind.map(Into::into),
        values: values.into_iter().map(Into::into).collect(),
        ..Field::default()
    });
    Form { fields: fields.collect(), ..Form::default() }
}

fn reversed(info: &Info) -> Info {
    let mut info = info.clone();
    info.identities.reverse();
    Arc::make_mut(&mut info.features).reverse();
    info.forms.reverse();
    for form in &mut info.forms {
        form.fields.reverse();
        form.fields.iter_mut().for_each(|field| field.values.reverse());
    }
    info
}
