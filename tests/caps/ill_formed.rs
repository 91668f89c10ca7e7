//! Every clause by which a reply cannot be hashed, and beside each what is no fault.

use discoscope::disco::caps::{Announced, IllFormed, Verdict, hash_input, verify};
use discoscope::disco::reply::At;

use super::examples::{EXODUS, EXODUS_VER, PSI, PSI_VER};
use super::{assert_matches, hashes, info, info_in, version};

fn form(fields: &str) -> String {
    format!("<x xmlns='jabber:x:data' type='result'>{fields}</x>")
}

const TYPE: &str = "<field var='FORM_TYPE' type='hidden'><value>urn:example:a</value></field>";

fn assert_ill_formed(announced: &Announced, children: &str, expected: &[IllFormed]) {
    let info = info_in(children, Some("en"));
    assert_eq!(verify(announced, &info), Verdict::IllFormed(expected.to_vec()), "{children}");
}

#[test]
fn of_xep_0115() {
    let announced = version("sha-1", EXODUS_VER);
    let identity = "<identity category='client' type='pc' name='A'/>";
    let cases = [
        (identity.repeat(2), vec![IllFormed::IdentityTwice(1)]),
        (identity.repeat(3), vec![IllFormed::IdentityTwice(1), IllFormed::IdentityTwice(2)]),
        ("<feature var='a'/><feature var='b'/><feature var='a'/>".to_owned(), vec![IllFormed::FeatureTwice(2)]),
        (form(TYPE).repeat(2), vec![IllFormed::FormTwice(1)]),
        (
            form("<field var='FORM_TYPE' type='hidden'><value>a</value><value>b</value></field>"),
            vec![IllFormed::FormTypeDiffers(0)],
        ),
        (
            form(
                "<field var='FORM_TYPE' type='hidden'><value>a</value></field><field var='FORM_TYPE'><value>b</value></field>",
            ),
            vec![IllFormed::FormTypeDiffers(0)],
        ),
        (
            format!("{}<feature var='a'/><feature var='a'/>{}", identity.repeat(2), form(TYPE).repeat(2)),
            vec![IllFormed::IdentityTwice(1), IllFormed::FeatureTwice(1), IllFormed::FormTwice(1)],
        ),
    ];
    for (children, expected) in cases {
        assert_ill_formed(&announced, &children, &expected);
    }
}

#[test]
fn what_is_no_fault_in_xep_0115() {
    let announced = version("sha-1", EXODUS_VER);
    for children in [
        "<identity category='client' type='pc' name='A'/><identity category='client' type='pc' name='B'/>",
        "<identity category='client' type='pc' xml:lang='en'/><identity category='client' type='pc' xml:lang='de'/>",
        "<feature var='a'/><feature var='A'/>",
        "<feature/><feature/>",
        &form("<field var='FORM_TYPE' type='hidden'><value>a</value><value>a</value></field>"),
        &form("<field var='a'/>").repeat(2),
        "<unknown xmlns='urn:example:unknown'/>",
    ] {
        let verdict = verify(&announced, &info(children));
        assert!(matches!(verdict, Verdict::Mismatch(_)), "{children}: {verdict:?}");
    }
}

/// XEP-0115 §5.4, step 3.6: such forms are ignored, the rest of the reply is not.
#[test]
fn forms_that_do_not_count_in_xep_0115() {
    for fields in [
        "<field var='a'><value>1</value></field>",
        "<field var='FORM_TYPE'><value>urn:example:a</value></field>",
        "<field var='FORM_TYPE' type='text-single'><value>urn:example:a</value></field>",
        "<field var='FORM_TYPE' type='hidden'/>",
    ] {
        assert_matches(&version("sha-1", PSI_VER), &info(&format!("{PSI}{}", form(fields))));
    }
}

#[test]
fn of_xep_0390() {
    let announced = hashes(&[("sha-256", "kzBZbkqJ3ADrj7v08reD1qcWUwNGHaidNUgD7nHpiw8=")]);
    let cases = [
        ("<unknown xmlns='urn:example:unknown'/>".to_owned(), vec![IllFormed::ChildUnknown(0)]),
        (form(&format!("{TYPE}<reported><field var='a'/></reported>")), vec![IllFormed::FormWithTable(0)]),
        (form(&format!("{TYPE}<item><field var='a'/></item>")), vec![IllFormed::FormWithTable(0)]),
        (form("<field var='a'/>"), vec![IllFormed::FormTypeMissing(0)]),
        (form("<field var='FORM_TYPE'><value>a</value></field>"), vec![IllFormed::FormTypeNotHidden(0)]),
        (form("<field var='FORM_TYPE' type='hidden'/>"), vec![IllFormed::FormTypeNotOne(0)]),
        (
            form("<field var='FORM_TYPE' type='hidden'><value>a</value><value>a</value></field>"),
            vec![IllFormed::FormTypeNotOne(0)],
        ),
        (form(&TYPE.repeat(2)), vec![IllFormed::FormTypeNotOne(0)]),
        (form(TYPE) + &form(""), vec![IllFormed::FormTypeMissing(1)]),
    ];
    for (children, expected) in cases {
        assert_ill_formed(&announced, &children, &expected);
        assert_eq!(hash_input(&info(&children)), Err(expected));
    }
}

#[test]
fn what_is_no_fault_in_xep_0390() {
    for children in [
        "<identity new='1'/><feature var='a'><new/></feature>text",
        "<identity/><identity/><feature var='a'/><feature var='a'/>",
        &form(TYPE).repeat(2),
        &form(&format!("{TYPE}<title>A</title><instructions>B</instructions>")),
        EXODUS,
    ] {
        assert!(hash_input(&info(children)).is_ok(), "{children}");
    }
}

#[test]
fn every_fault_names_its_clause() {
    for (fault, clause, words) in [
        (IllFormed::IdentityTwice(0), "XEP-0115 §5.4, step 3.3", "identity 1 is there twice"),
        (IllFormed::FeatureTwice(0), "XEP-0115 §5.4, step 3.4", "feature 1 is there twice"),
        (IllFormed::FormTwice(1), "XEP-0115 §5.4, step 3.5", "form 2 has the FORM_TYPE of an earlier form"),
        (IllFormed::FormWithTable(0), "XEP-0390 §4.1, step 2", "form 1 has a table"),
    ] {
        assert_eq!((fault.clause(), fault.to_string().as_str()), (clause, words));
        assert_ne!(fault.at(), At::Reply);
    }
}
