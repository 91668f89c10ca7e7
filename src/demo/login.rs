//! The server's half of SASL (RFC 6120 §6).

use sasl::{
    common::{
        ChannelBinding, Identity,
        scram::{Sha1, Sha256},
    },
    secret,
    server::{
        self, MechanismError, Provider, ProviderError, Response, Validator, ValidatorError,
        mechanisms::{Plain, Scram},
    },
};

use super::{ACCOUNT, ALICE};

/// Rounds of PBKDF2: the least that RFC 5802 §5.1 allows, because the passwords here are no secret.
const ITERATIONS: u32 = 4096;
const SALT: &[u8] = b"discoscope demo";

/// Somebody who may log in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Account {
    /// The part before the @.
    pub local: &'static str,
    /// No secret: the server listens on loopback only.
    pub password: &'static str,
}

/// A way to log in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mechanism {
    /// RFC 7677.
    ScramSha256,
    /// RFC 5802.
    ScramSha1,
    /// RFC 4616.
    Plain,
    /// RFC 4505.
    Anonymous,
}

impl Mechanism {
    /// All of them, best first.
    pub const ALL: [Self; 4] = [Self::ScramSha256, Self::ScramSha1, Self::Plain, Self::Anonymous];

    /// Its name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::ScramSha256 => "SCRAM-SHA-256",
            Self::ScramSha1 => "SCRAM-SHA-1",
            Self::Plain => "PLAIN",
            Self::Anonymous => "ANONYMOUS",
        }
    }
}

/// A login in progress.
pub struct Exchange {
    mechanism: Mechanism,
    state: Option<Box<dyn server::Mechanism + Send>>,
}

/// How far a login has come.
#[derive(Debug, PartialEq, Eq)]
pub enum Progress {
    /// The client is to answer this.
    Challenge(Vec<u8>),
    /// It is over; the client may check this.
    Success {
        /// Who it is; nobody when anonymous.
        local: Option<String>,
        /// The server's own proof.
        proof: Vec<u8>,
    },
    /// The condition of the failure.
    Failure(&'static str),
}

impl Exchange {
    /// Begins a login.
    pub fn new(mechanism: Mechanism) -> Self {
        Self { mechanism, state: None }
    }

    /// Takes what the client sent; none stands for a missing initial response (RFC 6120 §6.4.2).
    pub fn take(&mut self, payload: Option<&[u8]>) -> Progress {
        let payload = match (self.mechanism, payload) {
            (Mechanism::Anonymous, _) => return Progress::Success { local: None, proof: Vec::new() },
            (_, None) => return Progress::Challenge(Vec::new()),
            (_, Some(payload)) => payload,
        };
        let mechanism = self.mechanism;
        let state = self.state.get_or_insert_with(|| begin(mechanism, payload));
        match state.respond(payload) {
            Ok(Response::Proceed(challenge)) => Progress::Challenge(challenge),
            Ok(Response::Success(Identity::Username(local), proof)) => Progress::Success { local: Some(local), proof },
            Ok(Response::Success(Identity::None, _)) => Progress::Failure("not-authorized"),
            Err(error) => Progress::Failure(condition(&error)),
        }
    }
}

fn begin(mechanism: Mechanism, payload: &[u8]) -> Box<dyn server::Mechanism + Send> {
    // sasl 0.5 refuses the ordinary "n" (the client cannot bind channels) unless it is told of a binding; an empty one
    // stands for none. "y" it takes only without.
    let binding = if payload.starts_with(b"n") { ChannelBinding::TlsUnique(Vec::new()) } else { ChannelBinding::None };
    match mechanism {
        Mechanism::ScramSha256 => Box::new(Scram::<Sha256, Accounts>::new(Accounts, binding)),
        Mechanism::ScramSha1 => Box::new(Scram::<Sha1, Accounts>::new(Accounts, binding)),
        Mechanism::Plain | Mechanism::Anonymous => Box::new(Plain::new(Accounts)),
    }
}

/// The condition of RFC 6120 §6.5 that tells the client most.
fn condition(error: &MechanismError) -> &'static str {
    match error {
        MechanismError::ValidatorError(_)
        | MechanismError::ProviderError(_)
        | MechanismError::AuthenticationFailed
        | MechanismError::ChannelBindingNotSupported
        | MechanismError::ChannelBindingIsSupported
        | MechanismError::ChannelBindingMechanismIncorrect => "not-authorized",
        MechanismError::RandomFailure(_) | MechanismError::FailedToGenerateNonce => "temporary-auth-failure",
        _ => "malformed-request",
    }
}

/// The accounts as the `sasl` crate asks for them.
struct Accounts;

fn password(identity: &Identity) -> Result<&'static str, ProviderError> {
    let Identity::Username(local) = identity else {
        return Err(ProviderError::AuthenticationFailed);
    };
    let mut accounts = [ACCOUNT, ALICE].into_iter();
    let account = accounts.find(|account| account.local == local).ok_or(ProviderError::AuthenticationFailed)?;
    Ok(account.password)
}

impl Validator<secret::Plain> for Accounts {
    fn validate(&self, identity: &Identity, value: &secret::Plain) -> Result<(), ValidatorError> {
        if password(identity)? == value.0 { Ok(()) } else { Err(ValidatorError::AuthenticationFailed) }
    }
}

impl Provider<secret::Pbkdf2Sha1> for Accounts {
    fn provide(&self, identity: &Identity) -> Result<secret::Pbkdf2Sha1, ProviderError> {
        Ok(secret::Pbkdf2Sha1::derive(password(identity)?, SALT, ITERATIONS)?)
    }
}

impl Provider<secret::Pbkdf2Sha256> for Accounts {
    fn provide(&self, identity: &Identity) -> Result<secret::Pbkdf2Sha256, ProviderError> {
        Ok(secret::Pbkdf2Sha256::derive(password(identity)?, SALT, ITERATIONS)?)
    }
}

sasl::impl_validator_using_provider!(Accounts, secret::Pbkdf2Sha1);
sasl::impl_validator_using_provider!(Accounts, secret::Pbkdf2Sha256);
