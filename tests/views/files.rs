//! Saving and opening, with a desktop that answers and without one.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use discoscope::{
    app::{
        Message, Options,
        ending::Answer as Departure,
        files::{
            self, Chooser, DialogMessage,
            chooser::{Answer, Question},
        },
        screen::explore::{self, DetailsMessage, shortcut::Shortcut},
    },
    disco::address::Address,
    profile::recent::Store,
    snapshot::{Watch, file},
};
use tempfile::TempDir;

use crate::{
    app::Window,
    seen::{has, lacks},
};

/// A desktop that gives this answer whatever is asked, and what it was asked.
fn desktop(answer: Answer) -> (Chooser, Arc<Mutex<Vec<Question>>>) {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let heard = asked.clone();
    let chooser = Chooser::Other(Arc::new(move |question| {
        if question == Question::IsThere {
            return Answer::There;
        }
        heard.lock().unwrap().push(question);
        answer.clone()
    }));
    (chooser, asked)
}

fn nobody() -> Chooser {
    Chooser::Other(Arc::new(|_| Answer::Unavailable))
}

fn options(folder: &TempDir, chooser: Chooser) -> Options {
    let store = Some(Store::at(folder.path().join("state/recent.json")));
    Options { demo: true, chooser, store, ..Options::default() }
}

/// The demo's tree, its server asked.
async fn demo(options: Options) -> Window {
    let mut window = Window::open(options);
    window.until_shown("urn:xmpp:ping").await;
    window
}

fn press(window: &mut Window, shortcut: Shortcut) {
    window.update(Message::Explore(explore::Message::Pressed(shortcut)));
}

fn in_dialog(window: &mut Window, message: DialogMessage) {
    window.update(Message::Files(files::Message::Dialog(message)));
}

/// Saves to a file by the dialog with the path.
async fn save(window: &mut Window, path: &Path) {
    press(window, Shortcut::SaveAs);
    in_dialog(window, DialogMessage::Edited(path.display().to_string()));
    in_dialog(window, DialogMessage::Confirmed);
    window.until_shown(&format!("Saved to {}.", path.display())).await;
}

async fn open(window: &mut Window, path: &Path) {
    window.update(Message::Files(files::Message::Open(path.to_owned())));
    window.until_shown(&path.display().to_string()).await;
}

#[tokio::test]
async fn the_desktop_is_asked_where_it_has_dialogs() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("lab.json");
    let (chooser, asked) = desktop(Answer::Chosen(file.clone()));
    let mut window = demo(options(&folder, chooser)).await;
    press(&mut window, Shortcut::Save);
    let seen = window.texts();
    has(
        &seen,
        &["Save the whole tree of demo@demo.localhost", "Choose where…", "With my address, demo@demo.localhost"],
    );
    window.click("Choose where…");
    window.until_shown(&format!("Saved to {}.", file.display())).await;
    lacks(&window.texts(), &["Choose where…"]);
    // The second time it is known where.
    fs::remove_file(&file).unwrap();
    press(&mut window, Shortcut::Save);
    window.until("the file again", |_| file.exists()).await;
    press(&mut window, Shortcut::Open);
    window.until_shown("lab.json").await;
    let asked = asked.lock().unwrap();
    let [Question::Save { name, .. }, Question::Open { folder: first }] = &asked[..] else { panic!("{asked:?}") };
    assert!(name.starts_with("demo.localhost-20") && name.contains(".json"), "{name}");
    assert_eq!(first.as_deref(), Some(folder.path()), "where the last file was chosen");
}

#[tokio::test]
async fn nothing_happens_when_no_file_is_chosen() {
    let folder = TempDir::new().unwrap();
    let (chooser, _) = desktop(Answer::Cancelled);
    let mut window = demo(options(&folder, chooser)).await;
    let before = window.texts();
    press(&mut window, Shortcut::Save);
    window.click("Cancel");
    press(&mut window, Shortcut::Open);
    assert_eq!(window.texts().len(), before.len());
    press(&mut window, Shortcut::Save);
    window.click("Choose where…");
    assert_eq!(window.texts().len(), before.len());
}

