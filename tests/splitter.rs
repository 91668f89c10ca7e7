//! The stream reader: exact bytes, limits, languages, whatever way the bytes are cut.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::fmt::Write;

use discoscope::disco::xml::{Child, Element, Lang, Limits, Part, Problem, Read, Splitter, Stanza, Unreadable, parse};
use proptest::{prelude::*, sample::select};

const HEADER: &str = "<?xml version='1.0'?>\n<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' xml:lang='en' id='s1'>";

fn split(stream: &str, chunk: usize, limits: Limits) -> Vec<Stanza> {
    let mut splitter = Splitter::new(limits);
    let mut parts = Vec::new();
    for piece in stream.as_bytes().chunks(chunk) {
        splitter.feed(piece, &mut parts).unwrap();
    }
    parts
        .into_iter()
        .filter_map(|part| match part {
            Part::Stanza(stanza) => Some(stanza),
            _ => None,
        })
        .collect()
}

fn xml(stanza: &Stanza) -> &str {
    match &stanza.content {
        Read::Whole { xml, .. } => xml,
        Read::Cut { .. } => panic!("cut: {stanza:?}"),
    }
}

#[test]
fn keeps_the_exact_bytes_however_they_arrive() {
    let stanzas = [
        "<iq id=\"a\"  type='result'/>",
        "<iq id='b'><query xmlns='x'>text &amp; more<![CDATA[<raw>]]></query></iq>",
        "<iq id='c' xmlns:p='urn:p'><p:x p:y='1'\n/></iq >",
        "<message>ünï©ode <b>𝄞</b></message>",
        "<iq id='d'><!-- said inside --><a/></iq>",
    ];
    let stream = format!(
        "{HEADER} \n{}\n <!-- between -->  {} {}{}   {}</stream:stream>",
        stanzas[0], stanzas[1], stanzas[2], stanzas[3], stanzas[4]
    );
    for chunk in [1, 2, 3, 7, 16, 64, 100_000] {
        let got = split(&stream, chunk, Limits::default());
        let got: Vec<_> = got.iter().map(xml).collect();
        assert_eq!(got, stanzas, "in chunks of {chunk}");
    }
}

#[test]
fn passes_over_what_is_too_deep_and_goes_on() {
    let deep = format!("<iq id='deep' from='x' type='result'>{}{}</iq>", "<a>".repeat(10_000), "</a>".repeat(10_000));
    let stream = format!("{HEADER}{deep}<iq id='next'/>");
    for chunk in [5, 4096, 1 << 20] {
        let got = split(&stream, chunk, Limits { depth: 10, bytes: 1 << 20 });
        assert_eq!((got[0].id.as_deref(), got[0].from.as_deref(), got[0].bytes), (Some("deep"), Some("x"), deep.len()));
        assert!(matches!(got[0].content, Read::Cut { why: Unreadable::TooDeep(10), .. }), "{:?}", got[0]);
        assert_eq!(xml(&got[1]), "<iq id='next'/>");
    }
}

#[test]
fn passes_over_what_is_too_large_and_goes_on() {
    let large = format!("<iq id='large'>{}</iq>", "<a b='cccccccccccccc'/>".repeat(100));
    let stream = format!("{HEADER}{large}<iq id='next'/>");
    for chunk in [5, 4096, 1 << 20] {
        let got = split(&stream, chunk, Limits { depth: 10, bytes: 1000 });
        assert!(matches!(got[0].content, Read::Cut { why: Unreadable::TooLarge(1000), .. }), "{:?}", got[0]);
        assert_eq!(got[0].bytes, large.len());
        assert_eq!(xml(&got[1]), "<iq id='next'/>");
    }
}

#[test]
fn a_stanza_without_end_ends_the_stream() {
    let mut splitter = Splitter::new(Limits { depth: 10, bytes: 1000 });
    let mut parts = Vec::new();
    splitter.feed(HEADER.as_bytes(), &mut parts).unwrap();
    let problem = (0..1000).find_map(|_| splitter.feed(b"<a><b/>", &mut parts).err());
    assert!(matches!(problem, Some(Problem::Endless(4000))), "{problem:?}");
}

#[test]
fn reads_attributes_of_megabytes() {
    let name = "n".repeat(3 << 20);
    let stream = format!("{HEADER}<iq id='a'><query xmlns='q'><item name='{name}'/></query></iq><iq id='b'/>");
    let got = split(&stream, 65_536, Limits::default());
    let Read::Whole { document, xml } = &got[0].content else { panic!() };
    let item = document.root().unwrap().elements().next().unwrap().elements().next().unwrap();
    assert_eq!(item.attribute("name").map(str::len), Some(name.len()));
    assert!(xml.len() > name.len());
    assert_eq!(got[1].id.as_deref(), Some("b"));
}

