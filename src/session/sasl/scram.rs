//! SCRAM (RFC 5802, RFC 7677) without a trace of the password or of what is derived from it.

use base64::{Engine, engine::general_purpose::STANDARD};
use sasl::{
    client::MechanismError,
    common::{ChannelBinding, scram::generate_nonce},
};
use sha1::Sha1;
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, Zeroizing};

use crate::session::Secret;

/// A hash that SCRAM is used with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hash {
    /// SHA-1.
    Sha1,
    /// SHA-256.
    Sha256,
}

/// One exchange.
pub struct Scram {
    hash: Hash,
    /// Cleared as soon as the proof is made.
    password: Secret,
    binding: ChannelBinding,
    nonce: String,
    bare: String,
    state: State,
}

enum State {
    Begun,
    /// Our proof went out; this is the signature that only who knows the password can give.
    Proved(Zeroizing<Vec<u8>>),
    /// The server gave it.
    Verified,
}

/// A server that wants more rounds than this would keep a processor busy for seconds.
const MOST_ROUNDS: u32 = 5_000_000;
/// Both hashes take in so much at a time.
const BLOCK_BYTES: usize = 64;

impl Scram {
    /// Begins with a nonce of its own.
    pub fn new(hash: Hash, user: &str, password: Secret, binding: ChannelBinding) -> Result<Self, MechanismError> {
        let nonce = generate_nonce().map_err(|_| MechanismError::CannotGenerateNonce)?;
        Ok(Self::with_nonce(hash, user, password, binding, nonce))
    }

    fn with_nonce(hash: Hash, user: &str, password: Secret, binding: ChannelBinding, nonce: String) -> Self {
        let bare = format!("n={},r={nonce}", user.replace('=', "=3D").replace(',', "=2C"));
        Self { hash, password, binding, nonce, bare, state: State::Begun }
    }

    /// The client's first message.
    pub fn first(&self) -> Vec<u8> {
        [self.binding.header(), self.bare.as_bytes()].concat()
    }

    /// Answers the server's first message with the proof, and its last one, where that comes as a challenge, with nothing.
    pub fn answer(&mut self, challenge: &[u8]) -> Result<Vec<u8>, MechanismError> {
        match self.state {
            State::Begun => self.prove(challenge),
            State::Proved(_) => self.verify(challenge).map(|()| Vec::new()),
            State::Verified => Err(MechanismError::InvalidState),
        }
    }

    /// Takes in what came with the success.
    pub fn success(&mut self, data: &[u8]) -> Result<(), MechanismError> {
        match self.state {
            State::Begun => Err(MechanismError::InvalidState),
            State::Proved(_) => self.verify(data),
            State::Verified => Ok(()),
        }
    }

    fn prove(&mut self, challenge: &[u8]) -> Result<Vec<u8>, MechanismError> {
        let challenge = std::str::from_utf8(challenge).map_err(|_| MechanismError::CannotDecodeChallenge)?;
        let nonce = field(challenge, "r").filter(|nonce| nonce.len() > self.nonce.len());
        let nonce = nonce.filter(|nonce| nonce.starts_with(&self.nonce)).ok_or(MechanismError::NoServerNonce)?;
        let salt = field(challenge, "s").and_then(|salt| STANDARD.decode(salt).ok());
        let salt = salt.ok_or(MechanismError::NoServerSalt)?;
        let rounds = field(challenge, "i").and_then(|rounds| rounds.parse().ok());
        let rounds = rounds.filter(|rounds| (1..=MOST_ROUNDS).contains(rounds));
        let rounds = rounds.ok_or(MechanismError::NoServerIterations)?;

        let bound = STANDARD.encode([self.binding.header(), self.binding.data()].concat());
        let last = format!("c={bound},r={nonce}");
        let said = format!("{},{challenge},{last}", self.bare);
        let password = std::mem::take(&mut self.password);
        let (proof, signature) = match self.hash {
            Hash::Sha1 => proofs::<Sha1>(&password, &salt, rounds, said.as_bytes()),
            Hash::Sha256 => proofs::<Sha256>(&password, &salt, rounds, said.as_bytes()),
        };
        self.state = State::Proved(signature);
        Ok(format!("{last},p={}", STANDARD.encode(proof)).into_bytes())
    }

