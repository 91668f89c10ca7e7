//! The SASL exchange (RFC 6120 §6). It is ours, so that no copy of the password outlives it, and so that the server's own
//! proof is looked at: who does not know the password cannot give it (RFC 5802 §5).

use std::{collections::BTreeSet, io, str::FromStr};

use futures::{SinkExt, StreamExt};
use sasl::{client::MechanismError, common::ChannelBinding};
use tokio::io::{AsyncBufRead, AsyncWrite};
use tokio_xmpp::{
    error::{AuthError, Error, ProtocolError},
    xmlstream::{FallibleStreamElement, InitiatingStream, ReadError, XmppStream, XmppStreamElement},
};
use xmpp_parsers::sasl::{Auth, Mechanism as Name, Nonza, Response};
use zeroize::Zeroize;

use super::Secret;

mod scram;

use scram::{Hash, Scram};

/// What a login is made of.
pub struct Credentials {
    /// The mechanisms that may be used.
    pub mechanisms: BTreeSet<String>,
    /// The local part of the account.
    pub user: String,
    /// The password; empty for an anonymous login.
    pub password: Secret,
    /// What binds the login to the TLS session.
    pub binding: ChannelBinding,
}

/// A mechanism in the middle of its exchange.
enum Mechanism {
    Scram(Box<Scram>),
    Plain { user: String, password: Secret },
    Anonymous,
}

/// The strongest first.
const MECHANISMS: [&str; 6] =
    ["SCRAM-SHA-256-PLUS", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN", "ANONYMOUS"];

/// Logs in with the strongest of the mechanisms; the password goes out at most once and is cleared afterwards.
pub async fn authenticate<S>(mut stream: XmppStream<S>, credentials: Credentials) -> Result<InitiatingStream<S>, Error>
where
    S: AsyncBufRead + AsyncWrite + Unpin,
{
    let name = MECHANISMS.into_iter().find(|name| credentials.mechanisms.contains(*name));
    let name = name.ok_or(AuthError::NoMechanism)?;
    let mut mechanism = Mechanism::new(name, credentials)?;
    let auth = Auth { mechanism: Name::from_str(name).map_err(ProtocolError::Parsers)?, data: mechanism.first() };
    send(&mut stream, Nonza::Auth(auth)).await?;
    loop {
        match receive(&mut stream).await? {
            Nonza::Challenge(challenge) => {
                let (answered, data) = mechanism.answer(challenge.data).await?;
                mechanism = answered;
                let data = data.map_err(AuthError::Sasl)?;
                send(&mut stream, Nonza::Response(Response { data })).await?;
            }
            Nonza::Success(success) => {
                mechanism.success(&success.data).map_err(AuthError::Sasl)?;
                return Ok(stream.initiate_reset());
            }
            Nonza::Failure(failure) => return Err(AuthError::Fail(failure.defined_condition).into()),
            Nonza::Auth(_) | Nonza::Response(_) | Nonza::Abort(_) => {}
        }
    }
}

/// Sends, and clears what was sent.
async fn send<S>(stream: &mut XmppStream<S>, nonza: Nonza) -> io::Result<()>
where
    S: AsyncBufRead + AsyncWrite + Unpin,
{
    let element = XmppStreamElement::Sasl(nonza);
    let sent = stream.send(&element).await;
    if let XmppStreamElement::Sasl(Nonza::Auth(Auth { mut data, .. }) | Nonza::Response(Response { mut data })) =
        element
    {
        data.zeroize();
    }
    sent
}

async fn receive<S>(stream: &mut XmppStream<S>) -> Result<Nonza, Error>
where
    S: AsyncBufRead + AsyncWrite + Unpin,
{
    loop {
        match stream.next().await.map(|read| read.and_then(FallibleStreamElement::into_read_error)) {
            Some(Ok(XmppStreamElement::Sasl(nonza))) => return Ok(nonza),
            Some(Ok(XmppStreamElement::StreamError(error))) => return Err(Error::StreamError(error)),
            Some(Ok(_)) => {
                let why = "something else than an answer came during the login";
                return Err(io::Error::new(io::ErrorKind::InvalidData, why).into());
            }
            Some(Err(ReadError::HardError(error))) => return Err(error.into()),
            Some(Err(ReadError::ParseError(error))) => {
                return Err(io::Error::new(io::ErrorKind::InvalidData, error).into());
            }
            // The login as a whole has a limit.
            Some(Err(ReadError::SoftTimeout)) => {}
            Some(Err(ReadError::StreamFooterReceived)) | None => return Err(Error::Disconnected),
        }
    }
}

impl Mechanism {
    fn new(name: &str, credentials: Credentials) -> Result<Self, AuthError> {
        let Credentials { user, password, binding, .. } = credentials;
        let hash = match name {
            "ANONYMOUS" => return Ok(Self::Anonymous),
            "PLAIN" => return Ok(Self::Plain { user, password }),
            name if name.contains("SHA-256") => Hash::Sha256,
            _ => Hash::Sha1,
        };
        let scram = Scram::new(hash, &user, password, binding).map_err(AuthError::Sasl)?;
        Ok(Self::Scram(Box::new(scram)))
    }

    /// What is said first.
    fn first(&self) -> Vec<u8> {
        match self {
            Self::Scram(scram) => scram.first(),
            // RFC 4616: NUL user NUL password, in a buffer that never moves while it grows.
            Self::Plain { user, password } => {
                let password = password.reveal().as_bytes();
                let mut data = Vec::with_capacity(user.len() + password.len() + 2);
                data.push(0);
                data.extend_from_slice(user.as_bytes());
                data.push(0);
                data.extend_from_slice(password);
                data
            }
            Self::Anonymous => Vec::new(),
        }
    }

    /// Answers a challenge. The key derivation of SCRAM is as long as the server wants it to be: on a thread of its own it
    /// keeps nobody waiting, and who gives up meanwhile gets no answer out of it.
    async fn answer(self, challenge: Vec<u8>) -> io::Result<(Self, Result<Vec<u8>, MechanismError>)> {
        let Self::Scram(mut scram) = self else { return Ok((self, Err(MechanismError::InvalidState))) };
        let worked = tokio::task::spawn_blocking(move || {
            let answer = scram.answer(&challenge);
            (Self::Scram(scram), answer)
        });
        worked.await.map_err(io::Error::other)
    }

    fn success(&mut self, data: &[u8]) -> Result<(), MechanismError> {
        match self {
            Self::Scram(scram) => scram.success(data),
            Self::Plain { .. } | Self::Anonymous => Ok(()),
        }
    }
}
