//! What a server's certificate says of itself, and why it is not trusted; all of it is a stranger's word.

use std::fmt::{self, Display, Formatter};

use jiff::{Timestamp, tz::TimeZone};
use tokio_rustls::rustls::{CertificateError, Error as TlsError};
use x509_parser::prelude::{FromDer, GeneralName, X509Certificate, X509Name};

use super::Fingerprint;
use crate::disco::text::visible_within;

/// A certificate as its holder wrote it, made safe to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// What it is known by.
    pub fingerprint: Fingerprint,
    /// The hosts and addresses that it was made for, the first [`MOST_NAMES`] of them.
    pub names: Vec<String>,
    /// How many names there are beyond those.
    pub more_names: usize,
    /// Whom it calls its holder.
    pub subject: String,
    /// Whom it calls its issuer.
    pub issuer: String,
    /// Whether holder and issuer are one.
    pub is_self_signed: bool,
    /// From when on it is valid.
    pub begins: Option<Timestamp>,
    /// Until when.
    pub ends: Option<Timestamp>,
}

/// Why a certificate is not trusted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Untrusted {
    /// What is wrong with it.
    pub reason: Reason,
    /// The certificate.
    pub certificate: Certificate,
    /// The domain that it should be for.
    pub domain: String,
    /// Whether another certificate is trusted by its fingerprint for this server.
    pub is_another: bool,
}

/// What is wrong with a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Its time is over.
    Expired,
    /// Its time has not come.
    NotValidYet,
    /// It was made for others.
    OtherName,
    /// Nobody whom we trust has issued it.
    UnknownIssuer,
    /// Nobody but its holder has issued it.
    SelfSigned,
    /// Its issuer took it back.
    Revoked,
    /// It was not signed by whom it calls its issuer.
    BadSignature,
    /// It is built in a way that cannot be checked.
    Unusual,
}

/// So many names are shown.
pub const MOST_NAMES: usize = 8;
/// Characters of a name that are shown.
const NAME: usize = 120;
/// Characters of a holder or issuer that are shown.
const HOLDER: usize = 240;

impl Certificate {
    /// Reads a certificate in DER; what cannot be read of it is left out.
    pub fn read(der: &[u8]) -> Self {
        let mut read = Self {
            fingerprint: Fingerprint::of(der),
            names: Vec::new(),
            more_names: 0,
            subject: String::new(),
            issuer: String::new(),
            is_self_signed: false,
            begins: None,
            ends: None,
        };
        let Ok((_, certificate)) = X509Certificate::from_der(der) else { return read };
        let names = names(&certificate);
        read.more_names = names.len().saturating_sub(MOST_NAMES);
        read.names = names.iter().take(MOST_NAMES).map(|name| visible_within(name, NAME).into_owned()).collect();
        read.subject = visible_within(&certificate.subject().to_string(), HOLDER).into_owned();
        read.issuer = visible_within(&certificate.issuer().to_string(), HOLDER).into_owned();
        read.is_self_signed = certificate.subject().as_raw() == certificate.issuer().as_raw();
        read.begins = Timestamp::from_second(certificate.validity().not_before.timestamp()).ok();
        read.ends = Timestamp::from_second(certificate.validity().not_after.timestamp()).ok();
        read
    }

    /// Everything there is to compare, each with its name.
    pub fn lines(&self) -> Vec<(&'static str, String)> {
        let or_nothing = |text: &str| if text.is_empty() { "(it does not say)".to_owned() } else { text.to_owned() };
        let issuer = if self.is_self_signed { "itself".to_owned() } else { or_nothing(&self.issuer) };
        let moment = |at: Option<Timestamp>| match at {
            Some(at) => at.to_zoned(TimeZone::UTC).strftime("%Y-%m-%d %H:%M").to_string(),
            None => "(it does not say)".to_owned(),
        };
        vec![
            ("Made for", or_nothing(&self.all_names())),
            ("Holder", or_nothing(&self.subject)),
            ("Issued by", issuer),
            ("Valid", format!("from {} until {} UTC", moment(self.begins), moment(self.ends))),
            ("SHA-256", self.fingerprint.to_string()),
        ]
    }