#[tokio::test]
async fn what_is_left_out_is_not_in_the_file() {
    let folder = TempDir::new().unwrap();
    let (all, little) = (folder.path().join("all.json"), folder.path().join("little"));
    let mut window = demo(options(&folder, nobody())).await;
    save(&mut window, &all).await;
    press(&mut window, Shortcut::SaveAs);
    in_dialog(&mut window, DialogMessage::XmlSwitched);
    in_dialog(&mut window, DialogMessage::AddressSwitched);
    in_dialog(&mut window, DialogMessage::Edited(little.display().to_string()));
    in_dialog(&mut window, DialogMessage::Confirmed);
    // A name without an ending gets one.
    let little = folder.path().join("little.json");
    window.until_shown(&format!("Saved to {}.", little.display())).await;
    let [all, text] = [&all, &little].map(|file| fs::read_to_string(file).unwrap());
    assert!(all.contains("<iq ") && all.contains("demo@demo.localhost"));
    assert!(!text.contains("<iq ") && !text.contains("demo@demo.localhost"), "{text}");

    // The choice is remembered; a file that is there says so before it is replaced.
    press(&mut window, Shortcut::SaveAs);
    in_dialog(&mut window, DialogMessage::Edited(little.display().to_string()));
    window.until_shown("“little.json” exists already: it will be replaced.").await;
    has(&window.texts(), &["Replace"]);
    window.click("Replace");
    window.until("the dialog to close", |window| !window.texts().iter().any(|text| text == "Replace")).await;
    open(&mut window, &little).await;
    let seen = window.texts();
    assert!(seen.iter().any(|text| text.ends_with("; who saw it was left out")), "{seen:#?}");
    window.update(Message::Explore(explore::Message::Details(DetailsMessage::TabNumber(4))));
    has(&window.texts(), &["This snapshot was kept without its XML."]);
}

#[tokio::test]
async fn everything_comes_back() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("lab.json.gz");
    let address = Address::with_node("odd.demo.localhost", "replies/forged-first");
    let mut window = demo(Options { address: None, ..options(&folder, nobody()) }).await;
    // A forged reply, and the capabilities that the server announced.
    window.update(Message::Explore(explore::Message::JidEdited(address.jid.to_string())));
    window.update(Message::Explore(explore::Message::NodeEdited(address.node.as_deref().unwrap().to_owned())));
    window.click("Go");
    window.until_shown("hierarchy/leaf").await;
    window.update(Message::Explore(explore::Message::Details(DetailsMessage::TabNumber(2))));
    window.until("findings", |window| window.texts().iter().any(|text| text.starts_with("reply-forged"))).await;
    let findings = |window: &Window| {
        window
            .texts()
            .into_iter()
            .filter(|text| text.starts_with("Findings ") || text.contains("mallory"))
            .collect::<Vec<_>>()
    };
    press(&mut window, Shortcut::Leave);
    let live = findings(&window);
    save(&mut window, &file).await;
    assert_eq!(fs::read(&file).unwrap()[..2], [0x1f, 0x8b], "it is compressed");
    open(&mut window, &file).await;
    press(&mut window, Shortcut::NextFinding);
    press(&mut window, Shortcut::Leave);
    window.update(Message::Explore(explore::Message::JidEdited(address.jid.to_string())));
    window.update(Message::Explore(explore::Message::NodeEdited(address.node.as_deref().unwrap().to_owned())));
    window.click("Go");
    window.update(Message::Explore(explore::Message::Details(DetailsMessage::TabNumber(2))));
    assert_eq!(findings(&window), live);
    window.update(Message::Explore(explore::Message::JidEdited("demo.localhost".to_owned())));
    window.update(Message::Explore(explore::Message::NodeEdited(String::new())));
    window.click("Go");
    window.update(Message::Explore(explore::Message::Details(DetailsMessage::TabNumber(3))));
    has(&window.texts(), &["Entity capabilities (XEP-0115)", "matches"]);
    let kept = file::read(&file, &Watch::default()).unwrap();
    assert!(!kept.announced.is_empty() && kept.strays.contains_key(&address), "{:?}", kept.strays);
}

