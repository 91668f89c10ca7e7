//! Where things are in the window, how it is started, and where its pictures go.

use std::env;
use std::fs;
use std::ops::Range;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use tempfile::TempDir;

use crate::picture::{Picture, Region};
use crate::program::bare_command;

// Parts of the window at 1280 × 800 that hold nothing else than what their names say, whatever the exact layout.
/// The tree, below its filter.
pub const TREE: Region = Region { x: 4, y: 78, width: 516, height: 668 };
/// The details.
pub const DETAILS: Region = Region { x: 548, y: 46, width: 712, height: 700 };
/// Everything but the status line, in which time goes on.
pub const CONTENT: Region = Region { x: 0, y: 0, width: 1280, height: 750 };

/// How long a row may take to open before a test takes it for a leaf (or one of the demo's silent entities).
pub const OPENING: Duration = Duration::from_secs(3);

/// The theme.
#[derive(Clone, Copy, Debug)]
pub enum Look {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

/// The program in a home of its own, in this theme.
pub fn program(home: &TempDir, look: Look, arguments: &[&str]) -> Command {
    let mut command = bare_command(home);
    let _ = command.arg("--theme").arg(format!("{look:?}").to_lowercase()).args(arguments);
    command
}

/// Where pictures go: to `DISCOSCOPE_PICTURES`, or away with the test.
pub fn picture_file(home: &TempDir, name: &str) -> PathBuf {
    let folder = env::var_os("DISCOSCOPE_PICTURES").map_or_else(|| home.path().join("pictures"), PathBuf::from);
    fs::create_dir_all(&folder).expect("a folder for pictures");
    folder.join(format!("{name}.png"))
}

/// The rows of the tree.
pub fn rows(picture: &Picture) -> Vec<Range<usize>> {
    picture.rows(TREE)
}

/// The middle of a row.
pub fn middle(row: &Range<usize>) -> usize {
    usize::midpoint(row.start, row.end)
}
