//! The desktop's own file dialogs, behind one question, so that tests can answer it.

use std::{path::PathBuf, sync::Arc};

use futures::{FutureExt, future::BoxFuture};
use iced::{Task, window};
use rfd::{AsyncFileDialog, FileHandle};

/// Who is asked which file is meant.
#[derive(Clone, Default)]
pub enum Chooser {
    /// The desktop.
    #[default]
    Native,
    /// Somebody else.
    Other(Arc<dyn Fn(Question) -> Answer + Send + Sync>),
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// Whether there is somebody to be asked.
    IsThere,
    /// Which file is to be opened.
    Open {
        /// Where to look first.
        folder: Option<PathBuf>,
    },
    /// Which file is to be written.
    Save {
        /// Where to look first.
        folder: Option<PathBuf>,
        /// What it may be called.
        name: String,
    },
}

/// What comes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// There is somebody.
    There,
    /// There is nobody.
    Unavailable,
    /// None of them.
    Cancelled,
    /// This one.
    Chosen(PathBuf),
}

impl std::fmt::Debug for Chooser {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Native => "Native",
            Self::Other(_) => "Other",
        })
    }
}

impl Chooser {
    /// Asks; a dialog of the desktop stays open as long as somebody likes.
    pub fn ask(&self, question: Question) -> Task<Answer> {
        match self {
            Self::Other(answer) => Task::done(answer(question)),
            Self::Native if question == Question::IsThere => {
                Task::perform(is_there(), |is_there| if is_there { Answer::There } else { Answer::Unavailable })
            }
            Self::Native => window::oldest().and_then(move |window| native(window, question.clone())),
        }
    }
}

/// What a tree can be exported as, by the file's ending.
const EXPORTS: [(&str, &str); 4] =
    [("Reports (Markdown)", "md"), ("Web pages", "html"), ("Tables (CSV)", "csv"), ("Graphs (Graphviz)", "dot")];

/// Opens the desktop's dialog above our window.
fn native(window: window::Id, question: Question) -> Task<Answer> {
    let shown = window::run(window, move |window| -> BoxFuture<'static, Option<FileHandle>> {
        let dialog = AsyncFileDialog::new().set_parent(&window);
        let mut dialog = dialog.add_filter("Snapshots", &["json", "gz"]);
        if let Question::Save { .. } = &question {
            for (words, endings) in EXPORTS {
                dialog = dialog.add_filter(words, &[endings]);
            }
        }
        let dialog = dialog.add_filter("All files", &["*"]);
        match question {
            Question::Save { folder, name } => {
                in_folder(dialog.set_title("Save"), folder).set_file_name(name).save_file().boxed()
            }
            Question::Open { folder } => in_folder(dialog.set_title("Open a snapshot"), folder).pick_file().boxed(),
            Question::IsThere => futures::future::ready(None).boxed(),
        }
    });
    shown.then(|dialog| {
        Task::perform(dialog, |file| file.map_or(Answer::Cancelled, |file| Answer::Chosen(file.path().to_owned())))
    })
}

fn in_folder(dialog: AsyncFileDialog, folder: Option<PathBuf>) -> AsyncFileDialog {
    match folder {
        Some(folder) => dialog.set_directory(folder),
        None => dialog,
    }
}

/// Whether the desktop's portal has file dialogs: rfd would look for other programs, and then say no more than that
/// nothing was chosen. Without a session bus the answer is there at once.
#[cfg(all(unix, not(target_os = "macos")))]
async fn is_there() -> bool {
    /// A portal that is not running yet is started by the question.
    const PATIENCE: std::time::Duration = std::time::Duration::from_secs(3);
    let ask = async {
        let bus = zbus::Connection::session().await?;
        let portal = ("org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop");
        let version = ("org.freedesktop.portal.FileChooser", "version");
        let properties = Some("org.freedesktop.DBus.Properties");
        bus.call_method(Some(portal.0), portal.1, properties, "Get", &version).await
    };
    matches!(tokio::time::timeout(PATIENCE, ask).await, Ok(Ok(_)))
}

/// Other systems always have dialogs.
#[cfg(not(all(unix, not(target_os = "macos"))))]
async fn is_there() -> bool {
    true
}
