use std::{fmt, sync::Arc};

use base64::{
    Engine,
    alphabet::{STANDARD, URL_SAFE},
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

use super::{Algorithm, Announced, Hash, Mistake, Version, hash_input, verification_string};
use crate::disco::reply::{At, Info};

/// How many octets may be hashed in search of a mistake.
const PATIENCE: usize = 8 << 20;

/// Whether a reply is what was announced (XEP-0115 §5.4, XEP-0390 §4.4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is.
    Match(Matched),
    /// It is not.
    Mismatch(Box<Mismatch>),
    /// The reply cannot be hashed; everything that is wrong with it.
    IllFormed(Vec<IllFormed>),
    /// The hash of none of these names can be computed here; ask, and believe the answer for that one JID only.
    UnknownHash(Vec<Arc<str>>),
    /// No algorithm is named: `ver` is the software's version (XEP-0115 §13).
    Legacy,
    /// There is nothing to compare.
    NotApplicable(NotApplicable),
}

/// How a reply was verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matched {
    /// The algorithm.
    pub algorithm: Algorithm,
    /// What was hashed.
    pub input: String,
    /// The hash.
    pub computed: String,
    /// Of XEP-0115: it matches only if languages count that identities merely inherit.
    pub by_inherited_lang: bool,
}

/// How a reply failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// The algorithm.
    pub algorithm: Algorithm,
    /// What was hashed.
    pub input: String,
    /// The hash as it should be.
    pub computed: String,
    /// The hash that was announced.
    pub announced: Arc<str>,
    /// The announced hash can be no hash of this algorithm; how many octets it has, none where it is no Base64.
    pub wrong_length: Option<Option<usize>>,
    /// Mistakes each of which alone explains the difference; empty when none is found.
    pub would_match: Vec<Mistake>,
}

/// Why a reply cannot be hashed; numbers count from 0 in wire order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IllFormed {
    /// This identity equals an earlier one.
    IdentityTwice(usize),
    /// This feature equals an earlier one.
    FeatureTwice(usize),
    /// This form has the `FORM_TYPE` of an earlier one.
    FormTwice(usize),
    /// This form's `FORM_TYPE` has different values.
    FormTypeDiffers(usize),
    /// This one of the extras is neither identity nor feature nor form.
    ChildUnknown(usize),
    /// This form has rows or columns.
    FormWithTable(usize),
    /// This form has no `FORM_TYPE`.
    FormTypeMissing(usize),
    /// This form's `FORM_TYPE` is not hidden.
    FormTypeNotHidden(usize),
    /// This form's `FORM_TYPE` stands there twice or has not exactly one value.
    FormTypeNotOne(usize),
}

/// Why an announcement cannot be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotApplicable {
    /// A `c` of XEP-0115 without `ver`.
    WithoutVersion,
    /// A `c` of XEP-0390 without any hash.
    WithoutHashes,
}

/// Compares a reply with what was announced. Of a set of hashes any one that can be computed proves the reply (XEP-0390
/// §4.4); see [`Announced::each`] for one verdict each.
pub fn verify(announced: &Announced, info: &Info) -> Verdict {
    match announced {
        Announced::Version(version) => verify_version(version, info),
        Announced::Hashes(hashes) => verify_hashes(hashes, info),
    }
}

fn verify_version(announced: &Version, info: &Info) -> Verdict {
    let Some(ver) = &announced.ver else {
        return Verdict::NotApplicable(NotApplicable::WithoutVersion);
    };
    let Some(name) = &announced.hash else {
        return Verdict::Legacy;
    };
    let Some(algorithm) = Algorithm::named(name) else {
        return Verdict::UnknownHash(vec![name.clone()]);
    };
    let wrong = verification_string::ill_formed(info);
    if !wrong.is_empty() {
        return Verdict::IllFormed(wrong);
    }
    let input = verification_string::build(info, None);
    let computed = algorithm.base64(input.as_bytes());
    if *computed == **ver {
        return Verdict::Match(Matched { algorithm, input, computed, by_inherited_lang: false });
    }
    let with_inherited = verification_string::build(info, Some(Mistake::OtherLang));
    let other = algorithm.base64(with_inherited.as_bytes());
    if *other == **ver {
        return Verdict::Match(Matched { algorithm, input: with_inherited, computed: other, by_inherited_lang: true });
    }
    let build = |mistake| verification_string::build(info, Some(mistake));
    mismatch(Mismatch::new(algorithm, input, computed, ver.clone()), info, build)
}

fn verify_hashes(hashes: &[Hash], info: &Info) -> Verdict {
    if hashes.is_empty() {
        return Verdict::NotApplicable(NotApplicable::WithoutHashes);
    }
    let known: Vec<(Algorithm, &Hash)> =
        hashes.iter().filter_map(|hash| hash.algorithm().map(|algorithm| (algorithm, hash))).collect();
    let Some((first, first_hash)) = known.first() else {
        return Verdict::UnknownHash(hashes.iter().map(|hash| hash.algo.clone().unwrap_or_default()).collect());
    };
    let wrong = hash_input::ill_formed(info);
    if !wrong.is_empty() {
        return Verdict::IllFormed(wrong);
    }
    let input = hash_input::build(info, None);
    for (algorithm, hash) in &known {
        let computed = algorithm.base64(input.as_bytes());
        if *computed == *hash.value {
            return Verdict::Match(Matched { algorithm: *algorithm, input, computed, by_inherited_lang: false });
        }
    }
    let computed = first.base64(input.as_bytes());
    let build = |mistake| hash_input::build(info, Some(mistake));
    mismatch(Mismatch::new(*first, input, computed, first_hash.value.clone()), info, build)
}

