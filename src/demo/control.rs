//! Steering the server from a test: what it does wrong, what it asks its clients, what it counted.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use tokio::sync::oneshot;

use super::shared::{Order, Shared};
use crate::disco::{address::Address, state::Kind};

/// Something to do at once or from now on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Ends every connection.
    Kick(Kick),
    /// Misbehaves from now on, on connections that exist and on those to come.
    Begin(Fault),
    /// Behaves again.
    Behave,
    /// Answers one question oddly, the next one on any connection; several wait for their turn in a queue.
    Next(Twist),
    /// Sends these bytes to every client.
    Say(String),
}

/// How connections end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kick {
    /// The sockets are closed at once, in the middle of whatever is being sent.
    Close,
    /// With a stream error of this condition (RFC 6120 §4.9.3).
    StreamError(String),
    /// With bytes that are not well-formed XML.
    BrokenXml,
}

/// What is wrong until [`Command::Behave`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The sockets are not read.
    StopReading,
    /// Stanzas are read and counted, never answered.
    StopAnswering,
    /// Every login fails with this condition (RFC 6120 §6.5).
    RefuseLogin(String),
    /// The stream header says this language, or none, instead of `en`.
    StreamLang(Option<String>),
}

/// How one answer departs from the rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Twist {
    /// It comes from this JID.
    From(String),
    /// It has no `from`.
    WithoutFrom,
    /// It comes twice.
    Twice,
    /// It comes after this time.
    After(Duration),
    /// It never comes.
    Never,
}

/// What the server may ask a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Query {
    /// disco#info of a node or of the client itself.
    Info(Option<String>),
    /// disco#items of a node or of the client itself.
    Items(Option<String>),
    /// XEP-0199.
    Ping,
    /// XEP-0092.
    Version,
    /// A get that nobody knows.
    UnknownGet,
    /// A set that nobody knows.
    UnknownSet,
}

/// What happened since the server started.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Connections taken.
    pub connections: u64,
    /// Connections that are open now.
    pub open: u64,
    /// Attempts to log in, failed ones too.
    pub login_attempts: u64,
    /// Clients that bound a resource.
    pub logins: u64,
    /// Questions of service discovery.
    pub questions: u64,
    /// Those questions by kind and address, as far as they are remembered.
    pub by_address: BTreeMap<(&'static str, Address), u64>,
}

impl Counts {
    /// How often an address was asked.
    pub fn asked(&self, kind: Kind, address: &Address) -> u64 {
        self.by_address.get(&(kind.namespace(), address.clone())).copied().unwrap_or_default()
    }
}

/// A handle to a running server; it may outlive it, and then does nothing.
#[derive(Clone, Debug)]
pub struct Control {
    shared: Arc<Shared>,
}

impl Control {
    pub(super) fn new(shared: Arc<Shared>) -> Self {
        Self { shared }
    }

    /// Gives a command; what arrives at the server after this call is treated accordingly.
    pub fn tell(&self, command: Command) {
        match command {
            Command::Kick(kick) => self.shared.order_all(&Order::Kick(kick)),
            Command::Begin(fault) => self.shared.faults.send_modify(|faults| faults.push(fault)),
            Command::Behave => self.shared.faults.send_modify(Vec::clear),
            Command::Next(twist) => self.shared.add_twist(twist),
            Command::Say(xml) => self.shared.order_all(&Order::Say(xml.into())),
        }
    }

    /// Asks the client that logged in last; its reply is given as XML, none when it goes away without one.
    ///
    /// Waits as long as the client does; use a time-out of your own.
    pub async fn ask(&self, query: Query) -> Option<String> {
        let (reply, answered) = oneshot::channel();
        self.shared.order_newest(Order::Ask(query, reply));
        answered.await.ok()
    }

    /// What happened so far.
    pub fn counts(&self) -> Counts {
        self.shared.counts.borrow().clone()
    }

    /// Waits until the counts fulfil a condition.
    pub async fn until(&self, condition: impl Fn(&Counts) -> bool) {
        let mut counts = self.shared.counts.subscribe();
        let _ = counts.wait_for(condition).await;
    }
}
