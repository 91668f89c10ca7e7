//! Each known mistake is made on purpose, by hand, and recognised.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use discoscope::disco::caps::{Algorithm, Mistake, Verdict, hash_input, verification_string, verify};

use super::examples::{PSI, PSI_VER};
use super::{hashes, hexadecimal, info, info_in, mismatch, version};

/// Every order that a mistake may change differs here.
const REPLY: &str = "<identity category='client' type='pc' name='A &amp; B' xml:lang='en'/>
    <identity category='client' type='p' name='C'/><identity category='client' type='p-c'/>
    <feature var='urn:b'/><feature var='urn:a:b'/><feature var='urn:a'/><feature var='urn:B'/><feature var='urn:a-c'/>
    <feature var='urn:\u{ff5e}'/><feature var='urn:\u{1f600}'/>
    <x xmlns='jabber:x:data'><field var='FORM_TYPE' type='hidden'><value>urn:form</value></field>
      <field var='A'><value>2</value><value>1</value></field></x>
    <x xmlns='jabber:x:data'><field var='FORM_TYPE'><value>urn:open</value></field></x>";

const RIGHT: [&str; 14] = [
    "client/p//C",
    "client/p-c//",
    "client/pc/en/A & B",
    "urn:B",
    "urn:a",
    "urn:a-c",
    "urn:a:b",
    "urn:b",
    "urn:\u{ff5e}",
    "urn:\u{1f600}",
    "urn:form",
    "A",
    "1",
    "2",
];

fn text(tokens: &[&str]) -> String {
    tokens.iter().flat_map(|token| [*token, "<"]).collect()
}

#[test]
fn of_xep_0115() {
    let reply = info(REPLY);
    assert_eq!(verification_string(&reply), text(&RIGHT));
    let identities = ["client/p//C", "client/p-c//", "client/pc/en/A & B"];
    let form = ["urn:form", "A", "1", "2"];
    let features = |order: &[&str]| {
        let features = order.iter().flat_map(|end| ["urn:", *end, "<"]).collect::<String>();
        text(&identities) + &features + &text(&form)
    };
    let replaced = |from: &str, to: &str| text(&RIGHT).replace(from, to);
    let (tilde, smile) = ("\u{ff5e}", "\u{1f600}");
    let cases = [
        (Mistake::LangIgnored, replaced("pc/en/", "pc//")),
        (Mistake::NamesIgnored, replaced("/A & B", "/").replace("/C<", "/<")),
        (Mistake::FormsIgnored, text(&RIGHT[..10])),
        (Mistake::FormsNotHidden, text(&RIGHT) + "urn:open<"),
        (Mistake::FormTypeAsField, replaced("urn:form<A<1<2<", "A<1<2<FORM_TYPE<urn:form<")),
        (Mistake::ValuesNotSorted, replaced("A<1<2<", "A<2<1<")),
        (Mistake::LastSeparatorMissing, text(&RIGHT).strip_suffix('<').unwrap().to_owned()),
        (Mistake::Escaped, replaced("A & B", "A &amp; B")),
        (Mistake::IdentitiesSortedAsText, replaced("client/p//C<client/p-c//<", "client/p-c//<client/p//C<")),
        (Mistake::CaseIgnored, features(&["a", "a-c", "a:b", "b", "B", tilde, smile])),
        (Mistake::SortedByLocale, features(&["a", "a:b", "a-c", "B", "b", tilde, smile])),
        (Mistake::SortedByUtf16, features(&["B", "a", "a-c", "a:b", "b", smile, tilde])),
        (
            Mistake::SeparatorSorted,
            features(&["B", "a-c", "a:b", "a", "b", tilde, smile])
                .replace("client/p//C<client/p-c//<", "client/p-c//<client/p//C<"),
        ),
        (Mistake::FeatureLeftOut(2), replaced("urn:a<", "")),
        (Mistake::IdentityLeftOut(1), replaced("client/p//C<", "")),
        (Mistake::FeatureMissing("jabber:iq:version"), replaced("urn:B<", "jabber:iq:version<urn:B<")),
    ];
    for (mistake, input) in cases {
        for algorithm in [Algorithm::Sha1, Algorithm::Sha512] {
            let announced = version(algorithm.name(), &algorithm.base64(input.as_bytes()));
            let found = mismatch(&announced, &reply);
            assert!(found.would_match.contains(&mistake), "{mistake:?}: {:?}\n{input}", found.would_match);
            assert_eq!((found.input, found.wrong_length), (text(&RIGHT), None));
            assert!(!mistake.to_string().is_empty());
        }
    }
}