    fn verify(&mut self, data: &[u8]) -> Result<(), MechanismError> {
        let State::Proved(expected) = &self.state else { return Err(MechanismError::InvalidState) };
        let text = std::str::from_utf8(data).map_err(|_| MechanismError::CannotDecodeSuccessResponse)?;
        let given = field(text, "v").and_then(|given| STANDARD.decode(given).ok());
        let given = given.ok_or(MechanismError::NoSignatureInSuccessResponse)?;
        if given != **expected {
            return Err(MechanismError::InvalidSignatureInSuccessResponse);
        }
        self.state = State::Verified;
        Ok(())
    }
}

fn field<'a>(message: &'a str, name: &str) -> Option<&'a str> {
    message.split(',').find_map(|field| field.strip_prefix(name)?.strip_prefix('='))
}

/// Our proof, and the signature that the server owes.
fn proofs<D: Digest + Clone>(
    password: &Secret,
    salt: &[u8],
    rounds: u32,
    said: &[u8],
) -> (Vec<u8>, Zeroizing<Vec<u8>>) {
    let salted = derive::<D>(password, salt, rounds);
    let client = Keyed::<D>::new(&salted).sign(&[b"Client Key"]);
    let stored = Zeroizing::new(D::digest(&*client).to_vec());
    let signature = Keyed::<D>::new(&stored).sign(&[said]);
    let proof = client.iter().zip(signature.iter()).map(|(key, signature)| key ^ signature).collect();
    let server = Keyed::<D>::new(&salted).sign(&[b"Server Key"]);
    (proof, Keyed::<D>::new(&server).sign(&[said]))
}

/// `Hi` of RFC 5802 §2.2: PBKDF2 of one block.
fn derive<D: Digest + Clone>(password: &Secret, salt: &[u8], rounds: u32) -> Zeroizing<Vec<u8>> {
    let keyed = Keyed::<D>::new(password.reveal().as_bytes());
    let mut round = keyed.sign(&[salt, &[0, 0, 0, 1]]);
    let mut sum = round.clone();
    for _ in 1..rounds {
        round = keyed.sign(&[&round]);
        for (sum, round) in sum.iter_mut().zip(round.iter()) {
            *sum ^= round;
        }
    }
    sum
}

/// HMAC (RFC 2104) with one key, ready to be used many times.
struct Keyed<D> {
    inner: D,
    outer: D,
}

impl<D: Digest + Clone> Keyed<D> {
    fn new(key: &[u8]) -> Self {
        let mut block = Zeroizing::new([0; BLOCK_BYTES]);
        if key.len() > BLOCK_BYTES {
            let mut hashed = D::digest(key);
            block.iter_mut().zip(hashed.iter()).for_each(|(byte, hashed)| *byte = *hashed);
            hashed.as_mut_slice().zeroize();
        } else {
            block.iter_mut().zip(key).for_each(|(byte, key)| *byte = *key);
        }
        block.iter_mut().for_each(|byte| *byte ^= 0x36);
        let inner = D::new().chain_update(block.as_slice());
        block.iter_mut().for_each(|byte| *byte ^= 0x36 ^ 0x5c);
        let outer = D::new().chain_update(block.as_slice());
        Self { inner, outer }
    }