#[tokio::test]
async fn what_cannot_be_read_is_told_and_nothing_is_lost() {
    let folder = TempDir::new().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path
    };
    let good = folder.path().join("good.json");
    let mut window = demo(options(&folder, nobody())).await;
    save(&mut window, &good).await;
    open(&mut window, &good).await;
    let broken: Vec<PathBuf> = vec![
        folder.path().join("missing.json"),
        folder.path().to_owned(),
        file("empty.json", ""),
        file("foreign.json", "{\"name\": \"package\"}"),
        file("half.json", &fs::read_to_string(&good).unwrap()[..300]),
    ];
    for path in &broken {
        window.update(Message::Files(files::Message::Dropped(path.clone())));
    }
    let name = |path: &Path| format!("“{}”", path.display());
    let last = name(&broken[4]);
    window.until("the last message", |window| window.texts().iter().any(|text| text.starts_with(&last))).await;
    let seen = window.texts();
    // The newest is on top, three are shown, the others are counted.
    let messages: Vec<_> =
        seen.iter().filter(|text| text.starts_with('“') && text.contains(&*folder.path().to_string_lossy())).collect();
    assert_eq!(messages.len(), 3, "{messages:#?}");
    assert!(messages[0].starts_with(&last), "{messages:#?}");
    assert!(seen.iter().any(|text| text.ends_with(" more")), "{seen:#?}");
    has(&seen, &["good.json"]);
    window.click("Close all");
    let seen = window.texts();
    assert!(!seen.iter().any(|text| text.starts_with(&last)), "{seen:#?}");
    has(&seen, &[&good.display().to_string()]);
}

#[tokio::test]
async fn what_was_saved_is_remembered_until_somebody_forgets_it() {
    let folder = TempDir::new().unwrap();
    let (first, second) = (folder.path().join("first.json"), folder.path().join("second.json"));
    let mut window = demo(options(&folder, nobody())).await;
    save(&mut window, &first).await;
    save(&mut window, &second).await;
    window.click("Log out");
    window.until_shown("second.json").await;
    let seen = window.texts();
    has(&seen, &["Open a snapshot…", "first.json"]);
    assert!(
        seen.iter().any(|text| text.starts_with("Snapshot of ") && text.ends_with("as demo@demo.localhost saw it"))
    );
    window.click("first.json");
    window.until_shown(&first.display().to_string()).await;
    assert_eq!(window.app.title(), "first.json – Discoscope");
    // Without a session there is a way to one, and back again.
    window.click("Connect…");
    has(&window.texts(), &["Back to the open tree", "Open the demo"]);
    window.click("Back to the open tree");
    assert_eq!(window.app.title(), "first.json – Discoscope");
    window.click("Connect…");
    window.click("Open the demo");
    window.until("the live tree", |window| window.app.title().starts_with("demo@")).await;
    has(&window.texts(), &["first.json", "demo@demo.localhost"]);

    fs::remove_file(&second).unwrap();
    let window = Window::open(Options { demo: false, ..options(&folder, nobody()) });
    let mut window = window;
    window.until_shown("The file is not there any more").await;
    window.update(Message::Files(files::Message::Forgotten(second)));
    window.until("it to be forgotten", |window| !window.texts().iter().any(|text| text == "second.json")).await;
    has(&window.texts(), &["first.json"]);
}

#[tokio::test]
async fn files_of_the_command_line_are_opened_in_their_order_and_stay_in_front() {
    let folder = TempDir::new().unwrap();
    let [first, second] = ["first.json", "second.json"].map(|name| folder.path().join(name));
    let mut window = demo(options(&folder, nobody())).await;
    save(&mut window, &first).await;
    save(&mut window, &second).await;
    drop(window);
    for demo in [false, true] {
        let open = vec![first.clone(), second.clone()];
        let mut window = Window::open(Options { demo, open, ..options(&folder, nobody()) });
        let tabs = if demo { 3 } else { 2 };
        let count = |window: &Window| {
            let names = ["demo@demo.localhost", "first.json", "second.json"];
            window.texts().iter().take(3).filter(|text| names.contains(&text.as_str())).count()
        };
        window.until("all tabs", |window| count(window) == tabs).await;
        window.until("the last one", |window| window.app.title() == "second.json – Discoscope").await;
    }
}

