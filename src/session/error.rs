//! Everything that can go wrong with a session, each with what to do next.

use std::{path::PathBuf, sync::Arc, time::Duration};

use crate::disco::address;

/// Why a session did not come about, or ended.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// A JID that is none.
    #[error(transparent)]
    Jid(#[from] address::Error),
    /// An account without local part.
    #[error("“{jid}” names a server, not an account; write name@{jid}, or log in anonymously.")]
    NoLocalPart {
        /// What was written.
        jid: String,
    },
    /// No password.
    #[error("The password is empty; enter the password of the account.")]
    EmptyPassword,
    /// The password could not be had.
    #[error("There is no password for {account}: {why}.")]
    NoPassword {
        /// Whose.
        account: String,
        /// Why, and what to do.
        why: String,
    },
    /// A host and port that are none.
    #[error("“{text}” is not HOST:PORT: {why}. Write for instance xmpp.example.org:5222.")]
    Endpoint {
        /// What was written.
        text: String,
        /// The reason.
        why: &'static str,
    },
    /// Plain TCP to another machine.
    #[error(
        "{host} is another machine, and without TLS the password would be readable on the way; use STARTTLS or direct TLS."
    )]
    PlainToOthers {
        /// The host.
        host: String,
    },
    /// The CA file cannot be read.
    #[error("The CA file {} cannot be read: {why}. Name a readable PEM file.", path.display())]
    CaFile {
        /// The file.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// The CA file has no certificate.
    #[error("The CA file {} holds no PEM certificate; it must have lines “-----BEGIN CERTIFICATE-----”.", path.display())]
    CaNotPem {
        /// The file.
        path: PathBuf,
    },
    /// The name has no address.
    #[error("No address was found for {host}: {why}. Check the name and the network, or give host and port yourself.")]
    Lookup {
        /// The name.
        host: String,
        /// Why.
        why: String,
    },
    /// The domain says by a SRV record that it has no such service (RFC 2782, target ".").
    #[error(
        "{host} says in DNS that it offers no XMPP service of this kind; check the domain, or give host and port yourself."
    )]
    NoService {
        /// The domain.
        host: String,
    },
    /// No TCP connection.
    #[error("{host} port {port} cannot be reached: {why}. Check host, port and firewall.")]
    Connect {
        /// The host.
        host: String,
        /// The port.
        port: u16,
        /// Why.
        why: String,
    },
    /// A step took too long.
    #[error("The server said nothing for {} s while {step}; check host and port, or try again later.", after.as_secs_f64())]
    Silent {
        /// What was being done.
        step: &'static str,
        /// The limit.
        after: Duration,
    },
    /// Something else than XMPP answered.
    #[error(
        "What answers at {host} port {port} does not speak XMPP ({why}); check host and port, or choose another TLS mode."
    )]
    NotXmpp {
        /// The host.
        host: String,
        /// The port.
        port: u16,
        /// What it said.
        why: String,
    },
    /// The server closed the connection.
    #[error("The server closed the connection while {step}; try again, or look into the server's log.")]
    Closed {
        /// What was being done.
        step: &'static str,
    },
    /// The server closed the stream with an error.
    #[error("The server ended the stream: {condition}{}. {}", text.as_deref().map(|text| format!(" (“{text}”)")).unwrap_or_default(), advice(condition))]
    Stream {
        /// The condition of RFC 6120 §4.9.3.
        condition: String,
        /// The server's words.
        text: Option<String>,
    },
    /// No STARTTLS offered.
    #[error("{host} does not offer STARTTLS, so nothing would be protected; try direct TLS.")]
    NoStartTls {
        /// The server.
        host: String,
    },
    /// STARTTLS refused, or bytes smuggled in behind it.
    #[error("{host} offered STARTTLS but {why}; try direct TLS, or ask the server's operator.")]
    StartTls {
        /// The server.
        host: String,
        /// What it did.
        why: &'static str,
    },
    /// The certificate does not hold.
    #[error("The certificate of {host} cannot be trusted: {why}.")]
    Certificate {
        /// The domain that was expected.
        host: String,
        /// The reason and what to do.
        why: String,
    },
    /// TLS failed otherwise.
    #[error("TLS with {host} failed: {why}. Choose another TLS mode or check the port.")]
    Tls {
        /// The server.
        host: String,
        /// Why.
        why: String,
    },
    /// No mechanism in common.
    #[error("{host} offers no way to log in that can be used here (it offers {offered}). {advice}")]
    NoMechanism {
        /// The server.
        host: String,
        /// Its mechanisms.
        offered: String,
        /// What to do.
        advice: &'static str,
    },
    /// The server refused the login.
    #[error("{account} was refused: {why}.")]
    Login {
        /// Who.
        account: String,
        /// Why, and what to do.
        why: String,
    },
    /// The server does not take the password.
    #[error(
        "{account} was refused: the password is wrong, or there is no such account; it was tried once and will not be \
         tried again by itself."
    )]
    WrongPassword {
        /// Who.
        account: String,
    },
    /// The SASL exchange itself broke, or the server could not prove that it knows the password.
    #[error(
        "The login as {account} broke off: {why}. The server may not be the one it claims to be; nothing was sent again."
    )]
    Sasl {
        /// Who.
        account: String,
        /// Why.
        why: String,
    },
    /// No resource.
    #[error("The server logged us in but bound no resource: {why}. Try again, or with another resource.")]
    Bind {
        /// Why.
        why: String,
    },
    /// The stream broke while it was used.
    #[error("The connection was lost: {why}.")]
    Lost {
        /// Why.
        why: Arc<str>,
    },
}

impl Error {
    /// Whether trying again by itself is of no use or would do harm: logins and certificates do not mend themselves,
    /// and a session that another one replaced must not replace that one in turn.
    pub fn is_final(&self) -> bool {
        match self {
            Self::Stream { condition, .. } => matches!(
                condition.as_str(),
                "conflict" | "not-authorized" | "host-unknown" | "host-gone" | "unsupported-version" | "see-other-host"
            ),
            Self::Lookup { .. }
            | Self::Connect { .. }
            | Self::Silent { .. }
            | Self::Closed { .. }
            | Self::Tls { .. }
            | Self::Bind { .. }
            | Self::NotXmpp { .. }
            | Self::Lost { .. } => false,
            _ => true,
        }
    }
}

fn advice(condition: &str) -> &'static str {
    match condition {
        "conflict" => "Another session took over this resource; connect again to take it back.",
        "host-unknown" | "host-gone" => "This server does not serve that domain; check the JID, or host and port.",
        "system-shutdown" => "The server is going down; try again later.",
        "policy-violation" => "The server's policy forbids what was done; ask more slowly.",
        "resource-constraint" => "The server is busy; try again later.",
        "not-authorized" => "Log in again.",
        "see-other-host" => "The server wants us elsewhere; give that host and port yourself.",
        _ => "Try again, or look into the server's log.",
    }
}
