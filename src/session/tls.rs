//! TLS with the system's roots, an optional CA file, and reasons that can be read.

use std::{fs::File, io::Read, path::PathBuf, sync::Arc};

use tokio::net::TcpStream;
use tokio_rustls::{
    TlsConnector,
    client::TlsStream,
    rustls::{
        ClientConfig, Error as TlsError, RootCertStore,
        crypto::ring,
        pki_types::{CertificateDer, ServerName, pem::PemObject},
    },
};

use super::{
    Account, Error, Settings, Tls,
    dns::Target,
    verify::{Found, Verifier},
};

/// No bundle of authorities is longer than this.
const MOST_BYTES: u64 = 16 << 20;

/// A TCP connection behind TLS.
pub struct Wrapped {
    /// The stream.
    pub stream: TlsStream<TcpStream>,
    /// Whether nothing but its fingerprint makes the server's certificate trusted.
    pub is_pinned: bool,
}

/// Makes the TLS session of an account over a TCP connection; the certificate must be that of the account's domain
/// (RFC 6120 §13.7), wherever the connection leads to. A component's port belongs to a machine, whose name the user gave;
/// its domain need not have a certificate at all.
pub async fn wrap(tcp: TcpStream, target: &Target, settings: &Settings) -> Result<Wrapped, Error> {
    let domain = match settings.account {
        Account::Component(_) => &*target.host,
        Account::Password(_) | Account::Anonymous(_) => settings.account.domain(),
    };
    let failed = |why: String| Error::Tls { host: domain.to_owned(), why };
    let ca_file = settings.ca_file.clone();
    let loaded = tokio::task::spawn_blocking(move || roots(ca_file)).await;
    let roots = loaded.map_err(|error| failed(error.to_string()))??;
    let provider = Arc::new(ring::default_provider());
    let verifier = Arc::new(Verifier::new(domain, roots, settings.pins.clone(), &provider).map_err(failed)?);
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| failed(error.to_string()))?
        .dangerous()
        .with_custom_certificate_verifier(verifier.clone())
        .with_no_client_auth();
    if settings.tls == Tls::Direct {
        // XEP-0368 §3: a port that serves several protocols has to know which one is meant.
        config.alpn_protocols = vec![b"xmpp-client".to_vec()];
    }
    let ascii = idna::domain_to_ascii(domain).unwrap_or_else(|_| domain.to_owned());
    let name = ServerName::try_from(ascii).map_err(|error| failed(error.to_string()))?;
    match TlsConnector::from(Arc::new(config)).connect(name, tcp).await {
        Ok(stream) => Ok(Wrapped { stream, is_pinned: matches!(verifier.found(), Some(Found::Pinned)) }),
        Err(error) => Err(explain(domain, &error, verifier.found())),
    }
}

/// Reads a CA file; it is wrong when it has no certificate in it that can be used.
pub fn authorities(path: PathBuf) -> Result<Vec<CertificateDer<'static>>, Error> {
    let mut pem = Vec::new();
    let read = File::open(&path).and_then(|file| file.take(MOST_BYTES).read_to_end(&mut pem));
    if let Err(error) = read {
        return Err(Error::CaFile { path, why: plain(&error.to_string()) });
    }
    match CertificateDer::pem_slice_iter(&pem).collect::<Result<Vec<_>, _>>() {
        Ok(certificates)
            if certificates.iter().any(|certificate| RootCertStore::empty().add(certificate.clone()).is_ok()) =>
        {
            Ok(certificates)
        }
        _ => Err(Error::CaNotPem { path }),
    }
}

fn roots(ca_file: Option<PathBuf>) -> Result<RootCertStore, Error> {
    let mut roots = RootCertStore::empty();
    if let Some(path) = ca_file {
        let _ = roots.add_parsable_certificates(authorities(path)?);
    }
    let _ = roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    Ok(roots)
}

fn explain(domain: &str, error: &std::io::Error, found: Option<Found>) -> Error {
    let host = domain.to_owned();
    match (error.get_ref().and_then(|inner| inner.downcast_ref::<TlsError>()), found) {
        (Some(_), Some(Found::Untrusted(problem))) => Error::Certificate { host, problem },
        (Some(other), _) => Error::Tls { host, why: other.to_string() },
        (None, _) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
            Error::Tls { host, why: "the server closed the connection during the handshake".to_owned() }
        }
        (None, _) => Error::Tls { host, why: plain(&error.to_string()) },
    }
}

/// The words of an operating-system error without its number.
pub fn plain(error: &str) -> String {
    let words = error.split(" (os error").next().unwrap_or(error);
    let mut characters = words.chars();
    match characters.next() {
        Some(first) if !words.starts_with("TLS") => first.to_lowercase().chain(characters).collect(),
        _ => words.to_owned(),
    }
}
