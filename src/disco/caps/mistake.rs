use std::{borrow::Cow, cmp::Ordering, fmt};

use super::Algorithm;
use crate::disco::reply::{Identity, Info, Lang};

/// A way in which programs are known to go wrong, or the part of a reply that was another one when it was hashed: done so,
/// the hash is the one announced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mistake {
    /// The other reading of `xml:lang`: inherited tags counted where only own ones do, or the other way round.
    OtherLang,
    /// Languages left out.
    LangIgnored,
    /// Names left out.
    NamesIgnored,
    /// Data forms left out.
    FormsIgnored,
    /// Forms hashed although their `FORM_TYPE` is not hidden.
    FormsNotHidden,
    /// `FORM_TYPE` sorted among the fields, its name before its value.
    FormTypeAsField,
    /// Nothing sorted.
    NotSorted,
    /// The values of fields not sorted.
    ValuesNotSorted,
    /// Upper and lower case sorted alike.
    CaseIgnored,
    /// Sorted as a locale does: letters and digits first of all.
    SortedByLocale,
    /// Sorted by UTF-16 code units.
    SortedByUtf16,
    /// Sorted with the separator that follows each string.
    SeparatorSorted,
    /// Identities sorted as one string each, not part by part.
    IdentitiesSortedAsText,
    /// No separator at the end.
    LastSeparatorMissing,
    /// XML's escapes hashed in place of what they stand for.
    Escaped,
    /// Hexadecimal digits in place of Base64.
    Hexadecimal,
    /// Base64 without padding, of the alphabet for URLs, or with blanks.
    OddBase64,
    /// Another algorithm than the one named.
    OtherAlgorithm(Algorithm),
    /// Everything but one feature.
    FeatureLeftOut(usize),
    /// Everything but one identity.
    IdentityLeftOut(usize),
    /// Everything but one form.
    FormLeftOut(usize),
    /// One more feature, which the reply lacks.
    FeatureMissing(&'static str),
}

/// Features that are often advertised but not hashed, or the other way round.
const OFTEN_MISSING: [&str; 5] = [
    "http://jabber.org/protocol/disco#info",
    "http://jabber.org/protocol/disco#items",
    "http://jabber.org/protocol/caps",
    "urn:xmpp:caps",
    "jabber:iq:version",
];

impl Mistake {
    const ALIKE: [Self; 15] = [
        Self::OtherLang,
        Self::LangIgnored,
        Self::FormsIgnored,
        Self::NamesIgnored,
        Self::FormsNotHidden,
        Self::NotSorted,
        Self::ValuesNotSorted,
        Self::CaseIgnored,
        Self::SortedByLocale,
        Self::SeparatorSorted,
        Self::IdentitiesSortedAsText,
        Self::FormTypeAsField,
        Self::LastSeparatorMissing,
        Self::SortedByUtf16,
        Self::Escaped,
    ];

    /// Everything that changes the input of the hash, the likeliest first.
    pub(super) fn of_input(info: &Info) -> impl Iterator<Item = Self> {
        Self::ALIKE
            .into_iter()
            .chain(OFTEN_MISSING.into_iter().filter(|feature| !info.has(feature)).map(Self::FeatureMissing))
            .chain((0..info.forms.len()).map(Self::FormLeftOut))
            .chain((0..info.identities.len()).map(Self::IdentityLeftOut))
            .chain((0..info.features.len()).map(Self::FeatureLeftOut))
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::OtherLang => "xml:lang was read the other way: inherited languages counted or not",
            Self::LangIgnored => "the languages of identities were left out",
            Self::NamesIgnored => "the names of identities were left out",
            Self::FormsIgnored => "the data forms were left out",
            Self::FormsNotHidden => "forms whose FORM_TYPE is not hidden were hashed, too",
            Self::FormTypeAsField => "FORM_TYPE was hashed like any other field",
            Self::NotSorted => "nothing was sorted",
            Self::ValuesNotSorted => "the values of form fields were not sorted",
            Self::CaseIgnored => "upper and lower case were sorted alike",
            Self::SortedByLocale => "strings were sorted by the rules of a language, not by octets",
            Self::SortedByUtf16 => "strings were sorted by UTF-16 code units, not by octets",
            Self::SeparatorSorted => "strings were sorted together with the separator after them",
            Self::IdentitiesSortedAsText => "identities were sorted as whole strings, not part by part",
            Self::LastSeparatorMissing => "the last separator was left out",
            Self::Escaped => "XML's escapes were hashed in place of the characters",
            Self::Hexadecimal => "the hash was written in hexadecimal digits, not in Base64",
            Self::OddBase64 => "the Base64 lacks its padding, uses the alphabet for URLs or contains blanks",
            Self::OtherAlgorithm(algorithm) => return write!(formatter, "the algorithm was {}", algorithm.name()),
            Self::FeatureLeftOut(index) => return write!(formatter, "feature {} were not there", index + 1),
            Self::IdentityLeftOut(index) => return write!(formatter, "identity {} were not there", index + 1),
            Self::FormLeftOut(index) => return write!(formatter, "data form {} were not there", index + 1),
            Self::FeatureMissing(feature) => return write!(formatter, "the feature {feature} were there, too"),
        })
    }
}

/// The order that a mistake leaves things in; without one it is that of the octets.
pub(super) fn compare(a: &str, b: &str, mistake: Option<Mistake>) -> Ordering {
    match mistake {
        Some(Mistake::NotSorted) => Ordering::Equal,
        Some(Mistake::CaseIgnored) => lower(a).cmp(lower(b)),
        Some(Mistake::SortedByLocale) => letters(a).cmp(letters(b)).then_with(|| a.cmp(b)),
        Some(Mistake::SortedByUtf16) => a.encode_utf16().cmp(b.encode_utf16()),
        Some(Mistake::SeparatorSorted) => a.bytes().chain([b'<']).cmp(b.bytes().chain([b'<'])),
        _ => a.cmp(b),
    }
}

fn lower(text: &str) -> impl Iterator<Item = u8> {
    text.bytes().map(|byte| byte.to_ascii_lowercase())
}

fn letters(text: &str) -> impl Iterator<Item = u8> {
    lower(text).filter(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii())
}

/// Category, type, language and name as they are hashed; what is absent counts as empty.
pub(super) fn identity(identity: &Identity, inherited: bool, mistake: Option<Mistake>) -> [&str; 4] {
    let lang = match (&identity.lang, mistake) {
        (None, _) | (_, Some(Mistake::LangIgnored)) => "",
        (Some(Lang::Own(tag)), _) => tag,
        (Some(Lang::Inherited(tag)), _) if inherited != (mistake == Some(Mistake::OtherLang)) => tag,
        (Some(Lang::Inherited(_)), _) => "",
    };
    let name = identity.name.as_deref().filter(|_| mistake != Some(Mistake::NamesIgnored));
    let [category, kind] = [&identity.category, &identity.kind].map(|part| part.as_deref().unwrap_or_default());
    [category, kind, lang, name.unwrap_or_default()]
}

/// All of a list but what the mistake leaves out.
pub(super) fn rest<T>(list: &[T], left_out: impl Fn(usize) -> Mistake, mistake: Option<Mistake>) -> Vec<&T> {
    let all = list.iter().enumerate();
    all.filter(|(index, _)| mistake != Some(left_out(*index))).map(|(_, one)| one).collect()
}

/// The text as the mistake has it.
pub(super) fn spelled(text: &str, mistake: Option<Mistake>) -> Cow<'_, str> {
    if mistake == Some(Mistake::Escaped) { crate::disco::xml::escape(text) } else { Cow::Borrowed(text) }
}
