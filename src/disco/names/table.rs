use std::{collections::HashMap, sync::LazyLock};

/// An RFC or a XEP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Document {
    /// As it is cited: `XEP-0045`, `RFC 6120`.
    pub number: &'static str,
    /// Its title.
    pub title: &'static str,
    /// How far it got: Final, Draft (now called Stable), Experimental, Deferred, …
    pub status: &'static str,
    /// What came after it.
    pub superseded_by: Option<&'static str>,
}

/// What a node can be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answers {
    /// disco#info.
    Info,
    /// disco#items.
    Items,
    /// Both.
    Both,
    /// Neither without consequences: the question changes something at the entity.
    WithSideEffect,
}

/// A line of `features.tsv`.
#[derive(Clone, Copy, Debug)]
pub(super) struct FeatureRow {
    pub document: Option<Document>,
    pub is_registered: bool,
    pub words: Option<&'static str>,
}

/// A line of `nodes.tsv`.
#[derive(Clone, Copy, Debug)]
pub(super) struct NodeRow {
    pub document: Option<Document>,
    pub answers: Answers,
    pub words: &'static str,
}

struct Features {
    rows: HashMap<&'static str, FeatureRow>,
    /// What is known of each namespace without its version.
    versions: HashMap<&'static str, &'static str>,
    longest: usize,
}

static DOCUMENTS: LazyLock<HashMap<&'static str, Document>> = LazyLock::new(|| {
    let lines = lines(include_str!("../../../assets/registry/xeps.tsv"));
    let documents = lines.map(|[number, title, status, superseded_by]| {
        let superseded_by = Some(superseded_by).filter(|by| !by.is_empty());
        (number, Document { number, title, status, superseded_by })
    });
    documents.collect()
});

static FEATURES: LazyLock<Features> = LazyLock::new(|| {
    let lines = lines(include_str!("../../../assets/registry/features.tsv"));
    let rows: HashMap<_, _> = lines
        .map(|[var, number, source, words]| {
            let words = Some(words).filter(|words| !words.is_empty());
            (var, FeatureRow { document: document(number), is_registered: source == "registry", words })
        })
        .collect();
    let mut vars: Vec<_> = rows.keys().copied().collect();
    vars.sort_unstable();
    let versions = vars.iter().filter_map(|var| Some((without_version(var)?, *var))).collect();
    let longest = vars.iter().map(|var| var.len()).max().unwrap_or_default();
    Features { rows, versions, longest }
});

static NODES: LazyLock<HashMap<&'static str, NodeRow>> = LazyLock::new(|| {
    let lines = lines(include_str!("../../../assets/registry/nodes.tsv"));
    let nodes = lines.map(|[node, number, answers, words]| {
        let answers = match answers {
            "info" => Answers::Info,
            "items" => Answers::Items,
            "both" => Answers::Both,
            _ => Answers::WithSideEffect,
        };
        (node, NodeRow { document: document(number), answers, words })
    });
    nodes.collect()
});

/// The cells of each line; missing ones at the end are empty, comments are left out.
pub(super) fn lines<const CELLS: usize>(table: &'static str) -> impl Iterator<Item = [&'static str; CELLS]> {
    table.lines().filter(|line| !line.is_empty() && !line.starts_with("# ")).map(|line| {
        let mut cells = line.split('\t');
        std::array::from_fn(|_| cells.next().unwrap_or_default())
    })
}

pub(super) fn document(number: &str) -> Option<Document> {
    DOCUMENTS.get(number).copied()
}

pub(super) fn node(node: &str) -> Option<NodeRow> {
    NODES.get(node).copied()
}

pub(super) fn feature(var: &str) -> Option<FeatureRow> {
    if var.len() > FEATURES.longest { None } else { FEATURES.rows.get(var).copied() }
}

/// As much of a string as can be the start of what is known, and what follows it; the rest need not be looked at.
pub(super) fn start(var: &str) -> &str {
    let end = (0..=FEATURES.longest + 1).rev().find_map(|end| var.get(..end));
    end.filter(|_| var.len() > FEATURES.longest + 1).unwrap_or(var)
}

/// The known feature that differs from this one by its version alone.
pub(super) fn any_version(var: &str) -> Option<(&'static str, FeatureRow)> {
    let base = without_version(var).unwrap_or(var);
    if base.len() > FEATURES.longest {
        return None;
    }
    let known = FEATURES.versions.get(base).copied();
    let of = known.or_else(|| Some(*FEATURES.rows.get_key_value(base).filter(|_| base != var)?.0))?;
    Some((of, feature(of)?))
}

/// The document whose address this is: the namespaces of drafts were such addresses once.
pub(super) fn document_of_address(address: &str) -> Option<Document> {
    let rest = address.strip_prefix("http://").or_else(|| address.strip_prefix("https://"))?;
    let rest = rest.strip_prefix("www.").unwrap_or(rest).strip_prefix("xmpp.org/extensions/xep-")?;
    let digits = rest.strip_suffix(".html").unwrap_or(rest);
    if digits.len() == 4 { document(&format!("XEP-{digits}")) } else { None }
}

fn without_version(var: &str) -> Option<&str> {
    let (base, version) = var.rsplit_once(':').filter(|(base, _)| *base != RFC)?;
    let is_version = !version.is_empty() && version.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    is_version.then_some(base)
}

/// What follows is a document's number, not a version.
const RFC: &str = "urn:ietf:rfc";

impl Document {
    /// Where it can be read.
    pub fn address(self) -> String {
        match self.number.strip_prefix("RFC ") {
            Some(number) => format!("https://www.rfc-editor.org/rfc/rfc{number}"),
            None => format!("https://xmpp.org/extensions/{}.html", self.number.to_ascii_lowercase()),
        }
    }
}
