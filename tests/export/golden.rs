//! Exports of the small tree, looked at by a person. After a wanted change copy what the failing test wrote, and look at it.

use std::{fs, path::Path};

use discoscope::snapshot::export::{Format, Table};

use crate::{harm::small, written};

#[test]
fn the_small_tree_looks_as_it_did() {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/export/golden");
    let mut different = Vec::new();
    for (name, to) in [
        ("small.md", Format::Markdown),
        ("small.html", Format::Html),
        ("small.dot", Format::Dot),
        ("small.features.csv", Format::Csv(Table::Features)),
        ("small.items.csv", Format::Csv(Table::Items)),
    ] {
        let text = without_assets(written(&small().snapshot(), to));
        if fs::read_to_string(golden.join(name)).unwrap_or_default() != text {
            let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
            fs::write(&path, text).unwrap();
            different.push(format!("{} is not {}", path.display(), golden.join(name).display()));
        }
    }
    assert!(different.is_empty(), "{}", different.join("\n"));
}

/// Without the parts of a page that are files of their own.
fn without_assets(page: String) -> String {
    let parts = [
        ("<style>", "</style>"),
        ("<script>", "</script>"),
        ("style-src 'sha256-", "'"),
        ("script-src 'sha256-", "'"),
        ("<symbol", "</svg>"),
    ];
    parts.into_iter().fold(page, |page, (open, close)| match page.split_once(open) {
        Some((before, after)) => format!("{before}{open}…{}", &after[after.find(close).unwrap()..]),
        None => page,
    })
}
