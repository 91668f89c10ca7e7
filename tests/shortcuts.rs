//! The table of shortcuts: nothing is bound twice, everything has words and a key that is heard, the README says the same.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use discoscope::app::shortcut::{self, Group, Key, LINES, Stroke, manual};
use iced::Event;

#[test]
fn no_key_means_two_things_at_once() {
    for (index, line) in LINES.iter().enumerate() {
        for other in LINES.iter().skip(index + 1).filter(|other| line.place.meets(other.place)) {
            for stroke in line.strokes {
                assert!(!other.strokes.contains(stroke), "{stroke}: “{}” and “{}”", line.words, other.words);
            }
        }
    }
}

#[test]
fn everything_is_there_once_with_words_and_in_its_group() {
    let mut words = BTreeSet::new();
    for line in LINES {
        assert!(!line.words.is_empty() && !line.words.ends_with('.'), "{line:?}");
        assert!(line.words.starts_with(char::is_uppercase), "{line:?}");
        if let Some(does) = line.does {
            assert!(words.insert(line.words), "two lines are called “{}”", line.words);
            assert_eq!(LINES.iter().filter(|other| other.does == Some(does)).count(), 1, "{does:?}");
        } else {
            assert!(!line.strokes.is_empty(), "nobody can do “{}”", line.words);
        }
    }
    let order: Vec<_> = LINES.iter().map(|line| Group::ALL.iter().position(|group| *group == line.group)).collect();
    assert!(order.is_sorted(), "lines of a group stand together");
}

#[test]
fn every_key_is_heard() {
    for line in LINES {
        for stroke in line.strokes {
            let Some(does) = line.does else { continue };
            assert_eq!(shortcut::of(stroke.event()), Some(does), "{stroke}");
            let first = shortcut::first_of(&Event::Keyboard(stroke.event()));
            assert_eq!(first, stroke.comes_first().then_some(does), "{stroke}");
        }
    }
}

/// The keys with which somebody writes, and those of lists and fields, are left to whoever has the keyboard.
#[test]
fn what_fields_need_is_left_to_them() {
    for letter in ['a', 'c', 'v', 'x', 'z'] {
        assert_eq!(shortcut::of(Stroke::ctrl(Key::Letter(letter)).event()), None, "Ctrl+{letter}");
        assert_eq!(shortcut::of(Stroke::plain(Key::Letter(letter)).event()), None, "{letter}");
    }
    for line in LINES {
        let typed = line.strokes.iter().filter(|stroke| matches!(stroke.key, Key::Letter(_) | Key::Sign(_)));
        for stroke in typed.filter(|stroke| **stroke == Stroke::plain(stroke.key)) {
            assert!(!stroke.comes_first(), "{stroke} could not be typed any more");
        }
    }
}

#[test]
fn the_readme_has_the_table() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = fs::read_to_string(file).unwrap();
    let (_, rest) = readme.split_once("<!-- keys:").unwrap();
    let (_, rest) = rest.split_once("-->\n").unwrap();
    let (table, _) = rest.split_once("<!-- /keys -->").unwrap();
    let wanted = manual::markdown();
    assert_eq!(table.trim(), wanted.trim(), "\nput this into the README between the two comments:\n\n{wanted}");
}

/// iced's own buttons, boxes and lists are pressed by a pointer only; those in `app/widget` are there in their place.
#[test]
fn no_view_has_what_only_a_pointer_can_press() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/app");
    let mut files = Vec::new();
    rust_files(&source, &mut files);
    let mut wrong = Vec::new();
    for file in files {
        let below = file.strip_prefix(&source).unwrap();
        if below.starts_with("widget") || below.starts_with("theme") {
            continue;
        }
        let text = fs::read_to_string(&file).unwrap();
        let imports = text.split(';').find(|item| item.contains("use iced::{")).unwrap_or_default();
        let imported = imports.split_once("widget::{").map_or("", |(_, names)| names);
        for name in ["button", "checkbox", "pick_list", "combo_box", "radio", "slider", "toggler"] {
            let is_imported = imported.split([',', '{', '}']).any(|one| one.trim() == name);
            if is_imported
                || text.contains(&format!("iced::widget::{name}"))
                || text.contains(&format!(" widget::{name}("))
            {
                wrong.push(format!("{}: iced’s {name}; take that of crate::app::widget", below.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

fn rust_files(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            rust_files(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            into.push(path);
        }
    }
}