#[tokio::test]
async fn leaving_waits_for_what_is_written_and_then_asks() {
    let folder = TempDir::new().unwrap();
    let [tree, report] = ["lab.json", "lab.md"].map(|name| folder.path().join(name));
    let mut window = demo(options(&folder, nobody())).await;
    save(&mut window, &tree).await;
    // More is known than was saved.
    window.click("odd.demo.localhost");
    window.until_shown("component/generic").await;
    press(&mut window, Shortcut::SaveAs);
    in_dialog(&mut window, DialogMessage::Edited(report.display().to_string()));
    in_dialog(&mut window, DialogMessage::Confirmed);
    let has_dialog = |window: &Window| window.texts().iter().any(|text| text.starts_with("Save the whole tree"));
    window.until("the dialog to close", |window| !has_dialog(window)).await;
    window.update(Message::Pressed(Shortcut::Settings));
    for _ in 0..2 {
        window.update(Message::CloseRequested);
        has(&window.texts(), &["Discoscope quits when this is saved."]);
        lacks(&window.texts(), &["Contrast"]);
    }
    window.until_shown("Save what you saw?").await;
    let said = crate::way::said_to_keys("whether to save before leaving", || window.app.view());
    let answers = ["Departure(Stay)", "Departure(Discard)", "Departure(Save)"];
    assert!(answers.iter().all(|answer| said.contains(*answer)), "{said:#?}");
    assert!(report.exists() && !window.has_ended);
    window.update(Message::Departure(Departure::Stay));
    // Two are written: the first to end does not cut the other off.
    fs::remove_file(&report).unwrap();
    let before = fs::metadata(&tree).unwrap().len();
    press(&mut window, Shortcut::SaveAs);
    in_dialog(&mut window, DialogMessage::Edited(report.display().to_string()));
    in_dialog(&mut window, DialogMessage::Confirmed);
    window.until("the dialog to close", |window| !has_dialog(window)).await;
    press(&mut window, Shortcut::Save);
    window.update(Message::CloseRequested);
    window.until("the end", |window| window.has_ended).await;
    assert!(report.exists() && fs::metadata(&tree).unwrap().len() > before);
}

#[tokio::test]
async fn tables_say_which_files_they_replace() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("old.items.csv"), "mine").unwrap();
    let mut window = demo(options(&folder, nobody())).await;
    press(&mut window, Shortcut::SaveAs);
    in_dialog(&mut window, DialogMessage::Edited(folder.path().join("old.csv").display().to_string()));
    // Enter before the folder is known does not replace either.
    in_dialog(&mut window, DialogMessage::Confirmed);
    window.until_shown("“old.items.csv” exists already: it will be replaced.").await;
    has(&window.texts(), &["Replace"]);
    assert_eq!(fs::read_to_string(folder.path().join("old.items.csv")).unwrap(), "mine");
    in_dialog(&mut window, DialogMessage::Edited(folder.path().join("new.csv").display().to_string()));
    let words = "“new.features.csv” and “new.items.csv” will be made, for others to read; they cannot be reopened.";
    has(&window.texts(), &[words, "Save"]);
}

#[tokio::test]
async fn the_desktop_is_asked_about_another_name_than_those_of_tables() {
    let folder = TempDir::new().unwrap();
    let old = folder.path().join("old.items.csv");
    fs::write(&old, "mine").unwrap();
    let (chooser, _) = desktop(Answer::Chosen(folder.path().join("old.csv")));
    let mut window = demo(options(&folder, chooser)).await;
    press(&mut window, Shortcut::SaveAs);
    window.click("Choose where…");
    window.until_shown("“old.items.csv” exists already: it will be replaced.").await;
    assert_eq!(fs::read_to_string(&old).unwrap(), "mine");
    window.click("Replace");
    window.until("the table", |_| fs::read_to_string(&old).unwrap() != "mine").await;
}
