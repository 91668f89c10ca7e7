//! Each broken field costs its default and has its sentence; nothing else is lost.

use std::fs;

use discoscope::{
    disco::address::Address,
    profile::{
        accounts::Id,
        preferences::{Contrast, Preferences, Theme},
        settings::{Loaded, Settings, Store},
    },
    session::{self, Tls},
};
use proptest::prelude::*;
use tempfile::TempDir;

const WHOLE: &str = r#"
version = 1
theme = "dark"
text_size = 150
contrast = "high"
from_the_future = { a = [1, 2], b = "c" }

[window]
width = 1000
height = 700
split = 0.3
maximized = true

[[account]]
kind = "password"
jid = "alice@example.org/home"
connect = "[::1]:5222"
tls = "direct"
ca_file = "/etc/ca.pem"
appears = false
password = "keyring"
pins = ["00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff:00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff"]
colour = "green"

[[account]]
kind = "anonymous"
jid = "anon.example.org"

[[account]]
kind = "component"
jid = "gate.example.org"
from = "bob@gate.example.org"
password = "asked"

[[favourite]]
jid = "rooms.example.org"
node = "a"
account = "alice@example.org"

[[recent]]
jid = "example.org"
"#;

fn store(folder: &TempDir) -> Store {
    Store::at(folder.path().join("config/settings.toml"))
}

fn load(text: &[u8]) -> Loaded {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("config")).unwrap();
    fs::write(folder.path().join("config/settings.toml"), text).unwrap();
    store(&folder).load()
}

fn whole() -> Settings {
    let Loaded { settings, warnings } = load(WHOLE.as_bytes());
    assert_eq!(warnings, Vec::<String>::new());
    settings
}

#[test]
fn what_is_written_is_read() {
    let settings = whole();
    assert_eq!(
        settings.preferences,
        Preferences {
            theme: Theme::Dark,
            text_size: 150,
            contrast: Contrast::High,
            width: 1000,
            height: 700,
            split: 0.3
        }
    );
    let accounts = settings.accounts.all();
    assert_eq!(accounts.len(), 3);
    assert_eq!(
        (accounts[0].jid(), accounts[0].tls, accounts[0].appears),
        ("alice@example.org/home", Tls::Direct, false)
    );
    assert_eq!(accounts[0].written_endpoint(), "[::1]:5222");
    assert_eq!(accounts[0].pins.len(), 1);
    assert!(accounts[1].is_anonymous());
    assert_eq!((accounts[2].sender(), accounts[2].tls), (Some("bob@gate.example.org"), Tls::None));
    let offers: Vec<_> = settings.addresses.offers().iter().map(|offer| offer.address.to_string()).collect();
    assert_eq!(offers, ["rooms.example.org node a", "example.org"]);
}

#[test]
fn without_a_file_everything_has_its_default_and_nothing_is_said() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(store(&folder).load(), Loaded::default());
}

