//! Whatever happens while a file is written, the old one or the new one is there, whole.

use std::{
    env, fs,
    os::unix::fs::{MetadataExt, PermissionsExt, symlink},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use discoscope::snapshot::{
    Error, Watch,
    file::{self, Keep},
};

use crate::{round_trip, seen};

const SAVE_HERE: &str = "DISCOSCOPE_TEST_SAVE_HERE";
const ROOMS: u64 = 400;

/// What the other process does; alone it does nothing.
#[test]
fn saves_over_and_over_where_another_test_says() {
    let Some(path) = env::var_os(SAVE_HERE).map(PathBuf::from) else { return };
    let (one, other) = (round_trip::snapshot(&seen::rooms(ROOMS)), round_trip::snapshot(&seen::rooms(ROOMS / 2)));
    loop {
        for snapshot in [&one, &other] {
            if file::write(snapshot, &path, &Keep::default(), &Watch::default()).is_err() {
                return;
            }
        }
    }
}

fn saver(path: &Path) -> Child {
    Command::new(env::current_exe().unwrap())
        .args(["--exact", "disk::saves_over_and_over_where_another_test_says", "--test-threads=1"])
        .env(SAVE_HERE, path)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

#[test]
fn killed_fifty_times_while_saving() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tree.json");
    let mut sizes = std::collections::BTreeSet::new();
    let mut parts = 0;
    for round in 0..50_u64 {
        let mut child = saver(&path);
        let began = Instant::now();
        let before = fs::metadata(&path).map(|file| file.ino()).ok();
        while fs::metadata(&path).map(|file| file.ino()).ok() == before {
            assert!(began.elapsed() < Duration::from_secs(60), "nothing was saved in round {round}");
            thread::sleep(Duration::from_millis(1));
        }
        thread::sleep(Duration::from_micros(round * 397));
        child.kill().unwrap();
        let _ = child.wait().unwrap();
        let snapshot = file::read(&path, &Watch::default()).unwrap_or_else(|error| panic!("round {round}: {error}"));
        let _ = sizes.insert(snapshot.entities.len() as u64);
        parts += usize::from(folder.path().join(".tree.json.part").exists());
        assert!(fs::read_dir(folder.path()).unwrap().count() <= 2, "pieces pile up");
    }
    assert!(sizes.iter().all(|size| [ROOMS + 1, ROOMS / 2 + 1].contains(size)), "{sizes:?}");
    assert!(parts > 0, "no kill ever came in the middle of a save, so this proved nothing");
    // What the last kill left is taken away by the next save.
    let _ = round_trip::save(&round_trip::snapshot(&seen::rooms(1)), &path, &Keep::default());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

/// A disk of one MiB, which needs a mount of its own and so a name space of its own.
#[test]
fn a_full_disk_loses_nothing() {
    if let Some(folder) = env::var_os("DISCOSCOPE_TEST_SMALL_DISK").map(PathBuf::from) {
        return on_a_small_disk(&folder);
    }
    let folder = tempfile::tempdir().unwrap();
    let script = "mount -t tmpfs -o size=1m none \"$0\" || exit 1
        \"$1\" --exact disk::a_full_disk_loses_nothing --nocapture; status=$?
        umount \"$0\"; exit $status";
    // Root may mount as it is, in a chroot without changing how mounts spread; others in a user name space.
    let mut said = String::new();
    for space in [&["--mount"][..], &["--mount", "--map-root-user"], &["--mount", "--propagation", "unchanged"]] {
        let output = Command::new("unshare")
            .args(space)
            .args(["sh", "-c", script])
            .arg(folder.path())
            .arg(env::current_exe().unwrap())
            .env("DISCOSCOPE_TEST_SMALL_DISK", folder.path())
            .output()
            .unwrap();
        said += &String::from_utf8_lossy(&output.stdout);
        said += &String::from_utf8_lossy(&output.stderr);
        if output.status.success() && said.contains("the small disk was full") {
            return;
        }
    }
    panic!("{said}");
}

fn on_a_small_disk(folder: &Path) {
    let path = folder.join("tree.json");
    let small = round_trip::snapshot(&seen::rooms(20));
    let before = round_trip::save(&small, &path, &Keep::default());
    let large = round_trip::snapshot(&seen::rooms(2000));
    let error = file::write(&large, &path, &Keep::default(), &Watch::default()).unwrap_err();
    let said = error.to_string();
    assert!(
        said.contains(
            "could not be saved: no space left on device. What the file held before is untouched; free some space"
        ),
        "{said}"
    );
    assert_eq!(fs::read(&path).unwrap(), before);
    assert_eq!(fs::read_dir(folder).unwrap().count(), 1, "the piece that was written is taken away");
    eprintln!("the small disk was full");
}

#[test]
fn a_save_that_is_stopped_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tree.json");
    let watch = Watch::default();
    watch.cancel();
    let snapshot = round_trip::snapshot(&seen::rooms(1000));
    assert_eq!(file::write(&snapshot, &path, &Keep::default(), &watch).unwrap_err(), Error::Cancelled);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn two_who_save_at_once_do_not_mix() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tree.json");
    let part = folder.path().join(".tree.json.part");
    let held = fs::File::create(&part).unwrap();
    held.lock().unwrap();
    let snapshot = round_trip::snapshot(&seen::rooms(1));
    let error = file::write(&snapshot, &path, &Keep::default(), &Watch::default()).unwrap_err();
    assert!(matches!(error, Error::Busy { .. }), "{error}");
    assert!(
        error.to_string().ends_with("is being saved by another program right now; wait for it or choose another name.")
    );
    drop(held);
    let _ = round_trip::save(&snapshot, &path, &Keep::default());
    assert!(!part.exists());
}

#[test]
fn links_are_followed_and_permissions_stay() {
    let folder = tempfile::tempdir().unwrap();
    let (path, link) = (folder.path().join("tree.json"), folder.path().join("link.json"));
    let snapshot = round_trip::snapshot(&seen::rooms(1));
    let _ = round_trip::save(&snapshot, &path, &Keep::default());
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    symlink(&path, &link).unwrap();
    let _ = round_trip::save(&round_trip::snapshot(&seen::rooms(2)), &link, &Keep::default());
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(round_trip::open(&path).entities.len(), 3);
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
    // A link to nothing yet is one to the file that is made there.
    let ahead = folder.path().join("ahead.json");
    symlink("tree.json", folder.path().join("step.json")).unwrap();
    fs::remove_file(&path).unwrap();
    symlink("step.json", &ahead).unwrap();
    let _ = round_trip::save(&snapshot, &ahead, &Keep::default());
    assert!(fs::symlink_metadata(&ahead).unwrap().is_symlink());
    assert_eq!(round_trip::open(&path).entities.len(), 2);
    // A trap where our piece is to stand is not written through.
    let victim = folder.path().join("victim");
    fs::write(&victim, "mine").unwrap();
    symlink(&victim, folder.path().join(".tree.json.part")).unwrap();
    let _ = round_trip::save(&snapshot, &path, &Keep::default());
    assert_eq!(fs::read_to_string(&victim).unwrap(), "mine");
}

#[test]
fn places_where_nothing_can_be_saved_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let snapshot = round_trip::snapshot(&seen::rooms(1));
    for (path, why, advice) in [
        (folder.path().to_owned(), "something that is no file has that name", "choose another place."),
        (folder.path().join("missing/tree.json"), "no such file or directory", "make the folder first"),
        (folder.path().join("l".repeat(256)), "file name too long", "choose a shorter name."),
        (PathBuf::from("/proc/tree.json"), "", ""),
        (PathBuf::from("/dev/null"), "something that is no file has that name", "choose another place."),
    ] {
        let error = file::write(&snapshot, &path, &Keep::default(), &Watch::default()).unwrap_err().to_string();
        assert!(error.contains(why) && error.contains("could not be saved") && error.contains(advice), "{error}");
    }
    assert!(!PathBuf::from("/dev/.null.part").exists());
    let long = folder.path().join("é".repeat(127));
    let _ = round_trip::save(&snapshot, &long, &Keep::default());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}
