//! The options that say how to connect.

use std::{path::PathBuf, time::Duration};

use clap::{Args, ValueEnum};

use super::password::{self, Source};
use crate::{
    disco::address,
    profile::accounts,
    session::{Account, Endpoint, Error, Fingerprint, Settings, Tls},
};

/// The options that say how to connect.
#[derive(Args, Clone, Debug, Default)]
pub struct Connection {
    /// Use the built-in demo server; no account is needed.
    #[arg(long, global = true)]
    pub demo: bool,
    /// The account to log in with; one that was saved in the window needs nothing more, and is chosen there.
    #[arg(long, value_name = "JID", global = true)]
    pub account: Option<String>,
    /// The server's host and port, instead of what DNS says.
    #[arg(long, value_name = "HOST:PORT", global = true)]
    pub connect: Option<String>,
    /// How the connection is protected; none is for this machine only (left out: as the account is saved, else starttls, and
    /// none for components).
    #[arg(long, value_enum, global = true)]
    pub tls: Option<TlsMode>,
    /// A PEM file of certificate authorities to trust besides the system's.
    #[arg(long, value_name = "FILE", global = true)]
    pub ca: Option<PathBuf>,
    /// Trust the server's certificate with this fingerprint although it cannot be verified (-v shows fingerprints); may
    /// be given several times.
    #[arg(long, value_name = "SHA256", global = true)]
    pub pin: Vec<Fingerprint>,
    /// Log in without an account; --account then names the domain (left out: the domain that is asked).
    #[arg(long, global = true)]
    pub anonymous: bool,
    /// Ask as an external component (XEP-0114) of this domain, at localhost:5347 unless --connect says otherwise; the
    /// secret is read as a password is.
    #[arg(long, value_name = "DOMAIN", global = true)]
    pub component: Option<String>,
    /// Which JID of the component's domain asks (left out: as the component is saved, else the domain itself).
    #[arg(long, value_name = "JID", global = true)]
    pub from: Option<String>,
    /// How long a reply may take.
    #[arg(long, value_name = "SECONDS", default_value = "30", value_parser = seconds, global = true)]
    pub timeout: Seconds,
}

/// A span of time as it is written on the command line.
#[derive(Clone, Copy, Debug)]
pub struct Seconds(pub Duration);

impl Default for Seconds {
    fn default() -> Self {
        Self(Duration::from_secs(30))
    }
}

/// The TLS modes by their names on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TlsMode {
    /// Plain at first, then TLS before anything is said.
    Starttls,
    /// TLS from the first byte.
    Direct,
    /// None, to this machine only.
    None,
}

impl From<TlsMode> for Tls {
    fn from(mode: TlsMode) -> Self {
        match mode {
            TlsMode::Starttls => Self::StartTls,
            TlsMode::Direct => Self::Direct,
            TlsMode::None => Self::None,
        }
    }
}

impl Connection {
    /// The settings of a session that is to ask `target`, and where its password comes from. What no option says is as the
    /// account was saved in the window; reads a file.
    pub fn settings(&self, target: &str) -> Result<(Settings, Source), Missing> {
        self.check()?;
        let account = match (&self.component, &self.account, self.anonymous) {
            (Some(domain), ..) => Account::component(domain, self.from.as_deref())?,
            (None, Some(jid), false) => Account::password(jid)?,
            (None, Some(domain), true) => Account::anonymous(domain)?,
            (None, None, true) => Account::anonymous(address::check(target).map_err(Error::from)?.domain().as_str())?,
            (None, None, false) => return Err(Missing::Account),
        };
        let saved = password::saved(&account);
        let mut settings = saved.as_ref().map_or_else(|| Settings::new(account.clone()), accounts::Account::settings);
        // A component that was saved asks as it was saved, unless it is said otherwise.
        if self.component.is_none() || self.from.is_some() {
            settings.account = account;
        }
        settings.appears = false;
        if let Some(connect) = &self.connect {
            settings.endpoint = Endpoint::parse(connect)?;
        }
        if let Some(tls) = self.tls {
            settings.tls = tls.into();
        }
        if let Some(ca) = &self.ca {
            settings.ca_file = Some(ca.clone());
        }
        settings.pins.extend(&self.pin);
        settings.timeout = self.timeout.0;
        settings.step_timeout = self.timeout.0.clamp(SHORTEST_STEP, settings.step_timeout);
        let source = Source::of(&settings, saved);
        Ok((settings, source))
    }
}

impl Connection {
    /// The TLS mode, as it was given or as it is usual.
    pub fn tls(&self) -> Tls {
        match (self.tls, &self.component) {
            (Some(mode), _) => mode.into(),
            (None, Some(_)) => Tls::None,
            (None, None) => Tls::default(),
        }
    }

    /// Whether an account was given, and nothing that says otherwise than it was saved how to connect with it.
    pub fn names_only_account(&self) -> bool {
        let is_otherwise = self.anonymous || self.component.is_some() || self.connect.is_some();
        self.account.is_some() && !is_otherwise && self.tls.is_none() && self.ca.is_none() && self.pin.is_empty()
    }

    /// Whether what was given can be meant at once.
    pub fn check(&self) -> Result<(), Missing> {
        let is_client = self.demo || self.anonymous || self.account.is_some();
        match (&self.component, &self.from) {
            (Some(_), _) if is_client => Err(Missing::OneOfBoth),
            (Some(_), _) | (None, None) => Ok(()),
            (None, Some(_)) => Err(Missing::Component),
        }
    }
}

/// A handshake takes several round trips, so a step of connecting has more time than the shortest of replies.
const SHORTEST_STEP: Duration = Duration::from_secs(5);

/// Why there are no settings.
#[derive(Debug, thiserror::Error)]
pub enum Missing {
    /// Nobody to log in as.
    #[error("Nobody was named to log in as; give --account JID, --anonymous, or --demo to try the built-in server.")]
    Account,
    /// A sender without a component.
    #[error("--from chooses who asks, which only a component can; give --component DOMAIN with it, or leave it out.")]
    Component,
    /// A component that is to be an account, too.
    #[error(
        "--component is a session of its own kind; leave out --account, --anonymous and --demo, or leave out --component."
    )]
    OneOfBoth,
    /// Something is wrong with what was given.
    #[error(transparent)]
    Session(#[from] Error),
}

fn seconds(text: &str) -> Result<Seconds, String> {
    match text.parse::<f64>() {
        Ok(seconds) if seconds > 0.0 && seconds <= 86_400.0 => Ok(Seconds(Duration::from_secs_f64(seconds))),
        _ => Err("write a number of seconds above 0, at most 86400".to_owned()),
    }
}
