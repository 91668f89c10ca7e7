//! One XMPP session: connecting, logging in, asking, timing, answering others. One task owns the stream.

use std::{sync::Arc, time::Duration};

use futures::future::BoxFuture;
use tokio::{sync::mpsc, task::JoinHandle};

use crate::disco::{
    address::Address,
    caps::Announced,
    contact::{Contact, Presence},
    finding::Finding,
    state::{Answer, Kind, Question},
};

mod answer;
mod connect;
mod dns;
mod due;
mod error;
mod life;
mod login;
mod online;
mod questions;
mod sasl;
mod secret;
mod settings;
mod tap;
mod tls;

pub use error::Error;
pub use questions::{Match, Questions};
pub use secret::Secret;
pub use settings::{Account, Endpoint, Settings, Tls};

/// Where the password comes from, asked once for each login so that no session has to hold it.
pub type Passwords = Arc<dyn Fn() -> BoxFuture<'static, Result<Secret, Error>> + Send + Sync>;

/// The handle of a running session; when the last one is dropped the session says goodbye and ends.
#[derive(Clone, Debug)]
pub struct Session {
    commands: mpsc::UnboundedSender<Command>,
}

/// What a session is told.
#[derive(Debug)]
enum Command {
    Ask(Question),
    Reconnect,
    Appear(bool),
}

/// What a session tells.
#[derive(Clone, Debug)]
pub enum Event {
    /// A connection is being made.
    Connecting {
        /// 1 for the first try.
        attempt: u32,
    },
    /// Logged in; questions can be asked.
    Online(Online),
    /// No connection any more, or none came about.
    Offline {
        /// Why.
        why: Error,
        /// What happens next.
        next: Next,
    },
    /// A question came to an end.
    Answer(Answer),
    /// The server takes nothing of what we write (true), or takes it again (false).
    HeldBack(bool),
    /// Something came that no question waited for.
    Notice(Notice),
    /// The whole roster.
    Roster(Vec<Contact>),
    /// A change of the roster.
    Push(Vec<Contact>),
    /// A client came, went, or changed what it says of itself.
    Presence(Presence),
}

/// Who we are on the server.
#[derive(Clone, Debug)]
pub struct Online {
    /// Our full JID.
    pub jid: Arc<str>,
    /// The server's own address.
    pub server: Arc<str>,
    /// How the connection is protected, in words.
    pub security: Arc<str>,
    /// The stream features after the login, as they came.
    pub features_xml: Arc<str>,
    /// The capabilities that the server announces there (XEP-0115 §6.3).
    pub caps: Vec<Announced>,
}

/// What follows a lost connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Another try by itself.
    Retry {
        /// After this time.
        after: Duration,
    },
    /// Nothing until it is asked for.
    Rest,
}

/// A stray reply: shown, never believed.
#[derive(Clone, Debug)]
pub struct Notice {
    /// Whose question it claims to answer.
    pub address: Address,
    /// Which question.
    pub kind: Kind,
    /// What is strange about it.
    pub stray: Stray,
    /// Its bytes.
    pub xml: Arc<str>,
}

impl Notice {
    /// What is wrong with it, as a finding on the entity.
    pub fn finding(&self) -> Finding {
        match &self.stray {
            Stray::Twice => Finding::reply_twice(),
            Stray::Forged { from } => Finding::reply_forged(from.as_deref()),
        }
    }
}

/// Why a reply is not believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stray {
    /// The question had been answered.
    Twice,
    /// The right id from the wrong sender; `None` means without sender.
    Forged {
        /// The sender.
        from: Option<Arc<str>>,
    },
}

/// Starts a session on the current Tokio runtime and connects.
///
/// Events come through the receiver until the session ends, which it does when every [`Session`] is dropped (a goodbye
/// of at most half a second) or the receiver is. A question is answered exactly once, by [`Event::Answer`], and again
/// when its reply comes late.
pub fn start(settings: Settings, passwords: Passwords) -> (Session, mpsc::UnboundedReceiver<Event>, JoinHandle<()>) {
    let (commands, told) = mpsc::unbounded_channel();
    let (events, heard) = mpsc::unbounded_channel();
    let task = tokio::spawn(life::run(settings, passwords, told, events));
    (Session { commands }, heard, task)
}

impl Session {
    /// Asks a question; its answer comes as an event, at once with "cut off" when there is no connection.
    pub fn ask(&self, question: Question) {
        let _ = self.commands.send(Command::Ask(question));
    }

    /// Shows us to our contacts, with priority -1 so that no message is sent our way, or hides us; only who is shown
    /// is told who else is online (RFC 6121 §4.2). Holds for later connections, too.
    pub fn appear(&self, is_shown: bool) {
        let _ = self.commands.send(Command::Appear(is_shown));
    }

    /// Tries to connect now instead of later; does nothing while connected.
    pub fn reconnect(&self) {
        let _ = self.commands.send(Command::Reconnect);
    }
}
