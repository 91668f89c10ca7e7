//! What happens on the first screen, and what it wants of its parent.

use std::path::PathBuf;

use iced::Task;

use super::{Answer, ComponentMessage, Key, Kind, Mode};
use crate::{
    app::shortcut::Shortcut,
    profile::accounts::Id,
    session::{Fingerprint, Secret, Settings},
};

/// What happened on the screen.
#[derive(Clone, Debug)]
pub enum Message {
    /// The JID was edited.
    JidEdited(String),
    /// The password was edited.
    PasswordEdited(Secret),
    /// Host and port were edited.
    HostEdited(String),
    /// A TLS mode was chosen.
    TlsChosen(Mode),
    /// The CA file was edited.
    CaFileEdited(String),
    /// Who logs in was chosen.
    KindChosen(Kind),
    /// Something in the form of a component.
    Component(ComponentMessage),
    /// Whether contacts are to see us was switched.
    AppearsToggled(bool),
    /// Whether the account is to be saved was switched.
    SavesToggled(bool),
    /// The same by its key.
    SavesSwitched,
    /// Whether the password is to be remembered was switched.
    RemembersToggled(bool),
    /// The advanced part was opened or closed.
    AdvancedToggled,
    /// Enter was pressed in the JID's field.
    JidSubmitted,
    /// The form was sent off.
    Submitted,
    /// What is written is to be saved without connecting.
    SaveWanted,
    /// The certificate with this fingerprint is to be trusted.
    Trusted(Fingerprint),
    /// What a certificate says is to be copied.
    Copied(String),
    /// The demo server was chosen.
    DemoChosen,
    /// Connecting was given up.
    Cancelled,
    /// A snapshot is to be chosen and opened.
    OpenWanted,
    /// A snapshot is to be opened.
    RecentChosen(PathBuf),
    /// A snapshot is not to be remembered any more.
    RecentForgotten(PathBuf),
    /// The snapshots that are open are to be shown.
    Returned,
    /// A key was pressed on the list of accounts.
    Pressed(Key),
    /// A saved account was chosen.
    AccountChosen(Id),
    /// A saved account is to be changed.
    EditWanted(Id),
    /// A saved account is to be forgotten.
    ForgetWanted(Id),
    /// Whether it is really to be forgotten.
    ForgetAnswered(Answer),
    /// The empty form is to be shown.
    AnotherWanted,
    /// The list of accounts is to be shown.
    ListWanted,
    /// Something that belongs to the whole window is to be done.
    Guided(Shortcut),
}

/// What the screen wants of its parent.
pub enum Action {
    /// Nothing.
    None,
    /// To run a task.
    Run(Task<Message>),
    /// To connect with what is in the form.
    Connect(Box<Settings>, Login),
    /// To trust one certificate from now on, and to connect with what is in the form.
    Trust(Box<Settings>, Login, Fingerprint),
    /// To connect with a saved account.
    Choose(Id),
    /// To trust one certificate of a saved account from now on, and to connect with that.
    TrustSaved(Id, Fingerprint),
    /// To save what is in the form without connecting.
    Keep(Box<Settings>, Login),
    /// To say what goes with an account that is to be forgotten.
    AskForget(Id),
    /// To forget an account.
    ForgetAccount(Id),
    /// To do something that belongs to the whole window.
    Guide(Shortcut),
    /// To start the demo server and connect to it.
    Demo,
    /// To stop connecting.
    Cancel,
    /// To choose a snapshot and open it.
    Open,
    /// To open a snapshot.
    OpenFile(PathBuf),
    /// To forget a snapshot.
    Forget(PathBuf),
    /// To show the snapshots that are open.
    Return,
}

/// The password of a login, and what is to become of it.
#[derive(Clone, Debug, Default)]
pub struct Login {
    /// What was typed; empty where the keyring has it, or where none is needed.
    pub secret: Secret,
    /// Whether the account is to be saved.
    pub saves: bool,
    /// Whether the password is to be put into the keyring.
    pub remembers: bool,
}
