//! The built-in XMPP server: a service tree worth exploring, on loopback and nowhere else, in the same process.
//!
//! [`start`] gives a [`Demo`]; whoever speaks XMPP may connect to its port on 127.0.0.1 without TLS and log in as
//! [`ACCOUNT`] or anonymously. What it has to show stands in `world`, a newcomer's first stop; [`Control`] makes it
//! misbehave for tests.

use std::{io, net::Ipv4Addr, sync::Arc};

use futures::FutureExt;
use tokio::{net::TcpListener, task::AbortHandle};

use crate::session::{self, Endpoint, Passwords, Secret, Settings, Tls};

mod answer;
mod connection;
mod control;
mod conversation;
mod listener;
mod login;
mod question;
mod shared;
mod stanza;
mod world;

pub use control::{Command, Control, Counts, Fault, Kick, Query, Twist};
pub use login::{Account, Mechanism};

/// The server's domain.
pub const DOMAIN: &str = "demo.localhost";
/// The account that everybody is offered.
pub const ACCOUNT: Account = Account { local: "demo", password: "demo" };
/// The other account, a contact of the first.
pub const ALICE: Account = Account { local: "alice", password: "alice" };

/// Why the demo server did not start.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// No port was to be had on the loopback interface.
    #[error(
        "The demo server cannot listen on 127.0.0.1 ({0}). Check that this machine has its loopback interface up, or \
         connect to a server of your own."
    )]
    Listen(Arc<io::Error>),
}

/// What differs from the server that people are shown; for tests.
#[derive(Clone, Debug)]
pub struct Options {
    /// The SASL mechanisms that are offered, best first.
    pub mechanisms: Vec<Mechanism>,
    /// What is wrong from the start.
    pub faults: Vec<Fault>,
}

impl Default for Options {
    fn default() -> Self {
        Self { mechanisms: Mechanism::ALL.to_vec(), faults: Vec::new() }
    }
}

/// A running server; dropping it closes the port and every connection.
#[derive(Debug)]
pub struct Demo {
    port: u16,
    control: Control,
    listener: AbortHandle,
}

impl Demo {
    /// The port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// What a session needs to log in here as [`ACCOUNT`].
    pub fn session(&self) -> (Settings, Passwords) {
        let jid = format!("{}@{DOMAIN}", ACCOUNT.local);
        let account = session::Account::password(&jid).unwrap_or_else(|_| unreachable!("{jid} is a JID"));
        let mut settings = Settings::new(account);
        settings.endpoint = Endpoint::At { host: Ipv4Addr::LOCALHOST.to_string(), port: self.port };
        settings.tls = Tls::None;
        (settings, Arc::new(|| async { Ok(Secret::new(ACCOUNT.password.to_owned())) }.boxed()))
    }

    /// The handle that tests steer the server with.
    pub fn control(&self) -> Control {
        self.control.clone()
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        self.listener.abort();
    }
}

/// Starts the server on a free port of 127.0.0.1; must be called inside a Tokio runtime.
pub async fn start() -> Result<Demo, Error> {
    start_with(Options::default()).await
}

/// Starts the server with options of a test.
pub async fn start_with(options: Options) -> Result<Demo, Error> {
    let failed = |error| Error::Listen(Arc::new(error));
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(failed)?;
    let port = listener.local_addr().map_err(failed)?.port();
    let shared = Arc::new(shared::Shared::new(options));
    let control = Control::new(Arc::clone(&shared));
    let listener = tokio::spawn(listener::run(listener, shared)).abort_handle();
    Ok(Demo { port, control, listener })
}
