//! Layers point one way: this reads the sources and fails when a module names what it must not know (DESIGN.md, “The house”).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::fs;
use std::path::{Path, PathBuf};

#[path = "support/paths.rs"]
mod paths;

/// What each top-level module must never name. `crate::` stands for a module of our own.
const RULES: &[(&str, &[&str])] = &[
    (
        "disco",
        &[
            "iced",
            "tokio",
            "tokio_xmpp",
            "tokio_rustls",
            "clap",
            "std::net",
            "std::fs",
            "crate::snapshot",
            "crate::session",
            "crate::crawl",
            "crate::profile",
            "crate::demo",
            "crate::app",
            "crate::cli",
        ],
    ),
    (
        "snapshot",
        &[
            "iced",
            "tokio::net",
            "tokio_xmpp",
            "std::net",
            "crate::session",
            "crate::crawl",
            "crate::profile",
            "crate::demo",
            "crate::app",
            "crate::cli",
        ],
    ),
    ("session", &["iced", "clap", "crate::app", "crate::cli", "crate::crawl", "crate::profile", "crate::snapshot"]),
    ("crawl", &["iced", "clap", "crate::app", "crate::cli", "crate::profile"]),
    ("profile", &["iced", "clap", "crate::app", "crate::cli"]),
    ("demo", &["iced", "clap", "crate::app", "crate::cli"]),
    (
        "app",
        &[
            "rxml",
            "minidom",
            "xmpp_parsers::minidom",
            "tokio_xmpp::minidom",
            "tokio::net",
            "tokio::fs",
            "std::fs",
            "std::net",
            "crate::cli",
        ],
    ),
    ("cli", &["iced", "crate::app"]),
];

#[test]
fn layers_point_one_way() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    let mut files = Vec::new();
    rust_files(&source, &mut files);
    assert!(files.len() > 2, "no sources were found in {}", source.display());
    for file in files {
        let module = module_of(file.strip_prefix(&source).expect("found below it"));
        let Some(top) = module.first().filter(|name| !["lib", "main"].contains(&name.as_str())) else { continue };
        let Some((_, forbidden)) = RULES.iter().find(|(name, _)| name == top) else {
            wrong.push(format!(
                "{}: tests/layers.rs has no rule for the module `{top}`; say there what it must not know",
                file.display()
            ));
            continue;
        };
        let text = fs::read_to_string(&file).expect("a readable source");
        for offence in offences(&text, &module, forbidden) {
            wrong.push(format!("{}:{}: `{top}` must not name `{}`", file.display(), offence.0, offence.1));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Made-up lines, to know that the reader above is not blind.
#[test]
fn reader_catches_what_it_must() {
    let app = &["crate::app", "iced", "std::fs", "std::net"];
    for (caught, source) in [
        ("crate::app", "use crate::app;"),
        ("crate::app", "use crate::app::theme::Theme;"),
        ("crate::app", "use crate::{app, disco};"),
        ("crate::app", "use crate::{\n    disco::{self, address},\n    app::{self as window, theme},\n};"),
        ("crate::app", "pub(crate) use crate::{disco, r#app as x};"),
        ("crate::app", "fn f() { crate::app::run() }"),
        ("crate::app", "fn f(x: Vec<crate::app::Screen>) {}"),
        ("crate::app", "fn f() { g(&crate :: app /* no hiding */ :: run) }"),
        ("crate::app", "use crate::*;"),
        ("crate::app", "use super::super::app;"),
        ("crate::app", "fn f() { super::super::app::run() }"),
        ("crate::app", "mod tests { use super::super::super::app; }"),
        ("crate::app", "mod tests { fn f() {} mod deeper { use super::super::super::super::app; } }"),
        ("crate::app", "macro_rules! m { () => { $crate::app::run() } }"),
        ("crate::app", "use discoscope::app;"),
        ("crate::app", "use crate as house; fn f() { house::app::run() }"),
        ("iced", "use iced::Task;"),
        ("iced", "use ::iced::Task;"),
        ("iced", "extern crate iced;"),
        ("iced", "extern crate iced as ice;"),
        ("iced", "#[derive(Debug)] struct S(iced::Color);"),
        ("iced", "fn f() -> impl Into<iced::Element<'static, ()>> { todo!() }"),
        ("iced", "use {std::fmt, iced::{Color}};"),
        ("iced", "fn f() { let quote = '\"'; iced::exit() }"),
        ("iced", "fn f<'a>(x: &'a str) { iced::exit() }"),
        ("iced", "fn f() { let s = r#\"a \" b\"#; iced::exit() }"),
        ("iced", "fn f() { iced::task!() }"),
        ("std::fs", "use std::{io, fs};"),
        ("std::fs", "use std::{fs::File, io};"),
        ("std::fs", "use std::*;"),
        ("std::fs", "use std as s;"),
        ("std::fs", "fn f() { std::fs::read(\"x\") }"),
        ("std::net", "fn f(ip: std::net::IpAddr) {}"),
    ] {
        let found = offences(source, &["session".into(), "wire".into()], app);
        assert!(found.iter().any(|(_, what)| what == caught), "not caught: {source}; only {found:?}");
    }
    for harmless in [
        "// use crate::app;",
        "/* use crate::app; /* nested */ iced::exit() */ fn f() {}",
        "/// See [`crate::app`] and iced::Task.\nfn f() {}",
        "fn f() { let s = \"crate::app::run iced::exit()\"; }",
        "fn f() { let s = r##\"use iced::Task; \"# \"##; let b = b\"iced::x\"; }",
        "use crate::disco::app;",
        "use crate::{disco::{app}, session};",
        "use self::app::Thing;",
        "use super::app;",
        "mod tests { use super::*; use super::super::*; }",
        "fn f(iced: u8) -> u8 { iced }",
        "struct S { iced: u8 } fn f(s: S) -> u8 { s.iced }",
        "use std::{io, fmt}; use std::io::net;",
        "fn f() { other::iced::x(); my_iced::y(); iced_like::z() }",
        "fn f() { <T as crate::disco::Trait>::app() }",
    ] {
        let found = offences(harmless, &["session".into(), "wire".into()], app);
        assert!(found.is_empty(), "harmless, but caught: {harmless}: {found:?}");
    }
}

/// The lines and forbidden paths of a source text that stands in this module.
fn offences(text: &str, module: &[String], forbidden: &[&str]) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for path in paths::paths(text, module) {
        for rule in forbidden {
            let rule_parts: Vec<_> = rule.split("::").collect();
            let names_it = path.parts.len() >= rule_parts.len()
                && path.parts.iter().zip(&rule_parts).all(|(one, other)| one == other);
            // `use std::*` and `use std as s` bring everything below them.
            let brings_it = path.brings_all
                && path.parts.len() < rule_parts.len()
                && path.parts.iter().zip(&rule_parts).all(|(one, other)| one == other);
            if names_it || brings_it {
                found.push((path.line, (*rule).to_owned()));
            }
        }
    }
    found
}

fn rust_files(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            rust_files(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            into.push(path);
        }
    }
    into.sort();
}

fn module_of(file: &Path) -> Vec<String> {
    file.with_extension("").iter().map(|part| part.to_string_lossy().into_owned()).collect()
}
