//! Tables, read by two readers of CSV.

use std::process::Command;

use discoscope::{
    disco::reply::Item,
    snapshot::{
        Snapshot,
        export::{Format, Table, csv::defused},
    },
};
use proptest::prelude::*;

use crate::{
    harm::{hostile, small},
    piped, written,
};

const BEGINS_A_FORMULA: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

fn rows(snapshot: &Snapshot, table: Table) -> Vec<Vec<String>> {
    let text = written(snapshot, Format::Csv(table));
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// Takes the apostrophes away that [`defused`] put in.
fn restored(text: &str) -> String {
    let mut restored = String::new();
    let (mut is_start, mut is_first) = (true, true);
    for character in text.chars() {
        let is_control = matches!(character, '\t' | '\r' | '\n');
        let is_formula = "=+-@＝＋－＠−﹢﹣﹦﹫".contains(character);
        if is_start && (is_formula || is_first && is_control) {
            assert_eq!(restored.pop(), Some('\''), "{text:?}");
        }
        restored.push(character);
        let is_looked_through = matches!(character, '\'' | '"' | '\u{feff}') || character.is_whitespace();
        is_start = is_control || character == ';' || is_start && is_looked_through;
        is_first = is_first && is_start && !is_control;
    }
    restored
}

#[test]
fn tables_hold_everything_as_it_was_sent() {
    let snapshot = hostile().snapshot();
    let mut features = rows(&snapshot, Table::Features).into_iter();
    let info = snapshot.entities[0].info.answer().unwrap();
    for (number, feature) in info.features.iter().enumerate() {
        let row = features.next().unwrap();
        assert_eq!(row[..4], ["a.example", "", "no", &(number + 1).to_string()]);
        assert_eq!(restored(&row[4]), feature.as_deref().unwrap_or_default());
        assert_eq!(row[5], if feature.is_some() { "yes" } else { "no" });
    }
    assert_eq!(features.next(), None);
    let items = rows(&snapshot, Table::Items);
    let count: usize =
        snapshot.entities.iter().filter_map(|entity| entity.items.answer()).map(|list| list.items.len()).sum();
    assert_eq!(items.len(), count);
    let list = &snapshot.entities[0].items.answer().unwrap().items;
    for (item, row) in list.iter().zip(&items) {
        let Item { jid, node, name, valid_jid, .. } = &**item;
        let yes_or_no = |is: bool| if is { "yes" } else { "no" };
        assert_eq!(row[0], "a.example");
        for (place, value) in [(4, jid), (7, node), (9, name)] {
            assert_eq!(restored(&row[place]), value.as_deref().unwrap_or_default());
            assert_eq!(row[place + 1], yes_or_no(value.is_some()));
        }
        assert_eq!(row[6], yes_or_no(*valid_jid));
    }
}

#[test]
fn no_cell_is_a_formula_however_the_table_is_divided() {
    let reader = "import csv, json, sys\nsys.stdin.reconfigure(newline='')\ncsv.field_size_limit(1 << 30)\n\
                  print(json.dumps(list(csv.reader(sys.stdin, delimiter=sys.argv[1]))))";
    for table in [Table::Features, Table::Items] {
        let text = written(&hostile().snapshot(), Format::Csv(table));
        for delimiter in [",", ";", "\t"] {
            let mut python = Command::new("python3");
            let read = piped(python.args(["-c", reader, delimiter]).env("PYTHONUTF8", "1"), text.clone());
            let read: Vec<Vec<String>> = serde_json::from_str(&read).unwrap();
            for cell in read.iter().flatten() {
                let start = cell.trim_start_matches(['"', ' ']);
                assert!(!start.starts_with(BEGINS_A_FORMULA), "{cell:?} with {delimiter:?}");
                assert!(!cell.starts_with(['\t', '\r', '\n']), "{cell:?}");
            }
            if delimiter == "," {
                assert_eq!(read[1..], rows(&hostile().snapshot(), table)[..], "both readers read the same");
            }
        }
    }
}

#[test]
fn lines_end_as_the_standard_says() {
    let text = written(&small().snapshot(), Format::Csv(Table::Features));
    assert!(text.ends_with("\r\n") && text.lines().all(|line| line.starts_with('"')), "{text}");
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
}

#[test]
fn formulas_are_defused_and_nothing_else_is_touched() {
    for (given, expected) in [
        ("urn:xmpp:ping", "urn:xmpp:ping"),
        ("a=b+c-d@e", "a=b+c-d@e"),
        ("", ""),
        ("'", "'"),
        ("=1", "'=1"),
        ("'=1", "''=1"),
        (" =1", " '=1"),
        ("\"=1\"", "\"'=1\""),
        ("\t=1", "'\t'=1"),
        ("\rx", "'\rx"),
        ("＝1", "'＝1"),
        ("-", "'-"),
        ("a; =1", "a; '=1"),
        ("a;\"+1", "a;\"'+1"),
        ("a\n@x", "a\n'@x"),
        ("a - b; c - d", "a - b; c - d"),
    ] {
        assert_eq!(defused(given), expected);
        assert_eq!(restored(expected), given);
    }
}

proptest! {
    #[test]
    fn defusing_loses_nothing(text in prop_oneof![any::<String>(), "[a=+@; \t\r\n'\"-]{0,16}"]) {
        let safe = defused(&text);
        prop_assert_eq!(restored(&safe), &*text);
        for cell in safe.split([';', '\t', '\r', '\n']) {
            prop_assert!(!cell.trim_start_matches(['"', ' ']).starts_with(BEGINS_A_FORMULA), "{:?}", safe);
        }
    }
}