    fn all_names(&self) -> String {
        let names = self.names.join(", ");
        if self.more_names == 0 { names } else { format!("{names} and {} more", self.more_names) }
    }
}

/// The alternative names, or where there are none, what was done before there were any: the holder's common name.
fn names(certificate: &X509Certificate<'_>) -> Vec<String> {
    let alternative = certificate.subject_alternative_name().ok().flatten();
    let names: Vec<_> = alternative
        .iter()
        .flat_map(|extension| &extension.value.general_names)
        .filter_map(|name| match name {
            GeneralName::DNSName(name) => Some((*name).to_owned()),
            GeneralName::IPAddress(bytes) => address(bytes),
            _ => None,
        })
        .collect();
    if names.is_empty() { common_name(certificate.subject()).into_iter().collect() } else { names }
}

fn address(bytes: &[u8]) -> Option<String> {
    let four = <[u8; 4]>::try_from(bytes).map(|bytes| std::net::Ipv4Addr::from(bytes).to_string());
    let sixteen = <[u8; 16]>::try_from(bytes).map(|bytes| std::net::Ipv6Addr::from(bytes).to_string());
    four.or(sixteen).ok()
}

fn common_name(name: &X509Name<'_>) -> Option<String> {
    name.iter_common_name().next()?.as_str().ok().map(str::to_owned)
}

impl Reason {
    /// What the verifier found, told by its error.
    pub fn of(error: &TlsError, certificate: &Certificate) -> Self {
        let TlsError::InvalidCertificate(error) = error else { return Self::Unusual };
        match error {
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => Self::Expired,
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => Self::NotValidYet,
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => Self::OtherName,
            CertificateError::Revoked => Self::Revoked,
            CertificateError::BadSignature => Self::BadSignature,
            // An authority's own certificate may not serve as a server's, and self-signed ones often are such.
            CertificateError::UnknownIssuer | CertificateError::Other(_) if certificate.is_self_signed => {
                Self::SelfSigned
            }
            CertificateError::UnknownIssuer => Self::UnknownIssuer,
            _ => Self::Unusual,
        }
    }

    /// Whether somebody may trust it all the same: not what its issuer took back, nor what nobody can check.
    pub fn can_be_pinned(self) -> bool {
        !matches!(self, Self::Revoked | Self::BadSignature | Self::Unusual)
    }
}

impl Untrusted {
    /// Whether it can be trusted by its fingerprint.
    pub fn can_be_pinned(&self) -> bool {
        self.reason.can_be_pinned()
    }

    fn reason(&self) -> String {
        let domain = &self.domain;
        match self.reason {
            Reason::Expired => {
                "it has expired; the server's operator must renew it (or this machine's clock is wrong)".to_owned()
            }
            Reason::NotValidYet => "it is not valid yet; check this machine's clock".to_owned(),
            Reason::OtherName if self.certificate.names.is_empty() => {
                format!("it was made for another name, not for {domain}; check the JID's domain")
            }
            Reason::OtherName => {
                format!("it was made for {}, not for {domain}; check the JID's domain", self.certificate.all_names())
            }
            Reason::UnknownIssuer => {
                "its issuer is unknown here; name the issuer's certificate as CA file if you trust it".to_owned()
            }
            Reason::SelfSigned => {
                "it is self-signed, so nobody vouches for it; compare its fingerprint with what the server's operator \
                 says"
                    .to_owned()
            }
            Reason::Revoked => "it has been revoked; ask the server's operator".to_owned(),
            Reason::BadSignature => {
                "its signature is wrong; somebody may be in between, or ask the server's operator".to_owned()
            }
            Reason::Unusual => "it is built in a way that cannot be checked here; ask the server's operator".to_owned(),
        }
    }
}

impl Display for Untrusted {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        if self.is_another {
            formatter.write_str("it is not the one that was trusted by its fingerprint, so it has changed, and ")?;
        }
        formatter.write_str(&self.reason())
    }
}
