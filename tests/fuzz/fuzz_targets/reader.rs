//! Any bytes from a server, in pieces of any size: no panic, no hang, the pieces do not count, and what was read can be
//! written and read again.
#![no_main]

use discoscope_fuzz::disco::reply::{Form, Info};
use discoscope_fuzz::disco::xml::{Element, Lang, Limits, Part, Read, Splitter, parse, pretty};
use discoscope_fuzz::disco::{caps, names, read};
use libfuzzer_sys::fuzz_target;

const HEADER: &[u8] =
    b"<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' xml:lang='en'>";
const BLANKS: &[u8] = &[b' '; (16 << 10) + 1];
const LIMITS: Limits = Limits { depth: 32, bytes: 16 << 10 };

fuzz_target!(|input: &[u8]| {
    let Some((size, data)) = input.split_first() else { return };
    let whole = split(data, data.len());
    let pieces = split(data, usize::from(*size));
    assert_eq!(shown(&whole.0), shown(&pieces.0), "the size of the pieces counts");
    assert_eq!(whole.1, pieces.1, "the size of the pieces decides whether it can be read");
    for part in &whole.0 {
        if let Part::Stanza(stanza) = part
            && let Read::Whole { document, .. } = &stanza.content
            && let Some(root) = document.root()
        {
            look_at(root);
        }
    }
});

fn split(data: &[u8], size: usize) -> (Vec<Part>, bool) {
    let mut splitter = Splitter::new(LIMITS);
    let mut parts = Vec::new();
    // What is wrong in a stanza may be told only at its end, or when it is too large; blanks are right everywhere.
    let pieces = [HEADER].into_iter().chain(data.chunks(size.max(1))).chain([BLANKS]);
    let is_readable = pieces.into_iter().try_for_each(|piece| splitter.feed(piece, &mut parts)).is_ok();
    (parts, is_readable)
}

fn shown(parts: &[Part]) -> Vec<String> {
    let shown = |part: &Part| match part {
        Part::Header(_) => "header".to_owned(),
        Part::Footer => "footer".to_owned(),
        Part::Stanza(stanza) => match &stanza.content {
            // What comes in one piece is mostly read by another way than what comes in many.
            Read::Whole { xml, document } => format!("{xml}\n{}", document.root().map(pretty).unwrap_or_default()),
            Read::Cut { why, .. } => why.to_string(),
        },
    };
    parts.iter().map(shown).collect()
}

fn look_at(root: Element<'_>) {
    let info = read::info(root);
    let _ = read::items(root);
    let _ = read::refusal(root);
    let _ = pretty(root);
    let grouped: usize = names::group(&info.features).iter().map(|group| group.features.len()).sum();
    assert_eq!(grouped, info.features.len(), "a feature is lost");
    let fields =
        |form: &Form| form.fields.iter().map(|field| (field.clone(), form.form_type.clone())).collect::<Vec<_>>();
    for (field, form_type) in info.forms.iter().flat_map(fields) {
        assert_eq!(names::readable(form_type.as_deref(), &field).len(), field.values.len(), "a value is lost");
    }
    for announced in caps::announced(root) {
        let _ = (caps::query_node(&announced), caps::verify(&announced, &info));
    }
    is_written_back(root, &info);
}

fn is_written_back(root: Element<'_>, info: &Info) {
    // What is written stands alone; an element of no namespace would, in the stream that parses it, be one of clients.
    if root.namespace().is_empty() {
        return;
    }
    let xml = root.to_xml();
    let lang = root.lang().map(|lang| match lang {
        Lang::Own(tag) | Lang::Inherited(tag) => tag,
    });
    let again = parse(&xml, lang, Limits::default()).expect("what was written can be read");
    let Read::Whole { document, .. } = &again.content else { panic!("what was written is too much: {xml}") };
    let again = document.root().expect("a stanza has a root");
    assert_eq!(again.to_xml(), xml, "written twice, it differs");
    assert_eq!(&read::info(again), info, "{xml}");
}
