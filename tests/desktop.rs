//! The desktop file: valid, with an icon that can be drawn, and what the desktop's tools find for `xmpp:` links.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use iced::widget::svg::Handle;
use tempfile::TempDir;

fn asset(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("assets").join(name)
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// A tool of the desktop, in a home of its own.
fn tool(home: &TempDir, name: &str, arguments: &[&str]) -> Output {
    let mut command = Command::new(name);
    let _ = command.args(arguments).env_clear().env("PATH", std::env::var_os("PATH").unwrap());
    let _ = command.env("HOME", home.path()).env("XDG_DATA_DIRS", "/nowhere").env("XDG_CONFIG_DIRS", "/nowhere");
    command.output().unwrap_or_else(|error| panic!("{name}: {error}; tests/run installs it"))
}

#[test]
fn the_desktop_file_is_valid() {
    let output = Command::new("desktop-file-validate").arg(asset("discoscope.desktop")).output();
    let output = output.expect("desktop-file-utils is installed by tests/run");
    assert!(output.status.success() && said(&output).is_empty(), "{}", said(&output));
    let text = fs::read_to_string(asset("discoscope.desktop")).unwrap();
    for line in
        ["Exec=discoscope %u", "Icon=discoscope", "MimeType=x-scheme-handler/xmpp;", "StartupWMClass=discoscope"]
    {
        assert!(text.lines().any(|one| one == line), "{line} is missing");
    }
}

#[test]
fn the_icon_is_a_drawing() {
    let bytes = fs::read(asset("discoscope.svg")).unwrap();
    let text = String::from_utf8(bytes.clone()).unwrap();
    assert!(text.starts_with("<svg") && text.contains("viewBox"), "no drawing");
    let _ = Handle::from_memory(bytes);
}

#[test]
fn links_are_the_programs_once_the_file_is_in_its_place() {
    let home = TempDir::new().unwrap();
    let folder = home.path().join(".local/share/applications");
    fs::create_dir_all(&folder).unwrap();
    fs::create_dir_all(home.path().join(".config")).unwrap();
    let _ = fs::copy(asset("discoscope.desktop"), folder.join("discoscope.desktop")).unwrap();
    let default = tool(&home, "xdg-mime", &["default", "discoscope.desktop", "x-scheme-handler/xmpp"]);
    assert!(default.status.success(), "{}", said(&default));
    let found = tool(&home, "xdg-mime", &["query", "default", "x-scheme-handler/xmpp"]);
    assert_eq!(said(&found).trim(), "discoscope.desktop");
}
