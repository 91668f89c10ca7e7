use base64::{Engine, engine::general_purpose::STANDARD};
use blake2::{Blake2bVar, digest::Update, digest::VariableOutput};
use sha1::Digest;

/// A hash function by its textual name (IANA's registry, XEP-0300 §4 for the newer ones).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Algorithm {
    /// `md2`, broken.
    Md2,
    /// `md5`, broken.
    Md5,
    /// `sha-1`, which XEP-0115 §9.1 demands.
    Sha1,
    /// `sha-224`.
    Sha224,
    /// `sha-256`, which XEP-0300 §5 demands.
    Sha256,
    /// `sha-384`.
    Sha384,
    /// `sha-512`.
    Sha512,
    /// `sha3-256`, which XEP-0300 §5 demands.
    Sha3With256,
    /// `sha3-512`.
    Sha3With512,
    /// `blake2b-256`.
    Blake2bWith256,
    /// `blake2b-512`.
    Blake2bWith512,
}

impl Algorithm {
    /// Every algorithm.
    pub const ALL: [Self; 11] = [
        Self::Md2,
        Self::Md5,
        Self::Sha1,
        Self::Sha224,
        Self::Sha256,
        Self::Sha384,
        Self::Sha512,
        Self::Sha3With256,
        Self::Sha3With512,
        Self::Blake2bWith256,
        Self::Blake2bWith512,
    ];

    /// The algorithm of that name, written exactly so.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.name() == name)
    }

    /// The name that stands on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Md2 => "md2",
            Self::Md5 => "md5",
            Self::Sha1 => "sha-1",
            Self::Sha224 => "sha-224",
            Self::Sha256 => "sha-256",
            Self::Sha384 => "sha-384",
            Self::Sha512 => "sha-512",
            Self::Sha3With256 => "sha3-256",
            Self::Sha3With512 => "sha3-512",
            Self::Blake2bWith256 => "blake2b-256",
            Self::Blake2bWith512 => "blake2b-512",
        }
    }

    /// How many octets the hash has.
    pub fn octets(self) -> usize {
        match self {
            Self::Md2 | Self::Md5 => 16,
            Self::Sha1 => 20,
            Self::Sha224 => 28,
            Self::Sha256 | Self::Sha3With256 | Self::Blake2bWith256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 | Self::Sha3With512 | Self::Blake2bWith512 => 64,
        }
    }

    /// The hash.
    pub fn digest(self, input: &[u8]) -> Vec<u8> {
        match self {
            Self::Md2 => md2::Md2::digest(input).to_vec(),
            Self::Md5 => md5::Md5::digest(input).to_vec(),
            Self::Sha1 => sha1::Sha1::digest(input).to_vec(),
            Self::Sha224 => sha2::Sha224::digest(input).to_vec(),
            Self::Sha256 => sha2::Sha256::digest(input).to_vec(),
            Self::Sha384 => sha2::Sha384::digest(input).to_vec(),
            Self::Sha512 => sha2::Sha512::digest(input).to_vec(),
            Self::Sha3With256 => sha3::Sha3_256::digest(input).to_vec(),
            Self::Sha3With512 => sha3::Sha3_512::digest(input).to_vec(),
            Self::Blake2bWith256 | Self::Blake2bWith512 => self.blake2b(input),
        }
    }

    /// The hash as Base64 with padding (XEP-0115 §5.1, XEP-0300 §2).
    pub fn base64(self, input: &[u8]) -> String {
        STANDARD.encode(self.digest(input))
    }

    /// The length of the hash takes part in BLAKE2's computation: the shorter one is not the longer one cut off.
    fn blake2b(self, input: &[u8]) -> Vec<u8> {
        let mut hash = vec![0; self.octets()];
        if let Ok(mut state) = Blake2bVar::new(hash.len()) {
            state.update(input);
            let _ = state.finalize_variable(&mut hash);
        }
        hash
    }
}
