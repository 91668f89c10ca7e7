//! The options that say how to connect.

use std::{path::PathBuf, sync::Arc, time::Duration};

use clap::{Args, ValueEnum};
use futures::FutureExt;

use crate::{
    disco::address,
    session::{Account, Endpoint, Error, Fingerprint, Passwords, Secret, Settings, Tls},
};

/// The options that say how to connect.
#[derive(Args, Clone, Debug, Default)]
pub struct Connection {
    /// Use the built-in demo server; no account is needed.
    #[arg(long, global = true)]
    pub demo: bool,
    /// The account to log in with.
    #[arg(long, value_name = "JID", global = true)]
    pub account: Option<String>,
    /// The server's host and port, instead of what DNS says.
    #[arg(long, value_name = "HOST:PORT", global = true)]
    pub connect: Option<String>,
    /// How the connection is protected; none is for this machine only.
    #[arg(long, value_enum, default_value_t, global = true)]
    pub tls: TlsMode,
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum TlsMode {
    /// Plain at first, then TLS before anything is said.
    #[default]
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
    /// The settings of a session that is to ask `target`.
    pub fn settings(&self, target: &str) -> Result<Settings, Missing> {
        let account = match (&self.account, self.anonymous) {
            (Some(jid), false) => Account::password(jid)?,
            (Some(domain), true) => Account::anonymous(domain)?,
            (None, true) => Account::anonymous(address::check(target).map_err(Error::from)?.domain().as_str())?,
            (None, false) => return Err(Missing::Account),
        };
        let mut settings = Settings::new(account);
        settings.endpoint = Endpoint::parse(self.connect.as_deref().unwrap_or_default())?;
        settings.tls = self.tls.into();
        settings.ca_file.clone_from(&self.ca);
        settings.pins.clone_from(&self.pin);
        settings.timeout = self.timeout.0;
        settings.step_timeout = self.timeout.0.clamp(SHORTEST_STEP, settings.step_timeout);
        Ok(settings)
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
    /// Something is wrong with what was given.
    #[error(transparent)]
    Session(#[from] Error),
}

/// The password from the environment, else from the terminal, without echo.
pub fn passwords(account: &str) -> Passwords {
    let account = account.to_owned();
    Arc::new(move || {
        let account = account.clone();
        let asked = tokio::task::spawn_blocking(move || ask(account));
        asked.map(|asked| asked.unwrap_or(Err(Error::EmptyPassword))).boxed()
    })
}

fn ask(account: String) -> Result<Secret, Error> {
    if let Ok(password) = std::env::var("DISCOSCOPE_PASSWORD") {
        return Ok(Secret::new(password));
    }
    match rpassword::prompt_password(format!("Password of {account}: ")) {
        Ok(password) => Ok(Secret::new(password)),
        Err(_) => Err(Error::NoPassword { account, why: "there is no terminal to ask on".to_owned() }),
    }
}

fn seconds(text: &str) -> Result<Seconds, String> {
    match text.parse::<f64>() {
        Ok(seconds) if seconds > 0.0 && seconds <= 86_400.0 => Ok(Seconds(Duration::from_secs_f64(seconds))),
        _ => Err("write a number of seconds above 0, at most 86400".to_owned()),
    }
}
