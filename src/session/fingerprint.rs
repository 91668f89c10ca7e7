//! The fingerprint by which one certificate is told from every other.

use std::{
    fmt::{self, Display, Formatter, Write},
    str::FromStr,
};

use sha2::{Digest, Sha256};

use super::Error;

/// The SHA-256 of a whole certificate, as `openssl x509 -fingerprint -sha256` prints it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint([u8; 32]);

/// What is quoted of something that is none.
const SHOWN: usize = 100;

impl Fingerprint {
    /// The fingerprint of a certificate in DER.
    pub fn of(der: &[u8]) -> Self {
        Self(Sha256::digest(der).into())
    }

    /// The same in groups of eight bytes, so that lines break between them and eyes can compare.
    pub fn grouped(&self) -> String {
        let groups = self.0.chunks(8).map(|group| {
            let bytes: Vec<_> = group.iter().map(|byte| format!("{byte:02X}")).collect();
            bytes.join(":")
        });
        groups.collect::<Vec<_>>().join(" ")
    }
}

impl Display for Fingerprint {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        for (index, byte) in self.0.iter().enumerate() {
            if index > 0 {
                formatter.write_char(':')?;
            }
            write!(formatter, "{byte:02X}")?;
        }
        Ok(())
    }
}

impl FromStr for Fingerprint {
    type Err = Error;

    /// Reads 64 hexadecimal digits; colons and spaces may stand between them, and `sha256:` or openssl's words before.
    fn from_str(text: &str) -> Result<Self, Error> {
        let bad = |why: &'static str| Error::Fingerprint { text: text.chars().take(SHOWN).collect(), why };
        let lower = text.trim().to_ascii_lowercase();
        let digits = ["sha256 fingerprint=", "sha-256:", "sha256:"].iter().find_map(|start| lower.strip_prefix(start));
        let mut nibbles = Vec::with_capacity(64);
        for character in digits.unwrap_or(&lower).chars().filter(|character| !matches!(character, ':' | ' ')) {
            let digit =
                character.to_digit(16).ok_or_else(|| bad("it has characters that are no hexadecimal digits"))?;
            if nibbles.len() == 64 {
                return Err(bad("it is too long"));
            }
            nibbles.push(u8::try_from(digit).unwrap_or_default());
        }
        let bytes: Vec<_> =
            nibbles.chunks_exact(2).map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit)).collect();
        bytes.try_into().map(Self).map_err(|_| bad("it is too short"))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const EMPTY: &str =
        "E3:B0:C4:42:98:FC:1C:14:9A:FB:F4:C8:99:6F:B9:24:27:AE:41:E4:64:9B:93:4C:A4:95:99:1B:78:52:B8:55";

    #[test]
    fn it_is_written_and_read_as_others_do() {
        let empty = Fingerprint::of(b"");
        assert_eq!(empty.to_string(), EMPTY);
        let plain = EMPTY.replace(':', "").to_lowercase();
        let written = [
            empty.grouped(),
            EMPTY.to_owned(),
            plain.clone(),
            format!("sha256:{plain}"),
            format!("SHA256 Fingerprint={EMPTY}\n"),
        ];
        for text in written {
            assert_eq!(text.parse::<Fingerprint>().unwrap(), empty, "{text}");
        }
    }

    #[test]
    fn what_is_none_is_refused_with_a_reason() {
        for (text, why) in [
            (String::new(), "too short"),
            ("AB:CD".to_owned(), "too short"),
            (EMPTY.get(1..).unwrap().to_owned(), "too short"),
            (format!("{EMPTY}:00"), "too long"),
            (EMPTY.replace('E', "G"), "no hexadecimal digits"),
            ("ü".repeat(100_000), "no hexadecimal digits"),
        ] {
            let error = text.parse::<Fingerprint>().unwrap_err().to_string();
            assert!(error.contains(why) && error.len() < 600, "{error}");
        }
    }
}