#[test]
fn a_million_nested_elements_neither_overflow_nor_stop_nor_delay_the_stream() {
    let deep = format!("<iq id='deep'>{}{}</iq>", "<a>".repeat(1_000_000), "</a>".repeat(1_000_000));
    let before = std::time::Instant::now();
    let got = split(&format!("{HEADER}{deep}<iq id='next'/>"), 65_536, Limits::default());
    assert!(matches!(got[0].content, Read::Cut { why: Unreadable::TooDeep(128), .. }));
    assert_eq!((got[0].bytes, xml(&got[1])), (deep.len(), "<iq id='next'/>"));
    // The tokenizer alone would take minutes: its time grows with the square of the depth.
    assert!(before.elapsed().as_secs() < 10, "{:?}", before.elapsed());
}

#[test]
fn a_deep_document_is_dropped_and_written_without_recursion() {
    let deep = format!("<iq id='deep'>{}{}</iq>", "<a>".repeat(20_000), "</a>".repeat(20_000));
    let got = split(&format!("{HEADER}{deep}"), 65_536, Limits { depth: usize::MAX, bytes: 64 << 20 });
    let Read::Whole { document, .. } = &got[0].content else { panic!() };
    let again = document.root().unwrap().to_xml();
    assert_eq!(again.matches("<a>").count(), 19_999);
}

#[test]
fn text_that_is_not_well_formed_ends_the_stream_with_a_reason() {
    for bad in
        ["<iq><p:x/></iq>", "<iq>&#0;</iq>", "<iq></message>", "<iq a='1' a='2'/>", "<iq>&bad;</iq>", "<!DOCTYPE x>"]
    {
        let mut splitter = Splitter::new(Limits::default());
        let mut parts = Vec::new();
        splitter.feed(HEADER.as_bytes(), &mut parts).unwrap();
        let problem = splitter.feed(bad.as_bytes(), &mut parts).unwrap_err();
        assert!(matches!(problem, Problem::Xml(_)), "{bad}");
        assert!(problem.to_string().starts_with("the XML is not well-formed: "), "{problem}");
    }
}

#[test]
fn languages_are_inherited_down_to_where_they_change() {
    let stanza =
        parse("<iq><a xml:lang='de'><b/><c xml:lang=''/></a><d/></iq>", Some("en"), Limits::default()).unwrap();
    let Read::Whole { document, .. } = &stanza.content else { panic!() };
    let iq = document.root().unwrap();
    let a = iq.elements().next().unwrap();
    let inner: Vec<_> = a.elements().map(Element::lang).collect();
    assert_eq!(iq.lang(), Some(Lang::Inherited("en")));
    assert_eq!(a.lang(), Some(Lang::Own("de")));
    assert_eq!(inner, [Some(Lang::Inherited("de")), Some(Lang::Own(""))]);
}

#[test]
fn what_was_read_can_be_written_back() {
    for source in [
        "<iq><query xmlns='urn:q' node='a&amp;b&apos;&#10;&#9;'><item jid='x'/>text &lt;here&gt;</query></iq>",
        "<iq><a xmlns='urn:a'><b xmlns=''/><c xmlns='urn:c' xmlns:d='urn:d' d:e='f' xml:lang='de'/></a></iq>",
    ] {
        let first = parse(source, None, Limits::default()).unwrap();
        let Read::Whole { document, .. } = &first.content else { panic!() };
        let written = document.root().unwrap().to_xml();
        let second = parse(&written, None, Limits::default()).unwrap();
        let Read::Whole { document, .. } = &second.content else { panic!() };
        assert_eq!(document.root().unwrap().to_xml(), written, "{source}");
    }
}

#[test]
fn an_unfinished_element_is_said_to_be_one() {
    assert!(matches!(parse("<iq><a>", None, Limits::default()), Err(Problem::Unfinished)));
}

/// A stanza that comes drop by drop is not looked at from its beginning with every drop.
#[test]
fn the_time_of_a_slow_stanza_grows_with_its_length() {
    let took = |length: usize| {
        let mut splitter = Splitter::new(Limits::default());
        let mut parts = Vec::new();
        splitter.feed(format!("{HEADER}<iq/>").as_bytes(), &mut parts).unwrap();
        let stanza = format!("<iq id='x'>{}</iq>", "<a b='c'>text</a>".repeat(length / 17));
        let began = cpu_time::ThreadTime::now();
        stanza.as_bytes().chunks(100).for_each(|drop| splitter.feed(drop, &mut parts).unwrap());
        let took = began.elapsed();
        assert_eq!(parts.len(), 3);
        took
    };
    let best = |length| (0..3).map(|_| took(length)).min().unwrap();
    let (short, long) = (best(50_000), best(800_000));
    assert!(long < short * 64, "sixteen times the length took {long:?} instead of {short:?}");
}

