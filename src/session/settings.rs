//! What a session needs to know before it connects.

use std::{
    net::SocketAddr,
    path::PathBuf,
    time::{Duration, SystemTime},
};

use xmpp_parsers::jid::Jid;

use super::{Advertised, Component, Error, Fingerprint};
use crate::disco::{address, xml::Limits};

/// Everything about a connection but the password.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Who logs in.
    pub account: Account,
    /// Where the server is.
    pub endpoint: Endpoint,
    /// How the connection is protected.
    pub tls: Tls,
    /// A PEM file of certificate authorities, trusted besides those of the system.
    pub ca_file: Option<PathBuf>,
    /// Certificates of this server that somebody trusts although they cannot be verified, each by itself.
    pub pins: Vec<Fingerprint>,
    /// The DNS server to be asked; none means the system's own resolver.
    pub dns: Option<SocketAddr>,
    /// The wall clock, which goes on while the machine sleeps.
    pub wall: fn() -> SystemTime,
    /// How long a question may stay unanswered after it left the socket.
    pub timeout: Duration,
    /// How many questions may be unanswered at once; those who ask many at a time have a smaller window of their own.
    pub window: usize,
    /// Whether our contacts see us; without that nobody tells us who is online.
    pub appears: bool,
    /// What is said of us to those who ask; may change while the session runs.
    pub advertised: Advertised,
    /// How much of a reply is read.
    pub limits: Limits,
    /// How long each step of connecting may take.
    pub step_timeout: Duration,
    /// How long the server may be silent before it is pinged; as long again, and it counts as gone.
    pub silence: Duration,
}

/// Who logs in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Account {
    /// An account with a password; the JID has a local part and may have a resource.
    Password(Jid),
    /// SASL ANONYMOUS at a domain.
    Anonymous(Jid),
    /// An external component (XEP-0114), with a secret.
    Component(Component),
}

/// Where the server is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Endpoint {
    /// What DNS says of the domain; of a component, port 5347 of this machine.
    Lookup,
    /// This host and port.
    At {
        /// A name or an IP address.
        host: String,
        /// The TCP port.
        port: u16,
    },
}

/// How the connection is protected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tls {
    /// Plain at first, TLS before anything is said (RFC 6120 §5).
    #[default]
    StartTls,
    /// TLS from the first byte (XEP-0368).
    Direct,
    /// None; only to this machine itself.
    None,
}

impl Tls {
    /// What is usual: components connect from the machine of their server, and have no TLS there.
    pub fn usual(account: &Account) -> Self {
        if account.as_component().is_some() { Self::None } else { Self::default() }
    }
}

impl Settings {
    /// The defaults for an account.
    pub fn new(account: Account) -> Self {
        let tls = Tls::usual(&account);
        Self {
            account,
            endpoint: Endpoint::Lookup,
            tls,
            ca_file: None,
            pins: Vec::new(),
            dns: None,
            wall: SystemTime::now,
            timeout: Duration::from_secs(30),
            window: 1024,
            appears: false,
            advertised: Advertised::default(),
            limits: Limits::default(),
            step_timeout: Duration::from_secs(15),
            silence: Duration::from_secs(25),
        }
    }
}

impl Account {
    /// Reads the JID of an account that logs in with a password.
    pub fn password(jid: &str) -> Result<Self, Error> {
        let jid = address::check(jid.trim())?;
        match jid.node() {
            Some(_) => Ok(Self::Password(jid)),
            None => Err(Error::NoLocalPart { jid: jid.as_str().to_owned() }),
        }
    }

    /// Reads the domain of an anonymous login; a local part or resource is passed over.
    pub fn anonymous(domain: &str) -> Result<Self, Error> {
        let jid = address::check(domain.trim())?;
        Ok(Self::Anonymous(address::check(jid.domain().as_str())?))
    }

    /// Reads the domain of an external component and, if it is not to be the domain itself, the JID that it asks from.
    pub fn component(domain: &str, sender: Option<&str>) -> Result<Self, Error> {
        let component = Component::new(domain)?;
        Ok(Self::Component(match sender {
            Some(sender) => component.asking_from(sender)?,
            None => component,
        }))
    }

    /// The component, if it is one.
    pub fn as_component(&self) -> Option<&Component> {
        match self {
            Self::Component(component) => Some(component),
            Self::Password(_) | Self::Anonymous(_) => None,
        }
    }

    /// Who that is without a resource: the bare JID, or the domain of an anonymous login or a component.
    pub fn bare(&self) -> String {
        match self {
            Self::Password(jid) | Self::Anonymous(jid) => jid.to_bare().as_str().to_owned(),
            Self::Component(component) => component.domain().to_owned(),
        }
    }

    /// The domain that is logged in to.
    pub fn domain(&self) -> &str {
        match self {
            Self::Password(jid) | Self::Anonymous(jid) => jid.domain().as_str(),
            Self::Component(component) => component.domain(),
        }
    }
}

impl Endpoint {
    /// Reads `HOST:PORT`, the host being a name, an IPv4 address or an IPv6 address in brackets; nothing means "ask DNS".
    pub fn parse(text: &str) -> Result<Self, Error> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(Self::Lookup);
        }
        let bad = |why: &'static str| Error::Endpoint { text: text.chars().take(80).collect(), why };
        match host_and_port(text).map_err(bad)? {
            (host, Some(port)) => Ok(Self::At { host, port }),
            (_, None) => Err(bad("the port is missing")),
        }
    }
}

/// Reads a host with or without a port: a name, an IPv4 address, or an IPv6 address in brackets.
pub fn host_and_port(text: &str) -> Result<(String, Option<u16>), &'static str> {
    let (host, port) = match (text.rsplit_once(':'), text.ends_with(']')) {
        (Some((host, port)), false) => (host, Some(port_number(port)?)),
        _ => (text, None),
    };
    let host = match host.strip_prefix('[').map(|host| host.strip_suffix(']')) {
        Some(Some(address)) if address.parse::<std::net::Ipv6Addr>().is_ok() => address,
        Some(_) => return Err("what stands in brackets is no IPv6 address"),
        None if host.contains(':') => return Err("an IPv6 address needs brackets, as in [::1]:5222"),
        None => host,
    };
    let allowed = |character: char| character.is_alphanumeric() || "-._:".contains(character);
    if host.is_empty() || !host.chars().all(allowed) {
        return Err("the host is missing or has characters that no host name has");
    }
    Ok((host.to_owned(), port))
}

fn port_number(text: &str) -> Result<u16, &'static str> {
    match text.parse::<u64>() {
        Ok(0) => Err("port 0 does not exist"),
        Ok(port) => u16::try_from(port).map_err(|_| "the port is above 65535"),
        Err(_) => Err("the port is not a number"),
    }
}