#[test]
fn what_this_version_does_not_know_survives() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("config")).unwrap();
    let file = folder.path().join("config/settings.toml");
    let newer = WHOLE
        .replace("version = 1", "version = 7")
        .replace(r#"jid = "example.org""#, "jid = \"example.org\"\nseen = 3");
    let newer = newer
        .replace(r#"node = "a""#, "node = \"a\"\nname = \"Rooms\"")
        .replace(r#"theme = "dark""#, r#"theme = "sepia""#);
    fs::write(&file, &newer).unwrap();
    let warnings = store(&folder).load().warnings;
    assert!(warnings.len() == 2 && warnings[0].contains("`version` is 7"), "{warnings:?}");
    let _ = store(&folder).change(|settings| settings.preferences.theme = Theme::Light).unwrap();
    let changed =
        store(&folder).change(|settings| settings.addresses.visit(Address::new("example.org"), None)).unwrap();
    let text = fs::read_to_string(&file).unwrap();
    let table: toml::Table = text.parse().unwrap();
    assert_eq!(table["version"].as_integer(), Some(7));
    assert_eq!(table["theme"].as_str(), Some("light"));
    assert_eq!(table["from_the_future"]["b"].as_str(), Some("c"));
    assert_eq!(table["window"]["maximized"].as_bool(), Some(true));
    assert_eq!(table["account"][0]["colour"].as_str(), Some("green"));
    assert_eq!(table["favourite"][0]["name"].as_str(), Some("Rooms"));
    assert_eq!(table["recent"][0]["seen"].as_integer(), Some(3));
    // What the newer version meant by what is known here, too, is beside it, as it was.
    assert_eq!(fs::read_to_string(file.with_extension("toml.newer")).unwrap(), newer);
    assert_eq!(store(&folder).load().settings, changed);
}

/// Line by line: what is put in the place of which line, the field that the sentence must name, and what it must say.
const BROKEN: &[(&str, &str, &str, &str)] = &[
    (r#"theme = "dark""#, r#"theme = "purple""#, "`theme`", "system, light, dark; system"),
    (r#"theme = "dark""#, "theme = 7", "`theme`", "must be one of"),
    ("text_size = 150", "text_size = 250", "`text_size`", "from 80 to 200; 100"),
    (r#"contrast = "high""#, "contrast = 9", "`contrast`", "usual, high; usual"),
    ("width = 1000", r#"width = "wide""#, "`window.width`", "from 640 to 16384; 1280"),
    ("width = 1000", "width = -1", "`window.width`", "1280 is taken"),
    ("width = 1000", "width = 99999999999", "`window.width`", "1280 is taken"),
    ("height = 700", "height = 700.5", "`window.height`", "800 is taken"),
    ("split = 0.3", "split = 2.0", "`window.split`", "0.42 is taken"),
    ("split = 0.3", "split = nan", "`window.split`", "0.42 is taken"),
    (r#"connect = "[::1]:5222""#, r#"connect = "::1:5222""#, "`account[0].connect`", "brackets"),
    (r#"connect = "[::1]:5222""#, "connect = 5222", "`account[0].connect`", "DNS is asked"),
    (r#"tls = "direct""#, r#"tls = "maybe""#, "`account[0].tls`", "starttls is taken"),
    ("appears = false", r#"appears = "no""#, "`account[0].appears`", "true or false; true"),
    (r#"password = "keyring""#, r#"password = "hunter2""#, "`account[0].password`", "asked is taken"),
    (r#"jid = "alice@example.org/home""#, r#"jid = "a@b@c""#, "`account[0].jid`", "the account is left out"),
    (r#"jid = "alice@example.org/home""#, r#"jid = "example.org""#, "`account[0].jid`", "the account is left out"),
    (r#"jid = "alice@example.org/home""#, "", "`account[0].jid`", "is missing; the account is left out"),
    (
        r#"kind = "anonymous""#,
        r#"kind = "telepathic""#,
        "`account[1].kind`",
        "anonymous, component; the account is left out",
    ),
    (r#"jid = "gate.example.org""#, r#"jid = "a@gate.example.org""#, "`account[2].jid`", "the account is left out"),
    (r#"from = "bob@gate.example.org""#, r#"from = "bob@example.org""#, "`account[2].from`", "asks as its domain"),
    (r#"from = "bob@gate.example.org""#, "from = 3", "`account[2].from`", "asks as its domain"),
    (r#"pins = ["00:"#, r#"pins = ["0:"#, "`account[0].pins[0]`", "SHA-256 fingerprint in hexadecimal; it is left out"),
    (r#"jid = "rooms.example.org""#, "jid = 1", "`favourite[0].jid`", "the address is left out"),
    (r#"jid = "rooms.example.org""#, r#"jid = "a b""#, "`favourite[0].jid`", "is no JID"),
    (r#"node = "a""#, "node = []", "`favourite[0].node`", "without a node"),
];

#[test]
fn each_broken_field_costs_its_default_and_has_its_sentence() {
    for (right, wrong, field, words) in BROKEN {
        assert!(WHOLE.contains(right), "{right}");
        let Loaded { settings, warnings } = load(WHOLE.replacen(right, wrong, 1).as_bytes());
        assert_eq!(warnings.len(), 1, "{wrong}: {warnings:?}");
        let warning = &warnings[0];
        assert!(warning.contains("config/settings.toml: ") && warning.contains(field), "{wrong}: {warning}");
        assert!(warning.contains(words) && warning.ends_with('.'), "{wrong}: {warning}");
        assert!(!warning.contains("hunter2"), "what somebody wrote there may be a secret: {warning}");
        // All the rest is as it was.
        let before = whole();
        let others = [
            settings.preferences.theme != before.preferences.theme,
            settings.preferences.text_size != before.preferences.text_size,
            settings.preferences.contrast != before.preferences.contrast,
            settings.preferences.width != before.preferences.width,
            settings.preferences.height != before.preferences.height,
            (settings.preferences.split - before.preferences.split).abs() > 0.01,
            settings.accounts != before.accounts,
            settings.addresses != before.addresses,
        ];
        assert_eq!(others.iter().filter(|differs| **differs).count(), 1, "{wrong}: {settings:?}");
    }
}

#[test]
fn what_is_too_much_stays_in_the_file_until_it_is_forgotten() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("config")).unwrap();
    let file = folder.path().join("config/settings.toml");
    let accounts = (0..203).map(|number| format!("[[account]]\nkind = \"password\"\njid = \"a{number}@x.org\"\n"));
    let recent = (0..33).map(|number| format!("[[recent]]\njid = \"r{number}.org\"\naccount = \"a202@x.org\"\n"));
    fs::write(&file, accounts.chain(recent).collect::<String>()).unwrap();
    let settings = store(&folder).change(|settings| settings.preferences.width = 900).unwrap();
    assert_eq!(settings.accounts.all().len(), 200);
    let count = |words: &str| fs::read_to_string(&file).unwrap().matches(words).count();
    assert_eq!((count("[[account]]"), count("[[recent]]")), (203, 33));
    let last = Id::of(&session::Account::password("a202@x.org/home").unwrap());
    let _ = store(&folder).forget(&last).unwrap();
    assert_eq!((count("[[account]]"), count("[[recent]]"), count("a202@x.org")), (202, 0, 0));
}

#[test]
fn an_account_that_cannot_be_read_stays_in_the_file() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("config")).unwrap();
    let file = folder.path().join("config/settings.toml");
    fs::write(&file, WHOLE.replace(r#"kind = "anonymous""#, r#"kind = "telepathic""#)).unwrap();
    let _ = store(&folder).change(|settings| settings.preferences.width = 900).unwrap();
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains("telepathic") && text.contains("anon.example.org"), "{text}");
}

#[test]
fn a_line_that_is_no_toml_costs_itself_and_the_file_is_kept_beside() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("config")).unwrap();
    let file = folder.path().join("config/settings.toml");
    for (right, wrong, lost) in [
        ("width = 1000", "width = = 1000", "width"),
        ("width = 1000", "width", "width"),
        ("theme = \"dark\"", "theme = \"dark", "theme"),
        // With its head an account is gone: its fields must not become another one's.
        ("[[account]]\nkind = \"anonymous\"", "[[account]\nkind = \"anonymous\"", "account"),
    ] {
        let damaged = WHOLE.replacen(right, wrong, 1);
        fs::write(&file, &damaged).unwrap();
        let Loaded { settings, warnings } = store(&folder).load();
        assert!(warnings.len() == 1 && warnings[0].contains("is no TOML"), "{wrong}: {warnings:?}");
        assert_eq!(settings.accounts.all().len(), if lost == "account" { 2 } else { 3 }, "{wrong}");
        assert_eq!(settings.accounts.all()[0], whole().accounts.all()[0], "{wrong}");
        let _ = store(&folder).change(|settings| settings.preferences.height = 777).unwrap();
        assert_eq!(store(&folder).load().warnings, Vec::<String>::new());
        let kept = fs::read_to_string(file.with_extension("toml.damaged")).unwrap();
        assert_eq!(kept, damaged);
    }
}

#[test]
fn rubbish_is_survived() {
    let long_line = "a".repeat(100_000);
    let deep = "a = ".to_owned() + &"[".repeat(100_000);
    for text in [
        b"\xff\xfe\x00\x00".as_slice(),
        b"{ \"version\": 1 }",
        b"\0\0\0\0",
        long_line.as_bytes(),
        deep.as_bytes(),
        "= \n".repeat(5000).as_bytes(),
        b"\"\"\"",
        b"window = 3\naccount = 4\nrecent = \"x\"\nfavourite = [1, 2]\ntheme = []\n",
    ] {
        let Loaded { settings, warnings } = load(text);
        assert!(settings.accounts.all().is_empty() && !warnings.is_empty() && warnings.len() < 30, "{warnings:?}");
        assert!(warnings.iter().all(|warning| warning.len() < 1000), "{warnings:?}");
    }
}

fn toml_value() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<i64>().prop_map(|number| number.to_string()),
        any::<bool>().prop_map(|is| is.to_string()),
        "[a-z@./:\\[\\]-]{0,20}".prop_map(|text| format!("{text:?}")),
        Just("[]".to_owned()),
        Just("{}".to_owned()),
        Just("0.5".to_owned()),
        Just("[{ jid = 1 }, 2]".to_owned()),
        Just("1979-05-27".to_owned()),
    ]
}

proptest! {
    /// Whatever stands in whichever line: no panic, and what is written afterwards is read as it is, without a complaint
    /// that was not there before.
    #[test]
    fn any_value_in_any_field_is_survived(line in 0usize..40, value in toml_value()) {
        let mut lines: Vec<String> = WHOLE.lines().map(str::to_owned).collect();
        let index = line % lines.len();
        if let Some((name, _)) = lines[index].clone().split_once(" = ") {
            lines[index] = format!("{name} = {value}");
        }
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("config")).unwrap();
        fs::write(folder.path().join("config/settings.toml"), lines.join("\n")).unwrap();
        let loaded = store(&folder).load();
        let changed = store(&folder).change(|_| {}).unwrap();
        prop_assert_eq!(&changed, &loaded.settings);
        let again = store(&folder).load();
        prop_assert_eq!(&again.settings, &loaded.settings);
        prop_assert!(again.warnings.len() <= loaded.warnings.len(), "{:?}", again.warnings);
    }

    #[test]
    fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = load(&bytes);
    }
}