#[test]
fn of_xep_0390() {
    let reply = info(PSI);
    let right = hash_input(&reply).unwrap();
    let cases = [
        (Mistake::LangIgnored, {
            let [psi, greek] = ["\u{1f}\u{1f}Psi 0.11", "\u{1f}\u{1f}Ψ 0.11"];
            let en = right.replace("\u{1f}en\u{1f}Psi 0.11", "\u{1f}en").replace("\u{1f}el\u{1f}Ψ 0.11", "\u{1f}el");
            en.replace("pc\u{1f}el", &format!("pc{psi}")).replace("pc\u{1f}en", &format!("pc{greek}"))
        }),
        (Mistake::ValuesNotSorted, right.clone()),
        (Mistake::LastSeparatorMissing, right.strip_suffix('\u{1c}').unwrap().to_owned()),
        (Mistake::FeatureLeftOut(3), right.replace("http://jabber.org/protocol/muc\u{1f}", "")),
    ];
    for (mistake, input) in cases {
        let value = Algorithm::Sha256.base64(input.as_bytes());
        let announced = hashes(&[("sha-256", &value)]);
        if input == right {
            assert!(matches!(verify(&announced, &reply), Verdict::Match(_)));
        } else {
            assert_eq!(mismatch(&announced, &reply).would_match, [mistake], "{input:?}");
        }
    }
}

#[test]
fn of_the_hash_itself() {
    let reply = info(PSI);
    let digest = Algorithm::Sha1.digest(verification_string(&reply).as_bytes());
    let digits = hexadecimal(&digest);
    let cases = [
        (digits.clone(), Mistake::Hexadecimal),
        (digits.to_uppercase(), Mistake::Hexadecimal),
        (STANDARD_NO_PAD.encode(&digest), Mistake::OddBase64),
        (PSI_VER.replace('/', "_"), Mistake::OddBase64),
        (format!("{PSI_VER}\n"), Mistake::OddBase64),
    ];
    for (ver, mistake) in cases {
        assert_eq!(mismatch(&version("sha-1", &ver), &reply).would_match, [mistake], "{ver}");
    }
    let other = Algorithm::Sha3With256.base64(verification_string(&reply).as_bytes());
    let found = mismatch(&version("sha-1", &other), &reply);
    assert_eq!(found.would_match, [Mistake::OtherAlgorithm(Algorithm::Sha3With256)]);
    assert_eq!(found.wrong_length, Some(Some(32)));
    let found = mismatch(&version("sha-1", "not Base64!"), &reply);
    assert_eq!((found.wrong_length, found.would_match), (Some(None), vec![]));
}

#[test]
fn a_mismatch_without_explanation_shows_both_hashes() {
    let found = mismatch(&version("sha-1", "QgayPKawpkPSDYmwT/WM94uAlu0="), &info(PSI));
    assert_eq!((&*found.announced, &*found.computed), ("QgayPKawpkPSDYmwT/WM94uAlu0=", PSI_VER));
    assert!(found.would_match.is_empty(), "{:?}", found.would_match);
}

/// Of an inherited language XEP-0115 leaves open whether it counts; XEP-0390 does not.
#[test]
fn inherited_languages() {
    let children = "<identity category='client' type='pc' name='A'/><feature var='a'/>";
    let reply = info_in(children, Some("de"));
    let of_version = |input: &str| match verify(&version("sha-1", &Algorithm::Sha1.base64(input.as_bytes())), &reply) {
        Verdict::Match(matched) => Some((matched.by_inherited_lang, matched.input)),
        _ => None,
    };
    assert_eq!(verification_string(&reply), "client/pc//A<a<");
    assert_eq!(of_version("client/pc//A<a<"), Some((false, "client/pc//A<a<".to_owned())));
    assert_eq!(of_version("client/pc/de/A<a<"), Some((true, "client/pc/de/A<a<".to_owned())));
    assert_eq!(of_version("client/pc/en/A<a<"), None);

    let with = |lang: &str| format!("a\u{1f}\u{1c}client\u{1f}pc\u{1f}{lang}\u{1f}A\u{1f}\u{1e}\u{1c}\u{1c}");
    assert_eq!(hash_input(&reply), Ok(with("de")));
    let without = hashes(&[("sha-256", &Algorithm::Sha256.base64(with("").as_bytes()))]);
    assert_eq!(mismatch(&without, &reply).would_match, [Mistake::OtherLang, Mistake::LangIgnored]);
}

#[test]
fn any_one_hash_of_a_set_proves_it() {
    let reply = info(PSI);
    let value = Algorithm::Sha256.base64(hash_input(&reply).unwrap().as_bytes());
    let wrong = Algorithm::Sha3With256.base64(b"something else");
    let set = hashes(&[("unheard-of", "AAAA"), ("sha3-256", &wrong), ("sha-256", &value)]);
    assert!(matches!(verify(&set, &reply), Verdict::Match(_)));
    let each: Vec<Verdict> = set.each().iter().map(|one| verify(one, &reply)).collect();
    assert!(matches!(each[..], [Verdict::UnknownHash(_), Verdict::Mismatch(_), Verdict::Match(_)]), "{each:?}");
}
