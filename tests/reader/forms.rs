//! Data forms in disco#info (XEP-0128).

use discoscope::disco::reply::{At, Field, Form};

use crate::{info_of, shown, strings};

fn line(field: &Field) -> String {
    let [var, kind, label] = [&field.var, &field.kind, &field.label].map(|text| shown(text.as_deref()));
    format!("{var} {kind} {label} {:?} {:?}", strings(&field.values), strings(&field.media))
}

fn lines(fields: &[Field]) -> Vec<String> {
    fields.iter().map(line).collect()
}

fn form(content: &str) -> Form {
    let (form, extras) = form_and_extras(content);
    assert_eq!(extras, Vec::<String>::new());
    form
}

/// A form, and what stands in it besides as `place xml`.
fn form_and_extras(content: &str) -> (Form, Vec<String>) {
    let mut info = info_of(&format!("<x xmlns='jabber:x:data' type='result'>{content}</x>"));
    assert_eq!(info.forms.len(), 1);
    let place = |at| match at {
        At::Form(0) => "form".to_owned(),
        At::Field { form: 0, field } => format!("field {field}"),
        other => panic!("{other:?}"),
    };
    let extras = info.extras.iter().map(|extra| format!("{} {}", place(extra.at), extra.xml)).collect();
    (info.forms.remove(0), extras)
}

#[test]
fn several_forms_stay_apart_and_in_order() {
    let x = |content| format!("<x xmlns='jabber:x:data'{content}</x>");
    let info = info_of(&[x(" type='result'>"), x(">"), x(" type='submit'><title>t</title>")].concat());
    let kinds: Vec<_> = info.forms.iter().map(|form| shown(form.kind.as_deref())).collect();
    assert_eq!(kinds, ["[result]", "-", "[submit]"]);
    assert_eq!(info.forms[2].title.as_deref(), Some("t"));
}

#[test]
fn fields_of_any_type_keep_all_their_values() {
    let (form, extras) = form_and_extras(
        "<title>T</title><title>second</title><instructions>one</instructions><instructions>two</instructions>\
         <field var='a' type='text-multi' label='A'><value>1</value><value/><value>1</value></field>\
         <field var='b' type='made-up'/><field><value> blanks </value></field><field var='' type=''/>\
         <field var='a' type='jid-single'><value>a<b xmlns='urn:b'>not this</b>b</value></field>",
    );
    assert_eq!((form.title.as_deref(), strings(&form.instructions)), (Some("T"), vec!["one", "two"]));
    assert_eq!(
        lines(&form.fields),
        [
            "[a] [text-multi] [A] [\"1\", \"\", \"1\"] []",
            "[b] [made-up] - [] []",
            "- - - [\" blanks \"] []",
            "[] [] - [] []",
            "[a] [jid-single] - [\"ab\"] []",
        ]
    );
    assert_eq!(
        extras,
        [
            "form <title xmlns='jabber:x:data'>second</title>",
            "field 4 <value xmlns='jabber:x:data'>a<b xmlns='urn:b'>not this</b>b</value>",
        ]
    );
}

#[test]
fn what_words_have_besides_text_is_kept() {
    let (form, extras) = form_and_extras(
        "<title xml:lang='de'>T</title><instructions odd=''>I</instructions><instructions>plain</instructions>\
         <field var='a' xml:lang='fr'><value>1</value><value xml:lang='it'>2</value></field>\
         <item><field var='b'><value><c xmlns='urn:c'/></value></field></item>",
    );
    assert_eq!((form.title.as_deref(), strings(&form.instructions)), (Some("T"), vec!["I", "plain"]));
    assert_eq!(lines(&form.fields), ["[a] - - [\"1\", \"2\"] []"]);
    assert_eq!(lines(&form.rows[0]), ["[b] - - [\"\"] []"]);
    let x = "xmlns='jabber:x:data'";
    assert_eq!(
        extras,
        [
            format!("form <title {x} xml:lang='de'>T</title>"),
            format!("form <instructions {x} odd=''>I</instructions>"),
            format!("field 0 <field {x} var='a' xml:lang='fr'><value>1</value><value xml:lang='it'>2</value></field>"),
            format!("field 0 <value {x} xml:lang='it'>2</value>"),
            format!("form <value {x}><c xmlns='urn:c'/></value>"),
        ]
    );
}

#[test]
fn the_form_type_is_known_hidden_or_not() {
    for (field, expected) in [
        ("<field var='FORM_TYPE' type='hidden'><value>urn:f</value></field>", "[urn:f]"),
        ("<field var='FORM_TYPE'><value>urn:f</value></field>", "[urn:f]"),
        ("<field var='FORM_TYPE' type='text-single'><value>urn:f</value><value>urn:g</value></field>", "[urn:f]"),
        ("<field var='FORM_TYPE' type='hidden'/>", "-"),
        ("<field var='FORM_TYPE' type='hidden'><value/></field>", "[]"),
        ("<field var='form_type'><value>urn:f</value></field>", "-"),
        ("", "-"),
    ] {
        let form = form(field);
        assert_eq!(shown(form.form_type.as_deref()), expected, "{field}");
        assert_eq!(form.fields.len(), usize::from(!field.is_empty()), "it stays among the fields");
    }
}

#[test]
fn tables_have_columns_and_rows() {
    let form = form(
        "<reported><field var='name' label='Name' type='text-single'/><field var='jid'/></reported>\
         <item><field var='name'><value>A</value></field><field var='jid'><value>a.example</value></field></item>\
         <item/><item><field var='name'><value>B</value></field></item>",
    );
    assert_eq!(lines(&form.reported), ["[name] [text-single] [Name] [] []", "[jid] - - [] []"]);
    let rows: Vec<_> = form.rows.iter().map(|row| lines(row)).collect();
    assert_eq!(
        rows,
        [vec!["[name] - - [\"A\"] []", "[jid] - - [\"a.example\"] []"], vec![], vec!["[name] - - [\"B\"] []"]]
    );
    assert!(form.fields.is_empty());
}

#[test]
fn media_are_addresses() {
    let form = form(
        "<field var='ocr'><media xmlns='urn:xmpp:media-element' height='80'><uri type='image/png'> cid:a </uri>\
         <uri>http://example.org/b</uri><other/></media><value>v</value></field>",
    );
    assert_eq!(lines(&form.fields), ["[ocr] - - [\"v\"] [\"cid:a\", \"http://example.org/b\"]"]);
}

#[test]
fn what_only_looks_like_a_form_is_none() {
    let info = info_of("<x xmlns='jabber:x:oob'><field var='a'/></x><form xmlns='jabber:x:data'/>");
    assert_eq!((info.forms.len(), info.extras.len()), (0, 2));
    let (form, extras) = form_and_extras("<field xmlns='urn:x' var='no'/><unknown/><field var='yes'/>");
    assert_eq!(lines(&form.fields), ["[yes] - - [] []"]);
    assert_eq!(extras, ["form <field xmlns='urn:x' var='no'/>", "form <unknown xmlns='jabber:x:data'/>"]);
}
