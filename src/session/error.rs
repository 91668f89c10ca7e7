//! Everything that can go wrong with a session, each with what to do next.

use std::{path::PathBuf, sync::Arc, time::Duration};

use super::{
    certificate::Untrusted,
    component,
    stream_error::{self, Return},
};
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
    /// A component that is no domain.
    #[error(
        "“{jid}” is an address, not a domain; a component is named by its domain alone, as in gateway.example.org."
    )]
    NotDomain {
        /// What was written.
        jid: String,
    },
    /// A component that asks from elsewhere.
    #[error(
        "“{jid}” is not of the component’s domain; a component asks from {domain} or from any JID there, as in \
         name@{domain}."
    )]
    Sender {
        /// What was written.
        jid: String,
        /// The component's domain.
        domain: String,
    },
    /// A client that wants to ask as somebody else.
    #[error("A client asks as the account that it is; only a component can choose from which JID it asks.")]
    NoComponent,
    /// No secret.
    #[error("The secret is empty; enter the one that the server has for the component.")]
    EmptySecret,
    /// STARTTLS for a component.
    #[error(
        "A component’s stream has no STARTTLS (XEP-0114); connect without TLS to this machine, or with direct TLS."
    )]
    ComponentStartTls,
    /// A component's plain TCP to another machine.
    #[error(
        "{host} is another machine, and without TLS everything that a component says would be readable and could be \
         changed on the way; use direct TLS, or a tunnel (ssh -L 5347:localhost:5347 {host}) and localhost:5347."
    )]
    ComponentToOthers {
        /// The host.
        host: String,
    },
    /// A component's stream without an id.
    #[error(
        "What answers at {host} port {port} opened the stream without an id, so the secret cannot be proved (XEP-0114); \
         check host and port, or ask the server’s operator."
    )]
    NoStreamId {
        /// The host.
        host: String,
        /// The port.
        port: u16,
    },
    /// The server does not take the component.
    #[error("The component {domain} was refused{}: {}.", stream_error::said(text.as_deref()), component::why(condition).unwrap_or("look into the server’s log"))]
    Component {
        /// Its domain.
        domain: String,
        /// The condition of RFC 6120 §4.9.3.
        condition: String,
        /// The server's words.
        text: Option<String>,
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
    /// A fingerprint that is none.
    #[error(
        "“{text}” is not the SHA-256 fingerprint of a certificate: {why}. It has 64 hexadecimal digits, as in the output \
         of openssl x509 -noout -fingerprint -sha256."
    )]
    Fingerprint {
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
    #[error("The server ended the stream: {}", stream_error::words(condition, text.as_deref()))]
    Stream {
        /// The condition of RFC 6120 §4.9.3.
        condition: String,
        /// The server's words.
        text: Option<String>,
    },
    /// The server closed the stream because it wants us elsewhere (RFC 6120 §4.9.3.19).
    #[error("The server sends us to {place}.")]
    SeeOtherHost {
        /// A host, with or without a port.
        place: String,
    },
    /// The server wants us elsewhere, and we do not go.
    #[error(
        "The server sends us to “{place}”, which was not followed: {why}. Give that host and port yourself if you trust it."
    )]
    NotFollowed {
        /// Where to.
        place: String,
        /// Why we do not go.
        why: &'static str,
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
    #[error("The certificate of {host} cannot be trusted: {problem}.")]
    Certificate {
        /// The domain that was expected.
        host: String,
        /// The certificate, what is wrong with it, and what to do.
        problem: Box<Untrusted>,
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
    /// The server cannot check logins for a while.
    #[error("The server cannot check the login of {account} at the moment; try again later.")]
    LoginLater {
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
            Self::Stream { condition, .. } => stream_error::then(condition) == Return::Never,
            Self::Lookup { .. }
            | Self::Connect { .. }
            | Self::Silent { .. }
            | Self::Closed { .. }
            | Self::Tls { .. }
            | Self::Bind { .. }
            | Self::NotXmpp { .. }
            | Self::LoginLater { .. }
            | Self::Lost { .. } => false,
            // After a connection that was lost the server may still hold the old one.
            Self::Component { condition, .. } => condition != "conflict",
            _ => true,
        }
    }

    /// Whether the server does not take the password, or the secret of a component: it must not be sent once more.
    pub fn is_wrong_password(&self) -> bool {
        match self {
            Self::WrongPassword { .. } => true,
            Self::Component { condition, .. } => condition == "not-authorized",
            _ => false,
        }
    }

    /// The certificate that is not trusted, if that is the trouble.
    pub fn untrusted(&self) -> Option<&Untrusted> {
        match self {
            Self::Certificate { problem, .. } => Some(problem),
            _ => None,
        }
    }

    /// Whether another try should not come soon.
    pub(super) fn wants_patience(&self) -> bool {
        matches!(self, Self::Stream { condition, .. } if stream_error::then(condition) == Return::Later)
    }
}
