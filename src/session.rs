//! One XMPP session: connecting, logging in, asking, timing, answering others. One task owns the stream.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use futures::future::BoxFuture;
use tokio::{sync::mpsc, task::JoinHandle};

use crate::disco::{
    address::Address,
    caps::Announced,
    contact::{Contact, Presence},
    finding::Finding,
    state::{Answer, Kind, Question},
};

mod advertised;
mod answer;
mod asked;
mod certificate;
mod component;
mod connect;
mod dns;
mod due;
mod elsewhere;
mod error;
mod fingerprint;
mod later;
mod life;
mod login;
mod online;
mod questions;
mod reach;
mod sasl;
mod secret;
mod settings;
mod slept;
mod srv;
mod stream_error;
mod tap;
mod tls;
mod verify;
mod voices;
mod wire;

pub use advertised::Advertised;
pub use asked::{Asked, Unlisted, Untaken};
pub use certificate::{Certificate, Reason, Untrusted};
pub use component::Component;
pub use error::Error;
pub use fingerprint::Fingerprint;
pub use questions::{Match, Questions};
pub use secret::Secret;
pub use settings::{Account, Endpoint, Settings, Tls};
pub use voices::Voice;
pub use wire::{Direction, Wired};

use voices::Voices;

/// Where the password comes from, asked once for each login so that no session has to hold it.
pub type Passwords = Arc<dyn Fn() -> BoxFuture<'static, Result<Secret, Error>> + Send + Sync>;

/// The handle of a running session, or of one of a component's voices; when the last one is dropped the session says
/// goodbye and ends.
#[derive(Clone, Debug)]
pub struct Session {
    speaker: Arc<Speaker>,
}

/// What is left of a voice when nobody speaks with it any more: its number, to be given back.
#[derive(Debug)]
struct Speaker {
    commands: mpsc::UnboundedSender<Command>,
    number: u64,
    component: Option<Component>,
    /// How many voices there were.
    voices: Arc<AtomicU64>,
    told: Arc<Told>,
}

impl Drop for Speaker {
    fn drop(&mut self) {
        let _ = self.commands.send(Command::Leave(self.number));
    }
}

/// What a session is told and need not hear of at once.
#[derive(Debug, Default)]
struct Told {
    trusted: Mutex<Vec<Fingerprint>>,
}

/// What a session is told.
#[derive(Debug)]
enum Command {
    /// With which voice, and what.
    Ask(u64, Question),
    Join(Voice, mpsc::UnboundedSender<Event>),
    Leave(u64),
    /// Which voice wants to hear what goes over the wire, or does not any more.
    Listen(u64, bool),
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
    /// What went over the wire, while somebody listens ([`Session::listen`]).
    Wire(Vec<Wired>),
    /// Somebody asked us something.
    Asked(Asked),
}

/// Who we are on the server.
#[derive(Clone, Debug)]
pub struct Online {
    /// Our full JID; of a component, the JID that it asks from.
    pub jid: Arc<str>,
    /// The server's own address; a component only knows its own domain, which is what stands here then.
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
            Stray::Misaddressed { to } => Finding::reply_misaddressed(to.as_deref()),
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
    /// From the right sender, but to another JID of the component than the one that asked; `None` means to nobody.
    Misaddressed {
        /// To whom.
        to: Option<Arc<str>>,
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
    let component = settings.account.as_component().cloned();
    let voice = Voice { number: 0, jid: component.as_ref().map(|component| component.sender().into()) };
    let shared = Arc::<Told>::default();
    let task = tokio::spawn(life::run(settings, passwords, told, Voices::new(voice, events), shared.clone()));
    let speaker = Speaker { commands, number: 0, component, voices: Arc::new(AtomicU64::new(1)), told: shared };
    (Session { speaker: Arc::new(speaker) }, heard, task)
}

impl Session {
    /// Asks a question; its answer comes as an event, at once with "cut off" when there is no connection.
    pub fn ask(&self, question: Question) {
        self.tell(Command::Ask(self.speaker.number, question));
    }

    /// The component, with the JID that this handle asks from; none for a client.
    pub fn component(&self) -> Option<&Component> {
        self.speaker.component.as_ref()
    }

    /// Whether both are handles of one connection.
    pub fn shares_connection(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.speaker.voices, &other.speaker.voices)
    }

    /// One more handle of a component's session, which asks from another JID of its domain and hears what comes for that
    /// one; it is told at once how the connection is. Fails for a client, and for a JID of another domain.
    pub fn asking_from(&self, jid: &str) -> Result<(Self, mpsc::UnboundedReceiver<Event>), Error> {
        let component = self.component().ok_or(Error::NoComponent)?.asking_from(jid)?;
        let (events, heard) = mpsc::unbounded_channel();
        let number = self.speaker.voices.fetch_add(1, Ordering::Relaxed);
        let Speaker { commands, voices, told, .. } = &*self.speaker;
        let (commands, voices, told) = (commands.clone(), voices.clone(), told.clone());
        self.tell(Command::Join(Voice { number, jid: Some(component.sender().into()) }, events));
        let speaker = Speaker { commands, number, component: Some(component), voices, told };
        Ok((Self { speaker: Arc::new(speaker) }, heard))
    }

    /// A session that is over needs nothing any more.
    fn tell(&self, command: Command) {
        let _ = self.speaker.commands.send(command);
    }

    /// Shows us to our contacts, with priority -1 so that no message is sent our way, or hides us; only who is shown
    /// is told who else is online (RFC 6121 §4.2). Holds for later connections, too.
    pub fn appear(&self, is_shown: bool) {
        self.tell(Command::Appear(is_shown));
    }

    /// Tells this handle from now on, by [`Event::Wire`], what goes over the wire after the login, or stops telling it;
    /// of a component that is what all its voices send and get.
    pub fn listen(&self, is_wanted: bool) {
        self.tell(Command::Listen(self.speaker.number, is_wanted));
    }

    /// Trusts one certificate from now on by its fingerprint, besides [`Settings::pins`].
    pub fn trust(&self, fingerprint: Fingerprint) {
        self.speaker.told.trusted.lock().unwrap_or_else(PoisonError::into_inner).push(fingerprint);
    }

    /// Tries to connect now instead of later; does nothing while connected.
    pub fn reconnect(&self) {
        self.tell(Command::Reconnect);
    }
}
