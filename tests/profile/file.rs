//! The file on the disk: two runs at once, a crash, a home that cannot be written to.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use discoscope::{
    disco::address::Address,
    profile::{
        preferences::Theme,
        settings::{Loaded, Settings, Store},
    },
};

#[test]
fn two_runs_at_once_lose_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("settings.toml");
    let writers: Vec<_> = (0..4)
        .map(|writer| {
            let file = file.clone();
            thread::spawn(move || {
                for number in 0..5 {
                    let address = Address::new(format!("w{writer}-{number}.example.org"));
                    let _ = Store::at(&file).change(|settings| settings.addresses.visit(address, None)).unwrap();
                }
            })
        })
        .collect();
    for writer in writers {
        writer.join().unwrap();
    }
    assert_eq!(Store::at(&file).load().settings.addresses.offers().len(), 20);
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), 2, "only the file and its lock: {left:?}");
}

#[test]
fn a_lock_that_is_never_given_back_ends_in_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("settings.toml");
    let lock = fs::File::create(folder.path().join(".settings.toml.lock")).unwrap();
    lock.lock().unwrap();
    let error = Store::at(&file).change(|_| {}).unwrap_err().to_string();
    assert!(error.contains("settings.toml") && error.contains("another run"), "{error}");
    drop(lock);
    let _ = Store::at(&file).change(|_| {}).unwrap();
}

#[test]
fn what_is_no_file_or_too_long_costs_the_defaults() {
    let folder = tempfile::tempdir().unwrap();
    let folder_instead = folder.path().join("folder.toml");
    fs::create_dir(&folder_instead).unwrap();
    let huge = folder.path().join("huge.toml");
    fs::File::create(&huge).unwrap().set_len(1 << 40).unwrap();
    let fifo = folder.path().join("fifo.toml");
    assert!(Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    for (file, words) in [(&folder_instead, "it is no file"), (&huge, "1 MiB"), (&fifo, "it is no file")] {
        let Loaded { settings, warnings } = Store::at(file).load();
        assert_eq!(settings, Settings::default());
        assert!(warnings.len() == 1 && warnings[0].contains(words), "{warnings:?}");
        assert!(warnings[0].contains(file.to_str().unwrap()), "{warnings:?}");
    }
    let error = Store::at(&folder_instead).change(|_| {}).unwrap_err().to_string();
    assert!(error.contains("could not be saved"), "{error}");
    assert!(folder_instead.is_dir());
}

/// A file that cannot be read is not taken for an empty one: whatever is in it stays.
#[test]
fn what_cannot_be_read_is_not_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let huge = folder.path().join("settings.toml");
    fs::File::create(&huge).unwrap().set_len(2 << 20).unwrap();
    let error = Store::at(&huge).change(|_| {}).unwrap_err().to_string();
    assert!(error.contains("1 MiB"), "{error}");
    assert_eq!(fs::metadata(&huge).unwrap().len(), 2 << 20);
}

/// As root everything can be written; so the folder's place is taken by a file.
#[test]
fn a_home_that_cannot_be_written_to_ends_in_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let in_the_way = folder.path().join("config");
    fs::write(&in_the_way, "").unwrap();
    let store = Store::at(in_the_way.join("discoscope/settings.toml"));
    let error = store.change(|_| {}).unwrap_err().to_string();
    assert!(error.contains("could not be saved"), "{error}");
    let _ = store.load();

    let closed = folder.path().join("closed");
    fs::create_dir(&closed).unwrap();
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o500)).unwrap();
    let as_nobody =
        Command::new("setpriv").args(["--reuid=65534", "--clear-groups", "touch"]).arg(closed.join("x")).status();
    assert!(!as_nobody.unwrap().success(), "the folder is not closed");
}

/// Links stay links, and permissions stay what their owner made them.
#[test]
fn a_linked_file_stays_linked_and_closed() {
    let folder = tempfile::tempdir().unwrap();
    let real = folder.path().join("dotfiles.toml");
    fs::write(&real, "theme = \"dark\"\n").unwrap();
    fs::set_permissions(&real, fs::Permissions::from_mode(0o600)).unwrap();
    let link = folder.path().join("settings.toml");
    std::os::unix::fs::symlink(&real, &link).unwrap();
    let settings = Store::at(&link).change(|settings| settings.preferences.width = 900).unwrap();
    assert_eq!(settings.preferences.theme, Theme::Dark);
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(fs::read_to_string(&real).unwrap().contains("900"));
}

const WRITER: &str = "DISCOSCOPE_TEST_WRITES_TO";

/// Not a test by itself: the process that the next test kills.
#[test]
fn writer_that_is_killed() {
    let Some(file) = std::env::var_os(WRITER) else { return };
    for number in 0.. {
        let address = Address::with_node("example.org", format!("{number}{}", "x".repeat(2000)));
        let _ = Store::at(Path::new(&file)).change(|settings| settings.addresses.visit(address, None)).unwrap();
    }
}

#[test]
fn a_crash_in_the_middle_of_writing_leaves_a_whole_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("settings.toml");
    let _ = Store::at(&file).change(|settings| settings.preferences.width = 901).unwrap();
    for round in 0..15u64 {
        let mut writer = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "file::writer_that_is_killed"])
            .env(WRITER, &file)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        thread::sleep(Duration::from_millis(60 + round * 13));
        writer.kill().unwrap();
        let _ = writer.wait().unwrap();
        let Loaded { settings, warnings } = Store::at(&file).load();
        assert_eq!((warnings.len(), settings.preferences.width), (0, 901), "round {round}: {warnings:?}");
    }
    let settings = Store::at(&file).change(|_| {}).unwrap();
    assert!(!settings.addresses.offers().is_empty(), "nothing was ever written");
    assert!(!folder.path().join(".settings.toml.part").exists(), "the piece of before is still there");
}