/// What a document is made of, all of it.
fn shape(element: Element<'_>, out: &mut String) {
    let _ = write!(out, "<{:?} {:?} {:?}", element.namespace(), element.name(), element.lang());
    for attribute in element.attributes() {
        let _ = write!(out, " {attribute:?}");
    }
    for child in element.children() {
        match child {
            Child::Element(child) => shape(child, out),
            Child::Text(text) => {
                let _ = write!(out, "{text:?}");
            }
        }
    }
    out.push('>');
}

/// Everything that a stream comes to: each stanza, and how it ends.
fn heard(stream: &str, chunk: usize) -> Vec<String> {
    let mut splitter = Splitter::new(Limits { depth: 6, bytes: 400 });
    let mut parts = Vec::new();
    let fed = stream.as_bytes().chunks(chunk).try_for_each(|piece| splitter.feed(piece, &mut parts));
    let mut heard: Vec<_> = parts
        .iter()
        .map(|part| match part {
            Part::Stanza(Stanza { content: Read::Whole { document, xml }, id, from, to, kind, name, .. }) => {
                let mut shown = format!("{xml} {id:?} {from:?} {to:?} {kind:?} {name}");
                shape(document.root().unwrap(), &mut shown);
                shown
            }
            other => format!("{other:?}"),
        })
        .collect();
    heard.extend(fed.err().map(|problem| problem.to_string()));
    heard
}

/// Pieces that stanzas are made of, good ones and bad ones.
fn pieces() -> impl Strategy<Value = String> {
    let any = select(vec![
        "<a>",
        "</a>",
        "<b c='d'>",
        "</b>",
        "<b/>",
        "<e xmlns='urn:x' f=\"g'h\"/>",
        "<e xmlns='urn:x'><i/></e>",
        "text",
        " ",
        "\n",
        "\r",
        "&amp;&lt;",
        "&#65;",
        "&nope;",
        "&",
        "]]>",
        ">",
        "<![CDATA[<]]>",
        "<!-- - -->",
        "ü\u{1d11e}",
        "\u{fffe}",
        "\u{1}",
        "<p:q/>",
        "<p:q xmlns:p='urn:p' p:r='s'/>",
        "<j k='1' k='2'/>",
        "<j xml:lang='de'>",
        "</j>",
        "<m n='&quot;&apos;o\u{e9}'/>",
        "<m n='\t'/>",
        "<m n='<'/>",
        "<m n = 'x' />",
        "<m  n='x'\n o='y' ></m >",
        "<xml:a/>",
        "<j xmlns=''/>",
        "<j xmlns='urn:y' xmlns='urn:y'/>",
        "<1/>",
        "<-a/>",
        "<a.b-c_1/>",
        "<é/>",
        "<m n='x'o='y'/>",
        "<m n/>",
        "<m n='>]]>'/>",
        "<j xml:space='x' a='b' z='c'/>",
        "<j xmlns:xml='a'/>",
        "</stream:stream>",
        "<iq id='1'",
        "<?a b?>",
        "<j xmlns='http://www.w3.org/2000/xmlns/'/>",
        "<j xml:xmlns='a'/>",
    ]);
    prop::collection::vec(any, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 2000, ..ProptestConfig::default() })]

    /// The first stanza of a stream is always read by the tokenizer, those that follow a plain one mostly are not.
    #[test]
    fn the_quick_way_and_the_slow_one_hear_the_same(
        stanzas in prop::collection::vec(pieces(), 1..4), chunk in prop_oneof![1..60_usize, Just(100_000)],
    ) {
        let stanzas: Vec<_> = stanzas.iter().map(|inside| format!("<iq id='x' from='y' to='z' type='get'>{inside}</iq>")).collect();
        let slowly: Vec<_> = {
            let mut all = Vec::new();
            for stanza in &stanzas {
                let heard = heard(&format!("{HEADER}{stanza}"), 100_000);
                all.extend(heard.into_iter().skip(1));
                if all.last().is_some_and(|last| !last.starts_with(['<', 'S'])) {
                    break;
                }
            }
            all
        };
        let quickly: Vec<_> = heard(&format!("{HEADER}<iq/>{}", stanzas.concat()), chunk).into_iter().skip(2).collect();
        let ends_early = stanzas.iter().any(|stanza| stanza.contains("</stream") || stanza.contains("<iq id='1'"));
        if !ends_early {
            prop_assert_eq!(quickly, slowly);
        }
    }
}