    fn sign(&self, parts: &[&[u8]]) -> Zeroizing<Vec<u8>> {
        let mut inner = self.inner.clone();
        for part in parts {
            inner.update(part);
        }
        let outer = self.outer.clone().chain_update(inner.finalize());
        Zeroizing::new(outer.finalize().to_vec())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
mod tests {
    use super::*;

    struct Example {
        hash: Hash,
        nonce: &'static str,
        challenge: &'static str,
        answer: &'static str,
        verdict: &'static str,
    }

    /// RFC 5802 §5 and RFC 7677 §3.
    const EXAMPLES: [Example; 2] = [
        Example {
            hash: Hash::Sha1,
            nonce: "fyko+d2lbbFgONRv9qkxdawL",
            challenge: "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
            answer: "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
            verdict: "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=",
        },
        Example {
            hash: Hash::Sha256,
            nonce: "rOprNGfwEbeRWgbNEkqO",
            challenge: "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
            answer: "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,\
                     p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
            verdict: "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
        },
    ];

    fn begun(example: &Example) -> Scram {
        let password = Secret::new("pencil".to_owned());
        Scram::with_nonce(example.hash, "user", password, ChannelBinding::None, example.nonce.to_owned())
    }

    #[test]
    fn the_examples_of_the_rfcs_hold() {
        for example in &EXAMPLES {
            let mut scram = begun(example);
            assert_eq!(scram.first(), format!("n,,n=user,r={}", example.nonce).into_bytes());
            let answer = scram.answer(example.challenge.as_bytes()).unwrap();
            assert_eq!(String::from_utf8(answer).unwrap(), example.answer);
            assert!(scram.password.is_empty(), "the password is still held");
            scram.success(example.verdict.as_bytes()).unwrap();

            // Some servers give their proof in a challenge, and then succeed without a word.
            let mut scram = begun(example);
            let _ = scram.answer(example.challenge.as_bytes()).unwrap();
            assert!(scram.answer(example.verdict.as_bytes()).unwrap().is_empty());
            scram.success(b"").unwrap();
        }
    }

    #[test]
    fn a_server_that_does_not_know_the_password_is_found_out() {
        for example in &EXAMPLES {
            for verdict in ["v=AAAAAAAAAAAAAAAAAAAAAAAAAAA=", "", "e=other-error", "v=", "v=%%%"] {
                let mut scram = begun(example);
                let _ = scram.answer(example.challenge.as_bytes()).unwrap();
                assert!(scram.success(verdict.as_bytes()).is_err(), "{verdict}");
            }
            assert!(begun(example).success(example.verdict.as_bytes()).is_err(), "nothing was proved");
        }
    }

    #[test]
    fn challenges_that_mean_harm_are_refused() {
        let example = &EXAMPLES[0];
        for challenge in [
            "",
            "r=another,s=QSXCR+Q6sek8bf92,i=4096",
            "r=fyko+d2lbbFgONRv9qkxdawL,s=QSXCR+Q6sek8bf92,i=4096",
            "r=fyko+d2lbbFgONRv9qkxdawL3rfc,s=%,i=4096",
            "r=fyko+d2lbbFgONRv9qkxdawL3rfc,s=QSXCR+Q6sek8bf92",
            "r=fyko+d2lbbFgONRv9qkxdawL3rfc,s=QSXCR+Q6sek8bf92,i=0",
            "r=fyko+d2lbbFgONRv9qkxdawL3rfc,s=QSXCR+Q6sek8bf92,i=4294967295",
            "r=fyko+d2lbbFgONRv9qkxdawL3rfc,s=QSXCR+Q6sek8bf92,i=-1",
        ] {
            assert!(begun(example).answer(challenge.as_bytes()).is_err(), "{challenge}");
        }
        assert!(begun(example).answer(&[0xff, 0xfe]).is_err());
    }

    #[test]
    fn names_and_long_passwords_are_written_as_the_rfc_says() {
        let named = |user| Scram::with_nonce(Hash::Sha1, user, Secret::default(), ChannelBinding::None, "x".to_owned());
        assert_eq!(named("a=b,c").first(), b"n,,n=a=3Db=2Cc,r=x");
        // A key that is longer than a block is hashed first (RFC 2104 §2): both are the same key then.
        let long = "p".repeat(80);
        let hashed = Sha256::digest(long.as_bytes());
        assert_eq!(Keyed::<Sha256>::new(long.as_bytes()).sign(&[b"x"]), Keyed::<Sha256>::new(&hashed).sign(&[b"x"]));
    }
}