impl Mismatch {
    fn new(algorithm: Algorithm, input: String, computed: String, announced: Arc<str>) -> Self {
        let octets = octets(&announced).map(|octets| octets.len());
        let wrong_length = (octets != Some(algorithm.octets())).then_some(octets);
        Self { algorithm, input, computed, announced, wrong_length, would_match: Vec::new() }
    }
}

/// Looks for what explains the difference, one mistake at a time, for as long as that is cheap.
fn mismatch(mut mismatch: Mismatch, info: &Info, build: impl Fn(Mistake) -> String) -> Verdict {
    let Some(value) = octets(&mismatch.announced).or_else(|| hexadecimal(&mismatch.announced)) else {
        return Verdict::Mismatch(Box::new(mismatch));
    };
    let input = mismatch.input.as_bytes();
    if mismatch.algorithm.digest(input) == value {
        let coded = if octets(&mismatch.announced).is_some() { Mistake::OddBase64 } else { Mistake::Hexadecimal };
        mismatch.would_match.push(coded);
        return Verdict::Mismatch(Box::new(mismatch));
    }
    let others = Algorithm::ALL.into_iter().filter(|other| *other != mismatch.algorithm);
    let others = others.filter(|other| other.octets() == value.len() && other.digest(input) == value);
    let mut found: Vec<Mistake> = others.map(Mistake::OtherAlgorithm).collect();
    if mismatch.algorithm.octets() == value.len() {
        let mut hashed = 0;
        for mistake in Mistake::of_input(info) {
            let input = build(mistake);
            hashed += input.len();
            if mismatch.algorithm.digest(input.as_bytes()) == value {
                found.push(mistake);
            }
            if hashed > PATIENCE {
                break;
            }
        }
    }
    mismatch.would_match = found;
    Verdict::Mismatch(Box::new(mismatch))
}

/// What the Base64 stands for, however carelessly it is written.
fn octets(base64: &str) -> Option<Vec<u8>> {
    let config = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    let text: String = base64.split_whitespace().collect();
    let is_hexadecimal =
        hexadecimal(&text).is_some_and(|octets| Algorithm::ALL.iter().any(|one| one.octets() == octets.len()));
    if is_hexadecimal {
        return None;
    }
    [STANDARD, URL_SAFE].iter().find_map(|alphabet| GeneralPurpose::new(alphabet, config).decode(&text).ok())
}

fn hexadecimal(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text.chars().map(|digit| digit.to_digit(16)?.try_into().ok()).collect();
    let digits = digits.filter(|digits| digits.len() % 2 == 0)?;
    let octets = digits.chunks_exact(2).map(|pair| pair.iter().fold(0, |octet, digit| octet << 4 | digit));
    Some(octets.collect())
}

impl IllFormed {
    /// The line it is about.
    pub fn at(self) -> At {
        match self {
            Self::IdentityTwice(index) => At::Identity(index),
            Self::FeatureTwice(index) => At::Feature(index),
            Self::ChildUnknown(_) => At::Reply,
            Self::FormTwice(index)
            | Self::FormTypeDiffers(index)
            | Self::FormWithTable(index)
            | Self::FormTypeMissing(index)
            | Self::FormTypeNotHidden(index)
            | Self::FormTypeNotOne(index) => At::Form(index),
        }
    }

    /// The rule that is broken.
    pub fn clause(self) -> &'static str {
        match self {
            Self::IdentityTwice(_) => "XEP-0115 §5.4, step 3.3",
            Self::FeatureTwice(_) => "XEP-0115 §5.4, step 3.4",
            Self::FormTwice(_) | Self::FormTypeDiffers(_) => "XEP-0115 §5.4, step 3.5",
            Self::ChildUnknown(_) => "XEP-0390 §4.1, step 1",
            Self::FormWithTable(_) => "XEP-0390 §4.1, step 2",
            Self::FormTypeMissing(_) | Self::FormTypeNotHidden(_) | Self::FormTypeNotOne(_) => "XEP-0390 §4.1, step 3",
        }
    }
}

impl fmt::Display for IllFormed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::IdentityTwice(index) => write!(formatter, "identity {} is there twice", index + 1),
            Self::FeatureTwice(index) => write!(formatter, "feature {} is there twice", index + 1),
            Self::FormTwice(index) => write!(formatter, "form {} has the FORM_TYPE of an earlier form", index + 1),
            Self::FormTypeDiffers(index) => write!(formatter, "the FORM_TYPE of form {} has several values", index + 1),
            Self::ChildUnknown(_) => formatter.write_str("the reply holds more than identities, features and forms"),
            Self::FormWithTable(index) => write!(formatter, "form {} has a table", index + 1),
            Self::FormTypeMissing(index) => write!(formatter, "form {} has no FORM_TYPE", index + 1),
            Self::FormTypeNotHidden(index) => write!(formatter, "the FORM_TYPE of form {} is not hidden", index + 1),
            Self::FormTypeNotOne(index) => write!(formatter, "form {} has not exactly one FORM_TYPE", index + 1),
        }
    }
}

impl fmt::Display for NotApplicable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::WithoutVersion => "no ver was announced",
            Self::WithoutHashes => "no hash was announced",
        })
    }
}
